// Packages as `go list` describes them: real files and imports of the Go tree and of modules, without our overlay and without our choice of portable files.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;

namespace GoClr.Build.Load;

public sealed class ListedPackage
{
    public required string ImportPath { get; set; }
    public string Dir = "", Name = "", Doc = "", Target = "", Root = "", ForTest = "", DefaultGodebug = "";
    public Module? Module;
    public List<string> Match = [];
    public bool IsStd, DepOnly, Incomplete, IsTestMain;
    public SortedDictionary<string, List<string>> Files = new(StringComparer.Ordinal);      // by the name of go list's field
    public List<string> Imports = [], Deps = [], TestImports = [], XTestImports = [];
    public SortedDictionary<string, string> ImportMap = new(StringComparer.Ordinal);
    public ListedError? Error;
    public List<ListedError> DepsErrors = [];
    /// <summary>Imported packages, and those that the linker adds to a main package.</summary>
    public List<ListedPackage> Direct = [];
}

public sealed record ListedError(string Text, IReadOnlyList<string> Stack)
{
    /// <summary>file:line:col, if the text begins with it.</summary>
    public string Pos => System.Text.RegularExpressions.Regex.Match(Text, @"^[^\s:]+:\d+:\d+(?=: )").Value;
    public string Err => Pos is { Length: > 0 } p ? Text[(p.Length + 2)..] : Text;
}

public sealed partial class Loader
{
    // go list's fields for files that are no Go files, by extension.
    private static readonly Dictionary<string, string> s_otherFiles = new(StringComparer.Ordinal)
    {
        [".c"] = "CFiles", [".cc"] = "CXXFiles", [".cpp"] = "CXXFiles", [".cxx"] = "CXXFiles", [".m"] = "MFiles", [".h"] = "HFiles", [".hh"] = "HFiles", [".hpp"] = "HFiles", [".hxx"] = "HFiles",
        [".f"] = "FFiles", [".F"] = "FFiles", [".for"] = "FFiles", [".f90"] = "FFiles", [".s"] = "SFiles", [".S"] = "SFiles", [".sx"] = "SFiles", [".swig"] = "SwigFiles", [".swigcxx"] = "SwigCXXFiles", [".syso"] = "SysoFiles",
    };

    private readonly Dictionary<Node, List<string>> _matches = [];
    private readonly Dictionary<Node, ListedPackage> _listed = [];

    /// <summary>What go list needs: packages with their mistakes instead of an end at the first.</summary>
    public static LoadConfig ForListing(LoadConfig cfg, bool find) => new()
    {
        Goroot = cfg.Goroot, OverlayDir = null, WorkDir = cfg.WorkDir, ModCache = cfg.ModCache, Mod = cfg.Mod, Parse = false, Implicit = [], Listing = true, SkipImports = find, Tests = true,
        Context = new BuildContext { Tags = cfg.Context.Tags, PortableTags = [], BareArch = new HashSet<string>(), FileChoices = new Dictionary<string, bool>() },
    };

    /// <summary>The packages that the patterns name; with <paramref name="tests"/> those of their tests, with <paramref name="deps"/> all that they need, needed ones first.</summary>
    public static List<ListedPackage> List(LoadConfig cfg, IReadOnlyList<string> patterns, bool tests, bool deps, List<string> warnings)
    {
        var l = new Loader(cfg);
        var list = l.RunList(patterns.Count == 0 ? ["."] : patterns, tests, deps);
        warnings.AddRange(l._warnings);
        return list;
    }

