// Bit ranges and patterns over arrays of 64-bit words: mark bits, allocation bits, pointer masks.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace GoClr.Runtime;

internal static unsafe class Bits
{
    internal static ulong LowMask(uint n) => n >= 64 ? ~0UL : (1UL << (int)n) - 1;
    private static ulong Range(uint i, uint e) => LowMask(e - i) << (int)(i & 63);

    /// <summary>64 bits from any bit position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Load(ulong* b, uint bit)
    {
        uint q = bit >> 6;
        int s = (int)(bit & 63);
        return s == 0 ? b[q] : b[q] >> s | b[q + 1] << (64 - s);
    }

    /// <summary>The pattern of w bits over the bits [i*w, j*w).</summary>
    internal static void FillPattern(ulong* b, uint i, uint j, uint w, ulong mask)
    {
        if ((w & (w - 1)) == 0 && w <= 64)
        {
            ulong rep = mask;
            for (uint k = w; k < 64; k *= 2) rep |= rep << (int)k;
            for (uint x = i * w, y = j * w; x < y;)
            {
                uint q = x >> 6, e = Math.Min(y, (q + 1) * 64);
                ulong m = Range(x, e);
                b[q] = b[q] & ~m | rep & m;
                x = e;
            }
            return;
        }
        for (; i < j; i++)
        {
            uint x = i * w, q = x >> 6;
            int s = (int)(x & 63);
            b[q] = b[q] & ~(LowMask(w) << s) | mask << s;
            if (s + (int)w > 64)
            {
                int r = 64 - s;
                b[q + 1] = b[q + 1] & ~(LowMask(w) >> r) | mask >> r;
            }
        }
    }

    internal static bool Get(ulong* b, long i) => (b[i >> 6] >> (int)(i & 63) & 1) != 0;
    internal static void Set(ulong* b, long i) => b[i >> 6] |= 1UL << (int)(i & 63);
}
