// Type descriptors: internal/abi.Type and its kinds as bytes, exactly as gc lays them out for linux/amd64.
//
//     │ abi.Type 48 │ kind's own fields │ UncommonType 16, if named or with methods │ params / imethods / fields │ methods 16 each │
//
// Who emits a descriptor: a package emits those of the types it declares (T and *T); types without a name, instances and predeclared types are emitted by everyone
// who needs them, and the linker keeps one (DupOk). The method tables name every method of the type, so emitting a descriptor of an instance asks for
// the bodies of all its methods.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

[Flags]
internal enum TFlag : byte { Uncommon = 1, ExtraStar = 2, Named = 4, RegularMemory = 8, GCMaskOnDemand = 16, DirectIface = 32 }

/// <summary>Where a method's code is to be had; implemented by the package lowerer, which makes wrappers and instances when first asked.</summary>
public interface IMethodSource
{
    /// <summary>Symbol of the function that takes the receiver by value: t.M (t a pointer or not), with wrappers for promoted methods.</summary>
    string MethodByValue(Type t, MethodEntry m);
    /// <summary>Symbol of the function for itabs of t: takes the interface's data word.</summary>
    string MethodByWord(Type t, MethodEntry m);
}

public sealed class TypeData(Package pkg, DataBuilder data, Layouts layouts, LinkNames names, MethodSets methods, Algs algs, IMethodSource source)
{
    private const int MaxPtrmaskBytes = 16;
    private readonly HashSet<int> _requested = [];
    private readonly Queue<(Type Type, int Symbol)> _pending = new();
    private bool _draining;

    /// <summary>Symbol of the descriptor of t; it is made if this package is the one to make it.</summary>
    public int Symbol(Type t)
    {
        t = TypeOps.Unalias(t);
        if (t is Basic { Kind: BasicKind.UntypedNil }) t = Universe.UnsafePointer;
        int sym = data.Sym("type:" + names.Link(t));
        if (!_requested.Add(sym)) return sym;
        if (IsOurs(t) || IsShared(t)) _pending.Enqueue((t, sym));
        return sym;
    }

    /// <summary>Makes the descriptors asked for so far, and those they refer to.</summary>
    public void Drain()
    {
        if (_draining) return;
        _draining = true;
        while (_pending.TryDequeue(out var p)) Emit(p.Type, p.Symbol);
        _draining = false;
    }

    public bool HasPending => _pending.Count > 0;

    /// <summary>Descriptors of *T and T for a type this package declares.</summary>
    public void Declare(Named n)
    {
        Symbol(n);
        Symbol(new PointerT(n));
    }

    private static Type Base(Type t) => t is PointerT p && TypeOps.Unalias(p.Elem) is var e and (Named or Basic) ? e : t;

    private bool IsOurs(Type t) => Base(t) is Named { Obj.Pkg: { } p } && p == pkg;

    private bool IsShared(Type t)
    {
        var b = Base(t);
        if (b is not Named n) return true;
        return n.Obj.Pkg == null || n.TypeArgs.Count > 0 || names.LocalInstances.ContainsKey(n);
    }

    private bool IsDupOk(Type t)
    {
        var b = Base(t);
        return b is not Named n || n.Obj.Pkg == null || n.TypeArgs.Count > 0 || names.LocalInstances.ContainsKey(n);
    }

    public static uint Hash(string linkName)
    {
        ulong h = 14695981039346656037;
        foreach (byte c in Encoding.UTF8.GetBytes(linkName)) h = (h ^ c) * 1099511628211;
        h ^= h >> 32;
        h *= 0xd6e8feb86659fd93;
        return (uint)(h >> 32);
    }

    public uint HashOf(Type t) => Hash(names.Link(TypeOps.Unalias(t)));

    public static int KindOf(Type under) => under switch
    {
        Basic b => b.Kind switch
        {
            BasicKind.Bool or BasicKind.UntypedBool => 1,
            BasicKind.Int or BasicKind.UntypedInt => 2, BasicKind.Int8 => 3, BasicKind.Int16 => 4, BasicKind.Int32 or BasicKind.UntypedRune => 5, BasicKind.Int64 => 6,
            BasicKind.Uint => 7, BasicKind.Uint8 => 8, BasicKind.Uint16 => 9, BasicKind.Uint32 => 10, BasicKind.Uint64 => 11, BasicKind.Uintptr => 12,
            BasicKind.Float32 => 13, BasicKind.Float64 or BasicKind.UntypedFloat => 14, BasicKind.Complex64 => 15, BasicKind.Complex128 or BasicKind.UntypedComplex => 16,
            BasicKind.String or BasicKind.UntypedString => 24, BasicKind.UnsafePointer or BasicKind.UntypedNil => 26,
            _ => 0,
        },
        ArrayT => 17, ChanT => 18, SignatureT => 19, InterfaceT => 20, MapT => 21, PointerT => 22, SliceT => 23, StructT => 25,
        _ => 0,
    };

