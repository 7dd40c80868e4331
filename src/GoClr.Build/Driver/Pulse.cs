// A sign of life every few seconds while something without steps of its own runs.
using System;
using System.Diagnostics;
using System.Threading;

namespace GoClr.Build.Driver;

internal sealed class Pulse : IDisposable
{
    private readonly Timer _timer;

    public Pulse(Action<string> progress, string text)
    {
        progress(text);
        var clock = Stopwatch.StartNew();
        _timer = new Timer(_ => progress($"{text} ({clock.Elapsed.TotalSeconds:0} s)"), null, 2500, 2500);
    }

    public void Dispose() => _timer.Dispose();
}
