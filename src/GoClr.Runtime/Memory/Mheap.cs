// The heap: one reserved range, 8 KB pages, and flat side tables indexed by page number. Everything about page k lies at
// Table + k*stride; no pointer from a page to a descriptor is ever followed. Nothing here is a .NET object.
//
//     pt        8 a page   span class 0..7 | pages back to the span's start 8..31 | pointer mask of the page's objects 32..63; 0: free page
//     marks    64          mark bit per object index
//     allocs   64          last cycle's marks as the sweep left them: 0 = free slot
//     grey     64 + 4      objects found in large arrays, not yet scanned; which pages have such (the marker's)
//     ptrBits 128          objects to 512 B: bit per word, if the page is mixed; larger: a TypeInfo pointer an object; large: one
//     spans    16          pages, objects, state
//
// H1  Every address in a span is described by pt[page]; all other data about it is computed from the page number. pt is written before
//     the first pointer into the span exists, and zeroed before its pages are handed out again.
// H2  A span belongs to exactly one of: unswept, open in a P, swept and in use, partial (swept, has free slots). All are listed once in
//     `inuse` when acquired; at mark termination `inuse` becomes `unswept`.
// H3  allocs changes only in the sweep of that span. A free slot is 0 in allocs and not yet passed by an open span's index. Allocation
//     writes no bit.
// H4  Nothing unswept exists when marking starts; no span is swept while marking.
// H5  Exact pointers only: nothing ever points to a free slot, so the marker never asks whether a slot is allocated. Hence frame maps,
//     areas and result words must be exact at every state.
// H6  A slot is zeroed after it is taken from the window and before a poll, a call or a store of its address.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace GoClr.Runtime;

/// <summary>What the marker knows about an object that has no one-word mask: the element's size and pointer words, repeated over the object.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TypeInfo
{
    public long size, ptrBytes;
    public ulong* mask;                  // ptrBytes/8 bits
    public ulong hash;
    public TypeInfo* next;               // in the interning table
}

/// <summary>state: 0 nothing allocated from it since it was last wholly free, 1 all slots have the mask in pt, 2 mixed.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SpanInfo { public uint npages, nobj; public byte needZero, state; public ushort pad; public uint pad2; }

/// <summary>Spans of one span class, as arrays of page numbers.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public unsafe struct SpanLists
{
    public uint* unswept, inuse, partial;
    public int nUnswept, sweepPos, nInuse, nPartial;
    public Lock lk;                      // LockRank.SpanSet: partial
}

[StructLayout(LayoutKind.Sequential)]
public unsafe partial struct Mheap
{
    public ulong arenaStart, arenaSize;  // the reserved range of objects
    public ulong* pt, marks, allocs, grey, ptrBits, check;
    public uint* pend;
    public SpanInfo* spans;
    private ulong* _freeBits;            // 1 bit a page
    public uint* magic, objSize, clsPages;                   // by span class; magic turns a division by the size into a multiplication
    public SpanLists* lists;
    public byte* zerobase;               // address of all zero-size objects; the 1 KB behind it stays zero
    public byte* staticUint64s;          // 0 … 255, what small integers in interfaces point to
    public uint npagesMax, top;          // top: pages ever used; everything above is fresh from the system
    private uint _hint1, _hintN, _freePages;
    private Lock _lock;                  // LockRank.Pages: the page bitmap
    private int _sweepClass;
    public int sweepDone;                // 1: nothing unswept
    public long pagesInUse, sweptPages, releasedPages;
    public long metaBytes;

    // ---- pacing, see GC/Pacer.cs
    public long heapLive, gcTrigger, totalAlloc;
    public double sweepRatio;            // pages to sweep per page allocated; 0: all swept
    public int gcWanted;                 // the trigger was passed: the next scheduler visit starts a cycle
    public long* profRate;               // runtime.MemProfileRate, or a zero
    public int gcStress;                 // GODEBUG=gcstress=N: ask for a cycle at every N-th slow step

    private const uint None = uint.MaxValue;

