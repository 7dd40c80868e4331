// The file form of a PackageObject: varints, strings by number, byte arrays as they are. Reading and writing are mirror images, field by field;
// whoever changes one changes the other and Version.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using GoClr.Abi;

namespace GoClr.Compiler.Objects;

public static class ObjectFile
{
    public const int Version = 4;
    private const uint Magic = 0x4f434c47; // "GLCO"

    public static byte[] Write(PackageObject o)
    {
        var w = new ByteWriter();
        w.U32(Magic);
        w.Int(Version);
        w.Str(o.Path);
        w.Str(o.Name);
        var names = o.Symbols.ToArray();
        w.Int(names.Length);
        foreach (var n in names) w.Str(n);
        w.Int(o.InitFunc);
        w.Strs(o.Imports);
        w.Strs(o.Errors);
        w.Int(o.Aliases.Count);
        foreach (var (s, t) in o.Aliases) { w.Int(s); w.Int(t); }
        var texts = new Texts();
        var body = new ByteWriter();
        body.Int(o.Funcs.Count);
        foreach (var f in o.Funcs) Func(body, texts, f);
        body.Int(o.Data.Count);
        foreach (var d in o.Data) Data(body, d);
        w.Strs(texts.List);
        w.Bytes(body.ToArray());
        return w.ToArray();
    }

    public static PackageObject Read(byte[] bytes)
    {
        var r = new ByteReader(bytes);
        if (r.U32() != Magic || r.Int() != Version) throw new InvalidDataException("not a goclr object of this version");
        var o = new PackageObject { Path = r.Str(), Name = r.Str() };
        int n = r.Int();
        for (int i = 0; i < n; i++) o.Symbols.Id(r.Str());
        o.InitFunc = r.Int();
        r.Strs(o.Imports);
        r.Strs(o.Errors);
        n = r.Int();
        for (int i = 0; i < n; i++) o.Aliases.Add((r.Int(), r.Int()));
        var texts = new List<string>();
        r.Strs(texts);
        r.Int();                                        // length of the rest
        n = r.Int();
        o.Funcs.Capacity = n;
        for (int i = 0; i < n; i++) o.Funcs.Add(Func(r, texts));
        n = r.Int();
        o.Data.Capacity = n;
        for (int i = 0; i < n; i++) o.Data.Add(Data(r));
        return o;
    }

    private sealed class Texts
    {
        public readonly List<string> List = [];
        private readonly Dictionary<string, int> _ids = [];
        public int Id(string? s)
        {
            if (s == null) return 0;
            if (_ids.TryGetValue(s, out int id)) return id;
            List.Add(s);
            return _ids[s] = List.Count;
        }
    }

    // ---------------------------------------------------------------- functions

    private static void Func(ByteWriter w, Texts t, FuncObject f)
    {
        w.Int(f.Symbol);
        w.Int(t.Id(f.DisplayName));
        w.Int(t.Id(f.File));
        w.Int(f.StartLine);
        w.Int(f.DupOk ? 1 : 0);
        w.Int((int)f.Flags);
        w.Int(f.Via + 1);
        w.Int(t.Id(f.Signature));
        w.Int(f.AreaSize);
        w.Int(f.AreaSlot);
        w.Int(f.DeferSlot);
        w.Int(f.ExitState);
        w.Words(f.AreaMask);
        w.Int(f.ParamWords);
        w.Int((int)f.Class);
        w.Int(f.AreaNeed);
        w.Int(f.Depth);
        w.Str(f.EscapeTag);
        w.Str(f.Inline);
        w.Ints(f.Keeps);
        w.Int(f.Layouts.Count);
        foreach (var l in f.Layouts) { w.Int(l.Words); w.Words(l.PtrMask); }
        w.Int(f.States.Count);
        foreach (var s in f.States) { w.Int(s.Layout); w.Int(s.Line); w.Int(s.Inl); w.Int((int)s.RetMask); }
        w.Int(f.Inlined.Count);
        foreach (var n in f.Inlined) { w.Int(n.Parent); w.Int(n.Line); w.Int(t.Id(n.Name)); w.Int(t.Id(n.File)); w.Int(n.StartLine); w.Int((int)n.Flags); }
        Body(w, t, f.Entry);
        w.Int((f.Resume != null ? 1 : 0) | (f.RunDefer != null ? 2 : 0));
        if (f.Resume != null) Body(w, t, f.Resume);
        if (f.RunDefer != null) Body(w, t, f.RunDefer);
    }

