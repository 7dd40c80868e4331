// Bottom-up summaries: how a call of each function must be treated, which functions need a guard, and who tests the area limit.
//
// S1  A class may be higher than needed, never lower: who does not know a callee assumes Suspends.
// S2  Every cycle of calls contains a guarded function: all functions of a static cycle are guarded, and all that call through pointers.
// S3  Along any chain of functions that do not test the area limit themselves, the areas add up to at most Reserve; the test of the
//     function above them, or the scheduler's reserve for a new goroutine, covers them.
// S4  A NoPreempt function has neither guard nor poll nor area test; what it calls directly must not suspend, or it suspends too.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

/// <summary>What callers must know of a function.</summary>
public readonly record struct FuncSummary(CallClass Class, int AreaNeed, int Depth);

/// <summary>What the summary pass decided about one function of the package.</summary>
public sealed class FuncPlan
{
    public CallClass Class;
    /// <summary>Tests the native stack guard at entry.</summary>
    public bool Guard;
    /// <summary>Bytes that must be free above its own area at entry; -1: no test.</summary>
    public int AreaTest = -1;
    public int AreaSize, AreaNeed, Depth;
    public FuncSummary Summary => new(Class, AreaNeed, Depth);
}

public static class Summaries
{
    /// <summary>Area bytes that chains without tests may use.</summary>
    public const int Reserve = 1024;
    private const int MaxUntestedArea = 256, MaxDepth = 40;

    /// <summary>Sets the class of every call of the package's functions and returns one plan per function, in their order.</summary>
    /// <param name="imported">Summary of a symbol outside the package (other packages and natives), or null.</param>
    /// <param name="native">Whether a symbol is bound to a C# native, which takes precedence over a Go body of that name.</param>
    public static FuncPlan[] Run(IReadOnlyList<Function> funcs, SymbolTable syms, Func<string, FuncSummary?> imported, Func<string, bool> native)
    {
        var graph = new Graph(funcs, syms, imported, native);
        graph.Run();
        return graph.Plans;
    }

    private sealed class Graph(IReadOnlyList<Function> funcs, SymbolTable syms, Func<string, FuncSummary?> imported, Func<string, bool> native)
    {
        public readonly FuncPlan[] Plans = new FuncPlan[funcs.Count];
        private readonly Dictionary<int, int> _funcOf = [];                   // symbol → function of this package
        private readonly Dictionary<int, FuncSummary?> _outside = [];
        private readonly List<int>[] _callees = new List<int>[funcs.Count];
        private readonly FuncSummary[] _extern = new FuncSummary[funcs.Count]; // join over callees outside and own facts
        private readonly bool[] _pointerCalls = new bool[funcs.Count], _loops = new bool[funcs.Count];

        public void Run()
        {
            for (int i = 0; i < funcs.Count; i++)
                if (!native(funcs[i].Symbol)) _funcOf[syms.Id(funcs[i].Symbol)] = i;
            for (int i = 0; i < funcs.Count; i++) Scan(i);
            Tarjan();
            for (int i = 0; i < funcs.Count; i++)
                foreach (var c in funcs[i].Calls) SetClass(funcs[i], c);
        }

        private FuncSummary? Outside(int symbol)
        {
            if (!_outside.TryGetValue(symbol, out var s)) _outside[symbol] = s = imported(syms[symbol]);
            return s;
        }

        private void Scan(int i)
        {
            var f = funcs[i];
            var list = _callees[i] = [];
            var cls = CallClass.None;
            int need = 0, depth = 0;
            _loops[i] = Cfg.HasCycle(f);
            var values = CollectionsMarshal.AsSpan(f.Values);
            foreach (var b in f.Blocks)
                foreach (int s in b.Stmts)
                {
                    ref var v = ref values[s];
                    if (v.Op == Op.Check) { if (cls == CallClass.None) cls = CallClass.PanicOnly; }
                    else if (v.Op == Op.Call)
                    {
                        var c = f.Calls[v.A];
                        if (c.NoReturn && cls == CallClass.None) cls = CallClass.PanicOnly;
                        if (c.Kind != CalleeKind.Direct) { _pointerCalls[i] = true; continue; }
                        if (_funcOf.TryGetValue(c.Symbol, out int callee)) { list.Add(callee); continue; }
                        if (Outside(c.Symbol) is { } o)
                        {
                            if (o.Class > cls) cls = o.Class;
                            need = Math.Max(need, o.AreaNeed);
                            depth = Math.Max(depth, o.Depth);
                        }
                        else cls = CallClass.Suspends;
                    }
                }
            if (f.DupOk && Outside(syms.Id(f.Symbol)) is { } image)
            {
                // the copy of an image already linked will be the one that is called
                if (image.Class > cls) cls = image.Class;
                need = Math.Max(need, image.AreaNeed);
                depth = Math.Max(depth, image.Depth);
            }
            if (_pointerCalls[i]) cls = f.NoPreempt && cls != CallClass.Suspends ? CallClass.PanicOnly : CallClass.Suspends;
            if (_loops[i] && !f.NoPreempt) cls = CallClass.Suspends;
            _extern[i] = new FuncSummary(cls, need, depth);
        }

