// Programs that say in comments which of their lines must be refused, and with what message (GOROOT/test's "// ERROR" convention).
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using GoClr.Syntax;
using File = System.IO.File;

namespace GoClr.Types.Driver;

public static class ErrorCheck
{
    private static readonly Regex s_quoted = new("\"([^\"]*)\"|`([^`]*)`", RegexOptions.Compiled);

    private static readonly Regex s_line = new("LINE([+-][0-9]+)?", RegexOptions.Compiled);

    public static Loaded CheckFile(SourceTree tree, string path, byte[] text, string goVersion = "go1.27", bool std = false, string? displayName = null)
    {
        var p = new Loaded("main");
        SourceTree.ParseFile(p, path, displayName ?? Path.GetFileName(path), text, std);
        var imports = new List<string>();
        foreach (string i in p.Imports)
        {
            if (i is "unsafe" or "C" || tree.Packages.ContainsKey(i) || !Directory.Exists(tree.Folder(i))) continue;
            imports.Add(i);
        }
        if (imports.Count > 0) tree.CheckAll(imports, 2);
        // As in gc, type checking starts only if the files parse.
        if (!p.Diags.HasSyntaxErrors) tree.CheckOne(p, goVersion, false);
        return p;
    }

    /// <summary>null: fine; else what differs.</summary>
    public static string? Compare(string path, byte[] text, Diagnostics diags)
    {
        var lines = Encoding.UTF8.GetString(text).Split('\n');
        var got = new Dictionary<int, List<string>>();
        foreach (var d in diags.Sorted())
        {
            int line = (int)d.Pos.RelLine;
            if (!got.TryGetValue(line, out var l)) got[line] = l = [];
            l.Add(d.Text);
        }
        var b = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            string s = lines[i];
            if (s.Contains("////")) continue;       // a disabled check
            int at = s.IndexOf("// ERROR ", StringComparison.Ordinal);
            int skip = 9;
            bool auto = false;
            if (at < 0) { at = s.IndexOf("// GC_ERROR ", StringComparison.Ordinal); skip = 12; }
            if (at < 0) { at = s.IndexOf("// ERRORAUTO ", StringComparison.Ordinal); skip = 13; auto = at >= 0; }
            if (at < 0) { at = s.IndexOf("// GCERROR ", StringComparison.Ordinal); skip = 11; }
            if (at < 0) continue;
            string rest = s[(at + skip)..];
            int line = i + 1;
            got.Remove(line, out var msgs);
            foreach (Match m in s_quoted.Matches(rest))
            {
                string re = m.Groups[1].Success ? m.Groups[1].Value.Replace("\\\"", "\"") : m.Groups[2].Value;
                if (msgs == null || msgs.Count == 0) { b.AppendLine($"{path}:{line}: missing error: {re}"); continue; }
                Regex? rx = null;
                try { rx = new Regex(s_line.Replace(re, m => $"{Path.GetFileName(path)}:{line + (m.Groups[1].Success ? int.Parse(m.Groups[1].Value) : 0)}")); } catch (ArgumentException) { }
                // One pattern may match several messages of the line, as in GOROOT's own test driver.
                int n = msgs.RemoveAll(x => rx == null || rx.IsMatch($"{Path.GetFileName(path)}:{line}: {x}") || rx.IsMatch(x));
                if (n == 0) b.AppendLine($"{path}:{line}: no match for `{re}` in: {string.Join(" | ", msgs)}");
            }
            if (msgs is { Count: > 0 } && !auto) got[line] = msgs;
        }
        foreach (var (line, msgs) in got)
        {
            foreach (string m in msgs) b.AppendLine($"{path}:{line}: unexpected: {m}");
        }
        return b.Length == 0 ? null : b.ToString();
    }

    public static int Run(SourceTree tree, List<string> paths, bool quiet)
    {
        var files = new List<string>();
        foreach (string p in paths)
        {
            if (Directory.Exists(p)) files.AddRange(Directory.EnumerateFiles(p, "*.go"));
            else files.Add(p);
        }
        files.Sort(StringComparer.Ordinal);
        int ok = 0, bad = 0, skipped = 0;
        foreach (string f in files)
        {
            byte[] text = File.ReadAllBytes(f);
            string action = Action(text);
            var words = action.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string verb = words.Length > 0 ? words[0] : "";
            if (verb is "rundir" or "compiledir" or "errorcheckdir" or "runindir" or "buildrundir" && !action.Contains("-goexperiment"))
            {
                string? d = verb is "runindir" or "buildrundir" ? "" : CheckDir(tree, Path.ChangeExtension(f, ".dir"), verb == "errorcheckdir");
                if (d == "") { skipped++; continue; }
                if (d == null) { ok++; continue; }
                bad++;
                Console.WriteLine($"--- {f} ({action})\n{d}");
                continue;
            }
            if (verb is not ("errorcheck" or "compile" or "run" or "build") || !SourceTree.GoodConstraint(text) || action.Contains("-+") && verb == "errorcheck"
                || verb == "errorcheck" && (action.Contains("-m") || action.Contains("-d=") || action.Contains("-0 -live")) || action.Contains("-goexperiment"))
            {
                skipped++;
                continue;
            }
            string version = "go1.27";
            foreach (string w in words)
            {
                if (w.StartsWith("-lang=")) version = w[6..];
            }
            var p = CheckFile(tree, f, text, version, action.Contains("-+") || action.Contains("-std"));
            string? diff = verb == "errorcheck" ? Compare(f, text, p.Diags) : null;
            if (verb != "errorcheck" && p.Diags.HasErrors)
            {
                var w = new StringWriter();
                p.Diags.Print(w, 5);
                diff = w.ToString();
            }
            if (diff == null) { ok++; continue; }
            bad++;
            Console.WriteLine($"--- {f} ({action})");
            if (!quiet) Console.Write(diff);
        }
        Console.WriteLine($"{ok} as expected, {bad} not, {skipped} skipped");
        return bad > 0 ? 1 : 0;
    }

    /// <summary>The packages of a folder (one per package name), which import each other as "./name" or "test/name".</summary>
    private static string? CheckDir(SourceTree tree, string dir, bool errors)
    {
        if (!Directory.Exists(dir)) return "";
        var groups = new List<(string Name, List<string> Files)>();
        var all = new List<string>(Directory.EnumerateFiles(dir, "*.go"));
        all.Sort(StringComparer.Ordinal);
        foreach (string f in all)
        {
            byte[] text = File.ReadAllBytes(f);
            if (!SourceTree.GoodName(f) || !SourceTree.GoodConstraint(text)) continue;
            string name = Parser.Parse(new SourceFile(f, f, text), new NodeNumbering(), new Diagnostics(), new ParseOptions(false, true))?.PkgName.Value ?? "";
            int at = groups.FindIndex(g => g.Name == name);
            if (at < 0) groups.Add((name, [f]));
            else groups[at].Files.Add(f);
        }
        var b = new StringBuilder();
        var added = new List<string>();
        foreach (var (name, files) in groups)
        {
            var p = new Loaded(name == "main" ? "main" : "test/" + Path.GetFileNameWithoutExtension(files[0]));
            foreach (string f in files) SourceTree.ParseFile(p, f, Path.GetFileName(f), File.ReadAllBytes(f), false);
            var imports = new List<string>();
            foreach (string i in p.Imports)
            {
                if (i is not ("unsafe" or "C") && !i.StartsWith("./") && !i.StartsWith("test/") && !tree.Packages.ContainsKey(i) && Directory.Exists(tree.Folder(i))) imports.Add(i);
            }
            if (imports.Count > 0) tree.CheckAll(imports, 2);
            if (!p.Diags.HasSyntaxErrors) tree.CheckOne(p, "go1.27", false);
            foreach (string key in new[] { "./" + Path.GetFileNameWithoutExtension(files[0]), "test/" + Path.GetFileNameWithoutExtension(files[0]), "./" + name, "test/" + name })
            {
                if (tree.Packages.TryAdd(key, p)) added.Add(key);
            }
            if (errors)
            {
                foreach (string f in files)
                {
                    var own = new Diagnostics();
                    foreach (var d in p.Diags.Sorted()) { if (d.Pos.File?.Path == f) own.Error(d.Pos, d.Text, d.IsSoft); }
                    b.Append(Compare(f, File.ReadAllBytes(f), own));
                }
            }
            else if (p.Diags.HasErrors)
            {
                var w = new StringWriter();
                p.Diags.Print(w, 5);
                b.Append(w);
            }
        }
        foreach (string key in added) tree.Packages.TryRemove(key, out _);
        return b.Length == 0 ? null : b.ToString();
    }

    /// <summary>The first comment line that is not a build constraint: "errorcheck -lang=go1.17", "run", …</summary>
    public static string Action(byte[] text)
    {
        using var r = new StringReader(Encoding.UTF8.GetString(text, 0, Math.Min(text.Length, 2000)));
        while (r.ReadLine() is { } line)
        {
            string s = line.Trim();
            if (s.Length == 0 || s.StartsWith("//go:build") || s.StartsWith("// +build")) continue;
            return s.StartsWith("//") ? s[2..].Trim() : "";
        }
        return "";
    }
}
