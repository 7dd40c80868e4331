// Runs the phases over a graph of packages: each package is a chain of two tasks (check, compile) that wait for the same step of its imports.
//
// G1  A package is checked by one thread and compiled by one thread; what others read of it is complete before its task ends.
// G2  Nothing depends on the order in which independent packages finish: objects, messages and summaries are kept per package.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Abi;
using GoClr.Build.Link;
using GoClr.Build.Load;
using GoClr.Compiler;
using GoClr.Compiler.Escape;
using GoClr.Compiler.Lower;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Build.Driver;

/// <summary>What compiled packages tell their importers beyond types.</summary>
/// <param name="std">The image that holds the library's code; null while that is being made.</param>
public sealed class Exports(ImageSymbols? std) : IInlineBodies
{
    private readonly ConcurrentDictionary<string, InlineBody?> _bodies = new();

    /// <summary>A small function of a package compiled here, or of the library's image, where it lies as text.</summary>
    public InlineBody? Find(string symbol)
    {
        if (_bodies.TryGetValue(symbol, out var body)) return body;
        if (std?.Inline(symbol) is not { } text) return null;
        var syms = new SymbolTable();
        body = new InlineBody(GoClr.Compiler.IR.Parse.Functions(text, syms)[0], syms);
        return _bodies.GetOrAdd(symbol, body);
    }

    void IInlineBodies.Publish(string symbol, InlineBody body) => _bodies[symbol] = body;

    private readonly ConcurrentDictionary<string, FuncSummary> _summaries = new();

    public FuncSummary? Summary(string symbol) => _summaries.TryGetValue(symbol, out var s) ? s : std?.Summary(symbol);
    public void Publish(string symbol, FuncSummary summary) => _summaries[symbol] = summary;
    /// <summary>What a function of the library's image does with its parameters.</summary>
    public string? EscapeTag(string symbol) => std?.EscapeTag(symbol);
}

public sealed class PackageGraph
{
    private readonly Dictionary<string, CompiledPackage> _byPath = [];
    private readonly List<CompiledPackage> _order = [];
    private readonly ConcurrentDictionary<Package, CompiledPackage> _byTypes = new();
    private readonly Dictionary<string, CallClass> _natives;
    private readonly Exports _exports;
    private readonly EscapePackages _escape;
    private readonly Action<int, int>? _progress;
    private int _done;

    /// <param name="natives">C# natives of the runtime.</param>
    /// <param name="exports">Summaries of all packages compiled so far; receives those of this graph.</param>
    /// <param name="progress">Called after each package with the number finished and the total.</param>
    public PackageGraph(NativeTable natives, Exports exports, Action<int, int>? progress = null)
    {
        _natives = new Dictionary<string, CallClass>();
        foreach (var (symbol, m) in natives.BySymbol) _natives[symbol] = m.CallClass;
        _exports = exports;
        _escape = new EscapePackages(types => _byTypes.TryGetValue(types, out var c) ? c.Checked : null, exports.EscapeTag,
            types => ReportEscapes && _byTypes.TryGetValue(types, out var c) && c.Source.IsRoot);
        _progress = progress;
    }

    /// <summary>Initial values of string variables, by symbol.</summary>
    public Dictionary<string, string>? XStrings;
    /// <summary>Which passes run around inlining; null: all.</summary>
    public Func<LoadedPackage, InlineOptions>? InlineOf;

    /// <summary>-gcflags=-m: keep what escape analysis decides about the packages that the command names.</summary>
    public bool ReportEscapes;

    /// <summary>Those messages of a compiled package.</summary>
    public IReadOnlyList<string> EscapeMessages(CompiledPackage p) => ReportEscapes && p.Source.IsRoot && p.Object != null ? _escape.Of(p.Types!)?.Messages ?? [] : [];

    /// <summary>A failure inside the compiler is kept with its package (CompiledPackage.Failure) instead of ending everything.</summary>
    public bool KeepGoing;

    /// <summary>All packages, imports first.</summary>
    public IReadOnlyList<CompiledPackage> Packages => _order;
    public CompiledPackage? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Packages with everything they import.</summary>
    public static HashSet<CompiledPackage> Closure(IEnumerable<CompiledPackage> roots)
    {
        var all = new HashSet<CompiledPackage>();
        var work = new Stack<CompiledPackage>(roots);
        while (work.TryPop(out var p))
        {
            if (!all.Add(p)) continue;
            foreach (var i in p.Imports) work.Push(i);
        }
        return all;
    }

