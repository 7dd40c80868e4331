// The // ERROR "regexp" comments of GOROOT/test and of tests/errors: which lines must be reported, and how.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace GoClr.TestRunner;

internal static partial class ErrorMarks
{
    [GeneratedRegex(@"// (?:GC_)?ERROR (.*)$")] private static partial Regex Mark();
    [GeneratedRegex(@"// (?:GC_)?ERRORAUTO (.*)$")] private static partial Regex AutoMark();
    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`")] private static partial Regex Quoted();
    [GeneratedRegex(@"LINE(([+-])(\d+))?")] private static partial Regex LineRef();

    /// <summary>Compares messages "file:line:col: text" with the marks of the files; null if they agree.</summary>
    /// <param name="files">Short name as messages show it → path.</param>
    public static string? Compare(IReadOnlyDictionary<string, string> files, IEnumerable<string> messages)
    {
        // A line that starts with a tab continues the message above it.
        var pending = new List<(string File, int Line, string Text)>();
        foreach (string raw in messages)
        {
            if (raw.StartsWith('\t') && pending.Count > 0)
            {
                var last = pending[^1];
                pending[^1] = last with { Text = last.Text + "\n" + raw };
                continue;
            }
            string m = raw.StartsWith("./", StringComparison.Ordinal) ? raw[2..] : raw;
            int a = m.IndexOf(':');
            int b = a < 0 ? -1 : m.IndexOf(':', a + 1);
            if (b < 0 || !int.TryParse(m.AsSpan(a + 1, b - a - 1), out int line)) continue;
            string rest = m[(b + 1)..];
            int c = rest.IndexOf(':');
            if (c > 0 && int.TryParse(rest.AsSpan(0, c), out _)) rest = rest[(c + 1)..];
            pending.Add((Path.GetFileName(m[..a]), line, rest.Trim()));
        }
        var wrong = new List<string>();
        foreach (var (name, path) in files)
        {
            string[] lines = File.ReadAllLines(path);
            for (int i = 0; i < lines.Length; i++)
            {
                string text = lines[i];
                if (text.Contains("////")) continue;
                var m = Mark().Match(text);
                if (!m.Success) continue;
                int n = i + 1;
                var here = new List<string>();
                for (int k = pending.Count - 1; k >= 0; k--)
                {
                    if (pending[k].File != Path.GetFileName(name) || pending[k].Line != n) continue;
                    here.Insert(0, pending[k].Text);
                    pending.RemoveAt(k);
                }
                foreach (Match q in Quoted().Matches(m.Groups[1].Value))
                {
                    string rx = q.Groups[2].Success ? q.Groups[2].Value : Unescape(q.Groups[1].Value);
                    rx = LineRef().Replace(rx, r =>
                    {
                        int at = n;
                        if (r.Groups[1].Success) at += (r.Groups[2].Value == "-" ? -1 : 1) * int.Parse(r.Groups[3].Value);
                        return Regex.Escape($"{Path.GetFileName(name)}:{at}");
                    });
                    if (here.Count == 0)
                    {
                        wrong.Add($"{name}:{n}: missing error \"{rx}\"");
                        break;
                    }
                    bool any = false;
                    for (int k = here.Count - 1; k >= 0; k--)
                    {
                        if (!Regex.IsMatch(here[k], rx)) continue;
                        any = true;
                        here.RemoveAt(k);
                    }
                    if (!any) wrong.Add($"{name}:{n}: no match for \"{rx}\" in: {string.Join(" | ", here)}");
                }
            }
        }
        foreach (var p in pending) wrong.Add($"{p.File}:{p.Line}: unmatched: {p.Text}");
        return wrong.Count == 0 ? null : string.Join("\n", wrong);
    }

    private static string Unescape(string s) => s.Replace("\\\"", "\"").Replace("\\\\", "\\");
}
