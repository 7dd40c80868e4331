// The parser: recursive descent over the whole grammar, with gc's messages, positions and recovery.
//
// P1  It always comes to an end: every loop either consumes a token or leaves, and at EOF nothing is consumed any more.
// P2  It never overflows the stack: Enter counts the nesting; past the limit it reports once and makes the rest of the file EOF,
//     upon which all open productions return.
// P3  Missing parts are BadExpr or the name "_", never null where the tree promises a node.
// P4  After the first error messages at EOF are left out, and a line shows only its first syntax error.
// P5  Directives wait in _pending until a declaration takes them; whatever else begins or ends clears them.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;

namespace GoClr.Syntax;

/// <summary>How to parse. Std: a file of the standard library, which may use the directives reserved to it. ImportsOnly: stop after the imports.</summary>
public readonly record struct ParseOptions(bool Std = false, bool ImportsOnly = false);

public sealed partial class Parser : Scanner
{
    private const int MaxNesting = 10_000;

    private readonly SourceFile _source;
    private readonly NodeNumbering _numbering;
    private readonly Diagnostics _diags;
    private readonly ParseOptions _options;

    private int _errorCount;
    private uint _lastSyntaxErrorLine;
    private int _depth;             // nesting of productions
    private int _fnest;             // nesting of functions: inside, statement keywords stop error recovery
    private int _xnest;             // nesting of expressions; below 0 in a control clause, where { does not open a composite literal
    private bool _beforePackage = true;
    private int _bodyAt = -1;       // DeclPart.Body of the declaration being read
    private string? _goVersion;
    private readonly List<LineDirective> _lines = [];

    /// <summary>Parses one file. Null: the package clause is missing or wrong; otherwise a tree, however many errors there were.</summary>
    public static File? Parse(SourceFile source, NodeNumbering numbering, Diagnostics diags) => Parse(source, numbering, diags, default);

    public static File? Parse(SourceFile source, NodeNumbering numbering, Diagnostics diags, ParseOptions options) =>
        new Parser(source, numbering, diags, options).ParseFile();

    private Parser(SourceFile source, NodeNumbering numbering, Diagnostics diags, ParseOptions options) : this(source, source.Text, numbering, diags, options) { }

    private Parser(SourceFile source, byte[] text, NodeNumbering numbering, Diagnostics diags, ParseOptions options) : base(text, numbering.Names)
    {
        _source = source;
        _numbering = numbering;
        _diags = diags;
        _options = options;
    }

    // ---------------------------------------------------------------- tokens and nodes

    private Pos Here => new(_source, TokLine, TokCol);
    private (int Offset, uint Line, uint Col) Place => (TokStart, TokLine, TokCol);

    private T At<T>(Pos pos, T node) where T : Node
    {
        node.Pos = pos;
        node.Index = _numbering.Count++;
        return node;
    }

    private BadExpr NewBad() => At(Here, new BadExpr());

    private bool Got(Token tok)
    {
        if (Tok != tok) return false;
        Next();
        return true;
    }

    private void Want(Token tok)
    {
        if (Got(tok)) return;
        SyntaxError("expected " + Tokens.Describe(tok));
        Advance();
    }

    // := in place of = is taken for it, with a complaint.
    private bool GotAssign()
    {
        if (Tok == Token.Define) SyntaxError("expected =");
        else if (Tok != Token.Assign) return false;
        Next();
        return true;
    }

    private void Enter()
    {
        if (++_depth > MaxNesting || (_depth & 15) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()) TooDeep();
    }

    private void Leave() => _depth--;

    private void TooDeep()
    {
        if (Tok == Token.EOF) return;
        ErrorAt(Here, "syntax error: exceeded max nesting depth");
        SkipToEnd();
    }

    // ---------------------------------------------------------------- errors

    protected override void ScanError(uint line, uint col, string text) => ErrorAt(new Pos(_source, line, col), text);

    // Not for directives and branches: what is wrong with them does not count as an error of the parser.
    private void ErrorAt(Pos pos, string text)
    {
        _errorCount++;
        if (text.StartsWith("syntax error", StringComparison.Ordinal))
        {
            if (pos.Line == _lastSyntaxErrorLine) return;
            _lastSyntaxErrorLine = pos.Line;
        }
        _diags.Error(pos, text);
    }

    private void Error(string text) => ErrorAt(Here, text);
    private void SyntaxError(string text) => SyntaxErrorAt(Here, text);

