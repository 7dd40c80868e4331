// The standard library's image: made once per toolchain, precompiled, shared by all programs.
//
//     cache/std-<key>/std.dll std.data std.sym       what programs link against and load
//                     std.outlines                   declarations of its packages, for importers
//                     std.il.dll                     the IL before precompilation: what program precompilation inlines from
//                     GoClr.Runtime.dll …            the runtime, precompiled: programs start with this one if it is there
//
// A folder without the file "complete" is a half-made one and is made again. Two processes may want it at once: the second waits for the first.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Build.Aot;
using GoClr.Build.Export;
using GoClr.Build.Goroot;
using GoClr.Build.Link;
using GoClr.Build.Load;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Driver;

public sealed class StdImage
{
    public string Dir { get; }
    private ImageSymbols? _symbols;
    /// <summary>Read when first asked for: starting a program does not need it.</summary>
    public ImageSymbols Symbols => _symbols ??= ImageSymbols.Load(Path.Combine(Dir, "std.sym"));
    public string Dll => Path.Combine(Dir, "std.dll");
    private StdOutlines? _outlines;
    /// <summary>What can be imported from it.</summary>
    public StdOutlines Outlines => _outlines ??= StdOutlines.Open(Path.Combine(Dir, "std.outlines"));
    /// <summary>Import paths whose code is in the image.</summary>
    public HashSet<string> Packages => _packages ??= [.. Symbols.Packages.Keys];
    private HashSet<string>? _packages;
    /// <summary>The runtime to start programs with.</summary>
    public string RuntimeDll(Toolchain tools) => File.Exists(Path.Combine(Dir, "GoClr.Runtime.dll")) ? Path.Combine(Dir, "GoClr.Runtime.dll") : tools.RuntimeDll;
    public bool Precompiled => File.Exists(Path.Combine(Dir, "std.il.dll"));

    private StdImage(string dir) => Dir = dir;

    /// <summary>The cached image, or null.</summary>
    public static StdImage? TryOpen(Toolchain tools)
    {
        string dir = DirOf(tools);
        if (!CacheFolder.IsComplete(dir)) return null;
        CacheFolder.Touch(dir);
        return new StdImage(dir);
    }

    private static string DirOf(Toolchain tools) => Path.Combine(tools.CacheDir, "std-" + tools.Key);

    public static StdImage Open(Toolchain tools, NativeTable natives)
    {
        if (TryOpen(tools) is { } ready) return ready;
        string dir = DirOf(tools);
        FileLock taken;
        using (new Pulse(tools.Progress, "goclr: waiting for another goclr, which makes the standard library", late: true)) taken = FileLock.Take(dir + ".lock");
        using var _ = taken;
        if (TryOpen(tools) is { } meanwhile) return meanwhile;
        DropOld(tools);
        ObjectCache.DropOld(Path.Combine(tools.CacheDir, "obj"));
        Build(tools, natives, dir);
        return new StdImage(dir);
    }

    /// <summary>What a program's precompilation may inline from: runtime and library, as they are loaded.</summary>
    public string[] Bubble(Toolchain tools) => [RuntimeDll(tools), Path.Combine(Path.GetDirectoryName(RuntimeDll(tools))!, "GoClr.Abi.dll"), Dll];

