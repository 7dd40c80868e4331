// switch and type switch.
//
// Runs of constant integer cases become a jump table or a binary search, runs of constant strings a search by length, concrete types of a
// type switch a search by hash. All other cases are tried in order.
using System;
using System.Collections.Generic;
using System.Numerics;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    private static List<Expr> CaseExprs(CaseClause c) => c.Cases switch { null => s_noExprs, ListExpr l => l.ElemList, var e => [e] };
    private static readonly List<Expr> s_noExprs = [];

    partial void LowerSwitch(SwitchStmt s)
    {
        string? label = _pendingLabel;
        _pendingLabel = null;
        Stmt(s.Init);
        SetLine(s);
        _hoisted = null;
        _pendingLabel = label;
        if (s.Tag is TypeSwitchGuard g) LowerTypeSwitch(s, g);
        else LowerExprSwitch(s);
    }

    // ---------------------------------------------------------------- expression switch

    private readonly record struct IntCase(long Value, Block Body);

    private void LowerExprSwitch(SwitchStmt s)
    {
        var done = B.NewBlock();
        var bodies = new Block[s.Body.Count];
        Block? dflt = null;
        for (int i = 0; i < bodies.Length; i++)
        {
            bodies[i] = B.NewBlock();
            if (s.Body[i].Cases == null) dflt = bodies[i];
        }
        bool noTag = s.Tag == null || Tv(s.Tag).IsConst && Tv(s.Tag).Value is BoolConst { Value: true };
        GoVal tag = default;
        Type tagType = Universe.Bool;
        if (!noTag)
        {
            tagType = TypeOf(s.Tag!);
            if (tagType is Basic { Kind: BasicKind.UntypedNil }) throw Unsupported(s, "switch on nil");
            tag = Snapshot(OnlyConstCases(s) ? ReadOnce(s.Tag!, TypeOf(s.Tag!)) : Expr(s.Tag!));
        }
        if (noTag)
        {
            for (int i = 0; i < bodies.Length; i++)
            {
                foreach (var e in CaseExprs(s.Body[i]))
                {
                    SetLine(e);
                    var next = B.NewBlock();
                    _hoisted = null;
                    if (IsInterface(TypeOf(e)))
                    {
                        // true is compared with the dynamic value.
                        var v = Fix(Expr(e));
                        B.If(Compare(Operator.Eql, Convert(Val(Universe.Bool, B.Bool(true)), Universe.Bool, v.Type), v, v.Type), bodies[i], next);
                    }
                    else CondBranch(e, bodies[i], next);
                    B.SetBlock(next);
                }
            }
        }
        else TagCases(s, tag, tagType, bodies);
        if (B.Reachable) B.Jump(dflt ?? done);

        Enter(s, done, null);
        var outer = _fallthrough;
        for (int i = 0; i < bodies.Length; i++)
        {
            _fallthrough = i + 1 < bodies.Length ? bodies[i + 1] : null;
            B.SetBlock(bodies[i]);
            Stmts(s.Body[i].Body);
            if (B.Reachable) B.Jump(done);
        }
        _fallthrough = outer;
        Leave();
        B.SetBlock(done);
    }

    /// <summary>Comparing the tag calls nothing.</summary>
    private bool OnlyConstCases(SwitchStmt s)
    {
        foreach (var c in s.Body) foreach (var e in CaseExprs(c)) { if (!IsConst(e)) return false; }
        return true;
    }

    private void TagCases(SwitchStmt s, GoVal tag, Type tagType, Block[] bodies)
    {
        var ints = new List<IntCase>();
        var strings = new List<(byte[] Text, Block Body)>();
        var under = Under(tagType) as Basic;
        bool isInt = under != null && (under.Info & BasicInfo.Integer) != 0, isString = under != null && (under.Info & BasicInfo.String) != 0;
        void Flush()
        {
            if (ints.Count > 0) IntCases(tag.X, tagType, ints);
            if (strings.Count > 0) StringCases(tag, strings);
            ints.Clear();
            strings.Clear();
        }
        for (int i = 0; i < bodies.Length; i++)
        {
            foreach (var e in CaseExprs(s.Body[i]))
            {
                SetLine(e);
                var tv = Tv(e);
                if (isInt && tv.IsConst && Under(TypeOf(e)) is Basic && tv.Value is not StringConst)
                {
                    ints.Add(new IntCase(StaticWriter.BitsOf(tv.Value!, Under(tagType)), bodies[i]));
                    continue;
                }
                if (isString && tv.IsConst && tv.Value is StringConst sc)
                {
                    strings.Add((sc.Value, bodies[i]));
                    continue;
                }
                Flush();
                var next = B.NewBlock();
                _hoisted = null;
                var et = TypeOf(e);
                int eq;
                if (tv.IsNil || Identical(et, tagType)) eq = Compare(Operator.Eql, tag, ExprAs(e, tagType), tagType);
                else if (IsInterface(tagType)) eq = Compare(Operator.Eql, tag, Convert(Leaves(Expr(e)), et, tagType, Unparen(e)), tagType);
                else if (IsInterface(et))
                {
                    var ev = Fix(Expr(e));
                    eq = Compare(Operator.Eql, Convert(tag, tagType, et), ev, et);
                }
                else eq = Compare(Operator.Eql, tag, ExprAs(e, tagType), tagType);
                B.If(eq, bodies[i], next);
                B.SetBlock(next);
            }
        }
        Flush();
    }

    /// <summary>Jumps to the body of the case equal to v; goes on in a new block if there is none.</summary>
    private void IntCases(int v, Type t, List<IntCase> cases)
    {
        var b = (Basic)Under(t);
        bool unsigned = (b.Info & BasicInfo.Unsigned) != 0;
        var irt = Lay(t).Scalars![0].Type;
        var none = B.NewBlock();
        var sorted = new List<IntCase>(cases.Count);
        foreach (var c in cases) sorted.Add(c with { Value = Narrow(c.Value, t) });
        if (sorted.Count <= 4)
        {
            foreach (var c in sorted) Test(v, irt, c);
            B.Jump(none);
            B.SetBlock(none);
            return;
        }
        bool u64 = unsigned && Lay(t).Size >= 4;
        sorted.Sort((x, y) => u64 ? (irt == IrType.I32 ? ((uint)x.Value).CompareTo((uint)y.Value) : ((ulong)x.Value).CompareTo((ulong)y.Value)) : x.Value.CompareTo(y.Value));
        Search(v, irt, u64, sorted, 0, sorted.Count, none);
        B.SetBlock(none);
    }

    /// <summary>The constant as the scalar variable holds it: small integers extended by their own signedness.</summary>
    private long Narrow(long value, Type t)
    {
        bool unsigned = (((Basic)Under(t)).Info & BasicInfo.Unsigned) != 0;
        return Lay(t).Size switch
        {
            1 => unsigned ? (byte)value : (sbyte)value,
            2 => unsigned ? (ushort)value : (short)value,
            4 => (int)value,
            _ => value,
        };
    }

    private void Test(int v, IrType t, IntCase c)
    {
        var next = B.NewBlock();
        B.If(B.Cmp(Op.Eq, v, B.Const(t, c.Value)), c.Body, next);
        B.SetBlock(next);
    }

    private void Search(int v, IrType t, bool unsigned, List<IntCase> cases, int lo, int hi, Block none)
    {
        int n = hi - lo;
        if (n <= 4)
        {
            for (int i = lo; i < hi; i++) Test(v, t, cases[i]);
            B.Jump(none);
            return;
        }
        long min = cases[lo].Value, max = cases[hi - 1].Value;
        if (n >= 8 && (BigInteger)max - min is var span && span >= 0 && span < 8 * n && span < 1024)
        {
            Table(v, t, cases, lo, hi, min, (int)span + 1, none);
            return;
        }
        int mid = lo + n / 2;
        Block left = B.NewBlock(), right = B.NewBlock();
        B.If(B.Cmp(unsigned ? Op.LtU : Op.LtS, v, B.Const(t, cases[mid].Value)), left, right);
        B.SetBlock(left);
        Search(v, t, unsigned, cases, lo, mid, none);
        B.SetBlock(right);
        Search(v, t, unsigned, cases, mid, hi, none);
    }

    private void Table(int v, IrType t, List<IntCase> cases, int lo, int hi, long min, int size, Block none)
    {
        int off = B.Fix(B.Bin(Op.Sub, t, v, B.Const(t, min)));
        var inside = B.NewBlock();
        B.If(B.Cmp(Op.LtU, off, B.Const(t, size)), inside, none);
        B.SetBlock(inside);
        var blocks = new int[size + 1];
        Array.Fill(blocks, none.Id);
        for (int i = lo; i < hi; i++) blocks[cases[i].Value - min] = cases[i].Body.Id;
        B.Switch(t == IrType.I64 ? B.Un(Op.TruncI64, IrType.I32, off) : off, blocks);
    }

    private void StringCases(GoVal tag, List<(byte[] Text, Block Body)> cases)
    {
        var none = B.NewBlock();
        int p = tag[0], n = tag[1];
        // Stable order: by length, then source order within one length.
        var lengths = new SortedDictionary<int, List<(byte[] Text, Block Body)>>();
        foreach (var c in cases)
        {
            if (!lengths.TryGetValue(c.Text.Length, out var list)) lengths[c.Text.Length] = list = [];
            list.Add(c);
        }
        var groups = new List<IntCase>();
        foreach (var (len, _) in lengths) groups.Add(new IntCase(len, B.NewBlock()));
        Search(n, IrType.I64, false, groups, 0, groups.Count, none);
        int k = 0;
        foreach (var (len, list) in lengths)
        {
            B.SetBlock(groups[k++].Body);
            TextCases(p, len, list, 0, list.Count, none);
        }
        B.SetBlock(none);
    }

    /// <summary>Cases of one length: first eight bytes as a number where the text is short, else a call.</summary>
    private void TextCases(int p, int len, List<(byte[] Text, Block Body)> list, int lo, int hi, Block none)
    {
        for (int i = lo; i < hi; i++)
        {
            var (text, body) = list[i];
            if (len == 0) { B.Jump(body); return; }
            var next = B.NewBlock();
            if (len <= 16)
            {
                // Loads of 8, 4, 2 and 1 bytes.
                int at = 0;
                while (at < len)
                {
                    int w = len - at >= 8 ? 8 : len - at >= 4 ? 4 : len - at >= 2 ? 2 : 1;
                    var (mem, t) = w switch { 8 => (MemType.I64, IrType.I64), 4 => (MemType.I32, IrType.I32), 2 => (MemType.U16, IrType.I32), _ => (MemType.U8, IrType.I32) };
                    long want = 0;
                    for (int k = 0; k < w; k++) want |= (long)text[at + k] << (8 * k);
                    var cont = at + w < len ? B.NewBlock() : body;
                    B.If(B.Cmp(Op.Eq, B.Load(mem, p, at), B.Const(t, want)), cont, next);
                    if (cont != body) B.SetBlock(cont);
                    at += w;
                }
            }
            else
            {
                int eq = Runtime1("runtime.memequal", IrType.I32, [p, B.SymAddr(P.StringSym(text)), B.I64(len)], CallClass.None);
                B.If(eq, body, next);
            }
            B.SetBlock(next);
        }
        B.Jump(none);
    }

    // ---------------------------------------------------------------- type switch

    private void LowerTypeSwitch(SwitchStmt s, TypeSwitchGuard g)
    {
        var xt = TypeOf(g.X);
        var x = Fix(Expr(g.X));
        int word = x[0], data = x[1];
        bool empty = ((InterfaceT)Under(xt)).TypeSet.Methods.Count == 0;
        // The dynamic type; nil of a nil interface.
        int type;
        if (empty) type = word;
        else
        {
            int t = F.NewVar(IrType.Ptr);
            Block load = B.NewBlock(), join = B.NewBlock();
            B.SetVar(t, B.Nil());
            B.If(B.NotNil(word), load, join);
            B.SetBlock(load);
            B.SetVar(t, B.Load(MemType.Ptr, word, 8));
            B.JumpInto(join);
            type = B.V(t);
        }
        var done = B.NewBlock();
        var bodies = new Block[s.Body.Count];
        Block? dflt = null;
        for (int i = 0; i < bodies.Length; i++)
        {
            bodies[i] = B.NewBlock();
            if (s.Body[i].Cases == null) dflt = bodies[i];
        }
        // An interface case leaves the itab found here, for the clause's variable.
        var itabs = new int[bodies.Length];
        Array.Fill(itabs, -1);
        var concrete = new List<(Type T, Block Body)>();
        void Flush()
        {
            if (concrete.Count > 0) ConcreteCases(type, concrete);
            concrete.Clear();
        }
        for (int i = 0; i < bodies.Length; i++)
        {
            var cases = CaseExprs(s.Body[i]);
            foreach (var e in cases)
            {
                SetLine(e);
                if (Tv(e).IsNil)
                {
                    Flush();
                    Branch(B.IsNil(word), bodies[i]);
                    continue;
                }
                var t = TypeOf(e);
                if (Under(t) is not InterfaceT it)
                {
                    concrete.Add((t, bodies[i]));
                    continue;
                }
                Flush();
                if (it.TypeSet.Methods.Count == 0)
                {
                    Branch(B.NotNil(type), bodies[i]);
                    continue;
                }
                // nil implements nothing.
                Block ask = B.NewBlock(), next = B.NewBlock();
                B.If(B.NotNil(type), ask, next);
                B.SetBlock(ask);
                int itab = F.NewVar(IrType.Ptr);
                Runtime("runtime.assertE2I2", [TypeAddr(t), type], [itab]);
                if (cases.Count == 1) itabs[i] = itab;
                B.If(B.NotNil(B.V(itab)), bodies[i], next);
                B.SetBlock(next);
            }
        }
        Flush();
        if (B.Reachable) B.Jump(dflt ?? done);

        Enter(s, done, null);
        for (int i = 0; i < bodies.Length; i++)
        {
            B.SetBlock(bodies[i]);
            SetLine(s.Body[i]);
            if (Info.Implicits[s.Body[i].Index] is Var v) BindClauseVar(v, CaseExprs(s.Body[i]), x, xt, data, itabs[i]);
            Stmts(s.Body[i].Body);
            if (B.Reachable) B.Jump(done);
        }
        Leave();
        B.SetBlock(done);
    }

    private void Branch(int cond, Block body)
    {
        var next = B.NewBlock();
        B.If(cond, body, next);
        B.SetBlock(next);
    }

    /// <summary>Compares the type word with descriptors; many of them are searched by hash first.</summary>
    private void ConcreteCases(int type, List<(Type T, Block Body)> cases)
    {
        if (cases.Count < 8)
        {
            foreach (var (t, body) in cases) Branch(B.Cmp(Op.Eq, type, TypeAddr(t)), body);
            return;
        }
        Block none = B.NewBlock(), some = B.NewBlock();
        B.If(B.NotNil(type), some, none);
        B.SetBlock(some);
        int hash = B.Fix(B.Load(MemType.I32, type, 16));
        var byHash = new SortedDictionary<uint, List<(Type T, Block Body)>>();
        foreach (var c in cases)
        {
            uint h = P.TypeHash(c.T);
            if (!byHash.TryGetValue(h, out var list)) byHash[h] = list = [];
            list.Add(c);
        }
        var groups = new List<IntCase>();
        foreach (var (h, _) in byHash) groups.Add(new IntCase((int)h, B.NewBlock()));
        Search(hash, IrType.I32, true, groups, 0, groups.Count, none);
        int k = 0;
        foreach (var (_, list) in byHash)
        {
            B.SetBlock(groups[k++].Body);
            foreach (var (t, body) in list) Branch(B.Cmp(Op.Eq, type, TypeAddr(t)), body);
            B.Jump(none);
        }
        B.SetBlock(none);
    }

    /// <summary>The variable of a type switch in one clause.</summary>
    private void BindClauseVar(Var v, List<Expr> cases, GoVal x, Type xt, int data, int itab)
    {
        var loc = DeclareVar(v);
        if (cases.Count != 1 || Tv(cases[0]).IsNil)
        {
            StoreVar(loc, x);
            return;
        }
        var t = TypeOf(cases[0]);
        if (Under(t) is InterfaceT it)
        {
            if (it.TypeSet.Methods.Count == 0) StoreVar(loc, Convert(x, xt, t));
            else StoreVar(loc, Val(t, B.V(itab), data));
            return;
        }
        StoreVar(loc, Unbox(data, Lay(t)));
    }
}
