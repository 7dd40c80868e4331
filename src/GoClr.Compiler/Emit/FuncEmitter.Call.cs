// Calls and returns: arguments, the test of g->status, result words out of registers and g->ret (docs/abi.md, "Functions").
using System.Runtime.InteropServices;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal sealed partial class FuncEmitter
{
    private void Call(CallInfo c, int line, int inl, int state)
    {
        bool last = _tailNative(c);
        if (last) SaveFrame(_s.FixedLayout, _s.LineState(line, inl));
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
            _il.Branch(Il.Brtrue, Stub(state != 0 ? state : _s.LineState(line, inl), 0), -1);
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
            PairLocals();
            for (int k = 0; k < 2; k++)
            {
                Expr(_f.Extra[v.B + k]);
                if (results[k] == IrType.I32) _il.Op(Il.ConvI8, 0);
                _il.Stloc(k == 0 ? _r0 : _r1);
            }
            RestoreSp();
            if (_pairReturn < 0) _pairReturn = _il.NewLabel();
            _il.Branch(Il.Br, _pairReturn, 0);
            return;
        }
        else if (inRegisters == 1) { Expr(_f.Extra[v.B]); RestoreSp(); }
        else RestoreSp();
        _il.Op(Il.Ret, inRegisters == 0 ? 0 : -1);
    }

    private void PairLocals() { if (_r0 < 0) { _r0 = NewLocal('L'); _r1 = NewLocal('L'); } }

    private void PairReturn()
    {
        _il.Mark(_pairReturn);
        int w = NewLocal('W');
        for (int k = 0; k < 2; k++)
        {
            _il.Ldloca(w);
            _il.Ldloc(k == 0 ? _r0 : _r1);
            _il.Token(Il.Stfld, IlRelocKind.W2Field, 0, -2, k);
        }
        _il.Ldloc(w);
        _il.Op(Il.Ret, -1);
    }

    private void RestoreSp()
    {
        if (_s.AreaVar < 0) return;
        LdG(GOffset.Sp);
        LdVar(_s.AreaVar);
        _il.Op(Il.StindI8, -2);
    }
}
