// goclr mod tidy: go.mod and go.sum as the source wants them.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public static class Tidy
{
    public static int Run(ModuleVerbOptions o, bool keepGoing, bool verbose, bool diff, string goVersion)
    {
        var set = o.Open(change: true);
        if (set.WorkFile != null) set = o.Open(change: true, ignoreWork: true);
        o.NeedMain(set);
        var before = set.Listed.ToList();
        var closure = new PackageClosure(set, o.Goroot, resolve: true, dependencyTests: true);
        var errors = closure.Errors().ToList();
        foreach (string e in errors) Console.Error.WriteLine(e);
        if (errors.Count > 0 && !keepGoing) return 1;

        var main = set.Main!;
        var mod = set.MainFiles[0];
        string version = goVersion != "" ? goVersion : mod.GoVersion != "" ? mod.GoVersion : "1.16";
        bool pruned = GoMod.CompareGo(version, "1.17") >= 0;
        var graph = set.Graph();
        var direct = new HashSet<string>(StringComparer.Ordinal);
        var needed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var p in closure.Order)
        {
            if (p.Module is { Main: true } or null || !p.InAll) continue;
            needed[p.Module.Path] = p.Module.Version;
        }
        foreach (var p in closure.Order.Where(p => p.Module is { Main: true }))
        {
            foreach (string i in p.Imports.Concat(p.TestImports)) if (closure.Packages.GetValueOrDefault(i)?.Module is { Main: false } m) direct.Add(m.Path);
        }
        foreach (string tool in mod.Tool) if (closure.Packages.GetValueOrDefault(tool)?.Module is { Main: false } m) direct.Add(m.Path);
        if (!pruned) DropImplied(set, needed, direct);
        if (verbose)
        {
            foreach (var m in before.Where(m => !needed.ContainsKey(m.Path))) Console.Error.WriteLine($"unused {m.Path}");
        }

        string file = Path.Combine(main.Dir, "go.mod"), old = File.ReadAllText(file);
        var text = ModFile.Parse(old);
        if (goVersion != "" || mod.GoVersion == "") text.Set("go", goVersion != "" ? goVersion : version, "module");
        text.SetRequire(needed.Select(n => (new ModuleVersion(n.Key, n.Value), !direct.Contains(n.Key))), separate: pruned);
        string now = text.ToString();
        if (diff)
        {
            if (now == old) return 0;
            Console.Out.Write(Diff.Unified("current/go.mod", "tidy/go.mod", old, now));
            return 1;
        }
        if (now != old) o.Write(file, now);

        set.SetListed(needed.Select(n => new ModuleVersion(n.Key, n.Value)));
        graph = set.Graph();
        // go.sum: the files of modules that have packages or could have them, and go.mod of everything in the graph.
        var keep = new HashSet<ModuleVersion>();
        ModuleVersion Real(ModuleVersion m) => set.ReplacementOf(m) ?? m;
        foreach (var p in closure.Order.Where(p => !p.IsStd))
        {
            for (string prefix = p.Path; prefix != ""; prefix = ModuleSet.Parent(prefix))
            {
                if (graph.Selected(prefix) is not { } v || set.Mains.Any(m => m.Path == prefix)) continue;
                if (p.Module?.Path == prefix || needed.ContainsKey(prefix)) keep.Add(Real(new ModuleVersion(prefix, v)));
            }
        }
        foreach (var m in graph.Edges.Keys.Where(m => m.Version != "" && m.Path is not ("go" or "toolchain")))
        {
            var real = Real(m);
            keep.Add(real with { Version = real.Version + GoSum.GoMod });
        }
        foreach (var m in keep.Where(k => k.Version != "" && !k.Version.EndsWith(GoSum.GoMod, StringComparison.Ordinal)).ToList()) keep.Add(m with { Version = m.Version + GoSum.GoMod });
        set.Sums!.Save(keep.Contains);
        return errors.Count > 0 ? 1 : 0;
    }

    // Before Go 1.17 a requirement that another one implies, at that version, is left out unless it is direct.
    private static void DropImplied(ModuleSet set, SortedDictionary<string, string> needed, HashSet<string> direct)
    {
        foreach (var (path, version) in needed.ToList())
        {
            if (direct.Contains(path)) continue;
            string? implied = null;
            var work = new Stack<ModuleVersion>(needed.Where(n => n.Key != path && direct.Contains(n.Key)).Select(n => new ModuleVersion(n.Key, n.Value)));
            var seen = new HashSet<ModuleVersion>();
            while (work.TryPop(out var m))
            {
                if (!seen.Add(m)) continue;
                foreach (var r in set.GoModOf(m).Require)
                {
                    if (r.Path == path && (implied == null || GoMod.CompareVersions(r.Version, implied) > 0)) implied = r.Version;
                    work.Push(r);
                }
            }
            if (implied != null && GoMod.CompareVersions(implied, version) >= 0) needed.Remove(path);
        }
    }
}
