// Escape analysis: statements.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

public sealed partial class EscapeAnalysis
{
    /// <summary>A label in the block that makes a loop does so up to the block's end.</summary>
    private void Block(BlockStmt b) => Block(b.List);

    private void Block(List<Stmt> list)
    {
        int depth = _body.LoopDepth;
        foreach (var s in list) Stmt(s);
        _body.LoopDepth = depth;
    }

    private void Stmt(Stmt? s)
    {
        switch (s)
        {
            case null or EmptyStmt or BranchStmt: break;
            case ExprStmt x:
                if (Unparen(x.X) is CallExpr call) Call([], call);
                else Expr(Discard, x.X);
                break;
            case BlockStmt b: Block(b); break;
            case LabeledStmt l:
                if (_body.LoopLabels?.Contains(l.Label.Value) == true) _body.LoopDepth++;
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
                Block(i.Then);
                Stmt(i.Else);
                break;
            case ForStmt { Init: RangeClause r } f: RangeLoop(f, r); break;
            case ForStmt f: Loop(f); break;
            case SwitchStmt w: Switch(w); break;
            case SelectStmt w:
                foreach (var comm in w.Body)
                {
                    Stmt(comm.Comm);
                    Block(comm.Body);
                }
                break;
            default: throw new InternalCompilerError(s.Pos, "escape", s.GetType().Name);
        }
    }

    private static List<Expr> List(Expr? e) => e switch { null => [], ListExpr l => l.ElemList, _ => [e] };

    // ---------------------------------------------------------------- assignments

    private void VarDeclaration(VarDecl v)
    {
        var holes = new List<(Hole K, Type? T)>();
        foreach (var n in v.NameList) holes.Add(_info.Defs[n.Index] is Var obj ? (new Hole(Declare(obj), 0), obj.Type) : (Discard, null));
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
        var e = Unparen(rhs[0]);
        if (e is CallExpr call)
        {
            var types = (TypeOf(e) as TupleT)?.Vars;
            var ks = new Hole[holes.Count];
            for (int i = 0; i < ks.Length; i++) ks[i] = types != null && i < types.Count ? BoxOnHeap(holes[i].K, types[i].Type, holes[i].T) : holes[i].K;
            Call(ks, call);
            return;
        }
        // A comma-ok form.
        Expr(BoxOnHeap(holes[0].K, TypeOf(e) is { } t ? AssertedType(t) : null, holes[0].T), e);
    }

    /// <summary>Where a value without an expression of its own is converted to an interface, the box is always a heap object.</summary>
    private Hole BoxOnHeap(Hole k, Type? from, Type? to)
    {
        if (from == null || to == null || !Boxes(from, to)) return k;
        var l = _g.New(_body, _body.LoopDepth);
        l.Pinned = true;
        Flow(k.Addr, l);
        return new Hole(l, 0);
    }

    private void Assignment(AssignStmt a)
    {
        if (a.Rhs == null)
        {
            Reassigned(Lhs(a.Lhs));
            return;
        }
        if (a.Op != Operator.None)
        {
            // x op= y: only strings have pointers.
            var k = Lhs(a.Lhs);
            if (TypeOf(a.Lhs) is { } st && HasPointers(st)) Spill(k, a, SiteKind.Text);
            Expr(Discard, a.Rhs);
            Reassigned(k);
            return;
        }
        var lhs = List(a.Lhs);
        var rhs = List(a.Rhs);
        var holes = new List<(Hole K, Type? T)>(lhs.Count);
        // New variables come into being after the right side has been evaluated; their places can be there before.
        for (int i = 0; i < lhs.Count; i++)
        {
            var e = lhs[i];
            if (e is Name { Value: "_" }) { holes.Add((Discard, null)); continue; }
            if (e is Name n && _info.Defs[n.Index] is Var v) { holes.Add((new Hole(Declare(v), 0), v.Type)); continue; }
            var k = Lhs(e);
            if (lhs.Count == rhs.Count && Unparen(e) is SelectorExpr header && IsHeaderData(header))
            {
                UnsafeValue(HeapHole, rhs[i]);
                holes.Add((Discard, null));
                continue;
            }
            if (lhs.Count == rhs.Count && IsSelfAssignment(e, rhs[i]))
            {
                _report?.SelfAssignment(_body, a);
                k = Discard;
            }
            holes.Add((k, TypeOf(e)));
        }
        AssignList(holes, rhs);
        for (int i = 0; i < lhs.Count; i++) { if (!(lhs[i] is Name n && _info.Defs[n.Index] is Var)) Reassigned(holes[i].K); }
    }

