// The type arguments with which a generic body is being lowered. Every type read from the checker's tables goes through Subst.
//
// Types without type parameters come back as the same object. A type declared inside a generic function is a different type in each
// instance: it is cloned once per environment key (the owner's link name), so that all bodies of one package agree on the clone.
using System;
using System.Collections.Generic;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class TypeEnv
{
    public static readonly TypeEnv Empty = new(null!, [], []);
    private readonly PackageLowerer _p;
    private readonly List<TypeParam> _from;
    private readonly List<Type> _to;
    private readonly Dictionary<Type, Type> _cache = new(ReferenceEqualityComparer.Instance);
    /// <summary>Type arguments as link names, "int,string".</summary>
    public readonly string Key;

    public TypeEnv(PackageLowerer p, List<TypeParam> from, List<Type> to)
    {
        _p = p;
        _from = from;
        _to = to;
        Key = "";
        if (from.Count == 0) return;
        string args = p.Names.Args(to);
        Key = args[1..^1];
    }

    public bool IsEmpty => _from.Count == 0;
    public List<Type> Args => _to;

    public Type Subst(Type t)
    {
        if (_from.Count == 0 || t is Basic) return t;
        if (_cache.TryGetValue(t, out var r)) return r;
        return _cache[t] = Compute(t);
    }

    public List<Type> Subst(List<Type> list)
    {
        if (_from.Count == 0) return list;
        var r = new List<Type>(list.Count);
        foreach (var t in list) r.Add(Subst(t));
        return r;
    }

    private Type Compute(Type type)
    {
        switch (type)
        {
            case Basic: return type;
            case TypeParam t:
                for (int i = 0; i < _from.Count; i++) { if (ReferenceEquals(_from[i], t)) return _to[i]; }
                return t;
            case AliasT t:
                if (t.TypeArgs.Count > 0 || t.Obj.LocalIndex > 0 || t.Obj.Parent is { } && !IsPackageLevel(t.Obj)) return Subst(TypeOps.Unalias(t));
                return t;
            case Named t:
                if (t.TypeArgs.Count > 0)
                {
                    var targs = Subst(t.TypeArgs);
                    // A generic type declared in a generic function differs from instance to instance as well.
                    if (t.Origin.Obj.LocalIndex > 0 && _p.LocalType(t.Origin, this) is var local && !ReferenceEquals(local, t.Origin)) return Instances.Instantiate(local, targs);
                    return Same(t.TypeArgs, targs) ? t : Instances.Instantiate(t.Origin, targs);
                }
                return t.Obj.LocalIndex > 0 ? _p.LocalType(t, this) : t;
            case ArrayT t: return Subst(t.Elem) is var ae && ae != t.Elem ? new ArrayT(ae, t.Len) : t;
            case SliceT t: return Subst(t.Elem) is var se && se != t.Elem ? new SliceT(se) : t;
            case PointerT t: return Subst(t.Elem) is var pe && pe != t.Elem ? new PointerT(pe) : t;
            case ChanT t: return Subst(t.Elem) is var ce && ce != t.Elem ? new ChanT(t.Dir, ce) : t;
            case MapT t:
                var key = Subst(t.Key);
                var elem = Subst(t.Elem);
                return key != t.Key || elem != t.Elem ? new MapT(key, elem) : t;
            case StructT t: return Vars(t.Fields) is { } fields ? new StructT(fields, t.Tags) : t;
            case TupleT t: return Vars(t.Vars) is { } vars ? new TupleT(vars) : t;
            case SignatureT t:
                var ps = (TupleT)Subst(t.Params);
                var rs = (TupleT)Subst(t.Results);
                return ps != t.Params || rs != t.Results || t.Recv != null
                    ? new SignatureT { Params = ps, Results = rs, Variadic = t.Variadic, TypeParams = t.TypeParams, Recv = t.Recv == null ? null : Copy(t.Recv, Subst(t.Recv.Type!)) } : t;
            case UnionT t:
                var terms = new List<Term>();
                foreach (var x in t.Terms) terms.Add(new Term(x.Tilde, Subst(x.Type)));
                return new UnionT(terms);
            case InterfaceT t: return Interface(t);
            default: throw new InternalCompilerError(default, "subst", type.GetType().Name);
        }
    }

    private static bool IsPackageLevel(Obj o) => o.Pkg == null || ReferenceEquals(o.Parent, o.Pkg.Scope);

    private Type Interface(InterfaceT t)
    {
        bool changed = false;
        var methods = new List<Func>(t.Methods.Count);
        foreach (var m in t.Methods)
        {
            // The receiver is the interface itself and not part of the type: leave it, or this would not end.
            var ps = (TupleT)Subst(m.Sig.Params);
            var rs = (TupleT)Subst(m.Sig.Results);
            if (ps == m.Sig.Params && rs == m.Sig.Results) { methods.Add(m); continue; }
            changed = true;
            methods.Add(new Func(m.Pos, m.Pkg, m.Name, new SignatureT { Params = ps, Results = rs, Variadic = m.Sig.Variadic, Recv = m.Sig.Recv }) { OriginOrNull = m.Origin });
        }
        var embedded = new List<Type>(t.Embedded.Count);
        foreach (var e in t.Embedded)
        {
            var s = Subst(e);
            changed |= s != e;
            embedded.Add(s);
        }
        return changed ? new InterfaceT { Methods = methods, Embedded = embedded, Implicit = t.Implicit, Complete = true } : t;
    }

    private static bool Same(List<Type> a, List<Type> b)
    {
        for (int i = 0; i < a.Count; i++) { if (!ReferenceEquals(a[i], b[i])) return false; }
        return true;
    }

    private static Var Copy(Var v, Type t) => new(v.Pos, v.Pkg, v.Name, t, v.Kind) { Embedded = v.Embedded, OriginOrNull = v.Origin };

    private List<Var>? Vars(List<Var> list)
    {
        List<Var>? result = null;
        for (int i = 0; i < list.Count; i++)
        {
            var t = Subst(list[i].Type!);
            if (t == list[i].Type) continue;
            result ??= [.. list];
            result[i] = Copy(list[i], t);
        }
        return result;
    }
}
