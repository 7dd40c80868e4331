// Escape analysis: calls, conversions and builtin functions.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

public sealed partial class EscapeAnalysis
{
    private static Type? ParamType(SignatureT sig, int i, bool dots)
    {
        int n = sig.Params.Count;
        if (n == 0) return null;
        if (sig.Variadic && i >= n - 1)
        {
            var t = sig.Params.Vars[n - 1].Type;
            return dots ? t : t is SliceT s ? s.Elem : (t?.Underlying as SliceT)?.Elem;
        }
        return i < n ? sig.Params.Vars[i].Type : null;
    }

    // ---------------------------------------------------------------- who is called

    /// <summary>The function called, if it is known.</summary>
    private Func? Callee(Expr fun)
    {
        while (true)
        {
            switch (fun)
            {
                case ParenExpr p: fun = p.X; continue;
                case IndexExpr x: fun = x.X; continue;
                case Name n: return (_info.Uses[n.Index] as Func)?.Origin;
                case SelectorExpr s:
                    if (_info.Selections[s.Index] is not { } sel) return (_info.Uses[s.Sel.Index] as Func)?.Origin;
                    if (sel.Kind == SelectionKind.FieldVal || sel.Obj is not Func { Type: SignatureT { Recv.Type: { } rt } } m) return null;
                    return IsInterface(rt) || IsTypeParam(rt) ? null : m.Origin;
                default: return null;
            }
        }
    }

    /// <summary>The method that a call through an interface reaches, if the operand always holds the same type.</summary>
    private Func? DynamicCallee(Selection sel, SelectorExpr s, out Type? holder)
    {
        holder = null;
        if (sel.Index.Length != 1 || !IsInterface(TypeOf(s.X)) || DynamicType(s.X) is not { } t || IsTypeParam(t)) return null;
        holder = t;
        return Lookup.FieldOrMethod(t, false, sel.Obj.Pkg, sel.Obj.Name) is { Obj: Func m, Index.Length: 1 } && !IsInterface((m.Type as SignatureT)?.Recv?.Type) ? m.Origin : null;
    }

    private Type? DynamicType(Expr x)
    {
        var s = StaticValue(x);
        Expr? value = s switch
        {
            Name n => _info.Uses[n.Index] is Var v ? _facts.OnlyValue(v) : null,
            CallExpr { ArgList.Count: 1 } c when _info.Types[c.Fun.Index].IsType => c.ArgList[0],
            _ => null,
        };
        return value != null && !_info.Types[value.Index].IsNil && TypeOf(value) is { } t && !IsInterface(t) ? t : null;
    }

    /// <summary>The functions and literals that a variable holds at one time or another; null: not all are known.</summary>
    private List<object>? Targets(Var v)
    {
        if (_facts.AllValues(v) is not { Count: > 0 } values) return null;
        var list = new List<object>();
        foreach (var e in values)
        {
            if (_info.Types[e.Index].IsNil) continue;
            var s = StaticValue(e);
            if (_info.Types[s.Index].IsNil) continue;
            if (s is FuncLit lit && (_literals.ContainsKey(lit) || _literalTags.ContainsKey(lit))) list.Add(lit);
            else if (s is not SelectorExpr { } sel || _info.Selections[sel.Index] is not { Kind: SelectionKind.MethodVal })
            {
                if (Callee(s) is not { } f || !_batch.ContainsKey(f) && TagOf(f) == null) return null;
                list.Add(f);
            }
            else return null;
        }
        return list.Count > 0 ? list : null;
    }

    private Body? InBatch(object target) => target is Func f ? _batch.GetValueOrDefault(f) : _literals.GetValueOrDefault((FuncLit)target);

    private Hole TargetHole(object target, int i, Hole[] ks)
    {
        if (target is Func f) return ParamHole(f, i, ks);
        var lit = (FuncLit)target;
        if (_literals.TryGetValue(lit, out var body)) return i < body.Params.Length ? new Hole(body.Params[i], 0) : HeapHole;
        var tag = _literalTags[lit];
        return i < tag.Params.Length ? LeakHole(tag.Params[i], ks) : HeapHole;
    }

