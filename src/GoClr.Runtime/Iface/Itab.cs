// Itabs: for an interface type and a concrete type the code pointers of the methods, in the interface's order.
//
// I1  One itab per pair in a runtime. Static ones come from the images, others are made on demand and live for ever.
// I2  The table is open addressing with quadratic probing, read without a lock. An entry is published after it is complete; growing
//     publishes a new table, a reader of the old one that finds nothing looks again under the lock.
// I3  Fun[0] == 0: the type does not implement the interface, or the itab lies in an image and its package has not been initialised. The answer "no" is
//     remembered, too.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public unsafe struct ItabTable
{
    public ulong size, count;            // size: a power of two
    public Itab* entries0;               // entries follow
    public static Itab** Entries(ItabTable* t) => &t->entries0;
}

/// <summary>What the runtime knows about types beyond their descriptors. Part of the heap's root.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct IfaceState
{
    public ItabTable* table;
    public Lock itabLock;                // LockRank.Code
    public Lock offLock;                 // LockRank.Code: reflectOff
    public void** reflectOff;            // pointers that reflect registered; id -2-i is entry i. Roots
    public int nReflectOff, capReflectOff;
    public int* offHash; public int offHashSize;   // pointer → entry + 1, open addressing
    public byte* emptyName;
}

public static unsafe class ItabNatives
{
    private static IfaceState* State(G* g) => &Mcache.Of(g)->heap->iface;

    private static ulong HashOf(GoType* inter, GoType* t) => inter->Hash ^ t->Hash;

    internal static void Init(IfaceState* s)
    {
        Locks.Init(&s->itabLock, LockRank.Code);
        Locks.Init(&s->offLock, LockRank.Code);
        s->table = NewTable(512);
    }

    private static ItabTable* NewTable(ulong size)
    {
        ItabTable* t = (ItabTable*)NativeMemory.AllocZeroed((nuint)(sizeof(ItabTable) + (long)size * 8));
        t->size = size;
        return t;
    }

    /// <summary>Enters an image's static itabs.</summary>
    internal static void AddImage(IfaceState* s, ImageHeader* image)
    {
        Locks.Acquire(&s->itabLock);
        for (long i = 0; i < image->ItabCount; i++) AddLocked(s, (Itab*)image->ItabLinks[i]);
        Locks.Release(&s->itabLock);
    }

    private static Itab* Find(ItabTable* t, GoType* inter, GoType* typ)
    {
        ulong mask = t->size - 1, h = HashOf(inter, typ) & mask;
        for (ulong i = 1; ; i++)
        {
            Itab* m = (Itab*)Volatile.Read(ref *(nint*)(ItabTable.Entries(t) + h));
            if (m == null) return null;
            if (m->Inter == inter && m->Type == typ) return m;
            h = (h + i) & mask;
        }
    }

    private static void AddLocked(IfaceState* s, Itab* m)
    {
        ItabTable* t = s->table;
        if (t->count >= 3 * (t->size / 4))
        {
            ItabTable* n = NewTable(t->size * 2);            // readers may still be in the old one: it stays
            for (ulong i = 0; i < t->size; i++) if (ItabTable.Entries(t)[i] != null) Put(n, ItabTable.Entries(t)[i]);
            Volatile.Write(ref *(nint*)&s->table, (nint)n);
            t = n;
        }
        Put(t, m);
    }

    private static void Put(ItabTable* t, Itab* m)
    {
        ulong mask = t->size - 1, h = HashOf(m->Inter, m->Type) & mask;
        for (ulong i = 1; ; i++)
        {
            Itab** p = ItabTable.Entries(t) + h;
            if (*p == null)
            {
                Volatile.Write(ref *(nint*)p, (nint)m);
                t->count++;
                return;
            }
            if ((*p)->Inter == m->Inter && (*p)->Type == m->Type) return;
            h = (h + i) & mask;
        }
    }

    /// <summary>The itab of (inter, typ), null if typ does not implement inter; then `missing` is a method that it lacks.</summary>
    internal static Itab* Get(G* g, GoType* inter, GoType* typ, out GoString missing)
    {
        missing = default;
        if ((typ->Flags & TFlag.Uncommon) == 0)
        {
            missing.Ptr = Types.NameBytes(TypeOff.ResolveName(g, Types.Methods(inter)[0].Name), out missing.Len);
            return null;
        }
        IfaceState* s = State(g);
        Itab* m = Find((ItabTable*)Volatile.Read(ref *(nint*)&s->table), inter, typ);
        if (m == null)
        {
            Locks.Acquire(&s->itabLock);
            m = Find(s->table, inter, typ);
            if (m == null)
            {
                m = (Itab*)NativeMemory.AllocZeroed((nuint)(sizeof(Itab) + (Types.MethodCount(inter) - 1) * 8));
                m->Inter = inter;
                m->Type = typ;
                Fill(g, m, true);
                AddLocked(s, m);
            }
            Locks.Release(&s->itabLock);
        }
        if (m->Fun0 != null) return m;
        // An itab of an image whose package is not initialised in this program has its code pointers still to come.
        missing = Fill(g, m, (ulong)m < Types.ImageEnd);
        return missing.Ptr == null ? m : null;
    }