    private static void Reassigned(Hole k) => k.Dst.Reassigned = true;

    /// <summary>Where a value assigned to the operand goes.</summary>
    private Hole Lhs(Expr e)
    {
        switch (e)
        {
            case ParenExpr p: return Lhs(p.X);
            case Name { Value: "_" }: return Discard;
            case Name n: return _info.Uses[n.Index] is Var v && Find(v) is { } l ? new Hole(l, 0) : HeapHole;
            case SelectorExpr s when _info.Selections[s.Index] is { Kind: SelectionKind.FieldVal } sel:
            {
                var through = Through(MutatorHole, s.X, sel);
                if (through.Derefs > 0) { Expr(through with { Derefs = through.Derefs - 1 }, s.X); return HeapHole; }
                return Lhs(s.X);
            }
            case IndexExpr x:
                if (Core(TypeOf(x.X)) is MapT m)
                {
                    Expr(Discard, x.X);
                    Assign(HeapHole, x.IndexArg, m.Key);
                    return HeapHole;
                }
                Expr(Discard, x.IndexArg);
                if (TypeOf(x.X) is { } t && !IsTypeParam(t) && t.Underlying is ArrayT) return Lhs(x.X);
                Expr(MutatorHole, x.X);
                return HeapHole;
            case Operation { Op: Operator.Mul, Y: null } o:
                Expr(MutatorHole, o.X);
                return HeapHole;
            default:
                Expr(Discard, e);
                return HeapHole;
        }
    }

    /// <summary>An assignment that puts back what the object held already: b.buf = b.buf[i:j], p.x = p.y, a[i].x = a[j].x.</summary>
    private bool IsSelfAssignment(Expr dst, Expr src)
    {
        dst = Unparen(dst);
        src = Unparen(src);
        if (DerefOfName(dst) is { } base1 && src is SliceExpr slice && Core(TypeOf(slice.X)) is not ArrayT && DerefOfName(Unparen(slice.X)) is { } base2 && ReferenceEquals(base1, base2)) return true;
        return (dst, src) switch
        {
            (SelectorExpr a, SelectorExpr b) => IsField(a) && IsField(b) && SameSafe(a.X, b.X),
            (IndexExpr a, IndexExpr b) => !MayAffectMemory(a.IndexArg) && !MayAffectMemory(b.IndexArg) && Core(TypeOf(a.X)) is not MapT && SameSafe(a.X, b.X),
            _ => false,
        };
    }

    private bool IsField(SelectorExpr s) => _info.Selections[s.Index] is { Kind: SelectionKind.FieldVal, Index.Length: 1 };

    /// <summary>*x, or x.f with a pointer x: the variable x.</summary>
    private Var? DerefOfName(Expr e)
    {
        var x = e switch
        {
            Operation { Op: Operator.Mul, Y: null } o => o.X,
            SelectorExpr s when IsField(s) && TypeOf(s.X)?.Underlying is PointerT => s.X,
            _ => null,
        };
        return x != null && Unparen(x) is Name n ? _info.Uses[n.Index] as Var : null;
    }

    /// <summary>Both expressions have the same value, and evaluating them has no effect.</summary>
    private bool SameSafe(Expr a, Expr b)
    {
        a = Unparen(a);
        b = Unparen(b);
        switch (a, b)
        {
            case (Name x, Name y): return _info.Uses[x.Index] is Var v && ReferenceEquals(v, _info.Uses[y.Index]);
            case (SelectorExpr x, SelectorExpr y): return IsField(x) && IsField(y) && x.Sel.Value == y.Sel.Value && SameSafe(x.X, y.X);
            case (Operation { Op: Operator.Mul, Y: null } x, Operation { Op: Operator.Mul, Y: null } y): return SameSafe(x.X, y.X);
            case (IndexExpr x, IndexExpr y): return Core(TypeOf(x.X)) is not MapT && SameSafe(x.X, y.X) && SameSafe(x.IndexArg, y.IndexArg);
            case (BasicLit x, BasicLit y): return x.Value == y.Value;
            default: return false;
        }
    }

