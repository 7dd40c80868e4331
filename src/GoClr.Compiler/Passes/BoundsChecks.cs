// Bounds checks that a counted loop's condition implies go away.
//
//     H: if i < n → B else X       in B and what follows it in the turn, up to the step: start <= i < n
//     B: … check i < n …           start >= 0 makes the unsigned comparison of the check true
//     L: i = i + c; → H
//
// C1  i has one definition in the loop, the step, in the only block that goes back to H; n has none, c is a positive constant.
// C2  n of the check and n of the condition are the same variable, copies of each other that the loop does not change, or constants.
// C3  i stays not negative: with c = 1 it ends at n at most, with more only if n is a constant.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

public static class BoundsChecks
{
    public static void Run(Function f)
    {
        if (f.Blocks.Count < 3 || !Cfg.HasCycle(f)) return;
        var w = new Work(f);
        if (w.Counted.Count > 0) w.Run();
    }

    private sealed class Loop
    {
        public int Index, Header, Latch;
        public int Var, Bound;                  // Bound: expression, a constant or a variable
        public int StepStmt;
        public long StepConst;
        public bool Unsigned;
        public bool NonNegative;                // i >= 0 at H
    }

    private sealed class Work
    {
        private readonly Function _f;
        private readonly Cfg _cfg;
        private readonly int[] _defs;           // number of definitions (a parameter has one)
        private readonly int[] _defStmt, _defBlock;   // of variables with a single definition by SetVar, else -1
        private readonly List<(int Block, int Stmt)>[] _sets;     // all SetVars of a variable; null if other statements define it too
        private readonly bool[] _other;         // defined by a parameter or call
        private readonly Dictionary<(int Var, int Loop), bool> _changes = [];
        public readonly List<Loop> Counted = [];
        private readonly Loop?[] _byLoop;

        public Work(Function f)
        {
            _f = f;
            _cfg = new Cfg(f, _ => false);
            int n = f.Vars.Count;
            _defs = new int[n];
            _defStmt = new int[n];
            _defBlock = new int[n];
            _other = new bool[n];
            _sets = new List<(int, int)>[n];
            Array.Fill(_defStmt, -1);
            Array.Fill(_defBlock, -1);
            foreach (int p in f.Params) { _defs[p]++; _other[p] = true; }
            foreach (int b in _cfg.Order)
                foreach (int s in f.Blocks[b].Stmts)
                {
                    var v = V(s);
                    if (v.Op == Op.SetVar)
                    {
                        _defs[v.A]++;
                        _defStmt[v.A] = s;
                        _defBlock[v.A] = b;
                        (_sets[v.A] ??= []).Add((b, s));
                    }
                    else if (v.Op == Op.Call)
                    {
                        foreach (int r in f.Calls[v.A].Results) if (r >= 0) { _defs[r]++; _other[r] = true; }
                    }
                }
            _byLoop = new Loop?[_cfg.Loops.Count];
            for (int l = 0; l < _cfg.Loops.Count; l++) if (Recognise(l) is { } c) { Counted.Add(c); _byLoop[l] = c; }
        }

        private ref Value V(int id) => ref CollectionsMarshal.AsSpan(_f.Values)[id];

        private bool InLoop(int block, int loop)
        {
            for (int l = _cfg.P[block].Loop; l >= 0; l = _cfg.Loops[l].Parent) if (l == loop) return true;
            return false;
        }

        private bool Changes(int var, int loop)
        {
            if (_changes.TryGetValue((var, loop), out bool c)) return c;
            if (_other[var])
            {
                if (_f.Vars[var].ParamIndex < 0 || _defs[var] - (_sets[var]?.Count ?? 0) > 1) c = CallDefines(var, loop);
            }
            if (!c && _sets[var] != null) foreach (var (b, _) in _sets[var]) c |= InLoop(b, loop);
            return _changes[(var, loop)] = c;
        }

