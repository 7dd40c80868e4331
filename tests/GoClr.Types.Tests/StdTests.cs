// The checker on real packages: what fmt needs checks without an error, and twice with the same result whatever the number of threads.
using System;
using System.Collections.Generic;
using System.IO;
using GoClr.Testing;
using GoClr.Types.Driver;
using Xunit;

namespace GoClr.Types.Tests;

public class StdTests
{
    private static string Check(int threads)
    {
        var tree = new SourceTree(Needs.Goroot);
        tree.CheckAll(["fmt", "sync/atomic", "slices", "maps", "iter"], threads);
        string dir = Directory.CreateTempSubdirectory("goclr-types").FullName;
        try
        {
            Dump.Write(tree, tree.Packages.Values, dir);
            var names = new List<string>(Directory.GetFiles(dir));
            names.Sort(StringComparer.Ordinal);
            var text = new StringWriter();
            foreach (string f in names)
            {
                text.WriteLine("== " + Path.GetFileName(f));
                text.Write(File.ReadAllText(f));
            }
            foreach (var p in tree.Packages.Values) Assert.False(p.Diags.HasErrors, p.Diags.HasErrors ? p.Diags.Sorted()[0].ToString() : "");
            return text.ToString();
        }
        finally
        {
            Directory.Delete(dir, true);
        }
    }

    [GorootFact]
    public void FmtAndGenericsDoNotDependOnThreads()
    {
        Assert.True(Check(1) == Check(4));
    }
}
