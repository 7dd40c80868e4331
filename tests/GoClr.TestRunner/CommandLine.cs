// The command line: tests/cli/*.txt, each a script of files and commands with what they print and their exit status.
//
//     $ run nosuch.go
//     stat nosuch.go: no such file or directory
//     => 1
//     -- main.go --
//     package main …
//
// Commands stand first, then the files. Output is standard output and error together, normalised as golden outputs are; "goclr" in what we print
// stands where go prints "go" in messages about commands. Kinds of commands:
//
//     $ VERB args           goclr VERB args; words may be quoted with '…', NAME=value in front sets a variable for it
//     $ sh TEXT             a shell's command, in the script's folder
//     $ exec PROGRAM args   a program that goclr wrote, started in an empty folder elsewhere, with an empty environment
//
// A script whose first line is "# needs PROGRAM" is skipped where that is not on PATH. In $ sh, $GOCLR is the tool.
// A script whose first line is "# as go" holds what real go prints: `./test -update cli/NAME` records it anew. $WORK is the script's folder.
// Files below proxy/ as proxy/MODULE@VERSION/FILE become a module proxy of files, $WORK/.proxy; every script has a module cache of its own.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace GoClr.TestRunner;

internal static class CommandLine
{
    private static readonly Lazy<string> s_goroot = new(() => new GoClr.Build.Driver.Toolchain(Console.Error.WriteLine).Goroot);
    private const string AsGo = "# as go";

    private static IEnumerable<string> Scripts(string root, string? filter) =>
        Directory.GetFiles(Path.Combine(root, "tests", "cli"), "*.txt").OrderBy(s => s, StringComparer.Ordinal).Where(s => filter == null || ("tests/cli/" + Path.GetFileName(s)).Contains(filter));

