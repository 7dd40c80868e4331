// Exact arithmetic on constants.
//
// Integers are unbounded (the checker enforces gc's 512 bits). A float is an exact reduced fraction (Exp == 0) as long as numerator and
// denominator stay below 4096 bits; beyond that it becomes Num * 2^Exp with an odd mantissa of at most 512 bits, rounded half to even at each
// operation, and its binary exponent must fit 32 bits: larger magnitudes are Unknown ("not representable"), smaller ones zero.
// A binary operation brings both operands to the richer of their kinds first: Int < Float < Complex.
using System;
using System.Numerics;
using GoClr.Syntax;

namespace GoClr.Types;

public enum ConstKind : byte { Unknown, Bool, String, Int, Float, Complex }

public static partial class ConstOps
{
    /// <summary>Mantissa bits of a float that left the exact range.</summary>
    private const int Prec = 512;
    /// <summary>Bits of numerator and denominator up to which floats stay exact; also the exponent range of exact literals.</summary>
    private const int SmallBits = 4096;

    public static readonly ConstValue True = new BoolConst(true), False = new BoolConst(false), Zero = new IntConst(BigInteger.Zero);
    private static readonly FloatConst s_zeroFloat = new(BigInteger.Zero, BigInteger.One, 0);

    public static ConstValue MakeBool(bool b) => b ? True : False;
    public static ConstValue MakeInt(BigInteger v) => new IntConst(v);
    public static ConstValue MakeString(byte[] v) => new StringConst(v);
    public static ConstValue MakeString(string v) => new StringConst(System.Text.Encoding.UTF8.GetBytes(v));

    /// <summary>The exact value of a finite double; -0 becomes 0, infinities and NaN Unknown.</summary>
    public static ConstValue MakeDouble(double d)
    {
        if (!double.IsFinite(d)) return ConstValue.Unknown;
        if (d == 0) return s_zeroFloat;
        long bits = BitConverter.DoubleToInt64Bits(d);
        int e = (int)(bits >> 52 & 0x7ff);
        long m = bits & 0xfffffffffffffL;
        if (e == 0) e = 1; else m |= 1L << 52;
        return MakeRatShifted(bits < 0 ? -m : m, e - 1075);
    }

    private static ConstValue MakeRatShifted(BigInteger m, int e) =>
        e >= 0 ? MakeRat(m << e, BigInteger.One) : MakeRat(m, BigInteger.One << -e);

    public static ConstKind Kind(ConstValue? v) => v switch
    {
        BoolConst => ConstKind.Bool,
        StringConst => ConstKind.String,
        IntConst => ConstKind.Int,
        FloatConst => ConstKind.Float,
        ComplexConst => ConstKind.Complex,
        _ => ConstKind.Unknown,
    };

    public static bool IsUnknown(ConstValue? v) => v is null or UnknownConst;

    // ------------------------------------------------------------ access

    public static bool TryInt64(ConstValue v, out long r)
    {
        if (v is IntConst i && i.Value >= long.MinValue && i.Value <= long.MaxValue) { r = (long)i.Value; return true; }
        r = 0;
        return false;
    }

    public static bool TryUInt64(ConstValue v, out ulong r)
    {
        if (v is IntConst i && i.Value.Sign >= 0 && i.Value <= ulong.MaxValue) { r = (ulong)i.Value; return true; }
        r = 0;
        return false;
    }

    /// <summary>Bits of the magnitude.</summary>
    public static int BitLen(ConstValue v) => v is IntConst i ? BitLen(i.Value) : 0;
    private static int BitLen(BigInteger v) => (int)BigInteger.Abs(v).GetBitLength();

    /// <summary>-1, 0, 1; complex: 0 only for zero; Unknown: 1, so that it never counts as a zero divisor.</summary>
    public static int Sign(ConstValue v) => v switch
    {
        IntConst i => i.Value.Sign,
        FloatConst f => f.Num.Sign,
        ComplexConst c => Sign(c.Re) | Sign(c.Im),
        _ => 1,
    };

    public static ConstValue Real(ConstValue v) => v is ComplexConst c ? c.Re : v;
    public static ConstValue Imag(ConstValue v) => v switch { ComplexConst c => c.Im, UnknownConst => v, _ => Zero };
    public static ConstValue MakeComplex(ConstValue re, ConstValue im) => IsUnknown(re) || IsUnknown(im) ? ConstValue.Unknown : new ComplexConst(re, im);

    // ------------------------------------------------------------ change of kind

