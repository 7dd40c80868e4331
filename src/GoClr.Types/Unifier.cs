// Unification of types, the engine of type inference: finds types for a set of type parameters (the bound ones) such that two types match.
//
// Each bound parameter has a handle; joined parameters share one. Inexact unification ignores the difference between a defined type and its
// underlying type when the other side is a type literal, ignores channel directions, and lets a type match an interface whose methods it has.
// Whether the inferred types really fit is decided afterwards, by instantiation and assignment.
using System;
using System.Collections.Generic;

namespace GoClr.Types;

[Flags]
internal enum UnifyMode : byte
{
    Inexact = 0,
    /// <summary>As in an assignment: inexact at the top, element types exactly.</summary>
    Assign = 1,
    Exact = 2,
}

internal sealed class Unifier
{
    private const int DepthLimit = 100;

    private sealed class Handle
    {
        internal Type? Type;
    }

    private sealed record IfacePair(InterfaceT X, InterfaceT Y, IfacePair? Prev);

    private readonly Checker _check;
    private readonly List<TypeParam> _tparams;
    private readonly Handle[] _handles;
    private readonly bool _interfaceInference;
    private int _depth;

    internal Unifier(Checker check, List<TypeParam> tparams, List<Type?> targs, bool interfaceInference)
    {
        _check = check;
        _tparams = tparams;
        _handles = new Handle[tparams.Count];
        for (int i = 0; i < _handles.Length; i++) _handles[i] = new Handle { Type = i < targs.Count ? targs[i] : null };
        _interfaceInference = interfaceInference;
    }

    internal bool Unify(Type x, Type y, UnifyMode mode) => Nify(x, y, mode, null);

    internal Type? At(TypeParam p) => _handles[_tparams.IndexOf(p)].Type;
    internal void Set(TypeParam p, Type t) => _handles[_tparams.IndexOf(p)].Type = t;

    internal int Unknowns()
    {
        int n = 0;
        foreach (var h in _handles)
        {
            if (h.Type == null) n++;
        }
        return n;
    }

    internal Type?[] Inferred(List<TypeParam> tparams)
    {
        var list = new Type?[tparams.Count];
        for (int i = 0; i < list.Length; i++) list[i] = At(tparams[i]);
        return list;
    }

    private bool Join(TypeParam x, TypeParam y)
    {
        var hx = _handles[_tparams.IndexOf(x)];
        var hy = _handles[_tparams.IndexOf(y)];
        if (hx == hy) return true;
        if (hx.Type != null && hy.Type != null) return false;
        if (hx.Type != null) Replace(hy, hx);
        else Replace(hx, hy);
        return true;
    }

    private void Replace(Handle old, Handle @new)
    {
        for (int i = 0; i < _handles.Length; i++)
        {
            if (_handles[i] == old) _handles[i] = @new;
        }
    }

    private TypeParam? Bound(Type t) => TypeOps.Unalias(t) is TypeParam p && _tparams.Contains(p) ? p : null;

    private static InterfaceT? AsInterface(Type t) => TypeOps.Unalias(t) is TypeParam ? null : t.Underlying as InterfaceT;

    private static bool Same(Type x, Type y) => x == y || TypeOps.Unalias(x) == TypeOps.Unalias(y);

    private bool Nify(Type? x, Type? y, UnifyMode mode, IfacePair? p)
    {
        if (x == null || y == null) return x == y;
        if (Same(x, y)) return true;
        if (_depth > DepthLimit) return false;
        _depth++;
        bool result = Nify1(x, y, mode, p);
        _depth--;
        return result;
    }

