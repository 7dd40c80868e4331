// Inlines small leaf functions: accessors, comparisons, conversions, one-line helpers. It removes more status tests than any analysis could.
//
//     t = call leaf(a, b+1)        p' = a; q' = b+1; …leaf's statements over fresh variables…; t = its result
//
// N1  Only functions that call no Go code, have no loop, no defer, no area and no recover: none of their frames is ever seen by runtime.Callers.
//     They may call natives that do not suspend, panic included. A panic inside shows the caller at the line of the call.
// N2  Results are assigned after everything of the body, so a failed check leaves the caller's variables as they were (E5 of the emitter relies on it).
// N3  Bottom-up by rounds: a function that became a leaf is a candidate of the next round.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

/// <summary>A function that may be inlined in any package. Its IR does not change any more.</summary>
public sealed record InlineBody(Function F, SymbolTable Symbols);

public static class Inline
{
    private const int MaxNodes = 80, MaxBlocks = 8, MaxHostNodes = 40_000, Rounds = 3;

    /// <summary>Inlines into all functions of a package; afterwards the package's own candidates are handed to publish.</summary>
    public static void Run(IReadOnlyList<Function> funcs, SymbolTable syms, Func<string, bool> native, Func<string, CallClass?> nativeClass, Func<string, InlineBody?> outside, Action<string, InlineBody> publish)
    {
        var own = new Dictionary<int, int>();
        for (int i = 0; i < funcs.Count; i++)
            if (!native(funcs[i].Symbol)) own[syms.Id(funcs[i].Symbol)] = i;
        var elsewhere = new Dictionary<int, InlineBody?>();
        var candidate = new bool[funcs.Count];
        var leafNatives = new Dictionary<int, bool>();
        bool LeafNative(int symbol)
        {
            if (!leafNatives.TryGetValue(symbol, out bool leaf))
            {
                string name = syms[symbol];
                leafNatives[symbol] = leaf = nativeClass(name) is CallClass.None or CallClass.PanicOnly && !name.Contains("aller", StringComparison.Ordinal);
            }
            return leaf;
        }
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < funcs.Count; i++) candidate[i] = IsCandidate(funcs[i], LeafNative);
            bool changed = false;
            for (int i = 0; i < funcs.Count; i++)
            {
                // candidates themselves call no Go code
                if (candidate[i] || funcs[i].Values.Count > MaxHostNodes) continue;
                changed |= Host(funcs[i]);
            }
            if (!changed) break;
        }
        for (int i = 0; i < funcs.Count; i++)
            if (candidate[i] && !native(funcs[i].Symbol)) publish(funcs[i].Symbol, new InlineBody(funcs[i], syms));

        bool Host(Function f)
        {
            bool changed = false;
            for (int b = 0; b < f.Blocks.Count; b++)
            {
                var stmts = f.Blocks[b].Stmts;
                for (int k = 0; k < stmts.Count; k++)
                {
                    var v = f.Values[stmts[k]];
                    if (v.Op != Op.Call) continue;
                    var c = f.Calls[v.A];
                    if (c.Kind != CalleeKind.Direct || c.Tail || c.NoReturn || f.Values.Count > MaxHostNodes) continue;
                    InlineBody? body;
                    if (own.TryGetValue(c.Symbol, out int callee)) body = candidate[callee] && funcs[callee] != f ? new InlineBody(funcs[callee], syms) : null;
                    else if (!elsewhere.TryGetValue(c.Symbol, out body)) elsewhere[c.Symbol] = body = native(syms[c.Symbol]) ? null : outside(syms[c.Symbol]);
                    if (body == null || !Fits(body.F, c)) continue;
                    changed = true;
                    new Copier(f, syms, body, c, v.Line, v.Inl).Into(f.Blocks[b], k);
                    // the block may end here now; what followed is in a later block
                    k--;
                }
            }
            return changed;
        }
    }

    private static bool Fits(Function callee, CallInfo c)
    {
        if (callee.Params.Count != c.Args.Length || callee.Results.Count != c.Results.Length) return false;
        for (int i = 0; i < c.Args.Length; i++) if (callee.Vars[callee.Params[i]].Type != c.ArgTypes[i]) return false;
        for (int i = 0; i < c.Results.Length; i++) if (callee.Results[i] != c.ResultTypes[i]) return false;
        return true;
    }

    private static bool IsCandidate(Function f, Func<int, bool> leafNative)
    {
        if (f.NoInline || f.ExitBlock >= 0 || f.Areas.Count > 0 || f.Blocks.Count > 24 || (f.Flags & (FuncFlags.HasRecover | FuncFlags.TakesContext | FuncFlags.Closure | FuncFlags.Wrapper | FuncFlags.RuntimeInternal)) != 0) return false;
        int nodes = 0, blocks = 0;
        foreach (var b in f.Blocks)
        {
            if (b.Stmts.Count == 1 && f.Values[b.Stmts[0]].Op == Op.Unreachable) continue;     // dropped by lowering
            if (++blocks > MaxBlocks) return false;
            foreach (int s in b.Stmts)
            {
                var v = f.Values[s];
                if (v.Op == Op.Call)
                {
                    var c = f.Calls[v.A];
                    if (c.Kind != CalleeKind.Direct || c.Tail || !leafNative(c.Symbol)) return false;
                    nodes += 5;
                    foreach (int a in c.Args) nodes += Nodes(f, a);
                }
                else nodes += StmtNodes(f, v);
                if (nodes > MaxNodes) return false;
            }
        }
        return !Suspend.Cfg.HasCycle(f);
    }

    private static int StmtNodes(Function f, in Value v)
    {
        int n = 1;
        switch (v.Op)
        {
            case Op.SetVar: return 1 + Nodes(f, v.B);
            case Op.Store or Op.StorePtr or Op.MoveMem: return 1 + Nodes(f, v.A) + Nodes(f, v.B);
            case Op.Check or Op.If or Op.Switch or Op.KeepAlive or Op.ZeroMem: return 1 + Nodes(f, v.A);
            case Op.Return:
                for (int i = 0; i < v.C; i++) n += Nodes(f, f.Extra[v.B + i]);
                return n;
            default: return 1;
        }
    }

    private static int Nodes(Function f, int id)
    {
        var v = f.Values[id];
        int n = 1;
        switch (v.Op)
        {
            case Op.RecoverTok: return 1000;
            case Op.Load: return 1 + Nodes(f, v.A);
            case Op.NativeExpr:
                for (int i = 0; i < v.C; i++) n += Nodes(f, f.Extra[v.B + i]);
                return n + 2;
        }
        int k = Verify.Operands(v.Op);
        if (k > 0) n += Nodes(f, v.A);
        if (k > 1) n += Nodes(f, v.B);
        if (k > 2) n += Nodes(f, v.C);
        return n;
    }

    // Copies one body into a host.
    private sealed class Copier(Function host, SymbolTable syms, InlineBody body, CallInfo call, int line, int inl)
    {
        private readonly Function _from = body.F;
        private readonly int[] _vars = new int[body.F.Vars.Count];
        private readonly int[] _blocks = new int[body.F.Blocks.Count];
        private int _top;                           // the number of this call among the host's inlined calls
        private int _next = -1;                     // block behind the call, made when the body has several

        public void Into(Block at, int index)
        {
            var stmts = at.Stmts;
            host.Inlined.Add(new InlinedCall(inl, line, _from.Symbol, _from.DisplayName, _from.File, _from.StartLine, _from.Flags));
            _top = host.Inlined.Count;
            foreach (var n in _from.Inlined) host.Inlined.Add(n with { Parent = n.Parent + _top });
            var rest = stmts.GetRange(index + 1, stmts.Count - index - 1);
            stmts.RemoveRange(index, stmts.Count - index);
            for (int i = 0; i < _vars.Length; i++) _vars[i] = host.NewVar(_from.Vars[i].Type, _from.Vars[i].Name);
            for (int i = 0; i < call.Args.Length; i++) Add(stmts, new Value { Op = Op.SetVar, A = _vars[_from.Params[i]], B = call.Args[i], Line = line, Inl = inl });
            bool straight = _from.Values[_from.Blocks[0].Stmts[^1]].Op == Op.Return;
            if (straight)
            {
                Copy(_from.Blocks[0], stmts);
                stmts.AddRange(rest);
                return;
            }
            var next = host.NewBlock();
            _next = next.Id;
            next.Stmts.AddRange(rest);
            for (int i = 0; i < _blocks.Length; i++) _blocks[i] = i == 0 ? at.Id : host.NewBlock().Id;
            for (int i = 0; i < _blocks.Length; i++) Copy(_from.Blocks[i], host.Blocks[_blocks[i]].Stmts);
        }

        private void Add(List<int> to, in Value v) => to.Add(host.Add(v));

        private void Copy(Block b, List<int> to)
        {
            foreach (int s in b.Stmts)
            {
                var v = _from.Values[s];
                switch (v.Op)
                {
                    case Op.Nop: continue;
                    case Op.SetVar: v.A = _vars[v.A]; v.B = Expr(v.B); break;
                    case Op.Store or Op.StorePtr or Op.MoveMem: v.A = Expr(v.A); v.B = Expr(v.B); break;
                    case Op.ZeroMem or Op.KeepAlive: v.A = Expr(v.A); break;
                    case Op.Check: v.A = Expr(v.A); v.B = v.B == 0 ? 0 : Expr(v.B); v.C = v.C == 0 ? 0 : Expr(v.C); break;
                    case Op.Jump: v.A = _blocks[v.A]; break;
                    case Op.If: v.A = Expr(v.A); v.B = _blocks[v.B]; v.C = _blocks[v.C]; break;
                    case Op.Switch:
                    {
                        v.A = Expr(v.A);
                        var targets = new int[v.C];
                        for (int i = 0; i < targets.Length; i++) targets[i] = _blocks[_from.Extra[v.B + i]];
                        v.B = host.AddExtra(targets);
                        break;
                    }
                    case Op.Call: v.A = Call(_from.Calls[v.A]); break;
                    case Op.Return:
                        Results(v, to);
                        continue;
                }
                v.Inl += _top;
                Add(to, v);
            }
        }

        // Results are expressions over the copy's variables: assigning one cannot change another. A pointer result dropped is not evaluated at all.
        private void Results(in Value v, List<int> to)
        {
            for (int i = 0; i < v.C; i++)
            {
                if (call.Results[i] < 0) continue;
                int e = Expr(_from.Extra[v.B + i]);
                Add(to, new Value { Op = Op.SetVar, A = call.Results[i], B = e, Line = v.Line, Inl = v.Inl + _top });
            }
            if (_next >= 0) Add(to, new Value { Op = Op.Jump, A = _next, Line = v.Line, Inl = v.Inl + _top });
        }

        private int Symbol(int s) => ReferenceEquals(body.Symbols, syms) ? s : syms.Id(body.Symbols[s]);

        private int Call(CallInfo c)
        {
            var n = new CallInfo { Kind = c.Kind, NoReturn = c.NoReturn, Symbol = Symbol(c.Symbol), Class = c.Class, ArgTypes = c.ArgTypes, ResultTypes = c.ResultTypes, Args = new int[c.Args.Length], Results = new int[c.Results.Length] };
            for (int i = 0; i < c.Args.Length; i++) n.Args[i] = Expr(c.Args[i]);
            for (int i = 0; i < c.Results.Length; i++) n.Results[i] = c.Results[i] < 0 ? -1 : _vars[c.Results[i]];
            host.Calls.Add(n);
            return host.Calls.Count - 1;
        }

        private int Expr(int id)
        {
            var v = _from.Values[id];
            switch (v.Op)
            {
                case Op.Const or Op.FConst: break;
                case Op.Var: v.A = _vars[v.A]; break;
                case Op.SymAddr or Op.FuncId: v.A = Symbol(v.A); break;
                case Op.Load: v.A = Expr(v.A); break;
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
}
