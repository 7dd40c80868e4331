// Panics: every function on the way has saved its frame, so the whole stack is data. The walk goes outward to the first frame with a pending deferred call, and runs that call
// on top of everything:
//
//     | deferred call | PanicStep{p} | panicking frames … | frame with defers | callers … |
//       innermost                                           p.frameOff          hi
//
// P1  A PanicStep frame stands on the stack as long as deferred calls of its panic run. When it is popped, the call has returned: recovered, or go on walking.
// P2  A panic is dropped when the frames of its PanicStep are: its step lies inward of the frame that recovers.
// P3  recoverTok is set right before a deferred call, only if the callee contains recover() (it takes the token at entry); nobody else can recover.
//     A wrapper passes the token on to the function it stands for (FuncRec.Via); if that is known at run time only, the wrapper asks before its call.
// P4  Goexit is a panic that cannot be recovered. If a recovered panic dropped a Goexit, the Goexit goes on from the recovering frame.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

/// <summary>First argument of runtime.goPanicString.</summary>
public enum PanicText { RuntimeError = 0, Plain = 1 }

public static unsafe class Panics
{
    // ---- called by natives

    /// <summary>Panics with a runtime error made of a constant text. The native returns right afterwards.</summary>
    public static void Text(G* g, PanicText kind, ReadOnlySpan<byte> constant)
    {
        g->callFunc = (int)WellKnownFunc.GoPanicString;
        g->callN = 3;
        g->callArgs[0] = (long)kind;
        g->callArgs[1] = (long)Unsafe.AsPointer(ref MemoryMarshal.GetReference(constant));   // u8 literals lie in the image: they do not move
        g->callArgs[2] = constant.Length;
        g->reason = (int)LeaveReason.GoCall;
        g->status = 1;
    }

