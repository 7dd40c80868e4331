// goclr help: the list of verbs, one verb, one topic.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace GoClr.Cli.Verbs;

internal static class HelpText
{
    /// <summary>Verbs of go that goclr does not have, and what to do instead.</summary>
    public static readonly Dictionary<string, string> GoOnly = new(StringComparer.Ordinal)
    {
        ["bug"] = "there is no bug report form",
        ["doc"] = "use go doc",
        ["fix"] = "use go fix",
        ["fmt"] = "use gofmt",
        ["generate"] = "use go generate",
        ["get"] = "edit go.mod with goclr mod edit, then goclr mod tidy",
        ["install"] = "use goclr build -o",
        ["telemetry"] = "goclr collects nothing",
        ["tool"] = "go's tools belong to gc",
        ["vet"] = "use go vet",
    };

    public static int Run(Verb[] all, string[] words, string prefix)
    {
        if (words.Length == 0)
        {
            Console.Out.Write(Overview(all));
            return 0;
        }
        if (words is [var topic] && Topics.Lookup(topic) is { } text)
        {
            Console.Out.WriteLine(text.Text);
            return 0;
        }
        Verb? v = null;
        for (int i = 0; i < words.Length; i++)
        {
            v = i == 0 ? all.FirstOrDefault(x => x.Name == words[0]) : v!.Lookup(words[i]);
            if (v != null) continue;
            Console.Error.WriteLine($"goclr help {string.Join(' ', words)}: unknown help topic. Run '{string.Join(' ', ["goclr", "help", .. words[..i]])}'.");
            return 2;
        }
        Console.Out.Write(v!.Commands.Count > 0 ? Group(v) : $"usage: {v.Usage}\n\n{v.Help}\n");
        return 0;
    }

    public static string Overview(Verb[] all)
    {
        var w = new StringBuilder("GoClr compiles Go source to .NET and runs it on a Go runtime of its own.\n\nUsage:\n\n\tgoclr <command> [arguments]\n\nThe commands are:\n\n");
        foreach (var v in all) w.Append($"\t{v.Name,-11} {v.Summary}\n");
        w.Append("\nUse \"goclr help <command>\" for more information about a command.\n\nAdditional help topics:\n\n");
        foreach (var t in Topics.All) w.Append($"\t{t.Name,-15} {t.Summary}\n");
        return w.Append("\nUse \"goclr help <topic>\" for more information about that topic.\n\n").ToString();
    }

    public static string Group(Verb group)
    {
        var w = new StringBuilder($"{group.Help}\n\nUsage:\n\n\t{group.Usage} <command> [arguments]\n\nThe commands are:\n\n");
        foreach (var v in group.Commands) w.Append($"\t{v.ShortName,-11} {v.Summary}\n");
        return w.Append($"\nUse \"goclr help {group.Name} <command>\" for more information about a command.\n\n").ToString();
    }
}
