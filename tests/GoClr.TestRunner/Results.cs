// Counts what passed and failed, and prints each failure once.
using System;
using System.Threading;

namespace GoClr.TestRunner;

internal sealed class Results
{
    private int _passed, _failed, _skipped;
    private readonly Lock _lock = new();
    public int Passed => _passed;
    public int Failed => _failed;
    public int Skipped => _skipped;

    public void Pass(int n = 1) => Interlocked.Add(ref _passed, n);
    public void Skip(int n = 1) => Interlocked.Add(ref _skipped, n);

    public void Fail(string name, string detail)
    {
        lock (_lock)
        {
            _failed++;
            Console.Out.WriteLine($"FAIL {name}");
            foreach (string line in detail.TrimEnd().Split('\n')) Console.Out.WriteLine("     " + line);
        }
    }

    public void Check(string name, string expected, string got)
    {
        if (expected == got) Pass();
        else Fail(name, Diff(expected, got));
    }

    /// <summary>First difference of two texts with a little context.</summary>
    public static string Diff(string expected, string got)
    {
        string[] e = expected.Split('\n'), g = got.Split('\n');
        int i = 0;
        while (i < e.Length && i < g.Length && e[i] == g[i]) i++;
        string Show(string[] x) => i < x.Length ? Shorten(x[i]) : "(end)";
        return $"line {i + 1}\nexpected: {Show(e)}\n     got: {Show(g)}" + (i + 1 < g.Length ? "\n          " + Shorten(g[i + 1]) : "");
    }

    private static string Shorten(string s) => s.Length > 300 ? s[..300] + "…" : s;
}
