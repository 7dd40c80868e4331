// Runs the phases over a graph of packages: each package is a chain of two tasks (check, compile) that wait for the same step of its imports.
// With a cache of objects, a package is looked up by what its key is made of once its imports are done, and compiled only if it is not there.
//
// G1  A package is checked by one thread and compiled by one thread; what others read of it is complete before its task ends.
// G2  Nothing depends on the order in which independent packages finish: objects, messages and summaries are kept per package.
// G3  Of a package that is not compiled here (the library's, or taken from the cache) a slice is checked, when the first importer asks for it.
//     Slices are closed over the uses in the sources of all packages that may be compiled, so they have to be known first: Add is called once.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Abi;
using GoClr.Build.Export;
using GoClr.Build.Load;
using GoClr.Compiler;
using GoClr.Compiler.Escape;
using GoClr.Compiler.Lower;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Build.Driver;

public sealed class PackageGraph
{
    private readonly Dictionary<string, CompiledPackage> _byPath = [];
    private readonly List<CompiledPackage> _order = [];
    private readonly ConcurrentDictionary<Package, CheckedPackage> _byTypes = new();
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
        _escape = new EscapePackages(_byTypes.GetValueOrDefault, exports.EscapeTag, types => ReportEscapes && _byPath.TryGetValue(types.Path, out var c) && c.Source.IsRoot);
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

