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
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Link;

public sealed class LinkInput
{
    /// <summary>In the order in which packages are initialised.</summary>
    public List<PackageObject> Objects = [];
    /// <summary>Images already linked that this one refers to (std).</summary>
    public List<ImageSymbols> Bases = [];
    public required NativeTable Natives;
    public required string AssemblyName;
    public required string AssemblyPath, DataPath, SymbolsPath;
    /// <summary>0: behind the base images, or 0x10000000 without any.</summary>
    public ulong BaseAddress;
    /// <summary>Symbol of the main function; null for a library image such as std.</summary>
    public string? Main;
    /// <summary>Drop what roots do not reach.</summary>
    public bool RemoveDead = true;
    /// <summary>Calls of undefined functions become fatal errors at run time; undefined data becomes zero bytes. Both are listed in Warnings.</summary>
    public bool StubUndefined;
    /// <summary>Further symbols to keep.</summary>
    public List<string> Roots = [];
    /// <summary>Text for runtime.modinfo.</summary>
    public string BuildInfo = "";
}

public sealed class LinkResult
{
    public readonly List<string> Errors = [], Warnings = [];
    public int Funcs, DataSymbols, IlBytes, DataBytes;
    public Guid Mvid;
    public bool Ok => Errors.Count == 0;
}