    public static void Run(string root, Results results, string? filter)
    {
        foreach (string script in Scripts(root, filter))
        {
            string name = "tests/cli/" + Path.GetFileName(script);
            string head = File.ReadLines(script).First();
            if (head.StartsWith("# needs ", StringComparison.Ordinal) && !OnPath(head["# needs ".Length..]))
            {
                Console.Out.WriteLine($"skipped {name}: {head[2..]}");
                results.Skip();
                continue;
            }
            s_tool = Path.Combine(root, "goclr");
            InFolder(script, (commands, dir) =>
            {
                foreach (string step in Steps(commands))
                {
                    string[] lines = step.TrimEnd('\n').Split('\n');
                    string expected = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(string.Join("\n", lines.Skip(1))));
                    results.Check($"{name}: {lines[0]}", expected, Command(Utf8(lines[0]), dir, Path.Combine(root, "goclr"), null));
                }
            });
        }
    }

    /// <summary>Records the scripts that say "# as go" from real go.</summary>
    public static void Update(string root, string goroot, string? filter)
    {
        foreach (string script in Scripts(root, filter))
        {
            string text = File.ReadAllText(script, Encoding.Latin1);
            if (!text.StartsWith(AsGo, StringComparison.Ordinal)) continue;
            var made = new StringBuilder(text[..(text.IndexOf('\n') + 1)]);
            InFolder(script, (commands, dir) =>
            {
                foreach (string step in Steps(commands))
                {
                    string line = step.Split('\n')[0];
                    made.Append("$ ").Append(line).Append('\n').Append(Latin1(Command(Utf8(line), dir, Path.Combine(goroot, "bin", "go"), goroot))).Append('\n');
                }
            });
            int files = text.IndexOf("\n-- ", StringComparison.Ordinal);
            File.WriteAllText(script, made + (files < 0 ? "" : text[(files + 1)..]), Encoding.Latin1);
            Console.Out.WriteLine($"recorded {script}");
        }
    }

    private static string s_tool = "";

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => d != "" && File.Exists(Path.Combine(d, program)));

    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));
    private static string Latin1(string utf8) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(utf8));

    private static void InFolder(string script, Action<string, string> run)
    {
        string dir = Path.Combine(Path.GetTempPath(), "goclr-cli-" + Path.GetRandomFileName());
        Directory.CreateDirectory(dir);
        try
        {
            string text = File.ReadAllText(script, Encoding.Latin1);
            int filesAt = text.StartsWith("-- ", StringComparison.Ordinal) ? 0 : text.IndexOf("\n-- ", StringComparison.Ordinal) + 1;
            string commands = filesAt > 0 ? text[..filesAt] : text;
            if (filesAt > 0) Unpack(text[filesAt..], dir);
            string proxy = Path.Combine(dir, "proxy");
            if (Directory.Exists(proxy)) MakeProxy(proxy, Path.Combine(dir, ".proxy"));
            run(commands, dir);
        }
        finally
        {
            // Module caches are read-only.
            foreach (string d in Directory.EnumerateDirectories(dir, "*", SearchOption.AllDirectories).ToList()) File.SetUnixFileMode(d, (UnixFileMode)Convert.ToInt32("755", 8));
            Directory.Delete(dir, recursive: true);
        }
    }

    private static void Unpack(string files, string dir)
    {
        foreach (string part in ("\n" + files).Split("\n-- ").Skip(1))
        {
            int end = part.IndexOf(" --", StringComparison.Ordinal);
            string path = Path.Combine(dir, part[..end]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string content = part.Length > end + 4 ? part[(end + 4)..] : "";
            if (content.Length > 0 && !content.EndsWith('\n')) content += "\n";
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content.Replace("\\xff", "\xff")));
        }
    }

    // A folder with go.mod is the root of a module.
    private static void MakeProxy(string from, string to)
    {
        foreach (string mod in Directory.GetFiles(from, "go.mod", SearchOption.AllDirectories).OrderBy(f => f, StringComparer.Ordinal))
        {
            string root = Path.GetDirectoryName(mod)!, module = Path.GetRelativePath(from, root);
            int at = module.LastIndexOf('@');
            if (at < 0) continue;
            string path = module[..at], version = module[(at + 1)..];
            string dir = Path.Combine(to, Regex.Replace(path, "[A-Z]", m => "!" + m.Value.ToLowerInvariant()), "@v");
            Directory.CreateDirectory(dir);
            if (!version.Contains("-0.", StringComparison.Ordinal)) File.AppendAllText(Path.Combine(dir, "list"), version + "\n");
            File.WriteAllText(Path.Combine(dir, version + ".info"), $"{{\"Version\":\"{version}\",\"Time\":\"2020-01-02T03:04:05Z\"}}\n");
            File.Copy(mod, Path.Combine(dir, version + ".mod"));
            using var zip = new ZipArchive(File.Create(Path.Combine(dir, version + ".zip")), ZipArchiveMode.Create);
            foreach (string f in Directory.GetFiles(root, "*", SearchOption.AllDirectories).OrderBy(f => f, StringComparer.Ordinal))
            {
                using var w = zip.CreateEntry($"{path}@{version}/{Path.GetRelativePath(root, f)}").Open();
                w.Write(File.ReadAllBytes(f));
            }
        }
        Directory.Delete(from, recursive: true);
    }

    private static IEnumerable<string> Steps(string commands) => ("\n" + commands).Split("\n$ ").Skip(1);

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        foreach (Match m in Regex.Matches(line, @"(?:'[^']*'|[^\s'])+")) words.Add(m.Value.Replace("'", ""));
        return words;
    }

    // go fetches in parallel, and says so in any order.
    private static string SortRuns(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length;)
        {
            int end = i;
            while (end < lines.Length && Regex.IsMatch(lines[end], "^go: (downloading|finding|found) ")) end++;
            Array.Sort(lines, i, end - i, StringComparer.Ordinal);
            i = end + 1;
        }
        return string.Join('\n', lines);
    }

    private static string Command(string line, string dir, string tool, string? oracle)
    {
        var words = Words(line);
        var env = new Dictionary<string, string?>
        {
            ["GOMODCACHE"] = Path.Combine(dir, ".modcache"), ["GOENV"] = Path.Combine(dir, ".goenv"), ["GOSUMDB"] = "off", ["GOTOOLCHAIN"] = "local", ["GOFLAGS"] = null, ["GOWORK"] = null, ["CGO_ENABLED"] = "0",
            ["GOPROXY"] = Directory.Exists(Path.Combine(dir, ".proxy")) ? "file://" + Path.Combine(dir, ".proxy") : "off",
        };
        if (oracle != null) env["GOROOT"] = oracle;
        int skip = 0;
        while (skip < words.Count && Regex.IsMatch(words[skip], @"^\w+=")) 
        {
            string[] kv = words[skip++].Split('=', 2);
            env[kv[0]] = kv[1].Replace("$WORK", dir);
        }
        words = [.. words.Skip(skip).Select(w => w.Replace("$WORK", dir))];
        ProcResult r;
        if (words[0] == "sh")
        {
            env["WORK"] = dir;
            env["GOCLR"] = oracle == null ? s_tool : tool;
            r = Proc.Run("/bin/sh", ["-c", line[(line.IndexOf("sh ", StringComparison.Ordinal) + 3)..]], dir, 60, env);
        }
        else if (words[0] == "exec")
        {
            string empty = Path.Combine(Path.GetTempPath(), "goclr-empty-" + Path.GetRandomFileName());
            Directory.CreateDirectory(empty);
            try { r = Proc.Run("/usr/bin/env", ["-i", Path.Combine(dir, words[1]), .. words.Skip(2)], empty, 60); }
            finally { Directory.Delete(empty); }
        }
        else r = Proc.Run(tool, words, dir, 120, env);
        string got = Golden.Normalise((r.Out + r.Err).Replace(oracle ?? s_goroot.Value, "$GOROOT"), dir).Replace(dir, "$WORK").TrimEnd('\n');
        got = SortRuns(got);
        if (oracle != null) got = Regex.Replace(got, @"\b(usage: |Run '|see '|run: |')go (?=[a-z])", "$1goclr ");
        return (got.Length > 0 ? got + "\n" : "") + $"=> {r.Status}";
    }
}
