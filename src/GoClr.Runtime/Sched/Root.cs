// The root of a runtime, its Ms and Ps. All mutable state of a runtime hangs off one RuntimeRoot, reached from every G, M and P.
//
// R1  A P is Idle (in root.pidle), Running (its M runs Go), Lent (its M is in a system call or in .NET) or GcStop. Who swaps Lent → something owns the P.
// R2  allp[0 … gomaxprocs-1] are the ordinary Ps. allp may be longer.
// R3  Fields written by different threads at high rate stand a cache line apart.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public enum PStatus { Idle = 0, Running = 1, Lent = 2, GcStop = 3, Dead = 4 }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct P
{
    public const int RingSize = 256;
    public int id, status;
    public M* m;
    public P* link;                 // in root.pidle
    public RuntimeRoot* root;
    public uint schedtick, syscalltick;
    public int preempt;             // a stop of the world asks it to come by
    public int runSafePoint;

    // ---- memory (owned by Memory/ and GC/)
    public void* mc;                // allocation windows; copied to G.mc
    public long* wbBase, wbNext, wbSoft;   // barrier buffer; copied to G
    public void* gcw;               // mark work
    public fixed long mem[16];      // spare words for the collector's per-P state

    // ---- pools
    public G* gfree; public int gfreeN;
    public int gcount;              // goroutines of the program started here less those that ended here: the sum over all Ps is how many there are
    public long goidNext, goidEnd;  // ids reserved for goroutines made here
    public Sudog* sudogFree; public int sudogN, pad2;
    public PanicRec* panicFree;
    public byte* stackFree;         // free 2 KB blocks, linked through their first word
    public int stackFreeN, pad3;
    public byte* slab, slabEnd;     // native memory for Gs and small blocks
    public ulong rnd;
    public fixed ulong rand[4];     // state of runtime.rand

    // ---- timers
    public TimerHeap timers;

    // ---- statistics
    public long sysmonTick, sysmonWhen, sysmonSyscallTick, sysmonSyscallWhen;
    public fixed long stat[8];

    public fixed long line0[8];
    public uint runqhead;           // read and CASed by thieves
    public fixed long line1[7];
    public uint runqtail;           // written by the owner only
    public int pad4;
    public G* runnext;              // exchanged by owner and thieves
    public fixed long ring[RingSize];
    public fixed long line2[8];
}

