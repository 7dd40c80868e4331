// Functions by id, and function ids by code pointer. Code pointers are resolved on first use from the method tokens of the image's assembly.
//
// F1  root.resume[id] is 0 or a resume entry; a race fills it twice with the same value.
// F2  codeKeys/codeIds is an open-addressing table, written under root.codeLock, read without: a key is published after its id.
// F3  Every code pointer that Go code can hold was resolved here, so IdOf knows it.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class FuncTab
{
    /// <summary>The record of a function; null for frames of the runtime and unknown ids.</summary>
    public static FuncRec* Rec(RuntimeRoot* rt, int id)
    {
        for (int i = rt->imageCount - 1; i >= 0; i--)
        {
            ImageRec* im = &rt->images[i];
            if (id >= im->funcBase && id < im->funcEnd) return &im->header->Funcs[id - im->funcBase];
        }
        return null;
    }

    public static string Name(FuncRec* fn) => System.Text.Encoding.UTF8.GetString(fn->Name, fn->NameLen);
    public static string File(FuncRec* fn) => System.Text.Encoding.UTF8.GetString(fn->File, fn->FileLen);

    /// <summary>Code pointer of the normal entry.</summary>
    public static void* Entry(RuntimeRoot* rt, int id)
    {
        FuncRec* fn = Rec(rt, id);
        if (fn == null) Fatal.Throw("no function with id " + id);
        return fn->Entry != null ? fn->Entry : ResolveEntry(rt, id, fn);
    }

    public static void* Resume(RuntimeRoot* rt, int id)
    {
        void* p = rt->resume[id];
        return p != null ? p : ResolveResume(rt, id);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* ResolveResume(RuntimeRoot* rt, int id)
    {
        FuncRec* fn = Rec(rt, id);
        if (fn == null) Fatal.Throw("no resume entry for function id " + id);
        if (fn->Resume == null) fn->Resume = Resolve(rt, id, fn->ResumeToken);
        return rt->resume[id] = fn->Resume;
    }

    public static void* RunDefer(RuntimeRoot* rt, int id)
    {
        FuncRec* fn = Rec(rt, id);
        if (fn->RunDefer == null) fn->RunDefer = Resolve(rt, id, fn->DeferToken);
        return fn->RunDefer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* ResolveEntry(RuntimeRoot* rt, int id, FuncRec* fn)
    {
        void* p = Resolve(rt, id, fn->Token);
        Register(rt, p, id);
        fn->Entry = p;
        return p;
    }

    private static void* Resolve(RuntimeRoot* rt, int id, int token)
    {
        for (int i = rt->imageCount - 1; i >= 0; i--)
        {
            ImageRec* im = &rt->images[i];
            if (id < im->funcBase || id >= im->funcEnd) continue;
            if (token == 0)
            {
                FuncRec* fn = &im->header->Funcs[id - im->funcBase];
                Fatal.Throw("function " + System.Text.Encoding.UTF8.GetString(fn->Name, fn->NameLen) + " has no such entry");
            }
            RuntimeInstance instance = RuntimeInstance.Of(rt);
            if (instance.Entries != 0) return ((void**)instance.Entries)[(token & 0xffffff) - 1];
            ModuleHandle module = instance.Modules[i];
            return (void*)module.ResolveMethodHandle(token).GetFunctionPointer();
        }
        Fatal.Throw("no image for function id " + id);
        return null;
    }

    // ---- code pointer → id

    private static uint Hash(void* code) => (uint)(((ulong)code >> 3) * 0x9E3779B97F4A7C15 >> 32);

    /// <summary>Function id of a code pointer, 0 if unknown.</summary>
    public static int IdOf(RuntimeRoot* rt, void* code)
    {
        ulong* keys = Volatile.Read(ref *(nint*)&rt->codeKeys) is var k ? (ulong*)k : null;
        int cap = rt->codeCap;
        if (keys == null) return 0;
        for (uint i = Hash(code); ; i++)
        {
            ulong key = Volatile.Read(ref keys[i & (uint)(cap - 1)]);
            if (key == (ulong)code) return rt->codeIds[i & (uint)(cap - 1)];
            if (key == 0) return 0;
        }
    }

    /// <summary>The table has room for every function of the process from the start (reserved, touched on use), so it never moves.</summary>
    public static void Register(RuntimeRoot* rt, void* code, int id)
    {
        Locks.Acquire(&rt->codeLock);
        uint mask = (uint)(rt->codeCap - 1);
        for (uint i = Hash(code); ; i++)
        {
            if (rt->codeKeys[i & mask] == (ulong)code) break;
            if (rt->codeKeys[i & mask] != 0) continue;
            rt->codeIds[i & mask] = id;
            Volatile.Write(ref rt->codeKeys[i & mask], (ulong)code);
            rt->codeCount++;
            break;
        }
        Locks.Release(&rt->codeLock);
    }
}

/// <summary>The managed side of a runtime: what has to be .NET objects. Reached only on slow paths.</summary>
public sealed unsafe class RuntimeInstance
{
    public ModuleHandle[] Modules = [];
    /// <summary>In a native program, which has one image and no metadata: the code pointers of its methods, by row of their tokens. Else 0.</summary>
    public nint Entries;
    /// <summary>Handlers by signal number; see Signals.</summary>
    internal readonly object?[] Signals = new object?[65];
    public static RuntimeInstance Of(RuntimeRoot* rt) => (RuntimeInstance)GCHandle.FromIntPtr(rt->managed).Target!;
}
