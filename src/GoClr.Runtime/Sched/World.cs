// Stopping the world: all Ps are taken away from their Ms, so that every goroutine is outside with its locals in frames.
//
//     TryStop:  own P → GcStop; Lent and idle Ps → GcStop at once; running ones are asked by poll and guard and come by through GcStopM
//     Start:    Ps with work get an M, the others become idle
//
// T1  gcWaiting is set and stopwait counts the Ps still running; both change under schedLock.
// T2  One stop at a time: stwHolder is taken by CAS. Who does not get it must stay stoppable (LeaveReason.GC comes back later).
using System;
using System.Threading;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    /// <summary>
    /// Stops all Ps. The caller is on the system side of an M with a P (no goroutine runs here) and holds no lock.
    /// False if another stop is under way: the caller then has to let its own P be stopped and try again.
    /// </summary>
    public static bool TryStopTheWorld(M* m)
    {
        RuntimeRoot* rt = m->root;
        if (Interlocked.CompareExchange(ref rt->stwHolder, 1, 0) != 0) return false;
        Locks.Acquire(&rt->schedLock);
        rt->stopwait = 0;
        for (int i = 0; i < rt->npAlloc; i++) if (rt->allp[i]->status != (int)PStatus.Dead) rt->stopwait++;
        rt->stwStart = Linux.Nanotime();
        Volatile.Write(ref rt->gcWaiting, 1);
        Interlocked.MemoryBarrier();
        PreemptAll(rt);
        m->p->status = (int)PStatus.GcStop;
        rt->stopwait--;
        for (int i = 0; i < rt->npAlloc; i++)
        {
            P* p = rt->allp[i];
            if (Interlocked.CompareExchange(ref p->status, (int)PStatus.GcStop, (int)PStatus.Lent) == (int)PStatus.Lent) { p->syscalltick++; rt->stopwait--; }
        }
        for (P* p; (p = PidleGet(rt)) != null;)
        {
            p->status = (int)PStatus.GcStop;
            rt->stopwait--;
        }
        bool wait = rt->stopwait > 0;
        Locks.Release(&rt->schedLock);
        while (wait)
        {
            if (Volatile.Read(ref rt->stopnote) == 0) Linux.FutexWait(&rt->stopnote, 0, 100_000);
            if (Volatile.Read(ref rt->stopnote) != 0) { rt->stopnote = 0; break; }
            PreemptAll(rt);
        }
        return true;
    }

    /// <summary>Stops the world, giving way to other stops first.</summary>
    public static void StopTheWorld(M* m, string reason)
    {
        while (!TryStopTheWorld(m)) GiveWay(m);
    }

    /// <summary>
    /// Another stop is under way and the caller (in SystemAction, for m.actionG) has to be stopped by it. The goroutine goes to the global queue, wired to this M, so that
    /// whoever takes it hands its P back to us.
    /// </summary>
    private static void GiveWay(M* m)
    {
        RuntimeRoot* rt = m->root;
        G* g = m->actionG;
        if (g == null) Fatal.Throw("stop of the world without a goroutine to wait for");
        M* lockedM = g->lockedM;
        G* lockedG = m->lockedG;
        g->lockedM = m;
        m->lockedG = g;
        g->gstatus = (int)GStatus.Runnable;
        P* p = m->p;
        m->p = null;
        p->m = null;
        Locks.Acquire(&rt->schedLock);
        GlobalPut(rt, g);
        rt->nmidlelocked++;
        bool stop = rt->gcWaiting != 0;
        if (stop)
        {
            p->status = (int)PStatus.GcStop;
            if (--rt->stopwait == 0) WakeStopper(rt);
        }
        Locks.Release(&rt->schedLock);
        if (!stop) HandoffP(rt, p);
        SleepM(m);
        AcquireP(m, TakeNextP(m));
        g->lockedM = lockedM;
        m->lockedG = lockedG;
        g->gstatus = (int)GStatus.Waiting;
    }

    /// <summary>Lets all Ps run again; the caller keeps its P.</summary>
    public static void StartTheWorld(M* m)
    {
        RuntimeRoot* rt = m->root;
        G* ready = rt->pollInit != 0 && rt->pollWaiters > 0 ? Netpoll.Poll(m, 0) : null;
        P* runnable = null;
        Locks.Acquire(&rt->schedLock);
        for (int i = rt->npAlloc - 1; i >= 0; i--)
        {
            P* p = rt->allp[i];
            p->preempt = 0;
            if (p == m->p) { p->status = (int)PStatus.Running; continue; }
            if (p->status == (int)PStatus.Dead) continue;
            p->status = (int)PStatus.Idle;
            p->m = null;
            if (i >= rt->gomaxprocs) continue;
            if (RunqEmpty(p)) PidlePut(rt, p);
            else { p->link = runnable; runnable = p; }
        }
        Volatile.Write(ref rt->gcWaiting, 0);
        Locks.Release(&rt->schedLock);
        Volatile.Write(ref rt->stwHolder, 0);
        while (runnable != null)
        {
            P* p = runnable;
            runnable = p->link;
            p->link = null;
            StartM(rt, p, false);
        }
        if (ready != null) InjectList(rt, m->p, ready);
        if (rt->npidle != 0) WakeP(rt);
    }

    /// <summary>This M's P is wanted by a stop of the world: gives it up and sleeps until it gets one again.</summary>
    private static void GcStopM(M* m)
    {
        RuntimeRoot* rt = m->root;
        if (rt->gcWaiting == 0) return;
        if (m->spinning != 0)
        {
            m->spinning = 0;
            Interlocked.Decrement(ref rt->nmspinning);
        }
        Locks.Acquire(&rt->schedLock);
        if (rt->gcWaiting == 0) { Locks.Release(&rt->schedLock); return; }
        P* p = m->p;
        m->p = null;
        m->oldp = null;
        p->m = null;
        p->status = (int)PStatus.GcStop;
        if (--rt->stopwait == 0) WakeStopper(rt);
        Locks.Release(&rt->schedLock);
        StopM(m);
    }

    /// <summary>The process dies on this thread: nobody else gets a P any more, and running goroutines are given two milliseconds to come out.</summary>
    internal static void Freeze(RuntimeRoot* rt, bool wait)
    {
        rt->stopwait = int.MaxValue / 2;
        Volatile.Write(ref rt->gcWaiting, 1);
        for (int i = 0; wait && i < 5; i++)
        {
            PreemptAll(rt);
            Linux.Usleep(400);
        }
    }

    private static void WakeStopper(RuntimeRoot* rt)
    {
        Volatile.Write(ref rt->stopnote, 1);
        Linux.FutexWake(&rt->stopnote, 1);
    }

    private static void PreemptAll(RuntimeRoot* rt)
    {
        for (int i = 0; i < rt->npAlloc; i++) PreemptP(rt->allp[i]);
    }

    /// <summary>Asks the goroutine that p runs to come by. May get lost if p is just switching: ask again.</summary>
    private static void PreemptP(P* p)
    {
        if (Volatile.Read(ref p->status) != (int)PStatus.Running) return;
        p->preempt = 1;
        Interlocked.MemoryBarrier();
        M* m = p->m;
        if (m == null) return;
        G* g = (G*)Volatile.Read(ref *(nint*)&m->curg);
        if (g != null) RequestPreempt(g);
    }

    /// <summary>GOMAXPROCS(n): the world is stopped by the caller, whose P stays.</summary>
    public static void ResizeP(M* m, int n)
    {
        RuntimeRoot* rt = m->root;
        if (n > RuntimeRoot.MaxP) n = RuntimeRoot.MaxP;
        for (int i = rt->npAlloc; i < n; i++)
        {
            P* p = NewP(rt, i);
            p->status = (int)PStatus.GcStop;
            rt->allp[i] = p;
        }
        if (n > rt->npAlloc) Volatile.Write(ref rt->npAlloc, n);
        Locks.Acquire(&rt->schedLock);
        for (int i = n; i < rt->npAlloc; i++)
        {
            P* p = rt->allp[i];
            if (p == m->p) continue;
            for (G* g; (g = RunqGet(p, out bool _)) != null;) GlobalPut(rt, g);
        }
        Locks.Release(&rt->schedLock);
        for (int i = n; i < rt->npAlloc; i++)
        {
            P* p = rt->allp[i];
            Timers.MoveAll(m->p == p ? rt->allp[0] : m->p, p);
            if (p == m->p) continue;
            Mem.DestroyP(p);
            p->status = (int)PStatus.Dead;
        }
        if (m->p->id >= n)                                          // the caller's own P goes: it takes another one
        {
            P* old = m->p;
            for (G* g; (g = RunqGet(old, out bool _)) != null;) RunqPut(rt->allp[0], g, false);
            Mem.DestroyP(old);
            old->status = (int)PStatus.Dead;
            old->m = null;
            AcquireP(m, rt->allp[0]);
        }
        for (int i = 0; i < n; i++)
            if (rt->allp[i]->status == (int)PStatus.Dead) { Mem.InitP(rt->allp[i]); rt->allp[i]->status = (int)PStatus.GcStop; }
        rt->gomaxprocs = n;
    }

    // ---- the goroutines of a runtime

    /// <summary>Copies of allgs: valid for ever, as Gs are never freed. Dead ones are among them.</summary>
    public static G** AllGs(RuntimeRoot* rt, out long n)
    {
        n = Volatile.Read(ref rt->allglen);
        return rt->allgs;
    }
}
