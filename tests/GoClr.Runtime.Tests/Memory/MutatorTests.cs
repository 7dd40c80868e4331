// A random program on the heap, with a shadow of every object in .NET memory: what is reachable must keep its contents, what is not must go.
using System;
using System.Collections.Generic;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class MutatorTests
{
    private sealed class Shadow
    {
        internal nint At;
        internal int Type, Count;
        internal ulong Stamp;
        internal Shadow?[] Refs = [];
    }

    private sealed class Kind
    {
        internal nint Type;
        internal int Words;
        internal int[] Ptrs = [];
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void ReachableObjectsSurvive(int seed)
    {
        using HeapHarness hh = new();
        hh.H->poison = 1;
        Random rnd = new(seed);
        List<Kind> kinds = [];
        foreach (int words in (int[])[1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 32, 33, 48, 64, 65, 90, 150, 700, 2000])
            for (int v = 0; v < 3; v++)
            {
                List<int> ptrs = [];
                for (int w = 0; w < words; w++) if (v == 0 || rnd.Next(3) == 0) ptrs.Add(w);
                if (ptrs.Count == 0) ptrs.Add(words - 1);
                kinds.Add(new Kind { Type = (nint)HeapHarness.Type(words * 8, [.. ptrs]), Words = words, Ptrs = [.. ptrs] });
            }
        List<Shadow?> roots = [];
        for (int i = 0; i < 64; i++) roots.Add(null);
        ulong stamp = 1;

        Shadow New()
        {
            int k = rnd.Next(100) < 80 ? rnd.Next(kinds.Count / 2) : rnd.Next(kinds.Count);
            Kind kind = kinds[k];
            int count = rnd.Next(4) == 0 ? 1 + rnd.Next(kind.Words > 64 ? 8 : 300 / kind.Words + 1) : 1;
            GoType* t = (GoType*)kind.Type;
            byte* p = Malloc.Gc(hh.G, t->Size * (ulong)count, t, true);
            for (int i = 0; i < kind.Words * count; i++) Assert.Equal(0UL, ((ulong*)p)[i]);
            Shadow s = new() { At = (nint)p, Type = k, Count = count, Stamp = stamp++, Refs = new Shadow?[kind.Ptrs.Length * count] };
            // Words that are no pointers hold addresses of the heap now and then: they must keep nothing alive.
            for (int w = 0; w < kind.Words * count; w++) if (Array.IndexOf(kind.Ptrs, w % kind.Words) < 0) ((ulong*)p)[w] = Word(s, w);
            return s;
        }

        static ulong Word(Shadow s, int w) => w % 3 == 0 ? 0xc000000000UL + (s.Stamp * 7919 * (ulong)(w + 1) & 0xffffff8) : s.Stamp << 20 | (uint)w;

        void Check(Shadow s)
        {
            Kind kind = kinds[s.Type];
            ulong* p = (ulong*)s.At;
            for (int w = 0; w < kind.Words * s.Count; w++) if (Array.IndexOf(kind.Ptrs, w % kind.Words) < 0) Assert.Equal(Word(s, w), p[w]);
            for (int i = 0; i < s.Refs.Length; i++)
            {
                ulong have = p[i / kind.Ptrs.Length * kind.Words + kind.Ptrs[i % kind.Ptrs.Length]];
                if (s.Refs[i] == null) Assert.Equal(0UL, have);
                else Assert.InRange(have - (ulong)s.Refs[i]!.At, 0UL, (ulong)kinds[s.Refs[i]!.Type].Words * 8 * (ulong)s.Refs[i]!.Count - 1);
            }
        }

        for (int cycle = 0; cycle < 12; cycle++)
        {
            for (int step = 0; step < 1500; step++)
            {
                Shadow s = New();
                int r = rnd.Next(roots.Count);
                Shadow? host = roots[r];
                for (int hop = 0; hop < 3 && host != null && rnd.Next(2) == 0; hop++) host = host.Refs[rnd.Next(host.Refs.Length)] ?? host;
                if (host == null || rnd.Next(6) == 0) { roots[r] = s; continue; }
                int i = rnd.Next(host.Refs.Length);
                Kind hk = kinds[host.Type];
                host.Refs[i] = s;
                ((ulong*)host.At)[i / hk.Ptrs.Length * hk.Words + hk.Ptrs[i % hk.Ptrs.Length]] = (ulong)s.At + (ulong)(rnd.Next(2) * rnd.Next(kinds[s.Type].Words * 8 * s.Count));
                if (rnd.Next(20) == 0) roots[rnd.Next(roots.Count)] = null;
            }
            hh.Roots.Clear();
            HashSet<Shadow> live = [];
            Stack<Shadow> todo = [];
            foreach (Shadow? s in roots) if (s != null) { hh.Roots.Add(s.At); if (live.Add(s)) todo.Push(s); }
            while (todo.Count > 0) foreach (Shadow? c in todo.Pop().Refs) if (c != null && live.Add(c)) todo.Push(c);
            var (objs, _) = hh.Collect();
            Assert.Equal(live.Count, objs);
            foreach (Shadow s in live) Check(s);
        }
    }

    [Fact]
    public void FreedMemoryIsUsedAgain()
    {
        using HeapHarness hh = new();
        for (int cycle = 0; cycle < 20; cycle++)
        {
            for (int i = 0; i < 20000; i++) Malloc.Gc(hh.G, (ulong)(16 + i % 500), null, false);
            for (int i = 0; i < 50; i++) Malloc.Gc(hh.G, 100_000, null, false);
            hh.Collect();
        }
        Assert.InRange(hh.H->top, 1u, 4500u);               // about 10 MB a cycle, 8 KB pages
    }

    [Fact]
    public void NewIsZeroedAndPlacedBySizeClass()
    {
        using HeapHarness hh = new();
        foreach (int size in (int[])[1, 8, 16, 17, 24, 32, 33, 48, 100, 128, 130, 256, 500, 512, 513, 4096, 32768, 40000])
        {
            GoType* t = HeapHarness.Type((size + 7) / 8 * 8, 0);
            HashSet<nint> seen = [];
            for (int i = 0; i < 300; i++)
            {
                byte* p = Malloc.Gc(hh.G, (ulong)size, i % 2 == 0 ? t : null, true);
                Assert.True(size < 16 && i % 2 == 1 || seen.Add((nint)p));
                for (int k = 0; k < size; k++) Assert.Equal(0, p[k]);
                new Span<byte>(p, size).Fill(0xff);
                Assert.True(hh.H->FindObject((ulong)p + (ulong)size - 1, out ulong slot, out _, out _) <= p && slot >= (ulong)size);
            }
        }
        Assert.True(Malloc.Gc(hh.G, 0, null, true) == hh.H->zerobase);
    }
}
