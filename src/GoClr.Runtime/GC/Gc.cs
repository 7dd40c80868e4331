// The collector. Stop-the-world, exact: all goroutines leave at a poll, roots, mark, specials, go on; the sweep is lazy.
//
//     triggered (heapLive ≥ trigger, runtime.GC, memory limit, two minutes) → g.poll → Mem.AtPoll → Collect with the world stopped
//
// C1  The phase changes only while every goroutine is out at a poll. g.wb and g.mc are set by the scheduler before each run.
// C2  Roots: data and bss of the images by their masks; frames, areas, result words, panics and sudogs of all goroutines (Roots.Visit);
//     what the runtime holds for Go (specials, what reflect registered, timers).
// C3  Nothing unswept exists when marking starts. All windows are given back before it: an object allocated since the last cycle is
//     marked if it is reachable, like any other.
// C4  Collect runs no goroutine but sync.Pool's clean-up, a leaf, on a G of its own.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct GcState
{
    public Mheap* heap;
    public MarkWorker* worker;           // the stopping M's; helpers have their own
    public MarkWorker** workers;         // [0] = worker
    public int nworkers;                 // that exist
    public int helperGo, helpersDone;    // futexes: number of the cycle to help in; helpers that are through with it
    public MarkShared* shared;
    public SpecialTable specials;
    public int gcPercent;                // GOGC, negative: off
    public int check;                    // verify each cycle with an independent marker
    public long memoryLimit;             // GOMEMLIMIT
    public long heapMarked, heapGoal;    // bytes live after the last cycle; where the next one should be done
    public long objsMarked;
    public long numGC, numForced;
    public long pauseTotalNs, lastGcWall, lastGcMono, startMono;
    public long markCpuNs, markObjsTotal;
    public long mallocsAtMark, liveObjsAtMark;
    public byte* poolCleanup;            // closure
    public G* sysG;                      // runs the clean-up
    public long stacksScanned, globalsScanned;
    public long maxHeapSys;
    public fixed long pauseNs[256];
    public fixed long pauseEnd[256];
}

public static unsafe partial class Gc
{
    internal static GcState* State(RuntimeRoot* rt) => (GcState*)rt->gc;

    public static void Init(RuntimeRoot* rt, Mheap* h)
    {
        GcState* s = (GcState*)NativeMemory.AlignedAlloc((nuint)sizeof(GcState), 128);
        *s = default;
        rt->gc = s;
        s->heap = h;
        s->shared = Mark.NewShared();
        s->workers = (MarkWorker**)NativeMemory.AllocZeroed(MaxWorkers, 8);
        s->worker = s->workers[0] = Mark.NewWorker(h, s->shared);
        s->nworkers = 1;
        Specials.Init(&s->specials);
        s->gcPercent = ReadGogc(Env("GOGC"));
        s->memoryLimit = ReadMemLimit(Env("GOMEMLIMIT"));
        s->check = Env("GOCLR_GCCHECK") == "1" ? 1 : 0;
        s->startMono = s->lastGcMono = Linux.Nanotime();
        Profiles.Init(rt);
        h->profRate = Profiles.State(rt)->memRate;
        ReadDebug(rt, h);
        SetGoal(s);
    }

    // Straight from the process: .NET's own way builds a table of all variables first.
    private static string? Env(string name)
    {
        for (byte** e = Linux.Environ(); *e != null; e++)
        {
            byte* p = *e;
            int i = 0;
            while (i < name.Length && p[i] == name[i]) i++;
            if (i == name.Length && p[i] == '=') return Marshal.PtrToStringUTF8((nint)(p + i + 1));
        }
        return null;
    }

    private static int ReadGogc(string? v) => v == null ? 100 : v == "off" ? -1 : int.TryParse(v, out int n) ? n : 100;

