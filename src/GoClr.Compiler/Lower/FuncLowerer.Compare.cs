// Comparisons, conditions and short-circuit branches.
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
    /// <summary>Compares two values of one type; I32 0 or 1.</summary>
    public int Compare(Operator op, GoVal x, GoVal y, Type t)
    {
        var u = Under(t);
        switch (u)
        {
            case Basic b:
                if ((b.Info & BasicInfo.String) != 0) return CompareStrings(op, x, y);
                if ((b.Info & BasicInfo.Complex) != 0)
                {
                    int both = B.Bin(Op.And, IrType.I32, B.Bin(Op.FEq, IrType.I32, x.S0, y.S0), B.Bin(Op.FEq, IrType.I32, x.S1, y.S1));
                    return op == Operator.Eql ? both : B.NotBool(both);
                }
                var k = NumKind.Of(t);
                if (k.Float)
                {
                    var fop = op switch
                    {
                        Operator.Eql => Op.FEq, Operator.Neq => Op.FNe, Operator.Lss => Op.FLt, Operator.Leq => Op.FLe, Operator.Gtr => Op.FGt, Operator.Geq => Op.FGe,
                        _ => throw new InternalCompilerError(default, "lower", $"comparison {op}"),
                    };
                    return B.Bin(fop, IrType.I32, x.X, y.X);
                }
                return B.Cmp(IntCmp(op, k.Signed), x.X, y.X);
            case PointerT or MapT or ChanT or SignatureT: return B.Cmp(IntCmp(op, false), x.X, y.X);
            case SliceT:
                // Only with nil.
                return B.Cmp(IntCmp(op, false), B.IsConst(x.S0, out _) ? y.S0 : x.S0, B.Nil());
            case InterfaceT it: return CompareInterfaces(op, x, y, it);
            case StructT or ArrayT: return CompareComposite(op, x, y, t);
            default: throw new InternalCompilerError(default, "lower", $"comparison of {t}");
        }
    }

    private static Op IntCmp(Operator op, bool signed) => op switch
    {
        Operator.Eql => Op.Eq, Operator.Neq => Op.Ne,
        Operator.Lss => signed ? Op.LtS : Op.LtU, Operator.Leq => signed ? Op.LeS : Op.LeU, Operator.Gtr => signed ? Op.GtS : Op.GtU, Operator.Geq => signed ? Op.GeS : Op.GeU,
        _ => throw new InternalCompilerError(default, "lower", $"comparison {op}"),
    };

    private int Negated(Operator op, int eq) => op == Operator.Eql ? eq : B.NotBool(eq);

    // ---------------------------------------------------------------- strings

    private int CompareStrings(Operator op, GoVal x, GoVal y)
    {
        if (op is not (Operator.Eql or Operator.Neq))
        {
            int c = Runtime1("runtime.cmpstring", IrType.I64, [x.S0, x.S1, y.S0, y.S1]);
            return B.Cmp(IntCmp(op, true), c, B.I64(0));
        }
        if (B.IsConst(x.S1, out _)) (x, y) = (y, x);
        if (B.IsConst(y.S1, out long n))
        {
            if (n == 0) return B.Cmp(IntCmp(op, false), x.S1, B.I64(0));
            return Negated(op, StringEqConst(x, y, n));
        }
        x = Leaves(x);
        y = Leaves(y);
        return Negated(op, Guarded(B.Cmp(Op.Eq, x.S1, y.S1), () => Runtime1("runtime.memequal", IrType.I32, [x.S0, y.S0, x.S1])));
    }

    private int StringEqConst(GoVal x, GoVal y, long n)
    {
        x = Leaves(x);
        var text = ConstStringBytes(y);
        return Guarded(B.Cmp(Op.Eq, x.S1, y.S1), () =>
        {
            if (text == null || n > 16) return Runtime1("runtime.memequal", IrType.I32, [x.S0, y.S0, y.S1]);
            // A few loads against constants.
            int r = 0;
            for (long at = 0; at < n;)
            {
                long left = n - at;
                int size = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
                long v = 0;
                for (int i = 0; i < size; i++) v |= (long)text[(int)at + i] << (8 * i);
                int eq = size switch
                {
                    8 => B.Cmp(Op.Eq, B.Load(MemType.I64, x.S0, at), B.I64(v)),
                    4 => B.Cmp(Op.Eq, B.Load(MemType.I32, x.S0, at), B.I32((int)v)),
                    2 => B.Cmp(Op.Eq, B.Load(MemType.U16, x.S0, at), B.I32(v)),
                    _ => B.Cmp(Op.Eq, B.Load(MemType.U8, x.S0, at), B.I32(v)),
                };
                r = r == 0 ? eq : B.Bin(Op.And, IrType.I32, r, eq);
                at += size;
            }
            return r;
        });
    }

    /// <summary>The bytes of a constant string value, if it is one made by this package.</summary>
    private byte[]? ConstStringBytes(GoVal y)
    {
        var p = B[y.S0];
        return p.Op == Op.SymAddr && p.Imm == 0 && P.Data.Find(p.A) is { } d && B.IsConst(y.S1, out long n) && d.Bytes.Length == n ? d.Bytes : null;
    }

    /// <summary>cond ? then() : 0, evaluated only if cond holds.</summary>
    private int Guarded(int cond, Func<int> then)
    {
        if (B.IsConst(cond, out long c)) return c == 0 ? B.I32(0) : then();
        int r = B.NewTemp(IrType.I32);
        Block t = B.NewBlock(), f = B.NewBlock(), done = B.NewBlock();
        B.If(cond, t, f);
        B.SetBlock(t);
        B.SetVar(r, then());
        B.Jump(done);
        B.SetBlock(f);
        B.SetVar(r, B.I32(0));
        B.JumpInto(done);
        return B.V(r);
    }

    // ---------------------------------------------------------------- interfaces

    private bool IsNilConst(GoVal v)
    {
        if (v.IsMem) return false;
        for (int i = 0; i < v.N; i++) { if (!B.IsConst(v[i], out long c) || c != 0) return false; }
        return v.N > 0;
    }

    private int CompareInterfaces(Operator op, GoVal x, GoVal y, InterfaceT it)
    {
        if (IsNilConst(y)) return B.Cmp(IntCmp(op, false), x.S0, B.Nil());
        if (IsNilConst(x)) return B.Cmp(IntCmp(op, false), y.S0, B.Nil());
        x = Leaves(x);
        y = Leaves(y);
        string eq = it.TypeSet.Methods.Count == 0 ? "runtime.efaceeq" : "runtime.ifaceeq";
        return Negated(op, Guarded(B.Cmp(Op.Eq, x.S0, y.S0), () => Runtime1(eq, IrType.I32, [x.S0, x.S1, y.S1])));
    }

    /// <summary>An interface against a value of a concrete type.</summary>
    private int CompareMixed(Operator op, GoVal iface, Type it, GoVal v, Type ct)
    {
        iface = Leaves(iface);
        v = Leaves(v);
        var itf = (InterfaceT)Under(it);
        int want = IsEmptyIface(itf) ? TypeAddr(ct) : WantedItab(ct, it, itf);
        return Negated(op, Guarded(B.Cmp(Op.Eq, iface.S0, want), () => Compare(Operator.Eql, Unbox(iface.S1, v.L), v, ct)));
    }

    /// <summary>The value in an interface whose dynamic type is known.</summary>
    public GoVal Unbox(int data, TypeLayout l)
    {
        if (l.DirectIface) return new GoVal(l, [data]);
        if (l.Size == 0) return l.IsMem ? Zero(l) : Empty(l);
        return Load(new Addr(B.Leaf(data), 0, MemKind.Stable), l);
    }

    // ---------------------------------------------------------------- structs and arrays

    private int CompareComposite(Operator op, GoVal x, GoVal y, Type t)
    {
        var l = Lay(t);
        if (!x.IsMem && !y.IsMem) return Negated(op, CompareParts(x, y, t));
        string sig = P.Algs.Signature(t);
        if (sig.Length == 0) return B.Bool(op == Operator.Eql);
        var a = Spill(x);
        var b = Spill(y);
        int pa = AddrExpr(a), pb = AddrExpr(b);
        if (Algs.IsRegular(sig, l.Size) && l.Size > 32) return Negated(op, Runtime1("runtime.memequal", IrType.I32, [pa, pb, B.I64(l.Size)]));
        if (sig.Length > 12) return Negated(op, Runtime1Sym(P.EqSym(t), IrType.I32, [B.Nil(), pa, pb], CallClass.PanicOnly));
        int p = F.NewVar(IrType.Ptr), q = F.NewVar(IrType.Ptr), r = B.NewTemp(IrType.I32);
        B.SetVar(p, pa);
        B.SetVar(q, pb);
        Block no = B.NewBlock(), done = B.NewBlock();
        P.Algs.Eq(B, sig, p, q, no);
        B.SetVar(r, B.I32(1));
        B.Jump(done);
        B.SetBlock(no);
        B.SetVar(r, B.I32(0));
        B.JumpInto(done);
        return Negated(op, B.V(r));
    }

    private int Runtime1Sym(int symbol, IrType result, ReadOnlySpan<int> args, CallClass cls)
    {
        int r = F.NewVar(result);
        B.Call(new CallInfo { Symbol = symbol, Args = args.ToArray(), ArgTypes = TypesOf(B, args), ResultTypes = [result], Results = [r], Class = cls });
        return B.V(r);
    }

    /// <summary>Equality of values of at most two scalars, part by part.</summary>
    private int CompareParts(GoVal x, GoVal y, Type t)
    {
        if (x.N == 0) return B.Bool(true);
        switch (Under(t))
        {
            case ArrayT a: return Compare(Operator.Eql, Part(x, 0), Part(y, 0), a.Elem);
            case StructT s:
                x = Leaves(x);
                y = Leaves(y);
                Func<int>? rest = null;
                for (int i = s.Fields.Count - 1; i >= 0; i--)
                {
                    if (s.Fields[i].Name == "_" || Lay(s.Fields[i].Type!).ScalarCount == 0) continue;
                    int k = i;
                    var more = rest;
                    Func<int> one = () => Compare(Operator.Eql, Part(x, k), Part(y, k), s.Fields[k].Type!);
                    rest = more == null ? one : () => Guarded(one(), more);
                }
                return rest == null ? B.Bool(true) : rest();
            default: return Compare(Operator.Eql, x, y, t);
        }
    }

    // ---------------------------------------------------------------- conditions

    private GoVal ComparisonExpr(Operation o) => Val(TypeOf(o), CompareExpr(o));

    /// <summary>x op y with the operand conversions that a comparison allows (interface against concrete, nil).</summary>
    private int CompareExpr(Operation o)
    {
        var (x, y) = (o.X, o.Y!);
        HoistPair(x, y);
        if (Tv(y).IsNil) return CompareNil(o.Op, x);
        if (Tv(x).IsNil) return CompareNil(o.Op, y);
        Type xt = TypeOf(x), yt = TypeOf(y);
        bool xi = IsInterface(xt), yi = IsInterface(yt);
        if (xi && !yi) return CompareMixed(o.Op, Expr(x), xt, Expr(y), yt);
        if (yi && !xi) return CompareMixed(o.Op, Expr(y), yt, Expr(x), xt);
        if (xi && yi && !Identical(xt, yt))
        {
            // Different interface types have different itabs: compare as empty interfaces.
            var e = Universe.EmptyInterface;
            return Compare(o.Op, Convert(Leaves(Expr(x)), xt, e), Convert(Leaves(Expr(y)), yt, e), e);
        }
        // An untyped constant has the other operand's type already; of two defined types one may be unnamed.
        var vx = IsString(xt) ? ReadOnce(x, xt) : Expr(x);
        var vy = IsString(yt) ? ReadOnce(y, yt) : Expr(y);
        return Compare(o.Op, vx, vy, xt);
    }

    private int CompareNil(Operator op, Expr x)
    {
        if (Tv(x).IsNil) return B.Bool(op == Operator.Eql);
        var v = Expr(x);
        return B.Cmp(IntCmp(op, false), v.S0, B.Nil());
    }

    /// <summary>A boolean expression as I32 0 or 1.</summary>
    public int Cond(Expr e) => Expr(e).X;

    public void CondBranch(Expr e, Block t, Block f)
    {
        switch (e)
        {
            case ParenExpr p: CondBranch(p.X, t, f); return;
            case Operation { Op: Operator.Not, Y: null } o when !IsConst(e): CondBranch(o.X, f, t); return;
            case Operation { Op: Operator.AndAnd } o when !IsConst(e) && _hoisted?.ContainsKey(e) != true:
                var mid = B.NewBlock();
                CondBranch(o.X, mid, f);
                B.SetBlock(mid);
                CondBranch(o.Y!, t, f);
                return;
            case Operation { Op: Operator.OrOr } o when !IsConst(e) && _hoisted?.ContainsKey(e) != true:
                var other = B.NewBlock();
                CondBranch(o.X, t, other);
                B.SetBlock(other);
                CondBranch(o.Y!, t, f);
                return;
            default: B.If(Cond(e), t, f); return;
        }
    }

    /// <summary>&amp;&amp; and || as a value.</summary>
    private GoVal ShortCircuit(Operation o)
    {
        int r = B.NewTemp(IrType.I32);
        Block t = B.NewBlock(), f = B.NewBlock(), done = B.NewBlock();
        CondBranch(o, t, f);
        B.SetBlock(t);
        B.SetVar(r, B.I32(1));
        B.Jump(done);
        B.SetBlock(f);
        B.SetVar(r, B.I32(0));
        B.JumpInto(done);
        return Val(TypeOf(o), B.V(r));
    }
}
