// select with more than one case: all channels are locked in address order, the cases are looked at in random order, and if none is ready the goroutine queues on all of them.
//
// L1  Locks are taken in ascending address order and released in descending order; a channel that occurs twice is locked once.
// L2  g.waiting links the sudogs in lock order. The unlock after parking walks that list, not the caller's arrays: once the first lock is free the goroutine may already run elsewhere.
// L3  Who fires a case wins the CAS on g.selectDone. The goroutine unlinks the other sudogs itself when it runs again (frame SelectDone).
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        ushort* poll = (ushort*)order0, order = poll + n;
        M* m = g->m;

        int live = 0;
        for (int i = 0; i < n; i++)
        {
            if (cases[i].c == null) { cases[i].elem = null; continue; }
            int j = (int)(Sched.NextRandom(m) % (uint)(live + 1));
            poll[live] = poll[j];
            poll[j] = (ushort)i;
            live++;
        }
        for (int i = 0; i < live; i++)                              // insertion sort; large selects by heap would pay from about 50 cases on
        {
            ushort x = poll[i];
            Hchan* c = cases[x].c;
            int j = i;
            while (j > 0 && cases[order[j - 1]].c > c) { order[j] = order[j - 1]; j--; }
            order[j] = x;
        }
        LockAll(cases, order, live);

        for (int i = 0; i < live; i++)
        {
            int k = poll[i];
            Hchan* c = cases[k].c;
            byte* elem = cases[k].elem;
            if (k >= sends)
            {
                Sudog* s = Chan.Dequeue(&c->sendq);
                if (s != null)
                {
                    if (c->dataqsiz == 0)
                    {
                        Chan.Shade(m->p, c, s->elem);
                        if (elem != null) Chan.Copy(c, elem, s->elem);
                    }
                    else Chan.TakeAndRefill(m->p, c, elem, s);
                    UnlockAll(cases, order, live);
                    Chan.Deliver(m, s, true);
                    return new W2(k, 1);
                }
                if (c->qcount > 0)
                {
                    Chan.Take(m->p, c, elem);
                    UnlockAll(cases, order, live);
                    return new W2(k, 1);
                }
                if (c->closed != 0)
                {
                    UnlockAll(cases, order, live);
                    if (elem != null) Unsafe.InitBlockUnaligned(elem, 0, c->elemsize);
                    return new W2(k, 0);
                }
            }
            else
            {
                if (c->closed != 0)
                {
                    UnlockAll(cases, order, live);
                    Panics.Text(g, PanicText.Plain, "send on closed channel"u8);
                    return default;
                }
                Sudog* r = Chan.Dequeue(&c->recvq);
                if (r != null)
                {
                    if (r->elem != null)
                    {
                        Chan.Shade(m->p, c, elem);
                        Chan.Copy(c, r->elem, elem);
                    }
                    UnlockAll(cases, order, live);
                    Chan.Deliver(m, r, true);
                    return new W2(k, 0);
                }
                if (c->qcount < c->dataqsiz)
                {
                    Chan.Put(c, elem);
                    UnlockAll(cases, order, live);
                    return new W2(k, 0);
                }
            }
        }
        if (block == 0)
        {
            UnlockAll(cases, order, live);
            return new W2(-1, 0);
        }

        Sudog* last = null;
        g->waiting = null;
        for (int i = 0; i < live; i++)
        {
            int k = order[i];
            Hchan* c = cases[k].c;
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
        Sched.GoPark(g, &UnlockParked, null, live == 0 ? WaitReason.SelectNoCases : WaitReason.Select);
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
        Hchan* locked = null;
        for (Sudog* s = g->waiting; s != null; s = s->waitlink)
        {
            if (s->c == locked) continue;
            Locks.Acquire(&s->c->@lock);
            locked = s->c;
        }
        Sudog* fired = g->wakeSudog;
        int k = fired->caseIndex;
        ok = fired->isSend == 0 && fired->success != 0;
        panics = fired->isSend != 0 && fired->success == 0;
        for (Sudog* s = g->waiting; s != null; s = s->waitlink)
            if (s != fired) Chan.Unlink(s->isSend != 0 ? &s->c->sendq : &s->c->recvq, s);
        locked = null;
        for (Sudog* s = g->waiting; s != null; s = s->waitlink)
        {
            if (s->c != locked && locked != null) Locks.Release(&locked->@lock);
            locked = s->c;
        }
        if (locked != null) Locks.Release(&locked->@lock);
        P* p = g->m->p;
        for (Sudog* s = g->waiting, next; s != null; s = next)
        {
            next = s->waitlink;
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
