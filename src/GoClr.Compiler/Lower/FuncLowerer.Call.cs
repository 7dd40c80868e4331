// Calls of functions, methods, closures and interface methods.
//
// A call is planned (callee and arguments evaluated in Go's order) and then emitted. Go and defer statements plan here and emit in a
// thunk that gets the operands from a closure object.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>Emits a call with the given operands in the given function; dst: where memory-class results go (null: temporaries; else all of them).</summary>
public delegate GoVal[] EmitCall(FuncLowerer f, GoVal[] ops, Addr[]? dst);

public sealed class CallPlan(GoVal[] ops, EmitCall emit)
{
    public readonly GoVal[] Ops = ops;
    public readonly EmitCall Emit = emit;
}

public sealed partial class FuncLowerer
{
    private static readonly GoVal[] s_noVals = [];

    /// <summary>This function stands for one that only run time knows, as a deferred call: before the call it asks whether that one contains recover().</summary>
    public bool ChecksRecover;

    /// <summary>A call with at most one result.</summary>
    private GoVal CallValue(CallExpr c)
    {
        if (IsConversion(c)) return ConversionExpr(c);
        if (BuiltinOf(c) is { } id) return BuiltinCall(id, c);
        if (TypeOf(c) is TupleT { Count: > 1 }) throw Ice(c, "multi-valued call as a value");
        var plan = PlanCall(c);
        SetLine(c);
        var r = plan.Emit(this, plan.Ops, null);
        return r.Length == 0 ? default : r[0];
    }

    private void LowerExprStmt(ExprStmt s)
    {
        var e = Unparen(s.X);
        if (e is CallExpr c && !IsConversion(c) && BuiltinOf(c) == null)
        {
            var plan = PlanCall(c);
            SetLine(c);
            plan.Emit(this, plan.Ops, null);
            return;
        }
        if (e is CallExpr { } bc && BuiltinOf(bc) is { } id)
        {
            BuiltinCall(id, bc);
            return;
        }
        if (e is Operation { Op: Operator.Recv, Y: null } r) { Receive(r, SingleType(r)); return; }
        // Checks and calls are statements already; nothing is left to do with the value.
        Expr(e);
    }

    private GoVal ConversionExpr(CallExpr c)
    {
        var to = TypeOf(c);
        var arg = c.ArgList[0];
        var tv = Tv(arg);
        if (tv.IsNil) return Zero(to);
        var from = SingleType(arg);
        if (tv.IsConst && Under(to) is Basic && Under(from) is Basic fb && (fb.Info & BasicInfo.String) == 0 && !IsString(to)) return ConstVal(tv.Value!, to, arg);
        if (tv.Value is StringConst { Value.Length: > 0 } text && Under(to) is SliceT sl && Lay(sl.Elem).Size == 1 && (Places.Escapes(c, SiteKind.Text) || Places.Mutated(c))) return ConstBytes(c, to, sl, text);
        var v = Expr(arg);
        SetLine(c);
        if (_keep != null && v.N == 1 && B.TypeOfExpr(v.X) == IrType.Ptr && IsUintptrOfPointer(c))
        {
            int p = F.NewVar(IrType.Ptr);
            B.SetVar(p, v.X);
            _keep.Add(p);
            v = Val(from, B.V(p));
        }
        return Convert(v, from, to, c);
    }

    // ---------------------------------------------------------------- planning

    public CallPlan PlanCall(CallExpr c)
    {
        if (BuiltinOf(c) is { } id) return PlanBuiltin(id, c);
        // f(uintptr(p)): the object behind p lives as long as the call, as system calls need it.
        bool any = false;
        foreach (var a in c.ArgList) any |= IsUintptrOfPointer(a);
        if (!any) return PlanOrdinary(c);
        var outer = _keep;
        var keep = _keep = [];
        var plan = PlanOrdinary(c);
        _keep = outer;
        return new CallPlan(plan.Ops, (fl, o, dst) =>
        {
            var r = plan.Emit(fl, o, dst);
            if (ReferenceEquals(fl, this)) foreach (int v in keep) B.KeepAlive(B.V(v));
            return r;
        });
    }

    /// <summary>Pointer variables behind the uintptr arguments of the call that is being planned.</summary>
    private List<int>? _keep;

    private bool IsUintptrOfPointer(Expr e) => Unparen(e) is CallExpr { ArgList.Count: 1 } c && IsConversion(c)
        && Under(TypeOf(c)) is Basic { Kind: BasicKind.Uintptr } && Under(SingleType(c.ArgList[0])) is Basic { Kind: BasicKind.UnsafePointer };