        private void SetClass(Function f, CallInfo c)
        {
            if (c.Kind != CalleeKind.Direct) { if (f.NoPreempt && c.Class == CallClass.Suspends) c.Class = CallClass.PanicOnly; }
            else if (_funcOf.TryGetValue(c.Symbol, out int callee)) c.Class = Plans[callee].Class;
            else c.Class = Outside(c.Symbol)?.Class ?? CallClass.Suspends;
        }

        // Tarjan's components come out callees first; iterative, since call chains are long.
        private void Tarjan()
        {
            int n = funcs.Count, time = 0;
            var index = new int[n];
            var low = new int[n];
            var on = new bool[n];
            var stack = new Stack<int>();
            var work = new Stack<(int Node, int Next)>();
            var scc = new List<int>();
            for (int root = 0; root < n; root++)
            {
                if (index[root] != 0) continue;
                work.Push((root, 0));
                while (work.TryPop(out var top))
                {
                    var (v, k) = top;
                    if (k == 0) { index[v] = low[v] = ++time; stack.Push(v); on[v] = true; }
                    else { int w = _callees[v][k - 1]; if (on[w]) low[v] = Math.Min(low[v], low[w]); }
                    bool deeper = false;
                    for (; k < _callees[v].Count; k++)
                    {
                        int w = _callees[v][k];
                        if (index[w] == 0) { work.Push((v, k + 1)); work.Push((w, 0)); deeper = true; break; }
                        if (on[w]) low[v] = Math.Min(low[v], index[w]);
                    }
                    if (deeper || low[v] != index[v]) continue;
                    scc.Clear();
                    int x;
                    do { x = stack.Pop(); on[x] = false; scc.Add(x); } while (x != v);
                    Component(scc);
                }
            }
        }

        private void Component(List<int> scc)
        {
            bool cycle = scc.Count > 1;
            var cls = CallClass.None;
            foreach (int i in scc)
            {
                if (_extern[i].Class > cls) cls = _extern[i].Class;
                foreach (int c in _callees[i])
                {
                    if (c == i) cycle = true;
                    if (Plans[c] is { } p && p.Class > cls) cls = p.Class;
                }
            }
            foreach (int i in scc) Plans[i] = new FuncPlan();
            foreach (int i in scc)
            {
                var f = funcs[i];
                var p = Plans[i];
                int need = _extern[i].AreaNeed, depth = _extern[i].Depth;
                foreach (int c in _callees[i]) { need = Math.Max(need, Plans[c].AreaNeed); depth = Math.Max(depth, Plans[c].Depth); }
                p.AreaSize = Cfg.AssignAreas(f);
                if (!f.NoPreempt)
                {
                    p.Guard = cycle || _pointerCalls[i] || depth >= MaxDepth;
                    if (p.Guard && (_pointerCalls[i] || p.AreaSize + need > 0) || p.AreaSize > MaxUntestedArea || p.AreaSize + need > Reserve)
                        p.AreaTest = _pointerCalls[i] ? Math.Max(need, Reserve) : need;
                    if (p.Guard || p.AreaTest >= 0) cls = CallClass.Suspends;
                }
                p.Depth = p.Guard ? 0 : depth + 1;
                p.AreaNeed = p.AreaTest >= 0 ? 0 : p.AreaSize + need;
            }
            foreach (int i in scc) Plans[i].Class = cls;
        }
    }
}
