// Index and slice expressions on strings, slices, arrays and pointers to arrays; pointers and lengths of those.
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
    /// <summary>An index as an I64 leaf. unsigned: a 64-bit value that is never negative in Go's eyes.</summary>
    private int IndexLeaf(Expr e, out bool unsigned)
    {
        unsigned = false;
        if (ConstInt(e, out long c)) return B.I64(c);
        var k = NumKind.Of(TypeOf(e));
        int x = Expr(e).X;
        if (k.Ir == IrType.I32) return B.Leaf(B.Un(k.Signed ? Op.SextI32 : Op.ZextI32, IrType.I64, x));
        unsigned = !k.Signed;
        return B.Leaf(x);
    }

    private void BoundsCheck(int index, bool unsigned, int len)
    {
        if (B.IsConst(index, out long i) && B.IsConst(len, out long n) && (ulong)i < (ulong)n) return;
        B.Check(B.Cmp(Op.LtU, index, len), unsigned ? PanicKind.IndexU : PanicKind.Index, index, len);
    }

    private int Scaled(int index, long size)
    {
        if (size == 1) return index;
        if (B.IsConst(index, out long i)) return B.I64(i * size);
        if (size > 0 && (size & (size - 1)) == 0) return B.Bin(Op.Shl, IrType.I64, index, B.I32(System.Numerics.BitOperations.Log2((ulong)size)));
        return B.Bin(Op.Mul, IrType.I64, index, B.I64(size));
    }

    private GoVal IndexValue(IndexExpr x)
    {
        if (Info.Types[x.X.Index] is { } fv && Under(fv.Type!) is SignatureT && FuncNameOf(x.X) is { } fn) return Val(TypeOf(x), GenericFuncValue(x, fn));
        var xt = SingleType(x.X);
        switch (Under(xt))
        {
            case MapT m: return MapIndex(x, m);
            case Basic b when (b.Info & BasicInfo.String) != 0:
            {
                HoistPair(x.X, x.IndexArg);
                var s = Leaves(Expr(x.X));
                int i = IndexLeaf(x.IndexArg, out bool u);
                SetLine(x);
                BoundsCheck(i, u, s.S1);
                return Val(TypeOf(x), B.Load(MemType.U8, B.PtrIndex(s.S0, i)));
            }
        }
        if (TryIndexPlace(x, out var a)) return Load(a, LayOf(x));
        // An array that is no variable, or one held in scalars.
        var at = (ArrayT)Under(xt);
        HoistPair(x.X, x.IndexArg);
        var v = Expr(x.X);
        int index = IndexLeaf(x.IndexArg, out bool uns);
        SetLine(x);
        BoundsCheck(index, uns, B.I64(at.Len));
        if (at.Len == 0) return Zero(at.Elem);
        if (!v.IsMem) return at.Len == 1 ? Part(v, 0) : Zero(at.Elem);
        return Load(ElemAddr(v.Mem, index, v.L.Parts[0].Size), v.L.Parts[0]);
    }

    private Addr ElemAddr(Addr array, int index, long size)
    {
        if (B.IsConst(index, out long i)) return array.Plus(i * size);
        return new Addr(B.Fix(B.PtrIndex(B.PtrAdd(array.Base, array.Off), Scaled(index, size))), 0, array.Kind);
    }

    /// <summary>The name of a function that an index expression instantiates; null: x is a value.</summary>
    private Name? FuncNameOf(Expr x) => Unparen(x) switch
    {
        Name n when Info.Uses[n.Index] is Func => n,
        SelectorExpr s when Info.Uses[s.Sel.Index] is Func => s.Sel,
        _ => null,
    };

    private int GenericFuncValue(IndexExpr x, Name fn)
    {
        if (Unparen(x.X) is SelectorExpr s && !IsQualified(s))
        {
            var sel = SelectionOf(s);
            var sig = (SignatureT)Under(TypeOf(x));
            return sel.Kind == SelectionKind.MethodExpr ? MethodExprValue(s, sel, sig) : MethodValue(s, sel, sig);
        }
        return FuncValue(fn, (Func)Info.Uses[fn.Index]!);
    }

    /// <summary>x[i] of a slice, of an array in memory or behind a pointer: the element's address after the checks.</summary>
    private bool TryIndexPlace(IndexExpr x, out Addr a)
    {
        a = default;
        if (Info.Types[x.X.Index].IsType) return false;
        switch (Under(SingleType(x.X)))
        {
            case SliceT st:
            {
                HoistPair(x.X, x.IndexArg);
                var s = Leaves(Expr(x.X));
                int i = IndexLeaf(x.IndexArg, out bool u);
                SetLine(x);
                BoundsCheck(i, u, s.S1);
                a = new Addr(B.Leaf(B.PtrIndex(s.S0, Scaled(i, Lay(st.Elem).Size))), 0, MemKind.Heap);
                return true;
            }
            case PointerT { Elem: { } pe } when Under(pe) is ArrayT at:
            {
                HoistPair(x.X, x.IndexArg);
                int p = B.Leaf(Expr(x.X).X);
                int i = IndexLeaf(x.IndexArg, out bool u);
                SetLine(x);
                B.NilCheck(p);
                BoundsCheck(i, u, B.I64(at.Len));
                a = ElemAddr(new Addr(p, 0, PointerKind(p)), i, Lay(at.Elem).Size);
                return true;
            }
            case ArrayT at:
            {
                if (!IsMemory(x.X)) return false;
                HoistPair(x.X, x.IndexArg);
                if (!TryPlace(x.X, out var b)) return false;
                int i = IndexLeaf(x.IndexArg, out bool u);
                SetLine(x);
                BoundsCheck(i, u, B.I64(at.Len));
                a = ElemAddr(b, i, Lay(at.Elem).Size);
                return true;
            }
            default: return false;
        }
    }

    // ---------------------------------------------------------------- slice expressions

    private GoVal SliceValue(SliceExpr x)
    {
        Hoist(x.X, x.Indices[0], x.Indices[1], x.Indices[2]);
        var xt = SingleType(x.X);
        var rt = TypeOf(x);
        int ptr, len, cap;
        long elem;
        bool isString = false;
        switch (Under(xt))
        {
            case Basic:
            {
                var s = Leaves(Expr(x.X));
                (ptr, len, cap) = (s.S0, s.S1, s.S1);
                elem = 1;
                isString = true;
                break;
            }
            case SliceT st:
            {
                var s = Leaves(Expr(x.X));
                (ptr, len, cap) = (s.S0, s.S1, s.S2);
                elem = Lay(st.Elem).Size;
                break;
            }
            case PointerT { Elem: { } pe } when Under(pe) is ArrayT at:
                ptr = B.Leaf(Expr(x.X).X);
                SetLine(x);
                B.NilCheck(ptr);
                len = cap = B.I64(at.Len);
                elem = Lay(at.Elem).Size;
                break;
            case ArrayT at:
            {
                var a = TryPlace(x.X, out var pl) ? pl : Spill(Expr(x.X));
                ptr = AddrExpr(a);
                len = cap = B.I64(at.Len);
                elem = Lay(at.Elem).Size;
                break;
            }
            default: throw Ice(x, $"slice of {xt}");
        }
        bool iu = false, ju = false, ku = false;
        int i = x.Indices[0] == null ? B.I64(0) : IndexLeaf(x.Indices[0]!, out iu);
        int j = x.Indices[1] == null ? len : IndexLeaf(x.Indices[1]!, out ju);
        int k = x.Indices[2] == null ? cap : IndexLeaf(x.Indices[2]!, out ku);
        SetLine(x);
        bool capIsLen = isString || B.IsConst(cap, out _);
        if (x.Indices[2] != null)
        {
            // max <= cap, hi <= max, lo <= hi
            SliceCheck(k, cap, capIsLen ? ku ? PanicKind.Slice3AlenU : PanicKind.Slice3Alen : ku ? PanicKind.Slice3AcapU : PanicKind.Slice3Acap);
            SliceCheck(j, k, ju ? PanicKind.Slice3BU : PanicKind.Slice3B);
            SliceCheck(i, j, iu ? PanicKind.Slice3CU : PanicKind.Slice3C);
        }
        else
        {
            if (x.Indices[1] != null) SliceCheck(j, cap, capIsLen ? ju ? PanicKind.SliceAlenU : PanicKind.SliceAlen : ju ? PanicKind.SliceAcapU : PanicKind.SliceAcap);
            if (x.Indices[0] != null) SliceCheck(i, j, iu ? PanicKind.SliceBU : PanicKind.SliceB);
        }
        int newLen = B.Sub64(j, i);
        if (isString)
        {
            if (B.IsConst(i, out long z) && z == 0) return Val(rt, ptr, newLen);
            newLen = B.Leaf(newLen);
            // An empty rest must not point past the end of the bytes.
            int off = B.Select(IrType.I64, B.Cmp(Op.Eq, newLen, B.I64(0)), B.I64(0), i);
            return Val(rt, B.PtrIndex(ptr, off), newLen);
        }
        int newCap = B.Sub64(k, i);
        if (B.IsConst(i, out long i0) && i0 == 0) return Val(rt, ptr, newLen, newCap);
        newCap = B.Leaf(newCap);
        int delta;
        if (B.IsConst(newCap, out long nc)) delta = nc == 0 ? B.I64(0) : Scaled(i, elem);
        else delta = B.Select(IrType.I64, B.Cmp(Op.Eq, newCap, B.I64(0)), B.I64(0), Scaled(i, elem));
        return Val(rt, B.PtrIndex(ptr, delta), newLen, newCap);
    }

    private void SliceCheck(int a, int b, PanicKind kind)
    {
        if (B.IsConst(a, out long x) && (x == 0 || B.IsConst(b, out long y) && (ulong)x <= (ulong)y)) return;
        if (B[a].Op == Op.Var && B[b].Op == Op.Var && B[a].A == B[b].A) return;
        B.Check(B.Cmp(Op.LeU, a, b), kind, a, b);
    }

    // ---------------------------------------------------------------- len and cap

    private GoVal LenCap(BuiltinId id, CallExpr c)
    {
        var e = c.ArgList[0];
        var t = SingleType(e);
        var u = Under(t);
        if (u is PointerT { Elem: { } pe }) u = Under(pe);
        switch (u)
        {
            case Basic: return Val(Universe.Int, Expr(e).S1);
            case SliceT: return Val(Universe.Int, id == BuiltinId.Len ? Expr(e).S1 : Expr(e).S2);
            case ArrayT a:
                // Not constant because it contains a call or receive, which must be made.
                if (HasCall(e)) HoistIn(e);
                return Val(Universe.Int, B.I64(a.Len));
            case MapT:
            {
                int m = B.Leaf(Expr(e).X);
                return Val(Universe.Int, GuardedLoad(m, MemType.I64, MapUsed));
            }
            case ChanT: return Val(Universe.Int, Runtime1(id == BuiltinId.Len ? "runtime.chanlen" : "runtime.chancap", IrType.I64, [Expr(e).X]));
            default: throw Ice(c, $"{id} of {t}");
        }
    }

    /// <summary>Offset of the number of entries in internal/runtime/maps.Map.</summary>
    public const int MapUsed = 0;

    /// <summary>p == nil ? 0 : *(p + off)</summary>
    private int GuardedLoad(int p, MemType mem, int off)
    {
        int r = B.NewTemp(FuncBuilder.TypeOf(mem));
        Block some = B.NewBlock(), none = B.NewBlock(), done = B.NewBlock();
        B.If(B.NotNil(p), some, none);
        B.SetBlock(some);
        B.SetVar(r, B.Load(mem, p, off));
        B.Jump(done);
        B.SetBlock(none);
        B.SetVar(r, B.Zero(FuncBuilder.TypeOf(mem)));
        B.JumpInto(done);
        return B.V(r);
    }
}
