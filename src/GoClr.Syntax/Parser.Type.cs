// Types and parameter lists.
using System.Collections.Generic;

namespace GoClr.Syntax;

public sealed partial class Parser
{
    private Expr ParseType()
    {
        if (OptType() is { } t) return t;
        var bad = NewBad();
        SyntaxError("expected type");
        Advance(Set(Token.Comma, Token.Colon, Token.Semi, Token.Rparen, Token.Rbrack) | Token.Rbrace.Bit());
        return bad;
    }

    private Operation Pointer(Pos pos, Expr elem) => At(pos, new Operation { Op = Operator.Mul, X = elem });

    // Type = TypeName | TypeLit | "(" Type ")" .  Null, and no message, if no type begins here.
    private Expr? OptType()
    {
        Enter();
        var t = OptTypeNested();
        Leave();
        return t;
    }

    private Expr? OptTypeNested()
    {
        var pos = Here;
        switch (Tok)
        {
            case Token.Star:
                Next();
                return Pointer(pos, ParseType());

            case Token.Arrow:
                Next();
                Want(Token.Chan);
                var recv = At(pos, new ChanType { Dir = ChanDir.RecvOnly });
                recv.Elem = ChanElem();
                return recv;

            case Token.Chan:
                Next();
                var chan = At(pos, new ChanType());
                if (Got(Token.Arrow)) chan.Dir = ChanDir.SendOnly;
                chan.Elem = ChanElem();
                return chan;

            case Token.Func:
                Next();
                return ParseFuncType("function type").Type;

            case Token.Lbrack:
                Next();
                return Got(Token.Rbrack) ? SliceTypeRest(pos) : ArrayTypeRest(pos, null);

            case Token.Map:
                Next();
                Want(Token.Lbrack);
                var map = At(pos, new MapType());
                map.Key = ParseType();
                Want(Token.Rbrack);
                map.Value = ParseType();
                return map;

            case Token.Struct:
                return ParseStructType();

            case Token.Interface:
                return ParseInterfaceType();

            case Token.Name:
                return QualifiedName(null);

            case Token.Lparen:
                Next();
                var t = ParseType();
                Want(Token.Rparen);
                return t;           // the parentheses mean nothing

            default:
                return null;
        }
    }

    // "[" TypeArgs "]" .
    private IndexExpr TypeInstance(Expr type)
    {
        var pos = Here;
        Want(Token.Lbrack);
        var x = At(pos, new IndexExpr { X = type });
        if (Tok == Token.Rbrack)
        {
            SyntaxError("expected type argument list");
            x.IndexArg = NewBad();
        }
        else x.IndexArg = TypeList(true, out _);
        Want(Token.Rbrack);
        return x;
    }

    // [ TypeParams ] Signature.  With a context, type parameters are not allowed there.
    private (List<Field> TParams, FuncType Type) ParseFuncType(string context)
    {
        var type = At(Here, new FuncType());
        List<Field> tparams = [];
        if (Got(Token.Lbrack))
        {
            if (context != "") SyntaxErrorAt(type.Pos, context + " must have no type parameters");
            if (Tok == Token.Rbrack)
            {
                SyntaxError("empty type parameter list");
                Next();
            }
            else tparams = ParamList(null, null, Token.Rbrack, true, false);
        }
        Want(Token.Lparen);
        type.ParamList = ParamList(null, null, Token.Rparen, false, true);

        // Result = Parameters | Type .
        if (Got(Token.Lparen)) type.ResultList = ParamList(null, null, Token.Rparen, false, false);
        else
        {
            var pos = Here;
            if (OptType() is { } result) type.ResultList.Add(At(pos, new Field { Type = result }));
        }
        return (tparams, type);
    }

    // "[" at pos has been read, and the length too if it is given.
    private ArrayType ArrayTypeRest(Pos pos, Expr? length)
    {
        if (length == null && !Got(Token.DotDotDot))
        {
            _xnest++;
            length = ParseExpr();
            _xnest--;
        }
        if (Tok == Token.Comma)
        {
            SyntaxError("unexpected comma; expected ]");
            Next();
        }
        Want(Token.Rbrack);
        var t = At(pos, new ArrayType { Len = length });
        t.Elem = ParseType();
        return t;
    }