    /// <summary>v as an Int if it has an integer value (a 512-bit float may miss it by its last 4 bits), else Unknown.</summary>
    public static ConstValue ToInt(ConstValue v)
    {
        switch (v)
        {
            case IntConst:
                return v;
            case FloatConst { Exp: 0 } f:
                return f.Den.IsOne ? new IntConst(f.Num) : ConstValue.Unknown;
            case FloatConst f:
                if (f.Exp > SmallBits || f.Exp < -2 * SmallBits) return ConstValue.Unknown;
                if (f.Exp >= 0) return BitLen(f.Num) + f.Exp < SmallBits ? new IntConst(f.Num << f.Exp) : ConstValue.Unknown;
                // A chain of rounded operations may leave the value a hair beside an integer.
                int drop = BitLen(f.Num) - (Prec - 4);
                if (drop <= 0) return ConstValue.Unknown;
                var mag = BigInteger.Abs(f.Num);
                for (int up = 0; up < 2; up++)
                {
                    var m = (mag >> drop) + up;
                    int e = f.Exp + drop;
                    if (e < 0 && (m & ((BigInteger.One << -e) - 1)).IsZero || e >= 0)
                    {
                        var r = e < 0 ? m >> -e : m << e;
                        return new IntConst(f.Num.Sign < 0 ? -r : r);
                    }
                }
                return ConstValue.Unknown;
            case ComplexConst c:
                return Sign(c.Im) == 0 ? ToInt(c.Re) : ConstValue.Unknown;
            default:
                return ConstValue.Unknown;
        }
    }

    public static ConstValue ToFloat(ConstValue v) => v switch
    {
        IntConst i => BitLen(i.Value) < SmallBits ? new FloatConst(i.Value, BigInteger.One, 0) : Round(i.Value, 0, false),
        FloatConst => v,
        ComplexConst c when Sign(c.Im) == 0 => ToFloat(c.Re),
        _ => ConstValue.Unknown,
    };

    public static ConstValue ToComplex(ConstValue v) => v switch
    {
        IntConst or FloatConst => new ComplexConst(v, Zero),
        ComplexConst => v,
        _ => ConstValue.Unknown,
    };

    // ------------------------------------------------------------ operations

    /// <summary>+x, -x, ^x, !x. prec > 0: the result of ^ is cut to that many bits (unsigned types).</summary>
    public static ConstValue Unary(Operator op, ConstValue y, int prec)
    {
        switch (op, y)
        {
            case (_, UnknownConst): return y;
            case (Operator.Add, _): return y;
            case (Operator.Sub, IntConst i): return new IntConst(-i.Value);
            case (Operator.Sub, FloatConst f): return new FloatConst(-f.Num, f.Den, f.Exp);
            case (Operator.Sub, ComplexConst c): return new ComplexConst(Unary(op, c.Re, 0), Unary(op, c.Im, 0));
            case (Operator.Xor, IntConst i):
                var z = -i.Value - 1;
                if (prec > 0) z &= (BigInteger.One << prec) - 1;
                return new IntConst(z);
            case (Operator.Not, BoolConst b): return MakeBool(!b.Value);
            default: return ConstValue.Unknown;
        }
    }

    /// <summary>x op y for + - * / % &amp; | ^ &amp;^ &amp;&amp; ||. intDiv: / of integers truncates; otherwise it yields a fraction. The divisor is not zero.</summary>
    public static ConstValue Binary(ConstValue x, Operator op, ConstValue y, bool intDiv)
    {
        Match(ref x, ref y);
        switch (x, y)
        {
            case (BoolConst a, BoolConst b):
                return op switch
                {
                    Operator.AndAnd => MakeBool(a.Value && b.Value),
                    Operator.OrOr => MakeBool(a.Value || b.Value),
                    _ => ConstValue.Unknown,
                };
            case (StringConst a, StringConst b):
                if (op != Operator.Add) return ConstValue.Unknown;
                var s = new byte[a.Value.Length + b.Value.Length];
                a.Value.CopyTo(s, 0);
                b.Value.CopyTo(s, a.Value.Length);
                return new StringConst(s);
            case (IntConst { Value: var a }, IntConst { Value: var b }):
                return op switch
                {
                    Operator.Add => new IntConst(a + b),
                    Operator.Sub => new IntConst(a - b),
                    Operator.Mul => new IntConst(a * b),
                    Operator.Div => intDiv ? new IntConst(BigInteger.Divide(a, b)) : MakeRat(a, b),
                    Operator.Rem => new IntConst(BigInteger.Remainder(a, b)),
                    Operator.And => new IntConst(a & b),
                    Operator.Or => new IntConst(a | b),
                    Operator.Xor => new IntConst(a ^ b),
                    Operator.AndNot => new IntConst(a & ~b),
                    _ => ConstValue.Unknown,
                };
            case (FloatConst a, FloatConst b):
                return a.Exp == 0 && b.Exp == 0 ? RatOp(a, op, b) : FloatOp(a, op, b);
            case (ComplexConst a, ComplexConst b):
                return ComplexOp(a, op, b);
            default:
                return ConstValue.Unknown;
        }
    }

