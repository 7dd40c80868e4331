// Escape analysis of one package: which variables and objects may live in the goroutine's area, and what calls do with their arguments.
//
// The functions of the package are taken in strongly connected components of the call graph, callees first; a component shares one graph. What a function
// does with its parameters is kept as a tag (FuncTag), so callers need no bodies. Packages are analysed on demand, imports first, once.
// The analysis works on the generic tree: its answers hold for all instances. Whatever is not understood flows to the heap.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

/// <summary>What a function does with parameter i (the receiver is 0 if there is one): fewest dereferences with which it reaches heap or result.</summary>
public sealed class FuncTag
{
    /// <summary>-1: never.</summary>
    public required int[] Heap;
    /// <summary>Per parameter and result, -1: never; null: to no result.</summary>
    public required int[]?[] Results;

    /// <summary>Per parameter: heap, then results, by commas; parameters by semicolons.</summary>
    public override string ToString()
    {
        var b = new System.Text.StringBuilder();
        for (int i = 0; i < Heap.Length; i++)
        {
            if (i > 0) b.Append(';');
            b.Append(Heap[i]);
            if (Results[i] is { } rs) foreach (int r in rs) b.Append(',').Append(r);
        }
        return b.Length == 0 ? ";" : b.ToString();
    }

    public static FuncTag Parse(string text)
    {
        if (text == ";") return new FuncTag { Heap = [], Results = [] };
        string[] ps = text.Split(';');
        var tag = new FuncTag { Heap = new int[ps.Length], Results = new int[ps.Length][] };
        for (int i = 0; i < ps.Length; i++)
        {
            string[] n = ps[i].Split(',');
            tag.Heap[i] = int.Parse(n[0], System.Globalization.CultureInfo.InvariantCulture);
            if (n.Length == 1) continue;
            var rs = tag.Results[i] = new int[n.Length - 1];
            for (int k = 1; k < n.Length; k++) rs[k - 1] = int.Parse(n[k], System.Globalization.CultureInfo.InvariantCulture);
        }
        return tag;
    }
}

/// <summary>The packages of one build. Thread-safe.</summary>
public sealed class EscapePackages(Func<Package, CheckedPackage?> source, Func<string, string?>? imported = null)
{
    /// <summary>The tag of a function whose package was compiled earlier, from what was kept with its code.</summary>
    internal FuncTag? Imported(string symbol) => imported?.Invoke(symbol) is { Length: > 0 } text ? FuncTag.Parse(text) : null;

    private readonly ConcurrentDictionary<Package, Lazy<EscapeAnalysis?>> _packages = new();

    public EscapeAnalysis? Of(Package pkg) => _packages.GetOrAdd(pkg, p => new Lazy<EscapeAnalysis?>(
        () => source(p) is { } info ? new EscapeAnalysis(this, info) : null, LazyThreadSafetyMode.ExecutionAndPublication)).Value;
}

public sealed partial class EscapeAnalysis
{
    private readonly EscapePackages _packages;
    private readonly CheckedPackage _info;
    /// <summary>Per node: 1 if the object made there need not be on the heap.</summary>
    private readonly byte[] _local;
    private readonly HashSet<Var> _heapVars = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> _knownVars = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Func, FuncTag> _tags = new(ReferenceEqualityComparer.Instance);

    // ---- the component under analysis
    private EscapeGraph _g = null!;
    private Dictionary<Var, Location> _vars = null!;
    private Dictionary<Func, Body> _batch = null!;
    private Body _body = null!;
    private BodyAnalysis _closures = null!;

    internal EscapeAnalysis(EscapePackages packages, CheckedPackage info)
    {
        _packages = packages;
        _info = info;
        _local = new byte[info.Types.Length];
        foreach (var component in new CallGraph(info).Components()) Analyse(component);
    }

    /// <summary>The object made at the node outlives its function, or nothing is known about it.</summary>
    public bool Escapes(Node n) => n.Index <= 0 || n.Index >= _local.Length || (_local[n.Index] & 1) == 0;
    /// <summary>The variable must be on the heap if its address is taken or a closure refers to it.</summary>
    public bool EscapesVar(Var v) => !_knownVars.Contains(v) || _heapVars.Contains(v);
    public FuncTag? Tag(Func f) => _tags.GetValueOrDefault(f.Origin);

