// Marking. A worker has three sources, served in this order:
//
//   1. large arrays, in pieces of 128 KB: each pointer found is marked, its grey bit set and its page queued; nothing is scanned yet
//   2. a stack of raw pointers: pop, look up, test and set the mark; if new and with pointers, prefetch the object and put it into a ring
//      of 8; scan what comes out of the ring by its page's mask, pushing what passes the range test
//   3. pages from the queue: scan all grey objects of the page together, pushing only pointers not yet marked
//
// Prefetching depth-first wins on irregular graphs, page-wise scanning on tables with cross references; this takes both.
//
// M1  Marked means: reachable at the flip, or allocated since.
// M2  A mark bit is set with an atomic OR whenever two threads can run (64 objects share a word: a lost update is a lost object); tested
//     first with a plain load. An object is pushed only by the one whose OR changed its bit.
// M3  Workers share through a pool: one without work raises `hungry`, the others look every 256 objects and give the older half of what
//     they have, even if it is little. Marking is done when all workers are idle: only a working one fills the pool, and it goes idle only
//     after it has found the pool empty. A worker's stack, ring, page queue and list of large arrays are empty, or it is not finished.
// M4  Grey bit set before the page's pend; a visit clears pend before it takes the grey bits.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential, Size = 256)]
public unsafe struct MarkWorker
{
    public ulong* stack; public long sp, bot;                // entries bot … sp-1; the oldest are given away
    public ulong* ring; public uint rh, rn;
    public ulong* big; public long nbig;
    public ulong* pages; public long ph, pt;
    public long objs, bytes, maxSp;
    public Mheap* heap;
    public MarkShared* shared;
    public int atomic, id;
}

/// <summary>What the workers of a cycle share.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
public unsafe struct MarkShared
{
    public ulong* pool;                  // pointers, large pieces (top bit), pages (next bit)
    public Lock lk;                      // LockRank.MarkQueue: pool
    public int poolN, workers;
    private fixed long _line0[16];
    public int hungry, idle;             // workers without work
}

public static unsafe class Mark
{
    private const uint Ring = 8;
    private const ulong Piece = 128 << 10;
    private const long QueueMask = (1 << 24) - 1;
    private const int PoolMax = 1 << 22;
    private const ulong PieceTag = 1UL << 63, PageTag = 1UL << 62;

    public static MarkShared* NewShared()
    {
        MarkShared* s = (MarkShared*)NativeMemory.AlignedAlloc((nuint)sizeof(MarkShared), 128);
        *s = default;
        Locks.Init(&s->lk, LockRank.MarkQueue);
        s->pool = (ulong*)Linux.Reserve(PoolMax * 8L);
        s->workers = 1;
        return s;
    }

    public static MarkWorker* NewWorker(Mheap* h, MarkShared* shared)
    {
        MarkWorker* w = (MarkWorker*)NativeMemory.AlignedAlloc((nuint)sizeof(MarkWorker), 128);
        *w = default;
        w->heap = h;
        w->shared = shared;
        // As many entries as the heap has words: pushing needs no limit test. The system commits what is touched.
        w->stack = (ulong*)Linux.Reserve((long)h->arenaSize);
        w->big = (ulong*)Linux.Reserve((long)(h->arenaSize / Piece) * 8 + 4096);
        w->pages = (ulong*)Linux.Reserve((QueueMask + 1) * 8);
        w->ring = (ulong*)NativeMemory.AlignedAlloc(Ring * 8, 64);
        return w;
    }

    /// <summary>After a cycle: gives back what a deep one has committed.</summary>
    public static void Trim(MarkWorker* w)
    {
        w->objs = w->bytes = 0;
        w->ph = w->pt = 0;
        if (w->maxSp > 1 << 20) Linux.Advise(w->stack + (1 << 20), (w->maxSp - (1 << 20)) * 8, 4);
        w->maxSp = 0;
    }

