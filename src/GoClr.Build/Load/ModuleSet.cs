// The main module, what it requires, and in which module an import path lies.
//
// Versions are selected as the go command does: what go.mod lists first (since Go 1.17 it lists everything that is needed), and
// only if that does not have the package, minimal version selection over the whole graph, as far as the module cache has it.
// Nothing is ever downloaded.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Build.Load;

internal sealed class ModuleSet
{
    private readonly LoadConfig _cfg;
    private readonly GoMod? _mod;
    private readonly string _cache;
    private readonly Dictionary<string, string> _listed = new(StringComparer.Ordinal);        // module path → version in go.mod
    private Dictionary<string, string>? _selected;                                            // … in the whole graph
    private readonly Dictionary<string, ModuleVersion> _vendored = new(StringComparer.Ordinal);     // import path → module, from vendor/modules.txt
    private readonly Dictionary<ModuleVersion, string> _vendoredGo = [];
    private readonly Dictionary<ModuleVersion, Module> _vendorModules = [];
    private readonly Dictionary<ModuleVersion, (Module? Module, string? Error)> _fetched = [];
    private HashSet<string>? _sums;

    internal Module? Main { get; }
    internal bool Vendor { get; }
    internal string? VendorDir => Vendor ? Path.Combine(Main!.Dir, "vendor") : null;

    internal const string NoGoMod = "go.mod file not found in current directory or any parent directory; see 'go help modules'";

    internal ModuleSet(LoadConfig cfg, string localVersion)
    {
        _cfg = cfg;
        string? cache = cfg.ModCache ?? Environment.GetEnvironmentVariable("GOMODCACHE");
        _cache = string.IsNullOrEmpty(cache) ? Path.Combine(GoPath(), "pkg", "mod") : cache;

        string? dir = Path.GetFullPath(cfg.WorkDir);
        while (dir != null && !File.Exists(Path.Combine(dir, "go.mod"))) dir = Path.GetDirectoryName(dir);
        if (dir == null) return;
        string file = Path.Combine(dir, "go.mod");
        string shown = dir == Path.GetFullPath(cfg.WorkDir) ? "go.mod" : Path.GetRelativePath(cfg.WorkDir, file);
        _mod = GoMod.Parse(File.ReadAllText(file), shown, strict: true);
        if (_mod.GoVersion != "" && GoMod.CompareGo(_mod.GoVersion, localVersion) > 0)
            throw new LoadError($"go: {shown} requires go >= {_mod.GoVersion} (running go {localVersion}; GOTOOLCHAIN=local)");
        Main = new Module { Path = _mod.ModulePath, Dir = dir, GoVersion = _mod.GoVersion == "" ? "1.16" : _mod.GoVersion, Main = true, Godebug = _mod.Godebug };
        foreach (var r in _mod.Require) Raise(_listed, r);

        bool hasVendor = Directory.Exists(Path.Combine(dir, "vendor"));
        Vendor = cfg.Mod == "vendor" || cfg.Mod == "" && hasVendor && GoMod.CompareGo(Main.GoVersion, "1.14") >= 0;
        if (Vendor) ReadModulesTxt();
    }

