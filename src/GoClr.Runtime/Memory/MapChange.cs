// Deletion, and the move of all elements when a table of a map grows or is split. The rules of MapFast.cs hold: same probe sequence, same control bytes,
// leaves that allocate nothing.
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe partial class MapFast
{
    private const uint IndirectKey = 4, IndirectElem = 8;           // abi.MapIndirectKey, MapIndirectElem
    private const byte Empty = 0x80;

    // ---------- deletion

    /// <summary>Deletes the key if it is there. False: nothing has changed, take the general way (a concurrent writer; the last element, after which the seed changes).</summary>
    private static bool Delete<TKey>(G* g, GoMapType* t, GoMap* m, TKey key) where TKey : struct, IKey
    {
        if (m == null || m->used == 0) return true;
        if (m->used == 1 || Volatile.Read(ref m->writing) != 0) return false;
        Volatile.Write(ref m->writing, 1);
        ulong hash = key.Hash(g, m->seed);
        if (m->dirLen == 0)
        {
            byte* group = m->dir;
            for (ulong match = MatchH2(*(ulong*)group, hash); match != 0; match &= match - 1)
            {
                ulong i = First(match);
                if ((group[i] & Empty) != 0 || !key.Is(group + t->keysOff + i * t->keyStride)) continue;
                ClearSlot(g, t, group, i);
                group[i] = Empty;
                m->used--;
                break;
            }
            return EndWrite(m);
        }
        GoMapTable* tab = Table(m, hash);
        ulong mask = tab->lengthMask, at = hash >> 7 & mask;
        for (ulong step = 1; ; step++)
        {
            byte* group = tab->groups + at * t->groupSize;
            ulong ctrl = *(ulong*)group, empty = MatchEmpty(ctrl);
            for (ulong match = MatchH2(ctrl, hash); match != 0; match &= match - 1)
            {
                ulong i = First(match);
                if ((group[i] & Empty) != 0 || !key.Is(group + t->keysOff + i * t->keyStride)) continue;
                ClearSlot(g, t, group, i);
                tab->used--;
                m->used--;
                // Only a full group has probe sequences that go past it.
                if (empty != 0) { group[i] = Empty; tab->growthLeft++; }
                else { group[i] = Deleted; m->tombstonePossible = 1; }
                return EndWrite(m);
            }
            if (empty != 0) return EndWrite(m);
            at = at + step & mask;
        }
    }

    private static void ClearSlot(G* g, GoMapType* t, byte* group, ulong i)
    {
        GoType* key = (GoType*)t->key, elem = (GoType*)t->elem;
        if (key->PtrBytes != 0) Memmove.Typedmemclr(g, key, group + t->keysOff + i * t->keyStride);
        byte* e = Elem(t, group, i);
        if (elem->Size == 8 && g->wb == 0) *(ulong*)e = 0;
        else Memmove.Typedmemclr(g, elem, e);
    }

    [GoSymbol("internal/runtime/maps.delete32", CallClass.None, NoEscape = true)]
    public static int Delete32(G* g, GoMapType* t, GoMap* m, uint key) => Delete(g, t, m, new Key32(key)) ? 1 : 0;

    [GoSymbol("internal/runtime/maps.delete64", CallClass.None, NoEscape = true)]
    public static int Delete64(G* g, GoMapType* t, GoMap* m, ulong key) => Delete(g, t, m, new Key64(key)) ? 1 : 0;

    [GoSymbol("internal/runtime/maps.deleteStr", CallClass.None, NoEscape = true)]
    public static int DeleteStr(G* g, GoMapType* t, GoMap* m, byte* p, long n) => Delete(g, t, m, new KeyStr(p, n)) ? 1 : 0;

    // ---------- growth

    /// <summary>Puts every element of old into left or, if its hash has the bit mask, into right. The new tables are fresh: large enough, not yet seen by anybody, so no barrier.</summary>
    [GoSymbol("internal/runtime/maps.moveTable", CallClass.None)]
    public static void MoveTable(G* g, GoMapTable* old, GoMapType* t, ulong seed, GoMapTable* left, GoMapTable* right, ulong mask)
    {
        ulong keyWidth = (t->flags & IndirectKey) != 0 ? 8 : ((GoType*)t->key)->Size, elemWidth = (t->flags & IndirectElem) != 0 ? 8 : ((GoType*)t->elem)->Size;
        void** hasher = (void**)t->hasher;
        var code = (delegate*<G*, void*, byte*, ulong, ulong>)*hasher;
        for (ulong n = 0; n <= old->lengthMask; n++)
        {
            byte* from = old->groups + n * t->groupSize;
            for (ulong full = ~*(ulong*)from & Msb; full != 0; full &= full - 1)
            {
                byte* key = from + t->keysOff + First(full) * t->keyStride;
                ulong hash = code(g, hasher, (t->flags & IndirectKey) != 0 ? *(byte**)key : key, seed);
                Put(t, (hash & mask) == 0 ? left : right, hash, key, keyWidth, Elem(t, from, First(full)), elemWidth);
            }
        }
    }

    private static void Put(GoMapType* t, GoMapTable* tab, ulong hash, byte* key, ulong keyWidth, byte* elem, ulong elemWidth)
    {
        ulong mask = tab->lengthMask, at = hash >> 7 & mask;
        for (ulong step = 1; ; step++)
        {
            byte* group = tab->groups + at * t->groupSize;
            ulong free = *(ulong*)group & Msb;
            if (free != 0)
            {
                ulong i = First(free);
                Copy(group + t->keysOff + i * t->keyStride, key, keyWidth);
                Copy(Elem(t, group, i), elem, elemWidth);
                group[i] = (byte)(hash & 0x7f);
                tab->growthLeft--;
                tab->used++;
                return;
            }
            at = at + step & mask;
        }
    }

    private static void Copy(byte* to, byte* from, ulong n)
    {
        if (n == 8) *(ulong*)to = *(ulong*)from;
        else if (n == 16) { ((ulong*)to)[0] = ((ulong*)from)[0]; ((ulong*)to)[1] = ((ulong*)from)[1]; }
        else System.Buffer.MemoryCopy(from, to, n, n);
    }
}
