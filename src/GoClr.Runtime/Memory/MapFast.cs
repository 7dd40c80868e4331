// Lookups and assignments in maps with keys of 4 or 8 bytes or strings, on the memory that internal/runtime/maps lays out (overlay/…/maps/layout.go
// asserts it when the std image is made). Deletion and growth: MapChange.cs; iteration: MapIter.cs.
//
// Lookups are complete. Assignments do what needs neither memory nor a new table (an existing key; a free slot with room left) and
// return null for everything else: the Go function that called them then takes the general way, which finds the map as it was.
// Invariants: same hash, same probe sequence and same control bytes as the Go code; map.writing is toggled around every change, and
// whoever finds it wrong raises the same fatal error. All are leaves: they never suspend and never allocate.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>internal/runtime/maps.Map</summary>
public struct GoMap
{
    public ulong used;
    public ulong seed;
    public unsafe byte* dir;            // the only group if dirLen is 0, else the array of tables
    public long dirLen;
    public byte globalDepth, globalShift, writing, tombstonePossible;
    public ulong clearSeq;
}

/// <summary>internal/runtime/maps.table</summary>
public struct GoMapTable
{
    public ushort used, capacity, growthLeft;
    public byte localDepth;
    public long index;
    public unsafe byte* groups;
    public ulong lengthMask;
}

/// <summary>abi.MapType: the part behind abi.Type.</summary>
public struct GoMapType
{
    public unsafe fixed byte type[48];
    public unsafe void* key, elem, group, hasher;
    public ulong groupSize, keysOff, keyStride, elemsOff, elemStride, elemOff;
    public uint flags;
}

public static unsafe partial class MapFast
{
    private const ulong Lsb = 0x0101010101010101, Msb = 0x8080808080808080;
    private const byte Deleted = 0xfe;
    private const long LongKey = 64;    // from here on comparing is cheaper than hashing

    // ---------- groups: a word of 8 control bytes (empty 0x80, deleted 0xfe, full: 7 bits of the hash), then the slots

    // A set of slots has bit 7 of byte i for slot i. May hold a slot too many behind a true match: the keys are compared anyway.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MatchH2(ulong ctrl, ulong hash)
    {
        ulong v = ctrl ^ Lsb * (hash & 0x7f);
        return v - Lsb & ~v & Msb;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MatchEmpty(ulong ctrl) => ctrl & ~(ctrl << 6) & Msb;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong First(ulong set) => (ulong)BitOperations.TrailingZeroCount(set) >> 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GoMapTable* Table(GoMap* m, ulong hash) => ((GoMapTable**)m->dir)[m->dirLen == 1 ? 0 : hash >> (m->globalShift & 63)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Elem(GoMapType* t, byte* group, ulong i) => group + t->elemsOff + i * t->elemStride;

    // ---------- keys: one body for the three kinds; the JIT compiles it once per kind

    private interface IKey
    {
        ulong Hash(G* g, ulong seed);
        bool Is(byte* slot);
        void Put(G* g, byte* slot);
        /// <summary>Better to compare with every key of a small map than to hash.</summary>
        bool Scan { get; }
        /// <summary>An assignment replaces an equal key, which may lie elsewhere in memory.</summary>
        bool Update { get; }
    }

    private readonly struct Key32(uint k) : IKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public ulong Hash(G* g, ulong seed) => Alg.Hash64(g, k, seed);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public bool Is(byte* slot) => *(uint*)slot == k;
        public void Put(G* g, byte* slot) => *(uint*)slot = k;
        public bool Scan => true;
        public bool Update => false;
    }

    private readonly struct Key64(ulong k) : IKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public ulong Hash(G* g, ulong seed) => Alg.Hash64(g, k, seed);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public bool Is(byte* slot) => *(ulong*)slot == k;
        public void Put(G* g, byte* slot) => *(ulong*)slot = k;
        public bool Scan => true;
        public bool Update => false;
    }