    private List<ListedPackage> RunList(IReadOnlyList<string> patterns, bool tests, bool deps)
    {
        var roots = new List<Node>();
        var order = new List<ListedPackage>();
        if (patterns.Any(p => p.EndsWith(".go", StringComparison.Ordinal) && File.Exists(Path.Combine(_workDir, p))))
        {
            roots.Add(CommandLineFiles(patterns));
            _matches[roots[0]] = [.. patterns];
        }
        else
        {
            foreach (string p in patterns)
            {
                int before = roots.Count, errors = _errors.Count;
                try { AddPattern(p, roots); }
                catch (LoadError e) when (!Patterns.IsMeta(p) && !p.Contains("...", StringComparison.Ordinal)) { _errors.Add(e); }
                for (int i = errors; i < _errors.Count; i++)
                {
                    // A folder or file that is no package becomes one with an error.
                    order.Add(new ListedPackage { ImportPath = p, Match = [p], Incomplete = true, Error = new ListedError(_errors[i].Text, []) });
                }
                for (int i = before; i < roots.Count; i++) (_matches.TryGetValue(roots[i], out var m) ? m : _matches[roots[i]] = []).Add(p);
            }
        }
        foreach (var n in roots.Distinct()) order.Add(Describe(n));
        if (tests)
        {
            foreach (var n in roots.Distinct().ToList())
            {
                if (n.Files is { } f && f.TestFiles.Count + f.ExternalTestFiles.Count > 0) AddTests(n, order);
            }
        }
        if (deps)
        {
            var all = new List<ListedPackage>();
            var seen = new HashSet<ListedPackage>();
            void Visit(ListedPackage p)
            {
                if (!seen.Add(p)) return;
                foreach (var d in p.Direct) Visit(d);
                p.DepOnly = !order.Contains(p);
                all.Add(p);
            }
            foreach (var p in order) Visit(p);
            order = all;
        }
        foreach (var p in order) Complete(p);
        return order;
    }

    private static void Complete(ListedPackage p)
    {
        if (p.Deps.Count > 0) return;
        var deps = new SortedDictionary<string, ListedPackage>(StringComparer.Ordinal);
        var work = new Stack<ListedPackage>(p.Direct);
        while (work.TryPop(out var d))
        {
            if (!deps.TryAdd(d.ImportPath, d)) continue;
            foreach (var i in d.Direct) work.Push(i);
        }
        p.Deps = [.. deps.Keys];
        p.DepsErrors = [.. deps.Values.Where(d => d.Error != null).Select(d => d.Error!)];
        p.Incomplete |= p.Error != null || p.DepsErrors.Count > 0;
    }

    private ListedPackage Describe(Node n)
    {
        if (_listed.TryGetValue(n, out var p)) return p;
        p = new ListedPackage { ImportPath = n.Path, Dir = n.Dir, Name = n.Name, Module = n.Module, IsStd = n.IsStd, Match = _matches.GetValueOrDefault(n, []) };
        _listed[n] = p;
        if (n.Error != null) p.Error = new ListedError(n.Error, n.ErrorStack ?? []);
        p.Root = n.IsStd ? _cfg.Goroot : n.Module?.Dir ?? "";
        if (n.Files is { } f)
        {
            p.Files["GoFiles"] = [.. f.GoFiles.Select(x => x.Name)];
            p.Files["TestGoFiles"] = [.. f.TestFiles.Select(x => x.Name)];
            p.Files["XTestGoFiles"] = [.. f.ExternalTestFiles.Select(x => x.Name)];
            p.Files["IgnoredGoFiles"] = [.. f.Ignored.Concat(f.CgoFiles.Select(x => x.Name)).Order(StringComparer.Ordinal)];
            p.Doc = DocSynopsis.Of(f.GoFiles.Select(x => x.Text));
            if (!n.CommandLine) OtherFiles(p);
            Embeds(p, "EmbedPatterns", "EmbedFiles", n.Embeds);
            Embeds(p, "TestEmbedPatterns", "TestEmbedFiles", Variant2(n, f.TestFiles));
            Embeds(p, "XTestEmbedPatterns", "XTestEmbedFiles", Variant2(n, f.ExternalTestFiles));
            if (!_cfg.SkipImports)
            {
                p.TestImports = ImportsOf(f.TestFiles);
                p.XTestImports = ImportsOf(f.ExternalTestFiles);
            }
        }
        foreach (var (path, i) in n.ImportMap)
        {
            p.Imports.Add(i.Path);
            if (path != i.Path) p.ImportMap[path] = i.Path;
        }
        p.Imports.Sort(StringComparer.Ordinal);
        foreach (var i in n.Imports) p.Direct.Add(Describe(i));
        if (n.Name == "main")
        {
            if (!_cfg.SkipImports && LoadImport("runtime", null, null) is var rt && !n.Imports.Contains(rt)) p.Direct.Add(Describe(rt));
            p.Target = TargetOf(n);
            if (n.Module != null || n.CommandLine) p.DefaultGodebug = Godebug.Default(_cfg.Goroot, _modules.ForGodebug, []);
        }
        return p;
    }

