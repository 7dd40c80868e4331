// G: a goroutine. Native memory, pooled, never freed; reached by the first argument of every Go function.
//
//     lo                    sp                      frames                hi
//     | areas (grow up)  →   |         free           |  ← saved frames    |      the goroutine's own block
//
// G1  The first 384 bytes are touched by compiled code at the offsets of GOffset; Layout.Check compares them.
// G2  status, reason, sp, save, ret are written by the M that runs the goroutine only. poll and stackguard may be set by anybody (to request a stop)
//     and are cleared by the scheduler only.
// G3  While the goroutine does not run, all its local variables lie in frames and areas between lo and hi.
// G4  A goroutine is born and dies in six cache lines: 0, 1 and the two after ret, the end of its first block, which lies right before the G, and its closure. A program that starts
//     a hundred thousand of them waits for memory more than for anything else; Fetch brings the lines of the one after next.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>gc's numbers, as schedtrace prints them.</summary>
public enum GStatus { Idle = 0, Runnable = 1, Running = 2, Syscall = 3, Waiting = 4, Dead = 6 }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct G
{
    // ---- known to compiled code
    public int status;              // 0 run, 1 leave
    public int poll;                // volatile: something wants this goroutine to come by
    public byte* stackguard;        // native stack limit; ~0 leaves at the next guard
    public byte* sp;                // top of the areas
    public long* frames;            // lowest saved frame
    public long* save;              // where the next unwound frame goes (in M's scratch)
    public int wb;                  // write barrier on; copied from the root when the goroutine is resumed
    public int reason;              // LeaveReason
    public long* wbbuf, wbsoft;     // barrier buffer of the P
    public void* mc;                // allocation windows of the P
    public PanicRec* recoverTok;
    public M* m;                    // the M that runs it, or ran it last
    public RuntimeRoot* root;
    public byte* lo, hi;
    public PanicRec* panic;         // innermost running panic
    public int profWork, pad1;      // 1: samples wait for its stack, 2: its wait is of interest (Profiles.cs)
    public fixed long ret[GOffset.RetWords];

    // ---- scheduling. The next two cache lines are what starting and ending a goroutine touches besides the first two (G4)
    public long id;                 // goid
    public int gstatus;             // GStatus
    public int waitReason;          // WaitReason, while Waiting
    public G* schedlink;            // in a queue or free list
    public G* ahead;                // a G some places further in that list, to be fetched early; may be stale
    public long parentId;
    public int createdFunc, createdLine;   // id of the function with the go statement, and its line; 0 without one
    public void* bubble;            // synctest group
    public void* labels;            // profiler labels

    public Sudog* waiting;          // sudogs it waits on, in lock order
    public void* coro;              // coroutine it belongs to, runtime.coro
    public M* lockedM;
    public long timerSeq;           // generation of the timer whose function it runs
    public int preemptStop, isSystem;
    public int goexiting, fatalPanic;   // fatalPanic: this goroutine's panic is being printed
    public int paniconfault, sig;    // sig: the panic under way came from a nil dereference
    public int fips;                // indicator and bypass bytes of crypto/internal/fips140
    public int lockedCount;         // LockOSThread calls

    public long waitSince;          // ns, set lazily by the dumper's caller
    public delegate*<G*, void*, bool> unlockf;   // Park: called once the frames are safe; false: do not park after all
    public void* unlockArg;
    public int selectDone;          // CAS by the first case to fire
    public int success;             // of the channel operation that woke it (closed: 0)
    public Sudog* wakeSudog;        // sudog of the channel operation that woke it
    public long gcAssist;           // bytes of marking this goroutine owes (negative) or has done
    public void* timer;             // for Sleep
    public long sleepWhen;
    public void* profPending;       // sampled objects that wait for its stack (Profiles.cs)
    public long blockStart;         // block profile: when it began to wait
    public void* host;              // host record: a .NET caller waits for its end
    public delegate*<M*, G*, void> gcAction; public void* gcArg;   // LeaveReason.GC: runs on the system side, the goroutine's frames saved
    public int parkTarget;          // semaphores: ticket handed over
    public int yieldLocal;          // Yield: to the tail of the P's own queue
    public int printDepth, pad0;    // printlock
    public long allIndex;           // position in root.allgs
    public Sudog* sudogCache;       // one sudog kept for plain channel operations

    // ---- a call of a Go function or a system call that the scheduler makes for it
    public int callFunc, callN;     // GoCall: index of the well-known function (-1: unreachable code ran), number of argument words
    public fixed long callArgs[8];
}

/// <summary>A goroutine, or a host waiter (g == null), on the wait queue of a channel or semaphore.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct Sudog
{
    public G* g;
    public Sudog* next, prev;
    public byte* elem;              // data element: in the goroutine's area, on the heap, or null. A root; relocated when the block moves
    public Hchan* c;
    public int isSelect, success;
    public long acquireTime, releaseTime;
    public uint ticket; public int caseIndex;
    public Sudog* parent, waitlink, waittail;   // semaphore tree; G's list of sudogs in lock order
    public void* host;              // host record when g is null
    public int isSend, queued;      // queued: on its channel's queue
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct WaitQueue { public Sudog* first, last; }

/// <summary>A running panic or Goexit. Native memory; the value is a root while the record is linked from G.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct PanicRec
{
    public PanicRec* link;          // older panic
    public long type, data;         // the value: eface words
    public int recovered, aborted, goexit, repanicked;
    public long frameOff;           // distance from hi of the frame whose deferred calls run (PanicStep stands above it)
    public long stepOff;            // distance from hi of the PanicStep frame
}

/// <summary>The head of a channel. Go sees qcount and dataqsiz only (len, cap); reflect sees nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct Hchan
{
    public long qcount, dataqsiz;   // elements in the ring; its slots (0: unbuffered)
    public byte* buf;               // dataqsiz slots of elemsize bytes
    public ushort elemsize; public ushort pad0; public int closed;
    public void* timer;             // timer that feeds it, runtime timer
    public void* elemtype;          // type descriptor
    public long sendx, recvx;
    public WaitQueue recvq, sendq;  // never both non-empty, but for a select that waits on both ends
    public void* bubble;
    public Lock @lock;              // LockRank.Hchan. Waiters are unlinked under it and made ready after it
    public int elemPtrs;            // the element type has pointers
}
