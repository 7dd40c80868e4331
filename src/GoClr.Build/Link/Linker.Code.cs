// IL bodies: symbolic tokens become numbers; calls are compared with what they call (K2).
using GoClr.Abi;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
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
}