    private readonly struct KeyStr(byte* p, long n) : IKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public ulong Hash(G* g, ulong seed) => Alg.Hash(g, p, seed, (ulong)n);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public bool Is(byte* slot) => ((GoString*)slot)->Len == n && Alg.Equal(((GoString*)slot)->Ptr, p, (ulong)n);
        public void Put(G* g, byte* slot)
        {
            if (g->wb != 0) Barrier.Shade(g, (ulong)((GoString*)slot)->Ptr);
            ((GoString*)slot)->Ptr = p;
            ((GoString*)slot)->Len = n;
        }
        public bool Scan => n > LongKey;
        public bool Update => true;
    }

    // ---------- lookup

    /// <summary>The element of the key, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Find<TKey>(G* g, GoMapType* t, GoMap* m, TKey key) where TKey : struct, IKey
    {
        if (m == null || m->used == 0) return null;
        if (Volatile.Read(ref m->writing) != 0) { Fatal(g); return null; }
        ulong stride = t->keyStride;
        if (m->dirLen == 0)
        {
            byte* group = m->dir, slot = group + t->keysOff;
            if (key.Scan)
            {
                ulong full = ~*(ulong*)group & Msb;
                for (ulong i = 0; full != 0; i++, slot += stride, full >>= 8)
                    if ((full & 0x80) != 0 && key.Is(slot)) return Elem(t, group, i);
                return null;
            }
            for (ulong match = MatchH2(*(ulong*)group, key.Hash(g, m->seed)); match != 0; match &= match - 1)
            {
                ulong i = First(match);
                if (key.Is(slot + i * stride)) return Elem(t, group, i);
            }
            return null;
        }
        ulong hash = key.Hash(g, m->seed);
        GoMapTable* tab = Table(m, hash);
        ulong mask = tab->lengthMask, at = hash >> 7 & mask;
        for (ulong step = 1; ; step++)
        {
            byte* group = tab->groups + at * t->groupSize;
            ulong ctrl = *(ulong*)group;
            for (ulong match = MatchH2(ctrl, hash); match != 0; match &= match - 1)
            {
                ulong i = First(match);
                if (key.Is(group + t->keysOff + i * stride)) return Elem(t, group, i);
            }
            if (MatchEmpty(ctrl) != 0) return null;
            at = at + step & mask;
        }
    }

    // The text is part of the assembly's mapped file: its address stays.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fatal(G* g)
    {
        fixed (byte* text = "concurrent map read and map write"u8) GoClr.Runtime.Fatal.GoFatal(g, (long)text, 33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* OrZero(G* g, byte* p) => p != null ? p : g->root->zeroVal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W2 WithOk(G* g, byte* p) => p != null ? new W2((long)p, 1) : new W2((long)g->root->zeroVal, 0);

    /// <summary>Tells where runtime.zeroVal lies, before the first lookup.</summary>
    [GoSymbol("runtime.setZeroVal", CallClass.None)]
    public static void SetZeroVal(G* g, byte* p) => g->root->zeroVal = p;

    [GoSymbol("runtime.mapaccess1_fast32", CallClass.PanicOnly, NoEscape = true)]
    public static byte* Access1Fast32(G* g, GoMapType* t, GoMap* m, uint key) => OrZero(g, Find(g, t, m, new Key32(key)));

    [GoSymbol("runtime.mapaccess2_fast32", CallClass.PanicOnly, NoEscape = true)]
    public static W2 Access2Fast32(G* g, GoMapType* t, GoMap* m, uint key) => WithOk(g, Find(g, t, m, new Key32(key)));

    [GoSymbol("runtime.mapaccess1_fast64", CallClass.PanicOnly, NoEscape = true)]
    public static byte* Access1Fast64(G* g, GoMapType* t, GoMap* m, ulong key) => OrZero(g, Find(g, t, m, new Key64(key)));

    [GoSymbol("runtime.mapaccess2_fast64", CallClass.PanicOnly, NoEscape = true)]
    public static W2 Access2Fast64(G* g, GoMapType* t, GoMap* m, ulong key) => WithOk(g, Find(g, t, m, new Key64(key)));

    [GoSymbol("runtime.mapaccess1_faststr", CallClass.PanicOnly, NoEscape = true)]
    public static byte* Access1Faststr(G* g, GoMapType* t, GoMap* m, byte* p, long n) => OrZero(g, Find(g, t, m, new KeyStr(p, n)));

    [GoSymbol("runtime.mapaccess2_faststr", CallClass.PanicOnly, NoEscape = true)]
    public static W2 Access2Faststr(G* g, GoMapType* t, GoMap* m, byte* p, long n) => WithOk(g, Find(g, t, m, new KeyStr(p, n)));

    // ---------- assignment

    /// <summary>Ends a change. False: somebody else wrote meanwhile; the mark stays set, so that the general way finds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EndWrite(GoMap* m)
    {
        byte w = Volatile.Read(ref m->writing);
        Volatile.Write(ref m->writing, w == 0 ? (byte)1 : (byte)(w ^ 1));
        return w != 0;
    }

    /// <summary>The element of the key, made if there is room for it; null: take the general way, nothing has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Assign<TKey>(G* g, GoMapType* t, GoMap* m, TKey key) where TKey : struct, IKey
    {
        if (m == null || Volatile.Read(ref m->writing) != 0 || m->dir == null) return null;
        Volatile.Write(ref m->writing, 1);
        ulong hash = key.Hash(g, m->seed);
        byte* elem = m->dirLen == 0 ? AssignSmall(g, t, m, key, hash) : AssignTable(g, t, m, key, hash);
        return EndWrite(m) ? elem : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* AssignSmall<TKey>(G* g, GoMapType* t, GoMap* m, TKey key, ulong hash) where TKey : struct, IKey
    {
        byte* group = m->dir;
        ulong ctrl = *(ulong*)group, i;
        for (ulong match = MatchH2(ctrl, hash); match != 0; match &= match - 1)
        {
            i = First(match);
            byte* slot = group + t->keysOff + i * t->keyStride;
            if (!key.Is(slot)) continue;
            if (key.Update) key.Put(g, slot);
            return Elem(t, group, i);
        }
        ulong free = ctrl & Msb;
        if (free == 0) return null;
        i = First(free);
        key.Put(g, group + t->keysOff + i * t->keyStride);
        group[i] = (byte)(hash & 0x7f);
        m->used++;
        return Elem(t, group, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* AssignTable<TKey>(G* g, GoMapType* t, GoMap* m, TKey key, ulong hash) where TKey : struct, IKey
    {
        GoMapTable* tab = Table(m, hash);
        ulong mask = tab->lengthMask, at = hash >> 7 & mask, i;
        byte* deleted = null;               // the first group on the way with a slot to use again
        for (ulong step = 1; ; step++)
        {
            byte* group = tab->groups + at * t->groupSize;
            ulong ctrl = *(ulong*)group;
            for (ulong match = MatchH2(ctrl, hash); match != 0; match &= match - 1)
            {
                i = First(match);
                byte* slot = group + t->keysOff + i * t->keyStride;
                if (!key.Is(slot)) continue;
                if (key.Update) key.Put(g, slot);
                return Elem(t, group, i);
            }
            ulong empty = MatchEmpty(ctrl);
            if ((ctrl & Msb) != empty && deleted == null) deleted = group;
            if (empty != 0)
            {
                if (deleted != null)
                {
                    group = deleted;
                    ctrl = *(ulong*)group;
                    i = First(ctrl & Msb & ~MatchEmpty(ctrl));
                }
                else
                {
                    if (tab->growthLeft == 0) return null;
                    tab->growthLeft--;
                    i = First(empty);
                }
                key.Put(g, group + t->keysOff + i * t->keyStride);
                group[i] = (byte)(hash & 0x7f);
                tab->used++;
                m->used++;
                return Elem(t, group, i);
            }
            at = at + step & mask;
        }
    }

    [GoSymbol("internal/runtime/maps.assign32", CallClass.None)]
    public static byte* Assign32(G* g, GoMapType* t, GoMap* m, uint key) => Assign(g, t, m, new Key32(key));

    [GoSymbol("internal/runtime/maps.assign64", CallClass.None)]
    public static byte* Assign64(G* g, GoMapType* t, GoMap* m, ulong key) => Assign(g, t, m, new Key64(key));

    [GoSymbol("internal/runtime/maps.assignStr", CallClass.None)]
    public static byte* AssignStr(G* g, GoMapType* t, GoMap* m, byte* p, long n) => Assign(g, t, m, new KeyStr(p, n));
}
