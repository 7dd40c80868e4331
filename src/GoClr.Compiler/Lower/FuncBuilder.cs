// Building API over IR.Function: a current block, constructors for expressions and statements, line tracking.
//
// Expressions are ids of Values. Lowering may use the id of a leaf (constant, variable, symbol or area address) several times; Finish
// gives every user its own copy, as invariant I1 of the IR asks. An inner node used twice is an internal error.
// After a terminator there is no current block until SetBlock; statements added then are unreachable and dropped.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;

namespace GoClr.Compiler.Lower;

public sealed class FuncBuilder
{
    public readonly Function F;
    public Block? Cur;
    public int Line;

    public FuncBuilder(Function f)
    {
        F = f;
        Cur = f.Blocks.Count > 0 ? f.Blocks[0] : f.NewBlock();
    }

    public bool Reachable => Cur != null;
    public ref Value this[int id] => ref CollectionsMarshal.AsSpan(F.Values)[id];

    // ---------------------------------------------------------------- expressions

    private int E(Op op, IrType type, int a = 0, int b = 0, int c = 0, long imm = 0, MemType mem = default) =>
        F.Add(new Value { Op = op, Type = type, Mem = mem, A = a, B = b, C = c, Imm = imm, Line = Line });

    public int I32(long v) => E(Op.Const, IrType.I32, imm: (int)v);
    public int I64(long v) => E(Op.Const, IrType.I64, imm: v);
    public int Nil() => E(Op.Const, IrType.Ptr);
    public int Bool(bool v) => I32(v ? 1 : 0);
    public int F64(double v) => E(Op.FConst, IrType.F64, imm: BitConverter.DoubleToInt64Bits(v));
    public int F32(float v) => E(Op.FConst, IrType.F32, imm: BitConverter.SingleToInt32Bits(v));
    /// <summary>Zero of a scalar type.</summary>
    public int Zero(IrType t) => t is IrType.F32 or IrType.F64 ? E(Op.FConst, t) : E(Op.Const, t);
    public int Const(IrType t, long v) => E(Op.Const, t, imm: t == IrType.I32 ? (int)v : v);

    public int V(int var) => E(Op.Var, F.Vars[var].Type, var);
    public int SymAddr(int symbol, long off = 0) => E(Op.SymAddr, IrType.Ptr, symbol, imm: off);
    public int FuncId(int symbol) => E(Op.FuncId, IrType.I32, symbol);
    public int AreaAddr(int slot, long off = 0) => E(Op.AreaAddr, IrType.Ptr, slot, imm: off);
    public int Load(MemType mem, int addr, long off = 0, bool length = false) =>
        F.Add(new Value { Op = Op.Load, Type = TypeOf(mem), Mem = mem, A = addr, Imm = off, Line = Line, Flags = length ? ValueFlags.Length : 0 });

    public static IrType TypeOf(MemType m) => m switch
    {
        MemType.I64 => IrType.I64, MemType.F32 => IrType.F32, MemType.F64 => IrType.F64, MemType.Ptr => IrType.Ptr,
        MemType.I8 or MemType.U8 or MemType.I16 or MemType.U16 or MemType.I32 => IrType.I32,
    };

    public IrType TypeOfExpr(int id) => this[id].Type;

    public bool IsConst(int id, out long v)
    {
        ref var x = ref this[id];
        v = x.Imm;
        return x.Op == Op.Const;
    }

    public int Un(Op op, IrType t, int a) => E(op, t, a);

    public int Bin(Op op, IrType t, int a, int b)
    {
        if (IsConst(a, out long x) && IsConst(b, out long y) && Fold(op, t, x, y) is { } folded) return Const(t, folded);
        if (op is Op.Add or Op.Sub or Op.Or or Op.Xor or Op.Shl or Op.ShrS or Op.ShrU && IsConst(b, out y) && y == 0 && t is not (IrType.F32 or IrType.F64)) return a;
        if (op == Op.Mul && IsConst(b, out y) && y == 1) return a;
        return E(op, t, a, b);
    }

    private static long? Fold(Op op, IrType t, long x, long y)
    {
        long r;
        switch (op)
        {
            case Op.Add: r = x + y; break;
            case Op.Sub: r = x - y; break;
            case Op.Mul: r = x * y; break;
            case Op.And: r = x & y; break;
            case Op.Or: r = x | y; break;
            case Op.Xor: r = x ^ y; break;
            default: return null;
        }
        return t switch { IrType.I32 => (int)r, IrType.I64 or IrType.Ptr => r, _ => null };
    }

