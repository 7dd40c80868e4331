// The stress runs: golden programs, examples and GOROOT/test's programs under knobs that collect or preempt all the time, with one P and with four.
//
// A program that cannot hold under a knob, by what it measures, stands in tests/stress.tsv with its argument: program, words of the mode, reason.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GoClr.TestRunner;

/// <summary>Environment of a run, and its name in reports.</summary>
internal sealed record StressMode(string Name, Dictionary<string, string?> Env)
{
    public static readonly StressMode Plain = new("", []);

    public static IEnumerable<StressMode> All =>
        from procs in new[] { "1", "4" }
        from knob in new[] { "gcstress=50", "preemptstress=1" }
        select new StressMode($"{knob} GOMAXPROCS={procs}", new() { ["GODEBUG"] = knob, ["GOMAXPROCS"] = procs });
}

/// <summary>tests/stress.tsv.</summary>
internal sealed class StressExceptions
{
    private readonly List<(string Program, string[] Words)> _rows = [];

    public StressExceptions(string root)
    {
        foreach (string line in File.ReadAllLines(Path.Combine(root, "tests", "stress.tsv")).Skip(1))
        {
            string[] w = line.Split('\t');
            if (w.Length != 3 || w[2].Length == 0) throw new InvalidDataException("tests/stress.tsv: a row is program, mode, reason: " + line);
            _rows.Add((w[0], w[1].Split(' ')));
        }
    }

    public bool Match(string program, StressMode mode) => _rows.Exists(r => r.Program == program && r.Words.All(w => mode.Name.Contains(w, StringComparison.Ordinal)));
}

internal static class Stress
{
    public static void Run(string root, Results results, string? filter)
    {
        var exceptions = new StressExceptions(root);
        var modes = StressMode.All.ToList();
        foreach (var mode in modes) Golden.Run(root, results, filter, mode.Env, $" [{mode.Name}]", skip: program => exceptions.Match(program, mode));
        Conformance.Stress(root, results, filter, modes, exceptions);
    }
}
