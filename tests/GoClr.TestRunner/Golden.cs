// Programs with recorded outputs: tests/golden/<topic>/<name>.go with .out beside it, and the examples. Recorded from real Go by -update.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace GoClr.TestRunner;

internal static partial class Golden
{
    /// <summary>A program: what to run, and the file with the expected text.</summary>
    private static readonly Lazy<string> s_goroot = new(() => new GoClr.Build.Driver.Toolchain(Console.Error.WriteLine).Goroot);

    private sealed record Case(string Name, string Target, string Dir, string Expected, string[] Args, bool MaskNumbers);

    private static List<Case> Cases(string root)
    {
        var list = new List<Case>();
        string golden = Path.Combine(root, "tests", "golden");
        foreach (string f in Directory.GetFiles(golden, "*.go", SearchOption.AllDirectories).OrderBy(f => f, StringComparer.Ordinal))
        {
            list.Add(new Case(Path.GetRelativePath(root, f), Path.GetFileName(f), Path.GetDirectoryName(f)!, Path.ChangeExtension(f, ".out"), [], false));
        }
        string examples = Path.Combine(root, "examples");
        foreach (string f in Directory.GetFiles(examples, "expected.out", SearchOption.AllDirectories).OrderBy(f => f, StringComparer.Ordinal))
        {
            string dir = Path.GetDirectoryName(f)!;
            bool mask = File.Exists(Path.Combine(dir, "go.mod"));
            list.Add(new Case(Path.GetRelativePath(root, dir), mask ? "." : "main.go", dir, f, mask ? ["-alerts", "2000"] : [], mask));
        }
        return list;
    }

    /// <param name="env">Knobs of a stress run; null: plain.</param>
    public static void Run(string root, Results results, string? filter, Dictionary<string, string?>? env = null, string suffix = "", int parallel = 2, Func<string, bool>? skip = null)
    {
        var cases = Cases(root).Where(c => filter == null || c.Name.Contains(filter)).ToList();
        // What a first run says on the way (the library is being compiled) is no part of a program's output.
        var warm = Proc.Run(Path.Combine(root, "goclr"), ["run", "main.go"], Path.Combine(root, "examples", "hello"), 1200);
        if (warm.Status != 0)
        {
            results.Fail("examples/hello", warm.Text);
            return;
        }
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = parallel }, c =>
        {
            if (skip?.Invoke(c.Name) == true)
            {
                results.Skip();
                return;
            }
            if (!File.Exists(c.Expected))
            {
                results.Fail(c.Name + suffix, "no recorded output: ./test -update records it from real Go");
                return;
            }
            var r = Proc.Run(Path.Combine(root, "goclr"), ["run", c.Target, .. c.Args], c.Dir, 120, env);
            string expected = File.ReadAllText(c.Expected), got = Normalise(r.Text, c.Dir);
            if (c.MaskNumbers) { expected = Mask(expected); got = Mask(got); }
            // A program that does not print what Go prints yet: the reason lies beside it, and goes with the fix.
            string debt = Path.ChangeExtension(c.Expected, ".debt");
            if (!File.Exists(debt)) results.Check(c.Name + suffix, expected, got);
            else if (expected != got) results.Pass();
            else results.Fail(c.Name + suffix, $"prints what Go prints, but {Path.GetFileName(debt)} says it does not: take that file out");
        });
    }

    /// <summary>Records expectations from real Go.</summary>
    public static void Update(string root, string goroot, string? filter)
    {
        var env = OracleEnv(goroot);
        foreach (var c in Cases(root))
        {
            if (filter != null && !c.Name.Contains(filter)) continue;
            var r = Proc.Run(Path.Combine(goroot, "bin", "go"), ["run", c.Target, .. c.Args], c.Dir, 120, env);
            File.WriteAllText(c.Expected, Normalise(r.Text, c.Dir));
            Console.Out.WriteLine($"recorded {c.Name}");
        }
    }

    public static Dictionary<string, string?> OracleEnv(string goroot) => new()
    {
        ["GOROOT"] = goroot, ["GOTOOLCHAIN"] = "local", ["GOPROXY"] = "off", ["GOFLAGS"] = "-mod=mod", ["CGO_ENABLED"] = "0",
    };

    /// <summary>Takes out what differs from machine to machine and from run to run: folders, addresses, argument values, goroutine numbers behind the first, lines of the runtime.</summary>
    public static string Normalise(string text, string dir)
    {
        text = text.Replace(dir + "/", "").Replace(s_goroot.Value + "/src/", "/goroot/src/");
        text = StackOverflow().Replace(text, "$1\n$2\n");
        text = FatalTrace().Replace(text, "$1\n");
        text = RuntimeLine().Replace(text, "\tGOROOT/runtime");
        text = GorootLine().Replace(text, "\tGOROOT/$1");
        text = PcOffset().Replace(text, "");
        text = SignalPc().Replace(text, "addr=0x0 pc=0x0]");
        text = Arguments().Replace(text, "$1(...)");
        text = GoroutineId().Replace(text, m => m.Groups[1].Value == "1" ? m.Value : "goroutine N [");
        return text;
    }

    private static string Mask(string s) => Number().Replace(s, "#");

    // Traces whose depth or interleaving is a matter of chance: only the message stays.
    [GeneratedRegex(@"^(runtime: goroutine stack exceeds \d+-byte limit)\n.*?^(fatal error: stack overflow)\n.*?(?=^exit status)", RegexOptions.Multiline | RegexOptions.Singleline)] private static partial Regex StackOverflow();
    [GeneratedRegex(@"^(fatal error: (?:concurrent map|sync:)[^\n]*)\n.*?(?=^exit status)", RegexOptions.Multiline | RegexOptions.Singleline)] private static partial Regex FatalTrace();
    [GeneratedRegex(@"^\t(?:\S*/(?:src|overlay)/)?(?:internal/)?runtime/\S+:\d+", RegexOptions.Multiline)] private static partial Regex RuntimeLine();
    [GeneratedRegex(@"^\t\S*/src/(\S+\.go:\d+)", RegexOptions.Multiline)] private static partial Regex GorootLine();
    [GeneratedRegex(@" \+0x[0-9a-f]+$", RegexOptions.Multiline)] private static partial Regex PcOffset();
    [GeneratedRegex(@"addr=0x[0-9a-f]+ pc=0x[0-9a-f]+\]")] private static partial Regex SignalPc();
    [GeneratedRegex(@"^([\w./*()\[\]·-]+)\((?:|(?:0x|\{|\.\.\.)[^\n]*)\)$", RegexOptions.Multiline)] private static partial Regex Arguments();
    [GeneratedRegex(@"goroutine (\d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[")] private static partial Regex GoroutineId();
    [GeneratedRegex(@"\d[\d.]*(?:µs|ms|ns|s)?\b")] private static partial Regex Number();
}