    public int Add64(int a, int b) => Bin(Op.Add, IrType.I64, a, b);
    public int Sub64(int a, int b) => Bin(Op.Sub, IrType.I64, a, b);

    /// <summary>Comparison of integers or pointers; result I32 0 or 1.</summary>
    public int Cmp(Op op, int a, int b)
    {
        if (IsConst(a, out long x) && IsConst(b, out long y))
        {
            switch (op)
            {
                case Op.Eq: return Bool(x == y);
                case Op.Ne: return Bool(x != y);
                case Op.LtS: return Bool(x < y);
                case Op.LeS: return Bool(x <= y);
                case Op.GtS: return Bool(x > y);
                case Op.GeS: return Bool(x >= y);
                case Op.LtU: return Bool((ulong)x < (ulong)y);
                case Op.LeU: return Bool((ulong)x <= (ulong)y);
                case Op.GtU: return Bool((ulong)x > (ulong)y);
                case Op.GeU: return Bool((ulong)x >= (ulong)y);
            }
        }
        return E(op, IrType.I32, a, b);
    }

    /// <summary>Logical negation of an I32 0/1.</summary>
    public int NotBool(int a)
    {
        if (IsConst(a, out long v)) return Bool(v == 0);
        ref var x = ref this[a];
        Op inv = x.Op switch
        {
            Op.Eq => Op.Ne, Op.Ne => Op.Eq, Op.LtS => Op.GeS, Op.GeS => Op.LtS, Op.GtS => Op.LeS, Op.LeS => Op.GtS,
            Op.LtU => Op.GeU, Op.GeU => Op.LtU, Op.GtU => Op.LeU, Op.LeU => Op.GtU, Op.FEq => Op.FNe, Op.FNe => Op.FEq, _ => Op.Nop,
        };
        return inv != Op.Nop ? E(inv, IrType.I32, x.A, x.B) : E(Op.Eq, IrType.I32, a, I32(0));
    }

    public int Select(IrType t, int cond, int a, int b) => IsConst(cond, out long v) ? v != 0 ? a : b : E(Op.Select, t, cond, a, b);

    public int IsNil(int p) => Cmp(Op.Eq, p, Nil());
    public int NotNil(int p) => Cmp(Op.Ne, p, Nil());

    /// <summary>Pointer plus constant.</summary>
    public int PtrAdd(int p, long off)
    {
        if (off == 0) return p;
        ref var x = ref this[p];
        switch (x.Op)
        {
            case Op.SymAddr: return SymAddr(x.A, x.Imm + off);
            case Op.AreaAddr: return AreaAddr(x.A, x.Imm + off);
            case Op.Add when x.Type == IrType.Ptr && IsConst(x.B, out long c): return E(Op.Add, IrType.Ptr, x.A, I64(c + off));
            default: return E(Op.Add, IrType.Ptr, p, I64(off));
        }
    }

    /// <summary>Pointer plus I64 expression.</summary>
    public int PtrIndex(int p, int off) => IsConst(off, out long c) ? PtrAdd(p, c) : E(Op.Add, IrType.Ptr, p, off);

    public int NativeExpr(int symbol, IrType result, ReadOnlySpan<int> args) => E(Op.NativeExpr, result, symbol, F.AddExtra(args), args.Length);

    public bool IsLeaf(int id) => IsLeaf(this[id].Op);
    private static bool IsLeaf(Op op) => op is Op.Const or Op.FConst or Op.Var or Op.SymAddr or Op.AreaAddr or Op.FuncId;
    /// <summary>A leaf whose value no later statement changes.</summary>
    public bool IsConstLeaf(int id) => this[id].Op is Op.Const or Op.FConst or Op.SymAddr or Op.AreaAddr or Op.FuncId;

    // ---------------------------------------------------------------- variables

    private readonly List<bool> _final = [];

    public int NewTemp(IrType t) => F.NewVar(t);

    /// <summary>The variable is assigned by one statement that is made already or is the next: uses of it need no copy.</summary>
    public void MarkFinal(int var)
    {
        while (_final.Count <= var) _final.Add(false);
        _final[var] = true;
    }

    public bool IsFinal(int var) => var < _final.Count && _final[var];

