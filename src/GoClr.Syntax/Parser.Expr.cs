// Expressions. Types are among them: in many places only the checker can tell.
using System.Collections.Generic;

namespace GoClr.Syntax;

public sealed partial class Parser
{
    private Expr ParseExpr() => BinaryExpr(null, 0);

    // Expression = UnaryExpr | Expression binary_op Expression .
    private Expr BinaryExpr(Expr? x, int prec)
    {
        x ??= UnaryExpr();
        while (Tok is Token.Operator or Token.Star && Prec > prec)
        {
            var t = At(Here, new Operation { Op = Op, X = x });
            int p = Prec;
            Next();
            t.Y = BinaryExpr(null, p);
            x = t;
        }
        return x;
    }

    // UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
    private Expr UnaryExpr()
    {
        Enter();
        var x = UnaryExprNested();
        Leave();
        return x;
    }

    private Expr UnaryExprNested()
    {
        if (Tok is Token.Operator or Token.Star && Op is Operator.Mul or Operator.Add or Operator.Sub or Operator.Not or Operator.Xor or Operator.Tilde or Operator.And)
        {
            var t = At(Here, new Operation { Op = Op });
            Next();
            t.X = UnaryExpr();
            if (t.Op == Operator.And) t.X = Unparen(t.X);       // &(T{})
            return t;
        }
        if (Tok != Token.Arrow) return PrimaryExpr(null, true);

        // <-x receives, <-chan T is a type; but <-chan T(x) is a conversion whose operand is read first. So the operand decides:
        // if it is a channel type, the arrow belongs to it, and its own arrow to the element: <-(chan<- T) is (<-chan) (<-T).
        var pos = Here;
        Next();
        var x = UnaryExpr();
        if (x is not ChanType) return At(pos, new Operation { Op = Operator.Recv, X = x });

        var dir = ChanDir.SendOnly;
        var elem = x;
        while (dir == ChanDir.SendOnly && elem is ChanType c)
        {
            dir = c.Dir;
            if (dir == ChanDir.RecvOnly) SyntaxError("unexpected <-, expected chan");
            c.Dir = ChanDir.RecvOnly;
            elem = c.Elem;
        }
        if (dir == ChanDir.SendOnly) SyntaxError($"unexpected {Printer.ExprString(elem)}, expected chan");
        return x;
    }

    // Operand = Literal | OperandName | "(" Expression ")" .  Composite literals are found by PrimaryExpr, their type may be qualified.
    private Expr Operand(bool keepParens)
    {
        Pos pos;
        switch (Tok)
        {
            case Token.Name:
                return ParseName();

            case Token.Literal:
                return OptLiteral()!;

            case Token.Lparen:
                pos = Here;
                Next();
                _xnest++;
                var x = ParseExpr();
                _xnest--;
                Want(Token.Rparen);
                // Parentheses are kept only where something is said about them later: around the type of what may be a
                // composite literal, and where the caller asks.
                return keepParens || Tok == Token.Lbrace ? At(pos, new ParenExpr { X = x }) : x;

            case Token.Func:
                pos = Here;
                Next();
                var (_, type) = ParseFuncType("function type");
                if (Tok != Token.Lbrace) return type;
                _xnest++;
                var f = At(pos, new FuncLit { Type = type });
                f.Body = FuncBody();
                _xnest--;
                return f;

            case Token.Lbrack or Token.Chan or Token.Map or Token.Struct or Token.Interface:
                return ParseType();

            default:
                var bad = NewBad();
                SyntaxError("expected expression");
                Advance(Set(Token.Rparen, Token.Rbrack, Token.Rbrace));
                return bad;
        }
    }

    // PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments | LiteralValue ) .
    private Expr PrimaryExpr(Expr? operand, bool keepParens)
    {
        var x = operand ?? Operand(keepParens);
        while (true)
        {
            var pos = Here;
            switch (Tok)
            {
                case Token.Dot:
                    Next();
                    if (Tok == Token.Name) x = At(pos, new SelectorExpr { X = x, Sel = ParseName() });
                    else if (Got(Token.Lparen))
                    {
                        if (Got(Token.Type)) x = At(pos, new TypeSwitchGuard { X = x });      // SimpleStmt adds the name
                        else x = At(pos, new AssertExpr { X = x, Type = ParseType() });
                        Want(Token.Rparen);
                    }
                    else
                    {
                        SyntaxError("expected name or (");
                        Advance(Set(Token.Semi, Token.Rparen));
                    }
                    break;

                case Token.Lbrack:
                    Next();
                    x = IndexOrSlice(pos, x);
                    break;

                case Token.Lparen:
                    var call = At(pos, new CallExpr { Fun = x });
                    Next();
                    ArgList(call);
                    x = call;
                    break;

                case Token.Lbrace:
                    var t = Unparen(x);
                    bool literal = t switch
                    {
                        Name or SelectorExpr => _xnest >= 0,
                        IndexExpr => _xnest >= 0 && !IsValue(t),
                        ArrayType or SliceType or StructType or MapType => true,
                        _ => false,
                    };
                    if (!literal) return x;
                    if (t != x) SyntaxError("cannot parenthesize type in composite literal");
                    var lit = LiteralValue();
                    lit.Type = x;
                    x = lit;
                    break;

                default:
                    return x;
            }
        }
    }

