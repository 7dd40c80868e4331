// math: the functions that are one instruction on amd64. All others are compiled from Go, so that they round as Go's do.
using System;
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class MathNatives
{
    [GoSymbol("math.Floor", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Floor(G* g, double x) => Math.Floor(x);
    [GoSymbol("math.Ceil", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Ceil(G* g, double x) => Math.Ceiling(x);
    [GoSymbol("math.Trunc", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Trunc(G* g, double x) => Math.Truncate(x);
    [GoSymbol("math.RoundToEven", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double RoundToEven(G* g, double x) => Math.Round(x, MidpointRounding.ToEven);
    [GoSymbol("math.sqrt", CallClass.None), GoSymbol("math.Sqrt", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(G* g, double x) => Math.Sqrt(x);
    [GoSymbol("math.Abs", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Abs(G* g, double x) => Math.Abs(x);
    [GoSymbol("math.Copysign", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Copysign(G* g, double f, double sign) => Math.CopySign(f, sign);
    [GoSymbol("math.FMA", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Fma(G* g, double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z);

    [GoSymbol("math.Float64bits", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static ulong Float64bits(G* g, double f) => BitConverter.DoubleToUInt64Bits(f);
    [GoSymbol("math.Float64frombits", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static double Float64frombits(G* g, ulong b) => BitConverter.UInt64BitsToDouble(b);
    [GoSymbol("math.Float32bits", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static uint Float32bits(G* g, float f) => BitConverter.SingleToUInt32Bits(f);
    [GoSymbol("math.Float32frombits", CallClass.None), MethodImpl(MethodImplOptions.AggressiveInlining)] public static float Float32frombits(G* g, uint b) => BitConverter.UInt32BitsToSingle(b);
}
