// A copy of a function without what nothing leads to: blocks, values, variables, area slots, call records, inlined calls. It shares nothing with the
// original that passes change.
using System.Collections.Generic;

namespace GoClr.Compiler.IR;

internal sealed class Compact : Copier
{
    private readonly int[] _blocks, _vars, _areas, _inlined;

    private Compact(Function f) : base(f, new Function(f.Symbol)
    {
        DisplayName = f.DisplayName, File = f.File, StartLine = f.StartLine, EndLine = f.EndLine, Flags = f.Flags, DupOk = f.DupOk, NoPreempt = f.NoPreempt, NoInline = f.NoInline,
        EscapeTag = f.EscapeTag, Results = [.. f.Results],
    })
    {
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
        foreach (int p in From.Params) _vars[p] = To.NewParam(From.Vars[p].Type, From.Vars[p].Name, From.Vars[p].Length);
        var order = new List<int>();
        void Reach(int b)
        {
            if (_blocks[b] >= 0) return;
            _blocks[b] = To.NewBlock().Id;
            order.Add(b);
        }
        Reach(0);
        if (From.ExitBlock >= 0) Reach(From.ExitBlock);
        for (int i = 0; i < order.Count; i++)
        {
            var last = From.Values[From.Blocks[order[i]].Stmts[^1]];
            for (int k = 0; k < Suspend.Cfg.SuccCount(last); k++) Reach(Suspend.Cfg.SuccBlock(From, last, k));
        }
        if (From.ExitBlock >= 0) To.ExitBlock = _blocks[From.ExitBlock];
        if (From.DeferVar >= 0) To.DeferVar = MapVar(From.DeferVar);
        foreach (int c in From.DeferClosures) To.DeferClosures.Add(MapVar(c));
        foreach (int b in order)
        {
            var to = To.Blocks[_blocks[b]];
            to.NoPoll = From.Blocks[b].NoPoll;
            foreach (int s in From.Blocks[b].Stmts)
                if (From.Values[s].Op != Op.Nop) to.Stmts.Add(To.Add(Statement(s)));
        }
        return To;
    }

    protected override int MapVar(int v)
    {
        if (_vars[v] < 0) _vars[v] = To.NewVar(From.Vars[v].Type, From.Vars[v].Name, From.Vars[v].Length);
        return _vars[v];
    }

    protected override int MapArea(int a)
    {
        var x = From.Areas[a];
        if (_areas[a] < 0) _areas[a] = To.NewArea(x.Size, x.Align, x.PtrMask, x.Name);
        return _areas[a];
    }

    protected override int MapBlock(int b) => _blocks[b];

    protected override int MapInlined(int k)
    {
        if (k == 0 || _inlined[k] != 0) return _inlined[k];
        var n = From.Inlined[k - 1];
        int parent = MapInlined(n.Parent);
        To.Inlined.Add(n with { Parent = parent });
        return _inlined[k] = To.Inlined.Count;
    }
}
