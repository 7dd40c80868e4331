// Copies one body into its host, in the place of a call.
//
//     t = call f(a, b+1)        p' = a; q' = b+1; …statements of f over fresh variables and area slots…; t = its result
//
// N1  The results are assigned where the body returns, after all that can fail, so a failed check leaves the host's variables as they were (E5 of
//     the emitter relies on it).
// N2  Each copied statement names the inlined call it stands in (Value.Inl), so frames show what the source says.
// N3  A body may be copied into a loop: an area slot then keeps what the last turn left. Lowering never relies on zero but at a function's entry for
//     slots with pointers, whose old contents are pointers too.
using System.Collections.Generic;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

internal sealed class InlineCopier(Function host, SymbolTable syms, InlineBody body, CallInfo call, int line, int inl) : Copier(body.F, host)
{
    private readonly int[] _vars = new int[body.F.Vars.Count];
    private readonly int[] _areas = new int[body.F.Areas.Count];
    private readonly int[] _blocks = new int[body.F.Blocks.Count];
    private int _top;                           // number of this call among the host's inlined calls
    private int _next = -1;                     // block behind the call, made when the body has several

    /// <summary>Replaces the statement number index of the block.</summary>
    public void Into(Block at, int index)
    {
        var stmts = at.Stmts;
        To.Inlined.Add(new InlinedCall(inl, line, From.Symbol, From.DisplayName, From.File, From.StartLine, From.Flags));
        _top = To.Inlined.Count;
        foreach (var n in From.Inlined) To.Inlined.Add(n with { Parent = n.Parent + _top });
        var rest = stmts.GetRange(index + 1, stmts.Count - index - 1);
        stmts.RemoveRange(index, stmts.Count - index);
        for (int i = 0; i < _vars.Length; i++) _vars[i] = To.NewVar(From.Vars[i].Type, From.Vars[i].Name, From.Vars[i].Length);
        for (int i = 0; i < _areas.Length; i++)
        {
            var a = From.Areas[i];
            _areas[i] = a.Size == 0 ? 0 : To.NewArea(a.Size, a.Align, a.PtrMask, a.Name);
        }
        for (int i = 0; i < call.Args.Length; i++) Add(stmts, new Value { Op = Op.SetVar, A = _vars[From.Params[i]], B = call.Args[i], Line = line, Inl = inl });
        if (From.Values[From.Blocks[0].Stmts[^1]].Op == Op.Return)
        {
            Copy(From.Blocks[0], stmts);
            stmts.AddRange(rest);
            return;
        }
        var next = To.NewBlock();
        _next = next.Id;
        next.Stmts.AddRange(rest);
        // The entry may be the target of a loop's back edge; then it is a block of its own.
        bool entered = EntryIsTarget();
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = i == 0 && !entered ? at.Id : To.NewBlock().Id;
        if (entered) Add(stmts, new Value { Op = Op.Jump, A = _blocks[0], Line = line, Inl = inl });
        for (int i = 0; i < _blocks.Length; i++)
        {
            To.Blocks[_blocks[i]].NoPoll |= From.Blocks[i].NoPoll;
            Copy(From.Blocks[i], To.Blocks[_blocks[i]].Stmts);
        }
    }

    private bool EntryIsTarget()
    {
        foreach (var b in From.Blocks)
        {
            var last = From.Values[b.Stmts[^1]];
            for (int k = 0; k < Suspend.Cfg.SuccCount(last); k++)
                if (Suspend.Cfg.SuccBlock(From, last, k) == 0) return true;
        }
        return false;
    }

    private void Add(List<int> to, in Value v) => to.Add(To.Add(v));

    private void Copy(Block b, List<int> to)
    {
        bool tail = false;
        foreach (int s in b.Stmts)
        {
            var v = From.Values[s];
            if (v.Op == Op.Nop) continue;
            if (v.Op != Op.Return)
            {
                if (v.Op == Op.Call) tail = From.Calls[v.A].Tail;
                Add(to, Statement(s));
                continue;
            }
            for (int i = 0; i < v.C && !tail; i++)
            {
                if (call.Results[i] < 0) continue;
                Add(to, new Value { Op = Op.SetVar, A = call.Results[i], B = Expr(From.Extra[v.B + i]), Line = v.Line, Inl = MapInlined(v.Inl) });
            }
            if (_next >= 0) Add(to, new Value { Op = Op.Jump, A = _next, Line = v.Line, Inl = MapInlined(v.Inl) });
        }
    }

    // A call in tail position is an ordinary one here: its results are the host's.
    protected override CallInfo Call(CallInfo c)
    {
        var n = base.Call(c);
        if (!c.Tail) return n;
        n.Tail = false;
        n.Results = [.. call.Results];
        return n;
    }

    protected override int MapVar(int v) => _vars[v];
    protected override int MapArea(int a) => _areas[a];
    protected override int MapBlock(int b) => _blocks[b];
    protected override int MapInlined(int k) => k + _top;
    protected override int MapSymbol(int s) => ReferenceEquals(body.Symbols, syms) ? s : syms.Id(body.Symbols[s]);
}
