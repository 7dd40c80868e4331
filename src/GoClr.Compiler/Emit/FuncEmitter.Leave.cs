// Leaving: failed checks, stubs of suspend points and save blocks. All of it stands behind the body (E1, E2).
//
//     check fails ─→ arguments and state into locals ─→ panic block of the kind: save, native in tail position
//     status, poll, guard ─→ stub: state into a local ─→ save block of the layout: save, return
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private int Stub(int state, int reason)
    {
        if (_stubs.TryGetValue((state, reason), out int label)) return label;
        _stubs[(state, reason)] = label = _il.NewLabel();
        _stubList.Add((state, reason, label));
        return label;
    }

    private static int PanicArgs(PanicKind k) => k is PanicKind.Nil or PanicKind.Divide or PanicKind.Shift or PanicKind.MakeSliceLen or PanicKind.MakeSliceCap or PanicKind.Unreachable ? 0 : 2;

    private void Check(int id)
    {
        ref var v = ref CollectionsMarshal.AsSpan(_f.Values)[id];
        var kind = (PanicKind)v.Imm;
        int label;
        if (PanicArgs(kind) == 0)
        {
            int state = _s.LineState(v.Line, v.Inl);
            if (!_plainChecks.TryGetValue((kind, state), out label))
            {
                _plainChecks[(kind, state)] = label = _il.NewLabel();
                _plainCheckList.Add((kind, state, label));
            }
            BranchIf(v.A, false, label);
            return;
        }
        label = _il.NewLabel();
        BranchIf(v.A, false, label);
        Snapshot(v.B);
        Snapshot(v.C);
        _checks.Add((id, label, _snapshots.Count));
    }

    private void ColdCheck(int id, int label)
    {
        var v = _f.Values[id];
        var kind = (PanicKind)v.Imm;
        _il.Mark(label);
        _il.Line(_f.OuterLine(v));
        if (_checks.Count <= 3 && _s.Layouts[_s.FixedLayout].Words <= 4)
        {
            SaveFrame(_s.FixedLayout, _s.LineState(v.Line, v.Inl));
            _il.Ldarg(0);
            PanicArg(v.B, kind);
            PanicArg(v.C, kind);
            PanicCall(kind, 2);
            return;
        }
        if (_pa < 0) { _pa = NewLocal('L'); _pb = NewLocal('L'); }
        PanicArg(v.B, kind);
        _il.Stloc(_pa);
        PanicArg(v.C, kind);
        _il.Stloc(_pb);
        StLocal();
        _il.LdcI4(_s.LineState(v.Line, v.Inl) << 16 | _s.Layouts[_s.FixedLayout].Words);
        _il.Stloc(_st);
        _il.Branch(Il.Br, PanicBlock(kind), 0);
    }

    private void PanicArg(int id, PanicKind kind)
    {
        if (id == 0) { _il.LdcI8(0); return; }
        Expr(id);
        if (_f.Values[id].Type == IrType.I32) _il.Op(kind.ToString().EndsWith('U') ? Il.ConvU8 : Il.ConvI8, 0);
    }

    private int PanicBlock(PanicKind kind)
    {
        ref int label = ref _panicBlocks[(int)kind];
        if (label < 0) label = _il.NewLabel();
        return label;
    }

    private void StLocal() { if (_st < 0) _st = NewLocal('I'); }

    // Everything out of line, in an order in which later parts only ask for parts that are still to come.
    private void Cold()
    {
        int b = 0, c = 0;
        while (b < _barriers.Count || c < _checks.Count)
        {
            // in the order in which they were met, which is that of the snapshots
            if (c == _checks.Count || b < _barriers.Count && _barriers[b].Snap <= _checks[c].Snap)
            {
                var (id, cold, back, address, snap) = _barriers[b++];
                PutBack(snap);
                Barrier(id, cold, back, address);
            }
            else
            {
                var (id, label, snap) = _checks[c++];
                PutBack(snap);
                ColdCheck(id, label);
            }
        }
        _il.Line(0);
        foreach (var (kind, state, label) in _plainCheckList)
        {
            _il.Mark(label);
            if (_plainCheckList.Count <= 2)
            {
                SaveFrame(_s.FixedLayout, state);
                _il.Ldarg(0);
                PanicCall(kind, 0);
                continue;
            }
            StLocal();
            _il.LdcI4(state << 16 | _s.Layouts[_s.FixedLayout].Words);
            _il.Stloc(_st);
            _il.Branch(Il.Br, PanicBlock(kind), 0);
        }
        for (int k = 0; k < _panicBlocks.Length; k++)
        {
            if (_panicBlocks[k] < 0) continue;
            _il.Mark(_panicBlocks[k]);
            SaveFrame(_s.FixedLayout, -1);
            int args = PanicArgs((PanicKind)k);
            _il.Ldarg(0);
            if (args > 0) { _il.Ldloc(_pa); _il.Ldloc(_pb); }
            PanicCall((PanicKind)k, args);
        }
        var perLayout = new int[_s.Layouts.Count];
        foreach (var (state, _, _) in _stubList) perLayout[_s.States[state].Layout]++;
        for (int i = 0; i < _stubList.Count; i++)
        {
            var (state, reason, label) = _stubList[i];
            _il.Mark(label);
            if (reason != 0)
            {
                LdG(GOffset.Status);
                _il.LdcI4(1);
                _il.Op(Il.StindI4, -2);
                LdG(GOffset.Reason);
                _il.LdcI4(reason);
                _il.Op(Il.StindI4, -2);
            }
            int layout = _s.States[state].Layout;
            if (perLayout[layout] == 1 || perLayout[layout] <= 3 && _s.Layouts[layout].Words <= 5)
            {
                SaveFrame(layout, state);
                Leave();
                continue;
            }
            if (!_saves.TryGetValue(layout, out int save)) { _saves[layout] = save = _il.NewLabel(); _saveList.Add((layout, save)); }
            StLocal();
            _il.LdcI4(state << 16 | _s.Layouts[layout].Words);
            _il.Stloc(_st);
            _il.Branch(Il.Br, save, 0);
        }
        foreach (var (layout, label) in _saveList)
        {
            _il.Mark(label);
            SaveFrame(layout, -1);
            Leave();
        }
        if (_pairLeave < 0) return;
        _il.Mark(_pairLeave);
        PairLocals();
        _il.LdcI8(0);
        _il.Stloc(_r0);
        _il.LdcI8(0);
        _il.Stloc(_r1);
        if (_pairReturn >= 0) { _il.Branch(Il.Br, _pairReturn, 0); return; }
        _pairReturn = _il.NewLabel();
        PairReturn();
    }

    private void PanicCall(PanicKind kind, int args)
    {
        if (_ret == 'W')
        {
            // not in tail position, or RyuJIT would count it as one more return
            _il.Token(Il.Call, IlRelocKind.Native, -1, -1 - args, 0, PanicNames.Get(kind, 'V'));
            Leave();
            return;
        }
        _il.Token(Il.Call, IlRelocKind.Native, -1, (_ret == 'V' ? 0 : 1) - 1 - args, 0, PanicNames.Get(kind, _ret));
        _il.Op(Il.Ret, _ret == 'V' ? 0 : -1);
    }

    private void Leave()
    {
        switch (_ret)
        {
            case 'V': _il.Op(Il.Ret, 0); return;
            case 'I': _il.LdcI4(0); break;
            case 'L': _il.LdcI8(0); break;
            case 'F': _il.LdcR4(0); break;
            case 'D': _il.LdcR8(0); break;
            default:
                if (_pairLeave < 0) _pairLeave = _il.NewLabel();
                _il.Branch(Il.Br, _pairLeave, 0);
                return;
        }
        _il.Op(Il.Ret, -1);
    }

    // The frame's address stays on the evaluation stack (a local would be one variable for all save blocks, and cost a register that must be
    // preserved). state < 0: state and size are in _st.
    private void SaveFrame(int layout, int state)
    {
        var l = _s.Layouts[layout];
        LdG(GOffset.Save);
        LdG(GOffset.Save);
        _il.Op(Il.LdindI8, 0);
        _il.Op(Il.Dup, 1);
        _il.LdcFuncIdHigh(_self, state < 0 ? 0 : (uint)(state << 16 | l.Words));
        if (state < 0)
        {
            _il.Ldloc(_st);
            _il.Op(Il.ConvU8, 0);
            _il.Op(Il.Or, -1);
        }
        _il.Op(Il.StindI8, -2);
        for (int i = 0; i < l.Slots.Length; i++)
        {
            _il.Op(Il.Dup, 1);
            AddConst(8 + 8 * i);
            LdVar(l.Slots[i]);
            StoreSlot(_f.Vars[l.Slots[i]].Type);
        }
        AddConst(8 * l.Words);
        _il.Op(Il.StindI8, -2);
    }
}
