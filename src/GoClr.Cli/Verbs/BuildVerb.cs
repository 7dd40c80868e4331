using System;
using System.CommandLine;
using GoClr.Build.Driver;

namespace GoClr.Cli.Verbs;

internal sealed class BuildVerb : Verb
{
    public BuildVerb() : base("build", "goclr build [build flags] [packages]", "compile packages and dependencies", """
        Build compiles the packages named by the import paths, and their dependencies, and reports what is wrong with them.
        It writes no program yet; goclr run does.

        The build flags are those of goclr run.
        """)
    {
        BuildFlags.AddTo(this);
    }

    public override int Run(ParseResult flags, string[] rest) => ProgramRunner.Check(BuildFlags.Read(flags, this), rest.Length == 0 ? ["."] : rest);
}
