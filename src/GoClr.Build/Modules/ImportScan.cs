// Which packages a module's source imports, whatever the platform: verbs that change go.mod must not depend on where they run. Every tag counts as set and
// as not set, but "ignore".
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Load;
using GoClr.Syntax;
using File = System.IO.File;

namespace GoClr.Build.Modules;

internal static class ImportScan
{
    /// <summary>Imports of a folder's Go files, sorted; of its tests.</summary>
    public static (List<string> Imports, List<string> TestImports) Of(string dir)
    {
        var imports = new SortedSet<string>(StringComparer.Ordinal);
        var tests = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string f in Directory.EnumerateFiles(dir, "*.go"))
        {
            string name = Path.GetFileName(f);
            if (name[0] is '_' or '.') continue;
            byte[] text = File.ReadAllBytes(f);
            if (!Matches(text)) continue;
            foreach (var i in SourceHeader.Read(text).Imports)
            {
                if (i.Path is "C" or "unsafe") continue;
                (name.EndsWith("_test.go", StringComparison.Ordinal) ? tests : imports).Add(i.Path);
            }
        }
        return ([.. imports], [.. tests]);
    }

    internal static bool Matches(byte[] text)
    {
        foreach (string raw in Encoding.UTF8.GetString(text).Split('\n'))
        {
            string line = raw.Trim();
            if (BuildConstraint.IsGoBuild(line)) return BuildConstraint.ParseLine(line) is not { } x || Eval(x, true);
            if (line != "" && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("/*", StringComparison.Ordinal)) return true;
        }
        return true;
    }

    private static bool Eval(BuildConstraint x, bool wanted) => x switch
    {
        BuildConstraint.Tag t => t.Name == "ignore" ? false : wanted,
        BuildConstraint.Not n => !Eval(n.X, !wanted),
        BuildConstraint.And a => Eval(a.X, wanted) && Eval(a.Y, wanted),
        BuildConstraint.Or o => Eval(o.X, wanted) || Eval(o.Y, wanted),
        _ => true,
    };
}
