// IL of one body: the normal entry F, or the resume clone F_r, of one function. docs/abi.md has the rules; this file their patterns.
//
// E1  No call in a slow path unless it comes last: guard and poll stubs store status and reason themselves, a failed check saves its frame first
//     and then calls the panic native in tail position. So nothing lives across a call in a loop without calls.
// E2  One save block per layout; a stub only says which state. One panic block per kind of check. Where there are few, each has its own:
//     then nothing but constants is merged, and RyuJIT keeps no register for the state.
// E3  A W2 is built from scalars at the return and nowhere else: RyuJIT keeps an earlier one in memory.
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

internal sealed class FuncEmitter
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
    private int _st = -1, _here = -1, _wb = -1, _w2 = -1, _w2Leave = -1, _pa = -1, _pb = -1;
    private int[] _labels = [];

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
        Cold();
        return _il.Finish(_locals.ToString(), _f.Symbol);
    }

    // ---------------------------------------------------------------- the two bodies

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

    private int _guardAt = -1;

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

    // ---------------------------------------------------------------- pieces

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
            if (v.Line != 0) _il.Line(v.Line);
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
                case Op.Call: Call(_f.Calls[v.A], v.Line, p.EndsInCall && k == p.End - 1 ? _s.CallState[piece] : 0); break;
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

    private void Return(in Value v, bool tail)
    {
        if (tail) return;                           // Call has emitted it
        var results = CollectionsMarshal.AsSpan(_f.Results);
        char r = Letters.Result(results);
        int inRegisters = _clone ? 0 : r switch { 'V' => 0, 'W' => 2, _ => 1 };
        for (int k = inRegisters; k < results.Length; k++)
        {
            LdG(GOffset.Ret + 8 * k);
            Expr(_f.Extra[v.B + k]);
            StoreSlot(results[k]);
        }
        if (inRegisters == 2)
        {
            int w = W2Local();
            for (int k = 0; k < 2; k++)
            {
                _il.Ldloca(w);
                Expr(_f.Extra[v.B + k]);
                if (results[k] == IrType.I32) _il.Op(Il.ConvI8, 0);
                _il.Token(Il.Stfld, IlRelocKind.W2Field, 0, -2, k);
            }
            RestoreSp();
            _il.Ldloc(w);
        }
        else if (inRegisters == 1) { Expr(_f.Extra[v.B]); RestoreSp(); }
        else RestoreSp();
        _il.Op(Il.Ret, inRegisters == 0 ? 0 : -1);
    }

    private void RestoreSp()
    {
        if (_s.AreaVar < 0) return;
        LdG(GOffset.Sp);
        LdVar(_s.AreaVar);
        _il.Op(Il.StindI8, -2);
    }

    // ---------------------------------------------------------------- calls

    private void Call(CallInfo c, int line, int state)
    {
        bool last = _tailNative(c);
        if (last) SaveFrame(_s.FixedLayout, _s.LineState(line));
        char r = Letters.Result(c.ResultTypes);
        if (c.Kind == CalleeKind.Direct && c.Symbol == _newobject && c.Args.Length == 1 && _f.Values[c.Args[0]] is { Op: Op.SymAddr, Imm: 0 } type)
        {
            _il.Ldarg(0);
            _il.LdcReloc(IlRelocKind.Shape, type.A);
            _il.LdcReloc(IlRelocKind.TypeSize, type.A);
            _il.Token(Il.Call, IlRelocKind.Native, -1, -2, 0, "Malloc.New");
            r = 'L';
        }
        else
        {
            int pushed = 1 + c.Args.Length;
            _il.Ldarg(0);
            if (c.Kind == CalleeKind.Closure) { LdVar(c.Target); pushed++; }
            foreach (int a in c.Args) Expr(a);
            string sig = Letters.Signature(r, c.Kind == CalleeKind.Closure, c.ArgTypes);
            int delta = (r == 'V' ? 0 : 1) - pushed;
            if (c.Kind == CalleeKind.Direct) _il.Token(Il.Call, IlRelocKind.Method, c.Symbol, delta, (long)c.Class, sig);
            else
            {
                LdVar(c.Target);
                if (c.Kind == CalleeKind.Interface) AddConst(24 + 8 * c.Slot);
                _il.Op(Il.LdindI8, 0);
                _il.Token(Il.Calli, IlRelocKind.Signature, -1, delta - 1, 0, sig);
            }
        }
        if (last)
        {
            if (r != 'V') _il.Op(Il.Pop, -1);
            Leave();
            return;
        }
        if (c.Tail)
        {
            if (_clone) { StoreResultsOfTail(r, c.ResultTypes); _il.Op(Il.Ret, 0); }
            else _il.Op(Il.Ret, r == 'V' ? 0 : -1);
            return;
        }
        int tmp = -1;
        int dst = c.Results.Length > 0 ? c.Results[0] : -1;
        if (r == 'W')
        {
            bool used = c.Results[0] >= 0 || c.Results[1] >= 0;
            if (used) _il.Stloc(tmp = W2Local());
            else _il.Op(Il.Pop, -1);
        }
        else if (r != 'V')
        {
            if (dst < 0) _il.Op(Il.Pop, -1);
            else if (c.Class != CallClass.None && _s.IsFixed(dst)) _il.Stloc(tmp = TempLocal(r));
            else StVar(dst);
        }
        if (c.Class != CallClass.None)
        {
            LdG(GOffset.Status);
            _il.Op(Il.LdindI4, 0);
            _il.Branch(Il.Brtrue, Stub(state != 0 ? state : _s.LineState(line), 0), -1);
        }
        if (r == 'W' && tmp >= 0)
        {
            for (int k = 0; k < 2; k++)
            {
                if (c.Results[k] < 0) continue;
                _il.Ldloca(tmp);
                _il.Token(Il.Ldfld, IlRelocKind.W2Field, 0, 0, k);
                if (c.ResultTypes[k] == IrType.I32) _il.Op(Il.ConvI4, 0);
                StVar(c.Results[k]);
            }
        }
        else if (tmp >= 0) { _il.Ldloc(tmp); StVar(dst); }
        for (int k = r == 'W' ? 2 : 1; k < c.Results.Length; k++)
            if (c.Results[k] >= 0) { LoadRet(k, c.ResultTypes[k]); StVar(c.Results[k]); }
    }

    private void LoadRet(int k, IrType t)
    {
        LdG(GOffset.Ret + 8 * k);
        LoadSlot(t);
    }

    // ---------------------------------------------------------------- leaving

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
            int state = _s.LineState(v.Line);
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

    // With reuse of locals, a block out of line must find the variables of its piece where they were: their locals are noted and put back for it.
    // No later piece can have overwritten them, since control comes straight from the piece.
    private readonly List<(int Var, int Local)> _snapshots = [];

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

    private int _snapshotAt;

    private void PutBack(int end)
    {
        for (; _snapshotAt < end; _snapshotAt++) _local[_snapshots[_snapshotAt].Var] = _snapshots[_snapshotAt].Local;
    }

    private void ColdCheck(int id, int label)
    {
        var v = _f.Values[id];
        var kind = (PanicKind)v.Imm;
        _il.Mark(label);
        _il.Line(v.Line);
        if (_checks.Count <= 3 && _s.Layouts[_s.FixedLayout].Words <= 4)
        {
            SaveFrame(_s.FixedLayout, _s.LineState(v.Line));
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
        _il.LdcI4(_s.LineState(v.Line) << 16 | _s.Layouts[_s.FixedLayout].Words);
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
    }

    private void PanicCall(PanicKind kind, int args)
    {
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
                // a local of its own, never assigned: reading the calls' one would keep their results alive
                if (_w2Leave < 0) _w2Leave = NewLocal('W');
                _il.Ldloc(_w2Leave);
                break;
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

    // ---------------------------------------------------------------- variables and slots

    private int NewLocal(char letter)
    {
        _locals.Append(letter);
        return _locals.Length - 1;
    }

    private readonly Dictionary<char, int> _temps = [];

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

    // ---------------------------------------------------------------- memory

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

    private readonly int[] _steady = [-1, -1];

    private void Again(int a, int local, long imm)
    {
        if (local < 0) { Address(a, imm); return; }
        _il.Ldloc(local);
        AddConst(imm);
    }

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
        _il.Line(v.Line);
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

    private readonly Dictionary<(bool, int), int> _partLocals = [];

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

    // ---------------------------------------------------------------- conditions

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

    // ---------------------------------------------------------------- expressions

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

internal static class PanicNames
{
    private static readonly Dictionary<(PanicKind, char), string> s_names = Make();

    private static Dictionary<(PanicKind, char), string> Make()
    {
        var d = new Dictionary<(PanicKind, char), string>();
        foreach (var k in Enum.GetValues<PanicKind>())
            foreach (char r in "VILFDW") d[(k, r)] = $"PanicCalls.{k}_{r}";
        return d;
    }

    public static string Get(PanicKind k, char r) => s_names[(k, r)];
}