/// <summary>Per-P heap of timers, four children a node; see Time/Timer.cs.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TimerHeap
{
    public Lock @lock;              // LockRank.Timers
    public int n, cap, zombies;
    public void* heap;              // TimerWhen[]
    public long minWhenHeap;        // 0: none; read without the lock
    public long minWhenModified;
    public P* p;
    public long raceCtx;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct M
{
    public long id;
    public RuntimeRoot* root;
    public P* p, nextp, oldp;
    public G* curg;
    public byte* scratch;           // unwound frames land here; twice the size of the native stack
    public long scratchSize;
    public byte* guard;             // native stack limit for Go code on this thread
    public byte* stackLo;
    public M* schedlink, alllink;
    public int park;                // futex word: 1 = woken
    public int spinning, foreign, blocked;
    public G* lockedG;
    public G* actionG;              // the goroutine for which a system-side action runs
    public int lockedInt, locks;    // locks: scheduler locks held
    public int pinned, pollPending; // procPin count; a poll came by while pinned
    public int dying, pad2;
    public int tid, mallocing;
    public ulong rnd;
    public int nwait, throwing;
    public Lock* waitLock;          // lock to release after parking
    public fixed long heldLocks[16];   // checked build: locks held
    public int heldN, pad0;
    public void* hostThread;
    public long ncalls;
    public int exited;
    public int profTicks, profGeneration; public long profCpu;   // CPU profile: ticks not charged yet; time up to which ticks were counted
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct ImageRec
{
    public ImageHeader* header;
    public int index, funcBase, funcEnd, pad;
    public byte* path; public long pathLen;
}

/// <summary>gc's debug variables (GODEBUG) that this runtime knows.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct DebugVars
{
    public int schedtrace, scheddetail, preemptstress, gctrace, gcstoptheworld, gcpercentUnused, asyncpreemptoff, madvdontneed, inittrace, tracebackancestors, invalidptr, clobberfree,
        gccheckmark, gcpacertrace, gcshrinkstackoff, scavtrace, asynctimerchan, panicnil, dataindependenttiming, efence, sbrk, profstackdepth, allocfreetrace, growstress;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct RuntimeRoot
{
    public const int MaxP = 1024;
    public const int MaxFuncs = 1 << 21;

    // ---- read-mostly
    public int gomaxprocs, ncpu;
    public int npAlloc;             // Ps that exist: allp[0 … npAlloc-1]
    public int index;               // which runtime of the process
    public P** allp;
    public M* allm;
    public M* m0;
    public G* g0main;               // the main goroutine
    public void** resume;           // function id → resume entry, 0 until first use; MaxFuncs entries of reserved memory
    public FuncRec* natives;        // records of ids 0 … 255
    public ImageRec* images; public int imageCount, isHosted;
    public ulong* codeKeys; public int* codeIds; public int codeCap, codeCount;   // code pointer → function id, open addressing
    public nint managed;            // GCHandle of the RuntimeInstance
    public long nativeStack;        // bytes of native stack that Go code may use on an M
    public long maxstack;           // SetMaxStack
    public long startTime;          // nanotime at start
    public DebugVars debug;
    public byte** argv; public int argc; public int checkedBuild;
    public long bubbleGen;
    public byte* launcher;                              // what started the program, if not the executable; null: it is
    public byte** envp;
    public int envc, pad1;
    public long initNext;           // next entry of InitTasks
    public int tracebackLevel, tracebackAll;   // GOTRACEBACK
    public int tracebackCrash, tracebackCache;
    public ulong hashSeed0, hashSeed1;
    public byte* zeroVal;           // runtime.zeroVal: what lookups of missing keys point to
    public fixed long wellKnown[32];   // function ids per WellKnownFunc

    // ---- memory (owned by Memory/ and GC/)
    public void* heap;              // the heap's own root structure
    public void* gc;
    public int wbEnabled;           // copied to G.wb on resume
    public int gcPhase;             // 0 off, 1 mark, 2 mark termination
    public long gcCycle;
    public int gcBlackenEnabled, gcWaiting;   // gcWaiting: a stop of the world is under way
    public fixed long memSpare[16];

    // ---- scheduler, under schedLock unless noted
    public fixed long line0[8];
    public Lock schedLock;
    public G* globalHead, globalTail; public int globalN;   // globalN read without the lock
    public int nmidle;              // idle Ms
    public M* midle;
    public int mcount, maxmcount, nmidlelocked, nmsys, nmfreed;
    public P* pidle;
    public int npidle, nmspinning;  // atomics
    public int needspinning, stopwait;
    public int stopnote;            // futex: the last P has stopped
    public int sysmonwait; public int sysmonnote; public long lastpoll;
    public int pollInit, pollWaiters;
    public long mnext;
    public G* gfreeGlobal; public int gfreeGlobalN;
    public int exiting;             // 1: process is on its way out
    public Sudog* sudogGlobal; public int sudogGlobalN;
    public int mainStarted, runqsizeUnused;
    public fixed long line1[8];
    public Lock allLock;            // LockRank.AllG
    public G** allgs; public long allglen, allgcap;
    public long goidgen;            // atomic
    public Lock deadlockLock, panicLock, stwLock, codeLock, printLock, metricsLock;
    public int stwFutex, stwHolder; // a goroutine or M that owns the right to stop the world
    public int paniclk, panicking, runningPanicDefers;
    public long stwStart;

    // ---- subsystems' own structures
    public void* netpoll, semtable, timersState, signals, debugState, profState, coverState, synctestState /* Bubble*, newest first */, handles, metrics;
    public fixed long spare[32];
}

/// <summary>Index of WellKnown.Names.</summary>
public enum WellKnownFunc
{
    GoPanicNil, GoPanicDivide, GoPanicShift, GoPanicBounds, GoPanicMakeSliceLen, GoPanicMakeSliceCap, GoPanicSliceConvert, GoPanicString,
    GoPanicTypeAssert, GoPanicMem, FatalPanic, Main, RunFinalizer, TimerCall, GoPanicNilValue, Reserved, Count,
}
