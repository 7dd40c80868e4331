// The tables the runtime reads (GoClr.Abi/Image.cs): functions with their states and layouts, shapes, links, packages, init tasks, roots.
using System;
using System.Collections.Generic;
using System.IO;
using GoClr.Abi;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
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
                im.I32(states + 16 * s + 12, st.Inl);
            }
            int inlined = f.Inlined.Count == 0 ? -1 : im.Reserve((long)InlineRecSize * f.Inlined.Count, 8);
            for (int k = 0; k < f.Inlined.Count; k++)
            {
                var n = f.Inlined[k];
                int node = inlined + InlineRecSize * k;
                var (inlName, inlNameLen) = im.Text(n.Name);
                var (inlFile, inlFileLen) = im.Text(n.File);
                im.I64(node, -1);
                im.Ptr(node + 8, inlName);
                im.Ptr(node + 16, inlFile);
                im.I32(node + 24, inlNameLen);
                im.I32(node + 28, inlFileLen);
                im.I32(node + 32, n.StartLine);
                im.I32(node + 36, (int)n.Flags);
                im.I32(node + 40, n.Parent);
                im.I32(node + 44, n.Line);
                im.Ptr(node + 48, at);
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
            im.Ptr(at + 120, inlined);
            im.I32(at + 128, f.Inlined.Count);
            // A target that is not linked was inlined everywhere: it has no recover().
            if (f.Via >= 0) im.I32(at + 132, Resolve(_map[_f[i].Object][f.Via]) switch { Kind.Func => _f[_syms[_map[_f[i].Object][f.Via]].Func - 1].Live ? FuncIdOf(_map[_f[i].Object][f.Via], _f[i].Symbol) : 0, Kind.BaseFunc => FuncIdOf(_map[_f[i].Object][f.Via], _f[i].Symbol), _ => 0 });
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

        StringInits();

        // roots
        int roots = im.Reserve(48, 8);
        im.Ptr(_header + 80, roots);
        im.I64(_header + 88, 2);
        Root(roots, Section.Data, _dataStart, _dataEnd);
        Root(_bssRoot = roots + 24, Section.Bss, 0, _bssEnd);
    }

    private void StringInits()
    {
        var inits = new List<(long Where, string Text)>();
        foreach (var (name, text) in _in.Strings)
        {
            int id = Id(name);
            switch (Resolve(id))
            {
                case Kind.Data when _d[_syms[id].Data - 1].Live: inits.Add(((long)_image.Base + _d[_syms[id].Data - 1].Address, text)); break;
                case Kind.BaseData: inits.Add((_base[id].Value, text)); break;
            }
        }
        int at = _image.Reserve(24L * inits.Count, 8);
        for (int i = 0; i < inits.Count; i++)
        {
            var (text, len) = _image.Text(inits[i].Text);
            _image.I64(at + 24 * i, inits[i].Where);
            _image.Ptr(at + 24 * i + 8, text);
            _image.I64(at + 24 * i + 16, len);
        }
        _image.Ptr(_header + 192, at);
        _image.I64(_header + 200, inits.Count);
    }

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
}
