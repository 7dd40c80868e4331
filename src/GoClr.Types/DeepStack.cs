// Recursion over source that is nested (or chained: a + b + c + …) deeper than the thread's stack allows goes on on a thread of its own.
// The caller waits, so that there is still one thread at a time that works on the package.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace GoClr.Types;

public static class DeepStack
{
    private const int StackSize = 256 << 20;

    /// <summary>There is room for some more frames. Costs a few nanoseconds.</summary>
    public static bool HasRoom => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs f with a fresh stack.</summary>
    public static void Run(Action f)
    {
        ExceptionDispatchInfo? thrown = null;
        var t = new Thread(() =>
        {
            try { f(); }
            catch (Exception e) { thrown = ExceptionDispatchInfo.Capture(e); }
        }, StackSize);
        t.Start();
        t.Join();
        thrown?.Throw();
    }
}
