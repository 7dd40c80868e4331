// Statements and function bodies.
//
// Labels and the places of break, continue, goto and fallthrough were checked by the parser. A statement ends with the scope it began
// with, and with its function literals checked.
using System;
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>Checks a function's body. decl: the package-level declaration it belongs to; iota: of the constant declaration it stands in.</summary>
    internal void FuncBody(DeclInfo? decl, string name, SignatureT sig, BlockStmt body, ConstValue? iota)
    {
        var saved = Env;
        Env = new Environment { Decl = decl, Scope = sig.Scope!, Version = Env.Version, Iota = iota, Sig = sig };
        StmtList(body.List);
        if (sig.Results.Count > 0 && !IsTerminating(body, "")) Error(body.Rbrace, "missing return");
        Usage(sig.Scope!);
        Env = saved;
    }

    /// <summary>Reports variables of a function that are never used; function literals in it report their own.</summary>
    internal void Usage(Scope scope)
    {
        List<Var>? unused = null;
        foreach (var (_, obj) in scope.Elems)
        {
            if (obj is Var { Used: false, Kind: VarKind.Local } v) (unused ??= []).Add(v);
        }
        if (unused != null)
        {
            unused.Sort((a, b) => a.Pos.CompareTo(b.Pos));
            foreach (var v in unused) SoftError(v.Pos, $"declared and not used: {v.Name}");
        }
        foreach (var child in scope.Children)
        {
            if (!child.IsFunc) Usage(child);
        }
    }

    private void StmtList(List<Stmt> list)
    {
        foreach (var s in list) CheckStmt(s);
    }

    private void CheckStmt(Stmt? s)
    {
        if (s == null) return;
        if (!DeepStack.HasRoom)
        {
            CheckOnFreshStack(s);
            return;
        }
        int top = Delayed.Count;
        var scope = Env.Scope;
        StmtInner(s);
        if (Delayed.Count > top)
        {
            // Function literals see the scope they stand in by their own scope's parent; the current one is irrelevant to them.
            ProcessDelayed(top);
        }
        Env.Scope = scope;
    }

    private void CheckOnFreshStack(Stmt s) => DeepStack.Run(() => CheckStmt(s));

    private void StmtInner(Stmt s)
    {
        switch (s)
        {
            case EmptyStmt or BranchStmt:
                break;
            case DeclStmt d:
                DeclStmt(d.DeclList);
                break;
            case LabeledStmt l:
                CheckStmt(l.Stmt);
                break;
            case ExprStmt e:
                ExprStmt(e);
                break;
            case SendStmt send:
                SendStmt(send);
                break;
            case AssignStmt a:
                AssignStmt(a);
                break;
            case CallStmt c:
                SuspendedCall(c.IsDefer ? "defer" : "go", c.Call);
                break;
            case ReturnStmt r:
                ReturnStmt(r);
                break;
            case BlockStmt b:
                OpenScope(b, "block");
                StmtList(b.List);
                break;
            case IfStmt i:
                OpenScope(i, "if");
                CheckStmt(i.Init);
                Condition(i.Cond, "if");
                CheckStmt(i.Then);
                CheckStmt(i.Else);
                break;
            case SwitchStmt sw:
                OpenScope(sw, "switch");
                CheckStmt(sw.Init);
                if (sw.Tag is TypeSwitchGuard guard) TypeSwitchStmt(sw, guard);
                else SwitchStmt(sw);
                break;
            case SelectStmt sel:
                SelectStmt(sel);
                break;
            case ForStmt { Init: RangeClause clause } f:
                RangeStmt(f, clause);
                break;
            case ForStmt f:
                OpenScope(f, "for");
                CheckStmt(f.Init);
                if (f.Cond != null) Condition(f.Cond, "for");
                CheckStmt(f.Post);
                CheckStmt(f.Body);
                break;
            default:
                Error(s, "invalid statement");
                break;
        }
    }

    private void Condition(Expr cond, string stmt)
    {
        var x = new Operand();
        Expr(null, x, cond);
        if (x.IsValid && !AllBoolean(x.Type)) Error(cond, $"non-boolean condition in {stmt} statement");
    }

    private void ExprStmt(ExprStmt s)
    {
        var x = new Operand();
        var kind = RawExpr(null, x, s.X, null, false);
        switch (x.Mode)
        {
            case OperandMode.Builtin:
                Error(x, $"{x} must be called");
                break;
            case OperandMode.TypExpr:
                Error(x, $"{x} is not an expression");
                break;
            default:
                if (kind != ExprKind.Statement) Error(x, $"{x} is not used");
                break;
        }
    }

    private void SendStmt(SendStmt s)
    {
        Operand ch = new(), val = new();
        Expr(null, ch, s.Chan);
        GenericExpr(val, s.Value);
        if (!ch.IsValid || !val.IsValid) return;
        if (ChanElem(Extent.StartPos(s), ch, false) is { } elem) Assignment(val, elem, "send");
    }

    private void AssignStmt(AssignStmt s)
    {
        var x = new Operand();
        if (s.Rhs == null)
        {
            Expr(null, x, s.Lhs);
            if (!x.IsValid) return;
            if (!AllNumeric(x.Type))
            {
                string op = s.Op.Text();
                Error(s.Lhs, $"{InvalidOp}{s.Lhs}{op}{op} (non-numeric type {x.Type})");
                return;
            }
            AssignVar(s.Lhs, null, x, "assignment");
            return;
        }
        var lhs = Extent.Unpack(s.Lhs);
        var rhs = Extent.Unpack(s.Rhs);
        if (s.Op == Operator.None)
        {
            if (s.Def) ShortVarDecl(s.Pos, lhs, rhs);
            else AssignVars(lhs, rhs);
            return;
        }
        if (lhs.Count != 1 || rhs.Count != 1)
        {
            Error(s, $"assignment operation {s.Op.Text()} requires single-valued expressions");
            return;
        }
        Binary(x, null, lhs[0], rhs[0], s.Op);
        AssignVar(lhs[0], null, x, "assignment");
    }

    /// <summary>The call of a go or defer statement.</summary>
    private void SuspendedCall(string keyword, Expr call)
    {
        if (call is not Syntax.CallExpr)
        {
            Error(call, $"expression in {keyword} must be function call");
            Use(call);
            return;
        }
        var x = new Operand();
        string what;
        switch (RawExpr(null, x, call, null, false))
        {
            case ExprKind.Conversion: what = "requires function call, not conversion"; break;
            case ExprKind.Expression: what = "discards result of"; break;
            default: return;
        }
        Error(x, $"{keyword} {what} {x}");
    }

    private void ReturnStmt(ReturnStmt s)
    {
        var res = Env.Sig!.Results;
        var results = Extent.Unpack(s.Results);
        if (results.Count > 0 || res.Count == 0 || res.Vars[0].Name == "")
        {
            InitVars(res.Vars, results, s);
            return;
        }
        // A bare return needs its named results in scope.
        foreach (var v in res.Vars)
        {
            if (LookupName(v.Name) is { } alt && alt != v)
            {
                var err = NewError();
                err.Add(s, $"result parameter {v.Name} not in scope at return");
                err.Add(alt.Pos, Sprintf($"inner declaration of {(Obj)v}"));
                err.Report();
            }
        }
    }

    // ------------------------------------------------------------ switch

    private void SwitchStmt(SwitchStmt s)
    {
        var x = new Operand();
        if (s.Tag != null)
        {
            Expr(null, x, s.Tag);
            Assignment(x, null, "switch expression");
            if (x.IsValid && !Comparable(x.Type) && !HasNil(x.Type))
            {
                Error(x, $"cannot switch on {x} ({x.Type} is not comparable)");
                x.Invalidate();
            }
        }
        else
        {
            x.Mode = OperandMode.Constant;
            x.Type = Universe.Bool;
            x.Value = ConstOps.True;
            x.Expr = new Name { Pos = s.Body.Count > 0 ? s.Body[0].Pos : s.Rbrace, Value = "true", Index = NoIndex };
        }
        MultipleDefaults(s.Body);
        var seen = new Dictionary<object, List<(Pos Pos, Type Type)>>();
        foreach (var clause in s.Body)
        {
            CaseValues(x, Extent.Unpack(clause.Cases), seen);
            OpenScope(clause, "case");
            StmtList(clause.Body);
            CloseScope();
        }
    }

    private void MultipleDefaults(List<CaseClause> list)
    {
        CaseClause? first = null;
        foreach (var c in list)
        {
            if (c.Cases != null) continue;
            if (first != null) Error(c, $"multiple defaults (first at {first.Pos})");
            else first = c;
        }
    }

    private void CaseValues(Operand x, List<Expr> values, Dictionary<object, List<(Pos Pos, Type Type)>> seen)
    {
        foreach (var e in values)
        {
            var v = new Operand();
            Expr(null, v, e);
            if (!x.IsValid || !v.IsValid) continue;
            ConvertUntyped(v, x.Type);
            if (!v.IsValid) continue;
            // Compared in this order so that errors stand at the case value.
            var res = v.Clone();
            Comparison(res, x, Operator.Eql, true);
            if (!res.IsValid || !v.IsConst) continue;
            object? key = v.Value switch
            {
                IntConst i => i.Value,
                FloatConst f => ConstOps.ToDouble(f),
                StringConst str => System.Text.Encoding.Latin1.GetString(str.Value),
                _ => null, // gc looks for no other duplicates
            };
            if (key == null) continue;
            if (!seen.TryGetValue(key, out var list)) seen[key] = list = [];
            bool duplicate = false;
            foreach (var (pos, type) in list)
            {
                if (!Identical(v.Type, type)) continue;
                var err = NewError();
                err.Add(v, Sprintf($"duplicate case {v} in expression switch"));
                err.Add(pos, "previous case");
                err.Report();
                duplicate = true;
                break;
            }
            if (!duplicate) list.Add((v.Pos, v.Type));
        }
    }

    private void TypeSwitchStmt(SwitchStmt s, TypeSwitchGuard guard)
    {
        var lhs = guard.Lhs;
        if (lhs != null)
        {
            if (lhs.Value == "_")
            {
                SoftError(lhs, "no new variable on left side of :=");
                lhs = null;
            }
            else RecordDef(lhs, null); // each clause has its own variable
        }

        Operand? sx = null; // what the cases are checked against
        var x = new Operand();
        Expr(null, x, guard.X);
        if (x.IsValid)
        {
            if (IsTypeParam(x.Type)) Error(x, $"cannot use type switch on type parameter value {x}");
            else if (IsInterface(x.Type)) sx = x;
            else Error(x, $"{x} is not an interface");
        }
        MultipleDefaults(s.Body);

        List<Var>? vars = null;
        var seen = new List<(Type? Type, Expr Expr)>();
        foreach (var clause in s.Body)
        {
            var t = CaseTypes(sx, Extent.Unpack(clause.Cases), seen);
            OpenScope(clause, "case");
            if (lhs != null)
            {
                var v = new Var(lhs.Pos, Pkg, lhs.Value, t, VarKind.Local);
                Declare(Env.Scope, null, v, clause.Colon);
                RecordImplicit(clause, v);
                (vars ??= []).Add(v);
            }
            StmtList(clause.Body);
            CloseScope();
        }

        // The variables of all clauses count as one.
        if (lhs != null)
        {
            bool used = false;
            foreach (var v in vars ?? new List<Var>())
            {
                used |= v.Used;
                v.Used = true;
            }
            if (!used) SoftError(lhs, $"{lhs.Value} declared and not used");
        }
    }

    /// <summary>nil can only be written as nil.</summary>
    private bool IsNilName(Expr e) => Extent.Unparen(e) is Name n && LookupName(n.Value) is Nil;

    /// <summary>Checks the types of a case; the result is the type of the clause's variable.</summary>
    private Type CaseTypes(Operand? x, List<Expr> types, List<(Type? Type, Expr Expr)> seen)
    {
        Type? t = null;
        foreach (var e in types)
        {
            if (IsNilName(e))
            {
                t = null;
                Expr(null, new Operand(), e);
            }
            else
            {
                t = VarType(e);
                if (!IsValid(t)) continue;
            }
            bool duplicate = false;
            foreach (var (other, at) in seen)
            {
                if (!(t == null ? other == null : other != null && Identical(t, other))) continue;
                var err = NewError();
                err.Add(e, Sprintf($"duplicate case {(t == null ? "nil" : Str(t))} in type switch"));
                err.Add(at, "previous case");
                err.Report();
                duplicate = true;
                break;
            }
            if (duplicate) continue;
            seen.Add((t, e));
            if (x != null && t != null) TypeAssertion(e, x, t, true);
        }
        if (types.Count != 1 || t == null) return x != null ? x.Type : Universe.Invalid;
        return t;
    }

    // ------------------------------------------------------------ select

    private void SelectStmt(SelectStmt s)
    {
        CommClause? first = null;
        foreach (var c in s.Body)
        {
            if (c.Comm != null) continue;
            if (first != null) Error(c, $"multiple defaults (first at {first.Pos})");
            else first = c;
        }
        foreach (var clause in s.Body)
        {
            var rhs = clause.Comm switch
            {
                AssignStmt { Rhs: not ListExpr } a => a.Rhs,
                ExprStmt e => e.X,
                _ => null,
            };
            bool valid = clause.Comm is null or Syntax.SendStmt || rhs != null && Extent.Unparen(rhs) is Operation { Y: null, Op: Operator.Recv };
            if (!valid)
            {
                Error(clause.Comm!, "select case must be send or receive (possibly with assignment)");
                continue;
            }
            OpenScope(clause, "case");
            CheckStmt(clause.Comm);
            StmtList(clause.Body);
            CloseScope();
        }
    }
}
