// A piece of a block (Cfg): its poll, its statements, its way out. The same for both bodies; only the labels it goes to differ.
using System;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private void EmitPiece(int piece, ReadOnlySpan<int> to, bool fence, int next)
    {
        ref var p = ref _s.Cfg.P[piece];
        var stmts = CollectionsMarshal.AsSpan(_f.Blocks[p.Block].Stmts);
        if (_s.PollState[piece] != 0)
        {
            if (_stress) StressPoll();
            else
            {
                LdG(GOffset.Poll);
                _il.Op2(Il2.Volatile, 0);
                _il.Op(Il.LdindI4, 0);
            }
            _il.Branch(Il.Brtrue, Stub(_s.PollState[piece], (int)LeaveReason.Preempt), -1);
        }
        for (int k = p.Start; k < p.End; k++)
        {
            int id = stmts[k];
            ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[id];
            if (v.Line != 0) _il.Line(_f.OuterLine(v));
            switch (v.Op)
            {
                case Op.Nop: break;
                case Op.SetVar: Expr(v.B); StVar(v.A); break;
                case Op.Store: Address(v.A, v.Imm); Expr(v.B); Stind(v.Mem); break;
                case Op.StorePtr: StorePtr(id); break;
                case Op.MoveMem: MoveMem(v); break;
                case Op.ZeroMem: { int a = v.A; ZeroBytesExpr(a, v.Imm); break; }
                case Op.KeepAlive: Expr(v.A); _il.Op(Il.Pop, -1); break;
                case Op.Check: Check(id); break;
                case Op.Call: Call(_f.Calls[v.A], v.Line, v.Inl, p.EndsInCall && k == p.End - 1 ? _s.CallState[piece] : 0); break;
                case Op.Jump: Fence(fence); Goto(to[0], next); break;
                case Op.If: If(v, to[0], to[1], next); break;
                case Op.Switch:
                    Expr(v.A);
                    _il.Switch(to[..^1]);
                    Goto(to[^1], next);
                    break;
                case Op.Return: Return(v, k > 0 && IsTail(stmts[k - 1])); break;
                case Op.Unreachable: if (k == 0 || !IsLastCall(stmts[k - 1])) BadState(); break;
            }
        }
        if (p.EndsInCall) { Fence(fence); Goto(to[0], next); }
        if (!_reuse) return;
        foreach (int v in _pieceLocals) { _free[(int)_f.Vars[v].Type].Push(_local[v]); _local[v] = -1; }
        _pieceLocals.Clear();
    }

    private void StressPoll()
    {
        _il.Ldarg(0);
        _il.Token(Il.Call, IlRelocKind.Native, -1, 0, 0, "Stress.Poll");
    }

    private bool IsTail(int stmt) => _f.Values[stmt].Op == Op.Call && _f.Calls[_f.Values[stmt].A].Tail;
    private bool IsLastCall(int stmt) => _f.Values[stmt].Op == Op.Call && _tailNative(_f.Calls[_f.Values[stmt].A]);

    private void Fence(bool fence)
    {
        if (!fence) return;
        LdG(GOffset.Poll);
        _il.Op2(Il2.Volatile, 0);
        _il.Op(Il.LdindI4, 0);
        _il.Op(Il.Pop, -1);
    }

    private void Goto(int label, int next) { if (label != next) _il.Branch(Il.Br, label, 0); }

    private void If(in Value v, int then, int els, int next)
    {
        if (then == els) { Expr(v.A); _il.Op(Il.Pop, -1); Goto(then, next); return; }
        if (then == next) BranchIf(v.A, false, els);
        else { BranchIf(v.A, true, then); Goto(els, next); }
    }
}
