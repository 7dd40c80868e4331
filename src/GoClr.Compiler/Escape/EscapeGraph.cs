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
//
// The graph gives two answers at once: Escapes is gc's, and what messages say; Pinned marks what this implementation has on the heap beyond that
// (a closure in a list of deferred calls, the object behind a system call's argument). What a pinned location holds is pinned too.
using System.Collections.Generic;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

/// <summary>A function body under analysis: a declaration, a function literal, or the body of a range-over-func loop.</summary>
internal sealed class Body
{
    internal Body? Parent;
    internal Node Node = null!;
    internal Location[] Params = [], Results = [];
    internal int LoopDepth = 1;
    /// <summary>Somebody calls this closure of whom nothing is known: its results may go anywhere.</summary>
    internal bool ResultsLost;
    /// <summary>Labels of this body that a goto further down jumps back to.</summary>
    internal HashSet<string>? LoopLabels;

    /// <summary>This body stands around the other.</summary>
    internal bool Contains(Body? other)
    {
        for (var b = other?.Parent; b != null; b = b.Parent) { if (ReferenceEquals(b, this)) return true; }
        return false;
    }
}

internal sealed class Location
{
    internal Var? Var;
    /// <summary>Of a parameter: its type.</summary>
    internal Type? Type;
    /// <summary>The node at which an object is made, and which of the objects made there this is.</summary>
    internal Node? Site;
    internal SiteKind Kind;
    /// <summary>Of an object: where messages have it, if not at the node.</summary>
    internal Pos? At;
    /// <summary>Of a box: the conversion is written in the source; what the operand always is.</summary>
    internal bool Explicit;
    internal ConstValue? Constant;
    internal Body? Body;
    internal int LoopDepth;
    internal bool IsParam, IsResult, AddrTaken, Reassigned, Captured;
    /// <summary>The storage is used beyond its statement.</summary>
    internal bool Persists;
    internal bool Escapes, Pinned, Mutates, Calls;
    internal int ResultIndex;
    internal readonly List<(Location Src, int Derefs)> Edges = [];
    /// <summary>Of a parameter.</summary>
    internal Leaks? Leaks;
    /// <summary>Of a function literal: its body.</summary>
    internal Body? Closure;

    // ---- solver
    internal int WalkGen, Derefs;
    internal bool Queued;

    /// <summary>The parameter's value flows to a location that outlives it, or is pinned.</summary>
    internal void LeakTo(Location sink, int derefs, bool outlives)
    {
        Leaks ??= new Leaks();
        if (outlives)
        {
            bool own = !sink.Escapes && sink.IsResult && ReferenceEquals(sink.Body, Body) && sink.ResultIndex < Escape.Leaks.NumResults;
            Leaks.Add(own ? Escape.Leaks.Result0 + sink.ResultIndex : Escape.Leaks.Heap, derefs);
        }
        if (sink.Pinned && !sink.Escapes) Leaks.Add(Escape.Leaks.Pin, derefs);
    }
}

internal sealed class EscapeGraph
{
    internal readonly Location Heap = new() { Escapes = true, Pinned = true, Persists = true, Mutates = true, Calls = true };
    internal readonly Location Pin = new() { Pinned = true };
    internal readonly Location Mutator = new() { Mutates = true };
    internal readonly Location Callee = new() { Calls = true };
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
            src.Escapes = src.Pinned = src.Persists = src.Mutates = src.Calls = true;
            return;
        }
        dst.Edges.Add((src, derefs));
    }

    /// <summary>Walks from each location; again from those that came to escape, persist and so on, which happens at most once each.</summary>
    internal void Solve()
    {
        var work = new Queue<Location>();
        void Enqueue(Location l)
        {
            if (l.Queued) return;
            l.Queued = true;
            work.Enqueue(l);
        }
        Enqueue(Heap);
        Enqueue(Pin);
        Enqueue(Mutator);
        Enqueue(Callee);
        foreach (var l in All) Enqueue(l);
        var todo = new List<Location>();
        while (work.TryDequeue(out var root))
        {
            root.Queued = false;
            if (root is { Calls: true, Closure: { ResultsLost: false } lost })
            {
                lost.ResultsLost = true;
                foreach (var r in lost.Results) Enqueue(r);
            }
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
            bool address = derefs < 0, changed = false;
            if (address) derefs = 0;
            bool outlives = Outlives(root, l), pins = root.Pinned;
            if (address)
            {
                if (outlives)
                {
                    if (!l.Escapes)
                    {
                        l.Escapes = l.Pinned = l.Persists = l.Mutates = l.Calls = true;
                        changed = true;
                    }
                }
                else
                {
                    if (pins && !l.Pinned) l.Pinned = changed = true;
                    if (root.Persists && !l.Persists) l.Persists = changed = true;
                }
            }
            if (derefs == 0)
            {
                if (root.Mutates && !l.Mutates) l.Mutates = changed = true;
                if (root.Calls && !l.Calls) l.Calls = changed = true;
            }
            if (l.IsParam)
            {
                if (outlives || pins) l.LeakTo(root, derefs, outlives);
                if (root.Mutates) (l.Leaks ??= new Leaks()).Add(Leaks.Mutator, derefs);
                if (root.Calls) (l.Leaks ??= new Leaks()).Add(Leaks.Callee, derefs);
            }
            if (changed)
            {
                enqueue(l);
                if (l.Escapes) continue;
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

    private bool Outlives(Location l, Location other)
    {
        if (l.Escapes) return true;
        if (l.Body == null) return false;         // Pin, Mutator, Callee
        // Nobody knows what callers do with results. A closure all of whose calls are known may return what was made outside of it.
        if (l.IsResult) return l.Body.ResultsLost || other.Body == null || !other.Body.Contains(l.Body);
        if (ReferenceEquals(l.Body, other.Body)) return l.LoopDepth < other.LoopDepth;
        return l.Body.Contains(other.Body);
    }
}
