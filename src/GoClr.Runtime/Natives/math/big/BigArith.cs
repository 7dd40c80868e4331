// math/big's inner loops over words, and crypto's bigmod: by machine code (BigMachine), short ones and elsewhere with carries by comparison, which the JIT turns into setc.
using System;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class BigArith
{
    private static void Check(bool ok, string what) { if (!ok) Fatal.Throw("math/big: " + what + " len"); }

    /// <summary>z = x + y; the carry.</summary>
    [GoSymbol("math/big.addVV", CallClass.None, NoEscape = true)]
    public static ulong AddVV(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong* y, long yn, long yc)
    {
        Check(xn == zn && yn == zn, "addVV");
        if (zn >= BigMachine.Worth && BigMachine.Add != null) return BigMachine.Add(z, x, y, zn);
        ulong c = 0;
        for (long i = 0; i < zn; i++)
        {
            ulong xi = x[i], s = xi + y[i], t = s + c;
            c = (s < xi ? 1u : 0u) | (t < s ? 1u : 0u);
            z[i] = t;
        }
        return c;
    }

    /// <summary>z = x - y; the borrow.</summary>
    [GoSymbol("math/big.subVV", CallClass.None, NoEscape = true)]
    public static ulong SubVV(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong* y, long yn, long yc)
    {
        Check(xn == zn && yn == zn, "subVV");
        if (zn >= BigMachine.Worth && BigMachine.Sub != null) return BigMachine.Sub(z, x, y, zn);
        ulong c = 0;
        for (long i = 0; i < zn; i++)
        {
            ulong xi = x[i], yi = y[i], s = xi - yi, t = s - c;
            c = (xi < yi ? 1u : 0u) | (s < c ? 1u : 0u);
            z[i] = t;
        }
        return c;
    }

    /// <summary>z = x &lt;&lt; s, s below 64; the bits shifted out.</summary>
    [GoSymbol("math/big.lshVU", CallClass.None, NoEscape = true)]
    public static ulong LshVU(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong s)
    {
        Check(xn == zn, "lshVU");
        if (zn == 0) return 0;
        if (s == 0) { Buffer.MemoryCopy(x, z, zn * 8, zn * 8); return 0; }
        int k = (int)s, r = 64 - k;
        ulong c = x[zn - 1] >> r;
        for (long i = zn - 1; i > 0; i--) z[i] = x[i] << k | x[i - 1] >> r;
        z[0] = x[0] << k;
        return c;
    }

    [GoSymbol("math/big.rshVU", CallClass.None, NoEscape = true)]
    public static ulong RshVU(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong s)
    {
        Check(xn == zn, "rshVU");
        if (zn == 0) return 0;
        if (s == 0) { Buffer.MemoryCopy(x, z, zn * 8, zn * 8); return 0; }
        int k = (int)s, r = 64 - k;
        ulong c = x[0] << r;
        for (long i = 1; i < zn; i++) z[i - 1] = x[i - 1] >> k | x[i] << r;
        z[zn - 1] = x[zn - 1] >> k;
        return c;
    }

    /// <summary>z = x*m + a; the carry word.</summary>
    [GoSymbol("math/big.mulAddVWW", CallClass.None, NoEscape = true)]
    public static ulong MulAddVWW(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong m, ulong a)
    {
        Check(xn == zn, "mulAddVWW");
        if (zn >= BigMachine.Worth && BigMachine.MulAdd != null) return BigMachine.MulAdd(z, x, zn, m, a);
        ulong c = a;
        for (long i = 0; i < zn; i++)
        {
            ulong hi = Math.BigMul(x[i], m, out ulong lo), s = lo + c;
            c = hi + (s < lo ? 1u : 0u);
            z[i] = s;
        }
        return c;
    }

    /// <summary>z = x + y*m + a; the carry word.</summary>
    [GoSymbol("math/big.addMulVVWW", CallClass.None, NoEscape = true)]
    public static ulong AddMulVVWW(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong* y, long yn, long yc, ulong m, ulong a)
    {
        Check(xn == zn && yn == zn, "addMulVVWW");
        return AddMul(z, x, y, zn, m, a);
    }

    private static ulong AddMul(ulong* z, ulong* x, ulong* y, long n, ulong m, ulong a)
    {
        if (n >= BigMachine.Worth && BigMachine.AddMul != null) return BigMachine.AddMul(z, x, y, n, m, a);
        ulong c = a;
        for (long i = 0; i < n; i++)
        {
            ulong hi = Math.BigMul(y[i], m, out ulong lo), s = lo + x[i];
            hi += s < lo ? 1u : 0u;
            ulong t = s + c;
            c = hi + (t < s ? 1u : 0u);
            z[i] = t;
        }
        return c;
    }

    // ---------- crypto/internal/fips140/bigmod: z += x*y. Time depends on lengths only.

    [GoSymbol("crypto/internal/fips140/bigmod.addMulVVW", CallClass.None, NoEscape = true)]
    public static ulong AddMulVVW(G* g, ulong* z, long zn, long zc, ulong* x, long xn, long xc, ulong y)
    {
        Check(xn >= zn, "addMulVVW");
        return AddMul(z, z, x, zn, y, 0);
    }

    [GoSymbol("crypto/internal/fips140/bigmod.addMulVVW1024", CallClass.None, NoEscape = true)] public static ulong AddMulVVW1024(G* g, ulong* z, ulong* x, ulong y) => AddMul(z, z, x, 16, y, 0);
    [GoSymbol("crypto/internal/fips140/bigmod.addMulVVW1536", CallClass.None, NoEscape = true)] public static ulong AddMulVVW1536(G* g, ulong* z, ulong* x, ulong y) => AddMul(z, z, x, 24, y, 0);
    [GoSymbol("crypto/internal/fips140/bigmod.addMulVVW2048", CallClass.None, NoEscape = true)] public static ulong AddMulVVW2048(G* g, ulong* z, ulong* x, ulong y) => AddMul(z, z, x, 32, y, 0);
}
