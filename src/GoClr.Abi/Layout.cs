// What compiled code, linker and runtime must agree on, as numbers. docs/abi.md has the rules in words.
namespace GoClr.Abi;

/// <summary>How a call site treats its callee; see docs/abi.md, "Suspension".</summary>
public enum CallClass : byte { None, PanicOnly, Suspends }

/// <summary>Offsets in G of the words that compiled code touches. GoClr.Runtime.G has the fields; a test compares.</summary>
public static class GOffset
{
    public const int Status = 0;        // int32: 0 run, 1 leave
    public const int Poll = 4;          // int32, volatile: something wants this goroutine to come by
    public const int StackGuard = 8;    // native stack limit; ~0: leave at the next guard
    public const int Sp = 16;           // top of the areas, grows up
    public const int Frames = 24;       // lowest saved frame: limit of Sp
    public const int Save = 32;         // where the next unwound frame goes
    public const int Wb = 40;           // int32: write barrier on; constant during an activation
    public const int Reason = 44;       // int32: why status is 1 (LeaveReason)
    public const int WbBuf = 48;        // next free slot of the barrier buffer (old pointer values)
    public const int WbSoft = 56;       // beyond it: set Poll
    public const int Mc = 64;           // this P's allocation windows
    public const int RecoverTok = 72;   // panic a deferred function may recover; taken at entry by functions that contain recover()
    public const int Ret = 128;         // ret[32]: result words
    public const int RetWords = 32;
}

public enum LeaveReason
{
    None = 0,
    Preempt = 1,        // poll or guard was set by somebody
    MoreStack = 2,      // native stack guard reached
    MoreArea = 3,       // area would run into the frames; G.areaNeed not set: scheduler doubles the block
    Park = 4,           // G is queued somewhere; scheduler runs G's unlock action when the frames are safe
    Yield = 5,          // runtime.Gosched
    GoCall = 6,         // call the well-known function G.callFunc with G.callArgs on top of the saved frames (panics)
    Panic = 7,          // gopanic: walk the frames
    Goexit = 8,
    Syscall = 9,        // perform G.syscall… with the P lent
    GC = 10,            // run a stop-the-world action requested by this G (runtime.GC, ReadMemStats …)
    Exit = 11,          // process exit requested
    Native = 12,        // a C# continuation frame was pushed; pop it
}

/// <summary>Two integer result words, in rax:rdx.</summary>
public struct W2(long a, long b)
{
    public long A = a, B = b;
}

/// <summary>A C# body for a Go symbol. The method has exactly the lowered signature of the Go function (docs/abi.md), G* first.</summary>
[System.AttributeUsage(System.AttributeTargets.Method, AllowMultiple = true)]
public sealed class GoSymbolAttribute(string name, CallClass callClass) : System.Attribute
{
    public string Name { get; } = name;
    public CallClass CallClass { get; } = callClass;
    /// <summary>Marks a bodyless or replaced function whose pointer arguments do not outlive the call (go:noescape).</summary>
    public bool NoEscape { get; set; }
}

/// <summary>Why compiled code panics: the suffix of the tail-position native in PanicCalls and of the Go function that builds the value.</summary>
public enum PanicKind : byte
{
    Nil,                 // invalid memory address or nil pointer dereference
    Divide,
    Shift,
    Index, IndexU,       // (i, len)
    SliceAlen, SliceAlenU, SliceAcap, SliceAcapU, SliceB, SliceBU,                                    // (hi, cap) (hi, cap) (lo, hi)
    Slice3Alen, Slice3AlenU, Slice3Acap, Slice3AcapU, Slice3B, Slice3BU, Slice3C, Slice3CU,           // (max, …) (hi, max) (lo, hi)
    SliceConvert,        // (len, want)
    MakeSliceLen, MakeSliceCap,
    Unreachable,         // compiled code ran where it cannot: a bug of ours
}

/// <summary>Sections of an image's data file.</summary>
public enum Section : byte
{
    RoData,      // strings and other bytes without heap pointers, never written by Go code
    Type,        // type descriptors and names
    Data,        // initialised variables and static composites; scanned by PtrMask
    Bss,         // zero variables; scanned by PtrMask; not in the file
    NoPtrBss,    // zero variables without pointers
}
