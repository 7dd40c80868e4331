// Escape analysis of one package: which variables and objects may live in the goroutine's area, and what calls do with their arguments.
//
// The functions of the package are taken in strongly connected components of the call graph, callees first; a component shares one graph. What a function
// does with its parameters is kept as a tag (FuncTag), so callers need no bodies. Packages are analysed on demand, imports first, once.
// The analysis works on the generic tree: its answers hold for all instances. Whatever is not understood flows to the heap.
// It follows gc's construct by construct, so that programs allocate where they do there and -gcflags=-m says the same (EscapeReport).
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

/// <summary>The packages of one build. Thread-safe.</summary>
public sealed class EscapePackages(Func<Package, CheckedPackage?> source, Func<string, string?>? imported = null, Func<Package, bool>? report = null)
{
    /// <summary>The tag of a function whose package was compiled earlier, from what was kept with its code.</summary>
    internal FuncTag? Imported(string symbol) => imported?.Invoke(symbol) is { Length: > 0 } text ? FuncTag.Parse(text) : null;

    private readonly ConcurrentDictionary<Package, Lazy<EscapeAnalysis?>> _packages = new();

    public EscapeAnalysis? Of(Package pkg) => _packages.GetOrAdd(pkg, p => new Lazy<EscapeAnalysis?>(
        () => source(p) is { } info ? new EscapeAnalysis(this, info, report?.Invoke(p) == true) : null, LazyThreadSafetyMode.ExecutionAndPublication)).Value;
}

public sealed partial class EscapeAnalysis
{
    private readonly EscapePackages _packages;
    private readonly CheckedPackage _info;
    private readonly Sites _sites;
    private readonly HashSet<Var> _heapVars = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> _knownVars = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> _capturedByValue = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Func, FuncTag> _tags = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FuncLit, FuncTag> _literalTags = new(ReferenceEqualityComparer.Instance);
    private readonly EscapeReport? _report;

    // ---- the component under analysis
    private EscapeGraph _g = null!;
    private Dictionary<Var, Location> _vars = null!;
    private Dictionary<Func, Body> _batch = null!;
    private Dictionary<FuncLit, Body> _literals = null!;
    private List<(Hole Contents, Node Closure, BodyAnalysis Facts)> _closures = null!;
    private List<Body> _bodies = null!;
    private Body _body = null!;
    /// <summary>The call of the go or defer statement at hand.</summary>
    private CallExpr? _wrapped;
    private BodyAnalysis _facts = null!;

    internal EscapeAnalysis(EscapePackages packages, CheckedPackage info, bool report)
    {
        _packages = packages;
        _info = info;
        _sites = new Sites(info.Types.Length);
        if (report) _report = new EscapeReport(info);
        foreach (var component in new CallGraph(info).Components()) Analyse(component);
    }

    /// <summary>The object made at the node outlives its function, or nothing is known about it.</summary>
    public bool Escapes(Node n, SiteKind kind) => _sites.Escapes(n, kind);
    /// <summary>Somebody may write to the bytes of the string conversion.</summary>
    public bool Mutated(Node n) => _sites.Mutated(n);
    /// <summary>The variable must be on the heap if its address is taken or a closure refers to it.</summary>
    public bool EscapesVar(Var v) => !_knownVars.Contains(v) || _heapVars.Contains(v);
    /// <summary>How closures get the variable; null: it was not looked at.</summary>
    public bool? ByValue(Var v) => _knownVars.Contains(v) ? _capturedByValue.Contains(v) : null;
    public FuncTag? Tag(Func f) => _tags.GetValueOrDefault(f.Origin);
    /// <summary>What -gcflags=-m prints about the package.</summary>
    public IReadOnlyList<string> Messages => _report?.Lines ?? [];

    // ---------------------------------------------------------------- components