    private SliceType SliceTypeRest(Pos pos)
    {
        var t = At(pos, new SliceType());
        t.Elem = ParseType();
        return t;
    }

    private Expr ChanElem()
    {
        if (OptType() is { } t) return t;
        var bad = NewBad();
        SyntaxError("missing channel element type");        // nothing to skip: it is simply absent
        return bad;
    }

    // TypeName [ TypeArgs ] .
    private Expr QualifiedName(Name? name)
    {
        Expr x;
        if (name != null) x = name;
        else if (Tok == Token.Name) x = ParseName();
        else
        {
            x = At(Here, new Name { Value = "_" });
            SyntaxError("expected name");
            Advance(Set(Token.Dot, Token.Semi, Token.Rbrace));
        }
        if (Tok == Token.Dot)
        {
            var s = At(Here, new SelectorExpr { X = x });
            Next();
            s.Sel = ParseName();
            x = s;
        }
        return Tok == Token.Lbrack ? TypeInstance(x) : x;
    }

    // ---------------------------------------------------------------- struct

    // StructType = "struct" "{" { FieldDecl ";" } "}" .
    private StructType ParseStructType()
    {
        var t = At(Here, new StructType());
        Want(Token.Struct);
        Want(Token.Lbrace);
        while (InList(Token.Rbrace))
        {
            FieldDecl(t);
            if (!Separator("struct type", Token.Semi, Token.Rbrace)) return t;
        }
        Want(Token.Rbrace);
        return t;
    }

    private void AddField(StructType t, Pos pos, Name? name, Expr type, BasicLit? tag)
    {
        if (tag != null)
        {
            while (t.TagList.Count < t.FieldList.Count) t.TagList.Add(null);
            t.TagList.Add(tag);
        }
        t.FieldList.Add(At(pos, new Field { Name = name, Type = type, Embedded = name == null }));
    }

    // FieldDecl = ( IdentifierList Type | [ "*" ] TypeName [ TypeArgs ] ) [ Tag ] .
    private void FieldDecl(StructType t)
    {
        var pos = Here;
        Expr type;
        switch (Tok)
        {
            case Token.Name:
                var name = ParseName();
                if (Tok is Token.Dot or Token.Literal or Token.Semi or Token.Rbrace)
                {
                    type = QualifiedName(name);
                    AddField(t, pos, null, type, OptLiteral());
                    return;
                }
                var names = new List<Name>();
                NameList(name, names);
                if (names.Count == 1 && Tok == Token.Lbrack)
                {
                    // T [n]E is a field, T[A, B] an embedded instance.
                    type = ArrayOrTypeArgs();
                    if (type is IndexExpr instance)
                    {
                        instance.X = name;
                        AddField(t, pos, null, type, OptLiteral());
                        return;
                    }
                }
                else type = ParseType();
                var tag = OptLiteral();
                foreach (var n in names) AddField(t, n.Pos, n, type, tag);
                return;

            case Token.Star:
                Next();
                if (Tok == Token.Lparen)
                {
                    SyntaxError("cannot parenthesize embedded type");
                    Next();
                    type = QualifiedName(null);
                    Got(Token.Rparen);
                }
                else type = QualifiedName(null);
                type = Pointer(pos, type);
                AddField(t, pos, null, type, OptLiteral());
                return;

            case Token.Lparen:
                SyntaxError("cannot parenthesize embedded type");
                Next();
                var star = Here;
                type = Got(Token.Star) ? Pointer(star, QualifiedName(null)) : QualifiedName(null);
                Got(Token.Rparen);
                AddField(t, pos, null, type, OptLiteral());
                return;

            default:
                SyntaxError("expected field name or embedded type");
                Advance(Set(Token.Semi, Token.Rbrace));
                return;
        }
    }

    // After a name: []E and [n]E give a type, [A, B] an IndexExpr whose X the caller sets.
    private Expr ArrayOrTypeArgs()
    {
        var pos = Here;
        Want(Token.Lbrack);
        if (Got(Token.Rbrack)) return SliceTypeRest(pos);
        var n = TypeList(false, out bool comma);
        Want(Token.Rbrack);
        if (!comma && OptType() is { } elem) return At(pos, new ArrayType { Len = n, Elem = elem });
        return At(pos, new IndexExpr { IndexArg = n });
    }

    // ---------------------------------------------------------------- interface

