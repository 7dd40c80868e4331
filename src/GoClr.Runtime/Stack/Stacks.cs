// The goroutine's block: allocation, growth, shrinking.
//
//     lo                    sp                      frames                hi
//     | areas (grow up)  →   |         free           |  ← saved frames    |
//
// S1  Pointers into a block are stored only in that block (escape analysis), in result words, and in sudogs and native frames of the same goroutine. Growth adjusts all of them:
//     slots by layout mask, area words by area mask, result words by the innermost state's mask, the rest one by one.
// S2  A block moves only while its goroutine is owned by the M that runs it, or is runnable and held by the caller. Never in a system call.
// S3  frames - sp >= Sched.Reserve + what is about to be written.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Stacks
{
    private const int SlabBytes = 1 << 18;
    private const int MapFrom = 256 << 10;          // larger blocks come straight from the system

    /// <summary>Native memory of a P, never given back: Gs and 2 KB blocks.</summary>
    public static byte* Slab(P* p, int bytes)
    {
        if (p->slab == null || p->slab + bytes > p->slabEnd)
        {
            p->slab = (byte*)Linux.Reserve(SlabBytes);
            p->slabEnd = p->slab + SlabBytes;
        }
        byte* at = p->slab;
        p->slab += bytes;
        return at;
    }

    public static byte* Alloc(P* p, long bytes)
    {
        if (bytes == Sched.MinStack)
        {
            byte* b = p->stackFree;
            if (b == null) return Slab(p, Sched.MinStack);
            p->stackFree = *(byte**)b;
            p->stackFreeN--;
            return b;
        }
        if (bytes >= MapFrom) return (byte*)Linux.Reserve(bytes);
        return (byte*)NativeMemory.Alloc((nuint)bytes);
    }

    public static void Free(P* p, byte* b, long bytes)
    {
        if (bytes == Sched.MinStack)
        {
            *(byte**)b = p->stackFree;
            p->stackFree = b;
            p->stackFreeN++;
        }
        else if (bytes >= MapFrom) Linux.Unmap(b, bytes);
        else NativeMemory.Free(b);
    }

    /// <summary>A block at least twice as large, with room for more bytes of frames. Frames in the M's scratch (about to be moved) are adjusted too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Grow(G* g, long more)
    {
        long old = g->hi - g->lo;
        long used = g->sp - g->lo + (g->hi - (byte*)g->frames) + more + Sched.Reserve;
        long size = old * 2;
        while (size < used + used / 4) size *= 2;
        if (size > g->root->maxstack) Overflow(g, size);
        Move(g, size);
    }

    /// <summary>Halves a block of which less than a quarter is used. g does not run and nobody else touches it.</summary>
    public static void MaybeShrink(G* g)
    {
        long size = g->hi - g->lo;
        if (size <= Sched.MinStack || g->root->debug.gcshrinkstackoff != 0) return;
        long used = g->sp - g->lo + (g->hi - (byte*)g->frames) + Sched.Reserve;
        if (used < size / 4) Move(g, size / 2);
    }

    private static void Move(G* g, long size)
    {
        P* p = g->m->p;
        byte* lo = g->lo, hi = g->hi;
        byte* b = Alloc(p, size);
        long areas = g->sp - lo, frames = hi - (byte*)g->frames;
        Buffer.MemoryCopy(lo, b, size, areas);
        Buffer.MemoryCopy(g->frames, b + size - frames, size, frames);
        long* f = (long*)(b + size - frames), end = (long*)(b + size);
        long delta = b - lo;
        g->lo = b;
        g->hi = b + size;
        g->sp = b + areas;
        g->frames = f;
        // Result words belong to the innermost frame: the first one in the scratch, or in the block.
        long* scratch = (long*)g->m->scratch, save = g->save;
        bool inScratch = g->m->curg == g && save > scratch;
        long* innermost = inScratch ? scratch : f;
        if (inScratch || f < end)
        {
            uint mask = Frames.RetMask(g->root, innermost);
            while (mask != 0)
            {
                Fix(&g->ret[BitOperations.TrailingZeroCount(mask)], lo, hi, delta);
                mask &= mask - 1;
            }
        }
        if (inScratch) Adjust(g->root, scratch, save, lo, hi, delta);
        Adjust(g->root, f, end, lo, hi, delta);
        for (Sudog* s = g->waiting; s != null; s = s->waitlink) Fix((long*)&s->elem, lo, hi, delta);
        Free(p, lo, hi - lo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fix(long* slot, byte* lo, byte* hi, long delta)
    {
        byte* v = (byte*)*slot;
        if (v >= lo && v < hi) *slot += delta;
    }

    private static void Adjust(RuntimeRoot* rt, long* f, long* end, byte* lo, byte* hi, long delta)
    {
        int lastId = -1;
        FuncRec* fn = null;
        for (; f < end; f += Frames.Words(f))
        {
            int id = Frames.Func(f);
            if (id != lastId) { fn = FuncTab.Rec(rt, id); lastId = id; }
            if (fn == null)
            {
                for (int i = 1; i < Frames.Words(f); i++) Fix(f + i, lo, hi, delta);
                continue;
            }
            int state = Frames.State(f);
            LayoutRec* layout = Frames.Layout(fn, state);
            AdjustWords(f, layout->Words, layout->PtrMask, lo, hi, delta);
            if (state != 0 && fn->AreaSlot >= 0 && fn->AreaMask != null) AdjustWords((long*)f[fn->AreaSlot], fn->AreaSize >> 3, fn->AreaMask, lo, hi, delta);
        }
    }

    private static void AdjustWords(long* at, int words, ulong* mask, byte* lo, byte* hi, long delta)
    {
        if (mask == null) return;
        for (int w = 0; w < words; w += 64)
        {
            ulong m = mask[w >> 6];
            while (m != 0)
            {
                Fix(at + w + BitOperations.TrailingZeroCount(m), lo, hi, delta);
                m &= m - 1;
            }
        }
    }

    /// <summary>Where areas end when f is the innermost frame.</summary>
    public static byte* SpOf(G* g, long* f)
    {
        for (; f < (long*)g->hi; f += Frames.Words(f))
        {
            FuncRec* fn = FuncTab.Rec(g->root, Frames.Func(f));
            if (fn != null && fn->AreaSlot >= 0 && fn->AreaSize > 0 && Frames.State(f) != 0) return (byte*)f[fn->AreaSlot] + fn->AreaSize;
        }
        return g->lo;
    }

    private static void Overflow(G* g, long size)
    {
        Fatal.Print("runtime: goroutine stack exceeds " + g->root->maxstack + "-byte limit\n");
        Fatal.Print("runtime: sp=0x" + ((long)g->sp).ToString("x") + " stack=[0x" + ((long)g->lo).ToString("x") + ", 0x" + ((long)g->hi).ToString("x") + "]\n");
        Fatal.StackOverflow(g);
    }

    [GoSymbol("runtime/debug.setMaxStack", CallClass.None)]
    public static long SetMaxStack(G* g, long n)
    {
        long old = g->root->maxstack;
        g->root->maxstack = n;
        return old;
    }
}
