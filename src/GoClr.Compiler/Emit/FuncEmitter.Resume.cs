// The resume clone F_r: loads the frame it is given, takes the interrupted call's results from g->ret, and goes on in the clone graph (Suspension).
//
// The frame's memory is free once its slots are loaded: nothing reads it after the dispatch.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private void Clone()
    {
        var cfg = _s.Cfg;
        var nodes = _s.Nodes;
        _labels = new int[nodes.Count];
        for (int n = 0; n < nodes.Count; n++) _labels[n] = _il.NewLabel();
        ReadBarrierFlag();
        ResumeDispatch();
        var to = new List<int>();
        for (int n = 0; n < nodes.Count; n++)
        {
            var node = nodes[n];
            ref var p = ref cfg.P[node.Piece];
            to.Clear();
            for (int k = 0; k < p.SuccCount; k++) to.Add(_labels[_s.NodeTo[node.ToStart + k]]);
            bool fence = p.SuccCount == 1 && nodes[_s.NodeTo[node.ToStart]].Broken < node.Broken;
            _il.Mark(_labels[n]);
            EmitPiece(node.Piece, CollectionsMarshal.AsSpan(to), fence, n + 1 < nodes.Count ? _labels[n + 1] : -1);
        }
    }

    // F_r: load every slot of the state's layout, take the callee's results from g->ret, go on at the state's node.
    private void ResumeDispatch()
    {
        int n = _s.Resumable + 1;
        var load = new Dictionary<int, int>();
        var labels = new int[n];
        for (int st = 0; st < n; st++)
        {
            int l = _s.States[st].Layout;
            if (!load.TryGetValue(l, out int label)) load[l] = label = _il.NewLabel();
            labels[st] = label;
        }
        _il.Line(0);
        if (load.Count > 1 || n > 1)
        {
            StLocal();
            _il.Ldarg(1);
            _il.Op(Il.LdindI4, 0);
            _il.LdcI4(16);
            _il.Op(Il.ShrUn, -1);
            _il.Stloc(_st);
        }
        if (load.Count > 1)
        {
            _il.Ldloc(_st);
            _il.Switch(labels);
            BadState();
        }
        var done = new HashSet<int>();
        for (int first = 0; first < n; first++)
        {
            int layout = _s.States[first].Layout;
            if (!done.Add(layout)) continue;
            _il.Mark(load[layout]);
            var slots = _s.Layouts[layout].Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                _il.Ldarg(1);
                AddConst(8 + 8 * i);
                LoadSlot(_f.Vars[slots[i]].Type);
                StVar(slots[i]);
            }
            int lo = first, hi = first, count = 0;
            for (int st = first; st < n; st++) if (_s.States[st].Layout == layout) { hi = st; count++; }
            var targets = new int[hi - lo + 1];
            int bad = -1;
            for (int st = lo; st <= hi; st++)
            {
                if (_s.States[st].Layout == layout) targets[st - lo] = _il.NewLabel();
                else { if (bad < 0) bad = _il.NewLabel(); targets[st - lo] = bad; }
            }
            if (count > 1)
            {
                _il.Ldloc(_st);
                if (lo != 0) { _il.LdcI4(lo); _il.Op(Il.Sub, -1); }
                _il.Switch(targets);
                if (bad >= 0) _il.Mark(bad);
                BadState();
            }
            for (int st = lo; st <= hi; st++)
            {
                if (_s.States[st].Layout != layout) continue;
                _il.Mark(targets[st - lo]);
                if (st == 0) { CallAnew(); continue; }
                if (_s.States[st].Call >= 0)
                {
                    var c = _f.Calls[_s.States[st].Call];
                    for (int k = 0; k < c.Results.Length; k++)
                        if (c.Results[k] >= 0) { LoadRet(k, c.ResultTypes[k]); StVar(c.Results[k]); }
                }
                _il.Branch(Il.Br, _labels[_s.States[st].Node], 0);
            }
        }
    }

    private void BadState()
    {
        _il.Op(Il.Ldnull, 1);
        _il.Op(Il.Throw, -1);
    }

    // State 0: a new activation. If it leaves, its frames are complete and g->ret belongs to somebody else.
    private void CallAnew()
    {
        _il.Ldarg(0);
        foreach (int p in _f.Params) LdVar(p);
        char r = Letters.Result(CollectionsMarshal.AsSpan(_f.Results));
        string sig = Letters.Signature(_f);
        _il.Token(Il.Call, IlRelocKind.Method, _self, -(_f.Params.Count + 1) + (r == 'V' ? 0 : 1), (long)_s.Plan.Class, sig);
        StoreResultsOfTail(r, CollectionsMarshal.AsSpan(_f.Results));
        _il.Op(Il.Ret, 0);
    }

    // The value on the stack is the result of a call in tail position; in the clone it goes to g->ret.
    private void StoreResultsOfTail(char r, ReadOnlySpan<IrType> types)
    {
        if (r == 'V') return;
        int t = r == 'W' ? W2Local() : NewLocal(r);
        _il.Stloc(t);
        int left = _il.NewLabel();
        LdG(GOffset.Status);
        _il.Op(Il.LdindI4, 0);
        _il.Branch(Il.Brtrue, left, -1);
        if (r == 'W')
        {
            for (int k = 0; k < 2; k++)
            {
                LdG(GOffset.Ret + 8 * k);
                _il.Ldloca(t);
                _il.Token(Il.Ldfld, IlRelocKind.W2Field, 0, 0, k);
                _il.Op(Il.StindI8, -2);
            }
        }
        else
        {
            LdG(GOffset.Ret);
            _il.Ldloc(t);
            StoreSlot(types[0]);
        }
        _il.Mark(left);
    }
}
