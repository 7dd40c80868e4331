// Goroutines are born, die, and are counted; the scheduler starts; a program in which nothing can ever run again is found out.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    public const int MinStack = 2048;
    private const int GFreeMax = 64;
    private const int LinkLine = GOffset.Ret + 8 * GOffset.RetWords;   // of G.id, G.schedlink

    // ---- start

    /// <summary>A root with m0 for the calling thread and n Ps; P 0 belongs to m0.</summary>
    public static RuntimeRoot* Init(int procs, long nativeStack)
    {
        RuntimeRoot* rt = (RuntimeRoot*)Linux.Reserve((sizeof(RuntimeRoot) + 4095) & ~4095);
        Layout.Check();
        rt->startTime = Linux.Nanotime();
        rt->ncpu = Linux.CpuCount();
        rt->nativeStack = nativeStack;
        rt->maxstack = 1_000_000_000;
        rt->maxmcount = 10000;
        rt->tracebackLevel = 1;
        rt->resume = (void**)Linux.Reserve(8L * RuntimeRoot.MaxFuncs);
        rt->codeCap = 1 << 20;
        rt->codeKeys = (ulong*)Linux.Reserve(8L * rt->codeCap);
        rt->codeIds = (int*)Linux.Reserve(4L * rt->codeCap);
        rt->images = (ImageRec*)Linux.Reserve(4096);
        rt->allp = (P**)Linux.Reserve(8 * RuntimeRoot.MaxP);
        rt->allgcap = 1L << 30;
        rt->allgs = (G**)Linux.Reserve(rt->allgcap * 8);            // address space only: pages are touched as goroutines are made
        Locks.Init(&rt->schedLock, LockRank.Sched);
        Locks.Init(&rt->allLock, LockRank.AllG);
        Locks.Init(&rt->codeLock, LockRank.Code);
        Locks.Init(&rt->deadlockLock, LockRank.Deadlock);
        Locks.Init(&rt->printLock, LockRank.Print);
        Locks.Init(&rt->panicLock, LockRank.Panic);
        ulong* seed = &rt->hashSeed0;
        Linux.SyscallQuick(Linux.SysGetRandom, (long)seed, 16, 0);
        NativeFrames.Fill(rt);
        Mem.InitRoot(rt);
        rt->lastpoll = rt->startTime;
        rt->gomaxprocs = procs;
        rt->npAlloc = procs;
        for (int i = 0; i < procs; i++) rt->allp[i] = NewP(rt, i);
        M* m = NewM(rt);
        rt->m0 = m;
        rt->mcount = 1;
        AcquireP(m, rt->allp[0]);
        Locks.Acquire(&rt->schedLock);
        for (int i = procs - 1; i > 0; i--) PidlePut(rt, rt->allp[i]);
        Locks.Release(&rt->schedLock);
        return rt;
    }

    private static P* NewP(RuntimeRoot* rt, int id)
    {
        P* p = (P*)Linux.Reserve((sizeof(P) + 4095) & ~4095);
        p->id = id;
        p->root = rt;
        p->rnd = (rt->hashSeed0 + (ulong)id) * 0x9E3779B97F4A7C15 | 1;
        p->timers.p = p;
        Locks.Init(&p->timers.@lock, LockRank.Timers);
        Mem.InitP(p);
        return p;
    }

    // ---- goroutines

    /// <summary>A goroutine without frames, not yet queued. system: one of the runtime's own, which NumGoroutine does not count and no deadlock waits for.</summary>
    public static G* NewG(M* m, bool system = false)
    {
        P* p = m->p;
        RuntimeRoot* rt = m->root;
        G* g = p->gfree;
        if (g == null && rt->gfreeGlobal != null) g = RefillGFree(rt, p);
        if (g != null)
        {
            p->gfree = g->schedlink;
            p->gfreeN--;
            Fetch(p->gfree);
        }
        else
        {
            int bytes = (sizeof(G) + 63) & ~63;
            byte* block = Stacks.Slab(p, MinStack + bytes);
            g = (G*)(block + MinStack);
            Unsafe.InitBlock(g, 0, (uint)bytes);
            g->root = rt;
            g->lo = block;
            g->hi = block + MinStack;
            g->gstatus = (int)GStatus.Dead;
            Locks.Acquire(&rt->allLock);
            if (rt->allglen == rt->allgcap) Fatal.Throw("too many goroutines");
            g->allIndex = rt->allglen;
            rt->allgs[rt->allglen] = g;
            Volatile.Write(ref rt->allglen, rt->allglen + 1);
            Locks.Release(&rt->allLock);
        }
        if (p->goidNext == p->goidEnd)
        {
            p->goidEnd = Interlocked.Add(ref rt->goidgen, 16) + 1;
            p->goidNext = p->goidEnd - 16;
        }
        g->id = p->goidNext++;
        g->sp = g->lo;
        g->frames = (long*)g->hi;
        g->status = 0;
        g->schedlink = null;
        g->isSystem = system ? 1 : 0;
        if (!system) p->gcount++;
        return g;
    }

    /// <summary>Asks for the cache lines in which a goroutine that has not run yet starts (G4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(G* g)
    {
        if (!Sse.IsSupported) return;
        byte* at = (byte*)g;
        Sse.Prefetch0(at - 64);
        Sse.Prefetch0(at);
        Sse.Prefetch0(at + 64);
        Sse.Prefetch0(at + LinkLine);
        Sse.Prefetch0(at + LinkLine + 64);
    }

    /// <summary>Asks for the line that links it in its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchLink(G* g)
    {
        if (Sse.IsSupported) Sse.Prefetch0((byte*)g + LinkLine);     // &g->id would test g, which may be null
    }

    /// <summary>The running goroutine is one of the runtime's own from now on.</summary>
    internal static void MakeSystem(G* g)
    {
        if (g->isSystem != 0) return;
        g->isSystem = 1;
        g->m->p->gcount--;
    }

    private static G* RefillGFree(RuntimeRoot* rt, P* p)
    {
        Locks.Acquire(&rt->schedLock);
        for (int i = 0; i < GFreeMax / 2 && rt->gfreeGlobal != null; i++)
        {
            G* g = rt->gfreeGlobal;
            FetchLink(g->ahead);
            rt->gfreeGlobal = g->schedlink;
            rt->gfreeGlobalN--;
            g->schedlink = p->gfree;
            p->gfree = g;
            p->gfreeN++;
        }
        Locks.Release(&rt->schedLock);
        return p->gfree;
    }

    /// <summary>go statement in function func at a line: fn is a func() closure. Never suspends.</summary>
    [GoSymbol("runtime.newproc", CallClass.None)]
    public static void NewProc(G* g, long fn, int func, int line) => NewProc(g, fn, func, line, false);

    /// <summary>newsystemproc(fn func()): the same for a goroutine of the runtime's own.</summary>
    [GoSymbol("runtime.newsystemproc", CallClass.None)]
    public static void NewSystemProc(G* g, long fn) => NewProc(g, fn, 0, 0, true);

    private static void NewProc(G* g, long fn, int func, int line, bool system)
    {
        M* m = g->m;
        G* n = NewG(m, system);
        PushParked(n, NativeFunc.CallClosure, 2)[1] = fn;
        n->parentId = g->isSystem != 0 ? 0 : g->id;                         // what a timer starts has no parent that anybody knows
        if (!system)
        {
            n->bubble = g->bubble;
            n->labels = g->labels;
        }
        n->createdFunc = func;
        n->createdLine = line;
        if (n->bubble != null) Synctest.Born(n);
        n->gstatus = (int)GStatus.Runnable;
        RunqPut(m->p, n, true);
        RuntimeRoot* rt = m->root;
        if (rt->npidle != 0 && rt->nmspinning == 0 && rt->mainStarted == 2) WakeP(rt);   // not while packages initialise: a thread would cost more than it brings
    }

    /// <summary>The last frame has returned.</summary>
    private static void Goexit0(M* m, G* g)
    {
        P* p = m->p;
        RuntimeRoot* rt = m->root;
        Mem.Leave(p, g);
        m->curg = null;
        g->gstatus = (int)GStatus.Dead;
        if (g->bubble != null) Synctest.Died(m, g);
        if (g->isSystem == 0) p->gcount--;
        bool locked = g->lockedM != null;
        if (locked)
        {
            g->lockedM = null;
            g->lockedCount = 0;
            m->lockedG = null;
        }
        Panics.Clear(g);
        if ((g->profWork & Profiles.Sampled) != 0) Profiles.Attach(g);
        g->waiting = null;
        g->labels = null;
        g->coro = null;
        g->bubble = null;
        g->isSystem = 0;
        g->goexiting = 0;
        g->paniconfault = 0;
        g->createdFunc = 0;
        g->fips = 0;
        g->timerSeq = 0;
        if (g->hi - g->lo > MinStack)
        {
            Stacks.Free(p, g->lo, g->hi - g->lo);
            g->lo = Stacks.Alloc(p, MinStack);
            g->hi = g->lo + MinStack;
        }
        g->sp = g->lo;
        g->frames = (long*)g->hi;
        g->schedlink = p->gfree;
        p->gfree = g;
        if (++p->gfreeN < GFreeMax) return;
        Locks.Acquire(&rt->schedLock);
        G* back1 = rt->gfreeGlobal, back2 = null, back3 = null, back4 = null;
        while (p->gfreeN > GFreeMax / 2)
        {
            G* x = p->gfree;
            p->gfree = x->schedlink;
            p->gfreeN--;
            x->ahead = back4;
            back4 = back3; back3 = back2; back2 = back1; back1 = x;
            x->schedlink = rt->gfreeGlobal;
            rt->gfreeGlobal = x;
            rt->gfreeGlobalN++;
        }
        Locks.Release(&rt->schedLock);
    }

    /// <summary>Goroutines that exist, without those of the runtime.</summary>
    public static long GCount(RuntimeRoot* rt)
    {
        long n = 0;
        for (int i = 0; i < rt->npAlloc; i++) n += Volatile.Read(ref rt->allp[i]->gcount);
        return n < 1 ? 1 : n;
    }

    /// <summary>With schedLock: no M runs, spins, or waits in the kernel, and no timer is set: nothing will ever happen again.</summary>
    private static void CheckDead(RuntimeRoot* rt)
    {
        if (rt->isHosted != 0 || rt->panicking != 0 || rt->exiting != 0) return;
        int run = rt->mcount - rt->nmidle - rt->nmidlelocked - rt->nmsys;
        if (run > 0) return;
        if (rt->gcWaiting != 0) return;
        for (int i = 0; i < rt->npAlloc; i++) if (rt->allp[i]->timers.n > 0) return;
        if (rt->signals != null) return;                            // a signal may still arrive
        long alive = 0;
        for (long i = 0; i < rt->allglen; i++)
        {
            G* g = rt->allgs[i];
            if (g->isSystem != 0 || g->gstatus == (int)GStatus.Dead) continue;
            if (g->gstatus == (int)GStatus.Waiting) { alive++; continue; }
            return;                                                 // runnable: it was put in a queue just now, somebody is on the way
        }
        rt->exiting = 1;
        Locks.Release(&rt->schedLock);
        if (alive == 0) Fatal.FatalError(rt, "no goroutines (main called runtime.Goexit) - deadlock!");
        Fatal.FatalError(rt, "all goroutines are asleep - deadlock!");
    }

    // ---- what Go calls

    [GoSymbol("runtime.Gosched", CallClass.Suspends)]
    public static void Gosched(G* g)
    {
        g->yieldLocal = 0;
        g->reason = (int)LeaveReason.Yield;
        g->status = 1;
    }

    [GoSymbol("runtime.Goexit", CallClass.Suspends)]
    public static void Goexit(G* g)
    {
        g->reason = (int)LeaveReason.Goexit;
        g->status = 1;
    }

    [GoSymbol("runtime.NumGoroutine", CallClass.None)]
    public static long NumGoroutine(G* g) => GCount(g->root);

    [GoSymbol("runtime.NumCPU", CallClass.None)]
    public static long NumCpu(G* g) => g->root->ncpu;

    [GoSymbol("runtime.gomaxprocs", CallClass.Suspends)]
    public static long GoMaxProcs(G* g, long n)
    {
        RuntimeRoot* rt = g->root;
        long old = rt->gomaxprocs;
        g->ret[0] = old;
        if (n <= 0 || n == old) return old;
        PushNative(g, NativeFunc.SetRet0, 2)[1] = old;
        g->gcArg = (void*)n;
        g->gcAction = &ResizeAction;
        g->reason = (int)LeaveReason.GC;
        g->status = 1;
        return 0;
    }

    private static void ResizeAction(M* m, G* g)
    {
        StopTheWorld(m, "GOMAXPROCS");
        ResizeP(m, (int)Math.Min((long)g->gcArg, RuntimeRoot.MaxP));
        StartTheWorld(m);
    }

    [GoSymbol("runtime.LockOSThread", CallClass.None)]
    public static void LockOSThread(G* g)
    {
        g->lockedCount++;
        g->lockedM = g->m;
        g->m->lockedG = g;
    }

    [GoSymbol("runtime.UnlockOSThread", CallClass.None)]
    public static void UnlockOSThread(G* g)
    {
        if (g->lockedCount == 0) return;
        if (--g->lockedCount > 0) return;
        g->lockedM = null;
        g->m->lockedG = null;
    }

    [GoSymbol("runtime.goid", CallClass.None)]
    public static long Goid(G* g) => g->id;
}