    private static ConstValue RatOp(FloatConst a, Operator op, FloatConst b) => op switch
    {
        Operator.Add => MakeRat(a.Num * b.Den + b.Num * a.Den, a.Den * b.Den),
        Operator.Sub => MakeRat(a.Num * b.Den - b.Num * a.Den, a.Den * b.Den),
        Operator.Mul => MakeRat(a.Num * b.Num, a.Den * b.Den),
        Operator.Div => MakeRat(a.Num * b.Den, a.Den * b.Num),
        _ => ConstValue.Unknown,
    };

    private static ConstValue ComplexOp(ComplexConst x, Operator op, ComplexConst y)
    {
        ConstValue a = x.Re, b = x.Im, c = y.Re, d = y.Im;
        switch (op)
        {
            case Operator.Add: return MakeComplex(Add(a, c), Add(b, d));
            case Operator.Sub: return MakeComplex(Sub(a, c), Sub(b, d));
            case Operator.Mul: return MakeComplex(Sub(Mul(a, c), Mul(b, d)), Add(Mul(b, c), Mul(a, d)));
            case Operator.Div:
                var s = Add(Mul(c, c), Mul(d, d));
                return MakeComplex(Quo(Add(Mul(a, c), Mul(b, d)), s), Quo(Sub(Mul(b, c), Mul(a, d)), s));
            default: return ConstValue.Unknown;
        }
    }

    private static ConstValue Add(ConstValue x, ConstValue y) => Binary(x, Operator.Add, y, false);
    private static ConstValue Sub(ConstValue x, ConstValue y) => Binary(x, Operator.Sub, y, false);
    private static ConstValue Mul(ConstValue x, ConstValue y) => Binary(x, Operator.Mul, y, false);
    private static ConstValue Quo(ConstValue x, ConstValue y) => Sign(y) == 0 ? ConstValue.Unknown : Binary(x, Operator.Div, y, false);

    /// <summary>x &lt;&lt; s or x &gt;&gt; s of an Int.</summary>
    public static ConstValue Shift(ConstValue x, Operator op, int s) => x is IntConst i ? new IntConst(op == Operator.Shl ? i.Value << s : i.Value >> s) : ConstValue.Unknown;

    public static bool Compare(ConstValue x, Operator op, ConstValue y)
    {
        Match(ref x, ref y);
        switch (x, y)
        {
            case (BoolConst a, BoolConst b): return op == Operator.Eql ? a.Value == b.Value : op == Operator.Neq && a.Value != b.Value;
            case (StringConst a, StringConst b): return Holds(a.Value.AsSpan().SequenceCompareTo(b.Value), op);
            case (IntConst a, IntConst b): return Holds(a.Value.CompareTo(b.Value), op);
            case (FloatConst a, FloatConst b): return Holds(CompareFloats(a, b), op);
            case (ComplexConst a, ComplexConst b):
                bool same = Compare(a.Re, Operator.Eql, b.Re) && Compare(a.Im, Operator.Eql, b.Im);
                return op == Operator.Eql ? same : op == Operator.Neq && !same;
            default: return false;
        }
    }

    private static bool Holds(int c, Operator op) => op switch
    {
        Operator.Eql => c == 0,
        Operator.Neq => c != 0,
        Operator.Lss => c < 0,
        Operator.Leq => c <= 0,
        Operator.Gtr => c > 0,
        Operator.Geq => c >= 0,
        _ => false,
    };

    private static int CompareFloats(FloatConst a, FloatConst b)
    {
        if (a.Num.Sign != b.Num.Sign) return a.Num.Sign.CompareTo(b.Num.Sign);
        if (a.Num.IsZero) return 0;
        // Exponents may be huge: decide by the position of the leading bit first.
        long la = (long)BitLen(a.Num) - BitLen(a.Den) + a.Exp, lb = (long)BitLen(b.Num) - BitLen(b.Den) + b.Exp;
        if (Math.Abs(la - lb) > 2) return la > lb ? a.Num.Sign : -a.Num.Sign;
        long e = Math.Min(a.Exp, b.Exp);
        return ((a.Num * b.Den) << (int)(a.Exp - e)).CompareTo((b.Num * a.Den) << (int)(b.Exp - e));
    }

