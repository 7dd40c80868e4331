// goclr build: which packages become programs, under which names, and how a program is made that needs neither cache nor GOROOT:
//
//     packages, library included ─compile→ objects ─link, dead code dropped→ one image ─crossgen2→ precompiled ─Bundle | folder | NativeAot→ files
//
// W1  An output appears whole or not at all: it is made beside its place and renamed.
// W2  What was linked and precompiled is kept in the cache by the contents of everything that went into it; -a makes it anew.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using GoClr.Build.Aot;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;
using GoClr.Build.Load;

namespace GoClr.Build.Publish;

public sealed class Publisher
{
    private readonly BuildOptions _options;
    private readonly Toolchain _tools;
    private readonly BuildSession _session;
    private readonly string _dir;
    private readonly Steps _steps;
    private LoadResult _loaded = null!;

    private Publisher(BuildOptions options)
    {
        _options = options;
        _dir = Directory.GetCurrentDirectory();
        _tools = new Toolchain(Progress.Line);
        _session = new BuildSession(_tools, options);
        _steps = new Steps(options);
    }

    /// <param name="output">-o, or "".</param>
    /// <returns>The exit status.</returns>
    public static int Build(BuildOptions options, string[] patterns, string output)
    {
        if (options.BuildMode is not ("default" or "exe" or "pie" or "folder" or "native"))
            throw new BuildException(options.BuildMode is "archive" or "c-archive" or "c-shared" or "shared" or "plugin" ? $"goclr: unsupported: -buildmode={options.BuildMode}" : $"buildmode {options.BuildMode} not supported", 2);
        return new Publisher(options).Run(patterns, output);
    }

    private int Run(string[] patterns, string output)
    {
        var loaded = _loaded = Loader.Load(_session.LoadConfig(_dir), patterns);
        foreach (string w in loaded.Warnings) Console.Error.WriteLine(w);
        if (loaded.Errors.Count > 0) throw new BuildException(string.Join("\n", loaded.Errors.Select(e => e.Text)));
        var roots = loaded.Roots;
        bool explicitOutput = output != "";
        if (output == "" && roots is [{ IsMain: true } only]) output = ExecName(only);
        if (output == "/dev/null") output = "";
        if (output == "") return CheckOnly(roots);

        var targets = new List<(LoadedPackage Main, string Path)>();
        string full = Path.GetFullPath(Path.Combine(_dir, output));
        if (output.EndsWith('/') || Directory.Exists(full) && !(_options.BuildMode == "folder" && IsOurFolder(full)))
        {
            if (!explicitOutput) throw new BuildException($"go: build output {GoQuote.Quote(output)} already exists and is a directory");
            foreach (var r in roots) if (r.IsMain) targets.Add((r, Path.Combine(full, ExecName(r))));
            if (targets.Count == 0) throw new BuildException("go: no main packages to build");
        }
        else
        {
            if (roots.Count > 1) throw new BuildException($"go: cannot write multiple packages to non-directory {output}");
            if (roots.Count == 0) throw new BuildException("no packages to build");
            if (!roots[0].IsMain) throw new BuildException($"goclr: unsupported: -o for package {roots[0].ImportPath}, which is not a main package: goclr writes no archives");
            targets.Add((roots[0], full));
        }

        var made = new List<string>();
        var missing = targets.Where(t => _options.All || _options.ReportEscapes || !CacheFolder.IsComplete(ImageDir(t.Main))).ToList();
        if (missing.Count > 0 || roots.Count > targets.Count)
        {
            _steps.Compile(loaded.Packages, _tools);
            if (!_options.DryRun)
            {
                var (graph, result) = _session.CompileWhole(loaded.Packages, _dir, Progress.Packages());
                Progress.Done();
                Console.Error.Write(result.Messages);
                if (!result.Ok) return 1;
                foreach (var (main, _) in missing)
                {
                    if (MakeImage(graph, main) is not { } messages) continue;
                    Console.Error.Write(messages);
                    return 1;
                }
            }
        }
        foreach (var (main, path) in targets) Write(main, path);
        return 0;
    }

