// The data file and the symbol table.
using System;
using System.Collections.Generic;
using System.IO;
using GoClr.Abi;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
    // SymbolEntry.Package
    private int PackageOf(int obj, bool dupOk) => dupOk ? 0 : obj < _in.Objects.Count ? obj + 1 : -1;

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
                    w.Add(name, new SymbolEntry { Kind = SymbolKind.Func, Class = f.F.Class, Depth = (short)Math.Min(f.F.Depth, short.MaxValue), Value = _funcBase + f.Index, Type = f.Index / AssemblyWriter.MethodsPerClass, AreaNeed = f.F.AreaNeed, Package = PackageOf(f.Object, f.F.DupOk) }, _names[f.Symbol], f.F.Signature, f.F.EscapeTag, f.F.Inline);
                    break;
                }
                case Kind.Native when _syms[id].Alias != 0 && !_in.Natives.IsNative(name):
                {
                    var n = NativeOf(id);
                    int t = id;
                    while (!_in.Natives.IsNative(_names[t])) t = _syms[t].Alias - 1;
                    w.Add(name, new SymbolEntry { Kind = SymbolKind.Native, Class = n.CallClass, Package = -1 }, _names[t], n.Letters);
                    break;
                }
                case Kind.Data when _d[_syms[id].Data - 1].Live:
                {
                    ref var d = ref _d[_syms[id].Data - 1];
                    w.Add(name, new SymbolEntry { Kind = d.D.IsType ? SymbolKind.Type : SymbolKind.Data, Value = (int)((long)im.Base + d.Address), Shape = d.Shape, Size = d.D.IsType ? d.D.TypeSize : d.D.Size, Package = PackageOf(d.Object, d.D.DupOk) }, null, null);
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
