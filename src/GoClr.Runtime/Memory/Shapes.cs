// Shapes: what the collector must know about objects of equal slot size and pointer layout. The linker numbers the shapes of compiled
// types (a constant in IL); this file gives numbers to those that only appear at run time: slices and arrays, types made by reflect.
//
// T1  A page's mask in pt holds for every slot ever handed out of it since the page was last wholly free. The first window of another
//     shape writes ptrBits for the whole page, then clears the mask (release).
// T2  Type information of a window is complete before its first slot is handed out; slots of a window taken during marking are never
//     scanned in that cycle, so a marker may read old or new information for them.
// T3  Shapes and TypeInfos own copies of their masks: they outlive the descriptors they came from. They are never freed.
// T4  A shape whose mask repeats a smaller element's covers the whole slot; such slots are zeroed to their end.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct Shape
{
    public long size;                    // slot size; of large objects the size asked for
    public int sc;                       // span class
    public int win;                      // slots a window, a power of two
    public ulong mask;                   // objects to 512 bytes
    public ulong winMask;
    public TypeInfo* type;               // larger objects
}

public unsafe partial struct Mheap
{
    public const int MaxShapes = 1 << 17;
    private const int DynBase = 1 << 16, ShapeTableSize = 1 << 17, TypeTableSize = 1 << 14;
    private const int WinBytes = 4096;

    private void InitShapes()
    {
        shapes = (Shape*)Linux.Reserve((long)MaxShapes * sizeof(Shape));
        _shapeTable = (int*)Linux.Reserve(ShapeTableSize * 4L);
        _typeTable = (TypeInfo**)Linux.Reserve(TypeTableSize * 8L);
        _nextDyn = DynBase;
        ulong one = 1;
        ptrWord = InternType(8, 8, &one);
        for (int c = 0; c < SizeClasses.NumClasses; c++) Define(_nextDyn++, c == 0 ? SizeClasses.MaxSmall + 1 : SizeClasses.Sizes[c], true, 0, null);
        for (int c = 0; c < SizeClasses.NumClasses; c++)
        {
            int size = c == 0 ? SizeClasses.MaxSmall + 1 : SizeClasses.Sizes[c];
            bool masked = size <= SizeClasses.MaxMasked;
            Define(_nextDyn++, size, false, masked ? Bits.LowMask((uint)size / 8) : 0, masked ? null : ptrWord);
        }
        stringShape = InternShape(SizeClasses.ClassOf(16) * 2, 1, null);
        sliceShape = InternShape(SizeClasses.ClassOf(24) * 2, 1, null);
    }

    /// <summary>Pointer-free objects of a size class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NoscanShape(int cls) => DynBase + cls;

    /// <summary>Objects of a size class all of whose words are pointers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllPointersShape(int cls) => DynBase + SizeClasses.NumClasses + cls;

    private void Define(int id, long size, bool noscan, ulong mask, TypeInfo* type)
    {
        Shape* s = shapes + id;
        s->sc = (size > SizeClasses.MaxSmall ? 0 : SizeClasses.ClassOf((int)size) * 2) + (noscan ? 1 : 0);
        s->size = size > SizeClasses.MaxSmall ? size : SizeClasses.Sizes[s->sc >> 1];
        s->mask = mask;
        s->type = type;
        int win = 64;
        while (win > 1 && win * s->size > WinBytes) win /= 2;
        s->win = win;
        s->winMask = Bits.LowMask((uint)win);
    }

    /// <summary>Enters the shapes of an image. Before any of its code runs.</summary>
    public void RegisterShapes(ImageHeader* image)
    {
        if (image->ShapeBase + image->ShapeCount > DynBase) Fatal.Throw("image has too many allocation shapes");
        for (int i = 0; i < image->ShapeCount; i++)
        {
            ShapeRec* r = image->Shapes + i;
            if (r->Size == 0) { Define(image->ShapeBase + i, 1, true, 0, null); continue; }
            bool noscan = r->PtrBytes == 0;
            ulong mask = 0;
            TypeInfo* type = null;
            if (!noscan)
            {
                if (r->Size <= SizeClasses.MaxMasked) mask = ReadMask((ulong*)r->GcData, r->PtrBytes / 8);
                else type = InternType(r->Size, r->PtrBytes, (ulong*)r->GcData);
            }
            Define(image->ShapeBase + i, r->Size, noscan, mask, type);
        }
    }

