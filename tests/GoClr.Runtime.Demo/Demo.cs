// Programs in the shape of compiled code. Each prints what it found on standard output; the runtime ends the process.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using GoClr.Abi;
using GoClr.Runtime;

namespace GoClr.Runtime.Demo;

internal static unsafe class Demo
{
    private static RuntimeRoot* s_rt;
    private static int s_pp, s_pong, s_spawn, s_one, s_sel, s_prod, s_deep, s_deepMain, s_pre, s_spin, s_pan, s_panInner, s_rec, s_dead, s_sleep, s_lock, s_locker, s_sys, s_sysW, s_stw, s_alloc, s_over, s_gex, s_gexInner,
        s_say, s_nest, s_nestD, s_time, s_tick, s_coro, s_coroBody, s_uncaught;
    private static long s_chanType, s_n = 100_000;
    private static volatile int s_flag;
    private static long s_sum, s_t0;
    private static readonly long* s_cell = (long*)NativeMemory.AllocZeroed(64);

    // ---- helpers in the style of compiled code

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long* Save(G* g, int func, int state, int words)
    {
        long* f = g->save;
        f[0] = Frames.Meta(func, state, words);
        g->save = f + words;
        return f;
    }

    private static void Print(string s)
    {
        byte[] b = Encoding.UTF8.GetBytes(s + "\n");
        fixed (byte* p = b) Linux.WriteAll(1, p, b.Length);
    }

    private static void Exit(G* g, int code) => Hooks.Exit(g, code);

    // ---- ping-pong: main: a, b := make(chan int), make(chan int); go pong(a, b); for i < n { a <- i; <-b }

    private static void PingPong(G* g) => PingPongRun(g, Chan.MakeChan(g, s_chanType, 0), Chan.MakeChan(g, s_chanType, 0), 0, null, -1);

