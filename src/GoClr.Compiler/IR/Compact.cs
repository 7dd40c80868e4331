// A copy of a function without what nothing leads to: blocks, values, variables, area slots, call records, inlined calls. It shares nothing with the
// original that passes change.
using System.Collections.Generic;

namespace GoClr.Compiler.IR;

internal sealed class Compact
{
    private readonly Function _from, _to;
    private readonly int[] _blocks, _vars, _areas, _inlined;

    private Compact(Function f)
    {
        _from = f;
        _to = new Function(f.Symbol)
        {
            DisplayName = f.DisplayName, File = f.File, StartLine = f.StartLine, EndLine = f.EndLine, Flags = f.Flags, DupOk = f.DupOk, NoPreempt = f.NoPreempt, NoInline = f.NoInline,
            EscapeTag = f.EscapeTag, Results = [.. f.Results],
        };
        _blocks = new int[f.Blocks.Count];
        _vars = new int[f.Vars.Count];
        _areas = new int[f.Areas.Count];
        _inlined = new int[f.Inlined.Count + 1];
        System.Array.Fill(_blocks, -1);
        System.Array.Fill(_vars, -1);
        System.Array.Fill(_areas, -1);
    }

    public static Function Of(Function f) => new Compact(f).Run();

    /// <summary>The same for the function itself.</summary>
    public static void InPlace(Function f)
    {
        var c = Of(f);
        (f.Values, f.Extra, f.Calls, f.Inlined, f.Vars, f.Areas, f.Blocks, f.Params) = (c.Values, c.Extra, c.Calls, c.Inlined, c.Vars, c.Areas, c.Blocks, c.Params);
        (f.ExitBlock, f.DeferVar, f.DeferClosures) = (c.ExitBlock, c.DeferVar, c.DeferClosures);
    }

    private Function Run()
    {
        foreach (int p in _from.Params) _vars[p] = _to.NewParam(_from.Vars[p].Type, _from.Vars[p].Name);
        var order = new List<int>();
        void Reach(int b)
        {
            if (_blocks[b] >= 0) return;
            _blocks[b] = _to.NewBlock().Id;
            order.Add(b);
        }
        Reach(0);
        if (_from.ExitBlock >= 0) Reach(_from.ExitBlock);
        for (int i = 0; i < order.Count; i++)
        {
            var last = _from.Values[_from.Blocks[order[i]].Stmts[^1]];
            for (int k = 0; k < Suspend.Cfg.SuccCount(last); k++) Reach(Suspend.Cfg.SuccBlock(_from, last, k));
        }
        if (_from.ExitBlock >= 0) _to.ExitBlock = _blocks[_from.ExitBlock];
        if (_from.DeferVar >= 0) _to.DeferVar = Var(_from.DeferVar);
        foreach (int c in _from.DeferClosures) _to.DeferClosures.Add(Var(c));
        foreach (int b in order)
        {
            var to = _to.Blocks[_blocks[b]];
            to.NoPoll = _from.Blocks[b].NoPoll;
            foreach (int s in _from.Blocks[b].Stmts)
                if (_from.Values[s].Op != Op.Nop) to.Stmts.Add(Stmt(s));
        }
        return _to;
    }

    private int Var(int v)
    {
        if (v < 0) return v;
        if (_vars[v] < 0) _vars[v] = _to.NewVar(_from.Vars[v].Type, _from.Vars[v].Name);
        return _vars[v];
    }

    private int Area(int a)
    {
        var x = _from.Areas[a];
        if (_areas[a] < 0) _areas[a] = _to.NewArea(x.Size, x.Align, x.PtrMask, x.Name);
        return _areas[a];
    }

    private int Inl(int k)
    {
        if (k == 0 || _inlined[k] != 0) return _inlined[k];
        var n = _from.Inlined[k - 1];
        int parent = Inl(n.Parent);
        _to.Inlined.Add(n with { Parent = parent });
        return _inlined[k] = _to.Inlined.Count;
    }

    private int Stmt(int s)
    {
        var v = _from.Values[s];
        v.Inl = Inl(v.Inl);
        switch (v.Op)
        {
            case Op.SetVar:
                v.A = Var(v.A);
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
            case Op.Jump: v.A = _blocks[v.A]; break;
            case Op.If:
                v.A = Expr(v.A);
                v.B = _blocks[v.B];
                v.C = _blocks[v.C];
                break;
            case Op.Switch:
            {
                v.A = Expr(v.A);
                var to = new int[v.C];
                for (int i = 0; i < to.Length; i++) to[i] = _blocks[_from.Extra[v.B + i]];
                v.B = _to.AddExtra(to);
                break;
            }
            case Op.Return: v.B = Exprs(v.B, v.C); break;
            case Op.Call:
            {
                var c = _from.Calls[v.A].Clone();
                c.Target = Var(c.Target);
                for (int i = 0; i < c.Args.Length; i++) c.Args[i] = Expr(c.Args[i]);
                for (int i = 0; i < c.Results.Length; i++) c.Results[i] = Var(c.Results[i]);
                _to.Calls.Add(c);
                v.A = _to.Calls.Count - 1;
                break;
            }
        }
        return _to.Add(v);
    }

    private int Exprs(int at, int n)
    {
        var to = new int[n];
        for (int i = 0; i < n; i++) to[i] = Expr(_from.Extra[at + i]);
        return _to.AddExtra(to);
    }

    private int Expr(int id)
    {
        var v = _from.Values[id];
        switch (v.Op)
        {
            case Op.Const or Op.FConst or Op.SymAddr or Op.FuncId or Op.RecoverTok: break;
            case Op.Var: v.A = Var(v.A); break;
            case Op.AreaAddr: v.A = Area(v.A); break;
            case Op.NativeExpr: v.B = Exprs(v.B, v.C); break;
            default:
                int n = Verify.Operands(v.Op);
                if (n > 0) v.A = Expr(v.A);
                if (n > 1) v.B = Expr(v.B);
                if (n > 2) v.C = Expr(v.C);
                break;
        }
        v.Inl = Inl(v.Inl);
        return _to.Add(v);
    }
}
