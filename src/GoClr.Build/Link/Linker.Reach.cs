// Reachability: from the roots over relocations. What nobody reaches is not linked; what is reached and missing gets a stub or an error.
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
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
            case Kind.BaseData:
                // Its code words are filled by this image: what they lead to may be here.
                if (_usedBase.Add(id) && _shadowed.TryGetValue(id, out var own))
                    foreach (var r in own.Data.Relocs) Touch(_map[own.Object][r.Symbol], id, r.Kind is DataRelocKind.FuncId32 or DataRelocKind.CodePtr64, null);
                break;
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
}