    private FuncTag? TagOf(Func f)
    {
        if (f.Pkg == null) return null;
        if (ReferenceEquals(f.Pkg, _info.Pkg) && _tags.TryGetValue(f, out var own)) return own;
        if (_packages.Imported(SymbolOf(f)) is { } kept) return kept;
        return ReferenceEquals(f.Pkg, _info.Pkg) ? null : _packages.Of(f.Pkg)?.Tag(f);
    }

    /// <summary>The link name of a function or method that is not generic.</summary>
    public static string SymbolOf(Func f)
    {
        string path = LinkNames.PkgPath(f.Pkg!);
        if (f.Type is not SignatureT { Recv.Type: { } rt }) return path + "." + f.Name;
        rt = TypeOps.Unalias(rt);
        return rt is PointerT p ? $"{path}.(*{(TypeOps.Unalias(p.Elem) as Named)?.Obj.Name}).{f.Name}" : $"{path}.{(rt as Named)?.Obj.Name}.{f.Name}";
    }

    /// <summary>Where parameter i of the function (receiver included) takes its argument, when results go to ks.</summary>
    private Hole ParamHole(Func? f, int i, Hole[] ks)
    {
        if (f != null && _batch.TryGetValue(f, out var known)) return i < known.Params.Length ? new Hole(known.Params[i], 0) : HeapHole;
        if (f == null || TagOf(f) is not { } tag || i >= tag.Params.Length) return HeapHole;
        return LeakHole(tag.Params[i], ks);
    }

    private Hole LeakHole(Leaks l, Hole[] ks)
    {
        var k = Discard;
        if (l[Leaks.Heap] >= 0) k = Tee(k, HeapHole.Shift(l[Leaks.Heap]));
        if (l[Leaks.Pin] >= 0) k = Tee(k, PinHole.Shift(l[Leaks.Pin]));
        if (l[Leaks.Mutator] >= 0) k = Tee(k, MutatorHole.Shift(l[Leaks.Mutator]));
        if (l[Leaks.Callee] >= 0) k = Tee(k, new Hole(_g.Callee, l[Leaks.Callee]));
        for (int r = 0; r < Leaks.NumResults && r < ks.Length; r++)
        {
            int d = l[Leaks.Result0 + r];
            if (d >= 0) k = Tee(k, ks[r].Shift(d));
        }
        return k;
    }

    // ---------------------------------------------------------------- calls

    private void Call(Hole[] ks, CallExpr c) => Call(ks, c, Discard);

