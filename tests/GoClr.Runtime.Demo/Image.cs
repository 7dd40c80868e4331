// An image made by hand: function records over C# methods that have the shape of compiled code (docs/abi.md). Run by the tests as a process of its own, since a runtime ends its process.
using System;
using System.Runtime.InteropServices;
using System.Text;
using GoClr.Abi;
using GoClr.Runtime;

namespace GoClr.Runtime.Demo;

internal static unsafe class Image
{
    private const int Max = 64;
    private static readonly FuncRec* s_funcs = (FuncRec*)NativeMemory.AllocZeroed((nuint)(Max * sizeof(FuncRec)));
    private static int s_n;

    internal static byte* Utf8(string s, out int n)
    {
        n = Encoding.UTF8.GetByteCount(s);
        byte* p = (byte*)NativeMemory.Alloc((nuint)n + 1);
        Encoding.UTF8.GetBytes(s, new Span<byte>(p, n));
        return p;
    }

    /// <summary>params: words of state 0. words, mask: the one layout of all other states; states: how many (without 0).</summary>
    internal static int Add(string name, void* entry, void* resume, int parameters, ulong paramMask, int words, ulong mask, int states, int areaSlot = -1, int areaSize = 0, ulong areaMask = 0,
        int deferSlot = -1, void* runDefer = null, int exitState = 0, FuncFlags flags = 0, uint retMask = 0)
    {
        int id = ImageHeader.FirstFuncId + s_n;
        FuncRec* f = &s_funcs[s_n++];
        f->Entry = entry;
        f->Resume = resume;
        f->RunDefer = runDefer;
        f->Name = Utf8(name, out f->NameLen);
        f->File = Utf8("/demo/demo.go", out f->FileLen);
        f->StartLine = s_n * 10;
        f->ParamWords = parameters;
        f->Layouts = (LayoutRec*)NativeMemory.AllocZeroed((nuint)(2 * sizeof(LayoutRec)));
        f->Layouts[0].Words = parameters + 1;
        f->Layouts[0].PtrMask = Word(paramMask << 1);
        f->Layouts[1].Words = words;
        f->Layouts[1].PtrMask = Word(mask);
        f->LayoutCount = 2;
        f->StateCount = states + 1;
        f->States = (StateRec*)NativeMemory.AllocZeroed((nuint)((states + 1) * sizeof(StateRec)));
        for (int i = 1; i <= states; i++) { f->States[i].Layout = 1; f->States[i].Line = f->StartLine + i; f->States[i].RetMask = retMask; }
        f->AreaSlot = (short)areaSlot;
        f->AreaSize = areaSize;
        f->AreaMask = areaSize > 0 ? Word(areaMask) : null;
        f->DeferSlot = (short)deferSlot;
        f->ExitState = exitState;
        f->Flags = flags | (deferSlot >= 0 ? FuncFlags.HasDefer : 0);
        return id;
    }

    private static ulong* Word(ulong v)
    {
        ulong* p = (ulong*)NativeMemory.Alloc(8);
        *p = v;
        return p;
    }

    /// <summary>A closure over captured words.</summary>
    internal static long Closure(RuntimeRoot* rt, int func, params ReadOnlySpan<long> captured)
    {
        long* p = (long*)NativeMemory.Alloc((nuint)(8 * (captured.Length + 1)));
        p[0] = (long)Code(rt, func);
        for (int i = 0; i < captured.Length; i++) p[i + 1] = captured[i];
        return (long)p;
    }

    internal static void* Code(RuntimeRoot* rt, int func)
    {
        FuncRec* f = &s_funcs[func - ImageHeader.FirstFuncId];
        FuncTab.Register(rt, f->Entry, func);
        return f->Entry;
    }

    internal static long ChanType(int elemSize)
    {
        long* elem = (long*)NativeMemory.AllocZeroed(64);
        elem[0] = elemSize;
        long* t = (long*)NativeMemory.AllocZeroed(64);
        t[6] = (long)elem;
        return (long)t;
    }

    internal static RuntimeRoot* Make(int procs, int mainFunc)
    {
        RuntimeRoot* rt = Sched.Init(procs, Loader.DefaultNativeStack);
        rt->managed = GCHandle.ToIntPtr(GCHandle.Alloc(new RuntimeInstance()));
        rt->envp = Linux.Environ();
        Loader.Knobs(rt);
        ImageHeader* h = (ImageHeader*)NativeMemory.AllocZeroed((nuint)sizeof(ImageHeader));
        h->Magic = ImageHeader.MagicValue;
        h->Funcs = s_funcs;
        h->FuncBase = ImageHeader.FirstFuncId;
        h->FuncCount = s_n;
        h->MainFunc = mainFunc;
        Loader.Register(rt, h, default);
        return rt;
    }
}
