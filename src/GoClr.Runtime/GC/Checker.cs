// The checker: marks the heap again with its own bits and its own walk, and compares: every reachable object is marked. In checked builds
// and with GOCLR_GCCHECK=1 it runs in every cycle, between marking and sweeping.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Checker
{
    private struct Visitor : IRootVisitor
    {
        internal Mheap* H;
        internal ulong* Stack;
        internal long Sp, Objects, Lost;

        public void Words(long* at, int words, ulong* mask)
        {
            if (mask == null) return;
            for (int i = 0; i < words; i++) if (Bits.Get(mask, i)) Add((ulong)at[i], "frame", (ulong)(at + i));
        }

        public void Word(long* slot) => Add((ulong)*slot, "root", (ulong)slot);

        internal void Add(ulong p, string from, ulong slot)
        {
            if (p < H->arenaStart || p >= H->arenaStart + H->arenaSize) return;
            byte* b = H->FindObject(p, out _, out uint page, out uint idx);
            if (b == null) return;
            ulong* c = H->check + (ulong)page * 8 + idx / 64;
            ulong bit = 1UL << (int)(idx % 64);
            if ((*c & bit) != 0) return;
            *c |= bit;
            Objects++;
            if (!H->IsMarked(page, idx) && Lost++ < 10)
                Fatal.Print("gc check: object 0x" + ((ulong)b).ToString("x") + " is reachable from " + from + " 0x" + slot.ToString("x") + " but not marked (class " + (byte)H->pt[page] + ")\n");
            Stack[Sp++] = (ulong)b;
        }
    }

    /// <summary>World stopped, marking done. A lost object is the end.</summary>
    internal static void Verify(RuntimeRoot* rt, GcState* s)
    {
        long lost = Run(rt, s->heap, &s->specials, s->poolCleanup, out _);
        if (lost != 0) Fatal.Throw("garbage collector lost " + lost + " objects");
    }

    /// <summary>Objects that are reachable but not marked.</summary>
    internal static long Run(RuntimeRoot* rt, Mheap* h, SpecialTable* specials, byte* more, out long objects)
    {
        NativeMemory.Clear(h->check, (nuint)h->top * 64);
        ulong* stack = (ulong*)Linux.Reserve((long)h->arenaSize / 2);
        Visitor v = new() { H = h, Stack = stack };
        for (int i = 0; i < rt->imageCount; i++)
        {
            ImageHeader* im = rt->images[i].header;
            for (long k = 0; k < im->RootCount; k++)
            {
                RootRange* r = im->Roots + k;
                if (r->PtrMask == null) continue;
                for (long j = 0; j < r->Bytes / 8; j++) if (Bits.Get(r->PtrMask, j)) v.Add(((ulong*)r->Start)[j], "data", (ulong)r->Start + (ulong)j * 8);
            }
        }
        G** gs = Sched.AllGs(rt, out long n);
        for (long i = 0; i < n; i++) if (gs[i]->gstatus != (int)GStatus.Dead) Roots.Visit(gs[i], ref v);
        Timers.VisitRoots(rt, ref v);
        if (more != null) v.Add((ulong)more, "sync.Pool's clean-up", 0);
        for (int i = 0; i < h->iface.nReflectOff; i++) v.Add((ulong)h->iface.reflectOff[i], "reflect's offsets", (ulong)i);
        for (Special* q = specials->queueHead; q != null; q = q->next) { v.Add((ulong)q->fn, "queued finalizer", 0); v.Add(q->ptr, "queued finalizer", 0); }
        for (long i = 0; i < specials->nbuckets; i++)
            for (Special* q = specials->buckets[i]; q != null; q = q->next)
            {
                if (q->fn != null) v.Add((ulong)q->fn, "special", q->obj);
                if (q->handle != null) v.Add((ulong)q->handle, "weak handle", q->obj);
            }
        while (v.Sp > 0)
        {
            ulong b = stack[--v.Sp];
            h->FindObject(b, out ulong size, out uint page, out uint idx);
            uint sc = (byte)h->pt[page];
            if ((sc & 1) != 0) continue;
            long words = (long)size / 8;
            for (long w = 0; w < words; w++) if (IsPointer(h, page, idx, size, w)) v.Add(((ulong*)b)[w], "object", b);
        }
        Linux.Unmap(stack, (long)h->arenaSize / 2);
        objects = v.Objects;
        return v.Lost;
    }

    private static bool IsPointer(Mheap* h, uint page, uint idx, ulong size, long w)
    {
        if (size > SizeClasses.MaxMasked)
        {
            TypeInfo* t = ((TypeInfo**)(h->ptrBits + (ulong)page * 16))[idx];
            if (t == null) return false;
            long k = w % (t->size / 8);
            return k < t->ptrBytes / 8 && Bits.Get(t->mask, k);
        }
        ulong mask = h->pt[page] >> 32;
        if (mask != 0) return w < 32 && (mask >> (int)w & 1) != 0;
        return Bits.Get(h->ptrBits + (ulong)page * 16, (long)(idx * (size / 8)) + w);
    }
}
