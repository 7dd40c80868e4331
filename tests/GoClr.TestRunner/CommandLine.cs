// Bad input and the tool's own messages: tests/cli/*.txt, each a script of files and commands with what they print and their exit status.
//
//     $ run nosuch.go
//     stat nosuch.go: no such file or directory
//     => 1
//     -- main.go --
//     package main …
//
// Commands stand first, then the files. Output is standard output and error together, normalised as golden outputs are; "goclr" in what we print
// stands where go prints "go" in messages about commands, so the scripts hold our own text.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace GoClr.TestRunner;

internal static class CommandLine
{
    private static readonly Lazy<string> s_goroot = new(() => new GoClr.Build.Driver.Toolchain(Console.Error.WriteLine).Goroot);

    public static void Run(string root, Results results, string? filter)
    {
        foreach (string script in Directory.GetFiles(Path.Combine(root, "tests", "cli"), "*.txt").OrderBy(s => s, StringComparer.Ordinal))
        {
            string name = "tests/cli/" + Path.GetFileName(script);
            if (filter != null && !name.Contains(filter)) continue;
            string dir = Path.Combine(Path.GetTempPath(), "goclr-cli-" + Path.GetRandomFileName());
            Directory.CreateDirectory(dir);
            try { RunScript(root, script, name, dir, results); }
            finally { Directory.Delete(dir, recursive: true); }
        }
    }

    private static void RunScript(string root, string script, string name, string dir, Results results)
    {
        string text = File.ReadAllText(script, Encoding.Latin1);
        int filesAt = text.StartsWith("-- ", StringComparison.Ordinal) ? 0 : text.IndexOf("\n-- ", StringComparison.Ordinal) + 1;
        string commands = filesAt > 0 ? text[..filesAt] : text;
        if (filesAt > 0)
        {
            foreach (string part in ("\n" + text[filesAt..]).Split("\n-- ").Skip(1))
            {
                int end = part.IndexOf(" --", StringComparison.Ordinal);
                string path = Path.Combine(dir, part[..end]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                string content = part.Length > end + 4 ? part[(end + 4)..] : "";
                if (content.Length > 0 && !content.EndsWith('\n')) content += "\n";
                File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content.Replace("\\xff", "\xff")));
            }
        }
        foreach (string step in ("\n" + commands).Split("\n$ ").Skip(1))
        {
            string[] lines = step.TrimEnd('\n').Split('\n');
            string[] words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var env = new Dictionary<string, string?>();
            int skip = 0;
            while (skip < words.Length && words[skip].Contains('=') && !words[skip].StartsWith('-'))
            {
                string[] kv = words[skip++].Split('=', 2);
                env[kv[0]] = kv[1].Replace("$WORK", dir);
            }
            var r = Proc.Run(Path.Combine(root, "goclr"), words.Skip(skip), dir, 120, env);
            string got = Golden.Normalise((r.Out + r.Err).Replace(s_goroot.Value, "$GOROOT"), dir).Replace(dir, "$WORK").TrimEnd('\n');
            got = (got.Length > 0 ? got + "\n" : "") + $"=> {r.Status}";
            string expected = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(string.Join("\n", lines.Skip(1))));
            results.Check($"{name}: {lines[0]}", expected, got);
        }
    }
}
