// Memory, block and mutex profiles: counts by call stack.
//
// F1  A stack is taken from saved frames, so only where a goroutine has left or is parked. An allocation never leaves: the sample waits with its goroutine (G.profPending), which is asked
//     to come by; the stack it gets is that of the next poll or guard. The sizes and counts are exact, the innermost frame may be a caller of the one that allocated.
// F2  Samples are drawn by bytes, exponentially distributed around MemProfileRate: Mcache.nextSample counts down; a window that contains the point is handed out up to it (Malloc.Hand).
// F3  Buckets are native, made under the lock and never freed; their counters only grow. A sampled object carries a special, by which the sweep's side counts its end.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public enum ProfileKind { Memory, Block, Mutex }

/// <summary>One call stack; npcs words follow.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ProfBucket
{
    public ProfBucket* chain;
    public ulong hash;
    public int kind, npcs;
    public long size;                    // memory: bytes of one object
    public long allocs, frees;           // memory
    public double count, cycles;         // block and mutex: events, ns
    public static long* Pcs(ProfBucket* b) => (long*)(b + 1);
}

/// <summary>A sampled object that has no stack yet.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct PendingSample { public PendingSample* next; public ulong addr; public long size; }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct ProfState
{
    public const int TableSize = 16384, MaxStack = 128;
    public Lock @lock;                   // LockRank.Profile
    public ProfBucket** table;
    public ProfBucket** list0, list1, list2;   // by kind, in order of creation
    public fixed int n[3];
    public fixed int cap[3];
    public long* memRate;                // runtime.MemProfileRate
    public long blockRate, mutexRate;
    public CpuProfile cpu;
}

public static unsafe class Profiles
{
    /// <summary>Bits of G.profWork.</summary>
    internal const int Sampled = 1, Waited = 2;

    internal static ProfState* State(RuntimeRoot* rt) => (ProfState*)rt->profState;

    internal static void Init(RuntimeRoot* rt)
    {
        ProfState* s = (ProfState*)NativeMemory.AllocZeroed((nuint)sizeof(ProfState));
        s->table = (ProfBucket**)NativeMemory.AllocZeroed(ProfState.TableSize, 8);
        Locks.Init(&s->@lock, LockRank.Profile);
        Locks.Init(&s->cpu.@lock, LockRank.Profile);
        s->memRate = (long*)NativeMemory.AllocZeroed(8);     // off until package runtime names its variable
        rt->profState = s;
    }

    private static ProfBucket*** ListOf(ProfState* s, int kind) => (ProfBucket***)&s->list0 + kind;

    private static ProfBucket* BucketOf(ProfState* s, ProfileKind kind, long size, long* pcs, int n)
    {
        ulong h = (ulong)kind * 31 + (ulong)size;
        for (int i = 0; i < n; i++) h = (h ^ (ulong)pcs[i]) * 0x9E3779B97F4A7C15;
        h ^= h >> 29;
        ProfBucket** head = s->table + (h & (ProfState.TableSize - 1));
        for (ProfBucket* b = *head; b != null; b = b->chain)
            if (b->hash == h && b->kind == (int)kind && b->size == size && b->npcs == n && new Span<long>(pcs, n).SequenceEqual(new Span<long>(ProfBucket.Pcs(b), n))) return b;
        ProfBucket* made = (ProfBucket*)NativeMemory.AllocZeroed((nuint)(sizeof(ProfBucket) + 8 * n));
        made->hash = h;
        made->kind = (int)kind;
        made->npcs = n;
        made->size = size;
        new Span<long>(pcs, n).CopyTo(new Span<long>(ProfBucket.Pcs(made), n));
        made->chain = *head;
        *head = made;
        int k = (int)kind;
        ProfBucket*** list = ListOf(s, k);
        if (s->n[k] == s->cap[k])
        {
            s->cap[k] = s->cap[k] == 0 ? 256 : s->cap[k] * 2;
            *list = (ProfBucket**)NativeMemory.Realloc(*list, (nuint)s->cap[k] * 8);
        }
        (*list)[s->n[k]] = made;
        s->n[k]++;
        return made;
    }

    // ---- memory

    /// <summary>Bytes until the next sample.</summary>
    internal static long Draw(Mcache* c)
    {
        long rate = c->profRate;
        if (rate <= 0) return long.MaxValue;
        if (rate == 1) return 1;
        ulong x = c->rnd;
        x ^= x << 13; x ^= x >> 7; x ^= x << 17;
        c->rnd = x;
        return 1 + (long)(-Math.Log(((x >> 11) + 1) * (1.0 / (1L << 53))) * rate);
    }

    /// <summary>The rate has changed since this P drew its sample.</summary>
    internal static void NewRate(Mcache* c, long rate)
    {
        c->profRate = rate;
        c->nextSample = Draw(c);
    }

    /// <summary>g has allocated a sampled object: its stack is taken when it comes by.</summary>
    internal static void Sample(G* g, byte* p, long size)
    {
        PendingSample* s = (PendingSample*)NativeMemory.Alloc((nuint)sizeof(PendingSample));
        s->addr = (ulong)p;
        s->size = size;
        s->next = (PendingSample*)g->profPending;
        g->profPending = s;
        g->profWork |= Sampled;
        Sched.RequestPreempt(g);
    }

