// From a function's flow graph to its suspend points, frame layouts, states, and the graph of its resume clone.
//
//     entry ─→ … ─→ [header L1] ─→ … ─→ [header L2] ─→ call f ─→ rest of L2's turn ─┐
//                        ↑                  ↑└────────────────────────────────────────┘
// The normal entry is the graph as it is. The clone is the part of graph × {0 … depth} that its states reach. A node (piece, j) means: the outer
// j loops around the piece are *broken* (we came back into the middle of one of their turns and finish that turn in a cold copy);
// the loops further in were entered at their headers. Along an edge b → t:
//     c  = number of loops that contain both           j' = min(j, c)      loops left are forgotten, loops entered are whole
//     t is the header of loop m ≤ c (1 = outermost):   j' = min(j', m-1)   the turn is over, from here on loop m is whole
//
// C1  A copy of loop m in which m is whole is entered at its header only: every loop of the clone that repeats is a natural one.
// C2  A piece at loop depth d has at most d+1 copies; two states with the same continuation start at the same node.
// C3  A poll's state goes on at its header, that is at (header, depth-1): the innermost loop needs no cold copy.
// C4  FIXED (defer variable, area pointer, all that EXIT reads) are the first slots of every layout but that of state 0, so
//     runDefer and the recovery can read a frame of any state. EXIT is a state whose layout is FIXED alone.
// C5  States 1 … Resumable can be resumed and are grouped by layout; those above only have a line (checks, panic-only calls).
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Passes;

namespace GoClr.Compiler.Suspend;

internal sealed class FrameLayout(int index, int[] slots) { public readonly int Index = index; public readonly int[] Slots = slots; public int Words => 1 + Slots.Length; }

internal struct State { public int Layout, Line, Inl, Node; public uint RetMask; public int Call; /* index into Calls, -1 */ }

internal struct Node { public int Piece, Broken, ToStart; }

internal sealed class Suspension
{
    public readonly Function F;
    public readonly FuncPlan Plan;
    public readonly Cfg Cfg;
    public readonly Liveness Live;
    public readonly List<FrameLayout> Layouts = [];
    public readonly List<State> States = [];
    public int Resumable;                       // states 1 … Resumable
    public int ExitState;
    public int AreaVar = -1;
    public int[] Fixed = [];
    public int FixedLayout;                     // layout of FIXED alone
    public readonly int[] PollState;            // piece → state, 0 none
    public readonly int[] CallState;            // piece that ends in a call → state
    public readonly List<Node> Nodes = [];      // in order of emission
    public readonly List<int> NodeTo = [];      // successors, parallel to the piece's
    public readonly int[] ZeroAtEntry;
    private readonly Dictionary<(int Line, int Inl), int> _lineStates = [];
    private readonly Dictionary<long, List<FrameLayout>> _layoutByHash = [];
    private readonly bool[] _isFixed;

    public Suspension(Function f, FuncPlan plan, Func<CallInfo, bool> tailNative)
    {
        F = f;
        Plan = plan;
        Cfg = new Cfg(f, c => c.Class == CallClass.Suspends && !c.Tail && !tailNative(c));
        Live = new Liveness(Cfg);
        if (plan.AreaSize > 0) AreaVar = f.NewVar(IrType.Ptr, "area");
        _isFixed = new bool[f.Vars.Count];
        FindFixed();
        ZeroAtEntry = FindZero();
        PollState = new int[Cfg.Count];
        CallState = new int[Cfg.Count];
        LayoutOf(f.Params.ToArray());            // layout 0: state 0
        States.Add(new State { Layout = 0, Line = f.StartLine, Node = -1, Call = -1 });
        FixedLayout = LayoutOf(Fixed).Index;
        FindPoints();
        BuildClone();
    }

    private void FindFixed()
    {
        var list = new List<int>();
        void Add(int v) { if (!_isFixed[v]) { _isFixed[v] = true; list.Add(v); } }
        if (F.DeferVar >= 0) Add(F.DeferVar);
        if (AreaVar >= 0) Add(AreaVar);
        foreach (int v in F.DeferClosures) Add(v);
        if (Cfg.ExitPiece >= 0)
            for (int b = 0; b < Live.Globals.Length; b++)
                if (Live.LiveIn(Cfg.ExitPiece, b)) Add(Live.Globals[b]);
        Fixed = [.. list];
    }

    private int[] FindZero()
    {
        var list = new List<int>();
        for (int b = 0; b < Live.Globals.Length; b++)
        {
            int v = Live.Globals[b];
            if (F.Vars[v].ParamIndex < 0 && (Live.LiveIn(0, b) || _isFixed[v])) list.Add(v);
        }
        return [.. list];
    }

