// Constants as scalars, and as bytes of read-only data.
using System;
using System.Globalization;
using System.Numerics;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    /// <summary>The value of a constant in type t (basic or defined from a basic type; an interface boxes its default type).</summary>
    public GoVal ConstVal(ConstValue v, Type t, Node at)
    {
        if (Under(t) is not Basic b)
        {
            if (IsInterface(t))
            {
                var d = DefaultTypeOf(v);
                return Convert(ConstVal(v, d, at), d, t);
            }
            throw Ice(at, $"constant of type {t}");
        }
        switch (b.Kind)
        {
            case BasicKind.Bool or BasicKind.UntypedBool: return Val(t, B.Bool(v is BoolConst { Value: true }));
            case BasicKind.String or BasicKind.UntypedString:
                if (v is not StringConst s) throw Ice(at, "string constant expected");
                return StringVal(t, s.Value);
            case BasicKind.Float32: return Val(t, B.F32(ConstOps.ToSingle(v)));
            case BasicKind.Float64 or BasicKind.UntypedFloat: return Val(t, B.F64(ConstOps.ToDouble(v)));
            case BasicKind.Complex64: return Val(t, B.F32(ConstOps.ToSingle(ConstOps.Real(v))), B.F32(ConstOps.ToSingle(ConstOps.Imag(v))));
            case BasicKind.Complex128 or BasicKind.UntypedComplex: return Val(t, B.F64(ConstOps.ToDouble(ConstOps.Real(v))), B.F64(ConstOps.ToDouble(ConstOps.Imag(v))));
            case BasicKind.UnsafePointer: return Val(t, B.Un(Op.IntToPtr, IrType.Ptr, B.I64(IntBits(v, at))));
            default: return Val(t, IntConst(t, IntBits(v, at)));
        }
    }

    public GoVal StringVal(Type t, ReadOnlySpan<byte> bytes)
    {
        int sym = P.StringSym(bytes);
        return Val(t, sym < 0 ? B.Nil() : B.SymAddr(sym), B.I64(bytes.Length));
    }

    /// <summary>An integer constant of integer type t, extended as values of that type are.</summary>
    public int IntConst(Type t, long bits)
    {
        var k = NumKind.Of(t);
        if (k.Ir == IrType.I64) return B.I64(bits);
        return B.I32(k.Bits switch { 8 => k.Signed ? (sbyte)bits : (byte)bits, 16 => k.Signed ? (short)bits : (ushort)bits, _ => (int)bits });
    }

    public static long IntBits(ConstValue v, Node at)
    {
        if (ConstOps.ToInt(v) is not IntConst i) throw new InternalCompilerError(at.Pos, "lower", "integer constant expected");
        return (long)(ulong)(i.Value & ulong.MaxValue);
    }

    private static Type DefaultTypeOf(ConstValue v) => v switch
    {
        BoolConst => Universe.Bool, StringConst => Universe.String, Types.IntConst => Universe.Int, FloatConst => Universe.Float64, ComplexConst => Universe.Complex128,
        _ => throw new InternalCompilerError(default, "lower", "unknown constant"),
    };

    /// <summary>The constant value of an expression as an int64, if it is an integer constant that fits.</summary>
    public bool ConstInt(Expr? e, out long v)
    {
        v = 0;
        return e != null && Info.Types[e.Index] is { IsConst: true, Value: { } c } && ConstOps.ToInt(c) is IntConst i && ConstOps.TryInt64(i, out v);
    }

    public bool IsConst(Expr e) => Info.Types[e.Index].IsConst;

    /// <summary>
    /// A read-only symbol with the constant scalars of v (constants, nil, string data): for boxes of constant interfaces and static copies of
    /// composite literals. -1: v is not constant.
    /// </summary>
    private int ConstData(GoVal v)
    {
        if (v.IsMem || v.N == 0) return -1;
        var l = v.L;
        var bytes = new byte[l.Size];
        int relocSym = -1, relocOff = 0;
        string name = "go:constdata." + P.Names.Link(l.Type) + ".";
        for (int i = 0; i < v.N; i++)
        {
            var x = B[v[i]];
            var sc = l.Scalars![i];
            switch (x.Op)
            {
                case Op.Const or Op.FConst: Put(bytes, sc, x.Imm); break;
                case Op.SymAddr when x.Imm == 0 && relocSym < 0:
                    relocSym = x.A;
                    relocOff = sc.Offset;
                    name += P.Symbols[relocSym] + "@";
                    break;
                default: return -1;
            }
        }
        name += System.Convert.ToHexString(bytes);
        if (P.Data.New(name, relocSym >= 0 ? Section.Data : Section.RoData, l.Size, Math.Max(l.Align, 1), true) is { } d)
        {
            d.Bytes = bytes;
            if (relocSym >= 0)
            {
                // Points into the image only: nothing for the collector.
                d.Section = Section.RoData;
                d.Relocs.Add(new DataReloc(relocOff, DataRelocKind.Addr64, relocSym, 0));
            }
        }
        return P.Sym(name);
    }

    private static void Put(byte[] bytes, Scalar sc, long v)
    {
        int n = sc.Mem switch { MemType.I8 or MemType.U8 => 1, MemType.I16 or MemType.U16 => 2, MemType.I32 or MemType.F32 => 4, _ => 8 };
        for (int i = 0; i < n; i++) bytes[sc.Offset + i] = (byte)(v >> (8 * i));
    }
}
