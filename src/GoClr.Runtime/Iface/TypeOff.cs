// Offsets in type descriptors. Images lie below 2 GB, so a NameOff or TypeOff is simply an address; a TextOff is a function id. What
// reflect makes at run time is registered and gets a negative id.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class TypeOff
{
    private static void* Resolve(G* g, int off)
    {
        if (off >= 0) return (void*)off;
        IfaceState* s = &Mcache.Of(g)->heap->iface;
        long i = -2L - off;
        Locks.Acquire(&s->offLock);
        void* p = i >= 0 && i < s->nReflectOff ? s->reflectOff[i] : null;
        Locks.Release(&s->offLock);
        if (p == null && off != -1) Fatal.Throw("type offset out of range");
        return p;
    }

    internal static byte* ResolveName(G* g, int off) => (byte*)Resolve(g, off);
    internal static GoType* ResolveType(G* g, int off) => (GoType*)Resolve(g, off);

    internal static void* ResolveText(G* g, int id)
    {
        // A method that the linker dropped has no code: reflection found nobody who could call it.
        return id <= 0 ? null : FuncTab.Entry(g->root, id);
    }

    [GoSymbol("runtime.resolveNameOff", CallClass.None)]
    [GoSymbol("reflect.resolveNameOff", CallClass.None)]
    [GoSymbol("internal/reflectlite.resolveNameOff", CallClass.None)]
    public static byte* ResolveNameOff(G* g, byte* ptrInModule, int off) => (byte*)Resolve(g, off);

    [GoSymbol("runtime.resolveTypeOff", CallClass.None)]
    [GoSymbol("reflect.resolveTypeOff", CallClass.None)]
    [GoSymbol("internal/reflectlite.resolveTypeOff", CallClass.None)]
    public static byte* ResolveTypeOff(G* g, byte* rtype, int off) => (byte*)Resolve(g, off);

    [GoSymbol("reflect.resolveTextOff", CallClass.None)]
    public static byte* ResolveTextOff(G* g, byte* rtype, int off) => (byte*)ResolveText(g, off);

    private static long Home(IfaceState* s, void* p) => (long)((ulong)p * 0x9E3779B97F4A7C15 >> 20) & (s->offHashSize - 1);

    private static void GrowHash(IfaceState* s)
    {
        NativeMemory.Free(s->offHash);
        s->offHashSize = s->offHashSize == 0 ? 512 : s->offHashSize * 2;
        s->offHash = (int*)NativeMemory.AllocZeroed((nuint)s->offHashSize, 4);
        for (int i = 0; i < s->nReflectOff; i++)
        {
            long k = Home(s, s->reflectOff[i]);
            while (s->offHash[k] != 0) k = (k + 1) & (s->offHashSize - 1);
            s->offHash[k] = i + 1;
        }
    }

    /// <summary>A negative id for a pointer made at run time; the same for the same pointer.</summary>
    [GoSymbol("reflect.addReflectOff", CallClass.None)]
    public static int AddReflectOff(G* g, void* p)
    {
        IfaceState* s = &Mcache.Of(g)->heap->iface;
        Locks.Acquire(&s->offLock);
        if (s->nReflectOff * 2 >= s->offHashSize) GrowHash(s);
        int* slot = s->offHash + Home(s, p);
        while (*slot != 0 && s->reflectOff[*slot - 1] != p) if (++slot == s->offHash + s->offHashSize) slot = s->offHash;
        int i = *slot - 1;
        if (i < 0)
        {
            if (s->nReflectOff == s->capReflectOff)
            {
                s->capReflectOff = s->capReflectOff == 0 ? 256 : s->capReflectOff * 2;
                s->reflectOff = (void**)NativeMemory.Realloc(s->reflectOff, (nuint)s->capReflectOff * 8);
            }
            i = s->nReflectOff++;
            s->reflectOff[i] = p;
            *slot = i + 1;
        }
        Locks.Release(&s->offLock);
        return -2 - i;
    }

    /// <summary>All descriptors of the images that reflect may find, as []*Type per image, sorted by string. Second result of
    /// compiledTypelinks; reflect binary-searches each.</summary>
    [GoSymbol("reflect.compiledTypelinks", CallClass.None)]
    public static W2 CompiledTypelinks(G* g)
    {
        // ([]*abi.Type, [][]*abi.Type): the first image's, then the others'.
        RuntimeRoot* rt = g->root;
        int n = rt->imageCount;
        ImageHeader* first = n > 0 ? rt->images[0].header : null;
        GoSlice* rest = null;
        if (n > 1)
        {
            rest = (GoSlice*)NativeMemory.AllocZeroed((nuint)(n - 1), (nuint)sizeof(GoSlice));   // once a program: reflect remembers it
            for (int i = 1; i < n; i++)
            {
                rest[i - 1].Ptr = (byte*)rt->images[i].header->TypeLinks;
                rest[i - 1].Len = rest[i - 1].Cap = rt->images[i].header->TypeLinkCount;
            }
        }
        long len = first == null ? 0 : first->TypeLinkCount;
        g->ret[2] = len;
        g->ret[3] = (long)rest;
        g->ret[4] = n > 1 ? n - 1 : 0;
        g->ret[5] = g->ret[4];
        return new W2(first == null ? 0 : (long)first->TypeLinks, len);
    }
}
