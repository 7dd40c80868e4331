// goclr work init, use, sync.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public static class WorkVerbs
{
    public static int Init(ModuleVerbOptions o, string[] args)
    {
        string file = GoEnv.Get("GOWORK") is { Length: > 0 } w and not ("off" or "auto") ? w : Path.Combine(o.Dir, "go.work");
        if (File.Exists(file)) throw new BuildException($"go: {file} already exists");
        var f = ModFile.Parse($"go {o.GorootVersion}\n");
        Use(o, f, file, args, recursive: false);
        o.Write(file, f.ToString());
        return 0;
    }

    public static int Use(ModuleVerbOptions o, string[] args, bool recursive)
    {
        string file = ModuleFiles.Work(o.Dir) ?? throw new BuildException("go: no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)");
        string text = File.ReadAllText(file);
        var f = ModFile.Parse(text);
        Use(o, f, file, args, recursive);
        string now = f.ToString();
        if (now != text) o.Write(file, now);
        return 0;
    }

    private static void Use(ModuleVerbOptions o, ModFile f, string file, string[] args, bool recursive)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string go = f.Lines("go").Select(l => l.Line.Words[0]).FirstOrDefault("1.18");
        foreach (string a in args)
        {
            string dir = Path.GetFullPath(Path.Combine(o.Dir, a));
            if (recursive)
            {
                foreach (string sub in Patterns.Folders(dir, _ => true).ToList()) if (File.Exists(Path.Combine(dir, sub, "go.mod"))) One(Path.Combine(dir, sub).TrimEnd('/'));
                continue;
            }
            One(dir);
        }
        // A go.work may not be older than its modules.
        foreach (var (_, l) in f.Lines("use"))
        {
            string mod = Path.Combine(root, l.Words[0], "go.mod");
            if (!File.Exists(mod)) continue;
            string v = GoMod.Parse(File.ReadAllText(mod), mod, strict: false).GoVersion;
            if (v != "" && GoMod.CompareGo(v, go) > 0) go = v;
        }
        if (args.Length > 0 || f.Lines("use").Any()) f.Set("go", go, "");
        f.Clean();

        void One(string dir)
        {
            string rel = Path.GetRelativePath(root, dir);
            string shown = rel == "." ? "." : rel.StartsWith("..", StringComparison.Ordinal) ? rel : "./" + rel;
            if (!File.Exists(Path.Combine(dir, "go.mod")))
            {
                if (f.Lines("use").Any(l => l.Line.Words[0] == shown))
                {
                    f.Drop("use", l => l.Words[0] == shown);
                    return;
                }
                if (!Directory.Exists(dir)) throw new BuildException($"go: error reading {Path.Combine(rel, "go.mod")}: open {Path.Combine(dir, "go.mod")}: no such file or directory".Replace(o.Dir + "/", ""));
                throw new BuildException($"go: no go.mod file exists in directory {Path.GetRelativePath(o.Dir, dir)}");
            }
            if (!f.Lines("use").Any(l => l.Line.Words[0] == shown)) f.Add("use", ModFile.Quote(shown));
        }
    }

    /// <summary>Raises what each module requires to the versions that the workspace chose.</summary>
    public static int Sync(ModuleVerbOptions o)
    {
        var set = o.Open(change: true);
        if (set.WorkFile == null) throw new BuildException("go: no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)");
        var graph = set.Graph();
        foreach (var main in set.Mains)
        {
            string file = Path.Combine(main.Dir, "go.mod"), text = File.ReadAllText(file);
            var f = ModFile.Parse(text);
            foreach (var (_, l) in f.Lines("require"))
            {
                if (graph.Selected(l.Words[0]) is { } v && GoMod.CompareVersions(v, l.Words[1]) > 0) l.Words = [l.Words[0], v];
            }
            string now = f.ToString();
            if (now != text) o.Write(file, now);
        }
        set.Sums?.Save();
        return 0;
    }
}
