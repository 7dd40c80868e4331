// goclr test: loads, then builds one test program after the other while those that are built run; results are printed in the order of the packages.
//
//     patterns ─Loader→ TestPackages ─TestBuild→ TestProgram ─TestProcess→ output ─→ printed when all before it are
//
// R1  Only the printer writes to standard output, except in JSON mode and where one program's output streams (local directory mode, -bench, -fuzz, -v of
//     one package).
// R2  Setup errors of all packages come before anything is built, as `go test` has it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Testing;

public sealed class TestCommand
{
    private readonly TestOptions _options;
    private readonly BuildSession _session;
    private readonly TestBuild _build;
    private readonly string _workDir;
    private readonly Stream _out = Console.OpenStandardOutput();
    private readonly Lock _outLock = new();
    private int _status;
    private bool _failFast;
    private int _packages;

    public static int Run(TestOptions options, BuildOptions buildOptions)
    {
        var tools = new Toolchain(Console.Error.WriteLine);
        return new TestCommand(options, buildOptions, new BuildSession(tools, buildOptions), Directory.GetCurrentDirectory()).Run();
    }

    private TestCommand(TestOptions options, BuildOptions buildOptions, BuildSession session, string workDir)
    {
        _options = options;
        _session = session;
        _workDir = workDir;
        _build = new TestBuild(session, buildOptions);
    }

    private void Print(ReadOnlySpan<byte> text)
    {
        lock (_outLock)
        {
            _out.Write(text);
            _out.Flush();
        }
    }

    private void Print(string text) => Print(Encoding.UTF8.GetBytes(text));

    private int Run()
    {
        var loaded = Loader.Load(_session.LoadConfig(_workDir, tests: true), _options.Packages);
        foreach (string w in loaded.Warnings) Console.Error.WriteLine(w);
        if (loaded.Errors.Count > 0) throw new BuildException(string.Join("\n", loaded.Errors.Select(e => e.Text)));
        if (loaded.Tests.Count == 0) throw new BuildException("no packages to test");
        _packages = loaded.Tests.Count;
        CheckFlags(loaded);

        var jobs = new List<(TestPackages Tests, TestFunctions? Found)>();
        foreach (var t in loaded.Tests)
        {
            var (found, error) = TestBuild.Prepare(t);
            IReadOnlyList<LoadError> errors = error != null ? [error] : t.Errors;
            if (errors.Count == 0) jobs.Add((t, found));
            else SetupFailed(t, errors);
        }
        string temp = Path.Combine(Path.GetTempPath(), "goclr-test" + Path.GetRandomFileName());
        try
        {
            if (_options.CompileOnly) CompileOnly(jobs, loaded, temp);
            else RunAll(jobs, loaded, temp);
        }
        finally
        {
            if (Directory.Exists(temp)) Directory.Delete(temp, recursive: true);
        }
        if (_status != 0 && !_options.Json && _options.Fuzz == "" && !_options.LocalDirectory) Print("FAIL\n");
        return _status;
    }

    private void CheckFlags(LoadResult loaded)
    {
        if (_options.Fuzz != "")
        {
            if (_packages != 1) throw new BuildException("cannot use -fuzz flag with multiple packages");
            if (_options.ProfileFlag != "") throw new BuildException($"cannot use {_options.ProfileFlag} flag with -fuzz flag");
            if (loaded.Tests[0].Package is var p && (p.IsStd || p.Module is { Main: false })) throw new BuildException("cannot use -fuzz flag on package outside the main module");
        }
        if (_options.ProfileFlag != "" && _packages != 1) throw new BuildException($"cannot use {_options.ProfileFlag} flag with multiple packages");
    }

    private void SetupFailed(TestPackages t, IReadOnlyList<LoadError> errors)
    {
        string path = t.Package.ImportPath;
        foreach (var e in errors)
        {
            string text = $"# {path}\n{e.Text}\n";
            if (!_options.Json) Console.Error.Write(text);
            else
            {
                Print(BuildOutput(e.ImportPath ?? path, text));
                Print(TestJson.BuildEvent(e.ImportPath ?? path, "build-fail", null));
            }
        }
        _status = 1;
        var json = _options.Json ? new TestJson(b => Print(b), path) { FailedBuild = errors[0].ImportPath ?? path } : null;
        var line = Encoding.UTF8.GetBytes($"FAIL\t{path} [setup failed]\n");
        if (json == null) Print(line);
        else
        {
            json.Write(line);
            json.Exited(ok: false);
            json.Close();
        }
    }

