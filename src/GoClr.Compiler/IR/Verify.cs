// Checks a function against the invariants of Ir.cs. Run after lowering and after every pass in debug builds and tests; a failure is a bug of the compiler.
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.IR;

public static class Verify
{
    /// <summary>Number of expression operands (A, B, C) of an expression operation that is not a leaf.</summary>
    public static int Operands(Op op) => op switch
    {
        Op.Const or Op.FConst or Op.Var or Op.SymAddr or Op.FuncId or Op.AreaAddr or Op.RecoverTok or Op.NativeExpr => 0,
        Op.Load or Op.Neg or Op.Not or Op.Sext8 or Op.Sext16 or Op.Zext8 or Op.Zext16 or Op.SextI32 or Op.ZextI32 or Op.TruncI64 or Op.I32ToF or Op.I64ToF or Op.U32ToF or Op.U64ToF
            or Op.FToI32 or Op.FToI64 or Op.FToU32 or Op.FToU64 or Op.FConv or Op.Bits or Op.PtrToInt or Op.IntToPtr => 1,
        Op.Select => 3,
        _ => 2,
    };

    public static bool IsStatement(Op op) => op >= Op.SetVar || op == Op.Nop;
    public static bool IsTerminator(Op op) => op >= Op.Jump;
    public static bool IsInt(IrType t) => t is IrType.I32 or IrType.I64 or IrType.Ptr;
    public static bool IsFloat(IrType t) => t is IrType.F32 or IrType.F64;
    public static IrType TypeOf(MemType m) => m switch { MemType.I64 => IrType.I64, MemType.F32 => IrType.F32, MemType.F64 => IrType.F64, MemType.Ptr => IrType.Ptr, _ => IrType.I32 };

    public static void Run(Function f, SymbolTable? syms = null) => new Checker(f, syms).Run();

    private sealed class Checker(Function f, SymbolTable? syms)
    {
        private readonly byte[] _used = new byte[f.Values.Count];
        private int _stmt;

        private InternalCompilerError Bad(string text) =>
            new(default, "verify", $"{f.Symbol}: {text}{(_stmt > 0 ? $" in {Dump.Value(f, syms, _stmt)} (v{_stmt}, line {f.Values[_stmt].Line})" : "")}");

        public void Run()
        {
            if (f.Blocks.Count == 0) throw Bad("no blocks");
            for (int i = 0; i < f.Params.Count; i++) if (f.Vars[f.Params[i]].ParamIndex != i) throw Bad($"parameter {i} is not its variable");
            if (f.Results.Count > GOffset.RetWords) throw Bad($"{f.Results.Count} result words");
            if ((f.ExitBlock >= 0) != (f.DeferVar >= 0)) throw Bad("exit block and defer variable must come together");
            if (f.DeferVar >= 0 && f.Vars[f.DeferVar].Type != ((f.Flags & FuncFlags.DeferList) != 0 ? IrType.Ptr : IrType.I64)) throw Bad("type of the defer variable");
            if (f.DeferClosures.Count > 64) throw Bad("more than 64 open-coded defers");
            foreach (int c in f.DeferClosures) if (f.Vars[c].Type != IrType.Ptr) throw Bad("type of a defer closure");
            if (f.ExitBlock >= f.Blocks.Count) throw Bad("exit block");
            for (int i = 0; i < f.Blocks.Count; i++)
            {
                var b = f.Blocks[i];
                _stmt = 0;
                if (b.Id != i) throw Bad($"block {i} has id {b.Id}");
                if (b.Stmts.Count == 0) throw Bad($"b{i} is empty");
                for (int k = 0; k < b.Stmts.Count; k++)
                {
                    _stmt = b.Stmts[k];
                    if (_stmt <= 0 || _stmt >= f.Values.Count) { int s = _stmt; _stmt = 0; throw Bad($"statement v{s} in b{i}"); }
                    var op = f.Values[_stmt].Op;
                    if (!IsStatement(op)) throw Bad("expression as statement");
                    if (IsTerminator(op) != (k == b.Stmts.Count - 1)) throw Bad($"terminator out of place in b{i}");
                    if (_used[_stmt]++ != 0) throw Bad("statement used twice");
                    Stmt(b, k);
                }
            }
        }

        private void Target(int b) { if (b < 0 || b >= f.Blocks.Count) throw Bad($"no block b{b}"); }
        private void Want(bool ok, string what) { if (!ok) throw Bad(what); }
        private IrType VarType(int v) { if (v < 0 || v >= f.Vars.Count) throw Bad($"no variable {v}"); return f.Vars[v].Type; }

