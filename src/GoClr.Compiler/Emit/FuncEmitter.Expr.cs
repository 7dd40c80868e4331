// Conditions and expressions. A condition of a branch never becomes a 0/1 value first.
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private static Il Jump(Op op, bool sense) => (op, sense) switch
    {
        (Op.Eq, true) or (Op.Ne, false) or (Op.FEq, true) or (Op.FNe, false) => Il.Beq,
        (Op.Ne, true) or (Op.Eq, false) or (Op.FNe, true) or (Op.FEq, false) => Il.BneUn,
        (Op.LtS, true) or (Op.GeS, false) or (Op.FLt, true) => Il.Blt,
        (Op.LeS, true) or (Op.GtS, false) or (Op.FLe, true) => Il.Ble,
        (Op.GtS, true) or (Op.LeS, false) or (Op.FGt, true) => Il.Bgt,
        (Op.GeS, true) or (Op.LtS, false) or (Op.FGe, true) => Il.Bge,
        (Op.LtU, true) or (Op.GeU, false) or (Op.FGe, false) => Il.BltUn,       // float: jumps if unordered too, as "not" asks
        (Op.LeU, true) or (Op.GtU, false) or (Op.FGt, false) => Il.BleUn,
        (Op.GtU, true) or (Op.LeU, false) or (Op.FLe, false) => Il.BgtUn,
        (Op.GeU, true) or (Op.LtU, false) or (Op.FLt, false) => Il.BgeUn,
        _ => Il.Nop,
    };

    private void BranchIf(int cond, bool sense, int label)
    {
        ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[cond];
        if (v.Op == Op.Const) { if ((v.Imm != 0) == sense) _il.Branch(Il.Br, label, 0); return; }
        var jump = Jump(v.Op, sense);
        if (jump == Il.Nop) { Expr(cond); _il.Branch(sense ? Il.Brtrue : Il.Brfalse, label, -1); return; }
        if (v.Op is Op.Eq or Op.Ne && _f.Values[v.B] is { Op: Op.Const, Imm: 0 })
        {
            int a = v.A;
            bool zero = v.Op == Op.Eq == sense;
            // (a cmp b) == 0 is the negated comparison
            if (_f.Values[a].Type == IrType.I32 && Jump(_f.Values[a].Op, true) != Il.Nop) { BranchIf(a, !zero, label); return; }
            Expr(a);
            _il.Branch(zero ? Il.Brfalse : Il.Brtrue, label, -1);
            return;
        }
        Expr(v.A);
        Expr(v.B);
        _il.Branch(jump, label, -2);
    }


    private void Expr(int id)
    {
        ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[id];
        switch (v.Op)
        {
            case Op.Const: if (v.Type == IrType.I32) _il.LdcI4((int)v.Imm); else _il.LdcI8(v.Imm); return;
            case Op.FConst: if (v.Type == IrType.F32) _il.LdcR4((int)v.Imm); else _il.LdcR8(v.Imm); return;
            case Op.Var: LdVar(v.A); return;
            case Op.SymAddr: SymAddr(v.A, v.Imm); return;
            case Op.FuncId: _il.LdcReloc(IlRelocKind.FuncId, v.A); return;
            case Op.AreaAddr: LdVar(_s.AreaVar); AddConst(_f.Areas[v.A].Offset + v.Imm); return;
            case Op.Load: { var m = v.Mem; Address(v.A, v.Imm); Ldind(m); return; }
            case Op.RecoverTok:
                LdG(GOffset.RecoverTok);
                _il.Op(Il.LdindI8, 0);
                LdG(GOffset.RecoverTok);
                _il.LdcI8(0);
                _il.Op(Il.StindI8, -2);
                return;
            case Op.NativeExpr: NativeExpr(v); return;
            case Op.Select:
            {
                int cond = v.A, x = v.B, y = v.C;
                int other = _il.NewLabel(), end = _il.NewLabel();
                BranchIf(cond, false, other);
                Expr(x);
                _il.Branch(Il.Br, end, 0);
                _il.Depth--;
                _il.Mark(other);
                Expr(y);
                _il.Mark(end);
                return;
            }
            case Op.Neg: Expr(v.A); _il.Op(Il.Neg, 0); return;
            case Op.Not: Expr(v.A); _il.Op(Il.Not, 0); return;
            case Op.Sext8: Unary(v.A, Il.ConvI1); return;
            case Op.Sext16: Unary(v.A, Il.ConvI2); return;
            case Op.Zext8: Unary(v.A, Il.ConvU1); return;
            case Op.Zext16: Unary(v.A, Il.ConvU2); return;
            case Op.SextI32: Unary(v.A, Il.ConvI8); return;
            case Op.ZextI32: Unary(v.A, Il.ConvU8); return;
            case Op.TruncI64: Unary(v.A, Il.ConvI4); return;
            case Op.I32ToF or Op.I64ToF: Unary(v.A, v.Type == IrType.F32 ? Il.ConvR4 : Il.ConvR8); return;
            case Op.U32ToF or Op.U64ToF:
            {
                bool single = v.Type == IrType.F32;
                Unary(v.A, Il.ConvRUn);
                _il.Op(single ? Il.ConvR4 : Il.ConvR8, 0);
                return;
            }
            case Op.FToI32 or Op.FToI64 or Op.FToU32 or Op.FToU64: Num(v.A, (_f.Values[v.A].Type == IrType.F32 ? "Num.F32To" : "Num.F64To") + v.Op.ToString()[3..]); return;
            case Op.FConv: Unary(v.A, v.Type == IrType.F32 ? Il.ConvR4 : Il.ConvR8); return;
            case Op.Bits: Num(v.A, v.Type switch { IrType.I64 => "Num.F64Bits", IrType.F64 => "Num.F64FromBits", IrType.I32 => "Num.F32Bits", _ => "Num.F32FromBits" }); return;
            case Op.PtrToInt or Op.IntToPtr: Expr(v.A); return;
        }
        var op = v.Op;
        var type = v.Type;
        int b = v.B;
        if (op is Op.Eq or Op.Ne or Op.LtS or Op.LeS or Op.GtS or Op.GeS or Op.LtU or Op.LeU or Op.GtU or Op.GeU or Op.FEq or Op.FNe or Op.FLt or Op.FLe or Op.FGt or Op.FGe)
        {
            Expr(v.A);
            Expr(b);
            var (cmp, negate) = op switch
            {
                Op.Eq or Op.FEq => (Il2.Ceq, false),
                Op.Ne or Op.FNe => (Il2.Ceq, true),
                Op.LtS or Op.FLt => (Il2.Clt, false),
                Op.GtS or Op.FGt => (Il2.Cgt, false),
                Op.LtU => (Il2.CltUn, false),
                Op.GtU => (Il2.CgtUn, false),
                Op.LeS => (Il2.Cgt, true),
                Op.GeS => (Il2.Clt, true),
                Op.LeU => (Il2.CgtUn, true),
                Op.GeU => (Il2.CltUn, true),
                Op.FLe => (Il2.CgtUn, true),         // unordered counts as greater, so its negation is false
                _ => (Il2.CltUn, true),              // FGe
            };
            _il.Op2(cmp, -1);
            if (!negate) return;
            _il.LdcI4(0);
            _il.Op2(Il2.Ceq, -1);
            return;
        }
        Expr(v.A);
        Expr(b);
        _il.Op(op switch
        {
            Op.Add => Il.Add, Op.Sub => Il.Sub, Op.Mul => Il.Mul, Op.And => Il.And, Op.Or => Il.Or, Op.Xor => Il.Xor,
            Op.DivS => Il.Div, Op.DivU => Il.DivUn, Op.RemS => Il.Rem, Op.RemU => Il.RemUn, Op.FDiv => Il.Div, Op.Shl => Il.Shl, Op.ShrS => Il.Shr, Op.ShrU => Il.ShrUn,
            _ => throw new InternalCompilerError(default, "emit", $"{_f.Symbol}: no IL for {op} (v{id})"),
        }, -1);
        if (type == IrType.F32) _il.Op(Il.ConvR4, 0);
    }

    private void Unary(int a, Il op)
    {
        Expr(a);
        _il.Op(op, 0);
    }

    private void Num(int a, string native)
    {
        Expr(a);
        _il.Token(Il.Call, IlRelocKind.Native, -1, 0, 0, native);
    }

    private void NativeExpr(in Value v)
    {
        int at = v.B, n = v.C, symbol = v.A;
        char r = Letters.Of(v.Type);
        var types = new IrType[n];
        _il.Ldarg(0);
        for (int i = 0; i < n; i++)
        {
            types[i] = _f.Values[_f.Extra[at + i]].Type;
            Expr(_f.Extra[at + i]);
        }
        _il.Token(Il.Call, IlRelocKind.Method, symbol, -n, (long)CallClass.None, Letters.Signature(r, false, types));
    }
}
