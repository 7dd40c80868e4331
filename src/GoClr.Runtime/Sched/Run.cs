// Running goroutines: the loop of an M, frames popped one by one, and what happens when a goroutine leaves.
//
//     RunG ── Execute ─┬─ pop innermost frame, call its resume entry
//                      ├─ status 0: its results are in g.ret; pop the next frame
//                      └─ status 1: Unwound: all new frames move from the scratch to the block; then by reason:
//                            go on with the same goroutine (stack grown, panic step pushed, system call done),
//                            or it has left this M (parked, preempted, dead)
//
// X1  Between RunG and the return of Execute the M has a P, unless the goroutine is in a system call.
// X2  When a goroutine is seen by others (queue, wait list, channel unlocked) its frames are in its block and the M touches it no more.
// X3  frames - sp >= Reserve whenever a goroutine runs: small areas need no test, and a waker can push a frame on a parked goroutine.
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    /// <summary>Bytes kept free between areas and frames.</summary>
    public const int Reserve = 1024 + 64;   // what compiled code counts on, and 8 words for PushParked
    public static readonly byte* GuardPreempt = (byte*)~0UL;

    /// <summary>The body of every M's thread.</summary>
    public static void MLoop(M* m)
    {
        byte here;
        m->guard = &here - m->root->nativeStack;
        m->tid = Linux.Tid;
        if (m->nextp != null) AcquireP(m, TakeNextP(m));
        for (;;)
        {
            G* g = Schedule(m, out bool inherit);
            RunG(m, g, inherit);
        }
    }

    /// <summary>Runs g until it leaves this M.</summary>
    public static void RunG(M* m, G* g, bool inherit)
    {
        P* p = m->p;
        g->m = m;
        g->save = (long*)m->scratch;
        g->gstatus = (int)GStatus.Running;
        if (!inherit) p->schedtick++;
        if ((g->profWork & Profiles.Waited) != 0) Profiles.Unblocked(m, g);
        Mem.BeforeRun(p, g);
        Mem.Enter(p, g);
        Arm(m, g);
        Volatile.Write(ref *(nint*)&m->curg, (nint)g);
        // A request to stop that came before curg was visible is repeated by whoever made it (Preempt is asked for again every 100 µs).
        if (p->preempt != 0 || m->root->gcWaiting != 0) RequestPreempt(g);
        while (!Execute(m, g)) { }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Arm(M* m, G* g)
    {
        g->poll = 0;
        g->stackguard = m->guard;
    }

    /// <summary>preemptstress: every activation leaves at its first poll or guard, but the one that goes on after such a leave (it would leave at the same place for ever).</summary>
    private static void StressArm(M* m, G* g)
    {
        if (g->reason == (int)LeaveReason.Preempt || g->reason == (int)LeaveReason.MoreStack) { g->reason = 0; return; }
        if (g->poll == 0) RequestPreempt(g);
    }

    public static void RequestPreempt(G* g)
    {
        g->stackguard = GuardPreempt;
        Volatile.Write(ref g->poll, 1);
    }

    /// <summary>True when g has left this M.</summary>
    private static bool Execute(M* m, G* g)
    {
        try
        {
            void** resume = m->root->resume;
            bool stress = m->root->debug.preemptstress != 0;
            for (;;)
            {
                long* f = g->frames;
                if (f == (long*)g->hi) { Goexit0(m, g); return true; }
                long meta = *f;
                g->frames = f + (meta & 0xffff);
                void* code = resume[meta >> 32];
                if (code == null) code = FuncTab.Resume(m->root, (int)(meta >> 32));
                if (stress) StressArm(m, g);
                ((delegate*<G*, long*, void>)code)(g, f);           // loads its slots first: the frame's memory is free from then on
                if (g->status == 0) continue;
                if (Unwound(m, g)) return true;
            }
        }
        catch (NullReferenceException e) { Panics.Fault(g, e); }
        catch (AccessViolationException e) { Panics.Fault(g, e); }
        catch (Exception e)
        {
            // C# code of the runtime itself failed under a goroutine: a bug of ours.
            Fatal.Print("fatal error: " + e.GetType().FullName + ": " + e.Message + "\n" + e.StackTrace + "\n");
            Traceback.PrintAll(m->root, null);
            Linux.Exit(2);
        }
        return Unwound(m, g);
    }

    /// <summary>All native frames are gone and lie in the scratch. True when g has left this M.</summary>
    private static bool Unwound(M* m, G* g)
    {
        long n = (byte*)g->save - m->scratch;
        if ((byte*)g->frames - n < g->sp + Reserve) Stacks.Grow(g, n);
        g->frames = (long*)((byte*)g->frames - n);
        Unsafe.CopyBlock(g->frames, m->scratch, (uint)n);
        g->save = (long*)m->scratch;
        g->status = 0;
        P* p = m->p;
        Mem.Leave(p, g);
        if ((g->profWork & Profiles.Sampled) != 0) Profiles.Attach(g);
        if (m->profTicks != 0) CpuProfile.Take(m, g);
        switch ((LeaveReason)g->reason)
        {
            case LeaveReason.Park:
                m->curg = null;
                return Park(m, g);
            case LeaveReason.MoreStack:
                if (g->stackguard == GuardPreempt) goto case LeaveReason.Preempt;
                break;
            case LeaveReason.Preempt:
                if (Preempted(m, g)) return true;
                break;
            case LeaveReason.MoreArea:
                Stacks.Grow(g, 0);
                break;
            case LeaveReason.Yield:
                m->curg = null;
                g->gstatus = (int)GStatus.Runnable;
                if (g->yieldLocal != 0)
                {
                    g->yieldLocal = 0;
                    RunqPut(p, g, false);
                    return true;
                }
                Locks.Acquire(&m->root->schedLock);
                GlobalPut(m->root, g);
                Locks.Release(&m->root->schedLock);
                if (m->root->npidle != 0) WakeP(m->root);
                return true;
            case LeaveReason.GoCall:
                Panics.PushWellKnown(g);
                break;
            case LeaveReason.Panic:
                Panics.Run(g);
                break;
            case LeaveReason.Goexit:
                Panics.StartGoexit(g);
                break;
            case LeaveReason.Syscall:
                if (Syscalls.Run(m, g)) return true;
                break;
            case LeaveReason.GC:
                if (SystemAction(m, g)) return true;
                break;
            case LeaveReason.Exit:
                Linux.Exit((int)g->callArgs[0]);
                break;
            case LeaveReason.Native:
                break;
            default:
                Fatal.Throw("bad leave reason " + g->reason);
                break;
        }
        Mem.Enter(m->p, g);
        return false;
    }

    /// <summary>g waits. The unlock action makes it visible; from then on another M may run it.</summary>
    private static bool Park(M* m, G* g)
    {
        Bubble* bubble = (Bubble*)g->bubble;
        if (bubble != null) Synctest.Parking(g);
        g->gstatus = (int)GStatus.Waiting;
        g->waitSince = 0;
        Profiles.Parking(m->root, g);
        delegate*<G*, void*, bool> unlock = g->unlockf;
        g->unlockf = null;
        if (unlock == null || unlock(g, g->unlockArg))
        {
            if (bubble != null) Synctest.Parked(m, bubble);
            return true;
        }
        if (bubble != null)
        {
            Synctest.Woken(g);
            Synctest.Parked(m, bubble);
        }
        g->gstatus = (int)GStatus.Running;                          // no need to wait after all
        m->curg = g;
        Mem.Enter(m->p, g);
        return false;
    }

    /// <summary>A poll or guard left. The barrier buffer has been flushed by Leave; go on unless somebody wants the P.</summary>
    private static bool Preempted(M* m, G* g)
    {
        P* p = m->p;
        RuntimeRoot* rt = m->root;
        Arm(m, g);
        if (m->pinned != 0)                                         // no stop and no collection inside a pinned section: once it ends
        {
            m->pollPending = 1;
            return false;
        }
        Mem.AtPoll(p, g);
        if (rt->debug.preemptstress != 0 && rt->gcWaiting == 0 && (NextRandom(m) & 1) != 0) p->preempt = 1;
        if (p->preempt == 0 && rt->gcWaiting == 0)
        {
            Mem.BeforeRun(p, g);
            return false;
        }
        p->preempt = 0;
        m->curg = null;
        g->gstatus = (int)GStatus.Runnable;
        if (rt->gcWaiting != 0) { RunqPut(p, g, true); return true; }   // the world stops: go on right afterwards
        Locks.Acquire(&rt->schedLock);
        GlobalPut(rt, g);
        Locks.Release(&rt->schedLock);
        if (rt->npidle != 0) WakeP(rt);
        return true;
    }

    /// <summary>Runs what g asked for on the system side: its frames are saved, the M has a P, no goroutine runs here.</summary>
    private static bool SystemAction(M* m, G* g)
    {
        m->curg = null;
        g->gstatus = (int)GStatus.Waiting;
        m->actionG = g;
        g->gcAction(m, g);
        m->actionG = null;
        g->gstatus = (int)GStatus.Running;
        if (m->root->gcWaiting != 0)                                // somebody else stops the world: come back afterwards
        {
            g->gstatus = (int)GStatus.Runnable;
            RunqPut(m->p, g, true);
            return true;
        }
        m->curg = g;
        Mem.BeforeRun(m->p, g);
        return false;
    }

    // ---- what natives call to leave

    /// <summary>Leaves to park. unlock runs when the frames are safe; returns false to go on at once.</summary>
    public static void GoPark(G* g, delegate*<G*, void*, bool> unlock, void* arg, WaitReason why)
    {
        g->unlockf = unlock;
        g->unlockArg = arg;
        g->waitReason = (int)why;
        g->reason = (int)LeaveReason.Park;
        g->status = 1;
    }

    public static readonly delegate*<G*, void*, bool> UnlockLock = &ReleaseLock;

    private static bool ReleaseLock(G* g, void* l)
    {
        Locks.Release((Lock*)l);
        return true;
    }

    /// <summary>Writes a frame of the runtime below the frames that unwinding will add: its continuation runs before the caller goes on.</summary>
    public static long* PushNative(G* g, NativeFunc f, int words)
    {
        long* at = g->save;
        at[0] = Frames.Meta((int)f, 0, words);
        g->save = at + words;
        return at;
    }

    /// <summary>Pushes a frame on a goroutine that does not run (its frames are in its block). Room is there by X3.</summary>
    public static long* PushParked(G* g, NativeFunc f, int words)
    {
        long* at = g->frames - words;
        at[0] = Frames.Meta((int)f, 0, words);
        g->frames = at;
        return at;
    }

    /// <summary>Leaves so that the continuation pushed last runs with all frames of g in its block.</summary>
    public static void LeaveNative(G* g)
    {
        g->reason = (int)LeaveReason.Native;
        g->status = 1;
    }
}