    // Images of toolchains that nobody has used for a week go when a new one is made.
    private static void DropOld(Toolchain tools)
    {
        foreach (string kind in new[] { "std-*", "prog/*" })
        {
            string parent = Path.Combine(tools.CacheDir, Path.GetDirectoryName(kind)!);
            if (!Directory.Exists(parent)) continue;
            foreach (string dir in Directory.GetDirectories(parent, Path.GetFileName(kind)))
            {
                string mark = Path.Combine(dir, "complete");
                if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) < DateTime.UtcNow.AddDays(-7)) Directory.Delete(dir, recursive: true);
            }
        }
    }

    // GOCLR_STD: for work on the compiler, a list of packages (with what they import) instead of all.
    private static void Build(Toolchain tools, NativeTable natives, string dir)
    {
        if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true);
        Directory.CreateDirectory(dir);
        string[] patterns = Environment.GetEnvironmentVariable("GOCLR_STD") is { Length: > 0 } list ? list.Split(',') : ["std"];
        using var pulse = new Pulse(tools.Progress, "goclr: compiling the standard library (once)");
        var loaded = Loader.Load(new LoadConfig { Goroot = tools.Goroot, OverlayDir = tools.OverlayDir, WorkDir = tools.Goroot, Parse = false }, patterns);
        if (loaded.Errors.Count > 0) throw new BuildException(string.Join("\n", loaded.Errors.Select(e => e.Text)));
        int finished = 0;
        pulse.Step("goclr: compiling the standard library", () => $"{Volatile.Read(ref finished)} of {loaded.Packages.Count} packages");
        var graph = new PackageGraph(natives, new Exports(null), (done, _) => Volatile.Write(ref finished, done)) { KeepGoing = true };
        graph.Add(loaded.Packages, _ => true);
        var objects = new List<PackageObject>();
        var bad = new List<string>();
        foreach (var p in graph.Packages)
        {
            if (p.Object != null && p.Imports.All(i => i.Object != null)) { objects.Add(p.Object); continue; }
            p.Object = null;
            bad.Add(p.Failure?.Message ?? p.Diagnostics.Sorted().FirstOrDefault()?.ToString() ?? p.Unsupported.FirstOrDefault() ?? $"{p.Source.ImportPath}: an import does not compile");
        }
        File.WriteAllLines(Path.Combine(dir, "not-compiled.txt"), bad);
        var outlines = new Outline[graph.Packages.Count];
        Parallel.For(0, outlines.Length, i => { if (graph.Packages[i].Object != null) outlines[i] = OutlineBuilder.Build(graph.Packages[i].Source, p => p.Name); });
        StdOutlines.Write(Path.Combine(dir, "std.outlines"), outlines.Where(o => o != null));
        pulse.Step("goclr: linking the standard library");
        var input = new LinkInput
        {
            Objects = objects, Natives = natives, AssemblyName = "std", RemoveDead = false, StubUndefined = true,
            AssemblyPath = Path.Combine(dir, "std.dll"), DataPath = Path.Combine(dir, "std.data"), SymbolsPath = Path.Combine(dir, "std.sym"),
        };
        var result = Linker.Link(input);
        File.WriteAllLines(Path.Combine(dir, "undefined.txt"), result.Warnings);
        if (!result.Ok) throw new BuildException("goclr: linking the standard library:\n" + string.Join("\n", result.Errors.Take(20)), 2);
        if (Environment.GetEnvironmentVariable("GOCLR_NOAOT") is not { Length: > 0 } && Crossgen.Find(tools.CacheDir, tools.Progress) is { } crossgen)
        {
            pulse.Step("goclr: precompiling the standard library");
            string il = Path.Combine(dir, "std.il.dll"), dll = Path.Combine(dir, "std.dll"), tmp = Path.Combine(dir, "aot");
            Directory.CreateDirectory(tmp);
            string? failed = crossgen.Compile(dll, Path.Combine(tmp, "std.dll"), [tools.RuntimeDll, Path.Combine(tools.BinDir, "GoClr.Abi.dll")], []);
            if (failed == null)
            {
                File.Move(dll, il);
                File.Move(Path.Combine(tmp, "std.dll"), dll);
            }
            else
            {
                tools.Progress("goclr: precompiling the standard library failed; programs will start more slowly");
                File.WriteAllText(Path.Combine(dir, "crossgen.log"), failed);
            }
            if (failed == null) PrecompileRuntime(tools, crossgen, dir, tmp);
            Directory.Delete(tmp, recursive: true);
        }
        CacheFolder.Complete(dir);
    }

    // Precompilation keeps the module's identity, so images linked and precompiled against the IL run on it.
    private static void PrecompileRuntime(Toolchain tools, Crossgen crossgen, string dir, string tmp)
    {
        string abi = Path.Combine(tools.BinDir, "GoClr.Abi.dll"), made = Path.Combine(tmp, "GoClr.Runtime.dll");
        if (crossgen.Compile(tools.RuntimeDll, made, [abi], []) is { } failed)
        {
            File.WriteAllText(Path.Combine(dir, "crossgen-runtime.log"), failed);
            return;
        }
        File.Copy(abi, Path.Combine(dir, "GoClr.Abi.dll"));
        foreach (string suffix in new[] { ".runtimeconfig.json", ".deps.json" })
        {
            string from = Path.ChangeExtension(tools.RuntimeDll, null) + suffix;
            if (File.Exists(from)) File.Copy(from, Path.Combine(dir, Path.GetFileName(from)));
        }
        File.Move(made, Path.Combine(dir, "GoClr.Runtime.dll"));
    }
}
