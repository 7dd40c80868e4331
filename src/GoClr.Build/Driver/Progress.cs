// What a user sees while something takes long. On a terminal: one line that is written over and goes away; else whole lines, and those only for work that
// takes many seconds and happens once.
using System;
using System.Diagnostics;
using System.Threading;

namespace GoClr.Build.Driver;

public static class Progress
{
    private static readonly Lock s_lock = new();
    private static bool s_shown;

    /// <summary>Standard error is a terminal that can be written over.</summary>
    public static bool OnTerminal { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>A terminal, and the user has not switched colours off.</summary>
    public static bool Colours => OnTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A line that stays.</summary>
    public static void Line(string text)
    {
        lock (s_lock)
        {
            Erase();
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>On a terminal: what is going on now. Nothing when piped.</summary>
    public static void Say(string text)
    {
        if (!OnTerminal) return;
        lock (s_lock)
        {
            int width = Width();
            if (text.Length >= width) text = text[..(width - 1)];
            // Write over from the left, erase the rest.
            Console.Error.Write(Colours ? $"\r\u001b[2m{text}\u001b[0m\u001b[K" : $"\r{text}\u001b[K");
            s_shown = true;
        }
    }

    /// <summary>Takes the line away.</summary>
    public static void Done()
    {
        lock (s_lock) Erase();
    }

    /// <summary>A receiver of (finished, total) that shows them, ten times a second at most; null when nobody would see it.</summary>
    public static Action<int, int>? Packages()
    {
        if (!OnTerminal) return null;
        var clock = Stopwatch.StartNew();
        long next = 200;
        return (done, total) =>
        {
            long now = clock.ElapsedMilliseconds;
            if (now < Volatile.Read(ref next)) return;
            Volatile.Write(ref next, now + 100);
            Say($"compiling {done}/{total} packages");
        };
    }

    private static void Erase()
    {
        if (!s_shown) return;
        Console.Error.Write("\r\u001b[K");
        s_shown = false;
    }

    private static int Width()
    {
        try { return Console.WindowWidth is > 10 and var w ? w : 80; }
        catch (System.IO.IOException) { return 80; }
    }
}
