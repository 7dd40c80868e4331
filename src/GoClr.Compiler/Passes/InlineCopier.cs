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

internal sealed class InlineCopier(Function host, SymbolTable syms, InlineBody body, CallInfo call, int line, int inl)
{
    private readonly Function _from = body.F;
    private readonly int[] _vars = new int[body.F.Vars.Count];
    private readonly int[] _areas = new int[body.F.Areas.Count];
    private readonly int[] _blocks = new int[body.F.Blocks.Count];
    private int _top;                           // number of this call among the host's inlined calls
    private int _next = -1;                     // block behind the call, made when the body has several

    /// <summary>Replaces the statement number index of the block.</summary>
    public void Into(Block at, int index)
    {
        var stmts = at.Stmts;
        host.Inlined.Add(new InlinedCall(inl, line, _from.Symbol, _from.DisplayName, _from.File, _from.StartLine, _from.Flags));
        _top = host.Inlined.Count;
        foreach (var n in _from.Inlined) host.Inlined.Add(n with { Parent = n.Parent + _top });
        var rest = stmts.GetRange(index + 1, stmts.Count - index - 1);
        stmts.RemoveRange(index, stmts.Count - index);
        for (int i = 0; i < _vars.Length; i++) _vars[i] = host.NewVar(_from.Vars[i].Type, _from.Vars[i].Name, _from.Vars[i].Length);
        for (int i = 0; i < _areas.Length; i++)
        {
            var a = _from.Areas[i];
            _areas[i] = a.Size == 0 ? 0 : host.NewArea(a.Size, a.Align, a.PtrMask, a.Name);
        }
        for (int i = 0; i < call.Args.Length; i++) Add(stmts, new Value { Op = Op.SetVar, A = _vars[_from.Params[i]], B = call.Args[i], Line = line, Inl = inl });
        if (_from.Values[_from.Blocks[0].Stmts[^1]].Op == Op.Return)
        {
            Copy(_from.Blocks[0], stmts);
            stmts.AddRange(rest);
            return;
        }
        var next = host.NewBlock();
        _next = next.Id;
        next.Stmts.AddRange(rest);
        // The entry may be the target of a loop's back edge; then it is a block of its own.
        bool entered = EntryIsTarget();
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = i == 0 && !entered ? at.Id : host.NewBlock().Id;
        if (entered) Add(stmts, new Value { Op = Op.Jump, A = _blocks[0], Line = line, Inl = inl });
        for (int i = 0; i < _blocks.Length; i++)
        {
            host.Blocks[_blocks[i]].NoPoll |= _from.Blocks[i].NoPoll;
            Copy(_from.Blocks[i], host.Blocks[_blocks[i]].Stmts);
        }
    }

    private bool EntryIsTarget()
    {
        foreach (var b in _from.Blocks)
        {
            var last = _from.Values[b.Stmts[^1]];
            for (int k = 0; k < Suspend.Cfg.SuccCount(last); k++)
                if (Suspend.Cfg.SuccBlock(_from, last, k) == 0) return true;
        }
        return false;
    }

    private void Add(List<int> to, in Value v) => to.Add(host.Add(v));

    private void Copy(Block b, List<int> to)
    {
        bool tail = false;
        foreach (int s in b.Stmts)
        {
            var v = _from.Values[s];
            v.Inl += _top;
            switch (v.Op)
            {
                case Op.Nop: continue;
                case Op.SetVar:
                    v.A = _vars[v.A];
                    v.B = Expr(v.B);
                    break;
                case Op.Store or Op.StorePtr or Op.MoveMem:
                    v.A = Expr(v.A);
                    v.B = Expr(v.B);
                    break;
                case Op.ZeroMem or Op.KeepAlive: v.A = Expr(v.A); break;
                case Op.Check:
                    v.A = Expr(v.A);
                    v.B = v.B == 0 ? 0 : Expr(v.B);
                    v.C = v.C == 0 ? 0 : Expr(v.C);
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
                    var targets = new int[v.C];
                    for (int i = 0; i < targets.Length; i++) targets[i] = _blocks[_from.Extra[v.B + i]];
                    v.B = host.AddExtra(targets);
                    break;
                }
                case Op.Call:
                    tail = _from.Calls[v.A].Tail;
                    v.A = Call(_from.Calls[v.A]);
                    break;
                case Op.Return:
                    for (int i = 0; i < v.C && !tail; i++)
                    {
                        if (call.Results[i] < 0) continue;
                        int e = Expr(_from.Extra[v.B + i]);
                        Add(to, new Value { Op = Op.SetVar, A = call.Results[i], B = e, Line = v.Line, Inl = v.Inl });
                    }
                    if (_next >= 0) Add(to, new Value { Op = Op.Jump, A = _next, Line = v.Line, Inl = v.Inl });
                    continue;
            }
            Add(to, v);
        }
    }

    private int Symbol(int s) => ReferenceEquals(body.Symbols, syms) || s < 0 ? s : syms.Id(body.Symbols[s]);

    // A call in tail position is an ordinary one here: its results are the host's.
    private int Call(CallInfo c)
    {
        var n = new CallInfo
        {
            Kind = c.Kind, NoReturn = c.NoReturn, Symbol = Symbol(c.Symbol), Target = c.Target < 0 ? -1 : _vars[c.Target], Slot = c.Slot, Class = c.Class,
            ArgTypes = c.ArgTypes, ResultTypes = c.ResultTypes, Args = new int[c.Args.Length], Results = new int[c.Results.Length],
        };
        for (int i = 0; i < c.Args.Length; i++) n.Args[i] = Expr(c.Args[i]);
        for (int i = 0; i < c.Results.Length; i++) n.Results[i] = c.Tail ? call.Results[i] : c.Results[i] < 0 ? -1 : _vars[c.Results[i]];
        host.Calls.Add(n);
        return host.Calls.Count - 1;
    }

    private int Expr(int id)
    {
        var v = _from.Values[id];
        switch (v.Op)
        {
            case Op.Const or Op.FConst or Op.RecoverTok: break;
            case Op.Var: v.A = _vars[v.A]; break;
            case Op.SymAddr or Op.FuncId: v.A = Symbol(v.A); break;
            case Op.AreaAddr: v.A = _areas[v.A]; break;
            case Op.NativeExpr:
            {
                var args = new int[v.C];
                for (int i = 0; i < args.Length; i++) args[i] = Expr(_from.Extra[v.B + i]);
                v.A = Symbol(v.A);
                v.B = host.AddExtra(args);
                break;
            }
            default:
                int k = Verify.Operands(v.Op);
                if (k > 0) v.A = Expr(v.A);
                if (k > 1) v.B = Expr(v.B);
                if (k > 2) v.C = Expr(v.C);
                break;
        }
        v.Inl += _top;
        return host.Add(v);
    }
}
