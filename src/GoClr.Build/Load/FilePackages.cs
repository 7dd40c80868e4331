// Packages given as lists of files with import paths of the caller's choice, as `go tool compile -p` takes them: for tests that come without modules.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Syntax;

namespace GoClr.Build.Load;

public sealed record FilePackage(string ImportPath, IReadOnlyList<string> Files);

public static class FilePackages
{
    /// <summary>
    /// Loads the packages (imports first) and what they need of the standard library. An import is looked for among the packages first, by its path
    /// or, written "./x", by <paramref name="relativePrefix"/> + "/x". Messages show files by their bare names.
    /// </summary>
    public static (List<LoadedPackage> All, List<LoadedPackage> Own, List<string> Errors) Load(LoadConfig cfg, IReadOnlyList<FilePackage> packages, string relativePrefix, string goVersion)
    {
        var errors = new List<string>();
        var std = new SortedSet<string>(StringComparer.Ordinal);
        var headers = new List<List<(string Path, byte[] Text, SourceHeader Header)>>();
        var ownPaths = packages.Select(p => p.ImportPath).ToHashSet();
        string Resolve(string path) => path.StartsWith("./", StringComparison.Ordinal) ? relativePrefix + path[1..] : path;
        foreach (var p in packages)
        {
            var list = new List<(string, byte[], SourceHeader)>();
            foreach (string f in p.Files)
            {
                byte[] text = System.IO.File.ReadAllBytes(f);
                if (!cfg.Context.MatchHeader(text, false, out _)) continue;
                var h = SourceHeader.Read(text);
                list.Add((f, text, h));
                foreach (var i in h.Imports)
                {
                    string path = Resolve(i.Path);
                    if (path is "unsafe" or "C" || ownPaths.Contains(path)) continue;
                    if (Directory.Exists(Path.Combine(cfg.Goroot, "src", path))) std.Add(path);
                }
            }
            headers.Add(list);
        }
        var all = new List<LoadedPackage>();
        if (std.Count > 0)
        {
            var loaded = Loader.Load(cfg, [.. std]);
            errors.AddRange(loaded.Errors.Select(e => e.Text));
            all.AddRange(loaded.Packages);
            // The command names the packages of files, not these.
            foreach (var p in loaded.Packages) p.IsRoot = false;
        }
        var byPath = new Dictionary<string, LoadedPackage>(StringComparer.Ordinal);
        foreach (var p in all) byPath.TryAdd(p.ImportPath, p);
        var own = new List<LoadedPackage>();
        for (int k = 0; k < packages.Count; k++)
        {
            var files = headers[k];
            var map = new Dictionary<string, LoadedPackage>(StringComparer.Ordinal);
            foreach (var (_, _, h) in files)
            {
                foreach (var i in h.Imports)
                {
                    if (byPath.TryGetValue(Resolve(i.Path), out var q)) map[i.Path] = q;
                }
            }
            var made = new LoadedPackage
            {
                ImportPath = packages[k].ImportPath, Name = files.Count > 0 ? files[0].Header.PackageName : "", Dir = files.Count > 0 ? Path.GetDirectoryName(files[0].Path)! : "",
                GoVersion = goVersion, Sources = [.. files.Select(f => new SourceFile(f.Path, Path.GetFileName(f.Path), f.Text))],
                IsCommandLineFiles = true, IsRoot = true, BodiesElsewhere = true,
            };
            made.ImportMap = map;
            made.Imports = [.. map.Values.Distinct().OrderBy(p => p.ImportPath, StringComparer.Ordinal)];
            byPath[made.ImportPath] = made;
            own.Add(made);
            all.Add(made);
        }
        return (all, own, errors);
    }
}
