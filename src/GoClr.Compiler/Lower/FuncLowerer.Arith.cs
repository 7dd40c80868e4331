// Arithmetic as gc on amd64 does it, in the IR's terms: 8- and 16-bit integers are computed in 32 bits and wrapped after every operation
// that can leave their range; division is guarded against 0 and MinInt / -1; shift counts may exceed the width.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>A numeric scalar type.</summary>
public readonly record struct NumKind(IrType Ir, int Bits, bool Signed, bool Float)
{
    public static NumKind Of(Type t) => TypeOps.Unalias(t).Underlying is Basic b ? Of(b.Kind) : t.Underlying is PointerT or MapT or ChanT or SignatureT ? new(IrType.Ptr, 64, false, false) : throw new InternalCompilerError(default, "lower", $"{t} is not numeric");

    public static NumKind Of(BasicKind k) => k switch
    {
        BasicKind.Bool or BasicKind.UntypedBool or BasicKind.Uint8 => new(IrType.I32, 8, false, false),
        BasicKind.Int8 => new(IrType.I32, 8, true, false),
        BasicKind.Int16 => new(IrType.I32, 16, true, false),
        BasicKind.Uint16 => new(IrType.I32, 16, false, false),
        BasicKind.Int32 or BasicKind.UntypedRune => new(IrType.I32, 32, true, false),
        BasicKind.Uint32 => new(IrType.I32, 32, false, false),
        BasicKind.Int or BasicKind.Int64 or BasicKind.UntypedInt => new(IrType.I64, 64, true, false),
        BasicKind.Uint or BasicKind.Uint64 or BasicKind.Uintptr => new(IrType.I64, 64, false, false),
        BasicKind.Float32 => new(IrType.F32, 32, true, true),
        BasicKind.Float64 or BasicKind.UntypedFloat => new(IrType.F64, 64, true, true),
        BasicKind.UnsafePointer or BasicKind.UntypedNil => new(IrType.Ptr, 64, false, false),
        _ => throw new InternalCompilerError(default, "lower", $"{k} is not a scalar number"),
    };
}

public sealed partial class FuncLowerer
{
    private int Wrap(int e, NumKind k) => k.Bits switch
    {
        8 when k.Ir == IrType.I32 => WrapOp(k.Signed ? Op.Sext8 : Op.Zext8, e, k),
        16 when k.Ir == IrType.I32 => WrapOp(k.Signed ? Op.Sext16 : Op.Zext16, e, k),
        _ => e,
    };

    private int WrapOp(Op op, int e, NumKind k)
    {
        if (!B.IsConst(e, out long v)) return B.Un(op, IrType.I32, e);
        return B.I32(k.Bits == 8 ? k.Signed ? (sbyte)v : (byte)v : k.Signed ? (short)v : (ushort)v);
    }

    private static bool IsComplex(Type t) => Under(t) is Basic b && (b.Info & BasicInfo.Complex) != 0;
    private static bool IsString(Type t) => Under(t) is Basic b && (b.Info & BasicInfo.String) != 0;
    private static bool IsFloat(Type t) => Under(t) is Basic b && (b.Info & BasicInfo.Float) != 0;
    private static bool IsInteger(Type t) => Under(t) is Basic b && (b.Info & BasicInfo.Integer) != 0;
    private static bool IsSigned(Type t) => Under(t) is Basic b && (b.Info & BasicInfo.Integer) != 0 && (b.Info & BasicInfo.Unsigned) == 0;