    // Packages without a program to write, or several: messages only. The library's code need not be made for that.
    private int CheckOnly(IReadOnlyList<LoadedPackage> roots)
    {
        _steps.Compile(_loaded.Packages, _tools);
        if (_options.DryRun) return 0;
        var (graph, result) = _session.Compile(_loaded.Packages, _dir);
        Progress.Done();
        Console.Error.Write(result.Messages);
        if (!result.Ok) return 1;
        foreach (var root in roots.Where(r => r.IsMain))
        {
            string tmp = Path.Combine(Path.GetTempPath(), "goclr-" + Path.GetRandomFileName());
            try
            {
                var linked = _session.Link(graph, graph.Find(root.ImportPath)!, tmp, "program");
                Console.Error.Write(linked.Messages);
                if (!linked.Ok) return 1;
            }
            finally { if (Directory.Exists(tmp)) Directory.Delete(tmp, true); }
        }
        return 0;
    }

    /// <summary>What go calls the executable of a main package: the last element of its path, but for a version; of files, the first one's name.</summary>
    public static string ExecName(LoadedPackage p)
    {
        if (p.IsCommandLineFiles) return Path.GetFileNameWithoutExtension(p.Sources[0].Path);
        string[] parts = p.ImportPath.Split('/');
        string last = parts[^1];
        bool version = parts.Length > 1 && last.Length > 1 && last[0] == 'v' && last[1] is >= '1' and <= '9' && last.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 && last != "v1";
        return version ? parts[^2] : last;
    }

    // ---------------------------------------------------------------- the image

    private readonly Dictionary<LoadedPackage, string> _dirs = [], _infos = [];

    private string Info(LoadedPackage main)
    {
        if (!_infos.TryGetValue(main, out string? info))
            _infos[main] = info = BuildInfo.Text(_tools, _options, _loaded.MainModule, main, Vcs.Status(_options.BuildVcs, main));
        return info;
    }