    public static bool Empty(MarkWorker* w) => w->sp == w->bot && w->ph == w->pt && w->nbig == 0 && w->rn == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push(MarkWorker* w, ulong p)
    {
        if (p - w->heap->arenaStart < w->heap->arenaSize) w->stack[w->sp++] = p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TestAndMark(ulong* m, ulong bit, bool atomic)
    {
        if ((*m & bit) != 0) return false;
        if (!atomic) { *m |= bit; return true; }
        return (Interlocked.Or(ref *m, bit) & bit) == 0;
    }

    /// <summary>Marks until nothing is left, or about `budget` objects. True: ran dry.</summary>
    public static bool Drain(MarkWorker* w, long budget)
    {
        Mheap* h = w->heap;
        ulong* st = w->stack, ring = w->ring, pt = h->pt, marks = h->marks;
        uint* magic = h->magic;
        ulong start0 = h->arenaStart, range = h->arenaSize;
        if (w->sp == w->bot) w->sp = w->bot = 0;
        long sp = w->sp, bot = w->bot, objs = 0, bytes = 0, left = budget;
        uint rh = w->rh, rn = w->rn;
        int* hungry = &w->shared->hungry;
        bool dry = false, at = w->atomic != 0;
        for (;;)
        {
            if (w->nbig != 0)
            {
                w->sp = sp;
                if (*hungry != 0 && w->nbig > 1) GiveLarge(w);
                Large(w, w->big[--w->nbig]);
                sp = w->sp;
                if ((left -= 1000) <= 0) break;
                continue;
            }
            while (rn < Ring && sp > bot)
            {
                ulong t = st[--sp], off = t - start0, page = off >> SizeClasses.PageShift, e = pt[page];
                uint sc = (byte)e;
                ulong start = page - ((uint)e >> 8);
                uint idx = (uint)((ulong)(uint)(off - (start << SizeClasses.PageShift)) * magic[sc] >> 32);
                ulong* mw = marks + start * 8 + (idx >> 6);
                ulong bit = 1UL << (int)idx;
                if ((*mw & bit) != 0) continue;
                if (sc < 2)
                {
                    if (e == 0) continue;                    // a free page: a dead slot that still held an old value
                    if (!TestAndMark(mw, bit, at)) continue;
                    ulong size = (ulong)h->spans[start].npages << SizeClasses.PageShift;
                    objs++;
                    bytes += (long)size;
                    if (sc == 0) for (ulong o = 0; o < size; o += Piece) w->big[w->nbig++] = start0 + (start << SizeClasses.PageShift) + o;
                    continue;
                }
                if (!TestAndMark(mw, bit, at)) continue;
                uint os = h->objSize[sc];
                objs++;
                bytes += os;
                if ((sc & 1) != 0) continue;
                ulong b0 = start0 + (start << SizeClasses.PageShift) + (ulong)idx * os;
                Sse.Prefetch0((void*)b0);
                ring[(rh + rn++) & (Ring - 1)] = b0;
            }
            if (rn == 0)
            {
                if (w->nbig != 0) continue;
                if (w->ph == w->pt) { dry = true; break; }
                w->sp = sp;
                if (*hungry != 0 && w->pt - w->ph > 8) GivePages(w);
                left -= GreyPage(w, w->pages[w->ph++ & QueueMask]);
                sp = w->sp;
                if (left <= 0) break;
                continue;
            }
            ulong q = ring[rh];
            rh = (rh + 1) & (Ring - 1);
            rn--;
            ulong qp = (q - start0) >> SizeClasses.PageShift, qe = pt[qp], m = qe >> 32;
            ulong* b = (ulong*)q;
            if (m == 0)
            {
                uint size = h->objSize[(byte)qe];
                ulong start = qp - ((uint)qe >> 8);
                uint idx = (uint)((ulong)(uint)(q - start0 - (start << SizeClasses.PageShift)) * magic[(byte)qe] >> 32);
                if (size > SizeClasses.MaxMasked)
                {
                    w->sp = sp;
                    Typed(w, b, size, ((TypeInfo**)(h->ptrBits + start * 16))[idx]);
                    sp = w->sp;
                    if (--left <= 0) break;
                    continue;
                }
                uint nw = size / 8;
                m = Bits.Load(h->ptrBits + start * 16, idx * nw) & Bits.LowMask(nw);
            }
            while (m != 0)
            {
                int i = BitOperations.TrailingZeroCount(m);
                m &= m - 1;
                ulong c = b[i];
                st[sp] = c;
                if (c - start0 < range) sp++;
            }
            if (sp > w->maxSp) w->maxSp = sp;
            if ((--left & 255) == 0)
            {
                if (*hungry != 0 && sp - bot > 8)
                {
                    w->sp = sp;
                    Give(w);
                    bot = w->bot;
                }
                if (left <= 0) break;
            }
        }
        w->sp = sp;
        w->rh = rh; w->rn = rn;
        w->objs += objs;
        w->bytes += bytes;
        return dry;
    }

    // ---------- sharing

    private static void Give(MarkWorker* w)
    {
        MarkShared* s = w->shared;
        long n = Math.Min((w->sp - w->bot) / 2, 8192);
        if (s->poolN > PoolMax / 2) return;
        Locks.Acquire(&s->lk);
        Buffer.MemoryCopy(w->stack + w->bot, s->pool + s->poolN, n * 8, n * 8);
        Volatile.Write(ref s->poolN, s->poolN + (int)n);
        Locks.Release(&s->lk);
        w->bot += n;
    }

    private static void GiveLarge(MarkWorker* w)
    {
        MarkShared* s = w->shared;
        if (s->poolN > PoolMax / 2) return;
        Locks.Acquire(&s->lk);
        for (long n = Math.Min(w->nbig / 2, 1024); n > 0; n--) s->pool[s->poolN++] = PieceTag | w->big[--w->nbig];
        Locks.Release(&s->lk);
    }

    private static void GivePages(MarkWorker* w)
    {
        MarkShared* s = w->shared;
        if (s->poolN > PoolMax / 2) return;
        Locks.Acquire(&s->lk);
        for (long n = Math.Min((w->pt - w->ph) / 2, 256); n > 0; n--) s->pool[s->poolN++] = PageTag | w->pages[w->ph++ & QueueMask];
        Locks.Release(&s->lk);
    }

    private static bool Take(MarkWorker* w)
    {
        MarkShared* s = w->shared;
        if (Volatile.Read(ref s->poolN) == 0) return false;
        Locks.Acquire(&s->lk);
        int n = Math.Min(s->poolN, 128);
        for (int i = 0; i < n; i++)
        {
            ulong x = s->pool[--s->poolN];
            if ((x & PieceTag) != 0) w->big[w->nbig++] = x & ~PieceTag;
            else if ((x & PageTag) != 0) w->pages[w->pt++ & QueueMask] = x & ~PageTag;
            else w->stack[w->sp++] = x;
        }
        Locks.Release(&s->lk);
        return n > 0;
    }

    /// <summary>One worker's part of a cycle: until all workers are idle.</summary>
    public static void Run(MarkWorker* w)
    {
        MarkShared* s = w->shared;
        for (;;)
        {
            if (!Drain(w, 1 << 16) || Take(w)) continue;
            Interlocked.Increment(ref s->hungry);
            Interlocked.Increment(ref s->idle);
            for (int n = 0; ; n++)
            {
                if (Volatile.Read(ref s->idle) >= s->workers) return;
                if (Volatile.Read(ref s->poolN) != 0) break;
                if (n < 100) Thread.SpinWait(20); else Linux.Usleep(20);
            }
            // Idle first: who sees all idle must not have missed this one.
            Interlocked.Decrement(ref s->idle);
            Interlocked.Decrement(ref s->hungry);
        }
    }

    // An object of more than 512 bytes, up to 32 KB: elements of t up to the end of the slot.
    private static void Typed(MarkWorker* w, ulong* b, uint size, TypeInfo* t)
    {
        if (t == null) return;
        ulong start0 = w->heap->arenaStart, range = w->heap->arenaSize;
        ulong* st = w->stack;
        long sp = w->sp, n = size / 8, ew = t->size / 8, words = t->ptrBytes / 8;
        for (long at = 0; at < n; at += ew)
            for (long i = 0; i < words; i += 64)
                for (ulong m = t->mask[i >> 6]; m != 0; m &= m - 1)
                {
                    long k = at + i + BitOperations.TrailingZeroCount(m);
                    if (k >= n) break;
                    ulong c = b[k];
                    st[sp] = c;
                    if (c - start0 < range) sp++;
                }
        w->sp = sp;
        if (sp > w->maxSp) w->maxSp = sp;
    }

    // A piece of a large object that starts at q.
    private static void Large(MarkWorker* w, ulong q)
    {
        Mheap* h = w->heap;
        ulong off = q - h->arenaStart, page = off >> SizeClasses.PageShift, start = page - ((uint)h->pt[page] >> 8), o = off - (start << SizeClasses.PageShift);
        TypeInfo* t = ((TypeInfo**)(h->ptrBits + start * 16))[0];
        if (t == null) return;
        ulong start0 = h->arenaStart, range = h->arenaSize, bytes = Math.Min(Piece, ((ulong)h->spans[start].npages << SizeClasses.PageShift) - o);
        ulong* b = (ulong*)q;
        long n = (long)(bytes / 8);
        if (t->size == 8)
        {
            for (long i = 0; i < n; i++)
            {
                ulong c = b[i];
                if (c - start0 < range) Grey(w, c);
            }
            return;
        }
        long ew = t->size / 8, words = t->ptrBytes / 8, k = (long)(o / 8 % (ulong)ew);
        for (long i = 0; i < n;)
        {
            if (k < words)
            {
                if (Bits.Get(t->mask, k)) { ulong c = b[i]; if (c - start0 < range) Grey(w, c); }
                i++;
                if (++k == ew) k = 0;
                continue;
            }
            i += ew - k;
            k = 0;
        }
    }

    // Found in a large array: mark it, set its grey bit, queue its page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Grey(MarkWorker* w, ulong c)
    {
        Mheap* h = w->heap;
        ulong off = c - h->arenaStart, page = off >> SizeClasses.PageShift, e = h->pt[page];
        uint sc = (byte)e;
        ulong start = page - ((uint)e >> 8);
        uint idx = (uint)((ulong)(uint)(off - (start << SizeClasses.PageShift)) * h->magic[sc] >> 32);
        ulong* mw = h->marks + start * 8 + (idx >> 6);
        ulong bit = 1UL << (int)idx;
        if ((*mw & bit) != 0 || e == 0) return;
        uint size = h->objSize[sc];
        if (sc < 2 || size > SizeClasses.MaxMasked || w->pt - w->ph == QueueMask) { w->stack[w->sp++] = c; return; }
        bool at = w->atomic != 0;
        if (!TestAndMark(mw, bit, at)) return;
        w->objs++;
        w->bytes += size;
        if ((sc & 1) != 0) return;
        ulong* gw = h->grey + start * 8 + (idx >> 6);
        uint* pd = h->pend + start;
        if (at)
        {
            Interlocked.Or(ref *gw, bit);
            if (*pd != 0 || Interlocked.Exchange(ref *pd, 1) != 0) return;
        }
        else
        {
            *gw |= bit;
            if (*pd != 0) return;
            *pd = 1;
        }
        w->pages[w->pt++ & QueueMask] = start;
    }

    // Scans the grey objects of a page; their pointers go to the stack.
    private static long GreyPage(MarkWorker* w, ulong page)
    {
        Mheap* h = w->heap;
        ulong e = h->pt[page], mask = e >> 32, start0 = h->arenaStart, range = h->arenaSize;
        uint size = h->objSize[(byte)e], nw = size / 8;
        byte* pb = (byte*)(start0 + (page << SizeClasses.PageShift));
        ulong* st = w->stack;
        long n = 0, sp = w->sp;
        bool at = w->atomic != 0;
        if (at) Interlocked.Exchange(ref h->pend[page], 0); else h->pend[page] = 0;
        for (uint i = 0; i < 8; i++)
        {
            ulong* gw = h->grey + page * 8 + i;
            ulong v = *gw;
            if (v == 0) continue;
            if (at) v = Interlocked.Exchange(ref *gw, 0); else *gw = 0;
            for (; v != 0; v &= v - 1)
            {
                uint idx = i * 64 + (uint)BitOperations.TrailingZeroCount(v);
                ulong* b = (ulong*)(pb + (ulong)idx * size);
                n++;
                for (ulong m = mask != 0 ? mask : Bits.Load(h->ptrBits + page * 16, idx * nw) & Bits.LowMask(nw); m != 0; m &= m - 1)
                {
                    ulong c = b[BitOperations.TrailingZeroCount(m)];
                    if (c - start0 < range && !Marked(h, c)) st[sp++] = c;
                }
            }
        }
        w->sp = sp;
        if (sp > w->maxSp) w->maxSp = sp;
        return n;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Marked(Mheap* h, ulong c)
    {
        ulong off = c - h->arenaStart, page = off >> SizeClasses.PageShift, e = h->pt[page], start = page - ((uint)e >> 8);
        uint idx = (uint)((ulong)(uint)(off - (start << SizeClasses.PageShift)) * h->magic[(byte)e] >> 32);
        return (h->marks[start * 8 + (idx >> 6)] >> (int)idx & 1) != 0;
    }

    /// <summary>Pushes what an object points to, without marking the object itself.</summary>
    public static void PushContents(MarkWorker* w, ulong obj)
    {
        Mheap* h = w->heap;
        byte* b = h->FindObject(obj, out ulong size, out uint page, out uint idx);
        if (b == null) return;
        ulong e = h->pt[page];
        uint sc = (byte)e;
        if ((sc & 1) != 0) return;
        if (sc == 0 || size > SizeClasses.MaxMasked)
        {
            TypeInfo* t = ((TypeInfo**)(h->ptrBits + (ulong)page * 16))[idx];
            if (t == null) return;
            long ew = t->size / 8, words = t->ptrBytes / 8, n = (long)size / 8;
            for (long at = 0; at < n; at += ew)
                for (long i = 0; i < words && at + i < n; i++) if (Bits.Get(t->mask, i)) Push(w, ((ulong*)b)[at + i]);
            return;
        }
        uint nw = (uint)size / 8;
        ulong m = e >> 32;
        if (m == 0) m = Bits.Load(h->ptrBits + (ulong)page * 16, idx * nw) & Bits.LowMask(nw);
        for (; m != 0; m &= m - 1) Push(w, ((ulong*)b)[BitOperations.TrailingZeroCount(m)]);
    }
}
