// math.Exp as gc/amd64 computes it: N. Shibata, "Efficient evaluation methods of elementary functions suitable for SIMD computation" (2010).
// The portable Go body differs from it in the last places of about every sixth result, and programs print such results.
//
// e^x = 2^k · e^r with r = x - k·ln 2; e^(r/16) - 1 by a Taylor series, then squared four times: (1+y)² - 1 = y·(y+2).
using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class MathExp
{
    private const double Log2e = 1.4426950408889634073599246810018920, Ln2High = 0.69314718055966295651160180568695068359375, Ln2Low = 0.28235290563031577122588448175013436025525412068e-12;
    private const double Overflow = 7.09782712893384e+02;

    [GoSymbol("math.Exp", CallClass.None)]
    public static double Exp(G* g, double x)
    {
        if (!double.IsFinite(x)) return double.IsNegativeInfinity(x) ? 0 : x;
        if (x > Overflow) return double.PositiveInfinity;
        int k = Sse2.ConvertToInt32(Vector128.CreateScalarUnsafe(Log2e * x));      // to nearest; what does not fit becomes int.MinValue, hence 0
        double n = k, r, y;
        if (Fma.IsSupported)                                                       // gc asks for it, too: fused steps round once
        {
            r = Math.FusedMultiplyAdd(-n, Ln2High, x);
            r = Math.FusedMultiplyAdd(-n, Ln2Low, r) * 0.0625;
            y = Math.FusedMultiplyAdd(r, 2.4801587301587301587e-5, 1.9841269841269841270e-4);
            y = Math.FusedMultiplyAdd(r, y, 1.3888888888888888889e-3);
            y = Math.FusedMultiplyAdd(r, y, 8.3333333333333333333e-3);
            y = Math.FusedMultiplyAdd(r, y, 4.1666666666666666667e-2);
            y = Math.FusedMultiplyAdd(r, y, 1.6666666666666666667e-1);
            y = Math.FusedMultiplyAdd(r, y, 0.5);
            y = Math.FusedMultiplyAdd(r, y, 1.0);
            r *= y;
            r *= r + 2;
            r *= r + 2;
            r *= r + 2;
            r = Math.FusedMultiplyAdd(r + 2, r, 1.0);
        }
        else
        {
            r = x - n * Ln2High;
            r = (r - n * Ln2Low) * 0.0625;
            y = r * 2.4801587301587301587e-5 + 1.9841269841269841270e-4;
            y = y * r + 1.3888888888888888889e-3;
            y = y * r + 8.3333333333333333333e-3;
            y = y * r + 4.1666666666666666667e-2;
            y = y * r + 1.6666666666666666667e-1;
            y = y * r + 0.5;
            y = y * r + 1.0;
            r *= y;
            r *= r + 2;
            r *= r + 2;
            r *= r + 2;
            r = r * (r + 2) + 1.0;
        }
        int e = unchecked(k + 0x3ff);
        if (e >= 0x7ff) return double.PositiveInfinity;
        if (e > 0) return r * BitConverter.Int64BitsToDouble((long)e << 52);
        if (e < -52) return 0;
        r *= BitConverter.Int64BitsToDouble((long)(e + 0x3fe) << 52);              // denormal: in two steps
        return r * BitConverter.Int64BitsToDouble(1L << 52);
    }
}
