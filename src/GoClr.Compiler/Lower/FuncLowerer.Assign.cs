// Declarations and assignments.
//
// One value: the right side is evaluated, then the target's address, then stored. Several: operands of index expressions and pointer
// indirections on the left are fixed first, then the values, then the assignments happen in order with their checks (spec, "Assignments").
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
    private enum TargetKind : byte { Blank, Vars, Memory, Map }

    /// <summary>Where an assignment goes.</summary>
    private readonly struct Target
    {
        internal TargetKind Kind { get; init; }
        internal Type? Type { get; init; }
        internal int[] Vars { get; init; }
        internal Addr Mem { get; init; }
        internal Type MapType { get; init; }
        internal int Map { get; init; }
        internal GoVal Key { get; init; }
    }

    private static List<Expr> ListOf(Expr e) => e is ListExpr l ? l.ElemList : [e];

    // ---------------------------------------------------------------- statements

    private void LowerDeclStmt(DeclStmt s)
    {
        foreach (var d in s.DeclList)
        {
            if (d is not VarDecl v) continue;
            _hoisted = null;
            _hoistedMulti = null;
            SetLine(v);
            if (v.Values == null)
            {
                foreach (var n in v.NameList)
                {
                    if (n.Value == "_" || Info.Defs[n.Index] is not Var obj) continue;
                    var loc = DeclareVar(obj);
                    if (loc.Kind != LocKind.Heap) ZeroVar(loc);
                }
                continue;
            }
            Define(v.NameList, ListOf(v.Values));
        }
    }

    private void LowerAssign(AssignStmt s)
    {
        if (s.Rhs == null || s.Op != Operator.None)
        {
            OpAssign(s);
            return;
        }
        var lhs = ListOf(s.Lhs);
        var rhs = ListOf(s.Rhs);
        if (s.Def) Define(lhs, rhs);
        else AssignList(lhs, rhs);
    }

    /// <summary>Names declared with values; in := some may be old.</summary>
    private void Define<T>(List<T> lhs, List<Expr> rhs) where T : Expr
    {
        if (lhs.Count == 1 && rhs.Count == 1)
        {
            if (NewVar(lhs[0]) is { } v)
            {
                DefineVar(v, rhs[0]);
                return;
            }
            AssignOne(lhs[0], rhs[0]);
            return;
        }
        if (rhs.Count == 1)
        {
            var vals = MultiExpr(rhs[0]);
            var types = ((TupleT)TypeOf(rhs[0])).Vars;
            for (int i = 0; i < lhs.Count; i++) DefineOrAssign(lhs[i], vals[i], Subst(types[i].Type!));
            return;
        }
        HoistList(rhs);
        var vs = new GoVal[rhs.Count];
        for (int i = 0; i < vs.Length; i++)
        {
            var to = NewVar(lhs[i]) is { } nv ? TypeOfVar(nv) : IsBlank(lhs[i]) ? BlankType(rhs[i]) : LhsType(lhs[i]);
            vs[i] = ExprAs(rhs[i], to);
            if (i < vs.Length - 1 || !IsAllNew(lhs)) vs[i] = vs[i].IsMem && vs[i].Mem.Kind == MemKind.Stable && IsAllNew(lhs) ? vs[i] : Snapshot(vs[i]);
        }
        for (int i = 0; i < lhs.Count; i++) DefineOrAssign(lhs[i], vs[i], vs[i].L.Type);
    }

    private bool IsAllNew<T>(List<T> lhs) where T : Expr
    {
        foreach (var e in lhs) { if (NewVar(e) == null && !IsBlank(e)) return false; }
        return true;
    }

    private Type BlankType(Expr e)
    {
        if (Tv(e).IsNil) return Universe.UnsafePointer;
        var t = SingleType(e);
        return TypeOps.Default(t);
    }

    private Var? NewVar(Expr e) => e is Name n && n.Value != "_" && Info.Defs[n.Index] is Var v ? v : null;

    private void DefineVar(Var v, Expr e)
    {
        var t = TypeOfVar(v);
        var l = Lay(t);
        if (l.IsMem && Places.Of(v) == Placement.Scalar && l.Size <= MaxAreaVar)
        {
            var area = DeclareVar(v);
            ExprTo(e, LocAddr(area), t);
            return;
        }
        var val = ExprAs(e, t);
        if (Places.Of(v) != Placement.Scalar) val = Leaves(val);
        var loc = DeclareVar(v);
        if (loc.Kind == LocKind.Heap) Store(LocAddr(loc) with { Kind = MemKind.Fresh }, val);
        else StoreVar(loc, val);
    }

    private void DefineOrAssign(Expr lhs, GoVal v, Type from)
    {
        if (IsBlank(lhs)) return;
        if (NewVar(lhs) is { } nv)
        {
            var x = Convert(v, from, TypeOfVar(nv));
            StoreVar(DeclareVar(nv), x);
            return;
        }
        AssignTo(lhs, Convert(v, from, LhsType(lhs)));
    }

    private void AssignList(List<Expr> lhs, List<Expr> rhs)
    {
        if (lhs.Count == 1 && rhs.Count == 1)
        {
            AssignOne(lhs[0], rhs[0]);
            return;
        }
        var targets = new Func<Target>[lhs.Count];
        if (rhs.Count == 1)
        {
            foreach (var e in lhs) HoistIn(e);
            for (int i = 0; i < lhs.Count; i++) targets[i] = Prepare(lhs[i]);
            var vals = MultiExpr(rhs[0]);
            var types = ((TupleT)TypeOf(rhs[0])).Vars;
            for (int i = 0; i < lhs.Count; i++)
            {
                var t = targets[i]();
                if (t.Kind != TargetKind.Blank) Assign(t, Convert(vals[i], Subst(types[i].Type!), t.Type!));
            }
            return;
        }
        var all = new List<Expr>(lhs);
        all.AddRange(rhs);
        HoistList(all);
        for (int i = 0; i < lhs.Count; i++) targets[i] = Prepare(lhs[i]);
        var vs = new GoVal[rhs.Count];
        for (int i = 0; i < vs.Length; i++) vs[i] = Snapshot(ExprAs(rhs[i], IsBlank(lhs[i]) ? BlankType(rhs[i]) : LhsType(lhs[i])));
        for (int i = 0; i < vs.Length; i++) Assign(targets[i](), vs[i]);
    }

    private void AssignOne(Expr lhs, Expr rhs)
    {
        if (IsBlank(lhs))
        {
            // Evaluated for checks and calls.
            if (!Tv(rhs).IsNil) ExprAs(rhs, BlankType(rhs));
            return;
        }
        Hoist(lhs, rhs);
        var t = LhsType(lhs);
        var l = Lay(t);
        // A literal or call result may be built in a variable of its own only if it does not mention it: through a temporary else.
        var v = ExprAs(rhs, t);
        if (Unparen(lhs) is IndexExpr { X: { } mx } && !Tv(mx).IsType && Under(SingleType(mx)) is MapT) v = v.IsMem && v.Mem.Kind != MemKind.Stable ? Snapshot(v) : Fix(v);
        SetLine(lhs);
        Assign(TargetOf(lhs), v);
    }

    /// <summary>Assigns a value of the target's type.</summary>
    public void AssignTo(Expr lhs, GoVal v)
    {
        if (IsBlank(lhs)) return;
        if (NewVar(lhs) is { } nv)
        {
            StoreVar(DeclareVar(nv), v);
            return;
        }
        if (!v.IsMem && HasCall(lhs)) v = Fix(v);
        Assign(TargetOf(lhs), v);
    }

    private void Assign(Target t, GoVal v)
    {
        switch (t.Kind)
        {
            case TargetKind.Blank: break;
            case TargetKind.Vars: AssignVars(t.Vars, v); break;
            case TargetKind.Memory: Store(t.Mem, v); break;
            case TargetKind.Map: Store(MapAssign(t.MapType, (MapT)Under(t.MapType), t.Map, t.Key), v); break;
        }
    }

    /// <summary>The type of an operand that is assigned to; the checker records none for names there.</summary>
    private Type LhsType(Expr e) => Unparen(e) is Name n && VarOf(n) is { } v ? TypeOfVar(v) : TypeOf(e);

    // ---------------------------------------------------------------- targets

    /// <summary>The target with its address computed and checked now.</summary>
    private Target TargetOf(Expr e)
    {
        e = Unparen(e);
        if (e is Name { Value: "_" }) return default;
        var t = LhsType(e);
        if (e is IndexExpr x && Under(SingleType(x.X)) is MapT m)
        {
            HoistPair(x.X, x.IndexArg);
            var mt = TypeOf(x.X);
            int map = B.Leaf(Expr(x.X).X);
            var key = ExprAs(x.IndexArg, m.Key);
            return new Target { Kind = TargetKind.Map, Type = t, MapType = mt, Map = map, Key = key };
        }
        if (ScalarTarget(e) is { } vars) return new Target { Kind = TargetKind.Vars, Type = t, Vars = vars };
        return new Target { Kind = TargetKind.Memory, Type = t, Mem = AddrOf(e) };
    }

    /// <summary>The IR variables of an operand that is (part of) a variable held in scalars; null: it is in memory.</summary>
    private int[]? ScalarTarget(Expr e)
    {
        switch (e)
        {
            case ParenExpr p: return ScalarTarget(p.X);
            case Name n: return VarOf(n) is { } v && !IsGlobal(v) && Loc(v, n) is { Kind: LocKind.Scalars } loc ? loc.Vars : null;
            case SelectorExpr s:
            {
                if (IsQualified(s)) return null;
                var sel = SelectionOf(s);
                if (sel.Kind != SelectionKind.FieldVal || IsMemoryPath(s, sel) || ScalarTarget(s.X) is not { } vars) return null;
                var l = Lay(SingleType(s.X));
                foreach (int i in sel.Index)
                {
                    int first = Layouts.FirstScalar(l, i);
                    l = l.Parts[i];
                    vars = vars[first..(first + l.ScalarCount)];
                }
                return vars;
            }
            case IndexExpr x when !Tv(x.X).IsType && Under(SingleType(x.X)) is ArrayT at:
            {
                if (ScalarTarget(x.X) is not { } vars) return null;
                int i = IndexLeaf(x.IndexArg, out bool u);
                BoundsCheck(i, u, B.I64(at.Len));
                return vars;
            }
            default: return null;
        }
    }

    /// <summary>Fixes the operands of a target now; its checks and address come when the result is called.</summary>
    private Func<Target> Prepare(Expr e)
    {
        e = Unparen(e);
        if (e is Name { Value: "_" }) return () => default;
        var t = LhsType(e);
        switch (e)
        {
            case Name: return () => TargetOf(e);
            case IndexExpr x when Under(SingleType(x.X)) is MapT m:
            {
                var mt = TypeOf(x.X);
                int map = B.Fix(Expr(x.X).X);
                var key = Snapshot(ExprAs(x.IndexArg, m.Key));
                return () => new Target { Kind = TargetKind.Map, Type = t, MapType = mt, Map = map, Key = key };
            }
        }
        if (PreparePlace(e) is { } place) return () => new Target { Kind = TargetKind.Memory, Type = t, Mem = place() };
        // Part of a variable in scalars: only indices could change, and those are checked now.
        var now = TargetOf(e);
        return () => now;
    }

    private Func<Addr>? PreparePlace(Expr e)
    {
        switch (e)
        {
            case ParenExpr p: return PreparePlace(p.X);
            case Name n: return IsMemory(n) ? () => AddrOf(n) : null;
            case Operation { Op: Operator.Mul, Y: null } o:
            {
                int p = B.Fix(Expr(o.X).X);
                return () =>
                {
                    B.NilCheck(p);
                    return new Addr(p, 0, PointerKind(p));
                };
            }
            case SelectorExpr s when !IsQualified(s):
            {
                var sel = SelectionOf(s);
                if (sel.Kind != SelectionKind.FieldVal) return null;
                if (sel.Index.Length == 1 && Under(SingleType(s.X)) is PointerT pt)
                {
                    int p = B.Fix(Expr(s.X).X);
                    long off = Lay(pt.Elem).FieldOffsets[sel.Index[0]];
                    return () =>
                    {
                        B.NilCheck(p);
                        return new Addr(p, off, PointerKind(p));
                    };
                }
                if (sel.Index.Length == 1 && Under(SingleType(s.X)) is StructT)
                {
                    if (PreparePlace(s.X) is not { } inner) return null;
                    long off = Lay(SingleType(s.X)).FieldOffsets[sel.Index[0]];
                    return () => inner().Plus(off);
                }
                if (!IsMemoryPath(s, sel)) return null;
                var a = FixAddr(AddrOf(s));
                return () => a;
            }
            case IndexExpr x when Under(SingleType(x.X)) is SliceT st:
            {
                var s = Fix(Expr(x.X));
                int i = IndexLeaf(x.IndexArg, out bool u);
                i = B.Fix(i);
                long size = Lay(st.Elem).Size;
                return () =>
                {
                    BoundsCheck(i, u, s.S1);
                    return new Addr(B.Leaf(B.PtrIndex(s.S0, Scaled(i, size))), 0, MemKind.Heap);
                };
            }
            case IndexExpr x when IsMemory(x):
            {
                var a = FixAddr(AddrOf(x));
                return () => a;
            }
            default:
                if (!IsMemory(e)) return null;
                var m = FixAddr(AddrOf(e));
                return () => m;
        }
    }

    private Addr FixAddr(Addr a) => a with { Base = B.Fix(a.Base) };

    // ---------------------------------------------------------------- op=

    private void OpAssign(AssignStmt s)
    {
        var lhs = Unparen(s.Lhs);
        var t = LhsType(lhs);
        if (s.Rhs != null) Hoist(lhs, s.Rhs);
        else HoistIn(lhs is Name ? null : lhs);
        bool shift = s.Op is Operator.Shl or Operator.Shr;
        GoVal Combine(GoVal old)
        {
            if (s.Rhs == null) return Arith(s.Op, old, One(t), t, s);
            SetLine(s);
            if (shift) return ShiftBy(s.Op, old, t, s.Rhs);
            if (s.Op == Operator.Add && IsString(t))
            {
                var parts = new List<GoVal> { old };
                foreach (var e in ConcatParts(s.Rhs)) parts.Add(ExprAs(e, t));
                return Concat(t, parts, s);
            }
            return Arith(s.Op, old, ExprAs(s.Rhs, t), t, s);
        }
        if (lhs is IndexExpr x && Under(SingleType(x.X)) is MapT m)
        {
            var mt = TypeOf(x.X);
            int map = B.Fix(Expr(x.X).X);
            var key = Snapshot(ExprAs(x.IndexArg, m.Key));
            SetLine(s);
            // The value is made before the entry: a division by zero leaves the map alone.
            var v = Fix(Combine(MapGet(mt, m, map, key)));
            Store(MapAssign(mt, m, map, key), v);
            return;
        }
        if (ScalarTarget(lhs) is { } vars)
        {
            AssignVars(vars, Combine(FromVars(Lay(t), vars)));
            return;
        }
        var a = AddrOf(lhs);
        // Nothing in Combine assigns to variables, but it may make checks and runtime calls; the address stays the same.
        Store(a, Combine(Load(a, Lay(t))));
    }

    private List<Expr> ConcatParts(Expr e)
    {
        var list = new List<Expr>();
        void Collect(Expr x)
        {
            var u = Unparen(x);
            if (u is Operation { Op: Operator.Add, Y: { } y } o && !IsConst(u) && _hoisted?.ContainsKey(u) != true)
            {
                Collect(o.X);
                Collect(y);
            }
            else list.Add(x);
        }
        Collect(e);
        return list;
    }

    private GoVal One(Type t)
    {
        if (IsComplex(t)) return Lay(t).Scalars![0].Type == IrType.F32 ? Val(t, B.F32(1), B.F32(0)) : Val(t, B.F64(1), B.F64(0));
        var k = NumKind.Of(t);
        return Val(t, k.Ir switch { IrType.F32 => B.F32(1), IrType.F64 => B.F64(1), _ => B.Const(k.Ir, 1) });
    }
}
