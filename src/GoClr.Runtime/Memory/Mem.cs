// The memory side of what the scheduler asks for (Sched/Mem.Contract.cs).
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GoClr.Runtime;

public static unsafe partial class Mem
{
    private const int WbWords = 1024, WbSlack = 256;

    static partial void InitRootCore(RuntimeRoot* rt)
    {
        Mheap* h = Mheap.Create();
        rt->heap = h;
        InitGc(rt, h);
    }

    static partial void InitGc(RuntimeRoot* rt, Mheap* h);

    static partial void InitPCore(P* p)
    {
        if (p->mc != null) return;                           // a P that GOMAXPROCS had taken away comes back with its cache and its counters
        Mheap* h = (Mheap*)p->root->heap;
        Mcache* c = Mcache.Create(h, p->root);
        p->mc = Mcache.Windows(c);
        p->wbBase = (long*)NativeMemory.AllocZeroed((WbWords + WbSlack) * 8);
        p->wbNext = p->wbBase;
        p->wbSoft = p->wbBase + WbWords;
    }

    static partial void RegisterImageCore(RuntimeRoot* rt, ImageRec* image)
    {
        Mheap* h = (Mheap*)rt->heap;
        h->RegisterShapes(image->header);
        ItabNatives.AddImage(&h->iface, image->header);
    }

    /// <summary>Zeroed memory of the Go heap for size bytes laid out as type (null: no pointers). g is the running goroutine.</summary>
    public static byte* Malloc(G* g, long size, void* type) => Runtime.Malloc.Gc(g, (ulong)size, (GoType*)type, true);

    /// <summary>Zeroed memory of the Go heap; bit w of mask: word w is a pointer.</summary>
    public static byte* MallocMask(G* g, long size, ulong mask) => Runtime.Malloc.Masked(g, (int)size, mask);

    /// <summary>n elements of type, one after the other.</summary>
    public static byte* NewArray(G* g, void* type, long elemSize, long n) => Runtime.Malloc.Gc(g, (ulong)(elemSize * n), (GoType*)type, true);

    /// <summary>*dst = *src for a value of the given type, with the write barrier if dst is in the Go heap.</summary>
    public static void TypedMove(P* p, void* type, byte* dst, byte* src, long size)
    {
        if (p != null && p->root->wbEnabled != 0) ShadeValueCore(p, type, dst);
        System.Buffer.MemoryCopy(src, dst, size, size);
    }

    /// <summary>Clears a value of the given type, with the write barrier.</summary>
    public static void TypedClear(P* p, void* type, byte* dst, long size)
    {
        if (p != null && p->root->wbEnabled != 0) ShadeValueCore(p, type, dst);
        NativeMemory.Clear(dst, (nuint)size);
    }

    /// <summary>*slot = value with the write barrier: for runtime structures that lie in the Go heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePtr(P* p, long* slot, long value)
    {
        if (p != null && p->root->wbEnabled != 0) ShadeCore(p, (void*)*slot);
        *slot = value;
    }
}