    /// <param name="ks">Where the results go; fewer: the rest is dropped.</param>
    /// <param name="also">Where each operand goes besides.</param>
    private void Call(Hole[] ks, CallExpr c, Hole also)
    {
        var fun = Unparen(c.Fun);
        if (_info.Types[fun.Index].IsType)
        {
            Conversion(ks.Length > 0 ? ks[0] : Discard, c);
            return;
        }
        var builtin = fun is Name n ? _info.Uses[n.Index] as Builtin : fun is SelectorExpr us && _info.Selections[us.Index] == null ? _info.Uses[us.Sel.Index] as Builtin : null;
        if (builtin != null)
        {
            BuiltinCall(ks.Length > 0 ? ks[0] : Discard, c, builtin.Id, also);
            return;
        }
        var sig = Core(TypeOf(fun)) as SignatureT;

        // A function literal, called where it stands or through a variable that always holds it.
        var value = StaticValue(fun);
        if (value is FuncLit lit)
        {
            if (ReferenceEquals(lit, fun)) Closure(also, lit);
            else Expr(also, fun);
            if (_literals.TryGetValue(lit, out var body))
            {
                for (int i = 0; i < body.Results.Length && i < ks.Length; i++) Flow(ks[i], body.Results[i]);
                Args(c, sig, i => i < body.Params.Length ? new Hole(body.Params[i], 0) : HeapHole, also);
                return;
            }
            if (_literalTags.TryGetValue(lit, out var ltag))
            {
                Args(c, sig, i => i < ltag.Params.Length ? LeakHole(ltag.Params[i], ks) : HeapHole, also);
                return;
            }
            Args(c, sig, _ => HeapHole, also);
            return;
        }
        if (value is Name several && _info.Uses[several.Index] is Var fv && Targets(fv) is { } targets)
        {
            Expr(also, fun);
            foreach (var t in targets)
            {
                if (InBatch(t) is not { } body) continue;
                for (int i = 0; i < body.Results.Length && i < ks.Length; i++) Flow(ks[i], body.Results[i]);
            }
            Args(c, sig, i =>
            {
                var k = Discard;
                foreach (var t in targets) k = Tee(k, TargetHole(t, i, ks));
                return k;
            }, also);
            return;
        }
        bool direct = ReferenceEquals(value, fun);
        var f = Callee(value);
        // x.M held in a variable is a method value: its receiver was looked at where it was made.
        if (!direct && value is SelectorExpr vs && _info.Selections[vs.Index] is { Kind: SelectionKind.MethodVal }) f = null;
        var selection = direct && fun is SelectorExpr fs && _info.Selections[fs.Index] is { Kind: SelectionKind.MethodVal } s2 ? s2 : null;
        int first = selection != null ? 1 : 0;
        if (selection != null && f == null && DynamicCallee(selection, (SelectorExpr)fun, out var dynamic) is { } method)
        {
            var holder = dynamic!;
            // The receiver is what x.(T) yields.
            Hole Deref(Hole k)
            {
                if (!IsDirect(holder)) k = k.Deref;
                return TypeOps.Unalias(holder) is PointerT && !method.HasPtrRecv ? k.Deref : k;
            }
            _report?.Devirtualized(c, (SelectorExpr)fun, holder);
            if (_batch.TryGetValue(method, out var body)) for (int i = 0; i < body.Results.Length && i < ks.Length; i++) Flow(ks[i], body.Results[i]);
            Expr(Tee(Deref(ParamHole(method, 0, ks)), also), ((SelectorExpr)fun).X);
            Args(c, sig, i => ParamHole(method, i + 1, ks), also);
            return;
        }
        if (f != null && _batch.TryGetValue(f, out var known))
        {
            for (int i = 0; i < known.Results.Length && i < ks.Length; i++) Flow(ks[i], known.Results[i]);
        }
        if (f != null && (_batch.ContainsKey(f) || TagOf(f) != null))
        {
            if (!direct) Expr(also, fun);
            if (selection != null) Receiver(selection, ((SelectorExpr)fun).X, Tee(ParamHole(f, 0, ks), also));
            Args(c, sig, i => ParamHole(f, i + first, ks), also);
            return;
        }
        // Nothing is known: all arguments may go to the heap; so may the results of closures that are called.
        if (selection != null) Receiver(selection, ((SelectorExpr)fun).X, HeapHole);
        else if (f == null)
        {
            bool used = false;
            foreach (var k in ks) used |= !ReferenceEquals(k.Dst, _g.Blank);
            Expr(Tee(used ? new Hole(_g.Callee, 0) : Discard, also), fun);
        }
        Args(c, sig, _ => HeapHole, also);
    }

    private void Args(CallExpr c, SignatureT? sig, Func<int, Hole> param, Hole also)
    {
        var args = c.ArgList;
        if (sig == null)
        {
            foreach (var a in args) Expr(HeapHole, a);
            return;
        }
        int n = sig.Params.Count;
        // f(g()) with several values.
        if (args.Count == 1 && TypeOf(args[0]) is TupleT { Count: > 1 } tuple)
        {
            var ks = new Hole[tuple.Count];
            Hole dots = default;
            if (sig.Variadic) dots = Spill(Tee(param(n - 1), also), c, SiteKind.Args);
            for (int i = 0; i < ks.Length; i++)
            {
                ks[i] = sig.Variadic && i >= n - 1 ? dots : Tee(param(i), also);
                ks[i] = BoxOnHeap(ks[i], tuple.Vars[i].Type, ParamType(sig, i, false));
            }
            Call(ks, (CallExpr)Unparen(args[0]));
            return;
        }
        Hole slice = default;
        bool variadic = sig.Variadic && !c.HasDots;
        for (int i = 0; i < args.Count; i++)
        {
            // The wrapper of a deferred call packs its arguments; here they are packed when it is made.
            if (variadic && i == n - 1) slice = Spill(Tee(param(n - 1), ReferenceEquals(also.Dst, _g.Blank) ? Discard : PinHole), c, SiteKind.Args, ParamType(sig, i, false) is { } et ? new ArrayT(et, args.Count - n + 1) : null);
            var k = Tee(variadic && i >= n - 1 ? slice : param(i), also);
            if (PointerOfUintptr(args[i]) is { } p) Expr(Tee(PinHole, MutatorHole), p);
            else Assign(k, args[i], ParamType(sig, i, c.HasDots));
        }
        // Messages have the packing where the wrapper does it.
        if (ReferenceEquals(_wrapped, c) && slice.Dst != null && _g.All.Remove(slice.Dst)) _g.All.Add(slice.Dst);
    }

