// Statements.
using System.Collections.Generic;

namespace GoClr.Syntax;

public sealed partial class Parser
{
    // SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
    // keyword: the statement stands in the header of a for, if or switch. lhs: what has been read of it.
    private SimpleStmt ParseSimpleStmt(Expr? lhs, Token keyword)
    {
        if (keyword == Token.For && Tok == Token.Range) return ParseRange(null, false);
        lhs ??= ExprList();
        var pos = Here;

        if (lhs is not ListExpr && Tok != Token.Assign && Tok != Token.Define)
        {
            switch (Tok)
            {
                case Token.AssignOp:
                    var op = Op;
                    Next();
                    return Assign(pos, op, false, lhs, ParseExpr());
                case Token.IncOp:
                    op = Op;
                    Next();
                    return Assign(pos, op, false, lhs, null);
                case Token.Arrow:
                    var send = At(pos, new SendStmt { Chan = lhs });
                    Next();
                    send.Value = ParseExpr();
                    return send;
                default:
                    return At(lhs.Pos, new ExprStmt { X = lhs });
            }
        }

        if (Tok is not (Token.Assign or Token.Define))
        {
            SyntaxError("expected := or = or comma");
            Advance(Set(Token.Semi, Token.Rbrace));
            if (lhs is ListExpr list) lhs = list.ElemList[0];
            return At(lhs.Pos, new ExprStmt { X = lhs });
        }

        bool def = Tok == Token.Define;
        Next();
        if (keyword == Token.For && Tok == Token.Range) return ParseRange(lhs, def);
        var rhs = ExprList();
        if (rhs is TypeSwitchGuard guard && keyword == Token.Switch && def && lhs is Name name)
        {
            guard.Lhs = name;
            return At(guard.Pos, new ExprStmt { X = guard });
        }
        return Assign(pos, Operator.None, def, lhs, rhs);
    }

    private AssignStmt Assign(Pos pos, Operator op, bool def, Expr lhs, Expr? rhs) => At(pos, new AssignStmt { Op = op, Def = def, Lhs = lhs, Rhs = rhs });

    private RangeClause ParseRange(Expr? lhs, bool def)
    {
        var r = At(Here, new RangeClause { Lhs = lhs, Def = def });
        Next();
        r.X = ParseExpr();
        return r;
    }

    // The name before the colon has been read.
    private LabeledStmt? ParseLabeledStmt(Name label)
    {
        var s = At(Here, new LabeledStmt { Label = label });
        Want(Token.Colon);
        if (Tok == Token.Rbrace)
        {
            // The semicolon of an empty statement may be left out before "}".
            s.Stmt = At(Here, new EmptyStmt());
            return s;
        }
        if (OptStmt() is { } stmt)
        {
            s.Stmt = stmt;
            return s;
        }
        SyntaxErrorAt(s.Pos, "missing statement after label");
        return null;
    }

    // context is what must precede the block, for the message if it does not begin here.
    private BlockStmt ParseBlock(string context)
    {
        var s = At(Here, new BlockStmt());
        if (!Got(Token.Lbrace))
        {
            SyntaxError("expected { after " + context);
            Advance(Set(Token.Name, Token.Rbrace));
            s.Rbrace = Here;
            if (Got(Token.Rbrace)) return s;
        }
        StmtList(s.List);
        s.Rbrace = Here;
        Want(Token.Rbrace);
        return s;
    }

    private DeclStmt ParseDeclStmt()
    {
        var s = At(Here, new DeclStmt());
        var keyword = Tok;
        Next();
        DeclGroup(keyword, s.DeclList);
        return s;
    }

    private ForStmt ParseForStmt()
    {
        var s = At(Here, new ForStmt());
        (s.Init, s.Cond, s.Post) = Header(Token.For);
        s.Body = ParseBlock("for clause");
        return s;
    }

