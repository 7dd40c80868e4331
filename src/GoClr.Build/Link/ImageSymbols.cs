// The symbol table of a linked image, for linking and compiling other images against it. A file beside the image:
//
//     header: magic, counts, names, ends of ids and addresses │ hash table (int32 entry+1, open addressing) │ entries │ shapes │ packages │ texts
//
// T1  Lookups read the file's bytes in place; nothing is built on load, since a program asks for a few hundred of 100,000 names.
// T2  An alias (linkname) has an entry of its own, equal to its target's but for the name.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Link;

public enum SymbolKind : byte { None, Func, Data, Type, Native /* another name of a native: Method is the one it is bound to */ }

/// <summary>What another image needs to know of a symbol.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct SymbolEntry
{
    public int Name, NameLen;
    public SymbolKind Kind;
    public CallClass Class;
    public short Depth;
    public int Value;                    // function: id; data and types: address
    public int Method, MethodLen;        // function: name of its method (that of the definition)
    public int Type;                     // function: number of the class "F<n>" that holds it
    public int Signature, SignatureLen;
    public int AreaNeed;
    public int Inline, InlineLen;        // function: IR text, if it may be inlined
    public int Tag, TagLen;              // function: what it does with its parameters, for escape analysis
    public int Shape;                    // type
    public int Package;                  // number plus one of the package that defines it; 0: any package that needs it may (dupok); -1: none
    public long Size;                    // type
}

public sealed class ImageSymbols
{
    private const uint Magic = 0x53434c47; // "GLCS"
    private readonly byte[] _b;
    private readonly Hidden? _hidden;
    private readonly int _tableAt, _tableSize, _entriesAt, _textsAt;

    public readonly string AssemblyName;
    public readonly ulong Base, End;                 // address range, bss included
    public readonly int FuncBase, FuncEnd, ShapeBase, ShapeEnd;
    public readonly int EntryCount;
    /// <summary>Shape numbers by size, pointer bytes and mask text, for programs that use types of equal layout.</summary>
    public readonly Dictionary<(long Size, string Mask), int> Shapes = [];
    /// <summary>Package path → address of its PackageRec and what it imports; in the order of initialisation.</summary>
    public readonly Dictionary<string, (ulong Address, string[] Imports)> Packages = [];
    /// <summary>Content hash of the image; part of the key of everything linked against it.</summary>
    public readonly Guid Mvid;

    public ImageSymbols(byte[] bytes)
    {
        _b = bytes;
        var r = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (r.ReadUInt32() != Magic) throw new InvalidDataException("not a symbol table of a goclr image");
        AssemblyName = r.ReadString();
        Mvid = new Guid(r.ReadBytes(16));
        Base = r.ReadUInt64();
        End = r.ReadUInt64();
        FuncBase = r.ReadInt32();
        FuncEnd = r.ReadInt32();
        ShapeBase = r.ReadInt32();
        ShapeEnd = r.ReadInt32();
        int shapes = r.ReadInt32();
        for (int i = 0; i < shapes; i++)
        {
            long size = r.ReadInt64();
            string mask = r.ReadString();
            Shapes[(size, mask)] = r.ReadInt32();
        }
        int packages = r.ReadInt32();
        for (int i = 0; i < packages; i++)
        {
            string path = r.ReadString();
            ulong address = r.ReadUInt64();
            var imports = new string[r.ReadInt32()];
            for (int k = 0; k < imports.Length; k++) imports[k] = r.ReadString();
            Packages[path] = (address, imports);
        }
        _tableSize = r.ReadInt32();
        EntryCount = r.ReadInt32();
        r.ReadInt32();                               // bytes of texts
        _tableAt = (int)(r.BaseStream.Position + 7) & -8;
        _entriesAt = _tableAt + 4 * _tableSize;
        _textsAt = _entriesAt + EntryCount * Marshal.SizeOf<SymbolEntry>();
    }