    /// <summary>The p of an argument uintptr(p): system calls use the object behind it, so it must not move.</summary>
    private Expr? PointerOfUintptr(Expr e) =>
        Unparen(e) is CallExpr { ArgList.Count: 1 } c && _info.Types[c.Fun.Index].IsType && TypeOf(c)?.Underlying is Basic { Kind: BasicKind.Uintptr }
            && TypeOf(c.ArgList[0])?.Underlying is Basic { Kind: BasicKind.UnsafePointer } ? c.ArgList[0] : null;

    // ---------------------------------------------------------------- conversions

    private void Conversion(Hole k, CallExpr c)
    {
        if (c.ArgList.Count != 1) return;
        var x = c.ArgList[0];
        var to = TypeOf(c);
        var from = TypeOf(x);
        if (to == null || from == null) { Expr(k, x); return; }
        if (to.Underlying is Basic { Kind: BasicKind.UnsafePointer } && from.Underlying is Basic { Kind: BasicKind.Uintptr }) { UnsafeValue(k, x); return; }
        bool bytes = Core(to) is SliceT && Core(from) is Basic or null || Core(from) is SliceT && Core(to) is Basic { Info: var info } && (info & BasicInfo.String) != 0;
        if (Core(to) is Basic { Info: var ti } && (ti & BasicInfo.String) != 0 && Core(from) is Basic { Info: var fi } && (fi & BasicInfo.Integer) != 0) bytes = true;
        if (bytes)
        {
            Spill(k, c, SiteKind.Text);
            Expr(Discard, x);
            if (Core(from) == null) Expr(k, x);
            return;
        }
        // A slice to an array: the elements are loaded.
        if (Core(from) is SliceT && Core(to) is ArrayT) { Expr(k.Deref, x); return; }
        if (Boxes(x, to)) k = Box(k, c, x);
        Expr(k, x);
    }

    /// <summary>An integer that is made into a pointer: follow the pointer it was made from.</summary>
    private void UnsafeValue(Hole k, Expr e)
    {
        switch (e)
        {
            case SelectorExpr s when IsHeaderData(s): Expr(k.Deref, s.X); break;
            case ParenExpr p: UnsafeValue(k, p.X); break;
            case CallExpr { ArgList.Count: 1 } c when _info.Types[c.Fun.Index].IsType:
                if (TypeOf(c.ArgList[0])?.Underlying is Basic { Kind: BasicKind.UnsafePointer }) Expr(k, c.ArgList[0]);
                else UnsafeValue(k, c.ArgList[0]);
                break;
            case Operation { Y: { } y } o:
                UnsafeValue(k, o.X);
                if (o.Op is not (Operator.Shl or Operator.Shr)) UnsafeValue(k, y);
                else Expr(Discard, y);
                break;
            case Operation o: UnsafeValue(k, o.X); break;
            default: Expr(Discard, e); break;
        }
    }

    /// <summary>h.Data of a pointer h to a reflect.SliceHeader or StringHeader: an integer that stands for a pointer.</summary>
    private bool IsHeaderData(SelectorExpr s) =>
        s.Sel.Value == "Data" && TypeOf(s.X) is { Underlying: PointerT { Elem: { } e } } && TypeOps.Unalias(e) is Named { Obj: { Name: "SliceHeader" or "StringHeader", Pkg.Path: "reflect" } };

    // ---------------------------------------------------------------- builtin functions