    private static int FixedSize(Type under) => under switch
    {
        ArrayT => 72, ChanT => 64, SignatureT => 56, InterfaceT => 80, MapT => 136, PointerT or SliceT => 56, StructT => 80, _ => 48,
    };

    private void Emit(Type t, int sym)
    {
        if (data.IsDefined(sym)) return;
        var under = t.Underlying;
        var named = t as Named;
        var basicNamed = t as Basic;
        var ms = under is InterfaceT ? [] : Callable(methods.Of(t));
        bool uncommon = named != null || basicNamed != null || ms.Count > 0;
        int b = FixedSize(under), c = b + (uncommon ? 16 : 0);
        var imethods = under is InterfaceT it ? LinkNames.InterfaceMethods(it) : [];
        int add = under switch
        {
            SignatureT s => (s.Params.Count + s.Results.Count) * 8,
            InterfaceT => imethods.Count * 8,
            StructT s => s.Fields.Count * 24,
            _ => 0,
        };
        long size = c + add + ms.Count * 16L;
        var d = data.New(data.Object.Symbols[sym], Section.Type, size, 8, IsDupOk(t))!;
        d.IsType = true;
        if (named == null && basicNamed == null && under is not InterfaceT) d.TypeString = names.Reflect(t);
        Common(d, t, under, uncommon);
        switch (under)
        {
            case ArrayT a:
                DataBuilder.Addr64(d, 48, Symbol(a.Elem));
                DataBuilder.Addr64(d, 56, Symbol(new SliceT(a.Elem)));
                DataBuilder.U64(d, 64, (ulong)a.Len);
                break;
            case SliceT s: DataBuilder.Addr64(d, 48, Symbol(s.Elem)); break;
            case PointerT p: DataBuilder.Addr64(d, 48, Symbol(p.Elem)); break;
            case ChanT ch:
                DataBuilder.Addr64(d, 48, Symbol(ch.Elem));
                DataBuilder.U64(d, 56, ch.Dir switch { ChanDir.RecvOnly => 1, ChanDir.SendOnly => 2, ChanDir.Both => 3 });
                break;
            case SignatureT s:
                DataBuilder.U16(d, 48, (ushort)s.Params.Count);
                DataBuilder.U16(d, 50, (ushort)(s.Results.Count | (s.Variadic ? 1 << 15 : 0)));
                int at = c;
                foreach (var v in s.Params.Vars) { DataBuilder.Addr64(d, at, Symbol(v.Type!)); at += 8; }
                foreach (var v in s.Results.Vars) { DataBuilder.Addr64(d, at, Symbol(v.Type!)); at += 8; }
                break;
            case InterfaceT: Interface(d, named, imethods, c); break;
            case StructT s: Struct(d, s, layouts.Of(t), c); break;
            case MapT m: Map(d, m); break;
        }
        if (uncommon) Uncommon(d, t, ms, b, 16 + add);
    }