        private bool CallDefines(int var, int loop)
        {
            foreach (int b in _cfg.Order)
            {
                if (!InLoop(b, loop)) continue;
                foreach (int s in _f.Blocks[b].Stmts)
                    if (V(s).Op == Op.Call && Array.IndexOf(_f.Calls[V(s).A].Results, var) >= 0) return true;
            }
            return false;
        }

        // ---------------------------------------------------------------- recognising

        private Loop? Recognise(int l)
        {
            int h = _cfg.Loops[l].Header;
            var head = _f.Blocks[h].Stmts;
            var t = V(head[^1]);
            if (head.Count != 1 || t.Op != Op.If || t.B == t.C) return null;
            if (!InLoop(t.B, l) || InLoop(t.C, l)) return null;
            var c = V(t.A);
            int i = c.A, n = c.B;
            if (c.Op is Op.GtS or Op.GtU) (i, n) = (n, i);
            else if (c.Op is not (Op.LtS or Op.LtU)) return null;
            if (V(i).Op != Op.Var || V(i).Type != IrType.I64) return null;
            int var = V(i).A;
            if (V(n).Op == Op.Var ? V(n).A == var || Changes(V(n).A, l) : V(n).Op != Op.Const) return null;
            if (V(n).Type != IrType.I64) return null;
            if (_f.Vars[var].Type != IrType.I64) return null;
            // one way back
            int latch = -1;
            ref var p = ref _cfg.P[h];
            for (int k = 0; k < p.PredCount; k++)
            {
                int q = _cfg.Pred[p.PredStart + k];
                if (_cfg.Rpo[q] < 0 || !InLoop(q, l)) continue;
                if (latch >= 0) return null;
                latch = q;
            }
            if (latch < 0 || latch == h || V(_f.Blocks[latch].Stmts[^1]).Op != Op.Jump) return null;
            // one definition in the loop, in the latch
            if (_sets[var] == null || _other[var] && CallDefines(var, l)) return null;
            int step = -1;
            foreach (var (b, s) in _sets[var])
            {
                if (!InLoop(b, l)) continue;
                if (step >= 0 || b != latch) return null;
                step = s;
            }
            if (step < 0) return null;
            var e = V(V(step).B);
            if (e.Op != Op.Add) return null;
            int x = e.A, y = e.B;
            if (V(x).Op != Op.Var || V(x).A != var) (x, y) = (y, x);
            if (V(x).Op != Op.Var || V(x).A != var) return null;
            var loop = new Loop { Index = l, Header = h, Latch = latch, Var = var, Bound = n, StepStmt = step, Unsigned = c.Op is Op.LtU or Op.GtU };
            if (V(y).Op == Op.Const && V(y).Imm is > 0 and < 1 << 20) loop.StepConst = V(y).Imm;
            else return null;
            return loop;
        }

        // ---------------------------------------------------------------- bounds checks

        public void Run()
        {
            // outer loops first: an inner one may start at an outer one's variable
            Counted.Sort((a, b) => _cfg.Loops[a.Index].Depth - _cfg.Loops[b.Index].Depth);
            foreach (var c in Counted) c.NonNegative = StartsNonNegative(c);
            foreach (int b in _cfg.Order)
                if (_cfg.P[b].Loop >= 0)
                    foreach (int s in _f.Blocks[b].Stmts)
                        if (V(s).Op == Op.Check && Implied(b, s)) V(s) = new Value { Op = Op.Nop, Line = V(s).Line };
        }

        // A constant step leaves i >= 0: i < n before it, and n is a length or a constant if the step is more than 1 (Implied asks for that).
        private bool StartsNonNegative(Loop c)
        {
            if (c.Unsigned) return false;
            if (c.StepConst != 1 && V(c.Bound).Op != Op.Const) return false;
            // A parameter is a start nobody knows.
            if (_other[c.Var]) return false;
            foreach (var (b, s) in _sets[c.Var])
                if (s != c.StepStmt && !NonNegative(V(s).B, b, s)) return false;
            return true;
        }

