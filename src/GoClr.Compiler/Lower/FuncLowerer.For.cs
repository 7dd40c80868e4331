// for loops, and range over everything but functions.
//
//     init; head: if !cond → done; body; cont: (copy of per-iteration variables); post; → head
//
// Variables of a loop are new in each iteration (from Go 1.22 on). Only those on the heap need a new cell; all others share one place, which
// nobody can tell: escape analysis treats them as declared inside of the loop.
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
    /// <summary>Language version of the file in which the node stands is at least go1.minor.</summary>
    private bool VersionAtLeast(Node n, int minor)
    {
        string v = n.Pos.File != null && Info.FileVersions.TryGetValue(n.Pos.File, out var fv) ? fv : Info.Pkg.GoVersion;
        if (!v.StartsWith("go1.", StringComparison.Ordinal)) return true;
        int have = 0;
        for (int i = 4; i < v.Length && v[i] is >= '0' and <= '9'; i++) have = have * 10 + (v[i] - '0');
        return have >= minor;
    }

    partial void LowerFor(ForStmt s)
    {
        if (s.Init is RangeClause r)
        {
            LowerRange(s, r);
            return;
        }
        string? label = _pendingLabel;
        _pendingLabel = null;
        Stmt(s.Init);
        _pendingLabel = label;
        var copies = PerIteration(s);
        Block head = B.NewBlock(), body = B.NewBlock(), done = B.NewBlock();
        var cont = s.Post != null || copies.Count > 0 ? B.NewBlock() : head;
        B.JumpInto(head);
        SetLine(s);
        _hoisted = null;
        if (s.Cond != null) CondBranch(s.Cond, body, done);
        else B.Jump(body);
        B.SetBlock(body);
        Enter(s, done, cont);
        Stmts(s.Body.List);
        Leave();
        if (B.Reachable) B.Jump(cont);
        if (cont != head)
        {
            B.SetBlock(cont);
            foreach (var loc in copies) NewCell(loc);
            Stmt(s.Post);
            if (B.Reachable) B.Jump(head);
        }
        B.SetBlock(done);
    }

    /// <summary>Variables of the init statement that need a new heap cell per iteration.</summary>
    private List<VarLoc> PerIteration(ForStmt s)
    {
        var list = new List<VarLoc>();
        if (s.Init is not AssignStmt { Def: true } a || !VersionAtLeast(s, 22)) return list;
        foreach (var e in a.Lhs is ListExpr l ? l.ElemList : [a.Lhs])
        {
            if (e is Name n && Info.Defs[n.Index] is Var v && FindLoc(v) is { Kind: LocKind.Heap } loc) list.Add(loc);
        }
        return list;
    }

    /// <summary>Moves a heap variable to a new cell with the same value.</summary>
    private void NewCell(VarLoc loc)
    {
        int p = B.Fix(NewObject(loc.L.Type));
        var fresh = new Addr(p, 0, MemKind.Fresh);
        Store(fresh, Load(LocAddr(loc), loc.L));
        B.SetVar(loc.Ptr, p);
    }

    // ---------------------------------------------------------------- range

    private static bool IsBlank(Expr? e) => e == null || Unparen(e) is Name { Value: "_" };

    private void LowerRange(ForStmt s, RangeClause r)
    {
        Expr? key = r.Lhs, val = null;
        if (r.Lhs is ListExpr list)
        {
            key = list.ElemList[0];
            val = list.ElemList.Count > 1 ? list.ElemList[1] : null;
        }
        if (IsBlank(key)) key = null;
        if (IsBlank(val)) val = null;
        SetLine(s);
        var xt = TypeOf(r.X);
        switch (Under(xt))
        {
            case Basic { Info: var info } b:
                if ((info & BasicInfo.String) != 0) RangeString(s, r, key, val);
                else RangeInt(s, r, key, xt);
                break;
            case ArrayT a: RangeArray(s, r, key, val, a); break;
            case PointerT { Elem: var e } when Under(e) is ArrayT pa: RangeArrayPtr(s, r, key, val, pa); break;
            case SliceT sl: RangeSlice(s, r, key, val, sl); break;
            case MapT m: RangeMap(s, r, key, val, m, xt); break;
            case ChanT c: RangeChan(s, r, key, c); break;
            case SignatureT sig: RangeFunc(s, r, key, val, sig); break;
            default: throw Ice(r, $"range over {xt}");
        }
    }

    /// <summary>
    /// Assigns an iteration value. Variables of the loop are declared here: once per iteration, or with old language versions in <paramref name="shared"/>, made before the loop.
    /// </summary>
    private void AssignIter(RangeClause r, Expr? lhs, GoVal v, Type from, VarLoc? shared)
    {
        if (lhs == null) return;
        if (r.Def)
        {
            var obj = Info.Defs[((Name)lhs).Index] as Var ?? throw Ice(lhs, "range variable");
            StoreVar(shared ?? DeclareVar(obj), v);
            return;
        }
        _hoisted = null;
        var x = Convert(v, from, LhsType(lhs));
        if (r.Lhs is ListExpr { ElemList: [var first, var second] })
        {
            // Key and value are assigned as if at once: operands of the second come before the first assignment.
            if (ReferenceEquals(lhs, first) && Unparen(second) is not Name)
            {
                x = Fix(x);
                _iterValue = Prepare(second);
            }
            else if (ReferenceEquals(lhs, second) && _iterValue is { } target)
            {
                _iterValue = null;
                Assign(target(), x);
                return;
            }
        }
        AssignTo(lhs, x);
    }

    private Func<Target>? _iterValue;

    /// <summary>The loop's variable, if all iterations share it (language versions before 1.22).</summary>
    private VarLoc? SharedVar(RangeClause r, Expr? lhs)
    {
        if (lhs == null || !r.Def || VersionAtLeast(r, 22)) return null;
        return Info.Defs[((Name)lhs).Index] is Var v ? DeclareVar(v) : null;
    }

    /// <summary>
    /// The variable of a counting loop can be the counter itself: it lives in IR variables and nobody assigns to it.
    /// </summary>
    private bool CanBeCounter(RangeClause r, Expr? lhs) =>
        lhs is Name n && r.Def && Info.Defs[n.Index] is Var v && !Analysis.IsReassigned(v) && Places.Of(v) == Placement.Scalar;

    private void BindCounter(Expr lhs, int counter) =>
        SetLoc((Var)Info.Defs[((Name)lhs).Index]!, new VarLoc { Kind = LocKind.Scalars, L = Lay(TypeOfVar((Var)Info.Defs[((Name)lhs).Index]!)), Vars = [counter] });

    /// <summary>Counts h from 0 to below n around the body. perIteration runs at the start of each turn.</summary>
    private void CountLoop(ForStmt s, IrType t, Op less, int n, int h, Action perIteration)
    {
        Block head = B.NewBlock(), body = B.NewBlock(), cont = B.NewBlock(), done = B.NewBlock();
        B.SetVar(h, B.Const(t, 0));
        B.JumpInto(head);
        B.If(B.Cmp(less, B.V(h), n), body, done);
        B.SetBlock(body);
        Enter(s, done, cont);
        perIteration();
        Stmts(s.Body.List);
        Leave();
        if (B.Reachable) B.Jump(cont);
        B.SetBlock(cont);
        SetLine(s);
        B.SetVar(h, B.Bin(Op.Add, t, B.V(h), B.Const(t, 1)));
        B.Jump(head);
        B.SetBlock(done);
    }

    private void RangeInt(ForStmt s, RangeClause r, Expr? key, Type xt)
    {
        // An untyped constant takes the type of the variable.
        if (key != null && !r.Def && Tv(r.X).IsConst) xt = LhsType(key);
        else if (key != null && r.Def) xt = TypeOfVar((Var)Info.Defs[((Name)key).Index]!);
        var l = Lay(xt);
        int n = B.Fix(ExprAs(r.X, xt).X);
        var t = l.Scalars![0].Type;
        bool unsigned = Under(xt) is Basic { Info: var bi } && (bi & BasicInfo.Unsigned) != 0;
        int h = F.NewVar(t);
        var shared = SharedVar(r, key);
        bool direct = CanBeCounter(r, key);
        if (direct) BindCounter(key!, h);
        CountLoop(s, t, unsigned ? Op.LtU : Op.LtS, n, h, () =>
        {
            if (!direct) AssignIter(r, key, new GoVal(l, [B.V(h)]), xt, shared);
        });
    }

    private void RangeArray(ForStmt s, RangeClause r, Expr? key, Expr? val, ArrayT a)
    {
        Addr mem = default;
        GoVal whole = default;
        bool byScalars = false;
        if (val != null)
        {
            // The array is copied before the loop, unless the expression makes a new one anyway.
            whole = Expr(r.X);
            if (!IsFreshExpr(r.X)) whole = Snapshot(whole);
            byScalars = !whole.IsMem;
            if (byScalars) whole = Fix(whole);
            else mem = whole.Mem with { Base = B.Fix(whole.Mem.Base) };
        }
        else if (!Tv(r.X).IsConst && HasCallOrRecv(r.X)) Expr(r.X);
        if (a.Len == 0) { _pendingLabel = null; return; }
        var elem = Lay(a.Elem);
        ElementLoop(s, r, key, val, B.I64(a.Len), a.Elem, h => byScalars ? (elem.ScalarCount == 0 ? Empty(elem) : Part(whole, 0)) : Load(new Addr(B.Fix(B.PtrIndex(B.PtrAdd(mem.Base, mem.Off), Scale(h, elem.Size))), 0, mem.Kind), elem));
    }

    private int Scale(int h, long size) => size == 1 ? B.V(h) : B.Bin(Op.Mul, IrType.I64, B.V(h), B.I64(size));

    private bool IsFreshExpr(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        return e is CompositeLit or CallExpr && !Info.Types[(e as CallExpr)?.Fun.Index ?? e.Index].IsType || e is CompositeLit;
    }

    private static bool HasCallOrRecv(Expr e)
    {
        bool found = false;
        Walker.Inspect(e, n =>
        {
            found |= n is CallExpr or Operation { Op: Operator.Recv };
            return !found && n is not FuncLit;
        });
        return found;
    }

    private void RangeArrayPtr(ForStmt s, RangeClause r, Expr? key, Expr? val, ArrayT a)
    {
        int p = B.Fix(Expr(r.X).X);
        if (a.Len == 0) { _pendingLabel = null; return; }
        if (val != null) B.NilCheck(p);
        var elem = Lay(a.Elem);
        ElementLoop(s, r, key, val, B.I64(a.Len), a.Elem, h => Load(new Addr(B.Fix(B.PtrIndex(p, Scale(h, elem.Size))), 0, MemKind.Heap), elem));
    }

    private void RangeSlice(ForStmt s, RangeClause r, Expr? key, Expr? val, SliceT sl)
    {
        var x = Expr(r.X);
        int n = B.Fix(x[1]);
        int p = val != null ? B.Fix(x[0]) : 0;
        var elem = Lay(sl.Elem);
        ElementLoop(s, r, key, val, n, sl.Elem, h => Load(new Addr(B.Fix(B.PtrIndex(p, Scale(h, elem.Size))), 0, MemKind.Heap), elem));
    }

    private void ElementLoop(ForStmt s, RangeClause r, Expr? key, Expr? val, int n, Type elem, Func<int, GoVal> load)
    {
        int h = F.NewVar(IrType.I64);
        VarLoc? sharedKey = SharedVar(r, key), sharedVal = SharedVar(r, val);
        bool direct = CanBeCounter(r, key) && sharedKey == null;
        if (direct) BindCounter(key!, h);
        CountLoop(s, IrType.I64, Op.LtS, n, h, () =>
        {
            if (!r.Def && key != null && val != null)
            {
                // Both values are there before either is assigned.
                var v = Snapshot(load(h));
                AssignIter(r, key, Val(Universe.Int, B.V(h)), Universe.Int, null);
                AssignIter(r, val, v, elem, null);
                return;
            }
            if (!direct) AssignIter(r, key, Val(Universe.Int, B.V(h)), Universe.Int, sharedKey);
            if (val != null) AssignIter(r, val, load(h), elem, sharedVal);
        });
    }

    private void RangeString(ForStmt s, RangeClause r, Expr? key, Expr? val)
    {
        var x = Fix(Expr(r.X));
        int p = x[0], n = x[1];
        int at = F.NewVar(IrType.I64), next = F.NewVar(IrType.I64), c = F.NewVar(IrType.I32);
        VarLoc? sharedKey = SharedVar(r, key), sharedVal = SharedVar(r, val);
        Block head = B.NewBlock(), decode = B.NewBlock(), ascii = B.NewBlock(), wide = B.NewBlock(), body = B.NewBlock(), cont = B.NewBlock(), done = B.NewBlock();
        B.SetVar(at, B.I64(0));
        B.JumpInto(head);
        B.If(B.Cmp(Op.LtS, B.V(at), n), decode, done);
        B.SetBlock(decode);
        B.SetVar(c, B.Load(MemType.U8, B.PtrIndex(p, B.V(at))));
        B.If(B.Cmp(Op.LtS, B.V(c), B.I32(0x80)), ascii, wide);
        B.SetBlock(ascii);
        B.SetVar(next, B.Add64(B.V(at), B.I64(1)));
        B.Jump(body);
        B.SetBlock(wide);
        Runtime("runtime.decoderune", [p, n, B.V(at)], [c, next], CallClass.None);
        B.Jump(body);
        B.SetBlock(body);
        Enter(s, done, cont);
        AssignIter(r, key, Val(Universe.Int, B.V(at)), Universe.Int, sharedKey);
        AssignIter(r, val, Val(Universe.Rune, B.V(c)), Universe.Rune, sharedVal);
        Stmts(s.Body.List);
        Leave();
        if (B.Reachable) B.Jump(cont);
        B.SetBlock(cont);
        SetLine(s);
        B.SetVar(at, B.V(next));
        B.Jump(head);
        B.SetBlock(done);
    }

    // ---------------------------------------------------------------- maps

    private const int MapIterSize = 96;
    private static readonly ulong[] s_mapIterMask = [0b0110_0000_1111];

    private void RangeMap(ForStmt s, RangeClause r, Expr? key, Expr? val, MapT m, Type xt)
    {
        int map = B.Fix(Expr(r.X).X);
        int it = F.NewArea(MapIterSize, 8, s_mapIterMask, "iter");
        VarLoc? sharedKey = SharedVar(r, key), sharedVal = SharedVar(r, val);
        TypeLayout kl = Lay(m.Key), vl = Lay(m.Elem);
        B.ZeroMem(B.AreaAddr(it), MapIterSize);
        Runtime("runtime.mapIterStart", [TypeAddr(xt), map, B.AreaAddr(it)], []);
        Block head = B.NewBlock(), body = B.NewBlock(), cont = B.NewBlock(), done = B.NewBlock();
        int kp = F.NewVar(IrType.Ptr);
        B.JumpInto(head);
        B.SetVar(kp, B.Load(MemType.Ptr, B.AreaAddr(it)));
        B.If(B.NotNil(B.V(kp)), body, done);
        B.SetBlock(body);
        Enter(s, done, cont);
        GoVal kv = default, vv = default;
        if (key != null) kv = Load(new Addr(B.V(kp), 0, MemKind.Heap), kl);
        if (val != null) vv = Load(new Addr(B.Fix(B.Load(MemType.Ptr, B.AreaAddr(it), 8)), 0, MemKind.Heap), vl);
        if (!r.Def && key != null && val != null)
        {
            kv = Snapshot(kv);
            vv = Snapshot(vv);
        }
        if (key != null) AssignIter(r, key, kv, m.Key, sharedKey);
        if (val != null) AssignIter(r, val, vv, m.Elem, sharedVal);
        Stmts(s.Body.List);
        Leave();
        if (B.Reachable) B.Jump(cont);
        B.SetBlock(cont);
        SetLine(s);
        Runtime("runtime.mapIterNext", [B.AreaAddr(it)], []);
        B.Jump(head);
        B.SetBlock(done);
    }

    // ---------------------------------------------------------------- channels

    private void RangeChan(ForStmt s, RangeClause r, Expr? key, ChanT c)
    {
        int ch = B.Fix(Expr(r.X).X);
        var l = Lay(c.Elem);
        int buf = key != null && l.Size > 0 ? NewArea(l, "recv") : -1;
        int ok = F.NewVar(IrType.I32);
        var shared = SharedVar(r, key);
        Block head = B.NewBlock(), body = B.NewBlock(), done = B.NewBlock();
        B.JumpInto(head);
        SetLine(s);
        Runtime("runtime.chanrecv2", [ch, buf >= 0 ? B.AreaAddr(buf) : B.Nil()], [ok]);
        B.If(B.V(ok), body, done);
        B.SetBlock(body);
        Enter(s, done, head);
        if (key != null) AssignIter(r, key, buf >= 0 ? Load(new Addr(B.AreaAddr(buf), 0, MemKind.Fresh), l) : Empty(l), c.Elem, shared);
        Stmts(s.Body.List);
        Leave();
        if (B.Reachable) B.Jump(head);
        B.SetBlock(done);
    }
}
