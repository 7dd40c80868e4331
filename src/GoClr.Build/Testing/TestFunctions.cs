// Finds the functions of _test.go files that the test main calls: tests, benchmarks, fuzz targets, examples, TestMain.
//
// A name counts if its prefix is followed by no lower-case letter; the parameter's type must be *M, *T, *B or *F by its last name, because the file may
// import package testing under any name. An example is run if the last comment of its body begins with "Output:" or "Unordered output:".
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GoClr.Build.Load;
using GoClr.Syntax;

namespace GoClr.Build.Testing;

/// <param name="External">It lies in the package NAME_test.</param>
public sealed record TestFunction(string Name, bool External, string Output = "", bool Unordered = false);

public sealed partial class TestFunctions
{
    public readonly List<TestFunction> Tests = [], Benchmarks = [], FuzzTargets = [], Examples = [];
    public TestFunction? TestMain { get; private set; }
    /// <summary>The package has test functions or examples at all; a package that only has helpers is imported for its effects.</summary>
    public bool ImportInside { get; private set; }
    public bool ImportExternal { get; private set; }
    public bool NeedInside { get; private set; }
    public bool NeedExternal { get; private set; }

    /// <exception cref="LoadError">A test function with a wrong signature, or two TestMains.</exception>
    public static TestFunctions Find(TestPackages t)
    {
        var found = new TestFunctions();
        found.AddAll(t.InPackage, t.TestFiles, external: false);
        if (t.External != null) found.AddAll(t.External, t.ExternalTestFiles, external: true);
        return found;
    }

    private void AddAll(LoadedPackage p, IReadOnlyList<string> files, bool external)
    {
        var tests = new HashSet<string>(files, StringComparer.Ordinal);
        foreach (var f in p.Files)
        {
            if (!tests.Contains(f.Source.Path)) continue;
            foreach (var d in f.DeclList)
            {
                if (d is FuncDecl { Recv: null } func) Add(f, func, external);
            }
        }
    }

    private void Add(File file, FuncDecl f, bool external)
    {
        string name = f.Name.Value;
        var list = name == "TestMain" && !HasSignature(f, "T") ? null
            : HasPrefix(name, "Test") ? Tests : HasPrefix(name, "Benchmark") ? Benchmarks : HasPrefix(name, "Fuzz") ? FuzzTargets : null;
        if (name == "TestMain" && list == null)
        {
            CheckSignature(file, f, "M");
            if (TestMain != null) throw new LoadError("multiple definitions of TestMain");
            TestMain = new TestFunction(name, external);
            Mark(external, need: true);
        }
        else if (list != null)
        {
            CheckSignature(file, f, list == Tests ? "T" : list == Benchmarks ? "B" : "F");
            list.Add(new TestFunction(name, external));
            Mark(external, need: true);
        }
        else if (HasPrefix(name, "Example") && f.Body != null && f.Type.ParamList.Count == 0 && f.Type.ResultList.Count == 0)
        {
            // Compiled whether it is run or not.
            var output = ExampleOutput(file.Source.Text, f.Body);
            Mark(external, need: output != null);
            if (output is var (text, unordered)) Examples.Add(new TestFunction(name, external, text, unordered));
        }
    }

    private void Mark(bool external, bool need)
    {
        if (external) (ImportExternal, NeedExternal) = (true, NeedExternal | need);
        else (ImportInside, NeedInside) = (true, NeedInside | need);
    }

    private static bool HasPrefix(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        return name.Length == prefix.Length || Rune.GetRuneAt(name, prefix.Length) is var r && Rune.GetUnicodeCategory(r) != UnicodeCategory.LowercaseLetter;
    }

    private static bool HasSignature(FuncDecl f, string type)
    {
        if (f.Type.ResultList.Count > 0 || f.Type.ParamList is not [var p] || p.Type is not Operation { Op: Operator.Mul, Y: null } star) return false;
        return star.X is Name n && n.Value == type || star.X is SelectorExpr s && s.Sel.Value == type;
    }

