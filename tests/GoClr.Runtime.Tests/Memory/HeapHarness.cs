// A heap without a scheduler: one G, one cache, roots chosen by the test.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Runtime;

namespace GoClr.Runtime.Tests;

internal sealed unsafe class HeapHarness : IDisposable
{
    internal readonly Mheap* H;
    internal readonly Mcache* C;
    internal readonly G* G;
    internal readonly MarkWorker* W;
    internal readonly List<nint> Roots = [];

    internal HeapHarness()
    {
        H = Mheap.Create();
        C = Mcache.Create(H, null);
        H->gcTrigger = long.MaxValue;
        G = (G*)NativeMemory.AlignedAlloc((nuint)sizeof(G), 128);
        NativeMemory.Clear(G, (nuint)sizeof(G));
        G->mc = Mcache.Windows(C);
        W = Mark.NewWorker(H, Mark.NewShared());
    }

    public void Dispose() => H->Destroy();

    /// <summary>A descriptor with the given pointer words.</summary>
    internal static GoType* Type(int size, params int[] ptrWords)
    {
        byte* p = (byte*)NativeMemory.AllocZeroed(512);
        GoType* t = (GoType*)p;
        t->Size = (ulong)size;
        t->Kind = GoKind.Struct;
        t->GCData = (ulong*)NativeMemory.AllocZeroed((nuint)(size / 64 + 16));
        foreach (int w in ptrWords)
        {
            ((byte*)t->GCData)[w / 8] |= (byte)(1 << (w % 8));
            t->PtrBytes = Math.Max(t->PtrBytes, (ulong)(w + 1) * 8);
        }
        return t;
    }

    /// <summary>A whole cycle; returns live objects and bytes.</summary>
    internal (long Objects, long Bytes) Collect()
    {
        while (H->SweepOne() != 0) { }
        Mcache.Flush(C);
        foreach (nint r in Roots) Mark.Push(W, (ulong)r);
        while (!Mark.Drain(W, 1000)) { }
        Assert(Mark.Empty(W));
        var r2 = (W->objs, W->bytes);
        Mark.Trim(W);
        H->StartSweep();
        H->sweepRatio = 0.5;
        return r2;
    }

    private static void Assert(bool b) { if (!b) throw new InvalidOperationException(); }
}
