// range over a function: the loop's body becomes a function literal that the iterator function calls.
//
//     p = new {state, next int; results…}              p.state = READY
//     f(func(k, v) bool {
//         if p.state != READY { panic }                 p.state = PANIC
//         …body…
//         continue: p.state = READY; return true        break: p.state = DONE; return false
//         return x: p.r0 = x; p.next = code; p.state = DONE; return false
//     })
//     if p.state == PANIC { panic }                     p.state = EXHAUSTED
//     switch p.next { case code: … }
//
// A defer statement in the body belongs to the function around the loop: p.anchor is a record in that function's list of deferred calls, with a call of
// nothing; the body links its records behind it.
//
// A branch that leaves the body for an outer place (a return, a label outside) is such a code. Loops inside of the body share the outermost
// loop's object for next and results and have a state of their own; after its call each level looks at next: the target is here, or it goes on outwards.
using System;
using System.Collections.Generic;
using System.Globalization;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public enum RangeExit : byte { Return, BareReturn, Break, Continue, Goto }

/// <summary>What the range-over-func loops of one outermost loop share.</summary>
public sealed class RangeControl
{
    /// <summary>The function (not a loop body) in which the outermost loop stands.</summary>
    public FuncLowerer Home = null!;
    /// <summary>Holds the pointer to the shared object.</summary>
    public Var Object = null!;
    public TypeLayout Layout = null!;
    public readonly List<(RangeExit Kind, string Label)> Exits = [];

    public int Code(RangeExit kind, string label)
    {
        int i = Exits.IndexOf((kind, label));
        if (i < 0)
        {
            i = Exits.Count;
            Exits.Add((kind, label));
        }
        return i + 1;
    }
}

/// <summary>The loop whose body a FuncLowerer lowers as a closure.</summary>
public sealed class RangeBody
{
    public RangeControl Control = null!;
    /// <summary>Holds the pointer to this loop's state word.</summary>
    public Var State = null!;
    public string? Label;
}

public sealed partial class FuncLowerer
{
    private const int RangeDone = 0, RangeReady = 1, RangePanic = 2, RangeExhausted = 3, RangeMissingPanic = 4;
    private const int RangeNextOffset = 8, RangeAnchorOffset = 16, RangeTokOffset = 24, RangeFirstResult = 4;

    /// <summary>Not null: this body is that of a range-over-func loop.</summary>
    public RangeBody? Range;

    private void RangeFunc(ForStmt s, RangeClause r, Expr? key, Expr? val, SignatureT iter)
    {
        string? label = _pendingLabel;
        _pendingLabel = null;
        int f = B.Fix(Expr(r.X).X);
        var yield = (SignatureT)Under(iter.Params.Vars[0].Type!);
        var control = Range?.Control ?? NewControl(s);
        int ctl, state;
        Var stateVar;
        if (Range == null)
        {
            // The loop's words are known to the body's closure only; those of loops inside of it, too.
            ctl = state = B.Fix(BodiesStay(s) ? FreshArea(control.Layout.Type) : NewObject(control.Layout.Type));
            stateVar = control.Object;
            SetLoc(control.Object, PtrLoc(ctl));
            if (Analysis.Facts(s).Defers > 0) MakeAnchor(ctl);
            if (Analysis.Facts(s).HasRecover) B.Store(MemType.Ptr, ctl, RangeTokOffset, _recoverTok >= 0 ? B.V(_recoverTok) : B.Nil());
        }
        else
        {
            ctl = B.Leaf(LoadVar(Loc(control.Object, s)).X);
            state = B.Fix(NewObject(Universe.Int));
            stateVar = new Var(s.Pos, Info.Pkg, "#state", new PointerT(Universe.Int), VarKind.Local);
            SetLoc(stateVar, PtrLoc(state));
        }
        B.Store(MemType.I64, state, 0, B.I64(RangeReady));
        var exits = ExitsOf(s, label);
        var captures = new List<Var>(Analysis.Captures(s)) { control.Object };
        if (!ReferenceEquals(stateVar, control.Object)) captures.Add(stateVar);
        int body = MakeClosure(Closures.Range(), s, yield, captures, c =>
        {
            c.Range = new RangeBody { Control = control, State = stateVar, Label = label };
            c.RangeBodyOf(s, r, key, val, yield);
        });
        CallClosure(f, iter, [new GoVal(Lay(iter.Params.Vars[0].Type!), [body])]);
        SetLine(s);

        // The body panicked and somebody recovered it.
        Block bad = B.NewBlock(), fine = B.NewBlock();
        B.If(B.Cmp(Op.Eq, B.Load(MemType.I64, state), B.I64(RangePanic)), bad, fine, ValueFlags.Unlikely);
        B.SetBlock(bad);
        Runtime("runtime.panicrangestate", [B.I64(RangeMissingPanic)], [], noReturn: true);
        B.SetBlock(fine);
        B.Store(MemType.I64, state, 0, B.I64(RangeExhausted));
        if (Range == null && Analysis.Facts(s).Defers > 0) B.SetVar(F.DeferVar, B.Load(MemType.Ptr, B.Fix(B.Load(MemType.Ptr, ctl, RangeAnchorOffset))));
        if (exits.Count == 0) return;
        var done = B.NewBlock();
        int next = B.Fix(B.Load(MemType.I64, ctl, RangeNextOffset));
        var some = B.NewBlock();
        B.If(B.Cmp(Op.Eq, next, B.I64(0)), done, some);
        B.SetBlock(some);
        for (int i = 0; i < exits.Count; i++)
        {
            var (kind, lab) = exits[i];
            if (i < exits.Count - 1)
            {
                Block here = B.NewBlock(), other = B.NewBlock();
                B.If(B.Cmp(Op.Eq, next, B.I64(control.Code(kind, lab))), here, other);
                B.SetBlock(here);
                TakeExit(control, ctl, kind, lab, s);
                B.SetBlock(other);
            }
            else TakeExit(control, ctl, kind, lab, s);
        }
        B.SetBlock(done);
    }

