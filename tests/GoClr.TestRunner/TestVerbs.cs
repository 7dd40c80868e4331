// goclr test on a sample module, compared with what go test prints for it: tests/testverb. Times, addresses and numbers of goroutines are masked; in JSON
// the packages' streams, which run at the same time, are told apart first.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GoClr.TestRunner;

internal static partial class TestVerbs
{
    private static IEnumerable<(int Number, string Line, string Dir, string[] Args)> Commands(string root)
    {
        string dir = Path.Combine(root, "tests", "testverb");
        int n = 0;
        foreach (string line in File.ReadAllLines(Path.Combine(dir, "commands.txt")))
        {
            if (line.StartsWith('#') || line.Trim() == "") continue;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return (++n, line, Path.GetFullPath(Path.Combine(dir, "sample", words[0])), words[1..]);
        }
    }

    private static string Recorded(string root, int n) => Path.Combine(root, "tests", "testverb", "recorded", $"{n:00}.out");

    public static void Run(string root, Results results, string? filter)
    {
        foreach (var (n, line, dir, args) in Commands(root))
        {
            if (filter != null && !line.Contains(filter)) continue;
            var r = Proc.Run(Path.Combine(root, "goclr"), ["test", .. args], dir, 300, new() { ["GOFLAGS"] = "" });
            string expected = File.Exists(Recorded(root, n)) ? File.ReadAllText(Recorded(root, n)) : "";
            results.Check($"goclr test {n} ({line})", expected, Mask(r, Path.Combine(root, "tests", "testverb", "sample")));
        }
    }

    public static void Update(string root, string goroot)
    {
        Directory.CreateDirectory(Path.Combine(root, "tests", "testverb", "recorded"));
        foreach (var (n, line, dir, args) in Commands(root))
        {
            var env = Golden.OracleEnv(goroot);
            env["GOFLAGS"] = "";
            var r = Proc.Run(Path.Combine(goroot, "bin", "go"), ["test", .. args], dir, 300, env);
            File.WriteAllText(Recorded(root, n), Mask(r, Path.Combine(root, "tests", "testverb", "sample")));
            Console.Out.WriteLine($"recorded {line}");
        }
    }

    private static string Mask(ProcResult r, string sample)
    {
        string text = r.Out.StartsWith("{\"", StringComparison.Ordinal) ? Json(r.Out) : r.Out;
        string all = text + (r.Err.Length > 0 ? "-- stderr --\n" + r.Err : "") + $"-- status {r.Status} --\n";
        all = Golden.Normalise(all, sample);
        all = all.Replace(sample, "$SAMPLE").Replace("usage: goclr test", "usage: go test").Replace("'goclr help test'", "'go help test'").Replace(" and 'go help testflag'", "");
        all = Cached().Replace(all, "#s");
        all = Seconds().Replace(all, "#s");
        all = Running().Replace(all, "$1 (#s)");
        all = Benchmark().Replace(all, "$1 $2");
        all = Cpu().Replace(all, "");
        all = TestMain().Replace(all, "_testmain.go:#");
        // Which of two parallel tests goes on first is chance.
        all = Parallel().Replace(all, m => string.Concat(m.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(l => l + "\n")));
        all = Creator().Replace(all, m => m.Groups[1].Value == "1" ? m.Value : "in goroutine N");
        return all;
    }

    // The events of each package together, in order of the packages' names.
    private static string Json(string text)
    {
        var streams = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            if (line == "") continue;
            using var d = JsonDocument.Parse(line);
            string key = d.RootElement.TryGetProperty("Package", out var p) ? p.GetString()! : d.RootElement.TryGetProperty("ImportPath", out p) ? p.GetString()! : "";
            if (!streams.TryGetValue(key, out var b)) streams[key] = b = new StringBuilder();
            string s = Time().Replace(line, "\"Time\":\"#\"");
            s = Elapsed().Replace(s, "\"Elapsed\":#");
            b.Append(s).Append('\n');
        }
        return string.Concat(streams.Values);
    }

    [GeneratedRegex(@"\(cached\)")] private static partial Regex Cached();
    [GeneratedRegex(@"(?:\b|(?<=\\t))\d+\.\d+s\b")] private static partial Regex Seconds();
    [GeneratedRegex("\"Time\":\"[^\"]*\"")] private static partial Regex Time();
    [GeneratedRegex("\"Elapsed\":[0-9.e-]+")] private static partial Regex Elapsed();
    [GeneratedRegex(@"^(Benchmark\S*)\s+(\d+)\t.*$", RegexOptions.Multiline)] private static partial Regex Benchmark();
    [GeneratedRegex(@"_testmain\.go:\d+")] private static partial Regex TestMain();
    [GeneratedRegex(@"in goroutine (\d+)")] private static partial Regex Creator();
    [GeneratedRegex(@"^(\t\tTest\S*) \(\d+s\)$", RegexOptions.Multiline)] private static partial Regex Running();
    [GeneratedRegex(@"(?:^(?:=== CONT  Test[AB]|--- PASS: Test[AB] \(#s\))\n){2,}", RegexOptions.Multiline)] private static partial Regex Parallel();
    [GeneratedRegex(@"^cpu: .*\n", RegexOptions.Multiline)] private static partial Regex Cpu();
}