    // The bracket has been read.
    private Expr IndexOrSlice(Pos pos, Expr x)
    {
        Expr? i = null;
        if (Tok != Token.Colon)
        {
            bool comma = false;
            if (Tok == Token.Rbrack)
            {
                SyntaxError("expected operand");
                i = NewBad();
            }
            else i = TypeList(false, out comma);
            if (comma || Tok == Token.Rbrack)
            {
                Want(Token.Rbrack);
                return At(pos, new IndexExpr { X = x, IndexArg = i });
            }
        }

        if (!Got(Token.Colon))
        {
            SyntaxError("expected comma, : or ]");
            Advance(Set(Token.Comma, Token.Colon, Token.Rbrack));
        }
        _xnest++;
        var t = At(pos, new SliceExpr { X = x });
        t.Indices[0] = i;
        if (Tok != Token.Colon && Tok != Token.Rbrack) t.Indices[1] = ParseExpr();
        if (Tok == Token.Colon)
        {
            t.Full = true;
            if (t.Indices[1] == null)
            {
                Error("middle index required in 3-index slice");
                t.Indices[1] = NewBad();
            }
            Next();
            if (Tok != Token.Rbrack) t.Indices[2] = ParseExpr();
            else
            {
                Error("final index required in 3-index slice");
                t.Indices[2] = NewBad();
            }
        }
        _xnest--;
        Want(Token.Rbrack);
        return t;
    }

    // Whether x by its form is a value and no type.
    private static bool IsValue(Expr x) => x switch
    {
        BasicLit or CompositeLit or FuncLit or SliceExpr or AssertExpr or TypeSwitchGuard or CallExpr => true,
        Operation op => op.Op != Operator.Mul || op.Y != null,
        ParenExpr p => IsValue(p.X),
        IndexExpr i => IsValue(i.X) || IsValue(i.IndexArg),
        _ => false,
    };

    // Element = Expression | LiteralValue .
    private Expr Element() => Tok == Token.Lbrace ? LiteralValue() : ParseExpr();

    // LiteralValue = "{" [ ElementList [ "," ] ] "}" .
    private CompositeLit LiteralValue()
    {
        Enter();
        var x = At(Here, new CompositeLit());
        _xnest++;
        Want(Token.Lbrace);
        bool whole = true;
        while (whole && InList(Token.Rbrace))
        {
            var e = Element();
            if (Tok == Token.Colon)
            {
                var kv = At(Here, new KeyValueExpr { Key = e });
                Next();
                kv.Value = Element();
                e = kv;
                x.NKeys++;
            }
            x.ElemList.Add(e);
            whole = Separator("composite literal", Token.Comma, Token.Rbrace);
        }
        x.Rbrace = Here;
        if (whole) Want(Token.Rbrace);
        _xnest--;
        Leave();
        return x;
    }

    // [ arg { "," arg } [ "..." ] [ "," ] ] ")" .
    private void ArgList(CallExpr call)
    {
        _xnest++;
        bool whole = true;
        while (whole && InList(Token.Rparen) && !call.HasDots)
        {
            call.ArgList.Add(ParseExpr());
            call.HasDots = Got(Token.DotDotDot);
            whole = Separator("argument list", Token.Comma, Token.Rparen);
        }
        if (whole) Want(Token.Rparen);
        _xnest--;
    }

    private BasicLit? OptLiteral()
    {
        if (Tok != Token.Literal) return null;
        var b = At(Here, new BasicLit { Value = Lit, Kind = Kind, Bad = Bad });
        Next();
        return b;
    }

    private Name ParseName()
    {
        if (Tok == Token.Name)
        {
            var n = At(Here, new Name { Value = Lit });
            Next();
            return n;
        }
        var missing = At(Here, new Name { Value = "_" });
        SyntaxError("expected name");
        Advance();
        return missing;
    }

    private void NameList(Name first, List<Name> list)
    {
        list.Add(first);
        while (Got(Token.Comma)) list.Add(ParseName());
    }

    // ExpressionList = Expression { "," Expression } .
    private Expr ExprList()
    {
        var x = ParseExpr();
        if (Tok != Token.Comma) return x;
        var list = At(x.Pos, new ListExpr());
        list.ElemList.Add(x);
        while (Got(Token.Comma)) list.ElemList.Add(ParseExpr());
        return list;
    }

    // arg { "," Type } [ "," ] .  The first may be any expression unless strict.
    private Expr TypeList(bool strict, out bool comma)
    {
        _xnest++;
        var x = strict ? ParseType() : ParseExpr();
        comma = Got(Token.Comma);
        if (comma && OptType() is { } t)
        {
            var list = At(x.Pos, new ListExpr());
            list.ElemList.Add(x);
            list.ElemList.Add(t);
            while (Got(Token.Comma) && OptType() is { } next) list.ElemList.Add(next);
            x = list;
        }
        _xnest--;
        return x;
    }

    public static Expr Unparen(Expr x)
    {
        while (x is ParenExpr p) x = p.X;
        return x;
    }
}