    // keyword [ Init ";" ] [ Cond [ ";" Post ] ] before the "{" of the body.
    private (SimpleStmt? Init, Expr? Cond, SimpleStmt? Post) Header(Token keyword)
    {
        Want(keyword);
        SimpleStmt? init = null, post = null, condStmt = null;
        if (Tok == Token.Lbrace)
        {
            if (keyword != Token.If) return default;
            SyntaxError("missing condition in if statement");
            return (null, NewBad(), null);
        }

        int outer = _xnest;
        _xnest = -1;
        if (Tok != Token.Semi)
        {
            if (Got(Token.Var)) SyntaxError($"var declaration not allowed in {keyword.Text()} initializer");
            init = ParseSimpleStmt(null, keyword);
            if (init is RangeClause)
            {
                _xnest = outer;
                return (init, null, null);
            }
        }

        Pos semi = default;
        string semiLit = "";
        if (Tok == Token.Lbrace) (condStmt, init) = (init, null);
        else
        {
            if (Tok == Token.Semi)
            {
                (semi, semiLit) = (Here, Lit);
                Next();
            }
            else
            {
                Want(Token.Lbrace);         // gives a better message than to ask for the semicolon
                if (Tok != Token.Lbrace) Advance(Set(Token.Lbrace, Token.Rbrace));
            }
            if (keyword == Token.For)
            {
                bool broken = false;
                if (Tok != Token.Semi)
                {
                    if (Tok == Token.Lbrace)
                    {
                        SyntaxError("expected for loop condition");
                        broken = true;
                    }
                    else condStmt = ParseSimpleStmt(null, Token.None);
                }
                if (!broken)
                {
                    Want(Token.Semi);
                    if (Tok != Token.Lbrace)
                    {
                        post = ParseSimpleStmt(null, Token.None);
                        if (post is AssignStmt { Def: true }) SyntaxErrorAt(post.Pos, "cannot declare in post statement of for loop");
                    }
                }
            }
            else if (Tok != Token.Lbrace) condStmt = ParseSimpleStmt(null, keyword);
        }

        Expr? cond = null;
        switch (condStmt)
        {
            case null:
                if (keyword != Token.If || !semi.IsKnown) break;
                SyntaxErrorAt(semi, semiLit == "semicolon" ? "missing condition in if statement" : $"unexpected {semiLit}, expected {{ after if clause");
                cond = At(semi, new BadExpr());
                break;
            case ExprStmt e:
                cond = e.X;
                break;
            case AssignStmt { Op: Operator.None, Def: false } a:
                // = for == is a common slip: parentheses around what is binary make it stand out.
                SyntaxErrorAt(a.Pos, $"cannot use assignment {Emphasize(a.Lhs)} = {Emphasize(a.Rhs!)} as value");
                break;
            default:
                SyntaxErrorAt(condStmt.Pos, $"cannot use {Printer.StmtString(condStmt)} as value");
                break;
        }
        // Only the tag of a switch may be absent without a message.
        if (cond == null && keyword == Token.If) cond = NewBad();
        _xnest = outer;
        return (init, cond, post);
    }

    private static string Emphasize(Expr x) => x is Operation { Y: not null } ? $"({Printer.ExprString(x)})" : Printer.ExprString(x);

    // A chain of else if is read in a loop: generated code has long ones.
    private IfStmt ParseIfStmt()
    {
        IfStmt? first = null, last = null;
        while (true)
        {
            var s = At(Here, new IfStmt());
            (s.Init, var cond, _) = Header(Token.If);
            s.Cond = cond ?? NewBad();
            s.Then = ParseBlock("if clause");
            first ??= s;
            if (last != null) last.Else = s;
            last = s;
            if (!Got(Token.Else)) return first;
            if (Tok == Token.If) continue;
            if (Tok == Token.Lbrace) s.Else = ParseBlock("");
            else
            {
                SyntaxError("else must be followed by if or statement block");
                Advance(Set(Token.Name, Token.Rbrace));
            }
            return first;
        }
    }

    private SwitchStmt ParseSwitchStmt()
    {
        var s = At(Here, new SwitchStmt());
        (s.Init, s.Tag, _) = Header(Token.Switch);
        OpenClauses("missing { after switch clause");
        while (InList(Token.Rbrace))
        {
            var c = At(Here, new CaseClause());
            if (Got(Token.Case)) c.Cases = ExprList();
            else Default();
            c.Colon = Here;
            Want(Token.Colon);
            StmtList(c.Body);
            s.Body.Add(c);
        }
        s.Rbrace = Here;
        Want(Token.Rbrace);
        return s;
    }

