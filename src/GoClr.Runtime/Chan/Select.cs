// select with more than one case: the cases are looked at in random order, and the first that is ready is fired under the lock of its channel alone: a select whose cases
// are ready at different moments may take any of them. Only if none is ready all channels are locked, in address order, looked at once more, and the goroutine queues on all of them.
//
// L1  Locks are taken in ascending address order and released in descending order; a channel that occurs twice is locked once.
// L2  g.waiting links the sudogs in lock order. The unlock after parking walks that list, not the caller's arrays: once the first lock is free the goroutine may already run elsewhere.
// L3  Who fires a case wins the CAS on g.selectDone. The goroutine unlinks the other sudogs itself when it runs again (frame SelectDone), one lock at a time: none of them can fire any more.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct SelectCase
{
    public Hchan* c;
    public byte* elem;
}

public static unsafe class Select
{
    private const int MaxCases = 1 << 16;

    /// <summary>cas0: nsends sends, then nrecvs receives; order0: 2 × cases uint16 of room. Result: index of the chosen case (-1: default), received.</summary>
    [GoSymbol("runtime.selectgo", CallClass.Suspends)]
    public static W2 SelectGo(G* g, long cas0, long order0, long pc0, long nsends, long nrecvs, int block)
    {
        SelectCase* cases = (SelectCase*)cas0;
        int n = (int)(nsends + nrecvs), sends = (int)nsends;
        ushort* poll = (ushort*)order0;
        M* m = g->m;

        int live = 0;
        for (int i = 0; i < n; i++)
        {
            Hchan* c = cases[i].c;
            if (c == null) cases[i].elem = null;
            else
            {
                if (c->bubble != null && c->bubble != g->bubble) Synctest.Foreign(g, "select on synctest channel");
                poll[live++] = (ushort)i;
            }
        }
        // S1: a shuffle that goes no further than the first ready case. The fraction that a draw leaves over is the next draw, as long as the bias stays below 2^-20.
        uint random = Sched.NextRandom(m);
        for (int left = live; left > 0; left--)
        {
            ulong x = (ulong)random * (uint)left;
            random = live <= 4 ? (uint)x : Sched.NextRandom(m);
            int at = (int)(x >> 32);
            int k = poll[at];
            poll[at] = poll[left - 1];
            poll[left - 1] = (ushort)k;
            Hchan* c = cases[k].c;
            if (!Looks(c, k >= sends)) continue;
            Locks.Acquire(&c->@lock);
            Fired f = Fire(m, c, cases[k].elem, k >= sends, out Sudog* waiter);
            Locks.Release(&c->@lock);
            if (f == Fired.No) continue;
            return Fire2(g, m, f, k, waiter);
        }
        return SelectSlow(g, m, cases, poll, n, live, sends, block);
    }

    private enum Fired { No, Sent, Received, Closed, Panics }

    /// <summary>Whether a case may be ready; only the lock gives certainty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Looks(Hchan* c, bool receive)
        => receive
            ? Volatile.Read(ref c->qcount) > 0 || Volatile.Read(ref *(nint*)&c->sendq.first) != 0 || Volatile.Read(ref c->closed) != 0
            : Volatile.Read(ref *(nint*)&c->recvq.first) != 0 || Volatile.Read(ref c->qcount) < c->dataqsiz || Volatile.Read(ref c->closed) != 0;

    /// <summary>Fires one case if it is ready. With the lock; waiter is made ready after it is released.</summary>
    private static Fired Fire(M* m, Hchan* c, byte* elem, bool receive, out Sudog* waiter)
    {
        waiter = null;
        if (receive)
        {
            Sudog* s = Chan.Dequeue(&c->sendq);
            if (s != null)
            {
                waiter = s;
                if (c->dataqsiz == 0)
                {
                    Chan.Shade(m->p, c, s->elem);
                    if (elem != null) Chan.Copy(c, elem, s->elem);
                }
                else Chan.TakeAndRefill(m->p, c, elem, s);
                return Fired.Received;
            }
            if (c->qcount > 0)
            {
                Chan.Take(m->p, c, elem);
                return Fired.Received;
            }
            if (c->closed == 0) return Fired.No;
            if (elem != null) Unsafe.InitBlockUnaligned(elem, 0, c->elemsize);
            return Fired.Closed;
        }
        if (c->closed != 0) return Fired.Panics;
        Sudog* r = Chan.Dequeue(&c->recvq);
        if (r != null)
        {
            waiter = r;
            if (r->elem != null)
            {
                Chan.Shade(m->p, c, elem);
                Chan.Copy(c, r->elem, elem);
            }
            return Fired.Sent;
        }
        if (c->qcount >= c->dataqsiz) return Fired.No;
        Chan.Put(c, elem);
        return Fired.Sent;
    }