public sealed class Linker
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
    private int _funcBase, _shapeBase, _liveFuncs;
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

    // ---------------------------------------------------------------- names

    private int Id(string name)
    {
        if (_ids.TryGetValue(name, out int id)) return id;
        _ids[name] = id = _names.Count;
        _names.Add(name);
        if (id == _syms.Length) Array.Resize(ref _syms, id * 2);
        return id;
    }

    private void Define()
    {
        for (int o = 0; o < _objects.Count; o++) DefineObject(o);
    }

    private void DefineObject(int o)
    {
        var obj = _objects[o];
        var names = obj.Symbols.ToArray();
        var map = new int[names.Length];
        for (int i = 0; i < names.Length; i++) map[i] = Id(names[i]);
        _map.Add(map);
        foreach (var f in obj.Funcs)
        {
            int id = map[f.Symbol];
            if (_in.Natives.IsNative(_names[id]) || f.DupOk && InBase(id)) continue;
            if (f.DupOk && _syms[id].Func != 0)
            {
                int at = _syms[id].Func - 1;
                if (_funcs[at].F.DupOk && f.Class < _funcs[at].F.Class) _funcs[at] = new FuncDef { F = f, Object = o, Symbol = id };
                continue;
            }
            if (_syms[id].Func != 0)
            {
                if (!_funcs[_syms[id].Func - 1].F.DupOk) Error($"duplicate function: {_names[id]} (in {_objects[_funcs[_syms[id].Func - 1].Object].Path} and {obj.Path})");
                continue;
            }
            _funcs.Add(new FuncDef { F = f, Object = o, Symbol = id });
            _syms[id].Func = _funcs.Count;
        }
        foreach (var d in obj.Data)
        {
            int id = map[d.Symbol];
            if (d.DupOk && (_syms[id].Data != 0 || InBase(id))) continue;
            if (_syms[id].Data != 0)
            {
                if (!_data[_syms[id].Data - 1].D.DupOk) Error($"duplicate data: {_names[id]} (in {_objects[_data[_syms[id].Data - 1].Object].Path} and {obj.Path})");
                continue;
            }
            _data.Add(new DataDef { D = d, Object = o, Symbol = id });
            _syms[id].Data = _data.Count;
        }
        foreach (var (s, t) in obj.Aliases)
            if (map[s] != map[t]) _syms[map[s]].Alias = map[t] + 1;
    }

    private bool InBase(int id)
    {
        if (_base.ContainsKey(id)) return true;
        for (int i = 0; i < _in.Bases.Count; i++)
            if (_in.Bases[i].TryGet(_names[id], out var e))
            {
                _base[id] = e;
                _syms[id].Base = i;
                return true;
            }
        return false;
    }

    // What a symbol means (K1). Aliases take over their target's meaning; a cycle of aliases ends as undefined.
    private Kind Resolve(int id, int depth = 0)
    {
        ref var s = ref _syms[id];
        if (s.Kind != Kind.Unknown) return s.Kind;
        if (_in.Natives.IsNative(_names[id])) return s.Kind = Kind.Native;
        if (s.Func != 0) return s.Kind = Kind.Func;
        if (s.Data != 0) return s.Kind = Kind.Data;
        if (s.Alias != 0 && depth < 16)
        {
            int t = s.Alias - 1;
            var k = Resolve(t, depth + 1);
            if (k != Kind.Undefined)
            {
                s = ref _syms[id];
                (s.Func, s.Data, s.Base) = (_syms[t].Func, _syms[t].Data, _syms[t].Base);
                if (_base.TryGetValue(t, out var e)) _base[id] = e;
                return s.Kind = k;
            }
        }
        if (InBase(id))
        {
            var e = _base[id];
            if (e.Kind != SymbolKind.Native) return _syms[id].Kind = e.Kind == SymbolKind.Func ? Kind.BaseFunc : Kind.BaseData;
            int t = Id(_in.Bases[_syms[id].Base].MethodName(e));
            _syms[id].Alias = t + 1;
            return _syms[id].Kind = Resolve(t, 16);
        }
        return _syms[id].Kind = Kind.Undefined;
    }

    private NativeMethod NativeOf(int id)
    {
        for (int n = 0; n < 20; n++)
        {
            if (_in.Natives.BySymbol.TryGetValue(_names[id], out var m)) return m;
            id = _syms[id].Alias - 1;
        }
        throw new InvalidOperationException("native " + _names[id]);
    }

    // ---------------------------------------------------------------- reachability

    private void Mark()
    {
        if (_in.RemoveDead)
        {
            void Root(string name)
            {
                if (!_ids.TryGetValue(name, out int id)) return;
                var k = Resolve(id);
                if (k == Kind.Func) Visit(true, _syms[id].Func - 1);
                else if (k == Kind.Data) Visit(false, _syms[id].Data - 1);
            }
            if (_in.Main != null) Root(_in.Main);
            foreach (var n in WellKnown.Names) Root(n);
            foreach (var n in _in.Roots) Root(n);
            for (int o = 0; o < _in.Objects.Count; o++)
                if (_in.Objects[o].InitFunc >= 0) Root(_names[_map[o][_in.Objects[o].InitFunc]]);
        }
        else
        {
            int funcs = _funcs.Count, data = _data.Count;
            for (int i = 0; i < funcs; i++) Visit(true, i);
            for (int i = 0; i < data; i++) Visit(false, i);
        }
        while (_work.TryPop(out var w))
        {
            if (w.Func)
            {
                var def = _funcs[w.Index];
                var map = _map[def.Object];
                foreach (int k in def.F.Keeps) Touch(map[k], def.Symbol, false, null);
                Body(def, map, def.F.Entry);
                if (def.F.Resume != null) Body(def, map, def.F.Resume);
                if (def.F.RunDefer != null) Body(def, map, def.F.RunDefer);
            }
            else
            {
                var def = _data[w.Index];
                var map = _map[def.Object];
                foreach (var r in def.D.Relocs) Touch(map[r.Symbol], def.Symbol, r.Kind is DataRelocKind.FuncId32 or DataRelocKind.CodePtr64, null);
            }
        }
    }

    private void Body(in FuncDef def, int[] map, IlBody b)
    {
        foreach (var r in b.Relocs)
            switch (r.Kind)
            {
                case IlRelocKind.Method: Touch(map[r.Symbol], def.Symbol, false, r.Text); break;
                case IlRelocKind.FuncId or IlRelocKind.Resume: Touch(map[r.Symbol], def.Symbol, true, null); break;
                case IlRelocKind.DataAddr or IlRelocKind.Shape or IlRelocKind.TypeSize: Touch(map[r.Symbol], def.Symbol, false, null); break;
            }
    }

    private void Visit(bool func, int index)
    {
        if (func)
        {
            var d = _funcs[index];
            if (d.Live) return;
            d.Live = true;
            _funcs[index] = d;
        }
        else
        {
            var d = _data[index];
            if (d.Live) return;
            d.Live = true;
            _data[index] = d;
        }
        _work.Push((func, index));
    }

    // byId: the function's number is wanted, not a call; signature: of a call.
    private void Touch(int id, int from, bool byId, string? signature)
    {
        switch (Resolve(id))
        {
            case Kind.Func:
                if (signature != null && _stubs.Count > 0 && _stubs.ContainsKey((id, "")) && !_stubs.ContainsKey((id, signature))) Visit(true, Stub(id, signature));
                else Visit(true, _syms[id].Func - 1);
                break;
            case Kind.Data: Visit(false, _syms[id].Data - 1); break;
            case Kind.BaseData: _usedBase.Add(id); break;
            case Kind.Native: if (byId) Visit(true, Adapter(id)); break;
            case Kind.Undefined:
            {
                string text = $"undefined: {_names[id]} (referenced from {_names[from]})";
                if (!_in.StubUndefined) { Error(text); return; }
                if (_reported.Add(_names[id])) _r.Warnings.Add(text);
                if (byId || signature != null)
                {
                    Visit(true, Stub(id, signature ?? "VL"));
                    _syms[id].Kind = Kind.Func;
                }
                else
                {
                    var obj = Extra();
                    _data.Add(new DataDef { D = new DataSymbol { Symbol = obj.Symbols.Id(_names[id]), Section = Section.NoPtrBss, Size = 256, Align = 16 }, Object = _extraObject, Symbol = id });
                    _syms[id].Data = _data.Count;
                    _syms[id].Kind = Kind.Data;
                    Visit(false, _data.Count - 1);
                }
                break;
            }
        }
    }

    // ---------------------------------------------------------------- functions made here

    private PackageObject Extra()
    {
        if (_extraObject < 0)
        {
            _extraObject = _objects.Count;
            _objects.Add(new PackageObject { Path = "" });
            _map.Add([]);
        }
        return _objects[_extraObject];
    }

    private void MapExtra()
    {
        var names = Extra().Symbols.ToArray();
        var map = new int[names.Length];
        for (int i = 0; i < names.Length; i++) map[i] = Id(names[i]);
        _map[_extraObject] = map;
    }

    private int AddMade(FuncObject f, int symbol)
    {
        MapExtra();
        _funcs.Add(new FuncDef { F = f, Object = _extraObject, Symbol = symbol });
        return _funcs.Count - 1;
    }

    /// <summary>A Go function around a native, for method tables and code pointers.</summary>
    private int Adapter(int id)
    {
        if (_adapters.TryGetValue(id, out int index)) return index;
        var n = NativeOf(id);
        var obj = Extra();
        var ir = new Function(_names[id] + "·native") { DisplayName = _names[id], Flags = FuncFlags.Wrapper };
        var call = new CallInfo { Symbol = obj.Symbols.Id(_names[id]), Class = n.CallClass, Tail = true };
        int skip = n.Types.Length > 1 && n.Types[1] is { Pointers: 1, Name: "G" } ? 2 : 1;
        var args = new int[n.Types.Length - skip];
        call.ArgTypes = new IrType[args.Length];
        for (int i = 0; i < args.Length; i++)
        {
            var t = Type(n.Letters[i + skip], n.Types[i + skip]);
            args[i] = ir.Add(new Value { Op = Op.Var, Type = t, A = ir.NewParam(t, null) });
            call.ArgTypes[i] = t;
        }
        call.Args = args;
        ir.Results = n.Letters[0] switch { 'V' => [], 'W' => [IrType.I64, IrType.I64], _ => [Type(n.Letters[0], n.Types[0])] };
        call.ResultTypes = [.. ir.Results];
        call.Results = new int[call.ResultTypes.Length];
        Array.Fill(call.Results, -1);
        ir.Calls.Add(call);
        var b = ir.NewBlock();
        b.Stmts.Add(ir.Add(new Value { Op = Op.Call, A = 0 }));
        b.Stmts.Add(ir.Add(new Value { Op = Op.Return }));
        var f = new FuncCompiler(obj.Symbols, _ => true).Compile(ir, new FuncPlan { Class = n.CallClass });
        _adapters[id] = index = AddMade(f, Id(ir.Symbol));
        _syms[Id(ir.Symbol)].Func = index + 1;
        return index;

        static IrType Type(char letter, in NativeType t) => letter switch { 'I' => IrType.I32, 'F' => IrType.F32, 'D' => IrType.F64, _ => t.Pointers > 0 ? IrType.Ptr : IrType.I64 };
    }

    /// <summary>Stands for an undefined function: a fatal error that names it.</summary>
    private int Stub(int id, string signature)
    {
        var obj = Extra();
        var text = Encoding.UTF8.GetBytes(_names[id]);
        int data = obj.Symbols.Id("go:undefined." + _names[id]);
        int gid = Id("go:undefined." + _names[id]);
        if (_syms[gid].Data == 0)
        {
            _data.Add(new DataDef { D = new DataSymbol { Symbol = data, Section = Section.RoData, Bytes = text, Size = text.Length, Align = 1 }, Object = _extraObject, Symbol = gid });
            _syms[gid].Data = _data.Count;
        }
        IlBody Make(char result)
        {
            // ldarg.0; ldc.i4 address; conv.u8; ldc.i4 length; call LinkStubs.Undefined; default of the result; ret
            var code = new List<byte> { 0x02, 0x20, 0, 0, 0, 0, 0x6e, 0x20 };
            code.AddRange(BitConverter.GetBytes(text.Length));
            code.Add(0x28);
            code.AddRange([0, 0, 0, 0]);
            switch (result)
            {
                case 'I': code.Add(0x16); break;
                case 'L': code.AddRange([0x16, 0x6a]); break;
                case 'F': code.AddRange([0x22, 0, 0, 0, 0]); break;
                case 'D': code.AddRange([0x23, 0, 0, 0, 0, 0, 0, 0, 0]); break;
                case 'W': code.Add(0x06); break;
            }
            code.Add(0x2a);
            return new IlBody
            {
                Code = [.. code], MaxStack = 3, Locals = result == 'W' ? "W" : "",
                Relocs = [new IlReloc(2, IlRelocKind.DataAddr, data, 0, null), new IlReloc(13, IlRelocKind.Native, -1, 0, "LinkStubs.Undefined")],
            };
        }
        var f = new FuncObject
        {
            Symbol = obj.Symbols.Id(_names[id]), DisplayName = _names[id], Signature = signature, Entry = Make(signature[0]), Resume = Make('V'), ParamWords = signature.Length - 2, Class = CallClass.None,
            Layouts = [new LayoutInfo { Words = signature.Length - 1, PtrMask = [0] }], States = [new StateInfo()],
        };
        int index = AddMade(f, id);
        _stubs[(id, signature)] = index;
        if (_stubs.TryAdd((id, ""), index)) _syms[id].Func = index + 1;
        return index;
    }

    // (symbol, signature) → function; with signature "" the first one. Callers need not agree on the signature of what does not exist.
    private readonly Dictionary<(int, string), int> _stubs = [];

    // ---------------------------------------------------------------- numbers and places

    private void Number()
    {
        _f = [.. _funcs];
        _d = [.. _data];
        int n = 0, resumes = 0, defers = 0;
        for (int i = 0; i < _f.Length; i++)
        {
            if (!_f[i].Live) continue;
            _f[i].Index = n++;
            _f[i].ResumeIndex = _f[i].F.Resume != null ? resumes++ : -1;
            _f[i].DeferIndex = _f[i].F.RunDefer != null ? defers++ : -1;
        }
        _liveFuncs = n;
        _resumes = resumes;
        _defers = defers;
        _r.Funcs = n;
        for (int i = 0; i < _d.Length; i++)
            if (_d[i].Live && _d[i].D.IsType) _d[i].Shape = ShapeOf(_d[i].D);
    }

    private int _resumes, _defers;

    private int ShapeOf(DataSymbol t)
    {
        string mask = "";
        if (t.TypePtrBytes > 0 && t.TypePtrMask != null)
        {
            int words = (int)((t.TypePtrBytes / 8 + 63) / 64);
            var s = new StringBuilder(words * 17);
            for (int w = 0; w < words && w < t.TypePtrMask.Length; w++) s.Append(t.TypePtrMask[w].ToString("x")).Append(',');
            mask = s.ToString();
        }
        if (_shapes.TryGetValue((t.TypeSize, mask), out int id)) return id;
        _shapes[(t.TypeSize, mask)] = id = _shapeBase + _newShapes.Count;
        _newShapes.Add((t.TypeSize, mask == "" ? null : t.TypePtrMask, mask == "" ? 0 : t.TypePtrBytes));
        return id;
    }

    private const int HeaderSize = 192, FuncRecSize = 120;
    private int _header, _funcRecs, _dataStart, _dataEnd, _bssRoot;
    private long _bssStart, _bssEnd, _memEnd;      // _bssEnd: relative to _bssStart

    private void Place()
    {
        if (Unsafe.SizeOf<ImageHeader>() != HeaderSize || Unsafe.SizeOf<FuncRec>() != FuncRecSize || Unsafe.SizeOf<StateRec>() != 16 || Unsafe.SizeOf<LayoutRec>() != 16
            || Unsafe.SizeOf<PackageRec>() != 56 || Unsafe.SizeOf<ShapeRec>() != 24 || Unsafe.SizeOf<RootRange>() != 24)
            throw new InvalidOperationException("Linker and Image.cs disagree about a record");
        _header = _image.Reserve(HeaderSize, 16);
        PlaceSection(Section.RoData);
        PlaceSection(Section.Type);
        Tables();
        _dataStart = _image.Reserve(0, 4096);
        PlaceSection(Section.Data);
        _dataEnd = _image.Reserve(0, 4096);
        CollectCodeRefs();
        // Zero data first relative to its start: the tables that end the file want its size, and it starts behind them.
        _bssEnd = PlaceBss(Section.Bss, 0) + 4095 & -4096;
        long memEnd = PlaceBss(Section.NoPtrBss, _bssEnd) + 4095 & -4096;
        LateTables();
        _bssStart = _image.Reserve(0, 4096);
        _memEnd = _bssStart + memEnd;
        for (int i = 0; i < _d.Length; i++) if (_d[i].D.Section is Section.Bss or Section.NoPtrBss) _d[i].Address += _bssStart;
        _image.Ptr(_bssRoot, (int)_bssStart);
        if ((long)_image.Base + _memEnd > int.MaxValue) Error($"the image ends at {_image.Base + (ulong)_memEnd:x}, beyond 2 GB");
    }

    private void PlaceSection(Section section)
    {
        for (int i = 0; i < _d.Length; i++)
        {
            ref var d = ref _d[i];
            if (!d.Live || d.D.Section != section) continue;
            int align = Math.Max(d.D.PtrMask != null ? 8 : 1, d.D.Align);
            long size = Math.Max(d.D.Size, d.D.Bytes.Length);
            int at;
            if (d.D.IsType)
            {
                at = _image.Reserve(size + 16, Math.Max(align, 16));
                _image.I32(at, d.Shape);
                at += 16;
            }
            else at = _image.Reserve(size, align);
            d.D.Bytes.CopyTo(_image.B.AsSpan(at));
            d.Address = at;
            _r.DataSymbols++;
        }
    }

    private long PlaceBss(Section section, long at)
    {
        for (int i = 0; i < _d.Length; i++)
        {
            ref var d = ref _d[i];
            if (!d.Live || d.D.Section != section) continue;
            int align = Math.Max(d.D.PtrMask != null ? 8 : 1, d.D.Align);
            at = at + align - 1 & -align;
            d.Address = at;
            at += d.D.Size;
            _r.DataSymbols++;
        }
        return at;
    }

    // ---------------------------------------------------------------- tables

    private int FuncIdOf(int id, int from)
    {
        switch (Resolve(id))
        {
            case Kind.Func: return _funcBase + _f[_syms[id].Func - 1].Index;
            case Kind.BaseFunc: return _base[id].Value;
            case Kind.Native when _adapters.TryGetValue(id, out int a): return _funcBase + _f[a].Index;
            default:
                Error($"{_names[id]} is no function (referenced from {_names[from]})");
                return 0;
        }
    }

    private int FuncIdByName(string name)
    {
        if (!_ids.TryGetValue(name, out int id)) id = Id(name);
        return Resolve(id) switch { Kind.Func when _f[_syms[id].Func - 1].Live => _funcBase + _f[_syms[id].Func - 1].Index, Kind.BaseFunc => _base[id].Value, _ => 0 };
    }

    private void Tables()
    {
        var im = _image;
        // functions
        _funcRecs = im.Reserve((long)FuncRecSize * _liveFuncs, 8);
        for (int i = 0; i < _f.Length; i++)
        {
            if (!_f[i].Live) continue;
            var f = _f[i].F;
            int at = _funcRecs + FuncRecSize * _f[i].Index;
            int states = im.Reserve(16L * f.States.Count, 8);
            for (int s = 0; s < f.States.Count; s++)
            {
                var st = f.States[s];
                im.I32(states + 16 * s, st.Layout);
                im.I32(states + 16 * s + 4, st.Line);
                im.I32(states + 16 * s + 8, (int)st.RetMask);
            }
            int layouts = im.Reserve(16L * f.Layouts.Count, 8);
            for (int l = 0; l < f.Layouts.Count; l++)
            {
                im.I32(layouts + 16 * l, f.Layouts[l].Words);
                int mask = im.Mask(f.Layouts[l].PtrMask);
                im.Ptr(layouts + 16 * l + 8, mask);
            }
            var (name, nameLen) = im.Text(f.DisplayName);
            var (file, fileLen) = im.Text(f.File);
            int area = im.Mask(f.AreaMask);
            im.I32(at + 24, 0x06000001 + _f[i].Index);
            im.I32(at + 28, _f[i].ResumeIndex < 0 ? 0 : 0x06000001 + _liveFuncs + _f[i].ResumeIndex);
            im.I32(at + 32, _f[i].DeferIndex < 0 ? 0 : 0x06000001 + _liveFuncs + _resumes + _f[i].DeferIndex);
            im.I32(at + 36, (int)f.Flags);
            im.Ptr(at + 40, name);
            im.I32(at + 48, nameLen);
            im.I32(at + 52, f.StartLine);
            im.Ptr(at + 56, file);
            im.I32(at + 64, fileLen);
            im.I32(at + 68, f.ParamWords);
            im.Ptr(at + 72, states);
            im.I32(at + 80, f.States.Count);
            im.I32(at + 84, f.AreaSize);
            im.Ptr(at + 88, layouts);
            im.I32(at + 96, f.Layouts.Count);
            im.I16(at + 100, f.AreaSlot);
            im.I16(at + 102, f.DeferSlot);
            im.Ptr(at + 104, area);
            im.I32(at + 112, f.ExitState);
            im.I32(at + 116, 0);
        }
        // shapes
        int shapes = im.Reserve(24L * _newShapes.Count, 8);
        for (int i = 0; i < _newShapes.Count; i++)
        {
            var (size, mask, ptrBytes) = _newShapes[i];
            im.I32(shapes + 24 * i, (int)size);
            im.I64(shapes + 24 * i + 8, ptrBytes);
            int m = im.Mask(mask);
            im.Ptr(shapes + 24 * i + 16, m);
        }
        im.Ptr(_header + 136, shapes);
        im.I32(_header + 144, _shapeBase);
        im.I32(_header + 148, _newShapes.Count);
        // well-known functions
        int known = im.Reserve(4L * WellKnown.Names.Length, 8);
        for (int i = 0; i < WellKnown.Names.Length; i++) im.I32(known + 4 * i, FuncIdByName(WellKnown.Names[i]));
        im.Ptr(_header + 152, known);
        im.I32(_header + 160, WellKnown.Names.Length);
        im.I32(_header + 164, _in.Main == null ? 0 : FuncIdByName(_in.Main));
        if (_in.Main != null && FuncIdByName(_in.Main) == 0) Error($"function {_in.Main} is undeclared in the main package");
        var (info, infoLen) = im.Text(_in.BuildInfo);
        im.Ptr(_header + 176, info);
        im.I64(_header + 184, infoLen);
    }

    // Type links, itab links, packages, roots: these need addresses of all data.
    private void LateTables()
    {
        var im = _image;
        var links = new List<(string Text, long Address)>();
        var itabs = new List<long>();
        for (int i = 0; i < _d.Length; i++)
        {
            if (!_d[i].Live) continue;
            if (_d[i].D.IsType && _d[i].D.TypeString is { } s) links.Add((s, _d[i].Address));
            if (_d[i].D.IsItab) itabs.Add(_d[i].Address);
        }
        links.Sort((a, b) => { int c = string.CompareOrdinal(a.Text, b.Text); return c != 0 ? c : a.Address.CompareTo(b.Address); });
        int at = im.Reserve(8L * links.Count, 8);
        for (int i = 0; i < links.Count; i++) im.Ptr(at + 8 * i, (int)links[i].Address);
        im.Ptr(_header + 48, at);
        im.I64(_header + 56, links.Count);
        at = im.Reserve(8L * itabs.Count, 8);
        for (int i = 0; i < itabs.Count; i++) im.Ptr(at + 8 * i, (int)itabs[i]);
        im.Ptr(_header + 64, at);
        im.I64(_header + 72, itabs.Count);

        // code references, package after package
        int total = 0;
        foreach (var l in _codeRefs) total += l.Count;
        int refs = im.Reserve(16L * total, 8), next = refs;
        im.Ptr(_header + 96, refs);
        // the functions made here belong to a package without a path, whose words are filled when the image is loaded
        int own = _in.Objects.Count, count = own;
        if (_extraObject >= 0 && _codeRefs[_extraObject].Count > 0) count++;
        int packages = im.Reserve(56L * count, 8);
        _packages = packages;
        var index = new Dictionary<string, int>();
        for (int i = 0; i < own; i++) index[_in.Objects[i].Path] = i;
        for (int i = 0; i < count; i++)
        {
            var o = _objects[i < own ? i : _extraObject];
            int rec = packages + 56 * i;
            var (path, pathLen) = im.Text(o.Path);
            im.Ptr(rec, path);
            im.I32(rec + 8, pathLen);
            im.I32(rec + 12, o.InitFunc < 0 ? 0 : FuncIdByName(_names[_map[i][o.InitFunc]]));
            im.Ptr(rec + 16, next);
            var list = _codeRefs[i < own ? i : _extraObject];
            foreach (var (where, func) in list)
            {
                im.I64(next, where);
                im.I64(next + 8, func);
                next += 16;
            }
            im.I64(rec + 24, list.Count);
            var imports = new List<long>();
            foreach (var p in o.Imports)
            {
                if (index.TryGetValue(p, out int k)) imports.Add((long)im.Base + packages + 56 * k);
                else
                    foreach (var b in _in.Bases)
                        if (b.Packages.TryGetValue(p, out var pkg)) { imports.Add((long)pkg.Address); break; }
            }
            int at2 = im.Reserve(8L * imports.Count, 8);
            for (int k = 0; k < imports.Count; k++) im.I64(at2 + 8 * k, imports[k]);
            im.Ptr(rec + 32, at2);
            im.I64(rec + 40, imports.Count);
        }
        im.Ptr(_header + 104, packages);
        im.I64(_header + 112, count);
        if (_in.Main != null)
        {
            var tasks = InitTasks();
            at = im.Reserve(8L * tasks.Count, 8);
            for (int i = 0; i < tasks.Count; i++) im.I64(at + 8 * i, tasks[i]);
            im.Ptr(_header + 120, at);
            im.I64(_header + 128, tasks.Count);
        }

        // roots
        int roots = im.Reserve(48, 8);
        im.Ptr(_header + 80, roots);
        im.I64(_header + 88, 2);
        Root(roots, Section.Data, _dataStart, _dataEnd);
        Root(_bssRoot = roots + 24, Section.Bss, 0, _bssEnd);
    }

    private int _packages;

    // Addresses of the PackageRecs of all packages that the program consists of: those of base images that its packages import (and runtime with what it
    // imports, which every program has), in the order of their images, then its own.
    private List<long> InitTasks()
    {
        var wanted = new HashSet<string>();
        var work = new Stack<string>();
        work.Push("runtime");
        foreach (var o in _in.Objects) foreach (var p in o.Imports) work.Push(p);
        while (work.TryPop(out var p))
        {
            if (!wanted.Add(p)) continue;
            foreach (var b in _in.Bases)
                if (b.Packages.TryGetValue(p, out var pkg)) { foreach (var i in pkg.Imports) work.Push(i); break; }
        }
        var tasks = new List<long>();
        foreach (var b in _in.Bases)
            foreach (var (path, pkg) in b.Packages)
                if (wanted.Contains(path)) tasks.Add((long)pkg.Address);
        for (int i = 0; i < _in.Objects.Count; i++) tasks.Add((long)_image.Base + _packages + 56 * i);
        return tasks;
    }

    private void Root(int rec, Section section, long start, long end)
    {
        int words = (int)((end - start) / 8);
        int mask = _image.Reserve(Math.Max(8, ((words + 63) / 64) * 8L), 8);
        for (int i = 0; i < _d.Length; i++)
        {
            ref var d = ref _d[i];
            if (!d.Live || d.D.Section != section || d.D.PtrMask == null) continue;
            int first = (int)((d.Address - start) / 8);
            int n = (int)Math.Min(d.D.PtrMask.Length * 64L, (Math.Max(d.D.Size, d.D.Bytes.Length) + 7) / 8);
            for (int w = 0; w < n; w++)
                if ((d.D.PtrMask[w >> 6] >> w & 1) != 0) _image.B[mask + (first + w >> 3)] |= (byte)(1 << (first + w & 7));
        }
        _image.Ptr(rec, (int)start);
        _image.I64(rec + 8, end - start);
        _image.Ptr(rec + 16, mask);
    }

    // ---------------------------------------------------------------- relocations

    private long AddressOf(int id, int from)
    {
        switch (Resolve(id))
        {
            case Kind.Data: return (long)_image.Base + _d[_syms[id].Data - 1].Address;
            case Kind.BaseData: return _base[id].Value;
            default:
                Error($"{_names[id]} is no data (referenced from {_names[from]})");
                return 0;
        }
    }

    private int ShapeOf(int id, int from)
    {
        switch (Resolve(id))
        {
            case Kind.Data when _d[_syms[id].Data - 1].D.IsType: return _d[_syms[id].Data - 1].Shape;
            case Kind.BaseData when _base[id].Kind == SymbolKind.Type: return _base[id].Shape;
            default:
                Error($"{_names[id]} is no type (referenced from {_names[from]})");
                return 0;
        }
    }

    private void Relocate()
    {
        for (int i = 0; i < _d.Length; i++)
        {
            if (!_d[i].Live || _d[i].D.Relocs.Count == 0) continue;
            var d = _d[i];
            if (d.D.Section is Section.Bss or Section.NoPtrBss) { Error($"{_names[d.Symbol]}: zero data with relocations"); continue; }
            var map = _map[d.Object];
            foreach (var r in d.D.Relocs)
            {
                int at = (int)d.Address + r.Offset, id = map[r.Symbol];
                switch (r.Kind)
                {
                    case DataRelocKind.Addr64: _image.I64(at, AddressOf(id, d.Symbol) + r.Addend); break;
                    case DataRelocKind.Addr32: _image.I32(at, (int)(AddressOf(id, d.Symbol) + r.Addend)); break;
                    case DataRelocKind.FuncId32: _image.I32(at, FuncIdOf(id, d.Symbol)); break;
                    case DataRelocKind.CodePtr64: break;
                    case DataRelocKind.Shape32: _image.I32(at, ShapeOf(id, d.Symbol)); break;
                }
            }
        }
    }

    // A package fills the code words of all data that it defines, also where another package's copy (of a dupok symbol) was kept:
    // the other package may never be initialised in a program, or later.
    private void CollectCodeRefs()
    {
        for (int o = 0; o < _objects.Count; o++)
        {
            var refs = new List<(long Where, int Func)>();
            _codeRefs.Add(refs);
            foreach (var d in _objects[o].Data)
            {
                long at = -1;
                foreach (var r in d.Relocs)
                {
                    if (r.Kind != DataRelocKind.CodePtr64) continue;
                    int id = _map[o][d.Symbol];
                    if (at < 0)
                    {
                        switch (Resolve(id))
                        {
                            case Kind.Data when _d[_syms[id].Data - 1].Live: at = (long)_image.Base + _d[_syms[id].Data - 1].Address; break;
                            // Used or not: what uses it may be the base image's copy of a function that this object defines too.
                            case Kind.BaseData when !_in.RemoveDead || _usedBase.Contains(id) || Resolve(_map[o][r.Symbol]) == Kind.BaseFunc: at = _base[id].Value; break;
                        }
                        if (at < 0) break;
                    }
                    refs.Add((at + r.Offset, FuncIdOf(_map[o][r.Symbol], id)));
                }
            }
        }
    }

    private readonly HashSet<int> _usedBase = [];

    // ---------------------------------------------------------------- code

    private void Code()
    {
        var w = new AssemblyWriter(_in.AssemblyName, _in.Natives);
        var order = new int[_liveFuncs];
        for (int i = 0; i < _f.Length; i++) if (_f[i].Live) order[_f[i].Index] = i;
        foreach (int i in order) Emit(w, _f[i], _f[i].F.Entry, _names[_f[i].Symbol], _f[i].F.Signature);
        foreach (int i in order) if (_f[i].F.Resume is { } b) Emit(w, _f[i], b, _names[_f[i].Symbol], "VLL");
        foreach (int i in order) if (_f[i].F.RunDefer is { } b) Emit(w, _f[i], b, _names[_f[i].Symbol], "LLL");
        if (!_r.Ok) return;
        _r.Mvid = w.Write(_in.AssemblyPath, [('F', _liveFuncs), ('R', _resumes), ('D', _defers)]);
        Finish();
    }

    private void Emit(AssemblyWriter w, in FuncDef def, IlBody body, string name, string signature)
    {
        var (offset, at) = w.Body(body);
        var map = _map[def.Object];
        _r.IlBytes += body.Code.Length;
        foreach (var r in body.Relocs)
        {
            int id = r.Symbol >= 0 && r.Symbol < map.Length ? map[r.Symbol] : -1;
            int value = r.Kind switch
            {
                IlRelocKind.Method => MethodToken(w, id, def.Symbol, r),
                IlRelocKind.Resume => ResumeToken(id, def.Symbol),
                IlRelocKind.DataAddr => (int)(AddressOf(id, def.Symbol) + r.Addend),
                IlRelocKind.FuncId => FuncIdOf(id, def.Symbol),
                IlRelocKind.Signature => w.CalliSignature(r.Text!),
                IlRelocKind.Native => NativeToken(w, r.Text != null ? _in.Natives.ByName(r.Text) : NativeOf(id), r.Text, def.Symbol),
                IlRelocKind.Shape => ShapeOf(id, def.Symbol),
                IlRelocKind.TypeSize => TypeSize(id, def.Symbol),
                IlRelocKind.W2Field => w.W2Field((int)r.Addend),
            };
            w.Patch(at + r.Offset, value);
        }
        w.Method(name, signature, offset);
    }

    private int NativeToken(AssemblyWriter w, NativeMethod? n, string? text, int from)
    {
        if (n != null) return w.Native(n);
        Error($"no native {text} (referenced from {_names[from]})");
        return 0;
    }

    private int TypeSize(int id, int from) => Resolve(id) switch
    {
        Kind.Data => (int)_d[_syms[id].Data - 1].D.TypeSize,
        Kind.BaseData => (int)_base[id].Size,
        _ => ShapeOf(id, from),
    };

    private int ResumeToken(int id, int from)
    {
        if (Resolve(id) == Kind.Func && _f[_syms[id].Func - 1].ResumeIndex >= 0) return 0x06000001 + _liveFuncs + _f[_syms[id].Func - 1].ResumeIndex;
        Error($"{_names[id]} has no resume entry here (referenced from {_names[from]})");
        return 0;
    }

    private int MethodToken(AssemblyWriter w, int id, int from, in IlReloc r)
    {
        var assumed = (CallClass)r.Addend;
        switch (Resolve(id))
        {
            case Kind.Func:
                if (r.Text != null && _stubs.TryGetValue((id, r.Text), out int stub)) return 0x06000001 + _f[stub].Index;
                ref var f = ref _f[_syms[id].Func - 1];
                Compare(id, from, r.Text, f.F.Signature, assumed, f.F.Class);
                return 0x06000001 + f.Index;
            case Kind.Native:
                var n = NativeOf(id);
                Compare(id, from, r.Text, n.Letters, assumed, n.CallClass);
                return w.Native(n);
            case Kind.BaseFunc:
                var e = _base[id];
                var image = _in.Bases[_syms[id].Base];
                string sig = image.Signature(e);
                Compare(id, from, r.Text, sig, assumed, e.Class);
                return w.BaseFunc(image.AssemblyName, e.Type, image.MethodName(e), sig);
            default:
                Error($"{_names[id]} is no function (referenced from {_names[from]})");
                return 0;
        }
    }

    // K2
    private void Compare(int id, int from, string? want, string have, CallClass assumed, CallClass cls)
    {
        if (want != null && want != have) Error($"{_names[from]} calls {_names[id]} as {want}, it is {have}");
        if (cls > assumed) Error($"{_names[from]} calls {_names[id]} as {assumed}, it is {cls}");
    }

    // ---------------------------------------------------------------- files

    private void Finish()
    {
        var im = _image;
        im.I64(_header, (long)ImageHeader.MagicValue);
        im.I64(_header + 8, (long)im.Base);
        im.I64(_header + 16, im.Length);
        im.I64(_header + 24, _memEnd);
        im.Ptr(_header + 32, _funcRecs);
        im.I32(_header + 40, _funcBase);
        im.I32(_header + 44, _liveFuncs);
        _r.DataBytes = im.Length;
        using (var f = File.Create(_in.DataPath)) f.Write(im.B, 0, im.Length);

        var w = new ImageSymbols.Writer();
        for (int id = 0; id < _names.Count; id++)
        {
            string name = _names[id];
            if (_syms[id].Kind == Kind.Unknown && _syms[id].Func == 0 && _syms[id].Data == 0 && _syms[id].Alias == 0) continue;
            switch (Resolve(id))
            {
                case Kind.Func when _f[_syms[id].Func - 1].Live:
                {
                    ref var f = ref _f[_syms[id].Func - 1];
                    w.Add(name, new SymbolEntry { Kind = SymbolKind.Func, Class = f.F.Class, Depth = (short)Math.Min(f.F.Depth, short.MaxValue), Value = _funcBase + f.Index, Type = f.Index / AssemblyWriter.MethodsPerClass, AreaNeed = f.F.AreaNeed }, _names[f.Symbol], f.F.Signature, f.F.EscapeTag, f.F.Inline);
                    break;
                }
                case Kind.Native when _syms[id].Alias != 0 && !_in.Natives.IsNative(name):
                {
                    var n = NativeOf(id);
                    int t = id;
                    while (!_in.Natives.IsNative(_names[t])) t = _syms[t].Alias - 1;
                    w.Add(name, new SymbolEntry { Kind = SymbolKind.Native, Class = n.CallClass }, _names[t], n.Letters);
                    break;
                }
                case Kind.Data when _d[_syms[id].Data - 1].Live:
                {
                    ref var d = ref _d[_syms[id].Data - 1];
                    w.Add(name, new SymbolEntry { Kind = d.D.IsType ? SymbolKind.Type : SymbolKind.Data, Value = (int)((long)im.Base + d.Address), Shape = d.Shape, Size = d.D.IsType ? d.D.TypeSize : d.D.Size }, null, null);
                    break;
                }
            }
        }
        var packages = new List<(string, ulong, List<string>)>();
        for (int i = 0; i < _in.Objects.Count; i++) packages.Add((_in.Objects[i].Path, im.Base + (ulong)(_packages + 56 * i), _in.Objects[i].Imports));
        var own = new Dictionary<(long, string), int>();
        foreach (var (k, v) in _shapes) if (v >= _shapeBase) own[k] = v;
        File.WriteAllBytes(_in.SymbolsPath, w.Finish(_in.AssemblyName, _r.Mvid, im.Base, im.Base + (ulong)_memEnd, (_funcBase, _funcBase + _liveFuncs), (_shapeBase, _shapeBase + _newShapes.Count), own, packages));
    }
}