    private Dictionary<string, IReadOnlyList<EmbedFile>> Variant2(Node n, List<GoFile> files)
    {
        if (files.Count == 0) return [];
        var v = new Node { Path = n.Path, Dir = n.Dir };
        ResolveEmbeds(v, files);
        return v.Embeds;
    }

    private static void Embeds(ListedPackage p, string patterns, string files, Dictionary<string, IReadOnlyList<EmbedFile>> embeds)
    {
        p.Files[patterns] = [.. embeds.Keys.Order(StringComparer.Ordinal)];
        p.Files[files] = [.. embeds.Values.SelectMany(e => e).Select(e => e.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    private static List<string> ImportsOf(List<GoFile> files) => [.. files.SelectMany(f => f.Header.Imports).Select(i => i.Path).Distinct().Order(StringComparer.Ordinal)];

    private void OtherFiles(ListedPackage p)
    {
        foreach (string path in Directory.GetFiles(p.Dir).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (name[0] is '_' or '.' || !s_otherFiles.TryGetValue(Path.GetExtension(name), out string? field)) continue;
            bool match = _cfg.Context.MatchFileName(name, false) && (field == "SysoFiles" || _cfg.Context.MatchHeader(File.ReadAllBytes(path), false, out _));
            if (field == "SFiles" && !name.EndsWith(".s", StringComparison.Ordinal)) match = false;        // preprocessed by a C compiler
            string into = match ? field : "IgnoredOtherFiles";
            (p.Files.TryGetValue(into, out var list) ? list : p.Files[into] = []).Add(name);
        }
    }

    private string TargetOf(Node n)
    {
        if (n.CommandLine) return "";
        string name = n.Path.Split('/')[^1];
        string[] parts = n.Path.Split('/');
        if (parts.Length > 1 && name.Length > 1 && name[0] == 'v' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 && name != "v1") name = parts[^2];
        if (n.IsStd) return n.Path is "cmd/go" or "cmd/gofmt" ? Path.Combine(_cfg.Goroot, "bin", name) : n.Path.StartsWith("cmd/", StringComparison.Ordinal) ? Path.Combine(_cfg.Goroot, "pkg", "tool", "linux_amd64", name) : "";
        return Path.Combine(GoEnv.Get("GOBIN", Path.Combine(GoEnv.GoPath.Split(':')[0], "bin")), name);
    }

    // ---------------------------------------------------------------- tests

    // P.test, P [P.test] and P_test [P.test]; what imports P on the way from the tests back to it is compiled anew, too.
    private void AddTests(Node root, List<ListedPackage> order)
    {
        var (_, inside, external) = LoadTests(root);
        var self = Describe(root);
        string test = root.Path + ".test";
        var variants = new Dictionary<ListedPackage, ListedPackage>();
        ListedPackage? variant = null;
        if (inside != null)
        {
            variant = Copy(Describe(inside), test, self.ImportPath);
            variant.Files["GoFiles"] = [.. self.Files["GoFiles"], .. self.Files["TestGoFiles"]];
            variant.TestImports = self.TestImports;
            variant.XTestImports = self.XTestImports;
            // The tests' imports come first.
            variant.Imports = [.. self.TestImports.Select(i => inside.ImportMap.TryGetValue(i, out var n) ? n.Path : i), .. self.Imports];
            variants[self] = variant;
        }
        ListedPackage Map(ListedPackage p)
        {
            if (variants.TryGetValue(p, out var v)) return v;
            if (variant == null || !Needs(p, self, [])) return p;
            v = variants[p] = Copy(p, test, p.ImportPath);
            for (int i = 0; i < v.Direct.Count; i++) v.Direct[i] = Map(v.Direct[i]);
            Rename(v, p.Direct);
            return v;
        }
        ListedPackage? x = null;
        if (external != null)
        {
            var d = Describe(external);
            x = Copy(d, test, root.Path + "_test");
            x.Name = root.Name + "_test";
            x.Files["GoFiles"] = self.Files["XTestGoFiles"];
            for (int i = 0; i < x.Direct.Count; i++) x.Direct[i] = Map(x.Direct[i]);
            Rename(x, d.Direct);
        }
        foreach (var t in new[] { variant, x })
        {
            if (t == null) continue;
            foreach (string kind in new[] { "TestGoFiles", "XTestGoFiles" }) if (t == x) t.Files.Remove(kind);
            t.Match = [];
            t.ForTest = root.Path;
        }
        var main = new ListedPackage { ImportPath = test, Dir = self.Dir, Name = "main", Root = self.Root, Module = self.Module, IsStd = self.IsStd, IsTestMain = true, DefaultGodebug = Godebug.Default(_cfg.Goroot, _modules.ForGodebug, []) };
        main.Files["GoFiles"] = ["_testmain.go"];
        var imports = new List<ListedPackage>();
        foreach (string path in new[] { "os", "reflect", "testing", "testing/internal/testdeps" }) imports.Add(Map(Describe(LoadImport(path, null, null))));
        if (variant != null) imports.Add(variant);
        else if (root.Files!.GoFiles.Count > 0) imports.Add(self);
        if (x != null) imports.Add(x);
        main.Direct = imports;
        main.Imports = [.. imports.Select(i => i.ImportPath).Order(StringComparer.Ordinal)];
        foreach (var i in imports) if (i.ForTest != "") main.ImportMap[i.ImportPath.Split(' ')[0]] = i.ImportPath;
        if (LoadImport("runtime", null, null) is var rt) main.Direct.Add(Describe(rt));
        order.Add(main);
        if (variant != null) order.Add(variant);
        if (x != null) order.Add(x);
    }

    private static ListedPackage Copy(ListedPackage p, string test, string path) => new()
    {
        ImportPath = $"{path} [{test}]", Dir = p.Dir, Name = p.Name, Doc = p.Doc, Root = p.Root, Module = p.Module, IsStd = p.IsStd, ForTest = test[..^5], Error = p.Error,
        Files = new SortedDictionary<string, List<string>>(p.Files, StringComparer.Ordinal), Imports = [.. p.Imports], ImportMap = new SortedDictionary<string, string>(p.ImportMap, StringComparer.Ordinal), Direct = [.. p.Direct],
        TestImports = p.TestImports, XTestImports = p.XTestImports,
    };

    private static void Rename(ListedPackage v, List<ListedPackage> before)
    {
        for (int i = 0; i < before.Count; i++)
        {
            string old = before[i].ImportPath, now = v.Direct[i].ImportPath;
            if (old == now) continue;
            int at = v.Imports.IndexOf(old);
            if (at >= 0) v.Imports[at] = now;
            v.ImportMap[old] = now;
        }
    }

    private static bool Needs(ListedPackage p, ListedPackage what, HashSet<ListedPackage> seen)
    {
        if (p == what) return true;
        if (!seen.Add(p)) return false;
        foreach (var d in p.Direct) { if (Needs(d, what, seen)) return true; }
        return false;
    }
}
