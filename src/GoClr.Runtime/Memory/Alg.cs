// Equality and hashing of Go values by type: what map types, interfaces and compiled comparisons call.
//
// The hash multiplies 64 by 64 bits and folds (the idea of wyhash), keyed by two random words of the root. internal/runtime/maps and
// hash/maphash get the same functions, so that every map and every hasher of one runtime agrees.
using System;
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Alg
{
    // ---------- memory

    internal static bool Equal(byte* p, byte* q, ulong n)
    {
        // Most names and keys have 4 to 16 bytes: two loads a side that overlap.
        if (n - 8 <= 8) return ((R8(p) ^ R8(q)) | (R8(p + n - 8) ^ R8(q + n - 8))) == 0;
        if (n - 4 < 4) return ((R4(p) ^ R4(q)) | (R4(p + n - 4) ^ R4(q + n - 4))) == 0;
        if (p == q) return true;
        if (n <= int.MaxValue) return new ReadOnlySpan<byte>(p, (int)n).SequenceEqual(new ReadOnlySpan<byte>(q, (int)n));
        for (ulong i = 0; i < n; i += 1 << 30)
        {
            int k = (int)Math.Min(n - i, 1 << 30);
            if (!new ReadOnlySpan<byte>(p + i, k).SequenceEqual(new ReadOnlySpan<byte>(q + i, k))) return false;
        }
        return true;
    }

    private static int B(bool b) => b ? 1 : 0;

    [GoSymbol("runtime.memequal", CallClass.None, NoEscape = true)]
    public static int Memequal(G* g, byte* p, byte* q, ulong n) => B(Equal(p, q, n));

    /// <summary>The closure's second word is the size.</summary>
    [GoSymbol("runtime.memequal_varlen", CallClass.None, NoEscape = true)]
    public static int MemequalVarlen(G* g, ulong* closure, byte* p, byte* q) => B(Equal(p, q, closure[1]));

    [GoSymbol("runtime.memequal0", CallClass.None, NoEscape = true)] public static int Memequal0(G* g, byte* p, byte* q) => 1;
    [GoSymbol("runtime.memequal8", CallClass.None, NoEscape = true)] public static int Memequal8(G* g, byte* p, byte* q) => B(*p == *q);
    [GoSymbol("runtime.memequal16", CallClass.None, NoEscape = true)] public static int Memequal16(G* g, byte* p, byte* q) => B(*(ushort*)p == *(ushort*)q);
    [GoSymbol("runtime.memequal32", CallClass.None, NoEscape = true)] public static int Memequal32(G* g, byte* p, byte* q) => B(*(uint*)p == *(uint*)q);
    [GoSymbol("runtime.memequal64", CallClass.None, NoEscape = true)] public static int Memequal64(G* g, byte* p, byte* q) => B(*(ulong*)p == *(ulong*)q);
    [GoSymbol("runtime.memequal128", CallClass.None, NoEscape = true)]
    public static int Memequal128(G* g, byte* p, byte* q) => B(((*(ulong*)p ^ *(ulong*)q) | (((ulong*)p)[1] ^ ((ulong*)q)[1])) == 0);
    [GoSymbol("runtime.f32equal", CallClass.None, NoEscape = true)] public static int F32equal(G* g, byte* p, byte* q) => B(*(float*)p == *(float*)q);
    [GoSymbol("runtime.f64equal", CallClass.None, NoEscape = true)] public static int F64equal(G* g, byte* p, byte* q) => B(*(double*)p == *(double*)q);
    [GoSymbol("runtime.c64equal", CallClass.None, NoEscape = true)]
    public static int C64equal(G* g, byte* p, byte* q) => B(*(float*)p == *(float*)q && ((float*)p)[1] == ((float*)q)[1]);
    [GoSymbol("runtime.c128equal", CallClass.None, NoEscape = true)]
    public static int C128equal(G* g, byte* p, byte* q) => B(*(double*)p == *(double*)q && ((double*)p)[1] == ((double*)q)[1]);
    [GoSymbol("runtime.strequal", CallClass.None, NoEscape = true)]
    public static int Strequal(G* g, GoString* p, GoString* q) => B(p->Len == q->Len && Equal(p->Ptr, q->Ptr, (ulong)p->Len));

    // ---------- interfaces. The type or itab words are known to be equal.

    [GoSymbol("runtime.interequal", CallClass.PanicOnly, NoEscape = true)]
    public static int Interequal(G* g, long* p, long* q) => p[0] == q[0] ? Ifaceeq(g, (Itab*)p[0], (byte*)p[1], (byte*)q[1]) : 0;

    [GoSymbol("runtime.nilinterequal", CallClass.PanicOnly, NoEscape = true)]
    public static int Nilinterequal(G* g, long* p, long* q) => p[0] == q[0] ? Efaceeq(g, (GoType*)p[0], (byte*)p[1], (byte*)q[1]) : 0;

    [GoSymbol("runtime.ifaceeq", CallClass.PanicOnly, NoEscape = true)]
    public static int Ifaceeq(G* g, Itab* tab, byte* x, byte* y) => tab == null ? 1 : Efaceeq(g, tab->Type, x, y);

    [GoSymbol("runtime.efaceeq", CallClass.PanicOnly, NoEscape = true)]
    public static int Efaceeq(G* g, GoType* t, byte* x, byte* y)
    {
        if (t == null) return 1;
        if (t->Equal == null) { GoPanic.Error(g, "comparing uncomparable type " + Types.StringOf(g, t)); return 0; }
        if (t->IsDirectIface) return B(x == y);              // one word: pointers, channels
        return ValuesEqual(g, t, x, y);
    }

    /// <summary>Two values of a comparable type. A panic inside (an interface with an uncomparable value) leaves g.status set.</summary>
    internal static int ValuesEqual(G* g, GoType* t, byte* x, byte* y)
    {
        if ((t->Flags & TFlag.RegularMemory) != 0) return B(Equal(x, y, t->Size));
        void** eq = t->Equal;
        return ((delegate*<G*, void*, byte*, byte*, int>)*eq)(g, eq, x, y) & 1;
    }

    // ---------- hashing

    private const ulong M0 = 0xa0761d6478bd642f, M1 = 0xe7037ed1a0b428db, M2 = 0x8ebc6af09c88c6e3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        ulong hi = Math.BigMul(a, b, out ulong lo);
        return hi ^ lo;
    }

    private static ulong Key0(G* g) => g->root != null ? g->root->hashSeed0 : 0;
    private static ulong Key1(G* g) => g->root != null ? g->root->hashSeed1 : 0;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] private static ulong R8(byte* p) => Unsafe.ReadUnaligned<ulong>(p);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] private static ulong R4(byte* p) => Unsafe.ReadUnaligned<uint>(p);

    internal static ulong Hash(G* g, byte* p, ulong seed, ulong n)
    {
        ulong h = seed ^ Key0(g) ^ M0, a, b;
        if (n <= 16)
        {
            // The forms for 4 and 8 bytes must agree with memhash32 and memhash64: one type's hash is computed now by size, now by kind.
            if (n == 8) return Hash64(g, R8(p), seed);
            if (n == 4) return Hash64(g, R4(p), seed);
            if (n >= 8) { a = R8(p); b = R8(p + n - 8); }
            else if (n >= 4) { a = R4(p); b = R4(p + n - 4); }
            else if (n > 0) { a = (ulong)p[0] << 16 | (ulong)p[n >> 1] << 8 | p[n - 1]; b = 0; }
            else { a = 0; b = 0; }
        }
        else
        {
            ulong l = n;
            if (l > 48)
            {
                ulong h1 = h, h2 = h;
                do
                {
                    h = Mix(R8(p) ^ M1, R8(p + 8) ^ h);
                    h1 = Mix(R8(p + 16) ^ M2, R8(p + 24) ^ h1);
                    h2 = Mix(R8(p + 32) ^ M0, R8(p + 40) ^ h2);
                    p += 48;
                    l -= 48;
                } while (l > 48);
                h ^= h1 ^ h2;
            }
            while (l > 16)
            {
                h = Mix(R8(p) ^ M1, R8(p + 8) ^ h);
                p += 16;
                l -= 16;
            }
            a = R8(p + l - 16);
            b = R8(p + l - 8);
        }
        return Mix(M1 ^ n, Mix(a ^ M1 ^ Key1(g), b ^ h));
    }

    internal static ulong Hash64(G* g, ulong k, ulong seed) => Mix(k ^ M1 ^ Key1(g), Mix(seed ^ Key0(g) ^ M0, k ^ M2) ^ 8);

    [GoSymbol("hash/maphash.runtime_memhash", CallClass.None, NoEscape = true)]
    [GoSymbol("runtime.memhash", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/maps.MemHash", CallClass.None, NoEscape = true)]
    [GoSymbol("internal/runtime/maps.memHashAES", CallClass.None, NoEscape = true)]
    public static ulong Memhash(G* g, byte* p, ulong h, ulong n) => Hash(g, p, h, n);

    [GoSymbol("internal/runtime/maps.MemHash32", CallClass.None)]
    [GoSymbol("internal/runtime/maps.memHash32AES", CallClass.None)]
    public static ulong MemHash32(G* g, uint k, ulong h) => Hash64(g, k, h);

    [GoSymbol("internal/runtime/maps.MemHash64", CallClass.None)]
    [GoSymbol("internal/runtime/maps.memHash64AES", CallClass.None)]
    public static ulong MemHash64(G* g, ulong k, ulong h) => Hash64(g, k, h);

    [GoSymbol("internal/runtime/maps.StrHash", CallClass.None, NoEscape = true)]
    public static ulong StrHash(G* g, byte* p, long n, ulong h) => Hash(g, p, h, (ulong)n);

    [GoSymbol("internal/runtime/maps.checkMasksAndShiftsAlignment", CallClass.None)]
    public static int CheckMasksAndShiftsAlignment(G* g) => 1;

    [GoSymbol("runtime.memhash_varlen", CallClass.None, NoEscape = true)]
    public static ulong MemhashVarlen(G* g, ulong* closure, byte* p, ulong h) => Hash(g, p, h, closure[1]);

    [GoSymbol("runtime.memhash0", CallClass.None, NoEscape = true)] public static ulong Memhash0(G* g, byte* p, ulong h) => h;
    [GoSymbol("runtime.memhash8", CallClass.None, NoEscape = true)] public static ulong Memhash8(G* g, byte* p, ulong h) => Hash(g, p, h, 1);
    [GoSymbol("runtime.memhash16", CallClass.None, NoEscape = true)] public static ulong Memhash16(G* g, byte* p, ulong h) => Hash(g, p, h, 2);
    [GoSymbol("runtime.memhash32", CallClass.None, NoEscape = true)] public static ulong Memhash32(G* g, byte* p, ulong h) => Hash64(g, *(uint*)p, h);
    [GoSymbol("runtime.memhash64", CallClass.None, NoEscape = true)] public static ulong Memhash64(G* g, byte* p, ulong h) => Hash64(g, *(ulong*)p, h);
    [GoSymbol("runtime.memhash128", CallClass.None, NoEscape = true)] public static ulong Memhash128(G* g, byte* p, ulong h) => Hash(g, p, h, 16);
    [GoSymbol("runtime.strhash", CallClass.None, NoEscape = true)] public static ulong Strhash(G* g, GoString* s, ulong h) => Hash(g, s->Ptr, h, (ulong)s->Len);

    // +0 and -0 are equal, so they hash alike; a NaN equals nothing, so any hash will do: a random one keeps chains short.
    [GoSymbol("runtime.f32hash", CallClass.None, NoEscape = true)]
    public static ulong F32hash(G* g, float* p, ulong h)
    {
        float f = *p;
        return f == 0 ? Mix(M1, M0 ^ h) : float.IsNaN(f) ? Mix(M1, M0 ^ h ^ Random(g)) : Hash(g, (byte*)p, h, 4);
    }

    [GoSymbol("runtime.f64hash", CallClass.None, NoEscape = true)]
    public static ulong F64hash(G* g, double* p, ulong h)
    {
        double f = *p;
        return f == 0 ? Mix(M1, M0 ^ h) : double.IsNaN(f) ? Mix(M1, M0 ^ h ^ Random(g)) : Hash(g, (byte*)p, h, 8);
    }

    private static ulong Random(G* g)
    {
        ref ulong x = ref Mcache.Of(g)->rnd;
        x ^= x << 13; x ^= x >> 7; x ^= x << 17;
        return x;
    }

    [GoSymbol("runtime.c64hash", CallClass.None, NoEscape = true)]
    public static ulong C64hash(G* g, float* p, ulong h) => F32hash(g, p + 1, F32hash(g, p, h));

    [GoSymbol("runtime.c128hash", CallClass.None, NoEscape = true)]
    public static ulong C128hash(G* g, double* p, ulong h) => F64hash(g, p + 1, F64hash(g, p, h));

    [GoSymbol("runtime.interhash", CallClass.PanicOnly, NoEscape = true)]
    public static ulong Interhash(G* g, long* p, ulong h) => p[0] == 0 ? h : HashData(g, ((Itab*)p[0])->Type, p + 1, h);

    [GoSymbol("runtime.nilinterhash", CallClass.PanicOnly, NoEscape = true)]
    public static ulong Nilinterhash(G* g, long* p, ulong h) => p[0] == 0 ? h : HashData(g, (GoType*)p[0], p + 1, h);

    private static ulong HashData(G* g, GoType* t, long* data, ulong h)
    {
        // Here, not in Typehash: the message names the outermost type.
        if (t->Equal == null) { Unhashable(g, t); return 0; }
        return M1 * Typehash(g, t, t->IsDirectIface ? (byte*)data : (byte*)*data, h ^ M0);
    }

    private static void Unhashable(G* g, GoType* t) => GoPanic.Error(g, "hash of unhashable type " + Types.StringOf(g, t));

    [GoSymbol("runtime.typehash", CallClass.PanicOnly, NoEscape = true)]
    [GoSymbol("reflect.typehash", CallClass.PanicOnly, NoEscape = true)]
    public static ulong Typehash(G* g, GoType* t, byte* p, ulong h)
    {
        if ((t->Flags & TFlag.RegularMemory) != 0) return t->Size == 4 ? Memhash32(g, p, h) : t->Size == 8 ? Memhash64(g, p, h) : Hash(g, p, h, t->Size);
        if (g->status != 0) return 0;
        switch (t->Kind)
        {
            case GoKind.Float32: return F32hash(g, (float*)p, h);
            case GoKind.Float64: return F64hash(g, (double*)p, h);
            case GoKind.Complex64: return C64hash(g, (float*)p, h);
            case GoKind.Complex128: return C128hash(g, (double*)p, h);
            case GoKind.String: return Strhash(g, (GoString*)p, h);
            case GoKind.Interface: return Types.MethodCount(t) == 0 ? Nilinterhash(g, (long*)p, h) : Interhash(g, (long*)p, h);
            case GoKind.Array:
                for (long i = 0; i < t->Third; i++) h = Typehash(g, t->Elem, p + (ulong)i * t->Elem->Size, h);
                return h;
            case GoKind.Struct:
                StructField* f = Types.Fields(t);
                for (long i = 0, n = Types.FieldCount(t); i < n; i++)
                    if (!Types.NameIsBlank(f[i].Name)) h = Typehash(g, f[i].Typ, p + f[i].Offset, h);
                return h;
            default:
                Unhashable(g, t);
                return 0;
        }
    }

    [GoSymbol("runtime.stringHash", CallClass.None, NoEscape = true)]
    public static ulong StringHash(G* g, byte* p, long n, ulong seed) => Hash(g, p, seed, (ulong)n);

    [GoSymbol("runtime.bytesHash", CallClass.None, NoEscape = true)]
    public static ulong BytesHash(G* g, byte* p, long n, long cap, ulong seed) => Hash(g, p, seed, (ulong)n);
}
