// Polls of counted loops without calls: one per 1,024 turns instead of one per turn. A poll is a volatile load, which costs a branch and keeps
// RyuJIT from hoisting other loads.
//
//     h:    if i < n then body else exit            h:    lim = n - i > 1024c ? i + 1024c : n      (unsigned; polls here)
//     body: …                                             if i < n then pre else exit
//     post: i += c; jump h                          pre:  what every turn of the strip does alike; jump body
//                                                   body: …                                        (no poll)
//                                                   post: i += c; jump back
//                                                   back: if i < lim then body else h
//
// M1  Only innermost natural loops with one back edge, no call but of leaves, i assigned once, n and c invariant. A variable c that is not
//     positive makes every turn go through h.
// M2  A loop of at most 1,024 turns, all numbers constant, has no poll at all: lim is n, and back leads to exit.
// M3  pre takes only what the first turn does before anything that can be seen: checks and loads move from the start of the body up to the
//     first statement that stays and can fail or writes memory. A load moves only if the loop writes no memory. Nothing suspends inside of
//     a strip, so no frame holds what pre computes.
// M4  No pointer stores: their barrier buffer has room for what happens between two polls, not for 1,024 turns.
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

public static class StripMine
{
    private const int Turns = 1024;

    public static void Run(Function f)
    {
        if (f.NoPreempt || !Cfg.HasCycle(f)) return;
        var cfg = new Cfg(f, _ => false);            // pieces are blocks
        if (cfg.Loops.Count == 0) return;
        var inner = new bool[cfg.Loops.Count];
        System.Array.Fill(inner, true);
        foreach (var l in cfg.Loops) if (l.Parent >= 0) inner[l.Parent] = false;
        var blocks = new List<int>[cfg.Loops.Count];
        for (int b = 0; b < cfg.Count; b++)
            if (cfg.P[b].Loop >= 0 && inner[cfg.P[b].Loop]) (blocks[cfg.P[b].Loop] ??= []).Add(b);
        for (int l = 0; l < inner.Length; l++)
            if (inner[l] && blocks[l] != null) Loop(f, cfg, cfg.Loops[l].Header, l, blocks[l]);
    }

