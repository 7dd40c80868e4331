// GOROOT/test without fixedbugs: each file says in its first line what is to be done with it. Results are compared with tests/conformance/expected.tsv,
// which lists every file that does not pass, with the reason: a new failure fails the test, and so does an entry that passes by now.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.TestRunner;

internal sealed class Conformance
{
    /// <summary>Every n-th file makes the sample of ./test.</summary>
    private const int SampleStep = 12;

    private sealed record Case(string File, string Action, string[] Flags, string[] Args);

    private readonly BuildSession _session;
    /// <summary>The same with -gcflags=-m.</summary>
    private readonly BuildSession _reporting;
    private readonly string _test, _work;
    private readonly LoadConfig _config;
    /// <summary>How each program is run; more than once in stress runs, and then a failure names the mode.</summary>
    private StressMode[] _modes = [StressMode.Plain];
    private StressExceptions? _exceptions;

    private Conformance(BuildSession session, string work)
    {
        _session = session;
        _reporting = new BuildSession(session.Tools, new BuildOptions { GcFlags = "-e -m" });
        _work = work;
        _test = Path.Combine(session.Tools.Goroot, "test");
        _config = session.LoadConfig(_test);
    }

    public static void Run(string root, Results results, string? filter, bool sample)
    {
        var session = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions { GcFlags = "-e" });
        string work = Path.Combine(Path.GetTempPath(), "goclr-test-" + Path.GetRandomFileName());
        Directory.CreateDirectory(work);
        try
        {
            new Conformance(session, work).RunAll(Path.Combine(root, "tests", "conformance", "expected.tsv"), results, filter, sample);
        }
        finally { Directory.Delete(work, recursive: true); }
    }

    /// <summary>The programs that pass plainly, each compiled once and run in all modes.</summary>
    public static void Stress(string root, Results results, string? filter, IReadOnlyList<StressMode> modes, StressExceptions exceptions)
    {
        var session = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions { GcFlags = "-e" });
        string work = Path.Combine(Path.GetTempPath(), "goclr-test-" + Path.GetRandomFileName());
        Directory.CreateDirectory(work);
        try
        {
            var c = new Conformance(session, work) { _modes = [.. modes], _exceptions = exceptions };
            c.StressAll(ReadExpected(Path.Combine(root, "tests", "conformance", "expected.tsv")), results, filter);
        }
        finally { Directory.Delete(work, recursive: true); }
    }

    private void StressAll(Dictionary<string, string> expected, Results results, string? filter)
    {
        var cases = Collect().Where(c => c.Action is "run" or "rundir" && !expected.ContainsKey(c.File) && (filter == null || c.File.Contains(filter))).ToList();
        _ = _session.Std;
        Parallel.ForEach(Partitioner.Create(cases, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = 2 }, c =>
        {
            string? why;
            try { why = RunCase(c); }
            catch (Exception e) { why = "internal: " + e.Message; }
            if (why == null) results.Pass(_modes.Length);
            else results.Fail($"GOROOT/test/{c.File} ({c.Action})", why.Length > 3000 ? why[..3000] : why);
        });
    }

    private static Dictionary<string, string> ReadExpected(string expectedFile)
    {
        var expected = new Dictionary<string, string>();
        if (File.Exists(expectedFile))
        {
            foreach (string line in File.ReadAllLines(expectedFile).Skip(1))
            {
                string[] w = line.Split('\t');
                if (w.Length >= 2) expected[w[0]] = w[1];
            }
        }
        return expected;
    }

    private void RunAll(string expectedFile, Results results, string? filter, bool sample)
    {
        var expected = ReadExpected(expectedFile);
        var cases = Collect().Where(c => filter == null || c.File.Contains(filter)).ToList();
        if (sample) cases = [.. cases.Where((_, i) => i % SampleStep == 5)];
        _ = _session.Std;
        var outcome = new ConcurrentDictionary<string, string?>();
        Parallel.ForEach(Partitioner.Create(cases, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = 2 }, c =>
        {
            string? why;
            try { why = RunCase(c); }
            catch (Exception e) { why = "internal: " + (e is AggregateException a ? a.Flatten().InnerExceptions[0] : e).Message; }
            outcome[c.File] = why;
        });
        var report = new StringBuilder("file\treason\n");
        var counts = new SortedDictionary<string, (int Good, int All)>(StringComparer.Ordinal);
        foreach (var c in cases)
        {
            string? why = outcome[c.File];
            string kind = c.Action + (c.Flags.Length > 0 && c.Action.StartsWith("errorcheck", StringComparison.Ordinal) ? " with flags" : "");
            var (good, all) = counts.GetValueOrDefault(kind);
            counts[kind] = (good + (why == null ? 1 : 0), all + 1);
            if (why != null) report.Append($"{c.File}\t{Line(why)}\n");
            bool known = expected.ContainsKey(c.File);
            if (why == null && !known || why != null && known) results.Pass();
            else if (why != null) results.Fail($"GOROOT/test/{c.File} ({c.Action})", why.Length > 1500 ? why[..1500] : why);
            else results.Fail($"GOROOT/test/{c.File} ({c.Action})", "passes, but tests/conformance/expected.tsv lists it as failing: take it out there");
        }
        if (!sample)
        {
            foreach (var (kind, (good, all)) in counts) Console.Out.WriteLine($"{kind}: {good} of {all} ({100.0 * good / all:0.0} %)");
            string now = Path.Combine(Path.GetDirectoryName(expectedFile)!, "..", "..", "artifacts", "conformance.tsv");
            Directory.CreateDirectory(Path.GetDirectoryName(now)!);
            File.WriteAllText(now, report.ToString());
            Console.Out.WriteLine($"failures now: artifacts/conformance.tsv");
        }
    }

    private static string Line(string why)
    {
        string s = why.Replace('\t', ' ').Replace("\n", " | ").Trim();
        return s.Length > 220 ? s[..220] : s;
    }

    private List<Case> Collect()
    {
        var list = new List<Case>();
        foreach (string dir in new[] { ".", "abi", "ken", "chan", "interface", "syntax", "dwarf", "escape", "internal/runtime/sys", "loopvar", "typeparam", "stress" })
        {
            string full = Path.Combine(_test, dir);
            if (!Directory.Exists(full)) continue;
            foreach (string f in Directory.GetFiles(full, "*.go").OrderBy(f => f, StringComparer.Ordinal))
            {
                string text = File.ReadAllText(f);
                if (text.StartsWith("package ", StringComparison.Ordinal) || text.StartsWith('\n') && !text.Contains("// run")) { }
                string? action = null;
                foreach (string line in text.Split('\n'))
                {
                    string l = line.TrimEnd('\r');
                    if (l.Length == 0) { if (action != null) break; continue; }
                    if (l.StartsWith("//go:build", StringComparison.Ordinal)) continue;
                    if (l.StartsWith("//", StringComparison.Ordinal)) { action = l[2..].Trim(); break; }
                    break;
                }
                if (string.IsNullOrEmpty(action)) continue;
                string[] w = action.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (w[0] is not ("run" or "rundir" or "runoutput" or "compile" or "build" or "compiledir" or "errorcheck" or "errorcheckdir" or "errorcheckandrundir" or "buildrundir")) continue;
                if (!_config.Context.MatchHeader(File.ReadAllBytes(f), false, out _)) continue;
                int n = 1;
                var flags = new List<string>();
                for (; n < w.Length && w[n].StartsWith('-'); n++)
                {
                    flags.Add(w[n]);
                    if (w[n] is "-t" or "-goexperiment" or "-godebug" or "-gomodversion") flags.Add(w[++n]);
                }
                // What escape analysis decides, without inlining.
                bool placements = w[0] == "errorcheck" && flags.Contains("-m") && flags.Contains("-l") && flags.TrueForAll(x => x is "-0" or "-N" or "-m" or "-l");
                // Other compiler-debug output is gc's own business; so are its experiments.
                if (!placements && flags.Exists(x => x is "-m" or "-live" or "-goexperiment" or "-+" or "-std" || x.StartsWith("-d", StringComparison.Ordinal) || x.StartsWith("-m", StringComparison.Ordinal) || x.Contains("goexperiment"))) continue;
                list.Add(new Case(Path.GetRelativePath(_test, f), w[0], [.. flags], w[n..]));
            }
        }
        return list;
    }

    private string GoVersion(Case c)
    {
        foreach (string f in c.Flags) { if (f.StartsWith("-lang=", StringComparison.Ordinal)) return f[6..]; }
        return "go1.27";
    }

    /// <summary>null: passed; else the reason.</summary>
    private string? RunCase(Case c)
    {
        string file = Path.Combine(_test, c.File), dir = Path.Combine(_test, Path.ChangeExtension(c.File, ".dir"));
        switch (c.Action)
        {
            case "compile" or "build":
            {
                var (messages, ok, _, _) = Compile([new FilePackage("p", [file])], "", c);
                return ok ? null : messages;
            }
            case "compiledir":
            {
                var (messages, ok, _, _) = Compile(DirPackages(dir, c), "test", c);
                return ok ? null : messages;
            }
            case "errorcheck" when c.Flags.Contains("-m"):
            {
                var (messages, ok, _, _) = Compile([new FilePackage("p", [file])], "", c);
                return ErrorMarks.Compare(new Dictionary<string, string> { [Path.GetFileName(file)] = file }, messages.Split('\n'));
            }
            case "errorcheck":
            {
                var (messages, ok, _, _) = Compile([new FilePackage("p", [file])], "", c, generate: !File.ReadAllText(file).Contains("ERROR"));
                if (ok && !c.Flags.Contains("-0")) return "compiled, but errors were expected";
                return ErrorMarks.Compare(new Dictionary<string, string> { [Path.GetFileName(file)] = file }, messages.Split('\n'));
            }
            case "errorcheckdir":
            {
                var packages = DirPackages(dir, c);
                var (messages, _, _, _) = Compile(packages, "test", c, generate: false);
                return ErrorMarks.Compare(packages.SelectMany(p => p.Files).ToDictionary(f => Path.GetFileName(f)!, f => f), messages.Split('\n'));
            }
            case "run":
                return Execute(c, [new FilePackage("command-line-arguments", [file, .. c.Args.Where(a => a.EndsWith(".go", StringComparison.Ordinal)).Select(a => Path.Combine(Path.GetDirectoryName(file)!, a))])], "",
                    [.. c.Args.Where(a => !a.EndsWith(".go", StringComparison.Ordinal))], Path.ChangeExtension(file, ".out"), out _);
            case "rundir" or "errorcheckandrundir" or "buildrundir":
                return Execute(c, DirPackages(dir, c), "test", c.Args, Path.ChangeExtension(file, ".out"), out _);
            case "runoutput":
            {
                string? why = Execute(c, [new FilePackage("command-line-arguments", [file, .. c.Args.Where(a => a.EndsWith(".go", StringComparison.Ordinal)).Select(a => Path.Combine(Path.GetDirectoryName(file)!, a))])], "",
                    [.. c.Args.Where(a => !a.EndsWith(".go", StringComparison.Ordinal))], null, out string source);
                if (why != null) return "generator: " + why;
                string generated = Path.Combine(_work, _session.NextName() + ".go");
                File.WriteAllText(generated, source);
                return Execute(c, [new FilePackage("command-line-arguments", [generated])], "", [], Path.ChangeExtension(file, ".out"), out _);
            }
            default: return "unknown action";
        }
    }

    private List<FilePackage> DirPackages(string dir, Case c)
    {
        bool single = c.Flags.Contains("-s");
        var list = new List<(string Name, List<string> Files)>();
        foreach (string f in Directory.GetFiles(dir, "*.go").OrderBy(f => f, StringComparer.Ordinal))
        {
            if (!_config.Context.MatchFileName(Path.GetFileName(f), false)) continue;
            string name = Regex.Match(File.ReadAllText(f), @"^\s*package (\w+)", RegexOptions.Multiline).Groups[1].Value;
            int at = single ? -1 : list.FindIndex(p => p.Name == name);
            if (at < 0) list.Add((name, [f]));
            else list[at].Files.Add(f);
        }
        return [.. list.Select(p => new FilePackage(p.Name == "main" ? "command-line-arguments" : "test/" + Path.GetFileNameWithoutExtension(p.Files[0]), p.Files))];
    }

    private (string Messages, bool Ok, PackageGraph Graph, List<LoadedPackage> Own) Compile(IReadOnlyList<FilePackage> packages, string prefix, Case c, bool generate = true)
    {
        var (all, own, errors) = FilePackages.Load(_config, packages, prefix, GoVersion(c));
        if (errors.Count > 0) return (string.Join("\n", errors), false, null!, own);
        var (graph, result) = (c.Flags.Contains("-m") ? _reporting : _session).Compile(all, _test, generate);
        return (result.Messages, result.Ok, graph, own);
    }

    private string? Execute(Case c, IReadOnlyList<FilePackage> packages, string prefix, string[] args, string? outFile, out string output)
    {
        output = "";
        var (messages, ok, graph, own) = Compile(packages, prefix, c);
        if (!ok) return "does not compile: " + messages;
        var main = own.Find(p => p.Name == "main");
        if (main == null) return "no main package";
        string name = _session.NextName(), dir = Path.Combine(_work, name);
        try
        {
            var linked = _session.Link(graph, graph.Find(main.ImportPath)!, dir, name);
            if (!linked.Ok) return "does not link: " + linked.Messages;
            var command = Launcher.CommandLine(_session.Std.RuntimeDll(_session.Tools), linked.Images, args, reportExit: false);
            var failures = new List<string>();
            foreach (var mode in _modes)
            {
                if (_exceptions?.Match("GOROOT/test/" + c.File, mode) == true) continue;
                var env = new Dictionary<string, string?>(mode.Env) { ["GOROOT"] = _session.Tools.Goroot };
                var r = Proc.Run(command[0], command.Skip(1), dir, 60, env);
                output = r.Out;
                if (Judge(r, outFile) is { } why) failures.Add(mode.Name.Length > 0 ? $"[{mode.Name}] {why}" : why);
            }
            return failures.Count == 0 ? null : string.Join("\n", failures);
        }
        finally { if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true); }
    }

    private static string? Judge(ProcResult r, string? outFile)
    {
        string both = r.Out + r.Err;
        if (r.TimedOut) return "timed out after 60 s: " + Head(both);
        if (r.Status != 0) return $"status {r.Status}: {Head(both)}";
        if (outFile == null) return null;
        string want = File.Exists(outFile) ? File.ReadAllText(outFile) : "";
        return both.Replace("\r\n", "\n") == want.Replace("\r\n", "\n") ? null : "output differs: " + Results.Diff(want, both);
    }

    private static string Head(string s) => s.Length > 600 ? s[..600] : s;
}