    /// <summary>Outlines of the library's packages; null: all packages come as source.</summary>
    public StdOutlines? Std;
    /// <summary>Where the program's own packages are kept; null: nowhere.</summary>
    public ObjectCache? Cache;
    /// <summary>A slice did not check: what was compiled with it may be wrong, and messages may be wrong. Build from sources.</summary>
    public bool SlicesFailed => !_sliceErrors.IsEmpty;
    private readonly ConcurrentBag<string> _sliceErrors = [];
    public IReadOnlyCollection<string> SliceErrors => _sliceErrors;
    private Slices? _slices;
    private readonly ConcurrentDictionary<string, Lazy<Package?>> _sliced = new(StringComparer.Ordinal);

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
        PrepareSlices(fresh);
        int total = fresh.Count;
        _done = 0;
        var tasks = new List<Task>();
        foreach (var p in fresh)
        {
            if (p.Source.IsPrebuilt || p.Clean)
            {
                p.CheckDone.TrySetResult();
                p.CompileDone.TrySetResult();
                continue;
            }
            tasks.Add(Task.Run(async () =>
            {
                bool cached = Cache != null && p.SourceKey != null;
                try
                {
                    foreach (var i in p.Imports) await (cached ? i.CompileDone : i.CheckDone).Task.ConfigureAwait(false);
                    if (cached) FindCached(p);
                    if (p.Cached == null) Check(p, isCompiled == null || !isCompiled(p.Source));
                }
                finally { p.CheckDone.TrySetResult(); }
                try
                {
                    foreach (var i in p.Imports) await i.CompileDone.Task.ConfigureAwait(false);
                    if (p.Cached == null && compile(p.Source) && !p.HasErrors && !p.Skipped)
                    {
                        Compile(p);
                        if (cached && p.Object != null) Store(p);
                    }
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

    // ---------------------------------------------------------------- what is not compiled here

    private void PrepareSlices(List<CompiledPackage> fresh)
    {
        if (Std == null && Cache == null) return;
        if (_slices != null) throw new InvalidOperationException("packages added behind the closure of slices");
        if (Cache != null)
        {
            foreach (var p in fresh)
            {
                if (!p.Source.IsPrebuilt) LookUpSources(p, Cache);
            }
        }
        var dirty = fresh.FindAll(p => !p.Source.IsPrebuilt && !p.Clean);
        Parallel.ForEach(dirty, p => _ = p.Source.Files);
        _slices = new Slices(path => _byPath.TryGetValue(path, out var p) && !p.Source.IsPrebuilt ? p.Clean ? p.Cached!.Outline : null : Std?.Find(path));
        foreach (var p in dirty) _slices.AddUses(p.Source);
        _slices.Close();
    }

    private void LookUpSources(CompiledPackage p, ObjectCache cache)
    {
        var parts = new List<string> { Convert.ToHexStringLower(p.Source.ContentHash), XStringsOf(p) };
        foreach (var i in p.Imports)
        {
            if (i.Source.IsPrebuilt) continue;
            if (i.SourceKey == null) return;
            parts.Add(i.SourceKey);
        }
        p.SourceKey = cache.Key([.. parts]);
        if (cache.BySources(p.SourceKey) is not { } found) return;
        foreach (var i in p.Imports) { if (!i.Source.IsPrebuilt && !i.Clean) return; }
        p.Clean = true;
        Take(p, found);
    }

    private string XStringsOf(CompiledPackage p)
    {
        if (XStrings is not { Count: > 0 }) return "";
        var list = new List<string>();
        string prefix = PathOf(p) + ".";
        foreach (var (k, v) in XStrings) { if (k.StartsWith(prefix, StringComparison.Ordinal)) list.Add($"{k}={v}"); }
        list.Sort(StringComparer.Ordinal);
        return string.Join('\0', list);
    }

    private static string PathOf(CompiledPackage p) => p.Source.IsMain ? "main" : p.Source.ImportPath;

    private void Take(CompiledPackage p, CachedPackage found)
    {
        p.Cached = found;
        p.Object = found.Object;
        p.DeepDigest = DeepDigest(p, found.Digest);
        _exports.Add(found.Object);
    }

    private static string DeepDigest(CompiledPackage p, byte[] own)
    {
        var b = new StringBuilder(Convert.ToHexStringLower(own));
        foreach (var i in p.Imports) b.Append(' ').Append(i.DeepDigest);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(b.ToString())));
    }

    // Null if an import has errors, so that its exports are not known.
    private string? KeyOf(CompiledPackage p)
    {
        var parts = new List<string> { Convert.ToHexStringLower(p.Source.ContentHash), XStringsOf(p) };
        foreach (var i in p.Imports)
        {
            if (i.Source.IsPrebuilt) continue;
            if (i.DeepDigest == null) return null;
            parts.Add(i.DeepDigest);
        }
        return Cache!.Key([.. parts]);
    }

    private void FindCached(CompiledPackage p)
    {
        if (KeyOf(p) is not { } key || Cache!.Find(key) is not { } found) return;
        Take(p, found);
        Cache.Link(p.SourceKey!, key);
    }

    private void Store(CompiledPackage p)
    {
        if (KeyOf(p) is not { } key) return;
        var outline = OutlineBuilder.Build(p.Source, NameOf);
        var made = new CachedPackage(Digest(outline, p.Object!), outline, p.Object!);
        p.DeepDigest = DeepDigest(p, made.Digest);
        if (SlicesFailed) return;
        Cache!.Store(key, made);
        Cache.Link(p.SourceKey!, key);
    }

    /// <summary>The name in the package clause.</summary>
    public string NameOf(LoadedPackage p) => p.IsPrebuilt ? Std?.Find(p.ImportPath)?.Name ?? "" : p.Name;

    private static byte[] Digest(Outline outline, PackageObject o)
    {
        using var h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        outline.Digest(h.AppendData);
        var w = new ByteWriter();
        foreach (var f in o.Funcs)
        {
            if (f.DupOk) continue;
            w.Str(o.Symbols[f.Symbol]);
            w.Str(f.Signature);
            w.Int((int)f.Class);
            w.Int(f.AreaNeed);
            w.Int(f.Depth);
            w.Str(f.EscapeTag);
            w.Str(f.Inline);
        }
        foreach (var (from, to) in o.Aliases)
        {
            w.Str(o.Symbols[from]);
            w.Str(o.Symbols[to]);
        }
        h.AppendData(w.ToArray());
        return h.GetHashAndReset();
    }

    /// <summary>The types of a package that another one imports.</summary>
    private Package? TypesOf(string path)
    {
        if (_byPath.TryGetValue(path, out var p) && !p.Source.IsPrebuilt && !p.Clean)
        {
            if (p.Cached == null) return p.Types;
            // Looked up with its sources parsed already: its declarations are checked from them.
            lock (p.CheckLock)
            {
                if (p.Types == null) Check(p, withBodies: false);
                return p.Types;
            }
        }
        return _sliced.GetOrAdd(path, k => new Lazy<Package?>(() => (p is { Clean: true } ? p.Cached!.Outline : Std?.Find(k)) is { } o ? CheckSlice(o, p?.Source) : null)).Value;
    }

    private Package CheckSlice(Outline o, LoadedPackage? source)
    {
        SourceFile? Shown(string path)
        {
            if (source != null) foreach (var s in source.Sources) { if (s.Path == path) return s; }
            return null;
        }
        var pkg = new Package(o.Path, o.Name) { GoVersion = o.GoVersion };
        var numbering = new NodeNumbering();
        var diags = new Diagnostics();
        var files = _slices!.Files(o, numbering, diags, Shown);
        var config = new CheckerConfig
        {
            Importer = path => path == "unsafe" ? Package.Unsafe : TypesOf(path), GoVersion = o.GoVersion, IsStd = o.IsStd, Complete = false, BodyFilter = Outline.NeedsBody,
        };
        _byTypes[pkg] = Checker.Check(pkg, files, numbering, config, diags);
        foreach (var d in diags.Sorted()) _sliceErrors.Add($"{o.Path}: {d}");
        return pkg;
    }

    // ---------------------------------------------------------------- phases

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
        var config = new CheckerConfig
        {
            Importer = path => path == "unsafe" ? Package.Unsafe : s.ImportMap.TryGetValue(path, out var full) ? TypesOf(full.ImportPath) : null,
            GoVersion = s.GoVersion, IsStd = s.IsStd, Complete = s.AsmFiles.Count == 0 && !s.BodiesElsewhere, BodyFilter = withBodies ? null : Outline.NeedsBody,
        };
        _byTypes[pkg] = p.Checked = Checker.Check(pkg, [.. files], s.Numbering, config, p.Diagnostics);
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

    private void Compile(CompiledPackage p)
    {
        var config = new LowerConfig
        {
            Natives = _natives,
            Checked = _byTypes.GetValueOrDefault,
            Path = PathOf(p),
            Escape = _escape,
            Embed = EmbedOf(p.Source), XStrings = XStrings,
        };
        var lowered = PackageLowerer.LowerPackage(config, p.Checked!);
        p.Unsupported.AddRange(lowered.Object.Errors);
        if (p.Unsupported.Count > 0) return;
        p.Object = CodeGenerator.Generate(lowered, _natives, _exports.Summary, _exports.Publish, _exports, InlineOf?.Invoke(p.Source));
    }
}
