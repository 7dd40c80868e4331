// The verbs, what help says of them, and how their command lines are read.
using System;
using System.Collections.Generic;
using System.CommandLine;

namespace GoClr.Cli.Verbs;

/// <summary>One verb: its name, usage line, help text, options, and what it does with the arguments behind the options.</summary>
internal abstract class Verb(string name, string usage, string summary, string help)
{
    public string Name { get; } = name;
    public string Usage { get; } = usage;
    public string Summary { get; } = summary;
    public string Help { get; } = help;
    public List<Option> Options { get; } = [];
    public abstract int Run(ParseResult flags, string[] rest);

    protected Option<T> Add<T>(Option<T> o)
    {
        Options.Add(o);
        return o;
    }
}

internal static class VerbTable
{
    public static readonly Verb[] All = [new BuildVerb(), new EnvVerb(), new RunVerb(), new VersionVerb()];

    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.Write(MainHelp());
            return 2;
        }
        string verb = args[0];
        if (verb is "help" or "-h" or "--help" or "-help") return Help(args.AsSpan(1));
        foreach (var v in All)
        {
            if (v.Name == verb) return RunVerb(v, args[1..]);
        }
        Console.Error.WriteLine($"goclr {verb}: unknown command\nRun 'goclr help' for usage.");
        return 2;
    }

    // Flags stand before the first argument that is none; everything from there on belongs to the verb (and to the program it runs).
    private static int RunVerb(Verb v, string[] args)
    {
        int n = 0;
        while (n < args.Length && args[n].Length > 1 && args[n][0] == '-')
        {
            if (args[n] == "--") { n++; break; }
            string flag = args[n].StartsWith("--", StringComparison.Ordinal) ? args[n][1..] : args[n];
            string name = flag.Split('=', 2)[0];
            if (name is "-h" or "-help")
            {
                Console.Error.WriteLine($"usage: {v.Usage}\nRun 'goclr help {v.Name}' for details.");
                return 2;
            }
            Option? option = null;
            foreach (var o in v.Options)
            {
                if (o.Name == name || o.Aliases.Contains(name)) option = o;
            }
            if (option == null)
            {
                Console.Error.WriteLine($"flag provided but not defined: {name}\nusage: {v.Usage}\nRun 'goclr help {v.Name}' for details.");
                return 2;
            }
            args[n] = flag;
            bool isBool = option.ValueType == typeof(bool);
            if (!isBool && !flag.Contains('='))
            {
                if (n + 1 >= args.Length)
                {
                    Console.Error.WriteLine($"flag needs an argument: {name}\nusage: {v.Usage}\nRun 'goclr help {v.Name}' for details.");
                    return 2;
                }
                n++;
            }
            n++;
        }
        var command = new RootCommand();
        command.Options.Clear();
        foreach (var o in v.Options) command.Options.Add(o);
        var flags = args[..n];
        if (n > 0 && flags[^1] == "--") flags = flags[..^1];
        var parsed = command.Parse(flags);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"{parsed.Errors[0].Message}\nusage: {v.Usage}\nRun 'goclr help {v.Name}' for details.");
            return 2;
        }
        return v.Run(parsed, args[n..]);
    }

    private static int Help(ReadOnlySpan<string> topics)
    {
        if (topics.Length == 0)
        {
            Console.Out.Write(MainHelp());
            return 0;
        }
        foreach (var v in All)
        {
            if (v.Name != topics[0]) continue;
            Console.Out.WriteLine($"usage: {v.Usage}\n\n{v.Help}");
            return 0;
        }
        Console.Error.WriteLine($"goclr help {string.Join(' ', topics.ToArray())}: unknown help topic. Run 'goclr help'.");
        return 2;
    }

    private static string MainHelp()
    {
        var w = new System.Text.StringBuilder("GoClr compiles Go source to .NET and runs it on a Go runtime of its own.\n\nUsage:\n\n\tgoclr <command> [arguments]\n\nThe commands are:\n\n");
        foreach (var v in All) w.Append($"\t{v.Name,-11} {v.Summary}\n");
        return w.Append("\nUse \"goclr help <command>\" for more information about a command.\n").ToString();
    }
}