    public bool IsFixed(int v) => _isFixed[v];

    private FrameLayout LayoutOf(int[] slots)
    {
        long h = slots.Length;
        foreach (int s in slots) h = (h ^ s) * 0x100000001b3;
        if (_layoutByHash.TryGetValue(h, out var same))
        {
            foreach (var l in same) if (l.Slots.AsSpan().SequenceEqual(slots)) return l;
        }
        else _layoutByHash[h] = same = [];
        if (slots.Length >= ushort.MaxValue - 1) throw new InternalCompilerError(default, "suspend", $"{F.Symbol}: {slots.Length} live words");
        var made = new FrameLayout(Layouts.Count, slots);
        Layouts.Add(made);
        same.Add(made);
        return made;
    }

    /// <summary>Slot of a variable in FIXED as word index in the frame, -1 none.</summary>
    public int FixedSlot(int v)
    {
        int i = v < 0 ? -1 : Array.IndexOf(Fixed, v);
        return i < 0 ? -1 : 1 + i;
    }

    private void FindPoints()
    {
        var points = new List<(int Layout, int Piece, bool Poll, int Stmt, int Call)>();
        var set = new ulong[Live.Words];
        var slots = new List<int>();
        foreach (int i in Cfg.Order)
        {
            ref var p = ref Cfg.P[i];
            var stmts = F.Blocks[p.Block].Stmts;
            if (p.Poll && !F.NoPreempt)
            {
                Array.Copy(Live.In, i * Live.Words, set, 0, Live.Words);
                int at = stmts[p.Start];
                for (int k = p.Start; k < p.End && F.Values[at].Line == 0; k++) at = stmts[k];
                points.Add((Point(), i, true, at, -1));
            }
            if (p.EndsInCall)
            {
                int stmt = stmts[p.End - 1], call = F.Values[stmt].A;
                Array.Copy(Live.In, Cfg.Succ[p.SuccStart] * Live.Words, set, 0, Live.Words);
                foreach (int r in F.Calls[call].Results)
                    if (r >= 0 && Live.BitOf[r] >= 0) set[Live.BitOf[r] >> 6] &= ~(1UL << Live.BitOf[r]);
                points.Add((Point(), i, false, stmt, call));
            }
        }
        points.Sort((a, b) => a.Layout != b.Layout ? a.Layout - b.Layout : a.Piece != b.Piece ? a.Piece - b.Piece : a.Poll == b.Poll ? 0 : a.Poll ? -1 : 1);
        foreach (var q in points)
        {
            uint ret = 0;
            if (q.Call >= 0)
            {
                var types = F.Calls[q.Call].ResultTypes;
                for (int k = 0; k < types.Length && k < 32; k++) if (types[k] == IrType.Ptr) ret |= 1u << k;
            }
            (q.Poll ? PollState : CallState)[q.Piece] = States.Count;
            States.Add(new State { Layout = q.Layout, Line = F.Values[q.Stmt].Line, Inl = F.Values[q.Stmt].Inl, RetMask = ret, Node = -1, Call = q.Call });
        }
        if (Cfg.ExitPiece >= 0)
        {
            ExitState = States.Count;
            States.Add(new State { Layout = FixedLayout, Line = F.EndLine, Node = -1, Call = -1 });
        }
        Resumable = States.Count - 1;

        int Point()
        {
            slots.Clear();
            slots.AddRange(Fixed);
            for (int w = 0; w < set.Length; w++)
                for (ulong m = set[w]; m != 0; m &= m - 1)
                {
                    int v = Live.Globals[w * 64 + System.Numerics.BitOperations.TrailingZeroCount(m)];
                    if (!_isFixed[v]) slots.Add(v);
                }
            return LayoutOf(slots.ToArray()).Index;
        }
    }

    /// <summary>State of a point that is never resumed: it has a line and FIXED.</summary>
    public int LineState(int line, int inl)
    {
        if (_lineStates.TryGetValue((line, inl), out int st)) return st;
        _lineStates[(line, inl)] = st = States.Count;
        States.Add(new State { Layout = FixedLayout, Line = line, Inl = inl, Node = -1, Call = -1 });
        if (st > ushort.MaxValue) throw new InternalCompilerError(default, "suspend", $"{F.Symbol}: more than 65,535 suspend points");
        return st;
    }

