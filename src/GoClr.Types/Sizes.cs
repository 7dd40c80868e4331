// Sizes, alignments and offsets of types as gc lays them out on linux/amd64.
//
// Sizes of types that depend on type parameters are unknown; the checker asks HasVarSize first. A size beyond the address space is -1.
using System;

namespace GoClr.Types;

public static class Sizes
{
    public const long WordSize = 8;

    /// <summary>Bytes of a value of type t; -1: more than fits into an int64.</summary>
    public static long Of(Type t)
    {
        switch (t.Underlying)
        {
            case Basic b:
                return b.Kind switch
                {
                    BasicKind.Bool or BasicKind.Int8 or BasicKind.Uint8 or BasicKind.UntypedBool => 1,
                    BasicKind.Int16 or BasicKind.Uint16 => 2,
                    BasicKind.Int32 or BasicKind.Uint32 or BasicKind.Float32 or BasicKind.UntypedRune => 4,
                    BasicKind.Complex128 or BasicKind.String or BasicKind.UntypedString or BasicKind.UntypedComplex => 16,
                    _ => 8,
                };
            case ArrayT a:
                if (a.Len <= 0) return 0;
                long e = Of(a.Elem);
                if (e < 0) return -1;
                if (e == 0) return 0;
                return a.Len > long.MaxValue / e ? -1 : e * a.Len;
            case SliceT:
                return 3 * WordSize;
            case StructT s:
                if (s.Fields.Count == 0) return 0;
                long offset = 0, max = 1, last = 0;
                foreach (var f in s.Fields)
                {
                    long align = AlignOf(f.Type!);
                    max = Math.Max(max, align);
                    last = Of(f.Type!);
                    if (last < 0) return -1;
                    offset = AlignUp(offset, align);
                    if (offset < 0 || offset > long.MaxValue - last) return -1;
                    offset += last;
                }
                // The address of a trailing field of size zero must not be that of the next object.
                if (offset > 0 && last == 0) offset++;
                return AlignUp(offset, max);
            case InterfaceT:
                return 2 * WordSize;
            default:
                return WordSize;
        }
    }

    public static long AlignOf(Type t)
    {
        switch (t.Underlying)
        {
            case ArrayT a:
                return AlignOf(a.Elem);
            case StructT s:
                if (s.Fields.Count == 0 && IsSyncAtomicAlign64(t)) return 8;
                long max = 1;
                foreach (var f in s.Fields) max = Math.Max(max, AlignOf(f.Type!));
                return max;
            case SliceT or InterfaceT:
                return WordSize;
            case Basic { Kind: BasicKind.String or BasicKind.UntypedString }:
                return WordSize;
            case Basic { Kind: BasicKind.Complex128 or BasicKind.UntypedComplex }:
                return 8;
            case Basic { Kind: BasicKind.Complex64 }:
                return 4;
            default:
                return Math.Clamp(Of(t), 1, WordSize);
        }
    }

    // Its alignment is a rule of the compiler, not of its (empty) fields.
    private static bool IsSyncAtomicAlign64(Type t) =>
        TypeOps.Unalias(t) is Named { Obj: { Name: "align64", Pkg.Path: "sync/atomic" or "internal/runtime/atomic" } };

    /// <summary>Offset of field i of s; -1: too large.</summary>
    public static long OffsetOf(StructT s, int i)
    {
        long offset = 0;
        for (int k = 0; ; k++)
        {
            offset = AlignUp(offset, AlignOf(s.Fields[k].Type!));
            if (offset < 0) return -1;
            if (k == i) return offset;
            long size = Of(s.Fields[k].Type!);
            if (size < 0 || offset > long.MaxValue - size) return -1;
            offset += size;
        }
    }

    /// <summary>Offset of the field that a path of field indices reaches without passing through a pointer.</summary>
    public static long OffsetOf(Type t, int[] path)
    {
        long offset = 0;
        foreach (int i in path)
        {
            var s = (StructT)t.Underlying;
            long d = OffsetOf(s, i);
            if (d < 0 || offset > long.MaxValue - d) return -1;
            offset += d;
            t = s.Fields[i].Type!;
        }
        return offset;
    }

    private static long AlignUp(long x, long a) => (x + a - 1) & -a;
}