    private static FuncObject Func(ByteReader r, List<string> t)
    {
        var f = new FuncObject
        {
            Symbol = r.Int(), DisplayName = Text(t, r.Int())!, File = Text(t, r.Int())!, StartLine = r.Int(), DupOk = r.Int() != 0, Flags = (FuncFlags)r.Int(), Via = r.Int() - 1, Signature = Text(t, r.Int())!,
            AreaSize = r.Int(), AreaSlot = r.Int(), DeferSlot = r.Int(), ExitState = r.Int(), AreaMask = r.Words() ?? [], ParamWords = r.Int(), Class = (CallClass)r.Int(), AreaNeed = r.Int(), Depth = r.Int(),
            EscapeTag = r.Str(), Inline = r.Str(),
        };
        r.Ints(f.Keeps);
        int n = r.Int();
        for (int i = 0; i < n; i++) f.Layouts.Add(new LayoutInfo { Words = r.Int(), PtrMask = r.Words() ?? [] });
        n = r.Int();
        for (int i = 0; i < n; i++) f.States.Add(new StateInfo { Layout = r.Int(), Line = r.Int(), Inl = r.Int(), RetMask = (uint)r.Int() });
        n = r.Int();
        for (int i = 0; i < n; i++) f.Inlined.Add(new InlineInfo(r.Int(), r.Int(), Text(t, r.Int())!, Text(t, r.Int())!, r.Int(), (FuncFlags)r.Int()));
        f.Entry = Body(r, t);
        int parts = r.Int();
        if ((parts & 1) != 0) f.Resume = Body(r, t);
        if ((parts & 2) != 0) f.RunDefer = Body(r, t);
        return f;
    }

    private static string? Text(List<string> t, int id) => id == 0 ? null : t[id - 1];

    private static void Body(ByteWriter w, Texts t, IlBody b)
    {
        w.Bytes(b.Code);
        w.Int(b.MaxStack);
        w.Int(t.Id(b.Locals));
        w.Int(b.Relocs.Count);
        int at = 0;
        foreach (var r in b.Relocs)
        {
            w.Int(r.Offset - at);
            at = r.Offset;
            w.Int((int)r.Kind);
            w.Int(r.Symbol);
            w.Long(r.Addend);
            w.Int(t.Id(r.Text));
        }
        w.Int(b.Lines.Count);
        at = 0;
        int line = 0;
        foreach (var (o, l) in b.Lines)
        {
            w.Int(o - at);
            w.Int(l - line);
            (at, line) = (o, l);
        }
    }

    private static IlBody Body(ByteReader r, List<string> t)
    {
        var b = new IlBody { Code = r.Bytes(), MaxStack = r.Int(), Locals = Text(t, r.Int())! };
        int n = r.Int(), at = 0;
        b.Relocs.Capacity = n;
        for (int i = 0; i < n; i++)
        {
            at += r.Int();
            b.Relocs.Add(new IlReloc(at, (IlRelocKind)r.Int(), r.Int(), r.Long(), Text(t, r.Int())));
        }
        n = r.Int();
        at = 0;
        int line = 0;
        b.Lines.Capacity = n;
        for (int i = 0; i < n; i++)
        {
            at += r.Int();
            line += r.Int();
            b.Lines.Add((at, line));
        }
        return b;
    }

    // ---------------------------------------------------------------- data

    private static void Data(ByteWriter w, DataSymbol d)
    {
        w.Int(d.Symbol);
        w.Int((int)d.Section);
        w.Bytes(d.Bytes);
        w.Long(d.Size);
        w.Int(d.Align);
        w.Int((d.DupOk ? 1 : 0) | (d.IsType ? 2 : 0) | (d.IsItab ? 4 : 0) | (d.TypeString != null ? 8 : 0));
        w.Words(d.PtrMask);
        if (d.TypeString != null) w.Str(d.TypeString);
        if (d.IsType)
        {
            w.Long(d.TypeSize);
            w.Long(d.TypePtrBytes);
            w.Words(d.TypePtrMask);
        }
        w.Int(d.Relocs.Count);
        int at = 0;
        foreach (var r in d.Relocs)
        {
            w.Int(r.Offset - at);
            at = r.Offset;
            w.Int((int)r.Kind);
            w.Int(r.Symbol);
            w.Long(r.Addend);
        }
    }

