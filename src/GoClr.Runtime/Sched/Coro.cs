// Coroutines for iter.Pull: a goroutine that runs only when it is switched to.
//
// K1  coro.gp is the goroutine that is parked at the coroutine: the body while the caller runs, the caller while the body runs.
// K2  The switch happens after the frames of the one that leaves are in its block; the other one is the P's next goroutine and inherits the time slice.
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Coros
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Coro { internal G* gp; internal long f; }

    [GoSymbol("iter.newcoro", CallClass.None)]
    [GoSymbol("runtime.newcoro", CallClass.None)]
    public static long NewCoro(G* g, long f)
    {
        Coro* c = (Coro*)Mem.MallocMask(g, sizeof(Coro), 1UL << 1);
        c->f = f;
        G* n = Sched.NewG(g->m);
        n->parentId = g->id;
        n->labels = g->labels;
        n->bubble = g->bubble;
        n->coro = c;
        Sched.PushParked(n, NativeFunc.CoroStart, 2)[1] = (long)c;
        n->gstatus = (int)GStatus.Waiting;
        n->waitReason = (int)WaitReason.Coroutine;
        c->gp = n;
        if (n->bubble != null) Synctest.Born(n, parked: true);
        return (long)c;
    }

    [GoSymbol("iter.coroswitch", CallClass.Suspends)]
    [GoSymbol("runtime.coroswitch", CallClass.Suspends)]
    public static void CoroSwitch(G* g, long coro) => Sched.GoPark(g, &Switch, (void*)coro, WaitReason.Coroutine);

    private static bool Switch(G* g, void* arg)
    {
        M* m = g->m;
        G* next = (G*)Interlocked.Exchange(ref *(nint*)&((Coro*)arg)->gp, (nint)g);
        if (next == null) Fatal.ThrowFrom(g, "coroswitch on exited coro");
        if (next->bubble != null) Synctest.Woken(next);
        next->gstatus = (int)GStatus.Runnable;
        Sched.RunqPut(m->p, next, true);
        return true;
    }

    internal static void StartStep(G* g, long* f)
    {
        Coro* c = (Coro*)f[1];
        long fn = c->f;
        Sched.PushParked(g, NativeFunc.CoroExit, 2)[1] = (long)c;
        ((delegate*<G*, long, long, void>)*(void**)fn)(g, fn, (long)c);
    }

    /// <summary>The body has returned: its caller goes on.</summary>
    internal static void ExitStep(G* g, long* f)
    {
        Coro* c = (Coro*)f[1];
        G* next = (G*)Interlocked.Exchange(ref *(nint*)&c->gp, 0);
        if (next->bubble != null) Synctest.Woken(next);
        next->gstatus = (int)GStatus.Runnable;
        Sched.RunqPut(g->m->p, next, true);
    }
}
