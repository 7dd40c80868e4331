// Modules as `go list -m` describes them.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;

namespace GoClr.Build.Load;

public sealed class ListedModule
{
    public required string Path;
    public string Version = "", Dir = "", GoMod = "", GoVersion = "", Time = "", Sum = "", GoModSum = "";
    public bool Main, Indirect;
    public ListedModule? Replace;
    public string? Error;
    public IReadOnlyList<string> Versions = [];

    /// <summary>As go list -m prints it without a format.</summary>
    public override string ToString()
    {
        static string Text(ListedModule m) => m.Version == "" ? m.Path : m.Path + " " + m.Version;
        return Replace == null ? Text(this) : Text(this) + " => " + Text(Replace);
    }
}

public static class ModuleListing
{
    /// <summary>All modules of the build list; empty without a main module.</summary>
    public static List<ListedModule> All(LoadConfig cfg)
    {
        var set = new ModuleSet(cfg, LocalVersion(cfg));
        return set.Main == null ? [] : [.. set.BuildList().Select(m => Describe(set, m))];
    }

    public static List<ListedModule> List(LoadConfig cfg, IReadOnlyList<string> args, bool versions)
    {
        var set = new ModuleSet(cfg, LocalVersion(cfg));
        var list = new List<ListedModule>();
        if (args.Count == 0)
        {
            if (set.Main == null) throw new LoadError("go: go list -m: " + ModuleSet.NoGoMod.Split(';')[0] + "; see 'go help modules'");
            foreach (var m in set.Mains) list.Add(Describe(set, new ModuleVersion(m.Path, "")));
            return Finish(set, list, versions);
        }
        if (set.Main == null && args.Any(a => !a.Contains('@') || a == "all")) throw new LoadError(args.Contains("all") ? "go: cannot match \"all\": " + ModuleSet.NoGoMod : $"go: cannot match {GoQuote.Quote(args[0])}: {ModuleSet.NoGoMod}");
        foreach (string a in args)
        {
            if (a.IndexOf('@') is > 0 and var at)
            {
                string path = a[..at], query = a[(at + 1)..];
                try
                {
                    string version = set.Cache.Query(path, query);
                    list.Add(Describe(set, new ModuleVersion(path, version), replaced: false));
                }
                catch (LoadError e) { list.Add(new ListedModule { Path = path, Version = query, Error = e.Text.StartsWith("go: ", StringComparison.Ordinal) ? e.Text[4..] : e.Text }); }
                continue;
            }
            var build = set.BuildList();
            if (a == "all")
            {
                if (set.Vendor) throw new LoadError("go: can't compute 'all' using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)");
                list.AddRange(build.Select(m => Describe(set, m)));
                continue;
            }
            if (a.Contains("...", StringComparison.Ordinal))
            {
                if (set.Vendor) throw new LoadError("go: can't match module patterns using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)");
                var match = Patterns.Matcher(a);
                int before = list.Count;
                list.AddRange(build.Where(m => match(m.Path)).Select(m => Describe(set, m)));
                if (list.Count == before) Console.Error.WriteLine($"go: warning: pattern {GoQuote.Quote(a)} matched no module dependencies");
                continue;
            }
            var one = build.FirstOrDefault(m => m.Path == a);
            if (one != null) list.Add(Describe(set, one));
            else list.Add(new ListedModule { Path = a, Error = $"module {a}: not a known dependency" });
        }
        return Finish(set, list, versions);
    }

    private static List<ListedModule> Finish(ModuleSet set, List<ListedModule> list, bool versions)
    {
        if (versions)
        {
            foreach (var m in list.Where(m => !m.Main && m.Error == null)) m.Versions = set.Cache.Versions(m.Replace is { Version: not "" } r ? r.Path : m.Path);
        }
        return list;
    }

    private static string LocalVersion(LoadConfig cfg) => Goroot.GorootLocator.Version(cfg.Goroot)[2..].Split(' ')[0];

    private static ListedModule Describe(ModuleSet set, ModuleVersion v, bool replaced = true)
    {
        var m = new ListedModule { Path = v.Path, Version = v.Version };
        if (set.Mains.FirstOrDefault(x => x.Path == v.Path && v.Version == "") is { } main)
        {
            m.Main = true;
            m.Dir = main.Dir;
            m.GoMod = Path.Combine(main.Dir, "go.mod");
            m.GoVersion = main.GoVersion;
            return m;
        }
        m.Indirect = set.IsIndirect(v.Path);
        var to = replaced ? set.ReplacementOf(v) : null;
        if (to != null)
        {
            m.Replace = new ListedModule { Path = to.Path, Version = to.Version };
            if (to.Version == "")
            {
                m.Replace.Dir = m.Dir = set.LocalDir(v, to);
                if (File.Exists(Path.Combine(m.Dir, "go.mod"))) m.Replace.GoMod = m.GoMod = Path.Combine(m.Dir, "go.mod");
                m.GoVersion = m.Replace.GoVersion = set.GoVersionOf(m.GoMod);
                return m;
            }
        }
        var files = to ?? v;
        var into = m.Replace ?? m;
        set.Cache.Fill(files, into);
        into.GoVersion = set.GoVersionOf(into.GoMod);
        if (!set.Vendor)
        {
            into.Sum = into.Dir == "" ? "" : set.SumOf(files, "");
            into.GoModSum = into.GoMod == "" ? "" : set.SumOf(files, "/go.mod");
        }
        if (m.Replace != null) (m.Dir, m.GoMod, m.GoVersion) = (into.Dir, into.GoMod, into.GoVersion);
        return m;
    }

    public static JsonObject Json(ListedModule m, LoadConfig cfg)
    {
        var o = new JsonObject();
        o.Add("Path", m.Path);
        o.Add("Version", m.Version);
        o.Add("Versions", (List<object>)[.. m.Versions]);
        if (m.Replace != null) o.Add("Replace", Json(m.Replace, cfg));
        o.Add("Time", m.Time);
        o.Add("Main", m.Main);
        o.Add("Indirect", m.Indirect);
        o.Add("Dir", m.Dir);
        o.Add("GoMod", m.GoMod);
        o.Add("GoVersion", m.GoVersion);
        if (m.Error != null)
        {
            var e = new JsonObject();
            e.Add("Err", m.Error);
            o.Add("Error", e);
        }
        o.Add("Sum", m.Sum);
        o.Add("GoModSum", m.GoModSum);
        return o;
    }

    /// <summary>The module of a package.</summary>
    public static JsonObject OfPackage(Module m)
    {
        var o = new JsonObject();
        o.Add("Path", m.Path);
        o.Add("Version", m.Version);
        if (m.Replace != null)
        {
            var r = new JsonObject();
            r.Add("Path", m.Replace.Path);
            r.Add("Version", m.Replace.Version);
            if (m.Replace.Version == "")
            {
                r.Add("Dir", m.Dir);
                r.Add("GoMod", m.GoMod);
            }
            if (m.Replace.Version == "") r.Add("GoVersion", m.HasGoVersion ? m.GoVersion : "");
            o.Add("Replace", r);
        }
        o.Add("Time", m.Time);
        o.Add("Main", m.Main);
        o.Add("Indirect", m.Indirect);
        o.Add("Dir", m.Dir);
        o.Add("GoMod", m.GoMod);
        o.Add("GoVersion", m.HasGoVersion ? m.GoVersion : "");
        o.Add("Sum", m.Sum);
        o.Add("GoModSum", m.GoModSum);
        return o;
    }
}
