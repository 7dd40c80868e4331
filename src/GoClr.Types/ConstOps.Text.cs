// Constants from source text and back to text for messages.
//
// Literals reach us after the scanner accepted their form; what can still fail here is magnitude (Unknown).
// Floats print with six significant digits as fmt's %.6g does, beyond float64's range as mantissa and decimal exponent.
using System;
using System.Globalization;
using System.Numerics;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

public static partial class ConstOps
{
    // ------------------------------------------------------------ literals

    public static ConstValue FromLiteral(string text, LitKind kind) => kind switch
    {
        LitKind.Int => ParseInt(text),
        LitKind.Float => ParseFloat(text),
        LitKind.Imag => MakeComplex(Zero, ParseFloat(text[..^1])),
        LitKind.Rune => ParseRune(text),
        LitKind.String => Unquote(text) is { } b ? new StringConst(b) : ConstValue.Unknown,
        _ => ConstValue.Unknown,
    };

    private static ConstValue ParseInt(string s)
    {
        s = s.Replace("_", "");
        int radix = 10, from = 0;
        if (s.Length > 1 && s[0] == '0')
        {
            (radix, from) = char.ToLowerInvariant(s[1]) switch { 'x' => (16, 2), 'b' => (2, 2), 'o' => (8, 2), _ => (8, 1) };
        }
        return ParseDigits(s.AsSpan(from), radix) is { } v ? new IntConst(v) : ConstValue.Unknown;
    }

