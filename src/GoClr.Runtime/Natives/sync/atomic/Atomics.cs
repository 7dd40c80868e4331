// Atomic operations: sync/atomic and internal/runtime/atomic. gc has them as intrinsics; .NET's Interlocked has the same instructions.
//
// The pointer forms shade what they overwrite (deletion barrier) before they write.
using System.Runtime.CompilerServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Atomics
{
    // ---------- loads: acquire. On x64 a plain load that the JIT neither moves nor merges

    [GoSymbol("internal/runtime/atomic.Load", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.LoadAcq", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load32(G* g, uint* p) => Volatile.Read(ref *p);

    [GoSymbol("internal/runtime/atomic.Loadint32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LoadInt32(G* g, int* p) => Volatile.Read(ref *p);

    [GoSymbol("internal/runtime/atomic.Load64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.LoadAcq64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.LoadAcquintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Loaduintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Loaduint", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load64(G* g, ulong* p) => Volatile.Read(ref *p);

    [GoSymbol("internal/runtime/atomic.Loadint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LoadInt64(G* g, long* p) => Volatile.Read(ref *p);

    [GoSymbol("internal/runtime/atomic.Load8", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Load8(G* g, byte* p) => Volatile.Read(ref *p);

    [GoSymbol("internal/runtime/atomic.Loadp", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.LoadPointer", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Loadp(G* g, byte** p) => (byte*)Volatile.Read(ref *(nint*)p);

    // ---------- stores: sequentially consistent, so an exchange; the release forms are plain stores on x64

    [GoSymbol("internal/runtime/atomic.Store", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.StoreUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store32(G* g, uint* p, uint v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Storeint32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.StoreInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt32(G* g, int* p, int v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Store64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Storeuintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.StoreUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.StoreUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store64(G* g, ulong* p, ulong v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Storeint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.StoreInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt64(G* g, long* p, long v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Store8", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store8(G* g, byte* p, int v) => Interlocked.Exchange(ref *p, (byte)v);

    [GoSymbol("internal/runtime/atomic.StoreRel", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRel32(G* g, uint* p, uint v) => Volatile.Write(ref *p, v);

    [GoSymbol("internal/runtime/atomic.StoreRel64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.StoreReluintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRel64(G* g, ulong* p, ulong v) => Volatile.Write(ref *p, v);

    [GoSymbol("internal/runtime/atomic.StorepNoWB", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorepNoWB(G* g, byte** p, byte* v) => Interlocked.Exchange(ref *(nint*)p, (nint)v);

    // ---------- exchange

    [GoSymbol("internal/runtime/atomic.Xchg", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.SwapUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xchg32(G* g, uint* p, uint v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Xchgint32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.SwapInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int XchgInt32(G* g, int* p, int v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Xchg64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Xchguintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.SwapUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.SwapUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xchg64(G* g, ulong* p, ulong v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Xchgint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.SwapInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long XchgInt64(G* g, long* p, long v) => Interlocked.Exchange(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Xchg8", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Xchg8(G* g, byte* p, int v) => Interlocked.Exchange(ref *p, (byte)v);

    // ---------- compare and swap

    [GoSymbol("internal/runtime/atomic.Cas", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.CasRel", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.CompareAndSwapUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Cas32(G* g, uint* p, uint old, uint v) => Interlocked.CompareExchange(ref *p, v, old) == old ? 1 : 0;

    [GoSymbol("internal/runtime/atomic.Casint32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.CompareAndSwapInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CasInt32(G* g, int* p, int old, int v) => Interlocked.CompareExchange(ref *p, v, old) == old ? 1 : 0;

    [GoSymbol("internal/runtime/atomic.Cas64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Casuintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.CompareAndSwapUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.CompareAndSwapUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Cas64(G* g, ulong* p, ulong old, ulong v) => Interlocked.CompareExchange(ref *p, v, old) == old ? 1 : 0;

    [GoSymbol("internal/runtime/atomic.Casint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.CompareAndSwapInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CasInt64(G* g, long* p, long old, long v) => Interlocked.CompareExchange(ref *p, v, old) == old ? 1 : 0;

    [GoSymbol("internal/runtime/atomic.Casp1", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Casp1(G* g, byte** p, byte* old, byte* v) => Interlocked.CompareExchange(ref *(nint*)p, (nint)v, (nint)old) == (nint)old ? 1 : 0;

    // ---------- add: the new value

    [GoSymbol("internal/runtime/atomic.Xadd", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AddUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xadd32(G* g, uint* p, uint d) => Interlocked.Add(ref *p, d);

    [GoSymbol("internal/runtime/atomic.Xaddint32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AddInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int XaddInt32(G* g, int* p, int d) => Interlocked.Add(ref *p, d);

    [GoSymbol("internal/runtime/atomic.Xadd64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Xadduintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AddUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AddUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xadd64(G* g, ulong* p, ulong d) => Interlocked.Add(ref *p, d);

    [GoSymbol("internal/runtime/atomic.Xaddint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AddInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long XaddInt64(G* g, long* p, long d) => Interlocked.Add(ref *p, d);

    // ---------- and, or: the old value, or none

    [GoSymbol("internal/runtime/atomic.And", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void And32NoResult(G* g, uint* p, uint v) => Interlocked.And(ref *p, v);

    [GoSymbol("internal/runtime/atomic.And32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AndUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint And32(G* g, uint* p, uint v) => Interlocked.And(ref *p, v);

    [GoSymbol("sync/atomic.AndInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AndInt32(G* g, int* p, int v) => Interlocked.And(ref *p, v);

    [GoSymbol("internal/runtime/atomic.And64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Anduintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AndUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.AndUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong And64(G* g, ulong* p, ulong v) => Interlocked.And(ref *p, v);

    [GoSymbol("sync/atomic.AndInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AndInt64(G* g, long* p, long v) => Interlocked.And(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Or", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Or32NoResult(G* g, uint* p, uint v) => Interlocked.Or(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Or32", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.OrUint32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Or32(G* g, uint* p, uint v) => Interlocked.Or(ref *p, v);

    [GoSymbol("sync/atomic.OrInt32", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OrInt32(G* g, int* p, int v) => Interlocked.Or(ref *p, v);

    [GoSymbol("internal/runtime/atomic.Or64", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/atomic.Oruintptr", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.OrUint64", CallClass.None, NoEscape = true)]
    [GoSymbol("sync/atomic.OrUintptr", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Or64(G* g, ulong* p, ulong v) => Interlocked.Or(ref *p, v);

    [GoSymbol("sync/atomic.OrInt64", CallClass.None, NoEscape = true)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OrInt64(G* g, long* p, long v) => Interlocked.Or(ref *p, v);

    // There is no 8-bit And and Or: the word around the byte, with ones or zeros elsewhere.
    [GoSymbol("internal/runtime/atomic.And8", CallClass.None, NoEscape = true)]
    public static void And8(G* g, byte* p, int v)
    {
        int shift = (int)((nint)p & 3) * 8;
        Interlocked.And(ref *(uint*)((nint)p & ~3), ~((uint)(byte)~v << shift));
    }

    [GoSymbol("internal/runtime/atomic.Or8", CallClass.None, NoEscape = true)]
    public static void Or8(G* g, byte* p, int v)
    {
        int shift = (int)((nint)p & 3) * 8;
        Interlocked.Or(ref *(uint*)((nint)p & ~3), (uint)(byte)v << shift);
    }

    // ---------- pointers, with the barrier

    [GoSymbol("internal/runtime/atomic.storePointer", CallClass.None)]
    [GoSymbol("sync/atomic.StorePointer", CallClass.None)]
    public static void StorePointer(G* g, byte** p, byte* v)
    {
        if (g->wb != 0) Barrier.Shade(g, (ulong)*p);
        Interlocked.Exchange(ref *(nint*)p, (nint)v);
    }

    [GoSymbol("sync/atomic.SwapPointer", CallClass.None)]
    public static byte* SwapPointer(G* g, byte** p, byte* v)
    {
        if (g->wb != 0) Barrier.Shade(g, (ulong)*p);
        return (byte*)Interlocked.Exchange(ref *(nint*)p, (nint)v);
    }

    [GoSymbol("internal/runtime/atomic.casPointer", CallClass.None)]
    [GoSymbol("sync/atomic.CompareAndSwapPointer", CallClass.None)]
    public static int CasPointer(G* g, byte** p, byte* old, byte* v)
    {
        if (g->wb != 0) Barrier.Shade(g, (ulong)old);
        return Interlocked.CompareExchange(ref *(nint*)p, (nint)v, (nint)old) == (nint)old ? 1 : 0;
    }
}
