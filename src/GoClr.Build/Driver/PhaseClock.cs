// GOCLR_TIMES=1: where a command's time goes, a line per phase on standard error: wall clock since the process started, of the phase, its CPU time (all threads), and how many
// methods were jitted in it: the tool is precompiled, so there should be few.
using System;
using System.Diagnostics;
using System.Runtime;

namespace GoClr.Build.Driver;

public sealed class PhaseClock
{
    private readonly bool _on = Environment.GetEnvironmentVariable("GOCLR_TIMES") is { Length: > 0 };
    private readonly DateTime _start;
    private TimeSpan _wall, _cpu;
    private long _jitted;

    public PhaseClock()
    {
        if (_on) _start = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    }

    /// <summary>Ends a phase.</summary>
    public void Mark(string phase)
    {
        if (!_on) return;
        TimeSpan wall = DateTime.UtcNow - _start, cpu = Environment.CpuUsage.TotalTime;
        long jitted = JitInfo.GetCompiledMethodCount();
        Console.Error.WriteLine($"goclr: {wall.TotalMilliseconds,7:0} ms  {phase,-12} {(wall - _wall).TotalMilliseconds,6:0} ms, {(cpu - _cpu).TotalMilliseconds,6:0} ms cpu, {jitted - _jitted,4} jitted");
        _jitted = jitted;
        (_wall, _cpu) = (DateTime.UtcNow - _start, Environment.CpuUsage.TotalTime);
    }

    public void Note(string text)
    {
        if (_on) Console.Error.WriteLine("goclr: " + text);
    }
}
