// The inliner: bottom-up over the calls of a package, each function's calls replaced by the bodies of small functions, its own included ones of other
// packages. Between two rounds Simplify and Promote show what has become known, so that closures given to helpers are called directly and inlined too.
//
//     for f, callees first:   simplify, promote ─→ inline what is worth it ─→ again, until nothing changes
//                             measure f ─→ publish it as a body for others if it is small
//
// J1  A function with defer or recover keeps its frame: the runtime looks for them in frames. So does one whose frame a native reads, or a go statement names.
// J2  A body never stands inside of a copy of itself (the chain of inlined calls is looked at), so recursion ends.
// J3  A published body is a copy that no later pass changes: other packages read it while this one goes on.
// J4  A NoPreempt function takes and gives only bodies without loops and calls: its contract with the scheduler is about exactly those.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

/// <summary>A function that may be inlined in any package. Its IR does not change any more.</summary>
public sealed record InlineBody(Function F, SymbolTable Symbols);

/// <summary>Which of the passes around inlining run.</summary>
public sealed record InlineOptions(bool Inline = true, bool Simplify = true, bool Promote = true)
{
    public static readonly InlineOptions All = new();
    public InlineBudget Budget { get; init; } = new();
}

public sealed class Inline
{
    private const int MaxRounds = 8;
    private static readonly InlineCost s_never = new(InlineCost.Never, false, false, false);

    private readonly IReadOnlyList<Function> _funcs;
    private readonly SymbolTable _syms;
    private readonly Func<string, CallClass?> _nativeClass;
    private readonly Func<string, InlineBody?> _outside;
    private readonly InlineOptions _options;
    private readonly InlineBudget _budget;
    private readonly KnownCode _code;
    private readonly int _newobject;
    private readonly Dictionary<int, int> _own = [];                                    // symbol → function
    private readonly InlineCost[] _cost;
    private readonly bool[] _done;
    private readonly Dictionary<int, (InlineBody Body, InlineCost Cost)?> _elsewhere = [];
    private readonly Dictionary<int, CallClass?> _natives = [];
    private readonly Dictionary<int, int> _references = [];                             // static closure → places in functions that name it

    private Inline(IReadOnlyList<Function> funcs, PackageObject o, Func<string, CallClass?> nativeClass, Func<string, InlineBody?> outside, InlineOptions options)
    {
        _funcs = funcs;
        _syms = o.Symbols;
        _nativeClass = nativeClass;
        _outside = outside;
        _options = options;
        _budget = options.Budget;
        _code = new KnownCode(o);
        _newobject = _syms.Id("runtime.newobject");
        _cost = new InlineCost[funcs.Count];
        _done = new bool[funcs.Count];
        for (int i = 0; i < funcs.Count; i++)
            if (nativeClass(funcs[i].Symbol) == null) _own[_syms.Id(funcs[i].Symbol)] = i;
    }

    /// <summary>Inlines into all functions of a package; its own small functions are handed to publish.</summary>
    public static void Run(IReadOnlyList<Function> funcs, PackageObject o, Func<string, CallClass?> nativeClass, Func<string, InlineBody?> outside, Action<string, InlineBody> publish, InlineOptions options)
    {
        var pass = new Inline(funcs, o, nativeClass, outside, options);
        foreach (var f in funcs) new References(f, pass._references).Count();
        foreach (int i in pass.CalleesFirst())
        {
            var f = funcs[i];
            pass._cost[i] = s_never;
            if (nativeClass(f.Symbol) != null) continue;
            pass.Host(f);
            if (options.Inline) pass._cost[i] = pass.Cost(f, pass._syms);
            pass._done[i] = true;
        }
        for (int i = 0; i < funcs.Count; i++)
            if (pass._done[i] && pass._cost[i].Nodes <= pass.Limit(funcs[i], pass._cost[i])) publish(funcs[i].Symbol, new InlineBody(Compact.Of(funcs[i]), pass._syms));
    }

    // ---------------------------------------------------------------- bodies

    private int Limit(Function f, in InlineCost c) => c.CallsParam || (f.Flags & FuncFlags.Closure) != 0 ? _budget.WithClosure : _budget.Max;

    private InlineCost Cost(Function f, SymbolTable syms)
    {
        string self = f.Symbol;
        foreach (var c in f.Calls) if (c.Kind == CalleeKind.Direct && syms[c.Symbol] == self) return s_never;
        return InlineCost.Of(f, _budget, s => ReferenceEquals(syms, _syms) ? NativeClass(s) : _nativeClass(syms[s]), s => syms[s] is "runtime.panicwrap" or "runtime.newproc");
    }

