using System;
using GoClr.Build.Testing;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class TestVerb : Verb
{
    private readonly BuildFlags _build;
    private readonly TestFlags _test;

    public TestVerb() : base("test", "goclr test [build/test flags] [packages] [build/test flags & test binary flags]", "test packages", $"""
        Test runs the tests of the named packages and prints a line for each: ok, FAIL, or ? where there is nothing to test. Without a package it
        tests the one in the current folder and shows the output as it comes. It takes the flags of go test and passes on to the test program those
        it does not know, and everything after -args.

        	-run re -skip re     which tests, examples and fuzz seeds to run, and which not
        	-bench re            also run benchmarks; -benchmem, -benchtime d (or Nx)
        	-count n             run each test n times
        	-v                   print all output as the tests run
        	-json                print events as go tool test2json does
        	-short -failfast -shuffle on|off|N -parallel n -cpu list -list re -timeout d
        	-fuzz re             fuzz, without guidance by coverage; -fuzztime d
        	-c -o file           write the test program and the folder file.files that it needs; do not run it
        	-exec prog           run the test program with prog
        	-vet off             accepted: there is no vet

        Coverage (-cover and the like) is refused, and results are not cached: every test runs.

        {BuildFlags.Help}
        """)
    {
        _build = new BuildFlags(Flags, verbose: false);
        _test = new TestFlags(Flags);
    }

    public override bool CustomFlags => true;

    public override int Run(string[] args)
    {
        VerbTable.ApplyGoFlags(this);
        _test.Parse(args);
        _test.Test.Parallel = _build.Parallel.Value;
        _test.Test.Print = _build.Print;
        _test.Test.DryRun = _build.DryRun;
        return TestCommand.Run(_test.Test, _build.Options());
    }
}
