// Escape analysis: statements and calls.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

public sealed partial class EscapeAnalysis
{
    private void Block(BlockStmt b) => Stmts(b.List);

    private void Stmts(List<Stmt> list)
    {
        foreach (var s in list) Stmt(s);
    }

    private void Stmt(Stmt? s)
    {
        switch (s)
        {
            case null or EmptyStmt or BranchStmt: break;
            case ExprStmt x: Expr(Discard, x.X); break;
            case BlockStmt b: Block(b); break;
            case LabeledStmt l:
                // A label may be the start of a loop made of gotos.
                if (l.Stmt is not (ForStmt or SwitchStmt or SelectStmt) || _closures.Facts(_body.Node).HasGoto) _body.LoopDepth++;
                Stmt(l.Stmt);
                break;
            case SendStmt x:
                Expr(Discard, x.Chan);
                Assign(HeapHole, x.Value, (Core(TypeOf(x.Chan)) as ChanT)?.Elem);
                break;
            case DeclStmt d:
                foreach (var x in d.DeclList) { if (x is VarDecl v) VarDeclaration(v); }
                break;
            case AssignStmt a: Assignment(a); break;
            case CallStmt c: Deferred(c); break;
            case ReturnStmt r: Return(r); break;
            case IfStmt i:
                Stmt(i.Init);
                Expr(Discard, i.Cond);
                Stmt(i.Then);
                Stmt(i.Else);
                break;
            case ForStmt { Init: RangeClause r } f: RangeLoop(f, r); break;
            case ForStmt f:
                Stmt(f.Init);
                _body.LoopDepth++;
                // Variables of the loop are new in each iteration.
                if (f.Init is AssignStmt { Def: true } init) foreach (var e in List(init.Lhs)) { if (e is Name n && _info.Defs[n.Index] is Var v && Find(v) is { } l) l.LoopDepth = _body.LoopDepth; }
                Expr(Discard, f.Cond);
                Stmt(f.Post);
                Block(f.Body);
                _body.LoopDepth--;
                break;
            case SwitchStmt w: Switch(w); break;
            case SelectStmt w:
                foreach (var c in w.Body)
                {
                    Stmt(c.Comm);
                    Stmts(c.Body);
                }
                break;
            default: throw new InternalCompilerError(s.Pos, "escape", s.GetType().Name);
        }
    }

    private static List<Expr> List(Expr? e) => e switch { null => [], ListExpr l => l.ElemList, _ => [e] };

    private void VarDeclaration(VarDecl v)
    {
        var holes = new List<(Hole K, Type? T)>();
        var vars = new List<Location?>();
        foreach (var n in v.NameList) vars.Add(_info.Defs[n.Index] is Var obj ? Declare(obj) : null);
        for (int i = 0; i < v.NameList.Count; i++) holes.Add((vars[i] is { } l ? new Hole(l, 0) : Discard, (_info.Defs[v.NameList[i].Index] as Var)?.Type));
        AssignList(holes, List(v.Values));
    }

    private void AssignList(List<(Hole K, Type? T)> holes, List<Expr> rhs)
    {
        if (rhs.Count == 0) return;
        if (rhs.Count == holes.Count)
        {
            for (int i = 0; i < rhs.Count; i++) Assign(holes[i].K, rhs[i], holes[i].T);
            return;
        }
        // One expression with several values.
        var e = rhs[0];
        while (e is ParenExpr p) e = p.X;
        if (e is CallExpr call)
        {
            var types = (TypeOf(e) as TupleT)?.Vars;
            var ks = new Hole[holes.Count];
            for (int i = 0; i < ks.Length; i++)
            {
                ks[i] = holes[i].K;
                if (types != null && i < types.Count && holes[i].T is { } t && IsInterface(t) && types[i].Type is { } from && !IsInterface(from) && !IsPtrShaped(from)) ks[i] = Box(ks[i], e);
            }
            Call(ks, call, false);
            return;
        }
        Expr(holes[0].K, e);
    }

    private void Assignment(AssignStmt a)
    {
        if (a.Rhs == null)
        {
            Expr(Discard, a.Lhs);
            return;
        }
        if (a.Op != Operator.None)
        {
            // x op= y: only strings have pointers.
            var k = Lhs(a.Lhs);
            if (TypeOf(a.Lhs) is { } st && HasPointers(st)) Spill(k, a);
            Expr(Discard, a.Rhs);
            return;
        }
        var lhs = List(a.Lhs);
        var holes = new List<(Hole K, Type? T)>(lhs.Count);
        // New variables come into being after the right side has been evaluated; their places can be there before.
        foreach (var e in lhs)
        {
            if (e is Name { Value: "_" }) { holes.Add((Discard, null)); continue; }
            if (e is Name n && _info.Defs[n.Index] is Var v) holes.Add((new Hole(Declare(v), 0), v.Type));
            else holes.Add((Lhs(e), TypeOf(e)));
        }
        AssignList(holes, List(a.Rhs));
    }

