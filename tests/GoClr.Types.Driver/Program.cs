// Checks packages and prints what the checker says.
//
//     std [-t N] [-quiet]              all of std
//     pkg PATH...                      std packages with what they import
//     file FILE...                     each file as a package of its own
//     errorcheck [FILE | DIR]...       marked lines (// ERROR "re") against reported ones; compile and run files must be clean
//     mutate N SEED FILE...            N random edits of each file: no crash, no hang
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace GoClr.Types.Driver;

public static class Program
{
    public static int Main(string[] args)
    {
        int code = 0;
        var t = new System.Threading.Thread(() => code = Run(args), 256 << 20);
        t.Start();
        t.Join();
        return code;
    }

    private static int Run(string[] args)
    {
        string goroot = System.Environment.GetEnvironmentVariable("GOROOT") ?? "/usr/lib/go";
        var tree = new SourceTree(goroot);
        var rest = new List<string>();
        int threads = 2;
        bool quiet = false;
        string lang = "go1.27";
        for (int i = 1; i < args.Length; i++)
        {
            if (args[i] == "-t") threads = int.Parse(args[++i]);
            else if (args[i] == "-quiet") quiet = true;
            else if (args[i] == "-lang") lang = args[++i];
            else rest.Add(args[i]);
        }
        var clock = Stopwatch.StartNew();
        switch (args.Length > 0 ? args[0] : "")
        {
            case "std":
            case "pkg":
            {
                var list = args[0] == "std" ? tree.StdPackages() : rest;
                Console.WriteLine($"list {clock.ElapsedMilliseconds} ms");
                clock.Restart();
                tree.CheckAll(list, threads);
                Console.WriteLine($"parse and check {clock.ElapsedMilliseconds} ms, {tree.Packages.Count} packages");
                int errors = 0, bad = 0;
                var slow = new List<Loaded>(tree.Packages.Values);
                slow.Sort((a, b) => b.CheckTime.CompareTo(a.CheckTime));
                double sum = 0;
                foreach (var p in slow) sum += p.CheckTime.TotalMilliseconds;
                Console.WriteLine($"check CPU {sum:F0} ms");
                for (int i = 0; i < 8 && i < slow.Count; i++) Console.WriteLine($"  {slow[i].CheckTime.TotalMilliseconds,8:F0} ms {slow[i].Path}");
                foreach (var p in slow)
                {
                    if (!p.Diags.HasErrors) continue;
                    bad++;
                    errors += p.Diags.Count;
                    if (!quiet) p.Diags.Print(Console.Out, 6);
                }
                Console.WriteLine($"{errors} errors in {bad} packages");
                return errors > 0 ? 1 : 0;
            }
            case "file":
            {
                foreach (string f in rest)
                {
                    var p = ErrorCheck.CheckFile(tree, f, File.ReadAllBytes(f));
                    p.Diags.Print(Console.Out, 0);
                }
                return 0;
            }
            case "list":        // [PATH...]: packages (default: std) in dependency order with their files
            {
                var wanted = rest.Count > 0 ? rest : tree.StdPackages();
                tree.CheckAll(wanted, threads);
                var seen = new HashSet<string>();
                void Visit(string path)
                {
                    if (path is "unsafe" or "C" || !seen.Add(path)) return;
                    var p = tree.Packages[path];
                    foreach (string i in p.Imports) Visit(i);
                    Console.WriteLine("pkg " + path);
                    foreach (var f in p.Files) Console.WriteLine(f.Source.Path);
                }
                foreach (string path in wanted) Visit(path);
                return 0;
            }
            case "dump":        // DIR [PATH...]
                tree.CheckAll(rest.Count > 1 ? rest.GetRange(1, rest.Count - 1) : tree.StdPackages(), threads);
                Dump.Write(tree, tree.Packages.Values, rest[0]);
                return 0;
            case "dumptests":   // DIR LIST: std packages with their tests, external tests against them
                Dump.Tests(tree, rest[0], rest[1]);
                return 0;
            case "dumpfiles":   // DIR FILE...: each file as a package of its own
            {
                tree.CheckAll(tree.StdPackages(), threads);
                var list = new List<Loaded>();
                for (int i = 1; i < rest.Count; i++)
                {
                    var p = ErrorCheck.CheckFile(tree, rest[i], File.ReadAllBytes(rest[i]), lang, displayName: rest[i]);
                    list.Add(new Loaded("f/" + Path.GetFileName(rest[i])) { Checked = p.Checked, Diags = p.Diags });
                }
                Dump.Write(tree, list, rest[0]);
                return 0;
            }
            case "mutants":     // DIR N SEED FILE...: writes mutants without checking them
                Mutate.Generate(rest[0], int.Parse(rest[1]), int.Parse(rest[2]), rest.GetRange(3, rest.Count - 3));
                return 0;
            case "errorcheck": return ErrorCheck.Run(tree, rest, quiet);
            case "mutate": return Mutate.Run(tree, int.Parse(rest[0]), int.Parse(rest[1]), rest.GetRange(2, rest.Count - 2));
            default:
                Console.WriteLine("std | pkg PATH... | file FILE... | errorcheck PATH... | mutate N SEED FILE...");
                return 2;
        }
    }
}
