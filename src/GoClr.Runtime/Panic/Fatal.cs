// The end: throw (a bug of ours or a broken rule of the scheduler), fatal (the program broke a rule that cannot be recovered), and a panic that nobody recovered.
// Text goes straight to file descriptor 2; exit status 2.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Fatal
{
    public static void Print(string s)
    {
        byte[] b = Encoding.UTF8.GetBytes(s);
        fixed (byte* p = b) Linux.WriteAll(2, p, b.Length);
    }

    /// <summary>A bug of the runtime, without a goroutine to blame.</summary>
    [DoesNotReturn]
    public static void Throw(string what)
    {
        Print("fatal error: " + what + "\n[goclr runtime]\n" + Environment.StackTrace + "\n");
        Linux.Exit(2);
    }

    /// <summary>A bug of the runtime while g runs; its saved frames are shown.</summary>
    [DoesNotReturn]
    public static void ThrowFrom(G* g, string what)
    {
        Freeze(g->root);
        Print("fatal error: " + what + "\n");
        Traceback.PrintAll(g->root, g);
        Linux.Exit(2);
    }

    /// <summary>A broken rule with no goroutine of its own: all goroutines are shown.</summary>
    [DoesNotReturn]
    public static void FatalError(RuntimeRoot* rt, string what)
    {
        Freeze(rt);
        Print("fatal error: " + what + "\n");
        Traceback.PrintAll(rt, null);
        Linux.Exit(2);
    }

    [DoesNotReturn]
    internal static void StackOverflow(G* g)
    {
        Freeze(g->root);
        Print("fatal error: stack overflow\n\nruntime stack:\n");
        // The newest frames are still in the scratch.
        StringBuilder sb = new();
        sb.Append("\ngoroutine ").Append(g->id).Append(" [running]:\n");
        Traceback.Frames(sb, g->root, (long*)g->m->scratch, g->save, g->frames, (long*)g->hi);
        Traceback.CreatedBy(sb, g);
        Print(sb.ToString());
        Linux.Exit(2);
    }

    /// <summary>Only one thread reports; the others are held. Running goroutines are asked to stop, so that their stacks can be shown.</summary>
    private static void Freeze(RuntimeRoot* rt)
    {
        if (Interlocked.CompareExchange(ref rt->panicking, 1, 0) != 0)
            for (;;) Linux.Usleep(1_000_000);
        int running = 0;
        for (int i = 0; i < rt->npAlloc; i++) if (rt->allp[i]->status == (int)PStatus.Running) running++;
        Sched.Freeze(rt, running > 1);
    }

    // ---- a panic that nobody recovered

    /// <summary>All deferred calls have run. runtime.fatalpanic prints the values (it may have to call Error and String methods), then PanicPrinted ends the process.</summary>
    internal static void Panic(G* g)
    {
        RuntimeRoot* rt = g->root;
        if (g->fatalPanic != 0)
        {
            Freeze(rt);
            Print("fatal error: panic while printing panic value\n");
            Traceback.PrintAll(rt, g);
            Linux.Exit(2);
        }
        g->fatalPanic = 1;
        int id = (int)rt->wellKnown[(int)WellKnownFunc.FatalPanic];
        if ((byte*)(g->frames - 2) < g->sp + Sched.Reserve) Stacks.Grow(g, 16);
        Sched.PushParked(g, NativeFunc.FatalPanic, 1);
        if (id == 0) { PrintValues(g); return; }
        FuncRec* fn = FuncTab.Rec(rt, id);
        long* args = stackalloc long[8];
        new Span<long>(args, 8).Clear();
        Panics.PushCall(g, id, args, fn->ParamWords);
    }

    /// <summary>Without package runtime: what can be said without calling Go.</summary>
    private static void PrintValues(G* g)
    {
        Print("panic: ");
        PanicRec* p = g->panic;
        if (p->type > 0 && p->type <= (int)WellKnownFunc.Count) Print("runtime error " + (WellKnownFunc)(p->type - 1));
        else Print("(0x" + p->type.ToString("x") + ") 0x" + p->data.ToString("x"));
        Print("\n");
    }

    internal static void PanicPrinted(G* g, long* f)
    {
        RuntimeRoot* rt = g->root;
        Freeze(rt);
        if (g->sig != 0) Print("[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x" + PcOf(g).ToString("x") + "]\n");
        if (rt->tracebackLevel > 0)
        {
            StringBuilder sb = new("\n");
            Traceback.Goroutine(sb, g, "running");
            Print(sb.ToString());
            if (rt->tracebackAll != 0) Traceback.PrintOthers(rt, g);
        }
        Linux.Exit(2);
    }

    private static long PcOf(G* g) => g->frames < (long*)g->hi ? Traceback.Pc(Frames.Func(g->frames), Frames.State(g->frames)) : 0;

    // ---- throw and fatal called by Go code

    /// <summary>kind 0: fatal (user error), 1: throw.</summary>
    private static void Leave(G* g, long text, long n, long kind)
    {
        long* f = Sched.PushNative(g, NativeFunc.FatalText, 4);
        f[1] = text;
        f[2] = n;
        f[3] = kind;
        Sched.LeaveNative(g);
    }

    internal static void TextStep(G* g, long* f)
    {
        RuntimeRoot* rt = g->root;
        string text = Encoding.UTF8.GetString((byte*)f[1], (int)f[2]);
        Freeze(rt);
        StringBuilder sb = new();
        for (PanicRec* p = g->panic; p != null; p = p->link) if (p->goexit == 0) { sb.Append("panic: ").Append(Traceback.ValueText(p)).Append(p->recovered != 0 ? " [recovered]\n\t" : "\n\t"); break; }
        sb.Append("fatal error: ").Append(text).Append('\n');
        Print(sb.ToString());
        Traceback.PrintAll(rt, g);
        Linux.Exit(2);
    }

    [GoSymbol("runtime.fatal", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void GoFatal(G* g, long text, long n) => Leave(g, text, n, 0);

    [GoSymbol("runtime.throw", CallClass.PanicOnly)]
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    public static void GoThrow(G* g, long text, long n) => Leave(g, text, n, 1);

    /// <summary>Ends the process after a panic: runtime.fatalpanic has printed the values.</summary>
    [GoSymbol("runtime.dopanic", CallClass.Suspends)]
    public static void DoPanic(G* g)
    {
        Sched.PushNative(g, NativeFunc.FatalPanic, 1);
        Sched.LeaveNative(g);
    }
}