    private CallPlan PlanOrdinary(CallExpr c)
    {
        var fun = Unparen(c.Fun);
        var sig = (SignatureT)Under(TypeOf(c.Fun));
        var name = fun;
        if (fun is IndexExpr ix && FuncNameOf(ix.X) != null) name = Unparen(ix.X);

        if (name is Name n && Info.Uses[n.Index] is Func f) return PlanStatic(c, sig, f, n);
        if (name is SelectorExpr s)
        {
            if (IsQualified(s))
            {
                if (Info.Uses[s.Sel.Index] is Func qf) return PlanStatic(c, sig, qf, s.Sel);
            }
            else
            {
                var sel = SelectionOf(s);
                if (sel.Kind == SelectionKind.MethodVal) return PlanMethod(c, sig, s, sel);
                if (sel.Kind == SelectionKind.MethodExpr) return PlanMethodExpr(c, sig, s, sel);
            }
        }
        // A function literal called on the spot, or any other func value.
        var ops = PlanArgs(c, sig, fun, () => [Val(sig, B.Leaf(Expr(fun).X))]);
        return new CallPlan(ops, (fl, o, dst) => fl.EmitClosure(o[0].X, CallShape.Of(fl.Layouts, sig), o.AsSpan(1), dst));
    }

    private CallPlan PlanStatic(CallExpr c, SignatureT sig, Func f, Name at)
    {
        var targs = Info.Instances[at.Index] is { } inst ? Env.Subst(inst.TypeArgs) : s_noTypes;
        int symbol = P.FuncSym(f, targs, at.Pos);
        var ops = PlanArgs(c, sig, null, null);
        return new CallPlan(ops, (fl, o, dst) => fl.EmitStatic(symbol, CallShape.Of(fl.Layouts, sig), [], o, dst));
    }

    private CallPlan PlanMethod(CallExpr c, SignatureT sig, SelectorExpr s, Selection sel)
    {
        var m = (Func)sel.Obj;
        int n = sel.Index.Length - 1;
        if (MethodHolder(sel, s) is { } iface)
        {
            int slot = P.IfaceSlot(iface, m);
            var ops = PlanArgs(c, sig, s.X, () => [Leaves(WalkPath(s.X, sel.Index, n, s).Load(this))]);
            return new CallPlan(ops, (fl, o, dst) => fl.EmitIface(o[0], slot, CallShape.Of(fl.Layouts, sig), o.AsSpan(1), dst));
        }
        int symbol = -1;
        var cops = PlanArgs(c, sig, s.X, () =>
        {
            var recv = Receiver(s, sel, out var holder);
            symbol = P.MethodSym(holder, m, MethodTargs(s), s.Pos);
            return [recv];
        });
        return new CallPlan(cops, (fl, o, dst) => fl.EmitStatic(symbol, CallShape.Of(fl.Layouts, sig), [o[0]], o.AsSpan(1), dst));
    }

    private List<Type> MethodTargs(SelectorExpr s) => Info.Instances[s.Sel.Index] is { } inst ? Env.Subst(inst.TypeArgs) : s_noTypes;

    /// <summary>The interface type that declares the selected method; null: the method is a concrete one.</summary>
    private InterfaceT? MethodHolder(Selection sel, Node at)
    {
        var t = Subst(sel.Recv);
        for (int i = 0; i < sel.Index.Length - 1; i++)
        {
            if (Under(t) is PointerT p) t = p.Elem;
            if (Under(t) is not StructT st) throw Ice(at, $"embedded field of {t}");
            t = st.Fields[sel.Index[i]].Type!;
        }
        return Under(t) as InterfaceT;
    }

    /// <summary>The receiver argument of a method that is selected: an address or a value as the method wants it. holder: its receiver base type.</summary>
    private GoVal Receiver(SelectorExpr s, Selection sel, out Named holder)
    {
        var m = (Func)sel.Obj;
        int n = sel.Index.Length - 1;
        var t = SingleType(s.X);
        Place p;
        // A pointer operand whose method is its own needs no check: the method gets the pointer.
        if (n == 0 && Under(t) is PointerT && TypeOps.Unalias(t) is PointerT) p = ValuePlace(Expr(s.X));
        else p = WalkPath(s.X, sel.Index, n, s);
        return ReceiverOf(p, m, s, out holder);
    }

    private GoVal ReceiverOf(Place p, Func m, Node at, out Named holder)
    {
        bool ptr = PackageLowerer.HasPtrRecv(m);
        if (TypeOps.Unalias(p.L.Type) is PointerT pt)
        {
            holder = (Named)TypeOps.Unalias(pt.Elem);
            var v = p.Load(this);
            if (ptr) return v;
            return PlaceOfPointer(v, at).Load(this);
        }
        holder = TypeOps.Unalias(p.L.Type) as Named ?? throw Ice(at, $"method {m.Name} of {p.L.Type}");
        if (!ptr) return p.Load(this);
        if (!p.IsAddr)
        {
            if (p.V.L == null || p.V.N != 0) throw Ice(at, $"receiver of {m.Name} has no address");
            return Val(new PointerT(holder), B.SymAddr(P.ZeroBaseSym()));
        }
        return Val(new PointerT(holder), B.PtrAdd(p.A.Base, p.A.Off));
    }

