// Copies statements and expressions of one function into another. What a variable, area slot, block, symbol or inlined call becomes there is the
// business of the copy at hand (Compact, InlineCopier); which operands an operation has stands here, once.
namespace GoClr.Compiler.IR;

internal abstract class Copier(Function from, Function to)
{
    protected readonly Function From = from, To = to;

    /// <summary>The variable of the copy; not called with -1.</summary>
    protected abstract int MapVar(int v);
    protected abstract int MapArea(int a);
    protected abstract int MapBlock(int b);
    /// <summary>Number of an inlined call, 0: none (Value.Inl).</summary>
    protected abstract int MapInlined(int k);
    protected virtual int MapSymbol(int s) => s;

    private int VarOrNone(int v) => v < 0 ? v : MapVar(v);

    /// <summary>A statement's value with all it refers to copied; not yet added to a block.</summary>
    protected Value Statement(int s)
    {
        var v = From.Values[s];
        v.Inl = MapInlined(v.Inl);
        switch (v.Op)
        {
            case Op.SetVar:
                v.A = MapVar(v.A);
                v.B = Expr(v.B);
                break;
            case Op.Store or Op.StorePtr or Op.MoveMem:
                v.A = Expr(v.A);
                v.B = Expr(v.B);
                break;
            case Op.ZeroMem or Op.KeepAlive: v.A = Expr(v.A); break;
            case Op.Check:
                v.A = Expr(v.A);
                if (v.B != 0) v.B = Expr(v.B);
                if (v.C != 0) v.C = Expr(v.C);
                break;
            case Op.Jump: v.A = MapBlock(v.A); break;
            case Op.If:
                v.A = Expr(v.A);
                v.B = MapBlock(v.B);
                v.C = MapBlock(v.C);
                break;
            case Op.Switch:
            {
                v.A = Expr(v.A);
                var targets = new int[v.C];
                for (int i = 0; i < targets.Length; i++) targets[i] = MapBlock(From.Extra[v.B + i]);
                v.B = To.AddExtra(targets);
                break;
            }
            case Op.Return: v.B = Exprs(v.B, v.C); break;
            case Op.Call:
                To.Calls.Add(Call(From.Calls[v.A]));
                v.A = To.Calls.Count - 1;
                break;
        }
        return v;
    }

    protected virtual CallInfo Call(CallInfo call)
    {
        var c = call.Clone();
        c.Symbol = c.Symbol < 0 ? c.Symbol : MapSymbol(c.Symbol);
        c.Target = VarOrNone(c.Target);
        for (int i = 0; i < c.Args.Length; i++) c.Args[i] = Expr(c.Args[i]);
        for (int i = 0; i < c.Results.Length; i++) c.Results[i] = VarOrNone(c.Results[i]);
        return c;
    }

    protected int Exprs(int at, int n)
    {
        var copies = new int[n];
        for (int i = 0; i < n; i++) copies[i] = Expr(From.Extra[at + i]);
        return To.AddExtra(copies);
    }

    protected int Expr(int id)
    {
        var v = From.Values[id];
        v.Inl = MapInlined(v.Inl);
        switch (v.Op)
        {
            case Op.Const or Op.FConst or Op.RecoverTok: break;
            case Op.Var: v.A = MapVar(v.A); break;
            case Op.SymAddr or Op.FuncId: v.A = MapSymbol(v.A); break;
            case Op.AreaAddr: v.A = MapArea(v.A); break;
            case Op.NativeExpr:
                v.A = MapSymbol(v.A);
                v.B = Exprs(v.B, v.C);
                break;
            default:
                int n = Verify.Operands(v.Op);
                if (n > 0) v.A = Expr(v.A);
                if (n > 1) v.B = Expr(v.B);
                if (n > 2) v.C = Expr(v.C);
                break;
        }
        return To.Add(v);
    }
}