    /// <summary>Bytes with an optional unit B, KiB, MiB, GiB, TiB; "off" and nonsense: no limit.</summary>
    internal static long ReadMemLimit(string? v)
    {
        if (string.IsNullOrEmpty(v) || v == "off") return long.MaxValue;
        int shift = v.EndsWith("KiB", StringComparison.Ordinal) ? 10 : v.EndsWith("MiB", StringComparison.Ordinal) ? 20 : v.EndsWith("GiB", StringComparison.Ordinal) ? 30
            : v.EndsWith("TiB", StringComparison.Ordinal) ? 40 : 0;
        string digits = shift != 0 ? v[..^3] : v.EndsWith('B') ? v[..^1] : v;
        if (!long.TryParse(digits, out long n) || n < 0 || n > long.MaxValue >> shift)
        {
            Fatal.Print("GOMEMLIMIT=" + v + "\n");
            Fatal.Throw("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
        }
        return n << shift;
    }

    // GODEBUG: gctrace=1, gcstress=N, clobberfree=1
    private static void ReadDebug(RuntimeRoot* rt, Mheap* h)
    {
        string? debug = Env("GODEBUG");
        if (debug == null) return;
        foreach (string kv in debug.Split(','))
        {
            int eq = kv.IndexOf('=');
            if (eq < 0 || !int.TryParse(kv[(eq + 1)..], out int n)) continue;
            switch (kv[..eq])
            {
                case "gctrace": rt->debug.gctrace = n; break;
                case "gcstress": h->gcStress = n; if (n > 0) h->poison = 1; break;
                case "clobberfree": rt->debug.clobberfree = n; h->poison = n; break;
            }
        }
    }

    // ---------- pacing

    private const long MinHeap = 4 << 20;

    /// <summary>The goal from what is live: GOGC's, lowered to what the memory limit leaves.</summary>
    private static void SetGoal(GcState* s)
    {
        Mheap* h = s->heap;
        long goal = long.MaxValue;
        if (s->gcPercent >= 0)
        {
            double g = s->heapMarked + (s->heapMarked + (double)s->stacksScanned + s->globalsScanned) * s->gcPercent / 100;
            goal = Math.Max((long)Math.Min(g, long.MaxValue >> 1), MinHeap * s->gcPercent / 100);
        }
        if (s->memoryLimit != long.MaxValue)
        {
            long other = NonHeapBytes(s), limit = s->memoryLimit - other;
            // A limit that cannot be kept costs at most about half the time: there is always room for an eighth more.
            limit = Math.Max(limit, s->heapMarked + s->heapMarked / 8 + (256 << 10));
            goal = Math.Min(goal, limit);
        }
        s->heapGoal = goal;
        h->gcTrigger = goal;
    }

    // Everything the limit counts besides live objects: free room in spans, tables, stacks.
    private static long NonHeapBytes(GcState* s)
    {
        Mheap* h = s->heap;
        long inUse = h->pagesInUse << SizeClasses.PageShift;
        return Math.Max(0, inUse - h->heapLive) + h->metaBytes + (h->pagesInUse * 344);
    }

    // ---------- entry points

    /// <summary>Called from the scheduler when g left at a poll: a cycle if one is due.</summary>
    internal static void AtPoll(P* p)
    {
        RuntimeRoot* rt = p->root;
        Mheap* h = (Mheap*)rt->heap;
        if (h->gcWanted == 0) return;
        if (!Sched.TryStopTheWorld(p->m)) return;            // somebody else stops: p will come by there
        G* ready = null;
        if (h->gcWanted != 0) ready = Collect(rt, p->m, false);
        Sched.StartTheWorld(p->m);
        if (ready != null) Sched.Ready(p->m, ready);
    }

    /// <summary>runtime.GC: a whole cycle, swept.</summary>
    [GoSymbol("runtime.GC", CallClass.Suspends)]
    public static void GC(G* g) => Request(g, &ForcedCycle);

    [GoSymbol("runtime/debug.freeOSMemory", CallClass.Suspends)]
    public static void FreeOSMemory(G* g) => Request(g, &FreeCycle);

    private static void Request(G* g, delegate*<M*, G*, void> action)
    {
        g->gcAction = action;
        g->reason = (int)LeaveReason.GC;
        g->status = 1;
    }

    private static void ForcedCycle(M* m, G* g) => Forced(m, false);
    private static void FreeCycle(M* m, G* g) => Forced(m, true);

    private static void Forced(M* m, bool release)
    {
        Sched.StopTheWorld(m, "GC");
        G* ready = Collect(m->root, m, true);
        Mheap* h = (Mheap*)m->root->heap;
        while (h->SweepOne() != 0) { }
        h->sweepRatio = 0;
        if (release) h->Release(long.MaxValue);
        Sched.StartTheWorld(m);
        if (ready != null) Sched.Ready(m, ready);
    }

    // ---------- the cycle

    /// <summary>World stopped. The goroutine that is returned, if any, has to be made ready once it runs again.</summary>
    internal static G* Collect(RuntimeRoot* rt, M* m, bool forced)
    {
        GcState* s = State(rt);
        Mheap* h = s->heap;
        long t0 = Linux.Nanotime(), before = h->heapLive;
        while (h->SweepOne() != 0) { }
        if (s->poolCleanup != null) RunPoolCleanup(rt, m, s);
        FlushCaches(rt);
        before = h->heapLive;

        MarkWorker* w = s->worker;
        long tm = Linux.Nanotime();
        PushRoots(rt, s, w);
        MarkAll(rt, s);
        Specials.Settle(w, &s->specials);
        while (!Mark.Drain(w, long.MaxValue)) { }
        Timers.DropUnmarked(rt, h);
        if (s->check != 0) Checker.Verify(rt, s);
        long te = Linux.Nanotime();

        long bytes = 0, objs = 0;
        for (int i = 0; i < s->nworkers; i++) { bytes += s->workers[i]->bytes; objs += s->workers[i]->objs; Mark.Trim(s->workers[i]); }
        s->heapMarked = h->heapLive = bytes;
        s->objsMarked = s->liveObjsAtMark = objs;
        s->mallocsAtMark = MemStats.Mallocs(rt);
        s->markObjsTotal += objs;
        SetGoal(s);
        h->StartSweep();
        long room = Math.Max(1 << 20, Math.Min(h->gcTrigger, s->heapMarked * 16 + MinHeap) - s->heapMarked);
        h->sweepRatio = 1.1 * h->pagesInUse / Math.Max(16, room >> SizeClasses.PageShift);
        h->gcWanted = 0;
        rt->gcCycle++;
        if (s->memoryLimit != long.MaxValue) ReleaseAbove(s);
        ShrinkStacks(rt, m);

        long end = Linux.Nanotime(), pause = end - (rt->stwStart != 0 ? Math.Min(rt->stwStart, t0) : t0);
        int slot = (int)(s->numGC & 255);
        Timespec wall = Linux.Walltime();
        s->pauseNs[slot] = pause;
        s->pauseEnd[slot] = s->lastGcWall = wall.sec * 1_000_000_000 + wall.nsec;
        s->numGC++;
        if (forced) s->numForced++;
        s->pauseTotalNs += pause;
        s->markCpuNs += end - t0;
        s->lastGcMono = end;
        if (rt->debug.gctrace > 0) Trace(rt, s, t0, tm, te, end, before, forced);
        return Specials.TakeWaiter(&s->specials);
    }

    // ---------- several markers

    private const int MaxWorkers = 16;
    private const long ParallelFrom = 8 << 20;               // live bytes from which on helpers are worth their waking

    private static void MarkAll(RuntimeRoot* rt, GcState* s)
    {
        int n = Math.Min(Math.Min(rt->gomaxprocs, rt->ncpu), MaxWorkers);
        if (n < 2 || s->heapMarked < ParallelFrom && s->heap->heapLive < 4 * ParallelFrom)
        {
            s->shared->workers = 1;
            s->worker->atomic = 0;
            while (!Mark.Drain(s->worker, long.MaxValue)) { }
            return;
        }
        while (s->nworkers < n) StartHelper(s);
        n = s->nworkers;
        MarkShared* sh = s->shared;
        sh->workers = n;
        sh->idle = sh->hungry = 0;
        for (int i = 0; i < n; i++) s->workers[i]->atomic = 1;
        Volatile.Write(ref s->helpersDone, 0);
        Interlocked.Increment(ref s->helperGo);
        Linux.FutexWake(&s->helperGo, int.MaxValue);
        Mark.Run(s->worker);
        for (int d; (d = Volatile.Read(ref s->helpersDone)) < n - 1;) Linux.FutexWait(&s->helpersDone, d, 1_000_000);
        s->worker->atomic = 0;
        sh->hungry = 0;
    }

    // Helpers are threads of the runtime's own, started when a heap is first large enough; between cycles they sleep.
    private static void StartHelper(GcState* s)
    {
        int i = s->nworkers++;
        MarkWorker* w = s->workers[i] = Mark.NewWorker(s->heap, s->shared);
        int seen = s->helperGo;
        Thread t = new(() =>
        {
            for (;;)
            {
                while (Volatile.Read(ref s->helperGo) == seen) Linux.FutexWait(&s->helperGo, seen, -1);
                seen = s->helperGo;
                Mark.Run(w);
                Interlocked.Increment(ref s->helpersDone);
                Linux.FutexWake(&s->helpersDone, 1);
            }
        }, 256 << 10) { IsBackground = true, Name = "goclr mark" };
        t.Start();
    }

    private static void FlushCaches(RuntimeRoot* rt)
    {
        for (int i = 0; i < rt->npAlloc; i++) FlushCache(rt->allp[i]);
    }

    internal static void FlushCache(P* p)
    {
        if (p == null || p->mc == null) return;
        Mcache* c = Mcache.Of(p->mc);
        Mcache.Flush(c);
        Interlocked.Add(ref c->heap->heapLive, c->allocBytes);
        Interlocked.Add(ref c->heap->totalAlloc, c->allocBytes);
        c->allocBytes = 0;
        c->sweepDebt = 0;
    }

    // Free memory beyond the limit goes back at once.
    private static void ReleaseAbove(GcState* s)
    {
        Mheap* h = s->heap;
        long mapped = ((long)h->top << SizeClasses.PageShift) - (h->releasedPages << SizeClasses.PageShift);
        if (mapped > s->memoryLimit) h->Release(long.MaxValue);
    }

    private static void ShrinkStacks(RuntimeRoot* rt, M* m)
    {
        if (rt->debug.gcshrinkstackoff != 0) return;
        G** gs = Sched.AllGs(rt, out long n);
        for (long i = 0; i < n; i++)
        {
            G* g = gs[i];
            if (g->gstatus != (int)GStatus.Waiting && g->gstatus != (int)GStatus.Runnable || g->hi - g->lo <= Sched.MinStack) continue;
            // The stack code takes and returns blocks through the P of the goroutine's M: with the world stopped, ours.
            M* old = g->m;
            g->m = m;
            Stacks.MaybeShrink(g);
            g->m = old;
        }
    }

    // ---------- roots

    private struct PushVisitor : IRootVisitor
    {
        internal MarkWorker* W;
        internal long Bytes;

        public void Words(long* at, int words, ulong* mask)
        {
            Bytes += words * 8;
            if (mask == null) return;
            for (int w = 0; w < words; w += 64)
                for (ulong m = mask[w >> 6]; m != 0; m &= m - 1) Mark.Push(W, (ulong)at[w + System.Numerics.BitOperations.TrailingZeroCount(m)]);
        }

        public void Word(long* slot) => Mark.Push(W, (ulong)*slot);
    }

    private static void PushRoots(RuntimeRoot* rt, GcState* s, MarkWorker* w)
    {
        PushVisitor v = new() { W = w };
        for (int i = 0; i < rt->imageCount; i++)
        {
            ImageHeader* im = rt->images[i].header;
            for (long k = 0; k < im->RootCount; k++) Range(w, im->Roots + k, ref v.Bytes);
        }
        s->globalsScanned = v.Bytes;
        v.Bytes = 0;
        G** gs = Sched.AllGs(rt, out long n);
        for (long i = 0; i < n; i++) if (gs[i]->gstatus != (int)GStatus.Dead) Roots.Visit(gs[i], ref v);
        s->stacksScanned = v.Bytes;
        Timers.VisitRoots(rt, ref v);
        CpuProfile.PushRoots(rt, w);
        VisitOwn(s, w);
    }

    // What the memory side itself holds for Go.
    private static void VisitOwn(GcState* s, MarkWorker* w)
    {
        Mheap* h = s->heap;
        Specials.PushRoots(w, &s->specials);
        Mark.Push(w, (ulong)s->poolCleanup);
        for (int i = 0; i < h->iface.nReflectOff; i++) Mark.Push(w, (ulong)h->iface.reflectOff[i]);
    }

    private static void Range(MarkWorker* w, RootRange* r, ref long bytes)
    {
        if (r->PtrMask == null) return;
        long words = r->Bytes / 8;
        ulong* at = (ulong*)r->Start;
        bytes += r->Bytes;
        for (long i = 0; i < words; i += 64)
            for (ulong m = r->PtrMask[i >> 6]; m != 0; m &= m - 1)
            {
                long k = i + System.Numerics.BitOperations.TrailingZeroCount(m);
                if (k < words) Mark.Push(w, at[k]);
            }
    }

    // ---------- sync.Pool

    [GoSymbol("sync.runtime_registerPoolCleanup", CallClass.None)]
    public static void RegisterPoolCleanup(G* g, byte* fn) => State(g->root)->poolCleanup = fn;

    // A leaf of Go code (it moves lists about); the G that runs it has a small stack for areas and is never scheduled.
    private static void RunPoolCleanup(RuntimeRoot* rt, M* m, GcState* s)
    {
        if (s->sysG == null)
        {
            const int stack = 16 << 10;
            s->sysG = (G*)NativeMemory.AlignedAlloc((nuint)sizeof(G) + 128, 128);
            NativeMemory.Clear(s->sysG, (nuint)sizeof(G) + 128);
            s->sysG->lo = (byte*)NativeMemory.AlignedAlloc(stack, 64);
            s->sysG->hi = s->sysG->lo + stack;
            s->sysG->root = rt;
        }
        G* g = s->sysG;
        g->m = m;
        g->sp = g->lo;
        g->frames = (long*)g->hi;
        g->save = (long*)m->scratch;
        g->status = g->poll = 0;
        g->stackguard = m->guard;
        Mem.Enter(m->p, g);
        ((delegate*<G*, byte*, void>)*(void**)s->poolCleanup)(g, s->poolCleanup);
        if (g->status != 0) Fatal.Throw("sync.Pool's clean-up tried to leave");
    }

    // ---------- knobs

    [GoSymbol("runtime/debug.setGCPercent", CallClass.None)]
    public static int SetGCPercent(G* g, int percent)
    {
        GcState* s = State(g->root);
        int old = s->gcPercent;
        s->gcPercent = percent < 0 ? -1 : percent;
        SetGoal(s);
        return old;
    }

    [GoSymbol("runtime/debug.setMemoryLimit", CallClass.None)]
    public static long SetMemoryLimit(G* g, long limit)
    {
        GcState* s = State(g->root);
        long old = s->memoryLimit;
        if (limit >= 0)
        {
            s->memoryLimit = limit;
            SetGoal(s);
        }
        return old;
    }

    // ---------- gctrace

    private static void Trace(RuntimeRoot* rt, GcState* s, long t0, long tm, long te, long end, long before, bool forced)
    {
        double ms(long ns) => ns / 1e6;
        long up = end - s->startMono;
        double pct = up > 0 ? 100.0 * s->markCpuNs / (up * Math.Max(1, rt->gomaxprocs)) : 0;
        string f(double v) => v.ToString(v >= 10 ? "0" : v >= 1 ? "0.0" : v >= 0.1 ? "0.00" : "0.000", System.Globalization.CultureInfo.InvariantCulture);
        Fatal.Print("gc " + s->numGC + " @" + (up / 1e9).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) + "s " + (int)pct + "%: " +
            f(ms(tm - t0)) + "+" + f(ms(te - tm)) + "+" + f(ms(end - te)) + " ms clock, " +
            f(ms(tm - t0)) + "+0/" + f(ms(te - tm)) + "/0+" + f(ms(end - te)) + " ms cpu, " +
            (before >> 20) + "->" + (before >> 20) + "->" + (s->heapMarked >> 20) + " MB, " + (s->heapGoal == long.MaxValue ? 0 : s->heapGoal >> 20) + " MB goal, " +
            (s->stacksScanned >> 20) + " MB stacks, " + (s->globalsScanned >> 20) + " MB globals, " + rt->gomaxprocs + " P" + (forced ? " (forced)" : "") + "\n");
    }
}

public static unsafe partial class Mem
{
    static partial void InitGc(RuntimeRoot* rt, Mheap* h) => Gc.Init(rt, h);

    static partial void AtPollCore(P* p, G* g) => Gc.AtPoll(p);

    static partial void DestroyPCore(P* p) => Gc.FlushCache(p);

    // Two minutes without a cycle: ask for one. It starts at the next allocation's slow step.
    static partial void SysmonCore(RuntimeRoot* rt, long now)
    {
        GcState* s = (GcState*)rt->gc;
        if (s->gcPercent >= 0 && now - s->lastGcMono > 120_000_000_000L) s->heap->gcWanted = 1;
    }

    // No cycle runs beside goroutines yet, so the barrier is never on; the sites exist.
    static partial void FlushBarrierCore(P* p) => p->wbNext = p->wbBase;
    static partial void ShadeValueCore(P* p, void* type, byte* src) { }
    static partial void ShadeCore(P* p, void* pointer) { }
}