    /// <summary>Where a value assigned to the operand goes.</summary>
    private Hole Lhs(Expr e)
    {
        switch (e)
        {
            case ParenExpr p: return Lhs(p.X);
            case Name n: return _info.Uses[n.Index] is Var v && Find(v) is { } l ? new Hole(l, 0) : HeapHole;
            case SelectorExpr s when _info.Selections[s.Index] is { Kind: SelectionKind.FieldVal } sel:
                if (Through(Discard, s.X, sel).Derefs > 0) { Expr(Discard, s.X); return HeapHole; }
                return Lhs(s.X);
            case IndexExpr x:
                if (Core(TypeOf(x.X)) is MapT m)
                {
                    Expr(Discard, x.X);
                    Assign(HeapHole, x.IndexArg, m.Key);
                    return HeapHole;
                }
                Expr(Discard, x.IndexArg);
                if (TypeOf(x.X) is { } t && !IsTypeParam(t) && t.Underlying is ArrayT) return Lhs(x.X);
                Expr(Discard, x.X);
                return HeapHole;
            default:
                Expr(Discard, e);
                return HeapHole;
        }
    }

    private void Return(ReturnStmt r)
    {
        var b = _body;
        // A return in the body of a range-over-func loop is one of the function around it; its values travel on the heap.
        if (b.Node is ForStmt)
        {
            foreach (var e in List(r.Results)) Assign(HeapHole, e, Universe.EmptyInterface);
            return;
        }
        var holes = new List<(Hole K, Type? T)>(b.Results.Length);
        var sig = b.Node is FuncDecl d && _info.Defs[d.Name.Index] is Func f ? f.Sig : b.Node is FuncLit lit ? TypeOf(lit) as SignatureT : null;
        for (int i = 0; i < b.Results.Length; i++) holes.Add((new Hole(b.Results[i], 0), sig != null && i < sig.Results.Count ? sig.Results.Vars[i].Type : null));
        AssignList(holes, List(r.Results));
    }

    private void RangeLoop(ForStmt f, RangeClause r)
    {
        if (_closures.IsRangeFunc(f))
        {
            // The iterator gets the body as a func value it may keep.
            Expr(Discard, r.X);
            var contents = Spill(HeapHole, f);
            Captures(contents, f);
            var outer = _body;
            _body = new Body { Parent = outer, Node = f };
            foreach (var e in List(r.Lhs))
            {
                if (e is Name n && _info.Defs[n.Index] is Var v) Declare(v);
                else if (e is not Name { Value: "_" }) Lhs(e);
            }
            Block(f.Body);
            _body = outer;
            return;
        }
        var tmp = _g.New(_body, _body.LoopDepth);
        Expr(new Hole(tmp, 0), r.X);
        _body.LoopDepth++;
        var lhs = List(r.Lhs);
        for (int i = 0; i < lhs.Count; i++)
        {
            Hole k;
            if (lhs[i] is Name { Value: "_" }) continue;
            if (lhs[i] is Name n && _info.Defs[n.Index] is Var v) k = new Hole(Declare(v), 0);
            else k = TypeOf(lhs[i]) is { } lt && IsInterface(lt) ? HeapHole : Lhs(lhs[i]);
            if (i == 0) continue;        // indices; keys and received values were on the heap
            switch (Core(TypeOf(r.X)))
            {
                case ArrayT: Flow(k, tmp); break;
                case Basic or MapT or ChanT: break;
                default: Flow(k.Deref, tmp); break;
            }
        }
        Block(f.Body);
        _body.LoopDepth--;
    }

    private void Switch(SwitchStmt w)
    {
        Stmt(w.Init);
        if (w.Tag is TypeSwitchGuard g)
        {
            var tag = _g.New(_body, _body.LoopDepth);
            Expr(new Hole(tag, 0), g.X);
            foreach (var c in w.Body)
            {
                if (_info.Implicits[c.Index] is Var v)
                {
                    var k = new Hole(Declare(v), 0);
                    if (v.Type is { } t && !IsInterface(t) && !IsPtrShaped(t) && List(c.Cases).Count == 1) k = k.Deref;
                    Flow(k, tag);
                }
                Stmts(c.Body);
            }
            return;
        }
        Expr(Discard, w.Tag);
        foreach (var c in w.Body)
        {
            foreach (var e in List(c.Cases)) Expr(Discard, e);
            Stmts(c.Body);
        }
    }

