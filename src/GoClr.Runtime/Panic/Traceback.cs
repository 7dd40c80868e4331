// Stacks as text and as program counters. A pc is funcId<<17 | state<<1 | 1: never 0, and pc-1 (what callers of runtime.Callers look up) means the same place.
// A frame is one call and those inlined in it (InlineUnwinder); each has a pc of its own.
// Frames are read from the goroutine's block; a goroutine that runs at this moment has none to show.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Traceback
{
    private const int EndFrames = 50;

    public static long Pc(int func, int state) => (long)func << 17 | (long)state << 1 | 1;

    /// <summary>Function and state of a pc; a code pointer (a function's entry, as reflect gives it) counts as state 0.</summary>
    public static int FuncOfPc(RuntimeRoot* rt, long pc, out int state)
    {
        state = 0;
        if (pc >= 1L << 40) return FuncTab.IdOf(rt, (void*)pc);
        state = (int)(pc >> 1) & 0xffff;
        return (int)(pc >> 17);
    }

    // ---- text

    /// <summary>What runtime.panicval shows of a value without calling methods, for values of the basic kinds.</summary>
    internal static string ValueText(PanicRec* p)
    {
        if (p->type == 0) return "nil";
        if (p->type > 0 && p->type <= (int)WellKnownFunc.Count) return "runtime error " + (WellKnownFunc)(p->type - 1);
        int kind = *((byte*)p->type + 23) & 31;
        if (kind == 24) return Encoding.UTF8.GetString(*(byte**)p->data, *(int*)(p->data + 8));
        if (kind is >= 2 and <= 6) return (kind == 3 ? *(sbyte*)p->data : kind == 4 ? *(short*)p->data : kind == 5 ? *(int*)p->data : *(long*)p->data).ToString();
        return "(0x" + p->type.ToString("x") + ", 0x" + p->data.ToString("x") + ")";
    }

    private static bool Shown(RuntimeRoot* rt, FuncFlags flags, string name)
    {
        if (rt->tracebackLevel > 1) return true;
        if ((flags & (FuncFlags.Wrapper | FuncFlags.RuntimeInternal)) != 0) return false;
        if (!name.Contains('.')) return false;
        if (name.StartsWith("internal/runtime/", StringComparison.Ordinal)) return false;
        if (!name.StartsWith("runtime.", StringComparison.Ordinal)) return true;
        int dot = name.LastIndexOf('.');
        string receiver = dot > 8 ? name.Substring(8, dot - 8).Trim('(', ')', '*') : "";
        return dot + 1 < name.Length && name[dot + 1] is >= 'A' and <= 'Z' && (receiver.Length == 0 || receiver[0] is >= 'A' and <= 'Z');
    }

    /// <summary>gc prints type arguments as [...].</summary>
    private static string DisplayName(string name)
    {
        int open = name.IndexOf('['), close = name.LastIndexOf(']');
        return open >= 0 && close > open ? string.Concat(name.AsSpan(0, open), "[...]", name.AsSpan(close + 1)) : name;
    }

    /// <summary>The calls of a stack as text, innermost first; of a deep one both ends. f … end: its frames, behind those that are still in the scratch.</summary>
    internal static void Frames(StringBuilder sb, RuntimeRoot* rt, long* scratch, long* scratchEnd, long* f, long* end)
    {
        int all = 0, n = 0;
        for (long* p = Next(null); p != null; p = Next(p)) all += Frame(null, rt, p, all, 0, int.MaxValue);
        bool deep = all > 2 * EndFrames;
        for (long* p = Next(null); p != null; p = Next(p))
        {
            int shown = n;
            n += Frame(sb, rt, p, shown, deep ? EndFrames : int.MaxValue, all - EndFrames);
            if (deep && shown < EndFrames && n >= EndFrames) sb.Append("...").Append(all - 2 * EndFrames).Append(" frames elided...\n");
        }

        long* Next(long* p)
        {
            bool inScratch = p == null || p >= scratch && p < scratchEnd;
            long* next = p == null ? scratch : p + Runtime.Frames.Words(p);
            if (inScratch && next >= scratchEnd) next = f;
            return next >= scratch && next < scratchEnd || next < end ? next : null;
        }
    }

    // The shown calls of one frame, number `shown` and on, without those of [from, to). Without sb they are only counted.
    private static int Frame(StringBuilder? sb, RuntimeRoot* rt, long* f, int shown, int from, int to)
    {
        int id = Runtime.Frames.Func(f);
        if (id < ImageHeader.FirstFuncId)
        {
            if (id != (int)NativeFunc.PanicStep || shown == 0) return 0;
            if (sb == null || shown >= from && shown < to) return 1;
            PanicRec* p = (PanicRec*)f[1];
            if (p->goexit != 0) sb.Append("runtime.Goexit()\n\truntime/panic.go:1 +0x1\n");
            else sb.Append("panic({0x").Append(p->type.ToString("x")).Append("?, 0x").Append(p->data.ToString("x")).Append("?})\n\truntime/panic.go:1 +0x1\n");
            return 1;
        }
        FuncRec* fn = FuncTab.Rec(rt, id);
        if (fn == null) return 0;
        int n = 0;
        for (InlineUnwinder u = new(fn, Runtime.Frames.State(f)); u.Valid; u.Next())
        {
            string name = u.Name;
            if (!Shown(rt, u.Flags, name)) continue;
            int at = shown + n++;
            if (sb == null || at >= from && at < to) continue;
            sb.Append(DisplayName(name)).Append(!u.IsInlined && fn->ParamWords == ((fn->Flags & FuncFlags.TakesContext) != 0 ? 1 : 0) ? "()\n\t" : "(...)\n\t").Append(u.File).Append(':').Append(u.Line).Append(" +0x").Append((u.State + 1).ToString("x")).Append('\n');
        }
        return n;
    }

    internal static void Goroutine(StringBuilder sb, G* g, string? status)
    {
        bool own = status != null;
        RuntimeRoot* rt = g->root;
        int gs = g->gstatus;
        status ??= gs switch
        {
            (int)GStatus.Waiting => g->waitReason != 0 ? WaitReasons.Text((WaitReason)g->waitReason) : "waiting",
            (int)GStatus.Runnable => "runnable",
            (int)GStatus.Running => "running",
            (int)GStatus.Syscall => "syscall",
            (int)GStatus.Idle => "idle",
            _ => "dead",
        };
        sb.Append("goroutine ").Append(g->id).Append(" [").Append(status);
        if (g->bubble != null && gs == (int)GStatus.Waiting && Synctest.IsDurable(g->waitReason) && !status.EndsWith("(durable)", StringComparison.Ordinal)) sb.Append(" (durable)");
        if (g->waitSince != 0 && (gs == (int)GStatus.Waiting || gs == (int)GStatus.Syscall))
        {
            long minutes = (Linux.Nanotime() - g->waitSince) / 60_000_000_000;
            if (minutes >= 1) sb.Append(", ").Append(minutes).Append(" minutes");
        }
        if (g->lockedM != null) sb.Append(", locked to thread");
        if (g->bubble != null) sb.Append(", synctest bubble ").Append(((Bubble*)g->bubble)->id);
        sb.Append("]:\n");
        if (gs == (int)GStatus.Running && status == "running" && !own)
        {
            sb.Append("\tgoroutine running on other thread; stack unavailable\n");
            CreatedBy(sb, g);
            return;
        }
        // gc's own frames of these waits carry the names of the packages that link to them.
        if (!own && gs == (int)GStatus.Waiting)
        {
            string? entry = (WaitReason)g->waitReason switch
            {
                WaitReason.SyncWaitGroupWait => "sync.runtime_SemacquireWaitGroup", WaitReason.SyncMutexLock => "internal/sync.runtime_SemacquireMutex",
                WaitReason.SyncRWMutexRLock => "sync.runtime_SemacquireRWMutexR", WaitReason.SyncRWMutexLock => "sync.runtime_SemacquireRWMutex",
                WaitReason.SyncCondWait => "sync.runtime_notifyListWait", WaitReason.Sleep => "time.Sleep", _ => null,
            };
            if (entry != null) sb.Append(entry).Append("(...)\n\truntime/sema.go:1 +0x1\n");
        }
        Frames(sb, rt, null, null, g->frames, (long*)g->hi);
        CreatedBy(sb, g);
    }

    internal static void CreatedBy(StringBuilder sb, G* g)
    {
        FuncRec* fn = g->createdLine == 0 ? null : FuncTab.Rec(g->root, g->createdFunc);
        if (fn == null) return;
        sb.Append("created by ").Append(DisplayName(FuncTab.Name(fn)));
        if (g->parentId != 0) sb.Append(" in goroutine ").Append(g->parentId);
        sb.Append("\n\t").Append(FuncTab.File(fn)).Append(':').Append(g->createdLine).Append(" +0x1\n");
    }

    /// <summary>me first (as running), then all others.</summary>
    internal static void PrintAll(RuntimeRoot* rt, G* me)
    {
        if (rt->tracebackLevel == 0) return;
        if (me != null)
        {
            StringBuilder sb = new("\n");
            Goroutine(sb, me, "running");
            Fatal.Print(sb.ToString());
        }
        PrintOthers(rt, me);
    }

    internal static void PrintOthers(RuntimeRoot* rt, G* me)
    {
        for (long i = 0; i < rt->allglen; i++)
        {
            G* g = rt->allgs[i];
            if (g == me || g->gstatus == (int)GStatus.Dead || g->isSystem != 0 && rt->tracebackLevel < 2) continue;
            StringBuilder sb = new("\n");
            Goroutine(sb, g, null);
            Fatal.Print(sb.ToString());
        }
    }

    // ---- for Go: the frames are needed, so the goroutine leaves first and a continuation answers

    /// <summary>callers(skip int, pcs []uintptr) int: skip 0 is the function that calls callers.</summary>
    [GoSymbol("runtime.callers", CallClass.Suspends)]
    public static long Callers(G* g, long skip, long pcs, long len, long cap)
    {
        long* f = Sched.PushNative(g, NativeFunc.Callers, 4);
        f[1] = skip;
        f[2] = pcs;
        f[3] = len;
        Sched.LeaveNative(g);
        return 0;
    }

    internal static void CallersStep(G* g, long* f) => g->ret[0] = Fill(g, f[1], (long*)f[2], f[3]);

    /// <summary>A pc of runtime.Callers.</summary>
    [GoSymbol("runtime.callersPC", CallClass.None)]
    public static long CallersPc(G* g) => Pc((int)NativeFunc.Callers, 0);

    // One pc per call, inlined ones included: that of a caller into which something was inlined is the pc of the inlined call.
    internal static long Fill(G* g, long skip, long* pcs, long len)
    {
        long n = 0;
        for (long* f = g->frames; f < (long*)g->hi && n < len; f += Runtime.Frames.Words(f))
        {
            int id = Runtime.Frames.Func(f);
            if (id == (int)NativeFunc.PanicStep && skip-- <= 0) pcs[n++] = Pc(id, 0);
            FuncRec* fn = FuncTab.Rec(g->root, id);
            if (id < ImageHeader.FirstFuncId || fn == null) continue;
            for (InlineUnwinder u = new(fn, Runtime.Frames.State(f)); u.Valid && n < len; u.Next())
                if ((u.Flags & FuncFlags.Wrapper) == 0 && skip-- <= 0) pcs[n++] = Pc(id, u.State);
        }
        if (n < len && skip <= 0) pcs[n++] = Pc((int)NativeFunc.Goexit, 0);
        return n;
    }

    /// <summary>What is known of a pc: (name, file string, line, start int, entry uintptr).</summary>
    [GoSymbol("runtime.pcInfo", CallClass.None)]
    public static W2 PcInfo(G* g, long pc)
    {
        RuntimeRoot* rt = g->root;
        int id = FuncOfPc(rt, pc, out int state);
        FuncRec* fn = FuncTab.Rec(rt, id);
        if (fn == null)
        {
            // gc's names of what the runtime does here itself
            ReadOnlySpan<byte> name = (NativeFunc)id switch { NativeFunc.PanicStep => "runtime.gopanic"u8, NativeFunc.Callers => "runtime.Callers"u8, NativeFunc.Goexit => "runtime.goexit"u8, _ => default };
            ReadOnlySpan<byte> file = (NativeFunc)id switch { NativeFunc.PanicStep => "runtime/panic.go"u8, NativeFunc.Callers => "runtime/extern.go"u8, NativeFunc.Goexit => "runtime/asm_amd64.s"u8, _ => default };
            int known = name.Length == 0 ? 0 : 1;
            g->ret[2] = Address(file);
            g->ret[3] = file.Length;
            g->ret[4] = known;
            g->ret[5] = known;
            g->ret[6] = known != 0 ? Pc(id, 0) : 0;
            return new W2(Address(name), name.Length);
        }
        InlineUnwinder u = new(fn, state);
        g->ret[2] = (long)u.FileText;
        g->ret[3] = u.FileLen;
        g->ret[4] = u.Line;
        g->ret[5] = u.StartLine;
        g->ret[6] = Pc(id, 0);
        return new W2((long)u.NameText, u.NameLen);
    }

    // Literals lie in the assembly's image and stay where they are.
    private static long Address(ReadOnlySpan<byte> literal) => (long)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(literal));

    /// <summary>The function that contains pc, nil if there is none: a FuncRec, for code of an inlined function the InlineRec of its call, or a NativeFunc as number.</summary>
    [GoSymbol("runtime.funcRecord", CallClass.None)]
    public static long FuncRecord(G* g, long pc)
    {
        int id = FuncOfPc(g->root, pc, out int state);
        FuncRec* fn = FuncTab.Rec(g->root, id);
        if (fn == null) return id is (int)NativeFunc.PanicStep or (int)NativeFunc.Callers or (int)NativeFunc.Goexit ? id : 0;
        InlineUnwinder u = new(fn, state);
        return u.IsInlined ? (long)u.Record : (long)fn;
    }

    [GoSymbol("runtime.funcName", CallClass.None)]
    public static W2 FuncName(G* g, long record)
    {
        if (record < ImageHeader.FirstFuncId) return PcInfo(g, Pc((int)record, 0));
        if (InlineOf(record) is var inl && inl != null) return new W2((long)inl->Name, inl->NameLen);
        return new W2((long)((FuncRec*)record)->Name, ((FuncRec*)record)->NameLen);
    }

    /// <summary>A pc of the function's start; of an inlined function: of the function around it.</summary>
    [GoSymbol("runtime.funcEntry", CallClass.None)]
    public static long FuncEntry(G* g, long record)
    {
        if (record < ImageHeader.FirstFuncId) return Pc((int)record, 0);
        if (InlineOf(record) is var inl && inl != null) record = (long)inl->Func;
        RuntimeRoot* rt = g->root;
        for (int i = 0; i < rt->imageCount; i++)
        {
            long k = (FuncRec*)record - rt->images[i].header->Funcs;
            if (k >= 0 && k < rt->images[i].header->FuncCount) return Pc(rt->images[i].funcBase + (int)k, 0);
        }
        return 0;
    }

    [GoSymbol("runtime.funcIsInlined", CallClass.None)]
    public static int FuncIsInlined(G* g, long record) => record >= ImageHeader.FirstFuncId && InlineOf(record) != null ? 1 : 0;

    private static InlineRec* InlineOf(long record) => ((InlineRec*)record)->Mark == InlineRec.MarkValue ? (InlineRec*)record : null;

    /// <summary>stackText(buf []byte, all bool) int.</summary>
    [GoSymbol("runtime.stackText", CallClass.Suspends)]
    public static long Stack(G* g, long buf, long len, long cap, int all)
    {
        long* f = all != 0 ? Sched.PushNative(g, NativeFunc.Restart, 5) : Sched.PushNative(g, NativeFunc.StackText, 5);
        f[1] = (long)(delegate*<G*, long*, void>)&StackDone;
        f[2] = buf;
        f[3] = len;
        if (all != 0)
        {
            g->gcAction = &AllStacksAction;
            g->reason = (int)LeaveReason.GC;
            g->status = 1;
        }
        else Sched.LeaveNative(g);
        return 0;
    }

    internal static void StackStep(G* g, long* f)
    {
        StringBuilder sb = new();
        Goroutine(sb, g, "running");
        g->ret[0] = CopyText(sb, f);
    }

    // The frames of others can be read only while they do not run.
    private static void AllStacksAction(M* m, G* g)
    {
        Sched.StopTheWorld(m, "stack trace");
        RuntimeRoot* rt = g->root;
        StringBuilder sb = new();
        Goroutine(sb, g, "running");
        for (long i = 0; i < rt->allglen; i++)
        {
            G* o = rt->allgs[i];
            if (o == g || o->gstatus == (int)GStatus.Dead || o->isSystem != 0) continue;
            sb.Append('\n');
            Goroutine(sb, o, null);
        }
        g->frames[4] = CopyText(sb, g->frames);
        Sched.StartTheWorld(m);
    }

    private static void StackDone(G* g, long* f) => g->ret[0] = f[4];

    private static long CopyText(StringBuilder sb, long* f)
    {
        byte[] text = Encoding.UTF8.GetBytes(sb.ToString());
        int n = (int)Math.Min(text.Length, f[3]);
        text.AsSpan(0, n).CopyTo(new Span<byte>((void*)f[2], n));
        return n;
    }

    /// <summary>goroutineStacks(pcs []uintptr, stride int, labels []unsafe.Pointer) int: up to stride pcs for each goroutine, zero-terminated if fewer; the caller's first. Returns how many there are.</summary>
    [GoSymbol("runtime.goroutineStacks", CallClass.Suspends)]
    public static long GoroutineStacks(G* g, long* pcs, long len, long cap, long stride, void** labels, long nlabels, long labelCap)
    {
        long* f = Sched.PushNative(g, NativeFunc.Restart, 6);
        f[1] = (long)(delegate*<G*, long*, void>)&StacksDone;
        f[2] = (long)pcs;
        f[3] = stride;
        f[4] = (long)labels;
        f[5] = nlabels;
        g->gcAction = &StacksAction;
        g->reason = (int)LeaveReason.GC;
        g->status = 1;
        return 0;
    }

    // The frames of others can be read only while they do not run.
    private static void StacksAction(M* m, G* g)
    {
        Sched.StopTheWorld(m, "goroutine profile");
        RuntimeRoot* rt = g->root;
        long* f = g->frames;
        long n = 0;
        Stack(g, f, ref n);
        for (long i = 0; i < rt->allglen; i++)
        {
            G* o = rt->allgs[i];
            if (o != g && o->gstatus != (int)GStatus.Dead && o->isSystem == 0) Stack(o, f, ref n);
        }
        f[5] = n;
        Sched.StartTheWorld(m);
    }

    private static void Stack(G* o, long* f, ref long n)
    {
        long stride = f[3], room = f[5];
        if (n < room)
        {
            long* rec = (long*)f[2] + n * stride;
            long k = Fill(o, 0, rec, stride);
            if (k < stride) rec[k] = 0;
            ((void**)f[4])[n] = o->labels;
        }
        n++;
    }

    private static void StacksDone(G* g, long* f) => g->ret[0] = f[5];

    /// <summary>A method with a value receiver was called through a nil pointer: panics with the name of the wrapper that noticed and has just saved its frame. Never returns.</summary>
    [GoSymbol("runtime.panicwrap", CallClass.PanicOnly)]
    public static void Panicwrap(G* g)
    {
        // Called in tail position, as a panic is: the wrapper has saved its frame already, and it is the only one in the scratch.
        if (g->save > (long*)g->m->scratch) { Panicwrap(g, (long*)g->m->scratch); return; }
        Sched.PushNative(g, NativeFunc.Restart, 2)[1] = (long)(delegate*<G*, long*, void>)&PanicwrapStep;
        Sched.LeaveNative(g);
    }

    private static void PanicwrapStep(G* g, long* f) => Panicwrap(g, g->frames < (long*)g->hi ? g->frames : null);

    private static void Panicwrap(G* g, long* wrapper)
    {
        FuncRec* fn = wrapper != null ? FuncTab.Rec(g->root, Runtime.Frames.Func(wrapper)) : null;
        string name = fn == null ? "" : FuncTab.Name(fn);           // pkg.(*T).M
        int open = name.IndexOf(".(*", StringComparison.Ordinal), close = name.IndexOf(").", StringComparison.Ordinal);
        if (open < 0 || close < open) { PanicCalls.Nil_V(g); return; }
        string pkg = name.Substring(0, open), type = name.Substring(open + 3, close - open - 3), method = name.Substring(close + 2);
        GoPanic.Plain(g, "value method " + pkg + "." + type + "." + method + " called using nil *" + type + " pointer");
    }

    [GoSymbol("runtime/debug.SetTraceback", CallClass.None)]
    public static void SetTraceback(G* g, long text, long n) => SetLevel(g->root, Encoding.UTF8.GetString((byte*)text, (int)n));

    internal static void SetLevel(RuntimeRoot* rt, string level)
    {
        (rt->tracebackLevel, rt->tracebackAll) = level switch
        {
            "none" => (0, 0),
            "single" or "" => (1, 0),
            "all" => (1, 1),
            "system" => (2, 1),
            "crash" or "wer" => (2, 1),
            _ => int.TryParse(level, out int k) ? (k, 1) : (1, 1),
        };
        rt->tracebackCrash = level == "crash" ? 1 : 0;
    }
}
