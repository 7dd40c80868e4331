// From patterns to a graph of packages, as the go command does it, with its messages.
//
// L1  A package is loaded once, by its import path; a Node stands for it while its imports are being loaded, and meeting such a
//     Node again is an import cycle.
// L2  A mistake belongs to one Node (the first that was found there), and messages come out in dependency order. That an import
//     is not allowed belongs to the importer, that it cannot be found to what cannot be found.
// L3  Imports are followed in the order of their paths, at the position where the first file has them.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Syntax;
using File = System.IO.File;

namespace GoClr.Build.Load;

public sealed partial class Loader
{
    private sealed class Node
    {
        internal required string Path;
        /// <summary>Test files: the package they test, whose rights to import they share.</summary>
        internal string? TestOf;
        internal string Dir = "";
        internal DirPackage? Files;
        internal Module? Module;
        internal bool IsStd, CommandLine, InProgress;
        internal string? Error;
        internal bool ErrorIsCycle;
        internal List<string>? ErrorStack;       // import paths from a root to this package
        internal readonly List<Node> Imports = [];
        internal readonly Dictionary<string, Node> ImportMap = new(StringComparer.Ordinal);
        internal Dictionary<string, IReadOnlyList<EmbedFile>> Embeds = new(StringComparer.Ordinal);
        internal LoadedPackage? Result;
        internal string Name => Files?.Name ?? "";
    }

    private readonly record struct StackEntry(string Path, string? File);
    private readonly record struct ImportPos(string Path, int Line, int Col);

    private readonly LoadConfig _cfg;
    private readonly string _workDir, _srcDir, _localVersion;
    private readonly ModuleSet _modules;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly List<StackEntry> _stack = [];
    private readonly List<LoadError> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly HashSet<Node> _implicit = [];      // what every program has

    /// <summary>The module that has the package of PATH@VERSION, for LoadConfig.Root.</summary>
    /// <exception cref="LoadError">There is none.</exception>
    public static ModuleVersion RootOf(LoadConfig cfg, string path, string version) => ModuleSet.RootOf(cfg, path, version);

    public static LoadResult Load(LoadConfig cfg, IReadOnlyList<string> patterns)
    {
        try
        {
            var loader = new Loader(cfg);
            var result = loader.Run(patterns);
            if (result.Errors.Count == 0) loader._modules.SaveChanges();
            return result;
        }
        catch (LoadError e)
        {
            return new LoadResult { Packages = [], Roots = [], Tests = [], Errors = [e], Warnings = [] };
        }
    }

    private Loader(LoadConfig cfg)
    {
        _cfg = cfg;
        _workDir = Path.GetFullPath(cfg.WorkDir);
        _srcDir = Path.Combine(cfg.Goroot, "src");
        if (!Directory.Exists(_srcDir)) throw new LoadError($"go: cannot find GOROOT directory: {cfg.Goroot}");
        string version = Path.Combine(cfg.Goroot, "VERSION");
        _localVersion = File.Exists(version) ? File.ReadAllText(version).Split('\n')[0].Trim() is { Length: > 2 } v && v.StartsWith("go", StringComparison.Ordinal) ? v[2..].Split(' ')[0] : "1.27" : "1.27";
        _modules = new ModuleSet(cfg, _localVersion);
    }