    /// <summary>What is left to do for a case that fired, without a lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W2 Fire2(G* g, M* m, Fired f, int k, Sudog* waiter)
    {
        if (f == Fired.Panics)
        {
            Panics.Text(g, PanicText.Plain, "send on closed channel"u8);
            return default;
        }
        if (waiter != null) Chan.Deliver(m, waiter, true);
        return new W2(k, f == Fired.Received ? 1 : 0);
    }

    /// <summary>No case looked ready: looks again with all channels locked, then parks on all of them or takes the default. poll: the live cases, the first one to try last.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static W2 SelectSlow(G* g, M* m, SelectCase* cases, ushort* poll, int n, int live, int sends, int block)
    {
        ushort* order = poll + n;
        for (int i = 0; i < live; i++)                              // insertion sort; large selects by heap would pay from about 50 cases on
        {
            ushort x = poll[i];
            Hchan* c = cases[x].c;
            int j = i;
            while (j > 0 && cases[order[j - 1]].c > c) { order[j] = order[j - 1]; j--; }
            order[j] = x;
        }
        LockAll(cases, order, live);
        for (int i = live - 1; i >= 0; i--)
        {
            int k = poll[i];
            Hchan* c = cases[k].c;
            if (!Looks(c, k >= sends)) continue;
            Fired f = Fire(m, c, cases[k].elem, k >= sends, out Sudog* waiter);
            if (f == Fired.No) continue;
            UnlockAll(cases, order, live);
            return Fire2(g, m, f, k, waiter);
        }
        if (block == 0)
        {
            UnlockAll(cases, order, live);
            return new W2(-1, 0);
        }

        Sudog* last = null;
        g->waiting = null;
        bool durable = g->bubble != null;
        for (int i = 0; i < live; i++)
        {
            int k = order[i];
            Hchan* c = cases[k].c;
            durable &= c->bubble != null;
            Sudog* s = Chan.AcquireSudog(g);
            s->isSelect = 1;
            s->elem = cases[k].elem;
            s->c = c;
            s->caseIndex = k;
            s->isSend = k < sends ? 1 : 0;
            s->queued = 1;
            if (last == null) g->waiting = s; else last->waitlink = s;
            last = s;
            Chan.Enqueue(s->isSend != 0 ? &c->sendq : &c->recvq, s);
        }
        g->wakeSudog = null;
        g->selectDone = 0;
        Sched.PushNative(g, NativeFunc.SelectDone, 1);
        Sched.GoPark(g, &UnlockParked, null, live == 0 ? WaitReason.SelectNoCases : durable ? WaitReason.DurableSelect : WaitReason.Select);
        return default;
    }

    private static void LockAll(SelectCase* cases, ushort* order, int n)
    {
        Hchan* last = null;
        for (int i = 0; i < n; i++)
        {
            Hchan* c = cases[order[i]].c;
            if (c == last) continue;
            Locks.Acquire(&c->@lock);
            last = c;
        }
    }

