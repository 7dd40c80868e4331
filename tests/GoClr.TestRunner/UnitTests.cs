// Runs the xunit projects and adds up their counts.
using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace GoClr.TestRunner;

internal static partial class UnitTests
{
    public static void Run(string root, Results results, string? filter)
    {
        // Tests that read std look where GOROOT says; those that ask real Go, where GOCLR_ORACLE says.
        var env = new System.Collections.Generic.Dictionary<string, string?> { ["GOROOT"] = new GoClr.Build.Driver.Toolchain(Console.Error.WriteLine).Goroot };
        if (GoClr.Build.Goroot.GorootLocator.FindOracle(GoClr.Build.Driver.Toolchain.FindCache(), Console.Error.WriteLine, out string why) is { } oracle) env["GOCLR_ORACLE"] = oracle;
        else Console.Out.WriteLine($"comparisons with real Go are skipped: {why}");
        foreach (string project in Directory.GetFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories).OrderBy(p => p, StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            if (filter != null && !name.Contains(filter)) continue;
            var build = Proc.Run("dotnet", ["build", project, "-c", "Release", "--nologo", "-v", "q", "-clp:NoSummary"], root, 600);
            if (build.Status != 0)
            {
                results.Fail(name, "does not build:\n" + build.Out + build.Err);
                continue;
            }
            var r = Proc.Run("dotnet", ["test", project, "-c", "Release", "--no-build", "--nologo", "-v", "q"], root, 900, env);
            var m = Summary().Match(r.Out);
            if (m.Success)
            {
                int failed = int.Parse(m.Groups[1].Value), passed = int.Parse(m.Groups[2].Value);
                results.Pass(passed);
                results.Skip(int.Parse(m.Groups[3].Value));
                if (failed == 0 && r.Status == 0) continue;
                foreach (Match f in FailedTest().Matches(r.Out)) results.Fail($"{name}: {f.Groups[1].Value}", f.Groups[2].Value);
                if (failed == 0 || FailedTest().Count(r.Out) == 0) results.Fail(name, r.Out + r.Err);
            }
            else
            {
                results.Fail(name, "no test result:\n" + r.Out + r.Err);
            }
        }
    }

    [GeneratedRegex(@"Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+)")] private static partial Regex Summary();
    [GeneratedRegex(@"^\s*Failed (\S.*?) \[[^\]]*\]\n((?:.*\n){0,12})", RegexOptions.Multiline)] private static partial Regex FailedTest();
}
