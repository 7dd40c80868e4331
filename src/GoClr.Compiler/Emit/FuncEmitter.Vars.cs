// IL locals of variables, and access to parameters, words of g, slots and memory.
//
// Where a function has many variables, those of a single piece share locals: RyuJIT tracks only so many.
using System.Collections.Generic;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private int NewLocal(char letter)
    {
        _locals.Append(letter);
        return _locals.Length - 1;
    }

    private int TempLocal(char letter)
    {
        if (!_temps.TryGetValue(letter, out int t)) _temps[letter] = t = NewLocal(letter);
        return t;
    }

    private int W2Local() => _w2 >= 0 ? _w2 : _w2 = NewLocal('W');

    private int Local(int v)
    {
        if (_local[v] >= 0) return _local[v];
        var type = _f.Vars[v].Type;
        bool own = !_reuse || v >= _s.Live.BitOf.Length || _s.Live.BitOf[v] >= 0;
        if (own) return _local[v] = NewLocal(Letters.Of(type));
        var free = _free[(int)type] ??= new Stack<int>();
        _local[v] = free.Count > 0 ? free.Pop() : NewLocal(Letters.Of(type));
        _pieceLocals.Add(v);
        return _local[v];
    }

    private void LdVar(int v)
    {
        int p = _clone ? -1 : _f.Vars[v].ParamIndex;
        if (p >= 0) _il.Ldarg(p + 1);
        else _il.Ldloc(Local(v));
    }

    private void StVar(int v)
    {
        int p = _clone ? -1 : _f.Vars[v].ParamIndex;
        if (p >= 0) _il.Starg(p + 1);
        else _il.Stloc(Local(v));
    }

    private void LdG(int offset)
    {
        _il.Ldarg(0);
        AddConst(offset);
    }

    private void AddConst(long n)
    {
        if (n == 0) return;
        _il.LdcI8(n);
        _il.Op(Il.Add, -1);
    }

    private void Zero(IrType t)
    {
        switch (t)
        {
            case IrType.I32: _il.LdcI4(0); break;
            case IrType.F32: _il.LdcR4(0); break;
            case IrType.F64: _il.LdcR8(0); break;
            default: _il.LdcI8(0); break;
        }
    }

    private void LoadSlot(IrType t) => _il.Op(t switch { IrType.I32 => Il.LdindI4, IrType.F32 => Il.LdindR4, IrType.F64 => Il.LdindR8, _ => Il.LdindI8 }, 0);
    private void StoreSlot(IrType t) => _il.Op(t switch { IrType.I32 => Il.StindI4, IrType.F32 => Il.StindR4, IrType.F64 => Il.StindR8, _ => Il.StindI8 }, -2);
    private void Ldind(MemType m) => _il.Op(m switch { MemType.I8 => Il.LdindI1, MemType.U8 => Il.LdindU1, MemType.I16 => Il.LdindI2, MemType.U16 => Il.LdindU2, MemType.I32 => Il.LdindI4, MemType.F32 => Il.LdindR4, MemType.F64 => Il.LdindR8, _ => Il.LdindI8 }, 0);
    private void Stind(MemType m) => _il.Op(m switch { MemType.I8 or MemType.U8 => Il.StindI1, MemType.I16 or MemType.U16 => Il.StindI2, MemType.I32 => Il.StindI4, MemType.F32 => Il.StindR4, MemType.F64 => Il.StindR8, _ => Il.StindI8 }, -2);


    // With reuse of locals, a block out of line must find the variables of its piece where they were: their locals are noted and put back for it.
    // No later piece can have overwritten them, since control comes straight from the piece.

    private void Snapshot(int id)
    {
        if (!_reuse || id == 0) return;
        var v = _f.Values[id];
        if (v.Op == Op.Var) { if (_f.Vars[v.A].ParamIndex < 0 || _clone) _snapshots.Add((v.A, Local(v.A))); return; }
        if (v.Op == Op.NativeExpr) { for (int i = 0; i < v.C; i++) Snapshot(_f.Extra[v.B + i]); return; }
        int n = Verify.Operands(v.Op);
        if (n > 0) Snapshot(v.A);
        if (n > 1) Snapshot(v.B);
        if (n > 2) Snapshot(v.C);
    }

    private void PutBack(int end)
    {
        for (; _snapshotAt < end; _snapshotAt++) _local[_snapshots[_snapshotAt].Var] = _snapshots[_snapshotAt].Local;
    }
}
