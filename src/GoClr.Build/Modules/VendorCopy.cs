// goclr mod vendor: a copy of the packages of other modules, and modules.txt, which says where each is from.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public static class VendorCopy
{
    private static readonly string[] s_metadata = ["AUTHORS", "CONTRIBUTORS", "COPYLEFT", "COPYING", "COPYRIGHT", "LEGAL", "LICENSE", "NOTICE", "PATENTS"];

    public static int Run(ModuleVerbOptions o, string[] args, bool keepGoing, bool verbose, string output)
    {
        if (args.Length != 0) throw new BuildException("go: 'go mod vendor' accepts no arguments");
        var set = o.Open(change: o.Mod is "" or "mod" or "vendor");
        if (set.WorkFile != null) throw new BuildException("go: 'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or set 'GOWORK=off' to exit workspace mode.");
        o.NeedMain(set);
        var closure = new PackageClosure(set, o.Goroot, resolve: false, dependencyTests: false);
        var errors = closure.Errors().ToList();
        foreach (string e in errors) Console.Error.WriteLine(e);
        if (errors.Count > 0 && !keepGoing) return 1;

        var main = set.Main!;
        var mod = set.MainFiles[0];
        string dir = output == "" ? Path.Combine(main.Dir, "vendor") : Path.GetFullPath(Path.Combine(o.Dir, output));
        if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true);
        var packages = new SortedDictionary<ModuleVersion, SortedSet<string>>(Comparer<ModuleVersion>.Create((a, b) => string.CompareOrdinal(a.Path, b.Path) is var c && c != 0 ? c : GoMod.CompareVersions(a.Version, b.Version)));
        bool marks = GoMod.CompareGo(main.GoVersion, "1.14") >= 0 && mod.GoVersion != "", versions = GoMod.CompareGo(main.GoVersion, "1.17") >= 0;
        if (marks) foreach (var r in mod.Require) packages[r] = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var p in closure.Order.Where(p => p.Module is { Main: false }))
        {
            var m = new ModuleVersion(p.Module!.Path, p.Module.Version);
            (packages.TryGetValue(m, out var list) ? list : packages[m] = new SortedSet<string>(StringComparer.Ordinal)).Add(p.Path);
        }
        var text = new StringBuilder();
        var replaced = new HashSet<ModuleVersion>();
        string Line(ModuleVersion m, ModuleVersion? to) => $"# {m.Path}{(m.Version == "" ? "" : " " + m.Version)}{(to == null ? "" : " => " + to.Path + (to.Version == "" ? "" : " " + to.Version))}\n";
        var copied = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (m, list) in packages)
        {
            text.Append(Line(m, set.ReplacementOf(m)));
            replaced.Add(m);
            string go = versions ? set.GoModOf(m).GoVersion : "";
            bool isExplicit = marks && mod.Require.Contains(m);
            if (isExplicit) text.Append(go == "" ? "## explicit\n" : $"## explicit; go {go}\n");
            else if (go != "") text.Append($"## go {go}\n");
            foreach (string p in list)
            {
                text.Append(p).Append('\n');
                Copy(closure.Packages[p], dir, main, copied);
            }
        }
        if (marks)
        {
            foreach (var (old, to) in mod.Replace) if (replaced.Add(old)) text.Append(Line(old, to));
        }
        if (text.Length == 0)
        {
            Console.Error.WriteLine("go: no dependencies to vendor");
            return 0;
        }
        if (verbose) Console.Error.Write(text.ToString());
        Directory.CreateDirectory(dir);
        File.WriteAllText(Path.Combine(dir, "modules.txt"), text.ToString());
        set.Sums?.Save();
        return errors.Count > 0 ? 1 : 0;
    }

    private static void Copy(PackageClosure.Package p, string vendor, Module main, HashSet<string> copied)
    {
        string to = Path.Combine(vendor, p.Path);
        Directory.CreateDirectory(to);
        var patterns = new List<string>();
        foreach (string f in Directory.GetFiles(p.Dir))
        {
            string name = Path.GetFileName(f);
            if (name.EndsWith("_test.go", StringComparison.Ordinal)) continue;
            if (name is "go.mod" or "go.sum" && GoMod.CompareGo(main.GoVersion, "1.17") >= 0) continue;
            byte[] text = File.ReadAllBytes(f);
            if (name.EndsWith(".go", StringComparison.Ordinal) && !ImportScan.Matches(text)) continue;
            if (copied.Add(Path.Combine(to, name))) File.WriteAllBytes(Path.Combine(to, name), text);
            if (name.EndsWith(".go", StringComparison.Ordinal)) patterns.AddRange(Loader.EmbedPatternsOf(f, text));
        }
        foreach (string pattern in patterns.Distinct())
        {
            foreach (var e in Embedding.Resolve(p.Dir, pattern, out string? error))
            {
                string dst = Path.Combine(to, e.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(dst)!);
                if (copied.Add(dst)) File.WriteAllBytes(dst, File.ReadAllBytes(e.Path));
            }
        }
        // Licences and the like of the folders above, up to the module's root.
        string path = p.Path, src = p.Dir;
        while (path != p.Module!.Path && path != "")
        {
            path = ModuleSet.Parent(path);
            src = Path.GetDirectoryName(src)!;
            foreach (string f in Directory.GetFiles(src).Where(f => s_metadata.Any(m => Path.GetFileName(f).StartsWith(m, StringComparison.Ordinal))))
            {
                string dst = Path.Combine(vendor, path, Path.GetFileName(f));
                Directory.CreateDirectory(Path.GetDirectoryName(dst)!);
                if (copied.Add(dst)) File.WriteAllBytes(dst, File.ReadAllBytes(f));
            }
        }
    }
}
