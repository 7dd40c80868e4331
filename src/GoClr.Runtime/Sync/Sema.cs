// Semaphores: a uint32 anywhere in memory, and waiters found by its address.
//
// M1  A waiter is counted in nwait before it looks at the semaphore for the last time; a releaser adds to the semaphore before it reads nwait. So one of the two sees the other.
// M2  All waiters of an address hang off the head sudog of that address (waitlink … waittail, oldest first); heads of a bucket are linked through next/prev.
// M3  With handoff the releaser takes the count for the waiter (ticket 1) and yields to it; otherwise a woken waiter competes and may queue again.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Sema
{
    private const int Buckets = 251;

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Bucket
    {
        internal Lock @lock;
        internal int nwait;
        internal Sudog* first;
    }

    private static Bucket* BucketOf(RuntimeRoot* rt, void* addr)
    {
        if (rt->semtable == null)
        {
            Bucket* t = (Bucket*)Linux.Reserve(Buckets * sizeof(Bucket));
            for (int i = 0; i < Buckets; i++) Locks.Init(&t[i].@lock, LockRank.SemRoot);
            if (Interlocked.CompareExchange(ref *(nint*)&rt->semtable, (nint)t, 0) != 0) Linux.Unmap(t, Buckets * sizeof(Bucket));
        }
        return (Bucket*)rt->semtable + (ulong)addr / 8 % Buckets;
    }

    private static bool TryTake(int* addr)
    {
        for (;;)
        {
            int v = Volatile.Read(ref *addr);
            if (v == 0) return false;
            if (Interlocked.CompareExchange(ref *addr, v - 1, v) == v) return true;
        }
    }

    private static void Acquire(G* g, int* addr, bool lifo, WaitReason why)
    {
        if (TryTake(addr)) return;
        Bucket* b = BucketOf(g->root, addr);
        Locks.Acquire(&b->@lock);
        Interlocked.Increment(ref b->nwait);
        if (TryTake(addr))
        {
            Interlocked.Decrement(ref b->nwait);
            Locks.Release(&b->@lock);
            return;
        }
        Sudog* s = Chan.AcquireSudog(g);
        if (why is WaitReason.SyncMutexLock or WaitReason.SyncRWMutexRLock or WaitReason.SyncRWMutexLock) s->acquireTime = Profiles.MutexStart(g->root);
        s->elem = (byte*)addr;                                      // a root: keeps the object that holds the semaphore
        g->waiting = s;
        Enqueue(b, s, lifo);
        long* f = Sched.PushNative(g, NativeFunc.SemaRetry, 3);
        f[1] = (long)addr;
        f[2] = (long)why;
        g->parkTarget = 0;
        Sched.GoPark(g, Sched.UnlockLock, &b->@lock, why);
    }

    /// <summary>Woken: with a ticket the count is ours; else compete for it.</summary>
    internal static void Retry(G* g, long* f)
    {
        if (g->parkTarget != 0) return;
        Acquire(g, (int*)f[1], false, (WaitReason)f[2]);
    }

    private static void Enqueue(Bucket* b, Sudog* s, bool lifo)
    {
        Sudog* h = b->first;
        while (h != null && h->elem != s->elem) h = h->next;
        s->waitlink = null;
        s->waittail = null;
        if (h == null)
        {
            s->prev = null;
            s->next = b->first;
            if (b->first != null) b->first->prev = s;
            b->first = s;
            s->waittail = s;
            return;
        }
        if (!lifo)
        {
            h->waittail->waitlink = s;
            h->waittail = s;
            return;
        }
        Replace(b, h, s);
        s->waitlink = h;
        s->waittail = h->waittail;
    }

    /// <summary>s takes the place of head h in the bucket's list.</summary>
    private static void Replace(Bucket* b, Sudog* h, Sudog* s)
    {
        s->next = h->next;
        s->prev = h->prev;
        if (s->next != null) s->next->prev = s;
        if (s->prev != null) s->prev->next = s; else b->first = s;
        h->next = null;
        h->prev = null;
    }

    private static Sudog* Dequeue(Bucket* b, byte* addr)
    {
        Sudog* h = b->first;
        while (h != null && h->elem != addr) h = h->next;
        if (h == null) return null;
        Sudog* n = h->waitlink;
        if (n != null)
        {
            Replace(b, h, n);
            n->waittail = h->waittail;
        }
        else
        {
            if (h->next != null) h->next->prev = h->prev;
            if (h->prev != null) h->prev->next = h->next; else b->first = h->next;
        }
        h->next = null;
        h->prev = null;
        h->waitlink = null;
        return h;
    }

    private static void Release(G* g, int* addr, bool handoff)
    {
        Bucket* b = BucketOf(g->root, addr);
        Interlocked.Increment(ref *addr);
        if (Volatile.Read(ref b->nwait) == 0) return;
        Locks.Acquire(&b->@lock);
        if (b->nwait == 0)
        {
            Locks.Release(&b->@lock);
            return;
        }
        Sudog* s = Dequeue(b, (byte*)addr);
        if (s != null) Interlocked.Decrement(ref b->nwait);
        Locks.Release(&b->@lock);
        if (s == null) return;
        G* w = s->g;
        w->waiting = null;
        bool ticket = handoff && TryTake(addr);
        w->parkTarget = ticket ? 1 : 0;
        M* m = g->m;
        long start = s->acquireTime;
        Chan.ReleaseSudog(m->p, s);
        Sched.Ready(m, w);
        if (Profiles.MutexDrawn(m, start))
        {
            long* f = Sched.PushNative(g, NativeFunc.Restart, 3);
            f[1] = (long)(delegate*<G*, long*, void>)&Profiles.MutexEvent;
            f[2] = Linux.Nanotime() - start;
            Sched.LeaveNative(g);
        }
        if (ticket && m->pinned == 0)
        {
            g->yieldLocal = 1;                                      // w is runnext: it runs now, on this P
            g->reason = (int)LeaveReason.Yield;
            g->status = 1;
        }
    }

    [GoSymbol("sync.runtime_Semacquire", CallClass.Suspends)]
    [GoSymbol("internal/poll.runtime_Semacquire", CallClass.Suspends)]
    public static void Semacquire(G* g, long addr) => Acquire(g, (int*)addr, false, WaitReason.Semacquire);

    [GoSymbol("sync.runtime_SemacquireWaitGroup", CallClass.Suspends)]
    public static void SemacquireWaitGroup(G* g, long addr, int durable) => Acquire(g, (int*)addr, false, durable != 0 ? WaitReason.DurableWaitGroup : WaitReason.SyncWaitGroupWait);

    [GoSymbol("internal/sync.runtime_SemacquireMutex", CallClass.Suspends)]
    public static void SemacquireMutex(G* g, long addr, int lifo, long skip) => Acquire(g, (int*)addr, lifo != 0, WaitReason.SyncMutexLock);

    [GoSymbol("sync.runtime_SemacquireRWMutexR", CallClass.Suspends)]
    public static void SemacquireRWMutexR(G* g, long addr, int lifo, long skip) => Acquire(g, (int*)addr, lifo != 0, WaitReason.SyncRWMutexRLock);

    [GoSymbol("sync.runtime_SemacquireRWMutex", CallClass.Suspends)]
    public static void SemacquireRWMutex(G* g, long addr, int lifo, long skip) => Acquire(g, (int*)addr, lifo != 0, WaitReason.SyncRWMutexLock);

    [GoSymbol("sync.runtime_Semrelease", CallClass.Suspends)]
    [GoSymbol("internal/sync.runtime_Semrelease", CallClass.Suspends)]
    public static void Semrelease(G* g, long addr, int handoff, long skip) => Release(g, (int*)addr, handoff != 0);

    [GoSymbol("internal/poll.runtime_Semrelease", CallClass.Suspends)]
    public static void PollSemrelease(G* g, long addr) => Release(g, (int*)addr, false);
}
