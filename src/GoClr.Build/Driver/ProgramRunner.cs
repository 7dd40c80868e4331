// goclr run: finds the program in the cache, or builds it, and becomes it.
//
//     cache/run/<hash of folder, arguments and toolchain>/manifest       the source files of the last build with size and time; the program's folder
//     cache/prog/<hash of all contents>/{program.dll,.data,.sym,complete}
//
// M1  A manifest is only a shortcut to a program folder: every file and every folder listing it names must be as recorded.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using GoClr.Build.Aot;
using GoClr.Build.Goroot;
using GoClr.Build.Load;

namespace GoClr.Build.Driver;

public static class ProgramRunner
{
    /// <summary>Returns only if the program could not be built.</summary>
    public static int Run(BuildOptions options, string[] package, string[] programArgs)
    {
        var tools = new Toolchain(Progress.Line);
        var (workDir, target) = Locate(tools, package, Directory.GetCurrentDirectory());
        string images = Prepare(tools, options, target, workDir);
        tools.Clock.Mark("ready");
        var std = StdImage.TryOpen(tools)!;
        return Launcher.Exec(Launcher.CommandLine(std.RuntimeDll(tools), [std.Dll, Path.Combine(images, "program.dll")], programArgs, reportExit: true));
    }

    /// <summary>Runs a Go program of our own as a child, compiled once and kept in the cache.</summary>
    /// <param name="files">Its module, by path.</param>
    public static int RunTool(Toolchain tools, string name, IReadOnlyDictionary<string, string> files, string input)
    {
        string[] parts = [.. files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + "\0" + f.Value)];
        string dir = Path.Combine(tools.CacheDir, "tool", $"{name}-{Hash(parts)}");
        if (!Directory.Exists(dir))
        {
            string tmp = dir + "." + Path.GetRandomFileName();
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tmp, path))!);
                File.WriteAllText(Path.Combine(tmp, path), text);
            }
            try { Directory.Move(tmp, dir); }
            catch (IOException) when (Directory.Exists(dir)) { Directory.Delete(tmp, recursive: true); }     // another goclr was faster
        }
        string images = Prepare(tools, new BuildOptions { OwnProgram = true }, ["."], dir);
        var std = StdImage.TryOpen(tools)!;
        return Launcher.RunChild(Launcher.CommandLine(std.RuntimeDll(tools), [std.Dll, Path.Combine(images, "program.dll")], [], reportExit: false), input);
    }

    // `goclr run examples/notify` names a folder, not a package of std: it is run as if from there, in its own module or, without one, as a list of
    // files. (To go such an argument is an import path, and an error.)
    private static (string Dir, string[] Package) Locate(Toolchain tools, string[] package, string dir)
    {
        if (package is not [{ Length: > 0 } name] || name[0] is '.' or '/' || name.EndsWith(".go", StringComparison.Ordinal)) return (dir, package);
        string folder = Path.Combine(dir, name);
        if (!Directory.Exists(folder) || Directory.Exists(Path.Combine(tools.Goroot, "src", name))) return (dir, package);
        for (var up = new DirectoryInfo(folder); up != null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "go.mod"))) return (folder, ["."]);
        }
        string[] files = [.. Directory.GetFiles(folder, "*.go").Where(f => !f.EndsWith("_test.go", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f))];
        return files.Length > 0 ? (folder, files) : (dir, package);
    }

    private static LoadResult Load(BuildSession session, string[] patterns, string dir, bool run, bool outlines = true)
    {
        var cfg = session.LoadConfig(dir, run, outlines: outlines);
        if (patterns is [var one] && one.IndexOf('@') is > 0 and var at && one[0] is not ('.' or '/') && !one.EndsWith(".go", StringComparison.Ordinal))
        {
            // No go.mod of the current folder matters.
            try { cfg = session.LoadConfig(dir, run, outlines: outlines, root: Loader.RootOf(cfg, one[..at], one[(at + 1)..])); }
            catch (LoadError e) { throw new BuildException(e.Text); }
            patterns = [one[..at]];
        }
        var loaded = Loader.Load(cfg, patterns);
        foreach (string w in loaded.Warnings) Console.Error.WriteLine(w);
        if (loaded.Errors.Count > 0) throw new BuildException(string.Join("\n", loaded.Errors.Select(e => e.Text)));
        return loaded;
    }

    private static string Prepare(Toolchain tools, BuildOptions options, string[] package, string dir)
    {
        string runKey = Hash(tools.Key, dir, string.Join('\0', package), string.Join(',', options.Tags), options.GcFlags, options.LdFlags, options.TrimPath ? "trim" : "", options.Mod, GoEnv.Get("GOWORK"), GoEnv.Get("GOPROXY"), GoEnv.ModCache);
        string manifest = Path.Combine(tools.CacheDir, "run", runKey);
        bool moving = package is [var p0] && p0.IndexOf('@') > 0 && !p0.Contains("@v", StringComparison.Ordinal);      // @latest may be another one today
        if (!moving && !options.All && !options.ReportEscapes && Fresh(manifest) is { } cached && StdImage.TryOpen(tools) != null)
        {
            CacheFolder.Touch(cached);
            return cached;
        }

        tools.Clock.Mark("manifest");
        var session = new BuildSession(tools, options);
        tools.Clock.Mark("session");
        var loaded = Load(session, package, dir, run: true, outlines: !options.ReportEscapes);
        tools.Clock.Mark("load");
        _ = session.Std.Symbols;
        if (loaded.Roots.Count != 1) throw new BuildException("goclr: cannot run multiple packages");
        var root = loaded.Roots[0];
        if (!root.IsMain) throw new BuildException($"package {root.ImportPath} is not a main package");
        var std = session.Std;
        tools.Clock.Mark("std symbols");
        var own = loaded.Packages.Where(p => !(p.IsStd && std.Packages.Contains(p.ImportPath))).ToList();
        string info = Publish.BuildInfo.Text(tools, options, loaded.MainModule, root, null);
        var parts = new List<string> { tools.Key, std.Symbols.Mvid.ToString("N"), options.LdFlags, options.GcFlags, info };
        foreach (var p in own) parts.Add(Convert.ToHexString(p.ContentHash));
        string program = Path.Combine(tools.CacheDir, "prog", Hash([.. parts]));
        if (options.All || options.ReportEscapes || !CacheFolder.IsComplete(program))
        {
            (_, var graph, var result) = session.Build(loaded, () => Load(session, package, dir, run: true, outlines: false), dir);
            tools.Clock.Mark("compile");
            if (!result.Ok) throw new BuildException(result.Messages.TrimEnd('\n'));
            Console.Error.Write(result.Messages);
            string tmp = program + "." + Path.GetRandomFileName();
            try
            {
                var linked = session.Link(graph, graph.Find(root.ImportPath)!, tmp, "program", info);
                if (!linked.Ok) throw new BuildException(linked.Messages.TrimEnd('\n'));
                tools.Clock.Mark("link");
                CacheFolder.Complete(tmp);
                using var _ = FileLock.Take(Path.Combine(tools.CacheDir, "prog.lock"));
                if (Directory.Exists(program)) Directory.Delete(program, recursive: true);
                Directory.Move(tmp, program);
                if (std.Precompiled && Crossgen.Find(tools.CacheDir, tools.Progress) is { } crossgen) crossgen.CompileInBackground(Path.Combine(program, "program.dll"), std.Bubble(tools));
            }
            catch (IOException e)
            {
                throw new BuildException($"goclr: writing {program}: {Toolchain.Reason(e)}");
            }
            finally
            {
                if (Directory.Exists(tmp)) Directory.Delete(tmp, recursive: true);
            }
        }
        WriteManifest(manifest, program, own, loaded.MainModule);
        return program;
    }

    private static string Hash(params string[] parts)
    {
        using var h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string p in parts) h.AppendData(Encoding.UTF8.GetBytes($"{p.Length}:{p}"));
        return Convert.ToHexStringLower(h.GetHashAndReset())[..32];
    }

    // ---------------------------------------------------------------- manifest

    private static string Stamp(string file) => new FileInfo(file) is { Exists: true } i ? $"{i.Length} {i.LastWriteTimeUtc.Ticks}" : "-";

    // A package changes when a file appears in its folder, too.
    private static string Listing(string dir) => Directory.Exists(dir)
        ? Hash([.. Directory.GetFiles(dir).Where(f => f.EndsWith(".go", StringComparison.Ordinal) || f.EndsWith(".s", StringComparison.Ordinal)).OrderBy(f => f, StringComparer.Ordinal)])
        : "-";

    private static void WriteManifest(string manifest, string program, List<LoadedPackage> own, Module? module)
    {
        var lines = new List<string> { program };
        var dirs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var p in own)
        {
            foreach (var s in p.Sources) lines.Add($"f {Stamp(s.Path)} {s.Path}");
            foreach (var e in p.EmbedFiles) lines.Add($"f {Stamp(e.Path)} {e.Path}");
            if (p.Embeds.Count > 0) return;             // patterns may match new files: always look
            dirs.Add(p.Dir);
        }
        foreach (string d in dirs)
        {
            lines.Add($"d {Listing(d)} {d}");
            for (var up = new DirectoryInfo(d); up != null; up = up.Parent)
            {
                string mod = Path.Combine(up.FullName, "go.mod"), work = Path.Combine(up.FullName, "go.work");
                lines.Add($"f {Stamp(mod)} {mod}");
                lines.Add($"f {Stamp(work)} {work}");
                if (!File.Exists(mod)) continue;
                foreach (string other in new[] { "go.sum", "vendor/modules.txt" }) lines.Add($"f {Stamp(Path.Combine(up.FullName, other))} {Path.Combine(up.FullName, other)}");
            }
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(manifest)!);
            string tmp = manifest + "." + Path.GetRandomFileName();
            File.WriteAllLines(tmp, lines.Distinct());
            File.Move(tmp, manifest, overwrite: true);
        }
        catch (IOException e)
        {
            throw new BuildException($"goclr: writing {manifest}: {Toolchain.Reason(e)}");
        }
    }

    private static string? Fresh(string manifest)
    {
        string[] lines;
        try { lines = File.ReadAllLines(manifest); }
        catch (IOException) { return null; }
        if (lines.Length == 0 || !CacheFolder.IsComplete(lines[0])) return null;
        foreach (string line in lines.AsSpan(1))
        {
            if (line.StartsWith("d ", StringComparison.Ordinal))
            {
                string[] w = line.Split(' ', 3);
                if (w.Length < 3 || Listing(w[2]) != w[1]) return null;
            }
            else
            {
                int a = line.IndexOf(' '), b = line.StartsWith("f - ", StringComparison.Ordinal) ? 3 : line.IndexOf(' ', line.IndexOf(' ', a + 1) + 1);
                if (a < 0 || b < 0 || Stamp(line[(b + 1)..]) != line[(a + 1)..b]) return null;
            }
        }
        return lines[0];
    }
}
