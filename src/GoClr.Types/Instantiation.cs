// Instances of generic types and functions.
//
// I1  An instance of a defined type is made at once but empty; its right-hand side and methods are substituted on first use. So a type may
//     refer to instances of itself.
// I2  Instances of one generic type with identical type arguments, spelled alike, are one object: the generic type keeps a table of its
//     instances, shared by all packages. (Arguments that differ by an alias, or as byte and uint8 do, make another object of an identical
//     type: messages show each as its package wrote it, whichever package came first.)
// I3  Expansion is pure and published by compare-and-swap: several threads may expand the same instance, all see the first result.
//     No lock is held while types are compared or substituted.
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using GoClr.Syntax;

namespace GoClr.Types;

/// <summary>The instances of one generic type, by a hash that identical type arguments share.</summary>
internal sealed class InstanceTable
{
    private sealed record Entry(List<Type> TypeArgs, Named Instance, Entry? Next);

    private readonly ConcurrentDictionary<int, Entry> _buckets = new(1, 7);

    internal Named GetOrAdd(Named orig, List<Type> targs, Pos pos)
    {
        int hash = TypeHash.Of(targs);
        Entry? scanned = null;
        Named? fresh = null;
        while (true)
        {
            _buckets.TryGetValue(hash, out var head);
            for (var e = head; e != scanned; e = e!.Next)
            {
                if (SameArgs(e!.TypeArgs, targs)) return e.Instance;
            }
            scanned = head;
            fresh ??= new Named(orig.Obj) { Origin = orig, TypeArgs = targs, TypeParams = orig.TypeParams, InstancePos = pos };
            var entry = new Entry(targs, fresh, head);
            if (head == null ? _buckets.TryAdd(hash, entry) : _buckets.TryUpdate(hash, entry, head)) return fresh;
        }
    }

    private static bool SameArgs(List<Type> x, List<Type> y)
    {
        if (x.Count != y.Count) return false;
        for (int i = 0; i < x.Count; i++)
        {
            if (!SameSpelling(x[i], y[i])) return false;
        }
        return true;
    }

    private static bool SameSpelling(Type x, Type y)
    {
        if (ReferenceEquals(x, y)) return true;
        switch (x)
        {
            case AliasT a: return y is AliasT ya && a.Obj == ya.Obj && SameArgs(a.TypeArgs, ya.TypeArgs) && TypeOps.Identical(a, ya);
            case Named a: return y is Named yn && a.Origin == yn.Origin && a.TypeArgs.Count > 0 && SameArgs(a.TypeArgs, yn.TypeArgs);
            case Basic or TypeParam: return false;
            case PointerT a: return y is PointerT yp && SameSpelling(a.Elem, yp.Elem);
            case SliceT a: return y is SliceT ys && SameSpelling(a.Elem, ys.Elem);
            case ArrayT a: return y is ArrayT yr && a.Len == yr.Len && SameSpelling(a.Elem, yr.Elem);
            case MapT a: return y is MapT ym && SameSpelling(a.Key, ym.Key) && SameSpelling(a.Elem, ym.Elem);
            case ChanT a: return y is ChanT yc && a.Dir == yc.Dir && SameSpelling(a.Elem, yc.Elem);
            default: return y is not AliasT && TypeOps.Identical(x, y);
        }
    }
}

/// <summary>A hash that is equal for identical types; looks at no underlying type.</summary>
internal static class TypeHash
{
    internal static int Of(List<Type> list)
    {
        int h = list.Count;
        foreach (var t in list) h = h * 31 + Of(t);
        return h;
    }

    internal static int Of(Type? typ)
    {
        if (typ == null) return 0;
        switch (TypeOps.Unalias(typ))
        {
            case Basic t: return (int)t.Kind;
            case ArrayT t: return (int)t.Len * 7 + Of(t.Elem) + 1009;      // negative (unknown) lengths are errors
            case SliceT t: return Of(t.Elem) * 3 + 2003;
            case PointerT t: return Of(t.Elem) * 5 + 3001;
            case MapT t: return Of(t.Key) * 7 + Of(t.Elem) * 11 + 4001;
            case ChanT t: return Of(t.Elem) * 13 + 5003 + (int)t.Dir;
            case StructT t:
                int s = t.Fields.Count + 6007;
                foreach (var f in t.Fields) s = s * 31 + Of(f.Type);
                return s;
            case TupleT t:
                int u = t.Vars.Count + 7001;
                foreach (var v in t.Vars) u = u * 31 + Of(v.Type);
                return u;
            case SignatureT t: return t.TypeParams.Count > 0 ? 8009 + t.Params.Count : Of(t.Params) * 3 + Of(t.Results) + 8009;
            case Named t: return RuntimeHelpers.GetHashCode(t.Origin.Obj) + Of(t.TypeArgs);
            case TypeParam t: return t.Id * 17;
            default: return 9001;
        }
    }
}