    /// <summary>g's frames are saved.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Attach(G* g)
    {
        ProfState* s = State(g->root);
        long* pcs = stackalloc long[ProfState.MaxStack];
        int n = (int)Traceback.Fill(g, 0, pcs, ProfState.MaxStack);
        PendingSample* p = (PendingSample*)g->profPending;
        g->profPending = null;
        g->profWork &= ~Sampled;
        while (p != null)
        {
            Locks.Acquire(&s->@lock);
            ProfBucket* b = BucketOf(s, ProfileKind.Memory, p->size, pcs, n);
            b->allocs++;
            Locks.Release(&s->@lock);
            Specials.AddProfile(g->root, p->addr, b);
            PendingSample* next = p->next;
            NativeMemory.Free(p);
            p = next;
        }
    }

    /// <summary>World stopped: a sampled object has died.</summary>
    internal static void Freed(ProfBucket* b) => b->frees++;

    /// <summary>profMemRate(p *int): where MemProfileRate is.</summary>
    [GoSymbol("runtime.profMemRate", CallClass.None)]
    public static void MemRate(G* g, long p)
    {
        ProfState* s = State(g->root);
        s->memRate = (long*)p;
        Mcache.Of(g)->heap->profRate = (long*)p;
    }

    // ---- blocking

    [GoSymbol("runtime.profSetBlockRate", CallClass.None)]
    public static void SetBlockRate(G* g, long ns) => State(g->root)->blockRate = ns;

    [GoSymbol("runtime.profSetMutexRate", CallClass.None)]
    public static void SetMutexRate(G* g, long n) => State(g->root)->mutexRate = n;

    /// <summary>g is about to park: the moment is noted if its wait will be of interest.</summary>
    internal static void Parking(RuntimeRoot* rt, G* g)
    {
        if (State(rt)->blockRate <= 0) return;
        if ((WaitReason)g->waitReason is not (WaitReason.ChanReceive or WaitReason.ChanSend or WaitReason.Select or WaitReason.SyncMutexLock or WaitReason.SyncRWMutexRLock or WaitReason.SyncRWMutexLock
            or WaitReason.SyncWaitGroupWait or WaitReason.SyncCondWait
            or WaitReason.DurableChanReceive or WaitReason.DurableChanSend or WaitReason.DurableSelect or WaitReason.DurableWaitGroup)) return;
        g->profWork |= Waited;
        g->blockStart = Linux.Nanotime();
    }

    /// <summary>g, which waited, is about to run; its frames are still those of the wait.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Unblocked(M* m, G* g)
    {
        ProfState* s = State(m->root);
        long ns = Math.Max(1, Linux.Nanotime() - g->blockStart), rate = s->blockRate;
        g->profWork &= ~Waited;
        if (rate <= 0 || ns < rate && Sched.NextRandom(m) % rate > ns) return;
        if (ns < rate) Event(g, ProfileKind.Block, (double)rate / ns, rate);
        else Event(g, ProfileKind.Block, 1, ns);
    }

    private static void Event(G* g, ProfileKind kind, double count, double ns)
    {
        ProfState* s = State(g->root);
        long* pcs = stackalloc long[ProfState.MaxStack];
        int n = (int)Traceback.Fill(g, 0, pcs, ProfState.MaxStack);
        Locks.Acquire(&s->@lock);
        ProfBucket* b = BucketOf(s, kind, 0, pcs, n);
        b->count += count;
        b->cycles += ns;
        Locks.Release(&s->@lock);
    }

    /// <summary>The moment for a waiter on a mutex; 0: not recorded.</summary>
    internal static long MutexStart(RuntimeRoot* rt) => State(rt)->mutexRate > 0 ? Linux.Nanotime() : 0;

    /// <summary>g has released a mutex that somebody waited for since start: true if the event is drawn. The caller then lets g leave with a MutexEvent frame.</summary>
    internal static bool MutexDrawn(M* m, long start)
    {
        long rate = State(m->root)->mutexRate;
        return start != 0 && rate > 0 && Sched.NextRandom(m) % rate == 0;
    }

    /// <summary>{meta, code, ns}: the frames of the goroutine that released are saved.</summary>
    internal static void MutexEvent(G* g, long* f)
    {
        long rate = Math.Max(1, State(g->root)->mutexRate);
        Event(g, ProfileKind.Mutex, rate, (double)f[2] * rate);
    }

    // ---- for Go

    /// <summary>profCount(kind int) int</summary>
    [GoSymbol("runtime.profCount", CallClass.None)]
    public static long Count(G* g, long kind) => Volatile.Read(ref State(g->root)->n[(int)kind]);

    /// <summary>profGet(kind, i int, rec *[3]int64, pcs []uintptr) int: {size, allocs, frees} or {0, count, ns}, and the stack; the number of pcs, which may be more than there is room for.</summary>
    [GoSymbol("runtime.profGet", CallClass.None)]
    public static long Get(G* g, long kind, long i, long* rec, long* pcs, long len, long cap)
    {
        ProfState* s = State(g->root);
        Locks.Acquire(&s->@lock);
        ProfBucket* b = (*ListOf(s, (int)kind))[i];
        rec[0] = b->size;
        rec[1] = kind == 0 ? b->allocs : (long)b->count;
        rec[2] = kind == 0 ? b->frees : (long)b->cycles;
        Locks.Release(&s->@lock);
        for (int k = 0; k < b->npcs && k < len; k++) pcs[k] = ProfBucket.Pcs(b)[k];
        return b->npcs;
    }
}