    private static void PingPongR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { PingPong(g); return; }
        PingPongRun(g, f[2], f[3], f[4], (long*)f[1], Frames.State(f));
    }

    private static void PingPongRun(G* g, long a, long b, long i, long* area, int state)
    {
        if (state < 0)
        {
            area = (long*)g->sp;
            g->sp += 16;
            s_t0 = Linux.Nanotime();
            Sched.NewProc(g, Image.Closure(g->root, s_pong, a, b), 0, 0);
        }
        if (state == 1) goto sent;
        if (state == 2) goto received;
    loop:
        if (i >= s_n) goto done;
        area[0] = i;
        Chan.ChanSend1(g, a, (long)area);
        if (g->status != 0) { long* s = Save(g, s_pp, 1, 5); s[1] = (long)area; s[2] = a; s[3] = b; s[4] = i; return; }
    sent:
        Chan.ChanRecv1(g, b, (long)(area + 1));
        if (g->status != 0) { long* s = Save(g, s_pp, 2, 5); s[1] = (long)area; s[2] = a; s[3] = b; s[4] = i; return; }
    received:
        if (area[1] != 2 * i) Fatal.Throw("ping-pong: wrong value");
        i++;
        goto loop;
    done:
        g->sp = (byte*)area;
        Print("ping-pong " + s_n);
        if (Environment.GetEnvironmentVariable("DEMO_TIME") != null) Fatal.Print((Linux.Nanotime() - s_t0) / s_n + " ns\n");
    }

    private static void Pong(G* g, long ctx) => PongRun(g, ((long*)ctx)[1], ((long*)ctx)[2], null, -1);

    private static void PongR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Pong(g, f[1]); return; }
        PongRun(g, f[2], f[3], (long*)f[1], Frames.State(f));
    }

    private static void PongRun(G* g, long a, long b, long* area, int state)
    {
        if (state < 0) { area = (long*)g->sp; g->sp += 8; }
        if (state == 1) goto received;
        if (state == 2) goto sent;
    loop:
        Chan.ChanRecv1(g, a, (long)area);
        if (g->status != 0) { long* s = Save(g, s_pong, 1, 4); s[1] = (long)area; s[2] = a; s[3] = b; return; }
    received:
        area[0] *= 2;
        Chan.ChanSend1(g, b, (long)area);
        if (g->status != 0) { long* s = Save(g, s_pong, 2, 4); s[1] = (long)area; s[2] = a; s[3] = b; return; }
    sent:
        goto loop;
    }

    // ---- spawn: n goroutines send 1 each

    private static void Spawn(G* g)
    {
        long c = Chan.MakeChan(g, s_chanType, 0);
        for (int i = 0; i < s_n; i++) Sched.NewProc(g, Image.Closure(g->root, s_one, c), 0, 0);
        SpawnRun(g, c, 0, 0, null, -1);
    }

    private static void SpawnR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Spawn(g); return; }
        SpawnRun(g, f[2], f[3], f[4], (long*)f[1], 1);
    }

    private static void SpawnRun(G* g, long c, long i, long sum, long* area, int state)
    {
        if (state < 0) { area = (long*)g->sp; g->sp += 8; }
        if (state == 1) goto received;
    loop:
        if (i >= s_n) goto done;
        Chan.ChanRecv1(g, c, (long)area);
        if (g->status != 0) { long* s = Save(g, s_spawn, 1, 5); s[1] = (long)area; s[2] = c; s[3] = i; s[4] = sum; return; }
    received:
        sum += area[0];
        i++;
        goto loop;
    done:
        Print("spawn " + sum);
    }

    private static void One(G* g, long ctx)
    {
        long* area = (long*)g->sp;
        g->sp += 8;
        area[0] = 1;
        Chan.ChanSend1(g, ((long*)ctx)[1], (long)area);
        if (g->status != 0) { long* s = Save(g, s_one, 1, 2); s[1] = (long)area; return; }
        g->sp = (byte*)area;
    }

    private static void OneR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { One(g, f[1]); return; }
        g->sp = (byte*)f[1];
    }

    // ---- select: two producers on two channels and one consumer of a third; sums must be right

    private static void Sel(G* g)
    {
        long a = Chan.MakeChan(g, s_chanType, 0), b = Chan.MakeChan(g, s_chanType, 3);
        Sched.NewProc(g, Image.Closure(g->root, s_prod, a), 0, 0);
        Sched.NewProc(g, Image.Closure(g->root, s_prod, b), 0, 0);
        SelRun(g, a, b, 0, 0, null, -1);
    }

    private static void SelR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Sel(g); return; }
        SelRun(g, f[2], f[3], f[4], f[5], (long*)f[1], 1);
    }

    private static void SelRun(G* g, long a, long b, long i, long sum, long* area, int state)
    {
        W2 r;
        if (state < 0) { area = (long*)g->sp; g->sp += 64; }       // 2 cases, order, 2 values
        if (state == 1) { r = new W2(g->ret[0], g->ret[1]); goto got; }
    loop:
        if (i >= 2 * s_n + 2) { Print("select " + sum); return; }
        area[0] = a; area[1] = (long)(area + 6); area[2] = b; area[3] = (long)(area + 7);
        r = Select.SelectGo(g, (long)area, (long)(area + 4), 0, 0, 2, 1);
        if (g->status != 0) { long* s = Save(g, s_sel, 1, 6); s[1] = (long)area; s[2] = a; s[3] = b; s[4] = i; s[5] = sum; return; }
    got:
        i++;
        if (r.B == 0) { if (r.A == 0) a = 0; else b = 0; goto loop; }
        sum += area[6 + r.A];
        goto loop;
    }

    private static void Prod(G* g, long ctx) => ProdRun(g, ((long*)ctx)[1], 0, null, -1);

    private static void ProdR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Prod(g, f[1]); return; }
        ProdRun(g, f[2], f[3], (long*)f[1], 1);
    }

    private static void ProdRun(G* g, long c, long i, long* area, int state)
    {
        if (state < 0) { area = (long*)g->sp; g->sp += 8; }
        if (state == 1) i++;
        for (; i < s_n; i++)
        {
            area[0] = i;
            Chan.ChanSend1(g, c, (long)area);
            if (g->status != 0) { long* s = Save(g, s_prod, 1, 4); s[1] = (long)area; s[2] = c; s[3] = i; return; }
        }
        Chan.CloseChan(g, c);
        g->sp = (byte*)area;
    }

    // ---- deep recursion: each frame has an area variable and a pointer to its caller's

    private static void DeepMain(G* g)
    {
        long* area = (long*)g->sp;
        g->sp += 8;
        area[0] = 0;
        long r = Deep(g, s_n, (long)area);
        if (g->status != 0) { Save(g, s_deepMain, 1, 2)[1] = (long)area; return; }
        g->sp = (byte*)area;
        Print("deep " + r + " " + area[0]);
    }

    private static void DeepMainR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { DeepMain(g); return; }
        long* area = (long*)f[1];
        Print("deep " + g->ret[0] + " " + area[0]);
    }

    private static long Deep(G* g, long n, long up)
    {
        byte here;
        if (&here < g->stackguard) { g->status = 1; g->reason = (int)LeaveReason.MoreStack; long* s = Save(g, s_deep, 0, 3); s[1] = n; s[2] = up; return 0; }
        if (g->sp + 8 + 1024 > (byte*)g->frames) { g->status = 1; g->reason = (int)LeaveReason.MoreArea; long* s = Save(g, s_deep, 0, 3); s[1] = n; s[2] = up; return 0; }
        long* area = (long*)g->sp;
        g->sp += 8;
        area[0] = n;
        if (n == 0) { g->sp = (byte*)area; return 0; }
        long r = Deep(g, n - 1, (long)area);
        if (g->status != 0) { long* s = Save(g, s_deep, 1, 4); s[1] = (long)area; s[2] = n; s[3] = up; return 0; }
        return DeepRest(g, n, up, area, r);
    }

    private static long DeepRest(G* g, long n, long up, long* area, long r)
    {
        g->sp = (byte*)area;
        *(long*)up += area[0] & 1;
        return r + 1;
    }

    private static void DeepR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { g->ret[0] = Deep(g, f[1], f[2]); return; }
        g->ret[0] = DeepRest(g, f[2], f[3], (long*)f[1], g->ret[0]);
    }

    // ---- preemption: on one P a loop without calls must give way to main

    private static void Pre(G* g)
    {
        Sched.NewProc(g, Image.Closure(g->root, s_spin), 0, 0);
        Sched.NewProc(g, Image.Closure(g->root, s_spin), 0, 0);
        Timers.Sleep(g, 30_000_000);
        if (g->status != 0) { Save(g, s_pre, 1, 1); return; }
    }

    private static void PreR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Pre(g); return; }
        Print("preempted");
        s_flag = 1;
    }

    private static void Spin(G* g, long ctx) => SpinRun(g, 0);

    private static void SpinR(G* g, long* f) => SpinRun(g, Frames.State(f) == 0 ? 0 : f[1]);

    private static void SpinRun(G* g, long i)
    {
        for (; ; i++)
        {
            if (Volatile.Read(ref g->poll) != 0) { g->status = 1; g->reason = (int)LeaveReason.Preempt; Save(g, s_spin, 1, 2)[1] = i; return; }
            if (s_flag != 0) return;
        }
    }

    // ---- panic and recover: pan() (r int) { defer func() { recover(); r = 7 }(); inner() }, many times

    private static void Pan(G* g)
    {
        long c = Image.Closure(g->root, s_rec);
        PanRun(g, 0, 0, c);
    }

    private static void PanR(G* g, long* f)
    {
        switch (Frames.State(f))
        {
            case 0: Pan(g); return;
            case 2: s_sum += 7; PanRun(g, 0, f[3] + 1, f[2]); return;          // RECOVER: named result
        }
        Fatal.Throw("pan: resumed");
    }

    private static void PanRun(G* g, long bits, long i, long c)
    {
        if (i >= s_n) { Print("panic " + s_sum); return; }
        bits = 1;
        PanInner(g);
        if (g->status != 0) { long* s = Save(g, s_pan, 1, 4); s[1] = bits; s[2] = c; s[3] = i; return; }
        Fatal.Throw("pan: no panic");
    }

    private static long PanD(G* g, long* f)
    {
        f[1] &= ~1L;
        return f[2];
    }

    private static void PanInner(G* g)
    {
        Save(g, s_panInner, 1, 1);
        PanicCalls.Divide_V(g);
    }

    private static void PanInnerR(G* g, long* f) => Fatal.Throw("inner: resumed");

    private static void Rec(G* g, long ctx)
    {
        PanicRec* tok = g->recoverTok;
        g->recoverTok = null;
        W2 v = Panics.GoRecover(g, (long)tok);
        if (v.A != 1 + (int)WellKnownFunc.GoPanicDivide) Fatal.Throw("recover: wrong value " + v.A);
    }

    // ---- nested: outer { defer A; defer B; panic 1 }; B { defer C; panic 2 }; C recovers 2; A recovers 1

    private static void Nest(G* g) => NestRun(g, 0);

    private static void NestRun(G* g, int depth)
    {
        // variable words: [1] bits, [2] closure A, [3] closure B
        long a = Image.Closure(g->root, s_nestD, 0), b = Image.Closure(g->root, s_nestD, 1);
        long* s = Save(g, s_nest, 1, 4);
        s[1] = 3; s[2] = a; s[3] = b;
        Panics.GoPanic(g, 1001, 0);
    }

    private static void NestR(G* g, long* f)
    {
        switch (Frames.State(f))
        {
            case 0: Nest(g); return;
            case 2: Print("nested done"); return;
        }
        Fatal.Throw("nest: resumed");
    }

    private static long NestRunDefer(G* g, long* f)
    {
        if ((f[1] & 2) != 0) { f[1] &= ~2L; return f[3]; }
        f[1] &= ~1L;
        return f[2];
    }

    private static void NestD(G* g, long ctx)
    {
        long k = ((long*)ctx)[1];
        PanicRec* tok = g->recoverTok;
        g->recoverTok = null;
        if (k == 1)                                                 // B
        {
            long* s = Save(g, s_nestD, 1, 3);
            s[1] = 1; s[2] = Image.Closure(g->root, s_nestD, 2);
            Panics.GoPanic(g, 1002, 0);
            return;
        }
        W2 v = Panics.GoRecover(g, (long)tok);
        Print((k == 0 ? "A recovered " : "C recovered ") + v.A);
    }

    private static void NestDR(G* g, long* f)
    {
        if (Frames.State(f) == 2) { Print("B returns"); return; }
        if (Frames.State(f) == 0) { NestD(g, f[1]); return; }
        Fatal.Throw("nestD: resumed");
    }

    private static long NestDD(G* g, long* f)
    {
        f[1] = 0;
        return f[2];
    }

    // ---- Goexit runs deferred calls, main goes on

    private static void Gex(G* g)
    {
        Sched.NewProc(g, Image.Closure(g->root, s_gexInner), 0, 0);
        Timers.Sleep(g, 60_000_000);
        if (g->status != 0) Save(g, s_gex, 1, 1);
    }

    private static void GexR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Gex(g); return; }
        Print("main goes on");
    }

    private static void GexInner(G* g, long ctx)
    {
        Sched.Goexit(g);
        long* s = Save(g, s_gexInner, 1, 3);
        s[1] = 1; s[2] = Image.Closure(g->root, s_say);
    }

    private static void GexInnerR(G* g, long* f) { if (Frames.State(f) == 0) { GexInner(g, f[1]); return; } Fatal.Throw("gex: resumed"); }

    private static void Say(G* g, long ctx) => Print("deferred");

    // ---- deadlock, uncaught panic, overflow

    private static void Dead(G* g)
    {
        Sched.NewProc(g, Image.Closure(g->root, s_sleep, Chan.MakeChan(g, s_chanType, 0)), 0, 0);
        Chan.ChanRecv1(g, Chan.MakeChan(g, s_chanType, 0), 0);
        Save(g, s_dead, 1, 1);
    }

    private static void DeadR(G* g, long* f) { if (Frames.State(f) == 0) Dead(g); }

    private static void Waiter(G* g, long ctx)
    {
        Chan.ChanSend1(g, ((long*)ctx)[1], (long)g->sp);
        Save(g, s_sleep, 1, 1);
    }

    private static void WaiterR(G* g, long* f) { if (Frames.State(f) == 0) Waiter(g, f[1]); }

    private static void Uncaught(G* g)
    {
        PanInner(g);
        if (g->status != 0) Save(g, s_uncaught, 1, 1);
    }

    private static void UncaughtR(G* g, long* f) { if (Frames.State(f) == 0) Uncaught(g); }

    private static void Over(G* g)
    {
        g->root->maxstack = 1 << 20;
        Deep(g, long.MaxValue, (long)s_cell);
        if (g->status != 0) Save(g, s_over, 1, 1);
    }

    private static void OverR(G* g, long* f) { if (Frames.State(f) == 0) Over(g); }

    // ---- a mutex out of a semaphore: 8 goroutines add under it, yielding while they hold it now and then

    private static void LockMain(G* g)
    {
        s_cell[0] = 1;
        for (int i = 0; i < 8; i++) Sched.NewProc(g, Image.Closure(g->root, s_locker), 0, 0);
        LockMainR(g, null);
    }

    private static void LockMainR(G* g, long* f)
    {
        if (f != null && Frames.State(f) == 0) { LockMain(g); return; }
        if (Volatile.Read(ref s_cell[2]) < 8)
        {
            Timers.Sleep(g, 1_000_000);
            Save(g, s_lock, 1, 1);
            return;
        }
        Print("lock " + s_cell[1]);
    }

    private static void Locker(G* g, long ctx) => LockerRun(g, 0, -1);

    private static void LockerR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Locker(g, f[1]); return; }
        LockerRun(g, f[1], Frames.State(f));
    }

    private static void LockerRun(G* g, long i, int state)
    {
        if (state == 1) goto locked;
        if (state == 2) goto yielded;
        if (state == 3) goto released;
    loop:
        if (i >= s_n / 8) { Interlocked.Increment(ref s_cell[2]); return; }
        Sema.SemacquireMutex(g, (long)s_cell, (int)(i & 1), 0);
        if (g->status != 0) { Save(g, s_locker, 1, 2)[1] = i; return; }
    locked:
        s_cell[1]++;
        if (i % 64 == 0)
        {
            Sched.Gosched(g);
            Save(g, s_locker, 2, 2)[1] = i;
            return;
        }
    yielded:
        Sema.Semrelease(g, (long)s_cell, (int)(i >> 2 & 1), 0);
        if (g->status != 0) { Save(g, s_locker, 3, 2)[1] = i; return; }
    released:
        i++;
        goto loop;
    }

    // ---- system calls: a goroutine blocks in read(2) on a pipe, its P goes to another one

    private static void Sys(G* g)
    {
        int* fds = (int*)(s_cell + 2);
        Syscalls.RawSyscall(g, 293, (long)fds, 0, 0);
        Sched.NewProc(g, Image.Closure(g->root, s_sysW), 0, 0);
        Syscalls.Syscall(g, 0, fds[0], (long)s_cell, 8);
        if (g->status != 0) Save(g, s_sys, 1, 1);
    }

    private static void SysR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Sys(g); return; }
        Print("read " + g->ret[0] + " " + s_cell[0]);
    }

    private static void SysW(G* g, long ctx)
    {
        s_cell[1] = 42;
        Syscalls.Syscall(g, 1, ((int*)(s_cell + 2))[1], (long)(s_cell + 1), 8);
        if (g->status != 0) Save(g, s_sysW, 1, 1);
    }

    private static void SysWR(G* g, long* f) { if (Frames.State(f) == 0) SysW(g, f[1]); }

    // ---- stop the world from several goroutines while others spin, select and ping

    private static void Stw(G* g)
    {
        for (int i = 0; i < 3; i++) Sched.NewProc(g, Image.Closure(g->root, s_spin), 0, 0);
        for (int i = 0; i < 4; i++) Sched.NewProc(g, Image.Closure(g->root, s_alloc), 0, 0);
        long c = Chan.MakeChan(g, s_chanType, 0), d = Chan.MakeChan(g, s_chanType, 0);
        Sched.NewProc(g, Image.Closure(g->root, s_prod, c), 0, 0);
        Sched.NewProc(g, Image.Closure(g->root, s_prod, d), 0, 0);
        StwR(g, null);
    }

    private static void StwR(G* g, long* f)
    {
        if (f != null && Frames.State(f) == 0) { Stw(g); return; }
        if (Volatile.Read(ref s_cell[4]) < 4)
        {
            Timers.Sleep(g, 1_000_000);
            Save(g, s_stw, 1, 1);
            return;
        }
        s_flag = 1;
        Print("stopped " + s_cell[5]);
    }

    private static void Stopper(G* g, long ctx) => StopperRun(g, 0);
    private static void StopperR(G* g, long* f) => StopperRun(g, Frames.State(f) == 0 ? 0 : f[1] + 1);

    private static void StopperRun(G* g, long i)
    {
        if (i == 200) { Interlocked.Increment(ref s_cell[4]); return; }
        g->gcAction = &StopAction;
        g->reason = (int)LeaveReason.GC;
        g->status = 1;
        Save(g, s_alloc, 1, 2)[1] = i;
    }

    private struct Count : IRootVisitor
    {
        internal long Words1;
        public void Words(long* at, int words, ulong* mask) => Words1 += words;
        public void Word(long* slot) => Words1++;
    }

    private static void StopAction(M* m, G* g)
    {
        Sched.StopTheWorld(m, "test");
        RuntimeRoot* rt = m->root;
        for (int i = 0; i < rt->npAlloc; i++)
            if (rt->allp[i]->status is not ((int)PStatus.GcStop or (int)PStatus.Dead)) Fatal.Throw("P not stopped: " + rt->allp[i]->status);
        G** all = Sched.AllGs(rt, out long n);
        Count c = default;
        for (long i = 0; i < n; i++)
        {
            if (all[i]->gstatus == (int)GStatus.Running) Fatal.Throw("goroutine runs in a stopped world");
            if (all[i]->gstatus != (int)GStatus.Dead) Roots.Visit(all[i], ref c);
        }
        if (c.Words1 == 0) Fatal.Throw("no frames");
        s_cell[5]++;                                                // not atomic: the world is stopped
        if (s_cell[5] % 50 == 0) Sched.ResizeP(m, 1 + (int)(s_cell[5] / 50) % 4);
        Sched.StartTheWorld(m);
    }

    // ---- timers: order of sleeps, AfterFunc, Stop

    private static void Time(G* g)
    {
        long f = Image.Closure(g->root, s_tick, 1), h = Image.Closure(g->root, s_tick, 2);
        long now = Linux.Nanotime();
        Timers.NewTimer(g, now + 3_000_000, 0, f, 0, 0, 0);
        long stopped = Timers.NewTimer(g, now + 5_000_000, 0, h, 0, 0, 0);
        s_cell[3] = Timers.StopTimer(g, stopped) * 10 + Timers.StopTimer(g, stopped);
        Timers.NewTimer(g, now + 1_000_000, 1_000_000, h, 0, 0, 0);
        Timers.Sleep(g, 12_500_000);
        Save(g, s_time, 1, 1);
    }

    private static void TimeR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Time(g); return; }
        Print("timer " + s_cell[1] + " stop " + s_cell[3] + " ticks " + (s_cell[2] is >= 8 and <= 13 ? "ok" : s_cell[2]));
    }

    private static void Tick(G* g, long ctx, long argType, long argData, long seq, long delta) => Interlocked.Increment(ref s_cell[((long*)ctx)[1]]);

    // ---- coroutine: the body switches back n times

    private static void CoroMain(G* g)
    {
        s_t0 = Linux.Nanotime();
        CoroMainRun(g, Coros.NewCoro(g, Image.Closure(g->root, s_coroBody)), 0, -1);
    }

    private static void CoroMainR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { CoroMain(g); return; }
        CoroMainRun(g, f[1], f[2], 1);
    }

    private static void CoroMainRun(G* g, long c, long i, int state)
    {
        if (state == 1) i++;
        if (i <= s_n)
        {
            Coros.CoroSwitch(g, c);
            long* s = Save(g, s_coro, 1, 3);
            s[1] = c; s[2] = i;
            return;
        }
        Print("coro " + s_sum);
        if (Environment.GetEnvironmentVariable("DEMO_TIME") != null) Fatal.Print((Linux.Nanotime() - s_t0) / s_n + " ns\n");
    }

    private static void CoroBody(G* g, long ctx, long c) => CoroBodyRun(g, c, 0);

    private static void CoroBodyR(G* g, long* f) => CoroBodyRun(g, f[1], f[2] + 1);

    private static void CoroBodyRun(G* g, long c, long i)
    {
        if (i == s_n) return;
        s_sum++;
        Coros.CoroSwitch(g, c);
        long* s = Save(g, s_coroBody, 1, 3);
        s[1] = c; s[2] = i;
    }

    // ---- main

    private static int Main(string[] args)
    {
        int procs = int.Parse(args[1]);
        if (args.Length > 2) s_n = long.Parse(args[2]);
        s_chanType = Image.ChanType(8);
        s_pp = Image.Add("main.pingPong", (delegate*<G*, void>)&PingPong, (delegate*<G*, long*, void>)&PingPongR, 0, 0, 5, 0b1110, 2, 1, 16);
        s_pong = Image.Add("main.pong", (delegate*<G*, long, void>)&Pong, (delegate*<G*, long*, void>)&PongR, 1, 1, 4, 0b1110, 2, 1, 8);
        s_spawn = Image.Add("main.spawn", (delegate*<G*, void>)&Spawn, (delegate*<G*, long*, void>)&SpawnR, 0, 0, 5, 0b110, 1, 1, 8);
        s_one = Image.Add("main.one", (delegate*<G*, long, void>)&One, (delegate*<G*, long*, void>)&OneR, 1, 1, 2, 0b10, 1, 1, 8);
        s_sel = Image.Add("main.sel", (delegate*<G*, void>)&Sel, (delegate*<G*, long*, void>)&SelR, 0, 0, 6, 0b1110, 1, 1, 64, 0b1111);
        s_prod = Image.Add("main.prod", (delegate*<G*, long, void>)&Prod, (delegate*<G*, long*, void>)&ProdR, 1, 1, 4, 0b110, 1, 1, 8);
        s_deepMain = Image.Add("main.deepMain", (delegate*<G*, void>)&DeepMain, (delegate*<G*, long*, void>)&DeepMainR, 0, 0, 2, 0b10, 1, 1, 8);
        s_deep = Image.Add("main.deep", (delegate*<G*, long, long, long>)&Deep, (delegate*<G*, long*, void>)&DeepR, 2, 0b10, 4, 0b1010, 1, 1, 8);
        s_pre = Image.Add("main.pre", (delegate*<G*, void>)&Pre, (delegate*<G*, long*, void>)&PreR, 0, 0, 1, 0, 1);
        s_spin = Image.Add("main.spin", (delegate*<G*, long, void>)&Spin, (delegate*<G*, long*, void>)&SpinR, 1, 1, 2, 0, 1);
        s_pan = Image.Add("main.pan", (delegate*<G*, void>)&Pan, (delegate*<G*, long*, void>)&PanR, 0, 0, 4, 0b100, 2, deferSlot: 1, runDefer: (delegate*<G*, long*, long>)&PanD, exitState: 2);
        s_panInner = Image.Add("main.inner", (delegate*<G*, void>)&PanInner, (delegate*<G*, long*, void>)&PanInnerR, 0, 0, 1, 0, 1);
        s_rec = Image.Add("main.pan.func1", (delegate*<G*, long, void>)&Rec, null, 1, 1, 1, 0, 0, flags: FuncFlags.HasRecover);
        s_nest = Image.Add("main.nest", (delegate*<G*, void>)&Nest, (delegate*<G*, long*, void>)&NestR, 0, 0, 4, 0b1100, 2, deferSlot: 1, runDefer: (delegate*<G*, long*, long>)&NestRunDefer, exitState: 2);
        s_nestD = Image.Add("main.nest.func1", (delegate*<G*, long, void>)&NestD, (delegate*<G*, long*, void>)&NestDR, 1, 1, 3, 0b100, 2, deferSlot: 1, runDefer: (delegate*<G*, long*, long>)&NestDD, exitState: 2, flags: FuncFlags.HasRecover);
        s_gex = Image.Add("main.gex", (delegate*<G*, void>)&Gex, (delegate*<G*, long*, void>)&GexR, 0, 0, 1, 0, 1);
        s_gexInner = Image.Add("main.gex.func1", (delegate*<G*, long, void>)&GexInner, (delegate*<G*, long*, void>)&GexInnerR, 1, 1, 3, 0b100, 1, deferSlot: 1, runDefer: (delegate*<G*, long*, long>)&PanD);
        s_say = Image.Add("main.say", (delegate*<G*, long, void>)&Say, null, 1, 1, 1, 0, 0);
        s_dead = Image.Add("main.dead", (delegate*<G*, void>)&Dead, (delegate*<G*, long*, void>)&DeadR, 0, 0, 1, 0, 1);
        s_sleep = Image.Add("main.dead.func1", (delegate*<G*, long, void>)&Waiter, (delegate*<G*, long*, void>)&WaiterR, 1, 1, 1, 0, 1);
        s_uncaught = Image.Add("main.uncaught", (delegate*<G*, void>)&Uncaught, (delegate*<G*, long*, void>)&UncaughtR, 0, 0, 1, 0, 1);
        s_over = Image.Add("main.over", (delegate*<G*, void>)&Over, (delegate*<G*, long*, void>)&OverR, 0, 0, 1, 0, 1);
        s_lock = Image.Add("main.lock", (delegate*<G*, void>)&LockMain, (delegate*<G*, long*, void>)&LockMainR, 0, 0, 1, 0, 1);
        s_locker = Image.Add("main.locker", (delegate*<G*, long, void>)&Locker, (delegate*<G*, long*, void>)&LockerR, 1, 1, 2, 0, 3);
        s_sys = Image.Add("main.sys", (delegate*<G*, void>)&Sys, (delegate*<G*, long*, void>)&SysR, 0, 0, 1, 0, 1);
        s_sysW = Image.Add("main.sys.func1", (delegate*<G*, long, void>)&SysW, (delegate*<G*, long*, void>)&SysWR, 1, 1, 1, 0, 1);
        s_stw = Image.Add("main.stw", (delegate*<G*, void>)&Stw, (delegate*<G*, long*, void>)&StwR, 0, 0, 1, 0, 1);
        s_alloc = Image.Add("main.stopper", (delegate*<G*, long, void>)&Stopper, (delegate*<G*, long*, void>)&StopperR, 1, 1, 2, 0, 1);
        s_time = Image.Add("main.time", (delegate*<G*, void>)&Time, (delegate*<G*, long*, void>)&TimeR, 0, 0, 1, 0, 1);
        s_tick = Image.Add("main.tick", (delegate*<G*, long, long, long, long, long, void>)&Tick, null, 5, 0b111, 1, 0, 0);
        s_coro = Image.Add("main.coro", (delegate*<G*, void>)&CoroMain, (delegate*<G*, long*, void>)&CoroMainR, 0, 0, 3, 0b10, 1);
        s_coroBody = Image.Add("main.coro.func1", (delegate*<G*, long, long, void>)&CoroBody, (delegate*<G*, long*, void>)&CoroBodyR, 2, 0b11, 3, 0b10, 1);
        int main = args[0] switch
        {
            "pingpong" => s_pp, "spawn" => s_spawn, "select" => s_sel, "deep" => s_deepMain, "preempt" => s_pre, "panic" => s_pan, "nested" => s_nest, "goexit" => s_gex, "deadlock" => s_dead,
            "uncaught" => s_uncaught, "overflow" => s_over, "lock" => s_lock, "syscall" => s_sys, "stw" => s_stw, "time" => s_time, "coro" => s_coro,
            _ => throw new ArgumentException(args[0]),
        };
        s_rt = Image.Make(procs, main);
        Loader.Start(s_rt);
        return 0;
    }
}
