// ./test --first-run: a copy of the checkout with nothing built and empty caches runs examples/notify; how long that takes, and the longest time without
// a line. More than 3 s without one is a failure.
using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace GoClr.TestRunner;

internal static class FirstRun
{
    private const double MaxGap = 3.0;

    public static int Run(string root)
    {
        string dir = Path.Combine(Path.GetTempPath(), "goclr-first-" + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(Path.Combine(dir, "home"));
            string copy = Path.Combine(dir, "check out");
            Copy(root, copy);
            var info = new ProcessStartInfo(Path.Combine(copy, "goclr"), ["run", "examples/notify"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = copy };
            info.Environment["HOME"] = Path.Combine(dir, "home");
            info.Environment["GOCLRCACHE"] = Path.Combine(dir, "cache");
            foreach (string v in new[] { "XDG_CACHE_HOME", "GOCLR_STD", "GOCLR_NOAOT", "NUGET_PACKAGES" }) info.Environment.Remove(v);
            var clock = Stopwatch.StartNew();
            double last = 0, worst = 0;
            string before = "(start)", worstBefore = "", worstAfter = "";
            var gate = new Lock();
            void Line(string? line)
            {
                if (line == null) return;
                lock (gate)
                {
                    double now = clock.Elapsed.TotalSeconds;
                    if (now - last > worst) (worst, worstBefore, worstAfter) = (now - last, before, line);
                    (last, before) = (now, line);
                    Console.Out.WriteLine($"{now,7:0.0} s  {line}");
                }
            }
            using var p = Process.Start(info)!;
            p.OutputDataReceived += (_, e) => Line(e.Data);
            p.ErrorDataReceived += (_, e) => Line(e.Data);
            p.BeginOutputReadLine();
            p.BeginErrorReadLine();
            p.WaitForExit();
            Console.Out.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s in all, status {p.ExitCode}; the longest silence, {worst:0.0} s, was between\n    {worstBefore}\n    {worstAfter}");
            return p.ExitCode == 0 && worst <= MaxGap ? 0 : 1;
        }
        finally { if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true); }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string f in Directory.GetFiles(from)) File.Copy(f, Path.Combine(to, Path.GetFileName(f)));
        foreach (string d in Directory.GetDirectories(from))
        {
            string name = Path.GetFileName(d);
            if (name is not ("artifacts" or ".git" or "bin" or "obj")) Copy(d, Path.Combine(to, name));
        }
    }
}