        private void Stmt(Block b, int k)
        {
            var v = f.Values[_stmt];
            switch (v.Op)
            {
                case Op.Nop: break;
                case Op.SetVar: { var t = VarType(v.A); Assign(t, Expr(v.B), "variable and value differ in type"); break; }
                case Op.Store: Address(v.A); Assign(TypeOf(v.Mem), Expr(v.B), "stored value"); break;
                case Op.StorePtr: Address(v.A); Want(Expr(v.B) is IrType.Ptr, "stored value is no pointer"); break;
                case Op.MoveMem: Address(v.A); Address(v.B); Want(v.Imm >= 0, "size"); break;
                case Op.ZeroMem: Address(v.A); Want(v.Imm >= 0, "size"); break;
                case Op.KeepAlive: Expr(v.A); break;
                case Op.Check:
                    Want(Expr(v.A) == IrType.I32, "condition is no I32");
                    Want((PanicKind)v.Imm <= PanicKind.Unreachable, "kind");
                    if (v.B != 0) Want(IsInt(Expr(v.B)), "argument");
                    if (v.C != 0) Want(IsInt(Expr(v.C)), "argument");
                    break;
                case Op.Call: Call(b, k, f.Calls[v.A]); break;
                case Op.Jump: Target(v.A); break;
                case Op.If: Want(Expr(v.A) == IrType.I32, "condition is no I32"); Target(v.B); Target(v.C); break;
                case Op.Switch:
                    Want(Expr(v.A) == IrType.I32, "value is no I32");
                    Want(v.C > 0 && v.B >= 0 && v.B + v.C <= f.Extra.Count, "targets");
                    for (int i = 0; i < v.C; i++) Target(f.Extra[v.B + i]);
                    break;
                case Op.Return:
                    if (k > 0 && f.Values[b.Stmts[k - 1]].Op == Op.Call && f.Calls[f.Values[b.Stmts[k - 1]].A].Tail) { Want(v.C == 0, "results after a tail call"); break; }
                    Want(v.C == f.Results.Count, $"{v.C} results, want {f.Results.Count}");
                    for (int i = 0; i < v.C; i++) Assign(f.Results[i], Expr(f.Extra[v.B + i]), $"result {i}");
                    break;
                case Op.Unreachable: break;
                default: throw Bad("operation");
            }
        }

        private void Assign(IrType to, IrType from, string what)
        {
            if (to != from) throw Bad($"{what}: {from} for {to}");
        }

        private void Call(Block b, int k, CallInfo c)
        {
            Want(c.Args.Length == c.ArgTypes.Length && c.Results.Length == c.ResultTypes.Length, "call record");
            if (c.Kind == CalleeKind.Direct) Want(c.Symbol >= 0, "callee");
            else Want(VarType(c.Target) == IrType.Ptr, "callee is no pointer");
            for (int i = 0; i < c.Args.Length; i++) Assign(c.ArgTypes[i], Expr(c.Args[i]), $"argument {i}");
            for (int i = 0; i < c.Results.Length; i++) if (c.Results[i] >= 0) Assign(VarType(c.Results[i]), c.ResultTypes[i], $"result {i}");
            var next = k + 1 < b.Stmts.Count ? f.Values[b.Stmts[k + 1]].Op : Op.Nop;
            if (c.Tail) Want(next == Op.Return && c.Results.Length == f.Results.Count && f.ExitBlock < 0 && f.Areas.Count == 0, "tail call");
            if (c.NoReturn) Want(next == Op.Unreachable, "call that never returns is not followed by unreachable");
        }

        private void Address(int id)
        {
            if (Expr(id) is not (IrType.Ptr or IrType.I64)) throw Bad("address is no pointer");
        }