    /// <summary>T.M(recv, args…)</summary>
    private CallPlan PlanMethodExpr(CallExpr c, SignatureT sig, SelectorExpr s, Selection sel)
    {
        // The receiver is the first argument; the method's own code takes it as such unless results go to memory.
        int symbol = MethodExprSym(s, sel, sig, out bool asMethod);
        var ops = PlanArgs(c, sig, null, null);
        if (!asMethod) return new CallPlan(ops, (fl, o, dst) => fl.EmitStatic(symbol, CallShape.Of(fl.Layouts, sig), [], o, dst));
        var rest = new SignatureT { Params = new TupleT(sig.Params.Vars.GetRange(1, sig.Params.Count - 1)), Results = sig.Results, Variadic = sig.Variadic };
        return new CallPlan(ops, (fl, o, dst) => fl.EmitStatic(symbol, CallShape.Of(fl.Layouts, rest), [o[0]], o.AsSpan(1), dst));
    }

    // ---------------------------------------------------------------- arguments

    /// <summary>Operands of a call: first the callee's own (receiver, func value), made by first, then the arguments as parameters want them.</summary>
    private GoVal[] PlanArgs(CallExpr c, SignatureT sig, Expr? firstExpr, Func<GoVal[]>? first)
    {
        var all = new List<Expr>(c.ArgList.Count + 1);
        if (firstExpr != null) all.Add(firstExpr);
        all.AddRange(c.ArgList);
        bool multi = c.ArgList.Count == 1 && TypeOf(c.ArgList[0]) is TupleT { Count: > 1 } && Unparen(c.ArgList[0]) is CallExpr;
        if (multi)
        {
            if (firstExpr != null && HasCall(firstExpr)) HoistIn(firstExpr);
        }
        else HoistList(all);
        GoVal[] vals;
        Type[] types;
        GoVal[] head = s_noVals;
        if (multi)
        {
            vals = MultiExpr(c.ArgList[0]);
            var tuple = (TupleT)TypeOf(c.ArgList[0]);
            types = new Type[vals.Length];
            for (int i = 0; i < types.Length; i++) types[i] = tuple.Vars[i].Type!;
            if (first != null) head = first();
            var conv = new GoVal[vals.Length];
            for (int i = 0; i < vals.Length; i++) conv[i] = Convert(vals[i], types[i], ParamType(sig, i, false));
            vals = conv;
        }
        else
        {
            if (first != null) head = first();
            vals = new GoVal[c.ArgList.Count];
            for (int i = 0; i < vals.Length; i++)
            {
                vals[i] = ExprAs(c.ArgList[i], ParamType(sig, i, c.HasDots));
                // Boxes and checks of later arguments change no variables, so the values may wait.
            }
        }
        int np = sig.Params.Count;
        var result = new GoVal[head.Length + np];
        head.CopyTo(result, 0);
        if (!sig.Variadic || c.HasDots)
        {
            if (vals.Length != np) throw Ice(c, $"{vals.Length} arguments for {np} parameters");
            vals.CopyTo(result, head.Length);
            return result;
        }
        for (int i = 0; i < np - 1; i++) result[head.Length + i] = vals[i];
        result[head.Length + np - 1] = Pack(sig.Params.Vars[np - 1].Type!, vals.AsSpan(np - 1), c);
        return result;
    }

    private static Type ParamType(SignatureT sig, int i, bool dots)
    {
        int np = sig.Params.Count;
        if (!sig.Variadic || i < np - 1 || dots) return sig.Params.Vars[i].Type!;
        return ((SliceT)Under(sig.Params.Vars[np - 1].Type!)).Elem;
    }

    /// <summary>The slice of a variadic parameter.</summary>
    private GoVal Pack(Type sliceType, ReadOnlySpan<GoVal> vals, Node at)
    {
        if (vals.Length == 0) return Zero(sliceType);
        var elem = ((SliceT)Under(sliceType)).Elem;
        var at2 = new ArrayT(elem, vals.Length);
        Addr a;
        var al = Lay(at2);
        if (Places.Escapes(at, SiteKind.Args) || al.Size > MaxAreaVar) a = new Addr(NewObject(at2), 0, MemKind.Fresh);
        else a = new Addr(B.AreaAddr(NewArea(al)), 0, MemKind.Fresh);
        long size = Lay(elem).Size;
        for (int i = 0; i < vals.Length; i++) Store(a.Plus(i * size), vals[i]);
        return Val(sliceType, AddrExpr(a), B.I64(vals.Length), B.I64(vals.Length));
    }