    // A text that begins with in, at, after or expected is put behind "unexpected TOKEN".
    private void SyntaxErrorAt(Pos pos, string text)
    {
        if (Tok == Token.EOF && _errorCount > 0) return;
        if (text.StartsWith("in ", StringComparison.Ordinal) || text.StartsWith("at ", StringComparison.Ordinal) || text.StartsWith("after ", StringComparison.Ordinal)) text = " " + text;
        else if (text.StartsWith("expected ", StringComparison.Ordinal)) text = ", " + text;
        else if (text != "")
        {
            ErrorAt(pos, "syntax error: " + text);
            return;
        }
        string tok = Tok switch
        {
            Token.Name => "name " + Lit,
            Token.Semi => Lit,
            Token.Literal => "literal " + Lit,
            Token.Operator => Op.Text(),
            Token.AssignOp => Op.Text() + "=",
            Token.IncOp => Op.Text() + Op.Text(),
            _ => Tokens.Describe(Tok),
        };
        ErrorAt(pos, "syntax error: unexpected " + tok + text);
    }

    private static ulong Set(Token a) => a.Bit() | Token.EOF.Bit();
    private static ulong Set(Token a, Token b) => Set(a) | b.Bit();
    private static ulong Set(Token a, Token b, Token c) => Set(a, b) | c.Bit();
    private static ulong Set(Token a, Token b, Token c, Token d) => Set(a, b, c) | d.Bit();
    private static ulong Set(Token a, Token b, Token c, Token d, Token e) => Set(a, b, c, d) | e.Bit();

    private static readonly ulong s_startsStatement =
        Token.Break.Bit() | Token.Const.Bit() | Token.Continue.Bit() | Token.Defer.Bit() | Token.Fallthrough.Bit() | Token.For.Bit() | Token.Go.Bit()
        | Token.Goto.Bit() | Token.If.Bit() | Token.Return.Bit() | Token.Select.Bit() | Token.Switch.Bit() | Token.Type.Bit() | Token.Var.Bit();

    /// <summary>Skips one token.</summary>
    private void Advance()
    {
        if (Tok != Token.EOF) Next();
    }

    /// <summary>Skips to a token of the set or, inside a function, to one that starts a statement.</summary>
    private void Advance(ulong follow)
    {
        if (_fnest > 0) follow |= s_startsStatement;
        while (!Tok.In(follow)) Next();
    }

    /// <summary>Between the elements of a list. False: the list is broken, leave it without looking for its end.</summary>
    private bool Separator(string context, Token sep, Token close)
    {
        if (Got(sep) || Tok == close) return true;
        SyntaxError($"in {context}; possibly missing {Tokens.Describe(sep)} or {Tokens.Describe(close)}");
        Advance(Set(Token.Rparen, Token.Rbrack, Token.Rbrace));
        return Tok == close;
    }

    private bool InList(Token close) => Tok != Token.EOF && Tok != close;

    // ---------------------------------------------------------------- directives

    private sealed class PendingPragma(Pragma pragma)
    {
        internal readonly Pragma Pragma = pragma;
        internal bool Attached;
    }

    private readonly List<PendingPragma> _pragmas = [];     // all of the file
    private List<PendingPragma>? _pending;

    protected override void Directive(uint line, uint col, string comment)
    {
        bool block = comment[1] == '*';
        string text = block ? comment[2..^2] : comment[2..].TrimEnd('\r');
        if (text.StartsWith("line ", StringComparison.Ordinal))
        {
            if (col != 1 && !block) return;
            var after = block ? (line, col + (uint)(System.Text.Encoding.UTF8.GetByteCount(comment))) : (line + 1, 1u);
            LineDirective(after, line, col + 7, text[5..]);
            return;
        }
        if (!text.StartsWith("go:", StringComparison.Ordinal)) return;
        if (_beforePackage && text.StartsWith("go:build", StringComparison.Ordinal) && BuildConstraint.ParseLine("//" + text) is { } constraint) _goVersion = constraint.GoVersion();

        var pos = new Pos(_source, line, col + 2);
        if (!Blank)
        {
            Report(pos, "misplaced compiler directive");
            return;
        }
        var pragma = new Pragma(pos, text);
        if (Pragmas.Check(pragma, _options.Std) is { } wrong)
        {
            Report(pos, wrong);
            if (pragma.Verb is "go:linkname" or "go:linknamestd" or "go:embed") return;
        }
        var p = new PendingPragma(pragma);
        _pragmas.Add(p);
        (_pending ??= []).Add(p);
    }

    // Not an error of the grammar: the parser goes on as if nothing had been.
    private void Report(Pos pos, string text) => _diags.Error(pos, text);

    private List<Pragma>? TakePragmas()
    {
        if (_pending == null) return null;
        var list = new List<Pragma>(_pending.Count);
        foreach (var p in _pending)
        {
            p.Attached = true;
            list.Add(p.Pragma);
        }
        _pending = null;
        return list;
    }

    // What begins or ends here takes no directives: those that would have meant something are misplaced.
    private void ClearPragmas()
    {
        if (_pending == null) return;
        foreach (var p in _pending)
        {
            string verb = p.Pragma.Verb;
            if (verb == "go:embed") Report(p.Pragma.Pos, "misplaced go:embed directive");
            else if (Pragmas.IsKnown(verb)) Report(p.Pragma.Pos, "misplaced compiler directive");
        }
        _pending = null;
    }