internal static class Instantiation
{
    internal static InterfaceT ConstraintOf(TypeParam t)
    {
        var bound = t.Bound;
        if (bound == null) return Universe.EmptyInterface;
        switch (bound.Underlying)
        {
            case Basic { Kind: BasicKind.Invalid }: return Universe.EmptyInterface;    // reported elsewhere
            case InterfaceT i: return TypeOps.IsTypeParam(bound) ? Universe.EmptyInterface : i;
        }
        var wrap = new InterfaceT { Embedded = [bound], Implicit = true, Complete = true };
        t.Bound = wrap;
        return wrap;
    }

    /// <summary>Follows the right-hand sides of named types to a type literal or predeclared type. Invalid if the declaration is not that far yet.</summary>
    internal static Type ResolveUnderlying(Named n)
    {
        List<Named>? path = null;
        Named? only = null;
        Type? u = null;
        Type rhs = n;
        while (u == null)
        {
            switch (rhs)
            {
                case AliasT a:
                    rhs = TypeOps.Unalias(a);
                    break;
                case Named t:
                    if (Volatile.Read(ref t.UnderlyingOrNull) is { } done) { u = done; break; }
                    if (only == null) only = t;
                    else
                    {
                        path ??= [only];
                        if (path.Contains(t)) { u = Universe.Invalid; break; }
                        path.Add(t);
                    }
                    if (RhsOf(t) is not { } r) return Volatile.Read(ref t.UnderlyingOrNull) ?? Universe.Invalid;
                    rhs = r;
                    break;
                default: u = rhs; break;
            }
        }
        if (path == null) return Interlocked.CompareExchange(ref n.UnderlyingOrNull, u, null) ?? u;
        foreach (var t in path) Interlocked.CompareExchange(ref t.UnderlyingOrNull, u, null);
        return n.UnderlyingOrNull!;
    }

    /// <summary>The right-hand side of t's declaration, for an instance substituted; null: not known yet.</summary>
    internal static Type? RhsOf(Named t)
    {
        if (Volatile.Read(ref t.FromRhs) is { } rhs) return rhs;
        if (t.Resolve != null)
        {
            lock (t)
            {
                if (t.Resolve is { } resolve)
                {
                    resolve(t);
                    t.Resolve = null;
                }
            }
            return t.FromRhs;
        }
        if (t.TypeArgs.Count == 0) return null;
        var expanded = ExpandRhs(t);
        return expanded == null ? null : Interlocked.CompareExchange(ref t.FromRhs, expanded, null) ?? expanded;
    }

    private static Type? ExpandRhs(Named n)
    {
        var orig = n.Origin;
        if (RhsOf(orig) is not { } origRhs) return null;
        if (orig.TypeParams.Count != n.TypeArgs.Count) return Universe.Invalid;
        var rhs = Subst(orig.Obj.Pkg?.Checker, origRhs, new SubstMap(orig.TypeParams, n.TypeArgs));
        // Methods of an interface have the named type as receiver: here the instance.
        if (rhs is InterfaceT iface)
        {
            if (!iface.Complete) return null;
            if (ReplaceRecv(iface.Methods, orig, n) is { } methods)
            {
                var result = new InterfaceT { Methods = methods, Embedded = iface.Embedded, EmbeddedPos = iface.EmbeddedPos, Complete = true, Check = orig.Obj.Pkg?.Checker };
                result.Check?.NeedsCleanup(result);
                return result;
            }
        }
        return rhs;
    }

