// The runtime's lock: a futex word with spinning, and the ranks that keep locks in one order.
//
//     0 free    1 held, nobody sleeps    2 held, somebody may sleep
//
// L1  A thread takes locks in ascending LockRank; two Hchan locks in ascending address. The checked build (GOCLR_CHECKED) asserts it.
// L2  Nothing that can suspend a goroutine, block in a system call, or allocate .NET memory runs under a lock.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace GoClr.Runtime;

/// <summary>Order in which locks are taken: low before high.</summary>
public enum LockRank
{
    None = 0, Stw, Sysmon, Deadlock, Panic, DefUser, GcControl, Finalizers, Cleanups, Specials, PollDesc, Wakeable, Hchan, Notify, SemRoot, TimerSend, Timers, Timer, AllG, AllP, Sched,
    Code, GFree, Sudog, StackPool, MarkQueue, Sweep, SpanSet, Heap, Pages, Scavenge, Profile, Print, Leaf,
}

[StructLayout(LayoutKind.Sequential)]
public struct Lock { public int key; public int rank; }

public static unsafe class Locks
{
    private const int SpinTurns = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Acquire(Lock* l)
    {
        if (Interlocked.CompareExchange(ref l->key, 1, 0) != 0) AcquireSlow(l);
        Held(l);
    }

    public static bool TryAcquire(Lock* l)
    {
        if (Interlocked.CompareExchange(ref l->key, 1, 0) != 0) return false;
        Held(l);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release(Lock* l)
    {
        Dropped(l);
        if (Interlocked.Exchange(ref l->key, 0) == 2) Linux.FutexWake(&l->key, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AcquireSlow(Lock* l)
    {
        for (int i = 0; i < SpinTurns; i++)
        {
            if (Volatile.Read(ref l->key) == 0 && Interlocked.CompareExchange(ref l->key, 1, 0) == 0) return;
            Thread.SpinWait(4);
        }
        Linux.Yield();
        if (Volatile.Read(ref l->key) == 0 && Interlocked.CompareExchange(ref l->key, 1, 0) == 0) return;
        while (Interlocked.Exchange(ref l->key, 2) != 0) Linux.FutexWait(&l->key, 2, -1);
    }

    public static void Init(Lock* l, LockRank rank) { l->key = 0; l->rank = (int)rank; }

    [Conditional("GOCLR_CHECKED")]
    public static void AssertHeld(Lock* l)
    {
        if (Volatile.Read(ref l->key) == 0) Fatal.Throw("lock not held");
    }

    [Conditional("GOCLR_CHECKED")] private static void Held(Lock* l) => Checked.Held(l);
    [Conditional("GOCLR_CHECKED")] private static void Dropped(Lock* l) => Checked.Dropped(l);

    /// <summary>The checked build's list of locks that this thread holds. A thread static is allowed here: release builds never come by.</summary>
    private static class Checked
    {
        [System.ThreadStatic] private static Lock*[]? s_held;
        [System.ThreadStatic] private static int s_n;

        internal static void Held(Lock* l)
        {
            Lock*[] held = s_held ??= new Lock*[64];
            for (int i = 0; i < s_n; i++)
            {
                Lock* h = held[i];
                if (h->rank > l->rank && l->rank != 0 || h->rank == l->rank && l->rank == (int)LockRank.Hchan && h > l)
                    Fatal.Throw("lock order: rank " + l->rank + " taken under rank " + h->rank);
            }
            held[s_n++] = l;
        }

        internal static void Dropped(Lock* l)
        {
            Lock*[] held = s_held ??= new Lock*[64];
            for (int i = s_n - 1; i >= 0; i--)
                if (held[i] == l) { held[i] = held[--s_n]; return; }
        }
    }
}