    /// <summary>x op y for values of one type (shifts excluded).</summary>
    public GoVal Arith(Operator op, GoVal x, GoVal y, Type t, Node at)
    {
        if (IsString(t))
        {
            if (op != Operator.Add) throw Ice(at, $"string operator {op}");
            return Concat(t, [x, y]);
        }
        if (IsComplex(t)) return ComplexArith(op, x, y, t, at);
        var k = NumKind.Of(t);
        int a = x.X, b = y.X;
        if (k.Float)
        {
            var fop = op switch { Operator.Add => Op.Add, Operator.Sub => Op.Sub, Operator.Mul => Op.Mul, Operator.Div => Op.FDiv, _ => throw Ice(at, $"float operator {op}") };
            return Val(t, B.Bin(fop, k.Ir, a, b));
        }
        switch (op)
        {
            case Operator.Add: return Val(t, Wrap(B.Bin(Op.Add, k.Ir, a, b), k));
            case Operator.Sub: return Val(t, Wrap(B.Bin(Op.Sub, k.Ir, a, b), k));
            case Operator.Mul: return Val(t, Wrap(B.Bin(Op.Mul, k.Ir, a, b), k));
            case Operator.And: return Val(t, B.Bin(Op.And, k.Ir, a, b));
            case Operator.Or: return Val(t, B.Bin(Op.Or, k.Ir, a, b));
            case Operator.Xor: return Val(t, B.Bin(Op.Xor, k.Ir, a, b));
            case Operator.AndNot:
                if (B.IsConst(b, out long c)) return Val(t, B.Bin(Op.And, k.Ir, a, B.Const(k.Ir, ~c)));
                return Val(t, B.Bin(Op.And, k.Ir, a, B.Un(Op.Not, k.Ir, b)));
            case Operator.Div or Operator.Rem: return Val(t, DivRem(op == Operator.Div, a, b, k));
            default: throw Ice(at, $"operator {op}");
        }
    }

    private int DivRem(bool div, int a, int b, NumKind k)
    {
        Op op = k.Signed ? div ? Op.DivS : Op.RemS : div ? Op.DivU : Op.RemU;
        if (B.IsConst(b, out long c))
        {
            if (c == 0)
            {
                B.Check(B.Bool(false), PanicKind.Divide);
                return B.Zero(k.Ir);
            }
            if (k.Signed && c == -1)
            {
                if (div) return Wrap(B.Un(Op.Neg, k.Ir, a), k);
                B.Leaf(a);
                return B.Zero(k.Ir);
            }
            if (c == 1)
            {
                if (div) return a;
                B.Leaf(a);
                return B.Zero(k.Ir);
            }
            return B.Bin(op, k.Ir, a, b);
        }
        b = B.Leaf(b);
        a = B.Leaf(a);
        B.Check(B.Cmp(Op.Ne, b, B.Zero(k.Ir)), PanicKind.Divide);
        if (!k.Signed) return B.Bin(op, k.Ir, a, b);
        // 8 and 16 bits cannot overflow in 32.
        if (k.Bits < 32) return Wrap(B.Bin(op, k.Ir, a, b), k);
        int r = B.NewTemp(k.Ir);
        Block minus = B.NewBlock(), normal = B.NewBlock(), done = B.NewBlock();
        B.If(B.Cmp(Op.Eq, b, B.Const(k.Ir, -1)), minus, normal, ValueFlags.Unlikely);
        B.SetBlock(minus);
        B.SetVar(r, div ? B.Un(Op.Neg, k.Ir, a) : B.Zero(k.Ir));
        B.Jump(done);
        B.SetBlock(normal);
        B.SetVar(r, B.Bin(op, k.Ir, a, b));
        B.JumpInto(done);
        return B.V(r);
    }

    // ---------------------------------------------------------------- shifts

    /// <summary>x shifted by y (of type yt).</summary>
    public GoVal Shift(Operator op, GoVal x, Type t, GoVal y, Type yt)
    {
        var k = NumKind.Of(t);
        int width = k.Ir == IrType.I64 ? 64 : 32;
        int a = x.X, n = y.X;
        bool left = op == Operator.Shl;
        Op sop = left ? Op.Shl : k.Signed ? Op.ShrS : Op.ShrU;
        if (B.IsConst(n, out long c))
        {
            ulong count = (ulong)c;
            if (NumKind.Of(yt) is { Ir: IrType.I32, Signed: false }) count = (uint)c;
            if (count >= (ulong)width)
            {
                if (left || !k.Signed)
                {
                    B.Leaf(a);
                    return Val(t, B.Zero(k.Ir));
                }
                count = (ulong)(width - 1);
            }
            int r = B.Bin(sop, k.Ir, a, B.I32((long)count));
            return Val(t, left ? Wrap(r, k) : r);
        }
        var yk = NumKind.Of(yt);
        bool masked = B[n].Op == Op.And && B.IsConst(B[n].B, out long m) && m >= 0 && m < width;
        n = masked ? n : B.Leaf(n);
        if (yk.Signed && !masked) B.Check(B.Cmp(Op.GeS, n, B.Zero(yk.Ir)), PanicKind.Shift);
        int n32 = yk.Ir == IrType.I64 ? B.Un(Op.TruncI64, IrType.I32, n) : n;
        if (masked)
        {
            int r = B.Bin(sop, k.Ir, a, n32);
            return Val(t, left ? Wrap(r, k) : r);
        }
        int inRange = B.Cmp(Op.LtU, n, B.Const(yk.Ir, width));
        if (sop == Op.ShrS)
        {
            int count = B.Select(IrType.I32, inRange, n32, B.I32(width - 1));
            return Val(t, B.Bin(Op.ShrS, k.Ir, a, count));
        }
        int s = B.Select(k.Ir, inRange, B.Bin(sop, k.Ir, a, n32), B.Zero(k.Ir));
        return Val(t, left ? Wrap(s, k) : s);
    }

