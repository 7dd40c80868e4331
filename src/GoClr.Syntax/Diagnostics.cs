// The one path by which a mistake in the source reaches the user.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Syntax;

/// <summary>One message. Soft errors (declared and not used, imported and not used) do not stop checking.</summary>
public sealed record Diagnostic(Pos Pos, string Text, bool IsSoft = false)
{
    /// <summary>As gc prints it. gc keeps columns in 8 bits and leaves out those that do not fit.</summary>
    public override string ToString() => $"{Place(Pos)}: {Text}";
    internal static string Place(Pos pos) => pos.IsKnown && pos.RelCol >= 255 ? $"{pos.RelName}:{pos.RelLine}" : pos.ToString();
}

/// <summary>Collects the messages of one package; sorts them, drops repeats on one line, and prints as gc does.</summary>
public sealed class Diagnostics
{
    private readonly List<Diagnostic> _all = [];
    public bool HasErrors => _all.Count > 0;
    public int Count => _all.Count;
    /// <summary>With a syntax error anywhere in the package gc does not start to check it; other messages of scanner and parser do not prevent that.</summary>
    public bool HasSyntaxErrors { get; private set; }
    private Diagnostic? _lastOther;         // the last one that was no syntax error

    /// <summary>Reports a message; apart from syntax errors (of which the parser keeps one a line) the one reported last is not repeated for its line.</summary>
    public void Error(Pos pos, string text, bool soft = false)
    {
        var d = new Diagnostic(pos, text, soft);
        if (text.StartsWith("syntax error", StringComparison.Ordinal)) HasSyntaxErrors = true;
        else
        {
            if (_lastOther is { } last && last.Pos.File == pos.File && last.Pos.Line == pos.Line && last.Text == text) return;
            _lastOther = d;
        }
        _all.Add(d);
    }

    /// <summary>Sorted by position, without repeats.</summary>
    public List<Diagnostic> Sorted() => Sorted(_all);

    private static List<Diagnostic> Sorted(List<Diagnostic> all)
    {
        var list = new List<(Diagnostic D, int Order)>();
        for (int i = 0; i < all.Count; i++) list.Add((all[i], i));
        list.Sort((a, b) => a.D.Pos.CompareTo(b.D.Pos) is var c and not 0 ? c : a.Order - b.Order);
        var result = new List<Diagnostic>();
        foreach (var (d, _) in list)
        {
            if (result.Count > 0 && result[^1] is var last && last.Pos.Equals(d.Pos) && last.Text == d.Text) continue;
            result.Add(d);
        }
        return result;
    }

    /// <summary>
    /// Writes the messages. Like gc it gives up at the message that fills the limit (0: none), counted in the order of
    /// reporting: those up to it are sorted and written, then "too many errors" at its position.
    /// </summary>
    public void Print(TextWriter w, int limit = 10)
    {
        var taken = new List<Diagnostic>();
        Diagnostic? full = null;
        foreach (var d in _all)
        {
            taken.Add(d);
            if (limit <= 0 || taken.Count < limit) continue;
            full = d;
            break;
        }
        foreach (var d in Sorted(taken)) w.WriteLine(d.ToString());
        if (full != null) w.WriteLine(Diagnostic.Place(full.Pos) + ": too many errors");
    }
}
