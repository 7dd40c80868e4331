using System;
using System.CommandLine;
using GoClr.Build.Driver;

namespace GoClr.Cli.Verbs;

/// <summary>Flags shared by all verbs that compile.</summary>
internal static class BuildFlags
{
    public static BuildOptions Read(ParseResult p, Verb v)
    {
        string Text(string name)
        {
            foreach (var o in v.Options) { if (o.Name == name) return p.GetValue((Option<string>)o) ?? ""; }
            return "";
        }
        bool Flag(string name)
        {
            foreach (var o in v.Options) { if (o.Name == name) return p.GetValue((Option<bool>)o); }
            return false;
        }
        return new BuildOptions
        {
            Tags = Text("-tags").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries),
            GcFlags = Text("-gcflags"), LdFlags = Text("-ldflags"), Verbose = Flag("-v"), Mod = Text("-mod"), TrimPath = Flag("-trimpath"),
        };
    }

    public static void AddTo(Verb v)
    {
        v.Options.Add(new Option<string>("-tags"));
        v.Options.Add(new Option<string>("-gcflags"));
        v.Options.Add(new Option<string>("-ldflags"));
        v.Options.Add(new Option<string>("-mod"));
        v.Options.Add(new Option<bool>("-v"));
        v.Options.Add(new Option<bool>("-trimpath"));
        v.Options.Add(new Option<bool>("-a"));
    }
}

internal sealed class RunVerb : Verb
{
    public RunVerb() : base("run", "goclr run [build flags] package [arguments...]", "compile and run Go program", """
        Run compiles and runs the named main Go package: an import path, a folder, or a list of .go files of one folder.
        Arguments after the package go to the program. The exit status is 1 if the program did not compile or ended with
        another status than 0, which is then printed.

        The build flags are:

        	-tags tag,list       additional build tags
        	-gcflags '-e -m'     -e: report all errors; -m: print what escape analysis decided
        	-ldflags '-X p.v=s'  set string variable v of package p
        	-mod mode            readonly, vendor or mod
        	-trimpath            record no absolute paths
        	-v                   print the names of packages as they are compiled
        	-a                   compile everything anew
        """)
    {
        BuildFlags.AddTo(this);
    }

    public override int Run(ParseResult flags, string[] rest)
    {
        int n = 0;
        while (n < rest.Length && rest[n].EndsWith(".go", StringComparison.Ordinal)) n++;
        if (n == 0 && rest.Length > 0) n = 1;
        if (n == 0) throw new BuildException("goclr: no go files listed");
        return ProgramRunner.Run(BuildFlags.Read(flags, this), rest[..n], rest[n..]);
    }
}
