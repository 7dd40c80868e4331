// Builtin functions, package unsafe's included.
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
    /// <summary>Arguments of a builtin: expressions, or the values of one multi-valued call.</summary>
    private readonly struct BuiltinArgs(FuncLowerer f, CallExpr c, GoVal[]? multi, List<Var>? types)
    {
        internal int Count => multi?.Length ?? c.ArgList.Count;
        internal Type TypeOf(int i) => types != null ? f.Subst(types[i].Type!) : f.SingleType(c.ArgList[i]);
        internal bool IsNil(int i) => multi == null && f.Tv(c.ArgList[i]).IsNil;
        internal GoVal Value(int i) => multi != null ? multi[i] : f.Expr(c.ArgList[i]);
        internal GoVal As(int i, Type to) => multi != null ? f.Convert(multi[i], TypeOf(i), to) : f.ExprAs(c.ArgList[i], to);
    }

    private BuiltinArgs ArgsOf(CallExpr c)
    {
        if (c.ArgList.Count == 1 && Unparen(c.ArgList[0]) is CallExpr && TypeOf(c.ArgList[0]) is TupleT { Count: > 1 } t) return new BuiltinArgs(this, c, MultiExpr(c.ArgList[0]), t.Vars);
        HoistList(c.ArgList);
        return new BuiltinArgs(this, c, null, null);
    }

    private GoVal BuiltinCall(BuiltinId id, CallExpr c)
    {
        SetLine(c);
        switch (id)
        {
            case BuiltinId.Len or BuiltinId.Cap: return LenCap(id, c);
            case BuiltinId.Append: return Append(c);
            case BuiltinId.Make: return Make(c);
            case BuiltinId.New: return New(c);
            case BuiltinId.Min or BuiltinId.Max: return MinMax(id == BuiltinId.Min, c);
            case BuiltinId.Real: return Val(TypeOf(c), Expr(c.ArgList[0]).S0);
            case BuiltinId.Imag: return Val(TypeOf(c), Expr(c.ArgList[0]).S1);
            case BuiltinId.Complex:
            {
                var t = TypeOf(c);
                var ft = ((Basic)Under(t)).Kind == BasicKind.Complex64 ? (Type)Universe.Float32 : Universe.Float64;
                var a = ArgsOf(c);
                return Val(t, a.As(0, ft).X, a.As(1, ft).X);
            }
            case BuiltinId.Recover:
                return Relabel(RecoverCall(), Lay(TypeOf(c)));
            case BuiltinId.Add or BuiltinId.Slice or BuiltinId.SliceData or BuiltinId.String or BuiltinId.StringData: return UnsafeCall(id, c);
            case BuiltinId.Sizeof: return Val(TypeOf(c), B.I64(LayOf(c.ArgList[0]).Size));
            case BuiltinId.Alignof: return Val(TypeOf(c), B.I64(LayOf(c.ArgList[0]).Align));
            case BuiltinId.Offsetof: return Val(TypeOf(c), B.I64(OffsetOf(c)));
            default:
                var plan = PlanBuiltin(id, c);
                SetLine(c);
                var r = plan.Emit(this, plan.Ops, null);
                return r.Length > 0 ? r[0] : default;
        }
    }

    /// <summary>Builtins that may stand in go and defer statements.</summary>
    private CallPlan PlanBuiltin(BuiltinId id, CallExpr c)
    {
        var args = ArgsOf(c);
        switch (id)
        {
            case BuiltinId.Panic:
                return new CallPlan([args.As(0, Universe.EmptyInterface)], (fl, o, _) =>
                {
                    fl.PanicCall(o[0]);
                    return s_noVals;
                });
            case BuiltinId.Print or BuiltinId.Println:
            {
                var ops = new GoVal[args.Count];
                var types = new Type[ops.Length];
                for (int i = 0; i < ops.Length; i++)
                {
                    types[i] = args.TypeOf(i);
                    if (args.IsNil(i)) types[i] = Universe.UnsafePointer;
                    if (types[i] is Basic { Kind: BasicKind.UntypedInt or BasicKind.UntypedRune or BasicKind.UntypedFloat or BasicKind.UntypedComplex or BasicKind.UntypedBool or BasicKind.UntypedString } ub)
                        types[i] = ub.Kind is BasicKind.UntypedInt or BasicKind.UntypedRune ? Universe.Int64 : TypeOps.Default(ub);
                    ops[i] = Leaves(args.As(i, types[i]));
                }
                bool ln = id == BuiltinId.Println;
                return new CallPlan(ops, (fl, o, _) =>
                {
                    fl.Print(o, types, ln);
                    return s_noVals;
                });
            }
            case BuiltinId.Close:
                return new CallPlan([Expr(c.ArgList[0])], (fl, o, _) =>
                {
                    fl.Runtime("runtime.closechan", [o[0].X], []);
                    return s_noVals;
                });
            case BuiltinId.Delete:
            {
                var mt = args.TypeOf(0);
                var m = (MapT)Under(mt);
                return new CallPlan([Leaves(args.Value(0)), args.As(1, m.Key)], (fl, o, _) =>
                {
                    fl.MapDelete(mt, o[0].X, o[1]);
                    return s_noVals;
                });
            }
            case BuiltinId.Clear:
            {
                var t = TypeOf(c.ArgList[0]);
                return new CallPlan([Leaves(Expr(c.ArgList[0]))], (fl, o, _) =>
                {
                    fl.Clear(o[0], t);
                    return s_noVals;
                });
            }
            case BuiltinId.Copy:
            {
                var dt = args.TypeOf(0);
                return new CallPlan([Leaves(args.Value(0)), Leaves(args.Value(1))], (fl, o, _) => [fl.CopySlice(o[0], o[1], ((SliceT)Under(dt)).Elem)]);
            }
            case BuiltinId.Recover:
                // Runs when this function ends, as if it called recover itself; the token is this function's.
                return new CallPlan([Val(Universe.Uintptr, B.Un(Op.PtrToInt, IrType.I64, RecoverToken()))], (fl, o, _) =>
                {
                    fl.Runtime("runtime.gorecover", [fl.B.Un(Op.IntToPtr, IrType.Ptr, o[0].X)], [fl.B.NewTemp(IrType.Ptr), fl.B.NewTemp(IrType.Ptr)]);
                    return s_noVals;
                });
            default: return new CallPlan([BuiltinCall(id, c)], (_, o, _) => o);
        }
    }

    // ---------------------------------------------------------------- copy, clear

    private GoVal CopySlice(GoVal dst, GoVal src, Type elem)
    {
        var l = Lay(elem);
        if (l.HasPointers)
        {
            int r = Runtime1("runtime.typedslicecopy", IrType.I64, [TypeAddr(elem), dst.S0, dst.S1, src.S0, src.S1]);
            return Val(Universe.Int, r);
        }
        int n = B.Fix(B.Select(IrType.I64, B.Cmp(Op.LtS, src.S1, dst.S1), src.S1, dst.S1));
        if (l.Size > 0)
        {
            Block some = B.NewBlock(), done = B.NewBlock();
            B.If(B.Cmp(Op.Ne, n, B.I64(0)), some, done);
            B.SetBlock(some);
            Runtime("runtime.memmove", [dst.S0, src.S0, Scaled(n, l.Size)], []);
            B.JumpInto(done);
        }
        return Val(Universe.Int, n);
    }

    private void Clear(GoVal v, Type t)
    {
        switch (Under(t))
        {
            case MapT: Runtime("runtime.mapclear", [TypeAddr(t), v.X], []); break;
            case SliceT s:
            {
                var l = Lay(s.Elem);
                if (l.Size == 0) break;
                Block some = B.NewBlock(), done = B.NewBlock();
                B.If(B.Cmp(Op.Ne, v.S1, B.I64(0)), some, done);
                B.SetBlock(some);
                Runtime(l.HasPointers ? "runtime.memclrHasPointers" : "runtime.memclrNoHeapPointers", [v.S0, Scaled(v.S1, l.Size)], []);
                B.JumpInto(done);
                break;
            }
        }
    }

    // ---------------------------------------------------------------- make, new

    private GoVal Make(CallExpr c)
    {
        var t = TypeOf(c);
        for (int i = 1; i < c.ArgList.Count; i++) HoistIn(c.ArgList[i]);
        switch (Under(t))
        {
            case SliceT s:
            {
                int len = MakeSize(c.ArgList[1]), cap = c.ArgList.Count > 2 ? MakeSize(c.ArgList[2]) : len;
                if (!Places.Escapes(c) && AreaSlice(s, len, cap) is { } small) return Val(t, small, len, cap);
                int p = Runtime1("runtime.makeslice", IrType.Ptr, [TypeAddr(s.Elem), len, cap]);
                return Val(t, p, len, cap);
            }
            case MapT:
            {
                long n = 0;
                if ((c.ArgList.Count == 1 || ConstInt(c.ArgList[1], out n) && n <= 8) && !Places.Escapes(c)) return Val(t, AreaMap(t, B.I64(n), true));
                if (c.ArgList.Count > 1 && !Places.Escapes(c)) return Val(t, AreaMap(t, MakeSize(c.ArgList[1]), false));
                if (c.ArgList.Count == 1 || n is > 0 and <= 8) return Val(t, Runtime1("runtime.makemap_small", IrType.Ptr, []));
                int hint = MakeSize(c.ArgList[1]);
                return Val(t, Runtime1("runtime.makemap", IrType.Ptr, [TypeAddr(t), hint, B.Nil()]));
            }
            case ChanT:
            {
                int size = c.ArgList.Count > 1 ? MakeSize(c.ArgList[1]) : B.I64(0);
                return Val(t, Runtime1("runtime.makechan", IrType.Ptr, [TypeAddr(t), size]));
            }
            default: throw Ice(c, $"make of {t}");
        }
    }

    /// <summary>Bytes of a slice of unknown size that are kept in the area.</summary>
    private const long UnknownSliceBytes = 32;

    /// <summary>
    /// The array of a slice that does not escape: in the area if it is of constant size, or small when the program comes here; null: it is a heap object.
    /// </summary>
    private int? AreaSlice(SliceT s, int len, int cap)
    {
        var el = Lay(s.Elem);
        if (el.Size == 0) return null;
        bool known = B.IsConst(cap, out long n);
        if (known ? n < 0 || n > MaxAreaVar / el.Size : el.Size > UnknownSliceBytes) return null;
        long room = known ? n : UnknownSliceBytes / el.Size;
        if (room == 0) return B.SymAddr(P.ZeroBaseSym());
        if (known && B.IsConst(len, out long l) && l >= 0 && l <= n) return FreshArea(new ArrayT(s.Elem, room));
        int p = B.NewTemp(IrType.Ptr);
        Block fits = B.NewBlock(), larger = B.NewBlock(), near = B.NewBlock(), done = B.NewBlock();
        B.If(B.Cmp(Op.LeU, cap, B.I64(room)), fits, larger);
        B.SetBlock(fits);
        B.If(B.Cmp(Op.LeU, len, cap), near, larger);
        B.SetBlock(near);
        B.SetVar(p, FreshArea(new ArrayT(s.Elem, room)));
        B.Jump(done);
        B.SetBlock(larger);
        B.SetVar(p, Runtime1("runtime.makeslice", IrType.Ptr, [TypeAddr(s.Elem), len, cap]));
        B.JumpInto(done);
        return B.V(p);
    }

    /// <summary>The words of internal/runtime/maps.Map.</summary>
    private static readonly StructT s_map = new(
    [
        new Var(default, null, "used", Universe.Uint64, VarKind.Field), new Var(default, null, "seed", Universe.Uintptr, VarKind.Field),
        new Var(default, null, "dirPtr", Universe.UnsafePointer, VarKind.Field), new Var(default, null, "dirLen", Universe.Int, VarKind.Field),
        new Var(default, null, "bits", Universe.Uint64, VarKind.Field), new Var(default, null, "clearSeq", Universe.Uint64, VarKind.Field),
    ], null);

    private const int MapDirPtr = 16;
    private const long EmptyControl = unchecked((long)0x8080808080808080);

    /// <summary>A map that does not escape: its header is in the area, and its first eight slots if it is made for no more.</summary>
    private int AreaMap(Type t, int hint, bool small)
    {
        int m = FreshArea(s_map);
        m = B.Leaf(Runtime1("runtime.makemap", IrType.Ptr, [TypeAddr(t), hint, m]));
        var group = TypeData.GroupOf(Layouts, (MapT)Under(t));
        if (!small || Lay(group).Size > MaxAreaVar) return m;
        int g = FreshArea(group);
        B.Store(MemType.I64, g, 0, B.I64(EmptyControl));
        B.Store(MemType.Ptr, m, MapDirPtr, g);
        return m;
    }

    /// <summary>A size argument as I64: values of uint64 beyond int64 come out negative, which the runtime refuses.</summary>
    private int MakeSize(Expr e)
    {
        if (Tv(e) is { IsConst: true, Value: { } v }) return B.I64(IntBits(v, e));
        return IndexLeaf(e, out _);
    }

    private GoVal New(CallExpr c)
    {
        var arg = c.ArgList[0];
        var pt = TypeOf(c);
        var elem = ((PointerT)Under(pt)).Elem;
        if (Tv(arg).IsType)
        {
            if (!Places.Escapes(c) && Lay(elem).Size <= MaxAreaVar) return Val(pt, FreshArea(elem));
            return Val(pt, NewObject(elem));
        }
        // new(expr)
        var v = Leaves(ExprAs(arg, elem));
        int p = !Places.Escapes(c) && Lay(elem).Size <= MaxAreaVar ? FreshArea(elem) : NewObject(elem);
        Store(new Addr(p, 0, MemKind.Fresh), v);
        return Val(pt, p);
    }

    /// <summary>A zeroed area object for a composite that does not escape.</summary>
    private int FreshArea(Type t)
    {
        var l = Lay(t);
        int p = B.AreaAddr(NewArea(l));
        B.ZeroMem(p, l.Size);
        return p;
    }

    // ---------------------------------------------------------------- min, max

    private GoVal MinMax(bool min, CallExpr c)
    {
        var t = TypeOf(c);
        HoistList(c.ArgList);
        var r = Leaves(ExprAs(c.ArgList[0], t));
        for (int i = 1; i < c.ArgList.Count; i++)
        {
            var y = Leaves(ExprAs(c.ArgList[i], t));
            if (IsString(t))
            {
                int less = B.Fix(CompareStrings(Operator.Lss, min ? y : r, min ? r : y));
                r = Fix(Val(t, B.Select(IrType.Ptr, less, y.S0, r.S0), B.Select(IrType.I64, less, y.S1, r.S1)));
                continue;
            }
            var k = NumKind.Of(t);
            if (k.Float)
            {
                r = Fix(Val(t, FloatMinMax(min, k, r.X, y.X)));
                continue;
            }
            int pick = B.Cmp(IntCmp(min ? Operator.Lss : Operator.Gtr, k.Signed), y.X, r.X);
            r = Fix(Val(t, B.Select(k.Ir, pick, y.X, r.X)));
        }
        return r;
    }

    /// <summary>The smaller (larger) of two leaves: NaN if one is, and -0 is smaller than +0.</summary>
    private int FloatMinMax(bool min, NumKind k, int x, int y)
    {
        var it = k.Ir == IrType.F64 ? IrType.I64 : IrType.I32;
        int zeros = B.Un(Op.Bits, k.Ir, B.Bin(min ? Op.Or : Op.And, it, B.Un(Op.Bits, it, x), B.Un(Op.Bits, it, y)));
        int same = B.Select(k.Ir, B.Bin(Op.FEq, IrType.I32, x, y), zeros, B.Bin(Op.Add, k.Ir, x, y));
        var (less, more) = min ? (x, y) : (y, x);
        return B.Select(k.Ir, B.Bin(Op.FLt, IrType.I32, less, more), x, B.Select(k.Ir, B.Bin(Op.FLt, IrType.I32, more, less), y, same));
    }

    // ---------------------------------------------------------------- print

    private void Print(GoVal[] vals, Type[] types, bool ln)
    {
        Runtime("runtime.printlock", [], []);
        for (int i = 0; i < vals.Length; i++)
        {
            if (ln && i > 0) Runtime("runtime.printsp", [], []);
            var v = vals[i];
            switch (Under(types[i]))
            {
                case Basic b when (b.Info & BasicInfo.Boolean) != 0: Runtime("runtime.printbool", [v.X], []); break;
                case Basic b when (b.Info & BasicInfo.String) != 0: Runtime("runtime.printstring", [v.S0, v.S1], []); break;
                case Basic b when (b.Info & BasicInfo.Float) != 0:
                    if (b.Kind == BasicKind.Float32) Runtime("runtime.printfloat32", [v.X], []);
                    else Runtime("runtime.printfloat64", [v.X], []);
                    break;
                case Basic b when (b.Info & BasicInfo.Complex) != 0: Runtime(b.Kind == BasicKind.Complex64 ? "runtime.printcomplex64" : "runtime.printcomplex128", [v.S0, v.S1], []); break;
                case Basic b when (b.Info & BasicInfo.Integer) != 0:
                {
                    var k = NumKind.Of(b.Kind);
                    int x = ConvertNum(v.X, k, new NumKind(IrType.I64, 64, k.Signed, false));
                    bool hex = TypeOps.Unalias(types[i]) is Named { Obj: { Name: "hex", Pkg.Path: "runtime" } };
                    Runtime(hex ? "runtime.printhex" : k.Signed ? "runtime.printint" : "runtime.printuint", [x], []);
                    break;
                }
                case InterfaceT it: Runtime(IsEmptyIface(it) ? "runtime.printeface" : "runtime.printiface", [v.S0, v.S1], []); break;
                case SliceT: Runtime("runtime.printslice", [v.S0, v.S1, v.S2], []); break;
                default: Runtime("runtime.printpointer", [v.X], []); break;
            }
        }
        if (ln) Runtime("runtime.printnl", [], []);
        Runtime("runtime.printunlock", [], []);
    }

    // ---------------------------------------------------------------- unsafe

    private GoVal UnsafeCall(BuiltinId id, CallExpr c)
    {
        var t = TypeOf(c);
        HoistList(c.ArgList);
        switch (id)
        {
            case BuiltinId.Add:
            {
                int p = Expr(c.ArgList[0]).X;
                int n = MakeSize(c.ArgList[1]);
                return Val(t, B.PtrIndex(p, n));
            }
            case BuiltinId.SliceData: return Val(t, Expr(c.ArgList[0]).S0);
            case BuiltinId.StringData: return Val(t, Expr(c.ArgList[0]).S0);
            case BuiltinId.String:
            {
                int p = B.Leaf(Expr(c.ArgList[0]).X);
                int n = MakeSize(c.ArgList[1]);
                SetLine(c);
                UnsafeLen(p, n, 1, "runtime.panicunsafestringlen", "runtime.panicunsafestringnilptr");
                return Val(t, p, n);
            }
            default:
            {
                int p = B.Leaf(Expr(c.ArgList[0]).X);
                int n = MakeSize(c.ArgList[1]);
                SetLine(c);
                UnsafeLen(p, n, Lay(((SliceT)Under(t)).Elem).Size, "runtime.panicunsafeslicelen", "runtime.panicunsafeslicenilptr");
                return Val(t, p, n, n);
            }
        }
    }

    private void UnsafeLen(int p, int n, long size, string badLen, string nilPtr)
    {
        if (B.IsConst(n, out long c) && c == 0) return;
        Block bad = B.NewBlock(), ok = B.NewBlock(), over = B.NewBlock(), nil = B.NewBlock(), fine = B.NewBlock();
        // Negative, or more bytes than there are addresses; then: no more bytes than from p to the end of memory (none for nil).
        long max = size <= 1 ? long.MaxValue : long.MaxValue / size;
        B.If(B.Cmp(Op.GtU, n, B.I64(max)), bad, ok, ValueFlags.Unlikely);
        B.SetBlock(bad);
        Runtime(badLen, [], [], noReturn: true);
        B.SetBlock(ok);
        B.If(B.Cmp(Op.GtU, Scaled(n, size), B.Un(Op.Neg, IrType.I64, B.Un(Op.PtrToInt, IrType.I64, p))), over, fine, ValueFlags.Unlikely);
        B.SetBlock(over);
        B.If(B.IsNil(p), nil, bad);
        B.SetBlock(nil);
        Runtime(nilPtr, [], [], noReturn: true);
        B.SetBlock(fine);
    }

    private long OffsetOf(CallExpr c)
    {
        var s = (SelectorExpr)Unparen(c.ArgList[0]);
        var sel = SelectionOf(s);
        var l = Lay(SingleType(s.X));
        if (l.Under is PointerT p) l = Lay(p.Elem);
        long off = 0;
        foreach (int i in sel.Index)
        {
            // Embedded pointers are not allowed on the path, except as x itself.
            off += l.FieldOffsets[i];
            l = l.Parts[i];
        }
        return off;
    }
}
