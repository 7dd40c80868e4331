// System calls. One that may block: the goroutine leaves first (its frames are in its block, so it can be scanned), its P is lent, and the M goes into the kernel.
//
//     Running → Lent, kernel, Lent → Running          the usual way: two atomic operations
//                     sysmon or a stop of the world: Lent → Idle | GcStop; the M then looks for another P, or queues the goroutine and sleeps
//
// Y1  Results are written to g.ret only by an M that has a P again, or before the goroutine is queued.
// Y2  The goroutine's block does not move while it is in a system call: the kernel may write into its area.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Syscalls
{
    /// <summary>True if g has left this M.</summary>
    internal static bool Run(M* m, G* g)
    {
        RuntimeRoot* rt = m->root;
        P* p = m->p;
        long nr = g->callArgs[0], a = g->callArgs[1], b = g->callArgs[2], c = g->callArgs[3], d = g->callArgs[4], e = g->callArgs[5], f = g->callArgs[6];
        g->gstatus = (int)GStatus.Syscall;
        m->curg = null;
        p->syscalltick++;
        m->oldp = p;
        m->p = null;
        Interlocked.Exchange(ref p->status, (int)PStatus.Lent);
        if (rt->gcWaiting != 0) Sched.LentWhileStopping(rt, p);
        if (rt->sysmonwait != 0) Sched.WakeSysmon(rt);

        long r = Linux.Syscall(nr, a, b, c, d, e, f, out int errno);

        m->oldp = null;
        if (Interlocked.CompareExchange(ref p->status, (int)PStatus.Running, (int)PStatus.Lent) == (int)PStatus.Lent)
        {
            m->p = p;
            p->m = m;
            p->syscalltick++;
        }
        else if (!Sched.TryAcquireIdleP(m))
        {
            Finish(g, r, errno);
            g->gstatus = (int)GStatus.Runnable;
            Sched.ReadyNoP(rt, g);
            return true;
        }
        Finish(g, r, errno);
        g->gstatus = (int)GStatus.Running;
        m->curg = g;
        if (rt->gcWaiting != 0) Sched.RequestPreempt(g);
        Mem.BeforeRun(m->p, g);
        return false;
    }

    private static void Finish(G* g, long r, int errno)
    {
        g->callN = 0;
        g->ret[0] = r;
        g->ret[1] = 0;
        g->ret[2] = errno;
    }

    private static W2 Leave(G* g, long nr, long a, long b, long c, long d, long e, long f)
    {
        g->callArgs[0] = nr;
        g->callArgs[1] = a;
        g->callArgs[2] = b;
        g->callArgs[3] = c;
        g->callArgs[4] = d;
        g->callArgs[5] = e;
        g->callArgs[6] = f;
        g->callN = 7;                                               // addresses among them keep their objects
        g->reason = (int)LeaveReason.Syscall;
        g->status = 1;
        return default;
    }

    /// <summary>Calls that answer at once whatever their arguments.</summary>
    private static bool IsQuick(long nr) => nr is 5 or 8 or 39 or 63 or 79 or 102 or 104 or 107 or 108 or 110 or 186 or 228;

    private static W2 InPlace(G* g, long nr, long a, long b, long c, long d, long e, long f)
    {
        long r = Linux.Syscall(nr, a, b, c, d, e, f, out int errno);
        g->ret[2] = errno;
        return new W2(r, 0);
    }

    [GoSymbol("syscall.Syscall", CallClass.Suspends)]
    public static W2 Syscall(G* g, long nr, long a, long b, long c) => IsQuick(nr) ? InPlace(g, nr, a, b, c, 0, 0, 0) : Leave(g, nr, a, b, c, 0, 0, 0);

    [GoSymbol("syscall.Syscall6", CallClass.Suspends)]
    public static W2 Syscall6(G* g, long nr, long a, long b, long c, long d, long e, long f) => IsQuick(nr) ? InPlace(g, nr, a, b, c, d, e, f) : Leave(g, nr, a, b, c, d, e, f);

    [GoSymbol("syscall.RawSyscall", CallClass.None)]
    public static W2 RawSyscall(G* g, long nr, long a, long b, long c) => InPlace(g, nr, a, b, c, 0, 0, 0);

    [GoSymbol("syscall.RawSyscall6", CallClass.None)]
    [GoSymbol("internal/runtime/syscall/linux.Syscall6", CallClass.None)]
    public static W2 RawSyscall6(G* g, long nr, long a, long b, long c, long d, long e, long f) => InPlace(g, nr, a, b, c, d, e, f);

    [GoSymbol("syscall.rawSyscallNoError", CallClass.None)]
    public static W2 RawSyscallNoError(G* g, long nr, long a, long b, long c) => new(Linux.Syscall(nr, a, b, c, 0, 0, 0, out int _), 0);

    [GoSymbol("runtime.entersyscall", CallClass.None)]
    public static void EnterSyscall(G* g) { }

    [GoSymbol("runtime.exitsyscall", CallClass.None)]
    public static void ExitSyscall(G* g) { }

    /// <summary>(value, errno), both int32.</summary>
    [GoSymbol("runtime.fcntl", CallClass.None)]
    public static W2 Fcntl(G* g, int fd, int cmd, int arg)
    {
        long r = Linux.Syscall(72, fd, cmd, arg, 0, 0, 0, out int errno);
        return new W2((int)r, errno);
    }

    [GoSymbol("runtime.write", CallClass.None)]
    public static int Write(G* g, long fd, long p, int n) => (int)Linux.Write((int)fd, (void*)p, n);

    [GoSymbol("syscall.gettimeofday", CallClass.None)]
    public static long Gettimeofday(G* g, long tv)
    {
        Linux.Syscall(96, tv, 0, 0, 0, 0, 0, out int errno);
        return errno;
    }

    /// <summary>Threads of .NET cannot be made to run a system call each: ENOTSUP.</summary>
    [GoSymbol("syscall.runtime_doAllThreadsSyscall", CallClass.None)]
    public static W2 AllThreads(G* g, long nr, long a, long b, long c, long d, long e, long f)
    {
        g->ret[2] = 95;
        return new W2(-1, 0);
    }

    /// <summary>A vfork child would run managed code: ENOSYS. Starting processes goes through Spawn.</summary>
    [GoSymbol("syscall.rawVforkSyscall", CallClass.None)]
    public static W2 RawVfork(G* g, long nr, long a, long b, long c) => new(-1, 38);
}
