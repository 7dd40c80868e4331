// Makes data symbols: bytes with relocations. One builder per package; a name is defined once, later requests find it.
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Lower;

public sealed class DataBuilder(PackageObject obj)
{
    private readonly Dictionary<int, DataSymbol> _defined = [];
    public readonly PackageObject Object = obj;
    private int _statics;

    public int Sym(string name) => Object.Symbols.Id(name);
    public bool IsDefined(int symbol) => _defined.ContainsKey(symbol);
    public DataSymbol? Find(int symbol) => _defined.GetValueOrDefault(symbol);

    /// <summary>A new symbol; null if the package defines that name already.</summary>
    public DataSymbol? New(string name, Section section, long size, int align, bool dupOk)
    {
        int id = Sym(name);
        if (_defined.ContainsKey(id)) return null;
        var d = new DataSymbol { Symbol = id, Section = section, Size = size, Align = align, DupOk = dupOk };
        _defined[id] = d;
        Object.Data.Add(d);
        return d;
    }

    /// <summary>A nameless static of this package ("pkg..stmp_N").</summary>
    public DataSymbol NewStatic(Section section, long size, int align) =>
        New($"{Object.Path}..stmp_{(_statics++).ToString(CultureInfo.InvariantCulture)}", section, size, align, false)!;

    /// <summary>The bytes of a string; equal strings share one symbol in the whole program. The empty string has none (-1).</summary>
    public int StringBytes(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return -1;
        string name = "go:string." + TextKey(text);
        if (New(name, Section.RoData, text.Length, 1, true) is { } d) d.Bytes = text.ToArray();
        return Sym(name);
    }

    private static string TextKey(ReadOnlySpan<byte> text)
    {
        bool plain = text.Length <= 48;
        foreach (byte c in text) plain &= c is >= 0x20 and < 0x7f and not (byte)'"' and not (byte)'\\';
        if (plain) return "\"" + Encoding.ASCII.GetString(text) + "\"";
        return text.Length.ToString(CultureInfo.InvariantCulture) + "." + Convert.ToHexString(SHA256.HashData(text).AsSpan(0, 16));
    }

    /// <summary>The static closure F·f of a function that is called without captured variables. The code word refers to the adapter F·ctx unless the function takes the context itself.</summary>
    public int FuncValue(string function, bool takesContext)
    {
        string name = function + "·f";
        if (New(name, Section.RoData, 8, 8, true) is { } d)
            d.Relocs.Add(new DataReloc(0, DataRelocKind.CodePtr64, Sym(takesContext ? function : function + "·ctx"), 0));
        return Sym(name);
    }

    // ---------------------------------------------------------------- writing into a symbol

    private static Span<byte> At(DataSymbol d, long off, int n)
    {
        if (d.Bytes.Length < off + n)
        {
            if (off + n > d.Size) throw new InvalidOperationException($"data symbol: {off}+{n} > {d.Size}");
            long want = Math.Min(d.Size, Math.Max(off + n, 2L * d.Bytes.Length));
            Array.Resize(ref d.Bytes, checked((int)want));
        }
        return d.Bytes.AsSpan((int)off, n);
    }

    public static void U8(DataSymbol d, long off, byte v) { if (v != 0 || off < d.Bytes.Length) At(d, off, 1)[0] = v; }
    public static void U16(DataSymbol d, long off, ushort v) => BinaryPrimitives.WriteUInt16LittleEndian(At(d, off, 2), v);
    public static void U32(DataSymbol d, long off, uint v) => BinaryPrimitives.WriteUInt32LittleEndian(At(d, off, 4), v);
    public static void U64(DataSymbol d, long off, ulong v) => BinaryPrimitives.WriteUInt64LittleEndian(At(d, off, 8), v);
    public static void Raw(DataSymbol d, long off, ReadOnlySpan<byte> bytes) => bytes.CopyTo(At(d, off, bytes.Length));

    public static void Addr64(DataSymbol d, long off, int symbol, long addend = 0)
    {
        At(d, off, 8).Clear();
        d.Relocs.Add(new DataReloc(checked((int)off), DataRelocKind.Addr64, symbol, addend));
    }

    public static void Addr32(DataSymbol d, long off, int symbol)
    {
        At(d, off, 4).Clear();
        d.Relocs.Add(new DataReloc(checked((int)off), DataRelocKind.Addr32, symbol, 0));
    }

    public static void FuncId32(DataSymbol d, long off, int symbol)
    {
        At(d, off, 4).Clear();
        d.Relocs.Add(new DataReloc(checked((int)off), DataRelocKind.FuncId32, symbol, 0));
    }

    public static void CodePtr64(DataSymbol d, long off, int symbol)
    {
        At(d, off, 8).Clear();
        d.Relocs.Add(new DataReloc(checked((int)off), DataRelocKind.CodePtr64, symbol, 0));
    }
}
