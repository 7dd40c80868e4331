// The collector under the scheduler: tests/GoClr.Runtime.Trees as a process.
using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace GoClr.Runtime.Tests;

public class TreesTests
{
    [Theory]
    [InlineData("1", "", "3", "600", "7")]
    [InlineData("2", "", "5", "600", "7")]
    [InlineData("2", "gcstress=3", "6", "100", "6")]
    public void NothingIsLost(string procs, string debug, string workers, string turns, string depth)
    {
        string dll = Path.Combine(AppContext.BaseDirectory, "..", "..", "GoClr.Runtime.Trees", "release", "GoClr.Runtime.Trees.dll");
        if (!File.Exists(dll)) dll = dll.Replace("release", "debug", StringComparison.Ordinal);
        ProcessStartInfo start = new("dotnet", [dll, procs, workers, turns, depth]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GOCLR_GCCHECK"] = "1";
        start.Environment["GODEBUG"] = debug;
        using Process p = Process.Start(start)!;
        string err = "";
        p.ErrorDataReceived += (_, e) => err += e.Data;
        p.BeginErrorReadLine();
        string text = p.StandardOutput.ReadToEnd();
        if (!p.WaitForExit(60_000)) { p.Kill(); Assert.Fail("hangs"); }
        Assert.Equal(("trees " + int.Parse(workers) * int.Parse(turns) + "\n", ""), (text, err));
    }
}