    /// <summary>The closure of the loop's body, and those of loops in it, do not outlive this function.</summary>
    private bool BodiesStay(ForStmt s)
    {
        bool stay = !Places.Escapes(s) && Analysis.Facts(s).Defers == 0;
        if (stay) Walker.Inspect(s.Body, n =>
        {
            if (n is ForStmt f && Analysis.IsRangeFunc(f) && Places.Escapes(f)) stay = false;
            return stay && n is not FuncLit;
        });
        return stay;
    }

    private VarLoc PtrLoc(int leaf)
    {
        int v = F.NewVar(IrType.Ptr);
        B.SetVar(v, leaf);
        return new VarLoc { Kind = LocKind.Scalars, L = Lay(Universe.UnsafePointer), Vars = [v] };
    }

    private RangeControl NewControl(ForStmt s)
    {
        var fields = new List<Var> { RangeField("state", Universe.Int), RangeField("next", Universe.Int), RangeField("anchor", Universe.UnsafePointer), RangeField("tok", Universe.UnsafePointer) };
        for (int i = 0; i < Sig.Results.Count; i++) fields.Add(RangeField("r" + i.ToString(CultureInfo.InvariantCulture), Subst(Sig.Results.Vars[i].Type!)));
        var t = new StructT(fields, null);
        return new RangeControl { Home = this, Layout = Lay(t), Object = new Var(s.Pos, Info.Pkg, "#range", new PointerT(t), VarKind.Local) };
    }

    private Var RangeField(string name, Type t) => new(default, Info.Pkg, name, t, VarKind.Field);

    // ---------------------------------------------------------------- defer and recover

    private void MakeAnchor(int ctl)
    {
        int nop = P.Need("go:nop", () =>
        {
            var f = P.NewWrapper("go:nop");
            f.Flags |= FuncFlags.TakesContext;
            f.NewParam(IrType.Ptr, "ctx");
            var b = new FuncBuilder(f);
            b.Return([]);
            b.Finish();
            P.Result.Funcs.Add(f);
        });
        int r = B.Fix(NewObject(s_deferRecord));
        B.Store(MemType.Ptr, r, 0, B.V(F.DeferVar));
        B.Store(MemType.Ptr, r, 8, B.SymAddr(P.Data.FuncValue(P.Symbols[nop], true)));
        B.SetVar(F.DeferVar, r);
        B.Store(MemType.Ptr, ctl, RangeAnchorOffset, r);
    }

    /// <summary>A defer statement in the body.</summary>
    private void DeferOutside(int fv)
    {
        fv = B.Leaf(fv);
        int anchor = B.Fix(B.Load(MemType.Ptr, ControlPtr(), RangeAnchorOffset));
        int r = B.Fix(NewObject(s_deferRecord));
        B.Store(MemType.Ptr, r, 0, B.Load(MemType.Ptr, anchor));
        B.Store(MemType.Ptr, r, 8, fv);
        B.StorePtr(anchor, 0, r);
    }

    private int RangeRecoverTok() => B.Fix(B.Load(MemType.Ptr, ControlPtr(), RangeTokOffset));

    // ---------------------------------------------------------------- the body

    private Addr StateAddr() => new(B.Leaf(LoadVar(FindLoc(Range!.State)!).X), 0, MemKind.Heap);
    private int ControlPtr() => B.Leaf(LoadVar(FindLoc(Range!.Control.Object)!).X);

    private void RangeBodyOf(ForStmt s, RangeClause r, Expr? key, Expr? val, SignatureT yield)
    {
        var args = DeclareParams(yield);
        SetLine(s);
        int st = B.Fix(B.Load(MemType.I64, StateAddr().Base));
        Block bad = B.NewBlock(), fine = B.NewBlock();
        B.If(B.Cmp(Op.Ne, st, B.I64(RangeReady)), bad, fine, ValueFlags.Unlikely);
        B.SetBlock(bad);
        Runtime("runtime.panicrangestate", [st], [], noReturn: true);
        B.SetBlock(fine);
        B.Store(MemType.I64, StateAddr().Base, 0, B.I64(RangePanic));
        if (key != null) AssignIter(r, key, args[0], Subst(yield.Params.Vars[0].Type!), null);
        if (val != null) AssignIter(r, val, args[1], Subst(yield.Params.Vars[1].Type!), null);
        Stmts(s.Body.List);
        if (B.Reachable) RangeFinish(true);
    }

