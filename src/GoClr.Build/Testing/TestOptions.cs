// What a `goclr test` command line asks for.
using System;
using System.Collections.Generic;

namespace GoClr.Build.Testing;

public sealed class TestOptions
{
    /// <summary>Package patterns. None: the package in the working folder, with its output as it comes and nothing cached (local directory mode).</summary>
    public List<string> Packages = [];
    /// <summary>What the test program gets, "-test." in front of our own flags.</summary>
    public List<string> Arguments = [];
    /// <summary>-c: write the test programs and do not run them; -o: where.</summary>
    public bool CompileOnly;
    public string Output = "";
    public List<string> Exec = [];
    public bool Json, Verbose, VerboseJson, FailFast, Help, Print, DryRun, Short;
    public string List = "", Bench = "", Fuzz = "";
    /// <summary>Profiles leave the test program behind.</summary>
    public bool KeepsProgram;
    public string ProfileFlag = "";
    /// <summary>Any of -cover, -covermode, -coverpkg, -coverprofile.</summary>
    public bool Cover;
    /// <summary>Zero: none.</summary>
    public TimeSpan Timeout = TimeSpan.FromMinutes(10);
    /// <summary>How many test programs run at once.</summary>
    public int Parallel = Environment.ProcessorCount;

    public bool LocalDirectory => Packages.Count == 0;
    /// <summary>The output of tests that pass is wanted too.</summary>
    public bool ShowsPass => Verbose || List != "" || Help;
}
