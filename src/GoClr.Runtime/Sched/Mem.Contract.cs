// What the scheduler asks of the memory side. Partial methods: the bodies are in Memory/ and GC/; those without a body cost nothing.
// None of these may suspend a goroutine.
//
// A1  A goroutine runs only between Enter and Leave; in between G.mc, G.wb, G.wbbuf, G.wbsoft are the P's.
// A2  BeforeRun comes before every activation of a goroutine from a queue: the place where its frames are scanned once per cycle.
// A3  While the world is stopped (Sched.StopTheWorld) every goroutine's locals are in frames and every P's barrier buffer is in P.wbNext.
using System.Runtime.CompilerServices;

namespace GoClr.Runtime;

public static unsafe partial class Mem
{
    /// <summary>Once per runtime, before any image is mapped.</summary>
    static partial void InitRootCore(RuntimeRoot* rt);
    /// <summary>Once per P, before it runs anything. Sets P.mc, P.wbBase/wbNext/wbSoft.</summary>
    static partial void InitPCore(P* p);
    /// <summary>A P is given up by GOMAXPROCS: hand its caches back. The world is stopped.</summary>
    static partial void DestroyPCore(P* p);
    /// <summary>Shapes, root ranges and itabs of a mapped image.</summary>
    static partial void RegisterImageCore(RuntimeRoot* rt, ImageRec* image);
    /// <summary>The barrier buffer has passed wbSoft.</summary>
    static partial void FlushBarrierCore(P* p);
    static partial void BeforeRunCore(P* p, G* g);
    /// <summary>g left at a poll; the barrier buffer is flushed, its frames are saved: assist, scan.</summary>
    static partial void AtPollCore(P* p, G* g);
    /// <summary>Called by an M that found nothing to run, and before each search: mark work for this P. done: something was done, search again.</summary>
    static partial void FindWorkCore(M* m, P* p, bool idle, ref bool done);
    /// <summary>sysmon's turn, about every 10 ms at rest: forced collections, scavenger.</summary>
    static partial void SysmonCore(RuntimeRoot* rt, long now);
    /// <summary>A value of this type at src passes from one goroutine to another outside the heap: shade its pointers if marking.</summary>
    static partial void ShadeValueCore(P* p, void* type, byte* src);
    static partial void ShadeCore(P* p, void* pointer);

    public static void InitRoot(RuntimeRoot* rt) => InitRootCore(rt);
    public static void InitP(P* p) => InitPCore(p);
    public static void DestroyP(P* p) => DestroyPCore(p);
    public static void RegisterImage(RuntimeRoot* rt, ImageRec* image) => RegisterImageCore(rt, image);
    public static void FlushBarrier(P* p) => FlushBarrierCore(p);
    public static void Sysmon(RuntimeRoot* rt, long now) => SysmonCore(rt, now);

    public static void AtPoll(P* p, G* g) => AtPollCore(p, g);

    public static bool FindWork(M* m, P* p, bool idle)
    {
        bool done = false;
        FindWorkCore(m, p, idle, ref done);
        return done;
    }

    /// <summary>Before a goroutine taken from a queue runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeforeRun(P* p, G* g)
    {
        if (p->root->gcPhase != 0) BeforeRunCore(p, g);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(P* p, G* g)
    {
        g->mc = p->mc;
        g->wb = p->root->wbEnabled;
        g->wbbuf = p->wbNext;
        g->wbsoft = p->wbSoft;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(P* p, G* g)
    {
        p->wbNext = g->wbbuf;
        if (g->wbbuf >= g->wbsoft && g->wb != 0) FlushBarrier(p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShadeValue(P* p, void* type, byte* src)
    {
        if (p != null && p->root->wbEnabled != 0) ShadeValueCore(p, type, src);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Shade(P* p, void* pointer)
    {
        if (p != null && p->root->wbEnabled != 0) ShadeCore(p, pointer);
    }
}