    // ---------------------------------------------------------------- emitting

    private void AddWords(List<int> words, GoVal v)
    {
        if (v.IsMem)
        {
            var a = v.Mem.Kind == MemKind.Stable ? v.Mem : Snapshot(v).Mem;
            words.Add(B.PtrAdd(a.Base, a.Off));
            return;
        }
        for (int i = 0; i < v.N; i++) words.Add(v[i]);
    }

    /// <summary>Adds the words of hidden results and arguments, makes the call, collects the results.</summary>
    private GoVal[] Finish(CallInfo c, CallShape shape, List<int> words, ReadOnlySpan<GoVal> args, Addr[]? dst)
    {
        int nr = shape.Results.Length;
        var results = nr == 0 ? s_noVals : new GoVal[nr];
        int mem = 0;
        for (int i = 0; i < nr; i++)
        {
            if (!shape.ResultInMem[i]) continue;
            var a = dst != null ? dst[mem] : NewAreaTemp(shape.Results[i]);
            mem++;
            results[i] = shape.Results[i].IsMem ? new GoVal(shape.Results[i], a) : default;
            words.Add(B.PtrAdd(a.Base, a.Off));
            if (!shape.Results[i].IsMem) results[i] = Load(a, shape.Results[i]);
        }
        foreach (var v in args) AddWords(words, v);
        c.Args = words.ToArray();
        c.ArgTypes = TypesOf(B, c.Args);
        c.ResultTypes = shape.ResultWords;
        c.Results = new int[shape.ResultWords.Length];
        for (int i = 0; i < c.Results.Length; i++)
        {
            c.Results[i] = B.NewTemp(shape.ResultWords[i]);
            B.MarkFinal(c.Results[i]);
        }
        B.Call(c);
        Span<int> s = stackalloc int[3];
        for (int i = 0; i < nr; i++)
        {
            if (shape.ResultInMem[i]) continue;
            var l = shape.Results[i];
            for (int k = 0; k < l.ScalarCount; k++) s[k] = B.V(c.Results[shape.ResultFirst[i] + k]);
            results[i] = new GoVal(l, s[..l.ScalarCount]);
        }
        return results;
    }

    /// <summary>Calls a function by symbol. recv: receiver, if it is a method.</summary>
    public GoVal[] EmitStatic(int symbol, CallShape shape, ReadOnlySpan<GoVal> recv, ReadOnlySpan<GoVal> args, Addr[]? dst)
    {
        string name = P.Symbols[symbol];
        var cls = P.ClassOf(name);
        var words = new List<int>();
        foreach (var r in recv) AddWords(words, r);
        if (cls == CallClass.None && shape.HiddenResults == 0 && shape.ResultWords.Length == 1 && PackageLowerer.IsPureNative(name))
        {
            foreach (var a in args) AddWords(words, a);
            return [new GoVal(shape.Results[0], [B.NativeExpr(symbol, shape.ResultWords[0], words.ToArray())])];
        }
        var c = new CallInfo { Kind = CalleeKind.Direct, Symbol = symbol, Class = cls };
        return Finish(c, shape, words, args, dst);
    }

    /// <summary>A leaf as a variable.</summary>
    private int AsVar(int leaf)
    {
        if (B[leaf].Op == Op.Var) return B[leaf].A;
        int t = B.NewTemp(B.TypeOfExpr(leaf));
        B.SetVar(t, leaf);
        return t;
    }

    /// <summary>Calls a func value (a leaf); nil panics.</summary>
    public GoVal[] EmitClosure(int fv, CallShape shape, ReadOnlySpan<GoVal> args, Addr[]? dst)
    {
        fv = B.Leaf(fv);
        // The arguments' copies come before the check, which gc's call makes last.
        B.NilCheck(fv);
        int target = AsVar(fv);
        if (ChecksRecover) Runtime("runtime.recoverfv", [B.V(target)], []);
        return Finish(new CallInfo { Kind = CalleeKind.Closure, Target = target }, shape, [], args, dst);
    }

    /// <summary>Calls a method of an interface value.</summary>
    public GoVal[] EmitIface(GoVal iface, int slot, CallShape shape, ReadOnlySpan<GoVal> args, Addr[]? dst)
    {
        int tab = B.Leaf(iface.S0);
        B.NilCheck(tab);
        int target = AsVar(tab);
        if (ChecksRecover) Runtime("runtime.recoveritab", [B.V(target), B.I64(slot)], []);
        return Finish(new CallInfo { Kind = CalleeKind.Interface, Target = target, Slot = slot }, shape, [iface.S1], args, dst);
    }

    /// <summary>Calls a func value; results fixed.</summary>
    public GoVal[] CallClosure(int funcValue, SignatureT sig, GoVal[] args) => EmitClosure(funcValue, CallShape.Of(Layouts, sig), args, null);
}