    private static ulong ReadMask(ulong* bits, long words)
    {
        byte* b = (byte*)bits;                               // a mask has as many bytes as it needs, no more
        ulong m = 0;
        for (long i = 0; i < (words + 7) / 8; i++) m |= (ulong)b[i] << (int)(i * 8);
        return m & Bits.LowMask((uint)words);
    }

    // ---------- interning

    /// <summary>The one TypeInfo for this size and mask.</summary>
    public TypeInfo* InternType(long size, long ptrBytes, ulong* mask)
    {
        long words = ptrBytes / 8, n = (words + 63) / 64;
        ulong hash = (ulong)size * 0x9E3779B97F4A7C15 ^ (ulong)ptrBytes * 0xC2B2AE3D27D4EB4F;
        for (long i = 0; i < n; i++) hash = (hash ^ MaskWord(mask, i, words)) * 0x9FB21C651E98DF25 ^ hash >> 29;
        Enter(ref shapeLock);
        TypeInfo** slot = _typeTable + (hash & (TypeTableSize - 1));
        for (TypeInfo* t = *slot; t != null; t = t->next)
        {
            if (t->hash != hash || t->size != size || t->ptrBytes != ptrBytes) continue;
            bool eq = true;
            for (long i = 0; eq && i < n; i++) eq = t->mask[i] == MaskWord(mask, i, words);
            if (eq) { Exit(ref shapeLock); return t; }
        }
        TypeInfo* r = (TypeInfo*)NativeMemory.Alloc((nuint)(sizeof(TypeInfo) + n * 8 + 8));
        r->size = size; r->ptrBytes = ptrBytes; r->hash = hash; r->mask = (ulong*)(r + 1);
        for (long i = 0; i < n; i++) r->mask[i] = MaskWord(mask, i, words);
        r->mask[n] = 0;                                      // Bits.Load may touch it
        r->next = *slot;
        *slot = r;
        metaBytes += sizeof(TypeInfo) + n * 8;
        Exit(ref shapeLock);
        return r;
    }

    private static ulong MaskWord(ulong* mask, long i, long words)
    {
        long rest = words - i * 64;
        return rest >= 64 ? Unsafe.ReadUnaligned<ulong>(mask + i) : ReadMask(mask + i, rest);
    }

    /// <summary>The one dynamic shape of this class and layout.</summary>
    private int InternShape(int sc, ulong mask, TypeInfo* type)
    {
        ulong hash = ((ulong)sc * 0x9E3779B97F4A7C15 ^ mask * 0xC2B2AE3D27D4EB4F ^ (ulong)type * 0x9FB21C651E98DF25) * 0x9E3779B97F4A7C15 >> 40;
        Enter(ref shapeLock);
        for (ulong i = hash; ; i++)
        {
            int* p = _shapeTable + (i & (ShapeTableSize - 1));
            if (*p == 0)
            {
                int id = _nextDyn++;
                if (id >= MaxShapes) { Exit(ref shapeLock); Fatal.Throw("too many allocation shapes"); }
                Define(id, SizeClasses.Sizes[sc >> 1], false, mask, type);
                Volatile.Write(ref *p, id);
                Exit(ref shapeLock);
                return id;
            }
            Shape* s = shapes + *p;
            if (s->sc == sc && s->mask == mask && s->type == type) { int id = *p; Exit(ref shapeLock); return id; }
        }
    }

    // ---------- shapes and layouts of types

