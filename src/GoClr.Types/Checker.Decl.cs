// Declarations: from an object to its type (and value).
//
// An object is white (type null), grey (on ObjPath, being checked) or black (type known). A reference to a grey object is a cycle; cycles through
// type definitions are how recursive types come about, others are errors.
using System;
using System.Collections.Generic;
using System.Numerics;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    internal void Declare(Scope scope, Name? id, Obj obj, Pos scopePos)
    {
        if (obj.Name != "_")
        {
            if (scope.Insert(obj) is { } alt)
            {
                NewError().Add(obj.Pos, $"{obj.Name} redeclared in this block").AddAltDecl(alt).Report();
                return;
            }
            obj.ScopePos = scopePos;
        }
        if (id != null) RecordDef(id, obj);
    }

    internal void ObjDecl(Obj obj)
    {
        if (obj.PathIndex > 0 && obj.Pkg == Pkg)
        {
            switch (obj)
            {
                case Const or Var:
                    if (!ValidCycle(obj) || obj.Type == null) obj.Type = Universe.Invalid;
                    break;
                case TypeName:
                    if (!ValidCycle(obj)) obj.Type = Universe.Invalid;
                    break;
                case GoClr.Types.Func:
                    ValidCycle(obj);        // an invalid one keeps its empty signature
                    break;
            }
            return;
        }
        if (obj.Type != null) return;
        if (obj.DeclInfo is not { } d)
        {
            obj.Type = Universe.Invalid;
            return;
        }
        if (!DeepStack.HasRoom)
        {
            DeclOnFreshStack(obj);
            return;
        }
        Push(obj);
        var saved = Env;
        Env = new Environment { Scope = d.File, Version = d.Version };
        switch (obj)
        {
            case Const c:
                Env.Decl = d;
                ConstDecl(c, d.VType, d.Init, d.Inherited);
                break;
            case Var v:
                Env.Decl = d;
                VarDecl(v, d.Lhs, d.VType, d.Init);
                break;
            case TypeName t:
                TypeDecl(t, d.TDecl!);
                CollectMethods(t);
                break;
            case GoClr.Types.Func f:
                FuncDecl(f, d);
                break;
        }
        Env = saved;
        Pop();
    }

    private void DeclOnFreshStack(Obj obj) => DeepStack.Run(() => ObjDecl(obj));

    /// <summary>Whether the cycle from the grey object obj back to itself is allowed; reports it if not.</summary>
    private bool ValidCycle(Obj obj)
    {
        int start = obj.PathIndex - 1;
        int nval = 0, ndef = 0, len = ObjPath.Count - start;
        for (int i = start; i < ObjPath.Count; i++)
        {
            switch (ObjPath[i])
            {
                case Const or Var: nval++; break;
                case TypeName t:
                    if (Env.InTParamList && t.Type != null && TypeOps.IsGeneric(t.Type)) return true;      // through a type parameter list
                    if (!t.IsAlias) ndef++;
                    break;
            }
        }
        // Cycles of constants and variables only are reported with the initialisation order.
        if (nval == len) return true;
        if (nval == 0 && ndef > 0) return true;
        var cycle = ObjPath.GetRange(start, len);
        CycleError(cycle, FirstInSource(cycle));
        return false;
    }

    internal static int FirstInSource(List<Obj> path)
    {
        int first = 0;
        for (int i = 1; i < path.Count; i++)
        {
            if (path[i].Pos.CompareTo(path[first].Pos) < 0) first = i;
        }
        return first;
    }

    internal void CycleError(List<Obj> cycle, int start)
    {
        string NameOf(Obj o)
        {
            if (TypeOps.AsNamed(o.Type) is { TypeArgs.Count: > 0 } n) return Str(n);
            string prefix = o.Pkg == null ? "" : Qualifier(o.Pkg);
            return prefix.Length > 0 ? prefix + "." + o.Name : o.Name;
        }

        var obj = cycle[start];
        bool isType = obj is TypeName;
        if (obj.Type is AliasT a && isType) a.FromRhs = Universe.Invalid;      // avoids follow-on errors
        if (cycle.Count == 1)
        {
            Error(obj.Pos, isType ? $"invalid recursive type: {NameOf(obj)} refers to itself" : $"invalid cycle in declaration: {NameOf(obj)} refers to itself");
            return;
        }
        var err = NewError();
        err.Add(obj.Pos, isType ? $"invalid recursive type {NameOf(obj)}" : $"invalid cycle in declaration of {NameOf(obj)}");
        for (int i = 0; i < cycle.Count; i++)
        {
            var next = cycle[(start + i + 1) % cycle.Count];
            err.Add(obj.Pos, $"{NameOf(obj)} refers to {NameOf(next)}");
            obj = next;
        }
        err.Report();
    }

    private void ConstDecl(Const obj, Expr? typ, Expr? init, bool inherited)
    {
        var (savedIota, savedPos) = (Env.Iota, Env.ErrPos);
        Env.Iota = obj.Value;
        Env.ErrPos = default;
        obj.Value = ConstValue.Unknown;
        bool ok = true;
        if (typ != null)
        {
            var t = Typ(typ);
            if (!TypeOps.IsConstType(t))
            {
                if (TypeOps.IsValid(t.Underlying)) Error(typ, $"invalid constant type {t}");
                obj.Type = Universe.Invalid;
                ok = false;
            }
            else obj.Type = t;
        }
        if (ok)
        {
            var x = new Operand();
            if (init != null)
            {
                // Errors in an inherited initialiser are shown where it is used.
                if (inherited) Env.ErrPos = obj.Pos;
                Expr(null, x, init);
            }
            InitConst(obj, x);
        }
        Env.Iota = savedIota;
        Env.ErrPos = savedPos;
    }

    private void VarDecl(Var obj, List<Var>? lhs, Expr? typ, Expr? init)
    {
        if (typ != null) obj.Type = VarType(typ);
        if (init == null)
        {
            if (typ == null) obj.Type = Universe.Invalid;       // reported by Arity
            return;
        }
        if (lhs == null || lhs.Count == 1)
        {
            var x = new Operand();
            Expr(NewTarget(obj.Type, obj.Name), x, init);
            InitVar(obj, x, "variable declaration");
            return;
        }
        if (typ != null)
        {
            foreach (var v in lhs) v.Type = obj.Type;
        }
        InitVars(lhs, [init], null);
    }

    /// <summary>What a generic function assigned to a variable of type t takes its type arguments from.</summary>
    internal static Target? NewTarget(Type? t, string desc) => t?.Underlying switch
    {
        SignatureT sig => new Target(sig, desc),
        InterfaceT when TypeOps.IsTypeParam(t) && TypeOps.CommonUnder(t) is SignatureT sig => new Target(sig, desc),
        _ => null,
    };

    private void TypeDecl(TypeName obj, TypeDecl tdecl)
    {
        bool versionErr = false;
        Type? rhs = null;
        Later(() =>
        {
            if (TypeOps.AsNamed(obj.Type) is { } t) ValidType(t);
            if (!versionErr && rhs != null && IsImportedConstraint(rhs)) VerifyVersion(tdecl.Type, 18, $"using type constraint {Str(rhs)}");
        });
        var tparam0 = tdecl.TParamList.Count > 0 ? tdecl.TParamList[0] : null;

        if (tdecl.Alias)
        {
            if (tparam0 != null && !VerifyVersion(tparam0, 23, "generic type alias")) versionErr = true;
            if (!versionErr && !VerifyVersion(tdecl, 9, "type alias")) versionErr = true;
            var alias = new AliasT(obj);
            obj.Type ??= alias;
            NeedsCleanup(alias);
            if (tparam0 != null)
            {
                OpenScope(tdecl, "type parameters");
                CollectTypeParams(l => alias.TypeParams = l, tdecl.TParamList);
            }
            rhs = DeclaredType(tdecl.Type, obj);
            alias.FromRhs = rhs;
            if (rhs is TypeParam tp && alias.TypeParams.Contains(tp))
            {
                Error(tdecl.Type, "cannot use type parameter declared in alias declaration as RHS");
                alias.FromRhs = Universe.Invalid;
            }
            if (tparam0 != null) CloseScope();
            return;
        }

        if (tparam0 != null && !VerifyVersion(tparam0, 18, "type parameter")) versionErr = true;
        var named = new Named(obj);
        obj.Type ??= named;
        NeedsCleanup(named);
        if (tparam0 != null)
        {
            OpenScope(tdecl, "type parameters");
            CollectTypeParams(l => named.TypeParams = l, tdecl.TParamList);
        }
        rhs = DeclaredType(tdecl.Type, obj);
        named.FromRhs = rhs;
        if (TypeOps.IsTypeParam(rhs))
        {
            Error(tdecl.Type, "cannot use a type parameter as RHS in type declaration");
            named.FromRhs = Universe.Invalid;
        }
        if (tparam0 != null) CloseScope();
    }

    /// <summary>Declares the parameters of a list, hands the list to set (before the bounds are checked: they may refer to the generic type), then sets bounds.</summary>
    private void CollectTypeParams(Action<List<TypeParam>> set, List<Field> list)
    {
        var tparams = new List<TypeParam>(list.Count);
        var scopePos = list[0].Pos;
        foreach (var f in list) tparams.Add(DeclareTypeParam(f.Name!, scopePos));
        Bind(tparams);
        set(tparams);

        bool saved = Env.InTParamList;
        Env.InTParamList = true;
        Type bound = Universe.Invalid;
        for (int i = 0; i < list.Count; i++)
        {
            if (i == 0 || list[i].Type != list[i - 1].Type)
            {
                bound = Bound(list[i].Type);
                if (TypeOps.IsTypeParam(bound))
                {
                    Error(list[i].Type, "cannot use a type parameter as constraint");
                    bound = Universe.Invalid;
                }
            }
            tparams[i].Bound = bound;
        }
        Env.InTParamList = saved;
    }

    private static void Bind(List<TypeParam> list)
    {
        for (int i = 0; i < list.Count; i++) list[i].Index = i;
    }

    private Type Bound(Expr x)
    {
        // ~T and A|B stand for an interface with that element.
        if (x is Operation { Op: Operator.Tilde or Operator.Or })
        {
            var lit = new InterfaceType { Pos = x.Pos, Index = -1, MethodList = [new Field { Pos = x.Pos, Index = -1, Type = x }] };
            var t = Typ(lit);
            if (t is InterfaceT i) i.Implicit = true;
            if (x.Index >= 0 && Info.Types[x.Index].Type == null) RecordTypeAndValue(x, OperandMode.TypExpr, t, null);
            return t;
        }
        return Typ(x);
    }

    private TypeParam DeclareTypeParam(Name name, Pos scopePos)
    {
        var tname = new TypeName(name.Pos, Pkg, name.Value, null);
        var tpar = new TypeParam(tname, Universe.Invalid);
        tname.Type = tpar;
        NeedsCleanup(tpar);
        Declare(Env.Scope, name, tname, scopePos);
        return tpar;
    }

    private void CollectMethods(TypeName obj)
    {
        if (!Methods.Remove(obj, out var methods)) return;
        var @base = TypeOps.AsNamed(obj.Type);
        if (@base != null) Later(() => CheckFieldUniqueness(@base));
        var seen = new Dictionary<string, Func>();
        foreach (var m in methods)
        {
            if (!seen.TryAdd(m.Name, m))
            {
                Error(m.Pos, $"method {obj.Name}.{m.Name} already declared at {seen[m.Name].Pos}");
                continue;
            }
            @base?.Methods.Add(m);
        }
    }

    private void CheckFieldUniqueness(Named @base)
    {
        if (@base.Underlying is not StructT s || @base.Methods.Count == 0) return;
        var mset = new Dictionary<string, Func>();
        foreach (var m in @base.Methods) mset[m.Name] = m;
        foreach (var f in s.Fields)
        {
            if (f.Name != "_" && mset.TryGetValue(f.Name, out var m)) NewError().Add(m.Pos, $"field and method with the same name {f.Name}").AddAltDecl(f).Report();
        }
    }

    private void FuncDecl(Func obj, DeclInfo decl)
    {
        var sig = new SignatureT();
        obj.Type = sig;         // guards against cycles
        var fdecl = decl.FDecl!;
        FuncType(sig, fdecl.Recv, fdecl.TParamList, fdecl.Type);
        if (fdecl.TParamList.Count > 0 && fdecl.Body == null) SoftError(fdecl, "generic function is missing function body");
        if (!Conf.IgnoreFuncBodies && fdecl.Body != null && (Conf.BodyFilter == null || Conf.BodyFilter(fdecl))) Later(() => FuncBody(decl, obj.Name, sig, fdecl.Body, null));
    }

    internal void DeclStmt(List<Decl> list)
    {
        int first = -1;
        ConstDecl? last = null;
        for (int index = 0; index < list.Count; index++)
        {
            var decl = list[index];
            if (decl is not GoClr.Syntax.ConstDecl) first = -1;
            int top = Delayed.Count;
            switch (decl)
            {
                case ConstDecl s:
                {
                    if (first < 0 || s.Group == null || (list[index - 1] as ConstDecl)?.Group != s.Group) { first = index; last = null; }
                    var iota = new IntConst(new BigInteger(index - first));
                    bool inherited = true;
                    if (s.Type != null || s.Values != null) { last = s; inherited = false; }
                    else if (last == null) { last = new ConstDecl(); inherited = false; }
                    var values = Extent.Unpack(last.Values);
                    var lhs = new List<Const>();
                    for (int i = 0; i < s.NameList.Count; i++)
                    {
                        var obj = new Const(s.NameList[i].Pos, Pkg, s.NameList[i].Value, null) { Value = iota };
                        lhs.Add(obj);
                        ConstDecl(obj, last.Type, i < values.Count ? values[i] : null, inherited);
                    }
                    Arity(s.Pos, s.NameList, values, true, inherited);
                    ProcessDelayed(top);        // function literals still see the scope without the new names
                    for (int i = 0; i < lhs.Count; i++) Declare(Env.Scope, s.NameList[i], lhs[i], s.Pos);
                    break;
                }
                case VarDecl s:
                {
                    var lhs = new List<Var>();
                    foreach (var name in s.NameList) lhs.Add(new Var(name.Pos, Pkg, name.Value, null, VarKind.Local));
                    var values = Extent.Unpack(s.Values);
                    for (int i = 0; i < lhs.Count; i++)
                    {
                        List<Var>? group = null;
                        Expr? init = null;
                        if (values.Count == lhs.Count) init = values[i];
                        else if (values.Count == 1) { group = lhs; init = values[0]; }
                        else if (i < values.Count) init = values[i];
                        VarDecl(lhs[i], group, s.Type, init);
                        if (values.Count == 1) break;       // the first variable sets them all
                    }
                    if (s.Type == null || s.Values != null) Arity(s.Pos, s.NameList, values, false, false);
                    ProcessDelayed(top);
                    for (int i = 0; i < lhs.Count; i++) Declare(Env.Scope, s.NameList[i], lhs[i], s.Pos);
                    break;
                }
                case TypeDecl s:
                {
                    var obj = new TypeName(s.Name.Pos, Pkg, s.Name.Value, null) { LocalIndex = ++_localTypes };
                    Declare(Env.Scope, s.Name, obj, s.Name.Pos);
                    Push(obj);
                    TypeDecl(obj, s);
                    Pop();
                    break;
                }
                default:
                    Error(decl, $"invalid syntax tree: unknown declaration {decl.GetType().Name}");
                    break;
            }
        }
    }
}
