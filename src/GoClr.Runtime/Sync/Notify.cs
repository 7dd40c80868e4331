// Notify lists: what sync.Cond waits on. A waiter takes a ticket before it unlocks its mutex, so a notification in between is not lost.
//
// N1  wait is the next ticket (atomic); notify the next one to be woken (written under lock). A ticket below notify needs no waiting.
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Notify
{
    /// <summary>sync.notifyList as Go declares it: 24 bytes on top of a lock word of Go's own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NotifyList
    {
        internal uint wait, notify;
        internal Lock @lock;                // uintptr in Go
        internal Sudog* head, tail;
    }

    private static bool Less(uint a, uint b) => (int)(a - b) < 0;

    [GoSymbol("sync.runtime_notifyListAdd", CallClass.None)]
    public static int Add(G* g, long list) => (int)(Interlocked.Increment(ref ((NotifyList*)list)->wait) - 1);

    [GoSymbol("sync.runtime_notifyListWait", CallClass.Suspends)]
    public static void Wait(G* g, long list, int ticket)
    {
        NotifyList* l = (NotifyList*)list;
        Acquire(l);
        if (Less((uint)ticket, l->notify))
        {
            Locks.Release(&l->@lock);
            return;
        }
        Sudog* s = Chan.AcquireSudog(g);
        s->ticket = (uint)ticket;
        s->elem = (byte*)list;
        g->waiting = s;
        if (l->tail == null) l->head = s; else l->tail->next = s;
        l->tail = s;
        Sched.GoPark(g, Sched.UnlockLock, &l->@lock, WaitReason.SyncCondWait);
    }

    /// <summary>The rank word is part of Go's uintptr, which is zero at first.</summary>
    private static void Acquire(NotifyList* l) => Locks.Acquire(&l->@lock);

    private static void Wake(G* g, Sudog* s)
    {
        G* w = s->g;
        if (w->bubble != null && w->bubble != g->bubble) Synctest.Foreign(g, "semaphore wake of synctest goroutine");
        w->waiting = null;
        Chan.ReleaseSudog(g->m->p, s);
        Sched.Ready(g->m, w);
    }

    [GoSymbol("sync.runtime_notifyListNotifyAll", CallClass.None)]
    public static void NotifyAll(G* g, long list)
    {
        NotifyList* l = (NotifyList*)list;
        if (Volatile.Read(ref l->wait) == Volatile.Read(ref l->notify)) return;
        Acquire(l);
        Sudog* s = l->head;
        l->head = null;
        l->tail = null;
        Volatile.Write(ref l->notify, Volatile.Read(ref l->wait));
        Locks.Release(&l->@lock);
        while (s != null)
        {
            Sudog* next = s->next;
            s->next = null;
            Wake(g, s);
            s = next;
        }
    }

    [GoSymbol("sync.runtime_notifyListNotifyOne", CallClass.None)]
    public static void NotifyOne(G* g, long list)
    {
        NotifyList* l = (NotifyList*)list;
        if (Volatile.Read(ref l->wait) == Volatile.Read(ref l->notify)) return;
        Acquire(l);
        uint t = l->notify;
        if (t == Volatile.Read(ref l->wait))
        {
            Locks.Release(&l->@lock);
            return;
        }
        Volatile.Write(ref l->notify, t + 1);
        // The waiter with this ticket may not have queued yet; it will see notify then.
        for (Sudog* p = null, s = l->head; s != null; p = s, s = s->next)
        {
            if (s->ticket != t) continue;
            Sudog* n = s->next;
            if (p != null) p->next = n; else l->head = n;
            if (n == null) l->tail = p;
            Locks.Release(&l->@lock);
            s->next = null;
            Wake(g, s);
            return;
        }
        Locks.Release(&l->@lock);
    }

    [GoSymbol("sync.runtime_notifyListCheck", CallClass.None)]
    public static void Check(G* g, long size)
    {
        if (size != sizeof(NotifyList)) Fatal.Throw("bad sync.notifyList size " + size);
    }
}
