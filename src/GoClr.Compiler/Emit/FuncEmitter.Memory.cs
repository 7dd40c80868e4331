// Addresses, copying and clearing. Small regions by single loads and stores, larger ones by cpblk and initblk.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private void Address(int a, long imm)
    {
        ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[a];
        switch (v.Op)
        {
            case Op.SymAddr: SymAddr(v.A, v.Imm + imm); return;
            case Op.AreaAddr: LdVar(_s.AreaVar); AddConst(_f.Areas[v.A].Offset + v.Imm + imm); return;
        }
        Expr(a);
        AddConst(imm);
    }

    private void SymAddr(int symbol, long offset)
    {
        _il.LdcReloc(IlRelocKind.DataAddr, symbol, offset);
        _il.Op(Il.ConvU8, 0);
    }

    // An address that can be written down twice; otherwise it is kept in a local. Returns the local or -1.
    private int Steady(int a, int which = 0)
    {
        var v = _f.Values[a];
        if (v.Op is Op.Var or Op.SymAddr or Op.AreaAddr) return -1;
        if (v.Op == Op.Add && _f.Values[v.A].Op is Op.Var or Op.AreaAddr && _f.Values[v.B].Op == Op.Const) return -1;
        // one local for all: between the address and its last use there is nothing but this statement and its cold block
        if (_steady[which] < 0) _steady[which] = NewLocal('L');
        int t = _steady[which];
        Expr(a);
        _il.Stloc(t);
        return t;
    }

    private void Again(int a, int local, long imm)
    {
        if (local < 0) { Address(a, imm); return; }
        _il.Ldloc(local);
        AddConst(imm);
    }

    private void MoveMem(in Value v)
    {
        int n = (int)v.Imm;
        if (n == 0) return;
        if (n > 32)
        {
            Address(v.A, 0);
            Address(v.B, 0);
            if ((v.Flags & ValueFlags.Overlap) != 0)
            {
                _il.LdcI8(n);
                _il.Token(Il.Call, IlRelocKind.Native, -1, -3, 0, "Num.Move");
                return;
            }
            _il.LdcI4(n);
            _il.Op2(Il2.Cpblk, -3);
            return;
        }
        int da = v.A, sa = v.B;
        bool overlap = (v.Flags & ValueFlags.Overlap) != 0;
        int d = Steady(da), s = Steady(sa, 1);
        // all loads before all stores if the regions may overlap
        var parts = new List<(int At, MemType Mem)>();
        for (int at = 0; at < n;)
        {
            int left = n - at;
            var m = left >= 8 ? MemType.I64 : left >= 4 ? MemType.I32 : left >= 2 ? MemType.U16 : MemType.U8;
            parts.Add((at, m));
            at += left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
        }
        if (!overlap || parts.Count == 1)
        {
            foreach (var (at, m) in parts)
            {
                Again(da, d, at);
                Again(sa, s, at);
                Ldind(m);
                Stind(m);
            }
            return;
        }
        for (int i = 0; i < parts.Count; i++)
        {
            Again(sa, s, parts[i].At);
            Ldind(parts[i].Mem);
            _il.Stloc(PartLocal(parts[i].Mem, i));
        }
        for (int i = 0; i < parts.Count; i++)
        {
            Again(da, d, parts[i].At);
            _il.Ldloc(PartLocal(parts[i].Mem, i));
            Stind(parts[i].Mem);
        }
    }

    private int PartLocal(MemType m, int i)
    {
        if (!_partLocals.TryGetValue((m == MemType.I64, i), out int l)) _partLocals[(m == MemType.I64, i)] = l = NewLocal(m == MemType.I64 ? 'L' : 'I');
        return l;
    }

    private void ZeroBytesExpr(int a, long n)
    {
        if (n == 0) return;
        if (n > 64) { Address(a, 0); _il.LdcI4(0); _il.LdcI4((int)n); _il.Op2(Il2.Initblk, -3); return; }
        int local = n > 8 ? Steady(a) : -1;
        for (long at = 0; at < n;)
        {
            long left = n - at;
            Again(a, local, at);
            if (left >= 8) { _il.LdcI8(0); _il.Op(Il.StindI8, -2); at += 8; }
            else if (left >= 4) { _il.LdcI4(0); _il.Op(Il.StindI4, -2); at += 4; }
            else if (left >= 2) { _il.LdcI4(0); _il.Op(Il.StindI2, -2); at += 2; }
            else { _il.LdcI4(0); _il.Op(Il.StindI1, -2); at++; }
        }
    }

    private void ZeroBytes(Action address, int n)
    {
        if (n > 64) { address(); _il.LdcI4(0); _il.LdcI4(n); _il.Op2(Il2.Initblk, -3); return; }
        for (int at = 0; at < n; at += 8) { address(); AddConst(at); _il.LdcI8(0); _il.Op(Il.StindI8, -2); }
    }
}
