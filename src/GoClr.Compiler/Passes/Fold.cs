// Values of operations on constants. Values of type I32 are kept as sign-extended 32-bit patterns.
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Passes;

internal static class Fold
{
    /// <summary>The value of a node whose operands are constants; null if it is not known.</summary>
    public static long? Of(Function f, in Value v)
    {
        int n = Verify.Operands(v.Op);
        if (n is 0 or 3 || f.Values[v.A] is not { Op: Op.Const } a) return null;
        if (n == 1) return One(v, a.Imm);
        return f.Values[v.B] is { Op: Op.Const } b ? Two(v.Op, v.Type, a.Type, a.Imm, b.Imm) : null;
    }

    /// <summary>The value of a variable, or of its comparison with a constant, if the variable is x.</summary>
    public static long? With(Function f, int id, long x)
    {
        var v = f.Values[id];
        if (v.Op == Op.Var) return x;
        return f.Values[v.A].Op == Op.Var && f.Values[v.B] is { Op: Op.Const } b ? Two(v.Op, v.Type, f.Values[v.A].Type, x, b.Imm) : null;
    }

    private static long? One(in Value v, long a) => v.Op switch
    {
        Op.Sext8 => (sbyte)a,
        Op.Sext16 => (short)a,
        Op.Zext8 => (byte)a,
        Op.Zext16 => (ushort)a,
        Op.SextI32 => (int)a,
        Op.ZextI32 => (uint)a,
        Op.TruncI64 => (int)a,
        Op.Neg when v.Type == IrType.I32 => -(int)a,
        Op.Neg when v.Type == IrType.I64 => -a,
        Op.Not when v.Type == IrType.I32 => ~(int)a,
        Op.Not when v.Type == IrType.I64 => ~a,
        _ => null,
    };

    private static long? Two(Op op, IrType type, IrType operand, long a, long b)
    {
        bool small = operand == IrType.I32;
        switch (op)
        {
            case Op.Eq: return a == b ? 1 : 0;
            case Op.Ne: return a != b ? 1 : 0;
            case Op.LtS: return a < b ? 1 : 0;
            case Op.LeS: return a <= b ? 1 : 0;
            case Op.GtS: return a > b ? 1 : 0;
            case Op.GeS: return a >= b ? 1 : 0;
            case Op.LtU: return (small ? (uint)a < (uint)b : (ulong)a < (ulong)b) ? 1 : 0;
            case Op.LeU: return (small ? (uint)a <= (uint)b : (ulong)a <= (ulong)b) ? 1 : 0;
            case Op.GtU: return (small ? (uint)a > (uint)b : (ulong)a > (ulong)b) ? 1 : 0;
            case Op.GeU: return (small ? (uint)a >= (uint)b : (ulong)a >= (ulong)b) ? 1 : 0;
        }
        if (type is IrType.F32 or IrType.F64 or IrType.Void) return null;
        long? r = op switch
        {
            Op.Add => a + b,
            Op.Sub => a - b,
            Op.Mul => a * b,
            Op.And => a & b,
            Op.Or => a | b,
            Op.Xor => a ^ b,
            Op.Shl when b >= 0 && b < (small ? 32 : 64) => a << (int)b,
            Op.ShrS when b >= 0 && b < (small ? 32 : 64) => a >> (int)b,
            Op.ShrU when b >= 0 && b < (small ? 32 : 64) => small ? (long)((uint)a >> (int)b) : (long)((ulong)a >> (int)b),
            _ => null,
        };
        return r is { } x ? type == IrType.I32 ? (int)x : x : null;
    }
}
