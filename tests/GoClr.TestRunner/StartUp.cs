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
    private const int MaxTool = 40, MaxProgram = 25;

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
        string list = Path.GetTempFileName();
        try
        {
            // The program is precompiled in the background of its first run.
            for (int i = 0; ; i++)
            {
                File.Delete(list);
                var r = Proc.Run(goclr, ["run", "main.go"], hello, 120, new Dictionary<string, string?> { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1", ["DOTNET_TieredCompilation"] = null });
                var (tool, program) = Split(File.ReadAllLines(list));
                bool ok = r.Status == 0 && tool.Count <= MaxTool && program.Count <= MaxProgram;
                if (ok) { results.Pass(); return; }
                if (i < 20) { System.Threading.Thread.Sleep(1000); continue; }
                results.Fail(Name, $"{tool.Count} in the tool (at most {MaxTool}), {program.Count} in the program (at most {MaxProgram})\n" + string.Join("\n", [.. tool, "--", .. program]));
                return;
            }
        }
        finally { File.Delete(list); }
    }

    // Both processes (the tool becomes the program by execve) append to the list and number their lines from 1. Methods compiled again because they
    // are hot (Tier1) depend on the machine's speed and do not count.
    private static (List<string> Tool, List<string> Program) Split(string[] lines)
    {
        int second = Array.FindLastIndex(lines, l => l.TrimStart().StartsWith("1: ", StringComparison.Ordinal));
        bool Counts(string l) => !l.Contains("[Tier1", StringComparison.Ordinal);
        return ([.. lines.Take(Math.Max(second, 0)).Where(Counts)], [.. lines.Skip(Math.Max(second, 0)).Where(Counts)]);
    }
}
