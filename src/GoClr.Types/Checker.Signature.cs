// Function types and declarations: receivers, type parameters, parameters, results.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>Fills sig; recv and tparams come from a function declaration.</summary>
    internal void FuncType(SignatureT sig, Field? recvPar, List<Field> tparams, FuncType ftyp)
    {
        OpenScope(ftyp, "function");
        Env.Scope.IsFunc = true;
        sig.Scope = Env.Scope;

        Var? recv = null;
        List<TypeParam> rparams = [];
        if (recvPar != null) recv = CollectRecv(recvPar, ftyp.Pos, out rparams);
        if (tparams.Count > 0) CollectTypeParams(l => sig.TypeParams = l, tparams);

        var (pnames, parameters, variadic) = CollectParams(VarKind.Param, ftyp.ParamList);
        var (rnames, results, _) = CollectParams(VarKind.Result, ftyp.ResultList);

        if (recv != null && recv.Name.Length > 0) Declare(Env.Scope, recvPar!.Name, recv, ftyp.Pos);
        DeclareParams(pnames, parameters, ftyp.Pos);
        DeclareParams(rnames, results, ftyp.Pos);
        CloseScope();

        sig.Recv = recv;
        sig.RecvTypeParams = rparams;
        sig.Params = parameters.Count > 0 ? new TupleT(parameters) : TupleT.Empty;
        sig.Results = results.Count > 0 ? new TupleT(results) : TupleT.Empty;
        sig.Variadic = variadic;
    }

    private Var CollectRecv(Field rparam, Pos scopePos, out List<TypeParam> recvTParams)
    {
        var (rptr, rbase, rtparams) = UnpackRecv(rparam.Type, true);
        Type recvType = Universe.Invalid;
        recvTParams = [];
        if (rtparams == null)
        {
            recvType = VarType(rparam.Type);
            // No new methods on instances, also not through aliases.
            var a = Unpointer(recvType) as AliasT;
            while (a != null)
            {
                var baseType = a.FromRhs == null ? null : Unpointer(a.FromRhs);
                if (baseType is Named { TypeParams.Count: > 0 } or AliasT { TypeParams.Count: > 0 })
                {
                    Error(rbase, $"cannot define new methods on instantiated type {baseType}");
                    recvType = Universe.Invalid;
                    break;
                }
                a = baseType as AliasT;
            }
        }
        else
        {
            // The base is resolved before the receiver's type parameters are declared: they may have its name.
            Named? baseType = null;
            var cause = new Cause();
            var t = GenericType(rbase, cause);
            if (TypeOps.IsValid(t))
            {
                if (t is Named n) baseType = n;
                else Error(rbase, $"cannot define new methods on generic alias type {t}");
            }
            else if (cause.Text.Length > 0) Error(rbase, cause.Text);

            foreach (var rp in rtparams)
            {
                var tpar = DeclareTypeParam(rp, scopePos);
                recvTParams.Add(tpar);
                RecordUse(rp, tpar.Obj);
                RecordTypeAndValue(rp, OperandMode.TypExpr, tpar, null);
            }
            Bind(recvTParams);

            if (baseType != null)
            {
                var baseTParams = baseType.TypeParams;
                if (recvTParams.Count == baseTParams.Count)
                {
                    var smap = SubstMap.Rename(baseTParams, recvTParams);
                    for (int i = 0; i < recvTParams.Count; i++)
                    {
                        RecordCanon(recvTParams[i], baseTParams[i]);
                        recvTParams[i].Bound = Subst(baseTParams[i].Bound ?? Universe.Invalid, smap);
                    }
                }
                else
                {
                    string s = recvTParams.Count == 1 ? "" : "s";
                    Error(rbase, $"receiver declares {recvTParams.Count} type parameter{s}, but receiver base type declares {baseTParams.Count}");
                }
                VerifyVersion(rbase, 18, "type instantiation");
                var targs = new List<Type>(recvTParams);
                recvType = Instantiate(rparam.Type.Pos, baseType, targs);
                RecordInstance(rbase, targs, recvType);
                if (rptr && TypeOps.IsValid(recvType)) recvType = new PointerT(recvType);
                RecordParenthesizedRecvTypes(rparam.Type, recvType);
            }
        }

        Var recv;
        if (rparam.Name is { Value.Length: > 0 } rname) recv = new Var(rname.Pos, Pkg, rname.Value, recvType, VarKind.Recv);
        else
        {
            recv = new Var(rparam.Pos, Pkg, "", recvType, VarKind.Recv);
            RecordImplicit(rparam, recv);
        }
        Later(() => ValidRecv(rbase, recv));
        return recv;
    }

    private static Type Unpointer(Type t)
    {
        while (t is PointerT p) t = p.Elem;
        return t;
    }

    private void RecordParenthesizedRecvTypes(Expr e, Type typ)
    {
        while (true)
        {
            RecordTypeAndValue(e, OperandMode.TypExpr, typ, null);
            switch (e)
            {
                case ParenExpr p: e = p.X; break;
                case Operation { Op: Operator.Mul, Y: null } op:
                    if (typ is not PointerT ptr) return;
                    e = op.X;
                    typ = ptr.Elem;
                    break;
                default: return;
            }
        }
    }

    /// <summary>The variables of a parameter list; anonymous ones have a null name.</summary>
    private (List<Name?> Names, List<Var> Vars, bool Variadic) CollectParams(VarKind kind, List<Field> list)
    {
        var names = new List<Name?>(list.Count);
        var vars = new List<Var>(list.Count);
        bool variadic = false, named = false, anonymous = false;
        Type typ = Universe.Invalid;
        Expr? prev = null;
        for (int i = 0; i < list.Count; i++)
        {
            var field = list[i];
            if (field.Type != prev)
            {
                var ftype = prev = field.Type;
                if (ftype is DotsType t)
                {
                    ftype = t.Elem;
                    if (kind == VarKind.Param && i == list.Count - 1) variadic = true;
                    else Error(t, "invalid use of ...");
                }
                typ = VarType(ftype);
            }
            if (field.Name != null)
            {
                names.Add(field.Name);
                vars.Add(new Var(field.Name.Pos, Pkg, field.Name.Value, typ, kind));
                named = true;
            }
            else
            {
                var par = new Var(field.Pos, Pkg, "", typ, kind);
                RecordImplicit(field, par);
                names.Add(null);
                vars.Add(par);
                anonymous = true;
            }
        }
        if (named && anonymous) Error(list[0], "invalid syntax tree: list contains both named and anonymous parameters");
        if (variadic)
        {
            vars[^1].Type = new SliceT(vars[^1].Type!);
            RecordTypeAndValue(list[^1].Type, OperandMode.TypExpr, vars[^1].Type!, null);
        }
        return (names, vars, variadic);
    }

    private void DeclareParams(List<Name?> names, List<Var> vars, Pos scopePos)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] is { Value.Length: > 0 } name) Declare(Env.Scope, name, vars[i], scopePos);
        }
    }

    private void ValidRecv(Expr at, Var recv)
    {
        var (rtyp, _) = TypeOps.Deref(recv.Type!);
        var atyp = TypeOps.Unalias(rtyp);
        if (!TypeOps.IsValid(atyp)) return;
        switch (atyp)
        {
            case Named t:
                if (t.Obj.Pkg != Pkg)
                {
                    Error(at, $"cannot define new methods on non-local type {rtyp}");
                    break;
                }
                string? cause = t.Underlying switch
                {
                    Basic { Kind: BasicKind.UnsafePointer } => "unsafe.Pointer",
                    PointerT or InterfaceT => "pointer or interface type",
                    _ => null,
                };
                if (cause != null) Error(at, $"invalid receiver type {rtyp} ({cause})");
                break;
            case Basic: Error(at, $"cannot define new methods on non-local type {rtyp}"); break;
            default: Error(at, $"invalid receiver type {recv.Type}"); break;
        }
    }
}
