// Specials: what is attached to single heap objects. Finalizers, cleanups, weak pointers, the bubble of testing/synctest that an object belongs to.
//
// S1  A finalizer keeps what its object points to alive, not the object: contents and function are roots. When the object is found
//     unmarked, it is marked after all, the finalizer is queued and the special removed: the object dies in a later cycle.
// S2  Weak handles of an unmarked object are cleared before its finalizer is queued: a finalizer never resurrects through a weak pointer.
// S3  Cleanups run when the object is really gone: not in the cycle in which a finalizer still holds it.
// S4  A weak handle is an 8-byte object without pointers that holds the address; one per address. It is a root while the object lives.
// S5  Queued functions and their arguments are roots until the finalizers' goroutine has taken them.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public enum SpecialKind { Finalizer, Cleanup, Weak, Bubble, Profile }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Special
{
    public Special* next;                // in its bucket; of a queued one: next in the queue
    public ulong obj;                    // start of the object
    public ulong ptr;                    // the pointer it was made with
    public SpecialKind kind;
    public int pad;
    public ulong id;                     // cleanups
    public byte* fn;                     // closure
    public ulong* handle;                // weak
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct SpecialTable
{
    public Lock lk;                      // LockRank.Specials: table and queue
    public Special** buckets;
    public long nbuckets, count;
    public ulong nextId;
    public Special* queueHead, queueTail;
    public G* waiter;                    // the finalizers' goroutine, while it is parked
    public int started, pad;
    public long finalizersQueued, finalizersRun, cleanupsQueued, cleanupsRun;
}

public static unsafe class Specials
{
    private static SpecialTable* Table(G* g) => &((GcState*)g->root->gc)->specials;
    private static long Slot(SpecialTable* t, ulong obj) => (long)((obj >> 4) * 0x9E3779B97F4A7C15 >> 20) & (t->nbuckets - 1);

    internal static void Init(SpecialTable* t)
    {
        Locks.Init(&t->lk, LockRank.Specials);
        t->nbuckets = 256;
        t->buckets = (Special**)NativeMemory.AllocZeroed(256, 8);
    }

    private static void Insert(SpecialTable* t, Special* s)
    {
        if (t->count >= t->nbuckets) Rehash(t);
        Special** b = t->buckets + Slot(t, s->obj);
        s->next = *b;
        *b = s;
        t->count++;
    }

    private static void Rehash(SpecialTable* t)
    {
        Special** old = t->buckets;
        long n = t->nbuckets;
        t->nbuckets *= 4;
        t->buckets = (Special**)NativeMemory.AllocZeroed((nuint)t->nbuckets, 8);
        for (long i = 0; i < n; i++)
            for (Special* s = old[i], next; s != null; s = next)
            {
                next = s->next;
                Special** b = t->buckets + Slot(t, s->obj);
                s->next = *b;
                *b = s;
            }
        NativeMemory.Free(old);
    }

    private static Special* New(ulong obj, ulong ptr, SpecialKind kind)
    {
        Special* s = (Special*)NativeMemory.AllocZeroed((nuint)sizeof(Special));
        s->obj = obj;
        s->ptr = ptr;
        s->kind = kind;
        return s;
    }

    private static void Remove(SpecialTable* t, ulong obj, SpecialKind kind, ulong id)
    {
        for (Special** p = t->buckets + Slot(t, obj); *p != null; p = &(*p)->next)
        {
            Special* s = *p;
            if (s->obj != obj || s->kind != kind || s->id != id) continue;
            *p = s->next;
            t->count--;
            NativeMemory.Free(s);
            return;
        }
    }

    // ---------- the runtime's names

    /// <summary>setfinalizer(p unsafe.Pointer, f func(unsafe.Pointer)): nil removes.</summary>
    [GoSymbol("runtime.setfinalizer", CallClass.None)]
    public static void SetFinalizer(G* g, byte* p, byte* fn)
    {
        Mheap* h = Mcache.Of(g)->heap;
        byte* obj = h->FindObject((ulong)p, out _, out uint page, out _);
        if (obj == null)
        {
            // Static memory and empty objects never die.
            if ((ulong)p < Types.ImageEnd || p >= h->zerobase && p < h->zerobase + 4096) return;
            Fatal.Throw("runtime.SetFinalizer: pointer not in heap");
        }
        // Pointer-free objects below 16 bytes share a block: there the pointer may be anywhere.
        if (obj != p && h->objSize[(byte)h->pt[page]] != 16) Fatal.Throw("runtime.SetFinalizer: pointer not at beginning of allocated block");
        SpecialTable* t = Table(g);
        Locks.Acquire(&t->lk);
        if (fn == null) Remove(t, (ulong)obj, SpecialKind.Finalizer, 0);
        else
        {
            for (Special* s = t->buckets[Slot(t, (ulong)obj)]; s != null; s = s->next)
                if (s->obj == (ulong)obj && s->kind == SpecialKind.Finalizer) { Locks.Release(&t->lk); Fatal.Throw("runtime.SetFinalizer: finalizer already set"); }
            Special* n = New((ulong)obj, (ulong)p, SpecialKind.Finalizer);
            n->fn = fn;
            Insert(t, n);
        }
        Locks.Release(&t->lk);
    }

    /// <summary>addCleanup(p unsafe.Pointer, f func()) (id uint64): 0 if p does not point into an allocated object.</summary>
    [GoSymbol("runtime.addCleanup", CallClass.None)]
    public static ulong AddCleanup(G* g, byte* p, byte* fn)
    {
        Mheap* h = Mcache.Of(g)->heap;
        byte* obj = h->FindObject((ulong)p, out _, out _, out _);
        SpecialTable* t = Table(g);
        if (obj == null && !((ulong)p < Types.ImageEnd || p >= h->zerobase && p < h->zerobase + 4096)) return 0;
        Locks.Acquire(&t->lk);
        ulong id = ++t->nextId;
        if (obj != null)
        {
            Special* n = New((ulong)obj, (ulong)p, SpecialKind.Cleanup);
            n->id = id;
            n->fn = fn;
            Insert(t, n);
        }
        Locks.Release(&t->lk);
        return id;
    }

    [GoSymbol("runtime.removeCleanup", CallClass.None)]
    public static void RemoveCleanup(G* g, ulong p, ulong id)
    {
        byte* obj = Mcache.Of(g)->heap->FindObject(p, out _, out _, out _);
        if (obj == null) return;
        SpecialTable* t = Table(g);
        Locks.Acquire(&t->lk);
        Remove(t, (ulong)obj, SpecialKind.Cleanup, id);
        Locks.Release(&t->lk);
    }

    [GoSymbol("weak.runtime_registerWeakPointer", CallClass.None)]
    public static ulong* RegisterWeakPointer(G* g, byte* p)
    {
        if (p == null) return null;
        Mheap* h = Mcache.Of(g)->heap;
        byte* obj = h->FindObject((ulong)p, out _, out _, out _);
        SpecialTable* t = Table(g);
        ulong* handle = (ulong*)Malloc.Slot(g, Mheap.NoscanShape(1));   // taken before the lock: allocation may sweep
        handle[0] = (ulong)p;
        handle[1] = 0;
        if (obj == null) return handle;                      // static memory: the handle never clears
        Locks.Acquire(&t->lk);
        for (Special* s = t->buckets[Slot(t, (ulong)obj)]; s != null; s = s->next)
            if (s->obj == (ulong)obj && s->kind == SpecialKind.Weak && s->ptr == (ulong)p) { handle = s->handle; Locks.Release(&t->lk); return handle; }
        Special* n = New((ulong)obj, (ulong)p, SpecialKind.Weak);
        n->handle = handle;
        Insert(t, n);
        Locks.Release(&t->lk);
        return handle;
    }

    /// <summary>The address in the handle, null if its object is dead. Handles are cleared with the world stopped, so what is read is alive.</summary>
    [GoSymbol("weak.runtime_makeStrongFromWeak", CallClass.None)]
    public static byte* MakeStrongFromWeak(G* g, ulong* handle)
    {
        if (handle == null) return null;
        ulong p = *handle;
        if (p != 0 && g->wb != 0) Barrier.Shade(g, p);
        return (byte*)p;
    }

    /// <summary>The object at addr is a sample of the memory profile.</summary>
    internal static void AddProfile(RuntimeRoot* rt, ulong addr, ProfBucket* bucket)
    {
        SpecialTable* t = &((GcState*)rt->gc)->specials;
        Special* s = New(addr, addr, SpecialKind.Profile);
        s->fn = (byte*)bucket;                                  // native memory: no root
        Locks.Acquire(&t->lk);
        Insert(t, s);
        Locks.Release(&t->lk);
    }

    /// <summary>Which bubble an object belongs to: 0 none, 1 this one, 2 another. add: if none, it becomes this one's. Static memory belongs to none.</summary>
    [GoSymbol("runtime.synctestAssociation", CallClass.None)]
    public static long Association(G* g, byte* p, long bubble, int add)
    {
        byte* obj = Mcache.Of(g)->heap->FindObject((ulong)p, out _, out uint _, out _);
        if (obj == null) return 0;
        SpecialTable* t = Table(g);
        long found = 0;
        Locks.Acquire(&t->lk);
        for (Special* s = t->buckets[Slot(t, (ulong)obj)]; s != null && found == 0; s = s->next)
            if (s->obj == (ulong)obj && s->kind == SpecialKind.Bubble && s->ptr == (ulong)p) found = s->id == (ulong)bubble ? 1 : 2;
        if (found == 0 && add != 0)
        {
            Special* n = New((ulong)obj, (ulong)p, SpecialKind.Bubble);
            n->id = (ulong)bubble;
            Insert(t, n);
            found = 1;
        }
        Locks.Release(&t->lk);
        return found;
    }

    [GoSymbol("runtime.synctestDissociate", CallClass.None)]
    public static void Dissociate(G* g, byte* p)
    {
        byte* obj = Mcache.Of(g)->heap->FindObject((ulong)p, out _, out uint _, out _);
        if (obj == null) return;
        SpecialTable* t = Table(g);
        Locks.Acquire(&t->lk);
        for (Special** at = t->buckets + Slot(t, (ulong)obj); *at != null;)
        {
            Special* s = *at;
            if (s->obj != (ulong)obj || s->kind != SpecialKind.Bubble || s->ptr != (ulong)p) { at = &s->next; continue; }
            *at = s->next;
            t->count--;
            NativeMemory.Free(s);
        }
        Locks.Release(&t->lk);
    }

    // ---------- the collector's side; world stopped

    internal static void PushRoots(MarkWorker* w, SpecialTable* t)
    {
        for (Special* s = t->queueHead; s != null; s = s->next) { Mark.Push(w, (ulong)s->fn); Mark.Push(w, s->ptr); }
        for (long i = 0; i < t->nbuckets; i++)
            for (Special* s = t->buckets[i]; s != null; s = s->next)
                switch (s->kind)
                {
                    case SpecialKind.Finalizer: Mark.Push(w, (ulong)s->fn); Mark.PushContents(w, s->obj); break;
                    case SpecialKind.Cleanup: Mark.Push(w, (ulong)s->fn); break;
                    case SpecialKind.Weak: Mark.Push(w, (ulong)s->handle); break;
                }
    }

    private static bool IsMarked(Mheap* h, ulong obj)
    {
        h->FindObject(obj, out _, out uint page, out uint idx);
        return h->IsMarked(page, idx);
    }

    /// <summary>Everything reachable is marked: settles the specials of the objects that are not. True: functions were queued.</summary>
    internal static bool Settle(MarkWorker* w, SpecialTable* t)
    {
        if (t->count == 0) return false;
        Mheap* h = w->heap;
        bool queued = false;
        for (int pass = 0; pass < 3; pass++)
        {
            if (pass == 2 && queued) while (!Mark.Drain(w, long.MaxValue)) { }   // S3
            for (long i = 0; i < t->nbuckets; i++)
                for (Special** p = &t->buckets[i]; *p != null;)
                {
                    Special* s = *p;
                    // Bubbles' marks and samples of the memory profile go with the object, in the last pass.
                    int turn = s->kind switch { SpecialKind.Weak => 0, SpecialKind.Finalizer => 1, _ => 2 };
                    if (turn != pass || IsMarked(h, s->obj)) { p = &s->next; continue; }
                    *p = s->next;
                    t->count--;
                    if (s->kind is SpecialKind.Weak or SpecialKind.Bubble or SpecialKind.Profile)
                    {
                        if (s->kind == SpecialKind.Weak) *s->handle = 0;
                        if (s->kind == SpecialKind.Profile) Profiles.Freed((ProfBucket*)s->fn);
                        NativeMemory.Free(s);
                        continue;
                    }
                    // Of a finalizer: the object lives for one more cycle. Its contents are marked already. Finalizers of further objects in
                    // this pass are not affected: they look at their own objects only.
                    if (s->kind == SpecialKind.Finalizer) Mark.Push(w, s->obj);
                    Enqueue(t, s);
                    queued = true;
                }
        }
        return queued;
    }

    private static void Enqueue(SpecialTable* t, Special* s)
    {
        if (s->kind == SpecialKind.Cleanup) s->ptr = 0;      // its object is gone: nothing may keep its memory
        s->next = null;
        if (t->queueTail != null) t->queueTail->next = s; else t->queueHead = s;
        t->queueTail = s;
        if (s->kind == SpecialKind.Finalizer) t->finalizersQueued++; else t->cleanupsQueued++;
    }

    // ---------- the finalizers' goroutine (overlay/runtime): park until there is something, then take one after the other

    /// <summary>finqTake() (fn unsafe.Pointer, arg unsafe.Pointer, kind int): fn nil: nothing queued. kind 0 finalizer, called with arg; 1 cleanup.</summary>
    [GoSymbol("runtime.finqTake", CallClass.None)]
    public static W2 Take(G* g)
    {
        SpecialTable* t = Table(g);
        Locks.Acquire(&t->lk);
        Special* s = t->queueHead;
        W2 r = default;
        if (s != null)
        {
            t->queueHead = s->next;
            if (t->queueHead == null) t->queueTail = null;
            r = new W2((long)s->fn, s->kind == SpecialKind.Finalizer ? (long)s->ptr : 0);
            g->ret[2] = s->kind == SpecialKind.Finalizer ? 0 : 1;
            if (s->kind == SpecialKind.Finalizer) t->finalizersRun++; else t->cleanupsRun++;
            NativeMemory.Free(s);
        }
        Locks.Release(&t->lk);
        return r;
    }

    /// <summary>finqWait(): parks the calling goroutine until a function is queued.</summary>
    [GoSymbol("runtime.finqWait", CallClass.Suspends)]
    public static void Wait(G* g) => Sched.GoPark(g, &ParkUnlock, Table(g), WaitReason.FinalizerWait);

    private static bool ParkUnlock(G* g, void* arg)
    {
        SpecialTable* t = (SpecialTable*)arg;
        Locks.Acquire(&t->lk);
        bool park = t->queueHead == null;
        if (park) t->waiter = g;
        Locks.Release(&t->lk);
        return park;
    }

    /// <summary>The world is about to run again.</summary>
    internal static G* TakeWaiter(SpecialTable* t)
    {
        if (t->queueHead == null) return null;
        G* g = t->waiter;
        t->waiter = null;
        return g;
    }

    /// <summary>finqStart() bool: true for the first caller, who then starts the finalizers' goroutine.</summary>
    [GoSymbol("runtime.finqStart", CallClass.None)]
    public static int Start(G* g)
    {
        SpecialTable* t = Table(g);
        return System.Threading.Interlocked.Exchange(ref t->started, 1) == 0 ? 1 : 0;
    }
}
