// Bubbles of testing/synctest: goroutines that are isolated from the others, with a clock of their own that moves when all of them wait.
//
//     Run's goroutine (root): run the timers that are due ─→ park until all others wait ─→ clock = next timer ─→ …
//
// Y1  running counts the bubble's goroutines that are not durably blocked; active what else keeps the bubble busy (a park under way, a root or waiter that was
//     just woken). Both 0: somebody is to be woken, see Idle. Both and total are guarded by the bubble's lock, which is a leaf: parking takes it with a channel's lock held.
// Y2  A goroutine's part in running changes where it is born, parks for a durable reason, is made runnable again, and dies. Timer functions run on goroutines
//     of the bubble, so a bubble whose timers have fired is busy until they are done.
// Y3  Durable is what only the bubble's own goroutines can end: channels made in it, its timers, Cond, WaitGroups associated with it. Mutexes and I/O are not.
// Y4  A bubble's memory is never given back: channels and timers may outlive it and name it.
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Bubble
{
    public Lock @lock;
    public TimerHeap timers;
    public long id, now;
    public G* root, waiter, main;
    public int waiting, done;           // a Wait is under way; main has ended
    public int total, running, active;
    public Bubble* next;                // all bubbles that live, newest first
}

public static unsafe class Synctest
{
    private const long BaseTime = 946684800000000000;              // 2000-01-01 00:00 UTC

    internal static bool IsDurable(int why) => (WaitReason)why is WaitReason.ChanReceiveNilChan or WaitReason.ChanSendNilChan or WaitReason.SelectNoCases or WaitReason.Sleep or WaitReason.SyncCondWait
        or WaitReason.Coroutine or WaitReason.SynctestRun or WaitReason.SynctestWait or WaitReason.DurableWaitGroup or WaitReason.DurableChanReceive or WaitReason.DurableChanSend or WaitReason.DurableSelect;

    // ---- what the scheduler tells (only of goroutines in a bubble)

