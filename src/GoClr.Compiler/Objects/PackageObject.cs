// What one package compiles to. Everything refers to other things by symbol; the linker gives tokens, addresses and ids.
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Objects;

/// <summary>Interned symbol names of one object; ids are dense. Safe to use from several threads while a package is being lowered.</summary>
public sealed class SymbolTable
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _names = [];
    public int Count { get { lock (_ids) return _names.Count; } }
    public string this[int id] { get { lock (_ids) return _names[id]; } }
    public int Id(string name)
    {
        lock (_ids)
        {
            if (_ids.TryGetValue(name, out int id)) return id;
            _ids[name] = id = _names.Count;
            _names.Add(name);
            return id;
        }
    }
    /// <summary>All names in the order of their ids.</summary>
    public string[] ToArray() { lock (_ids) return _names.ToArray(); }
}

public enum DataRelocKind : byte { Addr64, Addr32 /* NameOff, TypeOff: absolute address */, FuncId32 /* TextOff */, CodePtr64 /* filled at start from the function id */, Shape32 /* shape of type symbol */ }

public readonly record struct DataReloc(int Offset, DataRelocKind Kind, int Symbol, long Addend);

public sealed class DataSymbol
{
    public int Symbol;
    public Section Section;
    public byte[] Bytes = [];          // may be shorter than Size: the rest is zero
    public long Size;
    public int Align = 8;
    public List<DataReloc> Relocs = [];
    public ulong[]? PtrMask;           // bit per word, for Data and Bss
    public bool DupOk;
    /// <summary>A type descriptor: gets a TypePrefix in front, is listed in typelinks if TypeString is set (unnamed types and all that reflect may look for).</summary>
    public bool IsType;
    public string? TypeString;
    /// <summary>A static itab: listed for the itab table.</summary>
    public bool IsItab;
    /// <summary>For IsType: size, pointer bytes and mask as abi.Type has them (the linker makes the shape from it).</summary>
    public long TypeSize, TypePtrBytes;
    public ulong[]? TypePtrMask;
}

public enum IlRelocKind : byte
{
    Method /* MethodDef/MemberRef token of function symbol's entry; Text: the signature of the call, Addend: the CallClass it assumes */, Resume, DataAddr /* int32 address of data symbol + Addend (after ldc.i4) */, FuncId /* int32 */,
    Signature /* StandAloneSig token of the calli signature in Text */, Native /* MemberRef token of the C# native bound to the symbol, or of "Class.Method" in Text */, Shape /* int32 shape of type symbol */,
    TypeSize /* int32 size of type symbol */, W2Field /* FieldRef of W2: Addend 0 A, 1 B */,
}

public readonly record struct IlReloc(int Offset, IlRelocKind Kind, int Symbol, long Addend, string? Text);

/// <summary>
/// One IL body with symbolic tokens. Signatures and locals are strings of letters: V void, I int32, L int64, F float32, D float64, W W2, B uint8 (locals only);
/// a signature is the result letter followed by the parameter letters.
/// </summary>
public sealed class IlBody
{
    public byte[] Code = [];
    public int MaxStack;
    public string Locals = "";
    public List<IlReloc> Relocs = [];
    /// <summary>(IL offset, line) pairs, ascending; line 0: hidden.</summary>
    public List<(int Offset, int Line)> Lines = [];
    /// <summary>Statistics against RyuJIT's MinOpts limits (2,000 blocks, 8,000 local references, 60,000 bytes); not stored.</summary>
    public int Blocks, LocalRefs;
}

public sealed class StateInfo { public int Layout, Line, Inl; public uint RetMask; }
/// <summary>A node of a function's inline tree, see IR.InlinedCall. Parents come first; StateInfo.Inl and Parent count from 1.</summary>
public sealed record InlineInfo(int Parent, int Line, string Name, string File, int StartLine, FuncFlags Flags);
public sealed class LayoutInfo { public int Words; public ulong[] PtrMask = []; }

public sealed class FuncObject
{
    public int Symbol;
    public string DisplayName = "", File = "";
    public int StartLine;
    public bool DupOk;
    public FuncFlags Flags;
    public int Via = -1;                           // of a wrapper: symbol of the function it stands for
    public string Signature = "";                  // of Entry
    public IlBody Entry = new();
    public IlBody? Resume, RunDefer;               // "VLL" and "LLL" (returns the closure to call)
    public List<StateInfo> States = [];
    public List<InlineInfo> Inlined = [];
    public List<LayoutInfo> Layouts = [];
    public int AreaSize, AreaSlot = -1, DeferSlot = -1, ExitState;
    public ulong[] AreaMask = [];
    public int ParamWords;
    /// <summary>Summary for callers.</summary>
    public CallClass Class;
    /// <summary>Bytes of area that chains of unguarded functions below it may need (0 if it tests itself), and the longest such chain.</summary>
    public int AreaNeed, Depth;
    /// <summary>What it does with its parameters (Escape.FuncTag as text); empty: unknown.</summary>
    public string EscapeTag = "";
    /// <summary>Its IR as text, if it may be inlined anywhere; empty otherwise.</summary>
    public string Inline = "";
    /// <summary>Data and functions it refers to beyond IL relocations (type descriptors used through interfaces), for dead-code elimination.</summary>
    public List<int> Keeps = [];
}

public sealed class PackageObject
{
    public string Path = "", Name = "";
    public SymbolTable Symbols = new();
    public List<FuncObject> Funcs = [];
    public List<DataSymbol> Data = [];
    /// <summary>Symbols that are other names of symbols (linkname): local → target.</summary>
    public List<(int Symbol, int Target)> Aliases = [];
    /// <summary>Function symbol of the package's initialiser, -1 none.</summary>
    public int InitFunc = -1;
    public List<string> Imports = [];
    /// <summary>Messages such as unsupported constructs; a package with errors is not linked.</summary>
    public List<string> Errors = [];
}
