// Memory statistics: runtime.MemStats, debug.ReadGCStats, the figures of runtime/metrics.
//
// Counters live in the Ps' caches and are summed here while others go on counting: the sums are exact for what the calling P did and
// for everything that happened before the call on others, except for windows taken at this very moment.
using System;
using System.Numerics;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>runtime.MemStats as Go lays it out.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct GoMemStats
{
    public ulong Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees;
    public ulong HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects;
    public ulong StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys, BuckHashSys, GCSys, OtherSys;
    public ulong NextGC, LastGC, PauseTotalNs;
    public fixed ulong PauseNs[256];
    public fixed ulong PauseEnd[256];
    public uint NumGC, NumForcedGC;
    public double GCCPUFraction;
    public byte EnableGC, DebugGC;
    public fixed ulong BySize[61 * 3];
}

public static unsafe class MemStats
{
    /// <summary>Objects allocated so far.</summary>
    internal static long Mallocs(RuntimeRoot* rt)
    {
        long n = 0;
        for (int i = 0; i < rt->npAlloc; i++)
        {
            if (rt->allp[i]->mc == null) continue;
            Mcache* c = Mcache.Of(rt->allp[i]->mc);
            for (int sc = 0; sc < SizeClasses.NumSpanClasses; sc++) n += c->nmalloc[sc];
            n += c->nTiny;
            n -= Unused(c, out _);
        }
        return n;
    }

    // Slots that lie in a P's windows: counted as allocated, not handed out yet.
    private static long Unused(Mcache* c, out long bytes)
    {
        long n = 0;
        bytes = 0;
        Win* w = Mcache.Windows(c);
        for (int i = 0; i < c->ntouched; i++)
        {
            Win* x = w + c->touched[i];
            int k = BitOperations.PopCount(x->free | x->hidden);
            n += k;
            bytes += k * x->size;
        }
        return n;
    }

    internal static void Fill(RuntimeRoot* rt, GoMemStats* m)
    {
        GcState* s = Gc.State(rt);
        Mheap* h = s->heap;
        NativeMemory.Clear(m, (nuint)sizeof(GoMemStats));
        long mallocs = 0, pending = 0;
        for (int i = 0; i < rt->npAlloc; i++)
        {
            if (rt->allp[i]->mc == null) continue;
            Mcache* c = Mcache.Of(rt->allp[i]->mc);
            for (int sc = 0; sc < SizeClasses.NumSpanClasses; sc++)
            {
                mallocs += c->nmalloc[sc];
                int gcClass = (sc >> 1) + 1;
                if (sc > 1 && gcClass < 61) m->BySize[gcClass * 3 + 1] += (ulong)c->nmalloc[sc];
            }
            mallocs += c->nTiny - Unused(c, out long unusedBytes);
            pending += c->allocBytes - unusedBytes;
        }
        long live = h->heapLive + pending, total = h->totalAlloc + pending, objects = s->liveObjsAtMark + mallocs - s->mallocsAtMark;
        m->Alloc = m->HeapAlloc = (ulong)Math.Max(0, live);
        m->TotalAlloc = (ulong)Math.Max(total, live);
        m->Mallocs = (ulong)mallocs;
        m->Frees = (ulong)Math.Max(0, mallocs - objects);
        m->HeapObjects = (ulong)Math.Max(0, objects);
        long pages = h->top, inUse = h->pagesInUse;
        m->HeapSys = (ulong)pages << SizeClasses.PageShift;
        m->HeapInuse = (ulong)inUse << SizeClasses.PageShift;
        m->HeapIdle = m->HeapSys - m->HeapInuse;
        m->HeapReleased = Math.Min(m->HeapIdle, (ulong)h->releasedPages << SizeClasses.PageShift);
        G** gs = Sched.AllGs(rt, out long ng);
        for (long i = 0; i < ng; i++) m->StackInuse += (ulong)(gs[i]->hi - gs[i]->lo);
        m->StackSys = m->StackInuse;
        m->MSpanInuse = m->MSpanSys = (ulong)pages * (ulong)sizeof(SpanInfo);
        m->MCacheInuse = m->MCacheSys = (ulong)rt->npAlloc * Mcache.HeaderBytes;
        m->GCSys = (ulong)pages * (8 + 64 * 3 + 128 + 4);
        m->OtherSys = (ulong)h->metaBytes;
        m->Sys = m->HeapSys + m->StackSys + m->MSpanSys + m->MCacheSys + m->GCSys + m->OtherSys;
        m->NextGC = s->heapGoal == long.MaxValue ? ulong.MaxValue : (ulong)s->heapGoal;
        m->LastGC = (ulong)s->lastGcWall;
        m->PauseTotalNs = (ulong)s->pauseTotalNs;
        for (int i = 0; i < 256; i++) { m->PauseNs[i] = (ulong)s->pauseNs[i]; m->PauseEnd[i] = (ulong)s->pauseEnd[i]; }
        m->NumGC = (uint)s->numGC;
        m->NumForcedGC = (uint)s->numForced;
        long up = Linux.Nanotime() - s->startMono;
        m->GCCPUFraction = up > 0 ? Math.Min(1.0, (double)s->markCpuNs / (up * (double)Math.Max(1, rt->gomaxprocs))) : 0;
        m->EnableGC = 1;
        m->BySize[1 * 3] = 8;                                // gc's class of 8 bytes: we have none
        for (int c = 1; c + 1 < 61; c++) m->BySize[(c + 1) * 3] = SizeClasses.Sizes[c];
    }

    [GoSymbol("runtime.ReadMemStats", CallClass.None, NoEscape = true)]
    public static void ReadMemStats(G* g, GoMemStats* m) => Fill(g->root, m);

    /// <summary>debug.readGCStats(*[]time.Duration): pauses, newest first; their ends; last GC; number; total.</summary>
    [GoSymbol("runtime/debug.readGCStats", CallClass.None, NoEscape = true)]
    public static void ReadGCStats(G* g, GoSlice* pauses)
    {
        GcState* s = Gc.State(g->root);
        long n = Math.Min(s->numGC, 256);
        if (pauses->Cap < 2 * n + 3) Fatal.Throw("short slice passed to readGCStats");
        long* p = (long*)pauses->Ptr;
        for (long i = 0; i < n; i++)
        {
            int j = (int)((s->numGC - 1 - i) & 255);
            p[i] = s->pauseNs[j];
            p[n + i] = s->pauseEnd[j];
        }
        p[2 * n] = s->lastGcWall;
        p[2 * n + 1] = s->numGC;
        p[2 * n + 2] = s->pauseTotalNs;
        pauses->Len = 2 * n + 3;
    }
}
