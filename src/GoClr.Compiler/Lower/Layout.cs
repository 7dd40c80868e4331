// How a Go type lies in memory (gc's sizes on linux/amd64) and how its values travel as scalars (docs/abi.md, "Scalars and flattening").
//
// A layout is computed once per type object and package being lowered. Types handed in are free of type parameters. Sizes of huge arrays
// must not cost memory: pointer masks are made on demand and repeat the element's.
using System;
using System.Collections.Generic;
using GoClr.Compiler.IR;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>One scalar of a flattened value: its IL type, its form in memory and its offset there, whether it is a length or capacity.</summary>
public readonly record struct Scalar(IrType Type, MemType Mem, int Offset, bool Length = false);

public sealed class TypeLayout
{
    /// <summary>Without alias.</summary>
    public Type Type = null!;
    public Type Under = null!;
    public long Size;
    public int Align = 1;
    /// <summary>Bytes from the start that may hold pointers; 0: none.</summary>
    public long PtrBytes;
    /// <summary>null: memory class. Empty: no words at all.</summary>
    public Scalar[]? Scalars;
    /// <summary>Offsets of a struct's fields.</summary>
    public long[] FieldOffsets = [];
    /// <summary>Layouts of a struct's fields; of an array the element's in [0].</summary>
    public TypeLayout[] Parts = [];
    /// <summary>An interface's data word holds the value itself: one pointer and nothing else.</summary>
    public bool DirectIface => Size == 8 && PtrBytes == 8;

    public bool IsMem => Scalars == null;
    public bool HasPointers => PtrBytes > 0;
    public int ScalarCount => Scalars?.Length ?? 0;
}

public sealed class Layouts
{
    private readonly Dictionary<Type, TypeLayout> _cache = new(ReferenceEqualityComparer.Instance);

    public TypeLayout Of(Type t)
    {
        if (_cache.TryGetValue(t, out var l)) return l;
        var u = TypeOps.Unalias(t);
        if (!ReferenceEquals(u, t)) l = Of(u);
        else
        {
            l = new TypeLayout { Type = t, Under = t.Underlying };
            Compute(l);
        }
        _cache[t] = l;
        return l;
    }

    private static readonly Scalar[] s_ptr = [new(IrType.Ptr, MemType.Ptr, 0)];
    private static readonly Scalar[] s_string = [new(IrType.Ptr, MemType.Ptr, 0), new(IrType.I64, MemType.I64, 8, true)];
    private static readonly Scalar[] s_iface = [new(IrType.Ptr, MemType.Ptr, 0), new(IrType.Ptr, MemType.Ptr, 8)];
    private static readonly Scalar[] s_slice = [new(IrType.Ptr, MemType.Ptr, 0), new(IrType.I64, MemType.I64, 8, true), new(IrType.I64, MemType.I64, 16, true)];

    private static void One(TypeLayout l, int size, IrType t, MemType m)
    {
        l.Size = size;
        l.Align = size;
        l.Scalars = [new Scalar(t, m, 0)];
    }

    private void Compute(TypeLayout l)
    {
        switch (l.Under)
        {
            case Basic b: ComputeBasic(l, b); break;
            case PointerT or MapT or ChanT or SignatureT:
                l.Size = l.PtrBytes = l.Align = 8;
                l.Scalars = s_ptr;
                break;
            case SliceT: l.Size = 24; l.Align = 8; l.PtrBytes = 8; l.Scalars = s_slice; break;
            case InterfaceT: l.Size = 16; l.Align = 8; l.PtrBytes = 16; l.Scalars = s_iface; break;
            case ArrayT a: ComputeArray(l, a); break;
            case StructT s: ComputeFields(l, s.Fields); break;
            case TupleT t:
                // Only as the type of a multi-valued call; laid out as a struct of its parts.
                ComputeFields(l, t.Vars);
                break;
            default: throw new InternalCompilerError(default, "layout", $"type {l.Type} ({l.Under.GetType().Name}) has no layout");
        }
    }

    private static void ComputeBasic(TypeLayout l, Basic b)
    {
        switch (b.Kind)
        {
            case BasicKind.Bool or BasicKind.UntypedBool or BasicKind.Uint8: One(l, 1, IrType.I32, MemType.U8); break;
            case BasicKind.Int8: One(l, 1, IrType.I32, MemType.I8); break;
            case BasicKind.Int16: One(l, 2, IrType.I32, MemType.I16); break;
            case BasicKind.Uint16: One(l, 2, IrType.I32, MemType.U16); break;
            case BasicKind.Int32 or BasicKind.Uint32 or BasicKind.UntypedRune: One(l, 4, IrType.I32, MemType.I32); break;
            case BasicKind.Int or BasicKind.Int64 or BasicKind.Uint or BasicKind.Uint64 or BasicKind.Uintptr or BasicKind.UntypedInt: One(l, 8, IrType.I64, MemType.I64); break;
            case BasicKind.Float32: One(l, 4, IrType.F32, MemType.F32); break;
            case BasicKind.Float64 or BasicKind.UntypedFloat: One(l, 8, IrType.F64, MemType.F64); break;
            case BasicKind.Complex64:
                l.Size = 8; l.Align = 4;
                l.Scalars = [new(IrType.F32, MemType.F32, 0), new(IrType.F32, MemType.F32, 4)];
                break;
            case BasicKind.Complex128 or BasicKind.UntypedComplex:
                l.Size = 16; l.Align = 8;
                l.Scalars = [new(IrType.F64, MemType.F64, 0), new(IrType.F64, MemType.F64, 8)];
                break;
            case BasicKind.String or BasicKind.UntypedString: l.Size = 16; l.Align = 8; l.PtrBytes = 8; l.Scalars = s_string; break;
            case BasicKind.UnsafePointer or BasicKind.UntypedNil:
                l.Size = l.PtrBytes = l.Align = 8;
                l.Scalars = s_ptr;
                break;
            default: throw new InternalCompilerError(default, "layout", $"basic type {b.Name}");
        }
    }

