// Boxing: the data word of an interface value. Values below 256 and empty ones share static memory.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Conv
{
    [GoSymbol("runtime.convT", CallClass.None)]
    public static byte* ConvT(G* g, GoType* t, byte* v)
    {
        byte* x = Malloc.Gc(g, t->Size, t, false);
        Memmove.Copy(x, v, t->Size);
        return x;
    }

    [GoSymbol("runtime.convTnoptr", CallClass.None)]
    public static byte* ConvTnoptr(G* g, GoType* t, byte* v)
    {
        byte* x = Malloc.Noscan(g, t->Size);
        Memmove.Copy(x, v, t->Size);
        return x;
    }

    [GoSymbol("runtime.convT16", CallClass.None)]
    public static byte* ConvT16(G* g, int val)
    {
        ushort v = (ushort)val;
        if (v < 256) return Mcache.Of(g)->heap->staticUint64s + v * 8;
        byte* x = Malloc.Noscan(g, 2);
        *(ushort*)x = v;
        return x;
    }

    [GoSymbol("runtime.convT32", CallClass.None)]
    public static byte* ConvT32(G* g, uint val)
    {
        if (val < 256) return Mcache.Of(g)->heap->staticUint64s + val * 8;
        byte* x = Malloc.Noscan(g, 4);
        *(uint*)x = val;
        return x;
    }

    [GoSymbol("runtime.convT64", CallClass.None)]
    public static byte* ConvT64(G* g, ulong val)
    {
        if (val < 256) return Mcache.Of(g)->heap->staticUint64s + val * 8;
        byte* x = Malloc.Noscan(g, 8);
        *(ulong*)x = val;
        return x;
    }

    [GoSymbol("runtime.convTstring", CallClass.None)]
    public static byte* ConvTstring(G* g, byte* p, long n)
    {
        Mheap* h = Mcache.Of(g)->heap;
        if (n == 0) return h->zerobase;
        long* x = (long*)Malloc.Slot(g, h->stringShape);
        x[0] = (long)p;
        x[1] = n;
        return (byte*)x;
    }

    [GoSymbol("runtime.convTslice", CallClass.None)]
    public static byte* ConvTslice(G* g, byte* p, long n, long cap)
    {
        Mheap* h = Mcache.Of(g)->heap;
        if (p == null) return h->zerobase;
        long* x = (long*)Malloc.Slot(g, h->sliceShape);
        x[0] = (long)p;
        x[1] = n;
        x[2] = cap;
        return (byte*)x;
    }

    [GoSymbol("runtime.getStaticuint64s", CallClass.None)]
    public static byte* GetStaticuint64s(G* g) => Mcache.Of(g)->heap->staticUint64s;

    /// <summary>FuncPC(f any): the code pointer in a func value.</summary>
    [GoSymbol("internal/abi.FuncPCABI0", CallClass.None)]
    [GoSymbol("internal/abi.FuncPCABIInternal", CallClass.None)]
    public static ulong FuncPC(G* g, GoType* t, ulong* closure) => closure == null ? 0 : *closure;
}
