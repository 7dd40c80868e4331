// Go string literals of strings and bytes; the right sides are strconv.Quote's.
using System;
using System.Text;
using Xunit;

namespace GoClr.Syntax.Tests;

public class QuotingTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("\u0000\u001f\u007f", "\"\\x00\\x1f\\x7f\"")]
    [InlineData("ä☺ \U0001f600", "\"ä☺ \U0001f600\"")]
    [InlineData("\u00a0\u00ad\u2028\ufeff\ue000", "\"\\u00a0\\u00ad\\u2028\\ufeff\\ue000\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    [InlineData("\ufffd", "\"\ufffd\"")]
    public void Strings(string s, string want)
    {
        Assert.Equal(want, Quoting.String(s));
        Assert.Equal(want, Quoting.String(Encoding.UTF8.GetBytes(s)));
    }

    [Fact]
    public void BytesThatAreNoUtf8() => Assert.Equal("\"a\\xff\\xc3(\"", Quoting.String([(byte)'a', 0xff, 0xc3, (byte)'(']));
}
