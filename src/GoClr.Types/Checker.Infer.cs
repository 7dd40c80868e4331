// Type inference (spec, "Type inference"): type arguments from function arguments, from constraints, and from untyped constants, in this order.
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>
    /// All type arguments for tparams, given some of them (targs, entries may be null or missing) and the function arguments for parameters. null: failed;
    /// the reason is in err, unless an argument is invalid. reverse: the "argument" is the function type that a generic function is assigned to.
    /// </summary>
    internal List<Type>? Infer(Pos pos, List<TypeParam> tparams, List<Type?> targs0, TupleT parameters, List<Operand> args, bool reverse, ErrorBuilder err)
    {
        int n = tparams.Count;
        var targs = new List<Type?>(targs0);
        if (targs.Count == n && !targs.Contains(null)) {
            var all = new List<Type>(n);
            foreach (var t in targs) all.Add(t!);
            return all;
        }
        foreach (var arg in args)
        {
            if (arg.Mode == OperandMode.Invalid) return null;
        }
        while (targs.Count < n) targs.Add(null);

        // With the given type arguments in place, assignment rules hold for the arguments that they decide.
        if (parameters.Count > 0) parameters = (TupleT)Subst(parameters, new SubstMap(tparams, targs.ToArray()));

        var u = new Unifier(this, tparams, targs, AllowVersion(21));

        void Mismatch(Type tpar, Type targ, Operand arg)
        {
            var found = u.Inferred(tparams);
            bool allFailed = true;
            foreach (var t in found) allFailed &= t == null;
            if (allFailed)
            {
                err.Add(arg, Sprintf($"type {targ} of {arg.Expr} does not match {tpar} (cannot infer {TypeParamsString(tparams)})"));
                return;
            }
            var inferred = Subst(tpar, new SubstMap(tparams, found));
            if (inferred == tpar) err.Add(arg, Sprintf($"type {targ} of {arg.Expr} does not match {tpar}"));
            else if (reverse) err.Add(arg, Sprintf($"inferred type {inferred} for {tpar} does not match type {targ} of {arg.Expr}"));
            else err.Add(arg, Sprintf($"type {targ} of {arg.Expr} does not match inferred type {inferred} for {tpar}"));
        }

        // 1: typed function arguments
        List<int>? untyped = null;
        for (int i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            var par = parameters.Vars[i].Type!;
            if (!IsParameterized(tparams, par) && !IsParameterized(tparams, arg.Type!)) continue;
            if (TypeOps.IsTyped(arg.Type!))
            {
                if (!u.Unify(par, arg.Type!, UnifyMode.Assign))
                {
                    Mismatch(par, arg.Type!, arg);
                    return null;
                }
            }
            // An untyped constant can only match a parameter that is just a type parameter; nil has no default type.
            else if (par is TypeParam && arg.Mode != OperandMode.NilValue && arg.Type != Universe.UntypedNil) (untyped ??= []).Add(i);
        }

        // 2: constraints, as long as there is progress
        while (true)
        {
            int before = u.Unknowns();
            foreach (var tpar in tparams)
            {
                var tx = u.At(tpar);
                var (core, single) = CoreTerm(tpar);
                if (core != null)
                {
                    if (tx != null)
                    {
                        if (!u.Unify(tx, core.Type, UnifyMode.Inexact))
                        {
                            err.Add(pos, Sprintf($"{tpar} (type {tx}) does not satisfy {tpar.Bound}"));
                            return null;
                        }
                    }
                    else if (single && !core.Tilde) u.Set(tpar, core.Type);
                }
                if (tx != null && !IsParameterized(tparams, tx))
                {
                    // Methods of the constraint must be there, possibly after unification of their signatures.
                    var cause = new Cause();
                    if (!HasAllMethods(tx, tpar.Constraint, true, (x, y) => u.Unify(x!, y!, UnifyMode.Exact), cause))
                    {
                        err.Add(pos, Sprintf($"{tpar} (type {tx}) does not satisfy {tpar.Bound} {cause.Text}"));
                        return null;
                    }
                }
            }
            if (u.Unknowns() == before) break;
        }

        // 3: default types of untyped constants: the largest kind among the arguments for a parameter
        if (untyped != null)
        {
            var max = new List<(TypeParam P, Type T)>();
            foreach (int index in untyped)
            {
                var tpar = (TypeParam)parameters.Vars[index].Type!;
                if (u.At(tpar) != null) continue;
                var arg = args[index];
                int at = max.FindIndex(m => m.P == tpar);
                if (at < 0) { max.Add((tpar, arg.Type!)); continue; }
                if (TypeOps.MaxType(max[at].T, arg.Type!) is not { } m)
                {
                    err.Add(arg, Sprintf($"mismatched types {max[at].T} and {arg.Type} (cannot infer {tpar})"));
                    return null;
                }
                max[at] = (tpar, m);
            }
            foreach (var (p, t) in max) u.Set(p, TypeOps.Default(t));
        }

        // What was inferred may mention other type parameters: substitute until nothing changes. Cycles would never end and are dropped.
        var result = u.Inferred(tparams);
        KillCycles(tparams, result);
        var dirty = new List<int>();
        for (int i = 0; i < n; i++)
        {
            if (result[i] != null && targs[i] == null) dirty.Add(i);
        }
        while (dirty.Count > 0)
        {
            var smap = new SubstMap(tparams, (Type?[])result.Clone());
            int kept = 0;
            for (int k = 0; k < dirty.Count; k++)
            {
                int index = dirty[k];
                var t0 = result[index]!;
                var t1 = Subst(t0, smap);
                if (t1 == t0) continue;
                if (t1 is SignatureT { TypeParams.Count: > 0 } sig && !IsParameterized(tparams, sig))
                {
                    var copy = sig.Clone();
                    copy.TypeParams = [];
                    t1 = copy;
                }
                result[index] = t1;
                dirty[kept++] = index;
            }
            dirty.RemoveRange(kept, dirty.Count - kept);
        }

        var list = new List<Type>(n);
        for (int i = 0; i < n; i++)
        {
            if (result[i] is not { } t || IsParameterized(tparams, t))
            {
                var obj = tparams[i].Obj;
                err.Add(pos, $"cannot infer {obj.Name} (declared at {obj.Pos})");
                return null;
            }
            list.Add(t);
        }
        return list;
    }

    /// <summary>
    /// Fresh type parameters in place of tparams, in typ too: so that in a recursive call the parameters to infer are not those in the arguments.
    /// A generic signature keeps the list it holds.
    /// </summary>
    internal List<TypeParam> RenameTParams(Pos pos, List<TypeParam> tparams, ref Type typ)
    {
        if (tparams.Count == 0) return [];
        var fresh = new List<TypeParam>(tparams.Count);
        foreach (var tp in tparams)
        {
            var obj = new TypeName(tp.Obj.Pos, tp.Obj.Pkg, tp.Obj.Name, null);
            var ftp = new TypeParam(obj, null) { Index = tp.Index };
            obj.Type = ftp;
            fresh.Add(ftp);
        }
        var map = SubstMap.Rename(tparams, fresh);
        for (int i = 0; i < fresh.Count; i++) fresh[i].Bound = Subst(tparams[i].Bound ?? Universe.Invalid, map);
        typ = Subst(typ, map);
        return fresh;
    }

    private static string TypeParamsString(List<TypeParam> list)
    {
        if (list.Count == 1) return list[0].Obj.Name;
        if (list.Count == 2) return list[0].Obj.Name + " and " + list[1].Obj.Name;
        var b = new StringBuilder();
        for (int i = 0; i < list.Count - 1; i++) b.Append(list[i].Obj.Name).Append(", ");
        return b.Append("and ").Append(list[^1].Obj.Name).ToString();
    }

    /// <summary>typ contains one of the type parameters (in a generic signature: outside its own list).</summary>
    internal static bool IsParameterized(List<TypeParam> tparams, Type typ) => new ParamFinder(tparams).Find(typ);

    private sealed class ParamFinder(List<TypeParam> tparams)
    {
        private HashSet<Type>? _seen;

        internal bool Find(Type? typ)
        {
            if (typ == null) return false;
            switch (TypeOps.Unalias(typ))
            {
                case Basic: return false;
                case TypeParam t: return tparams.Contains(t);
                case ArrayT t: return Find(t.Elem);
                case SliceT t: return Find(t.Elem);
                case PointerT t: return Find(t.Elem);
                case ChanT t: return Find(t.Elem);
                case MapT t: return Find(t.Key) || Find(t.Elem);
                case StructT t: return (_seen ??= []).Add(t) && Vars(t.Fields);
                case TupleT t: return Vars(t.Vars);
                case SignatureT t: return (_seen ??= []).Add(t) && (Vars(t.Params.Vars) || Vars(t.Results.Vars));
                case InterfaceT t:
                    if (!(_seen ??= []).Add(t)) return false;
                    var set = t.TypeSet;
                    foreach (var m in set.Methods)
                    {
                        if (Find(m.Type)) return true;
                    }
                    if (!set.HasTerms) return false;
                    foreach (var term in set.Terms.Terms)
                    {
                        if (!Find(term.Type)) return false;
                    }
                    return true;
                case Named t:
                    foreach (var a in t.TypeArgs)
                    {
                        if (Find(a)) return true;
                    }
                    return false;
                default: return false;
            }
        }

        private bool Vars(List<Var> list)
        {
            foreach (var v in list)
            {
                if (Find(v.Type)) return true;
            }
            return false;
        }
    }

    /// <summary>The single type of the constraint, or its core type with ~ if a term has one.</summary>
    private static (Term? Core, bool Single) CoreTerm(TypeParam tpar)
    {
        var set = tpar.Constraint.TypeSet;
        if (!set.HasTerms) return (null, false);
        var terms = set.Terms.Terms;
        if (terms.Count == 1) return (terms[0], true);
        if (TypeOps.CommonUnder(tpar) is not { } typ) return (null, false);
        bool tilde = false;
        foreach (var t in terms) tilde |= t.Tilde;
        return (new Term(tilde, typ), false);
    }

    private static void KillCycles(List<TypeParam> tparams, Type?[] inferred)
    {
        var finder = new CycleFinder(tparams, inferred);
        foreach (var t in tparams) finder.Walk(t);
    }

    private sealed class CycleFinder(List<TypeParam> tparams, Type?[] inferred)
    {
        private readonly HashSet<Type> _seen = [];

        internal void Walk(Type? t0)
        {
            if (t0 == null) return;
            var typ = TypeOps.Unalias(t0);
            if (typ is Basic) return;
            if (!_seen.Add(typ))
            {
                if (typ is TypeParam p && tparams.IndexOf(p) is var k and >= 0) inferred[k] = null;
                return;
            }
            switch (typ)
            {
                case ArrayT t: Walk(t.Elem); break;
                case SliceT t: Walk(t.Elem); break;
                case PointerT t: Walk(t.Elem); break;
                case ChanT t: Walk(t.Elem); break;
                case MapT t: Walk(t.Key); Walk(t.Elem); break;
                case StructT t: Vars(t.Fields); break;
                case SignatureT t: Vars(t.Params.Vars); Vars(t.Results.Vars); break;
                case UnionT t:
                    foreach (var term in t.Terms) Walk(term.Type);
                    break;
                case InterfaceT t:
                    foreach (var m in t.Methods) Walk(m.Type);
                    foreach (var e in t.Embedded) Walk(e);
                    break;
                case Named t:
                    foreach (var a in t.TypeArgs) Walk(a);
                    break;
                case TypeParam t:
                    if (tparams.IndexOf(t) is var i and >= 0 && inferred[i] != null) Walk(inferred[i]);
                    break;
            }
            _seen.Remove(typ);
        }

        private void Vars(List<Var> list)
        {
            foreach (var v in list) Walk(v.Type);
        }
    }
}