    private static BigInteger? ParseDigits(ReadOnlySpan<char> s, int radix)
    {
        if (s.Length == 0) return null;
        if (s.Length <= 15)
        {
            long v = 0;
            foreach (char c in s)
            {
                int d = Digit(c);
                if (d >= radix) return null;
                v = v * radix + d;
            }
            return v;
        }
        if (radix == 10) return BigInteger.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var dec) ? dec : null;
        int bits = radix switch { 16 => 4, 8 => 3, _ => 1 };
        // Packed from the low end into bytes: linear, where shifting a BigInteger per digit is quadratic.
        var bytes = new byte[s.Length * bits / 8 + 2];
        int at = 0;
        for (int i = s.Length - 1; i >= 0; i--, at += bits)
        {
            int d = Digit(s[i]);
            if (d >= radix) return null;
            int w = d << (at & 7);
            bytes[at >> 3] |= (byte)w;
            bytes[(at >> 3) + 1] |= (byte)(w >> 8);
        }
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };

    /// <summary>Decimal and hexadecimal floats, and the integer forms that imaginary literals may have (0123i is decimal).</summary>
    private static ConstValue ParseFloat(string s)
    {
        s = s.Replace("_", "");
        int radix = 10, i = 0;
        if (s.Length > 1 && s[0] == '0')
        {
            (radix, i) = char.ToLowerInvariant(s[1]) switch { 'x' => (16, 2), 'b' => (2, 2), 'o' => (8, 2), _ => (10, 0) };
        }
        var digits = new StringBuilder();
        long fraction = 0;
        bool point = false;
        for (; i < s.Length; i++)
        {
            char c = s[i];
            if (c == '.') { point = true; continue; }
            if (radix == 10 ? c is 'e' or 'E' : c is 'p' or 'P') break;
            digits.Append(c);
            if (point) fraction++;
        }
        long exp = 0;
        if (i < s.Length)
        {
            // A saturated exponent is far beyond every limit below.
            if (!long.TryParse(s.AsSpan(i + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exp))
                exp = s[i + 1] == '-' ? -1L << 60 : 1L << 60;
            exp = Math.Clamp(exp, -1L << 60, 1L << 60);
        }
        if (ParseDigits(digits.ToString(), radix) is not { } m) return ConstValue.Unknown;
        if (m.IsZero) return s_zeroFloat;

        if (radix != 10)
        {
            long e2 = exp - fraction * (radix switch { 16 => 4, 8 => 3, _ => 1 });
            long top2 = BitLen(m) + e2;
            if (Math.Abs(top2) >= SmallBits || Math.Abs(e2) >= 4 * SmallBits) return Round(m, e2, false);
            return e2 >= 0 ? MakeRat(m << (int)e2, BigInteger.One) : MakeRat(m, BigInteger.One << (int)-e2);
        }
        long e10 = exp - fraction;
        double top = BitLen(m) + e10 * 3.3219280948873623;
        if (top > 1L << 32) return ConstValue.Unknown;
        if (top < -(1L << 32)) return s_zeroFloat;
        if (Math.Abs(top) < SmallBits)
        {
            // Exact even where numerator and denominator exceed the limit for results of operations.
            if (e10 >= 0) return MakeRat(m * BigInteger.Pow(10, (int)e10), BigInteger.One);
            return MakeRat(m, BigInteger.Pow(10, (int)-e10));
        }
        if (Math.Abs(e10) <= 20000)
        {
            return e10 >= 0 ? Round(m * BigInteger.Pow(10, (int)e10), 0, false) : DivRound(m, BigInteger.Pow(10, (int)-e10), 0);
        }
        var (pm, pe) = Pow10(Math.Abs(e10));
        return e10 >= 0 ? Round(m * pm, pe, false) : DivRound(m, pm, -pe);
    }

    /// <summary>10^n as mantissa and binary exponent, with 128 bits to spare over the precision.</summary>
    private static (BigInteger M, long E) Pow10(long n)
    {
        BigInteger rm = 1, bm = 5;
        long re = 0, be = 1;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0) (rm, re) = Cut(rm * bm, re + be);
            (bm, be) = Cut(bm * bm, 2 * be);
        }
        return (rm, re);

        static (BigInteger, long) Cut(BigInteger m, long e)
        {
            int drop = BitLen(m) - (Prec + 128);
            return drop > 0 ? (m >> drop, e + drop) : (m, e);
        }
    }

    private static ConstValue ParseRune(string s)
    {
        if (s.Length < 3) return ConstValue.Unknown;
        if (s[1] != '\\')
        {
            return Rune.DecodeFromUtf16(s.AsSpan(1), out var r, out _) == System.Buffers.OperationStatus.Done ? new IntConst(r.Value) : new IntConst(0xFFFD);
        }
        int i = 1;
        int v = Escape(s, ref i, '\'', out _);
        return v < 0 ? ConstValue.Unknown : new IntConst(v);
    }

    /// <summary>The bytes of a string literal (quotes included in the text), or null if malformed.</summary>
    public static byte[]? Unquote(string s)
    {
        if (s.Length < 2) return null;
        if (s[0] == '`')
        {
            string raw = s[1..^1];
            return Encoding.UTF8.GetBytes(raw.Contains('\r') ? raw.Replace("\r", "") : raw);
        }
        int esc = s.IndexOf('\\');
        if (esc < 0) return Encoding.UTF8.GetBytes(s, 1, s.Length - 2);
        var buf = new byte[Encoding.UTF8.GetMaxByteCount(s.Length)];
        int n = 0;
        for (int i = 1; i < s.Length - 1;)
        {
            int next = s.IndexOf('\\', i, s.Length - 1 - i);
            if (next < 0) next = s.Length - 1;
            if (next > i)
            {
                n += Encoding.UTF8.GetBytes(s, i, next - i, buf, n);
                i = next;
                continue;
            }
            int v = Escape(s, ref i, '"', out bool isByte);
            if (v < 0) return null;
            if (isByte) buf[n++] = (byte)v;
            else n += new Rune(v).EncodeToUtf8(buf.AsSpan(n));
        }
        return buf[..n];
    }

    /// <summary>The escape at s[i] (a backslash); moves i behind it. isByte: \x and octal escapes, which are bytes in strings. -1: malformed.</summary>
    private static int Escape(string s, ref int i, char quote, out bool isByte)
    {
        isByte = false;
        char c = s[++i];
        i++;
        switch (c)
        {
            case 'a': return 7;
            case 'b': return 8;
            case 'f': return 12;
            case 'n': return 10;
            case 'r': return 13;
            case 't': return 9;
            case 'v': return 11;
            case '\\': return '\\';
            case '\'' or '"': return c == quote ? c : -1;
            case 'x':
                isByte = true;
                return Hex(s, ref i, 2);
            case 'u' or 'U':
                int v = Hex(s, ref i, c == 'u' ? 4 : 8);
                return v > 0x10ffff || v is >= 0xd800 and < 0xe000 ? -1 : v;
            case >= '0' and <= '7':
                isByte = true;
                int o = c - '0';
                for (int k = 0; k < 2; k++, i++)
                {
                    if (i >= s.Length || s[i] is < '0' or > '7') return -1;
                    o = o * 8 + s[i] - '0';
                }
                return o > 255 ? -1 : o;
            default:
                return -1;
        }
    }

    private static int Hex(string s, ref int i, int n)
    {
        long v = 0;
        for (int k = 0; k < n; k++, i++)
        {
            if (i >= s.Length || Digit(s[i]) > 15) return -1;
            v = v << 4 | (uint)Digit(s[i]);
        }
        return v > int.MaxValue ? -1 : (int)v;
    }

    // ------------------------------------------------------------ text for messages

    public static string Format(ConstValue? v)
    {
        switch (v)
        {
            case BoolConst b: return b.Value ? "true" : "false";
            case IntConst i: return i.Value.ToString(CultureInfo.InvariantCulture);
            case FloatConst f: return FormatFloat(f);
            case ComplexConst c: return $"({Format(c.Re)} + {Format(c.Im)}i)";
            case StringConst s:
                string q = Quoting.String(s.Value);
                var info = new StringInfoLength(q);
                return info.Count > 72 ? q[..info.OffsetOf(69)] + "..." : q;
            default: return "unknown";
        }
    }

    /// <summary>Counts code points of a UTF-16 string.</summary>
    private readonly struct StringInfoLength(string s)
    {
        public int Count
        {
            get
            {
                int n = 0;
                foreach (char c in s) if (!char.IsLowSurrogate(c)) n++;
                return n;
            }
        }

        public int OffsetOf(int runes)
        {
            int i = 0;
            for (; runes > 0 && i < s.Length; runes--) i += char.IsHighSurrogate(s[i]) && i + 1 < s.Length ? 2 : 1;
            return i;
        }
    }

    private static string FormatFloat(FloatConst f)
    {
        double d = ToDouble(f);
        if (!double.IsInfinity(d) && (d == 0) == f.Num.IsZero)
        {
            string s = FormatG(d, 6);
            bool isInt = f.Exp == 0 ? f.Den.IsOne : f.Exp > 0;
            // A rounded value that looks like an integer would mislead: give it all digits.
            if (!isInt && !s.Contains('.')) s = FormatG(d, -1);
            return s;
        }
        int shift = BitLen(f.Num) - BitLen(f.Den);
        long exp = (long)shift + f.Exp;
        double m = shift >= 0
            ? ToDouble(MakeRat(f.Num, f.Den << shift))
            : ToDouble(MakeRat(f.Num << -shift, f.Den));
        if (Math.Abs(m) >= 1) { m /= 2; exp++; }
        double dec = exp * 0.30102999566398119521373889472449302676818988146210854131 /* log10(2) */;
        long e = (long)dec;
        m *= Math.Pow(10, dec - e);
        double am = Math.Abs(m);
        if (am < 1 - 0.5e-6) { m *= 10; e--; }
        else if (am >= 10) { m /= 10; e++; }
        return $"{FormatG(m, 6)}e{(e < 0 ? "" : "+")}{e.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>fmt's %.{prec}g; prec -1: the shortest digits that read back as d.</summary>
    public static string FormatG(double d, int prec)
    {
        if (d == 0) return "0";
        string sci = d.ToString(prec < 0 ? "E16" : "E" + (prec - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (prec < 0) sci = ShortestScientific(d);
        bool neg = sci[0] == '-';
        int ePos = sci.IndexOf('E');
        int exp = int.Parse(sci.AsSpan(ePos + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = sci[(neg ? 1 : 0)..ePos].Replace(".", "").TrimEnd('0');
        if (digits.Length == 0) digits = "0";
        int nd = digits.Length, dp = exp + 1;
        int eprec = prec;
        if (eprec > nd && nd >= dp) eprec = nd;
        if (prec < 0) eprec = 6;
        var b = new StringBuilder();
        if (neg) b.Append('-');
        if (exp < -4 || exp >= eprec)
        {
            b.Append(digits[0]);
            if (nd > 1) b.Append('.').Append(digits, 1, nd - 1);
            b.Append('e').Append(exp < 0 ? '-' : '+');
            int ae = Math.Abs(exp);
            if (ae < 10) b.Append('0');
            return b.Append(ae.ToString(CultureInfo.InvariantCulture)).ToString();
        }
        if (dp <= 0) return b.Append("0.").Append('0', -dp).Append(digits).ToString();
        if (nd <= dp) return b.Append(digits).Append('0', dp - nd).ToString();
        return b.Append(digits, 0, dp).Append('.').Append(digits, dp, nd - dp).ToString();
    }

    private static string ShortestScientific(double d)
    {
        string r = d.ToString("R", CultureInfo.InvariantCulture);
        string mant = r, tail = "";
        int e = 0;
        if (r.IndexOf('E') is var p and >= 0)
        {
            mant = r[..p];
            e = int.Parse(r.AsSpan(p + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        bool neg = mant[0] == '-';
        if (neg) mant = mant[1..];
        int dot = mant.IndexOf('.');
        if (dot >= 0) { tail = mant[(dot + 1)..]; mant = mant[..dot]; }
        string all = mant + tail;
        int lead = 0;
        while (lead < all.Length - 1 && all[lead] == '0') lead++;
        int exp = e + mant.Length - 1 - lead;
        return (neg ? "-" : "") + all[lead..] + "E" + exp.ToString(CultureInfo.InvariantCulture);
    }
}
