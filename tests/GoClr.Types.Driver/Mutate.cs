// Random edits of source files: whatever the text, parser and checker must come to an end without an exception.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using File = System.IO.File;

namespace GoClr.Types.Driver;

public static class Mutate
{
    private static readonly string[] s_words = ["func", "type", "struct{", "}", "{", "(", ")", "[", "]", "[T any]", "[int]", "interface{", "~", "|", "*", "&", "<-", "chan", "map[", "...", "=", ":=", "1", "\"s\"",
        "x", "T", "nil", "iota", "const", "var", "return", "for", "range", "switch", "case", "go", "defer", "goto", "L:", "comparable", "any", "error", ".", ",", ";", "\n", "unsafe", "1<<600", "1e9999", "'a'", "len", "make", "append", "new", "_", "func() {}", "struct{}"];

    public static int Run(SourceTree tree, int n, int seed, List<string> files)
    {
        var rnd = new Random(seed);
        int failures = 0, checkedFiles = 0;
        foreach (string f in files)
        {
            byte[] text = File.ReadAllBytes(f);
            ErrorCheck.CheckFile(tree, f, text);
            for (int i = 0; i < n; i++)
            {
                byte[] m = Edit(text, rnd);
                Loaded? p = null;
                Exception? crash = null;
                var t = new Thread(() =>
                {
                    try { p = ErrorCheck.CheckFile(tree, f, m); }
                    catch (Exception e) { crash = e; }
                }, 16 << 20);
                t.Start();
                bool done = t.Join(10_000);
                checkedFiles++;
                string? why = !done ? "hang" : crash != null ? "crash: " + crash : null;
                if (p != null)
                {
                    foreach (var d in p.Diags.Sorted())
                    {
                        if (d.Text.StartsWith("checker crashed")) why = d.Text;
                    }
                }
                if (why == null) continue;
                failures++;
                string name = $"/tmp/mutant-{seed}-{failures}.go";
                File.WriteAllBytes(name, m);
                Console.WriteLine($"{name} (from {f}): {why[..Math.Min(why.Length, 900)]}");
                if (!done) return 1;
                if (failures > 20) return 1;
            }
        }
        Console.WriteLine($"{checkedFiles} mutants, {failures} failures");
        return failures > 0 ? 1 : 0;
    }

    public static void Generate(string dir, int n, int seed, List<string> files)
    {
        System.IO.Directory.CreateDirectory(dir);
        var rnd = new Random(seed);
        foreach (string f in files)
        {
            byte[] text = File.ReadAllBytes(f);
            for (int i = 0; i < n; i++) File.WriteAllBytes($"{dir}/{System.IO.Path.GetFileNameWithoutExtension(f)}-{seed}-{i}.go", Edit(text, rnd));
        }
    }

    private static byte[] Edit(byte[] text, Random rnd)
    {
        var list = new List<byte>(text);
        int edits = 1 + rnd.Next(3);
        for (int i = 0; i < edits; i++)
        {
            int at = WordStart(list, rnd.Next(list.Count + 1));
            switch (rnd.Next(5))
            {
                case 0: list.InsertRange(at, Encoding.UTF8.GetBytes(" " + s_words[rnd.Next(s_words.Length)] + " ")); break;
                case 1: list.RemoveRange(at, Math.Min(WordLength(list, at), list.Count - at)); break;
                case 2:
                {
                    int from = WordStart(list, rnd.Next(list.Count + 1));
                    var word = list.GetRange(from, Math.Min(WordLength(list, from), list.Count - from));
                    list.RemoveRange(at, Math.Min(WordLength(list, at), list.Count - at));
                    list.InsertRange(Math.Min(at, list.Count), word);
                    break;
                }
                case 3:
                {
                    int len = Math.Min(rnd.Next(120), list.Count - at);
                    var part = list.GetRange(at, len);
                    list.InsertRange(WordStart(list, rnd.Next(list.Count + 1)), part);
                    break;
                }
                default: list.RemoveRange(at, Math.Min(rnd.Next(40), list.Count - at)); break;
            }
        }
        return list.ToArray();
    }

    private static bool IsWord(byte b) => b is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'_';

    private static int WordStart(List<byte> t, int at)
    {
        while (at > 0 && at < t.Count && IsWord(t[at]) && IsWord(t[at - 1])) at--;
        return at;
    }

    private static int WordLength(List<byte> t, int at)
    {
        int n = 0;
        while (at + n < t.Count && IsWord(t[at + n])) n++;
        return Math.Max(n, 1);
    }
}