    /// <summary>Methods with receivers of type old given type new; null if there are none.</summary>
    internal static List<Func>? ReplaceRecv(List<Func> methods, Type old, Type @new)
    {
        List<Func>? result = null;
        for (int i = 0; i < methods.Count; i++)
        {
            var m = methods[i];
            if (m.Type is not SignatureT { Recv: { } recv } sig || recv.Type != old) continue;
            result ??= [.. methods];
            var copy = sig.Clone();
            copy.Recv = recv.CloneWith(@new);
            result[i] = m.CloneWith(copy);
        }
        return result;
    }

    internal static Func MethodAt(Named t, int i)
    {
        var origin = t.Origin.Methods[i];
        if (t.TypeArgs.Count == 0) return origin;
        var methods = Volatile.Read(ref t.InstanceMethods);
        if (methods == null || methods.Length < t.Origin.Methods.Count)
        {
            // A package being checked may add methods after the first use of an instance; nobody else sees it then.
            var grown = new Func?[t.Origin.Methods.Count];
            methods?.CopyTo(grown, 0);
            methods = Interlocked.CompareExchange(ref t.InstanceMethods, grown, methods) is var seen && seen == methods ? grown : seen!;
        }
        return Volatile.Read(ref methods[i]) ?? (ExpandMethod(t, origin) is var m ? Interlocked.CompareExchange(ref methods[i], m, null) ?? m : m);
    }

    private static Func ExpandMethod(Named t, Func origin)
    {
        var check = origin.Pkg?.Checker;
        if (origin.Type == null) check?.ObjDecl(origin);
        var old = origin.Sig;
        var sig = old;
        if (old.RecvTypeParams.Count == t.TypeArgs.Count) sig = (SignatureT)Subst(check, old, new SubstMap(old.RecvTypeParams, t.TypeArgs));
        if (sig == old) sig = old.Clone();
        sig.Recv = (old.Recv ?? new Var(origin.Pos, origin.Pkg, "", null, VarKind.Recv)).CloneWith(origin.HasPtrRecv ? new PointerT(t) : t);
        sig.RecvTypeParams = [];
        return origin.CloneWith(sig);
    }

    /// <summary>The instance of a generic Named, AliasT or SignatureT; Invalid (reported) if the number of type arguments is wrong.</summary>
    internal static Type Instance(Checker? check, Pos pos, Type orig, List<Type> targs)
    {
        switch (orig)
        {
            case Named n:
                return (Volatile.Read(ref n.Instances) ?? Interlocked.CompareExchange(ref n.Instances, new InstanceTable(), null) ?? n.Instances).GetOrAdd(n, targs, pos);
            case AliasT a:
                if (!ValidateArgCount(check, pos, a.Obj.Name, a.TypeParams.Count, targs.Count)) return Universe.Invalid;
                if (a.TypeParams.Count == 0) return a;
                return AliasInstance(check, a, targs);
            case SignatureT sig:
                if (!ValidateArgCount(check, pos, sig.ToString(), sig.TypeParams.Count, targs.Count)) return Universe.Invalid;
                if (sig.TypeParams.Count == 0) return sig;
                var inst = (SignatureT)Subst(check, sig, new SubstMap(sig.TypeParams, targs));
                if (inst == sig) inst = sig.Clone();
                inst.TypeParams = [];
                return inst;
            default: throw new System.InvalidOperationException("not generic: " + orig);
        }
    }

    internal static AliasT AliasInstance(Checker? check, AliasT orig, List<Type> targs)
    {
        var rhs = Subst(check, orig.FromRhs ?? Universe.Invalid, new SubstMap(orig.TypeParams, targs));
        return new AliasT(orig.Obj) { Origin = orig, TypeParams = orig.TypeParams, TypeArgs = targs, FromRhs = rhs };
    }

    /// <summary>got type arguments for want parameters; else an error is reported.</summary>
    internal static bool ValidateArgCount(Checker? check, Pos pos, string name, int want, int got)
    {
        if (got == want) return true;
        check?.Error(pos, $"{(got < want ? "not enough" : "too many")} type arguments for type {name}: have {got}, want {want}");
        return false;
    }

    internal static Type Subst(Checker? check, Type t, SubstMap m)
    {
        if (m.IsEmpty || t is Basic) return t;
        return t is TypeParam p ? m.Lookup(p) : new Subster(check, m).Typ(t);
    }
}
