// Small memory of which only known words are read and written becomes variables: area slots, and new objects that never leave the function.
//
//     p = newobject(T)                          p.0 = 0; p.8 = 0
//     st [p+8] = x … ld [p+8]                   p.8 = x … p.8
//
// It is what makes closures disappear that were inlined where they are called: their captured words, the variables they share, and the control words of
// range-over-func loops.
//
// R1  Every use of the address is that of a load, a store or a clearing at a constant offset; the words met do not overlap and have one type each.
// R2  A new object's variable is assigned once and that call dominates all uses: each turn of a loop clears the words as a new object would be.
// R3  A word of an area slot that is read before it is written was zero if it is a pointer: so is a variable (Suspension.ZeroAtEntry).
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Passes;

internal sealed class Promote : ExprVisitor
{
    private const int MaxWords = 12;

    private sealed class Object
    {
        public bool Bad;
        /// <summary>Offset → how the word lies in memory.</summary>
        public readonly SortedDictionary<long, MemType> Words = [];
        public readonly List<(long From, long Bytes)> Cleared = [];
        public readonly Dictionary<long, int> Vars = [];
    }

    private readonly int _newobject;
    private readonly Object?[] _areas;
    private readonly Dictionary<int, Object> _objects = [];     // variable of a new object
    private readonly Dictionary<int, int> _made = [];           // the same → its call statement
    private bool _rewrite;

    private Promote(Function f, int newobject) : base(f)
    {
        _newobject = newobject;
        _areas = new Object?[f.Areas.Count];
    }

    /// <returns>Whether anything became variables.</returns>
    public static bool Run(Function f, int newobject)
    {
        var p = new Promote(f, newobject);
        return p.Find() && p.Rewrite();
    }

    private bool Find()
    {
        for (int i = 0; i < _areas.Length; i++) if (F.Areas[i].Size is > 0 and <= 256) _areas[i] = new Object();
        FindNewObjects();
        if (_objects.Count == 0 && Array.TrueForAll(_areas, a => a == null)) return false;
        foreach (var b in F.Blocks)
            foreach (int s in b.Stmts) Statement(s);
        bool any = false;
        foreach (var o in All())
        {
            if (!o.Bad) o.Bad = !Consistent(o);
            any |= !o.Bad;
        }
        return any;
    }

    private IEnumerable<Object> All()
    {
        foreach (var o in _areas) if (o != null) yield return o;
        foreach (var o in _objects.Values) yield return o;
    }

    private void FindNewObjects()
    {
        var defs = new int[F.Vars.Count];
        var at = new Dictionary<int, (int Block, int Index)>();
        foreach (int p in F.Params) defs[p]++;
        foreach (var b in F.Blocks)
            for (int k = 0; k < b.Stmts.Count; k++)
            {
                var v = F.Values[b.Stmts[k]];
                if (v.Op == Op.SetVar) defs[v.A]++;
                else if (v.Op == Op.Call)
                {
                    var c = F.Calls[v.A];
                    foreach (int r in c.Results) if (r >= 0) defs[r]++;
                    if (c.Kind != CalleeKind.Direct || c.Symbol != _newobject || c.Results.Length != 1 || c.Results[0] < 0) continue;
                    at[c.Results[0]] = (b.Id, k);
                    _made[c.Results[0]] = b.Stmts[k];
                }
            }
        foreach (var (v, _) in at) if (defs[v] == 1 && v != F.DeferVar && !F.DeferClosures.Contains(v)) _objects[v] = new Object();
        if (_objects.Count > 0) new Dominance(this, at).Check();
    }

    // R2
    private sealed class Dominance(Promote owner, Dictionary<int, (int Block, int Index)> at) : ExprVisitor(owner.F)
    {
        private readonly Suspend.Cfg _cfg = new(owner.F, _ => false);
        private int _block, _index;

        public void Check()
        {
            foreach (var b in F.Blocks)
            {
                _block = b.Id;
                for (_index = 0; _index < b.Stmts.Count; _index++) Stmt(b.Stmts[_index]);
            }
        }

        protected override void Leaf(int id)
        {
            if (F.Values[id].Op != Op.Var || !owner._objects.TryGetValue(F.Values[id].A, out var o) || o.Bad) return;
            var (block, index) = at[F.Values[id].A];
            bool after = block == _block ? index < _index && _cfg.Rpo[block] >= 0 : _cfg.Rpo[block] >= 0 && _cfg.Rpo[_block] >= 0 && _cfg.Dominates(block, _block);
            o.Bad |= !after;
        }

        protected override void Target(CallInfo c)
        {
            if (owner._objects.TryGetValue(c.Target, out var o)) o.Bad = true;
        }
    }

    // ---------------------------------------------------------------- accesses

    // The object that an address expression leads to, and the offset.
    private Object? Base(int id, out long offset)
    {
        offset = 0;
        var a = F.Values[id];
        if (a.Op == Op.Add && F.Values[a.B] is { Op: Op.Const } c) { offset = c.Imm; a = F.Values[a.A]; }
        if (a.Op == Op.AreaAddr) { offset += a.Imm; return _areas[a.A] is { Bad: false } o ? o : null; }
        return a.Op == Op.Var && _objects.TryGetValue(a.A, out var n) && !n.Bad ? n : null;
    }

    private static int Size(MemType m) => m switch { MemType.I8 or MemType.U8 => 1, MemType.I16 or MemType.U16 => 2, MemType.I32 or MemType.F32 => 4, _ => 8 };

