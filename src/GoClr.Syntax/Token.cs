// Tokens of the language, and how messages name them. At most 64, so that a set of tokens is one ulong.
namespace GoClr.Syntax;

public enum Token : byte
{
    None, EOF,
    Name, Literal,
    Operator,                   // binary and unary operators except *
    AssignOp,                   // op=
    IncOp,                      // ++ --
    Assign, Define, Arrow, Star,
    Lparen, Lbrack, Lbrace, Rparen, Rbrack, Rbrace,
    Comma, Semi, Colon, Dot, DotDotDot,
    Break, Case, Chan, Const, Continue, Default, Defer, Else, Fallthrough, For, Func, Go, Goto, If, Import,
    Interface, Map, Package, Range, Return, Select, Struct, Switch, Type, Var,
}

public static class Tokens
{
    internal const Token FirstKeyword = Token.Break, LastKeyword = Token.Var;

    private static readonly string[] s_text =
    [
        "", "EOF", "name", "literal", "op", "op=", "opop", "=", ":=", "<-", "*",
        "(", "[", "{", ")", "]", "}", ",", ";", ":", ".", "...",
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import",
        "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
    ];

    private static readonly string[] s_operator =
        ["", "!", "<-", "~", "||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "|", "^", "*", "/", "%", "&", "&^", "<<", ">>"];

    public static string Text(this Token tok) => s_text[(int)tok];
    public static string Text(this Operator op) => s_operator[(int)op];

    public static bool IsKeyword(Token tok) => tok is >= FirstKeyword and <= LastKeyword;

    /// <summary>The token as an error message calls it.</summary>
    internal static string Describe(Token tok) => tok switch
    {
        Token.Comma => "comma",
        Token.Semi => "semicolon or newline",
        _ => IsKeyword(tok) ? "keyword " + tok.Text() : tok.Text(),
    };

    internal static bool In(this Token tok, ulong set) => (set >> (int)tok & 1) != 0;
    internal static ulong Bit(this Token tok) => 1UL << (int)tok;
}