        // Returns the type; every value has one user (I1).
        private IrType Expr(int id)
        {
            if (id <= 0 || id >= f.Values.Count) throw Bad($"operand v{id}");
            if (_used[id]++ != 0) throw Bad($"v{id} has two users");
            var v = f.Values[id];
            switch (v.Op)
            {
                case Op.Const: Want(IsInt(v.Type) && (v.Type != IrType.I32 || v.Imm == (int)v.Imm), $"constant v{id}"); return v.Type;
                case Op.FConst: Want(IsFloat(v.Type), $"constant v{id}"); return v.Type;
                case Op.Var: Want(VarType(v.A) == v.Type, $"type of v{id}"); return v.Type;
                case Op.SymAddr: Want(v.Type == IrType.Ptr && v.A >= 0, $"v{id}"); return v.Type;
                case Op.FuncId: Want(v.Type == IrType.I32 && v.A >= 0, $"v{id}"); return v.Type;
                case Op.AreaAddr: Want(v.Type == IrType.Ptr && v.A >= 0 && v.A < f.Areas.Count, $"v{id}: area"); return v.Type;
                case Op.RecoverTok: Want(v.Type == IrType.Ptr, $"v{id}"); return v.Type;
                case Op.Load: Address(v.A); Want(v.Type == TypeOf(v.Mem), $"v{id}: type of the load"); return v.Type;
                case Op.NativeExpr: for (int i = 0; i < v.C; i++) Expr(f.Extra[v.B + i]); return v.Type;
                case Op.Select:
                {
                    Want(Expr(v.A) == IrType.I32, $"v{id}: condition");
                    Want(Expr(v.B) == v.Type & Expr(v.C) == v.Type, $"v{id}: select");
                    return v.Type;
                }
                case Op.Neg: Want(Expr(v.A) == v.Type, $"v{id}: operand"); return v.Type;
                case Op.Not: Want(Expr(v.A) == v.Type && IsInt(v.Type), $"v{id}: operand"); return v.Type;
                case Op.Sext8 or Op.Sext16 or Op.Zext8 or Op.Zext16: Want(Expr(v.A) == IrType.I32 && v.Type == IrType.I32, $"v{id}: extension"); return v.Type;
                case Op.SextI32 or Op.ZextI32: Want(Expr(v.A) == IrType.I32 && v.Type == IrType.I64, $"v{id}: extension"); return v.Type;
                case Op.TruncI64: Want(Expr(v.A) is IrType.I64 or IrType.Ptr && v.Type == IrType.I32, $"v{id}: truncation"); return v.Type;
                case Op.I32ToF or Op.U32ToF: Want(Expr(v.A) == IrType.I32 && IsFloat(v.Type), $"v{id}: conversion"); return v.Type;
                case Op.I64ToF or Op.U64ToF: Want(Expr(v.A) == IrType.I64 && IsFloat(v.Type), $"v{id}: conversion"); return v.Type;
                case Op.FToI32 or Op.FToU32: Want(IsFloat(Expr(v.A)) && v.Type == IrType.I32, $"v{id}: conversion"); return v.Type;
                case Op.FToI64 or Op.FToU64: Want(IsFloat(Expr(v.A)) && v.Type == IrType.I64, $"v{id}: conversion"); return v.Type;
                case Op.FConv: Want(IsFloat(Expr(v.A)) && IsFloat(v.Type), $"v{id}: conversion"); return v.Type;
                case Op.Bits:
                {
                    var a = Expr(v.A);
                    Want((a, v.Type) is (IrType.I64, IrType.F64) or (IrType.F64, IrType.I64) or (IrType.I32, IrType.F32) or (IrType.F32, IrType.I32), $"v{id}: bits");
                    return v.Type;
                }
                case Op.PtrToInt: Want(Expr(v.A) is IrType.Ptr && v.Type == IrType.I64, $"v{id}"); return v.Type;
                case Op.IntToPtr: Want(Expr(v.A) is IrType.I64 && v.Type == IrType.Ptr, $"v{id}"); return v.Type;
                case Op.Shl or Op.ShrS or Op.ShrU: Want(Expr(v.A) == v.Type & Expr(v.B) == IrType.I32, $"v{id}: shift"); return v.Type;
                case Op.Eq or Op.Ne or Op.LtS or Op.LeS or Op.GtS or Op.GeS or Op.LtU or Op.LeU or Op.GtU or Op.GeU:
                {
                    var a = Expr(v.A); var b = Expr(v.B);
                    Want(IsInt(a) && (a == b || a != IrType.I32 && b != IrType.I32) && v.Type == IrType.I32, $"v{id}: comparison of {a} and {b}");
                    return v.Type;
                }
                case Op.FEq or Op.FNe or Op.FLt or Op.FLe or Op.FGt or Op.FGe:
                {
                    var a = Expr(v.A);
                    Want(IsFloat(a) && Expr(v.B) == a && v.Type == IrType.I32, $"v{id}: comparison");
                    return v.Type;
                }
                case Op.Add or Op.Sub:
                {
                    var a = Expr(v.A); var b = Expr(v.B);
                    Want(a == v.Type && b == a || v.Type is IrType.Ptr or IrType.I64 && a is IrType.Ptr or IrType.I64 && b is IrType.I64 or IrType.Ptr, $"v{id}: {v.Op} of {a} and {b} to {v.Type}");
                    return v.Type;
                }
                case Op.Mul: Want(Expr(v.A) == v.Type & Expr(v.B) == v.Type, $"v{id}: operands"); return v.Type;
                case Op.And or Op.Or or Op.Xor:
                {
                    var a = Expr(v.A); var b = Expr(v.B);
                    Want(a == v.Type && b == a || v.Type is IrType.Ptr or IrType.I64 && a is IrType.Ptr or IrType.I64 && b is IrType.I64 or IrType.Ptr, $"v{id}: operands");
                    return v.Type;
                }
                case Op.DivS or Op.DivU or Op.RemS or Op.RemU: Want(Expr(v.A) == v.Type & Expr(v.B) == v.Type && IsInt(v.Type), $"v{id}: operands"); return v.Type;
                case Op.FDiv: Want(Expr(v.A) == v.Type & Expr(v.B) == v.Type && IsFloat(v.Type), $"v{id}: operands"); return v.Type;
                default: throw Bad($"v{id}: {v.Op} is no expression");
            }
        }
    }
}
