// Small services of the scheduler for sync, sync/atomic and internal/sync: pinning to a P, active spinning.
// A pinned goroutine may still leave at a poll, but goes on at once on the same M and P (Sched.Preempted).
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class SyncHooks
{
    [GoSymbol("sync.runtime_procPin", CallClass.None)]
    [GoSymbol("sync/atomic.runtime_procPin", CallClass.None)]
    [GoSymbol("runtime.procPin", CallClass.None)]
    public static long ProcPin(G* g)
    {
        g->m->pinned++;
        return g->m->p->id;
    }

    [GoSymbol("sync.runtime_procUnpin", CallClass.None)]
    [GoSymbol("sync/atomic.runtime_procUnpin", CallClass.None)]
    [GoSymbol("runtime.procUnpin", CallClass.None)]
    public static void ProcUnpin(G* g)
    {
        M* m = g->m;
        if (--m->pinned != 0 || m->pollPending == 0 && m->p->preempt == 0) return;
        m->pollPending = 0;
        Sched.RequestPreempt(g);
    }

    [GoSymbol("internal/sync.runtime_canSpin", CallClass.None)]
    public static int CanSpin(G* g, long i)
    {
        RuntimeRoot* rt = g->root;
        return i < 4 && rt->ncpu > 1 && rt->gomaxprocs > rt->npidle + rt->nmspinning + 1 && Sched.RunqEmpty(g->m->p) ? 1 : 0;
    }

    [GoSymbol("internal/sync.runtime_doSpin", CallClass.None)]
    public static void DoSpin(G* g) => Thread.SpinWait(4);
}