    private void Analyse(List<FuncDecl> component)
    {
        _g = new EscapeGraph();
        _vars = new Dictionary<Var, Location>(ReferenceEqualityComparer.Instance);
        _batch = new Dictionary<Func, Body>(ReferenceEqualityComparer.Instance);
        var bodies = new List<(FuncDecl Decl, Body Body)>();
        foreach (var d in component)
        {
            var b = new Body { Node = d };
            if (_info.Defs[d.Name.Index] is Func f) _batch[f] = b;
            _body = b;
            var ps = new List<Location>();
            if (d.Recv != null) ps.Add(Param(d.Recv, 0));
            foreach (var p in d.Type.ParamList) ps.Add(Param(p, ps.Count));
            b.Params = ps.ToArray();
            b.Results = Results(d.Type);
            bodies.Add((d, b));
        }
        foreach (var (d, b) in bodies)
        {
            if (d.Body != null && _info.BodyFilter?.Invoke(d) == false)
            {
                if (_info.Defs[d.Name.Index] is Func skipped) _batch.Remove(skipped);
                b.Params = [];
                continue;
            }
            if (d.Body == null)
            {
                if (!HasPragma(d, "go:noescape")) foreach (var p in b.Params) _g.Flow(_g.Heap, 0, p);
                continue;
            }
            _closures = new BodyAnalysis(_info, d, d.Type, d.Recv, d.Body);
            _body = b;
            Block(d.Body);
        }
        _g.Solve();
        foreach (var l in _g.All)
        {
            if (l.Var != null)
            {
                _knownVars.Add(l.Var);
                if (l.Escapes) _heapVars.Add(l.Var);
            }
            if (l.Site != null && l.Site.Index > 0)
            {
                // A node may stand for several objects; one that escapes decides for all.
                if (l.Escapes) _local[l.Site.Index] |= 2;
                else _local[l.Site.Index] |= 1;
            }
        }
        foreach (var l in _g.All) { if (l.Site != null && (_local[l.Site.Index] & 2) != 0) _local[l.Site.Index] = 2; }
        foreach (var (d, b) in bodies)
        {
            if (_info.Defs[d.Name.Index] is not Func f || !_batch.ContainsKey(f)) continue;
            var tag = new FuncTag { Heap = new int[b.Params.Length], Results = new int[b.Params.Length][] };
            for (int i = 0; i < b.Params.Length; i++)
            {
                tag.Heap[i] = b.Params[i].HeapLeak;
                tag.Results[i] = b.Params[i].ResultLeak;
            }
            _tags[f] = tag;
        }
    }

    private static bool HasPragma(FuncDecl d, string verb)
    {
        if (d.Pragmas != null) foreach (var p in d.Pragmas) { if (p.Verb == verb) return true; }
        return false;
    }

    private Location Param(Field f, int index)
    {
        var l = _g.New(_body, 1);
        l.IsParam = true;
        l.ParamIndex = index;
        if (f.Name != null && _info.Defs[f.Name.Index] is Var v) { l.Var = v; _vars[v] = l; }
        return l;
    }

    private Location[] Results(FuncType t)
    {
        var rs = new List<Location>();
        foreach (var f in t.ResultList)
        {
            var l = _g.New(_body, 1);
            l.IsResult = true;
            l.ResultIndex = rs.Count;
            if (f.Name != null && _info.Defs[f.Name.Index] is Var v) { l.Var = v; _vars[v] = l; }
            rs.Add(l);
        }
        return rs.ToArray();
    }

    // ---------------------------------------------------------------- places values flow to

    /// <summary>A place for a value: it flows to Dst with Derefs dereferences.</summary>
    private readonly record struct Hole(Location Dst, int Derefs)
    {
        internal Hole Deref => this with { Derefs = Derefs + 1 };
        internal Hole Addr => this with { Derefs = Derefs - 1 };
    }

    private Hole Discard => new(_g.Blank, 0);
    private Hole HeapHole => new(_g.Heap, 0);

    private void Flow(Hole k, Location src) => _g.Flow(k.Dst, k.Derefs, src);

