// Capacities after append, as real Go gives them.
using System;
using System.Globalization;
using System.IO;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class SliceTests
{
    [Fact]
    public void GrowsliceCapacities()
    {
        using HeapHarness hh = new();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Memory", "growslice.tsv")))
        {
            string[] f = line.Split('\t');
            int size = int.Parse(f[0], CultureInfo.InvariantCulture), old = int.Parse(f[2], CultureInfo.InvariantCulture), add = int.Parse(f[3], CultureInfo.InvariantCulture);
            GoType* t = f[1] == "1" ? HeapHarness.Type(size, 0) : HeapHarness.Type(size);
            byte* p = Slice.Makeslice(hh.G, t, old, old);
            Abi.W2 r = Slice.Growslice(hh.G, p, old + add, old, add, t);
            Assert.Equal(0, hh.G->status);
            Assert.Equal(old + add, r.B);
            Assert.True(int.Parse(f[4], CultureInfo.InvariantCulture) == hh.G->ret[2], line + " we: " + hh.G->ret[2]);
        }
    }

    [Fact]
    public void RunesAndStrings()
    {
        using HeapHarness hh = new();
        byte[] bytes = [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xff, 0xed, 0xa0, 0x80, 0xc0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xe2, 0x82];
        int[] runes = [0x61, 0xe9, 0x20ac, 0x1f600, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd];
        fixed (byte* p = bytes)
        {
            Assert.Equal(runes.Length, Strings.Countrunes(hh.G, p, bytes.Length));
            Abi.W2 r = Strings.Stringtoslicerune(hh.G, null, p, bytes.Length);
            Assert.Equal(runes, new Span<int>((int*)r.A, (int)r.B).ToArray());
            Abi.W2 s = Strings.Slicerunetostring(hh.G, null, (int*)r.A, 4, 4);
            Assert.Equal(bytes[..10], new Span<byte>((byte*)s.A, (int)s.B).ToArray());
            Abi.W2 c = Strings.Concatstring3(hh.G, null, p, 3, p, 0, p + 3, 3);
            Assert.Equal(bytes[..6], new Span<byte>((byte*)c.A, (int)c.B).ToArray());
            Assert.Equal(-1, Strings.Cmpstring(hh.G, p, 1, p, 2));
            Assert.Equal(1, Strings.Cmpstring(hh.G, p + 1, 1, p, 5));
            Assert.Equal(0, Strings.Cmpstring(hh.G, p, 5, p, 5));
        }
    }
}
