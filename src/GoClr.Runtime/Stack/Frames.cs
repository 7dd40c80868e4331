// Saved frames as data: `meta = funcId<<32 | state<<16 | words`, then slots. See docs/abi.md, "Suspension".
//
// Frames of the runtime itself have ids below 256 (NativeFunc). Their Resume runs on the M like a compiled one; their pointer slots are known here.
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>Function ids of frames that the runtime pushes.</summary>
public enum NativeFunc
{
    None = 0,
    PanicStep = 1,      // {meta, PanicRec*}: the deferred call above it has returned
    CallClosure = 2,    // {meta, closure}: calls a func()
    CallGo = 3,         // {meta, function id, hidden and argument words…}: unused slots are scanned
    DropResults = 4,    // {meta}: nothing to do; ends a call whose results nobody reads
    Goexit0 = 5,        // {meta}: bottom of a goroutine that ended through Goexit
    Restart = 6,        // {meta, native entry, G-relative argument}: calls a C# continuation void(G*, long*)
    RestoreRet = 7,     // {meta, n, ret words…}: puts result words back (pointers by conservative scan)
    DeferReturn = 8,
    CallClosureArgs = 9,   // {meta, closure, n, args…}
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
