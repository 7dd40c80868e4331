// Finds, parses and checks packages of GOROOT/src and of single folders: enough file selection for tests of the checker (linux, amd64, gc).
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Syntax;
using GoClr.Types;
using File = GoClr.Syntax.File;

namespace GoClr.Types.Driver;

public sealed class Loaded(string path)
{
    public readonly string Path = path;
    public readonly List<File> Files = [];
    public readonly NodeNumbering Numbering = new();
    public Diagnostics Diags = new();
    public readonly SortedSet<string> Imports = new(StringComparer.Ordinal);
    public Package? Pkg;
    public CheckedPackage? Checked;
    public TimeSpan CheckTime;
}

public sealed class SourceTree(string goroot)
{
    private static readonly HashSet<string> s_oses = ["aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos"];
    private static readonly HashSet<string> s_arches = ["386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "sparc64", "wasm", "riscv", "ppc", "sparc", "amd64p32", "armbe", "arm64be", "mips64p32", "mips64p32le", "s390"];
    private static readonly HashSet<string> s_tags = ["linux", "amd64", "unix", "gc", "purego", "math_big_pure_go", "goexperiment.regabiwrappers", "goexperiment.regabiargs", "goexperiment.dwarf5", "goexperiment.jsonv2",
        "goexperiment.greenteagc", "goexperiment.randomizedheapbase64", "goexperiment.sizespecializedmalloc", "goexperiment.aliastypeparams"];

    public string Root => goroot;
    public readonly ConcurrentDictionary<string, Loaded> Packages = new();

    private static bool Tag(string t) => s_tags.Contains(t) || t.StartsWith("go1.", StringComparison.Ordinal) && int.TryParse(t.AsSpan(4), out int n) && n <= 27;

    public static bool GoodName(string file)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        if (name.StartsWith('_') || name.StartsWith('.')) return false;
        int first = name.IndexOf('_');
        if (first < 0) return true;
        var parts = name[(first + 1)..].Split('_');
        int n = parts.Length;
        if (n > 0 && parts[n - 1] == "test") return false;
        if (n >= 2 && s_oses.Contains(parts[n - 2]) && s_arches.Contains(parts[n - 1])) return parts[n - 1] == "amd64" && parts[n - 2] == "linux";
        if (n >= 1 && s_oses.Contains(parts[n - 1])) return parts[n - 1] == "linux";
        if (n >= 1 && s_arches.Contains(parts[n - 1])) return parts[n - 1] == "amd64";
        return true;
    }

    public static bool GoodConstraint(byte[] text)
    {
        using var r = new StringReader(Encoding.UTF8.GetString(text, 0, Math.Min(text.Length, 8192)));
        bool block = false;
        while (r.ReadLine() is { } line)
        {
            string s = line.Trim();
            if (block) { block = !s.Contains("*/"); continue; }
            if (s.StartsWith("/*")) { block = !s.Contains("*/"); continue; }
            if (s.Length == 0) continue;
            if (!s.StartsWith("//")) break;
            if (BuildConstraint.ParseLine(s) is { } c) return c.Eval(Tag);
        }
        return true;
    }

    public string Folder(string importPath)
    {
        string d = Path.Combine(goroot, "src", importPath);
        if (Directory.Exists(d)) return d;
        d = Path.Combine(goroot, "src/vendor", importPath);
        return Directory.Exists(d) ? d : Path.Combine(goroot, "src/cmd/vendor", importPath);
    }

    /// <summary>The import paths of std that have files here.</summary>
    public List<string> StdPackages()
    {
        string src = Path.Combine(goroot, "src");
        var list = new List<string>();
        foreach (string d in Directory.EnumerateDirectories(src, "*", SearchOption.AllDirectories))
        {
            string rel = Path.GetRelativePath(src, d);
            if (rel.StartsWith("cmd") || rel is "builtin" || ("/" + rel + "/").Contains("/testdata/") || rel.StartsWith("internal/types/") || ("/" + rel).Contains("/_")) continue;
            bool any = false;
            foreach (string f in Directory.EnumerateFiles(d, "*.go"))
            {
                if (GoodName(f) && GoodConstraint(System.IO.File.ReadAllBytes(f))) { any = true; break; }
            }
            if (any) list.Add(rel.StartsWith("vendor/") ? rel[7..] : rel);
        }
        list.Sort(StringComparer.Ordinal);
        return list;
    }

