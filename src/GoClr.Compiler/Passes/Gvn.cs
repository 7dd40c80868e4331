// Value numbering over the dominator tree, and everything that follows from knowing which values are equal and which conditions hold:
// constants and copies, loads that are known already, checks and branches that are decided.
//
//     check p != nil            p is not nil in all that this dominates: the second check of p, or of p+8, goes
//     x = load [p+8]            until memory may have changed, load [p+8] is x
//     if i < n then B           in B: i <= n - 1. With i >= 0 (a loop variable that starts at 0 and counts up) check i <u n goes
//
// G1  A read is replaced by another variable only where that variable surely holds the value: its current definition is the one that got it.
//     Ssa knows that in the block of the definition, and elsewhere of variables that are live across blocks or have one definition only.
// G2  Loads are known in their block and in blocks entered from it alone, up to a call. A store forgets what it may overlap: same base and
//     overlapping offsets, or bases that are not two different named objects.
// G3  No expression moves: a load or sum that cannot be evaluated earlier stays where it stands.
// G4  Loop variables (webs): a phi whose ways back only add constants not below 0 is at least what it came in with, provided no addition can
//     wrap: a condition that dominates it bounds the operand. Likewise downwards.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal sealed class Gvn
{
    private struct Known { public int Base, Value; public long Off; public MemType Mem; }
    private struct Holder { public int Var, Def, Block, Calls, Next; }

    private const int MaxKnown = 24;
    private readonly Function _f;
    private readonly SymbolTable _syms;
    private readonly Ssa _ssa;
    private readonly Cfg _cfg;
    private readonly ValueTable _t = new();
    private readonly Facts _facts;
    private readonly GvnParts _parts;
    private readonly int[] _vn;                       // definition → value, 0 none yet
    private readonly int[] _sets;                     // variable → number of definitions
    private readonly int[] _current;                  // variable → definition, where the walk is
    private readonly List<(int Var, int Old)> _currentLog = [];
    private int[] _holder = new int[256];             // value → newest holder
    private readonly List<Holder> _holders = [default];
    private readonly List<(int Value, int Old)> _holderLog = [];
    private List<Known> _memory = [];
    private readonly List<Known>?[] _memoryAt;        // at the end of a block with a successor that has no other way in
    private readonly int[] _cond;                     // block → condition of its If
    private readonly (int Then, int Else)[] _if;
    private int _block, _calls;
    public bool Changed;

    private Gvn(Function f, SymbolTable syms, GvnParts parts)
    {
        _f = f;
        _syms = syms;
        _parts = parts;
        _ssa = new Ssa(f);
        _cfg = _ssa.Cfg;
        _facts = new Facts(_t);
        _vn = new int[_ssa.Defs.Count];
        _sets = new int[f.Vars.Count];
        _current = new int[f.Vars.Count];
        _memoryAt = new List<Known>?[_cfg.Count];
        _cond = new int[_cfg.Count];
        _if = new (int, int)[_cfg.Count];
        for (int d = 1; d < _ssa.Defs.Count; d++)
            if (_ssa[d].Kind is DefKind.Set or DefKind.Result or DefKind.Param) _sets[_ssa[d].Var]++;
    }

    public static bool Run(Function f, SymbolTable syms, GvnParts parts = GvnParts.All)
    {
        var g = new Gvn(f, syms, parts);
        foreach (int r in g._ssa.Roots) g.Walk(r);
        return g.Changed;
    }

    private ref Value V(int id) => ref CollectionsMarshal.AsSpan(_f.Values)[id];

    // ---------------------------------------------------------------- the walk

    private void Walk(int root)
    {
        var stack = new Stack<(int Block, int Next, int Facts, int Holders, int Current)>();
        stack.Push((root, -1, 0, 0, 0));
        while (stack.TryPop(out var t))
        {
            var (b, next, facts, holders, current) = t;
            if (next < 0)
            {
                facts = _facts.Mark;
                holders = _holderLog.Count;
                current = _currentLog.Count;
                Block(b);
                next = 0;
            }
            if (_ssa.Children[b] is { } c && next < c.Count)
            {
                stack.Push((b, next + 1, facts, holders, current));
                stack.Push((c[next], -1, 0, 0, 0));
                continue;
            }
            _facts.Undo(facts);
            for (int k = _holderLog.Count - 1; k >= holders; k--) _holder[_holderLog[k].Value] = _holderLog[k].Old;
            _holderLog.RemoveRange(holders, _holderLog.Count - holders);
            for (int k = _currentLog.Count - 1; k >= current; k--) _current[_currentLog[k].Var] = _currentLog[k].Old;
            _currentLog.RemoveRange(current, _currentLog.Count - current);
            _memoryAt[b] = null;
        }
    }

    // The only way in, or -1.
    private int OnlyPred(int b)
    {
        ref var p = ref _cfg.P[b];
        int only = -1;
        for (int k = 0; k < p.PredCount; k++)
        {
            int q = _cfg.Pred[p.PredStart + k];
            if (_cfg.Rpo[q] < 0) continue;
            if (only >= 0) return -1;
            only = q;
        }
        return b == 0 || b == _cfg.ExitPiece ? -1 : only;
    }

    private void Block(int b)
    {
        _block = b;
        int pred = OnlyPred(b);
        _memory = pred >= 0 && pred == _cfg.Idom(b) && _memoryAt[pred] is { } m ? [.. m] : [];
        if (b == 0) foreach (int v in _f.Params) ValueOf(_ssa.AtEntry[v]);
        if (_ssa.AtRoot.TryGetValue(b, out var unknown)) foreach (int d in unknown) Current(_ssa[d].Var, d);
        if (pred >= 0 && _cond[pred] != 0 && _if[pred].Then != _if[pred].Else) _facts.Assume(_cond[pred], b == _if[pred].Then);
        for (int k = 0; k < _ssa.PhiCount[b]; k++) Phi(_ssa.FirstPhi[b] + k);
        var stmts = _f.Blocks[b].Stmts;
        for (int k = 0; k < stmts.Count; k++) Stmt(stmts[k]);
        ref var p = ref _cfg.P[b];
        for (int k = 0; k < p.SuccCount; k++)
            if (OnlyPred(_cfg.Succ[p.SuccStart + k]) == b) { _memoryAt[b] = _memory; break; }
    }

    private void Define(int def, int value)
    {
        _vn[def] = value;
        int var = _ssa[def].Var;
        Current(var, def);
        if (_t.Count > _holder.Length) Array.Resize(ref _holder, _t.Count * 2);
        _holderLog.Add((value, _holder[value]));
        _holders.Add(new Holder { Var = var, Def = def, Block = _block, Calls = _calls, Next = _holder[value] });
        _holder[value] = _holders.Count - 1;
        if (!_f.Vars[var].Length || _t[value].Op == Op.Const) return;
        _facts.AtLeast(value, 0);
        _facts.AtMost(value, ValueTable.MaxLength);
    }

    private void Current(int var, int def)
    {
        _currentLog.Add((var, _current[var]));
        _current[var] = def;
    }

    private int ValueOf(int def)
    {
        if (def == 0) return _t.Opaque(IrType.I64);
        if (_vn[def] != 0) return _vn[def];
        var v = _f.Vars[_ssa[def].Var];
        int vn = v.Length ? _t.Opaque(v.Type, 0, ValueTable.MaxLength) : _t.Opaque(v.Type);
        if (_ssa[def].Kind == DefKind.Param) Define(def, vn);
        return _vn[def] = vn;
    }

    private void Stmt(int s)
    {
        var v = V(s);
        switch (v.Op)
        {
            case Op.SetVar:
            {
                // i = i + 1 stays as it is, for StripMine to recognise
                bool step = V(v.B).Op is Op.Add or Op.Sub && V(V(v.B).A).Op == Op.Var && V(V(v.B).A).A == v.A;
                int vn = Num(v.B, step);
                Define(_ssa.DefAt[s], vn);
                break;
            }
            case Op.Store or Op.StorePtr:
            {
                int a = Num(v.A), x = Num(v.B);
                long off = v.Imm;
                var mem = v.Op == Op.StorePtr ? MemType.Ptr : v.Mem;
                Base(ref a, ref off);
                Forget(a, off, Size(mem));
                if (mem is MemType.I64 or MemType.Ptr or MemType.F64 or MemType.F32 or MemType.I32) Remember(a, off, mem, x);
                break;
            }
            case Op.MoveMem:
            {
                int a = Num(v.A);
                Num(v.B);
                long off = 0;
                Base(ref a, ref off);
                Forget(a, off, v.Imm);
                break;
            }
            case Op.ZeroMem:
            {
                int a = Num(v.A);
                long off = 0;
                Base(ref a, ref off);
                Forget(a, off, v.Imm);
                break;
            }
            case Op.KeepAlive: Num(v.A); break;
            case Op.Check:
            {
                int cond = Condition(v.A);
                if (v.B != 0) Num(v.B);
                if (v.C != 0) Num(v.C);
                bool on = (PanicKind)v.Imm == PanicKind.Nil ? (_parts & GvnParts.NilChecks) != 0 : (_parts & GvnParts.BoundsChecks) != 0;
                if (on && _facts.Decide(cond) > 0) { V(s) = new Value { Op = Op.Nop, Line = v.Line, Inl = v.Inl }; Changed = true; }
                else _facts.Assume(cond, true);
                break;
            }
            case Op.Call: Call(s, _f.Calls[v.A]); break;
            case Op.If:
            {
                int cond = Condition(v.A);
                _cond[_block] = cond;
                _if[_block] = (v.B, v.C);
                int d = (_parts & GvnParts.Branches) != 0 ? _facts.Decide(cond) : 0;
                if (d == 0) break;
                V(s) = new Value { Op = Op.Jump, A = d > 0 ? v.B : v.C, Line = v.Line, Inl = v.Inl };
                Changed = true;
                break;
            }
            case Op.Switch: Num(v.A); break;
            case Op.Return: for (int i = 0; i < v.C; i++) Num(_f.Extra[v.B + i]); break;
        }
    }

    private void Call(int s, CallInfo c)
    {
        foreach (int a in c.Args) Num(a);
        _memory.Clear();
        _calls++;
        int def = _ssa.DefAt[s];
        bool fresh = c.Kind == CalleeKind.Direct && _syms[c.Symbol] is "runtime.newobject" or "runtime.makeslice" or "runtime.growslice";
        for (int k = 0; k < c.Results.Length; k++)
        {
            if (c.Results[k] < 0) continue;
            bool length = _f.Vars[c.Results[k]].Length;
            Define(def++, _t.Opaque(c.ResultTypes[k], length ? 0 : long.MinValue, length ? ValueTable.MaxLength : long.MaxValue, fresh && k == 0));
        }
    }

    private int Condition(int id) => AsCondition(Num(id));

    private int AsCondition(int vn)
    {
        ref readonly var v = ref _t[vn];
        return v.Op == Op.Const || ValueTable.IsComparison(v.Op) ? vn : _t.Make(Op.Ne, IrType.I32, vn, _t.Const(v.Type, 0), 0);
    }

    // ---------------------------------------------------------------- memory

    private static int Size(MemType m) => m switch { MemType.I8 or MemType.U8 => 1, MemType.I16 or MemType.U16 => 2, MemType.I32 or MemType.F32 => 4, _ => 8 };

    private void Base(ref int a, ref long off)
    {
        ref readonly var v = ref _t[a];
        if (v.Op is Op.SymAddr or Op.AreaAddr)
        {
            off += v.Imm;
            a = _t.Intern(v.Op, v.Type, v.A, 0, 0, 0);
        }
        else if (v.Op == Op.Add && v.Type == IrType.Ptr && _t.IsConst(v.B, out long c))
        {
            off += c;
            a = v.A;
        }
    }

    private bool Named(int vn) => _t[vn].Op is Op.SymAddr or Op.AreaAddr;

    private void Forget(int a, long off, long size)
    {
        for (int k = _memory.Count - 1; k >= 0; k--)
        {
            var m = _memory[k];
            bool apart = m.Base == a ? m.Off + Size(m.Mem) <= off || off + size <= m.Off : Named(m.Base) && Named(a);
            if (!apart) _memory.RemoveAt(k);
        }
    }

    private void Remember(int a, long off, MemType mem, int value)
    {
        if ((_parts & GvnParts.Loads) == 0) return;
        if (_memory.Count == MaxKnown) _memory.RemoveAt(0);
        _memory.Add(new Known { Base = a, Off = off, Mem = mem, Value = value });
    }

    private int Load(in Value v, int a)
    {
        long off = v.Imm;
        Base(ref a, ref off);
        foreach (var m in _memory) if (m.Base == a && m.Off == off && m.Mem == v.Mem) return m.Value;
        int vn = (v.Flags & ValueFlags.Length) != 0 ? _t.Opaque(v.Type, 0, ValueTable.MaxLength) : v.Mem switch
        {
            MemType.U8 => _t.Opaque(v.Type, 0, 255),
            MemType.I8 => _t.Opaque(v.Type, -128, 127),
            MemType.U16 => _t.Opaque(v.Type, 0, 65535),
            MemType.I16 => _t.Opaque(v.Type, short.MinValue, short.MaxValue),
            _ => _t.Opaque(v.Type),
        };
        Remember(a, off, v.Mem, vn);
        return vn;
    }

    // ---------------------------------------------------------------- expressions

    // Numbers an expression and makes it simpler where it stands.
    private int Num(int id, bool keep = false)
    {
        var v = V(id);
        switch (v.Op)
        {
            case Op.Const: return _t.Const(v.Type, v.Imm);
            case Op.FConst: return _t.Intern(Op.FConst, v.Type, 0, 0, 0, v.Imm);
            case Op.FuncId: return _t.Intern(Op.FuncId, v.Type, v.A, 0, 0, 0);
            case Op.SymAddr or Op.AreaAddr: return _t.Intern(v.Op, v.Type, v.A, 0, 0, v.Imm);
            case Op.Var:
            {
                int vn = ValueOf(_ssa.DefOf[id]);
                Replace(id, vn, leaf: true);
                return vn;
            }
            case Op.Load:
            {
                int a = Num(v.A), vn = Load(v, a);
                Replace(id, vn, leaf: false);
                return vn;
            }
            case Op.RecoverTok: return _t.Opaque(v.Type);
            case Op.NativeExpr:
                for (int i = 0; i < v.C; i++) Num(_f.Extra[v.B + i]);
                return _t.Opaque(v.Type);
            case Op.PtrToInt or Op.IntToPtr:
                Num(v.A);
                return _t.Opaque(v.Type);
        }
        int n = Verify.Operands(v.Op);
        int x = keep ? ValueOf(_ssa.DefOf[v.A]) : Num(v.A), y = n > 1 ? Num(v.B) : 0, z = n > 2 ? Num(v.C) : 0;
        // integers and comparisons made from pointers change when the block that they point into moves
        if (v.Type != IrType.Ptr && v.Op is not (Op.Eq or Op.Ne or Op.Select) && (_t[x].Type == IrType.Ptr || y != 0 && _t[y].Type == IrType.Ptr)) return _t.Opaque(v.Type);
        if (v.Op == Op.Select)
        {
            int cond = AsCondition(x), d = (_parts & GvnParts.Branches) != 0 ? _facts.Decide(cond) : 0;
            if (d != 0) { Become(id, d > 0 ? v.B : v.C); return d > 0 ? y : z; }
        }
        int made = _t.Make(v.Op, v.Type, x, y, z);
        if ((_parts & GvnParts.Values) == 0 || keep) return made;
        if (_t[made].Op != Op.Const)
        {
            if (made == x && _t[x].Type == v.Type && v.Op != Op.Select) { Become(id, v.A); return made; }
            if (made == y && y != 0 && _t[y].Type == v.Type) { Become(id, v.B); return made; }
        }
        Replace(id, made, leaf: false);
        return made;
    }

    // The node becomes its operand, which nobody else uses.
    private void Become(int id, int operand)
    {
        V(id) = V(operand) with { Line = V(id).Line, Inl = V(id).Inl };
        _ssa.DefOf[id] = _ssa.DefOf[operand];
        Changed = true;
    }

    private void Replace(int id, int vn, bool leaf)
    {
        if ((_parts & GvnParts.Values) == 0) return;
        ref var v = ref V(id);
        ref readonly var value = ref _t[vn];
        if (value.Op == Op.Const && Verify.IsInt(v.Type))
        {
            v = new Value { Op = Op.Const, Type = v.Type, Imm = v.Type == IrType.I32 ? (int)value.Imm : value.Imm, Line = v.Line, Inl = v.Inl };
            Changed = true;
            return;
        }
        if (value.Op is Op.SymAddr or Op.AreaAddr && v.Type == IrType.Ptr)
        {
            if (v.Op == value.Op) return;
            v = new Value { Op = value.Op, Type = v.Type, A = value.A, Imm = value.Imm, Line = v.Line, Inl = v.Inl };
            Changed = true;
            return;
        }
        if (vn >= _holder.Length) return;
        int best = -1, def = 0;
        for (int h = _holder[vn]; h != 0; h = _holders[h].Next)
        {
            var c = _holders[h];
            if (_f.Vars[c.Var].Type != v.Type) continue;
            bool sure = _current[c.Var] == c.Def && (c.Block == _block || _sets[c.Var] == 1 || _ssa.Exact && _ssa.Global(c.Var));
            if (!sure) continue;
            // a computation is repeated rather than kept over a call or into another block: RyuJIT knows better when that pays
            if (!leaf && v.Op != Op.Load && (c.Block != _block || c.Calls != _calls)) continue;
            (best, def) = (c.Var, c.Def);
        }
        // of several holders the first one: copies are forgotten, originals stay
        if (best < 0 || leaf && best == v.A) return;
        v = new Value { Op = Op.Var, Type = v.Type, A = best, Line = v.Line, Inl = v.Inl };
        _ssa.DefOf[id] = def;
        Changed = true;
    }

    // ---------------------------------------------------------------- loop variables

    private void Phi(int def)
    {
        var v = _f.Vars[_ssa[def].Var];
        int vn = 0;
        if (v.Type is IrType.I64 or IrType.I32 && _ssa[def].Count <= 16)
        {
            var web = new Web(this, def, v.Type);
            if (web.Find())
            {
                long lo = web.Lowest, hi = web.Highest;
                if (v.Length) (lo, hi) = (Math.Max(lo, 0), Math.Min(hi, ValueTable.MaxLength));
                vn = _t.Opaque(v.Type, lo, hi);
                if (web.Root != 0 && web.Up) _facts.Le(web.Root, vn, 0);
                if (web.Root != 0 && web.Down) _facts.Le(vn, web.Root, 0);
            }
        }
        if (vn == 0) vn = v.Length ? _t.Opaque(v.Type, 0, ValueTable.MaxLength) : _t.Opaque(v.Type);
        Define(def, vn);
    }

    /// <summary>The definitions a phi goes back to through phis, copies and additions of constants; what it came in with are its roots.</summary>
    private sealed class Web(Gvn g, int phi, IrType type)
    {
        private const int Most = 24;
        private readonly List<int> _seen = [];
        public bool Up = true, Down = true;        // no addition goes down; none goes up
        public long Lowest = long.MaxValue, Highest = long.MinValue;
        public int Root = -1;                      // the only root's value, 0: several

        public bool Find()
        {
            _seen.Add(phi);
            for (int k = 0; k < _seen.Count; k++)
            {
                if (_seen.Count > Most || !Visit(_seen[k])) return false;
                if (!Up && !Down) return false;
            }
            if (Root < 0) return false;
            if (!Up) Lowest = long.MinValue;
            if (!Down) Highest = long.MaxValue;
            return true;
        }

        private void See(int d) { if (!_seen.Contains(d)) _seen.Add(d); }

        private bool Visit(int d)
        {
            if (d == 0) return false;
            var def = g._ssa[d];
            if (g._vn[d] != 0) return AddRoot(g._vn[d], g._cfg.Dominates(def.Block, g._ssa[phi].Block));
            switch (def.Kind)
            {
                case DefKind.Phi:
                    for (int k = 0; k < def.Count; k++) { int a = g._ssa.PhiArgs[def.Args + k]; if (a >= 0) See(a); }
                    return true;
                case DefKind.Param: return AddRoot(g.ValueOf(d), true);
                case DefKind.Set: return Step(def);
                default: return false;
            }
        }

        // The value of a definition that does not dominate may be another one by now.
        private bool AddRoot(int vn, bool dominates)
        {
            if (!dominates) Root = 0;
            else if (Root < 0) Root = vn;
            else if (Root != vn) Root = 0;
            Lowest = Math.Min(Lowest, g._facts.Lower(vn, 3));
            Highest = Math.Max(Highest, g._facts.Upper(vn, 3));
            return true;
        }

        private bool Step(in Def def)
        {
            int e = g.V(def.Stmt).B;
            var v = g.V(e);
            switch (v.Op)
            {
                case Op.Const: return AddRoot(g._t.Const(v.Type, v.Imm), true);
                case Op.Var: See(g._ssa.DefOf[e]); return true;
                case Op.Add or Op.Sub:
                {
                    int x = v.A, y = v.B;
                    if (v.Op == Op.Add && g.V(x).Op == Op.Const) (x, y) = (y, x);
                    if (g.V(x).Op != Op.Var || g.V(x).Type != type || g.V(y).Op != Op.Const) return false;
                    long c = g.V(y).Imm;
                    if (v.Op == Op.Sub) c = -c;
                    if (c is < -(1 << 20) or > 1 << 20) return false;
                    int operand = g._ssa.DefOf[x];
                    if (c > 0) { Down = false; if (!g.Bounded(operand, def.Block, def.Stmt, type, c)) return false; }
                    else if (c < 0) { Up = false; if (!g.Bounded(operand, def.Block, def.Stmt, type, c)) return false; }
                    See(operand);
                    return true;
                }
                default: return false;
            }
        }
    }

    // Whether conditions that dominate the statement keep operand + c from wrapping.
    private bool Bounded(int operand, int block, int stmt, IrType type, long c)
    {
        int from = _ssa[operand].Block;
        int upTo = stmt;
        for (int steps = 0; steps < 12 && block >= 0; steps++)
        {
            foreach (int s in _f.Blocks[block].Stmts)
            {
                if (s == upTo) break;
                if (V(s).Op == Op.Check && Keeps(V(s).A, true, operand, type, c)) return true;
            }
            if (block == from) return false;
            int pred = OnlyPred(block);
            if (pred >= 0 && V(_f.Blocks[pred].Stmts[^1]) is { Op: Op.If } t && t.B != t.C && Keeps(t.A, t.B == block, operand, type, c)) return true;
            block = _cfg.Idom(block);
            upTo = 0;
        }
        return false;
    }

    private bool Keeps(int cond, bool holds, int operand, IrType type, long c)
    {
        var v = V(cond);
        if (v.Op is not (>= Op.LtS and <= Op.GeU)) return false;
        bool left = V(v.A).Op == Op.Var && _ssa.DefOf[v.A] == operand, right = V(v.B).Op == Op.Var && _ssa.DefOf[v.B] == operand;
        if (left == right) return false;
        var op = v.Op;
        if (!holds) op = op switch { Op.LtS => Op.GeS, Op.LeS => Op.GtS, Op.GtS => Op.LeS, Op.GeS => Op.LtS, Op.LtU => Op.GeU, Op.LeU => Op.GtU, Op.GtU => Op.LeU, _ => Op.LtU };
        if (right) op = op switch { Op.LtS => Op.GtS, Op.LeS => Op.GeS, Op.GtS => Op.LtS, Op.GeS => Op.LeS, Op.LtU => Op.GtU, Op.LeU => Op.GeU, Op.GtU => Op.LtU, _ => Op.LeU };
        // now: operand op other
        int other = left ? v.B : v.A;
        var o = V(other);
        bool length = o.Op == Op.Var && _f.Vars[o.A].Length || o.Op == Op.Load && (o.Flags & ValueFlags.Length) != 0;
        long max = ValueTable.Max(type), min = ValueTable.Min(type);
        long hi = o.Op == Op.Const ? o.Imm : length ? ValueTable.MaxLength : max, lo = o.Op == Op.Const ? o.Imm : length ? 0 : min;
        switch (op)
        {
            case Op.LtS: return c > 0 && hi - 1 <= max - c;
            case Op.LeS: return c > 0 && hi <= max - c;
            case Op.LtU or Op.LeU: return (length || o.Op == Op.Const && o.Imm >= 0) && (c < 0 || hi <= max - c);      // 0 <= operand <= hi
            case Op.GtS: return c < 0 && (lo == min ? min + 1 : lo + 1) >= min - c;
            case Op.GeS: return c < 0 && lo >= min - c;
            default: return false;
        }
    }
}

/// <summary>What value numbering may do.</summary>
[Flags]
internal enum GvnParts { Values = 1, Loads = 2, NilChecks = 4, BoundsChecks = 8, Branches = 16, All = 31 }
