// Substitution of type arguments for type parameters. Types without the parameters come back as the same object; nothing is changed in place.
using System;
using System.Collections.Generic;

namespace GoClr.Types;

/// <summary>Type parameters and what replaces them; a null replacement leaves the parameter.</summary>
internal sealed class SubstMap
{
    private readonly TypeParam[] _from;
    private readonly Type?[] _to;

    internal SubstMap(List<TypeParam> from, List<Type> to)
    {
        _from = [.. from];
        _to = [.. to];
    }

    internal SubstMap(List<TypeParam> from, Type?[] to)
    {
        _from = [.. from];
        _to = to;
    }

    /// <summary>base extended by renamings from → to.</summary>
    internal SubstMap(SubstMap @base, List<TypeParam> from, List<TypeParam> to)
    {
        _from = [.. @base._from, .. from];
        _to = [.. @base._to, .. to];
    }

    internal static SubstMap Rename(List<TypeParam> from, List<TypeParam> to) => new(from, new List<Type>(to));

    internal bool IsEmpty => _from.Length == 0;
    internal bool Contains(TypeParam p) => Array.IndexOf(_from, p) >= 0;

    internal Type Lookup(TypeParam p)
    {
        for (int i = 0; i < _from.Length && i < _to.Length; i++)
        {
            if (_from[i] == p) return _to[i] ?? p;
        }
        return p;
    }
}

internal sealed class Subster(Checker? check, SubstMap map)
{
    internal Type Typ(Type? typ)
    {
        switch (typ)
        {
            case null: return Universe.Invalid;      // element of a type still being set up
            case Basic: return typ;
            case TypeParam t: return map.Lookup(t);
            case AliasT t:
            {
                int n = t.Origin.TypeParams.Count;
                if (n == 0) return t;
                if (t.TypeArgs.Count != n) return Universe.Invalid;
                return Types(t.TypeArgs) is { } targs ? Instantiation.AliasInstance(check, t.Origin, targs) : t;
            }
            case Named t:
            {
                int n = t.Origin.TypeParams.Count;
                if (n == 0) return t;
                if (t.TypeArgs.Count != n) return Universe.Invalid;
                return Types(t.TypeArgs) is { } targs ? Instantiation.Instance(check, default, t.Origin, targs) : t;
            }
            case ArrayT t: return Typ(t.Elem) is var ae && ae != t.Elem ? new ArrayT(ae, t.Len) : t;
            case SliceT t: return Typ(t.Elem) is var se && se != t.Elem ? new SliceT(se) : t;
            case PointerT t: return Typ(t.Elem) is var pe && pe != t.Elem ? new PointerT(pe) : t;
            case ChanT t: return Typ(t.Elem) is var ce && ce != t.Elem ? new ChanT(t.Dir, ce) : t;
            case MapT t:
                var key = Typ(t.Key);
                var elem = Typ(t.Elem);
                return key != t.Key || elem != t.Elem ? new MapT(key, elem) : t;
            case StructT t: return Vars(t.Fields) is { } fields ? new StructT(fields, t.Tags) : t;
            case TupleT t: return Tuple(t);
            case SignatureT t: return Signature(t);
            case UnionT t:
                List<Term>? terms = null;
                for (int i = 0; i < t.Terms.Count; i++)
                {
                    var tt = Typ(t.Terms[i].Type);
                    if (tt != t.Terms[i].Type) (terms ??= [.. t.Terms])[i] = new Term(t.Terms[i].Tilde, tt);
                }
                return terms != null ? new UnionT(terms) : t;
            case InterfaceT t: return Interface(t);
            default: throw new InvalidOperationException(typ.GetType().Name);
        }
    }

    /// <summary>null: unchanged.</summary>
    private List<Type>? Types(List<Type> list)
    {
        List<Type>? result = null;
        for (int i = 0; i < list.Count; i++)
        {
            var t = Typ(list[i]);
            if (t != list[i]) (result ??= [.. list])[i] = t;
        }
        return result;
    }

    private List<Var>? Vars(List<Var> list)
    {
        List<Var>? result = null;
        for (int i = 0; i < list.Count; i++)
        {
            var t = Typ(list[i].Type);
            if (t != list[i].Type) (result ??= [.. list])[i] = list[i].CloneWith(t);
        }
        return result;
    }

    private TupleT Tuple(TupleT t) => Vars(t.Vars) is { } vars ? new TupleT(vars) : t;

    private SignatureT Signature(SignatureT t)
    {
        // A generic method whose receiver is being instantiated: its own parameters may have bounds that mention the receiver's, and the
        // methods of different instances must not share them. (If they are themselves in the map, t is being instantiated and the caller
        // clears them.)
        var tparams = t.TypeParams;
        var s = this;
        if (tparams.Count > 0 && !map.Contains(tparams[0]))
        {
            var fresh = new List<TypeParam>(tparams.Count);
            foreach (var tp in tparams)
            {
                var obj = new TypeName(tp.Obj.Pos, tp.Obj.Pkg, tp.Obj.Name, null);
                var ftp = new TypeParam(obj, null) { Index = tp.Index };
                obj.Type = ftp;
                fresh.Add(ftp);
                check?.RecordCanon(ftp, tp);
            }
            s = new Subster(check, new SubstMap(map, tparams, fresh));
            for (int i = 0; i < fresh.Count; i++) fresh[i].Bound = s.Typ(tparams[i].Bound);
            tparams = fresh;
        }
        var parameters = s.Tuple(t.Params);
        var results = s.Tuple(t.Results);
        if (parameters == t.Params && results == t.Results && tparams == t.TypeParams) return t;
        return new SignatureT
        {
            Recv = t.Recv, RecvTypeParams = t.RecvTypeParams, TypeParams = tparams, Params = parameters, Results = results, Variadic = t.Variadic,
        };
    }

    private InterfaceT Interface(InterfaceT t)
    {
        List<Func>? methods = null;
        for (int i = 0; i < t.Methods.Count; i++)
        {
            var sig = Typ(t.Methods[i].Type);
            if (sig != t.Methods[i].Type) (methods ??= [.. t.Methods])[i] = t.Methods[i].CloneWith((SignatureT)sig);
        }
        var embedded = Types(t.Embedded);
        if (methods == null && embedded == null) return t;
        var result = new InterfaceT { Embedded = embedded ?? t.Embedded, EmbeddedPos = t.EmbeddedPos, Implicit = t.Implicit, Complete = t.Complete, Check = check };
        check?.NeedsCleanup(result);
        methods ??= t.Methods;
        result.Methods = Instantiation.ReplaceRecv(methods, t, result) ?? methods;
        return result;
    }
}