    private static void Match(ref ConstValue x, ref ConstValue y)
    {
        ConstKind kx = Kind(x), ky = Kind(y);
        if (kx == ky) return;
        if (kx == ConstKind.Unknown || ky == ConstKind.Unknown) { x = y = ConstValue.Unknown; return; }
        if (kx < ky) x = Lift(x, ky); else y = Lift(y, kx);
    }

    private static ConstValue Lift(ConstValue v, ConstKind to) => to switch
    {
        ConstKind.Float => ToFloat(v),
        ConstKind.Complex => ToComplex(v),
        _ => v,
    };

    // ------------------------------------------------------------ fractions and 512-bit floats

    private static ConstValue MakeRat(BigInteger num, BigInteger den)
    {
        if (num.IsZero) return s_zeroFloat;
        if (den.Sign < 0) { num = -num; den = -den; }
        if (!den.IsOne)
        {
            var g = BigInteger.GreatestCommonDivisor(num, den);
            if (!g.IsOne) { num /= g; den /= g; }
        }
        return BitLen(num) < SmallBits && BitLen(den) < SmallBits ? new FloatConst(num, den, 0) : DivRound(num, den, 0);
    }

    /// <summary>num / den * 2^exp, rounded to 512 bits.</summary>
    private static ConstValue DivRound(BigInteger num, BigInteger den, long exp)
    {
        if (num.IsZero) return s_zeroFloat;
        int shift = Prec + 4 - (BitLen(num) - BitLen(den));
        if (shift > 0) num <<= shift; else den <<= -shift;
        var q = BigInteger.DivRem(num, den, out var rem);
        return Round(q, exp - shift, !rem.IsZero);
    }

    /// <summary>m * 2^exp rounded half to even to 512 bits; sticky: bits below m were lost, so there is no tie (m has spare bits then).</summary>
    private static ConstValue Round(BigInteger m, long exp, bool sticky)
    {
        bool neg = m.Sign < 0;
        if (neg) m = -m;
        if (m.IsZero) return s_zeroFloat;
        int drop = BitLen(m) - Prec;
        if (drop > 0)
        {
            var half = BigInteger.One << (drop - 1);
            var low = m & ((BigInteger.One << drop) - 1);
            m >>= drop;
            int c = low.CompareTo(half);
            if (c > 0 || c == 0 && (sticky || !m.IsEven)) m += 1;
            exp += drop;
        }
        if (m.IsEven)
        {
            int tz = (int)BigInteger.TrailingZeroCount(m);
            m >>= tz;
            exp += tz;
        }
        long top = exp + BitLen(m);
        if (top > int.MaxValue) return ConstValue.Unknown;
        if (top < int.MinValue + 1 || exp < int.MinValue) return s_zeroFloat;
        return new FloatConst(neg ? -m : m, BigInteger.One, (int)exp);
    }

    private static (BigInteger M, long E) Binary512(FloatConst f)
    {
        if (f.Den.IsOne) return (f.Num, f.Exp);
        var r = (FloatConst)DivRound(f.Num, f.Den, f.Exp);
        return (r.Num, r.Exp);
    }

    private static ConstValue FloatOp(FloatConst a, Operator op, FloatConst b)
    {
        var (ma, ea) = Binary512(a);
        var (mb, eb) = Binary512(b);
        switch (op)
        {
            case Operator.Sub:
                mb = -mb;
                goto case Operator.Add;
            case Operator.Add:
                if (ma.IsZero) return Round(mb, eb, false);
                if (mb.IsZero) return Round(ma, ea, false);
                if (BitLen(ma) + ea < BitLen(mb) + eb) (ma, ea, mb, eb) = (mb, eb, ma, ea);
                // a is the larger; if b lies wholly below a's last rounding bits only its sign matters
                if (BitLen(ma) + ea - (BitLen(mb) + eb) > Prec + 8)
                {
                    int up = Prec + 8 - BitLen(ma);
                    if (up > 0) { ma <<= up; ea -= up; }
                    ma = (ma << 2) + mb.Sign;
                    return Round(ma, ea - 2, false);
                }
                long e = Math.Min(ea, eb);
                return Round((ma << (int)(ea - e)) + (mb << (int)(eb - e)), e, false);
            case Operator.Mul:
                return Round(ma * mb, ea + eb, false);
            case Operator.Div:
                if (mb.IsZero) return ConstValue.Unknown;
                if (mb.Sign < 0) { ma = -ma; mb = -mb; }
                return DivRoundSigned(ma, mb, ea - eb);
            default:
                return ConstValue.Unknown;
        }
    }