    /// <summary>Reserves the range and its tables. The first heap of a process lies at gc's address, others follow it.</summary>
    public static Mheap* Create()
    {
        Mheap* h = (Mheap*)NativeMemory.AlignedAlloc((nuint)sizeof(Mheap), 128);
        NativeMemory.Clear(h, (nuint)sizeof(Mheap));
        for (ulong size = 64UL << 30; h->arenaStart == 0; size >>= 1)
        {
            if (size < 64UL << 20) throw new OutOfMemoryException("goclr: cannot reserve address space for the heap");
            for (ulong at = 0xc000000000, n = 0; n < 64; n++, at += 0x1000000000)
                if (ReserveAt(at, size)) { h->arenaStart = at; h->arenaSize = size; break; }
        }
        ulong np = h->arenaSize >> SizeClasses.PageShift;
        h->npagesMax = (uint)np;
        // One reservation for all tables; strides as in the head comment. The system commits what is touched.
        ulong perPage = 8 + 64 * 4 + 128 + (ulong)sizeof(SpanInfo) + 4;
        ulong listBytes = (ulong)SizeClasses.NumSpanClasses * 3 * np * 4;
        byte* m = (byte*)Linux.Reserve((long)(np * perPage + np / 8 + listBytes + (4 << 20)));
        byte* Take(ulong n) { byte* r = m; m += (n + 4095) & ~4095UL; return r; }
        h->pt = (ulong*)Take(np * 8);
        h->marks = (ulong*)Take(np * 64);
        h->allocs = (ulong*)Take(np * 64);
        h->grey = (ulong*)Take(np * 64);
        h->check = (ulong*)Take(np * 64);
        h->ptrBits = (ulong*)Take(np * 128);
        h->spans = (SpanInfo*)Take(np * (ulong)sizeof(SpanInfo));
        h->pend = (uint*)Take(np * 4);
        h->_freeBits = (ulong*)Take(np / 8);
        h->magic = (uint*)Take(4096); h->objSize = h->magic + 256; h->clsPages = h->magic + 512;
        h->lists = (SpanLists*)Take((ulong)SizeClasses.NumSpanClasses * (ulong)sizeof(SpanLists));
        h->zerobase = Take(4096);
        h->profRate = (long*)h->zerobase;                        // never written: off
        h->staticUint64s = h->zerobase + 2048;
        for (int i = 0; i < 256; i++) ((ulong*)h->staticUint64s)[i] = (ulong)i;
        for (int c = 0; c < SizeClasses.NumClasses; c++)
            for (int ns = 0; ns < 2; ns++)
            {
                int sc = c * 2 + ns;
                h->magic[sc] = c == 0 ? 0 : uint.MaxValue / SizeClasses.Sizes[c] + 1;
                h->objSize[sc] = SizeClasses.Sizes[c];
                h->clsPages[sc] = SizeClasses.Pages[c];
                SpanLists* l = h->lists + sc;
                l->unswept = (uint*)Take(np * 4); l->inuse = (uint*)Take(np * 4); l->partial = (uint*)Take(np * 4);
                Locks.Init(&l->lk, LockRank.SpanSet);
            }
        h->sweepDone = 1;
        Locks.Init(&h->_lock, LockRank.Pages);
        Locks.Init(&h->shapeLock, LockRank.Heap);
        h->InitShapes();
        ItabNatives.Init(&h->iface);
        return h;
    }

    private const int DontNeed = 4;

    private static bool ReserveAt(ulong at, ulong n)
    {
        void* p = Linux.Map((void*)at, (long)n, Linux.ProtRead | Linux.ProtWrite, Linux.MapPrivate | Linux.MapAnonymous | Linux.MapNoReserve | Linux.MapFixedNoReplace);
        if (p == (void*)at) return true;
        if ((nint)p != -1) Linux.Unmap(p, (long)n);          // a system that takes the address for a hint only
        return false;
    }

    // A heap lies in native memory: its fields do not move.
    private static void Enter(ref Lock l) => Locks.Acquire((Lock*)Unsafe.AsPointer(ref l));
    private static void Exit(ref Lock l) => Locks.Release((Lock*)Unsafe.AsPointer(ref l));

    public void Destroy()
    {
        Linux.Unmap((void*)arenaStart, (long)arenaSize);           // the tables stay reserved: a runtime is destroyed by tests only
    }

    public IfaceState iface;

    // ---------- shapes, see Shapes.cs
    public Shape* shapes;                // by number
    private int _nextDyn;
    private int* _shapeTable;            // open addressing, by (span class, mask or TypeInfo)
    private TypeInfo** _typeTable;
    public TypeInfo* ptrWord;            // []*T
    public int stringShape, sliceShape;  // {pointer, length} and {pointer, length, capacity}
    public Lock shapeLock;               // LockRank.Heap: both tables

    // ---------- pages

    /// <summary>n contiguous pages; fresh: never used, hence zero. First fit.</summary>
    private uint AllocPages(uint n, out bool fresh)
    {
        Enter(ref _lock);
        uint r = None;
        fresh = false;
        if (_freePages >= n) r = n == 1 ? FindOne() : FindRun(n);
        if (r != None)
        {
            SetFree(r, n, false);
            _freePages -= n;
        }
        else
        {
            if (top + (ulong)n > npagesMax) { Exit(ref _lock); Fatal.Throw("out of memory: the heap's reserved range is full"); }
            r = top;
            top += n;
            fresh = true;
        }
        pagesInUse += n;
        Exit(ref _lock);
        return r;
    }

