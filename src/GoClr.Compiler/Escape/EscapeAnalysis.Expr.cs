// Escape analysis: expressions.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

public sealed partial class EscapeAnalysis
{
    private Type? TypeOf(Expr e) => _info.Types[e.Index].Type;

    private static Expr Unparen(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        return e;
    }

    /// <summary>e is assigned to something of the target type, which ends in k.</summary>
    private void Assign(Hole k, Expr e, Type? target)
    {
        if (Boxes(e, target)) k = Box(k, Unparen(e), e);
        Expr(k, e);
    }

    /// <summary>The box that the operand's value is put into, made at the node.</summary>
    private Hole Box(Hole k, Node site, Expr operand)
    {
        var contents = Spill(k, site, SiteKind.Box);
        contents.Dst.Explicit = !ReferenceEquals(site, Unparen(operand));
        if (_report != null && !contents.Dst.Explicit) contents.Dst.Constant = StaticConst(operand);
        return contents;
    }

    /// <summary>The value becomes an interface's and lies behind a pointer there. In a generic body: perhaps.</summary>
    private bool Boxes(Expr e, Type? target) => target != null && !_info.Types[e.Index].IsNil && TypeOf(e) is { } t && Boxes(t, target);

    private static bool Boxes(Type t, Type target) =>
        (IsInterface(target) || IsTypeParam(target)) && !IsInterface(t) && !(IsTypeParam(target) && IsTypeParam(t)) && !(IsTypeParam(target) && !MayBeInterface(target)) && !IsDirect(t);

    /// <summary>A type argument may be an interface type: values convert to it by boxing.</summary>
    private static bool MayBeInterface(Type typeParam) => TypeOps.CoreType(typeParam) is null or InterfaceT;

    private void DiscardAll(IEnumerable<Expr> list)
    {
        foreach (var e in list) Expr(Discard, e);
    }

