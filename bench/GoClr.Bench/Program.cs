// Runs each benchmark alternately under real Go and under goclr and compares CPU time (user and system of the process), best of all rounds.
//
// B1  CPU time, not wall time: other work on the machine moves it least. Alternating, so that whatever remains hits both sides.
// B2  Both sides run the finished program; compiling is not measured. Ours includes the start of .NET and compilation from IL; the second ratio
//     takes from each side what the empty program costs there.
// B3  Both must print the same bytes, or there is no result.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;
using GoClr.Build.Load;

namespace GoClr.Bench;

internal static class Program
{
    private sealed class Subject(string name)
    {
        public readonly string Name = name;
        public string[] Go = [], Ours = [];
        public double GoBest = double.MaxValue, OursBest = double.MaxValue;
        public string? Failure;
    }

    private static int Main(string[] args)
    {
        string bench = args[0];
        int rounds = 5;
        var names = new List<string>();
        for (int i = 1; i < args.Length; i++)
        {
            if (args[i] == "--rounds" && i + 1 < args.Length) rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            else names.Add(args[i]);
        }
        bool whole = names.Count == 0;
        if (whole) names.AddRange(Directory.GetDirectories(bench).Where(d => File.Exists(Path.Combine(d, "main.go"))).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
        names.Remove("empty");
        names.Insert(0, "empty");

        string? oracle = GorootLocator.FindOracle(Toolchain.FindCache(), Console.Error.WriteLine, out string reason);
        if (oracle == null) { Console.Error.WriteLine(reason); return 2; }
        string tmp = Path.Combine(Path.GetTempPath(), "goclr-bench-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(tmp);
        try
        {
            var tools = new Toolchain(Console.Error.WriteLine);
            var session = new BuildSession(tools, new BuildOptions());
            var subjects = names.Select(n => new Subject(n)).ToList();
            foreach (var s in subjects) Build(s, Path.Combine(bench, s.Name), oracle, tools, session, tmp);
            for (int r = 0; r < rounds; r++)
            {
                foreach (var s in subjects) Round(s, tmp);
                Console.Error.Write(r + 1 == rounds ? "\n" : ".");
            }
            string table = Table(subjects);
            Console.Write(table);
            if (whole) File.WriteAllText(Path.Combine(bench, "RESULTS.md"), Head(rounds, oracle, tools) + table);
            return subjects.Any(s => s.Failure != null) ? 1 : 0;
        }
        finally
        {
            Directory.Delete(tmp, recursive: true);
        }
    }

    private static void Build(Subject s, string dir, string oracle, Toolchain tools, BuildSession session, string tmp)
    {
        string go = Path.Combine(tmp, s.Name + ".go-program"), main = Path.Combine(dir, "main.go");
        var built = Child.Run([Path.Combine(oracle, "bin", "go"), "build", "-o", go, main], tmp, ["GOROOT=" + oracle, "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod", "GOPROXY=off", "CGO_ENABLED=0"]);
        if (built.Status != 0) { s.Failure = "go build: " + built.Output; return; }
        s.Go = [go];
        var loaded = Loader.Load(session.LoadConfig(dir), [main]);
        if (loaded.Errors.Count > 0) { s.Failure = loaded.Errors[0].Text; return; }
        var (graph, result) = session.Compile(loaded.Packages, dir);
        if (!result.Ok) { s.Failure = result.Messages; return; }
        var linked = session.Link(graph, graph.Find(loaded.Roots[0].ImportPath)!, Path.Combine(tmp, s.Name), "program");
        if (!linked.Ok) { s.Failure = linked.Messages; return; }
        var line = Launcher.CommandLine(session.Std.RuntimeDll(tools), linked.Images, [], reportExit: false);
        line[0] = Environment.ProcessPath ?? "dotnet";
        s.Ours = [.. line];
    }

    private static void Round(Subject s, string tmp)
    {
        if (s.Failure != null) return;
        var go = Child.Run(s.Go, tmp, []);
        var ours = Child.Run(s.Ours, tmp, []);
        if (go.Status != 0) s.Failure = $"go: status {go.Status}";
        else if (ours.Status != 0) s.Failure = $"status {ours.Status}: {ours.Output}";
        else if (go.Output != ours.Output) s.Failure = $"printed {ours.Output.TrimEnd()}, Go {go.Output.TrimEnd()}";
        s.GoBest = Math.Min(s.GoBest, go.Cpu);
        s.OursBest = Math.Min(s.OursBest, ours.Cpu);
    }

    private static string Table(List<Subject> subjects)
    {
        var w = new StringBuilder();
        w.Append("| benchmark | Go ms | goclr ms | ratio | without start |\n| --- | ---: | ---: | ---: | ---: |\n");
        var empty = subjects[0];
        double logs = 0, logsCorrected = 0;
        int n = 0;
        foreach (var s in subjects)
        {
            if (s.Failure != null)
            {
                w.Append(CultureInfo.InvariantCulture, $"| {s.Name} | | | failed: {s.Failure.Trim().Split('\n')[0]} | |\n");
                continue;
            }
            double ratio = s.OursBest / s.GoBest, corrected = Math.Max(s.OursBest - empty.OursBest, 0.1) / Math.Max(s.GoBest - empty.GoBest, 0.1);
            w.Append(CultureInfo.InvariantCulture, $"| {s.Name} | {s.GoBest:F0} | {s.OursBest:F0} |");
            if (s == empty) { w.Append(" | |\n"); continue; }
            w.Append(CultureInfo.InvariantCulture, $" {ratio:F2} | {corrected:F2} |\n");
            logs += Math.Log(ratio);
            logsCorrected += Math.Log(corrected);
            n++;
        }
        if (n > 0) w.Append(CultureInfo.InvariantCulture, $"| geometric mean | | | **{Math.Exp(logs / n):F2}** | **{Math.Exp(logsCorrected / n):F2}** |\n");
        return w.ToString();
    }

    private static string Head(int rounds, string oracle, Toolchain tools)
    {
        string cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Benchmarks against real Go

            {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {cpu}, {Environment.ProcessorCount} CPUs, {GorootLocator.Version(oracle)}, .NET {Environment.Version}, std {(Directory.Exists(tools.CacheDir) && StdImage.TryOpen(tools) is { Precompiled: true } ? "precompiled" : "from IL")}.
            Made by `bench/run` ({rounds} alternating rounds, best of each, CPU time of the process). Ratio: goclr / Go, below 1 goclr is faster. "Without start":
            what the empty program costs is taken off on both sides.


            """);
    }
}