    /// <summary>Evaluates an expression now; the result is a leaf that may be used any number of times. Constants stay, variables are copied.</summary>
    public int Fix(int e)
    {
        if (IsConstLeaf(e)) return e;
        if (this[e].Op == Op.Var && IsFinal(this[e].A)) return e;
        bool length = (this[e].Flags & ValueFlags.Length) != 0 || this[e].Op == Op.Var && F.Vars[this[e].A].Length;
        int t = F.NewVar(TypeOfExpr(e), length: length);
        SetVar(t, e);
        MarkFinal(t);
        return V(t);
    }

    /// <summary>Like Fix, but leaves variables as they are: for uses before anything can assign to them.</summary>
    public int Leaf(int e) => IsLeaf(e) ? e : Fix(e);

    // ---------------------------------------------------------------- statements

    private int S(in Value v)
    {
        if (Cur == null) return 0;
        int id = F.Add(v);
        Cur.Stmts.Add(id);
        return id;
    }

    private int S(Op op, int a = 0, int b = 0, int c = 0, long imm = 0, MemType mem = default, ValueFlags flags = default) =>
        S(new Value { Op = op, A = a, B = b, C = c, Imm = imm, Mem = mem, Flags = flags, Line = Line });

    public void SetVar(int var, int e)
    {
        ref var x = ref this[e];
        if (x.Op == Op.Var && x.A == var) return;
        S(Op.SetVar, var, e);
    }

    /// <summary>The variable starts each activation with the value, a constant.</summary>
    public void SetVarAtEntry(int var, int e) => F.Blocks[0].Stmts.Insert(0, F.Add(new Value { Op = Op.SetVar, A = var, B = e, Line = F.StartLine }));

    public void Store(MemType mem, int addr, long off, int e) => S(Op.Store, addr, e, imm: off, mem: mem);
    public void StorePtr(int addr, long off, int e) => S(Op.StorePtr, addr, e, imm: off, mem: MemType.Ptr);
    public void MoveMem(int dst, int src, long n, bool overlap = false)
    {
        if (n > 0) S(Op.MoveMem, dst, src, imm: n, flags: overlap ? ValueFlags.Overlap : 0);
    }

    public void ZeroMem(int dst, long n)
    {
        if (n > 0) S(Op.ZeroMem, dst, imm: n);
    }

    public void KeepAlive(int e) => S(Op.KeepAlive, e);

    /// <summary>Panics with kind unless cond holds. Arguments are leaves (0: none).</summary>
    public void Check(int cond, PanicKind kind, int b = 0, int c = 0)
    {
        if (IsConst(cond, out long v) && v != 0) return;
        S(Op.Check, cond, b, c, (long)kind);
    }

    public void NilCheck(int ptrLeaf)
    {
        if (this[ptrLeaf].Op is Op.SymAddr or Op.AreaAddr) return;
        Check(NotNil(ptrLeaf), PanicKind.Nil);
    }

    /// <summary>Adds a call statement.</summary>
    public void Call(CallInfo c)
    {
        if (Cur == null) return;
        F.Calls.Add(c);
        S(Op.Call, F.Calls.Count - 1);
    }

    // ---------------------------------------------------------------- control flow

    public Block NewBlock() => F.NewBlock();
    public void SetBlock(Block b) => Cur = b;

    private void T(Op op, int a = 0, int b = 0, int c = 0, ValueFlags flags = default)
    {
        S(op, a, b, c, flags: flags);
        Cur = null;
    }

    public void Jump(Block b) => T(Op.Jump, b.Id);
    /// <summary>Jumps to b and goes on there.</summary>
    public void JumpInto(Block b)
    {
        Jump(b);
        Cur = b;
    }

    public void If(int cond, Block then, Block els, ValueFlags flags = default)
    {
        if (IsConst(cond, out long v)) Jump(v != 0 ? then : els);
        else T(Op.If, cond, then.Id, els.Id, flags);
    }

    public void Switch(int value, ReadOnlySpan<int> blocks)
    {
        if (Cur == null) return;
        T(Op.Switch, value, F.AddExtra(blocks), blocks.Length);
    }

    public void Return(ReadOnlySpan<int> results)
    {
        if (Cur == null) return;
        T(Op.Return, 0, F.AddExtra(results), results.Length);
    }

    public void Unreachable() => T(Op.Unreachable);

    // ---------------------------------------------------------------- finishing

