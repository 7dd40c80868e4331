// Moving and clearing memory, with the write barrier where pointers are overwritten.
//
// W1  The barrier is a deletion barrier: the old value is shaded before every pointer store into memory that others may reach. Bulk moves
//     shade what they overwrite, first. Initialising stores to a fresh object need none.
// W2  g.wb does not change while a function runs, so one test in front of a bulk move is enough.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Barrier
{
    /// <summary>Shades the pointers in n bytes at dst, which hold elements of type t.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Bulk(G* g, byte* dst, ulong n, GoType* t)
    {
        if (t->PtrBytes == 0 || n == 0) return;
        if (dst >= g->lo && dst < g->hi) return;             // own stack: scanned before it runs again
        TypeInfo* ti = Mcache.Of(g)->heap->TypeInfoOf(t);
        long words = ti->ptrBytes / 8;
        for (byte* e = dst + n; dst < e; dst += ti->size)
            for (long i = 0; i < words; i += 64)
                for (ulong m = ti->mask[i >> 6]; m != 0; m &= m - 1)
                {
                    ulong* slot = (ulong*)dst + i + BitOperations.TrailingZeroCount(m);
                    if ((byte*)slot >= e) break;
                    Shade(g, *slot);
                }
    }

    /// <summary>Shades every word of n bytes at dst that may be a pointer into the heap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Words(G* g, byte* dst, ulong n)
    {
        Mheap* h = Mcache.Of(g)->heap;
        for (ulong i = 0; i + 8 <= n; i += 8)
        {
            ulong v = *(ulong*)(dst + i);
            if (v - h->arenaStart < h->arenaSize) Shade(g, v);
        }
    }

    /// <summary>Notes an overwritten pointer for the marker.</summary>
    internal static void Shade(G* g, ulong old)
    {
        *g->wbbuf++ = (long)old;
        if (g->wbbuf < g->wbsoft) return;
        P* p = g->m->p;
        p->wbNext = g->wbbuf;
        Mem.FlushBarrier(p);
        g->wbbuf = p->wbNext;
    }
}

public static unsafe class Memmove
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(byte* dst, byte* src, ulong n) => Buffer.MemoryCopy(src, dst, n, n);

    [GoSymbol("runtime.memmove", CallClass.None, NoEscape = true)]
    [GoSymbol("reflect.memmove", CallClass.None, NoEscape = true)]
    public static void Move(G* g, byte* to, byte* from, ulong n) => Buffer.MemoryCopy(from, to, n, n);

    [GoSymbol("runtime.memclrNoHeapPointers", CallClass.None, NoEscape = true)]
    public static void MemclrNoHeapPointers(G* g, byte* p, ulong n) => NativeMemory.Clear(p, (nuint)n);

    [GoSymbol("runtime.memclrHasPointers", CallClass.None, NoEscape = true)]
    public static void MemclrHasPointers(G* g, byte* p, ulong n)
    {
        if (g->wb != 0) Barrier.Words(g, p, n);
        NativeMemory.Clear(p, (nuint)n);
    }

    [GoSymbol("runtime.typedmemmove", CallClass.None, NoEscape = true)]
    [GoSymbol("reflect.typedmemmove", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/reflectlite.typedmemmove", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/maps.typedmemmove", CallClass.None, NoEscape = true)]
    public static void Typedmemmove(G* g, GoType* t, byte* dst, byte* src)
    {
        if (dst == src) return;
        if (g->wb != 0) Barrier.Bulk(g, dst, t->Size, t);
        Buffer.MemoryCopy(src, dst, t->Size, t->Size);
    }

    [GoSymbol("runtime.typedmemclr", CallClass.None, NoEscape = true)]
    [GoSymbol("reflect.typedmemclr", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/maps.typedmemclr", CallClass.None, NoEscape = true)]
    public static void Typedmemclr(G* g, GoType* t, byte* p)
    {
        if (g->wb != 0) Barrier.Bulk(g, p, t->Size, t);
        NativeMemory.Clear(p, (nuint)t->Size);
    }

    [GoSymbol("reflect.typedmemclrpartial", CallClass.None, NoEscape = true)]
    public static void Typedmemclrpartial(G* g, GoType* t, byte* p, ulong off, ulong size)
    {
        if (g->wb != 0 && t->PtrBytes != 0) Barrier.Words(g, p, size);
        NativeMemory.Clear(p, (nuint)size);
    }

    [GoSymbol("reflect.typedarrayclear", CallClass.None, NoEscape = true)]
    public static void Typedarrayclear(G* g, GoType* t, byte* p, long len)
    {
        ulong n = t->Size * (ulong)len;
        if (g->wb != 0) Barrier.Bulk(g, p, n, t);
        NativeMemory.Clear(p, (nuint)n);
    }

    [GoSymbol("runtime.typedslicecopy", CallClass.None, NoEscape = true)]
    public static long Typedslicecopy(G* g, GoType* t, byte* dst, long dstLen, byte* src, long srcLen)
    {
        long n = dstLen < srcLen ? dstLen : srcLen;
        if (n == 0 || dst == src) return n;
        ulong size = (ulong)n * t->Size;
        if (g->wb != 0) Barrier.Bulk(g, dst, size, t);
        Buffer.MemoryCopy(src, dst, size, size);
        return n;
    }

    /// <summary>reflect's slices are structs of three words: they come by pointer.</summary>
    [GoSymbol("reflect.typedslicecopy", CallClass.None, NoEscape = true)]
    public static long ReflectTypedslicecopy(G* g, GoType* t, GoSlice* dst, GoSlice* src) => Typedslicecopy(g, t, dst->Ptr, dst->Len, src->Ptr, src->Len);

    [GoSymbol("runtime.wbZero", CallClass.None, NoEscape = true)]
    public static void WbZero(G* g, GoType* t, byte* dst) { if (g->wb != 0) Barrier.Bulk(g, dst, t->Size, t); }

    [GoSymbol("runtime.wbMove", CallClass.None, NoEscape = true)]
    public static void WbMove(G* g, GoType* t, byte* dst, byte* src) { if (g->wb != 0) Barrier.Bulk(g, dst, t->Size, t); }
}
