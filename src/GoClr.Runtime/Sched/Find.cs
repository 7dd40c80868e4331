// Finding work, going idle without losing a wake-up, and waking.
//
// W1  A spinning M (nmspinning) looks for work with no goroutine in hand; at most half as many spin as Ps are busy. Who readies a goroutine wakes an M
//     only if nobody spins; an M that finds work while spinning and was the last to do so wakes another one.
// W2  An M gives its P up in this order: P idle (schedLock) → stop spinning (atomic) → look at all queues, timers and the collector again. Q3 is the other side.
// W3  At most one M waits in epoll (lastpoll == 0); it is woken through the event descriptor when a timer becomes due earlier than it knows.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    /// <summary>The next goroutine for this M; sleeps until there is one. The M has a P afterwards.</summary>
    private static G* Schedule(M* m, out bool inherit)
    {
        for (;;)
        {
            if (m->lockedG != null)
            {
                G* locked = StopLockedM(m);
                inherit = false;
                return locked;
            }
            G* g = FindRunnable(m, out inherit);
            if (m->spinning != 0) ResetSpinning(m);
            if (g->lockedM != null && g->lockedM != m)
            {
                StartLockedM(m, g);                                 // gives the P away and sleeps
                continue;
            }
            return g;
        }
    }

    private static void ResetSpinning(M* m)
    {
        m->spinning = 0;
        Interlocked.Decrement(ref m->root->nmspinning);
        if (m->root->npidle != 0) WakeP(m->root);
    }

    private static G* FindRunnable(M* m, out bool inherit)
    {
        RuntimeRoot* rt = m->root;
        if (m->p == null) StopM(m);
    top:
        inherit = false;
        P* p = m->p;
        if (rt->gcWaiting != 0) { GcStopM(m); goto top; }
        p->preempt = 0;
        long now = Timers.Check(m, p, 0, out long pollUntil, out bool _);
        if (rt->gcBlackenEnabled != 0 && Mem.FindWork(m, p, false)) goto top;
        if (p->schedtick % 61 == 0 && rt->globalN != 0)
        {
            Locks.Acquire(&rt->schedLock);
            G* fair = GlobalGet(rt, p, 1);
            Locks.Release(&rt->schedLock);
            if (fair != null) return fair;
        }
        G* g = RunqGet(p, out inherit);
        if (g != null) return g;
        if (rt->globalN != 0)
        {
            Locks.Acquire(&rt->schedLock);
            g = GlobalGet(rt, p, 0);
            Locks.Release(&rt->schedLock);
            if (g != null) return g;
        }
        if (rt->pollInit != 0 && rt->pollWaiters > 0 && Volatile.Read(ref rt->lastpoll) != 0)
        {
            G* list = Netpoll.Poll(m, 0);
            if (list != null)
            {
                g = list;
                list = list->schedlink;
                InjectList(rt, p, list);
                g->gstatus = (int)GStatus.Runnable;
                return g;
            }
        }
        if (rt->npAlloc > 1 && (m->spinning != 0 || 2 * rt->nmspinning < rt->gomaxprocs - rt->npidle))
        {
            if (m->spinning == 0)
            {
                m->spinning = 1;
                Interlocked.Increment(ref rt->nmspinning);
            }
            g = Steal(m, ref now, ref pollUntil, out inherit, out bool newWork);
            if (g != null) return g;
            if (newWork) goto top;
        }
        if (rt->gcBlackenEnabled != 0 && Mem.FindWork(m, p, true)) goto top;

        // Nothing. Give the P up.
        Locks.Acquire(&rt->schedLock);
        if (rt->gcWaiting != 0) { Locks.Release(&rt->schedLock); goto top; }
        if (rt->globalN != 0)
        {
            g = GlobalGet(rt, p, 0);
            Locks.Release(&rt->schedLock);
            return g;
        }
        bool wasSpinning = m->spinning != 0;
        if (!wasSpinning && rt->needspinning == 1)
        {
            m->spinning = 1;
            Interlocked.Increment(ref rt->nmspinning);
            rt->needspinning = 0;
            Locks.Release(&rt->schedLock);
            goto top;
        }
        ReleaseP(m);
        PidlePut(rt, p);
        Locks.Release(&rt->schedLock);
        if (wasSpinning)
        {
            m->spinning = 0;
            Interlocked.Decrement(ref rt->nmspinning);
        }
        Interlocked.MemoryBarrier();
        // Look again: something may have been readied between the search and the last decrement (its maker saw a spinning M and woke nobody).
        if (wasSpinning)
        {
            Locks.Acquire(&rt->schedLock);
            if (rt->globalN != 0 && rt->gcWaiting == 0 && PidleGet(rt) is var pg && pg != null)
            {
                g = GlobalGet(rt, pg, 0);
                Locks.Release(&rt->schedLock);
                AcquireP(m, pg);
                m->spinning = 1;
                Interlocked.Increment(ref rt->nmspinning);
                if (g != null) return g;
                goto top;
            }
            Locks.Release(&rt->schedLock);
            for (int i = 0; i < rt->npAlloc; i++)
            {
                if (RunqEmpty(rt->allp[i])) continue;
                P* np = PidleGetLocked(rt);
                if (np == null) break;
                AcquireP(m, np);
                m->spinning = 1;
                Interlocked.Increment(ref rt->nmspinning);
                goto top;
            }
        }
        // The earliest timer of all Ps, the idle ones included.
        pollUntil = Timers.Earliest(rt);
        if ((rt->pollInit != 0 && rt->pollWaiters > 0 || pollUntil != 0) && Interlocked.Exchange(ref rt->lastpoll, 0) != 0)
        {
            Netpoll.EnsureInit(rt);
            Volatile.Write(ref Netpoll.State(rt)->pollUntil, pollUntil);
            Interlocked.MemoryBarrier();
            // A timer added just now may not have seen that somebody polls.
            long again = Timers.Earliest(rt);
            if (again != 0 && (pollUntil == 0 || again < pollUntil)) pollUntil = again;
            now = Linux.Nanotime();
            long delay = pollUntil == 0 ? -1 : Math.Max(0, pollUntil - now);
            G* list = Netpoll.Poll(m, delay);
            Volatile.Write(ref Netpoll.State(rt)->pollUntil, 0);
            Volatile.Write(ref rt->lastpoll, Linux.Nanotime());
            Locks.Acquire(&rt->schedLock);
            P* np = rt->gcWaiting != 0 ? null : PidleGet(rt);
            Locks.Release(&rt->schedLock);
            if (np == null) InjectList(rt, null, list);
            else
            {
                AcquireP(m, np);
                if (list != null)
                {
                    g = list;
                    InjectList(rt, np, list->schedlink);
                    g->gstatus = (int)GStatus.Runnable;
                    return g;
                }
                if (wasSpinning)
                {
                    m->spinning = 1;
                    Interlocked.Increment(ref rt->nmspinning);
                }
                goto top;
            }
        }
        else if (pollUntil != 0 && rt->pollInit != 0)
        {
            long known = Volatile.Read(ref Netpoll.State(rt)->pollUntil);
            if (known == 0 || known > pollUntil) Netpoll.Break(rt);
        }
        StopM(m);
        goto top;
    }

    /// <summary>Looks through the other Ps in random order, four times; timers and runnext of the others in the last round.</summary>
    private static G* Steal(M* m, ref long now, ref long pollUntil, out bool inherit, out bool newWork)
    {
        RuntimeRoot* rt = m->root;
        P* p = m->p;
        inherit = false;
        newWork = false;
        bool ranTimer = false;
        for (int round = 0; round < 4; round++)
        {
            bool last = round == 3;
            int n = rt->npAlloc;
            int start = (int)(NextRandom(m) % (uint)n);
            for (int i = 0; i < n; i++)
            {
                if (rt->gcWaiting != 0) { newWork = true; return null; }
                P* victim = rt->allp[(start + i) % n];
                if (victim == p) continue;
                if (last && victim->timers.minWhenHeap != 0)
                {
                    long until;
                    now = Timers.Check(m, victim, now, out until, out bool ran);
                    if (until != 0 && (pollUntil == 0 || until < pollUntil)) pollUntil = until;
                    if (ran)
                    {
                        G* own = RunqGet(p, out inherit);           // timers ready goroutines on the P that runs them
                        if (own != null) return own;
                        ranTimer = true;
                    }
                }
                if (victim->status == (int)PStatus.Idle && !last) continue;
                G* g = RunqSteal(p, victim, last);
                if (g != null) return g;
            }
        }
        newWork = ranTimer;
        return null;
    }

    internal static uint NextRandom(M* m)
    {
        ulong x = m->rnd;
        x ^= x << 13; x ^= x >> 7; x ^= x << 17;
        m->rnd = x;
        return (uint)(x >> 16);
    }

    // ---- Ps and Ms

    private static void AcquireP(M* m, P* p)
    {
        m->p = p;
        p->m = m;
        p->status = (int)PStatus.Running;
    }

    private static P* TakeNextP(M* m)
    {
        P* p = m->nextp;
        m->nextp = null;
        return p;
    }

    private static P* ReleaseP(M* m)
    {
        P* p = m->p;
        m->p = null;
        m->oldp = null;
        p->m = null;
        p->status = (int)PStatus.Idle;
        return p;
    }

    /// <summary>With schedLock.</summary>
    private static void PidlePut(RuntimeRoot* rt, P* p)
    {
        Locks.AssertHeld(&rt->schedLock);
        p->status = (int)PStatus.Idle;
        p->link = rt->pidle;
        rt->pidle = p;
        Interlocked.Increment(ref rt->npidle);
    }

    /// <summary>With schedLock.</summary>
    private static P* PidleGet(RuntimeRoot* rt)
    {
        P* p = rt->pidle;
        if (p == null) return null;
        rt->pidle = p->link;
        p->link = null;
        Interlocked.Decrement(ref rt->npidle);
        return p;
    }

    /// <summary>This M lost its P in the kernel: another idle one, if there is one.</summary>
    internal static bool TryAcquireIdleP(M* m)
    {
        P* p = PidleGetLocked(m->root);
        if (p == null) return false;
        AcquireP(m, p);
        if (m->root->sysmonwait != 0) WakeSysmon(m->root);
        return true;
    }

    /// <summary>A stop of the world may have passed this P before it was lent.</summary>
    internal static void LentWhileStopping(RuntimeRoot* rt, P* p)
    {
        Locks.Acquire(&rt->schedLock);
        if (rt->gcWaiting != 0 && rt->stopwait > 0 && Interlocked.CompareExchange(ref p->status, (int)PStatus.GcStop, (int)PStatus.Lent) == (int)PStatus.Lent)
        {
            p->syscalltick++;
            if (--rt->stopwait == 0) WakeStopper(rt);
        }
        Locks.Release(&rt->schedLock);
    }

    private static P* PidleGetLocked(RuntimeRoot* rt)
    {
        Locks.Acquire(&rt->schedLock);
        P* p = rt->gcWaiting != 0 ? null : PidleGet(rt);
        Locks.Release(&rt->schedLock);
        return p;
    }

    /// <summary>Starts one more spinning M if nobody spins and a P is idle.</summary>
    public static void WakeP(RuntimeRoot* rt)
    {
        if (rt->nmspinning != 0 || Interlocked.CompareExchange(ref rt->nmspinning, 1, 0) != 0) return;
        Locks.Acquire(&rt->schedLock);
        P* p = rt->gcWaiting != 0 ? null : PidleGet(rt);
        if (p == null)
        {
            rt->needspinning = 1;
            Interlocked.Decrement(ref rt->nmspinning);
            Locks.Release(&rt->schedLock);
            return;
        }
        Locks.Release(&rt->schedLock);
        StartM(rt, p, true);
    }

    /// <summary>Gives p to an idle M or a new one. spinning: nmspinning has been raised for it.</summary>
    private static void StartM(RuntimeRoot* rt, P* p, bool spinning)
    {
        Locks.Acquire(&rt->schedLock);
        M* m = rt->midle;
        if (m != null)
        {
            rt->midle = m->schedlink;
            rt->nmidle--;
        }
        else rt->mcount++;
        Locks.Release(&rt->schedLock);
        if (rt->sysmonwait != 0) WakeSysmon(rt);
        if (m == null)
        {
            m = NewM(rt);
            m->nextp = p;
            m->spinning = spinning ? 1 : 0;
            Threads.Start(m);
            return;
        }
        m->spinning = spinning ? 1 : 0;
        m->nextp = p;
        Unpark(m);
    }

    internal static void WakeSysmon(RuntimeRoot* rt)
    {
        Volatile.Write(ref rt->sysmonnote, 1);
        Linux.FutexWake(&rt->sysmonnote, 1);
    }

    private static void Unpark(M* m)
    {
        Interlocked.Exchange(ref m->park, 1);
        Linux.FutexWake(&m->park, 1);
    }

    /// <summary>Sleeps until somebody hands this M a P.</summary>
    private static void StopM(M* m)
    {
        RuntimeRoot* rt = m->root;
        if (m->spinning != 0)
        {
            m->spinning = 0;
            Interlocked.Decrement(ref rt->nmspinning);
        }
        Locks.Acquire(&rt->schedLock);
        m->schedlink = rt->midle;
        rt->midle = m;
        rt->nmidle++;
        CheckDead(rt);
        Locks.Release(&rt->schedLock);
        SleepM(m);
        AcquireP(m, TakeNextP(m));
    }

    private static void SleepM(M* m)
    {
        while (Volatile.Read(ref m->park) == 0) Linux.FutexWait(&m->park, 0, -1);
        m->park = 0;
    }

    private static M* NewM(RuntimeRoot* rt)
    {
        M* m = (M*)Linux.Reserve((sizeof(M) + 4095) & ~4095);
        m->root = rt;
        m->scratchSize = rt->nativeStack * 2;
        m->scratch = (byte*)Linux.Reserve(m->scratchSize);
        m->id = Interlocked.Increment(ref rt->mnext) - 1;
        m->rnd = (ulong)Linux.Nanotime() * 0x9E3779B97F4A7C15 | 1;
        Locks.Acquire(&rt->allLock);
        m->alllink = rt->allm;
        rt->allm = m;
        Locks.Release(&rt->allLock);
        if (m->id >= rt->maxmcount) Fatal.FatalError(rt, "thread exhaustion");
        return m;
    }

    /// <summary>Somebody else must run p (its M blocks in the kernel): if there is work for it.</summary>
    internal static void HandoffP(RuntimeRoot* rt, P* p)
    {
        if (!RunqEmpty(p) || rt->globalN != 0 || rt->gcBlackenEnabled != 0)
        {
            StartM(rt, p, false);
            return;
        }
        if (rt->nmspinning + rt->npidle == 0 && Interlocked.CompareExchange(ref rt->nmspinning, 1, 0) == 0)
        {
            rt->needspinning = 0;
            StartM(rt, p, true);
            return;
        }
        Locks.Acquire(&rt->schedLock);
        if (rt->gcWaiting != 0)
        {
            p->status = (int)PStatus.GcStop;
            if (--rt->stopwait == 0) WakeStopper(rt);
            Locks.Release(&rt->schedLock);
            return;
        }
        if (rt->globalN != 0)
        {
            Locks.Release(&rt->schedLock);
            StartM(rt, p, false);
            return;
        }
        // The last running P goes idle: somebody must watch the network.
        if (rt->npidle == rt->gomaxprocs - 1 && Volatile.Read(ref rt->lastpoll) != 0 && rt->pollInit != 0 && rt->pollWaiters > 0)
        {
            Locks.Release(&rt->schedLock);
            StartM(rt, p, false);
            return;
        }
        long when = Timers.MinWhen(p);
        PidlePut(rt, p);
        Locks.Release(&rt->schedLock);
        if (when != 0) Netpoll.WakeForTimer(rt, when);
    }

    // ---- goroutines that are wired to their thread

    /// <summary>This M is locked to a goroutine that does not run here: gives its P away and sleeps until the goroutine may run.</summary>
    private static G* StopLockedM(M* m)
    {
        RuntimeRoot* rt = m->root;
        if (m->p != null)
        {
            P* p = ReleaseP(m);
            HandoffP(rt, p);
        }
        Locks.Acquire(&rt->schedLock);
        rt->nmidlelocked++;
        CheckDead(rt);
        Locks.Release(&rt->schedLock);
        SleepM(m);
        AcquireP(m, TakeNextP(m));
        return m->lockedG;
    }

    /// <summary>Hands this M's P to the M that g is locked to.</summary>
    private static void StartLockedM(M* m, G* g)
    {
        RuntimeRoot* rt = m->root;
        M* target = g->lockedM;
        Locks.Acquire(&rt->schedLock);
        rt->nmidlelocked--;
        Locks.Release(&rt->schedLock);
        P* p = ReleaseP(m);
        target->nextp = p;
        Unpark(target);
        StopM(m);
    }
}