    private void BuiltinCall(Hole k, CallExpr c, BuiltinId id, Hole also)
    {
        var args = c.ArgList;
        switch (id)
        {
            case BuiltinId.Append: Append(k, c); break;
            case BuiltinId.Copy:
                Expr(Tee(MutatorHole, also), args[0]);
                Expr(Tee(Core(TypeOf(args[1])) is SliceT { Elem: var ce } && HasPointers(ce) ? HeapHole.Deref : Discard, also), args[1]);
                break;
            case BuiltinId.Panic: Assign(HeapHole, args[0], Universe.EmptyInterface); break;
            case BuiltinId.New:
            {
                var t = (TypeOf(c)?.Underlying as PointerT)?.Elem;
                var contents = Spill(k, c, SiteKind.Object, t);
                if (!_info.Types[args[0].Index].IsType) Assign(contents, args[0], t);
                break;
            }
            case BuiltinId.Make:
                Make(k, c);
                break;
            case BuiltinId.Min or BuiltinId.Max:
                foreach (var a in args) Expr(k, a);
                break;
            case BuiltinId.Delete:
                Expr(also, args[0]);
                Assign(also, args[1], (Core(TypeOf(args[0])) as MapT)?.Key);
                break;
            case BuiltinId.Clear: Expr(Tee(MutatorHole, also), args[0]); break;
            case BuiltinId.Add or BuiltinId.Slice or BuiltinId.String or BuiltinId.SliceData or BuiltinId.StringData:
                Expr(k, args[0]);
                for (int i = 1; i < args.Count; i++) Expr(Discard, args[i]);
                break;
            case BuiltinId.Recover: break;
            case BuiltinId.Print or BuiltinId.Println or BuiltinId.Len or BuiltinId.Cap or BuiltinId.Close or BuiltinId.Complex or BuiltinId.Imag or BuiltinId.Real:
                foreach (var a in args) Expr(also, a);
                break;
            default: break;      // unsafe.Sizeof and its kind evaluate nothing
        }
    }

    private void Append(Hole k, CallExpr c)
    {
        var args = c.ArgList;
        if (args.Count == 1 && TypeOf(args[0]) is TupleT { Count: > 1 } several)
        {
            // append(f())
            var ks = new Hole[several.Count];
            Array.Fill(ks, HeapHole);
            ks[0] = Tee(Tee(k, MutatorHole), HeapHole.Deref);
            Call(ks, (CallExpr)Unparen(args[0]));
            Spill(k, c, SiteKind.Append).Dst.LoopDepth = 0;
            return;
        }
        var elem = (Core(TypeOf(args[0])) as SliceT)?.Elem;
        bool ptrs = elem == null || HasPointers(elem);
        // The old array may be the result; or its elements are copied to one on the heap.
        var appendee = Tee(k, MutatorHole);
        if (ptrs) appendee = Tee(appendee, HeapHole.Deref);
        Expr(appendee, args[0]);
        for (int i = 1; i < args.Count; i++)
        {
            if (c.HasDots) Expr(Core(TypeOf(args[i])) is SliceT { Elem: var e } && HasPointers(e) || Core(TypeOf(args[i])) == null ? HeapHole.Deref : Discard, args[i]);
            else Assign(HeapHole, args[i], elem);
        }
        // A new array. It is used once only, so loops do not matter.
        Spill(k, c, SiteKind.Append).Dst.LoopDepth = 0;
    }

    private void Make(Hole k, CallExpr c)
    {
        var args = c.ArgList;
        switch (Core(TypeOf(c)))
        {
            case SliceT s:
            {
                // Of unknown size: what fits a small buffer need not be on the heap.
                long? n = MakeSize(args[^1]);
                long size = SizeOf(s.Elem);
                var made = Spill(k, c, SiteKind.Object, null, size == 0 || n != null && n > MaxImplicit / size);
                if (_report != null) made.Dst.Constant = StaticConst(args[^1]);
                break;
            }
            case MapT: Spill(k, c, SiteKind.Object); break;
            case ChanT: break;
            default: Spill(k, c, SiteKind.Object, null, true); break;
        }
        for (int i = 1; i < args.Count; i++) Expr(Discard, args[i]);
    }

    /// <summary>The size of a make, if it is constant in effect.</summary>
    internal long? MakeSize(Expr e)
    {
        if (StaticConst(e) is { } v) return ConstOps.TryInt64(v, out long n) && n >= 0 ? n : null;
        if (StaticValue(e) is CallExpr { ArgList.Count: 1 } c && Unparen(c.Fun) is Name f && _info.Uses[f.Index] is Builtin { Id: BuiltinId.Len }
            && StaticValue(c.ArgList[0]) is CompositeLit lit && Core(TypeOf(lit)) is SliceT) return MaxIndex(lit);
        return null;
    }
}