    private LoadResult Run(IReadOnlyList<string> patterns)
    {
        var roots = new List<Node>();
        if (patterns.Count == 0) patterns = ["."];
        if (patterns.Any(p => p.EndsWith(".go", StringComparison.Ordinal) && (_cfg.Run || File.Exists(Path.Combine(_workDir, p)))))
        {
            roots.Add(CommandLineFiles(patterns));
        }
        else
        {
            foreach (string p in patterns) AddPattern(p, roots);
        }

        var all = new List<Node>();
        var seen = new HashSet<Node>();
        foreach (string path in _cfg.Implicit)
        {
            if (roots.Any(r => r.IsStd && r.Path == path)) continue;
            Collect(LoadImport(path, null, null), all, seen);
        }
        if (!_cfg.Tests) { foreach (var r in roots) Collect(r, all, seen); }
        var testNodes = new List<(Node Root, Node? In, Node? External)>();
        var testErrors = new Dictionary<Node, List<LoadError>>();
        if (_cfg.Tests)
        {
            foreach (string path in _cfg.TestImplicit) Collect(LoadImport(path, null, null), all, seen);
            _implicit.UnionWith(seen);
            foreach (var r in roots) Collect(r, all, seen);
            foreach (var r in roots.Distinct())
            {
                var broken = Broken(r);
                if (broken.Count > 0) testErrors[r] = broken;
                else testNodes.Add(LoadTests(r));
            }
            foreach (var (root, i, x) in testNodes)
            {
                // One message is enough, as `go` sees it: the rest would follow from it.
                if ((FirstBroken(i) ?? FirstBroken(x)) is { } error) testErrors[root] = [error];
                else
                {
                    foreach (var v in new[] { i, x })
                    {
                        foreach (var n in v?.Imports ?? []) Collect(n, all, seen);
                    }
                }
            }
        }
        foreach (var n in all)
        {
            if (n.Error != null && (!_cfg.Tests || _implicit.Contains(n))) _errors.Add(new LoadError(n.Error, n.Path));
        }

        var packages = new List<LoadedPackage>();
        var tests = new List<TestPackages>();
        if (_errors.Count == 0)
        {
            foreach (var n in all)
            {
                if (!_cfg.Tests || Broken(n).Count == 0) packages.Add(Finish(n));
            }
            foreach (var n in roots) if (n.Result != null) n.Result.IsRoot = true;
            var imported = new HashSet<Node>(roots.SelectMany(r => r.Imports));
            foreach (var r in roots.Distinct())
            {
                if (!_cfg.Tests) break;
                if (testErrors.TryGetValue(r, out var errors)) tests.Add(Unloadable(r, errors));
                else
                {
                    var (_, i, x) = testNodes.Find(t => t.Root == r);
                    tests.Add(FinishTests(r, i, x, imported.Contains(r)));
                }
            }
            if (_cfg.Parse) ParseAll([.. packages, .. tests.SelectMany(t => t.Packages)]);
        }
        return new LoadResult
        {
            Packages = packages,
            Roots = _errors.Count == 0 ? [.. roots.Distinct().Where(r => r.Result != null).Select(r => r.Result!)] : [],
            Tests = tests,
            Errors = _errors,
            Warnings = _warnings,
            MainModule = _modules.ForGodebug,
        };
    }

    private static void Collect(Node n, List<Node> list, HashSet<Node> seen)
    {
        if (!seen.Add(n)) return;
        foreach (var i in n.Imports) Collect(i, list, seen);
        list.Add(n);
    }