    private string ImageDir(LoadedPackage main)
    {
        if (_dirs.TryGetValue(main, out string? dir)) return dir;
        using var h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string s) => h.AppendData(Encoding.UTF8.GetBytes($"{s.Length}:{s}"));
        Add(_tools.Key);
        Add(Info(main));
        Add(_options.LdFlags);
        Add(_options.GcFlags);
        Add(_options.TrimPath ? "trim" : "");
        Add(Precompiler is null ? "il" : "aot");
        foreach (var p in Closure(main)) h.AppendData(p.ContentHash);
        return _dirs[main] = Path.Combine(_tools.CacheDir, "whole", Convert.ToHexStringLower(h.GetHashAndReset())[..32]);
    }

    private IEnumerable<LoadedPackage> Closure(LoadedPackage main)
    {
        var seen = new HashSet<LoadedPackage>();
        var work = new Stack<LoadedPackage>([main, .. _loaded.Packages.Where(p => p.ImportPath == "runtime")]);
        while (work.TryPop(out var p))
        {
            if (!seen.Add(p)) continue;
            foreach (var i in p.Imports) work.Push(i);
        }
        return _loaded.Packages.Where(seen.Contains);
    }

    private bool _precompilerSought;
    private Crossgen? _crossgen;

    // ilc compiles IL itself.
    private Crossgen? Precompiler
    {
        get
        {
            if (_precompilerSought) return _crossgen;
            _precompilerSought = true;
            bool wanted = _options.BuildMode != "native" && Environment.GetEnvironmentVariable("GOCLR_NOAOT") is not { Length: > 0 };
            return _crossgen = wanted ? Crossgen.Find(_tools.CacheDir, _tools.Progress) : null;
        }
    }

    /// <summary>The runtime as programs get it: precompiled if the library's image has it so.</summary>
    private string RuntimeDll => StdImage.TryOpen(_tools)?.RuntimeDll(_tools) ?? _tools.RuntimeDll;
    private string AbiDll => Path.Combine(Path.GetDirectoryName(RuntimeDll)!, "GoClr.Abi.dll");

    // null: made; else messages.
    private string? MakeImage(PackageGraph graph, LoadedPackage main)
    {
        string dir = ImageDir(main), tmp = dir + "." + Path.GetRandomFileName();
        _steps.Link(main);
        try
        {
            var linked = _session.Link(graph, graph.Find(main.ImportPath)!, tmp, "program", Info(main), whole: true);
            if (!linked.Ok) return linked.Messages;
            File.Delete(Path.Combine(tmp, "program.sym"));
            if (Precompiler is { } crossgen)
            {
                string dll = Path.Combine(tmp, "program.dll"), aot = Path.Combine(tmp, "aot");
                Directory.CreateDirectory(aot);
                _steps.Precompile(main);
                Progress.Say("precompiling " + main.ImportPath);
                string? failed = crossgen.Compile(dll, Path.Combine(aot, "program.dll"), [RuntimeDll, AbiDll], []);
                Progress.Done();
                if (failed != null) return $"goclr: {failed}\n";
                File.Move(Path.Combine(aot, "program.dll"), dll, overwrite: true);
                Directory.Delete(aot);
            }
            CacheFolder.Complete(tmp);
            using var _ = FileLock.Take(Path.Combine(_tools.CacheDir, "whole.lock"));
            if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true);
            Directory.Move(tmp, dir);
            return null;
        }
        catch (IOException e)
        {
            throw new BuildException($"goclr: writing {dir}: {Toolchain.Reason(e)}");
        }
        finally
        {
            if (Directory.Exists(tmp)) Directory.Delete(tmp, recursive: true);
        }
    }

    // ---------------------------------------------------------------- the output

    private void Write(LoadedPackage main, string path)
    {
        string shown = Path.GetRelativePath(_dir, path) is var rel && rel.StartsWith("..", StringComparison.Ordinal) ? path : rel;
        _steps.Write(_options.BuildMode, shown);
        if (_options.DryRun) return;
        if (_options.BuildMode == "folder" ? Path.Exists(path) && !IsOurFolder(path) : Directory.Exists(path))
            throw new BuildException($"go: build output {GoQuote.Quote(shown)} already exists and is {(Directory.Exists(path) ? _options.BuildMode == "folder" ? "not a program of goclr" : "a directory" : "not a directory")}");
        if (File.Exists(path) && !IsExecutable(path)) throw new BuildException($"go: build output {GoQuote.Quote(shown)} already exists and is not an object file");
        string image = ImageDir(main), tmp = path + "." + Path.GetRandomFileName();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            switch (_options.BuildMode)
            {
                case "folder": WriteFolder(tmp, image, Path.GetFileName(path)); break;
                case "native": NativeAot.Write(_tools, image, tmp); break;
                default:
                    Bundle.Write(tmp, Bundle.Host(HostTemplate(), "GoClr.Runtime.dll"), RuntimeConfig("file"), [RuntimeDll, AbiDll, Path.Combine(image, "program.dll")], Path.Combine(image, "program.data"));
                    break;
            }
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            if (Directory.Exists(tmp)) Directory.Move(tmp, path);
            else File.Move(tmp, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"goclr: writing {shown}: {Toolchain.Reason(e)}");
        }
        finally
        {
            if (Directory.Exists(tmp)) Directory.Delete(tmp, recursive: true);
            File.Delete(tmp);
        }
    }

    private static bool IsOurFolder(string path) => File.Exists(Path.Combine(path, "program.data")) && File.Exists(Path.Combine(path, "GoClr.Runtime.runtimeconfig.json"));

    // go overwrites only what it could have written.
    private static bool IsExecutable(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using var f = File.OpenRead(path);
        int n = f.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        return n == 0 || head[..n].SequenceEqual("\u007fELF"u8);
    }

    private void WriteFolder(string dir, string image, string name)
    {
        Directory.CreateDirectory(dir);
        foreach (string f in new[] { RuntimeDll, AbiDll, Path.Combine(image, "program.dll"), Path.Combine(image, "program.data") }) File.Copy(f, Path.Combine(dir, Path.GetFileName(f)));
        File.WriteAllText(Path.Combine(dir, "GoClr.Runtime.runtimeconfig.json"), RuntimeConfig("folder"));
        string launcher = Path.Combine(dir, name);
        File.WriteAllBytes(launcher, Bundle.Host(HostTemplate(), "GoClr.Runtime.dll"));
        Bundle.MakeExecutable(launcher);
    }

    /// <summary>The runtime's own settings and the mark of a written program.</summary>
    private string RuntimeConfig(string form)
    {
        string text = File.ReadAllText(Path.ChangeExtension(_tools.RuntimeDll, ".runtimeconfig.json"));
        const string Where = "\"configProperties\": {";
        int at = text.IndexOf(Where, StringComparison.Ordinal);
        if (at < 0) throw new BuildException("goclr: the runtime's runtimeconfig.json is not what it should be");
        return text.Insert(at + Where.Length, $"\n      \"GoClr.Program\": \"{form}\",");
    }

    private static string HostTemplate()
    {
        string root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string sdk = Path.Combine(root, "sdk");
        if (Directory.Exists(sdk))
        {
            foreach (string dir in Directory.GetDirectories(sdk).OrderDescending(StringComparer.Ordinal))
            {
                string host = Path.Combine(dir, "AppHostTemplate", "apphost");
                if (File.Exists(host)) return host;
            }
        }
        throw new BuildException($"goclr: no application host in {sdk}: goclr build needs the .NET 10 SDK");
    }
}
