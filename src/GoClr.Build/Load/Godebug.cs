// The GODEBUG settings that a program starts with: those that keep the behaviour of its module's Go version, then the godebug
// lines of go.mod, then //go:debug lines of package main. They are a line of the program's build information (Publish/BuildInfo.cs).
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;

namespace GoClr.Build.Load;

public static partial class Godebug
{
    [GeneratedRegex("""\{Name: "([^"]+)".*?Changed: (\d+), Old: "([^"]*)".*?\}""")]
    private static partial Regex TableRow { get; }

    /// <summary>"key=value,…", sorted. directives: //go:debug lines of main (and, for a test program, of the package under test).</summary>
    public static string Default(string goroot, Module? mainModule, IEnumerable<string> directives)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Set(string keyValue)
        {
            int eq = keyValue.IndexOf('=');
            if (eq > 0) settings[keyValue[..eq]] = keyValue[(eq + 1)..];
        }
        foreach (string g in mainModule?.Godebug ?? []) Set(g);
        foreach (string d in directives)
        {
            string text = d.StartsWith("//", StringComparison.Ordinal) ? d[2..] : d;
            if (text.StartsWith("go:debug ", StringComparison.Ordinal) || text.StartsWith("go:debug\t", StringComparison.Ordinal)) Set(text["go:debug".Length..].Trim());
        }
        string version = mainModule?.GoVersion ?? "1." + BuildContext.GoMinor;
        if (settings.Remove("default", out string? v) && v != "") version = v.StartsWith("go", StringComparison.Ordinal) ? v[2..] : v;

        string[] parts = version.Split('.');
        string table = Path.Combine(goroot, "src/internal/godebugs/table.go");
        if (parts.Length >= 2 && parts[0] == "1" && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && File.Exists(table))
        {
            foreach (Match m in TableRow.Matches(File.ReadAllText(table)))
            {
                if (minor < int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)) settings.TryAdd(m.Groups[1].Value, m.Groups[3].Value);
            }
        }
        return string.Join(',', List(settings));
    }

    private static IEnumerable<string> List(SortedDictionary<string, string> settings)
    {
        foreach (var (k, v) in settings) yield return $"{k}={v}";
    }

    /// <summary>The settings of a main package; its files are parsed if they are not yet.</summary>
    public static string Default(string goroot, Module? mainModule, LoadedPackage main)
    {
        var lines = new List<string>();
        foreach (var f in main.Files)
        {
            foreach (var p in f.Pragmas)
            {
                if (p.Verb == "go:debug" && p.Pos.Line < f.PkgName.Pos.Line) lines.Add(p.Text);
            }
        }
        return Default(goroot, mainModule, lines);
    }
}
