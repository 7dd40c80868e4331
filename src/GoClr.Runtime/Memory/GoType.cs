// Type descriptors as internal/abi lays them out on linux/amd64; natives of the runtime, reflect and the collector read them.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GoClr.Runtime;

public enum GoKind : byte
{
    Invalid, Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64, Complex64, Complex128,
    Array, Chan, Func, Interface, Map, Pointer, Slice, String, Struct, UnsafePointer,
}

[System.Flags]
public enum TFlag : byte { Uncommon = 1, ExtraStar = 2, Named = 4, RegularMemory = 8, GCMaskOnDemand = 16, DirectIface = 32 }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct GoType
{
    public ulong Size, PtrBytes;
    public uint Hash;
    public TFlag Flags;
    public byte Align, FieldAlign;
    public GoKind Kind;
    public void** Equal;                 // func value: points to {code}; null: not comparable
    public ulong* GCData;
    public int Str, PtrToThis;
    // ---- what follows depends on the kind
    public GoType* Elem;                 // Array, Chan, Ptr, Slice
    public long Second;                  // Array: the slice type; Chan: direction
    public long Third;                   // Array: length

    public readonly bool HasPointers => PtrBytes != 0;
    public readonly bool IsDirectIface => (Flags & TFlag.DirectIface) != 0;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Imethod { public int Name, Typ; }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct StructField { public byte* Name; public GoType* Typ; public ulong Offset; }

[StructLayout(LayoutKind.Sequential)]
public struct UncommonType { public int PkgPath; public ushort Mcount, Xcount; public uint Moff, Unused; }

[StructLayout(LayoutKind.Sequential)]
public struct GoMethod { public int Name, Mtyp, Ifn, Tfn; }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Itab
{
    public GoType* Inter, Type;
    public uint Hash, pad;
    public void* Fun0;                   // Fun[0]; the others follow. 0: the type does not implement the interface
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct GoString { public byte* Ptr; public long Len; }

[StructLayout(LayoutKind.Sequential)]
public unsafe struct GoSlice { public byte* Ptr; public long Len, Cap; }

/// <summary>Access to the variable parts of a descriptor.</summary>
public static unsafe class Types
{
    public const int TypeBytes = 48;
    /// <summary>Descriptors below lie in images and have a TypePrefix; all others were made at run time.</summary>
    public const ulong ImageEnd = 0x8000_0000;

    public static bool InImage(GoType* t) => (ulong)t < ImageEnd;

    // Interface: PkgPath 48, Methods slice 56
    public static byte* InterPkgPath(GoType* inter) => *(byte**)((byte*)inter + 48);
    public static Imethod* Methods(GoType* inter) => *(Imethod**)((byte*)inter + 56);
    public static long MethodCount(GoType* inter) => *(long*)((byte*)inter + 64);

    // Struct: PkgPath 48, Fields slice 56
    public static StructField* Fields(GoType* t) => *(StructField**)((byte*)t + 56);
    public static long FieldCount(GoType* t) => *(long*)((byte*)t + 64);

    public static UncommonType* Uncommon(GoType* t)
    {
        if ((t->Flags & TFlag.Uncommon) == 0) return null;
        int n = t->Kind switch
        {
            GoKind.Array => 72,
            GoKind.Chan => 64,
            GoKind.Interface or GoKind.Struct => 80,
            GoKind.Map => 136,
            GoKind.Func or GoKind.Pointer or GoKind.Slice => 56,
            GoKind.Invalid or GoKind.Bool or GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64 or GoKind.Uint or GoKind.Uint8 or GoKind.Uint16
                or GoKind.Uint32 or GoKind.Uint64 or GoKind.Uintptr or GoKind.Float32 or GoKind.Float64 or GoKind.Complex64 or GoKind.Complex128 or GoKind.String
                or GoKind.UnsafePointer => TypeBytes,
        };
        return (UncommonType*)((byte*)t + n);
    }

    // ---- names: flag byte (1 exported, 2 tag, 4 package path, 8 embedded), varint length, bytes, [tag], [path's NameOff]

    public static bool NameExported(byte* n) => (*n & 1) != 0;

    public static byte* NameBytes(byte* n, out long len)
    {
        len = 0;
        return n == null ? null : Varint(n + 1, out len);
    }

    private static byte* Varint(byte* p, out long v)
    {
        v = 0;
        for (int s = 0; ; s += 7)
        {
            byte b = *p++;
            v |= (long)(b & 0x7f) << s;
            if (b < 0x80) return p;
        }
    }

    public static bool NameIsBlank(byte* n)
    {
        byte* p = NameBytes(n, out long len);
        return len == 1 && *p == '_';
    }

    /// <summary>NameOff of the package path stored in the name itself, 0: none.</summary>
    public static int NamePkgOff(byte* n)
    {
        if (n == null || (*n & 4) == 0) return 0;
        byte* p = NameBytes(n, out long len) + len;
        if ((*n & 2) != 0) { p = Varint(p, out long tag); p += tag; }
        return Unsafe.ReadUnaligned<int>(p);
    }

    /// <summary>The type's string; without the star that ExtraStar says its text has.</summary>
    public static GoString String(G* g, GoType* t)
    {
        GoString s;
        s.Ptr = NameBytes(TypeOff.ResolveName(g, t->Str), out s.Len);
        if ((t->Flags & TFlag.ExtraStar) != 0 && s.Len > 0) { s.Ptr++; s.Len--; }
        return s;
    }

    public static string StringOf(G* g, GoType* t)
    {
        GoString s = String(g, t);
        return s.Ptr == null ? "?" : Encoding.UTF8.GetString(s.Ptr, (int)s.Len);
    }
}
