// One declaration out of a file, from its text alone (DeclPart). Positions are those of the file.
using System;
using System.Collections.Generic;

namespace GoClr.Syntax;

public sealed partial class Parser
{
    /// <summary>Parses the text of a part and appends what it declares. Keyword: of a spec out of a group, whose text does not have it; else None.</summary>
    public static void ParsePart(SourceFile source, byte[] text, uint line, uint col, Token keyword, NodeNumbering numbering, Diagnostics diags, ParseOptions options, List<Decl> list)
    {
        var p = new Parser(source, text, numbering, diags, options) { _beforePackage = false };
        p.StartAt(line, col);
        p.Start();
        while (p.Tok == Token.Semi) p.Next();        // the one that ends the declaration before
        if (keyword != Token.None) list.Add(p.ParseSpec(keyword, new Group()));
        else if (p.Tok == Token.Func)
        {
            p.Next();
            list.Add(p.ParseFuncDecl());
        }
        else
        {
            var tok = p.Tok;
            p.Next();
            p.DeclGroup(tok, list);
        }
    }
}