    // ---------------------------------------------------------------- go and defer

    private void Deferred(CallStmt s)
    {
        if (s.Call is not CallExpr c) return;
        // A deferred call outside of loops runs while this body's variables are still there.
        // Otherwise (Defer's list of records), the closure is referred to from the heap.
        var facts = _closures.Facts(_body.Node);
        bool later = !s.IsDefer || _body.LoopDepth > 1 || _body.Node is ForStmt || facts.DeferInLoop || facts.HasGoto || facts.Defers > FuncLowerer.MaxOpenDefers;
        if (!later)
        {
            Spill(Discard, s);
            Call([], c, false);
            return;
        }
        // The call's operands are kept in an object on the heap.
        var fun = c.Fun;
        while (fun is ParenExpr p) fun = p.X;
        if (fun is SelectorExpr sel && _info.Selections[sel.Index] is { Kind: SelectionKind.MethodVal } selection) Receiver(selection, sel.X, HeapHole);
        else Expr(HeapHole, fun);
        var sig = Core(TypeOf(fun)) as SignatureT;
        for (int i = 0; i < c.ArgList.Count; i++) Assign(HeapHole, c.ArgList[i], sig == null ? null : ParamType(sig, i, c.HasDots));
        if (sig is { Variadic: true } && !c.HasDots) Spill(HeapHole, c);
    }

    // ---------------------------------------------------------------- calls

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

