// goclr mod graph, why, verify, download.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public static class Inspect
{
    public static int Graph(ModuleVerbOptions o)
    {
        var set = o.Open(change: true);
        o.NeedMain(set);
        var w = new StringBuilder();
        foreach (var (from, to) in set.Graph().Lines()) w.Append($"{from} {to}\n");
        Console.Out.Write(w.ToString());
        return 0;
    }

    public static int Why(ModuleVerbOptions o, string[] args, bool modules, bool vendor)
    {
        var set = o.Open(change: true);
        o.NeedMain(set);
        if (modules) foreach (string a in args) if (a.Contains('@')) throw new BuildException($"go: {a}: 'go mod why' requires a module path, not a version query");
        var closure = new PackageClosure(set, o.Goroot, resolve: false, dependencyTests: !vendor);
        bool first = true;
        foreach (string a in args)
        {
            Console.Out.Write(first ? "" : "\n");
            first = false;
            Console.Out.WriteLine("# " + a);
            PackageClosure.Package? best = null;
            int length = int.MaxValue;
            foreach (var p in closure.Order)
            {
                if (modules ? p.Module?.Path != a : p.Path != a || p.Error != null) continue;
                int n = Path(closure, p).Count;
                if (n < length) (best, length) = (p, n);
            }
            if (best != null)
            {
                foreach (string step in Path(closure, best)) Console.Out.WriteLine(step);
                continue;
            }
            string what = vendor ? "to vendor " : "";
            Console.Out.WriteLine($"(main module does not need {what}{(modules ? "module" : "package")} {a})");
        }
        return 0;
    }

    // From a package of a main module; tests count as a package of their own.
    private static List<string> Path(PackageClosure c, PackageClosure.Package p)
    {
        var path = new List<string> { p.Path };
        for (string? by = p.Importer; by != null;)
        {
            path.Add(by);
            bool test = by.EndsWith(".test", StringComparison.Ordinal) && !c.Packages.ContainsKey(by);
            if (test) path.Add(by[..^5]);
            by = c.Packages.GetValueOrDefault(test ? by[..^5] : by)?.Importer;
        }
        path.Reverse();
        return path;
    }

    public static int Verify(ModuleVerbOptions o, string[] args)
    {
        if (args.Length != 0) throw new BuildException("go: verify takes no arguments");
        var set = o.Open(change: true);
        o.NeedMain(set);
        bool ok = true;
        void Wrong(ModuleVersion m, string text)
        {
            Console.Out.WriteLine($"{m.Path} {m.Version}: {text}");
            ok = false;
        }
        foreach (var m in set.Graph().BuildList())
        {
            if (set.ReplacementOf(m) is { Version: "" }) continue;
            var v = set.ReplacementOf(m) ?? m;
            string zip = set.Cache.ZipFile(v), dir = set.Cache.Dir(v), hashFile = set.Cache.ZipHashFile(v);
            bool haveZip = File.Exists(zip), haveDir = Directory.Exists(dir);
            if (!File.Exists(hashFile))
            {
                if (haveZip || haveDir) Wrong(v, $"missing ziphash: open {hashFile}: no such file or directory");
                continue;
            }
            string hash = File.ReadAllText(hashFile).Trim();
            if (haveZip && GoSum.HashOfZip(zip) != hash) Wrong(v, $"zip has been modified ({zip})");
            if (haveDir && GoSum.HashOfDir(dir, v.ToString()) != hash) Wrong(v, $"dir has been modified ({dir})");
        }
        if (ok) Console.Out.WriteLine("all modules verified");
        return ok ? 0 : 1;
    }

    public static int Download(ModuleVerbOptions o, string[] args, bool json)
    {
        var set = o.Open(change: true);
        bool all = args.Length == 0 || args is ["all"];
        if (set.Main == null && all) throw new BuildException("go: no modules specified (see 'go help mod download')");
        var wanted = new List<(ModuleVersion M, string Error)>();
        // From Go 1.17 on go.mod lists all that is needed.
        if (all) foreach (var m in args.Length == 0 && GoMod.CompareGo(set.Main!.GoVersion, "1.17") >= 0 && set.Mains.Count == 1 ? set.Listed : set.Graph().BuildList()) wanted.Add((m, ""));
        else
        {
            foreach (string a in args)
            {
                int at = a.IndexOf('@');
                string path = at < 0 ? a : a[..at];
                try
                {
                    string? version = at < 0 ? set.Main == null ? null : set.Graph().Selected(path) : set.Cache.Query(path, a[(at + 1)..]);
                    if (set.Mains.Any(m => m.Path == path) && at < 0) Console.Error.WriteLine("go: skipping download of " + a + " that resolves to the main module");
                    else if (version == null) wanted.Add((new ModuleVersion(path, ""), $"module {path}: not a known dependency"));
                    else wanted.Add((new ModuleVersion(path, version), ""));
                }
                catch (LoadError e) { wanted.Add((new ModuleVersion(path, at < 0 ? "" : a[(at + 1)..]), e.Text)); }
            }
        }
        if (all && wanted.Count == 0)
        {
            Console.Error.WriteLine("go: no module dependencies to download");
            return 0;
        }
        int status = 0;
        foreach (var (m, wrong) in wanted)
        {
            string error = wrong;
            var real = set.ReplacementOf(m) ?? m;
            if (real.Version == "" && error == "") continue;        // a local folder
            var j = new JsonObject();
            j.Add("Path", real.Path);
            j.Add("Version", real.Version);
            if (error == "")
            {
                try
                {
                    set.GoModOf(m);
                    string dir = set.Cache.Download(real, hash => set.Sums?.Check(real, "", hash, add: !all || set.WorkFile == null));
                    j.Add("Info", set.Cache.InfoFile(real));
                    j.Add("GoMod", set.Cache.GoModFile(real));
                    j.Add("Zip", set.Cache.ZipFile(real));
                    j.Add("Dir", dir);
                    j.Add("Sum", File.ReadAllText(set.Cache.ZipHashFile(real)).Trim());
                    j.Add("GoModSum", GoSum.HashOfGoMod(File.ReadAllBytes(set.Cache.GoModFile(real))));
                }
                catch (LoadError e) when (!e.Text.StartsWith("verifying ", StringComparison.Ordinal)) { error = e.Text; }
            }
            if (error != "")
            {
                j.Members.Insert(Math.Min(j.Members.Count, 2), ("Error", error));
                status = 1;
                if (!json) Console.Error.WriteLine("go: " + error);
            }
            if (!json) continue;
            var w = new StringBuilder();
            GoJson.Write(w, j);
            Console.Out.WriteLine(w.ToString());
        }
        if (set.Main != null) set.Sums?.Save();
        return status;
    }
}
