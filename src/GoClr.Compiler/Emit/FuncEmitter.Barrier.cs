// Pointer stores. The barrier is off but for a collection: the store tests a flag read once per activation (E6).
//
//     if (wb) { b = g->wbbuf; *b = *slot; g->wbbuf = b + 8; if (b >= g->wbsoft) g->poll = 1 }  *slot = v
using GoClr.Abi;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private void ReadBarrierFlag()
    {
        int stores = 0;
        foreach (var b in _f.Blocks)
            foreach (int s in b.Stmts)
                if (_f.Values[s].Op == Op.StorePtr) stores++;
        if (stores == 0 || stores <= 2 && _s.Cfg.Loops.Count == 0) return;
        _wb = NewLocal('I');
        LdG(GOffset.Wb);
        _il.Op(Il.LdindI4, 0);
        _il.Stloc(_wb);
    }

    private void StorePtr(int id)
    {
        var v = _f.Values[id];
        int local = Steady(v.A);
        int cold = _il.NewLabel(), back = _il.NewLabel();
        if (_wb >= 0) _il.Ldloc(_wb);
        else { LdG(GOffset.Wb); _il.Op(Il.LdindI4, 0); }
        _il.Branch(Il.Brtrue, cold, -1);
        _il.Mark(back);
        Again(v.A, local, v.Imm);
        Expr(v.B);
        _il.Op(Il.StindI8, -2);
        if (local < 0) Snapshot(v.A);
        _barriers.Add((id, cold, back, local, _snapshots.Count));
    }

    // The old value goes to this P's buffer; beyond its soft end the goroutine is asked to come by.
    private void Barrier(int id, int cold, int back, int local)
    {
        var v = _f.Values[id];
        _il.Mark(cold);
        _il.Line(_f.OuterLine(v));
        int b = TempLocal('L');
        LdG(GOffset.WbBuf);
        _il.Op(Il.LdindI8, 0);
        _il.Stloc(b);
        _il.Ldloc(b);
        Again(v.A, local, v.Imm);
        _il.Op(Il.LdindI8, 0);
        _il.Op(Il.StindI8, -2);
        LdG(GOffset.WbBuf);
        _il.Ldloc(b);
        AddConst(8);
        _il.Op(Il.StindI8, -2);
        _il.Ldloc(b);
        LdG(GOffset.WbSoft);
        _il.Op(Il.LdindI8, 0);
        _il.Branch(Il.BltUn, back, -2);
        LdG(GOffset.Poll);
        _il.LdcI4(1);
        _il.Op(Il.StindI4, -2);
        _il.Branch(Il.Br, back, 0);
    }
}