    private void Analyse(List<CallGraph.Unit> component)
    {
        _g = new EscapeGraph();
        _vars = new Dictionary<Var, Location>(ReferenceEqualityComparer.Instance);
        _batch = new Dictionary<Func, Body>(ReferenceEqualityComparer.Instance);
        _literals = new Dictionary<FuncLit, Body>(ReferenceEqualityComparer.Instance);
        _closures = [];
        _bodies = [];
        var bodies = new Body[component.Count];
        for (int i = 0; i < bodies.Length; i++)
        {
            var b = bodies[i] = _body = NewBody(component[i].Node, null);
            if (component[i].Node is FuncDecl d)
            {
                if (_info.Defs[d.Name.Index] is Func f && (d.Body == null || component[i].Facts != BodyAnalysis.None)) _batch[f] = b;
                Signature(b, d.Recv, d.Type);
            }
            else if (component[i].Node is FuncLit lit)
            {
                _literals[lit] = b;
                Signature(b, null, lit.Type);
            }
        }
        for (int i = 0; i < bodies.Length; i++)
        {
            _facts = component[i].Facts;
            _body = bodies[i];
            switch (component[i].Node)
            {
                case FuncDecl d:
                    if (_facts == BodyAnalysis.None) break;
                    _body.LoopLabels = LoopLabels(d.Body!);
                    Block(d.Body!);
                    break;
                case FuncLit lit:
                    _body.LoopLabels = LoopLabels(lit.Body);
                    Block(lit.Body);
                    break;
                default: Initialize(component[i].Init!); break;
            }
        }
        foreach (var (contents, node, facts) in _closures) FlowCaptures(contents, node, facts);
        _g.Solve();
        foreach (var l in _g.All)
        {
            if (l.Var != null)
            {
                _knownVars.Add(l.Var);
                if (l.Escapes || l.Pinned) _heapVars.Add(l.Var);
            }
            _sites.Add(l);
        }
        foreach (var b in bodies)
        {
            switch (b.Node)
            {
                case FuncDecl d:
                    if (_info.Defs[d.Name.Index] is Func f && _batch.ContainsKey(f)) _tags[f] = Tag(b, d, d.Recv, d.Type);
                    break;
                case FuncLit lit: _literalTags[lit] = Tag(b, null, null, lit.Type); break;
            }
        }
        if (_report == null) return;
        foreach (var b in _bodies)
        {
            switch (b.Node)
            {
                case FuncDecl d:
                    if (_info.Defs[d.Name.Index] is Func f && _batch.ContainsKey(f)) _report.Params(d, b, _tags[f]);
                    break;
                case FuncLit lit: _report.Params(lit, b); break;
            }
        }
        _report.Locations(_bodies, _g.All);
    }

    /// <summary>What is constant is data of the program; the rest is assigned to the heap, but not all that is made on the way is there.</summary>
    private void Initialize(Initializer init)
    {
        var holes = new List<(Hole K, Type? T)>();
        foreach (var v in init.Lhs) holes.Add((v.Name == "_" ? Discard : HeapHole, v.Type));
        if (holes.Count == 1) Initialize(holes[0].K, init.Rhs, holes[0].T);
        else AssignList(holes, [init.Rhs]);
    }

    private void Initialize(Hole k, Expr e, Type? target)
    {
        var x = Unparen(e);
        var tv = _info.Types[x.Index];
        if (tv.IsConst || tv.IsNil) return;
        if (x is Operation { Op: Operator.And, Y: null } o && Unparen(o.X) is CompositeLit pointed) x = pointed;
        switch (x)
        {
            case FuncLit lit when _facts.Captures(lit).Count == 0: return;
            case CompositeLit c when Core(TypeOf(c) is { Underlying: PointerT p } ? p.Elem : TypeOf(c)) is StructT or ArrayT or SliceT: Elements(k, c, TypeOf(c) is { Underlying: PointerT p2 } ? p2.Elem : TypeOf(c)); return;
            default: Assign(k, e, target); return;
        }
        void Elements(Hole k, CompositeLit c, Type? t)
        {
            for (int i = 0; i < c.ElemList.Count; i++)
            {
                var value = c.ElemList[i] is KeyValueExpr kv ? kv.Value : c.ElemList[i];
                Initialize(k, value, Core(t) switch { StructT s => FieldType(s, c.ElemList[i], i), ArrayT a => a.Elem, SliceT a => a.Elem, _ => null });
            }
        }
    }

