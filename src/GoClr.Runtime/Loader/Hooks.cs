// What package runtime (overlay/runtime) takes from the scheduler side under names of its own.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Hooks
{
    // ---- program start and end

    private static long StaticClosure(RuntimeRoot* rt, int func)
    {
        long* c = (long*)NativeMemory.Alloc(16);
        c[0] = (long)FuncTab.Entry(rt, func);
        return (long)c;
    }

    /// <summary>(init func(), more bool): the next package's initialiser, nil if it has none.</summary>
    [GoSymbol("runtime.nextInit", CallClass.None)]
    public static W2 NextInit(G* g)
    {
        RuntimeRoot* rt = g->root;
        PackageRec* pkg = Loader.NextPackage(rt, ref rt->initNext);
        if (pkg == null) return default;
        return new W2(pkg->InitFunc == 0 ? 0 : StaticClosure(rt, pkg->InitFunc), 1);
    }

    [GoSymbol("runtime.mainFunc", CallClass.None)]
    public static long MainFunc(G* g) => StaticClosure(g->root, g->root->images[g->root->imageCount - 1].header->MainFunc);

    [GoSymbol("runtime.initsDone", CallClass.None)]
    public static void InitsDone(G* g)
    {
        RuntimeRoot* rt = g->root;
        rt->mainStarted = 2;
        if (rt->npidle != 0 && !Sched.RunqEmpty(g->m->p)) Sched.WakeP(rt);
    }

    [GoSymbol("runtime.waitPanicking", CallClass.Suspends)]
    public static void WaitPanicking(G* g)
    {
        if (g->root->panicking != 0) Sched.GoPark(g, null, null, WaitReason.PanicWait);
    }

    [GoSymbol("runtime.exit", CallClass.None)]
    public static void Exit(G* g, int code)
    {
        g->root->exiting = 1;
        Linux.Exit(code);
    }

    /// <summary>The text about the program's build, in its image.</summary>
    [GoSymbol("runtime.modinfo", CallClass.None)]
    public static W2 ModInfo(G* g)
    {
        ImageHeader* program = g->root->images[g->root->imageCount - 1].header;
        return new W2((long)program->BuildInfo, program->BuildInfoLen);
    }

    private static W2 NativeString(G* g, byte* s)
    {
        if (s == null) { g->ret[2] = 0; return default; }
        g->ret[2] = 1;
        long n = 0;
        while (s[n] != 0) n++;
        return new W2((long)s, n);
    }

    /// <summary>(s string, ok bool). -1: the launcher, if there is one.</summary>
    [GoSymbol("runtime.argv", CallClass.None)]
    public static W2 Argv(G* g, long i) => NativeString(g, i < 0 ? g->root->launcher : i >= g->root->argc ? null : g->root->argv[i]);

    /// <summary>(s string, ok bool). Asked for ascending i: stops at the first null.</summary>
    [GoSymbol("runtime.envv", CallClass.None)]
    public static W2 Envv(G* g, long i) => NativeString(g, i < 0 || i >= g->root->envc ? null : g->root->envp[i]);

    // ---- goroutines

    /// <summary>Parks for ever, without counting for deadlock detection.</summary>
    [GoSymbol("runtime.parkForever", CallClass.Suspends)]
    public static void ParkForever(G* g)
    {
        Sched.MakeSystem(g);
        Sched.GoPark(g, null, null, WaitReason.Zero);
    }

    [GoSymbol("runtime.proflabel", CallClass.None)]
    public static long ProfLabel(G* g) => (long)&g->labels;

    [GoSymbol("runtime.fipsword", CallClass.None)]
    public static long FipsWord(G* g) => (long)&g->fips;

    [GoSymbol("unique.runtime_rand", CallClass.None)]
    [GoSymbol("internal/sync.runtime_rand", CallClass.None)]
    [GoSymbol("hash/maphash.runtime_rand", CallClass.None)]
    [GoSymbol("math/rand.runtime_rand", CallClass.None)]
    [GoSymbol("math/rand/v2.runtime_rand", CallClass.None)]
    [GoSymbol("net.runtime_rand", CallClass.None)]
    [GoSymbol("os.runtime_rand", CallClass.None)]
    [GoSymbol("runtime.rand", CallClass.None)]
    public static long Rand(G* g)
    {
        P* p = g->m->p;
        ulong* s = p->rand;
        if (s[0] == 0 && s[1] == 0) Linux.SyscallQuick(Linux.SysGetRandom, (long)s, 32, 0);
        // xoshiro256**, seeded by the system.
        ulong result = BitOp(s[1] * 5, 7) * 9, t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = BitOp(s[3], 45);
        return (long)result;
    }

    private static ulong BitOp(ulong x, int k) => x << k | x >> (64 - k);

    // ---- locks of package runtime: the holder stays on its M, so nobody waits for a goroutine that waits for a P

    [GoSymbol("runtime.printlock", CallClass.None)]
    public static void PrintLock(G* g)
    {
        g->m->pinned++;
        if (g->printDepth++ == 0) Locks.Acquire(&g->root->printLock);
    }

    [GoSymbol("runtime.printunlock", CallClass.None)]
    public static void PrintUnlock(G* g)
    {
        if (--g->printDepth == 0) Locks.Release(&g->root->printLock);
        SyncHooks.ProcUnpin(g);
    }

    [GoSymbol("runtime.metricsLock", CallClass.None)]
    public static void MetricsLock(G* g)
    {
        g->m->pinned++;
        Locks.Acquire(&g->root->metricsLock);
    }

    [GoSymbol("runtime.metricsUnlock", CallClass.None)]
    public static void MetricsUnlock(G* g)
    {
        Locks.Release(&g->root->metricsLock);
        SyncHooks.ProcUnpin(g);
    }
}
