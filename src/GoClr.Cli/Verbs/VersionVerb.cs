using System;
using System.CommandLine;


namespace GoClr.Cli.Verbs;

internal sealed class VersionVerb() : Verb("version", "goclr version", "print the Go version", "Version prints the version of the Go language and library that programs are built with, and that of GoClr.")
{
    public override int Run(ParseResult flags, string[] rest)
    {
        var tools = new Toolchain(Console.Error.WriteLine);
        string own = typeof(VersionVerb).Assembly.GetName().Version!.ToString(3);
        Console.Out.WriteLine($"go version {tools.GoVersion} linux/amd64 (goclr {own})");
        return 0;
    }
}
