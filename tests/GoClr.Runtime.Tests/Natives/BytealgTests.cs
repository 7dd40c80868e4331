// Searching against the definition: few letters, so that there are many near misses; needles of all lengths.
using System;
using GoClr.Runtime.Natives;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class BytealgTests
{
    [Fact]
    public void LastIndexIsTheLast()
    {
        var r = new Random(11);
        for (int round = 0; round < 4000; round++)
        {
            byte[] s = new byte[r.Next(1, 400)];
            for (int i = 0; i < s.Length; i++) s[i] = (byte)('a' + r.Next(round % 3 + 1));
            byte[] sep;
            if (round % 2 == 0)
            {
                int at = r.Next(s.Length);
                sep = s[at..r.Next(at, s.Length + 1)];
            }
            else
            {
                sep = new byte[r.Next(100)];
                for (int i = 0; i < sep.Length; i++) sep[i] = (byte)('a' + r.Next(2));
            }
            int wanted = -1;
            for (int i = s.Length - sep.Length; i >= 0 && wanted < 0; i--) if (s.AsSpan(i, sep.Length).SequenceEqual(sep)) wanted = i;
            byte[] some = [.. sep, 0];
            fixed (byte* p = s)
            fixed (byte* q = some) Assert.Equal(wanted, Bytealg.LastIndexString(null, p, s.Length, q, sep.Length));
        }
    }

    [Fact]
    public void EqualAndCompareSeeEveryByte()
    {
        byte[] a = new byte[80], b = new byte[80];
        for (int n = 0; n < 70; n++)
            for (int at = -1; at < n; at++)
                for (int shift = 0; shift < 3; shift++)
                    foreach (int delta in new[] { 1, 0x80, 0xff })
                    {
                        for (int i = 0; i < a.Length; i++) a[i] = (byte)(i * 37 + n);
                        a.AsSpan(0, a.Length - shift).CopyTo(b.AsSpan(shift));
                        if (at >= 0) b[shift + at] += (byte)delta;
                        b[Math.Min(shift + n, 79)] ^= 1;                // what lies behind does not count
                        fixed (byte* p = a)
                        fixed (byte* q = b)
                        {
                            int wanted = at < 0 ? 0 : a[at] < b[shift + at] ? -1 : 1;
                            Assert.Equal(at < 0 ? 1 : 0, Alg.Memequal(null, p, q + shift, (ulong)n));
                            Assert.Equal(wanted, Bytealg.CompareString(null, p, n, q + shift, n));
                            Assert.Equal(wanted != 0 ? wanted : -1, Bytealg.CompareString(null, p, n, q + shift, n + 1));
                            Assert.Equal(-wanted, Bytealg.CompareString(null, q + shift, n, p, n));
                        }
                    }
    }
}
