// The loops over words against System.Numerics, over all short lengths, with carries that run through, in place and not.
using System;
using System.Numerics;
using GoClr.Runtime.Natives;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class BigArithTests
{
    private static ulong[] Words(Random r, int n, int kind)
    {
        ulong[] w = new ulong[n];
        for (int i = 0; i < n; i++) w[i] = kind switch { 0 => (ulong)r.NextInt64() * 3 + 1, 1 => ulong.MaxValue, 2 => 0, _ => r.Next(2) == 0 ? ulong.MaxValue : (ulong)r.Next(3) };
        return w;
    }

    private static BigInteger Value(ReadOnlySpan<ulong> w)
    {
        BigInteger v = 0;
        for (int i = w.Length - 1; i >= 0; i--) v = (v << 64) + w[i];
        return v;
    }

    private static void Same(BigInteger wanted, ulong[] z, ulong carry) => Assert.Equal(wanted, Value(z) + ((BigInteger)carry << (64 * z.Length)));

    [Fact]
    public void LoopsAreExact()
    {
        var r = new Random(5);
        for (int n = 0; n < 45; n++)
            for (int kinds = 0; kinds < 16; kinds++)
                foreach (bool inPlace in new[] { false, true })
                {
                    ulong[] x = Words(r, n, kinds & 3), y = Words(r, n, kinds >> 2), z = new ulong[n];
                    BigInteger vx = Value(x), vy = Value(y), modulus = BigInteger.One << (64 * n);
                    ulong m = Words(r, 1, kinds & 3)[0], a = Words(r, 1, kinds >> 2)[0];
                    Op((zp, xp, yp) => BigArith.AddVV(null, zp, n, n, xp, n, n, yp, n, n), vx + vy);
                    Op((zp, xp, yp) => BigArith.AddMulVVWW(null, zp, n, n, xp, n, n, yp, n, n, m, a), vx + vy * m + a);
                    Op((zp, xp, yp) => BigArith.MulAddVWW(null, zp, n, n, xp, n, n, m, a), vx * m + a);
                    ulong borrow = Run((zp, xp, yp) => BigArith.SubVV(null, zp, n, n, xp, n, n, yp, n, n), out ulong[] d);
                    Assert.Equal(vx - vy, Value(d) - borrow * modulus);

                    void Op(Loop f, BigInteger wanted)
                    {
                        ulong carry = Run(f, out ulong[] result);
                        Same(wanted, result, carry);
                    }

                    ulong Run(Loop f, out ulong[] result)
                    {
                        ulong[] xs = (ulong[])x.Clone();
                        result = inPlace ? xs : z;
                        fixed (ulong* xp = xs)
                        fixed (ulong* yp = y)
                        fixed (ulong* zp = result) return f(zp, xp, yp);
                    }
                }
    }

    private delegate ulong Loop(ulong* z, ulong* x, ulong* y);
}