    /// <summary>Shape of an object of the given class that holds elements of type t, one after the other.</summary>
    public int ShapeOf(Mcache* c, GoType* t, int cls)
    {
        if (t == null || t->PtrBytes == 0) return NoscanShape(cls);
        ulong key = (ulong)t << 7 ^ (uint)cls;
        ShapeCacheEntry* e = Mcache.ShapeCache(c) + ((key * 0x9E3779B97F4A7C15) >> 56);
        if (e->key == key) return e->shape;
        int s = ShapeOfSlow(t, cls);
        e->key = key;
        e->shape = s;
        return s;
    }

    /// <summary>Shape of objects of the given class, to 512 bytes, with this mask.</summary>
    public int ShapeOfMask(Mcache* c, ulong mask, int cls)
    {
        if (mask == 0) return NoscanShape(cls);
        ulong key = ~(mask << 7 ^ (uint)cls);                // the complement: no descriptor's address gives such a key
        ShapeCacheEntry* e = Mcache.ShapeCache(c) + ((key * 0x9E3779B97F4A7C15) >> 56);
        if (e->key == key) return e->shape;
        int s = InternShape(cls * 2, mask, null);
        e->key = key;
        e->shape = s;
        return s;
    }

    private int ShapeOfSlow(GoType* t, int cls)
    {
        while (t->Kind == GoKind.Array) t = t->Elem;
        int size = SizeClasses.Sizes[cls];
        if (size > SizeClasses.MaxMasked)
        {
            TypeInfo* ti = TypeInfoOf(t);
            return ti == ptrWord ? AllPointersShape(cls) : InternShape(cls * 2, 0, ti);
        }
        ulong* bits = stackalloc ulong[2];
        bits[0] = bits[1] = 0;
        uint ew = (uint)(t->Size / 8), words = (uint)size / 8;
        FillMask(t, bits, 0);
        ulong m = 0;
        for (uint i = 0; i < words; i += ew) m |= bits[0] << (int)i;
        m &= Bits.LowMask(words);
        return m == Bits.LowMask(words) ? AllPointersShape(cls) : InternShape(cls * 2, m, null);
    }

    /// <summary>Layout of elements of type t: that of the innermost element type of arrays.</summary>
    public TypeInfo* TypeInfoOf(GoType* t)
    {
        while (t->Kind == GoKind.Array) t = t->Elem;
        if (t->Size == 8) return ptrWord;
        if ((t->Flags & TFlag.GCMaskOnDemand) == 0 && t->GCData != null) return InternType((long)t->Size, (long)t->PtrBytes, t->GCData);
        ulong* bits = (ulong*)NativeMemory.AllocZeroed((nuint)(t->PtrBytes / 512 + 2) * 8);
        FillMask(t, bits, 0);
        TypeInfo* r = InternType((long)t->Size, (long)t->PtrBytes, bits);
        NativeMemory.Free(bits);
        return r;
    }

    /// <summary>Sets the bits of t's pointer words, from bit `at` on. Reads the mask if there is one, else takes the type apart.</summary>
    public static void FillMask(GoType* t, ulong* bits, long at)
    {
        if (t->PtrBytes == 0) return;
        if ((t->Flags & TFlag.GCMaskOnDemand) == 0 && t->GCData != null)
        {
            byte* m = (byte*)t->GCData;
            for (long i = 0, n = (long)t->PtrBytes / 8; i < n; i++) if ((m[i >> 3] >> (int)(i & 7) & 1) != 0) Bits.Set(bits, at + i);
            return;
        }
        if (t->Kind == GoKind.Array)
        {
            long ew = (long)t->Elem->Size / 8;
            for (long i = 0; i < t->Third; i++) FillMask(t->Elem, bits, at + i * ew);
            return;
        }
        if (t->Kind == GoKind.Struct)
        {
            StructField* f = Types.Fields(t);
            for (long i = 0, n = Types.FieldCount(t); i < n; i++) FillMask(f[i].Typ, bits, at + (long)f[i].Offset / 8);
            return;
        }
        Fatal.Throw("type descriptor has pointers but no pointer mask");
    }
}