    private static void UnlockAll(SelectCase* cases, ushort* order, int n)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            Hchan* c = cases[order[i]].c;
            if (i > 0 && cases[order[i - 1]].c == c) continue;
            Locks.Release(&c->@lock);
        }
    }

    /// <summary>The frames are safe. L2: a sudog must not be read once its channel is unlocked, unless a later one of the list is still locked.</summary>
    private static bool UnlockParked(G* g, void* arg)
    {
        Hchan* last = null;
        for (Sudog* s = g->waiting; s != null; s = s->waitlink)
        {
            if (s->c != last && last != null) Locks.Release(&last->@lock);
            last = s->c;
        }
        if (last != null) Locks.Release(&last->@lock);
        return true;
    }

    /// <summary>Second half of a select that parked: takes the sudogs of the other cases off their queues.</summary>
    internal static void Done(G* g, long* f)
    {
        int k = Finish(g, out bool ok, out bool panics);
        if (panics)
        {
            Panics.Text(g, PanicText.Plain, "send on closed channel"u8);
            return;
        }
        g->ret[0] = k;
        g->ret[1] = ok ? 1 : 0;
    }

    private static int Finish(G* g, out bool ok, out bool panics)
    {
        Sudog* fired = g->wakeSudog;
        int k = fired->caseIndex;
        ok = fired->isSend == 0 && fired->success != 0;
        panics = fired->isSend != 0 && fired->success == 0;
        P* p = g->m->p;
        for (Sudog* s = g->waiting, next; s != null; s = next)
        {
            next = s->waitlink;
            if (s != fired)
            {
                // Even if it is off the queue already: who passed over it may still be looking at it, with the lock.
                Hchan* c = s->c;
                Locks.Acquire(&c->@lock);
                Chan.Unlink(s->isSend != 0 ? &c->sendq : &c->recvq, s);
                Locks.Release(&c->@lock);
            }
            Chan.ReleaseSudog(p, s);
        }
        g->waiting = null;
        g->wakeSudog = null;
        return k;
    }

    // ---- reflect.Select

    [StructLayout(LayoutKind.Sequential)]
    private struct ReflectCase { public long dir; public long type; public Hchan* c; public byte* val; }

    /// <summary>reflect.rselect([]runtimeSelect{dir, typ, ch, val}) (int, bool): dir 1 send, 2 receive, 3 default.</summary>
    [GoSymbol("reflect.rselect", CallClass.Suspends)]
    public static W2 RSelect(G* g, long cases, long len, long cap)
    {
        ReflectCase* rc = (ReflectCase*)cases;
        int n = (int)len;
        if (n == 0)
        {
            Sched.GoPark(g, null, null, WaitReason.SelectNoCases);
            return default;
        }
        // Sends first, receives after, as SelectGo wants them; the arrays live in native memory until the select is over.
        byte* mem = (byte*)NativeMemory.Alloc((nuint)(n * (sizeof(SelectCase) + 4 + 4)));
        SelectCase* sc = (SelectCase*)mem;
        ushort* order = (ushort*)(sc + n);
        int* origin = (int*)(order + 2 * n);
        int sends = 0, recvs = 0, dflt = -1;
        for (int i = 0; i < n; i++)
        {
            if (rc[i].dir == 3) dflt = i;
            else if (rc[i].dir == 1)
            {
                sc[sends].c = rc[i].c;
                sc[sends].elem = rc[i].val;
                origin[sends++] = i;
            }
        }
        for (int i = 0; i < n; i++)
            if (rc[i].dir == 2)
            {
                sc[sends + recvs].c = rc[i].c;
                sc[sends + recvs].elem = rc[i].val;
                origin[sends + recvs++] = i;
            }
        W2 r = SelectGo(g, (long)sc, (long)order, 0, sends, recvs, dflt < 0 ? 1 : 0);
        if (g->status != 0 && g->reason == (int)LeaveReason.Park)
        {
            // Above the SelectDone frame that SelectGo pushed, i.e. popped after it: frames are written innermost first.
            long* f = Sched.PushNative(g, NativeFunc.ReflectSelectDone, 3);
            f[1] = (long)mem;
            f[2] = n;
            return default;
        }
        if (r.A < 0) r = new W2(dflt, 0);
        else if (g->status == 0) r = new W2(origin[r.A], r.B);
        NativeMemory.Free(mem);
        return r;
    }

    internal static void ReflectDone(G* g, long* f)
    {
        byte* mem = (byte*)f[1];
        int n = (int)f[2];
        int* origin = (int*)((ushort*)((SelectCase*)mem + n) + 2 * n);
        g->ret[0] = origin[g->ret[0]];
        NativeMemory.Free(mem);
    }
}
