// select, with gc's special cases: none, one, one and default; all others through runtime.selectgo.
//
// All channel and value operands are evaluated once, in source order, before anything is chosen. Values to send and places for received ones
// are temporaries in the area.
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
    /// <summary>One communication: its channel and the address of the element (nil if nobody looks at it).</summary>
    private sealed class Comm
    {
        public CommClause Clause = null!;
        public bool IsSend;
        public int Chan;
        /// <summary>Area with the value to send or for the one received; -1: nil.</summary>
        public int Buf = -1;
        public ChanT Type = null!;
        /// <summary>Left sides of a receive; null: not assigned.</summary>
        public Expr? Lhs, Ok;
        public bool Def;
        public Block Body = null!;
    }

    private static Operation ReceiveOf(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        return (Operation)e;
    }

    partial void LowerSelect(SelectStmt s)
    {
        CommClause? dflt = null;
        var clauses = new List<CommClause>();
        foreach (var c in s.Body)
        {
            if (c.Comm == null) dflt = c;
            else clauses.Add(c);
        }
        string? label = _pendingLabel;
        _pendingLabel = null;
        var done = B.NewBlock();
        if (clauses.Count == 0)
        {
            if (dflt == null)
            {
                Runtime("runtime.block", [], []);
                B.Unreachable();
                B.SetBlock(done);
                return;
            }
            _pendingLabel = label;
            Enter(s, done, null);
            Stmts(dflt.Body);
            Leave();
            if (B.Reachable) B.Jump(done);
            B.SetBlock(done);
            return;
        }
        _hoisted = null;
        var operands = new List<Expr?>();
        foreach (var c in clauses)
        {
            switch (c.Comm)
            {
                case SendStmt send: operands.Add(send.Chan); operands.Add(send.Value); break;
                case ExprStmt x: operands.Add(ReceiveOf(x.X).X); break;
                case AssignStmt a: operands.Add(ReceiveOf(a.Rhs!).X); break;
            }
        }
        Hoist(operands.ToArray());
        var comms = new List<Comm>();
        foreach (var c in clauses) comms.Add(Prepare(c));
        int ok = F.NewVar(IrType.I32);
        if (comms.Count == 1 && dflt == null)
        {
            var c = comms[0];
            c.Body = B.NewBlock();
            if (c.IsSend) Runtime("runtime.chansend1", [c.Chan, BufAddr(c)], []);
            else Runtime("runtime.chanrecv2", [c.Chan, BufAddr(c)], [ok]);
            B.Jump(c.Body);
        }
        else if (comms.Count == 1)
        {
            var c = comms[0];
            c.Body = B.NewBlock();
            int selected = F.NewVar(IrType.I32);
            if (c.IsSend) Runtime("runtime.selectnbsend", [c.Chan, BufAddr(c)], [selected]);
            else Runtime("runtime.selectnbrecv", [BufAddr(c), c.Chan], [selected, ok]);
            var other = B.NewBlock();
            B.If(B.V(selected), c.Body, other);
            B.SetBlock(other);
        }
        else General(comms, dflt != null, ok);

        _pendingLabel = label;
        Enter(s, done, null);
        if (dflt != null)
        {
            // The current block is where no communication was chosen.
            Stmts(dflt.Body);
            if (B.Reachable) B.Jump(done);
        }
        foreach (var c in comms)
        {
            B.SetBlock(c.Body);
            SetLine(c.Clause);
            Received(c, ok);
            Stmts(c.Clause.Body);
            if (B.Reachable) B.Jump(done);
        }
        Leave();
        B.SetBlock(done);
    }

    private int BufAddr(Comm c) => c.Buf >= 0 ? B.AreaAddr(c.Buf) : B.Nil();

    private Comm Prepare(CommClause clause)
    {
        SetLine(clause);
        var c = new Comm { Clause = clause };
        if (clause.Comm is SendStmt send)
        {
            c.IsSend = true;
            c.Type = (ChanT)Under(TypeOf(send.Chan));
            c.Chan = B.Fix(Expr(send.Chan).X);
            var l = Lay(c.Type.Elem);
            if (l.Size == 0) { ExprAs(send.Value, c.Type.Elem); return c; }
            c.Buf = NewArea(l, "send");
            Store(new Addr(B.AreaAddr(c.Buf), 0, MemKind.Fresh), ExprAs(send.Value, c.Type.Elem));
            return c;
        }
        Operation recv;
        if (clause.Comm is AssignStmt a)
        {
            recv = ReceiveOf(a.Rhs!);
            c.Def = a.Def;
            c.Lhs = a.Lhs is ListExpr l ? l.ElemList[0] : a.Lhs;
            c.Ok = a.Lhs is ListExpr l2 ? l2.ElemList[1] : null;
            if (IsBlank(c.Lhs)) c.Lhs = null;
            if (IsBlank(c.Ok)) c.Ok = null;
        }
        else recv = ReceiveOf(((ExprStmt)clause.Comm!).X);
        c.Type = (ChanT)Under(TypeOf(recv.X));
        c.Chan = B.Fix(Expr(recv.X).X);
        if (c.Lhs != null && Lay(c.Type.Elem).Size > 0) c.Buf = NewArea(Lay(c.Type.Elem), "recv");
        return c;
    }

    /// <summary>Assigns what was received.</summary>
    private void Received(Comm c, int ok)
    {
        if (c.IsSend) return;
        _hoisted = null;
        var l = Lay(c.Type.Elem);
        if (c.Lhs != null)
        {
            var v = c.Buf >= 0 ? Load(new Addr(B.AreaAddr(c.Buf), 0, MemKind.Fresh), l) : Zero(l);
            AssignReceived(c, c.Lhs, v, c.Type.Elem);
        }
        if (c.Ok != null) AssignReceived(c, c.Ok, Val(Universe.Bool, B.V(ok)), Universe.Bool);
    }

    private void AssignReceived(Comm c, Expr lhs, GoVal v, Type from)
    {
        if (c.Def && lhs is Name n && Info.Defs[n.Index] is Var obj)
        {
            StoreVar(DeclareVar(obj), v);
            return;
        }
        AssignTo(lhs, Convert(v, from, LhsType(lhs)));
    }

    /// <summary>runtime.selectgo over an array of {channel, element}: sends from the front, receives from the back, as selectgo wants it.</summary>
    private void General(List<Comm> comms, bool hasDefault, int ok)
    {
        int n = comms.Count, sends = 0;
        var order = new Comm[n];
        int front = 0, back = n;
        foreach (var c in comms)
        {
            if (c.IsSend) { order[front++] = c; sends++; }
            else order[--back] = c;
        }
        ulong[] mask = new ulong[(2 * n + 63) / 64];
        for (int i = 0; i < 2 * n; i++) mask[i >> 6] |= 1UL << (i & 63);
        int cases = F.NewArea(16 * n, 8, mask, "cases"), perm = F.NewArea(4 * n, 8, null, "order");
        for (int i = 0; i < n; i++)
        {
            B.Store(MemType.Ptr, B.AreaAddr(cases), 16 * i, order[i].Chan);
            B.Store(MemType.Ptr, B.AreaAddr(cases), 16 * i + 8, BufAddr(order[i]));
        }
        int chosen = F.NewVar(IrType.I64);
        Runtime("runtime.selectgo", [B.AreaAddr(cases), B.AreaAddr(perm), B.Nil(), B.I64(sends), B.I64(n - sends), B.Bool(!hasDefault)], [chosen, ok]);
        for (int i = 0; i < n; i++)
        {
            order[i].Body = B.NewBlock();
            if (i == n - 1 && !hasDefault) { B.Jump(order[i].Body); break; }
            var next = B.NewBlock();
            B.If(B.Cmp(Op.Eq, B.V(chosen), B.I64(i)), order[i].Body, next);
            B.SetBlock(next);
        }
    }
}
