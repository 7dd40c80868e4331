// The main modules (one, or those of go.work), what they require, and in which module an import path lies.
//
// Versions are selected as the go command does: what go.mod lists first (since Go 1.17 it lists everything that is needed), and
// only if that does not have the package, minimal version selection over the graph of requirements (ModGraph).
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;

namespace GoClr.Build.Load;

internal sealed partial class ModuleSet
{
    private readonly LoadConfig _cfg;
    private readonly string _localVersion;
    private readonly List<GoMod> _mods = [];
    private readonly GoMod? _work;
    private readonly List<GoSum> _sums = [];                  // the first is the one that is written
    private readonly Dictionary<string, string> _listed = new(StringComparer.Ordinal);        // module path → version in go.mod
    private ModGraph? _graph;
    private readonly Dictionary<ModuleVersion, (Module? Module, LoadError? Error)> _fetched = [];
    private readonly Dictionary<ModuleVersion, GoMod> _goMods = [];
    private readonly Dictionary<ModuleVersion, string> _withoutGoModSum = [];

    /// <summary>The main modules, sorted by path.</summary>
    internal IReadOnlyList<Module> Mains { get; }
    /// <summary>The one whose go.mod is in force; in a workspace the first.</summary>
    internal Module? Main => Mains.Count > 0 ? Mains[0] : null;
    internal bool Vendor { get; }
    internal string? VendorDir => Vendor ? Path.Combine(Main!.Dir, "vendor") : null;
    internal string? WorkFile { get; }
    internal ModCache Cache { get; }
    /// <summary>go.mod and go.sum may be completed.</summary>
    internal bool MayChange => _cfg.Mod == "mod" || _cfg.MayChangeModules;
    /// <summary>A hash that go.sum does not have is a mistake.</summary>
    private bool SumsNeeded => Main != null && WorkFile == null && !MayChange && !Vendor;

    internal const string NoGoMod = "go.mod file not found in current directory or any parent directory; see 'go help modules'";

