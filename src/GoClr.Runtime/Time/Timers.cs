// Timers: a heap of them per P, run by whoever looks for work.
//
// T1  t.ts is the heap that owns the timer, changed only under the old heap's lock; t.index is its place there, -1 when it is not armed. All other fields are guarded by the same lock.
// T2  minWhen is the root's time, read without the lock. Who arms a timer that becomes the first one wakes somebody who sleeps longer.
// T3  A timer's function runs on a goroutine of its own (frame TimerFire); functions of the runtime itself (Sleep, network deadlines) run in place, without the lock.
// T4  seq counts arms and stops. A channel timer's send is dropped under the channel's lock if seq has moved on since it fired, and Stop and Reset empty the channel: so no stale tick
//     is received after they return.
// T5  A timer in a heap does not keep a channel timer alive; its channel and whoever waits on it do. What is not marked leaves the heap before the sweep.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>Starts as time.Timer does: {C, initTimer}. In the Go heap, but for the runtime's own.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct Timer
{
    public Hchan* c;                    // time.Timer.C
    public long init;                   // time.Timer.initTimer in the low byte
    public long when, period;
    public long f;                      // func(any, uintptr, int64)
    public long argType, argData;
    public long seq;
    public Hchan* channel;              // set for channel timers
    public TimerHeap* ts;
    public int index, sending;          // sending: goroutines that are about to call f
    public delegate*<M*, Timer*, long, void> native;   // a function of the runtime instead of f
    public void* nativeArg;
    public Bubble* bubble;              // its clock is that of a bubble, which then has its heap
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct TimerEntry { public long when; public Timer* t; }

public static unsafe class Timers
{
    private const ulong TimerMask = 1UL << 0 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 8;    // c, f, arg, channel
    private const long MaxWhen = long.MaxValue;

    // ---- the heap, four children a node; with its lock

    private static TimerEntry* Entries(TimerHeap* h) => (TimerEntry*)h->heap;

    private static void SiftUp(TimerHeap* h, int i)
    {
        TimerEntry* e = Entries(h);
        TimerEntry x = e[i];
        while (i > 0)
        {
            int p = (i - 1) / 4;
            if (x.when >= e[p].when) break;
            e[i] = e[p];
            e[i].t->index = i;
            i = p;
        }
        e[i] = x;
        x.t->index = i;
    }

    private static void SiftDown(TimerHeap* h, int i)
    {
        TimerEntry* e = Entries(h);
        TimerEntry x = e[i];
        for (;;)
        {
            int first = 4 * i + 1, best = -1;
            long least = x.when;
            for (int c = first; c < first + 4 && c < h->n; c++) if (e[c].when < least) { least = e[c].when; best = c; }
            if (best < 0) break;
            e[i] = e[best];
            e[i].t->index = i;
            i = best;
        }
        e[i] = x;
        x.t->index = i;
    }

    private static void Insert(TimerHeap* h, Timer* t)
    {
        if (h->n == h->cap)
        {
            h->cap = h->cap == 0 ? 16 : h->cap * 2;
            h->heap = NativeMemory.Realloc(h->heap, (nuint)(h->cap * sizeof(TimerEntry)));
        }
        Entries(h)[h->n] = new TimerEntry { when = t->when, t = t };
        t->index = h->n++;
        SiftUp(h, t->index);
        Publish(h);
    }

    private static void Remove(TimerHeap* h, Timer* t)
    {
        int i = t->index;
        TimerEntry* e = Entries(h);
        h->n--;
        if (i != h->n)
        {
            e[i] = e[h->n];
            e[i].t->index = i;
            if (i > 0 && e[i].when < e[(i - 1) / 4].when) SiftUp(h, i);
            else SiftDown(h, i);
        }
        t->index = -1;
        Publish(h);
    }

    private static void Publish(TimerHeap* h) => Volatile.Write(ref h->minWhenHeap, h->n == 0 ? 0 : Entries(h)[0].when);

    /// <summary>The heap of t, locked.</summary>
    private static TimerHeap* LockHeap(Timer* t)
    {
        for (;;)
        {
            TimerHeap* h = (TimerHeap*)Volatile.Read(ref *(nint*)&t->ts);
            Locks.Acquire(&h->@lock);
            if (h == t->ts) return h;
            Locks.Release(&h->@lock);
        }
    }

    // ---- arming

    /// <summary>A timer by the real clock.</summary>
    internal static void Init(Timer* t, P* p)
    {
        t->index = -1;
        t->ts = &p->timers;
    }

    internal static void Init(Timer* t, G* g)
    {
        t->index = -1;
        t->bubble = (Bubble*)g->bubble;
        t->ts = t->bubble != null ? &t->bubble->timers : &g->m->p->timers;
    }

    /// <summary>Arms t anew; true if it was armed. Wakes whoever sleeps too long.</summary>
    internal static bool Modify(M* m, Timer* t, long when, long period)
    {
        if (when <= 0) when = MaxWhen;
        TimerHeap* h = LockHeap(t);
        bool was = t->index >= 0;
        if (was) Remove(h, t);
        if (t->bubble == null && h->p->status == (int)PStatus.Dead && m->p != null)
        {
            t->ts = &m->p->timers;                                  // its P is gone
            Locks.Release(&h->@lock);
            h = LockHeap(t);
        }
        t->when = when;
        t->period = period;
        t->seq++;
        Insert(h, t);
        bool first = t->index == 0 && t->bubble == null;
        Locks.Release(&h->@lock);
        if (t->bubble != null && when <= t->bubble->now) CheckBubble(m, t->bubble);
        if (first) Netpoll.WakeForTimer(m->root, when);
        return was;
    }

    internal static bool Stop(Timer* t)
    {
        TimerHeap* h = LockHeap(t);
        bool was = t->index >= 0;
        if (was) Remove(h, t);
        t->when = 0;
        t->seq++;
        Locks.Release(&h->@lock);
        return was;
    }

    // ---- running

    internal static long MinWhen(P* p) => Volatile.Read(ref p->timers.minWhenHeap);

    internal static long Earliest(RuntimeRoot* rt)
    {
        long least = 0;
        for (int i = 0; i < rt->npAlloc; i++)
        {
            long w = Volatile.Read(ref rt->allp[i]->timers.minWhenHeap);
            if (w != 0 && (least == 0 || w < least)) least = w;
        }
        return least;
    }

    /// <summary>Runs what is due in p's heap, on the calling M (which has a P). now 0: not known yet. pollUntil: when the next one is due.</summary>
    internal static long Check(M* m, P* p, long now, out long pollUntil, out bool ran)
    {
        ran = false;
        TimerHeap* h = &p->timers;
        long next = Volatile.Read(ref h->minWhenHeap);
        pollUntil = next;
        if (next == 0) return now;
        if (now == 0) now = Linux.Nanotime();
        if (now < next) return now;
        RunDue(m, h, now, out ran);
        pollUntil = Volatile.Read(ref h->minWhenHeap);
        return now;
    }

    /// <summary>Runs what is due by a bubble's clock; the caller has a P.</summary>
    internal static void CheckBubble(M* m, Bubble* b)
    {
        if (Next(b, waitedFor: false) is var next and > 0 && next <= b->now) RunDue(m, &b->timers, b->now, out _);
    }

    /// <summary>When a bubble's next timer is due, 0: never. A timer whose channel nobody waits for moves no clock.</summary>
    internal static long Next(Bubble* b, bool waitedFor = true)
    {
        TimerHeap* h = &b->timers;
        if (!waitedFor) return Volatile.Read(ref h->minWhenHeap);
        long least = 0;
        Locks.Acquire(&h->@lock);
        for (int i = 0; i < h->n; i++)
        {
            TimerEntry* e = Entries(h) + i;
            if (e->t->channel != null && e->t->channel->recvq.first == null) continue;
            if (least == 0 || e->when < least) least = e->when;
        }
        Locks.Release(&h->@lock);
        return least;
    }

    private static void RunDue(M* m, TimerHeap* h, long now, out bool ran)
    {
        ran = false;
        Locks.Acquire(&h->@lock);
        while (h->n > 0)
        {
            TimerEntry* e = Entries(h);
            Timer* t = e[0].t;
            if (e[0].when > now) break;
            long seq = t->seq, delta = now - t->when;
            if (t->period > 0)
            {
                t->when += t->period * (1 + delta / t->period);
                if (t->when < 0) t->when = MaxWhen;
                e[0].when = t->when;
                SiftDown(h, 0);
                Publish(h);
            }
            else
            {
                Remove(h, t);
                t->when = 0;
            }
            if (t->native == null) t->sending++;
            Locks.Release(&h->@lock);
            ran = true;
            if (t->native != null) t->native(m, t, seq);
            else Fire(m, t, seq, delta);
            Locks.Acquire(&h->@lock);
        }
        Locks.Release(&h->@lock);
    }

    /// <summary>A goroutine for the timer's function.</summary>
    private static void Fire(M* m, Timer* t, long seq, long delta)
    {
        G* g = Sched.NewG(m, system: true);
        Sched.PushParked(g, NativeFunc.TimerSent, 2)[1] = (long)t;
        long* f = Sched.PushParked(g, NativeFunc.TimerFire, 4);
        f[1] = (long)t;
        f[2] = seq;
        f[3] = delta;
        g->timerSeq = seq;
        g->bubble = t->bubble;
        if (t->bubble != null) Synctest.Born(g);
        g->gstatus = (int)GStatus.Runnable;
        Sched.RunqPut(m->p, g, false);
        Interlocked.MemoryBarrier();
        if (m->root->npidle != 0) Sched.WakeP(m->root);
    }

    internal static void FireStep(G* g, long* f)
    {
        Timer* t = (Timer*)f[1];
        long fn = t->f;
        ((delegate*<G*, long, long, long, long, long, void>)*(void**)fn)(g, fn, t->argType, t->argData, f[2], f[3]);
    }

    internal static void SentStep(G* g, long* f)
    {
        Timer* t = (Timer*)f[1];
        TimerHeap* h = LockHeap(t);
        t->sending--;
        Locks.Release(&h->@lock);
    }

    /// <summary>GOMAXPROCS took a P away. The world is stopped.</summary>
    internal static void MoveAll(P* to, P* from)
    {
        TimerHeap* h = &from->timers;
        while (h->n > 0)
        {
            Timer* t = Entries(h)[h->n - 1].t;
            Remove(h, t);
            t->ts = &to->timers;
            Insert(&to->timers, t);
        }
    }

    /// <summary>Roots: armed timers that call a function. A channel timer lives only as long as somebody has it or its channel (T5); those of the runtime itself lie outside the heap.</summary>
    public static void VisitRoots<V>(RuntimeRoot* rt, ref V v) where V : IRootVisitor
    {
        for (int i = 0; i < rt->npAlloc; i++)
        {
            TimerHeap* h = &rt->allp[i]->timers;
            for (int k = 0; k < h->n; k++)
            {
                Timer* t = Entries(h)[k].t;
                if (t->native == null && t->channel == null) v.Word((long*)&Entries(h)[k].t);
            }
        }
        for (Bubble* b = (Bubble*)rt->synctestState; b != null; b = b->next)
        {
            TimerHeap* h = &b->timers;
            for (int k = 0; k < h->n; k++)
                if (Entries(h)[k].t->native == null) v.Word((long*)&Entries(h)[k].t);
        }
    }

    /// <summary>World stopped, marking done: channel timers that nobody can see any more are disarmed, before their memory is swept.</summary>
    internal static void DropUnmarked(RuntimeRoot* rt, Mheap* heap)
    {
        for (int i = 0; i < rt->npAlloc; i++)
        {
            TimerHeap* h = &rt->allp[i]->timers;
            int kept = 0;
            for (int k = 0; k < h->n; k++)
            {
                TimerEntry e = Entries(h)[k];
                bool dead = e.t->native == null && e.t->channel != null && heap->FindObject((ulong)e.t, out _, out uint page, out uint index) != null && !heap->IsMarked(page, index);
                if (dead) continue;
                e.t->index = kept;
                Entries(h)[kept++] = e;
            }
            if (kept == h->n) continue;
            h->n = kept;
            for (int k = (kept + 2) / 4; k >= 0; k--) if (k < kept) SiftDown(h, k);
            Publish(h);
        }
    }

    // ---- Sleep

    [GoSymbol("time.Sleep", CallClass.Suspends)]
    public static void Sleep(G* g, long ns)
    {
        if (ns <= 0) return;
        Timer* t = (Timer*)g->timer;
        if (t == null)
        {
            t = (Timer*)NativeMemory.AllocZeroed((nuint)sizeof(Timer));
            t->native = &WakeSleeper;
            t->nativeArg = g;
            g->timer = t;
            Init(t, g);
        }
        else if (t->bubble != g->bubble) Init(t, g);
        long when = Clock(g) + ns;
        g->sleepWhen = when < 0 ? MaxWhen : when;
        Sched.GoPark(g, &ArmSleep, null, WaitReason.Sleep);
    }

    /// <summary>After the frames are safe: the timer may fire at once.</summary>
    private static bool ArmSleep(G* g, void* arg)
    {
        Modify(g->m, (Timer*)g->timer, g->sleepWhen, 0);
        return true;
    }

    private static void WakeSleeper(M* m, Timer* t, long seq) => Sched.Ready(m, (G*)t->nativeArg);

    // ---- package time

    [GoSymbol("time.newTimer", CallClass.None)]
    public static long NewTimer(G* g, long when, long period, long f, long argType, long argData, long channel)
    {
        Timer* t = (Timer*)Mem.MallocMask(g, sizeof(Timer), TimerMask);
        Init(t, g);
        t->f = f;
        t->argType = argType;
        t->argData = argData;
        t->channel = (Hchan*)channel;
        t->c = (Hchan*)0;                                           // time.NewTimer and NewTicker set C themselves
        t->init = 1;
        if (channel != 0) ((Hchan*)channel)->timer = t;
        Arm(g, t, when, period);
        return (long)t;
    }

    /// <summary>Arms t. A channel timer of a bubble that is due already has its tick in the channel when this returns: the bubble need not come to rest for it.</summary>
    private static void Arm(G* g, Timer* t, long when, long period)
    {
        if (t->bubble == null || t->channel == null || when <= 0 || when > t->bubble->now)
        {
            Modify(g->m, t, when, period);
            return;
        }
        TimerHeap* h = LockHeap(t);
        if (t->index >= 0) Remove(h, t);
        long seq = ++t->seq;
        t->period = period;
        t->when = 0;
        if (period > 0)
        {
            t->when = when + period * (1 + (t->bubble->now - when) / period);
            Insert(h, t);
        }
        Locks.Release(&h->@lock);
        // time.sendTime: a leaf that neither blocks nor panics.
        long outer = g->timerSeq;
        g->timerSeq = seq;
        ((delegate*<G*, long, long, long, long, long, void>)*(void**)t->f)(g, t->f, t->argType, t->argData, seq, 0);
        g->timerSeq = outer;
        if (g->status != 0) Fatal.Throw("time.sendTime left");
    }

    [GoSymbol("time.stopTimer", CallClass.None)]
    public static int StopTimer(G* g, long timer)
    {
        Timer* t = (Timer*)timer;
        if (t->bubble != null && g->bubble == null) Synctest.Foreign(g, "stop of synctest timer");
        bool pending = Stop(t);
        if (t->channel != null) pending |= Drain(g, t);
        return pending ? 1 : 0;
    }

    [GoSymbol("time.resetTimer", CallClass.None)]
    public static int ResetTimer(G* g, long timer, long when, long period)
    {
        Timer* t = (Timer*)timer;
        if (t->bubble != null && g->bubble == null) Synctest.Foreign(g, "reset of synctest timer");
        bool pending = Stop(t);                                     // first: a tick of the new time must not be drained
        if (t->channel != null) pending |= Drain(g, t);
        Arm(g, t, when, period);
        return pending ? 1 : 0;
    }

    /// <summary>Drops a tick that nobody has received; true if there was one, or one is on its way (its send will be dropped, T4).</summary>
    private static bool Drain(G* g, Timer* t)
    {
        Hchan* c = t->channel;
        bool any = Volatile.Read(ref t->sending) > 0;
        Locks.Acquire(&c->@lock);
        while (c->qcount > 0)
        {
            Chan.Take(g->m->p, c, null);
            any = true;
        }
        Locks.Release(&c->@lock);
        return any;
    }

    // ---- clocks

    /// <summary>The goroutine's clock: that of its bubble, if it is in one.</summary>
    private static long Clock(G* g) => g->bubble != null ? ((Bubble*)g->bubble)->now : Linux.Nanotime();

    [GoSymbol("time.runtimeNano", CallClass.None)]
    public static long RuntimeNano(G* g) => Clock(g);

    [GoSymbol("runtime.nanotime", CallClass.None)]
    [GoSymbol("internal/sync.runtime_nanotime", CallClass.None)]
    [GoSymbol("crypto/internal/fips140deps/time.monoTime", CallClass.None)]
    public static long Nanotime(G* g) => Linux.Nanotime();

    /// <summary>(sec int64, nsec int32, mono int64).</summary>
    [GoSymbol("time.now", CallClass.None)]
    [GoSymbol("time.runtimeNow", CallClass.None)]
    public static W2 Now(G* g)
    {
        if (g->bubble != null)
        {
            long now = ((Bubble*)g->bubble)->now;
            g->ret[2] = 0;                                          // no monotonic reading: it would not go with those from outside
            return new W2(now / 1_000_000_000, now % 1_000_000_000);
        }
        Timespec w = Linux.Walltime();
        g->ret[2] = Linux.Nanotime();
        return new W2(w.sec, w.nsec);
    }

    /// <summary>(sec int64, nsec int32).</summary>
    [GoSymbol("runtime.walltime", CallClass.None)]
    public static W2 Walltime(G* g)
    {
        Timespec w = Linux.Walltime();
        return new W2(w.sec, w.nsec);
    }

    [GoSymbol("time.runtimeIsBubbled", CallClass.None)]
    public static int IsBubbled(G* g) => g->bubble != null ? 1 : 0;
}
