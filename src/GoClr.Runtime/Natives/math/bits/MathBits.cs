// math/bits and the same operations of internal/runtime/sys and internal/runtime/math. Every one is an instruction or a few.
using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class MathBits
{
    [GoSymbol("math/bits.TrailingZeros64", CallClass.None)]
    [GoSymbol("math/bits.TrailingZeros", CallClass.None)]
    [GoSymbol("internal/runtime/sys.TrailingZeros64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TrailingZeros64(G* g, ulong x) => BitOperations.TrailingZeroCount(x);

    [GoSymbol("math/bits.TrailingZeros32", CallClass.None)]
    [GoSymbol("internal/runtime/sys.TrailingZeros32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TrailingZeros32(G* g, uint x) => BitOperations.TrailingZeroCount(x);

    [GoSymbol("math/bits.TrailingZeros16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TrailingZeros16(G* g, uint x) => BitOperations.TrailingZeroCount(x | 1u << 16);

    [GoSymbol("math/bits.TrailingZeros8", CallClass.None)]
    [GoSymbol("internal/runtime/sys.TrailingZeros8", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TrailingZeros8(G* g, uint x) => BitOperations.TrailingZeroCount(x | 1u << 8);

    [GoSymbol("math/bits.LeadingZeros64", CallClass.None)]
    [GoSymbol("math/bits.LeadingZeros", CallClass.None)]
    [GoSymbol("internal/runtime/sys.LeadingZeros64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeadingZeros64(G* g, ulong x) => BitOperations.LeadingZeroCount(x);

    [GoSymbol("math/bits.LeadingZeros32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeadingZeros32(G* g, uint x) => BitOperations.LeadingZeroCount(x);

    [GoSymbol("math/bits.LeadingZeros16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeadingZeros16(G* g, uint x) => BitOperations.LeadingZeroCount(x & 0xffff) - 16;

    [GoSymbol("math/bits.LeadingZeros8", CallClass.None)]
    [GoSymbol("internal/runtime/sys.LeadingZeros8", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeadingZeros8(G* g, uint x) => BitOperations.LeadingZeroCount(x & 0xff) - 24;

    [GoSymbol("math/bits.Len64", CallClass.None)]
    [GoSymbol("math/bits.Len", CallClass.None)]
    [GoSymbol("internal/runtime/sys.Len64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Len64(G* g, ulong x) => 64 - BitOperations.LeadingZeroCount(x);

    [GoSymbol("math/bits.Len32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Len32(G* g, uint x) => 32 - BitOperations.LeadingZeroCount(x);

    [GoSymbol("math/bits.Len16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Len16(G* g, uint x) => 32 - BitOperations.LeadingZeroCount(x & 0xffff);

    [GoSymbol("math/bits.Len8", CallClass.None)]
    [GoSymbol("internal/runtime/sys.Len8", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Len8(G* g, uint x) => 32 - BitOperations.LeadingZeroCount(x & 0xff);

    [GoSymbol("math/bits.OnesCount64", CallClass.None)]
    [GoSymbol("math/bits.OnesCount", CallClass.None)]
    [GoSymbol("internal/runtime/sys.OnesCount64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OnesCount64(G* g, ulong x) => BitOperations.PopCount(x);

    [GoSymbol("math/bits.OnesCount32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OnesCount32(G* g, uint x) => BitOperations.PopCount(x);

    [GoSymbol("math/bits.OnesCount16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OnesCount16(G* g, uint x) => BitOperations.PopCount(x & 0xffff);

    [GoSymbol("math/bits.OnesCount8", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OnesCount8(G* g, uint x) => BitOperations.PopCount(x & 0xff);

    [GoSymbol("math/bits.RotateLeft64", CallClass.None)]
    [GoSymbol("math/bits.RotateLeft", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft64(G* g, ulong x, long k) => BitOperations.RotateLeft(x, (int)k);

    [GoSymbol("math/bits.RotateLeft32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft32(G* g, uint x, long k) => BitOperations.RotateLeft(x, (int)k);

    [GoSymbol("math/bits.RotateLeft16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft16(G* g, uint x, long k) => (x << ((int)k & 15) | (x & 0xffff) >> (-(int)k & 15)) & 0xffff;

    [GoSymbol("math/bits.RotateLeft8", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft8(G* g, uint x, long k) => (x << ((int)k & 7) | (x & 0xff) >> (-(int)k & 7)) & 0xff;

    [GoSymbol("math/bits.ReverseBytes64", CallClass.None)]
    [GoSymbol("math/bits.ReverseBytes", CallClass.None)]
    [GoSymbol("internal/runtime/sys.Bswap64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReverseBytes64(G* g, ulong x) => BinaryPrimitives.ReverseEndianness(x);

    [GoSymbol("math/bits.ReverseBytes32", CallClass.None)]
    [GoSymbol("internal/runtime/sys.Bswap32", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReverseBytes32(G* g, uint x) => BinaryPrimitives.ReverseEndianness(x);

    [GoSymbol("math/bits.ReverseBytes16", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReverseBytes16(G* g, uint x) => BinaryPrimitives.ReverseEndianness((ushort)x);

    /// <summary>(hi, lo)</summary>
    [GoSymbol("math/bits.Mul64", CallClass.None)]
    [GoSymbol("math/bits.Mul", CallClass.None)]
    [GoSymbol("math/big.mulWW", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W2 Mul64(G* g, ulong x, ulong y)
    {
        ulong hi = Math.BigMul(x, y, out ulong lo);
        return new W2((long)hi, (long)lo);
    }

    /// <summary>(sum, carry out); carry is 0 or 1.</summary>
    [GoSymbol("math/bits.Add64", CallClass.None)]
    [GoSymbol("math/bits.Add", CallClass.None)]
    [GoSymbol("internal/runtime/math.Add64", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W2 Add64(G* g, ulong x, ulong y, ulong carry)
    {
        ulong sum = x + y + carry;
        return new W2((long)sum, (long)((x & y | (x | y) & ~sum) >> 63));
    }

    /// <summary>(difference, borrow out)</summary>
    [GoSymbol("math/bits.Sub64", CallClass.None)]
    [GoSymbol("math/bits.Sub", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W2 Sub64(G* g, ulong x, ulong y, ulong borrow)
    {
        ulong diff = x - y - borrow;
        return new W2((long)diff, (long)((~x & y | ~(x ^ y) & diff) >> 63));
    }

    /// <summary>(product, overflowed)</summary>
    [GoSymbol("internal/runtime/math.MulUintptr", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W2 MulUintptr(G* g, ulong a, ulong b)
    {
        ulong hi = Math.BigMul(a, b, out ulong lo);
        return new W2((long)lo, hi != 0 ? 1 : 0);
    }

    [GoSymbol("internal/runtime/sys.Prefetch", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(G* g, ulong p) => Sse.Prefetch0((void*)p);

    [GoSymbol("internal/runtime/sys.PrefetchStreamed", CallClass.None)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchStreamed(G* g, ulong p) => Sse.PrefetchNonTemporal((void*)p);

    // Only the race detector's hooks outside the runtime ask for these.
    [GoSymbol("internal/runtime/sys.GetCallerPC", CallClass.None)]
    [GoSymbol("internal/runtime/sys.GetCallerSP", CallClass.None)]
    public static ulong GetCaller(G* g) => 0;
}