        private bool NonNegative(int e, int block, int stmt)
        {
            var v = V(e);
            switch (v.Op)
            {
                case Op.Const: return v.Imm >= 0;
                case Op.ZextI32: return true;
                case Op.SextI32: return V(v.A).Op is Op.Zext8 or Op.Zext16 || V(v.A).Op == Op.Load && V(v.A).Mem is MemType.U8 or MemType.U16;
                case Op.And: return V(v.A).Op == Op.Const && V(v.A).Imm >= 0 || V(v.B).Op == Op.Const && V(v.B).Imm >= 0;
                case Op.Var: return InRange(v.A, block) is { NonNegative: true };
                case Op.Add:
                    return V(v.A).Op == Op.Var && V(v.B).Op == Op.Const && V(v.B).Imm is 0 or 1 && V(v.A).Op == Op.Var && InRange(V(v.A).A, block) is { NonNegative: true } outer && !AfterStep(outer, block, stmt);
                default: return false;
            }
        }

        // The counted loop around the block whose variable this is: there start <= var < bound holds, unless the block comes after the step.
        private Loop? InRange(int var, int block)
        {
            for (int l = _cfg.P[block].Loop; l >= 0; l = _cfg.Loops[l].Parent)
                if (_byLoop[l] is { } c && c.Var == var) return block == c.Header ? null : c;
            return null;
        }

        private bool AfterStep(Loop c, int block, int stmt)
        {
            if (block != c.Latch) return false;
            foreach (int s in _f.Blocks[block].Stmts)
            {
                if (s == c.StepStmt) return true;
                if (s == stmt) return false;
            }
            return true;
        }

        private bool Implied(int block, int stmt)
        {
            var cond = V(V(stmt).A);
            int i = cond.A, n = cond.B;
            if (cond.Op == Op.GtU) (i, n) = (n, i);
            else if (cond.Op != Op.LtU) return false;
            if (V(i).Op != Op.Var) return false;
            var c = InRange(V(i).A, block);
            if (c == null || AfterStep(c, block, stmt) || !(c.Unsigned || c.NonNegative)) return false;
            if (V(n).Op == Op.Const) return V(c.Bound).Op == Op.Const && (ulong)V(c.Bound).Imm <= (ulong)V(n).Imm;
            return V(n).Op == Op.Var && V(c.Bound).Op == Op.Var && Same(V(n).A, V(c.Bound).A, c);
        }

        // Both variables have the same value all through the loop.
        private bool Same(int a, int b, Loop c)
        {
            if (Changes(a, c.Index) || Changes(b, c.Index)) return false;
            a = Root(a, c);
            b = Root(b, c);
            return a == b;
        }

        private int Root(int v, Loop c)
        {
            for (int k = 0; k < 8; k++)
            {
                if (_defs[v] != 1 || _defStmt[v] < 0) return v;
                var e = V(V(_defStmt[v]).B);
                if (e.Op != Op.Var) return v;
                if (_defs[e.A] != 1 && !HoldsUpTo(e.A, _defStmt[v], _defBlock[v], c)) return v;
                v = e.A;
            }
            return v;
        }

        // v = w stands in the block before the loop, and w does not change between it and the loop, nor in it.
        private bool HoldsUpTo(int w, int stmt, int block, Loop c)
        {
            if (Changes(w, c.Index)) return false;
            var last = V(_f.Blocks[block].Stmts[^1]);
            if (last.Op != Op.Jump || last.A != c.Header) return false;
            ref var p = ref _cfg.P[c.Header];
            for (int k = 0; k < p.PredCount; k++)
            {
                int q = _cfg.Pred[p.PredStart + k];
                if (_cfg.Rpo[q] >= 0 && q != block && q != c.Latch) return false;
            }
            bool after = false;
            foreach (int s in _f.Blocks[block].Stmts)
            {
                if (after && (V(s).Op == Op.SetVar && V(s).A == w || V(s).Op == Op.Call && Array.IndexOf(_f.Calls[V(s).A].Results, w) >= 0)) return false;
                after |= s == stmt;
            }
            return after;
        }
    }
}
