// The intermediate representation: a control-flow graph of statements over mutable scalar variables; operands are trees of pure expressions.
//
//     block:   t1 = call f(x, y+1)            statements run in order; a call is a statement, never inside an expression,
//              check t1 < n else Index(t1,n)  so at every suspend point the evaluation stack is empty
//              store.i64 [p+8] = t1
//              if t1 == 0 then b2 else b3     terminator, always last
//
// I1  An expression value has exactly one user (it is a tree); what is needed twice goes through a variable.
// I2  A Load inside an expression is evaluated where its statement stands. Lowering assigns to a temporary what must be read earlier.
// I3  Variables are scalars (IrType). Aggregates are AreaSlots (memory in the goroutine's area), heap objects, or several variables.
// I4  Ids are dense over the function: side tables are arrays, sets are bitmaps, dumps are stable.
using System;
using System.Collections.Generic;
using GoClr.Abi;

namespace GoClr.Compiler.IR;

public enum IrType : byte { Void, I32, I64, F32, F64, Ptr }

/// <summary>How a scalar lies in memory.</summary>
public enum MemType : byte { I8, U8, I16, U16, I32, I64, F32, F64, Ptr }

public enum Op : byte
{
    Nop,
    // ---- expressions
    Const,          // Imm; Type I32, I64 or Ptr (0 = nil)
    FConst,         // Imm = bits of the double (F64) or of the single in the low half (F32)
    Var,            // A = variable
    SymAddr,        // address of data symbol A + Imm; Ptr
    FuncId,         // id of function symbol A; I32
    AreaAddr,       // address of area slot A + Imm; Ptr
    Load,           // Mem at A + Imm. A is known not nil (a Check stands before it)
    Add, Sub, Mul, And, Or, Xor, Neg, Not,      // integer or float by Type; 8/16-bit results must be wrapped in Sext/Zext by lowering
    DivS, DivU, RemS, RemU,                     // divisor known not 0, and not -1 for signed unless the dividend is not MinInt (lowering guards)
    FDiv,
    Shl, ShrS, ShrU,                            // B: I32 count already known < width
    Eq, Ne, LtS, LeS, GtS, GeS, LtU, LeU, GtU, GeU,   // operands I32, I64, Ptr; result I32 0/1
    FEq, FNe, FLt, FLe, FGt, FGe,               // operands F32, F64; NaN as in Go
    Sext8, Sext16, Zext8, Zext16,               // I32 → I32
    SextI32, ZextI32, TruncI64,                 // I32 → I64 (signed, unsigned), I64 → I32
    I32ToF, I64ToF, U32ToF, U64ToF,             // → Type F32 or F64
    FToI32, FToI64, FToU32, FToU64,             // gc/amd64 behaviour for out-of-range values
    FConv,                                      // F32 ↔ F64
    Bits,                                       // reinterpret I64 ↔ F64, I32 ↔ F32
    PtrToInt, IntToPtr,                         // I64 ↔ Ptr: no code, changes what the collector sees
    Select,                                     // A ? B : C; both are evaluated
    NativeExpr,                                 // native symbol A with operands Extra[B .. B+C): a C# native of class None without side effects
    RecoverTok,                                 // takes g->recoverTok (reads and clears); only at function entry
    // ---- statements
    SetVar,         // variable A = expression B
    Store,          // Mem at A + Imm = B; no barrier: not a pointer, or the target is an area or a fresh object
    StorePtr,       // pointer store with write barrier: *(A + Imm) = B
    MoveMem,        // copy Imm bytes from B to A, no pointers or fresh/area target; regions may overlap only if Flag.Overlap
    ZeroMem,        // clear Imm bytes at A, no barrier
    Call,           // Extra call record, see CallInfo index A
    Check,          // condition A must hold, else panic CallInfo-free: Kind = (PanicKind)Imm, arguments B, C (ids, 0 = none; cheap: constants or variables)
    KeepAlive,      // A stays alive up to here
    // ---- terminators
    Jump,           // → block A
    If,             // condition A, then block B, else block C
    Switch,         // I32 value A: Extra[B .. B+C) are block ids; value k goes to the k-th, all others to the last
    Return,         // results Extra[B .. B+C), in the order of Function.Results
    Unreachable,    // after a call that never returns
}

[Flags]
public enum ValueFlags : byte { None = 0, Overlap = 1, Unlikely = 2 /* If: then-branch is cold */, Likely = 4, Length = 8 /* Load: a length or capacity, so 0 … 2^48 */ }

/// <summary>One expression node or statement.</summary>
public struct Value
{
    public Op Op;
    public IrType Type;
    public MemType Mem;
    public ValueFlags Flags;
    public int A, B, C;
    /// <summary>Line in the file of the function that the statement was written in: Inl is 0 for this function, else an entry of Function.Inlined.</summary>
    public int Line, Inl;
    public long Imm;
}

public enum CalleeKind : byte { Direct /* Go function or native by symbol */, Closure /* calli through func value */, Interface /* calli through itab */ }