    private ImageSymbols(ImageSymbols of, IReadOnlySet<string> hidden)
    {
        (_b, _tableAt, _tableSize, EntryCount, _entriesAt, _textsAt) = (of._b, of._tableAt, of._tableSize, of.EntryCount, of._entriesAt, of._textsAt);
        (AssemblyName, Base, End, FuncBase, FuncEnd, ShapeBase, ShapeEnd, Shapes, Mvid) = (of.AssemblyName, of.Base, of.End, of.FuncBase, of.FuncEnd, of.ShapeBase, of.ShapeEnd, of.Shapes, of.Mvid);
        _hidden = new Hidden(hidden, of.Packages.Keys);
        foreach (var (path, p) in of.Packages) { if (!hidden.Contains(path)) Packages.Add(path, p); }
    }

    /// <summary>
    /// The image as it looks to a program that has packages of its own in place of some of the image's (test variants). With a package all that import it
    /// must be among them, if the program has them: what is left then knows nothing of those that are hidden.
    /// </summary>
    public ImageSymbols Without(IReadOnlySet<string> packages) => packages.Count == 0 ? this : new ImageSymbols(this, packages);

    public static ImageSymbols Load(string path) => new(File.ReadAllBytes(path));

    private ReadOnlySpan<SymbolEntry> Entries => MemoryMarshal.Cast<byte, SymbolEntry>(_b.AsSpan(_entriesAt, _textsAt - _entriesAt));
    private ReadOnlySpan<int> Table => MemoryMarshal.Cast<byte, int>(_b.AsSpan(_tableAt, 4 * _tableSize));

    public bool TryGet(string name, out SymbolEntry e)
    {
        Span<byte> utf8 = name.Length < 300 ? stackalloc byte[name.Length * 3] : new byte[name.Length * 3];
        utf8 = utf8[..Encoding.UTF8.GetBytes(name, utf8)];
        var table = Table;
        var entries = Entries;
        for (uint i = Hash(utf8); ; i++)
        {
            int k = table[(int)(i & (uint)(_tableSize - 1))];
            if (k == 0) { e = default; return false; }
            if (!_b.AsSpan(_textsAt + entries[k - 1].Name, entries[k - 1].NameLen).SequenceEqual(utf8)) continue;
            e = entries[k - 1];
            return _hidden == null || !_hidden.Hides(name, e.Package);
        }
    }

    // A symbol belongs to the package that defines it (the runtime defines os.runtime_args); one that anybody may define, such as a type or an instance of a
    // generic function, to every package in its name.
    private sealed class Hidden
    {
        private readonly HashSet<string> _paths;
        private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private readonly List<string> _dotted = [];      // symbols write the dots of a path's last element as %2e
        private readonly bool[] _byNumber;

        internal Hidden(IReadOnlySet<string> paths, ICollection<string> all)
        {
            _paths = new HashSet<string>(paths, StringComparer.Ordinal);
            _lookup = _paths.GetAlternateLookup<ReadOnlySpan<char>>();
            _byNumber = new bool[all.Count];
            int i = 0;
            foreach (string p in all) _byNumber[i++] = _paths.Contains(p);
            foreach (string p in _paths) { if (p.Contains('.')) _dotted.Add(p); }
        }

        internal bool Hides(string name, int package)
        {
            if (package != 0) return package > 0 && _byNumber[package - 1];
            foreach (string p in _dotted) { if (name.Contains(p, StringComparison.Ordinal)) return true; }
            var s = name.AsSpan();
            for (int dot = s.IndexOf('.'), from = 0; dot >= 0;)
            {
                int start = dot;
                while (start > from && (char.IsAsciiLetterOrDigit(s[start - 1]) || s[start - 1] is '_' or '/' or '-')) start--;
                if (start < dot && _lookup.Contains(s[start..dot])) return true;
                from = dot + 1;
                int next = s[from..].IndexOf('.');
                dot = next < 0 ? -1 : from + next;
            }
            return false;
        }
    }

    public string MethodName(in SymbolEntry e) => Encoding.UTF8.GetString(_b, _textsAt + e.Method, e.MethodLen);
    public string Signature(in SymbolEntry e) => Encoding.UTF8.GetString(_b, _textsAt + e.Signature, e.SignatureLen);

    /// <summary>Call summary of a function of the image, for the compiler; null if it is no function.</summary>
    public FuncSummary? Summary(string name) => TryGet(name, out var e) && e.Kind is SymbolKind.Func or SymbolKind.Native ? new FuncSummary(e.Class, e.AreaNeed, e.Depth) : null;

