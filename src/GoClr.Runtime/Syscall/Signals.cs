// os/signal: .NET's signal thread notes a signal in a mask and wakes the goroutine in signal_recv. No handler of ours runs in signal context.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Signals
{
    [StructLayout(LayoutKind.Sequential)]
    private struct State
    {
        internal Lock @lock;
        internal ulong pending, ignored, wanted;
        internal G* receiver;           // parked in signal_recv
    }

    private static State* StateOf(RuntimeRoot* rt)
    {
        if (rt->signals == null)
        {
            State* s = (State*)NativeMemory.AllocZeroed((nuint)sizeof(State));
            Locks.Init(&s->@lock, LockRank.DefUser);
            if (Interlocked.CompareExchange(ref *(nint*)&rt->signals, (nint)s, 0) != 0) NativeMemory.Free(s);
        }
        return (State*)rt->signals;
    }

    /// <summary>What .NET calls, on a thread of its own.</summary>
    private sealed class Handler
    {
        internal RuntimeRoot* Root;
        internal int Signal;
        internal PosixSignalRegistration? Registration;

        internal void Run(PosixSignalContext context)
        {
            context.Cancel = true;
            State* s = StateOf(Root);
            Locks.Acquire(&s->@lock);
            bool wanted = (s->wanted >> Signal & 1) != 0;
            G* g = null;
            if (wanted)
            {
                s->pending |= 1UL << Signal;
                g = s->receiver;
                s->receiver = null;
            }
            Locks.Release(&s->@lock);
            if (g != null) Sched.ReadyNoP(Root, g);
        }
    }

    private static void Register(RuntimeRoot* rt, int sig)
    {
        RuntimeInstance inst = RuntimeInstance.Of(rt);
        lock (inst.Signals)
        {
            if (inst.Signals[sig] != null) return;
            var h = new Handler { Root = rt, Signal = sig };
            try { h.Registration = PosixSignalRegistration.Create((PosixSignal)sig, h.Run); }
            catch (Exception e) when (e is ArgumentException or System.IO.IOException or PlatformNotSupportedException) { return; }   // SIGKILL and the like cannot be caught
            inst.Signals[sig] = h;
        }
    }

    private static void Unregister(RuntimeRoot* rt, int sig)
    {
        RuntimeInstance inst = RuntimeInstance.Of(rt);
        lock (inst.Signals)
        {
            if (inst.Signals[sig] is Handler h) h.Registration?.Dispose();
            inst.Signals[sig] = null;
        }
    }

    [GoSymbol("os/signal.signal_enable", CallClass.None)]
    public static void Enable(G* g, int sig)
    {
        if (sig is <= 0 or >= 64) return;
        State* s = StateOf(g->root);
        Locks.Acquire(&s->@lock);
        s->wanted |= 1UL << sig;
        s->ignored &= ~(1UL << sig);
        Locks.Release(&s->@lock);
        Register(g->root, sig);
    }

    [GoSymbol("os/signal.signal_disable", CallClass.None)]
    public static void Disable(G* g, int sig)
    {
        if (sig is <= 0 or >= 64) return;
        State* s = StateOf(g->root);
        Locks.Acquire(&s->@lock);
        s->wanted &= ~(1UL << sig);
        s->ignored &= ~(1UL << sig);
        Locks.Release(&s->@lock);
        Unregister(g->root, sig);
    }

    [GoSymbol("os/signal.signal_ignore", CallClass.None)]
    public static void Ignore(G* g, int sig)
    {
        if (sig is <= 0 or >= 64) return;
        State* s = StateOf(g->root);
        Locks.Acquire(&s->@lock);
        s->wanted &= ~(1UL << sig);
        s->ignored |= 1UL << sig;
        Locks.Release(&s->@lock);
        Register(g->root, sig);                                     // taken and dropped
    }

    [GoSymbol("os/signal.signal_ignored", CallClass.None)]
    public static int Ignored(G* g, int sig) => sig is > 0 and < 64 && (StateOf(g->root)->ignored >> sig & 1) != 0 ? 1 : 0;

    [GoSymbol("os/signal.signalWaitUntilIdle", CallClass.None)]
    public static void WaitUntilIdle(G* g) { }

    /// <summary>Parks until a signal arrives. A program that waits for signals is not dead (Sched.CheckDead).</summary>
    [GoSymbol("os/signal.signal_recv", CallClass.Suspends)]
    public static int Recv(G* g)
    {
        State* s = StateOf(g->root);
        Locks.Acquire(&s->@lock);
        if (s->pending != 0)
        {
            int sig = System.Numerics.BitOperations.TrailingZeroCount(s->pending);
            s->pending &= s->pending - 1;
            Locks.Release(&s->@lock);
            return sig;
        }
        s->receiver = g;
        Sched.PushNative(g, NativeFunc.Restart, 2)[1] = (long)(delegate*<G*, long*, void>)&Again;
        Sched.GoPark(g, Sched.UnlockLock, &s->@lock, WaitReason.Zero);
        return 0;
    }

    private static void Again(G* g, long* f)
    {
        int sig = Recv(g);
        if (g->status == 0) g->ret[0] = sig;
    }
}