/// <summary>A call statement.</summary>
public sealed class CallInfo
{
    public CalleeKind Kind;
    /// <summary>Direct: symbol. Others: -1.</summary>
    public int Symbol = -1;
    /// <summary>Closure: variable with the func value (checked not nil). Interface: variable with the itab (checked not nil).</summary>
    public int Target = -1;
    /// <summary>Interface: index of the method in the itab's Fun.</summary>
    public int Slot;
    /// <summary>Expression ids of all parameter words after g, in the order of docs/abi.md (for Closure without the context, which is Target itself; for Interface starting with the data word).</summary>
    public int[] Args = [];
    /// <summary>IL types of the argument words.</summary>
    public IrType[] ArgTypes = [];
    /// <summary>IL types of the result words.</summary>
    public IrType[] ResultTypes = [];
    /// <summary>Variable that receives result word k, -1: dropped.</summary>
    public int[] Results = [];
    /// <summary>Filled by the summary pass; lowering leaves Suspends, or None/PanicOnly where it knows.</summary>
    public CallClass Class = CallClass.Suspends;
    /// <summary>Compiler-made wrapper whose result words are exactly the callee's: call in tail position, no test, no frame; followed by Return without operands of its own.</summary>
    public bool Tail;
    /// <summary>Never returns (panic): save first, call last; followed by Unreachable.</summary>
    public bool NoReturn;

    public CallInfo Clone()
    {
        var c = (CallInfo)MemberwiseClone();
        c.Args = [.. Args];
        c.Results = [.. Results];
        return c;
    }
}

public struct IrVar
{
    public string? Name;
    public IrType Type;
    /// <summary>Position in Function.Params, or -1.</summary>
    public int ParamIndex;
    /// <summary>Holds nothing but lengths and capacities: 0 … 2^48.</summary>
    public bool Length;
}

/// <summary>Memory of one variable or temporary in the goroutine's area. Zeroed at function entry where PtrMask has bits (all of it if NeedZero).</summary>
public struct AreaSlot
{
    public string? Name;
    public int Size, Align;
    /// <summary>Bit per 8-byte word; null: no pointers.</summary>
    public ulong[]? PtrMask;
    public int Offset;      // given by Suspend
}

/// <summary>One inlined call: which body stands here, and for which call. Value.Inl = k means Function.Inlined[k - 1].</summary>
/// <param name="Parent">The body that made the call, numbered as in Value.Inl: 0 the function itself, else an earlier entry.</param>
/// <param name="Line">Line of the call, in the parent's file.</param>
/// <param name="Name">What tracebacks call the inlined function.</param>
public sealed record InlinedCall(int Parent, int Line, string Symbol, string Name, string File, int StartLine, FuncFlags Flags);

public sealed class Block(int id)
{
    public readonly int Id = id;
    /// <summary>Statement ids; the last one is the terminator.</summary>
    public List<int> Stmts = [];
    /// <summary>A cycle through this block ends soon or polls elsewhere: no poll here (StripMine).</summary>
    public bool NoPoll;
}

public sealed class Function(string symbol)
{
    public string Symbol = symbol;
    /// <summary>Shown in tracebacks: gc's name.</summary>
    public string DisplayName = symbol;
    public string File = "";
    public int StartLine, EndLine;
    public List<Value> Values = [default];          // id 0 is unused
    public List<int> Extra = [];
    public List<CallInfo> Calls = [];
    /// <summary>The inlined calls that statements name (Value.Inl); parents come before children.</summary>
    public List<InlinedCall> Inlined = [];
    public List<IrVar> Vars = [];
    public List<AreaSlot> Areas = [];
    public List<Block> Blocks = [];                 // Blocks[0] is the entry
    public List<int> Params = [];                   // variables, in the order of docs/abi.md (context or receiver first)
    public List<IrType> Results = [];
    public FuncFlags Flags;
    /// <summary>Of a wrapper: the symbol of the function it stands for, whose recover() sees the panic when the wrapper is deferred. -1: none, or known at run time only.</summary>
    public int Via = -1;
    public bool DupOk;
    /// <summary>Leaf by contract (internal/runtime/maps, hash and equality functions): no polls, no guard; calls through pointers are PanicOnly.</summary>
    public bool NoPreempt;
    public bool NoInline;
    /// <summary>What it does with its parameters (Escape.FuncTag as text), for importers; empty: unknown.</summary>
    public string EscapeTag = "";
    // ---- defer
    /// <summary>Block that runs pending deferred calls and returns the named results; -1: the function has no defer. The normal return path ends there.</summary>
    public int ExitBlock = -1;
    /// <summary>I64 variable with the bits of pending open-coded defers; or, with FuncFlags.DeferList, the Ptr variable with the list of records. -1: none.</summary>
    public int DeferVar = -1;
    /// <summary>Open-coded: closure variable of defer k.</summary>
    public List<int> DeferClosures = [];

    public int NewVar(IrType type, string? name = null, bool length = false)
    {
        Vars.Add(new IrVar { Type = type, Name = name, ParamIndex = -1, Length = length });
        return Vars.Count - 1;
    }

    public int NewParam(IrType type, string? name, bool length = false)
    {
        Vars.Add(new IrVar { Type = type, Name = name, ParamIndex = Params.Count, Length = length });
        Params.Add(Vars.Count - 1);
        return Vars.Count - 1;
    }

    public int NewArea(int size, int align, ulong[]? ptrMask, string? name = null)
    {
        Areas.Add(new AreaSlot { Size = size, Align = align, PtrMask = ptrMask, Name = name });
        return Areas.Count - 1;
    }

    public Block NewBlock()
    {
        var b = new Block(Blocks.Count);
        Blocks.Add(b);
        return b;
    }

    public int Add(in Value v)
    {
        Values.Add(v);
        return Values.Count - 1;
    }

    /// <summary>The line in this function's own file: of the statement, or of the call whose inlined body it stands in.</summary>
    public int OuterLine(in Value v)
    {
        int line = v.Line;
        for (int k = v.Inl; k != 0; k = Inlined[k - 1].Parent) line = Inlined[k - 1].Line;
        return line;
    }

    public int AddExtra(ReadOnlySpan<int> items)
    {
        int at = Extra.Count;
        foreach (int i in items) Extra.Add(i);
        return at;
    }
}
