// What a function's body costs where it is inlined, and the limits. One node of an expression or statement is one unit, as in gc, whose budget is 80
// nodes of the syntax tree; ours count after lowering, so a check or a field access weighs more here and a call less.
using System;
using GoClr.Abi;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Passes;

/// <summary>The numbers that decide about inlining.</summary>
public sealed record InlineBudget
{
    /// <summary>A body of at most this cost is inlined wherever it is called.</summary>
    public int Max { get; init; } = 80;
    /// <summary>For a body that calls one of its parameters, where the argument is a known closure; and for the closure of a literal called there.</summary>
    public int WithClosure { get; init; } = 240;
    /// <summary>For a literal that is called in one place only: its code moves there.</summary>
    public int CalledOnce { get; init; } = 800;
    /// <summary>A host beyond this size takes only bodies of at most MaxInBig.</summary>
    public int BigHost { get; init; } = 5000;
    public int MaxInBig { get; init; } = 20;
    /// <summary>No host grows beyond this.</summary>
    public int MaxHost { get; init; } = 40_000;
    /// <summary>A call that stays: its own nodes, the test of the status after it, its part of the frame.</summary>
    public int Call { get; init; } = 35;
    /// <summary>A call of a native that does not suspend.</summary>
    public int NativeCall { get; init; } = 5;
    /// <summary>Bytes of area that a body may bring, and that a host may have afterwards.</summary>
    public int MaxArea { get; init; } = 96;
    public int MaxHostArea { get; init; } = 512;
    /// <summary>Blocks of a body.</summary>
    public int MaxBlocks { get; init; } = 24;
}

/// <summary>Cost of one function.</summary>
internal readonly record struct InlineCost(int Nodes, bool CallsParam, bool Loops, bool CallsGo)
{
    public const int Never = int.MaxValue;

    /// <summary>The cost of a body, Nodes = Never if it must not be inlined.</summary>
    public static InlineCost Of(Function f, InlineBudget budget, Func<int, CallClass?> native, Func<int, bool> needsOwnFrame)
    {
        if (f.NoInline || f.ExitBlock >= 0 || (f.Flags & FuncFlags.HasRecover) != 0) return new(Never, false, false, false);
        int area = 0;
        foreach (var a in f.Areas) area += a.Size;
        if (area > budget.MaxArea) return new(Never, false, false, false);
        int limit = Math.Max(budget.WithClosure, budget.CalledOnce), nodes = 0, blocks = 0;
        bool param = false, go = false;
        foreach (var b in f.Blocks)
        {
            if (b.Stmts.Count == 1 && f.Values[b.Stmts[0]].Op == Op.Unreachable) continue;     // nothing leads there
            blocks++;
            foreach (int s in b.Stmts)
            {
                var v = f.Values[s];
                if (v.Op == Op.Call)
                {
                    var c = f.Calls[v.A];
                    if (c.Kind == CalleeKind.Direct)
                    {
                        if (needsOwnFrame(c.Symbol)) return new(Never, false, false, false);
                        bool light = native(c.Symbol) is CallClass.None or CallClass.PanicOnly;
                        go |= !light;
                        nodes += light ? budget.NativeCall : budget.Call;
                    }
                    else
                    {
                        go = true;
                        nodes += budget.Call;
                        param |= f.Vars[c.Target].ParamIndex >= 0;
                    }
                    foreach (int a in c.Args) nodes += Count(f, a);
                }
                else nodes += Stmt(f, v);
                if (nodes > limit) return new(Never, false, false, false);
            }
        }
        if (blocks > budget.MaxBlocks && nodes > budget.Max || blocks > 4 * budget.MaxBlocks) return new(Never, false, false, false);
        return new(nodes, param, Suspend.Cfg.HasCycle(f), go);
    }

    private static int Stmt(Function f, in Value v)
    {
        int n = 1;
        switch (v.Op)
        {
            case Op.Nop: return 0;
            case Op.SetVar: return 1 + Count(f, v.B);
            case Op.Store or Op.StorePtr or Op.MoveMem: return 1 + Count(f, v.A) + Count(f, v.B);
            case Op.Check or Op.If or Op.Switch or Op.KeepAlive or Op.ZeroMem: return 1 + Count(f, v.A);
            case Op.Return:
                for (int i = 0; i < v.C; i++) n += Count(f, f.Extra[v.B + i]);
                return n;
            default: return 1;
        }
    }

    private static int Count(Function f, int id)
    {
        var v = f.Values[id];
        int n = 1;
        switch (v.Op)
        {
            case Op.NativeExpr:
                for (int i = 0; i < v.C; i++) n += Count(f, f.Extra[v.B + i]);
                return n + 2;
        }
        int k = Verify.Operands(v.Op);
        if (k > 0) n += Count(f, v.A);
        if (k > 1) n += Count(f, v.B);
        if (k > 2) n += Count(f, v.C);
        return n;
    }
}