    private void Common(DataSymbol d, Type t, Type under, bool uncommon)
    {
        var l = layouts.Of(t);
        DataBuilder.U64(d, 0, (ulong)l.Size);
        DataBuilder.U64(d, 8, (ulong)l.PtrBytes);
        DataBuilder.U32(d, 16, HashOf(t));
        TFlag flags = 0;
        if (uncommon) flags |= TFlag.Uncommon;
        if (t is Named or Basic) flags |= TFlag.Named;
        bool comparable = Algs.Comparable(t);
        string sig = comparable ? algs.Signature(t) : "";
        if (comparable && Algs.IsRegular(sig, l.Size)) flags |= TFlag.RegularMemory;
        bool onDemand = l.PtrBytes / 8 > MaxPtrmaskBytes * 8;
        if (onDemand) flags |= TFlag.GCMaskOnDemand;
        if (l.DirectIface) flags |= TFlag.DirectIface;
        string str = names.Reflect(t);
        bool exported;
        if (str.StartsWith('*')) exported = t is PointerT p && TypeOps.Unalias(p.Elem) is Named { Obj.Exported: true };
        else
        {
            str = "*" + str;
            flags |= TFlag.ExtraStar;
            exported = t is Named { Obj.Exported: true };
        }
        DataBuilder.U8(d, 20, (byte)flags);
        DataBuilder.U8(d, 21, (byte)l.Align);
        DataBuilder.U8(d, 22, (byte)l.Align);
        DataBuilder.U8(d, 23, (byte)KindOf(under));
        if (comparable) DataBuilder.Addr64(d, 24, algs.EqClosure(sig));
        if (l.PtrBytes > 0) DataBuilder.Addr64(d, 32, onDemand ? MaskSlot(t) : MaskSymbol(l));
        DataBuilder.Addr32(d, 40, Name(str, "", null, exported, false));
        // *T of a T with a name exists wherever T does; for others the link is only made if *T has methods of its own.
        if (t is Named or Basic && t is not Basic { Kind: BasicKind.Invalid }) DataBuilder.Addr32(d, 44, Symbol(new PointerT(t)));
        d.TypeSize = l.Size;
        d.TypePtrBytes = l.PtrBytes;
        d.TypePtrMask = Layouts.PtrMask(l);
    }

    /// <summary>Word that the runtime fills with a mask on first use.</summary>
    private int MaskSlot(Type t)
    {
        string name = "type:.gcmask." + names.Link(t);
        data.New(name, Section.NoPtrBss, 8, 8, true);
        return data.Sym(name);
    }

    public int MaskSymbol(TypeLayout l)
    {
        var mask = Layouts.PtrMask(l)!;
        var name = new StringBuilder("runtime.gcbits.");
        foreach (ulong w in mask) name.Append(w.ToString("x16", CultureInfo.InvariantCulture));
        if (data.New(name.ToString(), Section.RoData, mask.Length * 8, 8, true) is { } d)
        {
            for (int i = 0; i < mask.Length; i++) DataBuilder.U64(d, i * 8, mask[i]);
        }
        return data.Sym(name.ToString());
    }

    // ---------------------------------------------------------------- names

    /// <summary>abi.Name: flags, varint length, bytes, optional tag, optional package path.</summary>
    private int Name(string name, string tag, Package? pkgOf, bool exported, bool embedded)
    {
        string key = "type:.namedata." + name + (exported ? "." : "-") + tag + (embedded ? ".embedded" : "") + (pkgOf != null ? "·" + pkgOf.Path : "");
        int sym = data.Sym(key);
        if (data.IsDefined(sym)) return sym;
        byte[] n = Encoding.UTF8.GetBytes(name), g = Encoding.UTF8.GetBytes(tag);
        var bytes = new List<byte>(n.Length + g.Length + 8) { (byte)((exported ? 1 : 0) | (g.Length > 0 ? 2 : 0) | (pkgOf != null ? 4 : 0) | (embedded ? 8 : 0)) };
        Varint(bytes, n.Length);
        bytes.AddRange(n);
        if (g.Length > 0)
        {
            Varint(bytes, g.Length);
            bytes.AddRange(g);
        }
        int path = bytes.Count;
        var d = data.New(key, Section.Type, path + (pkgOf != null ? 4 : 0), 1, true)!;
        DataBuilder.Raw(d, 0, bytes.ToArray());
        if (pkgOf != null) DataBuilder.Addr32(d, path, ImportPath(pkgOf));
        return sym;
    }

    private static void Varint(List<byte> b, int v)
    {
        for (; v >= 0x80; v >>= 7) b.Add((byte)(v | 0x80));
        b.Add((byte)v);
    }

    private int ImportPath(Package p)
    {
        string path = p.IsProgram ? "main" : p.Path;
        string key = "type:.importpath." + path + ".";
        int sym = data.Sym(key);
        if (data.IsDefined(sym)) return sym;
        byte[] n = Encoding.UTF8.GetBytes(path);
        var bytes = new List<byte>(n.Length + 4) { 0 };
        Varint(bytes, n.Length);
        bytes.AddRange(n);
        DataBuilder.Raw(data.New(key, Section.Type, bytes.Count, 1, true)!, 0, bytes.ToArray());
        return sym;
    }

    private static Package? TypePkg(Type t)
    {
        if (t is Named n) return n.Obj.Pkg;
        Type? e = t switch { PointerT p => p.Elem, ArrayT a => a.Elem, SliceT s => s.Elem, ChanT c => c.Elem, _ => null };
        return e != null && TypeOps.Unalias(e) is Named en ? en.Obj.Pkg : null;
    }