    /// <summary>A new object made at the node, whose address goes to k; the result is the place of its contents.</summary>
    private Hole Spill(Hole k, Node site, Type? t = null)
    {
        var l = _g.New(_body, _body.LoopDepth);
        l.Site = site;
        if (t != null && SizeOf(t) > FuncLowerer.MaxAreaVar) l.Escapes = true;
        Flow(k.Addr, l);
        return new Hole(l, 0);
    }

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
        // Large variables are always on the heap.
        if (v.Type != null && SizeOf(v.Type) > FuncLowerer.MaxAreaVar) l.Escapes = true;
        return _vars[v] = l;
    }

    // ---------------------------------------------------------------- types

    private Type? TypeOf(Expr e) => _info.Types[e.Index].Type;

    private static bool HasPointers(Type? t, int depth = 0)
    {
        if (t == null || depth > 20) return true;
        switch (TypeOps.Unalias(t))
        {
            case TypeParam: return true;
            case TupleT tuple:
                foreach (var v in tuple.Vars) { if (HasPointers(v.Type, depth + 1)) return true; }
                return false;
            case var u:
                switch (u.Underlying)
                {
                    case Basic b: return (b.Info & BasicInfo.String) != 0 || b.Kind is BasicKind.UnsafePointer or BasicKind.UntypedNil;
                    case ArrayT a: return a.Len != 0 && HasPointers(a.Elem, depth + 1);
                    case StructT s:
                        foreach (var f in s.Fields) { if (HasPointers(f.Type, depth + 1)) return true; }
                        return false;
                    default: return true;
                }
        }
    }

    /// <summary>Size in bytes, roughly and never too small for large types: only large arrays matter.</summary>
    private static long SizeOf(Type t, int depth = 0)
    {
        if (depth > 20 || IsTypeParam(t)) return 64;
        switch (t.Underlying)
        {
            case ArrayT a: return a.Len <= 0 ? 0 : a.Len > int.MaxValue ? long.MaxValue / 2 : Math.Min(a.Len * Math.Max(1, SizeOf(a.Elem, depth + 1)), long.MaxValue / 4);
            case StructT s:
                long n = 0;
                foreach (var f in s.Fields) n = Math.Min(n + 8 + (f.Type == null ? 0 : SizeOf(f.Type, depth + 1)), long.MaxValue / 4);
                return n;
            case Basic { Kind: BasicKind.Bool or BasicKind.Uint8 or BasicKind.Int8 }: return 1;
            case Basic { Kind: BasicKind.Uint16 or BasicKind.Int16 }: return 2;
            case Basic { Kind: BasicKind.Uint32 or BasicKind.Int32 or BasicKind.Float32 }: return 4;
            case SliceT: return 24;
            case InterfaceT or Basic { Kind: BasicKind.String or BasicKind.Complex128 }: return 16;
            default: return 8;
        }
    }

    private static bool IsTypeParam(Type t) => TypeOps.IsTypeParam(t);
    private static bool IsInterface(Type? t) => t != null && !IsTypeParam(t) && t.Underlying is InterfaceT;
    private static bool IsPtrShaped(Type t) => !IsTypeParam(t) && t.Underlying is PointerT or ChanT or MapT or SignatureT or Basic { Kind: BasicKind.UnsafePointer };
    /// <summary>The type whose shape decides what indexing and ranging do; null for type parameters without a common one.</summary>
    private static Type? Core(Type? t) => t == null ? null : IsTypeParam(t) ? TypeOps.CoreType(t) : t.Underlying;

    // ---------------------------------------------------------------- expressions

    /// <summary>e is assigned to something of the target type, which ends in k.</summary>
    private void Assign(Hole k, Expr e, Type? target)
    {
        if (target != null && (IsInterface(target) || IsTypeParam(target)) && TypeOf(e) is { } t && !IsInterface(t) && !_info.Types[e.Index].IsNil && !(IsTypeParam(target) && IsTypeParam(t)))
        {
            if (!IsPtrShaped(t)) k = Box(k, e);
        }
        Expr(k, e);
    }

    /// <summary>Boxing into an interface makes an object on the heap, always.</summary>
    private Hole Box(Hole k, Expr e) => HeapHole;

    private void DiscardAll(IEnumerable<Expr> list)
    {
        foreach (var e in list) Expr(Discard, e);
    }

    private void Expr(Hole k, Expr? e)
    {
        if (e == null || e is BasicLit or BadExpr) return;
        var tv = _info.Types[e.Index];
        if (tv.IsConst || tv.IsType || tv.IsNil) return;
        if (k.Derefs >= 0 && tv.Type != null && !HasPointers(tv.Type)) k = Discard;
        switch (e)
        {
            case ParenExpr p: Expr(k, p.X); break;
            case Name n:
                if (_info.Uses[n.Index] is Var v && Find(v) is { } loc) Flow(k, loc);
                break;
            case FuncLit f: Closure(k, f); break;
            case CompositeLit c: Composite(k, c, TypeOf(c)); break;
            case SelectorExpr s: Selector(k, s); break;
            case IndexExpr x: Index(k, x); break;
            case SliceExpr x:
                foreach (var i in x.Indices) Expr(Discard, i);
                if (Core(TypeOf(x.X)) is ArrayT) Addr(k.Addr, x.X);
                else Expr(k, x.X);
                break;
            case AssertExpr a:
                if (TypeOf(a) is { } at && AssertedType(at) is { } target && !IsInterface(target) && !IsPtrShaped(target)) k = k.Deref;
                Expr(k, a.X);
                break;
            case Operation o: Operation(k, o); break;
            case CallExpr c: Call([k], c, false); break;
            case ListExpr l:
                foreach (var x in l.ElemList) Expr(k, x);
                break;
            case KeyValueExpr kv:
                Expr(k, kv.Key);
                Expr(k, kv.Value);
                break;
        }
    }

    /// <summary>A comma-ok form has the type (T, bool).</summary>
    private static Type? AssertedType(Type t) => t is TupleT { Count: > 0 } tuple ? tuple.Vars[0].Type : t;

    private Location? Find(Var v) => v.Kind is VarKind.Package or VarKind.Field ? null : _vars.GetValueOrDefault(v);

    private void Operation(Hole k, Operation o)
    {
        if (o.Y == null)
        {
            switch (o.Op)
            {
                case Operator.And:
                    var x = o.X;
                    while (x is ParenExpr p) x = p.X;
                    if (x is CompositeLit c) Composite(Spill(k, c, TypeOf(c)), c, TypeOf(c));
                    else Addr(k.Addr, x);
                    return;
                case Operator.Mul: Expr(k.Deref, o.X); return;
                default: Expr(Discard, o.X); return;      // a received value was on the heap before
            }
        }
        if (o.Op is Operator.Add && TypeOf(o) is { } t && HasPointers(t)) Spill(k, o);
        // Boxing for mixed comparisons stays inside.
        Expr(Discard, o.X);
        Expr(Discard, o.Y);
    }

    /// <summary>The operand of &amp; or of slicing an array: what flows is the address of the variable at the bottom, or a pointer on the way.</summary>
    private void Addr(Hole k, Expr e)
    {
        switch (e)
        {
            case ParenExpr p: Addr(k, p.X); break;
            case Name: Expr(k, e); break;
            case SelectorExpr s when _info.Selections[s.Index] is { Kind: SelectionKind.FieldVal } sel:
                var inner = Through(k, s.X, sel);
                if (inner.Derefs > k.Derefs) Expr(inner, s.X);
                else Addr(k, s.X);
                break;
            case IndexExpr x:
                Expr(Discard, x.IndexArg);
                switch (Core(TypeOf(x.X)))
                {
                    case ArrayT: Addr(k, x.X); break;
                    default: Expr(k.Deref, x.X); break;
                }
                break;
            case Operation { Op: Operator.Mul, Y: null } d: Expr(k.Deref, d.X); break;
            case CompositeLit c: Composite(k, c, TypeOf(c)); break;
            default: Expr(k, e); break;
        }
    }

    private void Selector(Hole k, SelectorExpr s)
    {
        if (_info.Selections[s.Index] is not { } sel) return;       // pkg.X
        switch (sel.Kind)
        {
            case SelectionKind.FieldVal:
                Expr(Through(k, s.X, sel), s.X);
                break;
            case SelectionKind.MethodVal:
                // The closure of a bound method is made on the heap.
                Receiver(sel, s.X, HeapHole);
                break;
        }
    }

    /// <summary>
    /// k with the dereferences along a path of embedded fields: of x if it is a pointer, and of each embedded pointer but the last index's own field.
    /// </summary>
    private Hole Through(Hole k, Expr x, Selection sel)
    {
        var t = TypeOf(x);
        if (t?.Underlying is PointerT p0)
        {
            k = k.Deref;
            t = p0.Elem;
        }
        for (int i = 0; i < sel.Index.Length - 1 && t?.Underlying is StructT st; i++)
        {
            t = st.Fields[sel.Index[i]].Type;
            if (t?.Underlying is not PointerT p) continue;
            k = k.Deref;
            t = p.Elem;
        }
        return k;
    }

    /// <summary>The receiver operand x of a selected method flows to k: as it is, dereferenced, or its address.</summary>
    private void Receiver(Selection sel, Expr x, Hole k)
    {
        bool wantsPtr = sel.Obj is Func { Type: SignatureT { Recv.Type: { } rt } } && TypeOps.Unalias(rt) is PointerT;
        bool isPtr = EndsInPointer(TypeOf(x), sel);
        var inner = Through(k, x, sel);
        if (wantsPtr) inner = inner.Addr;
        if (wantsPtr && !isPtr && inner.Derefs < k.Derefs) Addr(inner, x);
        else Expr(inner, x);
    }

    /// <summary>The embedded field (or operand) that has the method is a pointer.</summary>
    private static bool EndsInPointer(Type? t, Selection sel)
    {
        if (sel.Index.Length == 1) return t?.Underlying is PointerT;
        if (t?.Underlying is PointerT p) t = p.Elem;
        for (int i = 0; i < sel.Index.Length - 1 && t?.Underlying is StructT s; i++)
        {
            t = s.Fields[sel.Index[i]].Type;
            if (i < sel.Index.Length - 2 && t?.Underlying is PointerT q) t = q.Elem;
        }
        return t?.Underlying is PointerT;
    }

    private void Index(Hole k, IndexExpr x)
    {
        if (_info.Types[x.IndexArg.Index].IsType || x.IndexArg is ListExpr) return;      // an instantiated function
        switch (Core(TypeOf(x.X)))
        {
            case ArrayT: Expr(k, x.X); Expr(Discard, x.IndexArg); break;
            case MapT m:
                Expr(Discard, x.X);
                Assign(Discard, x.IndexArg, m.Key);
                break;
            case Basic: Expr(Discard, x.X); Expr(Discard, x.IndexArg); break;
            case SignatureT: break;
            default: Expr(k.Deref, x.X); Expr(Discard, x.IndexArg); break;
        }
    }

    private void Composite(Hole k, CompositeLit c, Type? t)
    {
        switch (Core(t))
        {
            case StructT s:
                for (int i = 0; i < c.ElemList.Count; i++)
                {
                    var value = c.ElemList[i];
                    Type? ft = i < s.Fields.Count ? s.Fields[i].Type : null;
                    if (value is KeyValueExpr kv)
                    {
                        value = kv.Value;
                        ft = null;
                        if (_info.Selections[kv.Key.Index] is { } promoted) ft = promoted.Obj.Type;
                        else if (kv.Key is Name n) foreach (var f in s.Fields) { if (f.Name == n.Value) ft = f.Type; }
                    }
                    Assign(k, value, ft);
                }
                break;
            case ArrayT a: Elements(k, c, a.Elem); break;
            case SliceT s: Elements(Spill(k, c, new ArrayT(s.Elem, MaxIndex(c))), c, s.Elem); break;
            case MapT m:
                Spill(k, c);
                foreach (var x in c.ElemList)
                {
                    if (x is not KeyValueExpr kv) continue;
                    Assign(HeapHole, kv.Key, m.Key);
                    Element(HeapHole, kv.Value, m.Elem);
                }
                break;
            case PointerT p: Composite(Spill(k, c, p.Elem), c, p.Elem); break;
            default:
                foreach (var x in c.ElemList) Expr(HeapHole, x is KeyValueExpr kv ? kv.Value : x);
                break;
        }
    }

    private long MaxIndex(CompositeLit c)
    {
        long next = 0, max = 0;
        foreach (var x in c.ElemList)
        {
            if (x is KeyValueExpr { Key: var key } && _info.Types[key.Index].Value is { } v && ConstOps.TryInt64(v, out long k)) next = k;
            max = Math.Max(max, ++next);
        }
        return max;
    }

    private void Elements(Hole k, CompositeLit c, Type elem)
    {
        foreach (var x in c.ElemList)
        {
            if (x is KeyValueExpr kv) { Expr(Discard, kv.Key); Element(k, kv.Value, elem); }
            else Element(k, x, elem);
        }
    }

    private void Element(Hole k, Expr e, Type elem) => Assign(k, e, elem);

    private void Closure(Hole k, FuncLit f)
    {
        var contents = Spill(k, f);
        Captures(contents, f);
        Literal(f, false);
    }

    private void Captures(Hole contents, Node closure)
    {
        foreach (var v in _closures.Captures(closure))
        {
            if (Find(v) is not { } l) continue;
            // By reference if anybody assigns to it after its declaration.
            Flow(_closures.IsReassigned(v) ? contents.Addr : contents, l);
        }
    }

    /// <summary>Analyses the body of a literal.</summary>
    private Body Literal(FuncLit f, bool direct)
    {
        var outer = _body;
        var b = new Body { Parent = outer, Node = f, DirectlyCalled = direct };
        _body = b;
        var ps = new List<Location>();
        foreach (var p in f.Type.ParamList)
        {
            var l = Param(p, ps.Count);
            l.IsParam = false;           // nobody reads tags of literals: arguments flow into the parameters themselves, or to the heap
            ps.Add(l);
        }
        b.Params = ps.ToArray();
        b.Results = Results(f.Type);
        Block(f.Body);
        _body = outer;
        return b;
    }
}
