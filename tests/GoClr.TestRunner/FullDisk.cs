// A disk that is full while the cache is written: a file system of a few kilobytes is mounted over the cache's folder of programs, in a mount
// namespace of the test's own, so nothing outside sees it. What is half written must be neither used nor left behind.
using System;
using System.IO;
using GoClr.Build.Driver;

namespace GoClr.TestRunner;

internal static class FullDisk
{
    private const string Name = "full disk while the cache is written";

    public static void Run(string root, Results results)
    {
        if (Proc.Run("unshare", ["-rm", "true"]).Status != 0)
        {
            Console.Out.WriteLine($"skipped: {Name}: this machine does not let the test mount (unshare -rm)");
            results.Skip();
            return;
        }
        string dir = Directory.CreateTempSubdirectory("goclr-full-").FullName;
        try
        {
            // A number of its own makes the program new to the cache.
            File.WriteAllText(Path.Combine(dir, "x.go"), $"package main\n\nimport \"fmt\"\n\nfunc main() {{ fmt.Println(\"ran\", {Random.Shared.Next()}) }}\n");
            string programs = Path.Combine(Toolchain.FindCache(), "prog");
            Directory.CreateDirectory(programs);
            // 4 KB blocks: one for the folder, one for the first file; the program needs more.
            var r = Proc.Run("unshare",
                ["-rm", "sh", "-c", "mount -t tmpfs -o size=16k tmpfs \"$1\" && \"$2\" run x.go; s=$?; ls \"$1\"; exit $s", "sh", programs, Path.Combine(root, "goclr")], dir, 600);
            string got = System.Text.RegularExpressions.Regex.Replace(r.Text.Replace(programs, "$CACHE/prog"), "prog/[0-9a-f]+", "prog/…");
            results.Check(Name, "-- stderr --\ngoclr: writing $CACHE/prog/…: no space left on device\n-- status 1 --\n", got);
        }
        finally { Directory.Delete(dir, recursive: true); }
    }
}
