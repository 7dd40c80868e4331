// A sign of life every two seconds while something long runs, so that no three pass without one. On a thread of its own: the pool may be busy compiling.
using System;
using System.Diagnostics;
using System.Threading;

namespace GoClr.Build.Driver;

public sealed class Pulse : IDisposable
{
    private const int Period = 2000;
    private readonly Action<string> _progress;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private Stopwatch _clock = Stopwatch.StartNew();
    private string _text;
    private Func<string>? _detail;
    private bool _over;

    /// <param name="late">Nothing at once: only if it takes longer than a period.</param>
    public Pulse(Action<string> progress, string text, bool late = false)
    {
        _progress = progress;
        _text = text;
        if (!late) progress(text);
        _thread = new Thread(Beat) { IsBackground = true };
        _thread.Start();
    }

    private void Beat()
    {
        while (true)
        {
            bool step = _wake.WaitOne(Period);
            lock (_lock)
            {
                if (_over) return;
                if (!step) _progress(_detail?.Invoke() is { } d ? $"{_text}: {d}" : $"{_text} ({_clock.Elapsed.TotalSeconds:0} s)");
            }
        }
    }

    /// <summary>The next step begins. <paramref name="detail"/>: how far it is; without, its beats say for how long it has been running.</summary>
    public void Step(string text, Func<string>? detail = null)
    {
        lock (_lock)
        {
            (_text, _detail, _clock) = (text, detail, Stopwatch.StartNew());
            _progress(detail == null ? text : $"{text}: {detail()}");
        }
        _wake.Set();
    }

    public void Dispose()
    {
        lock (_lock) _over = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }
}