    private uint FindOne()
    {
        uint words = (top + 63) / 64;
        for (uint w = _hint1; w < words; w++)
            if (_freeBits[w] != 0) { _hint1 = w; return w * 64 + (uint)BitOperations.TrailingZeroCount(_freeBits[w]); }
        return None;
    }

    // _hintN: no run of two pages begins below it.
    private uint FindRun(uint n)
    {
        uint run = 0;
        bool first = true;
        for (uint p = _hintN * 64; p < top;)
        {
            ulong v = _freeBits[p >> 6];
            if ((p & 63) == 0 && (v == 0 || v == ~0UL))
            {
                if (v == 0) { run = 0; p += 64; continue; }
                if (first) { _hintN = p >> 6; first = false; }
                if (run + 64 >= n) return p - run;
                run += 64; p += 64;
                continue;
            }
            if ((v >> (int)(p & 63) & 1) != 0)
            {
                if (++run == 2 && first) { _hintN = (p - 1) >> 6; first = false; }
                if (run == n) return p + 1 - n;
            }
            else run = 0;
            p++;
        }
        return None;
    }

    private void SetFree(uint p, uint n, bool free)
    {
        for (uint i = p, e = p + n; i < e;)
        {
            uint w = i >> 6, lim = Math.Min(e, (w + 1) * 64), k = lim - i;
            ulong m = (k == 64 ? ~0UL : (1UL << (int)k) - 1) << (int)(i & 63);
            if (free) _freeBits[w] |= m; else _freeBits[w] &= ~m;
            i = lim;
        }
    }

    private void FreePages(uint p, uint n)
    {
        Enter(ref _lock);
        for (uint i = p; i < p + n; i++) pt[i] = 0;
        SetFree(p, n, true);
        _freePages += n;
        pagesInUse -= n;
        if (p / 64 < _hint1) _hint1 = p / 64;
        uint q = p == 0 ? 0 : p - 1;                         // the run may continue a free page below
        if (q / 64 < _hintN) _hintN = q / 64;
        Exit(ref _lock);
    }

    public uint FreePageCount => _freePages;

    /// <summary>Gives the memory of free pages back to the system, at most limit pages; returns how many.</summary>
    public long Release(long limit)
    {
        long n = 0;
        Enter(ref _lock);
        for (uint p = 0; p < top && n < limit;)
        {
            ulong v = _freeBits[p >> 6];
            if ((p & 63) == 0 && v == 0) { p += 64; continue; }
            if ((v >> (int)(p & 63) & 1) == 0) { p++; continue; }
            uint e = p;
            while (e < top && (_freeBits[e >> 6] >> (int)(e & 63) & 1) != 0) e++;
            Linux.Advise((byte*)arenaStart + ((ulong)p << SizeClasses.PageShift), (long)(e - p) << SizeClasses.PageShift, DontNeed);
            n += e - p;
            p = e;
        }
        releasedPages = n;
        Exit(ref _lock);
        return n;
    }

    // ---------- spans

    /// <summary>A new span. Everything is written before the page entries: a marker finds a span only through a pointer into it.</summary>
    public uint NewSpan(int sc, uint np, uint nobj)
    {
        uint p = AllocPages(np, out bool fresh);
        SpanInfo* s = spans + p;
        s->npages = np; s->nobj = nobj; s->needZero = fresh ? (byte)0 : (byte)1; s->state = 0;
        uint words = (nobj + 63) / 64;
        for (uint i = 0; i < words; i++) { allocs[(ulong)p * 8 + i] = 0; marks[(ulong)p * 8 + i] = 0; grey[(ulong)p * 8 + i] = 0; }
        // 1 in the mask's place of a span without masks: an entry in use is never 0.
        for (uint i = 0; i < np; i++) pt[p + i] = (uint)sc | i << 8 | (sc < 2 ? 1UL << 32 : 0);
        SpanLists* l = lists + sc;
        l->inuse[Interlocked.Increment(ref l->nInuse) - 1] = p;
        return p;
    }

    /// <summary>Mark bits become allocation bits. Free slots, or -1: the whole span was free and its pages are given back.</summary>
    public int Sweep(uint p, int sc)
    {
        SpanInfo* s = spans + p;
        uint words = (s->nobj + 63) / 64;
        ulong* m = marks + (ulong)p * 8, a = allocs + (ulong)p * 8;
        int live = 0;
        if (poison != 0) PoisonFree(p, sc);
        for (uint i = 0; i < words; i++)
        {
            ulong v = m[i];
            live += BitOperations.PopCount(v);
            a[i] = v;
            m[i] = 0;
        }
        s->needZero = 1;
        if (live == 0) { s->state = 0; FreePages(p, s->npages); return -1; }
        SpanLists* l = lists + sc;
        l->inuse[Interlocked.Increment(ref l->nInuse) - 1] = p;
        return (int)s->nobj - live;
    }

