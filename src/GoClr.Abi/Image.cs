// The records of an image's data file. All pointers are absolute addresses: the file is mapped at a fixed place and needs no relocation.
using System.Runtime.InteropServices;

namespace GoClr.Abi;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct ImageHeader
{
    public const ulong MagicValue = 0x31_52_4c_43_4f_47; // "GOCLR1"
    public const int FirstFuncId = 256;
    public ulong Magic;
    public ulong Base, FileSize, MemSize;       // MemSize includes bss, which follows the file's bytes, page-aligned
    public FuncRec* Funcs; public int FuncBase, FuncCount;           // records of ids FuncBase … FuncBase+FuncCount-1
    public ulong* TypeLinks; public long TypeLinkCount;              // addresses of all type descriptors that reflect may find, sorted by string
    public ulong* ItabLinks; public long ItabCount;                  // static itabs, to be entered into the itab table
    public RootRange* Roots; public long RootCount;                  // data and bss ranges with pointers
    public CodeRef* CodeRefs; public PackageRec* Packages; public long PackageCount;   // per package: code words to fill before its init
    public ulong* InitTasks; public long InitCount;                  // PackageRec indices in execution order (program image: all packages of the program; std image: empty)
    public ShapeRec* Shapes; public int ShapeBase, ShapeCount;       // shapes ShapeBase … (the std image starts at 1)
    public int* WellKnownFuncs; public int WellKnownCount;           // function id per WellKnown entry, 0 = absent
    public int MainFunc; public int pad;                             // id of main.main, 0 in the std image
    public byte* BuildInfo; public long BuildInfoLen;                // runtime.modinfo text
    public StringInit* Strings; public long StringCount;             // string variables, of other images too, that the linker gives a value
}

/// <summary>One Go function. The code words are filled by the runtime on first use from the method tokens.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct FuncRec
{
    public void* Entry, Resume, RunDefer;              // native code pointers, 0 until resolved
    public int Token, ResumeToken, DeferToken;         // MethodDef tokens in the image's assembly, 0 = none
    public FuncFlags Flags;
    public byte* Name; public int NameLen; public int StartLine;
    public byte* File; public int FileLen; public int ParamWords;
    public StateRec* States; public int StateCount;    // index = state; state 0 is "call anew"
    public int AreaSize;                               // bytes
    public LayoutRec* Layouts; public int LayoutCount;
    public short AreaSlot, DeferSlot;                  // slot index in every layout but state 0's (word index from the frame's start), -1 none
    public ulong* AreaMask;                            // pointer words of the area, bit per word
    public int ExitState;                              // state to resume at after recover; 0 none
    public int ParamMaskLayout;                        // layout of state 0
    public InlineRec* Inlined; public int InlinedCount;   // the inline tree: StateRec.Inline = k means Inlined[k - 1]
    public int Via;                                    // of a wrapper: id of the function it stands for, 0: none, or known at run time only (then HasRecover is set)
}

/// <summary>One inlined call. Also stands for the inlined function where runtime.FuncForPC has to name it: Mark tells it from a FuncRec.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct InlineRec
{
    public const ulong MarkValue = ~0UL;               // a FuncRec starts with a code pointer
    public ulong Mark;
    public byte* Name; public byte* File;              // of the inlined function
    public int NameLen, FileLen, StartLine;
    public FuncFlags Flags;                            // Wrapper and RuntimeInternal
    public int Parent, Line;                           // the body that made the call (0: the function itself), line of the call there
    public FuncRec* Func;                              // the function that contains all this
}

[System.Flags]
public enum FuncFlags
{
    None = 0, HasRecover = 1, Wrapper = 2, DeferList = 4 /* DeferSlot holds a list of records, not bits */, HasDefer = 8, Leaf = 16,
    RuntimeInternal = 32 /* hidden in tracebacks */, Closure = 64, TakesContext = 128,
}

[StructLayout(LayoutKind.Sequential)]
public struct StateRec
{
    public int Layout, Line;
    public uint RetMask;             // which of ret[0…31] are pointers while a goroutine waits in this state
    public int Inline;               // node of the function's inline tree, counted from 1; 0: the function itself
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct LayoutRec
{
    public int Words, pad;           // words of the frame, meta included
    public ulong* PtrMask;           // bit w = word w of the frame is a pointer
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct RootRange { public byte* Start; public long Bytes; public ulong* PtrMask; }

/// <summary>*Where = the string Text, Len; set before any package is initialised.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct StringInit { public ulong* Where; public byte* Text; public long Len; }

/// <summary>*Where = code pointer of function FuncId.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CodeRef { public ulong* Where; public long FuncId; }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct PackageRec
{
    public byte* Path; public int PathLen; public int InitFunc;      // InitFunc: the package's init (variables, then init functions), 0 none
    public CodeRef* CodeRefs; public long CodeRefCount;
    public ulong* Imports; public long ImportCount;                  // global PackageRec addresses
    public long Done;                                                // set by the runtime
}

/// <summary>Allocation shape: what the collector must know about objects of equal size and pointer layout.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ShapeRec { public int Size, pad; public long PtrBytes; public byte* GcData; }

/// <summary>Stands 16 bytes before each type descriptor that lies in an image (never before those that reflect makes).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TypePrefix { public int Shape, ElemShapeUnused; public long Reserved; }

/// <summary>Go functions that the runtime calls. The linker writes their ids in this order.</summary>
public static class WellKnown
{
    public static readonly string[] Names =
    [
        "runtime.goPanicNil", "runtime.goPanicDivide", "runtime.goPanicShift", "runtime.goPanicBounds", // goPanicBounds(kind int, x int64, signed bool, y int)
        "runtime.goPanicMakeSliceLen", "runtime.goPanicMakeSliceCap", "runtime.goPanicSliceConvert",
        "runtime.goPanicString",       // goPanicString(kind int, text string): runtime error of a C# native; kind 0 plainError with "runtime error: ", 1 errorString without
        "runtime.goPanicTypeAssert",   // goPanicTypeAssert(iface, concrete, asserted *_type, missing string)
        "runtime.goPanicMem",
        "runtime.fatalpanic",          // fatalpanic(value any list is read from g): prints the panics; C# prints goroutines and exits
        "runtime.main",                // starts the program: package inits, main.main, exit
        "runtime.runFinalizer",        // runFinalizer(fn func value, arg unsafe.Pointer, …): see overlay
        "runtime.timerCall",           // timerCall(f func(any, uintptr, int64), arg any, seq uintptr, delta int64)
        "runtime.goPanicNilValue",     // panic(nil): panics with *PanicNilError
        "runtime.goPanicUnhashable",   // reserved
    ];
}

/// <summary>The last bytes of a program in one file: where in it the data image lies.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PayloadTrailer
{
    public const ulong MagicValue = 0x31_41_54_41_44_4f_47; // "GODATA1"
    public long Offset, Size;
    public ulong Magic;
}