    // InterfaceType = "interface" "{" { ( MethodDecl | EmbeddedElem ) ";" } "}" .
    private InterfaceType ParseInterfaceType()
    {
        var t = At(Here, new InterfaceType());
        Want(Token.Interface);
        Want(Token.Lbrace);
        while (InList(Token.Rbrace))
        {
            var f = Tok == Token.Name ? MethodDecl() : null;
            if (f?.Name == null) f = EmbeddedElem(f);
            t.MethodList.Add(f);
            if (!Separator("interface type", Token.Semi, Token.Rbrace)) return t;
        }
        Want(Token.Rbrace);
        return t;
    }

    // MethodName Signature | TypeName [ TypeArgs ] .
    private Field MethodDecl()
    {
        const string context = "interface method";
        var f = At(Here, new Field());
        var name = ParseName();
        switch (Tok)
        {
            case Token.Lparen:
                Method();
                break;

            case Token.Lbrack:
                // Either type arguments of an embedded type or, wrongly, type parameters of a method: read parameters, then look.
                var pos = Here;
                Next();
                if (Tok == Token.Rbrack)
                {
                    pos = Here;
                    Next();
                    if (Tok == Token.Lparen)
                    {
                        ErrorAt(pos, "empty type parameter list");
                        Method();
                    }
                    else
                    {
                        ErrorAt(pos, "empty type argument list");
                        Embed(name);
                    }
                    break;
                }
                var list = ParamList(null, null, Token.Rbrack, false, false);
                if (list.Count == 0)
                {
                    if (Tok == Token.Lparen) Method();
                    else Embed(name);
                }
                else if (list[0].Name != null)
                {
                    Method();
                    ErrorAt(pos, "interface method must have no type parameters");
                }
                else
                {
                    var t = At(pos, new IndexExpr { X = name, IndexArg = list[0].Type });
                    if (list.Count > 1)
                    {
                        var args = At(list[0].Pos, new ListExpr());
                        foreach (var a in list) args.ElemList.Add(a.Type);
                        t.IndexArg = args;
                    }
                    Embed(t);
                }
                break;

            default:
                Embed(QualifiedName(name));
                break;
        }
        return f;

        void Method()
        {
            f.Name = name;
            f.Type = ParseFuncType(context).Type;
        }

        void Embed(Expr type)
        {
            f.Type = type;
            f.Embedded = true;
        }
    }

    // EmbeddedElem = EmbeddedTerm { "|" EmbeddedTerm } .  The first term may have been read.
    private Field EmbeddedElem(Field? f)
    {
        if (f == null)
        {
            f = At(Here, new Field { Embedded = true });
            f.Type = EmbeddedTerm();
        }
        while (Tok == Token.Operator && Op == Operator.Or)
        {
            var t = At(Here, new Operation { Op = Operator.Or, X = f.Type });
            Next();
            t.Y = EmbeddedTerm();
            f.Type = t;
        }
        return f;
    }

    // EmbeddedTerm = [ "~" ] Type .
    private Expr EmbeddedTerm()
    {
        if (Tok == Token.Operator && Op == Operator.Tilde)
        {
            var t = At(Here, new Operation { Op = Operator.Tilde });
            Next();
            t.X = ParseType();
            return t;
        }
        if (OptType() is { } type) return type;
        var bad = NewBad();
        SyntaxError("expected ~ term or type");
        Advance(Set(Token.Operator, Token.Semi, Token.Rparen, Token.Rbrack, Token.Rbrace));
        return bad;
    }

    // ---------------------------------------------------------------- parameters

    private static readonly Expr s_noType = new BadExpr();      // a parameter's type before ParamList has found it

