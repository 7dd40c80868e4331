// Mutated Go files through the whole front end: parser, checker and, where it checks, code generation. Nothing may crash it, and nothing may hold it
// for long. The seeds are the golden programs and some files of std; a mutant that fails is kept under artifacts/fuzz.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.TestRunner.Fuzz;

internal static class FrontEnd
{
    private const int LimitSeconds = 30;

    private static readonly string[] s_words =
    [
        "(", ")", "{", "}", "[", "]", ",", ";", "\n", ":=", "=", ".", "...", "func", "type", "if ", "for ", "range ", "switch ", "case ", "select ", "go ", "defer ", "return", "break", "continue", "goto ",
        "chan ", "<-", "*", "&", "~", "|", "<<", "map[", "struct{", "interface{", "var ", "const ", "iota", "nil", "any", "int", "string", "T", "T[int]", "[]T", "_", "0", "1e400", "1<<100", "-1", "\"s\"", "'x'", "len(",
        "make(", "new(", "append(", "unsafe.Sizeof(", "error", "comparable", "x", "main", "init",
    ];

    public static void Run(string root, Results results, int seconds)
    {
        var session = new BuildSession(new Toolchain(Console.Error.WriteLine), new BuildOptions { GcFlags = "-e" });
        var config = session.LoadConfig(root);
        var seeds = new List<byte[]>();
        foreach (string f in Directory.GetFiles(Path.Combine(root, "tests"), "*.go", SearchOption.AllDirectories)) seeds.Add(File.ReadAllBytes(f));
        foreach (string f in new[] { "slices/sort.go", "container/list/list.go", "sync/pool.go", "text/tabwriter/tabwriter.go", "strings/builder.go", "iter/iter.go" })
        {
            seeds.Add(File.ReadAllBytes(Path.Combine(session.Tools.Goroot, "src", f)));
        }
        int start = (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 1_000_000_000);
        var clock = Stopwatch.StartNew();
        string dir = Directory.CreateTempSubdirectory("goclr-fuzz-").FullName;
        int n = 0, good = 0;
        try
        {
            for (; clock.Elapsed.TotalSeconds < seconds; n++)
            {
                byte[] text = Mutate(seeds, new Random(start + n));
                string file = Path.Combine(dir, "x.go");
                File.WriteAllBytes(file, text);
                string? why = null;
                bool ok = false;
                var task = Task.Run(() => Try(session, config, file, dir, out why));
                if (!task.Wait(TimeSpan.FromSeconds(LimitSeconds))) why = $"still at work after {LimitSeconds} s";
                else ok = task.Result;
                if (ok) good++;
                if (why == null) { results.Pass(); continue; }
                string keep = Path.Combine(root, "artifacts", "fuzz");
                Directory.CreateDirectory(keep);
                File.Copy(file, Path.Combine(keep, $"front-{start + n}.go"), overwrite: true);
                results.Fail($"mutant {start + n} (artifacts/fuzz/front-{start + n}.go)", why);
                if (!task.IsCompleted) return;      // a thread that hangs makes everything after it slow
            }
        }
        finally
        {
            Directory.Delete(dir, recursive: true);
            Console.Out.WriteLine($"{n} mutants, {good} of them compile");
        }
    }

    private static bool Try(BuildSession session, LoadConfig config, string file, string dir, out string? why)
    {
        why = null;
        try
        {
            var (all, _, errors) = FilePackages.Load(config, [new FilePackage("command-line-arguments", [file])], "", "go1.27");
            if (errors.Count > 0) return false;
            var (_, result) = session.Compile(all, dir);
            if (!result.Ok && result.Messages.Length == 0) why = "fails without a message";
            return result.Ok;
        }
        catch (Exception e)
        {
            if (e is AggregateException a) e = a.Flatten().InnerExceptions[0];
            // What the user would be told as a message is no crash.
            if (e is not BuildException) why = e.ToString();
            return false;
        }
    }

    private static byte[] Mutate(List<byte[]> seeds, Random rnd)
    {
        var text = new List<byte>(seeds[rnd.Next(seeds.Count)]);
        for (int k = rnd.Next(1, 5); k > 0 && text.Count > 10; k--)
        {
            int at = rnd.Next(text.Count);
            switch (rnd.Next(7))
            {
                case 0: text.RemoveRange(at, Math.Min(rnd.Next(1, 20), text.Count - at)); break;
                case 1: text.InsertRange(at, Encoding.UTF8.GetBytes(s_words[rnd.Next(s_words.Length)])); break;
                case 2: text[at] = (byte)rnd.Next(32, 127); break;
                case 3:
                {
                    // A word for another: most mutants of this kind still parse.
                    var (from, to) = Word(text, at);
                    text.RemoveRange(from, to - from);
                    text.InsertRange(from, Encoding.UTF8.GetBytes(s_words[rnd.Next(s_words.Length)]));
                    break;
                }
                case 4:
                {
                    var (from, to) = Word(text, at);
                    var (from2, to2) = Word(text, rnd.Next(text.Count));
                    var word = text.GetRange(from2, to2 - from2);
                    text.RemoveRange(from, to - from);
                    text.InsertRange(from, word);
                    break;
                }
                case 5:
                {
                    // A line again, or elsewhere.
                    var (from, to) = Line(text, at);
                    var line = text.GetRange(from, to - from);
                    text.InsertRange(Line(text, rnd.Next(text.Count)).From, line);
                    break;
                }
                default:
                {
                    var (from, to) = Line(text, at);
                    text.RemoveRange(from, to - from);
                    break;
                }
            }
        }
        return [.. text];
    }

    private static (int From, int To) Word(List<byte> text, int at)
    {
        static bool IsWord(byte b) => b is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_';
        while (at < text.Count - 1 && !IsWord(text[at])) at++;
        int from = at, to = at;
        while (from > 0 && IsWord(text[from - 1])) from--;
        while (to < text.Count && IsWord(text[to])) to++;
        return (from, to);
    }

    private static (int From, int To) Line(List<byte> text, int at)
    {
        int from = at, to = at;
        while (from > 0 && text[from - 1] != '\n') from--;
        while (to < text.Count && text[to++] != '\n') { }
        return (from, Math.Max(to, from));
    }
}