    private static string GoPath()
    {
        string? p = Environment.GetEnvironmentVariable("GOPATH");
        if (!string.IsNullOrEmpty(p)) return p.Split(Path.PathSeparator)[0];
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "go");
    }

    private static bool Raise(Dictionary<string, string> versions, ModuleVersion m)
    {
        if (versions.TryGetValue(m.Path, out string? old) && GoMod.CompareVersions(old, m.Version) >= 0) return false;
        versions[m.Path] = m.Version;
        return true;
    }

    // ---------------------------------------------------------------- finding a package

    internal readonly record struct Found(Module? Module, string Dir, string? Error);

    /// <summary>The module and folder of a package that is not in std. importer: for one message.</summary>
    internal Found Find(string path, string? importer)
    {
        if (Vendor) return FindVendored(path);
        var r = Find(path, importer, _listed, out bool found);
        if (found || Main == null) return r;
        _selected ??= SelectAll();
        return Find(path, importer, _selected, out _);
    }

    private Found Find(string path, string? importer, Dictionary<string, string> versions, out bool found)
    {
        found = true;
        var hits = new List<(Module Module, string Dir)>();
        string? sumError = null;
        for (string prefix = path; prefix != ""; prefix = Parent(prefix))
        {
            Module module;
            if (Main != null && prefix == Main.Path) module = Main;
            else if (versions.TryGetValue(prefix, out string? version))
            {
                var (m, error) = Fetch(new ModuleVersion(prefix, version));
                if (error == "")
                {
                    // Not in the cache. Whether the package is in it we cannot know.
                    sumError ??= MissingSum(path, prefix, version, importer);
                    continue;
                }
                if (error != null) return new Found(null, "", error);
                module = m!;
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
        if (sumError != null) return new Found(null, "", sumError);
        if (hits.Count == 1) return new Found(hits[0].Module, hits[0].Dir, null);
        found = false;
        return new Found(null, "", Missing(path));
    }

    private string Missing(string path)
    {
        if (IsStandardPath(path)) return $"package {path} is not in std ({Path.Combine(_cfg.Goroot, "src", path)})";
        if (Main == null) return $"no required module provides package {path}: {NoGoMod}";
        foreach (var (old, to) in _mod!.Replace)
        {
            if (!InModule(path, old.Path) || _listed.ContainsKey(old.Path) || to.Version != "") continue;
            string dir = Path.GetFullPath(Path.Combine(Main.Dir, to.Path));
            if (DirIn(path, old.Path, dir, true) == null) continue;
            return $"module {old.Path} provides package {path} and is replaced but not required; to add it:\n\tgo get {old}";
        }
        return $"no required module provides package {path}; to add it:\n\tgo get {path}";
    }

    private string MissingSum(string path, string module, string version, string? importer)
    {
        if (_sums == null)
        {
            _sums = new HashSet<string>(StringComparer.Ordinal);
            string sum = Path.Combine(Main!.Dir, "go.sum");
            if (File.Exists(sum))
            {
                foreach (string line in File.ReadLines(sum))
                {
                    string[] w = line.Split(' ');
                    if (w.Length == 3) _sums.Add(w[0] + "@" + w[1]);
                }
            }
        }
        if (_sums.Contains($"{module}@{version}"))
            return $"{module}@{version}: module is not in the module cache ({_cache}), and goclr downloads nothing; to get it:\n\tgo mod download {module}";
        return importer == null
            ? $"missing go.sum entry for module providing package {path}; to add:\n\tgo mod download {module}"
            : $"missing go.sum entry for module providing package {path} (imported by {importer}); to add:\n\tgo get {importer}";
    }

    private Found FindVendored(string path)
    {
        string? main = InModule(path, Main!.Path) ? DirIn(path, Main.Path, Main.Dir, true) : null;
        string vendor = Path.Combine(VendorDir!, path);
        // Since Go 1.23 a package must be listed in modules.txt.
        bool listed = _vendored.TryGetValue(path, out var mv);
        bool inVendor = (listed || GoMod.CompareGo(Main.GoVersion, "1.23") < 0) && HasGoFiles(vendor);
        mv ??= new ModuleVersion(path, "");
        if (main != null && inVendor) return new Found(null, "", $"ambiguous import: found package {path} in multiple directories:\n\t{main}\n\t{vendor}");
        if (main != null) return new Found(Main, main, null);
        if (!inVendor)
        {
            string text = Missing(path);
            return new Found(null, "", IsStandardPath(path) ? text : $"cannot find module providing package {path}: import lookup disabled by -mod=vendor{(_cfg.Mod == "vendor" ? "" : "\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)")}");
        }
        if (!_vendorModules.TryGetValue(mv!, out var module))
        {
            module = new Module { Path = mv!.Path, Version = mv.Version, Dir = Path.Combine(VendorDir!, mv.Path), GoVersion = _vendoredGo.GetValueOrDefault(mv, "1.16") };
            _vendorModules.Add(mv, module);
        }
        return new Found(module, vendor, null);
    }

    private void ReadModulesTxt()
    {
        string file = Path.Combine(VendorDir!, "modules.txt");
        if (!File.Exists(file)) return;
        ModuleVersion? mod = null;
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                string[] w = line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                mod = w.Length >= 2 && w[1].StartsWith('v') ? new ModuleVersion(w[0], w[1]) : w.Length >= 1 ? new ModuleVersion(w[0], "") : null;
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                foreach (string entry in line[3..].Split(';'))
                {
                    if (mod != null && entry.Trim() is var e && e.StartsWith("go ", StringComparison.Ordinal)) _vendoredGo[mod] = e[3..].Trim();
                }
            }
            else if (line != "" && line[0] != '#' && mod != null) _vendored[line.Trim()] = mod;
        }
    }

    // ---------------------------------------------------------------- modules

    private (ModuleVersion? New, bool Local) Replacement(ModuleVersion m)
    {
        ModuleVersion? any = null;
        foreach (var (old, to) in _mod!.Replace)
        {
            if (old.Path != m.Path) continue;
            if (old.Version == m.Version) return (to, to.Version == "");
            if (old.Version == "") any = to;
        }
        return (any, any is { Version: "" });
    }

    // The module's folder. Error "": it is not in the cache.
    private (Module? Module, string? Error) Fetch(ModuleVersion m)
    {
        if (_fetched.TryGetValue(m, out var r)) return r;
        var (to, local) = Replacement(m);
        string dir, goMod;
        if (local)
        {
            dir = Path.GetFullPath(Path.Combine(Main!.Dir, to!.Path));
            goMod = Path.Combine(dir, "go.mod");
            if (!Directory.Exists(dir)) r = (null, $"{m}: replacement directory {to.Path} does not exist");
            else if (!File.Exists(goMod)) r = (null, $"{m}: reading {Shorter(goMod)}: open {goMod}: no such file or directory");
        }
        else
        {
            var v = to ?? m;
            dir = Path.Combine(_cache, GoMod.Escape(v.Path) + "@" + GoMod.Escape(v.Version));
            goMod = CachedGoMod(v);
            if (!Directory.Exists(dir)) r = (null, "");
            else if (!File.Exists(goMod)) goMod = Path.Combine(dir, "go.mod");
        }
        if (r == default)
        {
            var mod = File.Exists(goMod) ? GoMod.Parse(File.ReadAllText(goMod), Shorter(goMod), strict: false) : null;
            r = (new Module { Path = m.Path, Version = m.Version, Dir = dir, GoVersion = mod is { GoVersion: not "" } ? mod.GoVersion : "1.16", Replace = to }, null);
        }
        _fetched.Add(m, r);
        return r;
    }

    private string Shorter(string path) => Path.GetRelativePath(_cfg.WorkDir, path) is var rel && rel.Length < path.Length ? rel : path;

    private string CachedGoMod(ModuleVersion v) => Path.Combine(_cache, "cache", "download", GoMod.Escape(v.Path), "@v", GoMod.Escape(v.Version) + ".mod");

    private Dictionary<string, string> SelectAll()
    {
        var selected = new Dictionary<string, string>(_listed, StringComparer.Ordinal);
        var work = new Queue<ModuleVersion>(_mod!.Require);
        var seen = new HashSet<ModuleVersion>(_mod.Require);
        while (work.Count > 0)
        {
            var m = work.Dequeue();
            var (to, local) = Replacement(m);
            string file = local ? Path.Combine(Path.GetFullPath(Path.Combine(Main!.Dir, to!.Path)), "go.mod") : CachedGoMod(to ?? m);
            if (!File.Exists(file)) continue;
            foreach (var r in GoMod.Parse(File.ReadAllText(file), Shorter(file), strict: false).Require)
            {
                if (r.Path == Main!.Path || _mod.Exclude.Contains(r) || !seen.Add(r)) continue;
                Raise(selected, r);
                work.Enqueue(r);
            }
        }
        return selected;
    }

    /// <summary>The import path of a folder in the main module or in a module that is replaced by a local folder; null: it lies in none.</summary>
    internal string? PathOfDir(string dir)
    {
        if (Main == null) return null;
        if (Under(dir, Main.Dir) is { } rel && NoNestedModule(dir, Main.Dir)) return rel == "" ? Main.Path : Main.Path + "/" + rel;
        foreach (var (path, version) in _listed)
        {
            if (!Replacement(new ModuleVersion(path, version)).Local) continue;
            var (m, _) = Fetch(new ModuleVersion(path, version));
            if (m != null && Under(dir, m.Dir) is { } r) return r == "" ? path : path + "/" + r;
        }
        return null;
    }

    /// <summary>The modules whose packages a pattern such as example.com/... may name.</summary>
    internal IEnumerable<Module> All()
    {
        if (Main == null) yield break;
        yield return Main;
        foreach (var (path, version) in _listed)
        {
            if (Fetch(new ModuleVersion(path, version)).Module is { } m) yield return m;
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