    /// <summary>Removes unreachable blocks' contents and gives shared leaves a copy per user.</summary>
    public void Finish()
    {
        if (Cur != null) throw new InternalCompilerError(default, "lower", $"{F.Symbol}: falls off the end");
        var reach = Reach();
        var used = new bool[F.Values.Count];
        foreach (var b in F.Blocks)
        {
            if (!reach[b.Id])
            {
                // Block ids are dense and stay; an empty unreachable block is one terminator.
                b.Stmts.Clear();
                b.Stmts.Add(F.Add(new Value { Op = Op.Unreachable }));
                continue;
            }
            if (b.Stmts.Count == 0 || !IsTerminator(this[b.Stmts[^1]].Op)) throw new InternalCompilerError(default, "lower", $"{F.Symbol}: block b{b.Id} has no terminator");
            foreach (int s in b.Stmts) Unshare(s, ref used);
        }
    }

    private static bool IsTerminator(Op op) => op is Op.Jump or Op.If or Op.Switch or Op.Return or Op.Unreachable;

    private bool[] Reach()
    {
        var seen = new bool[F.Blocks.Count];
        var work = new Stack<int>();
        void Visit(int b)
        {
            if (seen[b]) return;
            seen[b] = true;
            work.Push(b);
        }
        Visit(0);
        if (F.ExitBlock >= 0) Visit(F.ExitBlock);
        while (work.TryPop(out int id))
        {
            var stmts = F.Blocks[id].Stmts;
            if (stmts.Count == 0) continue;
            var t = this[stmts[^1]];
            switch (t.Op)
            {
                case Op.Jump: Visit(t.A); break;
                case Op.If: Visit(t.B); Visit(t.C); break;
                case Op.Switch:
                    for (int i = 0; i < t.C; i++) Visit(F.Extra[t.B + i]);
                    break;
            }
        }
        return seen;
    }

    private int Own(int id, ref bool[] used)
    {
        if (id == 0) return 0;
        if (id < used.Length && !used[id])
        {
            used[id] = true;
            if (!IsLeaf(this[id].Op)) Unshare(id, ref used);
            return id;
        }
        var v = this[id];
        if (!IsLeaf(v.Op)) throw new InternalCompilerError(default, "lower", $"{F.Symbol}:{v.Line}: {v.Op} expression v{id} has two users");
        return F.Add(v);
    }

    private void OwnA(int id, ref bool[] used) { int n = Own(this[id].A, ref used); this[id].A = n; }
    private void OwnB(int id, ref bool[] used) { int n = Own(this[id].B, ref used); this[id].B = n; }
    private void OwnC(int id, ref bool[] used) { int n = Own(this[id].C, ref used); this[id].C = n; }

    private void OwnExtra(int at, int n, ref bool[] used)
    {
        for (int i = 0; i < n; i++) F.Extra[at + i] = Own(F.Extra[at + i], ref used);
    }

    private void Unshare(int id, ref bool[] used)
    {
        var v = this[id];
        switch (v.Op)
        {
            case Op.Nop or Op.Const or Op.FConst or Op.Var or Op.SymAddr or Op.FuncId or Op.AreaAddr or Op.RecoverTok or Op.Jump or Op.Unreachable or Op.Switch:
                if (v.Op == Op.Switch) OwnA(id, ref used);
                break;
            case Op.Load or Op.If or Op.KeepAlive or Op.ZeroMem: OwnA(id, ref used); break;
            case Op.SetVar: OwnB(id, ref used); break;
            case Op.Store or Op.StorePtr or Op.MoveMem: OwnA(id, ref used); OwnB(id, ref used); break;
            case Op.Check or Op.Select: OwnA(id, ref used); OwnB(id, ref used); OwnC(id, ref used); break;
            case Op.Return or Op.NativeExpr: OwnExtra(v.B, v.C, ref used); break;
            case Op.Call:
                var args = F.Calls[v.A].Args;
                for (int i = 0; i < args.Length; i++) args[i] = Own(args[i], ref used);
                break;
            case Op.Neg or Op.Not or Op.Sext8 or Op.Sext16 or Op.Zext8 or Op.Zext16 or Op.SextI32 or Op.ZextI32 or Op.TruncI64 or Op.I32ToF or Op.I64ToF or Op.U32ToF
                or Op.U64ToF or Op.FToI32 or Op.FToI64 or Op.FToU32 or Op.FToU64 or Op.FConv or Op.Bits or Op.PtrToInt or Op.IntToPtr:
                OwnA(id, ref used);
                break;
            default: OwnA(id, ref used); OwnB(id, ref used); break;
        }
    }
}