    /// <summary>Adds packages in dependency order. <paramref name="compile"/>: generate code; else check only.</summary>
    /// <param name="isCompiled">The package's code is in an image: most of its bodies need no look.</param>
    public void Add(IEnumerable<LoadedPackage> packages, Func<LoadedPackage, bool> compile, Func<LoadedPackage, bool>? isCompiled = null)
    {
        var fresh = new List<CompiledPackage>();
        foreach (var s in packages)
        {
            if (_byPath.ContainsKey(s.ImportPath)) continue;
            var p = new CompiledPackage(s);
            foreach (var i in s.Imports)
            {
                if (_byPath.TryGetValue(i.ImportPath, out var imp) && !p.Imports.Contains(imp)) p.Imports.Add(imp);
            }
            _byPath[s.ImportPath] = p;
            _order.Add(p);
            fresh.Add(p);
        }
        int total = fresh.Count;
        _done = 0;
        var tasks = new List<Task>();
        foreach (var p in fresh)
        {
            tasks.Add(Task.Run(async () =>
            {
                try
                {
                    foreach (var i in p.Imports) await i.CheckDone.Task.ConfigureAwait(false);
                    Check(p, isCompiled == null || !isCompiled(p.Source));
                }
                finally { p.CheckDone.TrySetResult(); }
                try
                {
                    foreach (var i in p.Imports) await i.CompileDone.Task.ConfigureAwait(false);
                    if (compile(p.Source) && !p.HasErrors && !p.Skipped) Compile(p);
                }
                catch (Exception e) when (KeepGoing) { p.Failure = e is AggregateException a ? a.Flatten().InnerExceptions[0] : e; }
                finally { p.CompileDone.TrySetResult(); }
                _progress?.Invoke(Interlocked.Increment(ref _done), total);
            }));
        }
        try
        {
            Task.WaitAll([.. tasks]);
        }
        catch (AggregateException e)
        {
            // The first compiler error in package order, so that the same input gives the same message.
            foreach (var t in tasks)
            {
                if (t.Exception == null) continue;
                foreach (var inner in t.Exception.Flatten().InnerExceptions) { if (inner is InternalCompilerError ice) throw ice; }
            }
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }

    private void Check(CompiledPackage p, bool withBodies)
    {
        var s = p.Source;
        foreach (var i in p.Imports) { if (i.HasErrors || i.Skipped) p.Skipped = true; }
        if (p.Skipped) return;
        var files = s.Files;
        foreach (var d in s.ParseDiagnostics.Sorted()) p.Diagnostics.Error(d.Pos, d.Text, d.IsSoft);
        if (p.Diagnostics.HasSyntaxErrors) return;
        var pkg = new Package(s.ImportPath, s.Name) { GoVersion = s.GoVersion, AsLibrary = s.AsLibrary };
        p.Types = pkg;
        _byTypes[pkg] = p;
        var config = new CheckerConfig
        {
            Importer = path =>
            {
                if (path == "unsafe") return Package.Unsafe;
                return s.ImportMap.TryGetValue(path, out var full) && _byPath.TryGetValue(full.ImportPath, out var imp) ? imp.Types : null;
            },
            GoVersion = s.GoVersion, IsStd = s.IsStd, Complete = s.AsmFiles.Count == 0 && !s.BodiesElsewhere, BodyFilter = withBodies ? null : NeedsBody,
        };
        p.Checked = Checker.Check(pkg, [.. files], s.Numbering, config, p.Diagnostics);
    }

    // Of a package whose code lies in an image only what is compiled again elsewhere is looked at: generic functions, and one-line constructors
    // that static initialisation evaluates.
    private static bool NeedsBody(FuncDecl f)
    {
        if (f.TParamList.Count > 0) return true;
        if (f.Recv != null)
        {
            var t = Parser.Unparen(f.Recv.Type);
            if (t is Operation { Op: Operator.Mul, Y: null } star) t = Parser.Unparen(star.X);
            return t is IndexExpr;
        }
        return f.Body!.List is [ReturnStmt];
    }

    private static EmbedConfig? EmbedOf(LoadedPackage s)
    {
        if (s.Embeds.Count == 0) return null;
        var e = new EmbedConfig();
        foreach (var (pattern, files) in s.Embeds)
        {
            var names = e.Patterns[pattern] = [];
            foreach (var f in files)
            {
                names.Add(f.Name);
                e.Files[f.Name] = f.Path;
            }
        }
        return e;
    }

    private static EmbedConfig Embeds(LoadedPackage p)
    {
        var embed = new EmbedConfig();
        foreach (var (pattern, files) in p.Embeds)
        {
            var names = embed.Patterns[pattern] = [];
            foreach (var f in files)
            {
                names.Add(f.Name);
                embed.Files[f.Name] = f.Path;
            }
        }
        return embed;
    }

    private void Compile(CompiledPackage p)
    {
        var config = new LowerConfig
        {
            Natives = _natives,
            Checked = types => _byTypes.TryGetValue(types, out var c) ? c.Checked : null,
            Path = p.Source.IsMain ? "main" : p.Source.ImportPath,
            Escape = _escape,
            Embed = EmbedOf(p.Source), XStrings = XStrings,
        };
        var lowered = PackageLowerer.LowerPackage(config, p.Checked!);
        p.Unsupported.AddRange(lowered.Object.Errors);
        if (p.Unsupported.Count > 0) return;
        p.Object = CodeGenerator.Generate(lowered, _natives, _exports.Summary, _exports.Publish, _exports, InlineOf?.Invoke(p.Source));
    }
}
