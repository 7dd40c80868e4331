// Run queues: per P a ring of 256 and runnext, and one global list.
//
// Q1  runqtail is written by the P's owner only. Thieves read tail, copy, then CAS runqhead: a slot below the new head is free from then on.
// Q2  runnext is exchanged by both sides. It inherits the time slice of the goroutine that readied it.
// Q3  Who makes a goroutine runnable looks for idle Ps afterwards, across a full fence; who goes idle looks at all queues afterwards, across one too.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    /// <summary>Puts g into p's queue: as runnext (a full fence), or at the tail. The caller owns p.</summary>
    public static void RunqPut(P* p, G* g, bool next)
    {
        if (next)
        {
            G* old = (G*)Interlocked.Exchange(ref *(nint*)&p->runnext, (nint)g);
            if (old == null) return;
            g = old;
        }
        for (;;)
        {
            uint h = Volatile.Read(ref p->runqhead), t = p->runqtail;
            if (t - h < P.RingSize)
            {
                p->ring[t & (P.RingSize - 1)] = (long)g;
                Volatile.Write(ref p->runqtail, t + 1);
                return;
            }
            if (RunqPutSlow(p, g, h, t)) return;
        }
    }

    /// <summary>Half of the full ring and g go to the global queue.</summary>
    private static bool RunqPutSlow(P* p, G* g, uint h, uint t)
    {
        uint n = (t - h) / 2;
        G** batch = stackalloc G*[P.RingSize / 2 + 1];
        for (uint i = 0; i < n; i++) batch[i] = (G*)p->ring[(h + i) & (P.RingSize - 1)];
        if (Interlocked.CompareExchange(ref p->runqhead, h + n, h) != h) return false;
        batch[n] = g;
        for (uint i = 0; i < n; i++)
        {
            batch[i]->schedlink = batch[i + 1];
            batch[i]->ahead = i + 4 <= n ? batch[i + 4] : null;
        }
        batch[n]->ahead = null;
        batch[n]->schedlink = null;
        RuntimeRoot* rt = p->root;
        Locks.Acquire(&rt->schedLock);
        GlobalPutBatch(rt, batch[0], batch[n], (int)n + 1);
        Locks.Release(&rt->schedLock);
        return true;
    }

    /// <summary>Next goroutine of p's own queue; inherit: it continues the time slice under way.</summary>
    public static G* RunqGet(P* p, out bool inherit)
    {
        inherit = false;
        if (p->runnext != null)
        {
            G* next = (G*)Interlocked.Exchange(ref *(nint*)&p->runnext, 0);
            if (next != null) { inherit = true; return next; }
        }
        for (;;)
        {
            uint h = Volatile.Read(ref p->runqhead), t = p->runqtail;
            if (t == h) return null;
            G* g = (G*)p->ring[h & (P.RingSize - 1)];
            if (Interlocked.CompareExchange(ref p->runqhead, h + 1, h) != h) continue;
            if (t - h > 2) Fetch((G*)p->ring[(h + 2) & (P.RingSize - 1)]);
            return g;
        }
    }

    public static bool RunqEmpty(P* p)
    {
        // Head, tail and runnext must be seen together: an owner may move runnext into the ring in between.
        for (;;)
        {
            uint h = Volatile.Read(ref p->runqhead), t = Volatile.Read(ref p->runqtail);
            nint next = Volatile.Read(ref *(nint*)&p->runnext);
            if (t == Volatile.Read(ref p->runqtail)) return h == t && next == 0;
        }
    }

    public static int RunqLen(P* p)
    {
        int n = (int)(Volatile.Read(ref p->runqtail) - Volatile.Read(ref p->runqhead));
        return n + (p->runnext != null ? 1 : 0);
    }

    /// <summary>Takes half of victim's queue; all but one of them go into p's ring. stealNext: its runnext too, if it has nothing else.</summary>
    private static G* RunqSteal(P* p, P* victim, bool stealNext)
    {
        for (;;)
        {
            uint h = Volatile.Read(ref victim->runqhead), t = Volatile.Read(ref victim->runqtail), n = t - h;
            n -= n / 2;
            if (n == 0)
            {
                if (!stealNext || Volatile.Read(ref *(nint*)&victim->runnext) == 0) return null;
                // Its owner is likely to run it in a moment (it readied it and parks): moving it to another core would cost both more than waiting.
                // A sleep, not a spin: it lasts some 50 µs, so two goroutines that hand a value to and fro do not wake and feed a thief at each turn.
                if (victim->status == (int)PStatus.Running) Linux.Usleep(3);
                return (G*)Interlocked.Exchange(ref *(nint*)&victim->runnext, 0);
            }
            if (n > P.RingSize / 2) continue;                       // head and tail read at different times
            uint mt = p->runqtail;
            for (uint i = 0; i < n; i++) p->ring[(mt + i) & (P.RingSize - 1)] = victim->ring[(h + i) & (P.RingSize - 1)];
            if (Interlocked.CompareExchange(ref victim->runqhead, h + n, h) != h) continue;
            n--;
            G* g = (G*)p->ring[(mt + n) & (P.RingSize - 1)];
            if (n > 0) Volatile.Write(ref p->runqtail, mt + n);
            return g;
        }
    }

    // ---- global queue, under schedLock

    public static void GlobalPut(RuntimeRoot* rt, G* g)
    {
        g->schedlink = null;
        g->ahead = null;
        GlobalPutBatch(rt, g, g, 1);
    }

    private static void GlobalPutBatch(RuntimeRoot* rt, G* first, G* last, int n)
    {
        if (rt->globalTail != null) rt->globalTail->schedlink = first; else rt->globalHead = first;
        rt->globalTail = last;
        Volatile.Write(ref rt->globalN, rt->globalN + n);
    }

    /// <summary>One goroutine of the global queue, and up to max-1 more (0: a fair share) into p's ring.</summary>
    private static G* GlobalGet(RuntimeRoot* rt, P* p, int max)
    {
        if (rt->globalN == 0) return null;
        int n = rt->globalN / rt->gomaxprocs + 1;
        if (n > rt->globalN) n = rt->globalN;
        if (max > 0 && n > max) n = max;
        int room = P.RingSize - (int)(p->runqtail - Volatile.Read(ref p->runqhead));
        if (n > P.RingSize / 2) n = P.RingSize / 2;
        if (n - 1 > room) n = room + 1;
        G* g = rt->globalHead;
        G* rest = g->schedlink;
        int left = rt->globalN - 1;
        for (n--; n > 0 && rest != null; n--)
        {
            G* x = rest;
            rest = x->schedlink;
            FetchLink(x->ahead);
            left--;
            p->ring[p->runqtail & (P.RingSize - 1)] = (long)x;
            Volatile.Write(ref p->runqtail, p->runqtail + 1);
        }
        rt->globalHead = rest;
        if (rest == null) rt->globalTail = null;
        Volatile.Write(ref rt->globalN, left);
        return g;
    }

    /// <summary>A list of goroutines linked through schedlink becomes runnable: on p if there is one, else in the global queue.</summary>
    public static void InjectList(RuntimeRoot* rt, P* p, G* list)
    {
        if (list == null) return;
        int n = 0;
        G* tail = null;
        for (G* g = list; g != null; g = g->schedlink) { if (g->bubble != null) Synctest.Woken(g); g->gstatus = (int)GStatus.Runnable; tail = g; n++; }
        if (p == null)
        {
            Locks.Acquire(&rt->schedLock);
            GlobalPutBatch(rt, list, tail, n);
            Locks.Release(&rt->schedLock);
        }
        else
        {
            while (list != null) { G* g = list; list = g->schedlink; RunqPut(p, g, false); }
        }
        Interlocked.MemoryBarrier();
        for (int i = 0; i < n && rt->npidle != 0; i++) WakeP(rt);
    }

    // ---- making a goroutine runnable

    /// <summary>g, which was parked, may run: next on this M's P.</summary>
    public static void Ready(M* m, G* g)
    {
        RuntimeRoot* rt = m->root;
        P* p = m->p;
        if (p == null) { ReadyNoP(rt, g); return; }
        if (g->bubble != null) Synctest.Woken(g);
        g->gstatus = (int)GStatus.Runnable;
        RunqPut(p, g, true);
        if (rt->npidle != 0 && rt->nmspinning == 0) WakeP(rt);
    }

    /// <summary>The same from a thread that has no P.</summary>
    public static void ReadyNoP(RuntimeRoot* rt, G* g)
    {
        if (g->bubble != null) Synctest.Woken(g);
        g->gstatus = (int)GStatus.Runnable;
        Locks.Acquire(&rt->schedLock);
        GlobalPut(rt, g);
        Locks.Release(&rt->schedLock);                              // an exchange: the fence of Q3
        if (rt->npidle != 0) WakeP(rt);
    }
}
