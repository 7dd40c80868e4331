// The flow graph of a function as Suspend sees it: *pieces*. A piece is a run of statements of one block; a suspending call ends its piece,
// and the continuation is the next piece of the same block. Everything about graphs lives here: order, loops, areas' offsets.
//
// G1  Order is a reverse postorder of what entry and EXIT reach, chosen so that a loop's pieces come before what follows the loop.
// G2  A retreating edge leads to a piece that is on the current path of the search; its target polls. In a reducible graph these are the loop headers.
// G3  Loops are natural ones (back edges to dominators); one loop per header. Irreducible cycles are no loops here: their pieces count as straight-line code.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Suspend;

internal struct Piece
{
    public int Block, Start, End;           // statements Start … End-1 of the block
    public int SuccStart, SuccCount;        // in Cfg.Succ
    public int PredStart, PredCount;        // in Cfg.Pred
    public bool EndsInCall;                 // suspending call; its only successor is the next piece
    public bool FromEntry;                  // reached from the entry (otherwise only from EXIT)
    public bool Poll;
    public int Loop;                        // innermost loop, -1
}

internal struct Loop { public int Header, Parent, Depth; }

internal sealed class Cfg
{
    public readonly Function F;
    public Piece[] P = [];
    public int Count;
    public int[] FirstPiece = [];           // block → piece
    public int[] Succ = [], Pred = [];
    public int[] Order = [];                // reachable pieces in reverse postorder
    public int[] Rpo = [];                  // piece → position in Order, -1 unreachable
    public readonly List<Loop> Loops = [];
    public int ExitPiece = -1;
    private int[] _idom = [];

    /// <param name="suspends">Whether the call (index into Calls) ends a piece.</param>
    public Cfg(Function f, Func<CallInfo, bool> suspends)
    {
        F = f;
        Split(suspends);
        Edges();
        Search(null);
        Dominators();
        FindLoops();
        if (Loops.Count > 0) Search(Loops);          // once more, with loops contiguous
    }

    // ---------------------------------------------------------------- helpers used without a Cfg

    /// <summary>Gives area slots their offsets and returns the area's size. Pointer-free slots come last: the mask stays short.</summary>
    public static int AssignAreas(Function f)
    {
        int at = 0;
        var areas = CollectionsMarshal.AsSpan(f.Areas);
        for (int pass = 0; pass < 2; pass++)
            for (int i = 0; i < areas.Length; i++)
            {
                if ((areas[i].PtrMask == null) != (pass == 1)) continue;
                int align = Math.Max(areas[i].Align, 1);
                at = (at + align - 1) & -align;
                areas[i].Offset = at;
                at += areas[i].Size;
                if (pass == 0) at = (at + 7) & -8;
            }
        return (at + 7) & -8;
    }

    /// <summary>Whether some cycle needs a poll.</summary>
    public static bool HasCycle(Function f)
    {
        int n = f.Blocks.Count;
        var state = new byte[n];
        var stack = new Stack<(int, int)>();
        var values = CollectionsMarshal.AsSpan(f.Values);
        for (int root = 0; root < 2; root++)
        {
            int r = root == 0 ? 0 : f.ExitBlock;
            if (r < 0 || state[r] != 0) continue;
            stack.Push((r, 0));
            state[r] = 1;
            while (stack.TryPop(out var t))
            {
                var (b, k) = t;
                ref var v = ref values[f.Blocks[b].Stmts[^1]];
                int count = SuccCount(v);
                if (k == count) { state[b] = 2; continue; }
                stack.Push((b, k + 1));
                int s = SuccBlock(f, v, k);
                if (state[s] == 1 && !f.Blocks[s].NoPoll) return true;
                if (state[s] == 0) { state[s] = 1; stack.Push((s, 0)); }
            }
        }
        return false;
    }

    public static int SuccCount(in Value v) => v.Op switch { Op.Jump => 1, Op.If => 2, Op.Switch => v.C, _ => 0 };
    public static int SuccBlock(Function f, in Value v, int k) => v.Op switch { Op.Jump => v.A, Op.If => k == 0 ? v.B : v.C, _ => f.Extra[v.B + k] };

    // ---------------------------------------------------------------- pieces and edges

