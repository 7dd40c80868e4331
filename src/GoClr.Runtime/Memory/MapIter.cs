// The frequent step of an iteration over a map: the next full slot of the same group or table, while the table is still part of the map.
// Everything else (the first step, the next table, a table that has grown) is left to the Go code, which finds the iterator as its own steps leave it.
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>internal/runtime/maps.Iter</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct GoMapIter
{
    public byte* key, elem;
    public GoMapType* typ;
    public GoMap* m;
    public ulong entryOffset, dirOffset, clearSeq;
    public byte globalDepth;
    public long dirIdx;
    public GoMapTable* tab;
    public byte* group;
    public ulong entryIdx;
}

public static unsafe partial class MapFast
{
    private const ulong Slots = 8;

    /// <summary>Whether the step is done.</summary>
    [GoSymbol("runtime.iterNext", CallClass.None)]
    public static int IterNext(G* g, GoMapIter* it)
    {
        GoMap* m = it->m;
        if (m == null || Volatile.Read(ref m->writing) != 0) return 0;
        GoMapType* t = it->typ;
        if (it->dirIdx < 0)
        {
            if (m->dirLen != 0) return 0;                           // it has grown since
            for (; it->entryIdx < Slots; it->entryIdx++)
            {
                ulong k = it->entryIdx + it->entryOffset & Slots - 1;
                if ((it->group[k] & Empty) != 0) continue;
                Give(it, t, it->group, k);
                it->entryIdx++;
                return 1;
            }
            it->key = null;
            it->elem = null;
            return 1;
        }
        GoMapTable* tab = it->tab;
        if (tab == null || it->globalDepth != m->globalDepth || it->dirIdx >= m->dirLen || tab->index == -1) return 0;
        ulong mask = (ulong)tab->capacity - 1;
        while (it->entryIdx <= mask)
        {
            ulong entry = it->entryIdx + it->entryOffset & mask, slot = entry & Slots - 1;
            if (slot == 0 || it->group == null) it->group = tab->groups + (entry >> 3) * t->groupSize;
            ulong full = (~*(ulong*)it->group & Msb) >> (int)(slot * 8);
            if (full == 0)
            {
                it->entryIdx += Slots - slot;
                continue;
            }
            ulong skip = First(full);
            it->entryIdx += skip;
            if (it->entryIdx > mask) break;                         // the part of the group that came first of all
            Give(it, t, it->group, slot + skip);
            it->entryIdx++;
            return 1;
        }
        return 0;
    }

    private static void Give(GoMapIter* it, GoMapType* t, byte* group, ulong i)
    {
        byte* key = group + t->keysOff + i * t->keyStride, elem = Elem(t, group, i);
        it->key = (t->flags & IndirectKey) != 0 ? *(byte**)key : key;
        it->elem = (t->flags & IndirectElem) != 0 ? *(byte**)elem : elem;
    }
}
