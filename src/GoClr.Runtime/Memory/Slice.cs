// Slices: make, append's growth by gc's formula and size classes, copy.
using System;
using System.Numerics;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Slice
{
    // ---------- make

    [GoSymbol("runtime.makeslice", CallClass.PanicOnly)]
    [GoSymbol("runtime.makeslice64", CallClass.PanicOnly)]
    public static byte* Makeslice(G* g, GoType* et, long len, long cap)
    {
        ulong hi = Math.BigMul(et->Size, (ulong)cap, out ulong mem);
        if (hi != 0 || mem > SizeClasses.MaxAlloc || len < 0 || len > cap)
        {
            // make([]T, bignumber) blames the length: the capacity was the program's only if the length is in order.
            hi = Math.BigMul(et->Size, (ulong)len, out mem);
            if (hi != 0 || mem > SizeClasses.MaxAlloc || len < 0) GoPanic.MakeSliceLen(g); else GoPanic.MakeSliceCap(g);
            return null;
        }
        return Malloc.Gc(g, mem, et, true);
    }

    [GoSymbol("runtime.makeslicecopy", CallClass.PanicOnly)]
    public static byte* Makeslicecopy(G* g, GoType* et, long tolen, long fromlen, byte* from)
    {
        ulong tomem, copymem;
        if (tolen > fromlen)
        {
            ulong hi = Math.BigMul(et->Size, (ulong)tolen, out tomem);
            if (hi != 0 || tomem > SizeClasses.MaxAlloc || tolen < 0) { GoPanic.MakeSliceLen(g); return null; }
            copymem = et->Size * (ulong)fromlen;
        }
        else
        {
            tomem = et->Size * (ulong)tolen;                 // fromlen elements fit, so fewer do
            copymem = tomem;
        }
        byte* to = Malloc.Gc(g, tomem, et, et->PtrBytes != 0);
        Buffer.MemoryCopy(from, to, copymem, copymem);
        if (et->PtrBytes == 0 && copymem < tomem) NativeMemory.Clear(to + copymem, (nuint)(tomem - copymem));
        return to;
    }

    // ---------- append

    internal static long NextCap(long newLen, long oldCap)
    {
        long newcap = oldCap, twice = newcap + newcap;
        if (newLen > twice) return newLen;
        const long threshold = 256;
        if (oldCap < threshold) return twice;
        do newcap += (newcap + 3 * threshold) >> 2; while ((ulong)newcap < (ulong)newLen);
        return newcap <= 0 ? newLen : newcap;
    }

    /// <summary>A new backing store for newLen elements of which num are new; pointer, length, capacity.</summary>
    [GoSymbol("runtime.growslice", CallClass.PanicOnly)]
    [GoSymbol("runtime.growsliceNoAlias", CallClass.PanicOnly)]
    public static W2 Growslice(G* g, byte* oldPtr, long newLen, long oldCap, long num, GoType* et)
    {
        if (newLen < 0) { GoPanic.Error(g, "growslice: len out of range"); return default; }
        ulong es = et->Size;
        if (es == 0)
        {
            g->ret[2] = newLen;
            return new W2((long)Mcache.Of(g)->heap->zerobase, newLen);
        }
        bool noscan = et->PtrBytes == 0;
        ulong newcap = (ulong)NextCap(newLen, oldCap), hi = Math.BigMul(es, newcap, out ulong capmem);
        bool overflow = hi != 0 || capmem > SizeClasses.MaxAlloc;
        if (!overflow)
        {
            capmem = SizeClasses.RoundUpSize(capmem, noscan);
            if (BitOperations.IsPow2(es)) newcap = capmem >> BitOperations.TrailingZeroCount(es); else newcap = capmem / es;
            capmem = newcap * es;
        }
        if (overflow || capmem > SizeClasses.MaxAlloc) { GoPanic.Error(g, "growslice: len out of range"); return default; }
        ulong lenmem = (ulong)(newLen - num) * es;
        byte* p = Malloc.Gc(g, capmem, et, false);
        if (noscan)
        {
            ulong newlenmem = (ulong)newLen * es;            // append overwrites from the old length on
            if (capmem > newlenmem) NativeMemory.Clear(p + newlenmem, (nuint)(capmem - newlenmem));
        }
        Buffer.MemoryCopy(oldPtr, p, lenmem, lenmem);
        g->ret[2] = (long)newcap;
        return new W2((long)p, newLen);
    }

    /// <summary>As growslice, but a buffer on the stack serves as long as the elements fit.</summary>
    [GoSymbol("runtime.growsliceBuf", CallClass.PanicOnly)]
    [GoSymbol("runtime.growsliceBufNoAlias", CallClass.PanicOnly)]
    public static W2 GrowsliceBuf(G* g, byte* oldPtr, long newLen, long oldCap, long num, GoType* et, byte* buf, long bufLen)
    {
        if (newLen > bufLen) return Growslice(g, oldPtr, newLen, oldCap, num, et);
        long oldLen = newLen - num;
        if (oldPtr != buf && oldLen != 0) Buffer.MemoryCopy(oldPtr, buf, (ulong)oldLen * et->Size, (ulong)oldLen * et->Size);
        long newCap = et->Size == 0 ? newLen : (long)(SizeClasses.RoundUpSize((ulong)newLen * et->Size, et->PtrBytes == 0) / et->Size);
        if (newCap > bufLen) newCap = bufLen;
        if (newLen < newCap) NativeMemory.Clear(buf + (ulong)newLen * et->Size, (nuint)((ulong)(newCap - newLen) * et->Size));
        g->ret[2] = newCap;
        return new W2((long)buf, newLen);
    }

    /// <summary>reflect's form: room for num more elements, length unchanged, all of the tail zero. Its slices are structs of three words: by pointer.</summary>
    [GoSymbol("reflect.growslice", CallClass.PanicOnly)]
    public static void ReflectGrowslice(G* g, GoSlice* result, GoType* et, GoSlice* old, long num)
    {
        GoSlice o = *old;
        num -= o.Cap - o.Len;                                // what lies in old[len:cap] is kept
        W2 r = Growslice(g, o.Ptr, o.Cap + num, o.Cap, num, et);
        if (g->status != 0) return;
        if (et->PtrBytes == 0 && num > 0) NativeMemory.Clear((byte*)r.A + (ulong)o.Cap * et->Size, (nuint)((ulong)num * et->Size));
        result->Ptr = (byte*)r.A;
        result->Len = o.Len;
        result->Cap = g->ret[2];
    }

    [GoSymbol("runtime.moveSlice", CallClass.None)]
    public static W2 MoveSlice(G* g, GoType* et, byte* old, long len, long cap)
    {
        if (cap == 0) return Empty(g, old);
        ulong mem = (ulong)cap * et->Size;
        byte* p = Malloc.Gc(g, mem, et, et->PtrBytes != 0);
        Buffer.MemoryCopy(old, p, mem, mem);
        g->ret[2] = cap;
        return new W2((long)p, len);
    }

    [GoSymbol("runtime.moveSliceNoScan", CallClass.None)]
    public static W2 MoveSliceNoScan(G* g, ulong elemSize, byte* old, long len, long cap)
    {
        if (cap == 0) return Empty(g, old);
        ulong mem = (ulong)cap * elemSize;
        byte* p = Malloc.Noscan(g, mem);
        Buffer.MemoryCopy(old, p, mem, mem);
        g->ret[2] = cap;
        return new W2((long)p, len);
    }

    [GoSymbol("runtime.moveSliceNoCap", CallClass.None)]
    public static W2 MoveSliceNoCap(G* g, GoType* et, byte* old, long len)
    {
        if (len == 0) return Empty(g, old);
        ulong mem = (ulong)len * et->Size, cap = SizeClasses.RoundUpSize(mem, et->PtrBytes == 0) / et->Size;
        byte* p = Malloc.Gc(g, cap * et->Size, et, true);
        Buffer.MemoryCopy(old, p, mem, mem);
        g->ret[2] = (long)cap;
        return new W2((long)p, len);
    }

    [GoSymbol("runtime.moveSliceNoCapNoScan", CallClass.None)]
    public static W2 MoveSliceNoCapNoScan(G* g, ulong elemSize, byte* old, long len)
    {
        if (len == 0) return Empty(g, old);
        ulong mem = (ulong)len * elemSize, capmem = SizeClasses.RoundUpSize(mem, true);
        byte* p = Malloc.Noscan(g, capmem);
        Buffer.MemoryCopy(old, p, mem, mem);
        if (capmem > mem) NativeMemory.Clear(p + mem, (nuint)(capmem - mem));
        g->ret[2] = (long)(capmem / elemSize);
        return new W2((long)p, len);
    }

    private static W2 Empty(G* g, byte* old)
    {
        g->ret[2] = 0;
        return new W2(old == null ? 0 : (long)Mcache.Of(g)->heap->zerobase, 0);
    }

    // ---------- copy

    [GoSymbol("runtime.slicecopy", CallClass.None, NoEscape = true)]
    public static long Slicecopy(G* g, byte* to, long toLen, byte* from, long fromLen, ulong width)
    {
        long n = fromLen < toLen ? fromLen : toLen;
        if (n == 0 || width == 0) return n;
        ulong size = (ulong)n * width;
        Buffer.MemoryCopy(from, to, size, size);
        return n;
    }

    // ---------- unsafe.Slice, unsafe.String

    [GoSymbol("runtime.unsafeslice", CallClass.PanicOnly, NoEscape = true)]
    [GoSymbol("runtime.unsafeslicecheckptr", CallClass.PanicOnly, NoEscape = true)]
    [GoSymbol("reflect.unsafeslice", CallClass.PanicOnly, NoEscape = true)]
    public static void Unsafeslice(G* g, GoType* et, byte* ptr, long len)
    {
        if (len < 0) { Panicunsafeslicelen(g); return; }
        if (et->Size == 0)
        {
            if (ptr == null && len > 0) Panicunsafeslicenilptr(g);
            return;
        }
        ulong hi = Math.BigMul(et->Size, (ulong)len, out ulong mem);
        if (hi != 0 || mem > 0 - (ulong)ptr)
        {
            if (ptr == null) Panicunsafeslicenilptr(g); else Panicunsafeslicelen(g);
        }
    }

    [GoSymbol("runtime.unsafestring", CallClass.PanicOnly, NoEscape = true)]
    [GoSymbol("runtime.unsafestringcheckptr", CallClass.PanicOnly, NoEscape = true)]
    public static void Unsafestring(G* g, byte* ptr, long len)
    {
        if (len < 0) { Panicunsafestringlen(g); return; }
        if ((ulong)len > 0 - (ulong)ptr)
        {
            if (ptr == null) Panicunsafestringnilptr(g); else Panicunsafestringlen(g);
        }
    }

    [GoSymbol("runtime.panicunsafeslicelen", CallClass.PanicOnly)]
    public static void Panicunsafeslicelen(G* g) => GoPanic.Error(g, "unsafe.Slice: len out of range");

    [GoSymbol("runtime.panicunsafeslicenilptr", CallClass.PanicOnly)]
    public static void Panicunsafeslicenilptr(G* g) => GoPanic.Error(g, "unsafe.Slice: ptr is nil and len is not zero");

    [GoSymbol("runtime.panicunsafestringlen", CallClass.PanicOnly)]
    public static void Panicunsafestringlen(G* g) => GoPanic.Error(g, "unsafe.String: len out of range");

    [GoSymbol("runtime.panicunsafestringnilptr", CallClass.PanicOnly)]
    public static void Panicunsafestringnilptr(G* g) => GoPanic.Error(g, "unsafe.String: ptr is nil and len is not zero");
}