    public static void ParseFile(Loaded p, string file, string display, byte[] text, bool std)
    {
        var f = Parser.Parse(new SourceFile(file, display, text), p.Numbering, p.Diags, new ParseOptions(std));
        if (f == null) return;
        if (std && f.DeclList.Exists(d => d is ImportDecl { Path.Value: "\"C\"" })) return;       // cgo is off
        p.Files.Add(f);
        foreach (var d in f.DeclList)
        {
            if (d is ImportDecl { Path: { Bad: false } lit }) p.Imports.Add(lit.Value.Trim('"', '`'));
        }
    }

    public Loaded Parse(string importPath)
    {
        var p = new Loaded(importPath);
        string dir = Folder(importPath);
        if (!Directory.Exists(dir)) throw new IOException("package " + importPath + " is not in std");
        var files = new List<string>(Directory.EnumerateFiles(dir, "*.go"));
        files.Sort(StringComparer.Ordinal);
        foreach (string f in files)
        {
            if (!GoodName(f)) continue;
            byte[] text = System.IO.File.ReadAllBytes(f);
            if (GoodConstraint(text)) ParseFile(p, f, f, text, true);
        }
        return p;
    }

    /// <summary>Parses and checks the packages and all they import, in parallel.</summary>
    public void CheckAll(IEnumerable<string> paths, int threads, bool bodies = true)
    {
        var order = new List<string>(paths);
        Parallel.ForEach(order, new ParallelOptions { MaxDegreeOfParallelism = threads }, p => Packages.TryAdd(p, Parse(p)));
        // Imports that were not named.
        for (bool more = true; more;)
        {
            more = false;
            foreach (var p in new List<Loaded>(Packages.Values))
            {
                foreach (string i in p.Imports)
                {
                    if (i is "unsafe" or "C" || Packages.ContainsKey(i)) continue;
                    Packages[i] = Parse(i);
                    more = true;
                }
            }
        }
        var waiting = new Dictionary<string, int>();
        var users = new Dictionary<string, List<string>>();
        var ready = new BlockingCollection<string>();
        foreach (var p in Packages.Values)
        {
            int n = 0;
            foreach (string i in p.Imports)
            {
                if (i is "unsafe" or "C" || Packages[i].Pkg is { Complete: true }) continue;
                n++;
                if (!users.TryGetValue(i, out var l)) users[i] = l = [];
                l.Add(p.Path);
            }
            if (p.Pkg is { Complete: true }) continue;
            waiting[p.Path] = n;
        }
        int left = waiting.Count;
        if (left == 0) return;
        foreach (var (p, n) in waiting)
        {
            if (n == 0) ready.Add(p);
        }
        var workers = new List<Thread>();
        for (int t = 0; t < threads; t++)
        {
            var w = new Thread(() =>
            {
                foreach (string path in ready.GetConsumingEnumerable())
                {
                    CheckOne(Packages[path], "go1.27", true, bodies);
                    lock (waiting)
                    {
                        if (users.TryGetValue(path, out var l))
                        {
                            foreach (string u in l)
                            {
                                if (waiting.TryGetValue(u, out int k) && (waiting[u] = k - 1) == 0) ready.Add(u);
                            }
                        }
                        if (--left == 0) ready.CompleteAdding();
                    }
                }
            }, 64 << 20);
            w.Start();
            workers.Add(w);
        }
        foreach (var w in workers) w.Join();
    }

    public void CheckOne(Loaded p, string goVersion, bool std, bool bodies = true, Package? instead = null)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        string name = p.Files.Count > 0 ? p.Files[0].PkgName.Value : "";
        p.Pkg = new Package(p.Path, name);
        var cfg = new CheckerConfig
        {
            Importer = i => instead != null && i == instead.Path ? instead : i == "unsafe" ? Package.Unsafe : Packages.TryGetValue(i, out var l) ? l.Pkg : null,
            GoVersion = goVersion, IsStd = std, IgnoreFuncBodies = !bodies,
        };
        try
        {
            p.Checked = Checker.Check(p.Pkg, p.Files, p.Numbering, cfg, p.Diags);
        }
        catch (Exception e)
        {
            p.Diags.Error(p.Files.Count > 0 ? p.Files[0].Pos : default, "checker crashed: " + e);
            p.Pkg.Complete = true;
        }
        p.CheckTime = System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }
}
