// tests/escape: what -gcflags='-m -l' prints about a program, compared with what real Go printed (recorded by -update), line by line and in its order.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.TestRunner;

internal static class Placements
{
    private static IEnumerable<string> Files(string root, string? filter) =>
        Directory.GetFiles(Path.Combine(root, "tests", "escape"), "*.go").Where(f => filter == null || f.Contains(filter)).OrderBy(f => f, StringComparer.Ordinal);

    public static void Run(string root, Results results, string? filter)
    {
        if (!Files(root, filter).Any()) return;
        var session = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions { GcFlags = "-m -l" });
        string dir = Path.Combine(root, "tests", "escape");
        foreach (string f in Files(root, filter))
        {
            var loaded = Loader.Load(session.LoadConfig(dir), [Path.GetFileName(f)]);
            if (loaded.Errors.Count > 0) { results.Fail(Path.GetRelativePath(root, f), loaded.Errors[0].Text); continue; }
            var (_, result) = session.Compile(loaded.Packages, dir);
            results.Check(Path.GetRelativePath(root, f), File.ReadAllText(Path.ChangeExtension(f, ".out")), result.Messages);
        }
    }

    public static void Update(string root, string goroot, string? filter)
    {
        string work = Directory.CreateTempSubdirectory("goclr-escape-").FullName;
        try
        {
            foreach (string f in Files(root, filter))
            {
                var r = Proc.Run(Path.Combine(goroot, "bin", "go"), ["build", "-gcflags=-m -l", "-o", Path.Combine(work, "a.out"), Path.GetFileName(f)], Path.GetDirectoryName(f)!, 300, Golden.OracleEnv(goroot));
                File.WriteAllText(Path.ChangeExtension(f, ".out"), r.Err);
            }
        }
        finally { Directory.Delete(work, recursive: true); }
    }
}
