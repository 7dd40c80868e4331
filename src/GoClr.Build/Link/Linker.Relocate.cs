// Relocations in data, and the code words that packages fill when they are initialised (K3).
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
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
                    int target = _map[o][r.Symbol];
                    if (Resolve(target) == Kind.Func && !_f[_syms[target].Func - 1].Live) Error($"{_names[id]} leads to {_names[target]}, which was dropped");
                    refs.Add((at + r.Offset, FuncIdOf(target, id)));
                }
            }
        }
    }
}