    // ---------------------------------------------------------------- the kinds

    private void Interface(DataSymbol d, Named? named, List<Func> ms, int c)
    {
        var p = named?.Obj.Pkg;
        if (p != null) DataBuilder.Addr64(d, 48, ImportPath(p));
        DataBuilder.Addr64(d, 56, d.Symbol, c);
        DataBuilder.U64(d, 64, (ulong)ms.Count);
        DataBuilder.U64(d, 72, (ulong)ms.Count);
        for (int i = 0; i < ms.Count; i++)
        {
            var m = ms[i];
            DataBuilder.Addr32(d, c + i * 8, Name(m.Name, "", !m.Exported && m.Pkg != p ? m.Pkg : null, m.Exported, false));
            DataBuilder.Addr32(d, c + i * 8 + 4, Symbol(WithoutRecv(m.Sig)));
        }
    }

    /// <summary>The method's type as a function type (the receiver is no part of a signature's identity).</summary>
    private static Type WithoutRecv(SignatureT sig) => sig;

    private void Struct(DataSymbol d, StructT s, TypeLayout l, int c)
    {
        foreach (var f in s.Fields)
        {
            if (f.Exported || f.Pkg == null) continue;
            DataBuilder.Addr64(d, 48, ImportPath(f.Pkg));
            break;
        }
        DataBuilder.Addr64(d, 56, d.Symbol, c);
        DataBuilder.U64(d, 64, (ulong)s.Fields.Count);
        DataBuilder.U64(d, 72, (ulong)s.Fields.Count);
        for (int i = 0; i < s.Fields.Count; i++)
        {
            var f = s.Fields[i];
            DataBuilder.Addr64(d, c + i * 24, Name(f.Name, s.Tag(i), null, f.Exported, f.Embedded));
            DataBuilder.Addr64(d, c + i * 24 + 8, Symbol(f.Type!));
            DataBuilder.U64(d, c + i * 24 + 16, (ulong)l.FieldOffsets[i]);
        }
    }

    // A generic method cannot be called through reflection or an interface: it is not in the table.
    private static List<MethodEntry> Callable(List<MethodEntry> all)
    {
        foreach (var m in all)
        {
            if (m.Method.Sig.TypeParams.Count > 0) return all.FindAll(x => x.Method.Sig.TypeParams.Count == 0);
        }
        return all;
    }

    private void Uncommon(DataSymbol d, Type t, List<MethodEntry> ms, int at, int moff)
    {
        var p = TypePkg(t);
        if (p != null) DataBuilder.Addr32(d, at, ImportPath(p));
        int exported = 0;
        while (exported < ms.Count && ms[exported].Method.Exported) exported++;
        DataBuilder.U16(d, at + 4, (ushort)ms.Count);
        DataBuilder.U16(d, at + 6, (ushort)exported);
        DataBuilder.U32(d, at + 8, (uint)moff);
        for (int i = 0; i < ms.Count; i++)
        {
            var m = ms[i];
            int o = at + moff + i * 16;
            DataBuilder.Addr32(d, o, Name(m.Name, "", !m.Method.Exported && m.Method.Pkg != p ? m.Method.Pkg : null, m.Method.Exported, false));
            DataBuilder.Addr32(d, o + 4, Symbol(WithoutRecv(m.Method.Sig)));
            DataBuilder.FuncId32(d, o + 8, data.Sym(source.MethodByWord(t, m)));
            DataBuilder.FuncId32(d, o + 12, data.Sym(source.MethodByValue(t, m)));
        }
    }

    // ---------------------------------------------------------------- maps

    private const int GroupSlots = 8, MaxInline = 128;

    /// <summary>Byte offsets in a map's group: a control word, then 8 slots of key and element.</summary>
    public readonly record struct GroupLayout(long SlotSize, long ElemOff, long GroupSize, bool IndirectKey, bool IndirectElem);

    /// <summary>A map's group as a struct.</summary>
    internal static StructT GroupOf(Layouts layouts, MapT m)
    {
        Type key = layouts.Of(m.Key).Size > MaxInline ? new PointerT(m.Key) : m.Key, elem = layouts.Of(m.Elem).Size > MaxInline ? new PointerT(m.Elem) : m.Elem;
        var slot = new StructT([Field("key", key), Field("elem", elem)], null);
        return new StructT([Field("ctrl", Universe.Uint64), Field("slots", new ArrayT(slot, GroupSlots))], null);
    }

