// Which definition each read of a variable sees: SSA form beside the IR, which keeps its mutable variables.
//
// D1  A definition is a parameter, a SetVar, a call's result, a phi, or Unknown. Unknown is what nobody knows: a variable read before it is set
//     (uninitialised garbage), and everything at a block that a second root (EXIT) reaches.
// D2  Phis stand at iterated dominance frontiers of all variables that are live across blocks at all (Liveness), also where the variable is
//     dead: so the current definition is true even for a read that a pass adds. In huge functions only where it is live (Exact is false).
// D3  The tables describe the function as it was when they were made. A pass that changes reads keeps DefOf true; one that changes
//     assignments or blocks makes them anew.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal enum DefKind : byte { Unknown, Param, Set, Result, Phi }

/// <summary>Set: Stmt is the SetVar. Result: Stmt is the call. Phi: Args … Args+Count-1 in PhiArgs, parallel to the block's predecessors (-1: unreachable one).</summary>
internal struct Def { public DefKind Kind; public int Var, Block, Stmt, Args, Count; }

internal sealed class Ssa
{
    public readonly Function F;
    public readonly Cfg Cfg;                     // pieces are blocks
    public readonly List<Def> Defs = [default];  // 0 is none
    public readonly List<int> PhiArgs = [];
    /// <summary>Read (a Var node) → definition.</summary>
    public readonly int[] DefOf;
    /// <summary>Statement → the first definition it makes, 0 none. A call's results follow each other.</summary>
    public readonly int[] DefAt;
    /// <summary>Block → its first phi; a block's phis follow each other. 0 none.</summary>
    public readonly int[] FirstPhi, PhiCount;
    /// <summary>Children in the dominator tree, in reverse postorder.</summary>
    public readonly List<int>[] Children;
    public readonly List<int> Roots = [];
    /// <summary>Block that is a root → its Unknown definitions, one per global variable.</summary>
    public readonly Dictionary<int, int[]> AtRoot = [];
    /// <summary>Variable → definition that reaches the start of the function.</summary>
    public readonly int[] AtEntry;
    /// <summary>The current definition of a variable with Global is true everywhere.</summary>
    public readonly bool Exact;
    private readonly Liveness _live;
    private readonly int[] _cur;
    private readonly List<(int Var, int Old)> _log = [];

    public Ssa(Function f)
    {
        F = f;
        Cfg = new Cfg(f, static _ => false);
        _live = new Liveness(Cfg);
        Exact = (long)_live.Globals.Length * Cfg.Count < 1_000_000;
        DefOf = new int[f.Values.Count];
        DefAt = new int[f.Values.Count];
        FirstPhi = new int[Cfg.Count];
        PhiCount = new int[Cfg.Count];
        AtEntry = new int[f.Vars.Count];
        _cur = new int[f.Vars.Count];
        Children = new List<int>[Cfg.Count];
        foreach (int b in Cfg.Order)
        {
            if (Cfg.Idom(b) < 0) Roots.Add(b);
            else (Children[Cfg.Idom(b)] ??= []).Add(b);
        }
        PlacePhis();
        for (int v = 0; v < f.Vars.Count; v++)
            AtEntry[v] = _cur[v] = New(new Def { Kind = f.Vars[v].ParamIndex >= 0 ? DefKind.Param : DefKind.Unknown, Var = v, Block = 0 });
        foreach (int r in Roots) Rename(r);
    }

    private int New(in Def d)
    {
        Defs.Add(d);
        return Defs.Count - 1;
    }

    public ref Def this[int def] => ref CollectionsMarshal.AsSpan(Defs)[def];

    public bool Global(int var) => _live.BitOf[var] >= 0;

    // ---------------------------------------------------------------- phis

    private void PlacePhis()
    {
        int globals = _live.Globals.Length;
        var at = new List<(int Block, int Var)>();
        if (globals > 0)
        {
            var frontier = new List<int>?[Cfg.Count];
            bool any = false;
            foreach (int b in Cfg.Order)
            {
                ref var p = ref Cfg.P[b];
                if (p.PredCount < 2) continue;
                for (int k = 0; k < p.PredCount; k++)
                {
                    int r = Cfg.Pred[p.PredStart + k];
                    if (Cfg.Rpo[r] < 0) continue;
                    for (; r >= 0 && r != Cfg.Idom(b); r = Cfg.Idom(r))
                    {
                        var l = frontier[r] ??= [];
                        if (l.Count == 0 || l[^1] != b) l.Add(b);
                        any = true;
                    }
                }
            }
            if (any)
            {
                var defBlocks = new List<int>?[globals];
                void Add(int var, int block)
                {
                    int g = _live.BitOf[var];
                    if (g < 0) return;
                    var l = defBlocks[g] ??= [];
                    if (l.Count == 0 || l[^1] != block) l.Add(block);
                }
                foreach (int b in Cfg.Order)
                    foreach (int s in F.Blocks[b].Stmts)
                    {
                        ref var v = ref CollectionsMarshal.AsSpan(F.Values)[s];
                        if (v.Op == Op.SetVar) Add(v.A, b);
                        else if (v.Op == Op.Call) foreach (int r in F.Calls[v.A].Results) if (r >= 0) Add(r, b);
                    }
                var stamp = new int[Cfg.Count];
                var work = new Stack<int>();
                for (int g = 0; g < globals; g++)
                {
                    if (defBlocks[g] == null) continue;
                    foreach (int b in defBlocks[g]!) work.Push(b);
                    while (work.TryPop(out int b))
                    {
                        if (frontier[b] == null) continue;
                        foreach (int t in frontier[b]!)
                        {
                            if (stamp[t] == g + 1 || !Exact && !_live.LiveIn(t, g)) continue;
                            stamp[t] = g + 1;
                            at.Add((t, _live.Globals[g]));
                            work.Push(t);
                        }
                    }
                }
            }
        }
        at.Sort();
        foreach (var (b, v) in at)
        {
            if (Cfg.Idom(b) < 0) continue;           // a root knows nothing anyway
            int d = New(new Def { Kind = DefKind.Phi, Var = v, Block = b, Args = PhiArgs.Count, Count = Cfg.P[b].PredCount });
            for (int k = 0; k < Cfg.P[b].PredCount; k++) PhiArgs.Add(-1);
            if (PhiCount[b]++ == 0) FirstPhi[b] = d;
        }
    }