    /// <summary>g starts to exist; parked: it is not running yet (a coroutine).</summary>
    internal static void Born(G* g, bool parked = false)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->total++;
        if (!parked) b->running++;
        if (b->main == null) b->main = g;
        Locks.Release(&b->@lock);
    }

    internal static void Died(M* m, G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->total--;
        b->running--;
        if (g == b->main) b->done = 1;
        G* wake = Idle(b);
        Locks.Release(&b->@lock);
        if (wake != null) Sched.Ready(m, wake);
    }

    /// <summary>g is about to wait. Until Parked the bubble stays busy: the wait may be over before it began.</summary>
    internal static void Parking(G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->active++;
        if (IsDurable(g->waitReason)) b->running--;
        Locks.Release(&b->@lock);
    }

    internal static void Parked(M* m, Bubble* b)
    {
        Locks.Acquire(&b->@lock);
        b->active--;
        G* wake = Idle(b);
        Locks.Release(&b->@lock);
        if (wake != null) Sched.Ready(m, wake);
    }

    /// <summary>g, which waited, becomes runnable.</summary>
    internal static void Woken(G* g)
    {
        if (!IsDurable(g->waitReason)) return;
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->running++;
        Locks.Release(&b->@lock);
    }

    // Whom to wake if the bubble does nothing any more: who is woken owes an active--.
    private static G* Idle(Bubble* b)
    {
        if (b->running > 0 || b->active > 0) return null;
        b->active++;
        long next = Timers.Next(b);
        if (next > 0 && next <= b->now) return b->root;
        return b->waiter != null ? b->waiter : b->root;
    }

    internal static void Foreign(G* g, string what) => Fatal.ThrowFrom(g, what + " from outside bubble");

    // ---- Run: see overlay/runtime/synctest.go

    /// <summary>False: g is in a bubble already. The next goroutine it starts is the bubble's main one.</summary>
    [GoSymbol("runtime.synctestEnter", CallClass.None)]
    public static int Enter(G* g)
    {
        if (g->bubble != null) return 0;
        RuntimeRoot* rt = g->root;
        Bubble* b = (Bubble*)NativeMemory.AllocZeroed((nuint)sizeof(Bubble));
        Locks.Init(&b->@lock, LockRank.Leaf);
        Locks.Init(&b->timers.@lock, LockRank.Timers);
        b->now = BaseTime;
        b->root = g;
        b->total = b->running = 1;
        b->active = 1;
        Locks.Acquire(&rt->allLock);
        Bubble* newest = (Bubble*)rt->synctestState;
        b->id = Interlocked.Increment(ref rt->bubbleGen);
        b->next = newest;
        Volatile.Write(ref *(nint*)&rt->synctestState, (nint)b);
        Locks.Release(&rt->allLock);
        g->bubble = b;
        return 1;
    }

    /// <summary>Parks the root until the others wait; the timers that are due run first.</summary>
    [GoSymbol("runtime.synctestIdle", CallClass.Suspends)]
    public static void WaitIdle(G* g)
    {
        Timers.CheckBubble(g->m, (Bubble*)g->bubble);
        Sched.GoPark(g, &MayIdle, null, WaitReason.SynctestRun);
    }

    private static bool MayIdle(G* g, void* arg)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        // Two: the root's own, and the park under way (Y1).
        bool idle = !(b->running == 0 && b->active == 2);
        if (idle) b->active--;
        Locks.Release(&b->@lock);
        return idle;
    }

    /// <summary>Everybody waits: moves the clock to the next timer; false if there is none, or main has ended.</summary>
    [GoSymbol("runtime.synctestAdvance", CallClass.None)]
    public static int Advance(G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        long next = Timers.Next(b);
        bool more = next != 0 && b->done == 0;
        if (more && next > b->now) b->now = next;
        Locks.Release(&b->@lock);
        return more ? 1 : 0;
    }

    /// <summary>0: all goroutines but the root have ended; else they are stuck: 1, or 2 if main has ended.</summary>
    [GoSymbol("runtime.synctestStuck", CallClass.None)]
    public static long Stuck(G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        return b->total == 1 ? 0 : b->done != 0 ? 2 : 1;
    }

    [GoSymbol("runtime.synctestLeave", CallClass.None)]
    public static void Leave(G* g)
    {
        RuntimeRoot* rt = g->root;
        Bubble* b = (Bubble*)g->bubble;
        g->bubble = null;
        if (b->root != g) return;
        Locks.Acquire(&rt->allLock);
        for (Bubble** p = (Bubble**)&rt->synctestState; *p != null; p = &(*p)->next)
        {
            if (*p != b) continue;
            *p = b->next;
            break;
        }
        Locks.Release(&rt->allLock);
    }

    // ---- Wait

    /// <summary>0: go on with synctestWait; 1: not in a bubble; 2: another Wait is under way.</summary>
    [GoSymbol("runtime.synctestWaitBegin", CallClass.None)]
    public static long WaitBegin(G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        if (b == null) return 1;
        Locks.Acquire(&b->@lock);
        bool busy = b->waiting != 0;
        b->waiting = 1;
        Locks.Release(&b->@lock);
        return busy ? 2 : 0;
    }

    [GoSymbol("runtime.synctestWait", CallClass.Suspends)]
    public static void Wait(G* g) => Sched.GoPark(g, &BecomeWaiter, null, WaitReason.SynctestWait);

    private static bool BecomeWaiter(G* g, void* arg)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->waiter = g;
        Locks.Release(&b->@lock);
        return true;
    }

    [GoSymbol("runtime.synctestWaitEnd", CallClass.None)]
    public static void WaitEnd(G* g)
    {
        Bubble* b = (Bubble*)g->bubble;
        Locks.Acquire(&b->@lock);
        b->active--;
        b->waiter = null;
        b->waiting = 0;
        Locks.Release(&b->@lock);
    }

    // ---- handles on a bubble (Acquire, Release, Run)

    [GoSymbol("runtime.synctestBubble", CallClass.None)]
    public static long Current(G* g) => (long)g->bubble;

    [GoSymbol("runtime.synctestHold", CallClass.None)]
    public static void Hold(G* g, long bubble)
    {
        Bubble* b = (Bubble*)bubble;
        Locks.Acquire(&b->@lock);
        b->active++;
        Locks.Release(&b->@lock);
    }

    [GoSymbol("runtime.synctestDrop", CallClass.None)]
    public static void Drop(G* g, long bubble) => Parked(g->m, (Bubble*)bubble);

    [GoSymbol("runtime.synctestJoin", CallClass.None)]
    public static void Join(G* g, long bubble) => g->bubble = (void*)bubble;

    [GoSymbol("runtime.synctestId", CallClass.None)]
    public static long Id(G* g) => g->bubble == null ? 0 : ((Bubble*)g->bubble)->id;
}