    private bool MayAffectMemory(Expr e)
    {
        switch (Unparen(e))
        {
            case Name or BasicLit: return false;
            case SelectorExpr s: return _info.Selections[s.Index] != null && MayAffectMemory(s.X);
            case IndexExpr x: return MayAffectMemory(x.X) || MayAffectMemory(x.IndexArg);
            case Operation { Op: Operator.Recv, Y: null }: return true;
            case Operation { Op: Operator.AndAnd or Operator.OrOr }: return true;
            case Operation o: return MayAffectMemory(o.X) || o.Y != null && MayAffectMemory(o.Y);
            case CallExpr { ArgList.Count: 1 } c when _info.Types[c.Fun.Index].IsType: return MayAffectMemory(c.ArgList[0]);
            default: return true;
        }
    }

    private void Return(ReturnStmt r)
    {
        // A return in the body of a range-over-func loop is one of the function around it; its values travel in a heap object.
        var b = _body;
        bool inRange = b.Node is ForStmt;
        while (b is { Node: ForStmt, Parent: { } outer }) b = outer;
        var holes = new List<(Hole K, Type? T)>(b.Results.Length);
        var sig = b.Node is FuncDecl d && _info.Defs[d.Name.Index] is Func f ? f.Sig : b.Node is FuncLit lit ? TypeOf(lit) as SignatureT : null;
        for (int i = 0; i < b.Results.Length; i++)
        {
            var k = new Hole(b.Results[i], 0);
            holes.Add((inRange ? Tee(k, PinHole) : k, sig != null && i < sig.Results.Count ? sig.Results.Vars[i].Type : null));
        }
        AssignList(holes, List(r.Results));
        foreach (var l in b.Results) l.Reassigned = true;
    }

    // ---------------------------------------------------------------- loops, switches

    /// <summary>From Go 1.22 on, variables of a loop are new in each iteration.</summary>
    private bool PerIteration(Node n)
    {
        string v = n.Pos.File != null && _info.FileVersions.TryGetValue(n.Pos.File, out var fv) ? fv : _info.Pkg.GoVersion;
        if (!v.StartsWith("go1.", StringComparison.Ordinal)) return true;
        int minor = 0;
        for (int i = 4; i < v.Length && v[i] is >= '0' and <= '9'; i++) minor = minor * 10 + (v[i] - '0');
        return minor >= 22;
    }

    private void Loop(ForStmt f)
    {
        Stmt(f.Init);
        // What an iteration leaves in such a variable is the next one's: it goes through a variable outside of the loop.
        bool renewed = false;
        if (f.Init is AssignStmt { Def: true } init && PerIteration(f))
        {
            foreach (var e in List(init.Lhs))
            {
                if (e is not Name n || _info.Defs[n.Index] is not Var v || Find(v) is not { } l || !_facts.IsShared(v)) continue;
                renewed = true;
                var between = _g.New(_body, _body.LoopDepth);
                _g.Flow(between, 0, l);
                _g.Flow(l, 0, between);
                l.LoopDepth = _body.LoopDepth + 1;
            }
        }
        _body.LoopDepth++;
        // The post statement belongs to the new iteration and comes before anything captures its variables.
        if (renewed) Stmt(f.Post);
        Expr(Discard, f.Cond);
        if (!renewed) Stmt(f.Post);
        Block(f.Body);
        _body.LoopDepth--;
    }

    private void RangeLoop(ForStmt f, RangeClause r)
    {
        if (_facts.IsRangeFunc(f))
        {
            RangeFunc(f, r);
            return;
        }
        var tmp = _g.New(_body, _body.LoopDepth);
        tmp.Persists = true;
        Expr(new Hole(tmp, 0), r.X);
        bool renewed = PerIteration(f);
        var lhs = List(r.Lhs);
        int outer = _body.LoopDepth;
        _body.LoopDepth++;
        for (int i = 0; i < lhs.Count; i++)
        {
            Hole k;
            if (lhs[i] is Name { Value: "_" }) continue;
            if (lhs[i] is Name n && _info.Defs[n.Index] is Var v)
            {
                var l = Declare(v);
                if (!renewed)
                {
                    l.LoopDepth = outer;
                    l.Reassigned = true;
                }
                k = new Hole(l, 0);
            }
            else
            {
                k = Lhs(lhs[i]);
                Reassigned(k);
                k = BoxOnHeap(k, RangeValue(r, i), TypeOf(lhs[i]));
            }
            if (i == 0) continue;        // indices; keys and received values were on the heap
            if (Core(TypeOf(r.X)) is ArrayT) Flow(k, tmp);
            else Flow(k.Deref, tmp);
        }
        Block(f.Body);
        _body.LoopDepth--;
    }

