// From packages to a program that can be started. One session serves many programs (the test runner's): library packages are checked once.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using GoClr.Build.Export;
using GoClr.Build.Link;
using GoClr.Build.Load;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Driver;

public sealed class BuildResult
{
    /// <summary>Messages as `go` prints them, each package's under its "# path" line.</summary>
    public string Messages = "";
    public bool Ok;
    /// <summary>Assemblies to load, std first; set by linking.</summary>
    public List<string> Images = [];
}

public sealed class BuildSession
{
    private readonly Toolchain _tools;
    private readonly BuildOptions _options;
    private readonly NativeTable _natives;
    private StdImage? _std;
    private int _serial;

    public BuildSession(Toolchain tools, BuildOptions options)
    {
        _tools = tools;
        _options = options;
        _natives = NativeTable.Read(tools.RuntimeDll);
    }

    public Toolchain Tools => _tools;
    public StdImage Std => _std ??= StdImage.Open(_tools, _natives);

    /// <param name="run">Messages as `go run` words them.</param>
    /// <param name="tests">With the tests of the named packages.</param>
    /// <param name="root">The module of a package named with a version.</param>
    /// <param name="outlines">Packages of the library are leaves without sources: Compile takes what it needs of them from their outlines.</param>
    public LoadConfig LoadConfig(string workDir, bool run = false, bool tests = false, ModuleVersion? root = null, bool outlines = false) => new()
    {
        Root = root, IgnoreWork = _options.OwnProgram, ModCacheWritable = _options.ModCacheWritable, Tests = tests, TrimPath = _options.TrimPath,
        Goroot = _tools.Goroot, OverlayDir = _tools.OverlayDir, WorkDir = workDir, Mod = _options.Mod, Parse = false, Run = run,
        Context = new BuildContext { Tags = _options.Tags }, Prebuilt = outlines ? Std.Outlines.Paths : null,
    };

    /// <summary>Where compiled packages of programs are kept.</summary>
    public ObjectCache Objects => new(Path.Combine(_tools.CacheDir, "obj"), $"{_tools.Key} {Std.Symbols.Mvid:N} {_options.GcFlags} {_options.TrimPath} ") { Read = !_options.All && !_options.ReportEscapes };

    /// <summary>
    /// Loads packages with the library's as outlines, takes the program's own from the cache where they are there, and compiles the others. If there
    /// is anything to complain about, it does so from the library's sources: messages may speak of what outlines leave out.
    /// </summary>
    public (LoadResult Loaded, PackageGraph Graph, BuildResult Result) Build(LoadResult loaded, Func<LoadResult> loadSources, string workDir)
    {
        var (graph, result) = Compile(loaded.Packages, workDir, cache: Objects);
        if (result.Ok && !graph.SlicesFailed) return (loaded, graph, result);
        foreach (string e in graph.SliceErrors) _tools.Clock.Note("outline " + e);
        var sources = loadSources();
        (graph, result) = Compile(sources.Packages, workDir);
        return (sources, graph, result);
    }

    /// <summary>Checks and compiles packages (imports first) without linking.</summary>
    public (PackageGraph Graph, BuildResult Result) Compile(IReadOnlyList<LoadedPackage> packages, string workDir, bool generate = true, ObjectCache? cache = null) =>
        Compile(packages, workDir, Std.Symbols, generate, cache);

    /// <param name="image">The library's image as the program sees it; null: the program has all its packages itself.</param>
    /// <param name="cache">Where the packages compiled here are looked for and kept; null: nowhere.</param>
    public (PackageGraph Graph, BuildResult Result) Compile(IReadOnlyList<LoadedPackage> packages, string workDir, ImageSymbols? image, bool generate = true, ObjectCache? cache = null)
    {
        var graph = new PackageGraph(_natives, new Exports(image), Progress.Packages()) { XStrings = _options.XStrings, InlineOf = _options.InlineOf, ReportEscapes = _options.ReportEscapes, Cache = cache };
        if (packages.Any(p => p.IsPrebuilt)) graph.Std = Std.Outlines;
        bool InImage(LoadedPackage p) => p.IsStd && p.ForTest == null && image != null && image.Packages.ContainsKey(p.ImportPath);
        graph.Add(packages, p => generate && !InImage(p), InImage);
        Progress.Done();
        return (graph, new BuildResult { Messages = Messages(graph, workDir, out bool ok), Ok = ok });
    }

