// Conversions, explicit and implicit, boxing into interfaces, type assertions.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    /// <summary>A value of type from as one of type to: every conversion of the spec (the checker has allowed it).</summary>
    /// <param name="at">The node at which escape analysis knows what the conversion makes; null: it is a heap object.</param>
    public GoVal Convert(GoVal v, Type from, Type to, Node? at = null)
    {
        if (ReferenceEquals(from, to)) return v;
        Type fu = Under(from), tu = Under(to);
        if (tu is InterfaceT ti)
        {
            if (fu is InterfaceT fi) return IfaceToIface(v, from, fi, to, ti);
            return ToInterface(v, from, to, at);
        }
        if (fu is Basic fb)
        {
            if (fb.Kind == BasicKind.UntypedNil) return Zero(to);
            if (tu is Basic tb) return ConvertBasic(v, fb, tb, to, at);
            if (tu is SliceT ts && (fb.Info & BasicInfo.String) != 0) return StringToSlice(v, ts, to, at);
            if (fb.Kind == BasicKind.UnsafePointer || tu is PointerT) return Relabel(v, Lay(to));
        }
        if (fu is SliceT fs)
        {
            if (tu is Basic { Kind: BasicKind.String }) return SliceToString(v, fs, to, at);
            if (tu is ArrayT ta)
            {
                int p = SliceToArrayPtr(v, ta);
                return Load(new Addr(B.Leaf(p), 0, MemKind.Heap), Lay(to));
            }
            if (tu is PointerT { Elem: { } pe } && Under(pe) is ArrayT pa) return Val(to, SliceToArrayPtr(v, pa));
        }
        return Relabel(v, Lay(to));
    }

    private int SliceToArrayPtr(GoVal v, ArrayT a)
    {
        v = Leaves(v);
        B.Check(B.Cmp(Op.GeS, v.S1, B.I64(a.Len)), PanicKind.SliceConvert, v.S1, B.I64(a.Len));
        return v.S0;
    }

    // ---------------------------------------------------------------- numbers and strings

    private GoVal ConvertBasic(GoVal v, Basic from, Basic to, Type toType, Node? at)
    {
        bool ts = (to.Info & BasicInfo.String) != 0;
        if (ts)
        {
            if ((from.Info & BasicInfo.String) != 0) return Relabel(v, Lay(toType));
            // string(rune): values that are no code point give U+FFFD.
            int x = v.X;
            var k = NumKind.Of(from.Kind);
            int wide = k.Ir == IrType.I64 ? x : B.Un(k.Signed ? Op.SextI32 : Op.ZextI32, IrType.I64, x);
            if (k is { Bits: 64, Signed: false })
            {
                wide = B.Leaf(wide);
                wide = B.Select(IrType.I64, B.Cmp(Op.LtS, wide, B.I64(0)), B.I64(-1), wide);
            }
            int p = B.NewTemp(IrType.Ptr), n = B.NewTemp(IrType.I64);
            Runtime("runtime.intstring", [TextBuf(at), wide], [p, n]);
            return Val(toType, B.V(p), B.V(n));
        }
        if ((to.Info & BasicInfo.Complex) != 0)
        {
            var tt = to.Kind == BasicKind.Complex64 ? IrType.F32 : IrType.F64;
            if (v.L.Scalars![0].Type == tt) return Relabel(v, Lay(toType));
            return Val(toType, B.Un(Op.FConv, tt, v.S0), B.Un(Op.FConv, tt, v.S1));
        }
        if ((to.Info & BasicInfo.Boolean) != 0 || (from.Info & BasicInfo.Boolean) != 0) return Relabel(v, Lay(toType));
        return Val(toType, ConvertNum(v.X, NumKind.Of(from.Kind), NumKind.Of(to.Kind)));
    }

    /// <summary>Conversion between numeric scalars and unsafe.Pointer.</summary>
    public int ConvertNum(int x, NumKind f, NumKind t)
    {
        if (f == t) return x;
        if (f.Ir == IrType.Ptr) return t.Ir == IrType.Ptr ? x : ConvertNum(B.Un(Op.PtrToInt, IrType.I64, x), new NumKind(IrType.I64, 64, false, false), t);
        if (t.Ir == IrType.Ptr) return B.Un(Op.IntToPtr, IrType.Ptr, x);
        if (f.Float)
        {
            if (t.Float) return B.Un(Op.FConv, t.Ir, x);
            if (t.Bits == 64) return B.Un(t.Signed ? Op.FToI64 : Op.FToU64, IrType.I64, x);
            if (t.Bits == 32) return B.Un(t.Signed ? Op.FToI32 : Op.FToU32, IrType.I32, x);
            return Wrap(B.Un(Op.FToI32, IrType.I32, x), t);
        }
        if (t.Float)
        {
            if (f.Ir == IrType.I64) return B.Un(f.Signed ? Op.I64ToF : Op.U64ToF, t.Ir, x);
            return B.Un(f.Bits == 32 && !f.Signed ? Op.U32ToF : Op.I32ToF, t.Ir, x);
        }
        if (t.Ir == IrType.I64)
        {
            if (f.Ir == IrType.I64) return x;
            if (B.IsConst(x, out long c)) return B.I64(f.Signed ? c : (uint)c);
            return B.Un(f.Signed ? Op.SextI32 : Op.ZextI32, IrType.I64, x);
        }
        if (f.Ir == IrType.I64)
        {
            if (B.IsConst(x, out long c)) x = B.I32((int)c);
            else x = B.Un(Op.TruncI64, IrType.I32, x);
            return Wrap(x, t);
        }
        // Within 32 bits: widening keeps the value, narrowing or a change of sign wraps.
        if (t.Bits > f.Bits && (!f.Signed || t.Signed) || t.Bits == 32) return x;
        return Wrap(x, t);
    }

    /// <summary>Room for the bytes that a conversion or concatenation makes, if they do not escape and are few; else nil.</summary>
    private int TextBuf(Node? at, int bytes = 32) => at != null && !Places.Escapes(at, SiteKind.Text) ? B.AreaAddr(NewArea(Lay(new ArrayT(Universe.Uint8, bytes)))) : B.Nil();

    /// <summary>[]byte("…"): an array of just that size.</summary>
    private GoVal ConstBytes(CallExpr c, Type to, SliceT s, StringConst text)
    {
        var at = new ArrayT(s.Elem, text.Value.Length);
        var v = ConstVal(text, Universe.String, c);
        SetLine(c);
        int p = B.Leaf(!Places.Escapes(c, SiteKind.Text) && text.Value.Length <= MaxAreaVar ? B.AreaAddr(NewArea(Lay(at))) : NewObject(at));
        B.MoveMem(p, v.S0, text.Value.Length);
        return Val(to, p, B.I64(text.Value.Length), B.I64(text.Value.Length));
    }

    private GoVal StringToSlice(GoVal v, SliceT to, Type toType, Node? at)
    {
        bool runes = Lay(to.Elem).Size == 4;
        if (!runes && at != null && !Places.Escapes(at, SiteKind.Text) && !Places.Mutated(at))
        {
            // Nobody writes to the bytes: they are the string's own. The slice is not nil, whatever the string.
            v = Leaves(v);
            int data = B.Fix(B.Select(IrType.Ptr, B.NotNil(v.S0), v.S0, B.SymAddr(P.ZeroBaseSym())));
            return Val(toType, data, v.S1, v.S1);
        }
        int p = B.NewTemp(IrType.Ptr), n = B.NewTemp(IrType.I64), c = B.NewTemp(IrType.I64);
        Runtime(runes ? "runtime.stringtoslicerune" : "runtime.stringtoslicebyte", [TextBuf(at, runes ? 128 : 32), v.S0, v.S1], [p, n, c]);
        return Val(toType, B.V(p), B.V(n), B.V(c));
    }

    private GoVal SliceToString(GoVal v, SliceT from, Type toType, Node? at)
    {
        bool runes = Lay(from.Elem).Size == 4;
        int p = B.NewTemp(IrType.Ptr), n = B.NewTemp(IrType.I64);
        if (runes) Runtime("runtime.slicerunetostring", [TextBuf(at), v.S0, v.S1, v.S2], [p, n]);
        else Runtime("runtime.slicebytetostring", [TextBuf(at), v.S0, v.S1], [p, n]);
        return Val(toType, B.V(p), B.V(n));
    }

    /// <summary>A string that is read and forgotten before anything else happens: string(b) is b's bytes themselves.</summary>
    private GoVal ReadOnce(Expr e, Type to)
    {
        if (IsBytesToString(e) is { } c && Identical(TypeOf(c), to))
        {
            var v = Expr(c.ArgList[0]);
            return Val(to, v.S0, v.S1);
        }
        return ExprAs(e, to);
    }

    /// <summary>string(b) with a slice of bytes, not evaluated before.</summary>
    private CallExpr? IsBytesToString(Expr e) =>
        Unparen(e) is CallExpr { ArgList.Count: 1 } c && IsConversion(c) && !IsConst(c) && _hoisted?.ContainsKey(c) != true && _hoisted?.ContainsKey(e) != true
            && IsString(TypeOf(c)) && Under(SingleType(c.ArgList[0])) is SliceT s && Lay(s.Elem).Size == 1 ? c : null;

    // ---------------------------------------------------------------- interfaces

    private static bool IsEmptyIface(InterfaceT t) => t.TypeSet.Methods.Count == 0;

    /// <summary>Boxes a value of a concrete type.</summary>
    private GoVal ToInterface(GoVal v, Type from, Type to, Node? at)
    {
        from = TypeOps.Unalias(from);
        int word = IsEmptyIface((InterfaceT)Under(to)) ? TypeAddr(from) : ItabAddr(from, to);
        return Val(to, word, BoxData(v, at));
    }

    /// <summary>The data word of an interface with value v.</summary>
    public int BoxData(GoVal v, Node? at = null)
    {
        var l = v.L;
        if (l.DirectIface) return v.X;
        if (l.Size == 0) return B.SymAddr(P.ZeroBaseSym());
        int data = ConstData(v);
        if (data >= 0) return B.SymAddr(data);
        if (v.IsMem && B[v.Mem.Base].Op == Op.SymAddr && v.Mem.Kind == MemKind.Stable) return B.PtrAdd(v.Mem.Base, v.Mem.Off);
        bool area = at != null && !Places.Escapes(at, SiteKind.Box) && l.Size <= MaxAreaVar;
        if (area && !(v.N == 1 && l.Scalars![0].Mem is MemType.U8 or MemType.I8))
        {
            v = Leaves(v);
            int q = B.AreaAddr(NewArea(l));
            Store(new Addr(q, 0, MemKind.Fresh), v);
            return q;
        }
        if (v.N == 1)
        {
            var sc = l.Scalars![0];
            switch (sc.Mem)
            {
                case MemType.U8 or MemType.I8: return B.PtrIndex(B.SymAddr(SmallValues()), B.Bin(Op.Shl, IrType.I64, B.Un(Op.ZextI32, IrType.I64, sc.Mem == MemType.I8 ? B.Un(Op.Zext8, IrType.I32, v.X) : v.X), B.I32(3)));
                case MemType.U16 or MemType.I16: return Runtime1("runtime.convT16", IrType.Ptr, [sc.Mem == MemType.I16 ? B.Un(Op.Zext16, IrType.I32, v.X) : v.X]);
                case MemType.I32: return Runtime1("runtime.convT32", IrType.Ptr, [v.X]);
                case MemType.F32: return Runtime1("runtime.convT32", IrType.Ptr, [B.Un(Op.Bits, IrType.I32, v.X)]);
                case MemType.I64: return Runtime1("runtime.convT64", IrType.Ptr, [v.X]);
                case MemType.F64: return Runtime1("runtime.convT64", IrType.Ptr, [B.Un(Op.Bits, IrType.I64, v.X)]);
            }
        }
        if (l.Under is Basic { Kind: BasicKind.String }) return Runtime1("runtime.convTstring", IrType.Ptr, [v.S0, v.S1]);
        if (l.Under is SliceT) return Runtime1("runtime.convTslice", IrType.Ptr, [v.S0, v.S1, v.S2]);
        v = Leaves(v);
        int p = NewObject(l.Type);
        Store(new Addr(p, 0, MemKind.Fresh), v);
        return p;
    }

    /// <summary>256 words with the values 0 … 255, for boxes of single bytes.</summary>
    private int SmallValues()
    {
        if (P.Data.New("go:smallvalues", Section.RoData, 2048, 8, true) is { } d)
        {
            d.Bytes = new byte[2048];
            for (int i = 0; i < 256; i++) d.Bytes[8 * i] = (byte)i;
        }
        return P.Sym("go:smallvalues");
    }

    /// <summary>The type word of an interface value: its first word, or what the itab says.</summary>
    public int TypeWord(GoVal v, InterfaceT t)
    {
        if (IsEmptyIface(t)) return v.S0;
        int tab = B.Leaf(v.S0);
        int r = B.NewTemp(IrType.Ptr);
        Block yes = B.NewBlock(), no = B.NewBlock(), done = B.NewBlock();
        B.If(B.NotNil(tab), yes, no);
        B.SetBlock(yes);
        B.SetVar(r, B.Load(MemType.Ptr, tab, ItabType));
        B.Jump(done);
        B.SetBlock(no);
        B.SetVar(r, B.Nil());
        B.JumpInto(done);
        return B.V(r);
    }

    /// <summary>Offset of the type in an itab.</summary>
    public const int ItabType = 8;

    private GoVal IfaceToIface(GoVal v, Type fromType, InterfaceT from, Type to, InterfaceT ti)
    {
        // Interface types that are not identical have itabs of their own, even if their methods are the same: values are told by their itabs.
        if (IsEmptyIface(from) && IsEmptyIface(ti) || Identical(fromType, to)) return Relabel(v, Lay(to));
        v = Leaves(v);
        int typ = TypeWord(v, from);
        if (IsEmptyIface(ti)) return Val(to, typ, v.S1);
        typ = B.Leaf(typ);
        int r = B.NewTemp(IrType.Ptr);
        Block yes = B.NewBlock(), no = B.NewBlock(), done = B.NewBlock();
        B.If(B.NotNil(typ), yes, no);
        B.SetBlock(yes);
        B.SetVar(r, Runtime1("runtime.assertE2I", IrType.Ptr, [TypeAddr(to), typ]));
        B.Jump(done);
        B.SetBlock(no);
        B.SetVar(r, B.Nil());
        B.JumpInto(done);
        return Val(to, B.V(r), v.S1);
    }

    /// <summary>The itab that a value of type iface with dynamic type t has. In instances of generics there may be none: then an address that no itab has.</summary>
    private int WantedItab(Type t, Type iface, InterfaceT it) => P.Implements(t, it) ? ItabAddr(t, iface) : B.SymAddr(P.ZeroBaseSym());

    // ---------------------------------------------------------------- type assertions

    /// <summary>x.(T) that panics.</summary>
    private GoVal Assertion(AssertExpr e, Type to)
    {
        var xt = TypeOf(e.X);
        var it = (InterfaceT)Under(xt);
        var x = Leaves(Expr(e.X));
        SetLine(e);
        if (Under(to) is InterfaceT ti)
        {
            int typ = TypeWord(x, it);
            if (IsEmptyIface(ti))
            {
                typ = B.Leaf(typ);
                Block nil = B.NewBlock(), ok = B.NewBlock();
                B.If(B.IsNil(typ), nil, ok, ValueFlags.Unlikely);
                B.SetBlock(nil);
                Runtime("runtime.panicnildottype", [TypeAddr(to)], [], noReturn: true);
                B.SetBlock(ok);
                return Val(to, typ, x.S1);
            }
            int tab = Runtime1("runtime.assertE2I", IrType.Ptr, [TypeAddr(to), typ]);
            return Val(to, tab, x.S1);
        }
        var l = Lay(to);
        int want = IsEmptyIface(it) ? TypeAddr(to) : WantedItab(to, xt, it);
        Block bad = B.NewBlock(), good = B.NewBlock();
        B.If(B.Cmp(Op.Ne, x.S0, want), bad, good, ValueFlags.Unlikely);
        B.SetBlock(bad);
        Runtime(IsEmptyIface(it) ? "runtime.panicdottypeE" : "runtime.panicdottypeI", [x.S0, TypeAddr(to), TypeAddr(xt)], [], noReturn: true);
        B.SetBlock(good);
        return Unbox(x.S1, l);
    }

    /// <summary>x.(T) in a comma-ok form: (value or zero, ok); fixed.</summary>
    private GoVal[] AssertionOk(AssertExpr e, Type to)
    {
        var xt = TypeOf(e.X);
        var x = Leaves(Expr(e.X));
        SetLine(e);
        return AssertionOk(x, xt, to);
    }

    /// <summary>Comma-ok type assertion of an interface value (leaves).</summary>
    public GoVal[] AssertionOk(GoVal x, Type xt, Type to)
    {
        var it = (InterfaceT)Under(xt);
        if (Under(to) is InterfaceT ti)
        {
            int typ = B.Leaf(TypeWord(x, it));
            int word;
            if (IsEmptyIface(ti)) word = typ;
            else
            {
                int r = B.NewTemp(IrType.Ptr);
                Block some = B.NewBlock(), none = B.NewBlock(), end = B.NewBlock();
                B.If(B.NotNil(typ), some, none);
                B.SetBlock(some);
                B.SetVar(r, Runtime1("runtime.assertE2I2", IrType.Ptr, [TypeAddr(to), typ]));
                B.Jump(end);
                B.SetBlock(none);
                B.SetVar(r, B.Nil());
                B.JumpInto(end);
                word = B.V(r);
            }
            int ok = B.Fix(B.NotNil(word));
            int data = B.Fix(B.Select(IrType.Ptr, ok, x.S1, B.Nil()));
            return [Fix(Val(to, word, data)), Val(Universe.Bool, ok)];
        }
        var l = Lay(to);
        int want = IsEmptyIface(it) ? TypeAddr(to) : WantedItab(to, xt, it);
        int okv = B.NewTemp(IrType.I32);
        B.SetVar(okv, B.Cmp(Op.Eq, x.S0, want));
        if (l.ScalarCount == 0 && !l.IsMem) return [Empty(l), Val(Universe.Bool, B.V(okv))];
        Block yes = B.NewBlock(), no = B.NewBlock(), done = B.NewBlock();
        if (l.IsMem)
        {
            // The value is read in place: the box if the assertion holds, zero bytes else.
            int p = B.NewTemp(IrType.Ptr);
            B.If(B.V(okv), yes, no);
            B.SetBlock(yes);
            B.SetVar(p, x.S1);
            B.Jump(done);
            B.SetBlock(no);
            B.SetVar(p, AddrExpr(Zero(l).Mem));
            B.JumpInto(done);
            return [new GoVal(l, new Addr(B.V(p), 0, MemKind.Stable)), Val(Universe.Bool, B.V(okv))];
        }
        var loc = NewLoc(l, Placement.Scalar, null);
        B.If(B.V(okv), yes, no);
        B.SetBlock(yes);
        StoreVar(loc, Unbox(x.S1, l));
        B.Jump(done);
        B.SetBlock(no);
        ZeroVar(loc);
        B.JumpInto(done);
        return [LoadVar(loc), Val(Universe.Bool, B.V(okv))];
    }
}
