// The one path by which a mistake in the source reaches the user.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Syntax;

/// <summary>One message. Soft errors (declared and not used, imported and not used) do not stop checking.</summary>
public sealed record Diagnostic(Pos Pos, string Text, bool IsSoft = false)
{
    public override string ToString() => $"{Pos}: {Text}";
}

/// <summary>Collects the messages of one package; sorts them, drops repeats on one line, and prints as gc does.</summary>
public sealed class Diagnostics
{
    private readonly List<Diagnostic> _all = [];
    public bool HasErrors => _all.Count > 0;
    public int Count => _all.Count;
    public void Error(Pos pos, string text, bool soft = false) => _all.Add(new Diagnostic(pos, text, soft));

    /// <summary>Sorted by position; of several with the same line and text only the first stays.</summary>
    public List<Diagnostic> Sorted()
    {
        var list = new List<(Diagnostic D, int Order)>();
        for (int i = 0; i < _all.Count; i++) list.Add((_all[i], i));
        list.Sort((a, b) => a.D.Pos.CompareTo(b.D.Pos) is var c and not 0 ? c : a.Order - b.Order);
        var result = new List<Diagnostic>();
        foreach (var (d, _) in list)
        {
            if (result.Count > 0 && result[^1] is var last && last.Pos.File == d.Pos.File && last.Pos.Line == d.Pos.Line && last.Text == d.Text) continue;
            result.Add(d);
        }
        return result;
    }

    /// <summary>Writes at most <paramref name="limit"/> messages (0: all), then gc's "too many errors".</summary>
    public void Print(TextWriter w, int limit = 10)
    {
        int n = 0;
        foreach (var d in Sorted())
        {
            if (limit > 0 && n++ == limit) { w.WriteLine($"{d.Pos}: too many errors"); return; }
            w.WriteLine(d.ToString());
        }
    }
}