    [GoSymbol("runtime.gopanic", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void GoPanic(G* g, long type, long data)
    {
        if (type == 0 && g->root->wellKnown[(int)WellKnownFunc.GoPanicNilValue] != 0 && g->root->debug.panicnil == 0)
        {
            g->callFunc = (int)WellKnownFunc.GoPanicNilValue;
            g->callN = 0;
            g->reason = (int)LeaveReason.GoCall;
            g->status = 1;
            return;
        }
        New(g, type, data);
        g->reason = (int)LeaveReason.Panic;
        g->status = 1;
    }

    /// <summary>recover(): tok was taken from g.recoverTok by the function that contains the call.</summary>
    [GoSymbol("runtime.gorecover", CallClass.None)]
    public static W2 GoRecover(G* g, long tok)
    {
        PanicRec* p = (PanicRec*)tok;
        if (p == null || p != g->panic || p->goexit != 0 || p->recovered != 0) return default;   // a newer panic hides it
        p->recovered = 1;
        return new W2(p->type, p->data);
    }

    private static PanicRec* New(G* g, long type, long data)
    {
        P* owner = g->m->p;
        PanicRec* p = owner->panicFree;
        if (p != null) owner->panicFree = p->link;
        else p = (PanicRec*)NativeMemory.Alloc((nuint)sizeof(PanicRec));
        *p = default;
        p->type = type;
        p->data = data;
        p->link = g->panic;
        g->panic = p;
        Mem.Shade(owner, (void*)data);
        return p;
    }

    private static void Free(G* g, PanicRec* p)
    {
        P* owner = g->m->p;
        p->link = owner->panicFree;
        owner->panicFree = p;
    }

    /// <summary>Drops all panics of a goroutine that ends.</summary>
    internal static void Clear(G* g)
    {
        while (g->panic != null)
        {
            PanicRec* p = g->panic;
            g->panic = p->link;
            Free(g, p);
        }
        g->recoverTok = null;
        g->fatalPanic = 0;
        g->sig = 0;
    }

    // ---- on the system side, with all frames in the block

    private static void EnsureRoom(G* g, int words)
    {
        if ((byte*)(g->frames - words) < g->sp + Sched.Reserve) Stacks.Grow(g, words * 8);
    }

    /// <summary>GoCall: the well-known function that g.callFunc names is called on top of the saved frames.</summary>
    internal static void PushWellKnown(G* g)
    {
        if (g->callFunc < 0) Fatal.ThrowFrom(g, "unreachable code was reached");
        int id = (int)g->root->wellKnown[g->callFunc];
        if ((WellKnownFunc)g->callFunc == WellKnownFunc.GoPanicNil) g->sig = 11;
        if (id == 0)
        {
            // An image without package runtime (tests): the value stands for itself.
            New(g, 1 + g->callFunc, g->callN > 0 ? g->callArgs[g->callFunc == (int)WellKnownFunc.GoPanicString ? 1 : 0] : 0);
            g->callN = 0;
            Run(g);
            return;
        }
        PushCall(g, id, g->callArgs, g->callN);
        g->callN = 0;
    }

    /// <summary>Pushes a call of a Go function: its frame at state 0.</summary>
    internal static void PushCall(G* g, int id, long* args, int n)
    {
        FuncRec* fn = FuncTab.Rec(g->root, id);
        if (n != fn->ParamWords) Fatal.Throw("call of " + FuncTab.Name(fn) + " with " + n + " words");
        EnsureRoom(g, n + 1);
        long* f = g->frames - (n + 1);
        f[0] = Frames.Meta(id, 0, n + 1);
        for (int i = 0; i < n; i++) f[i + 1] = args[i];
        g->frames = f;
    }

    internal static void PushClosure(G* g, long closure)
    {
        EnsureRoom(g, 2);
        Sched.PushParked(g, NativeFunc.CallClosure, 2)[1] = closure;
    }

    internal static void Run(G* g) => Walk(g, g->panic, g->frames);

    // ---- who may take the token

    /// <summary>The function that the closure stands for contains recover(): seen through wrappers and what reflect makes.</summary>
    internal static bool Recovers(RuntimeRoot* rt, long closure)
    {
        for (int depth = 0; depth < 8; depth++)
        {
            void* code = *(void**)closure;
            int id = FuncTab.IdOf(rt, code);
            if (id > 0) return Recovers(rt, id);
            switch (Natives.reflect.Thunks.Behind(rt, closure, out long next))
            {
                case Natives.reflect.Behind.Code: return Recovers(rt, FuncTab.IdOf(rt, (void*)next));
                case Natives.reflect.Behind.Closure: closure = next; break;
                default: return false;
            }
        }
        return false;
    }

    private static bool Recovers(RuntimeRoot* rt, int id)
    {
        for (FuncRec* f = FuncTab.Rec(rt, id); f != null; f = f->Via != 0 ? FuncTab.Rec(rt, f->Via) : null)
            if ((f->Flags & FuncFlags.HasRecover) != 0) return true;
        return false;
    }

    /// <summary>recoverfv(fn): a deferred call's wrapper is about to call fn: the token passes to it or to nobody.</summary>
    [GoSymbol("runtime.recoverfv", CallClass.None)]
    public static void RecoverFv(G* g, long fn)
    {
        if (g->recoverTok != null && !Recovers(g->root, fn)) g->recoverTok = null;
    }

    /// <summary>recoveritab(tab, slot): the same for a method of an interface.</summary>
    [GoSymbol("runtime.recoveritab", CallClass.None)]
    public static void RecoverItab(G* g, long tab, long slot)
    {
        if (g->recoverTok != null && !Recovers(g->root, FuncTab.IdOf(g->root, (void*)*(long*)(tab + 24 + 8 * slot)))) g->recoverTok = null;
    }

    internal static void StartGoexit(G* g)
    {
        New(g, 0, 0)->goexit = 1;
        Run(g);
    }

    private static void Walk(G* g, PanicRec* p, long* f)
    {
        RuntimeRoot* rt = g->root;
        for (; f < (long*)g->hi; f += Frames.Words(f))
        {
            int id = Frames.Func(f);
            if (id < ImageHeader.FirstFuncId)
            {
                if (id == (int)NativeFunc.PanicStep && (PanicRec*)f[1] != p) ((PanicRec*)f[1])->aborted = 1;
                continue;
            }
            FuncRec* fn = FuncTab.Rec(rt, id);
            if ((fn->Flags & FuncFlags.HasDefer) == 0 || fn->DeferSlot < 0 || Frames.State(f) == 0 || f[fn->DeferSlot] == 0) continue;
            p->frameOff = g->hi - (byte*)f;
            EnsureRoom(g, 4);
            f = (long*)(g->hi - p->frameOff);
            long closure = ((delegate*<G*, long*, long>)FuncTab.RunDefer(rt, id))(g, f);
            long* step = Sched.PushParked(g, NativeFunc.PanicStep, 2);
            step[1] = (long)p;
            p->stepOff = g->hi - (byte*)step;
            Sched.PushParked(g, NativeFunc.CallClosure, 2)[1] = closure;
            g->recoverTok = null;
            if (closure != 0 && Recovers(rt, closure)) g->recoverTok = p;
            return;
        }
        if (p->goexit != 0)
        {
            g->frames = (long*)g->hi;                               // Execute finds no frame: the goroutine is dead
            g->sp = g->lo;
            return;
        }
        Fatal.Panic(g);
    }

    /// <summary>The deferred call has returned.</summary>
    internal static void PanicStep(G* g, long* step)
    {
        PanicRec* p = (PanicRec*)step[1];
        if (p->recovered == 0)
        {
            Walk(g, p, (long*)(g->hi - p->frameOff));
            return;
        }
        long off = p->frameOff;
        PanicRec* q = p->link;
        Free(g, p);
        PanicRec* goexit = null;
        while (q != null && q->stepOff > off)                       // P2
        {
            if (q->goexit != 0) { goexit = q; break; }
            PanicRec* next = q->link;
            Free(g, q);
            q = next;
        }
        g->panic = q;
        g->sig = 0;
        long* f = (long*)(g->hi - off);
        g->frames = f;
        g->sp = Stacks.SpOf(g, f);
        if (goexit != null)
        {
            goexit->aborted = 0;
            Walk(g, goexit, f);
            return;
        }
        FuncRec* fn = FuncTab.Rec(g->root, Frames.Func(f));
        if (fn->ExitState == 0) Fatal.Throw("function " + FuncTab.Name(fn) + " has no exit state");
        f[0] = f[0] & ~0xffff0000L | (long)fn->ExitState << 16;
    }

    internal static void CallClosure(G* g, long* f)
    {
        long closure = f[1];
        if (closure == 0)
        {
            PanicCalls.Nil_V(g);
            return;
        }
        ((delegate*<G*, long, void>)*(void**)closure)(g, closure);
    }

    /// <summary>A .NET fault under a goroutine: its native frames since the last resume are lost, their areas too.</summary>
    internal static void Fault(G* g, Exception e)
    {
        if (g->root->tracebackLevel >= 2) Fatal.Print("[fault in compiled code or a native]\n" + e.StackTrace + "\n");   // what the lost frames were
        g->save = (long*)g->m->scratch;
        g->sp = Stacks.SpOf(g, g->frames);
        g->callFunc = (int)WellKnownFunc.GoPanicNil;
        g->callN = 0;
        g->reason = (int)LeaveReason.GoCall;
        g->status = 1;
    }

    // ---- for runtime.fatalpanic, which prints the values

    private static PanicRec* At(G* g, long i, out PanicRec* newer)
    {
        long n = 0;
        newer = null;
        for (PanicRec* p = g->panic; p != null; p = p->link) n++;
        if (i < 0 || i >= n) return null;
        PanicRec* at = g->panic;
        for (long k = n - 1; k > i; k--) { newer = at; at = at->link; }
        return at;
    }

    /// <summary>panicrec(i int) (v any, flags int, ok bool): panic i of this goroutine, the oldest first. flags: 1 recovered, 2 Goexit, 4 repanicked.</summary>
    [GoSymbol("runtime.panicrec", CallClass.None)]
    public static W2 PanicInfo(G* g, long i)
    {
        PanicRec* p = At(g, i, out PanicRec* _);
        g->ret[3] = p != null ? 1 : 0;
        if (p == null) { g->ret[2] = 0; return default; }
        g->ret[2] = (p->recovered != 0 ? 1 : 0) | (p->goexit != 0 ? 2 : 0) | (p->repanicked != 0 ? 4 : 0);
        return new W2(p->type, p->data);
    }

    /// <summary>setpanicrec(i int, v any, flags int): replaces the value, ors the flags.</summary>
    [GoSymbol("runtime.setpanicrec", CallClass.None)]
    public static void SetPanicInfo(G* g, long i, long type, long data, long flags)
    {
        PanicRec* p = At(g, i, out PanicRec* _);
        if (p == null) return;
        p->type = type;
        p->data = data;
        if ((flags & 4) != 0) p->repanicked = 1;
    }

    /// <summary>The panic that follows is a memory fault.</summary>
    [GoSymbol("runtime.panicmemSig", CallClass.None)]
    public static void PanicMemSig(G* g) => g->sig = 11;
}