    // text is "file:line" or "file:line:col" and stands at (tline, tcol); it holds from the position after on.
    private void LineDirective((uint Line, uint Col) after, uint tline, uint tcol, string text)
    {
        int i = text.LastIndexOf(':') + 1;
        if (i == 0) return;
        void Invalid(string what, int at) => ErrorAt(new Pos(_source, tline, tcol + (uint)at), $"invalid {what} number: {text[at..]}");

        if (!TryNumber(text[i..], out uint n))
        {
            Invalid("line", i);
            return;
        }
        uint line = n, col = 0;
        int i2 = text[..(i - 1)].LastIndexOf(':') + 1;
        bool hasCol = i2 > 0 && TryNumber(text[i2..(i - 1)], out line);
        if (hasCol)
        {
            col = n;
            if (col is 0 or > 1 << 30)
            {
                Invalid("column", i);
                return;
            }
            text = text[..(i - 1)];
            i = i2;
        }
        else line = n;
        if (line is 0 or > 1 << 30)
        {
            Invalid("line", i);
            return;
        }
        string name = text[..(i - 1)];
        if (name == "" && hasCol) name = _lines.Count > 0 ? _lines[^1].Name : _source.DisplayName;
        else if (name != "")
        {
            string dir = Path.GetDirectoryName(_source.DisplayName) ?? "";
            name = Clean(name.StartsWith('/') || dir is "" or "." ? name : dir + "/" + name);
        }
        _lines.Add(new LineDirective(after.Line, after.Col, name, line, col));
    }

    private static bool TryNumber(string s, out uint n)
    {
        if (ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out ulong v))
        {
            n = (uint)Math.Min(v, uint.MaxValue);
            return true;
        }
        n = 0;
        return false;
    }

    private static string Clean(string path)
    {
        bool rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !rooted) parts.Add(part);
        }
        string s = string.Join('/', parts);
        return rooted ? "/" + s : s == "" ? "." : s;
    }

    // ---------------------------------------------------------------- the file

    private static readonly ulong s_declarations = Set(Token.Import, Token.Const, Token.Type, Token.Var, Token.Func);

    // SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
    private File? ParseFile()
    {
        Start();
        var f = ParseDeclarations();
        _source.LineDirectives = [.. _lines];
        _source.GoVersion = _goVersion;
        if (f == null) return null;
        foreach (var p in _pragmas)
        {
            if (!p.Attached || p.Pragma.Verb is "go:linkname" or "go:linknamestd" or "go:embed") f.Pragmas.Add(p.Pragma);
        }
        return f;
    }

    private File? ParseDeclarations()
    {
        var f = At(Here, new File { Source = _source, GoVersion = _goVersion });
        _beforePackage = false;
        if (TokStart > 0) f.Doc = System.Text.Encoding.UTF8.GetString(_source.Text.AsSpan(0, TokStart));
        if (!Got(Token.Package))
        {
            SyntaxError("package statement must be first");
            return null;
        }
        _pending = null;        // of the package clause; CheckPlacement looks at them
        f.PkgName = ParseName();
        var start = Place;
        Want(Token.Semi);
        if (_errorCount > 0) return null;

        // Imports after other declarations are accepted, with a complaint.
        var prev = Token.Import;
        while (Tok != Token.EOF)
        {
            if (_options.ImportsOnly && Tok != Token.Import) return f;
            if (Tok == Token.Import && prev != Token.Import) SyntaxError("imports must appear before other declarations");
            prev = Tok;
            int first = f.DeclList.Count;
            List<DeclPart>? specs = null;
            _bodyAt = -1;
            switch (Tok)
            {
                case Token.Import or Token.Const or Token.Type or Token.Var:
                    Next();
                    specs = DeclGroup(prev, f.DeclList);
                    break;
                case Token.Func:
                    Next();
                    f.DeclList.Add(ParseFuncDecl());
                    break;
                default:
                    if (Tok == Token.Lbrace && f.DeclList.Count > 0 && f.DeclList[^1] is FuncDecl { Body: null }) SyntaxError("unexpected semicolon or newline before {");
                    else SyntaxError("non-declaration statement outside function body");
                    Advance(s_declarations);
                    continue;
            }
            if (prev != Token.Import) f.Parts.Add(new DeclPart(prev, start.Offset, start.Line, start.Col, TokStart, _bodyAt, first, f.DeclList.Count - first, specs));
            start = Place;
            ClearPragmas();         // before the semicolon is read: what stands behind it belongs to the next declaration
            if (Tok != Token.EOF && !Got(Token.Semi))
            {
                SyntaxError("after top level declaration");
                Advance(s_declarations);
            }
        }
        ClearPragmas();
        f.EOF = Here;
        return f;
    }
}
