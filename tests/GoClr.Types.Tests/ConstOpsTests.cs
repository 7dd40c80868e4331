// Constant arithmetic: literals, exactness, rounding to machine floats (against .NET's own correctly rounding parsers), text for messages.
using System;
using System.Globalization;
using System.Text;
using GoClr.Syntax;
using Xunit;

namespace GoClr.Types.Tests;

public class ConstOpsTests
{
    private static ConstValue Lit(string s) =>
        ConstOps.FromLiteral(s, s[^1] == 'i' ? LitKind.Imag : s[0] == '\'' ? LitKind.Rune : s[0] is '"' or '`' ? LitKind.String
            : s.Contains("0x") && !s.Contains('p') || s.IndexOfAny(['.', 'e', 'p']) < 0 ? LitKind.Int : LitKind.Float);

    private static ConstValue Op(string x, Operator op, string y, bool intDiv = false) => ConstOps.Binary(Lit(x), op, Lit(y), intDiv);

    [Theory]
    [InlineData("0x_ff", "255")]
    [InlineData("0b101", "5")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("1_000", "1000")]
    [InlineData("'\\x41'", "65")]
    [InlineData("'\\u00e9'", "233")]
    [InlineData("'\\377'", "255")]
    [InlineData("1.5", "1.5")]
    [InlineData("0x1p-2", "0.25")]
    [InlineData("0x.8p1", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("1e100", "1e+100")]
    [InlineData("1e1000", "1e+1000")]
    [InlineData("1e-1000", "1e-1000")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e1000000", "1e+1000000")]
    [InlineData("123456789.125", "1.23457e+08")]
    [InlineData("0123i", "(0 + 123i)")]
    [InlineData("\"a\\n\\x80\\u00e9\"", "\"a\\n\\x80é\"")]
    [InlineData("`a\\n`", "\"a\\\\n\"")]
    public void Literals(string lit, string text) => Assert.Equal(text, ConstOps.Format(Lit(lit)));

    [Fact]
    public void HugeExponents()
    {
        Assert.Same(ConstValue.Unknown, Lit("1e1000000000"));
        Assert.Equal(0, ConstOps.Sign(Lit("1e-1000000000")));
        var x = Op("1e5000", Operator.Mul, "1e-5000");
        Assert.True(ConstOps.Compare(Lit("1"), Operator.Eql, ConstOps.ToInt(x)));
        Assert.Equal("1e+10000", ConstOps.Format(Op("1e5000", Operator.Mul, "1e5000")));
        Assert.True(ConstOps.Compare(Op("1e5000", Operator.Add, "1"), Operator.Eql, Lit("1e5000")));
    }

    [Fact]
    public void FractionsAreExact()
    {
        var third = Op("1.0", Operator.Div, "3.0");
        Assert.True(ConstOps.Compare(ConstOps.Binary(third, Operator.Mul, Lit("3"), false), Operator.Eql, Lit("1")));
        Assert.Equal("-2", ConstOps.Format(Op("7", Operator.Div, "3", true) is var q ? ConstOps.Unary(Operator.Sub, q, 0) : q));
        Assert.Equal("(0 + 2i)", ConstOps.Format(Op("-4i"[1..], Operator.Div, "2")));
        Assert.Equal("(-1 + 0i)", ConstOps.Format(Op("1i", Operator.Mul, "1i")));
        Assert.Equal("(0.5 + -0.5i)", ConstOps.Format(ConstOps.Binary(Lit("1"), Operator.Div, ConstOps.Binary(Lit("1"), Operator.Add, Lit("1i"), false), false)));
    }

    [Fact]
    public void RoundsAsParsersDo()
    {
        string[] edges =
        [
            "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623157e308",
            "1.7976931348623159e308", "9007199254740993.0", "9007199254740995.0", "1e23", "8.5e22", "3.4028235677973366e38", "3.4028235e38", "1.4e-45", "7e-46", "7.1e-46", "16777217.0", "16777219.0",
        ];
        foreach (string s in edges) Check(s);
        var rnd = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            var b = new StringBuilder();
            for (int n = rnd.Next(1, 30); n > 0; n--) b.Append((char)('0' + rnd.Next(10)));
            b.Append('.').Append(rnd.Next(1000)).Append('e').Append(rnd.Next(-360, 320));
            Check(b.ToString());
        }

        static void Check(string s)
        {
            var v = ConstOps.FromLiteral(s, LitKind.Float);
            Assert.Equal(double.Parse(s, CultureInfo.InvariantCulture), ConstOps.ToDouble(v));
            Assert.Equal(float.Parse(s, CultureInfo.InvariantCulture), ConstOps.ToSingle(v));
        }
    }

    [Theory]
    [InlineData("300", BasicKind.Uint8, false)]
    [InlineData("255", BasicKind.Uint8, true)]
    [InlineData("128", BasicKind.Int8, false)]
    [InlineData("1.0", BasicKind.Int8, true)]
    [InlineData("1.5", BasicKind.Int, false)]
    [InlineData("0x7fffffffffffffff", BasicKind.Int, true)]
    [InlineData("0x8000000000000000", BasicKind.Int, false)]
    [InlineData("0x8000000000000000", BasicKind.Uint, true)]
    [InlineData("3.4e38", BasicKind.Float32, true)]
    [InlineData("3.5e38", BasicKind.Float32, false)]
    [InlineData("1e-400", BasicKind.Float64, true)]
    public void Representable(string lit, BasicKind kind, bool ok)
    {
        Basic[] all = [Universe.Uint8, Universe.Int8, Universe.Int, Universe.Uint, Universe.Float32, Universe.Float64];
        foreach (var t in all)
        {
            if (t.Kind == kind) Assert.Equal(ok, Checker.Representable(Lit(lit), t, out _));
        }
    }
}
