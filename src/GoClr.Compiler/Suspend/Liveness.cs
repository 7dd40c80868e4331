// Which variables are live at the start of each piece, as bitmaps over the variables that live across pieces at all.
//
// L1  Only variables read in some piece before that piece writes them get a bit: most temporaries never do, so the maps stay small.
// L2  What EXIT reads is live everywhere, because an unwound frame may go on there from any point (Fixed).
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Suspend;

internal sealed class Liveness
{
    public readonly int Words;
    public readonly int[] Globals;              // bit → variable, ascending
    public readonly int[] BitOf;                // variable → bit, -1
    public readonly ulong[] In;                 // piece * Words
    private readonly Function _f;

    public Liveness(Cfg cfg)
    {
        var f = _f = cfg.F;
        int nv = f.Vars.Count;
        _exposed = [];
        _stamp = new int[nv];
        _seen = new int[nv];
        var exposedAt = new int[cfg.Count + 1];
        var defs = new List<int>();
        var defsAt = new int[cfg.Count + 1];
        BitOf = new int[nv];
        for (int i = 0; i < cfg.Count; i++)
        {
            exposedAt[i] = _exposed.Count;
            defsAt[i] = defs.Count;
            if (cfg.Rpo[i] < 0) continue;
            _now = i + 1;
            ref var p = ref cfg.P[i];
            var stmts = CollectionsMarshal.AsSpan(f.Blocks[p.Block].Stmts)[p.Start..p.End];
            foreach (int s in stmts)
            {
                ref var v = ref CollectionsMarshal.AsSpan(f.Values)[s];
                switch (v.Op)
                {
                    case Op.SetVar: Uses(v.B); Def(v.A, defs); break;
                    case Op.Call:
                        var c = f.Calls[v.A];
                        if (c.Target >= 0) Use(c.Target);
                        foreach (int a in c.Args) Uses(a);
                        foreach (int r in c.Results) if (r >= 0) Def(r, defs);
                        break;
                    default: StmtUses(f, v); break;
                }
            }
        }
        exposedAt[cfg.Count] = _exposed.Count;
        defsAt[cfg.Count] = defs.Count;

        foreach (int v in _exposed) BitOf[v] = 1;
        if (f.DeferVar >= 0) BitOf[f.DeferVar] = 1;
        foreach (int v in f.DeferClosures) BitOf[v] = 1;
        var globals = new List<int>();
        for (int v = 0; v < nv; v++)
        {
            if (BitOf[v] == 0) BitOf[v] = -1;
            else { BitOf[v] = globals.Count; globals.Add(v); }
        }
        Globals = [.. globals];
        Words = (Globals.Length + 63) >> 6;
        In = new ulong[cfg.Count * Words];
        if (Words == 0) return;
        var kill = new ulong[cfg.Count * Words];
        for (int i = 0; i < cfg.Count; i++)
        {
            for (int k = exposedAt[i]; k < exposedAt[i + 1]; k++) Set(In, i, BitOf[_exposed[k]]);
            for (int k = defsAt[i]; k < defsAt[i + 1]; k++) { int b = BitOf[defs[k]]; if (b >= 0) Set(kill, i, b); }
        }
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = cfg.Order.Length - 1; i >= 0; i--)
            {
                int v = cfg.Order[i];
                ref var p = ref cfg.P[v];
                for (int k = 0; k < p.SuccCount; k++)
                {
                    int t = cfg.Succ[p.SuccStart + k];
                    for (int w = 0; w < Words; w++)
                    {
                        ulong add = In[t * Words + w] & ~kill[v * Words + w] & ~In[v * Words + w];
                        if (add == 0) continue;
                        In[v * Words + w] |= add;
                        changed = true;
                    }
                }
            }
        }
    }

    private readonly List<int> _exposed;
    private readonly int[] _stamp, _seen;        // last piece that defined / exposed the variable
    private int _now;

    private void Set(ulong[] m, int piece, int bit) => m[piece * Words + (bit >> 6)] |= 1UL << bit;
    public bool LiveIn(int piece, int bit) => (In[piece * Words + (bit >> 6)] >> bit & 1) != 0;

    private void Use(int v)
    {
        if (_stamp[v] == _now || _seen[v] == _now) return;
        _seen[v] = _now;
        _exposed.Add(v);
    }

    private void Def(int v, List<int> defs)
    {
        if (_stamp[v] == _now) return;
        _stamp[v] = _now;
        defs.Add(v);
    }

    private void StmtUses(Function f, in Value v)
    {
        switch (v.Op)
        {
            case Op.Store or Op.StorePtr or Op.MoveMem: Uses(v.A); Uses(v.B); break;
            case Op.ZeroMem or Op.KeepAlive or Op.If or Op.Switch: Uses(v.A); break;
            case Op.Check: Uses(v.A); if (v.B != 0) Uses(v.B); if (v.C != 0) Uses(v.C); break;
            case Op.Return: for (int i = 0; i < v.C; i++) Uses(f.Extra[v.B + i]); break;
        }
    }

    private void Uses(int id)
    {
        ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[id];
        switch (v.Op)
        {
            case Op.Var: Use(v.A); return;
            case Op.NativeExpr: for (int i = 0; i < v.C; i++) Uses(_f.Extra[v.B + i]); return;
        }
        int n = Verify.Operands(v.Op);
        if (n > 0) Uses(v.A);
        if (n > 1) Uses(v.B);
        if (n > 2) Uses(v.C);
    }
}