    private static void Loop(Function f, Cfg cfg, int h, int loop, List<int> body)
    {
        var head = f.Blocks[h];
        if (head.Stmts.Count != 1 || f.Values[head.Stmts[0]] is not { Op: Op.If } test) return;
        var cond = f.Values[test.A];
        var i = f.Values[cond.A];
        if (cond.Op is not (Op.LtS or Op.LeS or Op.GtS or Op.GeS or Op.LtU or Op.LeU) || i.Op != Op.Var || i.Type is not (IrType.I64 or IrType.I32)) return;
        if (!body.Contains(test.B) || body.Contains(test.C)) return;
        int first = test.B;
        // one back edge, and one way into the body
        int latch = -1;
        for (int k = 0; k < cfg.P[h].PredCount; k++)
        {
            int q = cfg.Pred[cfg.P[h].PredStart + k];
            if (cfg.Rpo[q] < 0 || !body.Contains(q)) continue;
            if (latch >= 0) return;
            latch = q;
        }
        if (latch < 0 || first == h || cfg.P[first].PredCount != 1) return;
        if (f.Values[f.Blocks[latch].Stmts[^1]].Op != Op.Jump) return;

        int step = 0, assigned = 0;
        var assignedVars = new HashSet<int>();
        foreach (int b in body)
            foreach (int s in f.Blocks[b].Stmts)
            {
                var v = f.Values[s];
                if (v.Op == Op.StorePtr || v.Op is Op.MoveMem or Op.ZeroMem && v.Imm > 256) return;
                if (v.Op == Op.Call)
                {
                    var call = f.Calls[v.A];
                    if (call.Class != GoClr.Abi.CallClass.None || call.Kind != CalleeKind.Direct || call.Tail) return;
                    foreach (int r in call.Results) if (r == i.A) return; else if (r >= 0) assignedVars.Add(r);
                }
                if (v.Op != Op.SetVar) continue;
                assignedVars.Add(v.A);
                if (v.A != i.A) continue;
                assigned++;
                if (b != latch || f.Values[v.B] is not { Op: Op.Add or Op.Sub } add || f.Values[add.A] is not { Op: Op.Var } self || self.A != i.A) return;
                step = v.B;
            }
        if (assigned != 1) return;
        if (!Invariant(f, cond.B, assignedVars) || !Invariant(f, f.Values[step].B, assignedVars)) return;
        bool down = cond.Op is Op.GtS or Op.GeS, sub = f.Values[step].Op == Op.Sub;
        var c = f.Values[f.Values[step].B];
        var limit = f.Values[cond.B];
        var t = i.Type;
        bool few = false;
        if (c.Op == Op.Const)
        {
            long by = sub ? -c.Imm : c.Imm;
            if (down) by = -by;
            if (by <= 0 || by > 1 << 16) return;
            if (limit.Op == Op.Const && cond.Op is Op.LtS or Op.LeS or Op.GtS or Op.GeS && Start(f, cfg, h, latch, i.A) is { } start)
            {
                long span = down ? start - limit.Imm : limit.Imm - start;
                few = span / by < Turns;
            }
        }
        else if (down || sub || cond.Op is Op.LtU or Op.LeU) return;

        int Add(in Value v) => f.Add(v with { Line = test.Line, Inl = test.Inl });
        int Var(int v) => Add(new Value { Op = Op.Var, Type = t, A = v });
        int Const(long v) => Add(new Value { Op = Op.Const, Type = t, Imm = v });
        int Bin(Op op, int a, int b) => Add(new Value { Op = op, Type = t, A = a, B = b });
        int Cmp(Op op, int a, int b) => Add(new Value { Op = op, Type = IrType.I32, A = a, B = b });
        int Select(int x, int a, int b) => Add(new Value { Op = Op.Select, Type = t, A = x, B = a, C = b });
        int N() => Add(limit);
        int Chunk() => c.Op == Op.Const ? Const(System.Math.Abs(c.Imm) * Turns) : Add(new Value { Op = Op.Shl, Type = t, A = Var(c.A), B = Add(new Value { Op = Op.Const, Type = IrType.I32, Imm = 10 }) });

        int lim = -1;
        if (!few)
        {
            lim = f.NewVar(t, "lim");
            int distance = down ? Bin(Op.Sub, Var(i.A), N()) : Bin(Op.Sub, N(), Var(i.A));
            int value = Select(Cmp(Op.GtU, distance, Chunk()), Bin(down ? Op.Sub : Op.Add, Var(i.A), Chunk()), N());
            if (c.Op != Op.Const)
            {
                long most = t == IrType.I32 ? (1 << 20) - 1 : (1L << 32) - 1;
                value = Select(Cmp(Op.LtU, Bin(Op.Sub, Var(c.A), Const(1)), Const(most)), value, Const(t == IrType.I32 ? int.MinValue : long.MinValue));
            }
            head.Stmts.Insert(0, Add(new Value { Op = Op.SetVar, A = lim, B = value }));
        }
        var pre = f.NewBlock();
        Hoist(f, cfg, first, h, latch, body, assignedVars, pre);
        pre.Stmts.Add(Add(new Value { Op = Op.Jump, A = first }));
        CollectionsMarshal.AsSpan(f.Values)[head.Stmts[^1]].B = pre.Id;
        var back = f.NewBlock();
        back.Stmts.Add(Add(new Value { Op = Op.If, A = Cmp(cond.Op, Var(i.A), few ? N() : Var(lim)), B = first, C = few ? test.C : h }));
        CollectionsMarshal.AsSpan(f.Values)[f.Blocks[latch].Stmts[^1]].A = back.Id;
        f.Blocks[first].NoPoll = true;
    }

    // ---------------------------------------------------------------- what every turn does alike

