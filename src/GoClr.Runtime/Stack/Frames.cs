// Saved frames as data: `meta = funcId<<32 | state<<16 | words`, then slots. See docs/abi.md, "Suspension".
//
// Frames of the runtime itself have ids below 256 (NativeFunc). Their Resume runs on the M like a compiled one; their pointer slots are known here.
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>Function ids of frames that the runtime pushes: C# continuations void(G*, long*), set in NativeFrames. Slots are scanned and relocated as possible pointers.</summary>
public enum NativeFunc
{
    None = 0,
    PanicStep,          // {meta, PanicRec*}: the deferred call above it has returned
    CallClosure,        // {meta, closure}: calls a func()
    Nop,                // {meta}
    SetRet0,            // {meta, value}: result of a native that left
    PanicClosed,        // {meta}: panics with "send on closed channel"
    ChanRecvDone,       // {meta}: reflect's receive that parked
    SelectDone,         // {meta}: second half of a select that parked
    ReflectSelectDone,  // {meta, cases, order…}
    FatalPanic,         // {meta}: the panic values are printed; prints goroutines and ends the process
    FatalText,          // {meta, text, length, kind}: throw or fatal of Go code
    Callers,            // {meta, skip, buffer, length}
    StackText,          // {meta, buffer, length, all}
    SemaRetry,          // {meta, address, reason, profile…}: woken from a semaphore queue
    CoroStart, CoroExit,
    PollWait,           // {meta, descriptor, mode}
    TimerFire,          // {meta, timer, seq, delta}
    TimerSent,          // {meta, timer}
    Action,             // {meta, code, a, b}: calls a C# continuation void(G*, long a, long b)
    Restart,            // {meta, code, slots…}: calls a C# continuation void(G*, long* frame)
    MainDone,           // {meta}: runtime.main returned
    InitTask,           // {meta}: next package initialiser
    Stop,               // {meta}: leaves the scheduler loop of a host call
    Goexit,             // never pushed: what runtime.Callers shows below a goroutine's function
}

public static unsafe class Frames
{
    public static int Words(long* f) => (int)(*f & 0xffff);
    public static int State(long* f) => (int)(*f >> 16) & 0xffff;
    public static int Func(long* f) => (int)(*f >> 32);
    public static long Meta(int func, int state, int words) => (long)func << 32 | (uint)state << 16 | (uint)words;

    public static LayoutRec* Layout(FuncRec* fn, int state) => &fn->Layouts[state == 0 ? fn->ParamMaskLayout : fn->States[state].Layout];

    /// <summary>Result words that are pointers while the goroutine waits with this innermost frame.</summary>
    public static uint RetMask(RuntimeRoot* rt, long* f)
    {
        FuncRec* fn = FuncTab.Rec(rt, Func(f));
        if (fn == null || fn->States == null) return 0;
        int state = State(f);
        return state < fn->StateCount ? fn->States[state].RetMask : 0;
    }

    /// <summary>Frames of the runtime: every slot is shown as a possible pointer; none is an address that looks like one by accident.</summary>
    public static void VisitNative<V>(G* g, long* f, ref V v) where V : IRootVisitor
    {
        for (int i = 1; i < Words(f); i++) v.Word(f + i);
    }
}
