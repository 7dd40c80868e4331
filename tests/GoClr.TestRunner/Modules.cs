// Other people's modules: Debian's golang-*-dev packages, fetched by name into the cache, with their own tests. What goclr test prints is compared with
// tests/modules/NAME.out, recorded from real Go; times are masked.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;

namespace GoClr.TestRunner;

internal static partial class Modules
{
    private const string Suite = "trixie";

    private sealed record Module(string Name, string Path, string[] Packages, string[] Replaced);

    public static void Run(string root, Results results, string? filter)
    {
        // What a first run says on the way (the library is being compiled) is no part of a test's output.
        _ = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions()).Std;
        foreach (var m in List(root, filter))
        {
            string expected = Path.Combine(root, "tests", "modules", m.Name + ".out");
            if (!File.Exists(expected)) { results.Fail(m.Path, "no recorded output: ./test -update modules records it from real Go"); continue; }
            try
            {
                var r = InCopy(m, dir => Proc.Run(Path.Combine(root, "goclr"), ["test", "./..."], dir, 1800, new() { ["GOFLAGS"] = "-mod=mod", ["GOPROXY"] = "off" }));
                results.Check(m.Path, File.ReadAllText(expected), Mask(r.Text));
            }
            catch (AptException e)
            {
                Console.Out.WriteLine($"skipped: {m.Path}: {e.Message}");
                results.Skip();
            }
        }
    }

    /// <summary>Records what real Go prints.</summary>
    public static void Update(string root, string oracle)
    {
        foreach (var m in List(root, null))
        {
            var r = InCopy(m, dir => Proc.Run(Path.Combine(oracle, "bin", "go"), ["test", "-count=1", "./..."], dir, 600, Golden.OracleEnv(oracle)));
            File.WriteAllText(Path.Combine(root, "tests", "modules", m.Name + ".out"), Mask(r.Text));
            Console.Out.WriteLine("recorded " + m.Path);
        }
    }

    private static IEnumerable<Module> List(string root, string? filter) =>
        File.ReadAllLines(Path.Combine(root, "tests", "modules", "modules.tsv")).Skip(1).Select(l => l.Split('\t'))
            .Select(w => new Module(w[0], w[1], w[2].Split(' '), w[3].Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(m => filter == null || m.Path.Contains(filter));

    /// <summary>Debian's packages lie in the cache; the tests run in a copy, as a module whose other modules are folders beside it.</summary>
    private static T InCopy<T>(Module m, Func<string, T> action)
    {
        string kept = Path.Combine(Toolchain.FindCache(), "modules", m.Name);
        if (!Directory.Exists(kept))
        {
            if (!Apt.IsHere) throw new AptException("no apt-get on this machine");
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            string tmp = kept + "-" + Path.GetRandomFileName();
            try
            {
                Directory.CreateDirectory(tmp);
                Directory.Move(Path.Combine(Apt.Fetch(tmp, Suite, m.Packages), "usr", "share", "gocode", "src"), kept);
            }
            finally { Directory.Delete(tmp, recursive: true); }
        }
        string work = Directory.CreateTempSubdirectory("goclr-module-").FullName;
        try
        {
            string dir = Path.Combine(work, m.Path);
            foreach (string p in m.Replaced.Prepend(m.Path)) Copy(Path.Combine(kept, p), Path.Combine(work, p));
            string mod = Path.Combine(dir, "go.mod");
            if (!File.Exists(mod)) File.WriteAllText(mod, $"module {m.Path}\n\ngo 1.21\n");
            File.AppendAllLines(mod, m.Replaced.Select(p => $"replace {p} => {Path.Combine(work, p)}"));
            return action(dir);
        }
        finally { Directory.Delete(work, recursive: true); }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string d in Directory.GetDirectories(from)) Copy(d, Path.Combine(to, Path.GetFileName(d)));
        foreach (string f in Directory.GetFiles(from)) File.Copy(f, Path.Combine(to, Path.GetFileName(f)));
    }

    private static string Mask(string text) => Seconds().Replace(text, "$1TIME").Replace("(cached)", "TIME");

    [GeneratedRegex(@"^((?:ok|FAIL|---)\b.*?\t)\d+\.\d+s", RegexOptions.Multiline)] private static partial Regex Seconds();
}