    private static void Hoist(Function f, Cfg cfg, int first, int h, int latch, List<int> body, HashSet<int> assigned, Block pre)
    {
        if (f.ExitBlock >= 0) return;
        var values = CollectionsMarshal.AsSpan(f.Values);
        bool writes = false;
        var defs = new Dictionary<int, int>();
        foreach (int b in body)
            foreach (int s in f.Blocks[b].Stmts)
            {
                writes |= values[s].Op is Op.Store or Op.MoveMem or Op.ZeroMem or Op.Call;
                if (values[s].Op == Op.SetVar) defs[values[s].A] = defs.GetValueOrDefault(values[s].A) + 1;
                else if (values[s].Op == Op.Call) foreach (int r in f.Calls[values[s].A].Results) if (r >= 0) defs[r] = 2;
            }
        // A variable moves only if this is its only definition in the whole function.
        foreach (var b in f.Blocks)
        {
            if (cfg.Rpo[b.Id < cfg.Count ? b.Id : 0] < 0 || body.Contains(b.Id)) continue;
            foreach (int s in b.Stmts)
            {
                if (values[s].Op == Op.SetVar) { if (defs.ContainsKey(values[s].A)) defs[values[s].A] = 2; }
                else if (values[s].Op == Op.Call) foreach (int r in f.Calls[values[s].A].Results) if (r >= 0 && defs.ContainsKey(r)) defs[r] = 2;
            }
        }
        bool early = true;                      // nothing that stays and can fail or write stands before
        int at = first;
        for (int hops = 0; hops < 8; hops++)
        {
            var stmts = f.Blocks[at].Stmts;
            for (int k = 0; k < stmts.Count - 1; k++)
            {
                ref var v = ref values[stmts[k]];
                if (v.Op == Op.Nop) continue;
                bool go = v.Op switch
                {
                    Op.Check => early && Alike(f, v.A, assigned, !writes) && (v.B == 0 || Alike(f, v.B, assigned, !writes)) && (v.C == 0 || Alike(f, v.C, assigned, !writes)),
                    Op.SetVar => defs[v.A] == 1 && f.Vars[v.A].ParamIndex < 0 && f.Vars[v.A].Type is not (IrType.F32 or IrType.F64) && Alike(f, v.B, assigned, early && !writes),
                    _ => false,
                };
                if (go)
                {
                    if (v.Op == Op.SetVar) assigned.Remove(v.A);
                    pre.Stmts.Add(stmts[k]);
                    stmts.RemoveAt(k--);
                }
                else if (v.Op != Op.SetVar) early = false;
            }
            ref var last = ref values[stmts[^1]];
            if (last.Op != Op.Jump || last.A == h || at == latch || cfg.P[last.A].PredCount != 1) return;
            at = last.A;
        }
    }

    private static bool Alike(Function f, int e, HashSet<int> assigned, bool loads)
    {
        var v = f.Values[e];
        switch (v.Op)
        {
            case Op.Var: return !assigned.Contains(v.A);
            case Op.Const or Op.FConst or Op.SymAddr or Op.FuncId or Op.AreaAddr: return true;
            case Op.Load: return loads && Alike(f, v.A, assigned, loads);
            case Op.NativeExpr or Op.RecoverTok or Op.DivS or Op.DivU or Op.RemS or Op.RemU: return false;
        }
        int n = Verify.Operands(v.Op);
        return n > 0 && Alike(f, v.A, assigned, loads) && (n < 2 || Alike(f, v.B, assigned, loads)) && (n < 3 || Alike(f, v.C, assigned, loads));
    }

    private static bool Invariant(Function f, int id, HashSet<int> assigned) => f.Values[id] is { Op: Op.Const } || f.Values[id] is { Op: Op.Var } v && !assigned.Contains(v.A);

    // The constant that i has on every way into the loop, if it is one and the assignment stands in the block before.
    private static long? Start(Function f, Cfg cfg, int h, int latch, int i)
    {
        long? start = null;
        for (int k = 0; k < cfg.P[h].PredCount; k++)
        {
            int q = cfg.Pred[cfg.P[h].PredStart + k];
            if (q == latch || cfg.Rpo[q] < 0) continue;
            long? here = null;
            foreach (int s in f.Blocks[q].Stmts)
            {
                var v = f.Values[s];
                if (v.Op == Op.SetVar && v.A == i) here = f.Values[v.B] is { Op: Op.Const } x ? x.Imm : null;
                else if (v.Op == Op.Call && System.Array.IndexOf(f.Calls[v.A].Results, i) >= 0) here = null;
            }
            if (here == null || start != null && start != here) return null;
            start = here;
        }
        return start;
    }
}
