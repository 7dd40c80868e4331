// --std-compile: loads, checks, lowers and compiles packages of std without linking, and says what does not.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;
using GoClr.Compiler.Objects;

namespace GoClr.TestRunner;

internal static class StdCompile
{
    public static int Run(string root, string[] patterns)
    {
        var tools = new Toolchain(Console.Error.WriteLine);
        var sw = Stopwatch.StartNew();
        var loaded = Loader.Load(new LoadConfig { Goroot = tools.Goroot, OverlayDir = tools.OverlayDir }, patterns.Length == 0 ? ["std"] : patterns);
        foreach (var e in loaded.Errors) Console.WriteLine(e.Text);
        Console.WriteLine($"loaded {loaded.Packages.Count} packages in {sw.ElapsedMilliseconds} ms");
        var natives = NativeTable.Read(tools.RuntimeDll);
        sw.Restart();
        var graph = new PackageGraph(natives, new Exports(null));
        graph.KeepGoing = true;
        graph.Add(loaded.Packages, _ => true);
        int good = 0, funcs = 0;
        long il = 0;
        foreach (var p in graph.Packages)
        {
            if (p.Failure != null) Console.WriteLine($"{p.Source.ImportPath}: {p.Failure.Message}");
            if (p.Diagnostics.HasErrors)
            {
                Console.WriteLine("# " + p.Source.ImportPath);
                p.Diagnostics.Print(Console.Out);
            }
            foreach (string u in p.Unsupported.Take(20)) Console.WriteLine(u);
            if (p.Object == null) continue;
            good++;
            funcs += p.Object.Funcs.Count;
            foreach (var f in p.Object.Funcs) il += f.Entry.Code.Length + (f.Resume?.Code.Length ?? 0);
        }
        Console.WriteLine($"compiled {good} of {graph.Packages.Count} packages, {funcs} functions, {il / 1024} KB of IL in {sw.ElapsedMilliseconds} ms");
        return 0;
    }
}
