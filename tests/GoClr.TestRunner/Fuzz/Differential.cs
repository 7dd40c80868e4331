// Random programs through real Go and through goclr: both must print the same. Programs go in batches: one build, one run a side.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;
using GoClr.Build.Load;

namespace GoClr.TestRunner.Fuzz;

internal sealed partial class Differential(string root, string oracle, BuildSession session, Results results)
{
    private const int BatchSize = 8;
    private int _openOrder;

    [GeneratedRegex(@"^(.* (?:error|inner|recovered)) (?:runtime error|interface conversion): .*$", RegexOptions.Multiline)] private static partial Regex Failures();

    /// <param name="seconds">How long to go on.</param>
    /// <param name="first">Seed of the first program; null: by the clock.</param>
    public static void Run(string root, Results results, int seconds, int? first)
    {
        string? oracle = GorootLocator.FindOracle(Toolchain.FindCache(), Console.Error.WriteLine, out string why);
        if (oracle == null)
        {
            results.Fail("differential fuzzing", why);
            return;
        }
        var session = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions());
        _ = session.Std;
        int seed = first ?? (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 100_000_000) * 10;
        var d = new Differential(root, oracle, session, results);
        var clock = Stopwatch.StartNew();
        int batches = 0;
        long text = 0;
        for (; clock.Elapsed.TotalSeconds < seconds; seed += BatchSize) text += d.Batch(seed, batches++);
        Console.Out.WriteLine($"{batches * BatchSize} programs, {text / 1024} KB of output compared, seeds up to {seed}; {d._openOrder} differ only in which of two failing operands fails first");
    }

    // Every other batch is run under a stress of the runtime: what a program computes does not depend on it.
    private static readonly string[] s_stress = ["", "preemptstress=1", "", "gcstress=20"];

    private long Batch(int seed, int number)
    {
        string dir = Directory.CreateTempSubdirectory("goclr-fuzz-").FullName;
        try
        {
            var main = new StringBuilder("package main\n\nimport (\n\t\"bufio\"\n\t\"fmt\"\n\t\"os\"\n\n");
            var packages = new List<FilePackage>();
            for (int i = 0; i < BatchSize; i++)
            {
                Directory.CreateDirectory(Path.Combine(dir, "p" + i));
                string file = Path.Combine(dir, "p" + i, "p.go");
                File.WriteAllText(file, Generator.Package(seed + i, "p" + i));
                main.Append($"\t\"fuzz/p{i}\"\n");
                packages.Add(new FilePackage("fuzz/p" + i, [file]));
            }
            main.Append(")\n\nfunc main() {\n\tout := bufio.NewWriter(os.Stdout)\n\tdefer out.Flush()\n");
            for (int i = 0; i < BatchSize; i++) main.Append($"\tfmt.Fprintln(out, \"== {i}\")\n\tp{i}.Run(out)\n\tout.Flush()\n");
            main.Append("}\n");
            string mainFile = Path.Combine(dir, "main.go");
            File.WriteAllText(mainFile, main.ToString());
            File.WriteAllText(Path.Combine(dir, "go.mod"), "module fuzz\n\ngo 1.27\n");
            packages.Add(new FilePackage("fuzz", [mainFile]));

            string exe = Path.Combine(dir, "fuzz.exe");
            var built = Proc.Run(Path.Combine(oracle, "bin", "go"), ["build", "-o", exe, "."], dir, 600, Golden.OracleEnv(oracle));
            if (built.Status != 0)
            {
                Keep(seed, -1, dir, "real Go refuses the program:\n" + built.Text);
                return 0;
            }
            var want = Proc.Run(exe, [], dir, 120);
            string stress = s_stress[number % s_stress.Length];
            var got = Ours(packages, dir, stress);
            if (want.Text == got.Text) { results.Pass(BatchSize); return want.Text.Length; }
            var w = Parts(want.Text);
            var g = Parts(got.Text);
            for (int i = 0; i < BatchSize; i++)
            {
                string a = w.GetValueOrDefault(i, "(nothing)"), b = g.GetValueOrDefault(i, "(nothing)");
                if (a == b) results.Pass();
                else if (Failures().Replace(a, "$1") == Failures().Replace(b, "$1"))
                {
                    // Two operands of one statement fail: the language leaves open which does first, and a program that depends on it has no one output.
                    _openOrder++;
                    results.Pass();
                }
                else Keep(seed + i, i, dir, (stress.Length > 0 ? $"[{stress}] " : "") + Results.Diff(a, b));
                // Both sides died in an earlier program of the batch: what kills a process is nothing to generate.
                if (!w.ContainsKey(i) && !g.ContainsKey(i)) { Keep(seed + i - 1, i - 1, dir, "ends the process on both sides:\n" + want.Err); break; }
            }
            return want.Text.Length;
        }
        finally { Directory.Delete(dir, recursive: true); }
    }

    private static Dictionary<int, string> Parts(string text)
    {
        var parts = new Dictionary<int, string>();
        foreach (string part in ("\n" + text).Split("\n== ").Skip(1))
        {
            int end = part.IndexOf('\n');
            if (end > 0 && int.TryParse(part[..end], out int n)) parts[n] = part[(end + 1)..];
        }
        return parts;
    }

    private ProcResult Ours(List<FilePackage> packages, string dir, string stress)
    {
        try
        {
            var (all, own, errors) = FilePackages.Load(session.LoadConfig(dir), packages, "", "go1.27");
            if (errors.Count > 0) return new ProcResult(1, "", string.Join("\n", errors), false);
            var (graph, compiled) = session.Compile(all, dir);
            if (!compiled.Ok) return new ProcResult(1, "", compiled.Messages, false);
            string name = session.NextName();
            var linked = session.Link(graph, graph.Find(own.Find(p => p.Name == "main")!.ImportPath)!, Path.Combine(dir, name), name);
            if (!linked.Ok) return new ProcResult(1, "", linked.Messages, false);
            var command = Launcher.CommandLine(session.Tools.RuntimeDll, linked.Images, [], reportExit: false);
            return Proc.Run(command[0], command.Skip(1), dir, 300, stress.Length > 0 ? new() { ["GODEBUG"] = stress } : null);
        }
        catch (Exception e)
        {
            return new ProcResult(1, "", "internal: " + (e is AggregateException a ? a.Flatten().InnerExceptions[0] : e).ToString(), false);
        }
    }

    // What to look at: artifacts/fuzz/SEED.go, and SEED.txt with the difference.
    private void Keep(int seed, int index, string dir, string why)
    {
        string keep = Path.Combine(root, "artifacts", "fuzz");
        Directory.CreateDirectory(keep);
        for (int i = 0; i < BatchSize; i++)
        {
            if (index < 0 || i == index) File.Copy(Path.Combine(dir, "p" + i, "p.go"), Path.Combine(keep, (index < 0 ? seed + i : seed) + ".go"), overwrite: true);
        }
        File.WriteAllText(Path.Combine(keep, seed + ".txt"), why + "\n");
        results.Fail($"program {seed} (artifacts/fuzz/{seed}.go)", why.Length > 1500 ? why[..1500] : why);
    }
}
