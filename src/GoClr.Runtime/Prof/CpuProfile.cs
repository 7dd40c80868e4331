// The CPU profile: a thread looks at the processor time of every M at the given rate and asks the goroutine that runs there to come by; its stack is taken when it does.
//
// Y1  Time is that of the M's thread, so waiting costs nothing; ticks of an M that runs no goroutine (it looks for work, it collects) are dropped.
// Y2  Records lie in one growing buffer: {words, time, count, pcs …} as runtime/pprof reads them, the goroutine's labels beside them; labels are roots until they are read.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct CpuProfile
{
    public Lock @lock;                   // LockRank.Profile
    public int hz, on;                   // on: generation of the sampling thread, 0: off
    public int generation;
    public ulong* data; public long n, cap;
    public void** tags; public long ntags, captags;

    private static CpuProfile* Of(RuntimeRoot* rt) => &Profiles.State(rt)->cpu;

    /// <summary>profSetCPURate(hz int) bool: 0 stops; false: a profile is under way or was not read to its end.</summary>
    [GoSymbol("runtime.profSetCPURate", CallClass.None)]
    public static int SetRate(G* g, long hz)
    {
        CpuProfile* c = Of(g->root);
        Locks.Acquire(&c->@lock);
        bool ok = hz <= 0 || c->on == 0 && c->ntags == 0;
        if (hz <= 0) c->on = 0;
        else if (ok)
        {
            c->hz = (int)Math.Min(hz, 1000);
            c->on = ++c->generation;
            Header(c);
        }
        int start = ok && hz > 0 ? c->on : 0;
        Locks.Release(&c->@lock);
        if (start != 0)
        {
            RuntimeRoot* rt = g->root;
            new Thread(() => Sampler(rt, start), 256 << 10) { IsBackground = true, Name = "goclr prof" }.Start();
        }
        return ok ? 1 : 0;
    }

    private static void Header(CpuProfile* c)
    {
        Room(c, 3);
        c->data[c->n] = 3;
        c->data[c->n + 1] = 0;
        c->data[c->n + 2] = (ulong)c->hz;
        c->n += 3;
        c->tags[c->ntags++] = null;
    }

    private static void Room(CpuProfile* c, long words)
    {
        if (c->n + words > c->cap)
        {
            c->cap = Math.Max(c->cap * 2, 4096);
            c->data = (ulong*)NativeMemory.Realloc(c->data, (nuint)c->cap * 8);
        }
        if (c->ntags == c->captags)
        {
            c->captags = Math.Max(c->captags * 2, 512);
            c->tags = (void**)NativeMemory.Realloc(c->tags, (nuint)c->captags * 8);
        }
    }

    private static void Sampler(RuntimeRoot* rt, int generation)
    {
        CpuProfile* c = Of(rt);
        long period = 1_000_000_000 / c->hz;
        while (Volatile.Read(ref c->on) == generation && rt->exiting == 0)
        {
            for (M* m = rt->allm; m != null; m = m->alllink)
            {
                if (m->tid == 0) continue;
                long cpu = Linux.ThreadCpu(m->tid);
                if (cpu < 0) continue;
                if (m->profGeneration != generation) { m->profGeneration = generation; m->profCpu = cpu; continue; }
                long ticks = (cpu - m->profCpu) / period;
                if (ticks <= 0) continue;
                m->profCpu += ticks * period;
                G* g = (G*)Volatile.Read(ref *(nint*)&m->curg);
                if (g == null) continue;
                Interlocked.Add(ref m->profTicks, (int)ticks);
                Sched.RequestPreempt(g);
            }
            Linux.Usleep((uint)(period / 1000));
        }
    }

    /// <summary>g has left M m, its frames are saved, and ticks have been counted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Take(M* m, G* g)
    {
        int ticks = Interlocked.Exchange(ref m->profTicks, 0);
        CpuProfile* c = Of(m->root);
        if (ticks == 0 || c->on == 0) return;
        long* pcs = stackalloc long[64];
        int n = (int)Traceback.Fill(g, 0, pcs, 64);
        Locks.Acquire(&c->@lock);
        Room(c, 3 + n);
        ulong* r = c->data + c->n;
        r[0] = (ulong)(3 + n);
        r[1] = (ulong)Linux.Nanotime();
        r[2] = (ulong)ticks;
        for (int i = 0; i < n; i++) r[3 + i] = (ulong)pcs[i];
        c->n += 3 + n;
        c->tags[c->ntags++] = g->labels;
        Locks.Release(&c->@lock);
    }

    /// <summary>profCPUSize() (words, tags int, on bool): what is to be read. No room may grow in between: the reader is the only one, and only it takes data out.</summary>
    [GoSymbol("runtime.profCPUSize", CallClass.None)]
    public static W2 Size(G* g)
    {
        CpuProfile* c = Of(g->root);
        Locks.Acquire(&c->@lock);
        g->ret[2] = c->on != 0 ? 1 : 0;
        var r = new W2(c->n, c->ntags);
        Locks.Release(&c->@lock);
        return r;
    }

    /// <summary>profCPURead(data []uint64, tags []unsafe.Pointer): takes out as much as there is room for, which Size has told.</summary>
    [GoSymbol("runtime.profCPURead", CallClass.None)]
    public static void Read(G* g, ulong* data, long n, long cap1, void** tags, long ntags, long cap2)
    {
        CpuProfile* c = Of(g->root);
        Locks.Acquire(&c->@lock);
        Buffer.MemoryCopy(c->data, data, n * 8, n * 8);
        Buffer.MemoryCopy(c->tags, tags, ntags * 8, ntags * 8);
        Buffer.MemoryCopy(c->data + n, c->data, (c->n - n) * 8, (c->n - n) * 8);
        Buffer.MemoryCopy(c->tags + ntags, c->tags, (c->ntags - ntags) * 8, (c->ntags - ntags) * 8);
        c->n -= n;
        c->ntags -= ntags;
        Locks.Release(&c->@lock);
    }

    /// <summary>World stopped.</summary>
    internal static void PushRoots(RuntimeRoot* rt, MarkWorker* w)
    {
        CpuProfile* c = Of(rt);
        for (long i = 0; i < c->ntags; i++) Mark.Push(w, (ulong)c->tags[i]);
    }
}
