// "all": the packages of the main modules with what they and their tests import, and what that imports in turn — over every platform's files, with the
// module that has each. What no module has is looked for in proxies, if asked.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

internal sealed class PackageClosure
{
    internal sealed class Package
    {
        public required string Path, Dir;
        public Module? Module;
        public bool IsStd;
        public List<string> Imports = [], TestImports = [];
        /// <summary>Who first imported it; "x.test" stands for the tests of x.</summary>
        public string? Importer;
        public string? Error;
        public bool Missing;
        public bool InAll;
    }

    public Dictionary<string, Package> Packages { get; } = new(StringComparer.Ordinal);
    /// <summary>In the order in which they were reached.</summary>
    public List<Package> Order { get; } = [];
    private readonly ModuleSet _set;
    private readonly string _src;
    private readonly bool _resolve, _dependencyTests;

    /// <param name="resolve">Look for modules that have what is missing, and require them.</param>
    /// <param name="dependencyTests">Follow the tests of packages of other modules too; what only they need is not in "all".</param>
    public PackageClosure(ModuleSet set, string goroot, bool resolve, bool dependencyTests)
    {
        _set = set;
        _src = Path.Combine(goroot, "src");
        _resolve = resolve;
        _dependencyTests = dependencyTests;
        for (;;)
        {
            if (set.MayChange) set.RaiseToSelected();
            Packages.Clear();
            Order.Clear();
            Walk();
            if (!resolve || !FindMissing()) return;
        }
    }

    private void Walk()
    {
        var work = new Queue<Package>();
        Package? Reach(string path, string? importer, bool inAll)
        {
            if (Packages.TryGetValue(path, out var p))
            {
                if (inAll && !p.InAll)
                {
                    p.InAll = true;
                    p.Importer = importer;
                    work.Enqueue(p);
                }
                return p;
            }
            p = Load(path, importer);
            p.InAll = inAll;
            Packages.Add(path, p);
            Order.Add(p);
            work.Enqueue(p);
            return p;
        }
        foreach (var main in _set.Mains)
        {
            foreach (string rel in Patterns.Folders(main.Dir, sub => !File.Exists(Path.Combine(main.Dir, sub, "go.mod")) && Path.GetFileName(sub) != "vendor" && !Ignored(main, sub)))
            {
                string dir = rel == "" ? main.Dir : Path.Combine(main.Dir, rel);
                if (!ModuleSet.HasGoFiles(dir)) continue;
                var p = new Package { Path = rel == "" ? main.Path : main.Path + "/" + rel, Dir = dir, Module = main, InAll = true };
                (p.Imports, p.TestImports) = ImportScan.Of(dir);
                if (Packages.TryAdd(p.Path, p)) { Order.Add(p); work.Enqueue(p); }
            }
        }
        foreach (var file in _set.MainFiles) foreach (string tool in file.Tool) Reach(tool, null, true);
        while (work.TryDequeue(out var p))
        {
            foreach (string i in p.Imports) Reach(Vendored(p, i), p.Path, p.InAll);
            if (p.Module is { Main: true } || _dependencyTests && p.InAll && !p.IsStd)
                foreach (string i in p.TestImports) Reach(i, p.Path + ".test", p.Module is { Main: true });
        }
    }

    private bool Ignored(Module main, string sub) => _set.MainFiles[_set.Mains.ToList().IndexOf(main)].Ignore.Any(i => i.StartsWith("./", StringComparison.Ordinal) ? sub == i[2..] : sub == i || sub.EndsWith("/" + i, StringComparison.Ordinal));

    // Packages of std import what std vendors.
    private string Vendored(Package p, string import) =>
        p.IsStd && !ModuleSet.IsStandardPath(import) ? (p.Path.StartsWith("cmd/", StringComparison.Ordinal) ? "cmd/vendor/" : "vendor/") + import : import;

    private Package Load(string path, string? importer)
    {
        string std = Path.Combine(_src, path);
        if (ModuleSet.IsStandardPath(path) && ModuleSet.HasGoFiles(std)) return new Package { Path = path, Dir = std, IsStd = true, Importer = importer };    // std needs nothing of ours
        var found = _set.Find(path, importer);
        var p = new Package { Path = path, Dir = found.Dir, Module = found.Module, Importer = importer, Error = found.Error, Missing = found.Missing && !ModuleSet.IsStandardPath(path) };
        if (found.Error == null) (p.Imports, p.TestImports) = ImportScan.Of(found.Dir);
        return p;
    }

    /// <summary>"example.com/m imports\n\texample.com/a imports\n\t…": how a package was reached.</summary>
    public string Stack(Package p)
    {
        string text = p.Path;
        for (string? by = p.Importer; by != null;)
        {
            bool test = by.EndsWith(".test", StringComparison.Ordinal) && !Packages.ContainsKey(by);
            if (test) text = $"{by[..^5]} tested by\n\t{by} imports\n\t{text}";
            else text = $"{by} imports\n\t{text}";
            by = Packages.GetValueOrDefault(test ? by[..^5] : by)?.Importer;
        }
        return text;
    }

    public IEnumerable<string> Errors() => Order.Where(p => p.Error != null && (p.InAll || _resolve)).Select(p => $"go: {Stack(p)}: {p.Error}");

    // True: something was found, and everything must be looked at once more.
    private bool FindMissing()
    {
        var missing = Order.Where(p => p.Error != null && p.Missing).ToList();
        if (missing.Count == 0) return false;
        foreach (var p in missing) if (_set.ReplacedProvider(p.Path) == null) Console.Error.WriteLine("go: finding module for package " + p.Path);
        var found = new List<(string Path, ModuleVersion M)>();
        foreach (var p in missing)
        {
            try { found.Add((p.Path, _set.ProviderOf(p.Path))); }
            catch (LoadError e) { p.Error = ModuleSet.NotProvided(p.Path, e); }
        }
        foreach (var (path, m) in found)
        {
            Console.Error.WriteLine($"go: found {path} in {m.Path} {m.Version}");
            _set.Require(m);
        }
        return found.Count > 0;
    }
}
