// reflect.call: calls a function of a type known only at run time with the arguments in a block of memory, and stores its results there.
//
// C1  The callee may suspend. What is left to do then (results from g.ret into the block) lies in a Restart frame below it: {block, frame type}.
//     Both are roots; the block does not move.
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime.Natives.reflect;

public static unsafe class FuncCall
{
    /// <summary>func call(stackArgsType *abi.Type, f, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs *abi.RegArgs)</summary>
    [GoSymbol("reflect.call", CallClass.Suspends)]
    public static void Call(G* g, long frametype, long fn, long block, int argSize, int retOffset, int frameSize, long regs)
    {
        var plan = Thunks.PlanOf((byte*)frametype);
        int n = plan.Params.Length, extra = plan.HasReceiver ? 0 : 1;
        long* words = stackalloc long[n + 1];
        if (extra != 0) words[0] = fn;
        for (int i = 0; i < n; i++) words[i + extra] = CallPlan.Read(plan.Params[i], (byte*)block);
        string signature = extra == 0 ? plan.Signature : plan.Signature.Insert(1, "L");
        Thunks.Caller(signature)(g, *(long*)fn, words);
        if (g->status != 0)
        {
            long* f = RestartFrame.Push(g, &Finish, 2);
            f[2] = block;
            f[3] = frametype;
            return;
        }
        StoreResults(g, plan, (byte*)block);
    }

    private static void Finish(G* g, long* frame)
    {
        byte* block = (byte*)frame[2];
        StoreResults(g, Thunks.PlanOf((byte*)frame[3]), block);
    }

    private static void StoreResults(G* g, CallPlan plan, byte* block)
    {
        for (int k = 0; k < plan.Results.Length; k++) CallPlan.Write(plan.Results[k], block, g->ret[k]);
    }
}

/// <summary>Functions made by reflect (MakeFunc, method values): their code is a thunk that comes here.</summary>
public static unsafe class FuncEntry
{
    /// <summary>func makeFuncCode(frametype *abi.Type, target func(ctxt, frame unsafe.Pointer), kind int) uintptr</summary>
    [GoSymbol("reflect.makeFuncCode", CallClass.None)]
    public static long MakeFuncCode(G* g, long frametype, long target, long kind) => Thunks.Entry(Thunks.PlanOf((byte*)frametype).Signature, target, (int)kind);

    /// <summary>func methodFuncCode(frametype *abi.Type, receiver uintptr) uintptr: the thunk of {thunk, code of a method}. receiver: bytes of the first parameter.</summary>
    [GoSymbol("reflect.methodFuncCode", CallClass.None)]
    public static long MethodFuncCode(G* g, long frametype, long receiver)
    {
        var plan = Thunks.PlanOf((byte*)frametype);
        int hidden = plan.Hidden.Length, words = 0;
        while (hidden + words < plan.Params.Length && plan.Params[hidden + words].Offset < receiver) words++;
        return Thunks.MethodEntry(plan.Signature, hidden, words);
    }

    /// <summary>words: hidden result pointers, then parameters. The frame type is in the context's argLen word (offset 16).</summary>
    public static void Enter(long gp, long ctxt, long target, long words)
    {
        G* g = (G*)gp;
        long* w = (long*)words;
        long frametype = *(long*)(ctxt + 16);
        var plan = Thunks.PlanOf((byte*)frametype);
        byte* block = Malloc.Newobject(g, (GoType*)frametype);
        int hidden = plan.Hidden.Length;
        for (int i = hidden; i < plan.Params.Length; i++)
        {
            var p = plan.Params[i];
            if (p.Kind == WordKind.Address) Unsafe.CopyBlock(block + p.Offset, (byte*)w[i], (uint)SizeAt(plan, i));
            else CallPlan.Write(p, block, w[i]);
        }
        ((delegate*<G*, long, long, long, void>)*(long*)target)(g, target, ctxt, (long)block);
        if (g->status != 0)
        {
            // The hidden pointers go into the frame: areas move when the stack grows.
            long* f = RestartFrame.Push(g, &Finish, 2 + hidden);
            f[2] = (long)block;
            f[3] = frametype;
            for (int i = 0; i < hidden; i++) f[4 + i] = w[i];
            return;
        }
        LoadResults(g, plan, block, w);
    }

    private static void Finish(G* g, long* frame)
    {
        var plan = Thunks.PlanOf((byte*)frame[3]);
        LoadResults(g, plan, (byte*)frame[2], frame + 4);
    }

    private static void LoadResults(G* g, CallPlan plan, byte* block, long* hidden)
    {
        for (int i = 0; i < plan.Hidden.Length; i++) Unsafe.CopyBlock((byte*)hidden[i], block + plan.Hidden[i].Offset, (uint)plan.Hidden[i].Size);
        for (int k = 0; k < plan.Results.Length; k++) g->ret[k] = CallPlan.Read(plan.Results[k], block);
    }

    private static int SizeAt(CallPlan plan, int i) => plan.ParamSizes[i];
}