    private void Split(Func<CallInfo, bool> suspends)
    {
        var values = CollectionsMarshal.AsSpan(F.Values);
        FirstPiece = new int[F.Blocks.Count];
        var pieces = new List<Piece>(F.Blocks.Count + 8);
        foreach (var b in F.Blocks)
        {
            FirstPiece[b.Id] = pieces.Count;
            int start = 0;
            for (int k = 0; k < b.Stmts.Count; k++)
            {
                ref var v = ref values[b.Stmts[k]];
                bool last = k == b.Stmts.Count - 1;
                if (!last && !(v.Op == Op.Call && suspends(F.Calls[v.A]))) continue;
                pieces.Add(new Piece { Block = b.Id, Start = start, End = k + 1, EndsInCall = !last, Loop = -1 });
                start = k + 1;
            }
        }
        P = [.. pieces];
        Count = P.Length;
        if (F.ExitBlock >= 0) ExitPiece = FirstPiece[F.ExitBlock];
    }

    private void Edges()
    {
        var values = CollectionsMarshal.AsSpan(F.Values);
        var succ = new List<int>(Count * 2);
        var preds = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            ref var p = ref P[i];
            p.SuccStart = succ.Count;
            if (p.EndsInCall) succ.Add(i + 1);
            else
            {
                ref var v = ref values[F.Blocks[p.Block].Stmts[p.End - 1]];
                int n = SuccCount(v);
                for (int k = 0; k < n; k++) succ.Add(FirstPiece[SuccBlock(F, v, k)]);
            }
            p.SuccCount = succ.Count - p.SuccStart;
            for (int k = p.SuccStart; k < succ.Count; k++) preds[succ[k]]++;
        }
        Succ = [.. succ];
        Pred = new int[Succ.Length];
        int at = 0;
        for (int i = 0; i < Count; i++) { P[i].PredStart = at; at += preds[i]; }
        for (int i = 0; i < Count; i++)
            for (int k = 0; k < P[i].SuccCount; k++) { ref var t = ref P[Succ[P[i].SuccStart + k]]; Pred[t.PredStart + t.PredCount++] = i; }
    }

    // Depth-first from entry, then from EXIT. With loops known, edges that leave loops are searched first, so they come later in the order.
    private void Search(List<Loop>? loops)
    {
        var state = new byte[Count];
        var next = new int[Count];
        var order = new int[Count];
        int[]? sorted = loops == null ? null : (int[])Succ.Clone();
        int n = Count;
        var stack = new Stack<int>();
        for (int i = 0; i < Count; i++) { P[i].Poll = false; P[i].FromEntry = false; }
        for (int root = 0; root < 2; root++)
        {
            // In reverse postorder the later root comes first, so EXIT alone is searched before the entry when only it reaches something.
            int r = root == 0 ? 0 : ExitPiece;
            if (r < 0 || state[r] != 0) continue;
            int hi = n;
            stack.Push(r);
            state[r] = 1;
            if (sorted != null) SortSucc(sorted, r);
            while (stack.Count > 0)
            {
                int v = stack.Peek();
                ref var p = ref P[v];
                p.FromEntry |= root == 0;
                if (next[v] == p.SuccCount) { stack.Pop(); state[v] = 2; order[--n] = v; continue; }
                // unsorted: last successor first, so that the first one follows its block
                int t = sorted != null ? sorted[p.SuccStart + next[v]] : Succ[p.SuccStart + p.SuccCount - 1 - next[v]];
                next[v]++;
                if (state[t] == 1) P[t].Poll |= !F.Blocks[P[t].Block].NoPoll;
                else if (state[t] == 0) { state[t] = 1; stack.Push(t); if (sorted != null) SortSucc(sorted, t); }
            }
            if (root == 1 && hi < Count)
            {
                // entry's part was placed at the end [hi, Count); EXIT's part must follow it
                var tmp = order[n..hi];
                Array.Copy(order, hi, order, n, Count - hi);
                Array.Copy(tmp, 0, order, n + Count - hi, tmp.Length);
            }
        }
        Order = order[n..];
        Rpo = new int[Count];
        Array.Fill(Rpo, -1);
        for (int i = 0; i < Order.Length; i++) Rpo[Order[i]] = i;
    }

    private void SortSucc(int[] sorted, int v)
    {
        ref var p = ref P[v];
        if (p.SuccCount == 2)
        {
            int a = Succ[p.SuccStart], b = Succ[p.SuccStart + 1];
            // searched first = placed last: the one that leaves more loops; else the second
            bool aFirst = CommonDepth(v, a) < CommonDepth(v, b);
            (sorted[p.SuccStart], sorted[p.SuccStart + 1]) = aFirst ? (a, b) : (b, a);
        }
        else if (p.SuccCount > 2)
        {
            // insertion sort by common depth, stable from the back
            for (int i = 0; i < p.SuccCount; i++) sorted[p.SuccStart + i] = Succ[p.SuccStart + p.SuccCount - 1 - i];
            if (P[v].Loop < 0) return;
            for (int i = 1; i < p.SuccCount; i++)
            {
                int x = sorted[p.SuccStart + i], d = CommonDepth(v, x), k = i - 1;
                while (k >= 0 && CommonDepth(v, sorted[p.SuccStart + k]) > d) { sorted[p.SuccStart + k + 1] = sorted[p.SuccStart + k]; k--; }
                sorted[p.SuccStart + k + 1] = x;
            }
        }
    }

    // ---------------------------------------------------------------- dominators and loops

    // Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm". A virtual root (-1) stands before entry and EXIT.
    private void Dominators()
    {
        _idom = new int[Count];
        Array.Fill(_idom, -2);                   // unknown
        _idom[0] = -1;
        if (ExitPiece >= 0) _idom[ExitPiece] = -1;
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (int v in Order)
            {
                if (v == 0 || v == ExitPiece) continue;
                int d = -2;
                ref var p = ref P[v];
                for (int k = 0; k < p.PredCount; k++)
                {
                    int q = Pred[p.PredStart + k];
                    if (Rpo[q] < 0 || _idom[q] == -2) continue;
                    d = d == -2 ? q : Intersect(d, q);
                }
                if (d != _idom[v]) { _idom[v] = d; changed = true; }
            }
        }
    }

    private int Intersect(int a, int b)
    {
        while (a != b)
        {
            if (a == -1 || b == -1) return -1;
            if (Rpo[a] > Rpo[b]) a = _idom[a];
            else b = _idom[b];
        }
        return a;
    }

    /// <summary>Immediate dominator, -1: entry, EXIT, and what both reach without one dominating it.</summary>
    public int Idom(int piece) => _idom[piece];

    public bool Dominates(int a, int b)
    {
        while (b >= 0 && Rpo[b] > Rpo[a]) b = _idom[b];
        return a == b;
    }

    // Inner headers first (reverse of the order): each back edge is followed backwards; pieces that already have a loop stand for their outermost known loop.
    private void FindLoops()
    {
        var work = new Stack<int>();
        for (int i = Order.Length - 1; i >= 0; i--)
        {
            int h = Order[i];
            ref var p = ref P[h];
            int loop = -1;
            for (int k = 0; k < p.PredCount; k++)
            {
                int q = Pred[p.PredStart + k];
                if (Rpo[q] < 0 || !Dominates(h, q)) continue;
                if (loop < 0) { loop = Loops.Count; Loops.Add(new Loop { Header = h, Parent = -1 }); }
                work.Push(q);
            }
            if (loop < 0) continue;
            var loops = CollectionsMarshal.AsSpan(Loops);
            while (work.TryPop(out int x))
            {
                int l = P[x].Loop;
                if (l < 0)
                {
                    P[x].Loop = loop;
                    if (x == h) continue;
                }
                else
                {
                    while (loops[l].Parent >= 0 && loops[l].Parent != loop) l = loops[l].Parent;
                    if (l == loop || loops[l].Parent == loop) continue;
                    loops[l].Parent = loop;
                    x = loops[l].Header;
                    if (x == h) continue;
                }
                ref var px = ref P[x];
                for (int k = 0; k < px.PredCount; k++) { int q = Pred[px.PredStart + k]; if (Rpo[q] >= 0) work.Push(q); }
            }
            if (P[h].Loop < 0) P[h].Loop = loop;
        }
        var all = CollectionsMarshal.AsSpan(Loops);
        for (int i = all.Length - 1; i >= 0; i--) all[i].Depth = all[i].Parent < 0 ? 1 : all[all[i].Parent].Depth + 1;
    }

    public int Depth(int piece) => P[piece].Loop < 0 ? 0 : Loops[P[piece].Loop].Depth;

    /// <summary>Number of loops that contain both.</summary>
    public int CommonDepth(int a, int b)
    {
        int x = P[a].Loop, y = P[b].Loop;
        while (x != y)
        {
            int dx = x < 0 ? 0 : Loops[x].Depth, dy = y < 0 ? 0 : Loops[y].Depth;
            if (dx >= dy) x = Loops[x].Parent;
            if (dy >= dx) y = Loops[y].Parent;
        }
        return x < 0 ? 0 : Loops[x].Depth;
    }

    /// <summary>Depth of the loop whose header the piece is, 0 if none.</summary>
    public int HeaderDepth(int piece)
    {
        int l = P[piece].Loop;
        return l >= 0 && Loops[l].Header == piece ? Loops[l].Depth : 0;
    }
}
