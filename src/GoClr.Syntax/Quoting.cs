// Characters as Go's fmt prints them in messages: %q and %#U.
using System.Globalization;
using System.Text;

namespace GoClr.Syntax;

public static class Quoting
{
    /// <summary>U+0040 '@'; without the character where it is not printable.</summary>
    public static string UnicodePoint(int c)
    {
        string s = "U+" + c.ToString("X4", CultureInfo.InvariantCulture);
        return IsPrint(c) ? $"{s} '{char.ConvertFromUtf32(c)}'" : s;
    }

    /// <summary>A rune in single quotes with Go's escapes.</summary>
    public static string Rune(int c) => c switch
    {
        '\'' => @"'\''",
        '\\' => @"'\\'",
        '\a' => @"'\a'",
        '\b' => @"'\b'",
        '\f' => @"'\f'",
        '\n' => @"'\n'",
        '\r' => @"'\r'",
        '\t' => @"'\t'",
        '\v' => @"'\v'",
        _ when IsPrint(c) => $"'{char.ConvertFromUtf32(c)}'",
        < ' ' or 0x7f => $"'\\x{c:x2}'",
        > 0x10ffff or < 0 or >= 0xd800 and < 0xe000 => "'\ufffd'",
        < 0x10000 => $"'\\u{c:x4}'",
        _ => $"'\\U{c:x8}'",
    };

    public static bool IsPrint(int c)
    {
        if (c is < 0x20 or > 0x10ffff or >= 0xd800 and < 0xe000) return false;
        if (c < 0x7f) return true;
        return System.Text.Rune.GetUnicodeCategory(new Rune(c)) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