    private SelectStmt ParseSelectStmt()
    {
        var s = At(Here, new SelectStmt());
        Want(Token.Select);
        OpenClauses("missing { after select clause");
        while (InList(Token.Rbrace))
        {
            var c = At(Here, new CommClause());
            if (Got(Token.Case)) c.Comm = ParseSimpleStmt(null, Token.None);      // the checker sorts out what is neither send nor receive
            else Default();
            c.Colon = Here;
            Want(Token.Colon);
            StmtList(c.Body);
            s.Body.Add(c);
        }
        s.Rbrace = Here;
        Want(Token.Rbrace);
        return s;
    }

    private void OpenClauses(string missing)
    {
        if (Got(Token.Lbrace)) return;
        SyntaxError(missing);
        Advance(Set(Token.Case, Token.Default, Token.Rbrace));
    }

    private void Default()
    {
        if (Got(Token.Default)) return;
        SyntaxError("expected case or default or }");
        Advance(Set(Token.Colon, Token.Case, Token.Default, Token.Rbrace));
    }

    // go Call, defer Call
    private CallStmt ParseCallStmt()
    {
        var s = At(Here, new CallStmt { IsDefer = Tok == Token.Defer });
        Next();
        var x = PrimaryExpr(null, Tok == Token.Lparen);
        s.Call = Unparen(x);
        if (s.Call != x) ErrorAt(x.Pos, $"expression in {(s.IsDefer ? "defer" : "go")} must not be parenthesized");
        return s;
    }

    private BranchStmt ParseBranch(BranchKind kind)
    {
        var s = At(Here, new BranchStmt { Tok = kind });
        Next();
        if (kind == BranchKind.Goto || Tok == Token.Name && kind != BranchKind.Fallthrough) s.Label = ParseName();
        return s;
    }

    // Null if no statement begins here; then nothing has been read (unless a label without a statement was reported).
    private Stmt? OptStmt()
    {
        Enter();
        var s = OptStmtNested();
        Leave();
        return s;
    }

    private Stmt? OptStmtNested()
    {
        if (Tok == Token.Name)          // most statements
        {
            ClearPragmas();
            var lhs = ExprList();
            return lhs is Name label && Tok == Token.Colon ? ParseLabeledStmt(label) : ParseSimpleStmt(lhs, Token.None);
        }
        if (Tok is Token.Var or Token.Const or Token.Type) return ParseDeclStmt();

        ClearPragmas();
        switch (Tok)
        {
            case Token.Lbrace:
                return ParseBlock("");
            case Token.Operator or Token.Star:
                return Op is Operator.Add or Operator.Sub or Operator.Mul or Operator.And or Operator.Xor or Operator.Not ? ParseSimpleStmt(null, Token.None) : null;
            case Token.Literal or Token.Func or Token.Lparen or Token.Lbrack or Token.Struct or Token.Map or Token.Chan or Token.Interface or Token.Arrow:
                return ParseSimpleStmt(null, Token.None);
            case Token.For: return ParseForStmt();
            case Token.Switch: return ParseSwitchStmt();
            case Token.Select: return ParseSelectStmt();
            case Token.If: return ParseIfStmt();
            case Token.Fallthrough: return ParseBranch(BranchKind.Fallthrough);
            case Token.Break: return ParseBranch(BranchKind.Break);
            case Token.Continue: return ParseBranch(BranchKind.Continue);
            case Token.Goto: return ParseBranch(BranchKind.Goto);
            case Token.Go or Token.Defer: return ParseCallStmt();
            case Token.Return:
                var s = At(Here, new ReturnStmt());
                Next();
                if (Tok != Token.Semi && Tok != Token.Rbrace) s.Results = ExprList();
                return s;
            case Token.Semi:
                return At(Here, new EmptyStmt());
            default:
                return null;
        }
    }

    // StatementList = { Statement ";" } .
    private void StmtList(List<Stmt> list)
    {
        while (Tok is not (Token.EOF or Token.Rbrace or Token.Case or Token.Default))
        {
            var s = OptStmt();
            ClearPragmas();
            if (s == null) return;
            list.Add(s);
            if (Got(Token.Semi) || Tok == Token.Rbrace) continue;
            SyntaxError("at end of statement");
            Advance(Set(Token.Semi, Token.Rbrace, Token.Case, Token.Default));
            Got(Token.Semi);        // no empty statement after this
        }
    }
}