    private static ConstValue DivRoundSigned(BigInteger num, BigInteger den, long exp)
    {
        if (num.Sign >= 0) return DivRound(num, den, exp);
        return Unary(Operator.Sub, DivRound(-num, den, exp), 0);
    }

    // ------------------------------------------------------------ rounding to machine floats

    /// <summary>Nearest double, half to even, denormals included; ±Infinity on overflow. Complex and non-numeric values: NaN.</summary>
    public static double ToDouble(ConstValue v)
    {
        switch (v)
        {
            case IntConst i:
                if (BitLen(i.Value) <= 53) return (double)(long)i.Value;
                return BitConverter.Int64BitsToDouble(RoundBits(i.Value, BigInteger.One, 0, 53, -1074, 0x7ff0000000000000));
            case FloatConst { Exp: 0 } f when BitLen(f.Num) <= 53 && BitLen(f.Den) <= 53:
                return (double)(long)f.Num / (double)(long)f.Den; // both exact: one rounding
            case FloatConst f:
                return BitConverter.Int64BitsToDouble(RoundBits(f.Num, f.Den, f.Exp, 53, -1074, 0x7ff0000000000000));
            case ComplexConst c when Sign(c.Im) == 0:
                return ToDouble(c.Re);
            default:
                return double.NaN;
        }
    }

    /// <summary>Nearest float32, rounded once from the exact value.</summary>
    public static float ToSingle(ConstValue v)
    {
        switch (v)
        {
            case IntConst i:
                return BitConverter.Int32BitsToSingle(Narrow(RoundBits(i.Value, BigInteger.One, 0, 24, -149, 0x7f800000)));
            case FloatConst f:
                return BitConverter.Int32BitsToSingle(Narrow(RoundBits(f.Num, f.Den, f.Exp, 24, -149, 0x7f800000)));
            case ComplexConst c when Sign(c.Im) == 0:
                return ToSingle(c.Re);
            default:
                return float.NaN;
        }
    }

    private static int Narrow(long bits) => bits < 0 ? (int)(bits & 0x7fffffff) | int.MinValue : (int)bits;

    /// <summary>
    /// IEEE bits of num / den * 2^exp: p mantissa bits, minExp the exponent of the smallest denormal, inf the bits of infinity.
    /// The sign is in bit 63 whatever the width.
    /// </summary>
    private static long RoundBits(BigInteger num, BigInteger den, long exp, int p, int minExp, long inf)
    {
        if (num.IsZero) return 0;
        long sign = num.Sign < 0 ? long.MinValue : 0;
        num = BigInteger.Abs(num);
        long top = (long)BitLen(num) - BitLen(den) + exp;   // value < 2^(top+1)
        if (top > 1024) return sign | inf; // also keeps the shift below from overflowing
        if (top < minExp - 3) return sign;
        int shift = 66 - (BitLen(num) - BitLen(den));
        if (shift > 0) num <<= shift; else den <<= -shift;
        var big = BigInteger.DivRem(num, den, out var rem);
        var q = (UInt128)big;
        bool sticky = !rem.IsZero;
        exp -= shift;
        int qb = (int)big.GetBitLength();
        long lsb = Math.Max(exp + qb - p, minExp);
        int drop = (int)(lsb - exp);
        ulong mant;
        if (drop > qb + 1) mant = 0;
        else
        {
            UInt128 low = q & ((UInt128.One << drop) - 1), half = UInt128.One << (drop - 1);
            mant = (ulong)(q >> drop);
            if (low > half || low == half && (sticky || (mant & 1) != 0)) mant++;
        }
        // A mantissa that reached 2^p carries into the exponent by itself.
        long bits = ((lsb - minExp) << (p - 1)) + (long)mant;
        return sign | (bits >= inf ? inf : bits);
    }

    // ------------------------------------------------------------ identity

    /// <summary>
    /// A key that is equal for equal constants, whatever their kind (1, 1.0 and 1+0i are one): duplicate keys of map literals.
    /// null: no key (Unknown).
    /// </summary>
    public static object? Key(ConstValue v)
    {
        switch (v)
        {
            case ComplexConst c:
                if (Sign(c.Im) != 0) return (ToDouble(c.Re), ToDouble(c.Im));
                return Key(ToFloat(c.Re));
            case FloatConst:
                var i = ToInt(v);
                return i is IntConst ? Key(i) : ToDouble(v);
            case IntConst n:
                return n.Value;
            case StringConst s:
                return System.Text.Encoding.Latin1.GetString(s.Value);
            case BoolConst b:
                return b.Value;
            default:
                return null;
        }
    }
}