    private void Signature(Body b, Field? recv, FuncType t)
    {
        var ps = new List<Location>();
        if (recv != null) ps.Add(Param(recv));
        foreach (var p in t.ParamList) ps.Add(Param(p));
        b.Params = ps.ToArray();
        b.Results = Results(t);
    }

    private FuncTag Tag(Body b, FuncDecl? d, Field? recv, FuncType t)
    {
        var tag = new FuncTag { Params = new Leaks[b.Params.Length] };
        for (int i = 0; i < b.Params.Length; i++) tag.Params[i] = TagOf(d, recv == null ? t.ParamList[i] : i == 0 ? recv : t.ParamList[i - 1], b.Params[i]);
        return tag;
    }

    private static Leaks TagOf(FuncDecl? d, Field field, Location p)
    {
        var t = p.Type;
        if (t != null && !HasPointers(t)) return new Leaks();
        if (d is { Body: null })
        {
            if (!HasPragma(d, "go:noescape")) return Leaks.Of(Leaks.Heap);
            var l = Leaks.Of(Leaks.Mutator);
            l.Add(Leaks.Callee, 0);
            return l;
        }
        if (field.Name is null or { Value: "_" }) return new Leaks();
        var leaks = p.Leaks ?? new Leaks();
        leaks.Optimize();
        return leaks;
    }

    internal static bool HasPragma(FuncDecl d, string verb)
    {
        if (d.Pragmas != null) foreach (var p in d.Pragmas) { if (p.Verb == verb) return true; }
        return false;
    }

    private Body NewBody(Node node, Body? parent)
    {
        var b = new Body { Parent = parent, Node = node };
        _bodies.Add(b);
        return b;
    }

    private Location Param(Field f)
    {
        var l = _g.New(_body, 1);
        l.IsParam = l.Persists = true;
        l.Type = _info.Types[f.Type.Index].Type;
        if (f.Type is DotsType) l.Type = null;
        if (f.Name != null && _info.Defs[f.Name.Index] is Var v) { l.Var = v; l.Type = v.Type; _vars[v] = l; }
        return l;
    }

    private Location[] Results(FuncType t)
    {
        var rs = new List<Location>();
        foreach (var f in t.ResultList)
        {
            var l = _g.New(_body, 1);
            l.IsResult = l.Persists = true;
            l.ResultIndex = rs.Count;
            if (f.Name != null && _info.Defs[f.Name.Index] is Var v) { l.Var = v; _vars[v] = l; }
            rs.Add(l);
        }
        return rs.ToArray();
    }

    /// <summary>Labels that a goto jumps back to: what follows them is a loop.</summary>
    private static HashSet<string>? LoopLabels(Node body)
    {
        HashSet<string>? seen = null, loops = null;
        Walker.Inspect(body, n =>
        {
            switch (n)
            {
                case LabeledStmt l: (seen ??= []).Add(l.Label.Value); break;
                case BranchStmt { Tok: BranchKind.Goto, Label: { } to }:
                    if (seen != null && seen.Contains(to.Value)) (loops ??= []).Add(to.Value);
                    break;
            }
            return n is not FuncLit;
        });
        return loops;
    }

    // ---------------------------------------------------------------- places values flow to

    /// <summary>A place for a value: it flows to Dst with Derefs dereferences. AddrTaken: the operand's address is taken, wherever it goes.</summary>
    private readonly record struct Hole(Location Dst, int Derefs, bool AddrTaken = false)
    {
        internal Hole Shift(int n) => new(Dst, Derefs + n, n < 0);
        internal Hole Deref => Shift(1);
        internal Hole Addr => Shift(-1);
    }

