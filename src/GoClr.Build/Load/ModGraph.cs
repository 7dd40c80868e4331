// The graph of requirements and the versions that minimal version selection takes from it: of each module the highest that anybody requires.
//
// A main module of Go 1.17 or later lists all that its packages need, so its graph is pruned: of a required module that is itself of 1.17 or later
// the requirements count, but not what those require in turn. The language version takes part as a module "go" (and "toolchain").
using System;
using System.Collections.Generic;
using System.Linq;

namespace GoClr.Build.Load;

internal sealed class ModGraph
{
    private const string PruningFrom = "1.17", GoFrom = "1.21";
    private readonly Dictionary<string, string> _selected = new(StringComparer.Ordinal);
    /// <summary>Requirements of each module that was looked at; a main module has no version.</summary>
    internal Dictionary<ModuleVersion, List<ModuleVersion>> Edges { get; } = [];
    private readonly List<ModuleVersion> _roots = [];

    internal string? Selected(string path) => _selected.GetValueOrDefault(path);

    internal IEnumerable<ModuleVersion> BuildList() =>
        _selected.Where(s => s.Key is not ("go" or "toolchain")).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new ModuleVersion(s.Key, s.Value));

    internal static ModGraph Load(ModuleSet set, IReadOnlyList<Module> mains, IReadOnlyList<GoMod> files, IEnumerable<ModuleVersion> listed)
    {
        var g = new ModGraph();
        var paths = mains.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        if (mains.Count == 0) foreach (var m in listed) g.Walk(set, paths, m, pruned: true, []);
        for (int i = 0; i < mains.Count; i++)
        {
            var main = new ModuleVersion(mains[i].Path, "");
            // In a single module, what this run added counts as listed.
            var requires = mains.Count == 1 ? listed.ToList() : files[i].Require.OrderBy(r => r.Path, StringComparer.Ordinal).ToList();
            requires.RemoveAll(r => paths.Contains(r.Path));
            if (files[i].GoVersion != "" && GoMod.CompareGo(files[i].GoVersion, GoFrom) >= 0) requires.Add(new ModuleVersion("go", files[i].GoVersion));
            if (files[i].Toolchain is { Length: > 0 } t) requires.Add(new ModuleVersion("toolchain", t));
            g.Edges[main] = requires;
            g._roots.Add(main);
            bool pruned = GoMod.CompareGo(mains[i].GoVersion, PruningFrom) >= 0;
            var seen = new HashSet<(ModuleVersion, bool)>();
            foreach (var r in requires) g.Walk(set, paths, r, pruned, seen);
        }
        return g;
    }

    private void Walk(ModuleSet set, HashSet<string> mains, ModuleVersion first, bool pruned, HashSet<(ModuleVersion, bool)> seen)
    {
        var work = new Stack<(ModuleVersion M, bool Pruned)>();
        work.Push((first, pruned));
        while (work.TryPop(out var w))
        {
            if (mains.Contains(w.M.Path) || !seen.Add(w)) continue;
            Take(w.M);
            if (w.M.Path == "go")
            {
                Edges[w.M] = [new ModuleVersion("toolchain", "go" + w.M.Version)];
                continue;
            }
            if (w.M.Path == "toolchain") continue;
            var mod = set.GoModOf(w.M);
            bool selfPruned = mod.GoVersion != "" && GoMod.CompareGo(mod.GoVersion, PruningFrom) >= 0;
            var requires = mod.Require.Where(r => !set.IsExcluded(r)).ToList();
            if (mod.GoVersion != "" && GoMod.CompareGo(mod.GoVersion, GoFrom) >= 0) requires.Add(new ModuleVersion("go", mod.GoVersion));
            Edges[w.M] = requires;
            foreach (var r in requires) if (!mains.Contains(r.Path)) Take(r);
            if (w.Pruned && selfPruned) continue;
            foreach (var r in Enumerable.Reverse(requires)) if (r.Path != "go") work.Push((r, w.Pruned && selfPruned));
        }
    }

    private void Take(ModuleVersion m)
    {
        if (!_selected.TryGetValue(m.Path, out string? old) || Compare(m.Path, m.Version, old) > 0) _selected[m.Path] = m.Version;
    }

    private static int Compare(string path, string a, string b) => path switch
    {
        "go" => GoMod.CompareGo(a, b),
        "toolchain" => GoMod.CompareGo(a.StartsWith("go", StringComparison.Ordinal) ? a[2..] : a, b.StartsWith("go", StringComparison.Ordinal) ? b[2..] : b),
        _ => GoMod.CompareVersions(a, b),
    };

    /// <summary>All requirements, breadth first from the main modules: as go mod graph prints them.</summary>
    internal IEnumerable<(ModuleVersion From, ModuleVersion To)> Lines()
    {
        var queue = new Queue<ModuleVersion>(_roots);
        var seen = new HashSet<ModuleVersion>(_roots);
        while (queue.TryDequeue(out var m))
        {
            foreach (var r in Edges.GetValueOrDefault(m, []))
            {
                yield return (m, r);
                if (seen.Add(r)) queue.Enqueue(r);
            }
        }
    }
}
