// The graph of escape analysis, and its solution.
//
// A location is a variable, a result, or an object made at one place of the source. An edge src → dst with n dereferences says: the value
// of *…*src (n stars) flows to dst; n = -1: the address of src does. Paths add up, never below -1 in one step: where an address has been taken,
// the pointer is a new value and what flows into src does not flow on with it.
//
//     p = &x     x → p, -1          p = q     q → p, 0          p = *q     q → p, 1          *p = q     q → heap, 0
//
// If the address of x reaches a location that outlives x, then x must be on the heap. A location outlives another one if it is the heap or a result,
// if it is declared outside of the closure in which the other is, or outside of the loop (then the next iteration needs another object).
// Flow-insensitive and without points-to sets: a store through a pointer is a store to the heap. So pointers into a goroutine's area
// are only ever stored in that goroutine's own variables and areas, which the runtime relies on when it moves the area.
using System.Collections.Generic;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Compiler.Escape;

/// <summary>A function body under analysis: a declaration, a function literal, or the body of a range-over-func loop.</summary>
internal sealed class Body
{
    internal Body? Parent;
    internal Node Node = null!;
    internal Location[] Params = [], Results = [];
    internal int LoopDepth = 1;
    /// <summary>Called directly where it stands: results are known not to go anywhere else.</summary>
    internal bool DirectlyCalled;

    internal bool Contains(Body? other)
    {
        for (var b = other?.Parent; b != null; b = b.Parent) { if (ReferenceEquals(b, this)) return true; }
        return false;
    }
}

internal sealed class Location
{
    internal Var? Var;
    /// <summary>The node at which an object is made.</summary>
    internal Node? Site;
    internal Body? Body;
    internal int LoopDepth;
    internal bool Escapes, IsParam, IsResult;
    internal int ParamIndex, ResultIndex;
    internal readonly List<(Location Src, int Derefs)> Edges = [];
    /// <summary>For parameters: fewest dereferences with which the value reaches the heap, or result i; -1: never.</summary>
    internal int HeapLeak = -1;
    internal int[]? ResultLeak;

    // ---- solver
    internal int WalkGen, Derefs;
    internal bool Queued;

    internal void LeakTo(Location sink, int derefs)
    {
        if (!sink.Escapes && sink.IsResult && ReferenceEquals(sink.Body, Body) && sink.ResultIndex < 32)
        {
            if (ResultLeak == null)
            {
                ResultLeak = new int[sink.ResultIndex + 1];
                System.Array.Fill(ResultLeak, -1);
            }
            else if (ResultLeak.Length <= sink.ResultIndex)
            {
                int n = ResultLeak.Length;
                System.Array.Resize(ref ResultLeak, sink.ResultIndex + 1);
                System.Array.Fill(ResultLeak, -1, n, ResultLeak.Length - n);
            }
            ref int r = ref ResultLeak[sink.ResultIndex];
            if (r < 0 || derefs < r) r = derefs;
            return;
        }
        if (HeapLeak < 0 || derefs < HeapLeak) HeapLeak = derefs;
    }
}

internal sealed class EscapeGraph
{
    internal readonly Location Heap = new() { Escapes = true };
    internal readonly Location Blank = new();
    internal readonly List<Location> All = [];
    private int _walkGen;

    internal Location New(Body? body, int loopDepth)
    {
        var l = new Location { Body = body, LoopDepth = loopDepth };
        All.Add(l);
        return l;
    }

    internal void Flow(Location dst, int derefs, Location src)
    {
        if (ReferenceEquals(dst, Blank) || ReferenceEquals(src, Blank)) return;
        if (ReferenceEquals(dst, src) && derefs >= 0) return;
        if (dst.Escapes && derefs < 0)
        {
            src.Escapes = true;
            return;
        }
        dst.Edges.Add((src, derefs));
    }

    internal void Solve()
    {
        var work = new Queue<Location>();
        void Enqueue(Location l)
        {
            if (l.Queued) return;
            l.Queued = true;
            work.Enqueue(l);
        }
        foreach (var l in All) Enqueue(l);
        Enqueue(Heap);
        var todo = new List<Location>();
        while (work.TryDequeue(out var root))
        {
            root.Queued = false;
            WalkOne(root, todo, Enqueue);
        }
    }

    private void WalkOne(Location root, List<Location> todo, System.Action<Location> enqueue)
    {
        _walkGen++;
        root.WalkGen = _walkGen;
        root.Derefs = 0;
        todo.Clear();
        todo.Add(root);
        while (todo.Count > 0)
        {
            var l = todo[^1];
            todo.RemoveAt(todo.Count - 1);
            int derefs = l.Derefs;
            bool address = derefs < 0;
            if (address) derefs = 0;
            if (Outlives(root, l))
            {
                if (l.IsParam) l.LeakTo(root, derefs);
                if (address && !l.Escapes)
                {
                    l.Escapes = true;
                    enqueue(l);
                    continue;
                }
            }
            foreach (var (src, d) in l.Edges)
            {
                if (src.Escapes) continue;
                int total = derefs + d;
                if (src.WalkGen == _walkGen && src.Derefs <= total) continue;
                src.WalkGen = _walkGen;
                src.Derefs = total;
                todo.Add(src);
            }
        }
    }

    private static bool Outlives(Location l, Location other)
    {
        if (l.Escapes) return true;
        // Nobody knows what callers do with results. A closure that is called where it stands may return what was made outside of it.
        if (l.IsResult) return !(l.Body!.DirectlyCalled && other.Body != null && other.Body.Contains(l.Body));
        if (ReferenceEquals(l.Body, other.Body)) return l.LoopDepth < other.LoopDepth;
        return l.Body != null && l.Body.Contains(other.Body);
    }
}
