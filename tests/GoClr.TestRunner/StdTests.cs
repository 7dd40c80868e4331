// std's own tests under `goclr test -short`: tests/std/packages.tsv lists the packages whose tests real Go passes here, with the number of top-level tests
// that ran; tests/std/expected.tsv those that do not pass, with the tests that fail and the reason.
//
// A failure that is not listed fails, and so does an entry whose package passes by now. A package whose program ends early counts for the tests that passed
// until then.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace GoClr.TestRunner;

internal static class StdTests
{
    /// <summary>Quick ones from different rooms, for ./test.</summary>
    private static readonly string[] s_sample =
    [
        "container/list", "encoding/csv", "encoding/hex", "errors", "hash/fnv", "html", "math/bits", "path", "sort", "strings", "text/tabwriter", "unicode/utf8",
    ];

    private sealed class Outcome
    {
        public string Action = "";
        public readonly HashSet<string> Passed = [], Failed = [], Skipped = [];
        public readonly List<string> Output = [];
    }

    public static void Run(string root, Results results, string? filter, bool sample, string? save = null)
    {
        string dir = Path.Combine(root, "tests", "std");
        var counts = Table(Path.Combine(dir, "packages.tsv")).ToDictionary(w => w[0], w => int.Parse(w[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var expected = Table(Path.Combine(dir, "expected.tsv")).ToDictionary(w => w[0], w => w[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        var packages = counts.Keys.Where(p => sample ? s_sample.Contains(p) : filter == null || p == filter || filter.EndsWith("...", StringComparison.Ordinal) && p.StartsWith(filter[..^3], StringComparison.Ordinal)).ToList();
        if (packages.Count == 0)
        {
            results.Fail("std", $"no package {filter} in tests/std/packages.tsv");
            return;
        }
        var outcomes = Test(root, packages);
        int whole = 0, tests = 0, skipped = 0, all = 0;
        foreach (string p in packages)
        {
            var o = outcomes.GetValueOrDefault(p) ?? new Outcome();
            all += counts[p];
            tests += Math.Min(counts[p], o.Passed.Count);
            skipped += Math.Clamp(counts[p] - o.Passed.Count, 0, o.Skipped.Count);
            string[] known = expected.GetValueOrDefault(p) ?? [];
            if (o.Action is "pass" or "skip")
            {
                whole++;
                if (known.Length == 0) results.Pass();
                else results.Fail("std " + p, "passes: take it out of tests/std/expected.tsv");
                continue;
            }
            var news = o.Failed.Where(t => !known.Contains(t) && !known.Contains("*")).Order(StringComparer.Ordinal).ToList();
            if (known.Length > 0 && news.Count == 0) results.Pass();
            else results.Fail("std " + p, $"{(news.Count > 0 ? string.Join(' ', news) : "no test failed, but the package did")}\n{string.Join("", o.Output.TakeLast(40))}");
        }
        Console.Out.WriteLine($"std's tests: {whole} of {packages.Count} packages whole ({100.0 * whole / packages.Count:0.0} %), {tests} of {all} top-level tests ({100.0 * tests / Math.Max(1, all):0.0} %){(skipped > 0 ? $", {skipped} skipped that real Go runs" : "")}");
        if (save != null) File.WriteAllLines(save, packages.Where(p => outcomes.GetValueOrDefault(p)?.Action == "fail").Select(p => $"{p}\t{string.Join(' ', outcomes[p].Failed.Order(StringComparer.Ordinal))}"));
    }

    // One session for all: what they import is loaded and checked once.
    private static Dictionary<string, Outcome> Test(string root, List<string> packages)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        var r = Proc.Run(Path.Combine(root, "goclr"), ["test", "-json", "-short", "-timeout", "120s", .. packages], Path.GetTempPath(), 60 * (5 + packages.Count));
        foreach (string line in r.Out.Split('\n'))
        {
            if (!line.StartsWith('{')) continue;
            JsonElement e;
            try { e = JsonDocument.Parse(line).RootElement; }
            catch (JsonException) { continue; }
            string Field(string name) => e.TryGetProperty(name, out var v) ? v.GetString() ?? "" : "";
            string package = Field("Package"), test = Field("Test"), action = Field("Action");
            if (package == "")
            {
                // Messages of a build: "PATH [TESTED.test]".
                string import = Field("ImportPath");
                int of = import.IndexOf('[');
                package = of < 0 ? import : import[(of + 1)..].TrimEnd(']').Replace(".test", "");
            }
            if (!outcomes.TryGetValue(package, out var o)) outcomes[package] = o = new Outcome();
            switch (action)
            {
                case "output" or "build-output": o.Output.Add(Field("Output")); break;
                case "pass" or "fail" or "skip" when test == "" && Field("ImportPath") == "": o.Action = action; break;
                case "pass" when !test.Contains('/'): o.Passed.Add(test); break;
                case "fail" when !test.Contains('/'): o.Failed.Add(test); break;
                case "skip" when !test.Contains('/'): o.Skipped.Add(test); break;
            }
        }
        if (r.TimedOut || outcomes.Count == 0) Console.Out.WriteLine(r.Err);
        return outcomes;
    }

    private static IEnumerable<string[]> Table(string file) => File.Exists(file) ? File.ReadAllLines(file).Skip(1).Select(l => l.Split('\t')).Where(w => w.Length >= 2) : [];
}
