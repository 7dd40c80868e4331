using GoClr.Build.Publish;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class BuildVerb : Verb
{
    private readonly BuildFlags _build;
    private readonly StringFlag _output;

    public BuildVerb() : base("build", "goclr build [-o output] [build flags] [packages]", "compile packages and dependencies", $"""
        Build compiles the packages named by the import paths, and their dependencies.

        Of one main package it writes a program: one executable file, named after the last element of the import path or after the first
        of the .go files. The file holds everything but .NET itself: it starts on the .NET 10 runtime of the machine, wherever it lies, and
        needs neither goclr nor Go. See 'goclr help buildmode' for a folder of single files and for a program without .NET.

        Of several packages, or of one that is not main, it reports what is wrong with them and writes nothing.

        	-o output            write the program to the named file; to a folder, if it is one or the name ends in /, the programs of
        	                     all main packages

        {BuildFlags.Help}
        """)
    {
        _build = new BuildFlags(Flags, json: true);
        _output = Flags.String("o");
    }

    public override int Run(string[] args) => Publisher.Build(_build.Options(), args.Length == 0 ? ["."] : args, _output.Value);
}