    internal ModuleSet(LoadConfig cfg, string localVersion)
    {
        _cfg = cfg;
        _localVersion = localVersion;
        Cache = new ModCache(cfg.ModCache ?? GoEnv.ModCache, Console.Error.WriteLine) { Writable = cfg.ModCacheWritable };
        var mains = new List<Module>();
        Mains = mains;
        if (cfg.Root is { } root)
        {
            _listed[root.Path] = root.Version;
            return;
        }

        string? work = cfg.IgnoreWork ? null : ModuleFiles.Work(cfg.WorkDir);
        if (work != null)
        {
            WorkFile = work;
            _work = ReadWork(work);
            string dir = Path.GetDirectoryName(work)!;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (use, line) in _work.Use)
            {
                string folder = Path.GetFullPath(Path.Combine(dir, use));
                if (!seen.Add(folder)) throw new LoadError($"go: error loading go.work:\n{Shown(work)}:{line}: path {Shorter(folder)} appears multiple times in workspace");
            }
            foreach (var (use, _) in _work.Use) AddMain(mains, Path.GetFullPath(Path.Combine(dir, use)), fromWork: true);
            if (mains.Count == 0) throw new LoadError("go: no modules were found in the current workspace; see 'go help work'");
            string sum = Path.ChangeExtension(work, ".work.sum");
            _sums.Add(new GoSum(sum, Shown(sum)));
            foreach (var m in mains) _sums.Add(new GoSum(Path.Combine(m.Dir, "go.sum"), Shown(Path.Combine(m.Dir, "go.sum"))));
            if (cfg.Mod is not ("" or "readonly" or "vendor"))
                throw new LoadError($"go: -mod may only be set to readonly or vendor when in workspace mode, but it is set to {GoQuote.Quote(cfg.Mod)}\n\tRemove the -mod flag to use the default readonly value, \n\tor set GOWORK=off to disable workspace mode.");
            var order = mains.Select((m, i) => (m, i)).OrderBy(x => x.m.Path, StringComparer.Ordinal).ToList();
            Mains = [.. order.Select(x => x.m)];
            var sorted = order.Select(x => _mods[x.i]).ToList();
            _mods.Clear();
            _mods.AddRange(sorted);
        }
        else
        {
            if (ModuleFiles.Find(cfg.WorkDir, "go.mod") is not { } file) return;
            AddMain(mains, Path.GetDirectoryName(file)!, fromWork: false);
            string sum = Path.Combine(Main!.Dir, "go.sum");
            _sums.Add(new GoSum(sum, Shown(sum)));
        }
        var paths = Mains.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var mod in _mods) foreach (var r in mod.Require) if (!paths.Contains(r.Path)) Raise(_listed, r);

        if (WorkFile != null) return;
        bool hasVendor = Directory.Exists(Path.Combine(Main!.Dir, "vendor"));
        Vendor = !cfg.MayChangeModules && (cfg.Mod == "vendor" || cfg.Mod == "" && hasVendor && GoMod.CompareGo(Main.GoVersion, "1.14") >= 0);
        if (!Vendor) return;
        ReadModulesTxt();
        CheckVendor();
    }

    private GoMod ReadWork(string file)
    {
        string text;
        try { text = File.ReadAllText(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new LoadError($"go: reading go.work: open {file}: {Toolchain.Reason(e)}"); }
        try { return GoMod.Parse(text, Shown(file), strict: true, work: true); }
        catch (LoadError e) when (e.Text.StartsWith("go: errors parsing ", StringComparison.Ordinal)) { throw new LoadError("go: errors parsing go.work:" + e.Text[e.Text.IndexOf('\n')..]); }
    }

    private void AddMain(List<Module> mains, string dir, bool fromWork)
    {
        string file = Path.Combine(dir, "go.mod"), shown = Shown(file);
        string text;
        try { text = File.ReadAllText(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadError($"go: {(fromWork ? $"cannot load module {Shorter(dir)} listed in go.work file: " : "reading ")}open {(fromWork ? Shorter(file) : file)}: {Toolchain.Reason(e)}");
        }
        var mod = GoMod.Parse(text, shown, strict: true);
        if (mod.GoVersion != "" && GoMod.CompareGo(mod.GoVersion, _localVersion) > 0)
            throw new LoadError($"go: {(fromWork ? "module " + Shorter(dir) + " listed in go.work file" : shown)} requires go >= {mod.GoVersion} (running go {_localVersion}; GOTOOLCHAIN=local)");
        if (fromWork && _work!.GoVersion is var wv && mod.GoVersion != "" && GoMod.CompareGo(wv == "" ? "1.18" : wv, mod.GoVersion) < 0)
            throw new LoadError($"go: module {Shorter(dir)} listed in go.work file requires go >= {mod.GoVersion}, but go.work {(wv == "" ? "implicitly requires go 1.18" : "lists go " + wv)}; to download and use go {mod.GoVersion}:\n\tgo work use");
        if (mains.Exists(m => m.Path == mod.ModulePath)) throw new LoadError($"go: module {mod.ModulePath} appears multiple times in workspace");
        mains.Add(new Module
        {
            Path = mod.ModulePath, Dir = dir, GoVersion = mod.GoVersion == "" ? "1.16" : mod.GoVersion, HasGoVersion = mod.GoVersion != "", Main = true,
            Godebug = fromWork ? _work!.Godebug : mod.Godebug, GoMod = file,
        });
        _mods.Add(mod);
    }

    private string Shown(string file) => Path.GetDirectoryName(file) == Path.GetFullPath(_cfg.WorkDir) ? Path.GetFileName(file) : Shorter(file);

    private static bool Raise(Dictionary<string, string> versions, ModuleVersion m)
    {
        if (versions.TryGetValue(m.Path, out string? old) && GoMod.CompareVersions(old, m.Version) >= 0) return false;
        versions[m.Path] = m.Version;
        return true;
    }

    // ---------------------------------------------------------------- finding a package

    internal readonly record struct Found(Module? Module, string Dir, string? Error, bool Missing = false);

    /// <summary>The module and folder of a package that is not in std. importer and its module's version: for one message.</summary>
    internal Found Find(string path, string? importer, string importerVersion = "")
    {
        if (Vendor) return FindVendored(path);
        if (Main != null && WorkFile == null && GoMod.CompareGo(Main.GoVersion, "1.17") < 0)
        {
            // What go.mod lists is not enough to go by.
            try { Graph(); }
            catch (LoadError e) when (!e.Text.StartsWith("go: ", StringComparison.Ordinal)) { throw new LoadError("go: " + e.Text); }
        }
        var r = FindIn(path, importer, importerVersion, p => _listed.GetValueOrDefault(p));
        if (!r.Missing || Main == null && _cfg.Root == null) return r;
        ModGraph graph;
        try { graph = Graph(); }
        catch (LoadError e) { return new Found(null, "", e.Text); }
        r = FindIn(path, importer, importerVersion, graph.Selected);
        if (!r.Missing || !MayChange || IsStandardPath(path) || Main == null) return r;
        if (_cfg.MayChangeModules) return r;            // the verb looks for what is missing itself
        try
        {
            if (ReplacedProvider(path) == null) Console.Error.WriteLine("go: finding module for package " + path);
            var m = ProviderOf(path);
            Console.Error.WriteLine($"go: found {path} in {m.Path} {m.Version}");
            Require(m);
            _added.Add((m, importer == null || Mains.Any(x => InModule(importer, x.Path))));
            return FindIn(path, importer, importerVersion, Graph().Selected);
        }
        catch (LoadError e) { return new Found(null, "", NotProvided(path, e)); }
    }

    internal static string NotProvided(string path, LoadError e) => e.NotFound ? $"cannot find module providing package {path}: {e.Text}" : e.Text;

    /// <summary>A module that replace directives name and nobody requires yet, if it has the package.</summary>
    internal ModuleVersion? ReplacedProvider(string path)
    {
        for (string prefix = path; prefix != ""; prefix = Parent(prefix))
        {
            if (_listed.ContainsKey(prefix) || ReplacedVersion(prefix) is not { } version) continue;
            var m = new ModuleVersion(prefix, version);
            if (Fetch(m).Module is { } module && HasGoFiles(path == prefix ? module.Dir : Path.Combine(module.Dir, path[(prefix.Length + 1)..]))) return m;
        }
        return null;
    }

    private readonly List<(ModuleVersion M, bool Direct)> _added = [];

    /// <summary>With -mod=mod: writes what was found on the way to go.mod and go.sum.</summary>
    internal void SaveChanges()
    {
        if (_cfg.Mod != "mod" || Mains.Count != 1 || WorkFile != null) return;
        try
        {
            if (_added.Count > 0)
            {
                string file = Path.Combine(Main!.Dir, "go.mod");
                var f = ModFile.Parse(File.ReadAllText(file));
                foreach (var (m, direct) in _added) f.Add("require", ModFile.Quote(m.Path), m.Version).Indirect = !direct;
                f.Clean();
                File.WriteAllText(file, f.ToString());
                _added.Clear();
            }
            Sums?.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadError($"go: updating go.mod: {Toolchain.Reason(e)}");
        }
    }

    /// <summary>The module to require for a package that no module has: the longest prefix of the path whose latest version has it.</summary>
    internal ModuleVersion ProviderOf(string path, string query = "latest")
    {
        LoadError? first = null;
        for (string prefix = path; prefix != ""; prefix = Parent(prefix))
        {
            if (IsStandardPath(prefix) || Mains.Any(m => m.Path == prefix)) continue;
            try
            {
                string version = ReplacedVersion(prefix) ?? Cache.Query(prefix, query, v => !IsExcluded(new ModuleVersion(prefix, v)));
                var m = new ModuleVersion(prefix, version);
                var (module, error) = Fetch(m);
                if (error != null) throw error;
                if (HasGoFiles(path == prefix ? module!.Dir : Path.Combine(module!.Dir, path[(prefix.Length + 1)..]))) return m;
                if (first is null or { NotFound: true }) first = new LoadError($"module {prefix}@{query} found{(query == version ? "" : $" ({version})")}, but does not contain package {path}");
            }
            catch (LoadError e)
            {
                if (!e.NotFound) throw;
                first ??= e;
            }
        }
        throw first ?? new LoadError("no module");
    }

    /// <summary>The module that has the package of a command line's PATH@VERSION.</summary>
    internal static ModuleVersion RootOf(LoadConfig cfg, string path, string version)
    {
        if (IsStandardPath(path)) throw new LoadError($"go: {path}@{version}: argument must not be a package in the standard library");
        var set = new ModuleSet(new LoadConfig { Goroot = cfg.Goroot, WorkDir = "/", ModCache = cfg.ModCache, IgnoreWork = true, Parse = false }, "");
        try { return set.ProviderOf(path, version); }
        catch (LoadError e) { throw new LoadError($"go: {path}@{version}: {e.Text}"); }
    }

    private Found FindIn(string path, string? importer, string importerVersion, Func<string, string?> versionOf)
    {
        var hits = new List<(Module Module, string Dir)>();
        var withoutSum = new List<string>();
        for (string prefix = path; prefix != ""; prefix = Parent(prefix))
        {
            Module module;
            if (Mains.FirstOrDefault(m => m.Path == prefix) is { } main) module = main;
            else if (versionOf(prefix) is { } version)
            {
                var m = new ModuleVersion(prefix, version);
                if (SumsNeeded && ReplacementOf(m) is var to && to is not { Version: "" } && !_sums.Exists(s => s.Has(to ?? m, "")))
                {
                    withoutSum.Add(prefix);
                    continue;
                }
                var (fetched, error) = Fetch(m);
                if (error != null) return new Found(null, "", error.Text);
                module = fetched!;
            }
            else continue;
            if (DirIn(path, prefix, module.Dir, module.Main || module.Replace is { Version: "" }) is { } dir) hits.Add((module, dir));
        }
        if (hits.Count > 1)
        {
            hits.Reverse();
            string text = $"ambiguous import: found package {path} in multiple modules:";
            foreach (var (m, dir) in hits) text += $"\n\t{m.Path}{(m.Version == "" ? "" : " " + m.Version)} ({dir})";
            return new Found(null, "", text);
        }
        if (withoutSum.Count > 0)
        {
            withoutSum.Reverse();
            string by = importer == null ? "" : $" (imported by {importer})";
            string what = hits.Count > 0 ? $"missing go.sum entry needed to verify package {path}{by} is provided by exactly one module" : $"missing go.sum entry for module providing package {path}{by}";
            return new Found(null, "", what + (importer == null ? $"; to add:\n\tgo mod download {string.Join(' ', withoutSum)}" : $"; to add:\n\tgo get {importer}{(importerVersion == "" ? "" : "@" + importerVersion)}"));
        }
        if (hits.Count == 1)
        {
            var one = hits[0].Module;
            return _withoutGoModSum.TryGetValue(new ModuleVersion(one.Path, one.Version), out string? text) ? new Found(null, "", text) : new Found(one, hits[0].Dir, null);
        }
        return new Found(null, "", Missing(path), Missing: true);
    }

    private string Missing(string path)
    {
        if (IsStandardPath(path)) return $"package {path} is not in std ({Path.Combine(_cfg.Goroot, "src", path)})";
        if (Main == null) return _cfg.Root != null ? $"no required module provides package {path}" : $"no required module provides package {path}: {NoGoMod}";
        foreach (var (old, to, root) in Replacements())
        {
            if (!InModule(path, old.Path) || _listed.ContainsKey(old.Path) || to.Version != "") continue;
            string dir = Path.GetFullPath(Path.Combine(root, to.Path));
            if (DirIn(path, old.Path, dir, true) == null) continue;
            return $"module {old.Path} provides package {path} and is replaced but not required; to add it:\n\tgo get {old}";
        }
        return $"no required module provides package {path}; to add it:\n\tgo get {path}";
    }

    // ---------------------------------------------------------------- modules

    // All replace directives with the folder that local paths are relative to; those of go.work come first.
    private IEnumerable<(ModuleVersion Old, ModuleVersion New, string Root)> Replacements()
    {
        if (_work != null) foreach (var (o, n) in _work.Replace) yield return (o, n, Path.GetDirectoryName(WorkFile!)!);
        for (int i = 0; i < _mods.Count; i++) foreach (var (o, n) in _mods[i].Replace) yield return (o, n, Mains[i].Dir);
    }

    /// <summary>What stands in for a version of a module: a folder (without version) or another version; null: nothing.</summary>
    internal ModuleVersion? ReplacementOf(ModuleVersion m) => Replacement(m).New;

    private (ModuleVersion? New, string Root) Replacement(ModuleVersion m)
    {
        (ModuleVersion?, string) any = (null, "");
        foreach (var (old, to, root) in Replacements())
        {
            if (old.Path != m.Path) continue;
            if (old.Version == m.Version && old.Version != "") return (to, root);
            if (old.Version == "" && any.Item1 == null) any = (to, root);
        }
        return any;
    }

    /// <summary>The version to require of a module that is replaced at all versions or at some; null: it is not replaced.</summary>
    internal string? ReplacedVersion(string path)
    {
        string? best = null;
        foreach (var (old, _, _) in Replacements())
        {
            if (old.Path != path) continue;
            string v = old.Version == "" ? "v0.0.0-00010101000000-000000000000" : old.Version;
            if (best == null || GoMod.CompareVersions(v, best) > 0) best = v;
        }
        return best;
    }

    internal string LocalDir(ModuleVersion m, ModuleVersion to) => Path.GetFullPath(Path.Combine(Replacement(m).Root, to.Path));

    /// <summary>The folder of a module's version, fetched if need be.</summary>
    internal (Module? Module, LoadError? Error) Fetch(ModuleVersion m)
    {
        if (_fetched.TryGetValue(m, out var r)) return r;
        try { r = (FetchAnew(m), null); }
        catch (LoadError e) when (!e.Text.StartsWith("verifying ", StringComparison.Ordinal)) { r = (null, e); }
        _fetched.Add(m, r);
        return r;
    }

    private Module FetchAnew(ModuleVersion m)
    {
        var (to, _) = Replacement(m);
        string dir, goMod;
        if (to is { Version: "" })
        {
            dir = LocalDir(m, to);
            goMod = Path.Combine(dir, "go.mod");
            if (!Directory.Exists(dir)) throw new LoadError($"{m}: replacement directory {to.Path} does not exist");
            if (!File.Exists(goMod)) throw new LoadError($"{m}: reading {Shorter(goMod)}: open {goMod}: no such file or directory");
        }
        else
        {
            var v = to ?? m;
            dir = Cache.Download(v, hash => CheckSum(v, "", hash));
            goMod = Cache.GoModFile(v);
        }
        GoMod mod;
        try { mod = GoModOf(m); }
        catch (LoadError e) when (to is not { Version: "" } && File.Exists(Path.Combine(dir, "go.mod")))
        {
            // Only its hash is missing: a mistake if a package turns out to come from here.
            _withoutGoModSum[m] = e.Text;
            mod = GoMod.Parse(File.ReadAllText(Path.Combine(dir, "go.mod")), Shorter(Path.Combine(dir, "go.mod")), strict: false);
        }
        return new Module
        {
            Path = m.Path, Version = m.Version, Dir = dir, GoMod = File.Exists(goMod) ? goMod : "", GoVersion = mod.GoVersion != "" ? mod.GoVersion : "1.16", HasGoVersion = mod.GoVersion != "", Replace = to,
            Indirect = IsIndirect(m.Path), Time = to is { Version: "" } ? "" : Cache.Time(to ?? m), Sum = to is { Version: "" } ? "" : SumOf(to ?? m, ""), GoModSum = to is { Version: "" } ? "" : SumOf(to ?? m, GoSum.GoMod),
        };
    }

    private void CheckSum(ModuleVersion m, string suffix, string hash)
    {
        if (_sums.Count == 0) return;
        // Each file that knows the module must agree; a new hash goes into the first.
        for (int i = _sums.Count - 1; i >= 0; i--) _sums[i].Check(m, suffix, hash, add: i == 0 && !_sums.Exists(s => s.Has(m, suffix)));
    }

    internal string SumOf(ModuleVersion m, string suffix)
    {
        foreach (var s in _sums) if (s.Get(m, suffix) is { Length: > 0 } h) return h;
        return _sums.Count == 0 && suffix == "" && File.Exists(Cache.ZipHashFile(m)) ? File.ReadAllText(Cache.ZipHashFile(m)).Trim() : "";
    }

    internal GoSum? Sums => _sums.Count > 0 ? _sums[0] : null;

    /// <summary>The go.mod of a required version, or of what replaces it.</summary>
    /// <exception cref="LoadError">It cannot be had.</exception>
    internal GoMod GoModOf(ModuleVersion m)
    {
        if (_goMods.TryGetValue(m, out var mod)) return mod;
        var (to, _) = Replacement(m);
        if (to is { Version: "" })
        {
            string file = Path.Combine(LocalDir(m, to), "go.mod");
            if (!File.Exists(file)) throw new LoadError($"go: {m} (replaced by {to.Path}): reading {Shorter(file)}: open {file}: no such file or directory");
            mod = GoMod.Parse(File.ReadAllText(file), Shorter(file), strict: false);
        }
        else
        {
            var v = to ?? m;
            if (SumsNeeded && !_sums.Exists(s => s.Has(v, GoSum.GoMod)))
                throw new LoadError($"{v}: missing go.sum entry for go.mod file; to add it:\n\tgo mod download {v.Path}") { Module = v };
            byte[] text;
            try { text = Cache.GoModText(v, hash => CheckSum(v, GoSum.GoMod, hash)); }
            catch (LoadError e) when (e.Module != null && !e.Text.StartsWith(v.ToString(), StringComparison.Ordinal)) { throw new LoadError($"{v}: {e.Text}") { Module = v, NotFound = e.NotFound }; }
            if (MayChange) CheckSum(v, GoSum.GoMod, GoSum.HashOfGoMod(text));
            mod = GoMod.Parse(Encoding.UTF8.GetString(text), Shorter(Cache.GoModFile(v)), strict: false);
            if (mod.ModulePath != "" && mod.ModulePath != v.Path && to == null)
                throw new LoadError($"{v}: parsing go.mod:\n\tmodule declares its path as: {mod.ModulePath}\n\t        but was required as: {v.Path}") { Module = v };
        }
        _goMods.Add(m, mod);
        return mod;
    }

    internal string GoVersionOf(string goModFile) => goModFile != "" && File.Exists(goModFile) ? GoMod.Parse(File.ReadAllText(goModFile), "go.mod", strict: false).GoVersion : "";

    internal bool IsIndirect(string path) => Mains.Count > 0 && !_mods.Exists(m => m.Require.Exists(r => r.Path == path) && !m.Indirect.Contains(path)) && !Direct.Contains(path);
    /// <summary>Modules that became direct requirements in this run.</summary>
    internal readonly HashSet<string> Direct = new(StringComparer.Ordinal);
    internal bool IsExcluded(ModuleVersion m) => _mods.Exists(x => x.Exclude.Contains(m));

    /// <summary>Requires a version of a module from now on.</summary>
    internal void Require(ModuleVersion m)
    {
        Raise(_listed, m);
        _graph = null;
    }

    /// <summary>Raises what is required to what the graph selects, until both agree: what go does before it looks at packages, where it may change go.mod.</summary>
    internal void RaiseToSelected()
    {
        for (bool changed = true; changed;)
        {
            changed = false;
            var graph = Graph();
            foreach (var m in Listed.ToList())
            {
                if (graph.Selected(m.Path) is not { } v || GoMod.CompareVersions(v, m.Version) <= 0) continue;
                _listed[m.Path] = v;
                changed = true;
            }
            if (changed) _graph = null;
        }
    }

    /// <summary>Requires exactly these.</summary>
    internal void SetListed(IEnumerable<ModuleVersion> modules)
    {
        _listed.Clear();
        foreach (var m in modules) _listed[m.Path] = m.Version;
        _graph = null;
    }

    /// <summary>Whose Go version and godebug lines a program's default settings come from: the main module, or the workspace.</summary>
    internal Module? ForGodebug => _work == null ? Main : new Module { Path = "", Dir = Path.GetDirectoryName(WorkFile!)!, GoVersion = _work.GoVersion == "" ? "1.18" : _work.GoVersion, Godebug = _work.Godebug };

    internal IReadOnlyList<GoMod> MainFiles => _mods;
    internal IEnumerable<ModuleVersion> Listed => _listed.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new ModuleVersion(l.Key, l.Value));

    internal ModGraph Graph() => _graph ??= ModGraph.Load(this, Mains, _mods, Listed);

    /// <summary>The main modules (without version), then every selected version, by path.</summary>
    internal List<ModuleVersion> BuildList()
    {
        var list = Mains.Select(m => new ModuleVersion(m.Path, "")).ToList();
        if (Vendor) list.AddRange(_vendorOrder.Where(m => m.Version != ""));
        else list.AddRange(Graph().BuildList());
        return list;
    }

    private string Shorter(string path) => Path.GetRelativePath(_cfg.WorkDir, path) is var rel && rel.Length < path.Length ? rel : path;

    /// <summary>The import path of a folder in a main module or in a module that is replaced by a local folder; null: it lies in none.</summary>
    internal string? PathOfDir(string dir)
    {
        foreach (var main in Mains.OrderByDescending(m => m.Dir.Length))
        {
            if (Under(dir, main.Dir) is { } rel && NoNestedModule(dir, main.Dir)) return rel == "" ? main.Path : main.Path + "/" + rel;
        }
        foreach (var (path, version) in _listed)
        {
            if (ReplacementOf(new ModuleVersion(path, version)) is not { Version: "" }) continue;
            var (m, _) = Fetch(new ModuleVersion(path, version));
            if (m != null && Under(dir, m.Dir) is { } r) return r == "" ? path : path + "/" + r;
        }
        return null;
    }

    /// <summary>In a workspace: the root of a module that is none of its modules and holds dir; else null.</summary>
    internal string? StrangerOf(string dir) => WorkFile != null && ModuleFiles.Find(dir, "go.mod") is { } file && !Mains.Any(m => m.Dir == Path.GetDirectoryName(file)) ? Path.GetDirectoryName(file) : null;

    /// <summary>The modules whose packages a pattern such as example.com/... may name.</summary>
    internal IEnumerable<Module> All()
    {
        foreach (var m in Mains) yield return m;
        if (Vendor) yield break;
        foreach (var m in Listed)
        {
            if (SumsNeeded && ReplacementOf(m) is not { Version: "" } && !_sums.Exists(s => s.Has(ReplacementOf(m) ?? m, ""))) continue;
            if (Fetch(m).Module is { } found) yield return found;
        }
    }

    // ---------------------------------------------------------------- paths

    internal static bool IsStandardPath(string path)
    {
        int slash = path.IndexOf('/');
        return !(slash < 0 ? path : path[..slash]).Contains('.');
    }

    internal static string Parent(string path) => path.LastIndexOf('/') is var i && i > 0 ? path[..i] : "";

    internal static bool InModule(string path, string module) => path == module || path.StartsWith(module + "/", StringComparison.Ordinal);

    /// <summary>dir relative to root with slashes, "" if they are the same, null if it does not lie in it.</summary>
    internal static string? Under(string dir, string root) => dir == root ? "" : dir.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) ? dir[(root.TrimEnd('/').Length + 1)..] : null;

    private static bool NoNestedModule(string dir, string root)
    {
        for (string? d = dir; d != null && d.Length > root.Length; d = Path.GetDirectoryName(d))
        {
            if (File.Exists(Path.Combine(d, "go.mod"))) return false;
        }
        return true;
    }

    // The folder of a package in a module, if it is there: it must hold Go files, and in a local module no other module may begin on the way.
    private static string? DirIn(string path, string module, string root, bool local)
    {
        string dir = path == module ? root : Path.Combine(root, path[(module.Length + 1)..]);
        if (local && !NoNestedModule(dir, root)) return null;
        return HasGoFiles(dir) ? dir : null;
    }

    internal static bool HasGoFiles(string dir)
    {
        if (!Directory.Exists(dir)) return false;
        foreach (string f in Directory.EnumerateFiles(dir, "*.go"))
        {
            return f != "";
        }
        return false;
    }
}
