// Calls, instantiations of functions, selectors.
//
// The type parameters of a generic callee, and of generic functions among its arguments, are inferred together: each use gets fresh copies of
// them (RenameTParams), as the same function may occur twice or call itself. The arguments are then checked against the instantiated
// parameters. The type recorded for the called function is its instance.
using System;
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    // ------------------------------------------------------------ instantiation

    /// <summary>
    /// Instantiates the generic function x. inst: the index expression with type arguments, or null. T: the type it is assigned to, from which missing
    /// type arguments are inferred. infer false: a partial instantiation is left alone and its type arguments are returned.
    /// </summary>
    private List<Type>? FuncInst(Target? T, Pos pos, Operand x, IndexExpr? inst, bool infer)
    {
        var errPos = inst != null ? inst.Pos : pos;
        if (inst != null) x.Expr = inst;
        bool versionOk = VerifyVersion(errPos, 18, "function instantiation");

        var xlist = inst != null ? Extent.Unpack(inst.IndexArg) : null;
        List<Type>? targs = null;
        if (xlist != null)
        {
            targs = TypeList(xlist);
            if (targs == null)
            {
                x.Invalidate();
                return null;
            }
        }
        var sig = (SignatureT)x.Type;
        int got = targs?.Count ?? 0, want = sig.TypeParams.Count;
        if (got > want)
        {
            Error(xlist![got - 1], $"got {got} type arguments but want {want}");
            x.Invalidate();
            return null;
        }
        if (got < want)
        {
            if (!infer) return targs ?? [];

            // `var v T = f` is treated as a call g(v) of a made-up g whose parameter has f's type and whose type parameters are f's.
            var args = new List<Operand>();
            var pars = new List<Var>();
            bool reverse = false;
            if (T != null)
            {
                if (versionOk && !AllowVersion(21))
                    VerifyVersion(errPos, 21, inst != null ? "partially instantiated function in assignment" : "implicitly instantiated function in assignment");
                var gsig = new SignatureT { Params = sig.Params, Results = sig.Results, Variadic = sig.Variadic };
                pars.Add(new Var(x.Pos, Pkg, "", gsig, VarKind.Param));
                args.Add(new Operand(OperandMode.Value, new Name { Pos = x.Pos, Value = T.Desc, Index = NoIndex }, T.Sig));
                reverse = true;
            }
            Type parameters = new TupleT(pars);
            var tparams = RenameTParams(pos, sig.TypeParams, ref parameters);
            var partial = new List<Type?>(want);
            for (int i = 0; i < got; i++) partial.Add(targs![i]);
            var err = NewError();
            targs = Infer(pos, tparams, partial, (TupleT)parameters, args, reverse, err);
            if (targs == null)
            {
                if (!err.IsEmpty) err.Report();
                x.Invalidate();
                return null;
            }
        }
        x.Type = InstantiateSignature(x.Pos, x.Expr!, sig, targs!, xlist);
        x.Mode = OperandMode.Value;
        return null;
    }

    private SignatureT InstantiateSignature(Pos pos, Expr expr, SignatureT sig, List<Type> targs, List<Expr>? xlist)
    {
        var inst = (SignatureT)Instantiate(pos, sig, targs);
        RecordInstance(expr, targs, inst);
        // Constraints are verified later: types among the arguments may not be set up yet.
        Later(() =>
        {
            if (Verify(pos, sig.TypeParams, targs) is var (index, cause))
            {
                var at = xlist != null && index < xlist.Count ? Extent.StartPos(xlist[index]) : pos;
                SoftError(at, cause);
            }
            else MonoRecordInstance(pos, sig.TypeParams, targs, xlist ?? []);
        });
        return inst;
    }

    // ------------------------------------------------------------ calls

    private ExprKind CallExpr(Operand x, CallExpr call)
    {
        IndexExpr? inst = null;
        if (call.Fun is IndexExpr ix)
        {
            if (IndexExpr(x, ix)) inst = ix; // instantiated together with the arguments
            x.Expr = ix;
            Record(x);
        }
        else ExprOrType(x, call.Fun, true);

        switch (x.Mode)
        {
            case OperandMode.Invalid:
                UseList(call.ArgList);
                x.Expr = call;
                return ExprKind.Statement;
            case OperandMode.TypExpr:
                ConversionCall(x, call);
                x.Expr = call;
                return ExprKind.Conversion;
            case OperandMode.Builtin:
                var id = x.Id;
                if (!Builtin(x, call, id)) x.Invalidate();
                x.Expr = call;
                if (x.IsValid && !x.IsConst) Env.HasCallOrRecv = true;
                return BuiltinKind(id);
        }

        if (x.Type is not SignatureT sig)
        {
            var u = CommonUnder(this, x.Type, (t, u) => u is null or SignatureT ? null : Sprintf($"{t} is not a function"), out string? cause);
            if (u is not SignatureT common)
            {
                Error(x, $"{InvalidOp}cannot call {x}: {cause}");
                x.Invalidate();
                x.Expr = call;
                return ExprKind.Statement;
            }
            sig = common;
        }
        bool wasGeneric = sig.TypeParams.Count > 0;

        List<Expr>? xlist = null;
        List<Type>? targs = null;
        if (inst != null)
        {
            xlist = Extent.Unpack(inst.IndexArg);
            targs = TypeList(xlist);
            if (targs == null)
            {
                UseList(call.ArgList);
                x.Invalidate();
                x.Expr = call;
                return ExprKind.Statement;
            }
            int got = targs.Count, want = sig.TypeParams.Count;
            if (got > want)
            {
                Error(xlist[want], $"got {got} type arguments but want {want}");
                UseList(call.ArgList);
                x.Invalidate();
                x.Expr = call;
                return ExprKind.Statement;
            }
            if (got == want && want > 0)
            {
                // Complete: instantiate now, so that the type is recorded whatever the arguments are.
                VerifyVersion(inst, 18, "function instantiation");
                sig = InstantiateSignature(inst.Pos, inst, sig, targs, xlist);
                targs = null;
                xlist = null;
            }
        }

        var args = GenericExprList(call.ArgList, out var atargs);
        sig = Arguments(call, sig, targs, xlist, args, atargs);
        if (wasGeneric && sig.TypeParams.Count == 0) RecordTypeAndValue(call.Fun, OperandMode.Value, sig, null);

        switch (sig.Results.Count)
        {
            case 0:
                x.Mode = OperandMode.NoValue;
                break;
            case 1:
                x.Mode = OperandMode.Value;
                var t = sig.Results.Vars[0].Type!;
                if (!IsComplete(t))
                {
                    x.Invalidate();
                    x.Expr = call;
                    return ExprKind.Statement;
                }
                x.Type = t;
                break;
            default:
                x.Mode = OperandMode.Value;
                x.Type = sig.Results;
                break;
        }
        x.Expr = call;
        Env.HasCallOrRecv = true;
        // Inference failed: no operand may have a type with the callee's type parameters.
        if (x.Mode == OperandMode.Value && sig.TypeParams.Count > 0 && IsParameterized(sig.TypeParams, x.Type)) x.Invalidate();
        return ExprKind.Statement;
    }

    private void ConversionCall(Operand x, CallExpr call)
    {
        NonGeneric(null, x);
        if (!x.IsValid) return;
        var t = x.Type;
        x.Invalidate();
        if (!IsComplete(t)) return;
        int n = call.ArgList.Count;
        if (n == 0)
        {
            Error(InNode(call), $"missing argument in conversion to {t}");
            return;
        }
        if (n > 1)
        {
            UseList(call.ArgList);
            Error(call.ArgList[n - 1], $"too many arguments in conversion to {t}");
            return;
        }
        Expr(NewTarget(t, "conversion"), x, call.ArgList[0]);
        if (!x.IsValid) return;
        if (t.Underlying is InterfaceT itf && !IsTypeParam(t) && !itf.TypeSet.IsMethodSet)
        {
            Error(call, $"cannot use interface {t} in conversion (contains specific type constraints or is comparable)");
            return;
        }
        if (call.HasDots)
        {
            Error(call.ArgList[0], $"invalid use of ... in conversion to {t}");
            return;
        }
        Conversion(x, t);
    }

    private static Node InNode(CallExpr call) => call;

    /// <summary>The values of a list of expressions; a single one may be a call with several.</summary>
    private List<Operand> ExprList(List<Expr> list)
    {
        if (list.Count == 1) return MultiExpr(list[0], false, out _);
        var r = new List<Operand>(list.Count);
        foreach (var e in list)
        {
            var x = new Operand();
            Expr(null, x, e);
            r.Add(x);
        }
        return r;
    }

    /// <summary>Like ExprList; values may be generic functions, and atargs[i] then holds the type arguments given so far (null: none).</summary>
    private List<Operand> GenericExprList(List<Expr> list, out List<Type>?[]? atargs)
    {
        atargs = null;
        var r = new List<Operand>(list.Count);
        bool infer = !AllowVersion(21);
        for (int i = 0; i < list.Count; i++)
        {
            var e = list[i];
            var x = new Operand();
            if (e is IndexExpr inst)
            {
                if (IndexExpr(x, inst))
                {
                    var targs = FuncInst(null, x.Pos, x, inst, infer);
                    if (targs != null)
                    {
                        (atargs ??= new List<Type>?[list.Count])[i] = targs;
                        x.Expr = inst;
                    }
                    else Record(x);
                }
                else
                {
                    x.Expr = e;
                    Record(x);
                    Exclude(x, noValue: true, builtin: true, typexpr: true);
                    SingleValue(x);
                }
            }
            else if (list.Count > 1) GenericExpr(x, e);
            else
            {
                RawExpr(null, x, e, null, true);
                Exclude(x, noValue: true, builtin: true, typexpr: true);
                if (x.IsValid && x.Type is TupleT t)
                {
                    foreach (var v in t.Vars) r.Add(new Operand(OperandMode.Value, e, v.Type!));
                    return r;
                }
            }
            r.Add(x);
        }
        return r;
    }

    /// <summary>
    /// Checks the arguments of a call against sig, inferring type arguments. Returns sig, instantiated if it was generic and inference succeeded.
    /// </summary>
    private SignatureT Arguments(CallExpr call, SignatureT sig, List<Type>? targs, List<Expr>? xlist, List<Operand> args, List<Type>?[]? atargs)
    {
        int nargs = args.Count, npars = sig.Params.Count;
        var sigParams = sig.Params;
        bool adjusted = false;
        if (sig.Variadic)
        {
            if (call.HasDots)
            {
                if (call.ArgList.Count == 1 && nargs > 1)
                {
                    Error(call, $"cannot use ... with {nargs}-valued {call.ArgList[0]}");
                    return sig;
                }
            }
            else if (nargs >= npars - 1)
            {
                // One parameter for each argument that the last one takes up.
                var last = sig.Params.Vars[npars - 1];
                var vars = new List<Var>(nargs);
                for (int i = 0; i < npars - 1; i++) vars.Add(sig.Params.Vars[i]);
                var elem = last.Type is SliceT sl ? sl.Elem : last.Type!;
                while (vars.Count < nargs) vars.Add(new Var(last.Pos, last.Pkg, last.Name, elem, VarKind.Param));
                sigParams = new TupleT(vars);
                adjusted = true;
                npars = nargs;
            }
            else npars--;
        }
        else if (call.HasDots)
        {
            Error(call, $"cannot use ... in call to non-variadic {call.Fun}");
            return sig;
        }

        if (nargs != npars)
        {
            var err = NewError();
            string text = $"{(nargs > npars ? "too many" : "not enough")} arguments in call to {Printer.ExprString(call.Fun)}";
            if (nargs > npars) err.Add(args[npars], text);
            else if (nargs > 0) err.Add(args[nargs - 1], text);
            else err.Add(InNode(call), text);
            err.Add(default(Pos), $"have {TypesSummary(TypesOf(args), false, call.HasDots)}");
            err.Add(default(Pos), $"want {TypesSummary(TypesOf(sig.Params.Vars), sig.Variadic, false)}");
            err.Report();
            return sig;
        }

        int n = sig.TypeParams.Count;
        List<TypeParam>? tparams = null;
        var known = new List<Type?>();
        if (n > 0)
        {
            if (call.Fun is IndexExpr iexpr) VerifyVersion(iexpr, 18, "function instantiation");
            else VerifyVersion(call, 18, "implicit function instantiation");
            Type tmp = sigParams;
            tparams = new List<TypeParam>(RenameTParams(call.Pos, sig.TypeParams, ref tmp));
            sigParams = (TupleT)tmp;
            for (int i = 0; i < n; i++) known.Add(targs != null && i < targs.Count ? targs[i] : null);
        }
        List<int>? genericArgs = null;
        for (int i = 0; i < nargs; i++)
        {
            if (args[i].Type is not SignatureT { TypeParams.Count: > 0 } asig || !args[i].IsValid) continue;
            // A new type for this use of the function; the function object keeps its own.
            Type tmp = CloneSignature(asig);
            var atparams = RenameTParams(call.Pos, asig.TypeParams, ref tmp);
            if (ReferenceEquals(tmp, asig)) tmp = CloneSignature(asig);
            ((SignatureT)tmp).TypeParams = atparams;
            args[i].Type = tmp;
            (tparams ??= []).AddRange(atparams);
            if (atargs?[i] is { } given) foreach (var t in given) known.Add(t);
            while (known.Count < tparams.Count) known.Add(null);
            (genericArgs ??= []).Add(i);
        }
        if (genericArgs != null) VerifyVersion(args[genericArgs[0]], 21, "implicitly instantiated function as argument");

        var rsig = sig;
        if (tparams != null)
        {
            var err = NewError();
            var inferred = Infer(call.Pos, tparams, known, sigParams, args, false, err);
            if (inferred == null)
            {
                if (!err.IsEmpty) Error(err.Pos, $"in call to {call.Fun}, {err.Message}");
                return sig;
            }
            if (n > 0)
            {
                var own = inferred.GetRange(0, n);
                rsig = InstantiateSignature(call.Pos, call.Fun, sig, own, xlist);
                sigParams = adjusted ? (TupleT)Subst(sigParams, new SubstMap(tparams.GetRange(0, n), own)) : rsig.Params;
            }
            int j = n;
            for (int g = 0; genericArgs != null && g < genericArgs.Count; g++)
            {
                var arg = args[genericArgs[g]];
                var asig = (SignatureT)arg.Type;
                int k = asig.TypeParams.Count;
                arg.Type = InstantiateSignature(call.Pos, arg.Expr!, asig, inferred.GetRange(j, k), null);
                Record(arg);
                j += k;
            }
        }

        if (nargs > 0)
        {
            string? context = null;
            for (int i = 0; i < nargs; i++)
            {
                var t = sigParams.Vars[i].Type!;
                // The usual case, decided before a text is made for the message.
                if (ReferenceEquals(args[i].Type, t) && args[i].Mode is OperandMode.Value or OperandMode.Variable && t is not SignatureT { TypeParams.Count: > 0 }) continue;
                Assignment(args[i], t, context ??= "argument to " + Printer.ExprString(call.Fun));
            }
        }
        return rsig;
    }

    private static SignatureT CloneSignature(SignatureT s) => new()
    {
        Recv = s.Recv, TypeParams = s.TypeParams, RecvTypeParams = s.RecvTypeParams, Params = s.Params, Results = s.Results, Variadic = s.Variadic, Scope = s.Scope,
    };

    // ------------------------------------------------------------ selectors

    /// <summary>x.f: a qualified identifier, a field, a method value or a method expression. wantType: only a type is acceptable.</summary>
    internal void Selector(Operand x, SelectorExpr e, bool wantType)
    {
        if (!Select(x, e, wantType))
        {
            x.Invalidate();
            x.Type = Universe.Invalid;
        }
        x.Expr = e;
    }

    private bool Select(Operand x, SelectorExpr e, bool wantType)
    {
        string sel = e.Sel.Value;
        if (e.X is Name ident && LookupName(ident.Value) is PkgName pname) return QualifiedIdent(x, e, ident, pname);

        ExprOrType(x, e.X, false);
        if (x.Mode == OperandMode.Builtin)
        {
            Error(e.Pos, $"invalid use of {x} in selector expression");
            return false;
        }
        if (!x.IsValid || !IsComplete(x.Type)) return false;
        if (wantType)
        {
            Error(e.Sel, $"{e} is not a type");
            return false;
        }
        if (x.Type.Underlying is PointerT { Elem: var pointee } && !IsComplete(pointee)) return false;

        var (obj, index, indirect) = Lookup.FieldOrMethod(x.Type, x.Mode == OperandMode.Variable, Pkg, sel);
        switch (obj)
        {
            case null:
                MissingSelector(x, e, index, indirect);
                return false;
            case Var v:
                if (x.Mode == OperandMode.TypExpr)
                {
                    Error(e.X, $"operand for field selector {sel} must be value of type {x.Type}");
                    return false;
                }
                RecordSelection(e, SelectionKind.FieldVal, x.Type, v, v.Type!, index!, indirect);
                x.Mode = x.Mode == OperandMode.Variable || indirect ? OperandMode.Variable : OperandMode.Value;
                x.Type = v.Type!;
                return true;
            case Func m:
                ObjDecl(m);
                AddDeclDep(m);
                if (m.Type is not SignatureT sig) return false;
                if (x.Mode == OperandMode.TypExpr) return MethodExpr(x, e, m, sig, index!, indirect);
                var value = new SignatureT { TypeParams = sig.TypeParams, Params = sig.Params, Results = sig.Results, Variadic = sig.Variadic };
                RecordSelection(e, SelectionKind.MethodVal, x.Type, m, value, index!, indirect);
                x.Mode = OperandMode.Value;
                x.Type = value;
                return true;
            default:
                return false;
        }
    }

    /// <summary>T.m: a function with the receiver as its first parameter.</summary>
    private bool MethodExpr(Operand x, SelectorExpr e, Func m, SignatureT sig, int[] index, bool indirect)
    {
        if (sig.Recv == null)
        {
            Error(e, "illegal cycle in method declaration");
            return false;
        }
        // All parameters of the new function are named, or none.
        string name = "";
        if (sig.Params.Count > 0 && sig.Params.Vars[0].Name != "") name = sig.Recv.Name == "" ? "_" : sig.Recv.Name;
        var pars = new List<Var>(sig.Params.Count + 1) { new(sig.Recv.Pos, sig.Recv.Pkg, name, x.Type, VarKind.Param) };
        pars.AddRange(sig.Params.Vars);
        var f = new SignatureT { TypeParams = sig.TypeParams, Params = new TupleT(pars), Results = sig.Results, Variadic = sig.Variadic };
        RecordSelection(e, SelectionKind.MethodExpr, x.Type, m, f, index, indirect);
        x.Mode = OperandMode.Value;
        x.Type = f;
        return true;
    }

    private void MissingSelector(Operand x, SelectorExpr e, int[]? index, bool indirect)
    {
        string sel = e.Sel.Value;
        if (!IsValid(x.Type.Underlying)) return;
        if (index != null)
        {
            Error(e.Sel, $"ambiguous selector {x.Expr}.{sel}");
            return;
        }
        if (indirect)
        {
            if (x.Mode == OperandMode.TypExpr) Error(e.Sel, $"invalid method expression {x.Type}.{sel} (needs pointer receiver (*{x.Type}).{sel})");
            else Error(e.Sel, $"cannot call pointer method {sel} on {x.Type}");
            return;
        }
        string why;
        if (IsInterfacePtr(x.Type)) why = Implementation.InterfacePtrError(this, x.Type);
        else
        {
            var alt = Lookup.FieldOrMethod(x.Type, x.Mode == OperandMode.Variable, Pkg, sel, foldCase: true).Obj;
            why = LookupError(x.Type, sel, alt, false);
        }
        Error(e.Sel, $"{x.Expr}.{sel} undefined ({why})");
    }

    private bool QualifiedIdent(Operand x, SelectorExpr e, Name ident, PkgName pname)
    {
        string sel = e.Sel.Value;
        RecordUse(ident, pname);
        pname.Used = true;
        var pkg = pname.Imported;
        var exp = pkg.Scope.Lookup(sel);
        if (exp is null or { Exported: false })
        {
            if (pkg.Fake) return false;
            // The first exported name that differs in case only.
            string? other = null;
            foreach (var (name, obj) in pkg.Scope.Elems)
            {
                if (obj.Exported && name.Equals(sel, StringComparison.OrdinalIgnoreCase) && (other == null || string.CompareOrdinal(name, other) < 0)) other = name;
            }
            if (other != null) Error(e.Sel, $"undefined: {e} (but have {other})");
            else Error(e.Sel, $"undefined: {e}");
            return false;
        }
        RecordUse(e.Sel, exp);
        x.Type = exp.Type ?? Universe.Invalid;
        switch (exp)
        {
            case Const c:
                x.Mode = OperandMode.Constant;
                x.Value = c.Value;
                break;
            case TypeName:
                x.Mode = OperandMode.TypExpr;
                break;
            case Var:
                x.Mode = OperandMode.Variable;
                break;
            case Func:
                x.Mode = OperandMode.Value;
                break;
            case Builtin b:
                x.Mode = OperandMode.Builtin;
                x.Id = b.Id;
                break;
            default:
                return false;
        }
        return true;
    }

    // ------------------------------------------------------------ use

    /// <summary>
    /// Checks expressions whose values nobody will look at, so that names count as used and are reported if wrong. True: no errors.
    /// </summary>
    internal bool Use(params Expr?[] args)
    {
        bool ok = true;
        foreach (var e in args) ok &= Use1(e, false);
        return ok;
    }

    internal bool UseList(List<Expr> list)
    {
        bool ok = true;
        foreach (var e in list) ok &= Use1(e, false);
        return ok;
    }

    /// <summary>As Use, for expressions that are assigned to: a plain name is not used by that.</summary>
    internal bool UseLhs(params Expr?[] args)
    {
        bool ok = true;
        foreach (var e in args) ok &= Use1(e, true);
        return ok;
    }

    internal bool UseLhsList(List<Expr> list)
    {
        bool ok = true;
        foreach (var e in list) ok &= Use1(e, true);
        return ok;
    }

    private bool Use1(Expr? e, bool lhs)
    {
        if (e == null) return true;
        var x = new Operand { Mode = OperandMode.Value };
        switch (Extent.Unparen(e))
        {
            case Name { Value: "_" }:
                break;
            case Name n:
                var v = lhs ? LhsUse(n) : null;
                bool used = v != null && v.Used;
                ExprOrType(x, n, true);
                if (v != null) v.Used = used;
                break;
            case ListExpr l:
                return lhs ? UseLhsList(l.ElemList) : UseList(l.ElemList);
            default:
                RawExpr(null, x, e, null, true);
                break;
        }
        return x.IsValid;
    }
}