    /// <summary>The function called, if it is known; f: its object.</summary>
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
                    if (sel.Kind != SelectionKind.MethodVal || sel.Obj is not Func { Type: SignatureT { Recv.Type: { } rt } } m) return null;
                    return IsInterface(rt) || IsTypeParam(rt) ? null : m.Origin;
                default: return null;
            }
        }
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

    private void Call(Hole[] ks, CallExpr c, bool deferred)
    {
        var fun = c.Fun;
        while (fun is ParenExpr p) fun = p.X;
        if (_info.Types[fun.Index].IsType)
        {
            Conversion(ks.Length > 0 ? ks[0] : Discard, c);
            return;
        }
        if (fun is Name n && _info.Uses[n.Index] is Builtin b) { BuiltinCall(ks.Length > 0 ? ks[0] : Discard, c, b.Id); return; }
        if (fun is SelectorExpr us && _info.Selections[us.Index] == null && _info.Uses[us.Sel.Index] is Builtin ub) { BuiltinCall(ks.Length > 0 ? ks[0] : Discard, c, ub.Id); return; }
        var sig = Core(TypeOf(fun)) as SignatureT;

        // A literal called where it stands.
        if (fun is FuncLit lit)
        {
            Captures(Spill(Discard, lit), lit);
            var body = Literal(lit, true);
            for (int i = 0; i < body.Results.Length && i < ks.Length; i++) Flow(ks[i], body.Results[i]);
            Args(c, sig, i => i < body.Params.Length ? new Hole(body.Params[i], 0) : HeapHole);
            return;
        }
        var f = Callee(fun);
        var selection = fun is SelectorExpr fs && _info.Selections[fs.Index] is { Kind: SelectionKind.MethodVal } s2 ? s2 : null;
        int first = selection != null ? 1 : 0;
        if (f != null && _batch.TryGetValue(f, out var known))
        {
            // Same component: straight into the parameters.
            for (int i = 0; i < known.Results.Length && i < ks.Length; i++) Flow(ks[i], known.Results[i]);
            if (selection != null) Receiver(selection, ((SelectorExpr)fun).X, new Hole(known.Params[0], 0));
            Args(c, sig, i => i + first < known.Params.Length ? new Hole(known.Params[i + first], 0) : HeapHole);
            return;
        }
        if (f != null && TagOf(f) is { } tag)
        {
            Hole At(int i)
            {
                if (i >= tag.Heap.Length) return HeapHole;
                var k = Discard;
                if (tag.Heap[i] >= 0) k = Tee(k, HeapHole with { Derefs = tag.Heap[i] });
                if (tag.Results[i] is { } rs)
                {
                    for (int r = 0; r < rs.Length && r < ks.Length; r++) { if (rs[r] >= 0) k = Tee(k, ks[r] with { Derefs = ks[r].Derefs + rs[r] }); }
                }
                return k;
            }
            if (selection != null) Receiver(selection, ((SelectorExpr)fun).X, At(0));
            Args(c, sig, i => At(i + first));
            return;
        }
        // Unknown: everything goes to the heap.
        if (selection != null) Receiver(selection, ((SelectorExpr)fun).X, HeapHole);
        else if (f == null) Expr(Discard, fun);
        Args(c, sig, _ => HeapHole);
    }

    private void Args(CallExpr c, SignatureT? sig, Func<int, Hole> param)
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
            var e = args[0];
            while (e is ParenExpr p) e = p.X;
            var ks = new Hole[tuple.Count];
            Hole dots = default;
            if (sig.Variadic) dots = Spill(param(n - 1), c);
            for (int i = 0; i < ks.Length; i++)
            {
                ks[i] = sig.Variadic && i >= n - 1 ? dots : param(i);
                if (ParamType(sig, i, false) is { } pt && IsInterface(pt) && tuple.Vars[i].Type is { } from && !IsInterface(from) && !IsPtrShaped(from)) ks[i] = Box(ks[i], e);
            }
            Call(ks, (CallExpr)e, false);
            return;
        }
        Hole slice = default;
        bool variadic = sig.Variadic && !c.HasDots;
        if (variadic && args.Count >= n) slice = Spill(param(n - 1), c);
        for (int i = 0; i < args.Count; i++)
        {
            var k = variadic && i >= n - 1 ? slice : param(i);
            UintptrArg(args[i]);
            Assign(k, args[i], ParamType(sig, i, c.HasDots));
        }
    }

    /// <summary>uintptr(p) as an argument: system calls use the object behind it, so it must not move.</summary>
    private void UintptrArg(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        if (e is CallExpr { ArgList.Count: 1 } c && _info.Types[c.Fun.Index].IsType && TypeOf(c)?.Underlying is Basic { Kind: BasicKind.Uintptr }
            && TypeOf(c.ArgList[0])?.Underlying is Basic { Kind: BasicKind.UnsafePointer }) Expr(HeapHole, c.ArgList[0]);
    }

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
            Spill(k, c);
            Expr(Discard, x);
            if (Core(from) == null) Expr(k, x);
            return;
        }
        // A slice to an array: the elements are loaded.
        if (Core(from) is SliceT && Core(to) is ArrayT) { Expr(k.Deref, x); return; }
        Assign(k, x, to);
    }

    /// <summary>An integer that is made into a pointer: follow the pointer it was made from.</summary>
    private void UnsafeValue(Hole k, Expr e)
    {
        switch (e)
        {
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

    private void BuiltinCall(Hole k, CallExpr c, BuiltinId id)
    {
        var args = c.ArgList;
        switch (id)
        {
            case BuiltinId.Append:
            {
                var elem = (Core(TypeOf(args[0])) as SliceT)?.Elem;
                bool ptrs = elem == null || HasPointers(elem);
                var appendee = k;
                if (ptrs) appendee = Tee(appendee, HeapHole.Deref);
                Expr(appendee, args[0]);
                for (int i = 1; i < args.Count; i++)
                {
                    if (c.HasDots) Expr(ptrs && Core(TypeOf(args[i])) is SliceT ? HeapHole.Deref : Discard, args[i]);
                    else Assign(HeapHole, args[i], elem);
                }
                break;
            }
            case BuiltinId.Copy:
                Expr(Discard, args[0]);
                Expr(Core(TypeOf(args[1])) is SliceT { Elem: var ce } && HasPointers(ce) ? HeapHole.Deref : Discard, args[1]);
                break;
            case BuiltinId.Panic: Assign(HeapHole, args[0], Universe.EmptyInterface); break;
            case BuiltinId.New:
            {
                var contents = Spill(k, c, (TypeOf(c)?.Underlying as PointerT)?.Elem);
                if (!_info.Types[args[0].Index].IsType) Assign(contents, args[0], (TypeOf(c)?.Underlying as PointerT)?.Elem);
                break;
            }
            case BuiltinId.Make:
                Spill(k, c);
                for (int i = 1; i < args.Count; i++) Expr(Discard, args[i]);
                break;
            case BuiltinId.Min or BuiltinId.Max:
                foreach (var a in args) Expr(k, a);
                break;
            case BuiltinId.Delete:
                Expr(Discard, args[0]);
                Assign(Discard, args[1], (Core(TypeOf(args[0])) as MapT)?.Key);
                break;
            case BuiltinId.Add or BuiltinId.Slice or BuiltinId.String or BuiltinId.SliceData or BuiltinId.StringData:
                Expr(k, args[0]);
                for (int i = 1; i < args.Count; i++) Expr(Discard, args[i]);
                break;
            case BuiltinId.Recover: break;
            case BuiltinId.Print or BuiltinId.Println or BuiltinId.Len or BuiltinId.Cap or BuiltinId.Clear or BuiltinId.Close or BuiltinId.Complex or BuiltinId.Imag or BuiltinId.Real:
                DiscardAll(args);
                break;
            default: break;      // unsafe.Sizeof and its kind evaluate nothing
        }
    }
}
