// One walk over a declared function and all closures in it: which variables are captured, assigned after their declaration, have their
// address taken. It yields the closures' capture lists and a conservative placement: what a closure gets by reference or whose address
// is taken goes to the heap.
//
// The body of a range-over-func loop is a closure as well (the statement's ForStmt stands for it). Works on the unsubstituted tree, so one
// analysis serves all instances of a generic function.
using System.Collections.Generic;
using GoClr.Compiler.Escape;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class BodyAnalysis : IPlacement
{
    private sealed class VarInfo
    {
        /// <summary>Closure node (or null: the function itself) that declares it.</summary>
        public Node? Owner;
        /// <summary>Assignments beyond the one of its declaration.</summary>
        public bool Reassigned;
        public bool AddrTaken, Captured;
        /// <summary>What its declaration assigns to it, if that is one expression.</summary>
        public Expr? Value;
        /// <summary>All values it is ever given, but the zero value; null: not known.</summary>
        public List<Expr>? Assigned = [];
    }

    private readonly CheckedPackage _info;
    private readonly Dictionary<Var, VarInfo> _vars = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, List<Var>> _captures = new(ReferenceEqualityComparer.Instance);
    private readonly List<Node> _closures = [];
    private static readonly List<Var> s_none = [];

    /// <summary>A range-over-func loop: its body becomes a closure.</summary>
    private readonly HashSet<Node> _rangeFuncs = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Node, BodyFacts> _facts = new(ReferenceEqualityComparer.Instance);
    private readonly Node _root;

    /// <summary>What a function body (not the closures in it) contains.</summary>
    public sealed class BodyFacts
    {
        public bool HasRecover, HasGoto, DeferInLoop;
        public int Defers;
    }

    public BodyAnalysis(CheckedPackage info, Node root, FuncType? type, Field? recv, BlockStmt? body, Expr? expr = null)
    {
        _info = info;
        _root = root;
        _facts[root] = new BodyFacts();
        if (recv != null) DeclareField(recv);
        if (type != null) DeclareFields(type);
        if (body != null) Walk(body);
        if (expr != null) Walk(expr);
    }

    public static readonly Node NoNode = new EmptyStmt();
    /// <summary>For functions without source. Behind NoNode, which its constructor uses.</summary>
    public static readonly BodyAnalysis None = new();

    private BodyAnalysis()
    {
        _info = null!;
        _root = NoNode;
        _facts[_root] = new BodyFacts();
    }

    public BodyFacts Facts(Node owner) => _facts[owner];
    public bool IsRangeFunc(ForStmt s) => _rangeFuncs.Contains(s);

    /// <summary>Outer variables that the closure (FuncLit, or ForStmt over a function) uses, in order of first use; those of closures in it included.</summary>
    public List<Var> Captures(Node closure) => _captures.GetValueOrDefault(closure) ?? s_none;

    public Placement Of(Var v)
    {
        if (!_vars.TryGetValue(v, out var i)) return Placement.Scalar;
        return i.AddrTaken || i.Captured && i.Reassigned ? Placement.Heap : Placement.Scalar;
    }

    public bool Escapes(Node n, SiteKind kind) => true;
    public bool Mutated(Node n) => true;
    public bool IsAddrTaken(Var v) => _vars.TryGetValue(v, out var i) && i.AddrTaken;
    /// <summary>Its memory may be known elsewhere: to a closure, or because its address is taken.</summary>
    public bool IsShared(Var v) => _vars.TryGetValue(v, out var i) && (i.AddrTaken || i.Captured);
    /// <summary>The expression whose value the variable has always.</summary>
    public Expr? OnlyValue(Var v) => _vars.TryGetValue(v, out var i) && !i.Reassigned && !i.AddrTaken ? i.Value : null;
    public bool IsCaptured(Var v) => _vars.TryGetValue(v, out var i) && i.Captured;
    public bool IsReassigned(Var v) => !_vars.TryGetValue(v, out var i) || i.Reassigned || i.AddrTaken;

    /// <summary>All expressions whose values are assigned to the variable (beyond the zero value of its declaration); null: there are others.</summary>
    public List<Expr>? AllValues(Var v) => _vars.TryGetValue(v, out var i) && !i.AddrTaken ? i.Assigned : null;

    // ---------------------------------------------------------------- walk

    private Node? Owner => _closures.Count > 0 ? _closures[^1] : null;
    private int _loopDepth;

    private void Declare(Var v) => _vars.TryAdd(v, new VarInfo { Owner = Owner });

    private void DeclareField(Field f)
    {
        if (f.Name == null || _info.Defs[f.Name.Index] is not Var v) return;
        Declare(v);
        _vars[v].Assigned = null;
    }

    private void DeclareFields(FuncType t)
    {
        foreach (var f in t.ParamList) DeclareField(f);
        foreach (var f in t.ResultList)
        {
            DeclareField(f);
            // Return statements assign to results.
            if (f.Name != null && _info.Defs[f.Name.Index] is Var v && _vars.TryGetValue(v, out var i)) i.Reassigned = true;
        }
    }

    private void DeclareName(Expr e)
    {
        if (e is Name n && _info.Defs[n.Index] is Var v) Declare(v);
    }

    private void Use(Name n)
    {
        if (_info.Uses[n.Index] is not Var v || v.Kind is VarKind.Package or VarKind.Field) return;
        Use(v);
    }

    private void Use(Var v)
    {
        if (!_vars.TryGetValue(v, out var i)) return;
        for (int k = _closures.Count - 1; k >= 0 && !ReferenceEquals(_closures[k], i.Owner); k--)
        {
            i.Captured = true;
            var list = _captures[_closures[k]];
            if (!list.Contains(v)) list.Add(v);
        }
    }

    /// <summary>The local variable whose memory the operand's address lies in.</summary>
    private Var? BaseVar(Expr e)
    {
        while (true)
        {
            switch (e)
            {
                case ParenExpr p: e = p.X; continue;
                case Name n: return (_info.Uses[n.Index] ?? _info.Defs[n.Index]) as Var is { Kind: not VarKind.Package } v ? v : null;
                case SelectorExpr s when _info.Selections[s.Index] is { Kind: SelectionKind.FieldVal } sel:
                    if (sel.Indirect || _info.Types[s.X.Index].Type is { } xt && IsPointer(xt)) return null;
                    e = s.X;
                    continue;
                case IndexExpr x when _info.Types[x.X.Index].Type is { } t && IsArray(t): e = x.X; continue;
                default: return null;
            }
        }
    }

    private static bool IsPointer(Type t) => t.Underlying is PointerT;
    private static bool IsArray(Type t) => t.Underlying is ArrayT || t is TypeParam || TypeOps.IsTypeParam(t);

    private void TakeAddr(Expr e)
    {
        if (BaseVar(e) is { } v && _vars.TryGetValue(v, out var i)) i.AddrTaken = true;
    }

    private void Assigned(Expr lhs)
    {
        if (BaseVar(lhs) is { } v && _vars.TryGetValue(v, out var i)) i.Reassigned = true;
    }

    private void WalkList(List<Stmt> list)
    {
        foreach (var s in list) Walk(s);
    }

    private void EnterClosure(Node n, System.Action body)
    {
        _captures[n] = [];
        _facts[n] = new BodyFacts();
        _closures.Add(n);
        int depth = _loopDepth;
        _loopDepth = 0;
        body();
        _loopDepth = depth;
        _closures.RemoveAt(_closures.Count - 1);
    }

    private BodyFacts Here => _facts[Owner ?? _root];

    private void Walk(Stmt? s)
    {
        switch (s)
        {
            case null or EmptyStmt: break;
            case LabeledStmt l: Walk(l.Stmt); break;
            case BlockStmt b: WalkList(b.List); break;
            case ExprStmt e: Walk(e.X); break;
            case SendStmt e: Walk(e.Chan); Walk(e.Value); break;
            case DeclStmt d:
                foreach (var x in d.DeclList)
                {
                    if (x is not VarDecl v) continue;
                    Walk(v.Values);
                    foreach (var n in v.NameList) DeclareName(n);
                    if (v.Values != null) Values(v.NameList, v.Values);
                }
                break;
            case AssignStmt a:
                if (a.Rhs != null) Walk(a.Rhs);
                WalkLhs(a.Lhs, a.Def);
                if (a is { Op: Operator.None, Rhs: not null }) Values(a.Lhs is ListExpr l2 ? l2.ElemList : [a.Lhs], a.Rhs);
                break;
            case BranchStmt b:
                if (b.Tok == BranchKind.Goto) Here.HasGoto = true;
                break;
            case CallStmt c:
                if (c.IsDefer)
                {
                    Here.Defers++;
                    if (_loopDepth > 0) Here.DeferInLoop = true;
                }
                Walk(c.Call);
                break;
            case ReturnStmt r:
                if (r.Results != null) Walk(r.Results);
                break;
            case IfStmt i: Walk(i.Init); Walk(i.Cond); Walk(i.Then); Walk(i.Else); break;
            case ForStmt f: WalkFor(f); break;
            case SwitchStmt w:
                Walk(w.Init);
                if (w.Tag is TypeSwitchGuard g)
                {
                    Walk(g.X);
                    foreach (var c in w.Body)
                    {
                        if (_info.Implicits[c.Index] is not Var v) continue;
                        Declare(v);
                        _vars[v].Assigned = null;
                    }
                }
                else if (w.Tag != null) Walk(w.Tag);
                foreach (var c in w.Body)
                {
                    if (c.Cases != null && w.Tag is not TypeSwitchGuard) Walk(c.Cases);
                    WalkList(c.Body);
                }
                break;
            case SelectStmt w:
                foreach (var c in w.Body)
                {
                    Walk(c.Comm);
                    WalkList(c.Body);
                }
                break;
            default: throw new InternalCompilerError(s.Pos, "analysis", s.GetType().Name);
        }
    }

    /// <summary>Stands for values that no list of expressions gives.</summary>
    private static readonly ListExpr s_several = new();

    private void Values(IReadOnlyList<Expr> names, Expr values)
    {
        IReadOnlyList<Expr> list = values is ListExpr l ? l.ElemList : [values];
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] is not Name n || (_info.Defs[n.Index] ?? _info.Uses[n.Index]) is not Var v || !_vars.TryGetValue(v, out var info)) continue;
            if (list.Count != names.Count) { info.Assigned = null; continue; }
            if (_info.Defs[n.Index] != null) info.Value = list[i];
            info.Assigned?.Add(list[i]);
        }
    }

    private void WalkLhs(Expr lhs, bool def)
    {
        foreach (var e in lhs is ListExpr l ? l.ElemList : [lhs])
        {
            if (e is Name n)
            {
                if (_info.Defs[n.Index] is Var d) { Declare(d); continue; }
                Use(n);
            }
            else Walk(e);
            Assigned(e);
        }
    }

    private void WalkFor(ForStmt f)
    {
        if (f.Init is RangeClause r)
        {
            Walk(r.X);
            bool isFunc = _info.Types[r.X.Index].Type is { } t && TypeOps.CoreType(t) is SignatureT;
            // An array operand that is ranged over by index stays where it is; slicing of it does not happen.
            if (!isFunc)
            {
                _loopDepth++;
                if (r.Lhs != null)
                {
                    WalkLhs(r.Lhs, r.Def);
                    Values(r.Lhs is ListExpr l ? l.ElemList : [r.Lhs], s_several);
                }
                Walk(f.Body);
                _loopDepth--;
                return;
            }
            _rangeFuncs.Add(f);
            var outer = Here;
            EnterClosure(f, () =>
            {
                if (r.Lhs != null)
                {
                    WalkLhs(r.Lhs, r.Def);
                    Values(r.Lhs is ListExpr l ? l.ElemList : [r.Lhs], s_several);
                }
                Walk(f.Body);
            });
            outer.HasRecover |= _facts[f].HasRecover;
            outer.HasGoto |= _facts[f].HasGoto;
            if (_facts[f].Defers > 0)
            {
                outer.Defers += _facts[f].Defers;
                outer.DeferInLoop = true;
            }
            return;
        }
        Walk(f.Init);
        _loopDepth++;
        if (f.Cond != null) Walk(f.Cond);
        Walk(f.Post);
        Walk(f.Body);
        _loopDepth--;
    }

    private void Walk(Expr? e)
    {
        switch (e)
        {
            case null or BadExpr or BasicLit: break;
            case Name n: Use(n); break;
            case CompositeLit c:
                foreach (var x in c.ElemList)
                {
                    if (x is KeyValueExpr kv)
                    {
                        // A field name is no use of a variable; a map or array key may be.
                        if (kv.Key is not Name kn || _info.Uses[kn.Index] is not Var { Kind: VarKind.Field }) Walk(kv.Key);
                        Walk(kv.Value);
                    }
                    else Walk(x);
                }
                break;
            case KeyValueExpr kv: Walk(kv.Key); Walk(kv.Value); break;
            case FuncLit f:
                EnterClosure(f, () =>
                {
                    DeclareFields(f.Type);
                    Walk(f.Body);
                });
                break;
            case ParenExpr p: Walk(p.X); break;
            case SelectorExpr s:
                if (_info.Selections[s.Index] is { } sel)
                {
                    if (sel.Kind == SelectionKind.MethodExpr) break;
                    Walk(s.X);
                    // x.M() with a pointer receiver takes the address of x.
                    if (sel.Kind == SelectionKind.MethodVal && !sel.Indirect && sel.Obj is Func m && (m.HasPtrRecv || NeedsAddr(m))) TakeAddr(s.X);
                }
                break;
            case IndexExpr x:
                Walk(x.X);
                if (!_info.Types[x.IndexArg.Index].IsType) Walk(x.IndexArg);
                break;
            case SliceExpr x:
                Walk(x.X);
                foreach (var i in x.Indices) Walk(i);
                if (_info.Types[x.X.Index].Type is { } xt && (xt.Underlying is ArrayT || TypeOps.IsTypeParam(xt))) TakeAddr(x.X);
                break;
            case AssertExpr a: Walk(a.X); break;
            case TypeSwitchGuard g: Walk(g.X); break;
            case Operation o:
                Walk(o.X);
                Walk(o.Y);
                if (o.Op == Operator.And && o.Y == null) TakeAddr(o.X);
                break;
            case CallExpr c:
                Walk(c.Fun);
                if (c.Fun is Name { Value: "recover" } rn && _info.Uses[rn.Index] is Builtin { Id: BuiltinId.Recover }) Here.HasRecover = true;
                foreach (var a in c.ArgList) Walk(a);
                break;
            case ListExpr l:
                foreach (var x in l.ElemList) Walk(x);
                break;
            default: break;      // types
        }
    }

    private static bool NeedsAddr(Func m) => m.Type is SignatureT { Recv.Type: { } rt } && TypeOps.Unalias(rt) is PointerT;
}
