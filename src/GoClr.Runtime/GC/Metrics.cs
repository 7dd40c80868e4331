// The figures of runtime/metrics, by name. Histograms are read bucket by bucket (overlay/runtime/metrics.go).
using System;
using System.Text;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Metrics
{
    private const int Bad = 0, Uint64 = 1, Float64 = 2, Histogram = 3;

    [GoSymbol("runtime.metricRead", CallClass.None, NoEscape = true)]
    public static W2 Read(G* g, byte* name, long len)
    {
        RuntimeRoot* rt = g->root;
        GcState* gc = Gc.State(rt);
        GoMemStats m;
        string n = Encoding.UTF8.GetString(name, (int)len);
        MemStats.Fill(rt, &m);
        double up = (Linux.Nanotime() - gc->startMono) / 1e9 * Math.Max(1, rt->gomaxprocs), mark = gc->markCpuNs / 1e9;
        W2 U(ulong v) => new(Uint64, (long)v);
        W2 F(double v) => new(Float64, BitConverter.DoubleToInt64Bits(v));
        return n switch
        {
            "/cgo/go-to-c-calls:calls" => U(0),
            "/cpu/classes/gc/mark/assist:cpu-seconds" or "/cpu/classes/gc/mark/idle:cpu-seconds" => F(0),
            "/cpu/classes/gc/mark/dedicated:cpu-seconds" => F(0),
            "/cpu/classes/gc/pause:cpu-seconds" or "/cpu/classes/gc/total:cpu-seconds" => F(mark),
            "/cpu/classes/idle:cpu-seconds" => F(0),
            "/cpu/classes/scavenge/assist:cpu-seconds" or "/cpu/classes/scavenge/background:cpu-seconds" or "/cpu/classes/scavenge/total:cpu-seconds" => F(0),
            "/cpu/classes/total:cpu-seconds" => F(up),
            "/cpu/classes/user:cpu-seconds" => F(Math.Max(0, up - mark)),
            "/gc/cleanups/executed:cleanups" => U((ulong)gc->specials.cleanupsRun),
            "/gc/cleanups/queued:cleanups" => U((ulong)gc->specials.cleanupsQueued),
            "/gc/cycles/automatic:gc-cycles" => U((ulong)(gc->numGC - gc->numForced)),
            "/gc/cycles/forced:gc-cycles" => U((ulong)gc->numForced),
            "/gc/cycles/total:gc-cycles" => U((ulong)gc->numGC),
            "/gc/finalizers/executed:finalizers" => U((ulong)gc->specials.finalizersRun),
            "/gc/finalizers/queued:finalizers" => U((ulong)gc->specials.finalizersQueued),
            "/gc/gogc:percent" => U(gc->gcPercent < 0 ? ulong.MaxValue : (ulong)gc->gcPercent),
            "/gc/gomemlimit:bytes" => U((ulong)gc->memoryLimit),
            "/gc/heap/allocs-by-size:bytes" or "/gc/heap/frees-by-size:bytes" or "/gc/pauses:seconds" or "/sched/latencies:seconds" or "/sched/pauses/stopping/gc:seconds"
                or "/sched/pauses/stopping/other:seconds" or "/sched/pauses/total/gc:seconds" or "/sched/pauses/total/other:seconds" => new W2(Histogram, 0),
            "/gc/heap/allocs:bytes" => U(m.TotalAlloc),
            "/gc/heap/allocs:objects" => U(m.Mallocs),
            "/gc/heap/frees:bytes" => U(m.TotalAlloc - m.HeapAlloc),
            "/gc/heap/frees:objects" => U(m.Frees),
            "/gc/heap/goal:bytes" => U(m.NextGC),
            "/gc/heap/live:bytes" => U((ulong)gc->heapMarked),
            "/gc/heap/objects:objects" => U(m.HeapObjects),
            "/gc/heap/tiny/allocs:objects" => U((ulong)Tiny(rt)),
            "/gc/limiter/last-enabled:gc-cycle" => U(0),
            "/gc/scan/globals:bytes" => U((ulong)gc->globalsScanned),
            "/gc/scan/heap:bytes" => U((ulong)gc->heapMarked),
            "/gc/scan/stack:bytes" => U((ulong)gc->stacksScanned),
            "/gc/scan/total:bytes" => U((ulong)(gc->globalsScanned + gc->heapMarked + gc->stacksScanned)),
            "/gc/stack/starting-size:bytes" => U(Sched.MinStack),
            "/memory/classes/heap/free:bytes" => U(m.HeapIdle - m.HeapReleased),
            "/memory/classes/heap/objects:bytes" => U(m.HeapAlloc),
            "/memory/classes/heap/released:bytes" => U(m.HeapReleased),
            "/memory/classes/heap/stacks:bytes" => U(m.StackInuse),
            "/memory/classes/heap/unused:bytes" => U(m.HeapInuse > m.HeapAlloc ? m.HeapInuse - m.HeapAlloc : 0),
            "/memory/classes/metadata/mcache/free:bytes" => U(m.MCacheSys - m.MCacheInuse),
            "/memory/classes/metadata/mcache/inuse:bytes" => U(m.MCacheInuse),
            "/memory/classes/metadata/mspan/free:bytes" => U(m.MSpanSys - m.MSpanInuse),
            "/memory/classes/metadata/mspan/inuse:bytes" => U(m.MSpanInuse),
            "/memory/classes/metadata/other:bytes" => U(m.GCSys),
            "/memory/classes/os-stacks:bytes" or "/memory/classes/profiling/buckets:bytes" => U(0),
            "/memory/classes/other:bytes" => U(m.OtherSys),
            "/memory/classes/total:bytes" => U(m.Sys),
            "/sched/gomaxprocs:threads" => U((ulong)rt->gomaxprocs),
            "/sched/goroutines-created:goroutines" => U((ulong)rt->goidgen),
            "/sched/goroutines/not-in-go:goroutines" => U(Count(rt, GStatus.Syscall)),
            "/sched/goroutines/runnable:goroutines" => U(Count(rt, GStatus.Runnable)),
            "/sched/goroutines/running:goroutines" => U(Count(rt, GStatus.Running)),
            "/sched/goroutines/waiting:goroutines" => U(Count(rt, GStatus.Waiting)),
            "/sched/goroutines:goroutines" => U((ulong)Sched.GCount(rt)),
            "/sched/threads/total:threads" => U((ulong)rt->mcount),
            "/sync/mutex/wait/total:seconds" => F(0),
            _ => new W2(Bad, 0),
        };
    }

    private static long Tiny(RuntimeRoot* rt)
    {
        long n = 0;
        for (int i = 0; i < rt->npAlloc; i++) if (rt->allp[i]->mc != null) n += Mcache.Of(rt->allp[i]->mc)->nTiny;
        return n;
    }

    private static ulong Count(RuntimeRoot* rt, GStatus status)
    {
        ulong n = 0;
        G** gs = Sched.AllGs(rt, out long all);
        for (long i = 0; i < all; i++) if (gs[i]->gstatus == (int)status) n++;
        return n;
    }

    // Times: powers of two from 1 µs to 2 s, what is below and above; only the collector's pauses are recorded. Sizes: our size classes.
    private const int TimeBuckets = 22;

    /// <summary>metricBucket(name, i) (lower float64, count uint64, ok bool): word 0 is a float, so the others are in ret.</summary>
    [GoSymbol("runtime.metricBucket", CallClass.None, NoEscape = true)]
    public static double Bucket(G* g, byte* name, long len, long i)
    {
        GcState* gc = Gc.State(g->root);
        string n = Encoding.UTF8.GetString(name, (int)len);
        g->ret[1] = 0;
        g->ret[2] = 1;
        if (n.EndsWith(":bytes", StringComparison.Ordinal))
        {
            if (i > SizeClasses.NumClasses) { g->ret[2] = 0; return double.PositiveInfinity; }
            int cls = (int)i;
            if (n.Contains("allocs", StringComparison.Ordinal))
                for (int p = 0; p < g->root->npAlloc && cls + 1 <= SizeClasses.NumClasses; p++)
                {
                    if (g->root->allp[p]->mc == null) continue;
                    Mcache* c = Mcache.Of(g->root->allp[p]->mc);
                    int sc = (cls + 1) % SizeClasses.NumClasses * 2;             // the last bucket: large objects
                    g->ret[1] += c->nmalloc[sc] + c->nmalloc[sc + 1];
                }
            return cls == 0 ? 1 : SizeClasses.Sizes[Math.Min(cls, SizeClasses.NumClasses - 1)] + 1;
        }
        if (i > TimeBuckets) { g->ret[2] = 0; return double.PositiveInfinity; }
        if (n is "/gc/pauses:seconds" or "/sched/pauses/total/gc:seconds" or "/sched/pauses/stopping/gc:seconds")
            for (int k = 0; k < Math.Min(gc->numGC, 256); k++)
            {
                long us = gc->pauseNs[k] / 1000;
                int b = us <= 0 ? 0 : Math.Min(TimeBuckets, 1 + System.Numerics.BitOperations.Log2((ulong)us));
                if (b == i) g->ret[1]++;
            }
        return i == 0 ? 0 : (1L << (int)(i - 1)) * 1e-6;
    }
}
