// What escape analysis asks of types: pointers in them, sizes as gc lays them out, how interfaces hold them.
using System;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

public sealed partial class EscapeAnalysis
{
    internal static bool HasPointers(Type? t, int depth = 0)
    {
        if (t == null || depth > 20) return true;
        switch (TypeOps.Unalias(t))
        {
            case TypeParam: return true;
            case TupleT tuple:
                foreach (var v in tuple.Vars) { if (HasPointers(v.Type, depth + 1)) return true; }
                return false;
            case var u:
                switch (u.Underlying)
                {
                    case Basic b: return (b.Info & BasicInfo.String) != 0 || b.Kind is BasicKind.UnsafePointer or BasicKind.UntypedNil;
                    case ArrayT a: return a.Len != 0 && HasPointers(a.Elem, depth + 1);
                    case StructT s:
                        foreach (var f in s.Fields) { if (HasPointers(f.Type, depth + 1)) return true; }
                        return false;
                    default: return true;
                }
        }
    }

    /// <summary>Size in bytes; type parameters count as small.</summary>
    internal static long SizeOf(Type t) => Layout(t, 0).Size;

    private static (long Size, long Align) Layout(Type t, int depth)
    {
        if (depth > 50 || IsTypeParam(t)) return (8, 8);
        const long huge = long.MaxValue / 4;
        switch (t.Underlying)
        {
            case ArrayT a:
            {
                var (size, align) = a.Elem == null ? (8, 8) : Layout(a.Elem, depth + 1);
                if (a.Len <= 0 || size == 0) return (0, align);
                return (a.Len > huge / size ? huge : a.Len * size, align);
            }
            case StructT s:
            {
                long n = 0, max = 1;
                bool zeroLast = false;
                foreach (var f in s.Fields)
                {
                    var (size, align) = f.Type == null ? (8, 8) : Layout(f.Type, depth + 1);
                    n = Math.Min((n + align - 1) & -align, huge) + size;
                    n = Math.Min(n, huge);
                    max = Math.Max(max, align);
                    zeroLast = size == 0;
                }
                // A pointer to a last field without size must not point behind the struct.
                if (zeroLast && n > 0) n++;
                return ((n + max - 1) & -max, max);
            }
            case Basic { Kind: BasicKind.Bool or BasicKind.Uint8 or BasicKind.Int8 }: return (1, 1);
            case Basic { Kind: BasicKind.Uint16 or BasicKind.Int16 }: return (2, 2);
            case Basic { Kind: BasicKind.Uint32 or BasicKind.Int32 or BasicKind.Float32 }: return (4, 4);
            case Basic { Kind: BasicKind.Complex64 }: return (8, 4);
            case SliceT: return (24, 8);
            case InterfaceT or Basic { Kind: BasicKind.String or BasicKind.Complex128 }: return (16, 8);
            default: return (8, 8);
        }
    }

    private static bool IsTypeParam(Type t) => TypeOps.IsTypeParam(t);
    private static bool IsInterface(Type? t) => t != null && !IsTypeParam(t) && t.Underlying is InterfaceT;

    /// <summary>An interface holds the value itself, not a pointer to it.</summary>
    private static bool IsDirect(Type t, int depth = 0)
    {
        if (depth > 20 || IsTypeParam(t)) return false;
        return t.Underlying switch
        {
            PointerT or ChanT or MapT or SignatureT or Basic { Kind: BasicKind.UnsafePointer } => true,
            ArrayT { Len: 1 } a => IsDirect(a.Elem, depth + 1),
            StructT { Fields: [{ Type: { } only }] } => IsDirect(only, depth + 1),
            _ => false,
        };
    }

    /// <summary>The type whose shape decides what indexing and ranging do; null for type parameters without a common one.</summary>
    private static Type? Core(Type? t) => t == null ? null : IsTypeParam(t) ? TypeOps.CoreType(t) : t.Underlying;
}
