// The network poller: one epoll instance, edge-triggered; a descriptor has one waiting goroutine per direction.
//
//     rg, wg:   0 nil    1 ready    2 about to park    else the parked G
//
// E1  rg and wg change by CAS only. A goroutine parks by 2 → G after its frames are safe; readiness that comes in between turns 2 into 1 and the park is called off.
// E2  closing, rd, wd are guarded by the descriptor's lock and summarised in info, which is written before rg and wg are unblocked.
// E3  Descriptors are never freed (a late event may still name one); fdseq tells a reused one. It travels in the event's high bits.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct NetpollState
{
    public int epfd, eventfd;
    public int wakeSig, noPwait2;
    public long pollUntil;              // when the M that waits in epoll wakes by itself; 0: no timer
    public Lock @lock;                  // free list
    public PollDesc* free;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct PollDesc
{
    public PollDesc* link;
    public int fd; public int seq;
    public int info;                    // 1 closing, 2 read deadline passed, 4 write deadline passed, 8 event error
    public int closing;
    public nint rg, wg;
    public Lock @lock;
    public long rd, wd;
    public int rrun, wrun;
    public Timer rt, wt;
    public long rtSeq, wtSeq;           // seq of the timer as armed: a stale firing differs
    public RuntimeRoot* root;
}

public static unsafe class Netpoll
{
    private const int Nil = 0, ReadyMark = 1, WaitMark = 2;
    private const int Closing = 1, ReadExpired = 2, WriteExpired = 4, EventErr = 8;
    private const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16, EPOLLRDHUP = 0x2000, EPOLLET = 1u << 31;
    private const ulong BreakKey = ulong.MaxValue;

    public static NetpollState* State(RuntimeRoot* rt) => (NetpollState*)rt->netpoll;

    public static void EnsureInit(RuntimeRoot* rt)
    {
        if (Volatile.Read(ref rt->pollInit) != 0) return;
        Locks.Acquire(&rt->panicLock);
        if (rt->pollInit == 0)
        {
            NetpollState* s = (NetpollState*)Linux.Reserve(4096);
            Locks.Init(&s->@lock, LockRank.PollDesc);
            s->epfd = (int)Linux.Syscall(Linux.SysEpollCreate1, 0x80000, 0, 0, 0, 0, 0, out int e1);
            s->eventfd = (int)Linux.Syscall(Linux.SysEventfd2, 0, 0x80800, 0, 0, 0, 0, out int e2);
            if (s->epfd < 0 || s->eventfd < 0) Fatal.Throw("netpoll: cannot create epoll instance, errno " + (e1 | e2));
            EpollEvent ev;
            ev.events = EPOLLIN;
            ev.data = BreakKey;
            Linux.Syscall(Linux.SysEpollCtl, s->epfd, 1, s->eventfd, (long)&ev, 0, 0, out int _);
            rt->netpoll = s;
            Volatile.Write(ref rt->pollInit, 1);
        }
        Locks.Release(&rt->panicLock);
    }

    /// <summary>Wakes the M that waits in epoll.</summary>
    public static void Break(RuntimeRoot* rt)
    {
        NetpollState* s = State(rt);
        if (Interlocked.CompareExchange(ref s->wakeSig, 1, 0) != 0) return;
        long one = 1;
        Linux.Write(s->eventfd, &one, 8);
    }

    /// <summary>A timer has become the first of its heap: somebody must wake in time.</summary>
    public static void WakeForTimer(RuntimeRoot* rt, long when)
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref rt->lastpoll) == 0)
        {
            NetpollState* s = State(rt);
            if (s == null) return;                                  // about to initialise: it looks at the heaps afterwards
            long until = Volatile.Read(ref s->pollUntil);
            if (until == 0 || until > when) Break(rt);
        }
        else if (rt->npidle != 0) Sched.WakeP(rt);
        if (rt->sysmonwait != 0) Sched.WakeSysmon(rt);
    }

    /// <summary>Goroutines that became ready, linked through schedlink. delay: ns to wait, 0 not at all, negative for ever.</summary>
    public static G* Poll(M* m, long delay, RuntimeRoot* root = null)
    {
        RuntimeRoot* rt = m != null ? m->root : root;
        NetpollState* s = State(rt);
        EpollEvent* events = stackalloc EpollEvent[128];
        long n = -1;
        if (delay > 0 && s->noPwait2 == 0)                          // nanoseconds; since Linux 5.11
        {
            Timespec ts;
            ts.sec = delay / 1_000_000_000;
            ts.nsec = delay % 1_000_000_000;
            n = Linux.Syscall(441, s->epfd, (long)events, 128, (long)&ts, 0, 0, out int e);
            if (e == 38) s->noPwait2 = 1;
        }
        int ms = delay < 0 ? -1 : delay == 0 ? 0 : delay < 1_000_000 ? 1 : (int)Math.Min((delay + 999_999) / 1_000_000, 1_000_000_000);
        if (delay <= 0 || s->noPwait2 != 0) n = Linux.Syscall(Linux.SysEpollPwait, s->epfd, (long)events, 128, ms, 0, 0, out int _);
        G* list = null;
        for (long i = 0; i < n; i++)
        {
            uint ev = events[i].events;
            if (events[i].data == BreakKey)
            {
                if (delay != 0)
                {
                    long drop;
                    Linux.Read(s->eventfd, &drop, 8);
                    Volatile.Write(ref s->wakeSig, 0);
                }
                continue;
            }
            PollDesc* pd = (PollDesc*)(events[i].data & ((1UL << 48) - 1));
            if ((pd->seq & 0xffff) != (int)(events[i].data >> 48)) continue;
            if (ev == EPOLLERR) Interlocked.Or(ref pd->info, EventErr); else Interlocked.And(ref pd->info, ~EventErr);
            if ((ev & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) Push(ref list, Unblock(pd, 'r', true, rt));
            if ((ev & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) Push(ref list, Unblock(pd, 'w', true, rt));
        }
        return list;
    }

    private static void Push(ref G* list, G* g)
    {
        if (g == null) return;
        g->schedlink = list;
        list = g;
    }

    private static G* Unblock(PollDesc* pd, int mode, bool ready, RuntimeRoot* rt)
    {
        nint* gpp = mode == 'r' ? &pd->rg : &pd->wg;
        for (;;)
        {
            nint old = Volatile.Read(ref *gpp);
            if (old == ReadyMark || old == Nil && !ready) return null;
            if (Interlocked.CompareExchange(ref *gpp, ready ? ReadyMark : Nil, old) != old) continue;
            if (old is WaitMark or Nil) return null;
            Interlocked.Decrement(ref rt->pollWaiters);
            return (G*)old;
        }
    }

    private static int Check(PollDesc* pd, int mode)
    {
        int info = Volatile.Read(ref pd->info);
        if ((info & Closing) != 0) return 1;
        if (mode == 'r' && (info & ReadExpired) != 0 || mode == 'w' && (info & WriteExpired) != 0) return 2;
        if (mode == 'r' && (info & EventErr) != 0) return 3;
        return 0;
    }

    private static void Publish(PollDesc* pd)
    {
        int bits = (pd->closing != 0 ? Closing : 0) | (pd->rd < 0 ? ReadExpired : 0) | (pd->wd < 0 ? WriteExpired : 0);
        for (;;)
        {
            int old = Volatile.Read(ref pd->info);
            if (Interlocked.CompareExchange(ref pd->info, old & EventErr | bits, old) == old) return;
        }
    }

    // ---- internal/poll

    [GoSymbol("internal/poll.runtime_pollServerInit", CallClass.None)]
    public static void ServerInit(G* g) => EnsureInit(g->root);

    [GoSymbol("internal/poll.runtime_isPollServerDescriptor", CallClass.None)]
    public static int IsServerDescriptor(G* g, long fd)
    {
        NetpollState* s = State(g->root);
        return s != null && (fd == s->epfd || fd == s->eventfd) ? 1 : 0;
    }

    /// <summary>(context, errno).</summary>
    [GoSymbol("internal/poll.runtime_pollOpen", CallClass.None)]
    public static W2 Open(G* g, long fd)
    {
        RuntimeRoot* rt = g->root;
        EnsureInit(rt);
        NetpollState* s = State(rt);
        Locks.Acquire(&s->@lock);
        PollDesc* pd = s->free;
        if (pd != null) s->free = pd->link;
        Locks.Release(&s->@lock);
        if (pd == null)
        {
            pd = (PollDesc*)NativeMemory.AllocZeroed((nuint)sizeof(PollDesc));
            Locks.Init(&pd->@lock, LockRank.PollDesc);
            pd->root = rt;
            Timers.Init(&pd->rt, g->m->p);
            Timers.Init(&pd->wt, g->m->p);
            pd->rt.native = &ReadDeadline;
            pd->wt.native = &WriteDeadline;
            pd->rt.nativeArg = pd;
            pd->wt.nativeArg = pd;
        }
        pd->fd = (int)fd;
        pd->closing = 0;
        pd->rd = 0;
        pd->wd = 0;
        pd->rg = Nil;
        pd->wg = Nil;
        pd->info = 0;
        EpollEvent ev;
        ev.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        ev.data = (ulong)pd | (ulong)(pd->seq & 0xffff) << 48;
        Linux.Syscall(Linux.SysEpollCtl, s->epfd, 1, fd, (long)&ev, 0, 0, out int errno);
        if (errno != 0)
        {
            Locks.Acquire(&s->@lock);
            pd->link = s->free;
            s->free = pd;
            Locks.Release(&s->@lock);
            return new W2(0, errno);
        }
        return new W2((long)pd, 0);
    }

    [GoSymbol("internal/poll.runtime_pollClose", CallClass.None)]
    public static void Close(G* g, long ctx)
    {
        PollDesc* pd = (PollDesc*)ctx;
        NetpollState* s = State(g->root);
        EpollEvent ev = default;
        Linux.Syscall(Linux.SysEpollCtl, s->epfd, 2, pd->fd, (long)&ev, 0, 0, out int _);
        pd->seq++;
        Locks.Acquire(&s->@lock);
        pd->link = s->free;
        s->free = pd;
        Locks.Release(&s->@lock);
    }

    [GoSymbol("internal/poll.runtime_pollReset", CallClass.None)]
    public static long Reset(G* g, long ctx, long mode)
    {
        PollDesc* pd = (PollDesc*)ctx;
        int err = Check(pd, (int)mode);
        if (err != 0) return err;
        if (mode == 'r') Volatile.Write(ref pd->rg, Nil);
        else if (mode == 'w') Volatile.Write(ref pd->wg, Nil);
        return 0;
    }

    [GoSymbol("internal/poll.runtime_pollWait", CallClass.Suspends)]
    public static long Wait(G* g, long ctx, long mode)
    {
        PollDesc* pd = (PollDesc*)ctx;
        int err = Check(pd, (int)mode);
        if (err != 0) return err;
        return Block(g, pd, (int)mode, true) ? 0 : -1;
    }

    [GoSymbol("internal/poll.runtime_pollWaitCanceled", CallClass.Suspends)]
    public static void WaitCanceled(G* g, long ctx, long mode) => Block(g, (PollDesc*)ctx, (int)mode, false);

    /// <summary>True: ready at once. False: the goroutine leaves to park; WaitStep answers.</summary>
    private static bool Block(G* g, PollDesc* pd, int mode, bool check)
    {
        nint* gpp = mode == 'r' ? &pd->rg : &pd->wg;
        for (;;)
        {
            if (Interlocked.CompareExchange(ref *gpp, Nil, ReadyMark) == ReadyMark) return true;
            nint old = Interlocked.CompareExchange(ref *gpp, WaitMark, Nil);
            if (old == Nil) break;
            if (old != ReadyMark) Fatal.ThrowFrom(g, "runtime: double wait");
        }
        long* f = Sched.PushNative(g, NativeFunc.PollWait, 4);
        f[1] = (long)pd;
        f[2] = mode;
        f[3] = check ? 1 : 0;
        if (check && Check(pd, mode) != 0) Sched.LeaveNative(g);   // E2: closed or expired in between; WaitStep finds out
        else Sched.GoPark(g, &Commit, gpp, WaitReason.IOWait);
        return false;
    }

    private static bool Commit(G* g, void* gpp)
    {
        RuntimeRoot* rt = g->root;
        Interlocked.Increment(ref rt->pollWaiters);                 // before it is visible, or it could be taken away twice
        if (Interlocked.CompareExchange(ref *(nint*)gpp, (nint)g, WaitMark) == WaitMark) return true;
        Interlocked.Decrement(ref rt->pollWaiters);
        return false;
    }

    internal static void WaitStep(G* g, long* f)
    {
        PollDesc* pd = (PollDesc*)f[1];
        int mode = (int)f[2];
        bool check = f[3] != 0;
        nint* gpp = mode == 'r' ? &pd->rg : &pd->wg;
        nint old = Interlocked.Exchange(ref *gpp, Nil);
        g->ret[0] = 0;
        if (old == ReadyMark) return;
        int err = Check(pd, mode);
        if (check && err != 0) { g->ret[0] = err; return; }
        if (!check && err != 0) return;
        Block(g, pd, mode, check);                                  // woken for nothing (a deadline was moved): wait on; ready at once means 0
    }

    [GoSymbol("internal/poll.runtime_pollUnblock", CallClass.None)]
    public static void PollUnblock(G* g, long ctx)
    {
        PollDesc* pd = (PollDesc*)ctx;
        RuntimeRoot* rt = g->root;
        Locks.Acquire(&pd->@lock);
        pd->closing = 1;
        Publish(pd);
        G* r = Unblock(pd, 'r', false, rt), w = Unblock(pd, 'w', false, rt);
        bool rrun = pd->rrun != 0, wrun = pd->wrun != 0;
        pd->rrun = 0;
        pd->wrun = 0;
        pd->rtSeq = -1;
        pd->wtSeq = -1;
        Locks.Release(&pd->@lock);
        if (rrun) Timers.Stop(&pd->rt);
        if (wrun) Timers.Stop(&pd->wt);
        if (r != null) Sched.Ready(g->m, r);
        if (w != null) Sched.Ready(g->m, w);
    }

    [GoSymbol("internal/poll.runtime_pollSetDeadline", CallClass.None)]
    public static void SetDeadline(G* g, long ctx, long d, long mode)
    {
        PollDesc* pd = (PollDesc*)ctx;
        RuntimeRoot* rt = g->root;
        if (d > 0)
        {
            d += Linux.Nanotime();
            if (d <= 0) d = long.MaxValue;
        }
        Locks.Acquire(&pd->@lock);
        if (pd->closing != 0) { Locks.Release(&pd->@lock); return; }
        if (mode == 'r' || mode == 'r' + 'w') pd->rd = d;
        if (mode == 'w' || mode == 'r' + 'w') pd->wd = d;
        Publish(pd);
        if (mode == 'r' || mode == 'r' + 'w') Arm(g->m, &pd->rt, pd->rd, ref pd->rrun, ref pd->rtSeq);
        if (mode == 'w' || mode == 'r' + 'w') Arm(g->m, &pd->wt, pd->wd, ref pd->wrun, ref pd->wtSeq);
        G* r = pd->rd < 0 ? Unblock(pd, 'r', false, rt) : null, w = pd->wd < 0 ? Unblock(pd, 'w', false, rt) : null;
        Locks.Release(&pd->@lock);
        if (r != null) Sched.Ready(g->m, r);
        if (w != null) Sched.Ready(g->m, w);
    }

    private static void Arm(M* m, Timer* t, long when, ref int run, ref long seq)
    {
        if (when > 0)
        {
            Timers.Modify(m, t, when, 0);
            run = 1;
            seq = t->seq;
        }
        else if (run != 0)
        {
            Timers.Stop(t);
            run = 0;
            seq = -1;
        }
    }

    private static void ReadDeadline(M* m, Timer* t, long seq) => Deadline(m, (PollDesc*)t->nativeArg, seq, 'r');
    private static void WriteDeadline(M* m, Timer* t, long seq) => Deadline(m, (PollDesc*)t->nativeArg, seq, 'w');

    private static void Deadline(M* m, PollDesc* pd, long seq, int mode)
    {
        Locks.Acquire(&pd->@lock);
        if ((mode == 'r' ? pd->rtSeq : pd->wtSeq) != seq)
        {
            Locks.Release(&pd->@lock);
            return;
        }
        if (mode == 'r') { pd->rd = -1; pd->rrun = 0; } else { pd->wd = -1; pd->wrun = 0; }
        Publish(pd);
        G* g = Unblock(pd, mode, false, m->root);
        Locks.Release(&pd->@lock);
        if (g != null) Sched.Ready(m, g);
    }
}
