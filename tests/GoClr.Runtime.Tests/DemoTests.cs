// The scheduler, channels, panics, timers and system calls, run through hand-written "compiled" functions (GoClr.Runtime.Demo): a process each, since a runtime ends its process.
using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace GoClr.Runtime.Tests;

public class DemoTests
{
    private static (int Code, string Out, string Err) Run(string name, int procs, string n, string? debug = null)
    {
        string dll = Path.Combine(AppContext.BaseDirectory, "GoClr.Runtime.Demo.dll");
        var start = new ProcessStartInfo("dotnet", [dll, name, procs.ToString(), n]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (debug != null) start.Environment["GODEBUG"] = debug;
        using Process p = Process.Start(start)!;
        var err = p.StandardError.ReadToEndAsync();
        string text = p.StandardOutput.ReadToEnd();
        if (!p.WaitForExit(60_000)) { p.Kill(); Assert.Fail(name + " hangs"); }
        return (p.ExitCode, text, err.Result);
    }

    [Theory]
    [InlineData("pingpong", "20000", "ping-pong 20000\n")]
    [InlineData("spawn", "20000", "spawn 20000\n")]
    [InlineData("select", "20000", "select 399980000\n")]
    [InlineData("deep", "100000", "deep 100000 0\n")]
    [InlineData("preempt", "1", "preempted\n")]
    [InlineData("panic", "1000", "panic 7000\n")]
    [InlineData("nested", "1", "C recovered 1002\nB returns\nA recovered 1001\nnested done\n")]
    [InlineData("goexit", "1", "deferred\nmain goes on\n")]
    [InlineData("lock", "20000", "lock 20000\n")]
    [InlineData("syscall", "1", "read 8 42\n")]
    [InlineData("coro", "1000", "coro 1000\n")]
    [InlineData("stw", "1000", "stopped 800\n")]
    public void Prints(string name, string n, string expected)
    {
        foreach (int procs in new[] { 1, 4 })
        {
            var (code, text, err) = Run(name, procs, n);
            Assert.Equal((0, expected, ""), (code, text, err));
        }
        var stress = Run(name, 2, n, "preemptstress=1");
        Assert.Equal((0, expected, ""), stress);
    }

    [Theory]
    [InlineData("deadlock", "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.dead()\n")]
    [InlineData("uncaught", "panic: runtime error GoPanicDivide\n\ngoroutine 1 [running]:\nmain.inner()\n")]
    [InlineData("overflow", "runtime: goroutine stack exceeds 1048576-byte limit\n")]
    public void Dies(string name, string start)
    {
        foreach (int procs in new[] { 1, 4 })
        {
            var (code, _, err) = Run(name, procs, "1");
            Assert.Equal(2, code);
            Assert.StartsWith(start, err);
        }
    }
}