    // ParameterDecl = [ IdentifierList ] [ "..." ] Type .  One name, one type or both; Type is s_noType if only a name was found.
    private Field? ParamDecl(Name? name, Token close)
    {
        bool typeSets = close == Token.Rbrack;
        bool AtOp(Operator op) => typeSets && Tok == Token.Operator && Op == op;

        if (name == null && AtOp(Operator.Tilde))
        {
            var e = EmbeddedElem(null);
            e.Embedded = false;
            return e;
        }
        var f = At(name?.Pos ?? Here, new Field { Type = s_noType });

        if (Tok == Token.Name || name != null)
        {
            name ??= ParseName();
            if (Tok == Token.Lbrack)
            {
                f.Type = ArrayOrTypeArgs();
                if (f.Type is IndexExpr instance) instance.X = name;
                else f.Name = name;
                return AtOp(Operator.Or) ? EmbeddedElem(f) : f;
            }
            if (Tok == Token.Dot)
            {
                f.Type = QualifiedName(name);
                return AtOp(Operator.Or) ? EmbeddedElem(f) : f;
            }
            if (AtOp(Operator.Or))
            {
                f.Type = name;
                return EmbeddedElem(f);
            }
            f.Name = name;
        }

        if (Tok == Token.DotDotDot)
        {
            var dots = At(Here, new DotsType());
            Next();
            if (OptType() is { } elem)
            {
                dots.Elem = elem;
                f.Type = dots;
            }
            else
            {
                f.Type = NewBad();
                SyntaxError("... is missing type");
            }
            return f;
        }
        if (AtOp(Operator.Tilde))
        {
            f.Type = EmbeddedElem(null).Type;
            return f;
        }
        if (OptType() is { } type)
        {
            f.Type = type;
            return AtOp(Operator.Or) ? EmbeddedElem(f) : f;
        }
        if (f.Name != null) return f;
        SyntaxError("expected " + Tokens.Describe(close));
        Advance(Set(Token.Comma, close));
        return null;
    }

    // Parameters = "(" [ ParameterList [ "," ] ] ")" .  The opening has been read, and the first name or the first field too if given.
    // In the result either all have a name or none has.
    private List<Field> ParamList(Name? name, Expr? type, Token close, bool requireNames, bool dotsOk)
    {
        var list = new List<Field>();
        int named = 0, typed = 0;       // with name and type; with a type
        Pos end;

        if (name != null && type != null && Tok == close)
        {
            Next();
            list.Add(At(name.Pos, new Field { Name = name, Type = type }));
            return list;
        }
        bool whole = true;
        while (whole && InList(close))
        {
            var par = type != null ? At(name!.Pos, new Field { Name = name, Type = type }) : ParamDecl(name, close);
            (name, type) = (null, null);
            if (par != null)
            {
                bool hasType = !ReferenceEquals(par.Type, s_noType);
                if (hasType) typed++;
                if (hasType && par.Name != null) named++;
                list.Add(par);
            }
            whole = Separator("parameter list", Token.Comma, close);
        }
        end = Here;
        if (whole) Want(close);
        if (list.Count == 0) return list;

        if (named == 0 && !requireNames)
        {
            // No parameter has a name: those that look like one are types.
            foreach (var par in list)
            {
                if (par.Name == null) continue;
                par.Type = par.Name;
                par.Name = null;
            }
        }
        else if (named != list.Count) NameAll(list, named == typed, end, requireNames);

        bool first = true;
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Type is not DotsType dots || dotsOk && i + 1 == list.Count) continue;
            if (first) ErrorAt(dots.Pos, dotsOk ? "can only use ... with final parameter" : "invalid use of ...");
            first = false;
            list[i].Type = dots.Elem;
        }
        return list;
    }

    // Some have a name, so all must. Types are handed from right to left to the names before them.
    private void NameAll(List<Field> list, bool onlyTypesMissing, Pos end, bool requireNames)
    {
        Pos errPos = default;
        Expr? type = null;
        for (int i = list.Count - 1; i >= 0; i--)
        {
            var par = list[i];
            if (!ReferenceEquals(par.Type, s_noType))
            {
                type = par.Type;
                if (par.Name != null) continue;
                errPos = type.StartPos();
                par.Name = At(errPos, new Name { Value = "_" });
            }
            else if (type != null) par.Type = type;
            else
            {
                errPos = par.Name!.Pos;
                par.Type = At(errPos, new BadExpr());
            }
        }
        if (!errPos.IsKnown) return;

        string text;
        if (onlyTypesMissing)
        {
            // They are missing at the end of the list, all others have been found.
            errPos = end;
            text = requireNames ? "missing type constraint" : "missing parameter type";
        }
        else if (requireNames) text = list.Count == 1 ? "missing type parameter name or invalid array length" : "missing type parameter name";
        else text = "missing parameter name";
        SyntaxErrorAt(errPos, text);
    }
}
