// Declarations, and what decides between an array type and a type parameter list in a type declaration.
using System.Collections.Generic;

namespace GoClr.Syntax;

public sealed partial class Parser
{
    // Decl | "(" { Decl ";" } ")" .  The keyword has been read.
    private List<DeclPart>? DeclGroup(Token keyword, List<Decl> list)
    {
        if (Tok != Token.Lparen)
        {
            list.Add(ParseSpec(keyword, null));
            return null;
        }
        var group = new Group();
        var parts = new List<DeclPart>();
        ClearPragmas();
        Next();
        var start = Place;
        while (InList(Token.Rparen))
        {
            _bodyAt = -1;
            list.Add(ParseSpec(keyword, group));
            parts.Add(new DeclPart(keyword, start.Offset, start.Line, start.Col, TokStart, _bodyAt, list.Count - 1, 1, null));
            start = Place;
            if (!Separator("grouped declaration", Token.Semi, Token.Rparen)) return parts;
        }
        Want(Token.Rparen);
        return parts;
    }

    private Decl ParseSpec(Token keyword, Group? group)
    {
        Enter();
        Decl d = keyword switch
        {
            Token.Import => ParseImportDecl(group),
            Token.Const => ParseConstDecl(group),
            Token.Type => ParseTypeDecl(group),
            _ => ParseVarDecl(group),
        };
        Leave();
        return d;
    }

    private T Begin<T>(T d, Group? group) where T : Decl
    {
        At(Here, d);
        d.Group = group;
        d.Pragmas = TakePragmas();
        return d;
    }

    // ImportSpec = [ "." | PackageName ] ImportPath .
    private ImportDecl ParseImportDecl(Group? group)
    {
        var d = Begin(new ImportDecl(), group);
        if (Tok == Token.Name) d.LocalPkgName = ParseName();
        else if (Tok == Token.Dot)
        {
            d.LocalPkgName = At(Here, new Name { Value = "." });
            Next();
        }
        d.Path = OptLiteral();
        if (d.Path == null)
        {
            SyntaxError("missing import path");
            Advance(Set(Token.Semi, Token.Rparen));
        }
        else if (!d.Path.Bad && d.Path.Kind != LitKind.String)
        {
            SyntaxErrorAt(d.Path.Pos, "import path must be a string");
            d.Path.Bad = true;
        }
        return d;
    }

    // ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
    private ConstDecl ParseConstDecl(Group? group)
    {
        var d = Begin(new ConstDecl(), group);
        NameList(ParseName(), d.NameList);
        if (Tok is not (Token.EOF or Token.Semi or Token.Rparen))
        {
            d.Type = OptType();
            if (GotAssign()) d.Values = ExprList();
        }
        return d;
    }

    // VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
    private VarDecl ParseVarDecl(Group? group)
    {
        var d = Begin(new VarDecl(), group);
        NameList(ParseName(), d.NameList);
        if (GotAssign()) d.Values = ExprList();
        else
        {
            d.Type = ParseType();
            int at = TokStart;
            if (GotAssign()) d.Values = ExprList();
            _bodyAt = at;
        }
        return d;
    }

    // TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
    private TypeDecl ParseTypeDecl(Group? group)
    {
        var d = Begin(new TypeDecl(), group);
        d.Name = ParseName();
        Expr? type;
        if (Tok == Token.Lbrack)
        {
            var pos = Here;
            Next();
            switch (Tok)
            {
                case Token.Name:
                    // Array length or type parameters: read an expression and look at its form afterwards. Only if "[" follows
                    // the name, the expression would fail (P []E); but a length cannot be indexed, so it is a parameter then.
                    Expr x = ParseName();
                    if (Tok != Token.Lbrack)
                    {
                        _xnest++;
                        x = BinaryExpr(PrimaryExpr(x, false), 0);
                        _xnest--;
                    }
                    var (pname, ptype) = SplitParam(x, Tok == Token.Comma);
                    if (pname != null && (ptype != null || Tok != Token.Rbrack))
                    {
                        d.TParamList = ParamList(pname, ptype, Token.Rbrack, true, false);
                        d.Alias = GotAssign();
                        type = OptType();
                    }
                    else type = ArrayTypeRest(pos, x);
                    break;
                case Token.Rbrack:
                    Next();
                    type = SliceTypeRest(pos);
                    break;
                default:
                    type = ArrayTypeRest(pos, null);
                    break;
            }
        }
        else
        {
            d.Alias = GotAssign();
            type = OptType();
        }
        if (type == null)
        {
            type = NewBad();
            SyntaxError("in type declaration");
            Advance(Set(Token.Semi, Token.Rparen));
        }
        d.Type = type;
        return d;
    }

    // Reads the expression x as "name type" if it can be one: P*E, P(E), P*E|F. With force any type will do, otherwise it must be
    // one that cannot be a value. (name, null): x is just a name. (null, null): it is no parameter.
    private static (Name? Name, Expr? Type) SplitParam(Expr x, bool force)
    {
        switch (x)
        {
            case Name name:
                return (name, null);
            case Operation { Op: Operator.Mul, X: Name name, Y: { } y } op when force || IsTypeElem(y):
                (op.X, op.Y) = (y, null);       // now the unary *y
                return (name, op);
            case Operation { Op: Operator.Or, Y: { } y } op:
                var (n, lhs) = SplitParam(op.X, force || IsTypeElem(y));
                if (n == null || lhs == null) return (null, null);
                op.X = lhs;
                return (n, op);
            case CallExpr { Fun: Name name, ArgList: [var arg], HasDots: false } when force || IsTypeElem(arg):
                return (name, Unparen(arg));
        }
        return (null, null);
    }

    // Whether x can only be a type, not a value.
    private static bool IsTypeElem(Expr x) => x switch
    {
        ArrayType or StructType or FuncType or InterfaceType or SliceType or MapType or ChanType => true,
        Operation op => IsTypeElem(op.X) || op.Y != null && IsTypeElem(op.Y) || op.Op == Operator.Tilde,
        ParenExpr p => IsTypeElem(p.X),
        _ => false,
    };

    // FunctionDecl = "func" [ Receiver ] identifier [ TypeParams ] Signature [ Body ] .  "func" has been read.
    private FuncDecl ParseFuncDecl()
    {
        var f = Begin(new FuncDecl(), null);
        bool hasRecv = Got(Token.Lparen);
        if (hasRecv)
        {
            var recv = ParamList(null, null, Token.Rparen, false, false);
            if (recv.Count == 0) Error("method has no receiver");
            else if (recv.Count > 1) Error("method has multiple receivers");
            if (recv.Count > 0) f.Recv = recv[0];
        }
        if (Tok == Token.Name)
        {
            f.Name = ParseName();
            (f.TParamList, f.Type) = ParseFuncType("");
        }
        else
        {
            f.Name = At(Here, new Name { Value = "_" });
            f.Type = At(Here, new FuncType());
            SyntaxError(hasRecv ? "expected name" : "expected name or (");
            Advance(Set(Token.Lbrace, Token.Semi));
        }
        if (Tok == Token.Lbrace)
        {
            int at = TokStart;
            f.Body = FuncBody();
            _bodyAt = at;           // behind the body: declarations in it have set theirs
        }
        return f;
    }

    private BlockStmt FuncBody()
    {
        _fnest++;
        int errors = _errorCount;
        var body = ParseBlock("");
        _fnest--;
        // A tree with holes would lead to messages that mean nothing.
        if (errors == _errorCount) Branches.Check(body, Report);
        return body;
    }
}
