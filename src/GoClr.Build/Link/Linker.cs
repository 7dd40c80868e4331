// Objects → image: one assembly, one data file mapped at a fixed address, one symbol table.
//
//     resolve names ─→ mark what is reachable ─→ place data, number functions and shapes ─→ relocate data ─→ write IL ─→ tables ─→ files
//
// K1  A name means, in this order: a C# native, a definition, an alias (linkname), a symbol of a base image. Of dupok definitions the first counts
//     whose class is lowest (packages that knew less of its callees made copies of a higher one; their callers test more than they must),
//     and a base image's comes before all.
// K2  Every call says which signature and class it assumes. The linker compares with the definition: a mismatch is an error here and not a crash later.
// K3  Addresses are final: the file is mapped at its base, nothing is relocated at run time but code pointers (CodeRefs).
// K4  Order of everything follows the order of the objects, so equal inputs give equal files.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
    public const ulong StdBase = 0x10000000;

    public static LinkResult Link(LinkInput input)
    {
        var l = new Linker(input);
        l.Run();
        return l._r;
    }

    private enum Kind : byte { Unknown, Undefined, Native, Func, Data, BaseFunc, BaseData }

    private struct Symbol
    {
        public Kind Kind;                    // after Resolve
        public int Func, Data;               // definition: index into _funcs / _data, plus one
        public int Alias;                    // target symbol plus one
        public int Base;                     // index of the base image
    }

    private struct FuncDef { public FuncObject F; public int Object, Symbol, Index, ResumeIndex, DeferIndex; public bool Live; }
    private struct DataDef { public DataSymbol D; public int Object, Symbol, Shape; public long Address; public bool Live; }

    private readonly LinkInput _in;
    private readonly LinkResult _r = new();
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _names = [];
    private Symbol[] _syms = new Symbol[1024];
    private readonly Dictionary<int, SymbolEntry> _base = [];       // symbols found in base images
    private readonly List<FuncDef> _funcs = [];
    private readonly List<DataDef> _data = [];
    private readonly List<int[]> _map = [];                         // object → its symbol ids → ours
    private readonly List<PackageObject> _objects;
    private readonly HashSet<string> _reported = [];
    private readonly Stack<(bool Func, int Index)> _work = new();
    private readonly Dictionary<int, int> _adapters = [];           // native symbol → function index of its adapter
    private int _extraObject = -1;
    private FuncDef[] _f = [];
    private DataDef[] _d = [];
    private DataImage _image = null!;
    private int _funcBase, _shapeBase, _liveFuncs, _resumes, _defers;
    // (symbol, signature) → function; with signature "" the first one. Callers need not agree on the signature of what does not exist.
    private readonly Dictionary<(int, string), int> _stubs = [];
    private readonly HashSet<int> _usedBase = [];
    private readonly Dictionary<int, (int Object, DataSymbol Data)> _shadowed = [];     // definitions given up for those of a base image                   // symbols of base images' data that live code or data refers to
    // Places in the data file, by what lies there.
    private int _header, _funcRecs, _packages, _dataStart, _dataEnd, _bssRoot;
    private long _bssStart, _bssEnd, _memEnd;                       // _bssEnd: relative to _bssStart
    private readonly Dictionary<(long, string), int> _shapes = [];
    private readonly List<(long Size, ulong[]? Mask, long PtrBytes)> _newShapes = [];
    private readonly List<List<(long Where, int Func)>> _codeRefs = [];

    private Linker(LinkInput input)
    {
        _in = input;
        _objects = [.. input.Objects];
    }

    private void Run()
    {
        foreach (var o in _in.Objects)
            foreach (var e in o.Errors) Error(e);
        if (!_r.Ok) return;
        ulong at = _in.BaseAddress;
        _funcBase = ImageHeader.FirstFuncId;
        _shapeBase = 1;
        foreach (var b in _in.Bases)
        {
            if (_in.BaseAddress == 0) at = Math.Max(at, b.End);
            _funcBase = Math.Max(_funcBase, b.FuncEnd);
            _shapeBase = Math.Max(_shapeBase, b.ShapeEnd);
            foreach (var (k, v) in b.Shapes) _shapes.TryAdd(k, v);
        }
        if (at == 0) at = StdBase;
        _image = new DataImage(at + 0xffff & ~0xffffUL);
        Define();
        Mark();
        if (!_r.Ok) return;
        Number();
        Place();
        Relocate();
        Code();
    }

    private void Error(string text)
    {
        if (_reported.Add(text)) _r.Errors.Add(text);
    }
}