    private static DataSymbol Data(ByteReader r)
    {
        var d = new DataSymbol { Symbol = r.Int(), Section = (Section)r.Int(), Bytes = r.Bytes(), Size = r.Long(), Align = r.Int() };
        int flags = r.Int();
        d.DupOk = (flags & 1) != 0;
        d.IsType = (flags & 2) != 0;
        d.IsItab = (flags & 4) != 0;
        d.PtrMask = r.Words();
        if ((flags & 8) != 0) d.TypeString = r.Str();
        if (d.IsType)
        {
            d.TypeSize = r.Long();
            d.TypePtrBytes = r.Long();
            d.TypePtrMask = r.Words();
        }
        int n = r.Int(), at = 0;
        d.Relocs.Capacity = n;
        for (int i = 0; i < n; i++)
        {
            at += r.Int();
            d.Relocs.Add(new DataReloc(at, (DataRelocKind)r.Int(), r.Int(), r.Long()));
        }
        return d;
    }
}

/// <summary>Growing byte buffer with zigzag varints.</summary>
public sealed class ByteWriter
{
    private byte[] _b = new byte[1024];
    private int _n;

    public int Count => _n;
    public byte[] ToArray() => _b.AsSpan(0, _n).ToArray();

    private Span<byte> Grow(int n)
    {
        if (_n + n > _b.Length) Array.Resize(ref _b, Math.Max(_b.Length * 2, _n + n));
        var s = _b.AsSpan(_n, n);
        _n += n;
        return s;
    }

    public void U32(uint v) => BitConverter.TryWriteBytes(Grow(4), v);
    public void Int(int v) => Long(v);

    public void Long(long v)
    {
        ulong u = (ulong)(v << 1 ^ v >> 63);
        while (u >= 0x80) { Grow(1)[0] = (byte)(u | 0x80); u >>= 7; }
        Grow(1)[0] = (byte)u;
    }

    public void Str(string s)
    {
        int n = Encoding.UTF8.GetByteCount(s);
        Int(n);
        Encoding.UTF8.GetBytes(s, Grow(n));
    }

    public void Strs(List<string> l)
    {
        Int(l.Count);
        foreach (var s in l) Str(s);
    }

    public void Ints(List<int> l)
    {
        Int(l.Count);
        foreach (int i in l) Int(i);
    }

    public void Bytes(ReadOnlySpan<byte> b)
    {
        Int(b.Length);
        b.CopyTo(Grow(b.Length));
    }

    /// <summary>A bit mask; null is kept apart from empty.</summary>
    public void Words(ulong[]? m)
    {
        Int(m == null ? -1 : m.Length);
        if (m == null) return;
        foreach (ulong u in m) Long((long)u);
    }
}

public sealed class ByteReader(byte[] b)
{
    private int _p;

    public uint U32()
    {
        uint v = BitConverter.ToUInt32(b, _p);
        _p += 4;
        return v;
    }

    public int Int() => (int)Long();

    public long Long()
    {
        ulong u = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte x = b[_p++];
            u |= (ulong)(x & 0x7f) << shift;
            if (x < 0x80) break;
        }
        return (long)(u >> 1) ^ -(long)(u & 1);
    }

    public string Str()
    {
        int n = Int();
        string s = Encoding.UTF8.GetString(b, _p, n);
        _p += n;
        return s;
    }

    public void Strs(List<string> l)
    {
        int n = Int();
        l.Capacity = Math.Max(l.Capacity, n);
        for (int i = 0; i < n; i++) l.Add(Str());
    }

    public void Ints(List<int> l)
    {
        int n = Int();
        for (int i = 0; i < n; i++) l.Add(Int());
    }

    public byte[] Bytes()
    {
        int n = Int();
        var r = b.AsSpan(_p, n).ToArray();
        _p += n;
        return r;
    }

    public ulong[]? Words()
    {
        int n = Int();
        if (n < 0) return null;
        var m = new ulong[n];
        for (int i = 0; i < n; i++) m[i] = (ulong)Long();
        return m;
    }
}