    private static void CheckSignature(File file, FuncDecl f, string type)
    {
        string? why = f.TParamList.Count > 0 ? "test functions cannot have type parameters"
            : !HasSignature(f, type) ? $"must be: func {f.Name.Value}({type.ToLowerInvariant()} *testing.{type})" : null;
        if (why != null) throw new LoadError($"{file.Source.Path}:{f.Name.Pos.Line}:1: wrong signature for {f.Name.Value}, {why}");
    }

    // ---------------------------------------------------------------- examples

    [GeneratedRegex(@"^\s*(unordered )?output:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OutputPrefix { get; }

    private static (string Text, bool Unordered)? ExampleOutput(byte[] source, BlockStmt body)
    {
        int start = Offset(source, body.Pos), end = Offset(source, body.Rbrace);
        if (LastComment(source, start, end) is not { } comment || OutputPrefix.Match(comment) is not { Success: true } m) return null;
        string text = comment[m.Length..].TrimStart(' ');
        if (text.StartsWith('\n')) text = text[1..];
        return (text, m.Groups[1].Success);
    }

    private static int Offset(byte[] source, Pos pos)
    {
        int at = 0;
        for (uint line = 1; line < pos.Line; line++) at += source.AsSpan(at).IndexOf((byte)'\n') + 1;
        return Math.Min(source.Length, at + (int)pos.Col - 1);
    }

    // The text of the last group of comments: adjacent ones with nothing but white space and no empty line between them.
    private static string? LastComment(byte[] s, int at, int end)
    {
        List<string>? group = null;
        int newlines = 0;
        bool code = true;
        void Comment(int from, int to)
        {
            if (group == null || code || newlines > 1) group = [];
            group.Add(Encoding.UTF8.GetString(s, from, to - from));
            code = false;
            newlines = 0;
        }
        while (at < end)
        {
            byte c = s[at];
            if (c == '/' && at + 1 < end && s[at + 1] == '/')
            {
                int nl = s.AsSpan(at, end - at).IndexOf((byte)'\n');
                int to = nl < 0 ? end : at + nl;
                Comment(at, to);
                at = to;
            }
            else if (c == '/' && at + 1 < end && s[at + 1] == '*')
            {
                int close = s.AsSpan(at + 2, end - at - 2).IndexOf("*/"u8);
                int to = close < 0 ? end : at + 2 + close + 2;
                Comment(at, to);
                at = to;
            }
            else if (c is (byte)'"' or (byte)'\'' or (byte)'`')
            {
                code = true;
                for (at++; at < end && s[at] != c; at++)
                {
                    if (c != '`' && s[at] == '\\') at++;
                }
                at++;
            }
            else
            {
                if (c == '\n') newlines++;
                else if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r')) code = true;
                at++;
            }
        }
        return group == null ? null : Text(group);
    }

    // What a reader sees of a comment: no markers, no directives, no blank lines at the ends, runs of them as one.
    private static string Text(List<string> group)
    {
        var lines = new List<string>();
        foreach (string c in group)
        {
            string text = c;
            if (c[1] == '/')
            {
                text = c[2..];
                if (text.StartsWith(' ')) text = text[1..];
                else if (IsDirective(text)) continue;
            }
            else text = c[2..^2];
            foreach (string line in text.Split('\n')) lines.Add(line.TrimEnd(' ', '\t', '\r'));
        }
        var b = new StringBuilder();
        bool blank = false;
        foreach (string line in lines)
        {
            if (line == "") { blank = true; continue; }
            if (blank && b.Length > 0) b.Append('\n');
            blank = false;
            b.Append(line).Append('\n');
        }
        return b.ToString();
    }

    private static bool IsDirective(string text)
    {
        if (text.StartsWith("line ", StringComparison.Ordinal) || text.StartsWith("extern ", StringComparison.Ordinal) || text.StartsWith("export ", StringComparison.Ordinal)) return true;
        int colon = text.IndexOf(':');
        if (colon <= 0 || colon + 1 >= text.Length) return false;
        for (int i = 0; i <= colon + 1; i++)
        {
            if (i != colon && !char.IsAsciiLetterLower(text[i]) && !char.IsAsciiDigit(text[i])) return false;
        }
        return true;
    }
}
