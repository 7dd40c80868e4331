// What inlining leaves behind: copies of arguments, conditions on constants, calls through func values and itabs that are known now.
//
//     p' = x; … p' …                         … x …              p' assigned once, x never changes or is a constant
//     fv = &closure; calli fv(a)             call F(fv, a)      the closure's code word is known
//     if 1 b2 b3                             jump b2            what nothing leads to is emptied
//     t = 0; jump b  …  b: if t b2 b3        t = 0; jump b3
//
// P1  A variable is replaced only where its single assignment dominates the use; a use in EXIT, which is entered from anywhere, is never replaced.
// P2  What replaces it is a constant, an address of data or of an area, or another variable with a single assignment that dominates this one.
// P3  Loop headers stay: no jump is led past one, so loops keep one entry.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal sealed class Simplify : ExprVisitor
{
    private struct Def { public int Count, Block, Index, Stmt; }

    private readonly Func<int, long, int> _codeAt;      // data symbol, offset → function symbol of the code word there, -1
    private readonly int _newobject;
    private Def[] _defs = [];
    private int[] _uses = [];
    private Cfg? _cfg;
    private int _block, _index;                         // of the statement being visited
    private bool _changed;
    /// <summary>More calls go to known functions than before.</summary>
    public bool FoundCalls { get; private set; }
    /// <summary>Something may be gained by one more round.</summary>
    public bool Changed { get; private set; }

    public Simplify(Function f, int newobject, Func<int, long, int> codeAt) : base(f)
    {
        _newobject = newobject;
        _codeAt = codeAt;
    }

    public void Run()
    {
        for (int round = 0; round < 4; round++)
        {
            _changed = false;
            CollectDefs();
            Propagate();
            _changed |= ConstFlow.Run(F);
            Branches();
            Devirtualize();
            Overwritten();
            Sweep();
            Changed |= _changed;
            if (!_changed) return;
        }
    }

    // ---------------------------------------------------------------- definitions

    private void CollectDefs()
    {
        _defs = new Def[F.Vars.Count];
        _cfg = null;
        for (int i = 0; i < F.Params.Count; i++) _defs[F.Params[i]] = new Def { Count = 1, Index = -1 };
        foreach (var b in F.Blocks)
            for (int k = 0; k < b.Stmts.Count; k++)
            {
                var v = F.Values[b.Stmts[k]];
                if (v.Op == Op.SetVar) Define(v.A, b.Id, k, b.Stmts[k]);
                else if (v.Op == Op.Call)
                    foreach (int r in F.Calls[v.A].Results) if (r >= 0) Define(r, b.Id, k, b.Stmts[k]);
            }
        // the runtime reads and changes these in frames
        if (F.DeferVar >= 0) _defs[F.DeferVar].Count = 2;
        foreach (int c in F.DeferClosures) _defs[c].Count = 2;
    }

    private void Define(int v, int block, int index, int stmt)
    {
        ref var d = ref _defs[v];
        d = new Def { Count = d.Count + 1, Block = block, Index = index, Stmt = stmt };
    }

    private Cfg Graph => _cfg ??= new Cfg(F, _ => false);       // pieces are blocks

    private bool Before(in Def d, int block, int index)
    {
        if (d.Block == block) return d.Index < index && Graph.Rpo[block] >= 0;
        return Graph.Rpo[block] >= 0 && Graph.Rpo[d.Block] >= 0 && Graph.Dominates(d.Block, block);
    }

    private static bool IsConstLeaf(Op op) => op is Op.Const or Op.FConst or Op.SymAddr or Op.FuncId or Op.AreaAddr;

    // The value of a variable at the current place as a leaf, if it is one that may be written there.
    private bool ValueOf(int var, out Value leaf)
    {
        leaf = default;
        bool found = false;
        var (block, index) = (_block, _index);
        for (int hops = 0; hops < 16; hops++)
        {
            ref var d = ref _defs[var];
            if (d.Count != 1 || d.Index < 0 || F.Values[d.Stmt].Op != Op.SetVar) return found;
            var e = F.Values[F.Values[d.Stmt].B];
            if (!IsConstLeaf(e.Op) && !(e.Op == Op.Var && _defs[e.A].Count == 1)) return found;
            if (!Before(d, block, index)) return found;
            if (e.Op == Op.Var && !Before(_defs[e.A], d.Block, d.Index)) return found;
            leaf = e;
            found = true;
            if (e.Op != Op.Var) return true;
            (var, block, index) = (e.A, d.Block, d.Index);
        }
        return found;
    }

    private bool IsNewObject(int var)
    {
        ref var d = ref _defs[var];
        return d.Count == 1 && d.Index >= 0 && F.Values[d.Stmt] is { Op: Op.Call } v && F.Calls[v.A] is { Kind: CalleeKind.Direct } c && c.Symbol == _newobject && Before(d, _block, _index);
    }

    // ---------------------------------------------------------------- copies and constants

    private void Propagate()
    {
        bool any = false;
        foreach (ref var d in _defs.AsSpan())
        {
            if (d.Count != 1 || d.Index < 0 || F.Values[d.Stmt].Op != Op.SetVar) continue;
            var e = F.Values[F.Values[d.Stmt].B];
            any |= IsConstLeaf(e.Op) || e.Op == Op.Var && _defs[e.A].Count == 1;
        }
        _fold = any;
        foreach (var b in F.Blocks)
        {
            _block = b.Id;
            for (_index = 0; _index < b.Stmts.Count; _index++) Stmt(b.Stmts[_index]);
        }
    }

    private bool _fold;

    protected override void Leaf(int id)
    {
        ref var v = ref V(id);
        if (v.Op != Op.Var || !_fold || !ValueOf(v.A, out var leaf)) return;
        v = leaf with { Line = v.Line, Inl = v.Inl };
        _changed = true;
    }

    protected override void Target(CallInfo c)
    {
        if (_fold && ValueOf(c.Target, out var leaf) && leaf.Op == Op.Var && leaf.A != c.Target)
        {
            c.Target = leaf.A;
            _changed = true;
        }
    }

    protected override void Inner(int id)
    {
        var v = F.Values[id];
        if (v.Op is Op.Eq or Op.Ne && F.Values[v.B] is { Op: Op.Const, Imm: 0 })
        {
            var a = F.Values[v.A];
            if (a.Op is Op.SymAddr or Op.AreaAddr || a.Op == Op.Var && a.Type == IrType.Ptr && IsNewObject(a.A)) { Set(id, v.Op == Op.Ne ? 1 : 0); return; }
        }
        if (v.Op == Op.Add && F.Values[v.B] is { Op: Op.Const } c && F.Values[v.A] is { Op: Op.SymAddr or Op.AreaAddr } addr && v.Type == IrType.Ptr)
        {
            V(id) = addr with { Imm = addr.Imm + c.Imm, Line = v.Line, Inl = v.Inl };
            _changed = true;
            return;
        }
        if (Fold.Of(F, v) is { } folded) Set(id, folded);
        else if (v.Op == Op.Select && F.Values[v.A] is { Op: Op.Const } cond)
        {
            V(id) = F.Values[cond.Imm != 0 ? v.B : v.C];
            _changed = true;
        }
    }

    private void Set(int id, long value)
    {
        ref var v = ref V(id);
        v = new Value { Op = Op.Const, Type = v.Type, Imm = value, Line = v.Line, Inl = v.Inl };
        _changed = true;
    }

    // ---------------------------------------------------------------- branches

    private void Branches()
    {
        bool cut = false;
        foreach (var b in F.Blocks)
        {
            ref var v = ref V(b.Stmts[^1]);
            if (v.Op == Op.If && (F.Values[v.A].Op == Op.Const || v.B == v.C && !Reads(v.A)))
            {
                v = new Value { Op = Op.Jump, A = F.Values[v.A].Imm != 0 || v.B == v.C ? v.B : v.C, Line = v.Line, Inl = v.Inl };
                cut = true;
            }
            else if (v.Op == Op.Switch && F.Values[v.A] is { Op: Op.Const } c)
            {
                v = new Value { Op = Op.Jump, A = F.Extra[v.B + (int)(c.Imm >= 0 && c.Imm < v.C - 1 ? c.Imm : v.C - 1)], Line = v.Line, Inl = v.Inl };
                cut = true;
            }
            for (int k = 0; k < b.Stmts.Count - 1; k++)
            {
                ref var s = ref V(b.Stmts[k]);
                if (s.Op == Op.Check && F.Values[s.A] is { Op: Op.Const, Imm: not 0 }) { s = new Value { Op = Op.Nop, Line = s.Line, Inl = s.Inl }; _changed = true; }
            }
        }
        cut |= Thread();
        if (cut)
        {
            _cfg = null;
            RemoveUnreachable(F);
        }
        if (Straighten()) { cut = true; RemoveUnreachable(F); }
        if (!cut) return;
        _changed = true;
        _cfg = null;
    }

    private bool Reads(int id) => F.Values[id].Op is Op.Load or Op.NativeExpr || Verify.Operands(F.Values[id].Op) > 0;

    // A block that is nothing but a condition on one variable, entered from a block that ends by giving that variable a constant.
    private bool Thread()
    {
        bool any = false;
        foreach (var b in F.Blocks)
        {
            if (b.Stmts.Count != 1 || F.Values[b.Stmts[0]] is not { Op: Op.If } test) continue;
            int var = OnlyVar(test.A);
            if (var < 0 || b.Id >= Graph.Count || Graph.Rpo[b.Id] < 0 || Graph.HeaderDepth(b.Id) > 0 || Graph.P[b.Id].Poll) continue;
            ref var p = ref Graph.P[b.Id];
            for (int k = 0; k < p.PredCount; k++)
            {
                int from = Graph.Pred[p.PredStart + k];
                var stmts = F.Blocks[from].Stmts;
                if (Graph.Rpo[from] < 0 || F.Values[stmts[^1]] is not { Op: Op.Jump } j || j.A != b.Id) continue;
                for (int i = stmts.Count - 2; i >= 0 && i >= stmts.Count - 4; i--)
                {
                    var s = F.Values[stmts[i]];
                    if (s.Op == Op.Nop) continue;
                    if (s.Op != Op.SetVar) break;
                    if (s.A != var) continue;
                    if (F.Values[s.B] is { Op: Op.Const } c && Fold.With(F, test.A, c.Imm) is { } cond)
                    {
                        int to = cond != 0 ? test.B : test.C;
                        if (to == b.Id) break;
                        V(stmts[^1]).A = to;
                        any = true;
                    }
                    break;
                }
            }
        }
        return any;
    }

    // Blocks that are nothing but a jump are skipped, unless that would give a loop a second way back; a block with one way in joins the one before.
    private bool Straighten()
    {
        var g = Graph;
        int n = g.Count;
        bool any = false;
        for (int b = 0; b < n; b++)
        {
            if (g.Rpo[b] < 0) continue;
            var stmts = F.Blocks[b].Stmts;
            ref var last = ref V(stmts[^1]);
            switch (last.Op)
            {
                case Op.Jump: any |= Skip(ref last.A); break;
                case Op.If: any |= Skip(ref last.B) | Skip(ref last.C); break;
                case Op.Switch:
                    for (int k = 0; k < last.C; k++)
                    {
                        int t = F.Extra[last.B + k];
                        if (Skip(ref t)) { F.Extra[last.B + k] = t; any = true; }
                    }
                    break;
            }
        }
        if (any) { _cfg = null; g = Graph; }
        for (int b = 0; b < n; b++)
        {
            if (g.Rpo[b] < 0) continue;
            var stmts = F.Blocks[b].Stmts;
            while (stmts.Count > 0 && F.Values[stmts[^1]] is { Op: Op.Jump } j && j.A != b && j.A != 0 && j.A != F.ExitBlock && g.P[j.A].PredCount == 1 && g.HeaderDepth(j.A) == 0)
            {
                var next = F.Blocks[j.A];
                if (next.NoPoll != F.Blocks[b].NoPoll && next.NoPoll) break;
                stmts.RemoveAt(stmts.Count - 1);
                stmts.AddRange(next.Stmts);
                next.Stmts = [F.Add(new Value { Op = Op.Unreachable })];
                any = true;
            }
        }
        return any;

        bool Skip(ref int target)
        {
            bool moved = false;
            for (int hops = 0; hops < 8; hops++)
            {
                var t = F.Blocks[target];
                if (t.Stmts.Count != 1 || F.Values[t.Stmts[0]] is not { Op: Op.Jump } j || j.A == target || target == F.ExitBlock || target == 0) break;
                if (g.Rpo[target] < 0 || g.P[target].Poll || g.HeaderDepth(target) > 0 || g.P[j.A].Poll || g.HeaderDepth(j.A) > 0) break;
                target = j.A;
                moved = true;
            }
            return moved;
        }
    }

    private int OnlyVar(int id)
    {
        var v = F.Values[id];
        switch (v.Op)
        {
            case Op.Var: return v.A;
            case Op.Eq or Op.Ne or Op.LtS or Op.LeS or Op.GtS or Op.GeS when F.Values[v.B].Op == Op.Const: return F.Values[v.A].Op == Op.Var ? F.Values[v.A].A : -1;
            default: return -1;
        }
    }

    /// <summary>Empties the blocks that nothing leads to.</summary>
    public static void RemoveUnreachable(Function f)
    {
        var seen = new bool[f.Blocks.Count];
        var work = new Stack<int>();
        seen[0] = true;
        work.Push(0);
        if (f.ExitBlock >= 0 && !seen[f.ExitBlock])
        {
            seen[f.ExitBlock] = true;
            work.Push(f.ExitBlock);
        }
        while (work.TryPop(out int b))
        {
            var last = f.Values[f.Blocks[b].Stmts[^1]];
            for (int k = 0; k < Cfg.SuccCount(last); k++)
            {
                int t = Cfg.SuccBlock(f, last, k);
                if (seen[t]) continue;
                seen[t] = true;
                work.Push(t);
            }
        }
        foreach (var b in f.Blocks)
        {
            if (seen[b.Id] || b.Stmts.Count == 1 && f.Values[b.Stmts[0]].Op == Op.Unreachable) continue;
            b.Stmts = [f.Add(new Value { Op = Op.Unreachable })];
        }
    }

    // ---------------------------------------------------------------- calls

    private void Devirtualize()
    {
        CollectDefs();
        Dictionary<(bool Area, int Id), int>? codes = null;
        foreach (var b in F.Blocks)
            for (int k = 0; k < b.Stmts.Count; k++)
            {
                var v = F.Values[b.Stmts[k]];
                if (v.Op != Op.Call || F.Calls[v.A] is not { Kind: not CalleeKind.Direct } c) continue;
                (_block, _index) = (b.Id, k);
                int symbol = -1;
                Value context = default;
                if (ValueOf(c.Target, out var leaf) && leaf.Op == Op.SymAddr)
                {
                    symbol = c.Kind == CalleeKind.Interface ? _codeAt(leaf.A, leaf.Imm + Lower.Itabs.FunOffset + 8L * c.Slot) : _codeAt(leaf.A, leaf.Imm);
                    context = leaf;
                }
                else if (c.Kind == CalleeKind.Closure)
                {
                    (bool, int) key;
                    if (leaf.Op == Op.AreaAddr && leaf.Imm == 0) { key = (true, leaf.A); context = leaf; }
                    else if (leaf.Op is Op.Nop or Op.Var && IsNewObject(leaf.Op == Op.Var ? leaf.A : c.Target))
                    {
                        key = (false, leaf.Op == Op.Var ? leaf.A : c.Target);
                        context = new Value { Op = Op.Var, Type = IrType.Ptr, A = key.Item2 };
                    }
                    else continue;
                    codes ??= ClosureCodes();
                    if (codes.TryGetValue(key, out int code)) symbol = code;
                }
                if (symbol < 0) continue;
                // The code word's function takes the closure itself first; a method table's takes the data word, which is an argument already.
                if (c.Kind == CalleeKind.Closure)
                {
                    c.Args = [F.Add(context with { Line = v.Line, Inl = v.Inl }), .. c.Args];
                    c.ArgTypes = [IrType.Ptr, .. c.ArgTypes];
                }
                c.Kind = CalleeKind.Direct;
                c.Symbol = symbol;
                c.Target = -1;
                c.Class = CallClass.Suspends;
                FoundCalls = _changed = true;
            }
    }

    // Objects of this function (area slots, and variables that hold a new object) whose first word is stored once, from a static closure: symbol of the code.
    private Dictionary<(bool Area, int Id), int> ClosureCodes()
    {
        var codes = new Dictionary<(bool, int), int>();
        var scan = new FirstWords(F, codes, _codeAt);
        foreach (var b in F.Blocks)
            foreach (int s in b.Stmts) scan.Store(s);
        return codes;
    }

    private sealed class FirstWords(Function f, Dictionary<(bool, int), int> codes, Func<int, long, int> codeAt)
    {
        public void Store(int stmt)
        {
            var v = f.Values[stmt];
            if (v.Op is not (Op.Store or Op.StorePtr or Op.MoveMem or Op.ZeroMem)) return;
            var a = f.Values[v.A];
            long off = v.Op is Op.Store or Op.StorePtr ? v.Imm : 0;
            if (a.Op == Op.Add && f.Values[a.B] is { Op: Op.Const } c) { off += c.Imm; a = f.Values[a.A]; }
            (bool, int) key;
            if (a.Op == Op.AreaAddr) { off += a.Imm; key = (true, a.A); }
            else if (a.Op == Op.Var) key = (false, a.A);
            else return;
            if (off >= 8 || off + 16 < 0) return;
            int code = -1;
            if (v.Op == Op.Store && off == 0 && v.Mem == MemType.I64 && f.Values[v.B] is { Op: Op.Load, Mem: MemType.I64 } load && f.Values[load.A] is { Op: Op.SymAddr } sym)
                code = codeAt(sym.A, sym.Imm + load.Imm);
            codes[key] = codes.ContainsKey(key) ? -1 : code;
        }
    }

    // ---------------------------------------------------------------- what nobody reads

    // v = constant; … v = x in one block, with nothing between that reads v. In a function with EXIT a panic on the way would show it.
    private void Overwritten()
    {
        if (F.ExitBlock >= 0) return;
        var last = new Dictionary<int, int>();              // variable → statement that gave it a value nobody has read yet
        var reads = new Reader(F, last);
        foreach (var b in F.Blocks)
        {
            last.Clear();
            foreach (int s in b.Stmts)
            {
                reads.Visit(s);
                var v = F.Values[s];
                if (v.Op != Op.SetVar) continue;
                if (last.TryGetValue(v.A, out int dead)) { V(dead) = new Value { Op = Op.Nop, Line = F.Values[dead].Line, Inl = F.Values[dead].Inl }; _changed = true; }
                if (IsConstLeaf(F.Values[v.B].Op)) last[v.A] = s;
                else last.Remove(v.A);
            }
        }
    }

    private sealed class Reader(Function f, Dictionary<int, int> last) : ExprVisitor(f)
    {
        public void Visit(int s)
        {
            if (last.Count == 0) return;
            Stmt(s);
            if (F.Values[s] is { Op: Op.Call } v) foreach (int r in F.Calls[v.A].Results) if (r >= 0) last.Remove(r);
        }

        protected override void Leaf(int id) { if (F.Values[id].Op == Op.Var) last.Remove(F.Values[id].A); }
        protected override void Target(CallInfo c) => last.Remove(c.Target);
    }

    private void Sweep()
    {
        for (int round = 0; round < 3; round++)
        {
            var counter = new Counter(F);
            _uses = counter.Count();
            bool any = false;
            foreach (var b in F.Blocks)
            {
                int kept = 0;
                for (int k = 0; k < b.Stmts.Count; k++)
                {
                    int s = b.Stmts[k];
                    ref var v = ref V(s);
                    bool drop = v.Op == Op.Nop && b.Stmts.Count > 1;
                    if (v.Op == Op.SetVar && _uses[v.A] == 0 && F.Values[v.B].Op != Op.RecoverTok && v.A != F.DeferVar && !F.DeferClosures.Contains(v.A)) drop = any = true;
                    else if (v.Op == Op.Call)
                    {
                        var r = F.Calls[v.A].Results;
                        for (int i = 0; i < r.Length; i++) if (r[i] >= 0 && _uses[r[i]] == 0) r[i] = -1;
                    }
                    if (!drop) b.Stmts[kept++] = s;
                }
                if (kept < b.Stmts.Count) b.Stmts.RemoveRange(kept, b.Stmts.Count - kept);
            }
            if (!any) return;
            _changed = true;
        }
    }

    private sealed class Counter(Function f) : ExprVisitor(f)
    {
        private readonly int[] _uses = new int[f.Vars.Count];

        public int[] Count()
        {
            foreach (var b in F.Blocks)
                foreach (int s in b.Stmts) Stmt(s);
            return _uses;
        }

        protected override void Leaf(int id)
        {
            if (F.Values[id].Op == Op.Var) _uses[F.Values[id].A]++;
        }

        protected override void Target(CallInfo c) => _uses[c.Target]++;
    }
}
