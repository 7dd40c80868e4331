// Which value a variable has where, for variables that get nothing but constants: the control words of range-over-func loops, flags.
//
//     s = 1; loop: check s == 1; s = 2; …body…; s = 1; back        at the check s is 1 on both ways in: the check is gone
//
// The analysis is optimistic (Wegman and Zadeck, "Constant Propagation with Conditional Branches"): an edge counts only when its block is reached and its
// condition allows it, so a loop's first turn decides and later turns may only take back.
//
// V1  Only variables of which every assignment is a constant and which nothing else changes (parameters, results of calls, defer state). Before its first
//     assignment a variable is unknown. EXIT is entered from anywhere: there all are unknown.
using System.Collections.Generic;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal sealed class ConstFlow : ExprVisitor
{
    private const int MaxVars = 64;
    private const byte Unseen = 0, Known = 1, Unknown = 2;

    private readonly int[] _index;                  // variable → its number here plus one
    private readonly List<int> _vars = [];
    private (byte State, long Value)[] _now = [];
    private bool _changed;

    private ConstFlow(Function f) : base(f) => _index = new int[f.Vars.Count];

    /// <returns>Whether a use was replaced by a constant.</returns>
    public static bool Run(Function f)
    {
        if (f.Blocks.Count < 3) return false;
        var c = new ConstFlow(f);
        return c.Candidates() && c.Solve();
    }

    private bool Candidates()
    {
        var defs = new int[F.Vars.Count];
        foreach (int p in F.Params) defs[p] = -1;
        if (F.DeferVar >= 0) defs[F.DeferVar] = -1;
        foreach (int c in F.DeferClosures) defs[c] = -1;
        foreach (var b in F.Blocks)
            foreach (int s in b.Stmts)
            {
                var v = F.Values[s];
                if (v.Op == Op.Call) { foreach (int r in F.Calls[v.A].Results) if (r >= 0) defs[r] = -1; }
                else if (v.Op == Op.SetVar && defs[v.A] >= 0) defs[v.A] = F.Values[v.B].Op == Op.Const ? defs[v.A] + 1 : -1;
            }
        for (int v = 0; v < defs.Length && _vars.Count < MaxVars; v++)
            if (defs[v] > 1) { _vars.Add(v); _index[v] = _vars.Count; }
        return _vars.Count > 0;
    }

    private bool Solve()
    {
        int n = _vars.Count;
        var at = new (byte State, long Value)[F.Blocks.Count][];
        var work = new Stack<int>();
        var queued = new bool[F.Blocks.Count];
        void Reach(int block, (byte State, long Value)[] from)
        {
            bool changed = at[block] == null;
            var to = at[block] ??= new (byte, long)[n];
            for (int i = 0; i < n; i++)
            {
                var (a, b) = (to[i], from[i]);
                if (b.State == Unseen || a.State == Unknown || a == b) continue;
                to[i] = a.State == Unseen ? b : (Unknown, 0);
                changed = true;
            }
            if (!changed || queued[block]) return;
            queued[block] = true;
            work.Push(block);
        }
        var unknown = new (byte, long)[n];
        System.Array.Fill(unknown, (Unknown, 0));
        Reach(0, unknown);
        if (F.ExitBlock >= 0) Reach(F.ExitBlock, unknown);
        while (work.TryPop(out int b))
        {
            queued[b] = false;
            _now = [.. at[b]];
            foreach (int s in F.Blocks[b].Stmts) Assign(s);
            var last = F.Values[F.Blocks[b].Stmts[^1]];
            if (last.Op == Op.If && Condition(last.A) is { } taken) { Reach(taken ? last.B : last.C, _now); continue; }
            for (int k = 0; k < Cfg.SuccCount(last); k++) Reach(Cfg.SuccBlock(F, last, k), _now);
        }
        foreach (var b in F.Blocks)
        {
            if (at[b.Id] == null) continue;
            _now = [.. at[b.Id]];
            foreach (int s in b.Stmts)
            {
                Stmt(s);
                Assign(s);
            }
        }
        return _changed;
    }

    private void Assign(int s)
    {
        var v = F.Values[s];
        if (v.Op == Op.SetVar && _index[v.A] > 0) _now[_index[v.A] - 1] = (Known, F.Values[v.B].Imm);
    }

    private bool? Condition(int id)
    {
        var v = F.Values[id];
        int var = v.Op == Op.Var ? v.A : Verify.Operands(v.Op) == 2 && F.Values[v.A].Op == Op.Var ? F.Values[v.A].A : -1;
        if (var < 0 || _index[var] == 0 || _now[_index[var] - 1] is not { State: Known } x) return null;
        return Fold.With(F, id, x.Value) is { } value ? value != 0 : null;
    }

    protected override void Leaf(int id)
    {
        ref var v = ref V(id);
        if (v.Op != Op.Var || _index[v.A] == 0 || _now[_index[v.A] - 1] is not { State: Known } x) return;
        v = new Value { Op = Op.Const, Type = v.Type, Imm = x.Value, Line = v.Line, Inl = v.Inl };
        _changed = true;
    }
}
