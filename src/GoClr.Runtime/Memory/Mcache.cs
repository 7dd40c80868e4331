// Mcache: what a P owns of the heap. G.mc points at the windows; the header stands before them, so that every goroutine reaches its P's
// cache and, through it, the heap with one load.
//
//     Mcache header | Win[0] Win[1] … one a shape            (reserved memory: only windows in use are committed)
//
// A window is up to 64 slots of one span, for one shape: bit i = slot i is free, b = address of slot 0 of the mark word.
using System.Numerics;
using System.Runtime.InteropServices;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Win
{
    public ulong free;
    public byte* b;                      // null: not taken since the last cycle; then the shape is not in `touched`
    public long size;                    // slot size
    public ulong hidden;                 // free, too, but the next one of them may be a sample of the memory profile
}

/// <summary>A P's open span of one span class; windows are cut from it in index order.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct Open { public uint page, idx, n, pad; }

/// <summary>One remembered answer of Mheap.ShapeOf.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ShapeCacheEntry { public ulong key; public int shape, pad; }

[StructLayout(LayoutKind.Sequential, Size = HeaderBytes)]
public unsafe struct Mcache
{
    public const int HeaderBytes = 16384, ShapeCacheSize = 256;
    public Mheap* heap;
    public RuntimeRoot* root;            // null in tests of the heap alone
    public int marking;                  // a concurrent cycle is on: new windows are marked
    public int ntouched;
    public int* touched;                 // shapes whose window was taken since the last cycle
    public byte* tiny, tinyEnd;          // free rest of the current block for pointer-free objects below 16 bytes
    public long allocBytes;              // since the last Account
    public long sweepDebt;               // 1/256 pages this P owes to proportional sweeping
    public long assistDebt;
    public long nTiny;                   // objects put into tiny blocks
    public long largeCount, largeBytes;
    public ulong rnd;
    public int stressCount, pad;
    public long nextSample, profRate;    // bytes until the next sample of the memory profile; the rate it was drawn for
    private fixed long _pad1[6];
    public fixed long nmalloc[SizeClasses.NumSpanClasses];   // slots handed to windows, by span class
    private fixed long _open[SizeClasses.NumSpanClasses * 2];
    private fixed long _shapeCache[ShapeCacheSize * 2];

    public static Mcache* Of(void* mc) => (Mcache*)mc - 1;
    public static Mcache* Of(G* g) => (Mcache*)g->mc - 1;

    public static Mcache* Create(Mheap* h, RuntimeRoot* root)
    {
        Mcache* c = (Mcache*)Linux.Reserve(HeaderBytes + (long)Mheap.MaxShapes * sizeof(Win) + (long)Mheap.MaxShapes * 4);
        c->heap = h;
        c->root = root;
        c->touched = (int*)((byte*)(c + 1) + (long)Mheap.MaxShapes * sizeof(Win));
        c->rnd = (ulong)c * 0x9E3779B97F4A7C15 + 1;
        c->nextSample = long.MaxValue;
        return c;
    }

    public static Win* Windows(Mcache* c) => (Win*)(c + 1);
    public static Open* OpenOf(Mcache* c, int sc) => (Open*)c->_open + sc;
    public static ShapeCacheEntry* ShapeCache(Mcache* c) => (ShapeCacheEntry*)c->_shapeCache;

    /// <summary>World stopped: gives all windows and open spans back. Free slots stay free, whatever the marker says (H3).</summary>
    public static void Flush(Mcache* c)
    {
        Mheap* h = c->heap;
        Win* w = Windows(c);
        for (int i = 0; i < c->ntouched; i++)
        {
            int s = c->touched[i];
            long n = BitOperations.PopCount(w[s].free | w[s].hidden);
            Shape* sh = h->shapes + s;
            c->nmalloc[sh->sc] -= n;
            c->allocBytes -= n * sh->size;
            w[s].free = w[s].hidden = 0;
            w[s].b = null;
        }
        c->ntouched = 0;
        for (int sc = 2; sc < SizeClasses.NumSpanClasses; sc++) { Open* o = OpenOf(c, sc); o->n = o->idx = 0; }
        c->tiny = c->tinyEnd = null;
        for (int i = 0; i < ShapeCacheSize; i++) ShapeCache(c)[i].key = 0;   // a type that reflect made may die and its address come back
    }
}
