// What a warm run of hello jits: the tool and the program are precompiled, so hardly anything. The JIT itself lists what it compiles.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;

namespace GoClr.TestRunner;

internal static class StartUp
{
    private const string Name = "methods jitted by a warm hello";
    /// <summary>In the tool until it becomes the program, and in the program.</summary>
    private const int MaxTool = 25, MaxProgram = 8;

    public static void Run(string root, Results results)
    {
        string hello = Path.Combine(root, "examples", "hello"), goclr = Path.Combine(root, "goclr");
        var warm = Proc.Run(goclr, ["run", "main.go"], hello, 1200);
        if (warm.Status != 0) { results.Fail(Name, warm.Text); return; }
        if (StdImage.TryOpen(new Toolchain(Console.Error.WriteLine)) is not { Precompiled: true })
        {
            Console.Out.WriteLine($"skipped: {Name}: the library's image is not precompiled");
            results.Skip();
            return;
        }
        if (Proc.Run("stdbuf", ["--version"]).Status != 0) { results.Fail(Name, "needs stdbuf (coreutils)"); return; }
        // The program is precompiled in the background of its first run.
        for (int i = 0; ; i++)
        {
            // The JIT's list goes through C's standard output, which neither execve nor _exit flushes: line by line, then.
            var r = Proc.Run("stdbuf", ["-oL", goclr, "run", "main.go"], hello, 120, new Dictionary<string, string?> { ["DOTNET_JitDisasmSummary"] = "1" });
            var (tool, program) = Split(r.Out.Split('\n'));
            if (r.Status == 0 && tool.Count is > 0 and <= MaxTool && program.Count is > 0 and <= MaxProgram) { results.Pass(); return; }
            if (i < 20) { System.Threading.Thread.Sleep(1000); continue; }
            results.Fail(Name, $"{tool.Count} in the tool (at most {MaxTool}), {program.Count} in the program (at most {MaxProgram}; none: the JIT's list is missing)\n" + string.Join("\n", [.. tool, "--", .. program]));
            return;
        }
    }

    // Both processes (the tool becomes the program by execve) number their lines from 1. Methods compiled again because they
    // are hot (Tier1) depend on the machine's speed and do not count.
    private static (List<string> Tool, List<string> Program) Split(string[] lines)
    {
        int second = Array.FindLastIndex(lines, l => l.TrimStart().StartsWith("1: ", StringComparison.Ordinal));
        bool Counts(string l) => l.Contains(": JIT compiled ", StringComparison.Ordinal) && !l.Contains("[Tier1", StringComparison.Ordinal);
        return ([.. lines.Take(Math.Max(second, 0)).Where(Counts)], [.. lines.Skip(Math.Max(second, 0)).Where(Counts)]);
    }
}
