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
}