    private void Expr(Hole k, Expr? e)
    {
        if (e == null || e is BasicLit or BadExpr) return;
        var tv = _info.Types[e.Index];
        if (tv.IsConst || tv.IsType || tv.IsNil) return;
        if (k.Derefs >= 0 && tv.Type != null && !HasPointers(tv.Type)) k = k with { Dst = _g.Blank };
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
                if (Core(TypeOf(x.X)) is ArrayT) Addr(k.Addr, x.X);
                else Expr(k, x.X);
                foreach (var i in x.Indices) Expr(Discard, i);
                break;
            case AssertExpr a:
                if (TypeOf(a) is { } at && AssertedType(at) is { } target && !IsInterface(target) && !IsDirect(target)) k = k.Deref;
                Expr(k, a.X);
                break;
            case Operation o: Operation(k, o); break;
            case CallExpr c: Call([k], c); break;
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

    private void Operation(Hole k, Operation o)
    {
        if (o.Y == null)
        {
            switch (o.Op)
            {
                case Operator.And:
                    var x = Unparen(o.X);
                    if (x is CompositeLit c)
                    {
                        var t = TypeOf(c);
                        var contents = Spill(k, c, SiteKind.Pointer, t);
                        contents.Dst.At = o.Pos;
                        Composite(contents, c, t);
                    }
                    else Addr(k.Addr, x);
                    return;
                case Operator.Mul: Expr(k.Deref, o.X); return;
                default: Expr(Discard, o.X); return;      // a received value was on the heap before
            }
        }
        if (o.Op is Operator.Add && TypeOf(o) is { } st && HasPointers(st))
        {
            Spill(k, o, SiteKind.Text);
            Terms(o);
            return;
        }
        if (o.Op is Operator.Eql or Operator.Neq && TypeOf(o.X) is { } xt && TypeOf(o.Y) is { } yt)
        {
            // Of different types: one side becomes the other's interface.
            Assign(Discard, o.X, IsInterface(yt) && !IsInterface(xt) ? yt : null);
            Assign(Discard, o.Y, IsInterface(xt) && !IsInterface(yt) ? xt : null);
            return;
        }
        Expr(Discard, o.X);
        Expr(Discard, o.Y);
    }

    /// <summary>The strings of a concatenation: a + b + c makes one object.</summary>
    private void Terms(Operation o)
    {
        foreach (var side in (ReadOnlySpan<Expr?>)[o.X, o.Y])
        {
            if (side == null) continue;
            if (Unparen(side) is Operation { Op: Operator.Add, Y: not null } inner && !_info.Types[inner.Index].IsConst) Terms(inner);
            else Expr(Discard, side);
        }
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
                switch (Core(TypeOf(x.X)))
                {
                    case ArrayT: Addr(k, x.X); break;
                    default: Expr(k.Deref, x.X); break;
                }
                Expr(Discard, x.IndexArg);
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
            {
                // The receiver goes into the closure, and as an argument wherever the method takes it; results may go anywhere.
                var contents = Spill(k, s, SiteKind.Method);
                int results = (sel.Obj.Type as SignatureT)?.Results.Count ?? 0;
                var ks = new Hole[results];
                Array.Fill(ks, HeapHole);
                Receiver(sel, s.X, Tee(ParamHole(Callee(s), 0, ks), contents));
                break;
            }
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

    // ---------------------------------------------------------------- composite literals

    private void Composite(Hole k, CompositeLit c, Type? t)
    {
        switch (Core(t))
        {
            case StructT s:
                for (int i = 0; i < c.ElemList.Count; i++)
                {
                    Assign(k, c.ElemList[i] is KeyValueExpr kv ? kv.Value : c.ElemList[i], FieldType(s, c.ElemList[i], i));
                }
                break;
            case ArrayT a: Elements(k, c, a.Elem); break;
            case SliceT s: Elements(Spill(k, c, SiteKind.Object, new ArrayT(s.Elem, MaxIndex(c))), c, s.Elem); break;
            case MapT m:
                Spill(k, c, SiteKind.Object);
                foreach (var x in c.ElemList)
                {
                    if (x is not KeyValueExpr kv) continue;
                    Assign(HeapHole, kv.Key, m.Key);
                    Assign(HeapHole, kv.Value, m.Elem);
                }
                break;
            case PointerT p: Composite(Spill(k, c, SiteKind.Pointer, p.Elem), c, p.Elem); break;
            default:
                foreach (var x in c.ElemList) Expr(HeapHole, x is KeyValueExpr kv ? kv.Value : x);
                break;
        }
    }

    /// <summary>The type of the field that element i of a literal sets.</summary>
    private Type? FieldType(StructT s, Expr element, int i)
    {
        if (element is not KeyValueExpr kv) return i < s.Fields.Count ? s.Fields[i].Type : null;
        if (_info.Selections[kv.Key.Index] is { } promoted) return promoted.Obj.Type;
        if (kv.Key is Name n) foreach (var f in s.Fields) { if (f.Name == n.Value) return f.Type; }
        return null;
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
            if (x is KeyValueExpr kv) { Expr(Discard, kv.Key); Assign(k, kv.Value, elem); }
            else Assign(k, x, elem);
        }
    }

    // ---------------------------------------------------------------- values known at compile time

    /// <summary>What an expression always is: variables that are assigned once stand for their values.</summary>
    private Expr StaticValue(Expr e)
    {
        for (int i = 0; i < 20; i++)
        {
            e = Unparen(e);
            if (e is CallExpr { ArgList.Count: 1 } c && _info.Types[c.Fun.Index].IsType && Identical(TypeOf(c), TypeOf(c.ArgList[0]))) { e = c.ArgList[0]; continue; }
            if (e is not Name n || _info.Uses[n.Index] is not Var v || _facts.OnlyValue(v) is not { } value) return e;
            if (IsInterface(v.Type) && !IsInterface(TypeOf(value))) return e;
            e = value;
        }
        return e;
    }

    private static bool Identical(Type? a, Type? b) => a != null && b != null && TypeOps.Identical(a.Underlying, b.Underlying) && !(a.Underlying is InterfaceT);

    /// <summary>The constant that an expression always is, or null.</summary>
    internal ConstValue? StaticConst(Expr e)
    {
        if (_info.Types[e.Index] is { IsConst: true, Value: { } direct }) return direct;
        var s = StaticValue(e);
        return _info.Types[s.Index] is { IsConst: true, Value: { } v } ? v : null;
    }
}
