// Expressions: the entry points, names, operators, and the order of calls.
//
//   GoVal Expr(Expr e)                          a single value; lazily read, see GoVal
//   GoVal ExprAs(Expr e, Type to)               … converted as by assignment to a variable of type to
//   GoVal[] MultiExpr(Expr e)                   all values of a multi-valued call or comma-ok form (fixed)
//   void ExprTo(Expr e, Addr dst, Type to)      value stored into memory that e does not mention
//   Addr AddrOf(Expr e)                         address of an addressable operand (nil- and bounds-checked)
//   int Cond(Expr e)                            I32 0/1
//   void CondBranch(Expr e, Block t, Block f)   short-circuit branches
//   GoVal Convert(GoVal v, Type from, Type to)  explicit or implicit conversion
//   int Compare(Operator op, GoVal x, GoVal y, Type t)   comparison of two values of one type, I32 0/1
//   void AssignTo(Expr lhs, GoVal v)            v has lhs's type; blank allowed
//   void Hoist(params Expr?[] es)               makes the calls in es now, in order; do it before lowering several operands of one statement
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    public static Expr Unparen(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        return e;
    }

    public GoVal Expr(Expr e)
    {
        if (_hoisted != null && _hoisted.TryGetValue(e, out var h)) return h;
        var tv = Info.Types[e.Index];
        if (tv.IsConst) return ConstVal(tv.Value!, SingleType(e), e);
        if (tv.IsNil) return Zero(TypeOf(e));
        switch (e)
        {
            case ParenExpr x: return Expr(x.X);
            case Name x: return NameExpr(x);
            case FuncLit x: return Val(TypeOf(x), FuncLitExpr(x));
            case CompositeLit x: return CompositeExpr(x);
            case SelectorExpr x: return SelectorValue(x);
            case IndexExpr x: return IndexValue(x);
            case SliceExpr x: return SliceValue(x);
            case AssertExpr x: return Assertion(x, SingleType(x));
            case Operation x: return OperationExpr(x);
            case CallExpr x: return CallValue(x);
            default: throw Ice(e, $"expression {e.GetType().Name}");
        }
    }

    /// <summary>The value's type; for a comma-ok form (recorded as a pair) that of the value.</summary>
    private Type SingleType(Expr e) => TypeOf(e) is TupleT { Count: > 0 } t ? t.Vars[0].Type! : TypeOf(e);

    public GoVal ExprAs(Expr e, Type to)
    {
        var tv = Info.Types[e.Index];
        if (tv.IsNil) return Zero(to);
        if (tv.IsConst && !IsInterface(to)) return ConstVal(tv.Value!, to, e);
        return Convert(Expr(e), SingleType(e), to, Unparen(e));
    }

    /// <summary>Stores the value into memory that the expression does not mention (a new variable, a temporary).</summary>
    public void ExprTo(Expr e, Addr dst, Type to)
    {
        var x = Unparen(e);
        if (x is CompositeLit c && _hoisted?.ContainsKey(x) != true && Lay(to).IsMem)
        {
            CompositeTo(c, dst, false);
            return;
        }
        if (x is CallExpr call && _hoisted?.ContainsKey(x) != true && Lay(to).IsMem && !IsConversion(call) && Identical(SingleType(call), to) && BuiltinOf(call) == null && dst.Kind != MemKind.Heap)
        {
            SetLine(call);
            var plan = PlanCall(call);
            plan.Emit(this, plan.Ops, [dst]);
            return;
        }
        Store(dst, ExprAs(e, to));
    }

    // ---------------------------------------------------------------- names

    private GoVal NameExpr(Name n)
    {
        switch (Info.Uses[n.Index] ?? Info.Defs[n.Index])
        {
            case Var v: return LoadPlace(v, n);
            case Func f: return Val(TypeOf(n), FuncValue(n, f));
            case Nil: return Zero(TypeOf(n));
            case var o: throw Ice(n, $"name {n.Value} is a {o?.GetType().Name ?? "unknown"}");
        }
    }

    private GoVal LoadPlace(Var v, Node at)
    {
        if (IsGlobal(v)) return Load(GlobalAddr(v), Lay(TypeOfVar(v)));
        return LoadVar(Loc(v, at));
    }

    public Addr GlobalAddr(Var v) => new(B.SymAddr(GlobalSym(v)), 0, MemKind.Heap);

    /// <summary>A top-level function used as a value (n: the name that refers to it).</summary>
    private int FuncValue(Name n, Func f)
    {
        var targs = Info.Instances[n.Index] is { } inst ? Env.Subst(inst.TypeArgs) : s_noTypes;
        return B.SymAddr(P.FuncValueSym(f, targs, n.Pos));
    }

    private static readonly List<Type> s_noTypes = [];

    // ---------------------------------------------------------------- operators

    private GoVal OperationExpr(Operation o)
    {
        if (o.Y == null)
        {
            switch (o.Op)
            {
                case Operator.And: return AddressOf(o);
                case Operator.Mul: return Load(Deref(o), LayOf(o));
                case Operator.Recv: return Receive(o, SingleType(o));
                case Operator.Not: return Val(TypeOf(o), B.NotBool(Cond(o.X)));
                case Operator.Add: return Expr(o.X);
                case Operator.Sub: return Negate(Expr(o.X), TypeOf(o));
                case Operator.Xor: return Complement(Expr(o.X), TypeOf(o));
                default: throw Ice(o, $"unary {o.Op}");
            }
        }
        switch (o.Op)
        {
            case Operator.AndAnd or Operator.OrOr: return ShortCircuit(o);
            case Operator.Eql or Operator.Neq or Operator.Lss or Operator.Leq or Operator.Gtr or Operator.Geq: return ComparisonExpr(o);
            case Operator.Shl or Operator.Shr:
            {
                HoistPair(o.X, o.Y);
                var t = TypeOf(o);
                var x = ExprAs(o.X, t);
                SetLine(o);
                return ShiftBy(o.Op, x, t, o.Y);
            }
            default:
            {
                var t = TypeOf(o);
                if (o.Op == Operator.Add && IsString(t)) return ConcatExpr(o, t);
                HoistPair(o.X, o.Y);
                var x = ExprAs(o.X, t);
                var y = ExprAs(o.Y, t);
                SetLine(o);
                return Arith(o.Op, x, y, t, o);
            }
        }
    }

    private GoVal ShiftBy(Operator op, GoVal x, Type t, Expr count)
    {
        var yt = TypeOf(count);
        // An untyped constant count has type uint or int; a huge one is all ones.
        if (Tv(count) is { IsConst: true, Value: { } c } && ConstOps.ToInt(c) is IntConst i)
            return Shift(op, x, t, Val(Universe.Uint, B.I64(ConstOps.TryInt64(i, out long n) ? n : long.MaxValue)), Universe.Uint);
        return Shift(op, x, t, Expr(count), yt);
    }

    private GoVal ConcatExpr(Operation o, Type t)
    {
        var list = new List<Expr>();
        void Collect(Expr e)
        {
            var u = Unparen(e);
            if (u is Operation { Op: Operator.Add, Y: { } y } x && !IsConst(u) && _hoisted?.ContainsKey(u) != true && _hoisted?.ContainsKey(e) != true)
            {
                Collect(x.X);
                Collect(y);
            }
            else list.Add(e);
        }
        Collect(o);
        HoistList(list);
        var parts = new List<GoVal>(list.Count);
        // With a constant that is not empty the result is never one of the operands.
        bool copies = false;
        foreach (var e in list) copies |= Tv(e) is { IsConst: true, Value: StringConst { Value.Length: > 0 } };
        foreach (var e in list) parts.Add(copies ? ReadOnce(e, t) : ExprAs(e, t));
        SetLine(o);
        return Concat(t, parts, o);
    }

    // ---------------------------------------------------------------- addresses

    /// <summary>&amp;x</summary>
    private GoVal AddressOf(Operation o)
    {
        var x = Unparen(o.X);
        if (x is CompositeLit c) return Val(TypeOf(o), NewComposite(c));
        var a = AddrOf(x);
        return Val(TypeOf(o), B.PtrAdd(a.Base, a.Off));
    }

    /// <summary>The memory that *p names.</summary>
    private Addr Deref(Operation o)
    {
        int p = B.Leaf(Expr(o.X).X);
        SetLine(o);
        B.NilCheck(p);
        return new Addr(p, 0, PointerKind(p));
    }

    /// <summary>Memory behind a pointer; what points into a known area needs no barrier.</summary>
    private MemKind PointerKind(int p) => B[p].Op == Op.AreaAddr ? MemKind.Fresh : MemKind.Heap;

    public Addr AddrOf(Expr e)
    {
        if (!TryPlace(e, out var a)) throw Ice(e, "operand has no address");
        return a;
    }

    /// <summary>The operand is in memory (a variable there, behind a pointer, in a slice): its address after the checks.</summary>
    private bool TryPlace(Expr e, out Addr a)
    {
        a = default;
        if (_hoisted != null && _hoisted.TryGetValue(e, out var h))
        {
            if (!h.IsMem) return false;
            a = h.Mem;
            return true;
        }
        switch (e)
        {
            case ParenExpr p: return TryPlace(p.X, out a);
            case Name n:
                if ((Info.Uses[n.Index] ?? Info.Defs[n.Index]) is not Var v) return false;
                if (IsGlobal(v)) { a = GlobalAddr(v); return true; }
                a = LocAddr(Loc(v, n));
                return !a.IsNone;
            case Operation { Op: Operator.Mul, Y: null } o: a = Deref(o); return true;
            case SelectorExpr s: return TrySelectPlace(s, out a);
            case IndexExpr x: return TryIndexPlace(x, out a);
            default: return false;
        }
    }

    // ---------------------------------------------------------------- selectors

    /// <summary>A selection in this instance: looked up anew if types of a generic body changed it.</summary>
    private Selection SelectionOf(SelectorExpr s)
    {
        var sel = Info.Selections[s.Index] ?? throw Ice(s, "selector without selection");
        if (Env.IsEmpty) return sel;
        var recv = Env.Subst(sel.Recv);
        if (ReferenceEquals(recv, sel.Recv)) return sel;
        var r = Lookup.FieldOrMethod(recv, true, sel.Obj.Pkg, sel.Obj.Name);
        if (r.Obj == null || r.Index == null) throw Ice(s, $"{recv} has no {sel.Obj.Name}");
        return new Selection(sel.Kind, recv, r.Obj, Env.Subst(sel.Type), r.Index, r.Indirect);
    }

    /// <summary>pkg.X: a qualified identifier.</summary>
    private bool IsQualified(SelectorExpr s) => Info.Selections[s.Index] == null;

    private GoVal SelectorValue(SelectorExpr s)
    {
        if (IsQualified(s))
        {
            return Info.Uses[s.Sel.Index] switch
            {
                Var v => Load(GlobalAddr(v), Lay(TypeOfVar(v))),
                Func f => Val(TypeOf(s), FuncValue(s.Sel, f)),
                var o => throw Ice(s, $"qualified identifier {s.Sel.Value} is a {o?.GetType().Name ?? "unknown"}"),
            };
        }
        var sel = SelectionOf(s);
        switch (sel.Kind)
        {
            case SelectionKind.MethodVal: return Val(TypeOf(s), MethodValue(s, sel, (SignatureT)Under(TypeOf(s))));
            case SelectionKind.MethodExpr: return Val(TypeOf(s), MethodExprValue(s, sel, (SignatureT)Under(TypeOf(s))));
            default: return WalkPath(s.X, sel.Index, sel.Index.Length, s).Load(this);
        }
    }

    /// <summary>Memory, or a value in scalars.</summary>
    private readonly record struct Place(Addr A, GoVal V, TypeLayout L)
    {
        internal bool IsAddr => !A.IsNone;
        internal GoVal Load(FuncLowerer f) => IsAddr ? f.Load(A, L) : V;
    }

    private Place PlaceOf(Expr x)
    {
        if (TryPlace(x, out var a)) return new Place(a, default, Lay(SingleType(x)));
        var v = Expr(x);
        return v.IsMem ? new Place(v.Mem, default, v.L) : new Place(default, v, v.L);
    }

    /// <summary>Follows n field indices from x, through pointers as needed.</summary>
    private Place WalkPath(Expr x, int[] path, int n, Node at)
    {
        Place p;
        if (Under(SingleType(x)) is PointerT) p = PlaceOfPointer(Expr(x), at);
        else p = PlaceOf(x);
        SetLine(at);
        return WalkFields(p, path, n, at);
    }

    private Place WalkFields(Place p, int[] path, int n, Node at)
    {
        for (int i = 0; i < n; i++)
        {
            if (p.L.Under is PointerT) p = PlaceOfPointer(p.Load(this), at);
            if (p.L.Under is not StructT) throw Ice(at, $"field of {p.L.Type}");
            var fl = p.L.Parts[path[i]];
            p = p.IsAddr ? new Place(p.A.Plus(p.L.FieldOffsets[path[i]]), default, fl) : ValuePlace(Part(p.V, path[i]));
        }
        return p;
    }

    private static Place ValuePlace(GoVal v) => v.IsMem ? new Place(v.Mem, default, v.L) : new Place(default, v, v.L);

    private Place PlaceOfPointer(GoVal v, Node at)
    {
        int p = B.Leaf(v.X);
        SetLine(at);
        B.NilCheck(p);
        return new Place(new Addr(p, 0, PointerKind(p)), default, Lay(((PointerT)v.L.Under).Elem));
    }

    private bool TrySelectPlace(SelectorExpr s, out Addr a)
    {
        a = default;
        if (IsQualified(s))
        {
            if (Info.Uses[s.Sel.Index] is not Var v) return false;
            a = GlobalAddr(v);
            return true;
        }
        var sel = SelectionOf(s);
        if (sel.Kind != SelectionKind.FieldVal) return false;
        if (!IsMemoryPath(s, sel)) return false;
        var p = WalkPath(s.X, sel.Index, sel.Index.Length, s);
        a = p.A;
        return p.IsAddr;
    }

    /// <summary>The field lies in memory: the operand does, or the path goes through a pointer.</summary>
    private bool IsMemoryPath(SelectorExpr s, Selection sel) => sel.Indirect || Under(SingleType(s.X)) is PointerT || IsMemory(s.X);

    /// <summary>TryPlace would succeed; makes no code.</summary>
    private bool IsMemory(Expr e)
    {
        if (_hoisted != null && _hoisted.TryGetValue(e, out var h)) return h.IsMem;
        switch (e)
        {
            case ParenExpr p: return IsMemory(p.X);
            case Name n: return (Info.Uses[n.Index] ?? Info.Defs[n.Index]) is Var v && (IsGlobal(v) || Loc(v, n).Kind != LocKind.Scalars);
            case Operation { Op: Operator.Mul, Y: null }: return true;
            case SelectorExpr s:
                if (IsQualified(s)) return Info.Uses[s.Sel.Index] is Var;
                var sel = SelectionOf(s);
                return sel.Kind == SelectionKind.FieldVal && IsMemoryPath(s, sel);
            case IndexExpr x:
                if (Tv(x.X).IsType || Under(SingleType(x.X)) is not { } u) return false;
                return u is SliceT || u is PointerT || u is ArrayT && IsMemory(x.X);
            default: return false;
        }
    }

    // ---------------------------------------------------------------- order of calls

    /// <summary>The expression makes a call or receive whose effects others can see (or contains one).</summary>
    private bool HasCall(Expr? e)
    {
        if (e == null) return false;
        ref byte bits = ref CallBits[e.Index];
        if ((bits & 3) == 0) bits |= FindCall(e) ? (byte)2 : (byte)1;
        return (bits & 2) != 0;
    }

    /// <summary>
    /// The expression contains something gc evaluates in its place among the calls of a statement: a call, or one of the operations whose result it
    /// holds in a temporary (len, slices, assertions, …). Loads, indexing and arithmetic are left for after the calls.
    /// </summary>
    private bool HasOrdered(Expr? e)
    {
        if (e == null) return false;
        ref byte bits = ref CallBits[e.Index];
        if ((bits & 12) == 0) bits |= HasCall(e) || FindOrdered(e) ? (byte)8 : (byte)4;
        return (bits & 8) != 0;
    }

    private bool FindOrdered(Expr e)
    {
        var tv = Info.Types[e.Index];
        if (tv.IsConst || tv.IsType) return false;
        switch (e)
        {
            case ParenExpr x: return HasOrdered(x.X);
            case CompositeLit x:
                foreach (var el in x.ElemList) { if (el is KeyValueExpr kv ? HasOrdered(kv.Value) || IsKeyExpr(x) && HasOrdered(kv.Key) : HasOrdered(el)) return true; }
                return false;
            case SelectorExpr x: return !IsQualified(x) && HasOrdered(x.X);
            case IndexExpr x: return !Tv(x.IndexArg).IsType && (HasOrdered(x.X) || x.IndexArg is not ListExpr && HasOrdered(x.IndexArg));
            case SliceExpr: return true;
            case AssertExpr x: return !Lay(TypeOf(x)).DirectIface || HasOrdered(x.X);
            case Operation x: return x.Op is Operator.AndAnd or Operator.OrOr || HasOrdered(x.X) || HasOrdered(x.Y);
            case CallExpr x:
                if (IsOrderedCall(x)) return true;
                foreach (var a in x.ArgList) { if (HasOrdered(a)) return true; }
                return false;
            default: return false;
        }
    }

    /// <summary>Builtins and conversions whose results gc holds in temporaries in source order, although nothing but a panic can tell.</summary>
    private bool IsOrderedCall(CallExpr c)
    {
        if (IsConversion(c)) return Under(TypeOf(c)) is SliceT && Under(TypeOf(c.ArgList[0])) is Basic { Kind: BasicKind.String };
        return BuiltinOf(c) is BuiltinId.Len or BuiltinId.Cap or BuiltinId.Min or BuiltinId.Max or BuiltinId.Make or BuiltinId.New or BuiltinId.Complex or BuiltinId.Real or BuiltinId.Imag;
    }

    private byte[]? _callBits;
    private byte[] CallBits => _callBits ??= P.CallBits(Info);

    private bool FindCall(Expr e)
    {
        var tv = Info.Types[e.Index];
        if (tv.IsConst || tv.IsType) return false;
        switch (e)
        {
            case ParenExpr x: return HasCall(x.X);
            case CompositeLit x:
                foreach (var el in x.ElemList) { if (el is KeyValueExpr kv ? HasCall(kv.Value) || IsKeyExpr(x) && HasCall(kv.Key) : HasCall(el)) return true; }
                return false;
            case SelectorExpr x: return !IsQualified(x) && HasCall(x.X);
            case IndexExpr x: return !Tv(x.IndexArg).IsType && (HasCall(x.X) || x.IndexArg is not ListExpr && HasCall(x.IndexArg));
            case SliceExpr x: return HasCall(x.X) || HasCall(x.Indices[0]) || HasCall(x.Indices[1]) || HasCall(x.Indices[2]);
            case AssertExpr x: return HasCall(x.X);
            case Operation x: return x.Op == Operator.Recv && x.Y == null || HasCall(x.X) || HasCall(x.Y);
            case CallExpr x:
                if (IsHoistedCall(x)) return true;
                foreach (var a in x.ArgList) { if (HasCall(a)) return true; }
                return false;
            default: return false;
        }
    }

    private bool IsKeyExpr(CompositeLit c) => Under(LitType(c)) is MapT;

    private bool IsConversion(CallExpr c) => Info.Types[c.Fun.Index].IsType;

    /// <summary>The builtin that is called; null: none.</summary>
    public BuiltinId? BuiltinOf(CallExpr c)
    {
        switch (Unparen(c.Fun))
        {
            case Name n: return Info.Uses[n.Index] is Builtin b ? b.Id : null;
            case SelectorExpr s: return Info.Selections[s.Index] == null && Info.Uses[s.Sel.Index] is Builtin sb ? sb.Id : null;
            default: return null;
        }
    }

    /// <summary>Calls that are held in temporaries in source order; conversions and builtins without effects are not.</summary>
    private bool IsHoistedCall(CallExpr c)
    {
        if (IsConversion(c)) return false;
        return BuiltinOf(c) switch
        {
            null or BuiltinId.Append or BuiltinId.Copy or BuiltinId.Recover or BuiltinId.Panic or BuiltinId.Print or BuiltinId.Println or BuiltinId.Clear or BuiltinId.Close
                or BuiltinId.Delete => true,
            _ => false,
        };
    }

    public void Hoist(params Expr?[] es)
    {
        int calls = 0, last = -1;
        for (int i = 0; i < es.Length; i++)
        {
            if (!HasCall(es[i])) continue;
            calls++;
            last = i;
        }
        // The calls of the first operand alone come first anyway.
        if (calls == 0 || last == 0) return;
        for (int i = 0; i <= last; i++) HoistIn(es[i]);
    }

    private void HoistPair(Expr x, Expr y)
    {
        if (!HasCall(y)) return;
        HoistIn(x);
        HoistIn(y);
    }

    private void HoistList(List<Expr> es)
    {
        int last = -1;
        for (int i = 0; i < es.Count; i++) { if (HasCall(es[i])) last = i; }
        for (int i = 0; i <= last && last > 0; i++) HoistIn(es[i]);
    }

    /// <summary>Makes all calls in e and remembers their values.</summary>
    private void HoistIn(Expr? e)
    {
        if (e == null || !HasOrdered(e) || _hoisted?.ContainsKey(e) == true || _hoistedMulti?.ContainsKey(e) == true) return;
        switch (e)
        {
            case ParenExpr x: HoistIn(x.X); break;
            case CompositeLit x:
                foreach (var el in x.ElemList)
                {
                    if (el is KeyValueExpr kv)
                    {
                        if (IsKeyExpr(x)) HoistIn(kv.Key);
                        HoistIn(kv.Value);
                    }
                    else HoistIn(el);
                }
                break;
            case SelectorExpr x: HoistIn(x.X); break;
            case IndexExpr x: HoistIn(x.X); HoistIn(x.IndexArg); break;
            case SliceExpr x: Remember(x, Expr(x)); break;
            case AssertExpr x:
                if (Lay(TypeOf(x)).DirectIface) HoistIn(x.X);
                else Remember(x, Expr(x));
                break;
            case Operation { Op: Operator.AndAnd or Operator.OrOr } x: Remember(x, Expr(x)); break;
            case Operation { Op: Operator.Recv, Y: null } x: Remember(x, Expr(x)); break;
            case Operation x: HoistIn(x.X); HoistIn(x.Y); break;
            case CallExpr x:
                if (!IsHoistedCall(x) && !IsOrderedCall(x))
                {
                    foreach (var a in x.ArgList) HoistIn(a);
                    break;
                }
                if (TypeOf(x) is TupleT t && t.Count != 1)
                {
                    if (t.Count > 1) (_hoistedMulti ??= new(ReferenceEqualityComparer.Instance))[x] = MultiExpr(x);
                    break;
                }
                Remember(x, Expr(x));
                break;
        }
    }

    private void Remember(Expr e, GoVal v) => (_hoisted ??= new(ReferenceEqualityComparer.Instance))[e] = v.IsMem && v.Mem.Kind != MemKind.Stable ? Snapshot(v) : Fix(v);

    /// <summary>All values of a multi-valued call or comma-ok form, held in temporaries.</summary>
    public GoVal[] MultiExpr(Expr e)
    {
        if (_hoistedMulti != null && _hoistedMulti.TryGetValue(e, out var h)) return h;
        switch (e)
        {
            case ParenExpr x: return MultiExpr(x.X);
            case CallExpr x:
                SetLine(x);
                var plan = PlanCall(x);
                return plan.Emit(this, plan.Ops, null);
            case AssertExpr x: return AssertionOk(x, SingleType(x));
            case IndexExpr x: return MapIndexOk(x);
            case Operation { Op: Operator.Recv, Y: null } x: return ReceiveOk(x, SingleType(x));
            default: throw Ice(e, $"{e.GetType().Name} with several values");
        }
    }
}
