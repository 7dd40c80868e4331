// Predicates and operations on types (spec, "Properties of types and values"). None of them changes a type; all may be called from any
// thread on types of complete packages.
//
// IsX(t) looks at the underlying type and is false for type parameters; AllX(t) holds for a type parameter if it holds for each type of its
// type set.
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public static partial class TypeOps
{
    // ---------------------------------------------------------------- names

    /// <summary>The first type in the chain of aliases that is none; Invalid if the chain is still being declared.</summary>
    public static Type Unalias(Type t) => t is not AliasT a0 ? t : a0.Actual ?? Follow(a0) ?? Universe.Invalid;

    private static Type? Follow(AliasT a0)
    {
        Type? x = a0;
        while (x is AliasT a)
        {
            if (a.Actual is { } done) { x = done; break; }
            x = a.FromRhs;
        }
        if (x != null) a0.Actual = x;
        return x;
    }

    public static Named? AsNamed(Type? t) => t == null ? null : Unalias(t) as Named;
    public static TypeParam? AsTypeParam(Type? t) => t == null ? null : Unalias(t) as TypeParam;

    /// <summary>Identity of a name: itself if exported, else qualified by the package's path.</summary>
    public static string Id(Package? pkg, string name) => IsExported(name) ? name : (pkg == null || pkg.Path.Length == 0 ? "_" : pkg.Path) + "." + name;

    public static bool IsExported(string name) => name.Length > 0 && (name[0] < 128 ? name[0] is >= 'A' and <= 'Z' : char.IsUpper(name, 0));

    public static bool SamePkg(Package? a, Package? b) => ReferenceEquals(a, b) || a != null && b != null && a.Path == b.Path;

    /// <summary>obj is what (pkg, name) selects. With foldCase, letter case and packages do not matter.</summary>
    public static bool SameId(Obj obj, Package? pkg, string name, bool foldCase = false)
    {
        if (foldCase && string.Equals(obj.Name, name, StringComparison.OrdinalIgnoreCase)) return true;
        return obj.Name == name && (IsExported(name) || SamePkg(obj.Pkg, pkg));
    }

    /// <summary>The order of methods in interfaces and method sets: exported ones first, by name, then by package path.</summary>
    public static int CompareMethods(Func a, Func b)
    {
        if (ReferenceEquals(a, b)) return 0;
        bool ea = IsExported(a.Name), eb = IsExported(b.Name);
        if (ea != eb) return ea ? -1 : 1;
        int c = string.CompareOrdinal(a.Name, b.Name);
        return c != 0 || ea ? c : string.CompareOrdinal(a.Pkg?.Path, b.Pkg?.Path);
    }

    internal static int MethodIndex(List<Func> methods, Package? pkg, string name, bool foldCase)
    {
        if (name == "_") return -1;
        for (int i = 0; i < methods.Count; i++)
        {
            if (SameId(methods[i], pkg, name, foldCase)) return i;
        }
        return -1;
    }

    // ---------------------------------------------------------------- predicates

    /// <summary>Not the result of an error. An alias that is still being declared is valid.</summary>
    public static bool IsValid(Type? t) => t != null && (t is AliasT a ? a.Actual ?? Follow(a) : t) != Universe.Invalid;

    public static bool IsBasic(Type t, BasicInfo info) => t.Underlying is Basic b && (b.Info & info) != 0;
    public static bool IsBoolean(Type t) => IsBasic(t, BasicInfo.Boolean);
    public static bool IsInteger(Type t) => IsBasic(t, BasicInfo.Integer);
    public static bool IsUnsigned(Type t) => IsBasic(t, BasicInfo.Unsigned);
    public static bool IsFloat(Type t) => IsBasic(t, BasicInfo.Float);
    public static bool IsComplex(Type t) => IsBasic(t, BasicInfo.Complex);
    public static bool IsNumeric(Type t) => IsBasic(t, BasicInfo.Numeric);
    public static bool IsString(Type t) => IsBasic(t, BasicInfo.String);
    public static bool IsIntegerOrFloat(Type t) => IsBasic(t, BasicInfo.Integer | BasicInfo.Float);
    public static bool IsConstType(Type t) => IsBasic(t, BasicInfo.ConstType);

    public static bool AllBasic(Type t, BasicInfo info)
    {
        if (AsTypeParam(t) is not { } tp) return IsBasic(t, info);
        var set = tp.Constraint.TypeSet;
        if (!set.HasTerms) return false;
        foreach (var term in set.Terms.Terms)
        {
            if (!IsBasic(term.Type, info)) return false;
        }
        return true;
    }

    public static bool AllBoolean(Type t) => AllBasic(t, BasicInfo.Boolean);
    public static bool AllInteger(Type t) => AllBasic(t, BasicInfo.Integer);
    public static bool AllUnsigned(Type t) => AllBasic(t, BasicInfo.Unsigned);
    public static bool AllNumeric(Type t) => AllBasic(t, BasicInfo.Numeric);
    public static bool AllString(Type t) => AllBasic(t, BasicInfo.String);
    public static bool AllOrdered(Type t) => AllBasic(t, BasicInfo.Ordered);
    public static bool AllNumericOrString(Type t) => AllBasic(t, BasicInfo.Numeric | BasicInfo.String);

    public static bool HasName(Type t) => Unalias(t) is Basic or Named or TypeParam;
    public static bool IsTypeLit(Type t) => Unalias(t) is not (Named or TypeParam);
    public static bool IsTyped(Type t) => t is not Basic b || (b.Info & BasicInfo.Untyped) == 0;
    public static bool IsUntyped(Type t) => t is Basic b && (b.Info & BasicInfo.Untyped) != 0;
    public static bool IsUntypedNumeric(Type t) => t is Basic b && (b.Info & BasicInfo.Untyped) != 0 && (b.Info & BasicInfo.Numeric) != 0;
    public static bool IsInterface(Type t) => t.Underlying is InterfaceT;
    public static bool IsNonTypeParamInterface(Type t) => !IsTypeParam(t) && IsInterface(t);
    public static bool IsTypeParam(Type? t) => t != null && Unalias(t) is TypeParam;
    public static bool IsInterfacePtr(Type t) => t.Underlying is PointerT p && IsInterface(p.Elem);

    /// <summary>A generic type without type arguments.</summary>
    public static bool IsGeneric(Type t) => t is AliasT { TypeParams.Count: > 0, TypeArgs.Count: 0 } || AsNamed(t) is { TypeArgs.Count: 0, TypeParams.Count: > 0 };

    internal static bool HasEmptyTypeSet(Type t) =>
        AsTypeParam(t) is { Bound: { } bound } && ((AsNamed(bound) is { } n ? n.UnderlyingOrNull : bound.Underlying) as InterfaceT)?.TypeSetOrNull is { IsEmpty: true };

    public static bool HasNil(Type t) => t.Underlying switch
    {
        Basic b => b.Kind == BasicKind.UnsafePointer,
        SliceT or PointerT or SignatureT or MapT or ChanT => true,
        InterfaceT => !IsTypeParam(t) || UnderIs(t, u => u != null && HasNil(u)),
        _ => false,
    };

    // ---------------------------------------------------------------- comparability

    /// <summary>The spec's comparable types: interfaces included.</summary>
    public static bool Comparable(Type t) => IsComparableType(t, true, null);

    /// <summary>dynamic: interfaces count as comparable (comparison may panic); else only strictly comparable types.</summary>
    public static bool IsComparableType(Type t, bool dynamic, HashSet<Type>? seen)
    {
        switch (t.Underlying)
        {
            case Basic b: return b.Kind != BasicKind.UntypedNil;
            case PointerT or ChanT: return true;
            case StructT s:
                if (seen?.Contains(t) == true) return true;
                (seen ??= []).Add(t);
                foreach (var f in s.Fields)
                {
                    if (!IsComparableType(f.Type!, dynamic, seen)) return false;
                }
                return true;
            case ArrayT a:
                if (seen?.Contains(t) == true) return true;
                (seen ??= []).Add(t);
                return IsComparableType(a.Elem, dynamic, seen);
            case InterfaceT i:
                if (dynamic && !IsTypeParam(t)) return true;
                if (seen?.Contains(t) == true) return true;
                (seen ??= []).Add(t);
                return i.TypeSet.IsComparable(seen);
            default: return false;
        }
    }

    /// <summary>Why t is not comparable; null if it is; "" if its kind says it.</summary>
    internal static string? IncomparableCause(Checker? check, Type t, bool dynamic)
    {
        if (IsComparableType(t, dynamic, null)) return null;
        switch (t.Underlying)
        {
            case StructT s:
                foreach (var f in s.Fields)
                {
                    if (!IsComparableType(f.Type!, dynamic, null)) return Checker.Sprintf(check, $"struct containing {f.Type} cannot be compared");
                }
                return "";
            case ArrayT: return Checker.Sprintf(check, $"{t} cannot be compared");
            case InterfaceT i: return i.TypeSet.IsEmpty ? "empty type set" : "incomparable types in type set";
            default: return "";
        }
    }

    // ---------------------------------------------------------------- defaults and underlying types

    /// <summary>The default type of an untyped constant's type; other types (and untyped nil) unchanged.</summary>
    public static Type Default(Type t) => t is not Basic b ? t : b.Kind switch
    {
        BasicKind.UntypedBool => Universe.Bool,
        BasicKind.UntypedInt => Universe.Int,
        BasicKind.UntypedRune => Universe.Rune,
        BasicKind.UntypedFloat => Universe.Float64,
        BasicKind.UntypedComplex => Universe.Complex128,
        BasicKind.UntypedString => Universe.String,
        _ => t,
    };

    /// <summary>The larger of two untyped numeric types, or the common type; null if there is none.</summary>
    public static Type? MaxType(Type x, Type y)
    {
        if (x == y) return x;
        return IsUntypedNumeric(x) && IsUntypedNumeric(y) ? ((Basic)x).Kind > ((Basic)y).Kind ? x : y : null;
    }

    /// <summary>f for each (type, underlying type) of t's type set if t is a type parameter (f(null, null) without specific types); else f(t, under).</summary>
    public static bool All(Type t, Func<Type?, Type?, bool> f)
    {
        if (AsTypeParam(t) is not { } tp) return f(t, t.Underlying);
        var set = tp.Constraint.TypeSet;
        if (!set.HasTerms) return f(null, null);
        foreach (var term in set.Terms.Terms)
        {
            var u = Unalias(term.Type);
            if (!term.Tilde) u = u.Underlying;
            if (!f(term.Type, u)) return false;
        }
        return true;
    }

    public static bool UnderIs(Type t, Predicate<Type?> f) => All(t, (_, u) => f(u));

    /// <summary>
    /// The one underlying type that all types of t's type set have (of channels: of compatible direction); null if there is none, with the reason
    /// in <paramref name="cause"/>. cond may refuse types by giving a reason ("" is one).
    /// </summary>
    internal static Type? CommonUnder(Checker? check, Type t, Func<Type?, Type?, string?>? cond, out string? cause)
    {
        Type? ct = null, cu = null;
        string? why = null;
        All(t, (t, u) =>
        {
            if (cond?.Invoke(t, u) is { } refused) { why = refused; return false; }
            if (u == null) { why = "no specific type"; return false; }
            if (cu == null) { ct = t; cu = u; return true; }
            if (cu is ChanT chu && u is ChanT ch)
            {
                if (!Identical(chu.Elem, ch.Elem)) { why = Checker.Sprintf(check, $"channels {ct} and {t} have different element types"); return false; }
                if (chu.Dir == ch.Dir) return true;
                if (chu.Dir == ChanDir.Both) { ct = t; cu = u; return true; }
                if (ch.Dir != ChanDir.Both) { why = Checker.Sprintf(check, $"channels {ct} and {t} have conflicting directions"); return false; }
                return true;
            }
            if (!Identical(cu, u)) { why = Checker.Sprintf(check, $"{ct} and {t} have different underlying types"); return false; }
            return true;
        });
        cause = why;
        return why == null ? cu : null;
    }

    public static Type? CommonUnder(Type t) => CommonUnder(null, t, null, out _);

    /// <summary>The core type (spec up to Go 1.24, still the rule of thumb for lowering): CommonUnder.</summary>
    public static Type? CoreType(Type t) => CommonUnder(null, t, null, out _);

    /// <summary>*T → (T, true) for an unnamed pointer; else (t, false).</summary>
    public static (Type Type, bool IsPtr) Deref(Type t) => Unalias(t) is PointerT p ? (p.Elem, true) : (t, false);

    internal static Type DerefStructPtr(Type t) => t.Underlying is PointerT p && p.Elem.Underlying is StructT ? p.Elem : t;

    // ---------------------------------------------------------------- identity

    private sealed record IfacePair(InterfaceT X, InterfaceT Y, IfacePair? Prev);

    /// <summary>Type identity (spec, "Type identity").</summary>
    public static bool Identical(Type? x, Type? y) => Identical(x, y, false, null);
    public static bool IdenticalIgnoreTags(Type? x, Type? y) => Identical(x, y, true, null);

    private static bool Identical(Type? x, Type? y, bool ignoreTags, IfacePair? p)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x == null || y == null) return false;
        x = Unalias(x);
        y = Unalias(y);
        if (ReferenceEquals(x, y)) return true;
        switch (x)
        {
            case Basic a: return y is Basic b && a.Kind == b.Kind;
            case ArrayT a: return y is ArrayT ya && (a.Len < 0 || ya.Len < 0 || a.Len == ya.Len) && Identical(a.Elem, ya.Elem, ignoreTags, p);
            case SliceT a: return y is SliceT ys && Identical(a.Elem, ys.Elem, ignoreTags, p);
            case PointerT a: return y is PointerT yp && Identical(a.Elem, yp.Elem, ignoreTags, p);
            case MapT a: return y is MapT ym && Identical(a.Key, ym.Key, ignoreTags, p) && Identical(a.Elem, ym.Elem, ignoreTags, p);
            case ChanT a: return y is ChanT yc && a.Dir == yc.Dir && Identical(a.Elem, yc.Elem, ignoreTags, p);
            case StructT a:
                if (y is not StructT b2 || a.Fields.Count != b2.Fields.Count) return false;
                for (int i = 0; i < a.Fields.Count; i++)
                {
                    var f = a.Fields[i];
                    var g = b2.Fields[i];
                    if (f.Embedded != g.Embedded || !ignoreTags && a.Tag(i) != b2.Tag(i) || !SameId(f, g.Pkg, g.Name) || !Identical(f.Type, g.Type, ignoreTags, p)) return false;
                }
                return true;
            case TupleT a: return y is TupleT yt && IdenticalTuples(a, yt, ignoreTags, p);
            case SignatureT a: return y is SignatureT yg && IdenticalSignatures(a, yg, ignoreTags, p);
            case UnionT a:
                return y is UnionT yu && TypeSet.ComputeUnion(null, default, a) is { } xt && TypeSet.ComputeUnion(null, default, yu) is { } yt2 && xt.Equal(yt2);
            case InterfaceT a:
                if (y is not InterfaceT yi) return false;
                var xset = a.TypeSet;
                var yset = yi.TypeSet;
                if (xset.Comparable != yset.Comparable || xset.Methods.Count != yset.Methods.Count || !xset.Terms.Equal(yset.Terms)) return false;
                // Cycles run only through methods with anonymous interfaces that embed the current one; a pair met again is taken as identical.
                for (var q = p; q != null; q = q.Prev)
                {
                    if (q.X == a && q.Y == yi || q.X == yi && q.Y == a) return true;
                }
                var pair = new IfacePair(a, yi, p);
                for (int i = 0; i < xset.Methods.Count; i++)
                {
                    var f = xset.Methods[i];
                    var g = yset.Methods[i];
                    if (!SameId(f, g.Pkg, g.Name) || !Identical(f.Type, g.Type, ignoreTags, pair)) return false;
                }
                return true;
            case Named a:
                if (y is not Named b3 || a.TypeArgs.Count != b3.TypeArgs.Count || a.Origin.Obj != b3.Origin.Obj) return false;
                for (int i = 0; i < a.TypeArgs.Count; i++)
                {
                    if (!Identical(a.TypeArgs[i], b3.TypeArgs[i])) return false;
                }
                return a.TypeArgs.Count > 0 || a.Origin == a && b3.Origin == b3;
            default: return false;
        }
    }

    private static bool IdenticalTuples(TupleT x, TupleT y, bool ignoreTags, IfacePair? p)
    {
        if (x.Vars.Count != y.Vars.Count) return false;
        for (int i = 0; i < x.Vars.Count; i++)
        {
            if (!Identical(x.Vars[i].Type, y.Vars[i].Type, ignoreTags, p)) return false;
        }
        return true;
    }

    private static bool IdenticalSignatures(SignatureT x, SignatureT y, bool ignoreTags, IfacePair? p)
    {
        if (x.TypeParams.Count != y.TypeParams.Count || x.Variadic != y.Variadic) return false;
        var yparams = y.Params;
        var yresults = y.Results;
        if (x.TypeParams.Count > 0)
        {
            // Names of type parameters do not matter: compare with x's in place of y's.
            var m = new SubstMap(y.TypeParams, new List<Type>(x.TypeParams));
            for (int i = 0; i < x.TypeParams.Count; i++)
            {
                if (!Identical(x.TypeParams[i].Bound, Instantiation.Subst(null, y.TypeParams[i].Bound!, m), ignoreTags, p)) return false;
            }
            yparams = (TupleT)Instantiation.Subst(null, y.Params, m);
            yresults = (TupleT)Instantiation.Subst(null, y.Results, m);
        }
        return IdenticalTuples(x.Params, yparams, ignoreTags, p) && IdenticalTuples(x.Results, yresults, ignoreTags, p);
    }
}