    private void ComputeArray(TypeLayout l, ArrayT a)
    {
        var e = Of(a.Elem);
        l.Parts = [e];
        l.Align = e.Align;
        l.Size = e.Size * a.Len;
        if (a.Len > 0 && e.PtrBytes > 0) l.PtrBytes = e.Size * (a.Len - 1) + e.PtrBytes;
        if (a.Len == 0 || l.Size == 0) l.Scalars = [];
        else if (a.Len == 1 && e.Scalars is { Length: <= 2 } s) l.Scalars = s;
    }

    private void ComputeFields(TypeLayout l, List<Var> fields)
    {
        int n = fields.Count;
        l.FieldOffsets = new long[n];
        l.Parts = new TypeLayout[n];
        long off = 0;
        bool mem = false;
        int words = 0;
        for (int i = 0; i < n; i++)
        {
            var p = Of(fields[i].Type!);
            l.Parts[i] = p;
            off = RoundUp(off, p.Align);
            l.FieldOffsets[i] = off;
            if (p.PtrBytes > 0) l.PtrBytes = off + p.PtrBytes;
            off += p.Size;
            if (p.Align > l.Align) l.Align = p.Align;
            // A zero-size last field gets a byte, so that its address lies in the object.
            if (p.Size == 0 && i == n - 1 && off > 0) off++;
            if (p.Scalars == null) mem = true;
            else words += p.Scalars.Length;
        }
        l.Size = RoundUp(off, l.Align);
        if (mem || words > 2) return;
        var scalars = new Scalar[words];
        int k = 0;
        for (int i = 0; i < n; i++)
        {
            foreach (var s in l.Parts[i].Scalars!) scalars[k++] = s with { Offset = s.Offset + (int)l.FieldOffsets[i] };
        }
        l.Scalars = scalars;
    }

    public static long RoundUp(long n, long align) => (n + align - 1) & -align;

    /// <summary>First scalar of field i within its struct's (or array element's) scalars.</summary>
    public static int FirstScalar(TypeLayout l, int field)
    {
        int k = 0;
        for (int i = 0; i < field; i++) k += l.Parts[i].ScalarCount;
        return k;
    }

    /// <summary>Bit per 8-byte word of the first PtrBytes bytes; null if there are no pointers.</summary>
    public static ulong[]? PtrMask(TypeLayout l)
    {
        if (l.PtrBytes == 0) return null;
        var mask = new ulong[(l.PtrBytes / 8 + 63) / 64];
        AddMask(l, 0, mask);
        return mask;
    }

    private static void AddMask(TypeLayout l, long off, ulong[] mask)
    {
        if (l.PtrBytes == 0) return;
        switch (l.Under)
        {
            case ArrayT a:
                for (long i = 0; i < a.Len; i++) AddMask(l.Parts[0], off + i * l.Parts[0].Size, mask);
                break;
            case StructT or TupleT:
                for (int i = 0; i < l.Parts.Length; i++) AddMask(l.Parts[i], off + l.FieldOffsets[i], mask);
                break;
            default:
                foreach (var s in l.Scalars!)
                {
                    if (s.Type == IrType.Ptr) mask[(off + s.Offset) >> 9] |= 1UL << (int)(((off + s.Offset) >> 3) & 63);
                }
                break;
        }
    }
}

/// <summary>How a signature's parameters and results travel (docs/abi.md, "Functions"), receiver and context excluded.</summary>
public sealed class CallShape
{
    /// <summary>Layouts of parameters and results in order.</summary>
    public TypeLayout[] Params = [], Results = [];
    /// <summary>Result i is written through a hidden pointer.</summary>
    public bool[] ResultInMem = [];
    public int HiddenResults;
    /// <summary>IL types of the result words that are returned.</summary>
    public IrType[] ResultWords = [];
    /// <summary>First word of result i in ResultWords (unused if in memory).</summary>
    public int[] ResultFirst = [];

    public static CallShape Of(Layouts layouts, SignatureT sig)
    {
        var ps = new TypeLayout[sig.Params.Count];
        for (int i = 0; i < ps.Length; i++) ps[i] = layouts.Of(sig.Params.Vars[i].Type!);
        var rs = new TypeLayout[sig.Results.Count];
        for (int i = 0; i < rs.Length; i++) rs[i] = layouts.Of(sig.Results.Vars[i].Type!);
        return Of(ps, rs);
    }

    public static CallShape Of(TypeLayout[] ps, TypeLayout[] rs)
    {
        var s = new CallShape { Params = ps, Results = rs, ResultInMem = new bool[rs.Length], ResultFirst = new int[rs.Length] };
        var words = new List<IrType>();
        for (int i = 0; i < rs.Length; i++)
        {
            s.ResultFirst[i] = words.Count;
            if (rs[i].IsMem || words.Count + rs[i].ScalarCount > GoClr.Abi.GOffset.RetWords)
            {
                s.ResultInMem[i] = true;
                s.HiddenResults++;
                continue;
            }
            foreach (var w in rs[i].Scalars!) words.Add(w.Type);
        }
        s.ResultWords = words.ToArray();
        return s;
    }
}