    private void Map(DataSymbol d, MapT m)
    {
        Type key = m.Key, elem = m.Elem;
        bool ik = layouts.Of(key).Size > MaxInline, ie = layouts.Of(elem).Size > MaxInline;
        var group = GroupOf(layouts, m);
        var slot = (StructT)((ArrayT)group.Fields[1].Type!).Elem;
        var gl = layouts.Of(group);
        var sl = layouts.Of(slot);
        DataBuilder.Addr64(d, 48, Symbol(key));
        DataBuilder.Addr64(d, 56, Symbol(elem));
        DataBuilder.Addr64(d, 64, GroupType(m, group, gl));
        DataBuilder.Addr64(d, 72, algs.HashClosure(algs.Signature(key)));
        DataBuilder.U64(d, 80, (ulong)gl.Size);
        DataBuilder.U64(d, 88, (ulong)gl.FieldOffsets[1]);
        DataBuilder.U64(d, 96, (ulong)sl.Size);
        DataBuilder.U64(d, 104, (ulong)(gl.FieldOffsets[1] + sl.FieldOffsets[1]));
        DataBuilder.U64(d, 112, (ulong)sl.Size);
        DataBuilder.U64(d, 120, (ulong)sl.FieldOffsets[1]);
        DataBuilder.U32(d, 128, (Algs.NeedsKeyUpdate(key) ? 1u : 0) | (Algs.HashMightPanic(key) ? 2u : 0) | (ik ? 4u : 0) | (ie ? 8u : 0));
    }

    private static Var Field(string name, Type t) => new(default, null, name, t, VarKind.Field);

    /// <summary>
    /// Descriptor of a map's slot group. Only the allocator looks at it, so it has the common part and no fields: naming them would name types that Go code cannot have.
    /// </summary>
    private int GroupType(MapT m, StructT group, TypeLayout gl)
    {
        string link = "map.group[" + names.Link(m.Key) + "]" + names.Link(m.Elem);
        int sym = data.Sym("type:" + link);
        if (data.IsDefined(sym)) return sym;
        var d = data.New("type:" + link, Section.Type, 80, 8, true)!;
        d.IsType = true;
        DataBuilder.U64(d, 0, (ulong)gl.Size);
        DataBuilder.U64(d, 8, (ulong)gl.PtrBytes);
        DataBuilder.U32(d, 16, Hash(link));
        bool onDemand = gl.PtrBytes / 8 > MaxPtrmaskBytes * 8;
        TFlag flags = TFlag.ExtraStar | (onDemand ? TFlag.GCMaskOnDemand : 0);
        DataBuilder.U8(d, 20, (byte)flags);
        DataBuilder.U8(d, 21, (byte)gl.Align);
        DataBuilder.U8(d, 22, (byte)gl.Align);
        DataBuilder.U8(d, 23, (byte)KindOf(group));
        if (gl.PtrBytes > 0)
        {
            if (onDemand)
            {
                data.New("type:.gcmask." + link, Section.NoPtrBss, 8, 8, true);
                DataBuilder.Addr64(d, 32, data.Sym("type:.gcmask." + link));
            }
            else DataBuilder.Addr64(d, 32, MaskSymbol(gl));
        }
        DataBuilder.Addr32(d, 40, Name("*map.group[" + names.Reflect(m.Key) + "]" + names.Reflect(m.Elem), "", null, false, false));
        // A large group's mask is built on demand from the fields, so those must be there.
        GroupFields(d, group, gl, onDemand);
        d.TypeSize = gl.Size;
        d.TypePtrBytes = gl.PtrBytes;
        d.TypePtrMask = Layouts.PtrMask(gl);
        return sym;
    }

    private void GroupFields(DataSymbol d, StructT group, TypeLayout gl, bool needed)
    {
        if (!needed) return;
        string name = data.Object.Symbols[d.Symbol] + ".fields";
        var f = data.New(name, Section.Type, 48, 8, true)!;
        for (int i = 0; i < 2; i++)
        {
            DataBuilder.Addr64(f, i * 24, Name(group.Fields[i].Name, "", null, false, false));
            DataBuilder.Addr64(f, i * 24 + 8, Symbol(group.Fields[i].Type!));
            DataBuilder.U64(f, i * 24 + 16, (ulong)gl.FieldOffsets[i]);
        }
        DataBuilder.Addr64(d, 56, f.Symbol);
        DataBuilder.U64(d, 64, 2);
        DataBuilder.U64(d, 72, 2);
    }
}
