// Stand-ins for what Memory/ provides: plain native memory, never freed. Memory/ takes each of these over and deletes it here.
using System.Runtime.InteropServices;

namespace GoClr.Runtime;

public static unsafe partial class Mem
{
    /// <summary>Zeroed memory of the Go heap for size bytes laid out as type (null: no pointers). g is the running goroutine.</summary>
    public static byte* Malloc(G* g, long size, void* type) => (byte*)NativeMemory.AllocZeroed((nuint)(size == 0 ? 8 : size));

    /// <summary>n elements of type, one after the other.</summary>
    public static byte* NewArray(G* g, void* type, long elemSize, long n) => (byte*)NativeMemory.AllocZeroed((nuint)(elemSize * n == 0 ? 8 : elemSize * n));

    /// <summary>*dst = *src for a value of the given type, with the write barrier if dst is in the Go heap.</summary>
    public static void TypedMove(P* p, void* type, byte* dst, byte* src, long size) => System.Buffer.MemoryCopy(src, dst, size, size);

    /// <summary>Clears a value of the given type, with the write barrier.</summary>
    public static void TypedClear(P* p, void* type, byte* dst, long size) => NativeMemory.Clear(dst, (nuint)size);

    /// <summary>*slot = value with the write barrier: for runtime structures that lie in the Go heap.</summary>
    public static void StorePtr(P* p, long* slot, long value) => *slot = value;
}