    private CallClass? NativeClass(int symbol)
    {
        if (!_natives.TryGetValue(symbol, out var c)) _natives[symbol] = c = _nativeClass(_syms[symbol]);
        return c;
    }

    private (InlineBody Body, InlineCost Cost)? BodyOf(int symbol)
    {
        if (_own.TryGetValue(symbol, out int i)) return _done[i] ? (new InlineBody(_funcs[i], _syms), _cost[i]) : null;
        if (_elsewhere.TryGetValue(symbol, out var known)) return known;
        if (NativeClass(symbol) == null && _outside(_syms[symbol]) is { } body) known = (body, Cost(body.F, body.Symbols));
        return _elsewhere[symbol] = known;
    }

    // Function of a code word in a static closure or an itab. A closure of another package is known by its name.
    private int CodeAt(int symbol, long offset)
    {
        int code = _code.At(symbol, offset);
        if (code >= 0 || offset != 0 || _own.ContainsKey(symbol)) return code;
        string name = _syms[symbol];
        if (!name.EndsWith("·f", StringComparison.Ordinal)) return -1;
        int f = _syms.Id(name[..^2]);
        return BodyOf(f) is { } b && (b.Body.F.Flags & FuncFlags.TakesContext) != 0 ? f : -1;
    }

    // ---------------------------------------------------------------- one function

    private void Host(Function f)
    {
        int inlined = f.Inlined.Count;
        Rounds(f);
        if (f.Inlined.Count > inlined) Compact.InPlace(f);
    }