    private Hole Discard => new(_g.Blank, 0);
    private Hole HeapHole => new(_g.Heap, 0);
    private Hole PinHole => new(_g.Pin, 0);
    private Hole MutatorHole => new(_g.Mutator, 0);

    private void Flow(Hole k, Location src)
    {
        if (k.AddrTaken) src.AddrTaken = true;
        _g.Flow(k.Dst, k.Derefs, src);
    }

    /// <summary>A new object made at the node, whose address goes to k; the result is the place of its contents.</summary>
    private Hole Spill(Hole k, Node site, SiteKind kind, Type? t = null, bool large = false)
    {
        var l = _g.New(_body, _body.LoopDepth);
        l.Site = site;
        l.Kind = kind;
        if (large || t != null && SizeOf(t) > MaxImplicit) _g.Flow(_g.Heap, -1, l);
        else if (t != null && SizeOf(t) > FuncLowerer.MaxAreaVar) l.Pinned = true;
        Flow(k.Addr, l);
        return new Hole(l, 0);
    }

    /// <summary>gc's limits, in bytes: objects and variables beyond are on the heap.</summary>
    private const long MaxImplicit = 64 << 10, MaxVar = 128 << 10;

    private Hole Tee(Hole a, Hole b)
    {
        if (ReferenceEquals(a.Dst, _g.Blank)) return b;
        if (ReferenceEquals(b.Dst, _g.Blank)) return a;
        var l = _g.New(_body, _body.LoopDepth);
        Flow(a, l);
        Flow(b, l);
        return new Hole(l, 0);
    }

    private Location Declare(Var v)
    {
        var l = _g.New(_body, _body.LoopDepth);
        l.Var = v;
        l.Persists = true;
        if (v.Type != null && SizeOf(v.Type) is var size && size > FuncLowerer.MaxAreaVar)
        {
            if (size > MaxVar) _g.Flow(_g.Heap, -1, l);
            else l.Pinned = true;
        }
        return _vars[v] = l;
    }

    private Location? Find(Var v) => v.Kind is VarKind.Package or VarKind.Field ? null : _vars.GetValueOrDefault(v);

    // ---------------------------------------------------------------- closures

    /// <summary>A closure is made here: its variables are captured, and its body is looked at.</summary>
    private void Closure(Hole k, FuncLit f)
    {
        var contents = Spill(k, f, SiteKind.Object);
        if (_facts.Captures(f).Count == 0)
        {
            // A function of its own, analysed before; or with others that call each other.
            contents.Dst.Closure = _literals.GetValueOrDefault(f);
            return;
        }
        Capture(contents, f);
        contents.Dst.Closure = Literal(f);
    }

    /// <summary>What the closure holds flows to contents; how it holds it is known when all bodies of the component are.</summary>
    private void Capture(Hole contents, Node closure)
    {
        foreach (var v in _facts.Captures(closure))
        {
            if (Find(v) is not { Captured: false } l) continue;
            l.Captured = true;
            // Assignments in straight-line code before the first capture do not count.
            if (l.LoopDepth == _body.LoopDepth && ReferenceEquals(l.Body, _body)) l.Reassigned = false;
        }
        _closures.Add((contents, closure, _facts));
    }

    private void FlowCaptures(Hole contents, Node closure, BodyAnalysis facts)
    {
        foreach (var v in facts.Captures(closure))
        {
            if (Find(v) is not { } l) continue;
            bool byValue = !l.AddrTaken && !l.Reassigned && !facts.IsAddrTaken(v) && (v.Type == null || SizeOf(v.Type) <= MaxByValue);
            if (byValue) _capturedByValue.Add(v);
            Flow(byValue ? contents : contents.Addr, l);
        }
    }

    private const long MaxByValue = 128;

    private Body Literal(FuncLit f)
    {
        var outer = _body;
        var b = NewBody(f, outer);
        _literals[f] = b;
        _body = b;
        Signature(b, null, f.Type);
        b.LoopLabels = LoopLabels(f.Body);
        Block(f.Body);
        _body = outer;
        return b;
    }
}
