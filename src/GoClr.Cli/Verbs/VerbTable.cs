// From a command line to the verb that runs: lookup, -C, GOFLAGS, flags, usage messages.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal static class VerbTable
{
    /// <summary>In the order of the list that `goclr help` prints.</summary>
    public static Verb[] All() => [new BuildVerb(), new CleanVerb(), new CompletionVerb(), new EnvVerb(), new ListVerb(), ModuleVerbs.Mod(), new RunVerb(), new TestVerb(), new VersionVerb(), ModuleVerbs.Work()];

    public static int Run(string[] args)
    {
        int skip = ChangeDirectory(args, 0);
        args = args[skip..];
        if (args.Length == 0 || args[0] is "-h" or "--h" or "-help" or "--help")
        {
            Console.Error.Write(HelpText.Overview(All()));
            return 2;
        }
        if (args[0].StartsWith('-'))
        {
            Console.Error.WriteLine($"flag provided but not defined: -{args[0].TrimStart('-').Split('=')[0]}");
            Console.Error.Write(HelpText.Overview(All()));
            return 2;
        }
        if (args[0] == "help") return HelpText.Run(All(), args[1..], "");

        var all = All();
        Verb? verb = all.FirstOrDefault(v => v.Name == args[0]);
        int used = verb == null ? 0 : 1;
        while (verb is { Commands.Count: > 0 })
        {
            int moved = ChangeDirectory(args, used);
            if (moved > 0) args = [.. args[..used], .. args[(used + moved)..]];
            if (used >= args.Length)
            {
                Console.Error.Write(HelpText.Group(verb));
                return 2;
            }
            if (args[used] == "help") return HelpText.Run(all, [.. args[..used], .. args[(used + 1)..]], "");
            if (verb.Lookup(args[used]) is not { } sub)
            {
                Console.Error.WriteLine($"goclr {string.Join(' ', args[..used])}: unknown command\nRun 'goclr help {string.Join(' ', args[..used])}' for usage.");
                return 2;
            }
            verb = sub;
            used++;
        }
        if (verb != null) return Invoke(all, verb, args[used..]);
        string text = HelpText.GoOnly.TryGetValue(args[0], out string? why) ? $"goclr {args[0]}: not supported: {why}" : $"goclr {args[0]}: unknown command";
        Console.Error.WriteLine($"{text}\nRun 'goclr help' for usage.");
        return 2;
    }

    private static int Invoke(Verb[] all, Verb v, string[] args)
    {
        try
        {
            if (v.CustomFlags) return v.Run(args[ChangeDirectory(args, 0)..]);
            GoFlags.Apply(v.Flags, name => Any(all, name), lenient: v.Name == "env");
            args = args[ChangeDirectory(args, 0)..];
            return v.Run(v.Flags.Parse(args));
        }
        catch (UsageException e)
        {
            if (e.Message != "") Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine($"usage: {v.Usage}\nRun 'goclr help {v.Name}' for details.");
            return 2;
        }
    }

    /// <summary>For verbs that read their flags themselves.</summary>
    public static void ApplyGoFlags(Verb v)
    {
        var all = All();
        GoFlags.Apply(v.Flags, name => Any(all, name), lenient: false);
    }

    private static bool Any(IEnumerable<Verb> verbs, string flag)
    {
        foreach (var v in verbs)
        {
            if (v.Flags.Lookup(flag) != null || Any(v.Commands, flag)) return true;
        }
        return false;
    }

    // -C dir, the first flag of all: every path that follows is relative to it.
    private static int ChangeDirectory(string[] args, int at)
    {
        if (at >= args.Length) return 0;
        string a = args[at].StartsWith("--", StringComparison.Ordinal) ? args[at][1..] : args[at];
        string dir;
        int used = 1;
        if (a == "-C")
        {
            if (at + 1 >= args.Length) return 0;
            dir = args[at + 1];
            used = 2;
        }
        else if (a.StartsWith("-C=", StringComparison.Ordinal)) dir = a[3..];
        else return 0;
        try { Directory.SetCurrentDirectory(dir); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BuildException($"go: chdir {dir}: {(File.Exists(dir) ? "not a directory" : Toolchain.Reason(e))}");
        }
        Environment.SetEnvironmentVariable("PWD", Directory.GetCurrentDirectory());
        return used;
    }
}
