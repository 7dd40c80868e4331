// The first sentence of a package's documentation, as go/doc cuts it: the comment right above the package clause.
using System;
using System.Collections.Generic;
using System.Text;

namespace GoClr.Build.Load;

internal static class DocSynopsis
{
    /// <summary>Of the first file that has one.</summary>
    public static string Of(IEnumerable<byte[]> files)
    {
        foreach (byte[] text in files)
        {
            if (Comment(Encoding.UTF8.GetString(text)) is { Length: > 0 } doc && Synopsis(doc) is { Length: > 0 } s) return s;
        }
        return "";
    }

    // The text of the comment group that ends on the line before "package".
    private static string Comment(string text)
    {
        var group = new StringBuilder();
        bool blank = false;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c == '\n')
            {
                if (blank) group.Clear();
                blank = true;
                i++;
            }
            else if (c is ' ' or '\t' or '\r' or '\ufeff') i++;
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '/')
            {
                int end = text.IndexOf('\n', i);
                if (end < 0) return "";
                string line = text[(i + 2)..end].TrimEnd('\r');
                // Directives are no documentation.
                bool directive = line.Length > 0 && line[0] != ' ' && line[0] != '\t' && line.IndexOf(':') is > 0 and var colon && line.AsSpan(0, colon).IndexOfAnyExceptInRange('0', 'z') < 0;
                if (!directive) group.Append(line.StartsWith(' ') ? line[1..] : line).Append('\n');
                blank = true;
                i = end + 1;
            }
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '*')
            {
                int end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0) return "";
                group.Append(text[(i + 2)..end]).Append('\n');
                blank = false;
                i = end + 2;
            }
            else return group.ToString();
        }
        return "";
    }

    private static string Synopsis(string text)
    {
        string s = Sentence(FirstParagraph(text));
        string lower = s.ToLowerInvariant();
        foreach (string prefix in new[] { "copyright", "all rights", "author" }) { if (lower.StartsWith(prefix, StringComparison.Ordinal)) return ""; }
        return s.Replace("``", "\u201c").Replace("''", "\u201d");
    }

    private static string FirstParagraph(string text)
    {
        var words = new StringBuilder();
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line == "" && words.Length > 0) break;
            if (line == "") continue;
            // An indented first line is code, a heading is none of the text.
            if (words.Length > 0) words.Append(' ');
            words.Append(string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }
        return words.ToString();
    }

    // Up to a period and a blank, unless the period ends a single capital letter.
    private static string Sentence(string s)
    {
        char before = '\0', two = '\0', three = '\0';
        for (int i = 0; i < s.Length; i++)
        {
            char c = s[i];
            if (c == ' ' && before == '.' && (!char.IsUpper(two) || char.IsUpper(three))) return s[..i];
            if (before is '\u3002' or '\uff0e') return s[..i];
            (three, two, before) = (two, before, c);
        }
        return s;
    }
}