    // ---------------------------------------------------------------- reads

    private void Set(int var, int def)
    {
        _log.Add((var, _cur[var]));
        _cur[var] = def;
    }

    private void Rename(int root)
    {
        var stack = new Stack<(int Block, int Next, int Mark)>();
        stack.Push((root, -1, 0));
        while (stack.TryPop(out var t))
        {
            var (b, next, mark) = t;
            if (next < 0)
            {
                mark = _log.Count;
                if (b == root && b != 0)
                {
                    var made = AtRoot[b] = new int[_live.Globals.Length];
                    for (int g = 0; g < made.Length; g++) Set(_live.Globals[g], made[g] = New(new Def { Kind = DefKind.Unknown, Var = _live.Globals[g], Block = b }));
                }
                Enter(b);
                next = 0;
            }
            if (Children[b] is { } c && next < c.Count)
            {
                stack.Push((b, next + 1, mark));
                stack.Push((c[next], -1, 0));
                continue;
            }
            for (int k = _log.Count - 1; k >= mark; k--) _cur[_log[k].Var] = _log[k].Old;
            _log.RemoveRange(mark, _log.Count - mark);
        }
    }

    private void Enter(int b)
    {
        for (int k = 0; k < PhiCount[b]; k++) Set(this[FirstPhi[b] + k].Var, FirstPhi[b] + k);
        foreach (int s in F.Blocks[b].Stmts)
        {
            var v = F.Values[s];
            Reads(v);
            if (v.Op == Op.SetVar) Set(v.A, DefAt[s] = New(new Def { Kind = DefKind.Set, Var = v.A, Block = b, Stmt = s }));
            else if (v.Op == Op.Call)
            {
                foreach (int r in F.Calls[v.A].Results)
                {
                    if (r < 0) continue;
                    int d = New(new Def { Kind = DefKind.Result, Var = r, Block = b, Stmt = s });
                    if (DefAt[s] == 0) DefAt[s] = d;
                    Set(r, d);
                }
            }
        }
        ref var p = ref Cfg.P[b];
        for (int k = 0; k < p.SuccCount; k++)
        {
            int t = Cfg.Succ[p.SuccStart + k];
            if (PhiCount[t] == 0) continue;
            ref var pt = ref Cfg.P[t];
            for (int q = 0; q < pt.PredCount; q++)
            {
                if (Cfg.Pred[pt.PredStart + q] != b) continue;
                for (int i = 0; i < PhiCount[t]; i++)
                {
                    ref var phi = ref this[FirstPhi[t] + i];
                    PhiArgs[phi.Args + q] = _cur[phi.Var];
                }
            }
        }
    }

    private void Reads(in Value v)
    {
        switch (v.Op)
        {
            case Op.SetVar: Read(v.B); break;
            case Op.Store or Op.StorePtr or Op.MoveMem: Read(v.A); Read(v.B); break;
            case Op.ZeroMem or Op.KeepAlive or Op.If or Op.Switch: Read(v.A); break;
            case Op.Check: Read(v.A); if (v.B != 0) Read(v.B); if (v.C != 0) Read(v.C); break;
            case Op.Return: for (int i = 0; i < v.C; i++) Read(F.Extra[v.B + i]); break;
            case Op.Call: foreach (int a in F.Calls[v.A].Args) Read(a); break;
        }
    }

    private void Read(int id)
    {
        ref var v = ref CollectionsMarshal.AsSpan(F.Values)[id];
        if (v.Op == Op.Var) { DefOf[id] = _cur[v.A]; return; }
        if (v.Op == Op.NativeExpr) { for (int i = 0; i < v.C; i++) Read(F.Extra[v.B + i]); return; }
        int n = Verify.Operands(v.Op);
        if (n > 0) Read(v.A);
        if (n > 1) Read(v.B);
        if (n > 2) Read(v.C);
    }
}