    private void Rounds(Function f)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            bool changed = false;
            Simplify? s = null;
            if (_options.Simplify)
            {
                s = new Simplify(f, _newobject, CodeAt);
                s.Run();
                changed |= s.FoundCalls;
            }
            if (_options.Promote && _options.Simplify && Promote.Run(f, _newobject)) changed = true;
            if (_options.Inline && f.Values.Count <= _budget.MaxHost) changed |= Calls(f, s);
            if (!changed) return;
        }
    }

    private bool Calls(Function f, Simplify? known)
    {
        bool any = false;
        int blocks = f.Blocks.Count, size = -1;
        for (int b = 0; b < f.Blocks.Count; b++)
        {
            var stmts = f.Blocks[b].Stmts;
            for (int k = 0; k < stmts.Count; k++)
            {
                var v = f.Values[stmts[k]];
                if (v.Op != Op.Call) continue;
                var c = f.Calls[v.A];
                if (c.Kind != CalleeKind.Direct || c.NoReturn || f.Values.Count > _budget.MaxHost) continue;
                if (BodyOf(c.Symbol) is not { } callee || callee.Cost.Nodes == InlineCost.Never || ReferenceEquals(callee.Body.F, f)) continue;
                if (size < 0) size = Size(f);
                if (c.Tail && callee.Cost.CallsGo) continue;               // a wrapper stays a jump
                if (!Fits(callee.Body.F, c) || !Worth(f, size, c, v.Inl, callee.Body.F, callee.Cost)) continue;
                if (c.Tail) Untail(f, c, stmts[k + 1]);
                new InlineCopier(f, _syms, callee.Body, c, v.Line, v.Inl).Into(f.Blocks[b], k);
                size += callee.Cost.Nodes;
                any = true;
                // The block may end here now; what followed is in a later block. What was copied has had its turn, but for what the next round finds.
                k--;
            }
        }
        return any;
    }

    // The call's results go through variables to the return that follows.
    private static void Untail(Function f, CallInfo c, int ret)
    {
        c.Tail = false;
        var words = new int[c.Results.Length];
        for (int i = 0; i < words.Length; i++)
        {
            c.Results[i] = f.NewVar(c.ResultTypes[i]);
            words[i] = f.Add(new Value { Op = Op.Var, Type = c.ResultTypes[i], A = c.Results[i] });
        }
        var v = f.Values[ret];
        v.B = f.AddExtra(words);
        v.C = words.Length;
        f.Values[ret] = v;
    }

    private bool Worth(Function host, int size, CallInfo c, int inl, Function f, in InlineCost cost)
    {
        if (host.NoPreempt != f.NoPreempt && (cost.Loops || cost.CallsGo)) return false;
        for (int n = inl; n != 0; n = host.Inlined[n - 1].Parent) if (host.Inlined[n - 1].Symbol == f.Symbol) return false;
        if (host.Symbol == f.Symbol) return false;
        int limit = _budget.Max;
        if ((f.Flags & FuncFlags.Closure) != 0) limit = CalledOnce(host, c, f) ? _budget.CalledOnce : _budget.WithClosure;
        else if (cost.CallsParam && GivesClosure(host, c, f)) limit = _budget.WithClosure;
        if (size > _budget.BigHost) limit = _budget.MaxInBig;
        if (cost.Nodes > limit) return false;
        int area = Area(f);
        return area == 0 || Area(host) + area <= _budget.MaxHostArea;
    }

    // The only call of a literal whose closure is made in one place.
    private bool CalledOnce(Function host, CallInfo call, Function f)
    {
        if (_references.GetValueOrDefault(_syms.Id(f.Symbol + "·f")) != 1) return false;
        int n = 0;
        foreach (var b in host.Blocks)
            foreach (int s in b.Stmts)
                if (host.Values[s] is { Op: Op.Call } v && host.Calls[v.A] is { Kind: CalleeKind.Direct } c && c.Symbol == call.Symbol) n++;
        return n == 1;
    }

    // A parameter that the body calls is given an address of a closure that is made here.
    private static bool GivesClosure(Function host, CallInfo c, Function f)
    {
        foreach (var call in f.Calls)
        {
            if (call.Kind != CalleeKind.Closure || f.Vars[call.Target].ParamIndex is not (>= 0 and var p) || p >= c.Args.Length) continue;
            var a = host.Values[c.Args[p]];
            if (a.Op is Op.AreaAddr or Op.SymAddr) return true;
            if (a.Op != Op.Var) continue;
            foreach (var made in host.Calls) if (made.Results.Length == 1 && made.Results[0] == a.A) return true;
        }
        return false;
    }

    private static int Area(Function f)
    {
        int n = 0;
        foreach (var a in f.Areas) n += a.Size;
        return n;
    }

    private static int Size(Function f)
    {
        int n = 0;
        foreach (var b in f.Blocks) n += b.Stmts.Count;
        return n * 4;
    }

    private static bool Fits(Function callee, CallInfo c)
    {
        if (callee.Params.Count != c.Args.Length || callee.Results.Count != c.Results.Length) return false;
        for (int i = 0; i < c.Args.Length; i++) if (callee.Vars[callee.Params[i]].Type != c.ArgTypes[i]) return false;
        for (int i = 0; i < c.Results.Length; i++) if (callee.Results[i] != c.ResultTypes[i]) return false;
        return true;
    }

    // ---------------------------------------------------------------- order

    // A depth-first search over static calls and the closures that functions make; iterative, since chains are long.
    private IEnumerable<int> CalleesFirst()
    {
        int n = _funcs.Count;
        var edges = new List<int>[n];
        var state = new byte[n];
        var stack = new Stack<(int Func, int Next)>();
        var order = new List<int>(n);
        for (int root = 0; root < n; root++)
        {
            if (state[root] != 0) continue;
            state[root] = 1;
            stack.Push((root, 0));
            while (stack.TryPop(out var top))
            {
                var list = edges[top.Func] ??= Edges(_funcs[top.Func]);
                int k = top.Next;
                while (k < list.Count && state[list[k]] != 0) k++;
                if (k == list.Count) { order.Add(top.Func); continue; }
                stack.Push((top.Func, k + 1));
                state[list[k]] = 1;
                stack.Push((list[k], 0));
            }
        }
        return order;
    }

    private List<int> Edges(Function f)
    {
        var list = new List<int>();
        foreach (var c in f.Calls)
            if (c.Kind == CalleeKind.Direct && _own.TryGetValue(c.Symbol, out int callee)) list.Add(callee);
        new Closures(f, _code, _own, list).Collect();
        return list;
    }

    private sealed class Closures(Function f, KnownCode code, Dictionary<int, int> own, List<int> list) : ExprVisitor(f)
    {
        public void Collect()
        {
            foreach (var b in F.Blocks)
                foreach (int s in b.Stmts) Stmt(s);
        }

        protected override void Leaf(int id)
        {
            if (F.Values[id] is not { Op: Op.SymAddr, Imm: 0 } v) return;
            foreach (int symbol in code.Of(v.A)) if (own.TryGetValue(symbol, out int callee)) list.Add(callee);
        }
    }

    private sealed class References(Function f, Dictionary<int, int> counts) : ExprVisitor(f)
    {
        public void Count()
        {
            foreach (var b in F.Blocks)
                foreach (int s in b.Stmts) Stmt(s);
        }

        protected override void Leaf(int id)
        {
            if (F.Values[id] is { Op: Op.SymAddr } v) counts[v.A] = counts.GetValueOrDefault(v.A) + 1;
        }
    }
}