    /// <summary>IR text of a function of the image that may be inlined, or null.</summary>
    public string? Inline(string name) => TryGet(name, out var e) && e is { Kind: SymbolKind.Func, InlineLen: > 0 } ? Encoding.UTF8.GetString(_b, _textsAt + e.Inline, e.InlineLen) : null;

    /// <summary>Escape tag of a function of the image, null: unknown.</summary>
    public string? EscapeTag(string name) => TryGet(name, out var e) && e is { Kind: SymbolKind.Func, TagLen: > 0 } ? Encoding.UTF8.GetString(_b, _textsAt + e.Tag, e.TagLen) : null;

    /// <summary>Names of all entries, for listings and tests.</summary>
    public IEnumerable<(string Name, SymbolEntry Entry)> All()
    {
        for (int i = 0; i < EntryCount; i++)
        {
            var e = Entries[i];
            yield return (Encoding.UTF8.GetString(_b, _textsAt + e.Name, e.NameLen), e);
        }
    }

    private static uint Hash(ReadOnlySpan<byte> s)
    {
        ulong h = 14695981039346656037;
        foreach (byte c in s) h = (h ^ c) * 1099511628211;
        return (uint)(h ^ h >> 32);
    }

    // ---------------------------------------------------------------- writing

    internal sealed class Writer
    {
        private readonly List<SymbolEntry> _entries = [];
        private readonly MemoryStream _texts = new();
        private readonly Dictionary<string, (int, int)> _textAt = [];

        private (int, int) Text(string s)
        {
            if (_textAt.TryGetValue(s, out var at)) return at;
            var b = Encoding.UTF8.GetBytes(s);
            at = ((int)_texts.Position, b.Length);
            _texts.Write(b);
            return _textAt[s] = at;
        }

        public void Add(string name, SymbolEntry e, string? method, string? signature, string? tag = null, string? inline = null)
        {
            (e.Name, e.NameLen) = Text(name);
            if (method != null) (e.Method, e.MethodLen) = Text(method);
            if (signature != null) (e.Signature, e.SignatureLen) = Text(signature);
            if (tag != null) (e.Tag, e.TagLen) = Text(tag);
            if (inline is { Length: > 0 }) (e.Inline, e.InlineLen) = Text(inline);
            _entries.Add(e);
        }

        public byte[] Finish(string assembly, Guid mvid, ulong start, ulong end, (int, int) funcs, (int, int) shapeIds, Dictionary<(long, string), int> shapes, List<(string Path, ulong Address, List<string> Imports)> packages)
        {
            var s = new MemoryStream();
            var w = new BinaryWriter(s, Encoding.UTF8);
            w.Write(Magic);
            w.Write(assembly);
            w.Write(mvid.ToByteArray());
            w.Write(start);
            w.Write(end);
            w.Write(funcs.Item1);
            w.Write(funcs.Item2);
            w.Write(shapeIds.Item1);
            w.Write(shapeIds.Item2);
            w.Write(shapes.Count);
            foreach (var ((size, mask), id) in shapes)
            {
                w.Write(size);
                w.Write(mask);
                w.Write(id);
            }
            w.Write(packages.Count);
            foreach (var (path, address, imports) in packages)
            {
                w.Write(path);
                w.Write(address);
                w.Write(imports.Count);
                foreach (var i in imports) w.Write(i);
            }
            int size2 = 16;
            while (size2 < _entries.Count * 2) size2 *= 2;
            w.Write(size2);
            w.Write(_entries.Count);
            w.Write((int)_texts.Position);
            while ((s.Position & 7) != 0) w.Write((byte)0);
            var table = new int[size2];
            var texts = _texts.ToArray();
            var entries = CollectionsMarshal.AsSpan(_entries);
            for (int i = 0; i < entries.Length; i++)
                for (uint h = Hash(texts.AsSpan(entries[i].Name, entries[i].NameLen)); ; h++)
                {
                    ref int slot = ref table[(int)(h & (uint)(size2 - 1))];
                    if (slot != 0) continue;
                    slot = i + 1;
                    break;
                }
            w.Write(MemoryMarshal.AsBytes(table.AsSpan()));
            w.Write(MemoryMarshal.AsBytes(entries));
            w.Write(texts);
            w.Flush();
            return s.ToArray();
        }
    }
}
