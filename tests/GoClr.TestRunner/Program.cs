// The test command behind ./test. First argument: root of the checkout.
using System;
using System.Diagnostics;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;

namespace GoClr.TestRunner;

internal static class Program
{
    private const string Help = """
        usage: ./test [flag]

          (none)               unit tests, golden programs, examples, command line, a fixed sample of the conformance suite
          --unit               the xunit projects
          --golden [TEXT]      golden programs and examples whose path contains TEXT
          --stress [TEXT]      the same and GOROOT/test's programs under GODEBUG=gcstress and preemptstress, with GOMAXPROCS 1 and 4
          --cli [TEXT]         the command line: messages, exit statuses, written programs, modules
          --conformance [TEXT] GOROOT/test whole, or the files whose path contains TEXT; compared with tests/conformance/expected.tsv
          --std [PKG]          std's own tests (all, one package, or PREFIX...); compared with tests/std/expected.tsv
          --testverb           goclr test on tests/testverb/sample; compared with what go test prints
          --std-compile [PKG]  all of std (or packages) through the compiler: what does not compile, and why
          --modules [TEXT]     other people's modules (Debian packages): their own tests under goclr test
          --fuzz SECONDS [SEED]  random programs through real Go and goclr: both must print the same
          --fuzz-front SECONDS   mutated Go files through parser, checker and code generation: no crash, no hang
          --startup            what a warm hello jits
          --edit               what an edit costs: goclr run of a module of 50 files, warm and after a one-line edit
          --first-run          ./goclr run examples/notify from nothing: the time, and the longest time without a sign of progress
          -update [TEXT]       record golden outputs, and scripts of tests/cli that say "# as go", from real Go; -update modules: those of --modules
        """;

    private static int Main(string[] args)
    {
        string root = args[0];
        string mode = args.Length > 1 ? args[1] : "";
        string? filter = args.Length > 2 ? args[2] : null;
        var results = new Results();
        var clock = Stopwatch.StartNew();
        void Section(string name)
        {
            Console.Out.WriteLine($"== {name} ({clock.Elapsed.TotalSeconds:0} s)");
            Console.Out.Flush();
        }
        switch (mode)
        {
            case "--help" or "-h": Console.Out.WriteLine(Help); return 0;
            case "--startup": StartUp.Run(root, results); break;
            case "--edit": return EditCycle.Run(root);
            case "--first-run": return FirstRun.Run(root);
            case "--std-compile": return StdCompile.Run(root, args[2..]);
            case "-update":
            {
                string? oracle = GorootLocator.FindOracle(Toolchain.FindCache(), Console.Error.WriteLine, out string why);
                if (oracle == null) { Console.Error.WriteLine(why); return 1; }
                if (filter == "modules") { Modules.Update(root, oracle); return 0; }
                if (filter?.Contains("cli/") != true) Golden.Update(root, oracle, filter);
                Placements.Update(root, oracle, filter);
                if (filter == null || filter.Contains("cli/")) CommandLine.Update(root, oracle, filter);
                return 0;
            }
            case "--unit": UnitTests.Run(root, results, filter); break;
            case "--golden":
                Golden.Run(root, results, filter);
                Placements.Run(root, results, filter);
                break;
            case "--stress": Stress.Run(root, results, filter); break;
            case "--modules": Modules.Run(root, results, filter); break;
            case "--cli": CommandLine.Run(root, results, filter); FullDisk.Run(root, results); break;
            case "--fuzz":
            {
                if (!int.TryParse(filter, out int seconds)) { Console.Error.WriteLine(Help); return 2; }
                Fuzz.Differential.Run(root, results, seconds, args.Length > 3 ? int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : null);
                break;
            }
            case "--fuzz-front":
            {
                if (!int.TryParse(filter, out int seconds)) { Console.Error.WriteLine(Help); return 2; }
                Fuzz.FrontEnd.Run(root, results, seconds);
                break;
            }
            case "--testverb": TestVerbs.Run(root, results, filter); break;
            case "--std": StdTests.Run(root, results, filter, sample: false); break;
            case "--conformance": Conformance.Run(root, results, filter, sample: false); break;
            case "":
                Section("unit tests");
                UnitTests.Run(root, results, null);
                Section("golden programs and examples");
                Golden.Run(root, results, null);
                Placements.Run(root, results, null);
                StartUp.Run(root, results);
                Section("command line");
                CommandLine.Run(root, results, null);
                FullDisk.Run(root, results);
                Section("conformance sample");
                Conformance.Run(root, results, null, sample: true);
                Section("goclr test");
                TestVerbs.Run(root, results, null);
                Section("a sample of std's tests");
                StdTests.Run(root, results, null, sample: true);
                break;
            default:
                Console.Error.WriteLine(Help);
                return 2;
        }
        Console.Out.WriteLine($"{results.Passed} passed, {results.Failed} failed{(results.Skipped > 0 ? $", {results.Skipped} skipped" : "")}");
        return results.Failed == 0 ? 0 : 1;
    }
}
