// IL of one body: the normal entry F, or the resume clone F_r, of one function. docs/abi.md has the rules; this file their patterns.
//
// E1  No call in a slow path unless it comes last: guard and poll stubs store status and reason themselves, a failed check saves its frame first
//     and then calls the panic native in tail position. So nothing lives across a call in a loop without calls.
// E2  One save block per layout; a stub only says which state. One panic block per kind of check. Where there are few, each has its own:
//     then nothing but constants is merged, and RyuJIT keeps no register for the state.
// E3  A W2 is built from scalars at the return and nowhere else: RyuJIT keeps an earlier one in memory. There is one such return for all
//     ways out: where there are several, RyuJIT merges them through a W2 in memory, which costs each return two stores and two loads.
// E4  Polls are volatile loads: a plain one is hoisted out of the loop. A cold copy's jump to a loop header ends in a volatile load too,
//     because RyuJIT merges equal last statements of blocks with one successor and would so enter the loop in its middle.
// E5  A result variable in FIXED is assigned after the status test: on a panic its old value is what RECOVER returns.
// E6  The write barrier's slow part is out of line and calls nothing; g->wb cannot change during an activation and is read once.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private readonly IlWriter _il;
    private readonly Suspension _s;
    private readonly Function _f;
    private readonly SymbolTable _syms;
    private readonly Func<CallInfo, bool> _tailNative;
    private readonly bool _clone, _stress;
    private readonly int _self, _newobject;
    private readonly char _ret;                       // IL result letter of the body
    private readonly int[] _local;                    // variable → IL local, -1
    private readonly StringBuilder _locals = new();
    private readonly Dictionary<(int State, int Reason), int> _stubs = [];
    private readonly List<(int State, int Reason, int Label)> _stubList = [];
    private readonly Dictionary<int, int> _saves = [];                        // layout → label
    private readonly List<(int Layout, int Label)> _saveList = [];
    private readonly List<(int Value, int Label, int Snap)> _checks = [];     // failed checks with arguments
    private readonly Dictionary<(PanicKind, int), int> _plainChecks = [];     // (kind, state) → label
    private readonly List<(PanicKind Kind, int State, int Label)> _plainCheckList = [];
    private readonly int[] _panicBlocks = new int[(int)PanicKind.Unreachable + 1];
    private readonly List<(int Value, int Cold, int Back, int Address, int Snap)> _barriers = [];
    private readonly bool _reuse;
    private readonly Stack<int>[] _free = new Stack<int>[6];
    private readonly List<int> _pieceLocals = [];
    private int _st = -1, _here = -1, _wb = -1, _w2 = -1, _pa = -1, _pb = -1;
    private int[] _labels = [];
    private int _r0 = -1, _r1 = -1, _pairReturn = -1, _pairLeave = -1;   // result words of the common return, its label, that of leaving through it
    private int _guardAt = -1;
    private readonly List<(int Var, int Local)> _snapshots = [];
    private int _snapshotAt;
    private readonly Dictionary<char, int> _temps = [];
    private readonly int[] _steady = [-1, -1];
    private readonly Dictionary<(bool, int), int> _partLocals = [];

    public FuncEmitter(IlWriter il, Suspension s, SymbolTable syms, Func<CallInfo, bool> tailNative, bool clone, bool stress)
    {
        _il = il;
        _s = s;
        _f = s.F;
        _syms = syms;
        _tailNative = tailNative;
        _clone = clone;
        _stress = stress;
        _self = syms.Id(_f.Symbol);
        _newobject = syms.Id("runtime.newobject");
        _ret = clone ? 'V' : Letters.Result(CollectionsMarshal.AsSpan(_f.Results));
        _local = new int[_f.Vars.Count];
        Array.Fill(_local, -1);
        Array.Fill(_panicBlocks, -1);
        _reuse = _f.Vars.Count > 128;
    }

    public IlBody Emit()
    {
        _il.Reset();
        if (_clone) Clone();
        else Entry();
        if (_pairReturn >= 0) PairReturn();
        Cold();
        return _il.Finish(_locals.ToString(), _f.Symbol);
    }

    private void Entry()
    {
        var cfg = _s.Cfg;
        _il.Line(_f.StartLine);
        _guardAt = _s.Plan.Guard ? _s.GuardPiece() : -1;
        if (_s.Plan.Guard && _guardAt < 0) Guard();
        if (_s.Plan.AreaTest >= 0)
        {
            LdG(GOffset.Sp);
            _il.Op(Il.LdindI8, 0);
            AddConst(_s.Plan.AreaSize + _s.Plan.AreaTest);
            LdG(GOffset.Frames);
            _il.Op(Il.LdindI8, 0);
            _il.Branch(Il.BgtUn, Stub(0, (int)LeaveReason.MoreArea), -2);
        }
        if (_s.AreaVar >= 0)
        {
            LdG(GOffset.Sp);
            _il.Op(Il.LdindI8, 0);
            StVar(_s.AreaVar);
            LdG(GOffset.Sp);
            LdVar(_s.AreaVar);
            AddConst(_s.Plan.AreaSize);
            _il.Op(Il.StindI8, -2);
            ZeroAreas();
        }
        foreach (int v in _s.ZeroAtEntry) { Zero(_f.Vars[v].Type); StVar(v); }
        ReadBarrierFlag();
        _labels = new int[cfg.Count];
        foreach (int i in cfg.Order) if (cfg.P[i].FromEntry) _labels[i] = _il.NewLabel();
        var to = new List<int>();
        for (int k = 0; k < cfg.Order.Length; k++)
        {
            int i = cfg.Order[k];
            ref var p = ref cfg.P[i];
            if (!p.FromEntry) continue;
            int next = k + 1 < cfg.Order.Length && cfg.P[cfg.Order[k + 1]].FromEntry ? _labels[cfg.Order[k + 1]] : -1;
            to.Clear();
            for (int n = 0; n < p.SuccCount; n++) to.Add(_labels[cfg.Succ[p.SuccStart + n]]);
            _il.Mark(_labels[i]);
            if (i == _guardAt) Guard();
            EmitPiece(i, CollectionsMarshal.AsSpan(to), false, next);
        }
    }

    private void Guard()
    {
        if (_stress)
        {
            StressPoll();
            _il.Branch(Il.Brtrue, Stub(0, (int)LeaveReason.MoreStack), -1);
            return;
        }
        if (_here < 0) _here = NewLocal('B');
        _il.Ldloca(_here);
        _il.Op(Il.ConvU, 0);
        LdG(GOffset.StackGuard);
        _il.Op(Il.LdindI8, 0);
        _il.Branch(Il.BltUn, Stub(0, (int)LeaveReason.MoreStack), -2);
    }

    // Pointer words of the area are zero at entry. Small areas by stores, larger ones by initblk over the part with pointers.
    private void ZeroAreas()
    {
        int end = 0;
        foreach (var a in _f.Areas) if (a.PtrMask != null) end = Math.Max(end, a.Offset + ((a.Size + 7) & -8));
        if (end == 0) return;
        ZeroBytes(() => LdVar(_s.AreaVar), end);
    }
}