    /// <summary>
    /// The piece at whose start the stack guard may stand instead of at the entry, -1: the entry. Up to there nothing has happened that calling the function
    /// anew would repeat, and what branches off before (the base case of a recursion) calls nothing.
    /// </summary>
    public int GuardPiece()
    {
        if (AreaVar >= 0 || Plan.AreaTest >= 0 || F.ExitBlock >= 0) return -1;
        int at = 0, best = -1;
        for (int steps = 0; steps < 8; steps++)
        {
            ref var p = ref Cfg.P[at];
            if (p.Poll || p.SuccCount != 2 || !OnlyLooks(p)) break;
            int a = Cfg.Succ[p.SuccStart], b = Cfg.Succ[p.SuccStart + 1];
            int next = LeavesQuietly(a) ? b : LeavesQuietly(b) ? a : -1;
            if (next < 0 || next == 0 || Cfg.P[next].PredCount != 1) break;
            at = best = next;
        }
        return best;
    }

    private bool OnlyLooks(in Piece p)
    {
        var stmts = F.Blocks[p.Block].Stmts;
        for (int k = p.Start; k < p.End; k++)
        {
            var v = F.Values[stmts[k]];
            if (v.Op is Op.Check or Op.Nop or Op.If) continue;
            if (v.Op == Op.SetVar && F.Vars[v.A].ParamIndex < 0 && F.Values[v.B].Op != Op.RecoverTok) continue;
            return false;
        }
        return true;
    }

    private bool LeavesQuietly(int piece)
    {
        ref var p = ref Cfg.P[piece];
        if (p.Poll || p.SuccCount != 0) return false;
        foreach (int s in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(F.Blocks[p.Block].Stmts)[p.Start..p.End])
            if (F.Values[s].Op == Op.Call) return false;
        return true;
    }

    // ---------------------------------------------------------------- the clone

    private void BuildClone()
    {
        if (Resumable == 0) return;
        var baseOf = new int[Cfg.Count + 1];
        for (int i = 0; i < Cfg.Count; i++) baseOf[i + 1] = baseOf[i] + Cfg.Depth(i) + 1;
        var idOf = new int[baseOf[Cfg.Count]];
        Array.Fill(idOf, -1);
        var found = new List<(int Piece, int Broken)>();
        int At(int piece, int broken)
        {
            ref int id = ref idOf[baseOf[piece] + broken];
            if (id < 0) { id = found.Count; found.Add((piece, broken)); }
            return id;
        }
        var states = CollectionsMarshal.AsSpan(States);
        for (int i = 0; i < Cfg.Count; i++)
        {
            if (PollState[i] != 0)
            {
                int depth = Cfg.Depth(i);
                states[PollState[i]].Node = At(i, Cfg.HeaderDepth(i) > 0 ? depth - 1 : depth);
            }
            if (CallState[i] != 0)
            {
                int t = Cfg.Succ[Cfg.P[i].SuccStart];
                states[CallState[i]].Node = At(t, Step(i, Cfg.Depth(i), t));
            }
        }
        if (ExitState != 0) states[ExitState].Node = At(Cfg.ExitPiece, Cfg.Depth(Cfg.ExitPiece));
        var to = new List<int>();
        var toStart = new List<int>();
        for (int n = 0; n < found.Count; n++)
        {
            var (piece, broken) = found[n];
            toStart.Add(to.Count);
            for (int k = 0; k < Cfg.P[piece].SuccCount; k++)
            {
                int t = Cfg.Succ[Cfg.P[piece].SuccStart + k];
                to.Add(At(t, Step(piece, broken, t)));
            }
        }
        // most broken first, then the order of the normal entry
        var order = new int[found.Count];
        var key = new long[found.Count];
        for (int n = 0; n < order.Length; n++) { order[n] = n; key[n] = (long)(1 << 20) - found[n].Broken << 32 | (uint)Cfg.Rpo[found[n].Piece]; }
        Array.Sort(key, order);
        var place = new int[order.Length];
        for (int n = 0; n < order.Length; n++) place[order[n]] = n;
        foreach (int n in order)
        {
            Nodes.Add(new Node { Piece = found[n].Piece, Broken = found[n].Broken, ToStart = NodeTo.Count });
            for (int k = 0; k < Cfg.P[found[n].Piece].SuccCount; k++) NodeTo.Add(place[to[toStart[n] + k]]);
        }
        for (int s = 1; s <= Resumable; s++) states[s].Node = place[states[s].Node];
    }

    private int Step(int b, int broken, int t)
    {
        int c = Cfg.CommonDepth(b, t), j = Math.Min(broken, c), m = Cfg.HeaderDepth(t);
        return m > 0 && m <= c ? Math.Min(j, m - 1) : j;
    }
}