    private string Messages(PackageGraph graph, string workDir, out bool ok)
    {
        ok = true;
        var w = new StringBuilder();
        foreach (var p in graph.Packages)
        {
            if (p.Skipped) ok = false;
            if (graph.EscapeMessages(p) is { Count: > 0 } placements)
            {
                w.Append("# ").Append(p.Source.ImportPath).Append('\n');
                foreach (string line in placements) w.Append(line).Append('\n');
            }
            if (!p.HasErrors) continue;
            ok = false;
            w.Append(Messages(p));
        }
        return w.ToString();
    }

    /// <summary>Compiles packages and all that they import, the library too: for programs that stand alone.</summary>
    public (PackageGraph Graph, BuildResult Result) CompileWhole(IReadOnlyList<LoadedPackage> packages, string workDir, Action<int, int>? progress = null)
    {
        var graph = new PackageGraph(_natives, new Exports(null), progress) { XStrings = _options.XStrings, InlineOf = _options.InlineOf, ReportEscapes = _options.ReportEscapes };
        graph.Add(packages, _ => true);
        return (graph, new BuildResult { Messages = Messages(graph, workDir, out bool ok), Ok = ok });
    }

    /// <summary>What is wrong with a package, under its "# path" line.</summary>
    public string Messages(CompiledPackage p)
    {
        var w = new StringWriter();
        w.WriteLine("# " + p.Source);
        p.Diagnostics.Print(w, _options.AllErrors ? 0 : 10);
        foreach (string u in p.Unsupported.Take(10)) w.WriteLine(u);
        return w.ToString();
    }

    /// <summary>Links a main package and what it imports into files called <paramref name="name"/> in <paramref name="outDir"/>.</summary>
    /// <param name="whole">Without the library's image: one image holds everything that is reachable.</param>
    public BuildResult Link(PackageGraph graph, CompiledPackage main, string outDir, string name, string buildInfo = "", bool whole = false) =>
        Link(graph, main, outDir, name, whole ? null : Std.Symbols, [], buildInfo);

    /// <param name="image">As the packages were compiled for.</param>
    /// <param name="strings">Values of string variables of any package, by symbol.</param>
    public BuildResult Link(PackageGraph graph, CompiledPackage main, string outDir, string name, ImageSymbols? image, Dictionary<string, string> strings, string buildInfo)
    {
        var result = new BuildResult();
        bool whole = image == null;
        Directory.CreateDirectory(outDir);
        // The graph may hold other programs, too.
        var wanted = whole ? PackageGraph.Closure([main, .. graph.Packages.Where(p => p.Source.ImportPath == "runtime")]) : null;
        var objects = graph.Packages.Where(p => p.Object != null && (wanted == null ? p == main || !p.Source.IsMain : wanted.Contains(p))).Select(p => p.Object!).ToList();
        if (main.Object is not { } compiled || !compiled.Funcs.Exists(f => compiled.Symbols[f.Symbol] == "main.main"))
        {
            result.Messages = $"# {main.Source.ImportPath}\nruntime.main_main·f: function main is undeclared in the main package\n";
            return result;
        }
        var input = new LinkInput
        {
            Objects = objects, Bases = image == null ? [] : [image], Natives = _natives, AssemblyName = name, Main = "main.main", StubUndefined = true, Strings = strings,
            AssemblyPath = Path.Combine(outDir, name + ".dll"), DataPath = Path.Combine(outDir, name + ".data"), SymbolsPath = Path.Combine(outDir, name + ".sym"), BuildInfo = buildInfo,
        };
        var linked = Linker.Link(input);
        if (!linked.Ok)
        {
            result.Messages = $"# {main.Source.ImportPath}\n" + string.Join("\n", linked.Errors) + "\n";
            return result;
        }
        result.Ok = true;
        result.Images = image == null ? [input.AssemblyPath] : [Std.Dll, input.AssemblyPath];
        return result;
    }

    /// <summary>A name for a program's files that no other program of this session has.</summary>
    public string NextName() => "prog" + System.Threading.Interlocked.Increment(ref _serial);
}
