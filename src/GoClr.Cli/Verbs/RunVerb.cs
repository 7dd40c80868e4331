using System;
using GoClr.Build.Driver;

namespace GoClr.Cli.Verbs;

internal sealed class RunVerb : Verb
{
    private readonly BuildFlags _build;

    public RunVerb() : base("run", "goclr run [build flags] package [arguments...]", "compile and run Go program", $"""
        Run compiles and runs the named main Go package: an import path, a folder, or a list of .go files of one folder. With a version,
        as in example.com/cmd@v1.2.3, the package comes from that version of its module, and no go.mod of the current folder matters.
        Arguments after the package go to the program. The exit status is 1 if the program did not compile or ended with
        another status than 0, which is then printed.

        {BuildFlags.Help}
        """)
    {
        _build = new BuildFlags(Flags);
        Flags.String("exec");
    }

    public override int Run(string[] args)
    {
        int n = 0;
        while (n < args.Length && args[n].EndsWith(".go", StringComparison.Ordinal)) n++;
        if (n == 0 && args.Length > 0) n = 1;
        if (n == 0) throw new BuildException("goclr: no go files listed");
        return ProgramRunner.Run(_build.Options(), args[..n], args[n..]);
    }
}