    private static byte[] BuildOutput(string package, string text)
    {
        var all = new MemoryStream();
        foreach (string line in text.TrimEnd('\n').Split('\n')) all.Write(TestJson.BuildEvent(package, "build-output", line + "\n"));
        return all.ToArray();
    }

    // ---------------------------------------------------------------- building and running

    private TestProgram Build(TestPackages t, TestFunctions? found, LoadResult loaded, string dir)
    {
        var program = _build.Build(t, found, loaded.Packages, loaded.MainModule, _workDir, dir);
        if (program.Messages != "")
        {
            if (!_options.Json) Console.Error.Write(program.Messages);
            else
            {
                Print(BuildOutput(program.Failed!, program.Messages));
                Print(TestJson.BuildEvent(program.Failed!, "build-fail", null));
            }
        }
        return program;
    }

    private void RunAll(List<(TestPackages Tests, TestFunctions? Found)> jobs, LoadResult loaded, string temp)
    {
        bool serial = _options.Bench != "";
        var slots = new SemaphoreSlim(serial ? 1 : Math.Max(1, _options.Parallel));
        Task printed = Task.CompletedTask;
        var programs = new List<TestProgram>();
        string Dir(int i) => Path.Combine(temp, "b" + (i + 1).ToString("000"));
        // Benchmarks want the machine for themselves: first everything is built.
        if (serial) { for (int i = 0; i < jobs.Count; i++) programs.Add(Build(jobs[i].Tests, jobs[i].Found, loaded, Dir(i))); }
        for (int i = 0; i < jobs.Count; i++)
        {
            if (serial) printed.Wait();
            if (_failFast) break;
            var program = serial ? programs[i] : Build(jobs[i].Tests, jobs[i].Found, loaded, Dir(i));
            string dir = Dir(i);
            slots.Wait();
            if (_failFast) break;
            var run = new TestProcess(_options, program, dir, _session, text => Print(text), _packages);
            var running = Task.Run(() =>
            {
                try { return run.Run(); }
                finally { slots.Release(); }
            });
            var before = printed;
            printed = Task.Run(async () =>
            {
                bool ok = await running.ConfigureAwait(false);
                if (!ok)
                {
                    _status = 1;
                    if (_options.FailFast) _failFast = true;
                }
                await before.ConfigureAwait(false);
                Print(run.Output);
                if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true);
            });
        }
        printed.GetAwaiter().GetResult();
    }

    private void CompileOnly(List<(TestPackages Tests, TestFunctions? Found)> jobs, LoadResult loaded, string temp)
    {
        bool folder = _options.Output.EndsWith('/') || Directory.Exists(_options.Output);
        if (jobs.Count > 1 && _options.Output != "" && !folder) throw new BuildException("with multiple packages, -o must refer to a directory or /dev/null");
        for (int i = 0; i < jobs.Count; i++)
        {
            string name = TestProcess.BinaryName(jobs[i].Tests.Package);
            string target = Path.GetFullPath(_options.Output == "" ? name : folder ? Path.Combine(_options.Output, name) : _options.Output);
            bool nowhere = target == "/dev/null";
            string dir = Path.Combine(temp, "b" + i);
            var program = Build(jobs[i].Tests, jobs[i].Found, loaded, dir);
            if (program.Failed != null)
            {
                _status = 1;
                continue;
            }
            if (!program.HasTests)
            {
                Print($"?   \t{jobs[i].Tests.Package.ImportPath}\t[no test files]\n");
                continue;
            }
            if (nowhere) continue;
            // The files that the launcher starts lie beside it.
            string files = target + ".files";
            if (Directory.Exists(files)) Directory.Delete(files, recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.CreateDirectory(files);
            foreach (string f in Directory.GetFiles(dir)) File.Copy(f, Path.Combine(files, Path.GetFileName(f)));
            TestProcess.WriteLauncher(target, _session, [.. program.Images.Select(p => Path.GetDirectoryName(p) == dir ? Path.Combine(files, Path.GetFileName(p)) : p)]);
        }
    }
}
