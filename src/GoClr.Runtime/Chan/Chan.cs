// Channels.
//
// H1  All fields of an Hchan are guarded by its lock. Waiters are unlinked under it and made ready after it is released.
// H2  At least one of recvq and sendq is empty, but for a select that waits on both ends of an unbuffered channel.
// H3  Buffered: qcount > 0 means recvq is empty; qcount < dataqsiz means sendq is empty.
// H4  A parked sender's or receiver's elem points into its own area or to the heap. The other side copies from or to it directly and shades what passes (the receiver's frames may have
//     been scanned already). The waiter's result (ok, chosen sudog) is written to its G before it is made ready.
// H5  A slot of the ring that holds no element is zero: writing to it needs no deletion barrier; taking an element out shades it.
// H6  The channel lock of a parking goroutine is released by the scheduler, when its frames are in its block.
// A waiter may have no G (a host reader or writer): Deliver is the one place that knows.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Chan
{
    private const ulong HchanMask = 1UL << 2 | 1UL << 4 | 1UL << 5 | 1UL << 12;        // buf, timer, elemtype (reflect makes types), bubble
    private const int TypePtrBytes = 8, ChanTypeElem = 48;
    private const long MaxAlloc = 1L << 47;

    // ---- queues

    internal static void Enqueue(WaitQueue* q, Sudog* s)
    {
        s->next = null;
        s->prev = q->last;
        if (q->last != null) q->last->next = s; else q->first = s;
        q->last = s;
    }

    /// <summary>First waiter that is still to be had: a select that another case has fired is passed over (and unlinks itself later).</summary>
    internal static Sudog* Dequeue(WaitQueue* q)
    {
        for (;;)
        {
            Sudog* s = q->first;
            if (s == null) return null;
            Sudog* next = s->next;
            q->first = next;
            if (next == null) q->last = null;
            else next->prev = null;
            s->next = null;
            s->prev = null;
            s->queued = 0;
            if (s->isSelect != 0 && Interlocked.CompareExchange(ref s->g->selectDone, 1, 0) != 0) continue;
            return s;
        }
    }

    internal static void Unlink(WaitQueue* q, Sudog* s)
    {
        if (s->queued == 0) return;
        s->queued = 0;
        if (s->prev != null) s->prev->next = s->next; else q->first = s->next;
        if (s->next != null) s->next->prev = s->prev; else q->last = s->prev;
        s->next = null;
        s->prev = null;
    }

    internal static Sudog* AcquireSudog(G* g)
    {
        P* p = g->m->p;
        Sudog* s = p->sudogFree;
        if (s != null) { p->sudogFree = s->next; p->sudogN--; }
        else s = (Sudog*)Stacks.Slab(p, (sizeof(Sudog) + 63) & ~63);
        *s = default;
        s->g = g;
        return s;
    }

    internal static void ReleaseSudog(P* p, Sudog* s)
    {
        s->g = null;
        s->elem = null;
        s->c = null;
        s->next = p->sudogFree;
        p->sudogFree = s;
        p->sudogN++;
    }

    // ---- make

    [GoSymbol("runtime.makechan", CallClass.PanicOnly)]
    public static long MakeChan(G* g, long type, long size)
    {
        byte* elem = *(byte**)(type + ChanTypeElem);
        long elemSize = *(long*)elem;
        if (size < 0 || elemSize > 0 && size > (MaxAlloc - 128) / elemSize)
        {
            Panics.Text(g, PanicText.Plain, "makechan: size out of range"u8);
            return 0;
        }
        Hchan* c = (Hchan*)Mem.MallocMask(g, sizeof(Hchan), HchanMask);
        c->elemsize = (ushort)elemSize;
        c->elemtype = elem;
        c->elemPtrs = *(long*)(elem + TypePtrBytes) != 0 ? 1 : 0;
        c->dataqsiz = size;
        c->bubble = g->bubble;
        Locks.Init(&c->@lock, LockRank.Hchan);
        if (size > 0 && elemSize > 0)
        {
            // The channel is not reachable from a frame while its buffer is made: nothing suspends in between.
            c->buf = c->elemPtrs != 0 ? Mem.NewArray(g, elem, elemSize, size) : Mem.Malloc(g, size * elemSize, null);
        }
        return (long)c;
    }

    [GoSymbol("runtime.makechan64", CallClass.PanicOnly)]
    public static long MakeChan64(G* g, long type, long size) => MakeChan(g, type, size);

    [GoSymbol("reflect.makechan", CallClass.PanicOnly)]
    public static long ReflectMakeChan(G* g, long type, long size) => MakeChan(g, type, size);

    // ---- elements

    internal static byte* Slot(Hchan* c, long i) => c->buf + i * c->elemsize;

    internal static void Copy(Hchan* c, byte* dst, byte* src)
    {
        int n = c->elemsize;
        if (n == 8) { *(long*)dst = *(long*)src; return; }
        if (n == 0) return;
        Unsafe.CopyBlockUnaligned(dst, src, (uint)n);
    }

    private static void Clear(Hchan* c, byte* at)
    {
        int n = c->elemsize;
        if (n == 8) { *(long*)at = 0; return; }
        if (n == 0) return;
        Unsafe.InitBlockUnaligned(at, 0, (uint)n);
    }

    internal static void Shade(P* p, Hchan* c, byte* at)
    {
        if (c->elemPtrs != 0) Mem.ShadeValue(p, c->elemtype, at);
    }

    /// <summary>Into the ring. With the lock.</summary>
    internal static void Put(Hchan* c, byte* src)
    {
        Copy(c, Slot(c, c->sendx), src);
        if (++c->sendx == c->dataqsiz) c->sendx = 0;
        c->qcount++;
    }

    /// <summary>Out of the ring; dst null: dropped. With the lock.</summary>
    internal static void Take(P* p, Hchan* c, byte* dst)
    {
        byte* at = Slot(c, c->recvx);
        Shade(p, c, at);
        if (dst != null) Copy(c, dst, at);
        Clear(c, at);
        if (++c->recvx == c->dataqsiz) c->recvx = 0;
        c->qcount--;
    }

    /// <summary>A full ring and a waiting sender: the head goes to dst, the sender's value to the tail.</summary>
    internal static void TakeAndRefill(P* p, Hchan* c, byte* dst, Sudog* sender)
    {
        byte* at = Slot(c, c->recvx);
        Shade(p, c, at);
        if (dst != null) Copy(c, dst, at);
        Shade(p, c, sender->elem);
        Copy(c, at, sender->elem);
        if (++c->recvx == c->dataqsiz) c->recvx = 0;
        c->sendx = c->recvx;
    }

    /// <summary>The waiter of s is done: ok says whether by an element (false: closed). Never with the lock held.</summary>
    internal static void Deliver(M* m, Sudog* s, bool ok)
    {
        G* w = s->g;
        s->success = ok ? 1 : 0;
        w->wakeSudog = s;
        if (s->isSelect == 0)
        {
            // A plain operation: its goroutine has nothing left to do for the sudog.
            if (s->isSend != 0) { if (!ok) Sched.PushParked(w, NativeFunc.PanicClosed, 1); }
            else w->ret[0] = ok ? 1 : 0;
            w->waiting = null;
            if (m->p != null) ReleaseSudog(m->p, s);
        }
        Sched.Ready(m, w);
    }

    private static bool Unlock(G* g, void* c)
    {
        Locks.Release(&((Hchan*)c)->@lock);
        return true;
    }

    internal static readonly delegate*<G*, void*, bool> UnlockChan = &Unlock;

    private static void ParkOn(G* g, Hchan* c, byte* elem, bool send)
    {
        Sudog* s = AcquireSudog(g);
        s->elem = elem;
        s->c = c;
        s->isSend = send ? 1 : 0;
        s->queued = 1;
        g->waiting = s;
        Enqueue(send ? &c->sendq : &c->recvq, s);
        Sched.GoPark(g, UnlockChan, c, c->bubble != null ? send ? WaitReason.DurableChanSend : WaitReason.DurableChanReceive : send ? WaitReason.ChanSend : WaitReason.ChanReceive);
    }

    // ---- send

    /// <summary>1 sent, 0 would block (not parked), -1 left (parked or panicking).</summary>
    private static int Send(G* g, Hchan* c, byte* elem, bool block)
    {
        if (c == null)
        {
            if (!block) return 0;
            Sched.GoPark(g, null, null, WaitReason.ChanSendNilChan);
            return -1;
        }
        if (c->bubble != null && c->bubble != g->bubble) Synctest.Foreign(g, "send on synctest channel");
        if (!block && Volatile.Read(ref c->closed) == 0 && Full(c)) return 0;
        M* m = g->m;
        Locks.Acquire(&c->@lock);
        if (c->timer != null && ((Timer*)c->timer)->seq != g->timerSeq)
        {
            Locks.Release(&c->@lock);                               // the timer was stopped or reset since it fired
            return 0;
        }
        if (c->closed != 0)
        {
            Locks.Release(&c->@lock);
            Panics.Text(g, PanicText.Plain, "send on closed channel"u8);
            return -1;
        }
        Sudog* r = Dequeue(&c->recvq);
        if (r != null)
        {
            if (r->elem != null)
            {
                Shade(m->p, c, elem);
                Copy(c, r->elem, elem);
            }
            Locks.Release(&c->@lock);
            Deliver(m, r, true);
            return 1;
        }
        if (c->qcount < c->dataqsiz)
        {
            Put(c, elem);
            Locks.Release(&c->@lock);
            return 1;
        }
        if (!block)
        {
            Locks.Release(&c->@lock);
            return 0;
        }
        ParkOn(g, c, elem, true);
        return -1;
    }

    private static bool Full(Hchan* c) => c->dataqsiz == 0 ? Volatile.Read(ref *(nint*)&c->recvq.first) == 0 : Volatile.Read(ref c->qcount) == c->dataqsiz;

    [GoSymbol("runtime.chansend1", CallClass.Suspends)]
    public static void ChanSend1(G* g, long c, long elem) => Send(g, (Hchan*)c, (byte*)elem, true);

    [GoSymbol("runtime.selectnbsend", CallClass.PanicOnly)]
    public static int SelectNbSend(G* g, long c, long elem) => Send(g, (Hchan*)c, (byte*)elem, false) > 0 ? 1 : 0;

    [GoSymbol("reflect.chansend0", CallClass.Suspends)]
    public static int ReflectChanSend(G* g, long c, long elem, int nb)
    {
        int r = Send(g, (Hchan*)c, (byte*)elem, nb == 0);
        if (r < 0) g->ret[0] = 1;                                   // what the caller finds when it goes on after parking
        return r > 0 ? 1 : 0;
    }

    internal static void PanicClosed(G* g, long* f) => Panics.Text(g, PanicText.Plain, "send on closed channel"u8);

    // ---- receive

    /// <summary>1 received (ok says whether an element), 0 would block, -1 parked (ok will be in ret[0]).</summary>
    private static int Recv(G* g, Hchan* c, byte* dst, bool block, out bool ok)
    {
        ok = false;
        if (c == null)
        {
            if (!block) return 0;
            Sched.GoPark(g, null, null, WaitReason.ChanReceiveNilChan);
            return -1;
        }
        if (c->bubble != null && c->bubble != g->bubble) Synctest.Foreign(g, "receive on synctest channel");
        if (!block && Empty(c))
        {
            // Not closed after it was seen empty: it was empty and open at that moment.
            if (Volatile.Read(ref c->closed) == 0) return 0;
            if (Empty(c))
            {
                if (dst != null) Clear(c, dst);
                return 1;
            }
        }
        M* m = g->m;
        Locks.Acquire(&c->@lock);
        if (c->qcount > 0)
        {
            Sudog* s = Dequeue(&c->sendq);
            if (s != null) TakeAndRefill(m->p, c, dst, s);
            else Take(m->p, c, dst);
            Locks.Release(&c->@lock);
            if (s != null) Deliver(m, s, true);
            ok = true;
            return 1;
        }
        if (c->closed != 0)
        {
            Locks.Release(&c->@lock);
            if (dst != null) Clear(c, dst);
            return 1;
        }
        Sudog* w = Dequeue(&c->sendq);
        if (w != null)                                              // unbuffered: straight from the sender
        {
            Shade(m->p, c, w->elem);
            if (dst != null) Copy(c, dst, w->elem);
            Locks.Release(&c->@lock);
            Deliver(m, w, true);
            ok = true;
            return 1;
        }
        if (!block)
        {
            Locks.Release(&c->@lock);
            return 0;
        }
        ParkOn(g, c, dst, false);
        return -1;
    }

    private static bool Empty(Hchan* c)
        => c->dataqsiz == 0 ? Volatile.Read(ref *(nint*)&c->sendq.first) == 0 : Volatile.Read(ref c->qcount) == 0;

    [GoSymbol("runtime.chanrecv1", CallClass.Suspends)]
    public static void ChanRecv1(G* g, long c, long elem) => Recv(g, (Hchan*)c, (byte*)elem, true, out bool _);

    [GoSymbol("runtime.chanrecv2", CallClass.Suspends)]
    public static int ChanRecv2(G* g, long c, long elem)
    {
        Recv(g, (Hchan*)c, (byte*)elem, true, out bool ok);
        return ok ? 1 : 0;
    }

    /// <summary>(selected, received).</summary>
    [GoSymbol("runtime.selectnbrecv", CallClass.None)]
    public static W2 SelectNbRecv(G* g, long elem, long c)
    {
        int r = Recv(g, (Hchan*)c, (byte*)elem, false, out bool ok);
        return new W2(r > 0 ? 1 : 0, ok ? 1 : 0);
    }

    /// <summary>(selected, received).</summary>
    [GoSymbol("reflect.chanrecv", CallClass.Suspends)]
    public static W2 ReflectChanRecv(G* g, long c, int nb, long elem)
    {
        int r = Recv(g, (Hchan*)c, (byte*)elem, nb == 0, out bool ok);
        if (r < 0)
        {
            Sched.PushNative(g, NativeFunc.ChanRecvDone, 1);
            return default;
        }
        return new W2(r > 0 ? 1 : 0, ok ? 1 : 0);
    }

    /// <summary>A reflect receive that parked: the waker left ok in ret[0]; the results are (true, ok).</summary>
    internal static void RecvDone(G* g, long* f)
    {
        g->ret[1] = g->ret[0];
        g->ret[0] = 1;
    }

    // ---- close

    [GoSymbol("runtime.closechan", CallClass.PanicOnly)]
    [GoSymbol("reflect.chanclose", CallClass.PanicOnly)]
    public static void CloseChan(G* g, long ch)
    {
        Hchan* c = (Hchan*)ch;
        if (c == null)
        {
            Panics.Text(g, PanicText.Plain, "close of nil channel"u8);
            return;
        }
        if (c->bubble != null && c->bubble != g->bubble) Synctest.Foreign(g, "close of synctest channel");
        Locks.Acquire(&c->@lock);
        if (c->closed != 0)
        {
            Locks.Release(&c->@lock);
            Panics.Text(g, PanicText.Plain, "close of closed channel"u8);
            return;
        }
        c->closed = 1;
        Sudog* list = null, tail = null;
        for (Sudog* s; (s = Dequeue(&c->recvq)) != null;)
        {
            if (s->elem != null) Clear(c, s->elem);
            Append(ref list, ref tail, s);
        }
        for (Sudog* s; (s = Dequeue(&c->sendq)) != null;) Append(ref list, ref tail, s);
        Locks.Release(&c->@lock);
        M* m = g->m;
        while (list != null)
        {
            Sudog* s = list;
            list = s->next;
            s->next = null;
            Deliver(m, s, false);
        }
    }

    private static void Append(ref Sudog* list, ref Sudog* tail, Sudog* s)
    {
        s->next = null;
        if (tail == null) list = s; else tail->next = s;
        tail = s;
    }

    // ---- len, cap

    [GoSymbol("runtime.chanlen", CallClass.None)]
    [GoSymbol("reflect.chanlen", CallClass.None)]
    [GoSymbol("internal/reflectlite.chanlen", CallClass.None)]
    public static long ChanLen(G* g, long c) => c == 0 || ((Hchan*)c)->timer != null ? 0 : ((Hchan*)c)->qcount;

    [GoSymbol("runtime.chancap", CallClass.None)]
    [GoSymbol("reflect.chancap", CallClass.None)]
    public static long ChanCap(G* g, long c) => c == 0 || ((Hchan*)c)->timer != null ? 0 : ((Hchan*)c)->dataqsiz;

    [GoSymbol("runtime.block", CallClass.Suspends)]
    public static void Block(G* g) => Sched.GoPark(g, null, null, WaitReason.SelectNoCases);
}
