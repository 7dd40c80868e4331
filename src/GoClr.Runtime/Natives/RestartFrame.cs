// The frame that a C# native leaves when a Go function it called is leaving: the scheduler calls its continuation once that function has returned.
namespace GoClr.Runtime.Natives;

internal static unsafe class RestartFrame
{
    /// <summary>Pushes a frame; the caller fills slots 2 … 1+slots (pointers into areas are adjusted there, heap pointers are roots) and returns.
    /// <paramref name="continuation"/> gets the frame with the callee's results in g.ret, and leaves its own there.</summary>
    public static long* Push(G* g, delegate*<G*, long*, void> continuation, int slots)
    {
        long* f = g->save;
        g->save = f + 2 + slots;
        f[0] = Frames.Meta((int)NativeFunc.Restart, 0, 2 + slots);
        f[1] = (long)continuation;
        return f;
    }
}
