// Names: definitions of all objects are entered, the best of several copies is chosen, and a name is resolved to what it stands for (K1).
using System;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
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
            if (d.DupOk && (_syms[id].Data != 0 || InBase(id)))
            {
                if (_syms[id].Data == 0) _shadowed.TryAdd(id, (o, d));
                continue;
            }
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
}