    private void ParseAll(IReadOnlyList<LoadedPackage> packages)
    {
        // The largest first, so that none of them is left for the end.
        var order = packages.Distinct().OrderByDescending(p => p.Sources.Sum(s => (long)s.Text.Length)).ToList();
        Parallel.ForEach(order, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, _cfg.Parallelism) }, p => _ = p.Files);
    }

    // ---------------------------------------------------------------- patterns

    private void AddPattern(string pattern, List<Node> roots)
    {
        if (pattern.Contains('@') && !Patterns.IsLocal(pattern)) throw new LoadError($"package {pattern}: can only use path@version syntax with 'go get' and 'go install' in module-aware mode");
        bool wild = pattern.Contains("...", StringComparison.Ordinal);
        if (Patterns.IsLocal(pattern))
        {
            if (wild) AddLocalWild(pattern, roots);
            else AddDir(pattern, roots);
            return;
        }
        int before = roots.Count;
        switch (pattern)
        {
            case "std" or "cmd":
                foreach (string path in StdPackages(p => (p == "cmd" || p.StartsWith("cmd/", StringComparison.Ordinal)) == (pattern == "cmd"))) AddRoot(path, roots, literal: false);
                return;
            case "all":
                if (_modules.Main == null) throw new LoadError("go: " + ModuleSet.NoGoMod);
                foreach (var main in _modules.Mains)
                {
                    foreach (string path in ModulePackages(main, _ => true)) AddRoot(path, roots, literal: false);
                }
                var list = new List<Node>();
                var seen = new HashSet<Node>(roots);
                foreach (var r in roots.ToList())
                {
                    foreach (var i in r.Imports) Collect(i, list, seen);
                }
                roots.AddRange(list);
                return;
        }
        if (!wild)
        {
            AddRoot(pattern, roots, literal: true);
            return;
        }
        var match = Patterns.Matcher(pattern);
        if (ModuleSet.IsStandardPath(pattern[..pattern.IndexOf("...", StringComparison.Ordinal)])) foreach (string path in StdPackages(match)) AddRoot(path, roots, literal: false);
        foreach (var m in _modules.All())
        {
            foreach (string path in ModulePackages(m, match)) AddRoot(path, roots, literal: false);
        }
        if (roots.Count == before) _warnings.Add($"go: warning: \"{pattern}\" matched no packages");
    }

    private void AddRoot(string path, List<Node> roots, bool literal)
    {
        if (!literal)
        {
            // A folder all of whose files are excluded is no match; it must not become a package by looking at it.
            var (key, dir, _, isStd, error) = Resolve(path, null);
            if (error == null && !_nodes.ContainsKey(key) && _cfg.Prebuilt?.Contains(key) != true && ReadFiles(key, dir, isStd) is { Error: null, HasGo: false }) return;
        }
        var n = LoadImport(path, null, null);
        if (n.Files is { Error: null, GoFiles.Count: 0, CgoFiles.Count: 0 } f)
        {
            // Nothing to build here; with a pattern that is no mistake.
            if (!literal && (!f.HasGo || !_cfg.Tests)) return;
            if (literal && f.HasGo && !_cfg.Tests) n.Error ??= $"{n.Path}: {f.NoGoText()}";
        }
        roots.Add(n);
    }

    private void AddDir(string pattern, List<Node> roots)
    {
        string dir = Path.GetFullPath(Path.Combine(_workDir, pattern));
        string? path = PathOfDir(dir);
        if (!Directory.Exists(dir))
        {
            if (path == null && _modules.Main == null) throw new LoadError("go: " + ModuleSet.NoGoMod);
            Fail(pattern, File.Exists(dir) ? $"{ShortPath(dir)} is not a directory" : $"stat {dir}: directory not found", roots);
            return;
        }
        if (path == null && _modules.Main == null) throw new LoadError("go: " + ModuleSet.NoGoMod);
        if (path == null || !ModuleSet.HasGoFiles(dir) && !HasOverlay(path))
        {
            if (path == null && _modules.StrangerOf(dir) is { } stranger)
            {
                Fail(pattern, $"directory {ShortPath(dir)} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {ShortPath(stranger)}", roots);
                return;
            }
            if (path == null && _modules.Main is { } main && ModuleSet.Under(dir, main.Dir) is { } rel) Fail(pattern, $"main module ({main.Path}) does not contain package {main.Path}/{rel}", roots);
            else Fail(pattern, ModuleSet.HasGoFiles(dir) ? $"directory {pattern} outside main module or its selected dependencies" : $"no Go files in {dir}", roots);
            return;
        }
        AddRoot(path, roots, literal: true);
    }

    private void AddLocalWild(string pattern, List<Node> roots)
    {
        int dots = pattern.IndexOf("...", StringComparison.Ordinal);
        int slash = pattern.LastIndexOf('/', dots);
        string prefix = pattern[..(slash + 1)];
        string root = Path.GetFullPath(Path.Combine(_workDir, prefix)).TrimEnd('/');
        if (!Directory.Exists(root))
        {
            Fail(pattern, $"pattern {pattern}: lstat {prefix}: no such file or directory", roots);
            return;
        }
        if (PathOfDir(root) == null)
        {
            Fail(pattern, $"pattern {pattern}: directory prefix {(prefix is "./" ? "." : (prefix.StartsWith("./", StringComparison.Ordinal) ? prefix[2..] : prefix).TrimEnd('/'))} does not contain main module or its selected dependencies", roots);
            return;
        }
        var match = Patterns.Matcher(Path.GetFullPath(Path.Combine(_workDir, pattern.Replace("...", "\u0001"))).Replace("\u0001", "..."));
        int before = roots.Count;
        bool std = ModuleSet.Under(root, _srcDir) != null;
        foreach (string rel in Patterns.Folders(root, sub => !Path.Exists(Path.Combine(root, sub, "go.mod")) && (std || Path.GetFileName(sub) != "vendor")))
        {
            string dir = rel == "" ? root : Path.Combine(root, rel);
            if (match(dir) && ModuleSet.HasGoFiles(dir) && PathOfDir(dir) is { } path) AddRoot(path, roots, literal: false);
        }
        if (roots.Count == before) _warnings.Add($"go: warning: \"{pattern}\" matched no packages");
    }

    // A pattern that names nothing: for tests it stands in the list as a package that cannot be set up.
    private void Fail(string pattern, string text, List<Node> roots)
    {
        if (_cfg.Tests) roots.Add(new Node { Path = pattern, Error = text });
        else _errors.Add(new LoadError(text));
    }

    private string? PathOfDir(string dir) => ModuleSet.Under(dir, _srcDir) is { Length: > 0 } rel ? rel : _modules.PathOfDir(dir);

    private IEnumerable<string> StdPackages(Func<string, bool> match)
    {
        foreach (string rel in Patterns.Folders(_srcDir, _ => true))
        {
            if (rel is "" or "builtin" or "unsafe" or "runtime/cgo" || !match(rel) || !ModuleSet.HasGoFiles(Path.Combine(_srcDir, rel))) continue;
            yield return rel;
        }
    }

    private static IEnumerable<string> ModulePackages(Module m, Func<string, bool> match)
    {
        foreach (string rel in Patterns.Folders(m.Dir, sub => !File.Exists(Path.Combine(m.Dir, sub, "go.mod")) && Path.GetFileName(sub) != "vendor"))
        {
            string path = rel == "" ? m.Path : m.Path + "/" + rel;
            if (match(path) && ModuleSet.HasGoFiles(Path.Combine(m.Dir, rel))) yield return path;
        }
    }

    private Node CommandLineFiles(IReadOnlyList<string> files)
    {
        string? dir = null, firstShown = null;
        foreach (string f in files)
        {
            if (!f.EndsWith(".go", StringComparison.Ordinal)) throw new LoadError($"named files must be .go files: {f}");
        }
        var names = new List<string>();
        foreach (string f in files)
        {
            string path = Path.GetFullPath(Path.Combine(_workDir, f));
            if (Directory.Exists(path)) throw new LoadError($"{f} is a directory, should be a Go file");
            if (!File.Exists(path)) throw new LoadError($"stat {f}: no such file or directory");
            string d = Path.GetDirectoryName(path)!;
            string shown = Path.GetDirectoryName(f) is { Length: > 0 } s ? s : ".";
            if (dir != null && d != dir) throw new LoadError($"named files must all be in one directory; have {firstShown} and {shown}");
            (dir, firstShown) = (d, firstShown ?? shown);
            names.Add(Path.GetFileName(path));
        }
        var n = new Node { Path = "command-line-arguments", Dir = dir!, CommandLine = true, Module = null };
        if (_modules.Mains.Where(m => ModuleSet.Under(dir!, m.Dir) != null).MaxBy(m => m.Dir.Length) is { } owner && _modules.PathOfDir(dir!) != null) n.Module = owner;
        n.Files = DirPackage.Read(dir!, null, false, n.Path, _cfg.Context, false, names);
        LoadNode(n, null);
        return n;
    }

    // ---------------------------------------------------------------- imports

    private Node LoadImport(string path, Node? parent, ImportPos? pos)
    {
        var (key, dir, module, isStd, error) = Resolve(path, parent);
        if (_nodes.TryGetValue(key, out var n))
        {
            if (n.InProgress && !n.ErrorIsCycle)
            {
                _stack.Add(new StackEntry(key, pos is { } p ? Path.GetFileName(p.Path) : null));
                n.Error = StackText("import cycle not allowed", null, cycle: true);
                n.ErrorIsCycle = true;
                _stack.RemoveAt(_stack.Count - 1);
            }
            return n;
        }
        n = new Node { Path = key, Dir = dir, Module = module, IsStd = isStd };
        _nodes.Add(key, n);
        if (isStd && _cfg.Prebuilt?.Contains(key) == true) return n;
        if (path.Contains('@') && parent != null)
        {
            _stack.Add(new StackEntry(path, null));
            n.Error = StackText("can only use path@version syntax with 'go get' and 'go install' in module-aware mode", null, cycle: false);
            _stack.RemoveAt(_stack.Count - 1);
            return n;
        }
        if (error != null)
        {
            n.Error = At(pos, error);
            if (_cfg.Listing) n.ErrorStack = [.. _stack.Select(e => e.Path)];
            return n;
        }
        n.Files = ReadFiles(key, dir, isStd);
        LoadNode(n, pos);
        return n;
    }

    private readonly Dictionary<string, DirPackage> _files = new(StringComparer.Ordinal);

    private DirPackage ReadFiles(string path, string dir, bool isStd)
    {
        if (_files.TryGetValue(path, out var files)) return files;
        string? overlay = isStd && HasOverlay(path) ? Path.Combine(_cfg.OverlayDir!, path) : null;
        bool replace = overlay != null && File.Exists(Path.Combine(overlay, "REPLACE"));
        files = DirPackage.Read(dir, overlay, replace, path, _cfg.Context, isStd && _cfg.Context.BareArch.Contains(path), overlayText: FillIn);
        if (!isStd && !_cfg.Listing && files.AsmFiles.Count > 0 && files.Error == null && HasBodyless(files))
        {
            // Functions in assembly: perhaps the package has portable files for other architectures.
            var bare = DirPackage.Read(dir, null, false, path, _cfg.Context, bareArch: true);
            if (bare.Error == null && bare.GoFiles.Count > 0 && !HasBodyless(bare)) files = bare;
        }
        _files.Add(path, files);
        return files;
    }

    /// <summary>What package runtime says about the Go tree it was built from.</summary>
    private byte[] FillIn(byte[] text)
    {
        if (text.AsSpan().IndexOf("${GO"u8) < 0) return text;
        string version = Goroot.GorootLocator.Version(_cfg.Goroot);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("${GOVERSION}", version).Replace("${GOROOT}", (_cfg.TrimPath ? "" : _cfg.Goroot).Replace("\\", "\\\\").Replace("\"", "\\\"")));
    }

    private static bool HasBodyless(DirPackage files)
    {
        foreach (var f in files.GoFiles)
        {
            var tree = Parser.Parse(new SourceFile(f.Path, f.Name, f.Text), new NodeNumbering(), new Diagnostics());
            if (tree == null) continue;
            foreach (var d in tree.DeclList)
            {
                if (d is FuncDecl { Body: null } func && !tree.Pragmas.Exists(p => p.Verb == "go:linkname" && p.Args is [var local, ..] && local == func.Name.Value)) return true;
            }
        }
        return false;
    }

    private bool HasOverlay(string path) => _cfg.OverlayDir != null && Directory.Exists(Path.Combine(_cfg.OverlayDir, path));

    private readonly Dictionary<(string Path, string From), (string Key, string Dir, Module? Module, bool IsStd, string? Error)> _resolved = [];

    // Where an import leads depends on the importer only by the vendor folder it sees; errors are not kept, they name the importer.
    private (string Key, string Dir, Module? Module, bool IsStd, string? Error) Resolve(string path, Node? parent)
    {
        var key = (path, parent is not { IsStd: true } ? "" : parent.Path.StartsWith("cmd/", StringComparison.Ordinal) ? "cmd" : "std");
        if (_resolved.TryGetValue(key, out var r)) return r;
        r = ResolveAnew(path, parent);
        if (r.Error == null) _resolved.Add(key, r);
        return r;
    }

    private (string Key, string Dir, Module? Module, bool IsStd, string? Error) ResolveAnew(string path, Node? parent)
    {
        if (parent is { IsStd: true } && !ModuleSet.IsStandardPath(path))
        {
            string vendored = (parent.Path.StartsWith("cmd/", StringComparison.Ordinal) ? "cmd/vendor/" : "vendor/") + path;
            string dir = Path.Combine(_srcDir, vendored);
            if (ModuleSet.HasGoFiles(dir) || HasOverlay(vendored)) return (vendored, dir, null, true, null);
        }
        (string, string, Module?, bool, string?) Wrong(string text) => (path, "", null, false, text);
        if (path.Contains('@')) return Wrong($"import path \"{path}\" should not have @version");
        if (Patterns.IsLocal(path) && !path.StartsWith('/')) return Wrong($"\"{path}\" is relative, but relative import paths are not supported in module mode");
        if (path.StartsWith('/') || Patterns.IsMeta(path)) return Wrong(path.StartsWith('/') ? $"\"{path}\" is not a package path; see 'go help packages'" : $"\"{path}\" is not an importable package; see 'go help packages'");
        if (Malformed(path) is { } malformed) return Wrong($"malformed import path \"{path}\": {malformed}");

        if (ModuleSet.IsStandardPath(path))
        {
            string dir = Path.Combine(_srcDir, path);
            if (_cfg.Prebuilt?.Contains(path) == true) return (path, dir, null, true, null);
            if (ModuleSet.HasGoFiles(dir) || HasOverlay(path)) return (path, dir, null, true, null);
        }
        var found = _modules.Find(path, parent?.Path, parent?.Module?.Version ?? "");
        return (path, found.Dir, found.Module, false, found.Error);
    }

    private static string? Malformed(string path)
    {
        if (path == "") return "empty string";
        if (path[0] == '-') return "leading dash";
        if (path.Contains("//", StringComparison.Ordinal)) return "double slash";
        if (path[^1] == '/') return "trailing slash";
        foreach (string elem in path.Split('/'))
        {
            foreach (char c in elem)
            {
                if (!char.IsAsciiLetterOrDigit(c) && !"-._~+".Contains(c)) return $"invalid char {Quoting.Rune(c)}";
            }
            if (elem.Trim('.') == "") return $"invalid path element \"{elem}\"";
            if (elem[^1] == '.') return "trailing dot in path element";
        }
        return null;
    }

    private void LoadNode(Node n, ImportPos? pos)
    {
        var files = n.Files!;
        n.InProgress = true;
        if (files.Error != null)
        {
            if (files.ErrorPath != null && !files.ErrorHasFullPath) n.Error = $"{ShortPath(files.ErrorPath)}:{files.ErrorLine}:{files.ErrorCol}: {files.Error}";
            else n.Error = At(pos, files.ErrorPath != null ? $"{files.ErrorPath}:{files.ErrorLine}:{files.ErrorCol}: {files.Error}" : files.Error);
        }
        else if (!files.HasGo)
        {
            _stack.Add(new StackEntry(n.Path, pos is { } p ? Path.GetFileName(p.Path) : null));
            n.Error = StackText(files.NoGoText(), null, cycle: false);
            _stack.RemoveAt(_stack.Count - 1);
        }
        else if (files.OnlyTests && pos != null) n.Error = $"{n.Path}: {files.NoGoText()}";
        else if (files.CgoFiles.Count > 0 && !n.IsStd && !_cfg.Listing)
        {
            var f = files.CgoFiles[0];
            var import = f.Header.Imports.Find(i => i.Path == "C")!;
            n.Error = $"{ShortPath(f.Path)}:{import.Line}:{import.Col}: goclr: unsupported: cgo";
        }

        _stack.Add(new StackEntry(n.Path, pos is { } at ? Path.GetFileName(at.Path) : null));
        ResolveEmbeds(n, files.GoFiles);
        LoadImports(n, files.GoFiles);
        _stack.RemoveAt(_stack.Count - 1);
        n.InProgress = false;
    }

    private void LoadImports(Node n, IEnumerable<GoFile> files)
    {
        if (_cfg.SkipImports) return;
        var imports = new SortedDictionary<string, ImportPos>(StringComparer.Ordinal);
        foreach (var f in files)
        {
            foreach (var i in f.Header.Imports) imports.TryAdd(i.Path, new ImportPos(f.Path, i.Line, i.Col));
        }
        foreach (var (path, pos) in imports)
        {
            if (path == "C" || path == "unsafe" && !_cfg.Listing || n.ImportMap.ContainsKey(path)) continue;
            var i = LoadImport(path, n, pos);
            n.Error ??= NotAllowed(n, path, i, pos);
            n.ImportMap[path] = i;
            if (!n.Imports.Contains(i)) n.Imports.Add(i);
        }
        n.Imports.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
    }

    // Rules about who may import what; the message belongs to the importer.
    private string? NotAllowed(Node importer, string path, Node p, ImportPos pos)
    {
        if (Patterns.IsLocal(path) && !path.StartsWith('/')) return At(pos, $"local import \"{path}\" in non-local package");
        if (p.Error != null) return null;
        if (InternalParent(p.Path) is { } parent)
        {
            string from = importer.CommandLine ? PathOfDir(importer.Dir) ?? "." : importer.TestOf ?? importer.Path;
            bool fips = ModuleSet.InModule(from, "crypto") && ModuleSet.InModule(p.Path, "crypto/internal/fips140");
            bool ok = fips || (p.IsStd ? importer.IsStd && (parent == "" || ModuleSet.InModule(from, parent)) : parent == "" || ModuleSet.InModule(from, parent));
            if (!ok) return StackText($"use of internal package {p.Path} not allowed", $"{ShortPath(pos.Path)}:{pos.Line}:{pos.Col}", cycle: false);
        }
        if (p.IsStd && !importer.IsStd && p.Path.Contains("vendor/", StringComparison.Ordinal)) return At(pos, "use of vendored package not allowed");
        int vendor = path.LastIndexOf("/vendor/", StringComparison.Ordinal);
        if (vendor >= 0 || path.StartsWith("vendor/", StringComparison.Ordinal)) return At(pos, $"{path} must be imported as {path[(vendor >= 0 ? vendor + 8 : 7)..]}");
        if (p.Name == "main" && p.Dir != importer.Dir) return At(pos, $"import \"{path}\" is a program, not an importable package");
        return null;
    }

    /// <summary>The path before the last element "internal", null if there is none.</summary>
    private static string? InternalParent(string path)
    {
        if (path.EndsWith("/internal", StringComparison.Ordinal)) return path[..^"/internal".Length];
        int i = path.LastIndexOf("/internal/", StringComparison.Ordinal);
        if (i >= 0) return path[..i];
        return path == "internal" || path.StartsWith("internal/", StringComparison.Ordinal) ? "" : null;
    }

    private void ResolveEmbeds(Node n, IEnumerable<GoFile> files)
    {
        var patterns = new SortedDictionary<string, ImportPos>(StringComparer.Ordinal);
        foreach (var f in files)
        {
            if (!f.Header.Imports.Exists(i => i.Path == "embed")) continue;
            var tree = Parser.Parse(new SourceFile(f.Path, f.Name, f.Text), new NodeNumbering(), new Diagnostics());
            if (tree == null) continue;
            foreach (var p in tree.Pragmas)
            {
                if (p.Verb != "go:embed") continue;
                foreach (string pattern in Pragmas.EmbedPatterns(p, out _))
                    patterns.TryAdd(pattern, new ImportPos(f.Path, (int)p.Pos.Line, (int)p.Pos.Col + Math.Max(0, p.Text.IndexOf(pattern, "go:embed".Length, StringComparison.Ordinal))));
            }
        }
        foreach (var (pattern, pos) in patterns)
        {
            n.Embeds[pattern] = Embedding.Resolve(Path.GetDirectoryName(pos.Path)!, pattern, out string? error);
            if (error != null) n.Error ??= At(pos, $"pattern {pattern}: {error}");
        }
    }

    /// <summary>The //go:embed patterns of one file.</summary>
    internal static IEnumerable<string> EmbedPatternsOf(string path, byte[] text)
    {
        if (!SourceHeader.Read(text).Imports.Exists(i => i.Path == "embed")) return [];
        var tree = Parser.Parse(new SourceFile(path, path, text), new NodeNumbering(), new Diagnostics());
        return tree == null ? [] : [.. tree.Pragmas.Where(p => p.Verb == "go:embed").SelectMany(p => Pragmas.EmbedPatterns(p, out _))];
    }

    // ---------------------------------------------------------------- messages

    private string At(ImportPos? pos, string text) => pos is { } p ? $"{ShortPath(p.Path)}:{p.Line}:{p.Col}: {text}" : text;

    private string StackText(string text, string? pos, bool cycle)
    {
        string chain = string.Join("\n\timports ", _stack.Select(e => cycle && e.File != null ? $"{e.Path} from {e.File}" : e.Path));
        return $"package {chain}{(pos == null ? "" : "\n\t" + pos)}: {text}";
    }

    private string ShortPath(string path)
    {
        string rel = Path.GetRelativePath(_workDir, path);
        return rel.Length < path.Length ? rel : path;
    }

    // -trimpath: the import path, with its module's version, in place of the folder.
    private string Recorded(Node n, string path)
    {
        if (!_cfg.TrimPath) return path;
        string dir = n.CommandLine ? "." : n.Module is { Version: not "" } m ? m.Path + "@" + m.Version + n.Path[m.Path.Length..] : n.Path;
        return dir + "/" + Path.GetFileName(path);
    }

    // As the compiler is told the name: ./x.go in the working folder, else relative where that is shorter. Std: always whole.
    private string DisplayName(Node n, string path)
    {
        if (n.IsStd) return path;
        string s = ShortPath(path);
        return s.Contains('/') ? s : "./" + s;
    }

    // ---------------------------------------------------------------- results

    private string GoVersion(Node n) => "go" + (n.IsStd || n.Module == null ? Language(_localVersion) : Language(n.Module.GoVersion));

    // The language version is major and minor only.
    private static string Language(string version)
    {
        string[] parts = version.Split('.');
        if (parts.Length < 2) return version;
        int i = 0;
        while (i < parts[1].Length && char.IsAsciiDigit(parts[1][i])) i++;
        return parts[0] + "." + parts[1][..i];
    }

    private LoadedPackage Finish(Node n)
    {
        if (n.Result != null) return n.Result;
        if (n.Files == null) return n.Result = new LoadedPackage { ImportPath = n.Path, Name = "", Dir = n.Dir, IsStd = true, IsPrebuilt = true, GoVersion = GoVersion(n), Sources = [] };
        var p = Create(n, n.Path, n.Name, n.Files.GoFiles, n.Embeds, null);
        n.Result = p;
        SetImports(p, n, i => Finish(i));
        return p;
    }

    private LoadedPackage Create(Node n, string path, string name, IEnumerable<GoFile> files, Dictionary<string, IReadOnlyList<EmbedFile>> embeds, string? forTest, bool asLibrary = false)
    {
        var list = files.ToList();
        var overlay = list.Exists(f => f.Overlay) && list.Exists(f => !f.Overlay) ? list.Where(f => f.Overlay).Select(f => f.Path).ToHashSet(StringComparer.Ordinal) : null;
        return new LoadedPackage
        {
            ImportPath = path,
            Name = name,
            Dir = n.Dir,
            Module = n.Module,
            IsStd = n.IsStd,
            IsCommandLineFiles = n.CommandLine,
            GoVersion = GoVersion(n),
            Sources = [.. list.Select(f => new SourceFile(f.Path, DisplayName(n, f.Path), f.Text) { RecordedPath = Recorded(n, f.Path) })],
            AsmFiles = n.Files!.AsmFiles,
            Embeds = embeds,
            ForTest = forTest,
            AsLibrary = asLibrary,
            OverlaySources = overlay,
        };
    }

    private static void SetImports(LoadedPackage p, Node n, Func<Node, LoadedPackage> get)
    {
        p.Imports = [.. n.Imports.Select(get)];
        p.ImportMap = n.ImportMap.ToDictionary(e => e.Key, e => get(e.Value), StringComparer.Ordinal);
    }

    // ---------------------------------------------------------------- tests

    private (Node Root, Node? In, Node? External) LoadTests(Node root)
    {
        var files = root.Files!;
        Node? inside = null, external = null;
        if (files.TestFiles.Count > 0)
        {
            inside = Variant(root, root.Path, [.. files.GoFiles, .. files.TestFiles]);
            foreach (var (path, i) in inside.ImportMap)
            {
                if (root.ImportMap.ContainsKey(path) || i.Error != null) continue;
                var chain = new List<string>();
                if (i != root && !Reaches(i, root, chain, [])) continue;
                chain.Insert(0, $"{i.Path} from {ImportingFile(files.TestFiles, path)}");
                inside.Error ??= $"package {root.Path}\n\timports {string.Join("\n\timports ", chain)}: import cycle not allowed in test";
            }
        }
        if (files.ExternalTestFiles.Count > 0) external = Variant(root, root.Path + "_test", files.ExternalTestFiles);
        return (root, inside, external);
    }

    /// <summary>The mistakes in a package and in what it imports, imports first.</summary>
    private static List<LoadError> Broken(Node n)
    {
        var nodes = new List<Node>();
        Collect(n, nodes, []);
        var errors = new List<LoadError>();
        foreach (var m in nodes)
        {
            if (m.Error != null) errors.Add(new LoadError(m.Error, m.Path));
        }
        return errors;
    }

    private static LoadError? FirstBroken(Node? n)
    {
        if (n == null) return null;
        if (n.Error != null) return new LoadError(n.Error, n.Path);
        return Broken(n) is [var first, ..] ? first : null;
    }

    private TestPackages Unloadable(Node root, List<LoadError> errors)
    {
        var p = new LoadedPackage { ImportPath = root.Path, Name = root.Name, Dir = root.Dir, Module = root.Module, IsStd = root.IsStd, GoVersion = "", Sources = [] };
        return new TestPackages { Package = p, InPackage = p, Packages = [], HasTestFiles = true, Errors = errors };
    }

    private Node Variant(Node root, string path, IEnumerable<GoFile> files)
    {
        var list = files.ToList();
        var n = new Node { Path = path, TestOf = root.Path, Dir = root.Dir, Files = root.Files, Module = root.Module, IsStd = root.IsStd, CommandLine = root.CommandLine };
        _stack.Add(new StackEntry(root.Path + " (test)", null));
        ResolveEmbeds(n, list);
        LoadImports(n, list);
        _stack.RemoveAt(_stack.Count - 1);
        return n;
    }

    private static bool Reaches(Node from, Node to, List<string> chain, HashSet<Node> seen)
    {
        if (from == to) return true;
        if (!seen.Add(from)) return false;
        foreach (var i in from.Imports)
        {
            if (!Reaches(i, to, chain, seen)) continue;
            chain.Insert(0, $"{i.Path} from {ImportingFile(from.Files!.GoFiles, i.Path)}");
            return true;
        }
        return false;
    }

    private static string ImportingFile(List<GoFile> files, string path) => files.Find(f => f.Header.Imports.Exists(i => i.Path == path))?.Name ?? files[0].Name;

    private TestPackages FinishTests(Node root, Node? inside, Node? external, bool imported)
    {
        var files = root.Files!;
        LoadedPackage self = Finish(root);
        LoadedPackage variant = self;
        // Who imports the package under test must be compiled against the variant with the tests in it.
        var clones = new Dictionary<Node, LoadedPackage>();
        if ((inside != null || root.Name == "main") && (inside != null || external != null))
        {
            variant = inside != null ? Create(root, root.Path, root.Name, [.. files.GoFiles, .. files.TestFiles], inside.Embeds, root.Path, asLibrary: true)
                : Create(root, root.Path, root.Name, files.GoFiles, root.Embeds, root.Path, asLibrary: true);
            clones[root] = variant;
            SetImports(variant, inside ?? root, Finish);
        }
        var depends = new Dictionary<Node, bool>();
        bool Depends(Node n)
        {
            if (n == root) return true;
            if (depends.TryGetValue(n, out bool d)) return d;
            depends[n] = false;
            foreach (var i in n.Imports) d |= Depends(i);
            return depends[n] = d;
        }
        LoadedPackage Get(Node n)
        {
            if (clones.TryGetValue(n, out var c)) return c;
            if (variant == self || !Depends(n)) return Finish(n);
            c = Finish(n).CloneForTest(root.Path);
            clones.Add(n, c);
            SetImports(c, n, Get);
            return c;
        }

        LoadedPackage? x = null;
        if (external != null)
        {
            x = Create(root, root.Path + "_test", root.Name + "_test", files.ExternalTestFiles, external.Embeds, root.Path);
            SetImports(x, external, Get);
        }
        var list = new List<LoadedPackage>();
        var seen = new HashSet<LoadedPackage>();
        void Add(LoadedPackage p)
        {
            if (!seen.Add(p)) return;
            foreach (var i in p.Imports) Add(i);
            list.Add(p);
        }
        foreach (string path in _cfg.Implicit.Concat(_cfg.TestImplicit)) Add(Get(_nodes[path]));
        Add(variant);
        if (x != null) Add(x);
        return new TestPackages
        {
            Package = self, InPackage = variant, External = x, Packages = list, HasTestFiles = inside != null || external != null, Imported = imported,
            TestFiles = [.. files.TestFiles.Select(f => f.Path)], ExternalTestFiles = [.. files.ExternalTestFiles.Select(f => f.Path)],
        };
    }
}