    // ---------------------------------------------------------------- unary

    public GoVal Negate(GoVal x, Type t)
    {
        if (IsComplex(t))
        {
            var ft = x.L.Scalars![0].Type;
            return Val(t, B.Un(Op.Neg, ft, x.S0), B.Un(Op.Neg, ft, x.S1));
        }
        var k = NumKind.Of(t);
        return Val(t, Wrap(B.Un(Op.Neg, k.Ir, x.X), k));
    }

    public GoVal Complement(GoVal x, Type t)
    {
        var k = NumKind.Of(t);
        int r = B.Un(Op.Not, k.Ir, x.X);
        return Val(t, k.Signed ? r : Wrap(r, k));
    }

    // ---------------------------------------------------------------- complex

    private int ToF64(int e) => B.TypeOfExpr(e) == IrType.F64 ? e : B.Un(Op.FConv, IrType.F64, e);
    private int FromF64(int e, IrType t) => t == IrType.F64 ? e : B.Un(Op.FConv, IrType.F32, e);

    private GoVal ComplexArith(Operator op, GoVal x, GoVal y, Type t, Node at)
    {
        var ft = x.L.Scalars![0].Type;
        x = Leaves(x);
        y = Leaves(y);
        switch (op)
        {
            case Operator.Add: return Val(t, B.Bin(Op.Add, ft, x.S0, y.S0), B.Bin(Op.Add, ft, x.S1, y.S1));
            case Operator.Sub: return Val(t, B.Bin(Op.Sub, ft, x.S0, y.S0), B.Bin(Op.Sub, ft, x.S1, y.S1));
            case Operator.Mul:
                // complex64 is multiplied in float64, as gc does against cancellation.
                int a = B.Leaf(ToF64(x.S0)), b = B.Leaf(ToF64(x.S1)), c = B.Leaf(ToF64(y.S0)), d = B.Leaf(ToF64(y.S1));
                int re = B.Bin(Op.Sub, IrType.F64, B.Bin(Op.Mul, IrType.F64, a, c), B.Bin(Op.Mul, IrType.F64, b, d));
                int im = B.Bin(Op.Add, IrType.F64, B.Bin(Op.Mul, IrType.F64, a, d), B.Bin(Op.Mul, IrType.F64, b, c));
                return Val(t, FromF64(re, ft), FromF64(im, ft));
            case Operator.Div:
                int r = B.NewTemp(IrType.F64), s = B.NewTemp(IrType.F64);
                Runtime("runtime.complex128div", [ToF64(x.S0), ToF64(x.S1), ToF64(y.S0), ToF64(y.S1)], [r, s]);
                return Val(t, FromF64(B.V(r), ft), FromF64(B.V(s), ft));
            default: throw Ice(at, $"complex operator {op}");
        }
    }

    // ---------------------------------------------------------------- strings

    /// <summary>The concatenation of two or more strings.</summary>
    public GoVal Concat(Type t, List<GoVal> parts, Node? at = null)
    {
        int p = B.NewTemp(IrType.Ptr), n = B.NewTemp(IrType.I64);
        var args = new List<int> { TextBuf(at) };
        if (parts.Count <= 5)
        {
            foreach (var s in parts)
            {
                args.Add(s.S0);
                args.Add(s.S1);
            }
            Runtime("runtime.concatstring" + parts.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), args.ToArray(), [p, n]);
        }
        else
        {
            var a = NewAreaTemp(Lay(new ArrayT(Universe.String, parts.Count)));
            for (int i = 0; i < parts.Count; i++) Store(a.Plus(16 * i), parts[i]);
            Runtime("runtime.concatstrings", [args[0], a.Base, B.I64(parts.Count), B.I64(parts.Count)], [p, n]);
        }
        return Val(t, B.V(p), B.V(n));
    }
}