    private void Access(Object o, long offset, MemType mem)
    {
        if (o.Words.TryGetValue(offset, out var before)) o.Bad |= before != mem;
        else o.Words[offset] = mem;
    }

    private void Statement(int s)
    {
        var v = F.Values[s];
        switch (v.Op)
        {
            case Op.Store or Op.StorePtr when Base(v.A, out long off) is { } o:
                if (_rewrite)
                {
                    Expr(v.B);
                    int value = Narrow(F.Values[s].B, v.Mem, v.Line, v.Inl);
                    V(s) = new Value { Op = Op.SetVar, A = o.Vars[off + v.Imm], B = value, Line = v.Line, Inl = v.Inl };
                }
                else
                {
                    Access(o, off + v.Imm, v.Op == Op.StorePtr ? MemType.Ptr : v.Mem);
                    Expr(v.B);
                }
                return;
            case Op.ZeroMem when Base(v.A, out long from) is { } o:
                o.Cleared.Add((from, v.Imm));
                return;
            case Op.KeepAlive when F.Values[v.A] is { Op: Op.Var } kept && _objects.TryGetValue(kept.A, out var o) && !o.Bad:
                if (_rewrite) V(s) = new Value { Op = Op.Nop, Line = v.Line, Inl = v.Inl };
                return;
        }
        Stmt(s);
    }

    protected override void Expr(int id)
    {
        var v = F.Values[id];
        if (v.Op == Op.Load && Base(v.A, out long off) is { } o)
        {
            if (_rewrite) V(id) = new Value { Op = Op.Var, Type = v.Type, A = o.Vars[off + v.Imm], Line = v.Line, Inl = v.Inl };
            else Access(o, off + v.Imm, v.Mem);
            return;
        }
        base.Expr(id);
    }

    // The address is used in some other way.
    protected override void Leaf(int id)
    {
        var v = F.Values[id];
        if (v.Op == Op.AreaAddr && _areas[v.A] is { } a) a.Bad = true;
        else if (v.Op == Op.Var && _objects.TryGetValue(v.A, out var o)) o.Bad = true;
    }

    protected override void Target(CallInfo c)
    {
        if (_objects.TryGetValue(c.Target, out var o)) o.Bad = true;
    }

    // R1
    private static bool Consistent(Object o)
    {
        if (o.Words.Count > MaxWords) return false;
        long end = long.MinValue;
        foreach (var (at, mem) in o.Words)
        {
            if (at < end) return false;
            end = at + Size(mem);
        }
        foreach (var (from, bytes) in o.Cleared)
            foreach (var (at, mem) in o.Words)
            {
                long to = at + Size(mem);
                if (at < from + bytes && from < to && !(from <= at && to <= from + bytes)) return false;
            }
        return true;
    }

    // ---------------------------------------------------------------- rewriting

    private bool Rewrite()
    {
        _rewrite = true;
        foreach (var o in All())
        {
            if (o.Bad) continue;
            foreach (var (at, mem) in o.Words) o.Vars[at] = F.NewVar(Verify.TypeOf(mem), "w" + at.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        foreach (var b in F.Blocks)
            for (int k = 0; k < b.Stmts.Count; k++)
            {
                int s = b.Stmts[k];
                var v = F.Values[s];
                if (v.Op == Op.ZeroMem && Base(v.A, out long from) is { } cleared)
                {
                    b.Stmts.RemoveAt(k);
                    k += Clear(b, k, cleared, from, v.Imm, v) - 1;
                }
                else if (v.Op == Op.Call && F.Calls[v.A] is { Results: [>= 0 and var made] } && _objects.TryGetValue(made, out var o) && !o.Bad)
                {
                    b.Stmts.RemoveAt(k);
                    k += Clear(b, k, o, 0, long.MaxValue, v) - 1;
                }
                else Statement(s);
            }
        for (int i = 0; i < _areas.Length; i++)
            if (_areas[i] is { Bad: false }) F.Areas[i] = new AreaSlot { Name = F.Areas[i].Name, Align = 1 };
        return true;
    }

    private int Clear(Block b, int at, Object o, long from, long bytes, in Value place)
    {
        int n = 0;
        foreach (var (off, mem) in o.Words)
        {
            if (off < from || off - from >= bytes) continue;
            var t = Verify.TypeOf(mem);
            int zero = F.Add(new Value { Op = t is IrType.F32 or IrType.F64 ? Op.FConst : Op.Const, Type = t, Line = place.Line, Inl = place.Inl });
            b.Stmts.Insert(at + n++, F.Add(new Value { Op = Op.SetVar, A = o.Vars[off], B = zero, Line = place.Line, Inl = place.Inl }));
        }
        return n;
    }

    // What a load of a small word would give.
    private int Narrow(int id, MemType mem, int line, int inl)
    {
        var op = mem switch { MemType.I8 => Op.Sext8, MemType.U8 => Op.Zext8, MemType.I16 => Op.Sext16, MemType.U16 => Op.Zext16, _ => Op.Nop };
        if (op == Op.Nop) return id;
        var v = F.Values[id];
        if (v.Op == op || v.Op == Op.Load && v.Mem == mem) return id;
        if (v.Op == Op.Const)
        {
            V(id).Imm = op switch { Op.Sext8 => (sbyte)v.Imm, Op.Zext8 => (byte)v.Imm, Op.Sext16 => (short)v.Imm, _ => (ushort)v.Imm };
            return id;
        }
        return F.Add(new Value { Op = op, Type = IrType.I32, A = id, Line = line, Inl = inl });
    }
}
