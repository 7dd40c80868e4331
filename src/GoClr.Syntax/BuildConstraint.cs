// Build constraints: the expressions of //go:build lines (tags, !, &&, ||, parentheses).
using System;
using System.Collections.Generic;
using System.Globalization;

namespace GoClr.Syntax;

public abstract class BuildConstraint
{
    public sealed class Tag(string name) : BuildConstraint { public string Name { get; } = name; }
    public sealed class Not(BuildConstraint x) : BuildConstraint { public BuildConstraint X { get; } = x; }
    public sealed class And(BuildConstraint x, BuildConstraint y) : BuildConstraint { public BuildConstraint X { get; } = x; public BuildConstraint Y { get; } = y; }
    public sealed class Or(BuildConstraint x, BuildConstraint y) : BuildConstraint { public BuildConstraint X { get; } = x; public BuildConstraint Y { get; } = y; }

    private const int MaxSize = 1000;

    private protected BuildConstraint() { }

    /// <summary>Whether a line is a //go:build line; no white space may stand before "//".</summary>
    public static bool IsGoBuild(string line) =>
        line.StartsWith("//go:build", StringComparison.Ordinal) && (line.Length == 10 || line[10] is ' ' or '\t' or '\r' or '\n');

    /// <summary>The constraint of a //go:build line, or null if it is not one or not well formed.</summary>
    public static BuildConstraint? ParseLine(string line) => IsGoBuild(line) ? Parse(line[10..].Trim()) : null;

    /// <summary>Parses an expression; null if it is not well formed.</summary>
    public static BuildConstraint? Parse(string expr)
    {
        var p = new Reader(expr);
        var x = p.ParseOr();
        return p.Failed || !p.AtEnd ? null : x;
    }

    public bool Eval(Func<string, bool> tag) => this switch
    {
        Tag t => tag(t.Name),
        Not n => !n.X.Eval(tag),
        And a => a.X.Eval(tag) & a.Y.Eval(tag),     // both sides, so that the caller sees every tag
        Or o => o.X.Eval(tag) | o.Y.Eval(tag),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The language version without which the constraint cannot hold ("go1.21"), or null.</summary>
    public string? GoVersion() => MinVersion(this, true) switch
    {
        < 0 => null,
        0 => "go1",
        var n => "go1." + n.ToString(CultureInfo.InvariantCulture),
    };

    private static int MinVersion(BuildConstraint x, bool positive)
    {
        switch (x)
        {
            case And a:
                int m = MinVersion(a.X, positive), n = MinVersion(a.Y, positive);
                return positive ? Math.Max(m, n) : Math.Min(m, n);
            case Or o:
                m = MinVersion(o.X, positive);
                n = MinVersion(o.Y, positive);
                return positive ? Math.Min(m, n) : Math.Max(m, n);
            case Not not:
                return MinVersion(not.X, !positive);
            case Tag t when positive:
                if (t.Name == "go1") return 0;
                return t.Name.StartsWith("go1.", StringComparison.Ordinal) && int.TryParse(t.Name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : -1;
            default:
                return -1;
        }
    }

    private sealed class Reader
    {
        private readonly List<string> _toks = [];
        private int _i;
        private int _size;
        internal bool Failed;

        internal Reader(string s)
        {
            for (int i = 0; i < s.Length;)
            {
                char c = s[i];
                if (c is ' ' or '\t') { i++; continue; }
                if (c is '(' or ')' or '!') { _toks.Add(c.ToString()); i++; continue; }
                if (c is '&' or '|')
                {
                    if (i + 1 >= s.Length || s[i + 1] != c) { Failed = true; return; }
                    _toks.Add(s.Substring(i, 2));
                    i += 2;
                    continue;
                }
                int start = i;
                while (i < s.Length && (char.IsLetterOrDigit(s[i]) || s[i] is '_' or '.')) i++;
                if (i == start) { Failed = true; return; }
                _toks.Add(s[start..i]);
            }
        }

        internal bool AtEnd => _i >= _toks.Count;
        private string Tok => AtEnd ? "" : _toks[_i];

        internal BuildConstraint ParseOr()
        {
            var x = ParseAnd();
            while (!Failed && Tok == "||") { _i++; x = new Or(x, ParseAnd()); }
            return x;
        }

        private BuildConstraint ParseAnd()
        {
            var x = ParseNot();
            while (!Failed && Tok == "&&") { _i++; x = new And(x, ParseNot()); }
            return x;
        }

        private BuildConstraint ParseNot()
        {
            if (++_size > MaxSize) Failed = true;
            if (Failed) return new Tag("");
            if (Tok != "!") return ParseAtom();
            _i++;
            if (Tok == "!") Failed = true;          // double negation is not allowed
            return new Not(Failed ? new Tag("") : ParseNot());
        }

        private BuildConstraint ParseAtom()
        {
            string tok = Tok;
            _i++;
            if (tok == "(")
            {
                var x = ParseOr();
                if (Tok != ")") Failed = true;
                _i++;
                return x;
            }
            if (tok is "" or ")" or "!" or "&&" or "||") Failed = true;
            return new Tag(tok);
        }
    }
}
