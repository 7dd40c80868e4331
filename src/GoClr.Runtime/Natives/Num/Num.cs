// Conversions and moves that IL has no right instruction for. Compiled code calls them by class and method; no G.
//
// A float that does not fit its integer type: gc/amd64 yields what the hardware does, 0x8000…; conv.i8 saturates.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GoClr.Runtime;

public static unsafe class Num
{
    /// <summary>n bytes from src to dst; they may overlap.</summary>
    public static void Move(long dst, long src, long n) => Buffer.MemoryCopy((void*)src, (void*)dst, n, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int F64ToI32(double x) => Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static long F64ToI64(double x) => Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int F64ToU32(double x) => (int)F64ToI64(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F64ToU64(double x)
    {
        long z = F64ToI64(x);                                // right for what fits an int64
        return z | F64ToI64(x - 9223372036854775808.0) & z >> 63;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int F32ToI32(float x) => Sse.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static long F32ToI64(float x) => Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int F32ToU32(float x) => (int)F32ToI64(x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static long F32ToU64(float x) => F64ToU64(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static long F64Bits(double x) => BitConverter.DoubleToInt64Bits(x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static double F64FromBits(long x) => BitConverter.Int64BitsToDouble(x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int F32Bits(float x) => BitConverter.SingleToInt32Bits(x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static float F32FromBits(int x) => BitConverter.Int32BitsToSingle(x);
}