    private bool Nify1(Type x, Type y, UnifyMode mode, IfacePair? p)
    {
        bool exact = (mode & UnifyMode.Exact) != 0;

        // A defined type goes into y, a bound type parameter into x.
        if (TypeOps.AsNamed(x) != null || Bound(y) != null) (x, y) = (y, x);

        if (!exact && TypeOps.AsNamed(y) is { } ny && TypeOps.IsTypeLit(x) && !(_interfaceInference && TypeOps.IsInterface(x)))
        {
            y = ny.Underlying;
            if (Same(x, y)) return true;
        }

        if (Bound(x) is { } px)
        {
            if (Bound(y) is { } py) return Join(px, py) || Nify(At(px), At(py), mode, p);
            return UnifyParam(px, y, mode, p);
        }

        if (_interfaceInference && !exact)
        {
            var xi = AsInterface(x);
            var yi = AsInterface(y);
            if (xi != null && yi != null) return UnifyInterfacesInexact(xi, yi, p);
            if (yi != null)
            {
                xi = yi;
                y = x;
            }
            if (xi != null)
            {
                // The other type must have all methods, with signatures that unify. A generic method never implements an interface method.
                foreach (var xm in xi.TypeSet.Methods)
                {
                    if (Lookup.FieldOrMethod(y, false, xm.Pkg, xm.Name).Obj is not Func ym) return false;
                    _check.ObjDecl(ym);
                    if (ym.Sig.TypeParams.Count > 0 || !Nify(xm.Type, ym.Type, UnifyMode.Exact, p)) return false;
                }
                return true;
            }
        }

        // Any type parameter left is unbound; it goes into x.
        if (TypeOps.IsTypeParam(y)) (x, y) = (y, x);

        var emode = (mode & UnifyMode.Assign) != 0 ? mode | UnifyMode.Exact : mode;
        var yorig = y;
        x = TypeOps.Unalias(x);
        y = TypeOps.Unalias(y);
        switch (x)
        {
            case Basic a: return y is Basic b && a.Kind == b.Kind;
            case ArrayT a: return y is ArrayT ya && (a.Len < 0 || ya.Len < 0 || a.Len == ya.Len) && Nify(a.Elem, ya.Elem, emode, p);
            case SliceT a: return y is SliceT ys && Nify(a.Elem, ys.Elem, emode, p);
            case PointerT a: return y is PointerT yp && Nify(a.Elem, yp.Elem, emode, p);
            case MapT a: return y is MapT ym && Nify(a.Key, ym.Key, emode, p) && Nify(a.Elem, ym.Elem, emode, p);
            case ChanT a: return y is ChanT yc && (!exact || a.Dir == yc.Dir) && Nify(a.Elem, yc.Elem, emode, p);
            case StructT a:
                if (y is not StructT st || a.Fields.Count != st.Fields.Count) return false;
                for (int i = 0; i < a.Fields.Count; i++)
                {
                    var f = a.Fields[i];
                    var g = st.Fields[i];
                    if (f.Embedded != g.Embedded || a.Tag(i) != st.Tag(i) || !TypeOps.SameId(f, g.Pkg, g.Name) || !Nify(f.Type, g.Type, emode, p)) return false;
                }
                return true;
            case TupleT a: return y is TupleT yt && Tuples(a, yt, mode, p);
            case SignatureT a:
                return y is SignatureT yg && a.Variadic == yg.Variadic && Tuples(a.Params, yg.Params, emode, p) && Tuples(a.Results, yg.Results, emode, p);
            case InterfaceT a: return y is InterfaceT yi2 && UnifyInterfacesExact(a, yi2, p);
            case Named a:
                if (y is not Named b3 || a.TypeArgs.Count != b3.TypeArgs.Count) return false;
                // Type arguments first: they unify even if the origins differ, which makes for better messages.
                for (int i = 0; i < a.TypeArgs.Count; i++)
                {
                    if (!Nify(a.TypeArgs[i], b3.TypeArgs[i], mode, p)) return false;
                }
                return a.Origin.Obj == b3.Origin.Obj;
            case TypeParam a:
                // Unbound: what satisfies it has its core type, if there is one.
                return TypeOps.CommonUnder(a) is { } cx && Nify(cx, yorig, UnifyMode.Assign, p);
            default: return false;
        }
    }

    private bool UnifyParam(TypeParam px, Type y, UnifyMode mode, IfacePair? p)
    {
        var x = At(px);
        if (x == null)
        {
            Set(px, y);
            return true;
        }
        if (!Nify(x, y, mode, p)) return false;
        var xi = AsInterface(x);
        var yi = AsInterface(y);
        bool xn = TypeOps.AsNamed(x) != null, yn = TypeOps.AsNamed(y) != null;
        if (xi != null && yi != null)
        {
            // Of two defined types none is the right one; otherwise the method sets must be the same.
            if (xn && yn) return TypeOps.Identical(x, y);
            if (xi.TypeSet.Methods.Count != yi.TypeSet.Methods.Count) return false;
        }
        else if (xi != null || yi != null) return false;      // the choice would depend on the order of arguments
        if ((mode & UnifyMode.Exact) == 0 && !xn)
        {
            // A defined type wins over a literal, a directed channel over an undirected one: independent of the order of arguments.
            if (yn) Set(px, y);
            else if (y.Underlying is ChanT { Dir: not GoClr.Syntax.ChanDir.Both }) Set(px, y);
        }
        return true;
    }

    private bool Tuples(TupleT x, TupleT y, UnifyMode mode, IfacePair? p)
    {
        if (x.Count != y.Count) return false;
        for (int i = 0; i < x.Count; i++)
        {
            if (!Nify(x.Vars[i].Type, y.Vars[i].Type, mode, p)) return false;
        }
        return true;
    }

    private static bool Seen(InterfaceT x, InterfaceT y, IfacePair? p)
    {
        for (; p != null; p = p.Prev)
        {
            if (p.X == x && p.Y == y || p.X == y && p.Y == x) return true;
        }
        return false;
    }

    /// <summary>The methods of one must be a subset of the other's, and the common ones unify.</summary>
    private bool UnifyInterfacesInexact(InterfaceT xi, InterfaceT yi, IfacePair? p)
    {
        var xset = xi.TypeSet;
        var yset = yi.TypeSet;
        if (xset.Comparable != yset.Comparable || !xset.Terms.Equal(yset.Terms)) return false;
        if (Seen(xi, yi, p)) return true;
        var q = new IfacePair(xi, yi, p);
        var (small, large) = xset.Methods.Count > yset.Methods.Count ? (yset, xset) : (xset, yset);
        foreach (var m in small.Methods)
        {
            int i = large.LookupMethod(m.Pkg, m.Name);
            if (i < 0 || !Nify(m.Type, large.Methods[i].Type, UnifyMode.Exact, q)) return false;
        }
        return true;
    }

    private bool UnifyInterfacesExact(InterfaceT x, InterfaceT y, IfacePair? p)
    {
        var xset = x.TypeSet;
        var yset = y.TypeSet;
        if (xset.Comparable != yset.Comparable || xset.Methods.Count != yset.Methods.Count || !xset.Terms.Equal(yset.Terms)) return false;
        if (Seen(x, y, p)) return true;
        var q = new IfacePair(x, y, p);
        for (int i = 0; i < xset.Methods.Count; i++)
        {
            var f = xset.Methods[i];
            var g = yset.Methods[i];
            if (!TypeOps.SameId(f, g.Pkg, g.Name) || !Nify(f.Type, g.Type, UnifyMode.Exact, q)) return false;
        }
        return true;
    }
}