    /// <summary>Ends this turn of the loop: continue or break.</summary>
    private void RangeFinish(bool goOn)
    {
        B.Store(MemType.I64, StateAddr().Base, 0, B.I64(goOn ? RangeReady : RangeDone));
        ReturnValues([Val(Universe.Bool, B.Bool(goOn))]);
    }

    /// <summary>Leaves the body for a place outside of the loop.</summary>
    private void RangeLeave(RangeExit kind, string label, Node at)
    {
        B.Store(MemType.I64, ControlPtr(), RangeNextOffset, B.I64(Range!.Control.Code(kind, label)));
        RangeFinish(false);
    }

    /// <summary>A return statement in the body: of the function in which the outermost loop stands.</summary>
    private void RangeReturn(ReturnStmt s)
    {
        var control = Range!.Control;
        if (s.Results == null)
        {
            RangeLeave(RangeExit.BareReturn, "", s);
            return;
        }
        var results = control.Home.Sig.Results.Vars;
        var vals = new GoVal[results.Count];
        if (s.Results is ListExpr or not CallExpr || results.Count == 1)
        {
            var list = s.Results is ListExpr l ? l.ElemList : [s.Results];
            Hoist(list.ToArray());
            for (int i = 0; i < vals.Length; i++) vals[i] = Snapshot(ExprAs(list[i], Subst(results[i].Type!)));
        }
        else
        {
            vals = MultiExpr(s.Results);
            var from = ((TupleT)TypeOf(s.Results)).Vars;
            for (int i = 0; i < vals.Length; i++) vals[i] = Leaves(Convert(vals[i], from[i].Type!, Subst(results[i].Type!)));
        }
        int p = ControlPtr();
        for (int i = 0; i < vals.Length; i++) Store(new Addr(p, control.Layout.FieldOffsets[RangeFirstResult + i], MemKind.Heap), vals[i]);
        RangeLeave(RangeExit.Return, "", s);
    }

    // ---------------------------------------------------------------- after the loop

    /// <summary>The exits that statements of the loop's body may take, loops inside of it included.</summary>
    private static List<(RangeExit Kind, string Label)> ExitsOf(ForStmt s, string? own)
    {
        var inside = new HashSet<string>();
        var list = new List<(RangeExit, string)>();
        Walker.Inspect(s.Body, n =>
        {
            if (n is LabeledStmt l) inside.Add(l.Label.Value);
            return n is not (FuncLit or Syntax.Expr);
        });
        void Add(RangeExit kind, string label)
        {
            if (!list.Contains((kind, label))) list.Add((kind, label));
        }
        Walker.Inspect(s.Body, n =>
        {
            switch (n)
            {
                case ReturnStmt r: Add(r.Results == null ? RangeExit.BareReturn : RangeExit.Return, ""); break;
                case BranchStmt { Label: { } label } b when !inside.Contains(label.Value) && (label.Value != own || b.Tok == BranchKind.Goto):
                    Add(b.Tok switch { BranchKind.Goto => RangeExit.Goto, BranchKind.Continue => RangeExit.Continue, _ => RangeExit.Break }, label.Value);
                    break;
            }
            return n is not (FuncLit or Syntax.Expr);
        });
        return list;
    }

    private void TakeExit(RangeControl control, int ctl, RangeExit kind, string label, ForStmt s)
    {
        switch (kind)
        {
            case RangeExit.Return or RangeExit.BareReturn when Range == null:
                if (kind == RangeExit.BareReturn) { LowerReturn(new ReturnStmt { Pos = s.Pos }); return; }
                var vals = new GoVal[Sig.Results.Count];
                for (int i = 0; i < vals.Length; i++) vals[i] = Load(new Addr(ctl, control.Layout.FieldOffsets[RangeFirstResult + i], MemKind.Heap), Shape.Results[i]);
                ReturnFrom(vals);
                return;
            case RangeExit.Break or RangeExit.Continue:
                foreach (var t in Targets)
                {
                    if (t.Label != label) continue;
                    B.Store(MemType.I64, ctl, RangeNextOffset, B.I64(0));
                    B.Jump(kind == RangeExit.Break ? t.Break : t.Continue!);
                    return;
                }
                if (Range?.Label == label)
                {
                    B.Store(MemType.I64, ctl, RangeNextOffset, B.I64(0));
                    RangeFinish(kind == RangeExit.Continue);
                    return;
                }
                break;
            case RangeExit.Goto when Range == null || HasLabel(label):
                B.Store(MemType.I64, ctl, RangeNextOffset, B.I64(0));
                B.Jump(LabelBlock(label));
                return;
        }
        // Further out.
        RangeFinish(false);
    }
}
