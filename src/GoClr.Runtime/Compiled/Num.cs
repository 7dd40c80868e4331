// What compiled code cannot say in IL as gc/amd64 computes it. Called by "Num.Method" from IL, without g; all of it is inlined by RyuJIT.
// .NET's own conversions from floating point saturate; the processor's give the "indefinite" value 0x8000… for what does not fit, and so does Go here.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GoClr.Runtime;

public static unsafe class Num
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int F64ToI32(double x) => Sse2.IsSupported ? Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x)) : double.ConvertToIntegerNative<int>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F64ToI64(double x) => Sse2.X64.IsSupported ? Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x)) : double.ConvertToIntegerNative<long>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int F64ToU32(double x) => (int)F64ToI64(x);

    // The low half by the plain conversion; from 2^63 on it gives the sign bit alone, and the rest comes from x - 2^63.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F64ToU64(double x)
    {
        long lo = F64ToI64(x), hi = F64ToI64(x - 9223372036854775808.0);
        return lo | hi & lo >> 63;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int F32ToI32(float x) => Sse.IsSupported ? Sse.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(x)) : float.ConvertToIntegerNative<int>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F32ToI64(float x) => Sse.X64.IsSupported ? Sse.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(x)) : float.ConvertToIntegerNative<long>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int F32ToU32(float x) => (int)F32ToI64(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F32ToU64(float x)
    {
        long lo = F32ToI64(x), hi = F32ToI64(x - 9223372036854775808.0f);
        return lo | hi & lo >> 63;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long F64Bits(double x) => BitConverter.DoubleToInt64Bits(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64FromBits(long x) => BitConverter.Int64BitsToDouble(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int F32Bits(float x) => BitConverter.SingleToInt32Bits(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32FromBits(int x) => BitConverter.Int32BitsToSingle(x);

    /// <summary>memmove: the regions may overlap.</summary>
    public static void Move(byte* to, byte* from, long n) => Buffer.MemoryCopy(from, to, n, n);
}
