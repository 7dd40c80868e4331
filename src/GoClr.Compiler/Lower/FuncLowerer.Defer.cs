// go, defer, return, recover and panic.
//
// A deferred call is a func() closure. Outside of loops it has a bit in the bits variable and a closure variable (open-coded); with a
// defer in a loop the function keeps a list of records {link, closure}. All returns go through the exit block, which runs what is pending
// and returns the result variables; after a recovered panic the function resumes there.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    private static readonly SignatureT s_noSig = new();
    private Block? _exit;
    private int _deferNext;
    public const int MaxOpenDefers = 32;

    public void BeginDefer(BodyAnalysis.BodyFacts facts)
    {
        HasDefer = true;
        DeferList = facts.DeferInLoop || facts.HasGoto || facts.Defers > MaxOpenDefers;
        F.Flags |= FuncFlags.HasDefer | (DeferList ? FuncFlags.DeferList : 0);
        F.DeferVar = F.NewVar(DeferList ? IrType.Ptr : IrType.I64, "defers");
        B.SetVar(F.DeferVar, B.Zero(DeferList ? IrType.Ptr : IrType.I64));
        if (!DeferList)
        {
            for (int i = 0; i < facts.Defers; i++)
            {
                int v = F.NewVar(IrType.Ptr, "defer" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                F.DeferClosures.Add(v);
                B.SetVar(v, B.Nil());
            }
        }
        _exit = B.NewBlock();
        F.ExitBlock = _exit.Id;
    }

    private static StructT s_deferRecord = new(
    [
        new Var(default, null, "Link", Universe.UnsafePointer, VarKind.Field), new Var(default, null, "Fn", Universe.UnsafePointer, VarKind.Field),
    ], null);

    /// <summary>The exit block: pending calls, last first, then the return.</summary>
    private void EndDefer()
    {
        B.SetBlock(_exit!);
        if (DeferList)
        {
            Block loop = B.NewBlock(), body = B.NewBlock(), done = B.NewBlock();
            B.JumpInto(loop);
            B.If(B.NotNil(B.V(F.DeferVar)), body, done);
            B.SetBlock(body);
            int fn = B.NewTemp(IrType.Ptr);
            B.SetVar(fn, B.Load(MemType.Ptr, B.V(F.DeferVar), 8));
            B.SetVar(F.DeferVar, B.Load(MemType.Ptr, B.V(F.DeferVar), 0));
            CallDeferred(fn);
            B.Jump(loop);
            B.SetBlock(done);
        }
        else
        {
            for (int k = F.DeferClosures.Count - 1; k >= 0; k--)
            {
                Block run = B.NewBlock(), next = B.NewBlock();
                long bit = 1L << k;
                B.If(B.Cmp(Op.Ne, B.Bin(Op.And, IrType.I64, B.V(F.DeferVar), B.I64(bit)), B.I64(0)), run, next);
                B.SetBlock(run);
                B.SetVar(F.DeferVar, B.Bin(Op.And, IrType.I64, B.V(F.DeferVar), B.I64(~bit)));
                CallDeferred(F.DeferClosures[k]);
                B.JumpInto(next);
            }
        }
        if (Shape.Results.Length == 0) B.Return([]);
        else ReturnResultVars();
    }

    private void CallDeferred(int fnVar)
    {
        B.NilCheck(B.V(fnVar));
        B.Call(new CallInfo { Kind = CalleeKind.Closure, Target = fnVar });
    }

    /// <summary>Makes a closure pending.</summary>
    public void PushDefer(int closure)
    {
        if (DeferList)
        {
            closure = B.Leaf(closure);
            int r = NewObject(s_deferRecord);
            B.Store(MemType.Ptr, r, 0, B.V(F.DeferVar));
            B.Store(MemType.Ptr, r, 8, closure);
            B.SetVar(F.DeferVar, r);
            return;
        }
        if (_deferNext >= F.DeferClosures.Count) throw new InternalCompilerError(default, "lower", "more defers than counted");
        int k = _deferNext++;
        B.SetVar(F.DeferClosures[k], closure);
        B.SetVar(F.DeferVar, B.Bin(Op.Or, IrType.I64, B.V(F.DeferVar), B.I64(1L << k)));
    }

    private void LowerCallStmt(CallStmt s)
    {
        if (Unparen(s.Call) is not CallExpr c) throw Ice(s, "go or defer without a call");
        int fv = DeferredClosure(s, c);
        SetLine(s);
        if (!s.IsDefer)
        {
            Runtime("runtime.newproc", [fv, B.FuncId(P.Sym(F.Symbol)), B.I32(B.Line)], []);
            return;
        }
        if (Range != null) DeferOutside(fv);
        else PushDefer(fv);
    }

    /// <summary>The call as a func() value with everything evaluated.</summary>
    private int DeferredClosure(CallStmt s, CallExpr c)
    {
        if (!IsConversion(c) && BuiltinOf(c) == null && c.ArgList.Count == 0)
        {
            var sig = (SignatureT)Under(TypeOf(c.Fun));
            var fun = Unparen(c.Fun);
            bool value = fun is FuncLit || fun is Name n && Info.Uses[n.Index] is Var || fun is not (Name or SelectorExpr or IndexExpr);
            if (value && sig.Results.Count == 0 && sig.Params.Count == 0) return B.Leaf(Expr(c.Fun).X);
        }
        if (IsConversion(c)) throw Ice(s, "go or defer of a conversion");
        var plan = PlanCall(c);
        for (int i = 0; i < plan.Ops.Length; i++) plan.Ops[i] = Leaves(plan.Ops[i]);
        var emit = plan.Emit;
        string symbol = s.IsDefer ? Closures.Defer() : Closures.Go();
        bool deferred = s.IsDefer;
        return Thunk(symbol, plan.Ops, s_noSig, 0, s, (fl, o, _) =>
        {
            fl.ChecksRecover = deferred;
            emit(fl, o, null);
            return s_noVals;
        });
    }

    // ---------------------------------------------------------------- return

    private void LowerReturn(ReturnStmt s)
    {
        if (Range != null)
        {
            RangeReturn(s);
            return;
        }
        int n = Shape.Results.Length;
        if (s.Results == null)
        {
            ReturnNow();
            return;
        }
        var list = s.Results is ListExpr l ? l.ElemList : [s.Results];
        GoVal[] vals;
        if (list.Count == 1 && n > 1)
        {
            var e = list[0];
            vals = MultiExpr(e);
            var tuple = (TupleT)TypeOf(e);
            var conv = new GoVal[n];
            for (int i = 0; i < n; i++) conv[i] = Convert(vals[i], tuple.Vars[i].Type!, Sig.Results.Vars[i].Type!);
            vals = conv;
        }
        else
        {
            HoistList(list);
            if (n == 1 && ResultLocs == null && Shape.ResultInMem[0] && CanWriteResult(list[0]))
            {
                ExprTo(list[0], HiddenAddr(0), Sig.Results.Vars[0].Type!);
                B.Return([]);
                return;
            }
            vals = new GoVal[n];
            for (int i = 0; i < n; i++)
            {
                vals[i] = ExprAs(list[i], Sig.Results.Vars[i].Type!);
                // A later result's conversion may make calls into the runtime, which do not touch variables.
            }
        }
        ReturnFrom(vals);
    }

    /// <summary>return vals…</summary>
    private void ReturnFrom(GoVal[] vals)
    {
        if (ResultLocs == null)
        {
            ReturnValues(vals);
            return;
        }
        SetResults(vals);
        ReturnNow();
    }

    /// <summary>The result may be built where the caller wants it: a panic on the way leaves a half-built value only there, which nobody reads.</summary>
    private static bool CanWriteResult(Expr e) => Unparen(e) is CallExpr or CompositeLit;

    /// <summary>Assigns the result variables as if at once.</summary>
    public void SetResults(GoVal[] vals)
    {
        if (vals.Length == 1)
        {
            StoreVar(ResultLocs![0], vals[0]);
            return;
        }
        for (int i = 0; i < vals.Length; i++) vals[i] = i < vals.Length - 1 || vals[i].IsMem ? SnapshotIfNeeded(vals[i]) : Fix(vals[i]);
        for (int i = 0; i < vals.Length; i++) StoreVar(ResultLocs![i], vals[i]);
    }

    private GoVal SnapshotIfNeeded(GoVal v)
    {
        if (!v.IsMem) return Fix(v);
        // A named result returned in another's place must not be overwritten first.
        foreach (var r in ResultLocs!)
        {
            if (r.Kind == LocKind.Scalars) continue;
            return Snapshot(v);
        }
        return v;
    }

    /// <summary>Returns with the result variables as they are.</summary>
    public void ReturnNow()
    {
        if (!B.Reachable) return;
        if (HasDefer)
        {
            B.Jump(_exit!);
            return;
        }
        if (Shape.Results.Length == 0) B.Return([]);
        else ReturnResultVars();
    }

    // ---------------------------------------------------------------- panic and recover

    private GoVal RecoverCall()
    {
        int a = B.NewTemp(IrType.Ptr), b = B.NewTemp(IrType.Ptr);
        int tok = RecoverToken();
        Runtime("runtime.gorecover", [tok], [a, b]);
        return Val(Universe.EmptyInterface, B.V(a), B.V(b));
    }

    private int RecoverToken() => Range != null ? RangeRecoverTok() : _recoverTok >= 0 ? B.V(_recoverTok) : throw new InternalCompilerError(default, "lower", "recover in a function without token");

    private void PanicCall(GoVal v)
    {
        Runtime("runtime.gopanic", [v.S0, v.S1], [], noReturn: true);
    }
}
