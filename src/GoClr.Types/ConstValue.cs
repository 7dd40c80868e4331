// Exact constants. Integers are BigInteger (gc's limit of 512 bits is checked by the checker), floats are rationals, or BigFloat-like
// values of at least 512 bits of mantissa where a rational would grow without bound. Arithmetic lives in ConstOps.
using System.Numerics;

namespace GoClr.Types;

public abstract class ConstValue
{
    public static readonly ConstValue Unknown = new UnknownConst();
}

public sealed class UnknownConst : ConstValue { }
public sealed class BoolConst(bool v) : ConstValue { public readonly bool Value = v; }
/// <summary>A string constant: bytes, not necessarily valid UTF-8.</summary>
public sealed class StringConst(byte[] v) : ConstValue { public readonly byte[] Value = v; }
public sealed class IntConst(BigInteger v) : ConstValue { public readonly BigInteger Value = v; }
/// <summary>Num * 2^Exp / Den, Den &gt; 0. ConstOps.ToDouble/ToSingle round once, correctly (half to even), denormals included.</summary>
public sealed class FloatConst(BigInteger num, BigInteger den, int exp) : ConstValue { public readonly BigInteger Num = num, Den = den; public readonly int Exp = exp; }
/// <summary>Re and Im are IntConst or FloatConst.</summary>
public sealed class ComplexConst(ConstValue re, ConstValue im) : ConstValue { public readonly ConstValue Re = re, Im = im; }
