// Allocation. New is what compiled code inlines: take the lowest free slot of this P's window for the shape, clear it. No lock, no
// counter, no type word. Everything else happens a window at a time.
//
// A1  Allocation never suspends its goroutine. Debts and triggers only set g.poll; hence loops that allocate have a poll in every turn.
// A2  A window is cut from the P's open span of the size class: spans are shared by the shapes of a class, so a rare shape costs a window.
// A3  Memory is cleared late, when the object is handed out: 16- and 24-byte objects then cost one or two stores.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Malloc
{
    /// <summary>A zeroed object of a shape known at compile time. size: the type's size in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* New(G* g, int shape, int size)
    {
        if (size == 0) return Mcache.Of(g)->heap->zerobase;
        if (size > SizeClasses.MaxMasked) return NewBig(g, shape);
        Win* c = (Win*)g->mc + shape;
        ulong v = c->free;
        byte* p;
        if (v == 0) p = SlowWin(g, shape);
        else
        {
            c->free = v & (v - 1);
            p = c->b + BitOperations.TrailingZeroCount(v) * (SizeClasses.ConstSlot(size) != 0 ? SizeClasses.ConstSlot(size) : c->size);
        }
        Unsafe.InitBlockUnaligned(p, 0, (uint)size);
        return p;
    }

    // More than 512 bytes: the layout repeats up to the end of the slot, so all of it is cleared (T4).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* NewBig(G* g, int shape)
    {
        Mcache* c = Mcache.Of(g);
        Shape* s = c->heap->shapes + shape;
        if (s->sc < 2) return Large(g, c, s->size, s->type, true);
        byte* p = Slot(g, shape);
        NativeMemory.Clear(p, (nuint)s->size);
        return p;
    }

    /// <summary>A slot of a shape, not cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Slot(G* g, int shape)
    {
        Win* c = (Win*)g->mc + shape;
        ulong v = c->free;
        if (v == 0) return SlowWin(g, shape);
        c->free = v & (v - 1);
        return c->b + BitOperations.TrailingZeroCount(v) * c->size;
    }

    /// <summary>The shape's next window: the free slots among the next `win` slots of the P's open span of this class. Returns its first slot.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* SlowWin(G* g, int shape)
    {
        Mcache* c = Mcache.Of(g);
        Mheap* h = c->heap;
        Shape* s = h->shapes + shape;
        if (h->gcStress != 0) Stress(g, c);
        Win* win = (Win*)g->mc + shape;
        int sc = s->sc;
        Open* o = Mcache.OpenOf(c, sc);
        uint size = (uint)s->size, w;
        ulong v;
        if (win->hidden != 0) return Hand(g, c, win, win->hidden, size);
        for (;;)
        {
            if (o->idx < o->n)
            {
                w = o->idx >> 6;
                v = ~h->allocs[(ulong)o->page * 8 + w] & (s->winMask << (int)(o->idx & 63));
                if (o->n - w * 64 < 64) v &= (1UL << (int)(o->n & 63)) - 1;
                // Windows of other shapes have other sizes: the next one starts on this shape's boundary, what lies before it was this window's.
                o->idx = (o->idx & ~(uint)(s->win - 1)) + (uint)s->win;
                if (v != 0) break;
                continue;
            }
            uint pg = h->AcquireSpan(sc);
            o->page = pg; o->n = h->spans[pg].nobj; o->idx = 0;
            if (h->sweepRatio != 0) SpanPace(h, c, h->spans[pg].npages);
        }
        if ((sc & 1) == 0) SetTypeMask(h, o->page, w, v, s);
        long n = BitOperations.PopCount(v);
        if (c->marking != 0) h->MarkNew(o->page, w, v, n * size);
        if (win->b == null) { c->touched[c->ntouched++] = shape; win->size = size; }
        win->b = (byte*)h->arenaStart + ((ulong)o->page << SizeClasses.PageShift) + w * 64 * size;
        c->nmalloc[sc] += n;
        c->allocBytes += n * size;
        if (c->allocBytes >= AccountBytes) Account(g, c);
        return Hand(g, c, win, v, size);
    }

    /// <summary>Opens the window for the free slots v and returns the first of them. If the next sample of the memory profile lies among them, those from it on are held back.</summary>
    private static byte* Hand(G* g, Mcache* c, Win* win, ulong v, uint size)
    {
        if (*c->heap->profRate != c->profRate) Profiles.NewRate(c, *c->heap->profRate);
        byte* p = win->b + (long)BitOperations.TrailingZeroCount(v) * size;
        v &= v - 1;
        long rest = (long)BitOperations.PopCount(v) * size;
        if (rest + size < c->nextSample)
        {
            c->nextSample -= rest + size;
            win->free = v;
            win->hidden = 0;
            return p;
        }
        if ((c->nextSample -= size) <= 0)
        {
            Profiles.Sample(g, p, size);
            c->nextSample = Profiles.Draw(c);
        }
        ulong open = v;
        if (rest >= c->nextSample)
        {
            long k = (c->nextSample - 1) / size;             // slots before the one that holds the point
            ulong held = v;
            for (long i = 0; i < k; i++) held &= held - 1;
            open = v & ~held;
            rest = k * size;
        }
        c->nextSample -= rest;
        win->free = open;
        win->hidden = v & ~open;
        return p;
    }

    private static void SetTypeMask(Mheap* h, uint page, uint w, ulong v, Shape* s)
    {
        ulong* e = h->pt + page;
        SpanInfo* sp = h->spans + page;
        uint size = (uint)s->size;
        if (size > SizeClasses.MaxMasked)
        {
            TypeInfo** t = (TypeInfo**)(h->ptrBits + (ulong)page * 16);
            for (; v != 0; v &= v - 1) t[w * 64 + (uint)BitOperations.TrailingZeroCount(v)] = s->type;
            return;
        }
        ulong* bits = h->ptrBits + (ulong)page * 16;
        uint words = size / 8;
        if (size <= 256)                                     // the mask fits beside the page entry: a page of one shape never touches ptrBits
        {
            if (sp->state == 1 && (uint)(*e >> 32) == (uint)s->mask) return;
            if (sp->state == 0) { *e = (uint)*e | s->mask << 32; sp->state = 1; return; }
            if (sp->state == 1)
            {
                Bits.FillPattern(bits, 0, sp->nobj, words, *e >> 32);
                sp->state = 2;
                Volatile.Write(ref *e, (uint)*e);
            }
        }
        else sp->state = 2;
        for (; v != 0; v &= v - 1)
        {
            uint i = w * 64 + (uint)BitOperations.TrailingZeroCount(v);
            Bits.FillPattern(bits, i, i + 1, words, s->mask);
        }
    }

    // ---------- sizes known at run time

    /// <summary>gc's mallocgc: size bytes that hold elements of type t (null: no pointers).</summary>
    public static byte* Gc(G* g, ulong size, GoType* t, bool needzero)
    {
        Mcache* c = Mcache.Of(g);
        if (size == 0) return c->heap->zerobase;
        bool noscan = t == null || t->PtrBytes == 0;
        if (size > SizeClasses.MaxSmall)
        {
            if (size > SizeClasses.MaxAlloc) Fatal.Throw("out of memory: allocation of " + size + " bytes");
            return Large(g, c, (long)size, noscan ? null : c->heap->TypeInfoOf(t), needzero);
        }
        if (noscan && size < 16) return Tiny(g, c, (uint)size);
        int cls = SizeClasses.ClassOf((int)size);
        byte* p = Slot(g, noscan ? Mheap.NoscanShape(cls) : c->heap->ShapeOf(c, t, cls));
        if (!noscan) Clear(p, SizeClasses.Sizes[cls]);
        else if (needzero) Clear(p, (uint)size);
        return p;
    }

    /// <summary>A zeroed object of the runtime's own: bit w of mask says that word w is a pointer. At most 512 bytes.</summary>
    public static byte* Masked(G* g, int size, ulong mask)
    {
        Mcache* c = Mcache.Of(g);
        int cls = SizeClasses.ClassOf(size);
        byte* p = Slot(g, c->heap->ShapeOfMask(c, mask, cls));
        Clear(p, SizeClasses.Sizes[cls]);
        return p;
    }

    /// <summary>Pointer-free memory, not cleared.</summary>
    public static byte* Noscan(G* g, ulong size) => Gc(g, size, null, false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Clear(byte* p, uint n)
    {
        if (n <= 64)
        {
            for (uint i = 0; i < (n + 7) / 8; i++) ((ulong*)p)[i] = 0;   // slots are multiples of 8
            return;
        }
        NativeMemory.Clear(p, n);
    }

    /// <summary>Pointer-free objects below 16 bytes share a block. The block lives as long as any of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Tiny(G* g, Mcache* c, uint size)
    {
        ulong p = (ulong)c->tiny, align = size & (0 - size);  // by the largest power of two in the size, at most 8
        if (align > 8) align = 8;
        p = (p + align - 1) & (0 - align);
        ulong e = p + size;
        if (e > (ulong)c->tinyEnd) return TinySlow(g, c, size);
        c->tiny = (byte*)e;
        c->nTiny++;
        return (byte*)p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* TinySlow(G* g, Mcache* c, uint size)
    {
        byte* p = Slot(g, Mheap.NoscanShape(1));
        ((ulong*)p)[0] = 0;
        ((ulong*)p)[1] = 0;
        // Keep whichever block has more room.
        if (c->tinyEnd - c->tiny < 16 - size) { c->tiny = p + size; c->tinyEnd = p + 16; }
        return p;
    }

    /// <summary>Objects above 32 KB: whole pages.</summary>
    internal static byte* Large(G* g, Mcache* c, long size, TypeInfo* t, bool needzero)
    {
        Mheap* h = c->heap;
        if (h->gcStress != 0) Stress(g, c);
        long np = (size + SizeClasses.PageSize - 1) >> SizeClasses.PageShift;
        if (np > h->npagesMax) Fatal.Throw("out of memory: allocation of " + size + " bytes");
        if (h->sweepRatio != 0) SpanPace(h, c, (uint)np);
        uint pg = h->NewSpan(t == null ? 1 : 0, (uint)np, 1);
        byte* a = (byte*)h->arenaStart + ((ulong)pg << SizeClasses.PageShift);
        if (h->spans[pg].needZero != 0 && (needzero || t != null)) NativeMemory.Clear(a, (nuint)np << SizeClasses.PageShift);
        ((TypeInfo**)(h->ptrBits + (ulong)pg * 16))[0] = t;
        if (c->marking != 0) h->MarkNew(pg, 0, 1, np << SizeClasses.PageShift);
        c->largeCount++;
        c->largeBytes += np << SizeClasses.PageShift;
        c->nmalloc[t == null ? 1 : 0]++;
        c->allocBytes += np << SizeClasses.PageShift;
        if (*h->profRate != c->profRate) Profiles.NewRate(c, *h->profRate);
        if ((c->nextSample -= np << SizeClasses.PageShift) <= 0)
        {
            Profiles.Sample(g, a, np << SizeClasses.PageShift);
            c->nextSample = Profiles.Draw(c);
        }
        Account(g, c);
        return a;
    }

    // ---------- accounting and pacing

    private const long AccountBytes = 32 << 10;

    private static void Account(G* g, Mcache* c)
    {
        Mheap* h = c->heap;
        long n = c->allocBytes;
        c->allocBytes = 0;
        Interlocked.Add(ref h->totalAlloc, n);
        long live = Interlocked.Add(ref h->heapLive, n);
        if (c->marking != 0)
        {
            c->assistDebt += n;
            if (c->assistDebt > 256 << 10) g->poll = 1;
        }
        else if (live >= h->gcTrigger)
        {
            h->gcWanted = 1;
            g->poll = 1;
        }
    }

    private static void Stress(G* g, Mcache* c)
    {
        if (++c->stressCount % c->heap->gcStress != 0) return;
        c->heap->gcWanted = 1;
        g->poll = 1;
    }

    // Proportional sweep: before a P takes a span it has swept its share of what is left.
    private static void SpanPace(Mheap* h, Mcache* c, uint np)
    {
        c->sweepDebt += (long)(h->sweepRatio * 256 * np);
        while (c->sweepDebt >= 256)
        {
            int n = h->SweepOne();
            if (n == 0) { h->sweepRatio = 0; c->sweepDebt = 0; return; }
            c->sweepDebt -= n * 256;
        }
    }

    // ---------- the runtime's names

    [GoSymbol("runtime.mallocgc", CallClass.None)]
    public static byte* Mallocgc(G* g, ulong size, GoType* t, int needzero) => Gc(g, size, t, needzero != 0);

    [GoSymbol("runtime.newobject", CallClass.None)]
    [GoSymbol("reflect.unsafe_New", CallClass.None)]
    [GoSymbol("internal/reflectlite.unsafe_New", CallClass.None)]
    public static byte* Newobject(G* g, GoType* t) => Gc(g, t->Size, t, true);

    [GoSymbol("runtime.newarray", CallClass.PanicOnly)]
    [GoSymbol("reflect.unsafe_NewArray", CallClass.PanicOnly)]
    public static byte* Newarray(G* g, GoType* t, long n)
    {
        if (n == 1) return Gc(g, t->Size, t, true);
        ulong hi = Math.BigMul(t->Size, (ulong)n, out ulong mem);
        if (n < 0 || hi != 0 || mem > SizeClasses.MaxAlloc)
        {
            GoPanic.Plain(g, "runtime: allocation size out of range");
            return null;
        }
        return Gc(g, mem, t, true);
    }

    [GoSymbol("internal/bytealg.MakeNoZero", CallClass.PanicOnly)]
    public static W2 MakeNoZero(G* g, long len)
    {
        if ((ulong)len > SizeClasses.MaxAlloc) { GoPanic.MakeSliceLen(g); return default; }
        ulong cap = SizeClasses.RoundUpSize((ulong)len, true);
        g->ret[2] = (long)cap;
        return new W2((long)Gc(g, cap, null, false), len);
    }
}
