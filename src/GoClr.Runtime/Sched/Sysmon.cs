// The monitor thread: it has no P and runs no goroutine.
// Every 20 µs at first, up to 10 ms when nothing happens: takes Ps from Ms that sit in system calls, asks goroutines that have run for 10 ms to leave, polls the network if
// nobody did for 10 ms, calls the memory side, prints schedtrace.
using System;
using System.Threading;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    private const long ForcePreemptNs = 10_000_000;

    internal static void Sysmon(RuntimeRoot* rt)
    {
        int idle = 0;
        uint delay = 20;
        long lastTrace = 0;
        bool stress = rt->debug.preemptstress != 0;
        for (;;)
        {
            if (idle == 0) delay = 20;
            else if (idle > 50) delay *= 2;
            if (delay > 10_000) delay = 10_000;
            if (stress) delay = 20;
            Linux.Usleep(delay);
            if (rt->exiting != 0) return;
            long now = Linux.Nanotime();
            // All Ps idle or stopped: sleep until the next timer, or half the period of forced collections.
            if (rt->debug.schedtrace <= 0 && !stress && (rt->gcWaiting != 0 || rt->npidle == rt->gomaxprocs))
            {
                Locks.Acquire(&rt->schedLock);
                if (rt->gcWaiting != 0 || rt->npidle == rt->gomaxprocs)
                {
                    Volatile.Write(ref rt->sysmonnote, 0);
                    rt->sysmonwait = 1;
                    Locks.Release(&rt->schedLock);
                    long sleep = 50_000_000;
                    Linux.FutexWait(&rt->sysmonnote, 0, sleep);
                    Locks.Acquire(&rt->schedLock);
                    rt->sysmonwait = 0;
                    idle = 0;
                    delay = 20;
                }
                Locks.Release(&rt->schedLock);
                now = Linux.Nanotime();
                Mem.Sysmon(rt, now);
            }
            long last = Volatile.Read(ref rt->lastpoll);
            if (rt->pollInit != 0 && last != 0 && last + 10_000_000 < now)
            {
                Interlocked.CompareExchange(ref rt->lastpoll, now, last);
                G* list = Netpoll.Poll(null, 0, rt);
                if (list != null) InjectList(rt, null, list);
            }
            if (Retake(rt, now, stress)) idle = 0; else idle++;
            Mem.Sysmon(rt, now);
            if (rt->debug.schedtrace > 0 && lastTrace + rt->debug.schedtrace * 1_000_000L <= now)
            {
                lastTrace = now;
                SchedTrace(rt, rt->debug.scheddetail != 0);
            }
        }
    }

    private static bool Retake(RuntimeRoot* rt, long now, bool stress)
    {
        bool any = false;
        for (int i = 0; i < rt->npAlloc; i++)
        {
            P* p = rt->allp[i];
            int s = Volatile.Read(ref p->status);
            if (s == (int)PStatus.Running)
            {
                if (stress) { PreemptP(p); continue; }
                if (p->sysmonTick != p->schedtick) { p->sysmonTick = p->schedtick; p->sysmonWhen = now; }
                else if (p->sysmonWhen + ForcePreemptNs <= now) { PreemptP(p); any = true; }
            }
            else if (s == (int)PStatus.Lent)
            {
                if (p->sysmonSyscallTick != p->syscalltick) { p->sysmonSyscallTick = p->syscalltick; p->sysmonSyscallWhen = now; continue; }
                // Nothing else to do for it: leave it lent, unless that lasts (10 ms), so that sysmon can sleep.
                if (RunqEmpty(p) && rt->nmspinning + rt->npidle > 0 && p->sysmonSyscallWhen + ForcePreemptNs > now && rt->globalN == 0) continue;
                if (Interlocked.CompareExchange(ref p->status, (int)PStatus.Idle, (int)PStatus.Lent) == (int)PStatus.Lent)
                {
                    p->syscalltick++;
                    p->m = null;
                    any = true;
                    HandoffP(rt, p);
                }
            }
        }
        return any;
    }

    internal static void SchedTrace(RuntimeRoot* rt, bool detail)
    {
        var sb = new System.Text.StringBuilder();
        long now = Linux.Nanotime();
        Locks.Acquire(&rt->schedLock);
        sb.Append("SCHED ").Append((now - rt->startTime) / 1_000_000).Append("ms: gomaxprocs=").Append(rt->gomaxprocs).Append(" idleprocs=").Append(rt->npidle).Append(" threads=").Append(rt->mcount + rt->nmsys)
            .Append(" spinningthreads=").Append(rt->nmspinning).Append(" needspinning=").Append(rt->needspinning).Append(" idlethreads=").Append(rt->nmidle).Append(" runqueue=").Append(rt->globalN);
        if (detail)
            sb.Append(" gcwaiting=").Append(rt->gcWaiting != 0 ? "true" : "false").Append(" nmidlelocked=").Append(rt->nmidlelocked).Append(" stopwait=").Append(rt->stopwait).Append(" sysmonwait=")
                .Append(rt->sysmonwait != 0 ? "true" : "false").Append('\n');
        for (int i = 0; i < rt->gomaxprocs; i++)
        {
            P* p = rt->allp[i];
            M* m = p->m;
            uint n = Volatile.Read(ref p->runqtail) - Volatile.Read(ref p->runqhead);
            if (detail)
            {
                sb.Append("  P").Append(i).Append(": status=").Append(p->status).Append(" schedtick=").Append(p->schedtick).Append(" syscalltick=").Append(p->syscalltick).Append(" m=");
                if (m != null) sb.Append(m->id); else sb.Append("nil");
                sb.Append(" runqsize=").Append(n).Append(" gfreecnt=").Append(p->gfreeN).Append(" timerslen=").Append(p->timers.n).Append('\n');
            }
            else
            {
                sb.Append(i == 0 ? " [ " : " ").Append(n);
                if (i == rt->gomaxprocs - 1) sb.Append(" ]\n");
            }
        }
        if (detail)
        {
            for (M* m = rt->allm; m != null; m = m->alllink)
            {
                P* p = m->p;
                G* g = m->curg;
                sb.Append("  M").Append(m->id).Append(": p=").Append(p != null ? p->id.ToString() : "nil").Append(" curg=").Append(g != null ? g->id.ToString() : "nil").Append(" mallocing=0 throwing=0 preemptoff= locks=")
                    .Append(m->locks).Append(" dying=").Append(m->dying).Append(" spinning=").Append(m->spinning != 0 ? "true" : "false").Append(" blocked=").Append(m->blocked != 0 ? "true" : "false")
                    .Append(" lockedg=").Append(m->lockedG != null ? m->lockedG->id.ToString() : "nil").Append('\n');
            }
            for (long i = 0; i < rt->allglen; i++)
            {
                G* g = rt->allgs[i];
                sb.Append("  G").Append(g->id).Append(": status=").Append(g->gstatus).Append('(').Append(g->gstatus == (int)GStatus.Waiting ? WaitReasons.Text((WaitReason)g->waitReason) : "").Append(") m=")
                    .Append(g->gstatus == (int)GStatus.Running && g->m != null ? g->m->id.ToString() : "nil").Append(" lockedm=").Append(g->lockedM != null ? g->lockedM->id.ToString() : "nil").Append('\n');
            }
        }
        Locks.Release(&rt->schedLock);
        Fatal.Print(sb.ToString());
    }
}