    // Both method lists are sorted by name: one pass over both. Returns the first method that is missing.
    private static GoString Fill(G* g, Itab* m, bool store)
    {
        GoType* inter = m->Inter, typ = m->Type;
        UncommonType* x = Types.Uncommon(typ);
        GoMethod* methods = (GoMethod*)((byte*)x + x->Moff);
        void** fun = &m->Fun0;
        void* fun0 = null;
        int nt = x->Mcount, j = 0;
        long ni = Types.MethodCount(inter);
        for (long k = 0; k < ni; k++)
        {
            Imethod* im = Types.Methods(inter) + k;
            GoType* itype = TypeOff.ResolveType(g, im->Typ);
            byte* iname = TypeOff.ResolveName(g, im->Name);
            GoString name;
            name.Ptr = Types.NameBytes(iname, out name.Len);
            bool found = false;
            for (; j < nt; j++)
            {
                GoMethod* t = methods + j;
                byte* tname = TypeOff.ResolveName(g, t->Name);
                byte* tp = Types.NameBytes(tname, out long tn);
                if (tn != name.Len || TypeOff.ResolveType(g, t->Mtyp) != itype || !Alg.Equal(tp, name.Ptr, (ulong)tn)) continue;
                if (!Types.NameExported(tname) && !SamePackage(g, tname, x->PkgPath, iname, Types.InterPkgPath(inter))) continue;
                void* ifn = TypeOff.ResolveText(g, t->Ifn);
                if (k == 0) fun0 = ifn; else if (store) fun[k] = ifn;
                found = true;
                break;
            }
            if (!found) return name;
        }
        if (store) Volatile.Write(ref *(nint*)fun, (nint)fun0);
        return default;
    }

    private static bool SamePackage(G* g, byte* tname, int tpkg, byte* iname, byte* ipkg)
    {
        int off = Types.NamePkgOff(tname);
        byte* a = TypeOff.ResolveName(g, off != 0 ? off : tpkg);
        off = Types.NamePkgOff(iname);
        byte* b = off != 0 ? TypeOff.ResolveName(g, off) : ipkg;
        byte* ap = Types.NameBytes(a, out long an), bp = Types.NameBytes(b, out long bn);
        return an == bn && Alg.Equal(ap, bp, (ulong)an);
    }

    // ---------- the runtime's names

    [GoSymbol("runtime.getitab", CallClass.PanicOnly)]
    public static Itab* Getitab(G* g, GoType* inter, GoType* typ, int canfail)
    {
        Itab* m = Get(g, inter, typ, out GoString missing);
        if (m == null && canfail == 0) GoPanic.TypeAssert(g, null, typ, inter, missing);
        return m;
    }

    [GoSymbol("runtime.assertE2I", CallClass.PanicOnly)]
    public static Itab* AssertE2I(G* g, GoType* inter, GoType* t)
    {
        if (t == null) { GoPanic.TypeAssert(g, null, null, inter, default); return null; }
        return Getitab(g, inter, t, 0);
    }

    [GoSymbol("runtime.assertE2I2", CallClass.None)]
    public static Itab* AssertE2I2(G* g, GoType* inter, GoType* t) => t == null ? null : Get(g, inter, t, out _);

    // abi.TypeAssert: Cache 0, Inter 8, CanFail 16. The table above is as fast as gc's per-site cache, so that is not filled.
    [GoSymbol("runtime.typeAssert", CallClass.PanicOnly)]
    public static Itab* TypeAssert(G* g, byte* s, GoType* t)
    {
        GoType* inter = *(GoType**)(s + 8);
        if (t == null)
        {
            if (s[16] == 0) GoPanic.TypeAssert(g, null, null, inter, default);
            return null;
        }
        return Getitab(g, inter, t, s[16]);
    }

    // abi.InterfaceSwitch: Cache 0, NCases 8, Cases 16 …
    [GoSymbol("runtime.interfaceSwitch", CallClass.None)]
    public static W2 InterfaceSwitch(G* g, byte* s, GoType* t)
    {
        long n = *(long*)(s + 8);
        if (t != null)
            for (long i = 0; i < n; i++)
            {
                Itab* m = Get(g, ((GoType**)(s + 16))[i], t, out _);
                if (m != null) return new W2(i, (long)m);
            }
        return new W2(n, 0);
    }

    [GoSymbol("runtime.panicdottypeE", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void PanicdottypeE(G* g, GoType* have, GoType* want, GoType* iface) => GoPanic.TypeAssert(g, iface, have, want, default);

    [GoSymbol("runtime.panicdottypeI", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void PanicdottypeI(G* g, Itab* have, GoType* want, GoType* iface) => GoPanic.TypeAssert(g, iface, have == null ? null : have->Type, want, default);

    [GoSymbol("runtime.panicnildottype", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void Panicnildottype(G* g, GoType* want) => GoPanic.TypeAssert(g, null, null, want, default);

    /// <summary>*dst = src (type word, data word) as interface type t.</summary>
    [GoSymbol("reflect.ifaceE2I", CallClass.PanicOnly)]
    [GoSymbol("internal/reflectlite.ifaceE2I", CallClass.PanicOnly)]
    public static void IfaceE2I(G* g, GoType* t, GoType* typ, byte* data, long* dst)
    {
        Itab* m = AssertE2I(g, t, typ);
        if (g->status != 0) return;
        if (g->wb != 0) { Barrier.Shade(g, (ulong)dst[0]); Barrier.Shade(g, (ulong)dst[1]); }
        dst[0] = (long)m;
        dst[1] = (long)data;
    }
}