    public int poison;                   // fill free slots at the sweep, so that a use of a lost object shows

    private void PoisonFree(uint p, int sc)
    {
        SpanInfo* s = spans + p;
        ulong size = sc < 2 ? (ulong)s->npages << SizeClasses.PageShift : objSize[sc];
        byte* b = (byte*)arenaStart + ((ulong)p << SizeClasses.PageShift);
        for (uint i = 0; i < s->nobj; i++)
            if ((marks[(ulong)p * 8 + i / 64] >> (int)(i & 63) & 1) == 0) NativeMemory.Fill(b + i * size, (nuint)size, 0xdb);
    }

    /// <summary>Sweeps one span of any class; its pages, 0: nothing left.</summary>
    public int SweepOne()
    {
        for (;;)
        {
            int sc = Volatile.Read(ref _sweepClass);
            if (sc >= SizeClasses.NumSpanClasses) { sweepDone = 1; return 0; }
            SpanLists* l = lists + sc;
            if (Volatile.Read(ref l->sweepPos) < l->nUnswept)
            {
                int i = Interlocked.Increment(ref l->sweepPos) - 1;
                if (i < l->nUnswept)
                {
                    uint p = l->unswept[i];
                    int np = (int)spans[p].npages;
                    if (Sweep(p, sc) > 0 && sc > 1) { Locks.Acquire(&l->lk); l->partial[l->nPartial++] = p; Locks.Release(&l->lk); }
                    Interlocked.Add(ref sweptPages, np);
                    return np;
                }
            }
            Interlocked.CompareExchange(ref _sweepClass, sc + 1, sc);
        }
    }

    /// <summary>World stopped, everything swept: all spans in use become unswept.</summary>
    public void StartSweep()
    {
        for (int sc = 0; sc < SizeClasses.NumSpanClasses; sc++)
        {
            SpanLists* l = lists + sc;
            uint* swap = l->unswept;
            l->unswept = l->inuse;
            l->inuse = swap;
            l->nUnswept = l->nInuse; l->sweepPos = 0; l->nInuse = 0; l->nPartial = 0;
        }
        _sweepClass = 0;
        sweptPages = 0;
        sweepDone = 0;
    }

    /// <summary>A span with free slots for a P.</summary>
    public uint AcquireSpan(int sc)
    {
        SpanLists* l = lists + sc;
        if (l->nPartial > 0)
        {
            Locks.Acquire(&l->lk);
            if (l->nPartial > 0) { uint p = l->partial[--l->nPartial]; Locks.Release(&l->lk); return p; }
            Locks.Release(&l->lk);
        }
        while (Volatile.Read(ref l->sweepPos) < l->nUnswept)
        {
            int i = Interlocked.Increment(ref l->sweepPos) - 1;
            if (i >= l->nUnswept) break;
            uint p = l->unswept[i], np = spans[p].npages;
            int f = Sweep(p, sc);
            Interlocked.Add(ref sweptPages, np);
            if (f > 0) return p;
        }
        return NewSpan(sc, clsPages[sc], clsPages[sc] * SizeClasses.PageSize / objSize[sc]);
    }

    // ---------- from an address to its object

    /// <summary>Start of the object that holds p, and its slot's size; null if p is not in a span of this heap.</summary>
    public byte* FindObject(ulong p, out ulong size, out uint page, out uint index)
    {
        size = 0; page = 0; index = 0;
        ulong off = p - arenaStart;
        if (off >= arenaSize) return null;
        ulong e = pt[off >> SizeClasses.PageShift];
        if (e == 0) return null;
        page = (uint)(off >> SizeClasses.PageShift) - ((uint)e >> 8);
        uint sc = (byte)e;
        ulong start = (ulong)page << SizeClasses.PageShift;
        if (sc < 2) { size = (ulong)spans[page].npages << SizeClasses.PageShift; return (byte*)(arenaStart + start); }
        index = (uint)((ulong)(uint)(off - start) * magic[sc] >> 32);
        size = objSize[sc];
        if (index >= spans[page].nobj) return null;
        return (byte*)(arenaStart + start + index * size);
    }

    public bool InHeap(void* p) => (ulong)p - arenaStart < arenaSize;
    public bool IsMarked(uint page, uint index) => (marks[(ulong)page * 8 + (index >> 6)] >> (int)(index & 63) & 1) != 0;

    /// <summary>Slots that a P takes while marking is on are marked, a whole window with one operation.</summary>
    public void MarkNew(uint page, uint w, ulong v, long bytes)
    {
        Interlocked.Or(ref marks[(ulong)page * 8 + w], v);
        Interlocked.Add(ref newBytes, bytes);
    }

    public long newBytes;
}
