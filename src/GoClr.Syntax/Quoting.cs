// Characters and strings as Go's fmt prints them in messages: %q and %#U.
using System;
using System.Buffers;
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

    /// <summary>A string as a Go literal, as strconv.Quote writes it.</summary>
    public static string String(string s) => String(Encoding.UTF8.GetBytes(s));

    /// <summary>The same of bytes, which need not be UTF-8.</summary>
    public static string String(ReadOnlySpan<byte> s)
    {
        var b = new StringBuilder(s.Length + 2).Append('"');
        while (s.Length > 0)
        {
            bool valid = System.Text.Rune.DecodeFromUtf8(s, out var r, out int used) == OperationStatus.Done;
            if (!valid) used = 1;
            switch (valid ? r.Value : -1)
            {
                case '"': b.Append("\\\""); break;
                case '\\': b.Append("\\\\"); break;
                case '\a': b.Append("\\a"); break;
                case '\b': b.Append("\\b"); break;
                case '\f': b.Append("\\f"); break;
                case '\n': b.Append("\\n"); break;
                case '\r': b.Append("\\r"); break;
                case '\t': b.Append("\\t"); break;
                case '\v': b.Append("\\v"); break;
                case -1 or < 32 or 127: b.Append($"\\x{s[0]:x2}"); break;
                case var c when IsPrint(c): b.Append(r.ToString()); break;
                case < 0x10000: b.Append($"\\u{r.Value:x4}"); break;
                default: b.Append($"\\U{r.Value:x8}"); break;
            }
            s = s[used..];
        }
        return b.Append('"').ToString();
    }

    public static bool IsPrint(int c)
    {
        if (c is < 0x20 or > 0x10ffff or >= 0xd800 and < 0xe000) return false;
        if (c < 0x7f) return true;
        return System.Text.Rune.GetUnicodeCategory(new Rune(c)) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
