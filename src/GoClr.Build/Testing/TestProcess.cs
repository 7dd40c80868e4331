// Runs a test program in its package's folder and turns what it prints into what `go test` prints.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Testing;

internal sealed class TestProcess
{
    private readonly TestOptions _options;
    private readonly TestProgram _program;
    private readonly string _dir;
    private readonly BuildSession _session;
    private readonly Action<byte[]> _print;
    private readonly bool _streams, _copies;
    private readonly TestJson? _json;
    private readonly MemoryStream _buffer = new();

    /// <summary>What is left to print when Run has returned.</summary>
    public byte[] Output { get; private set; } = [];

    /// <param name="dir">Where the program's files lie.</param>
    /// <param name="packages">How many packages are tested.</param>
    public TestProcess(TestOptions options, TestProgram program, string dir, BuildSession session, Action<byte[]> print, int packages)
    {
        _options = options;
        _program = program;
        _dir = dir;
        _session = session;
        _print = print;
        _streams = options.LocalDirectory || options.Bench != "" || options.Fuzz != "";
        _copies = options.ShowsPass && (packages == 1 || options.Parallel == 1) || options.Json;
        if (options.Json) _json = new TestJson(print, program.Tests.Package.ImportPath);
    }

    // Where output goes: to the terminal, to the buffer (for the summary to look at, and to be printed later), or both.
    private void Write(ReadOnlySpan<byte> text)
    {
        if (_streams || _copies)
        {
            if (_json != null) _json.Write(text);
            else _print(text.ToArray());
        }
        if (!_streams) _buffer.Write(text);
    }

    private void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>False: a test failed, or the program could not be built.</summary>
    public bool Run()
    {
        bool ok = RunProgram();
        if (_json != null)
        {
            _json.Exited(ok);
            _json.Close();
        }
        if (!_streams && !_copies) Output = _buffer.ToArray();
        return ok;
    }

    private bool RunProgram()
    {
        string path = _program.Tests.Package.ImportPath;
        if (_program.Failed != null)
        {
            if (_json != null) _json.FailedBuild = _program.Failed;
            Write($"FAIL\t{path} [build failed]\n");
            return false;
        }
        if (!_program.HasTests)
        {
            Write($"?   \t{path}\t[no test files]\n");
            return true;
        }

        string launcher = Path.Combine(_dir, BinaryName(_program.Tests.Package));
        WriteLauncher(launcher, _session, _program.Images);
        var args = new List<string>(_options.Exec) { launcher, "-test.paniconexit0" };
        if (_options.Fuzz != "") args.Add("-test.fuzzcachedir=" + Path.Combine(_session.Tools.CacheDir, "fuzz", path));
        args.AddRange(_options.Arguments);

        var clock = Stopwatch.StartNew();
        var (status, killed) = Start(args);
        string time = clock.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + "s";
        string text = Encoding.Latin1.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length);
        bool endsLine = text.Length == 0 || text.EndsWith('\n');
        if (status == 0)
        {
            string note = Has(text, "testing: warning: no tests to run\n") ? " [no tests to run]" : "";
            if (Has(text, "testing: warning: no fuzz tests to fuzz\n")) note = " [no fuzz tests to fuzz]";
            if (Has(text, "testing: warning: -fuzz matches more than one fuzz test, won't fuzz\n")) note = "[-fuzz matches more than one fuzz test, won't fuzz]";
            // Of tests that pass only the summary is shown.
            if (!_options.ShowsPass && !_options.Json && !_streams) _buffer.SetLength(0);
            if (!endsLine) Write("\n");
            Write($"ok  \t{path}\t{time}{note}\n");
            return true;
        }
        if (killed) Write($"*** Test killed with quit: ran too long ({GoDuration.Format((long)KillTimeout.TotalMilliseconds * 1_000_000)}).\n");
        if (killed || status > 128 || text.Length == 0 && !_streams || _streams) Write(Status(status) + "\n");
        else if (!endsLine) Write("\n");
        Write($"{(_options.Json || _options.VerboseJson ? "\u0016" : "")}FAIL\t{path}\t{time}\n");
        return false;
    }

    private static bool Has(string text, string line) => text.StartsWith(line, StringComparison.Ordinal) || text.Contains("\n" + line, StringComparison.Ordinal);

    // The shell gives 128 and the signal's number for a program that a signal ended.
    private static string Status(int status) => status switch
    {
        128 + 2 => "signal: interrupt", 128 + 3 => "signal: quit", 128 + 6 => "signal: aborted", 128 + 9 => "signal: killed", 128 + 11 => "signal: segmentation fault", 128 + 15 => "signal: terminated",
        _ => $"exit status {status}",
    };

    // The program ends itself when its time is over; this is for one that cannot.
    private TimeSpan KillTimeout => _options.Timeout <= TimeSpan.Zero || _options.Fuzz != "" || _options.Bench != "" ? TimeSpan.Zero
        : _options.Timeout + (_options.Timeout / 10 is var wait && wait < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : wait);

    private (int Status, bool Killed) Start(List<string> args)
    {
        // One pipe for both streams, so that what the program writes keeps its order.
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 2>&1 </dev/null", "sh", .. args])
        {
            RedirectStandardOutput = true, WorkingDirectory = _program.Tests.Package.Dir, UseShellExecute = false,
        };
        info.Environment["PWD"] = _program.Tests.Package.Dir;
        using var p = Process.Start(info)!;
        var stream = p.StandardOutput.BaseStream;
        var reading = Task.Run(() =>
        {
            var buffer = new byte[16 << 10];
            for (int n; (n = stream.Read(buffer)) > 0;) Write(buffer.AsSpan(0, n));
        });
        bool killed = false;
        if (KillTimeout == TimeSpan.Zero) p.WaitForExit();
        else if (!p.WaitForExit(KillTimeout))
        {
            killed = true;
            p.Kill(entireProcessTree: true);
            p.WaitForExit();
        }
        // Children of the program may hold the pipe.
        if (!reading.Wait(killed || KillTimeout == TimeSpan.Zero ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(Math.Max(5, _options.Timeout.TotalSeconds / 10))))
        {
            Write("*** Test I/O incomplete 5s after exiting.\n");
            return (p.ExitCode == 0 ? 1 : p.ExitCode, killed);
        }
        return (p.ExitCode, killed);
    }

    // ---------------------------------------------------------------- launcher

    /// <summary>"NAME.test" with the last element of the import path that is no version.</summary>
    public static string BinaryName(LoadedPackage p)
    {
        if (p.IsCommandLineFiles) return p.Name + ".test";
        string[] parts = p.ImportPath.Split('/');
        string last = parts[^1];
        if (parts.Length > 1 && last.Length > 1 && last[0] == 'v' && last.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 && last != "v0" && last != "v1") last = parts[^2];
        return last + ".test";
    }

    /// <summary>A script that starts the program: its path is the program's name to itself, so tests can start themselves again.</summary>
    public static void WriteLauncher(string path, BuildSession session, List<string> images)
    {
        static string Quote(string s) => "'" + s.Replace("'", "'\\''") + "'";
        string dotnet = Launcher.DotnetPath();
        string command = $"#!/bin/sh\nexec {Quote(dotnet)} exec {Quote(session.Std.RuntimeDll(session.Tools))} --argv0 \"$0\" {string.Join(' ', images.Select(Quote))} -- \"$@\"\n";
        File.WriteAllText(path, command);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