    private Type? RangeValue(RangeClause r, int i) => Core(TypeOf(r.X)) switch
    {
        ArrayT a => i == 0 ? Universe.Int : a.Elem,
        SliceT s => i == 0 ? Universe.Int : s.Elem,
        PointerT { Elem: var e } => i == 0 ? Universe.Int : (Core(e) as ArrayT)?.Elem,
        MapT m => i == 0 ? m.Key : m.Elem,
        ChanT c => c.Elem,
        Basic { Info: var info } => (info & BasicInfo.String) == 0 ? TypeOf(r.X) : i == 0 ? Universe.Int : Universe.Int32,
        _ => null,
    };

    /// <summary>The body is a function literal that the iterator function gets.</summary>
    private void RangeFunc(ForStmt f, RangeClause r)
    {
        var x = StaticValue(r.X);
        var callee = Callee(x);
        Hole k;
        if (x is FuncLit lit)
        {
            Expr(Discard, r.X);
            if (_literals.TryGetValue(lit, out var iter)) k = iter.Params.Length > 0 ? new Hole(iter.Params[0], 0) : HeapHole;
            else k = _literalTags.TryGetValue(lit, out var ltag) && ltag.Params.Length > 0 ? LeakHole(ltag.Params[0], []) : HeapHole;
        }
        else
        {
            var selection = x is SelectorExpr s && _info.Selections[s.Index] is { Kind: SelectionKind.MethodVal } sel ? sel : null;
            Expr(Discard, r.X);
            k = ParamHole(callee, selection != null ? 1 : 0, []);
        }
        var contents = Spill(k, f, SiteKind.Object);
        Capture(contents, f);
        var outer = _body;
        var b = _body = NewBody(f, outer);
        contents.Dst.Closure = b;
        b.LoopLabels = outer.LoopLabels;
        foreach (var e in List(r.Lhs))
        {
            if (e is Name n && _info.Defs[n.Index] is Var v) Declare(v);
            else if (e is not Name { Value: "_" }) Reassigned(Lhs(e));
        }
        Block(f.Body);
        _body = outer;
    }

    private void Switch(SwitchStmt w)
    {
        Stmt(w.Init);
        if (w.Tag is TypeSwitchGuard g)
        {
            var tag = _g.New(_body, _body.LoopDepth);
            foreach (var c in w.Body)
            {
                if (_info.Implicits[c.Index] is not Var v) continue;
                var l = Declare(v);
                l.At = c.Pos;
                var k = new Hole(l, 0);
                if (v.Type is { } t && !HasPointers(t)) continue;
                if (v.Type is { } ct && !IsInterface(ct) && !IsDirect(ct) && List(c.Cases).Count == 1) k = k.Deref;
                Flow(k, tag);
            }
            Expr(new Hole(tag, 0), g.X);
            foreach (var c in w.Body) Block(c.Body);
            return;
        }
        var tagType = w.Tag == null ? null : TypeOf(w.Tag);
        var compared = Discard;
        if (tagType != null && !IsInterface(tagType))
        {
            foreach (var c in w.Body) foreach (var e in List(c.Cases)) if (IsInterface(TypeOf(e))) compared = BoxOnHeap(Discard, tagType, TypeOf(e));
        }
        Expr(compared, w.Tag);
        foreach (var c in w.Body)
        {
            foreach (var e in List(c.Cases)) Assign(Discard, e, tagType != null && IsInterface(tagType) ? tagType : null);
            Block(c.Body);
        }
    }

    // ---------------------------------------------------------------- go and defer

    private void Deferred(CallStmt s)
    {
        if (s.Call is not CallExpr c) return;
        // A deferred call outside of loops runs while this body's variables are still there.
        bool later = !s.IsDefer || _body.LoopDepth > 1 || _body.Node is ForStmt;
        // With a list of records the closure is referred to from the heap.
        var facts = _facts.Facts(_body.Node);
        bool listed = facts.DeferInLoop || facts.HasGoto || facts.Defers > FuncLowerer.MaxOpenDefers;
        var keep = later ? HeapHole : listed ? PinHole : Discard;
        var fun = Unparen(c.Fun);
        if (fun is FuncLit lit && c.ArgList.Count == 0 && lit.Type.ResultList.Count == 0)
        {
            // The literal itself is what is called later.
            var persists = _g.New(_body, _body.LoopDepth);
            persists.Persists = true;
            Closure(later ? HeapHole : Tee(new Hole(persists, 0), keep), lit);
            return;
        }
        // Otherwise a closure over the operands.
        _wrapped = c;
        var contents = Spill(keep, s, SiteKind.Object);
        Call([], c, later || listed ? Tee(keep, contents) : Discard);
    }
}
