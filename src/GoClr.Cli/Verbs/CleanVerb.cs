using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class CleanVerb : Verb
{
    private readonly BuildFlags _build;
    private readonly BoolFlag _cache, _test, _mod, _fuzz, _installed, _recursive;

    public CleanVerb() : base("clean", "goclr clean [-cache] [-testcache] [-modcache] [-fuzzcache] [build flags] [packages]", "remove object files and cached files", """
        Clean removes what goclr keeps:

        	-cache      the cache: library images, objects, programs (all but a Go tree that was fetched)
        	-testcache  results of tests
        	-modcache   the module cache, which goclr shares with go
        	-fuzzcache  inputs that fuzzing found
        	-n          print the commands but do not run them
        	-x          print the commands

        With packages, or with none of these flags, it removes from their folders what goclr build and goclr test -c wrote there: a program
        with the name of the folder, and DIR.test.
        """)
    {
        _build = new BuildFlags(Flags);
        _cache = Flags.Bool("cache");
        _test = Flags.Bool("testcache");
        _mod = Flags.Bool("modcache");
        _fuzz = Flags.Bool("fuzzcache");
        _installed = Flags.Bool("i");
        _recursive = Flags.Bool("r");
    }

    public override int Run(string[] args)
    {
        var options = _build.Options();
        bool caches = _cache || _test || _mod || _fuzz;
        if (caches && (args.Length > 0 || _installed || _recursive))
        {
            string which = _cache ? "-cache" : _test ? "-testcache" : _mod ? "-modcache" : "-fuzzcache";
            throw new BuildException($"go: clean {which} cannot be used with package arguments");
        }
        if (_installed || _recursive) throw new BuildException("goclr: unsupported: clean -i and -r: goclr installs nothing");
        string cache = Toolchain.FindCache();
        if (_cache)
        {
            // A fetched Go tree is no compiled thing, and without a network it could not come back.
            foreach (string entry in Directory.GetFileSystemEntries(cache).Where(e => Path.GetFileName(e) is not ("goroot" or "oracle")).Order(StringComparer.Ordinal)) Remove(options, entry);
        }
        if (_test && !_cache) Remove(options, Path.Combine(cache, "test"));
        if (_fuzz && !_cache) Remove(options, Path.Combine(cache, "fuzz"));
        if (_mod)
        {
            string dir = GoEnv.ModCache;
            if (dir == "") throw new BuildException("go: cannot clean -modcache without a module cache");
            Remove(options, dir);
        }
        if (!caches) Packages(options, args);
        return 0;
    }

    private static void Packages(BuildOptions options, string[] args)
    {
        var tools = new Toolchain(Progress.Line);
        var loaded = Build.Load.Loader.Load(new BuildSession(tools, options).LoadConfig(Directory.GetCurrentDirectory()), args.Length == 0 ? ["."] : args);
        if (loaded.Errors.Count > 0) throw new BuildException(string.Join("\n", loaded.Errors.Select(e => e.Text)));
        foreach (var p in loaded.Roots.Where(p => !p.IsStd))
        {
            string name = Path.GetFileName(p.Dir.TrimEnd('/'));
            var candidates = new List<string> { name + ".test" };
            if (p.IsMain) candidates.AddRange([name, Build.Publish.Publisher.ExecName(p)]);
            foreach (string c in candidates.Distinct())
            {
                string path = Path.Combine(p.Dir, c);
                if (File.Exists(path) && Build.Publish.ProgramInfo.Read(path, out _) != null) Remove(options, path);
            }
        }
    }

    private static void Remove(BuildOptions options, string path)
    {
        bool folder = Directory.Exists(path);
        if (!folder && !File.Exists(path)) return;
        if (options.Print) Console.Error.WriteLine($"rm -{(folder ? "r" : "")}f {path}");
        if (options.DryRun) return;
        try
        {
            if (folder)
            {
                // Folders of the module cache are read-only.
                foreach (string d in Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories).Prepend(path).ToList())
                    if (new DirectoryInfo(d).LinkTarget == null) File.SetUnixFileMode(d, File.GetUnixFileMode(d) | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                Directory.Delete(path, recursive: true);
            }
            else File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"go: {path}: {Toolchain.Reason(e)}");
        }
    }
}
