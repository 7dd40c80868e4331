// The scanner: UTF-8 bytes in, one token at a time out, semicolons inserted as the spec says.
//
//     _src  … read … │ch│ … unread …
//                    _off        _off + _chw
//
// S1  _ch is the character at _off, _chw its width; -1 and 0 at the end. NUL, invalid UTF-8 and a BOM are reported and
//     skipped by NextChar, so no other method ever sees them (a literal's text still contains their bytes).
// S2  The column of an offset is offset - _lineStart + 1, in bytes; _lineStart and _line change only in NextChar and the two
//     fast loops over white space and comments.
// S3  A directive is handed over after its whole comment has been read, before the token that follows it.
using System;
using System.Globalization;
using System.Text;

namespace GoClr.Syntax;

public abstract class Scanner
{
    private readonly byte[] _src;
    private readonly NameTable _names;
    private int _off, _chw, _ch;
    private int _lineStart;
    private uint _line;
    private bool _nlsemi;           // a newline or the end of file here becomes a semicolon

    // The current token.
    protected Token Tok;
    protected uint TokLine, TokCol;
    protected int TokStart;         // byte offset
    protected bool Blank;           // nothing but white space precedes the token on its line
    protected string Lit = "";      // Name, Literal: the text; Semi: "semicolon", "newline" or "EOF"
    protected LitKind Kind;
    protected bool Bad;             // Literal: an error was reported for it
    protected Operator Op;          // Operator, Star, AssignOp, IncOp
    protected int Prec;             // of the binary operator; 0: none

    protected const int PrecOrOr = 1, PrecAndAnd = 2, PrecCmp = 3, PrecAdd = 4, PrecMul = 5;

    private protected Scanner(byte[] src, NameTable names)
    {
        _src = src;
        _names = names;
        _line = 1;
        _ch = ' ';
    }

    /// <summary>The source is a piece of a file that begins at line and col.</summary>
    protected void StartAt(uint line, uint col)
    {
        _line = line;
        _lineStart = 1 - (int)col;
    }

    /// <summary>Reads the first token. Not in the constructor: the heirs' error handling must stand first.</summary>
    protected void Start()
    {
        NextChar();
        Next();
    }

    protected abstract void ScanError(uint line, uint col, string text);

    /// <summary>A comment //line…, /*line…*/ or //go:…, delimiters included.</summary>
    protected abstract void Directive(uint line, uint col, string comment);

    protected bool AtEnd => _ch < 0;

    /// <summary>Makes everything that is left unread: the next token, and the current one, are EOF.</summary>
    protected void SkipToEnd()
    {
        _off = _src.Length;
        _chw = 0;
        _ch = -1;
        _nlsemi = false;
        Tok = Token.EOF;
    }

    private void Error(string text) => ScanError(_line, (uint)(_off - _lineStart + 1), text);
    private void ErrorAt(int offsetInToken, string text) => ScanError(TokLine, TokCol + (uint)offsetInToken, text);

    private void NextChar()
    {
        int off = _off + _chw;
        if (_ch == '\n')
        {
            _line++;
            _lineStart = off;
        }
        if ((uint)off < (uint)_src.Length && _src[off] is > 0 and < 0x80 and var b)
        {
            _off = off;
            _ch = b;
            _chw = 1;
            return;
        }
        NextCharSlow(off);
    }

    private void NextCharSlow(int off)
    {
        while (true)
        {
            _off = off;
            if (off >= _src.Length)
            {
                _ch = -1;
                _chw = 0;
                return;
            }
            if (_src[off] == 0)
            {
                Error("invalid NUL character");
                off++;
                continue;
            }
            if (Rune.DecodeFromUtf8(_src.AsSpan(off), out var rune, out int width) != System.Buffers.OperationStatus.Done)
            {
                Error("invalid UTF-8 encoding");
                off++;      // one byte, not the maximal subpart: each bad byte has its own message
                continue;
            }
            if (rune.Value == 0xfeff)
            {
                if (off > 0) Error("invalid BOM in the middle of the file");
                off += width;
                continue;
            }
            _ch = rune.Value;
            _chw = width;
            return;
        }
    }

    protected void Next()
    {
        bool nlsemi = _nlsemi;
        _nlsemi = false;

    redo:
        uint startLine = _line;
        bool startOfLine = _off == _lineStart;
        while (_ch is ' ' or '\t' or '\r' || _ch == '\n' && !nlsemi) NextChar();

        TokLine = _line;
        TokCol = (uint)(_off - _lineStart + 1);
        TokStart = _off;
        Blank = _line > startLine || startOfLine;

        if (IsLetter(_ch) || _ch >= 0x80 && AtIdentChar(true))
        {
            Ident();
            return;
        }

        switch (_ch)
        {
            case -1:
                if (nlsemi)
                {
                    Lit = "EOF";
                    Tok = Token.Semi;
                }
                else Tok = Token.EOF;
                return;

            case '\n': NextChar(); Lit = "newline"; Tok = Token.Semi; return;
            case ';': NextChar(); Lit = "semicolon"; Tok = Token.Semi; return;

            case >= '0' and <= '9': Number(false); return;
            case '"': String(); return;
            case '`': RawString(); return;
            case '\'': RuneLiteral(); return;

            case '(': NextChar(); Tok = Token.Lparen; return;
            case '[': NextChar(); Tok = Token.Lbrack; return;
            case '{': NextChar(); Tok = Token.Lbrace; return;
            case ',': NextChar(); Tok = Token.Comma; return;
            case ')': NextChar(); _nlsemi = true; Tok = Token.Rparen; return;
            case ']': NextChar(); _nlsemi = true; Tok = Token.Rbrack; return;
            case '}': NextChar(); _nlsemi = true; Tok = Token.Rbrace; return;

            case ':':
                NextChar();
                Tok = Take('=') ? Token.Define : Token.Colon;
                return;

            case '.':
                NextChar();
                if (IsDecimal(_ch)) Number(true);
                else if (_ch == '.' && _off + 1 < _src.Length && _src[_off + 1] == '.')
                {
                    NextChar();
                    NextChar();
                    Tok = Token.DotDotDot;
                }
                else Tok = Token.Dot;
                return;

            case '+': NextChar(); IncOrOp('+', Operator.Add); return;
            case '-': NextChar(); IncOrOp('-', Operator.Sub); return;

            case '*':
                NextChar();
                (Op, Prec) = (Operator.Mul, PrecMul);
                Tok = Take('=') ? Token.AssignOp : Token.Star;
                return;

            case '/':
                NextChar();
                if (_ch == '/')
                {
                    LineComment();
                    goto redo;
                }
                if (_ch == '*')
                {
                    NextChar();
                    FullComment();
                    if (_line > TokLine && nlsemi)
                    {
                        Lit = "newline";        // a comment over several lines acts like a newline
                        Tok = Token.Semi;
                        return;
                    }
                    goto redo;
                }
                Binary(Operator.Div, PrecMul);
                return;

            case '%': NextChar(); Binary(Operator.Rem, PrecMul); return;
            case '^': NextChar(); Binary(Operator.Xor, PrecAdd); return;

            case '&':
                NextChar();
                if (Take('&')) Plain(Operator.AndAnd, PrecAndAnd);
                else if (Take('^')) Binary(Operator.AndNot, PrecMul);
                else Binary(Operator.And, PrecMul);
                return;

            case '|':
                NextChar();
                if (Take('|')) Plain(Operator.OrOr, PrecOrOr);
                else Binary(Operator.Or, PrecAdd);
                return;

            case '<':
                NextChar();
                if (Take('=')) Plain(Operator.Leq, PrecCmp);
                else if (Take('<')) Binary(Operator.Shl, PrecMul);
                else if (Take('-')) Tok = Token.Arrow;
                else Plain(Operator.Lss, PrecCmp);
                return;

            case '>':
                NextChar();
                if (Take('=')) Plain(Operator.Geq, PrecCmp);
                else if (Take('>')) Binary(Operator.Shr, PrecMul);
                else Plain(Operator.Gtr, PrecCmp);
                return;

            case '=':
                NextChar();
                if (Take('=')) Plain(Operator.Eql, PrecCmp);
                else Tok = Token.Assign;
                return;

            case '!':
                NextChar();
                if (Take('=')) Plain(Operator.Neq, PrecCmp);
                else Plain(Operator.Not, 0);
                return;

            case '~': NextChar(); Plain(Operator.Tilde, 0); return;

            default:
                Error("invalid character " + Quoting.UnicodePoint(_ch));
                NextChar();
                goto redo;
        }
    }

    private bool Take(int c)
    {
        if (_ch != c) return false;
        NextChar();
        return true;
    }

    private void Plain(Operator op, int prec)
    {
        (Op, Prec) = (op, prec);
        Tok = Token.Operator;
    }

    private void Binary(Operator op, int prec)
    {
        (Op, Prec) = (op, prec);
        Tok = Take('=') ? Token.AssignOp : Token.Operator;
    }

    private void IncOrOp(int c, Operator op)
    {
        if (Take(c))
        {
            (Op, Prec) = (op, PrecAdd);
            _nlsemi = true;
            Tok = Token.IncOp;
        }
        else Binary(op, PrecAdd);
    }

    // ---------------------------------------------------------------- names

    private static bool IsLetter(int c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a' && c < 0x80 || c == '_';
    private static bool IsDecimal(int c) => (uint)(c - '0') <= 9;
    private static bool IsHex(int c) => IsDecimal(c) || (uint)((c | 0x20) - 'a') <= 5 && c < 0x80;

    private void Ident()
    {
        uint hash = NameTable.HashSeed;
        int i = _off;
        for (; i < _src.Length; i++)
        {
            byte b = _src[i];
            if (!IsLetter(b) && !IsDecimal(b)) break;
            hash = NameTable.HashStep(hash, b);
        }
        bool plain = i >= _src.Length || _src[i] is > 0 and < 0x80;
        if (i > _off)
        {
            _off = i - 1;
            _chw = 1;
            _ch = _src[i - 1];
            NextChar();
        }
        if (!plain)
        {
            while (IsLetter(_ch) || IsDecimal(_ch) || _ch >= 0x80 && AtIdentChar(_off == TokStart)) NextChar();
            hash = NameTable.HashSeed;
            for (i = TokStart; i < _off; i++) hash = NameTable.HashStep(hash, _src[i]);
        }
        Lit = _names.Lookup(_src.AsSpan(TokStart, _off - TokStart), hash, out var keyword);
        if (keyword == Token.None)
        {
            _nlsemi = true;
            Tok = Token.Name;
        }
        else
        {
            _nlsemi = keyword is Token.Break or Token.Continue or Token.Fallthrough or Token.Return;
            Tok = keyword;
        }
    }

    // Outside ASCII every character continues a name; those that may not are reported.
    private bool AtIdentChar(bool first)
    {
        switch (Rune.GetUnicodeCategory(new Rune(_ch)))
        {
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter:
                break;
            case UnicodeCategory.DecimalDigitNumber:
                if (first) ReportOnce("identifier cannot begin with digit " + Quoting.UnicodePoint(_ch));
                break;
            default:
                ReportOnce($"invalid character {Quoting.UnicodePoint(_ch)} in identifier");
                break;
        }
        return true;
    }

    // Next looks at the first character of a name, Ident looks at it again.
    private int _reportedAt = -1;
    private void ReportOnce(string text)
    {
        if (_reportedAt == _off) return;
        _reportedAt = _off;
        Error(text);
    }

    // ---------------------------------------------------------------- literals

    private void SetLiteral(LitKind kind, bool ok)
    {
        _nlsemi = true;
        Tok = Token.Literal;
        var text = _src.AsSpan(TokStart, _off - TokStart);
        Lit = text.Length <= 3 ? _names.Lookup(text, out _) : Encoding.UTF8.GetString(text);
        Bad = !ok;
        Kind = kind;
    }

    [Flags]
    private enum Digs { None = 0, Digit = 1, Separator = 2 }

    // Reads digits and '_'. Below base 11 all decimal digits are taken; the first too large one is noted in invalid.
    private Digs Digits(int @base, ref int invalid)
    {
        var seen = Digs.None;
        for (; ; NextChar())
        {
            if (_ch == '_') seen |= Digs.Separator;
            else if (@base > 10 ? IsHex(_ch) : IsDecimal(_ch))
            {
                seen |= Digs.Digit;
                if (@base <= 10 && _ch >= '0' + @base && invalid < 0) invalid = _off - TokStart;
            }
            else return seen;
        }
    }

    private void Number(bool seenPoint)
    {
        bool ok = true;
        var kind = LitKind.Int;
        int @base = 10;
        char prefix = '\0';         // '\0': decimal, '0': octal by leading zero, 'x', 'o', 'b'
        var seen = Digs.None;
        int invalid = -1;

        if (!seenPoint)
        {
            if (Take('0'))
            {
                switch (_ch | 0x20)
                {
                    case 'x': NextChar(); (@base, prefix) = (16, 'x'); break;
                    case 'o': NextChar(); (@base, prefix) = (8, 'o'); break;
                    case 'b': NextChar(); (@base, prefix) = (2, 'b'); break;
                    default: (@base, prefix) = (8, '0'); seen = Digs.Digit; break;
                }
            }
            seen |= Digits(@base, ref invalid);
            if (_ch == '.')
            {
                if (prefix is 'o' or 'b')
                {
                    Error($"invalid radix point in {BaseName(@base)} literal");
                    ok = false;
                }
                NextChar();
                seenPoint = true;
            }
        }

        if (seenPoint)
        {
            kind = LitKind.Float;
            seen |= Digits(@base, ref invalid);
        }
        if ((seen & Digs.Digit) == 0 && ok)
        {
            Error(BaseName(@base) + " literal has no digits");
            ok = false;
        }

        if ((_ch | 0x20) is 'e' or 'p' && _ch is > 0 and < 0x80)
        {
            bool e = (_ch | 0x20) == 'e';
            if (ok && (e ? prefix is not ('\0' or '0') : prefix != 'x'))
            {
                Error($"{Quoting.Rune(_ch)} exponent requires {(e ? "decimal" : "hexadecimal")} mantissa");
                ok = false;
            }
            NextChar();
            kind = LitKind.Float;
            if (_ch is '+' or '-') NextChar();
            int ignored = 0;
            seen = Digits(10, ref ignored) | seen & Digs.Separator;
            if ((seen & Digs.Digit) == 0 && ok)
            {
                Error("exponent has no digits");
                ok = false;
            }
        }
        else if (prefix == 'x' && kind == LitKind.Float && ok)
        {
            Error("hexadecimal mantissa requires a 'p' exponent");
            ok = false;
        }

        if (Take('i')) kind = LitKind.Imag;
        SetLiteral(kind, ok);

        if (kind == LitKind.Int && invalid >= 0 && ok)
        {
            ErrorAt(invalid, $"invalid digit {Quoting.Rune(_src[TokStart + invalid])} in {BaseName(@base)} literal");
            ok = false;
        }
        if ((seen & Digs.Separator) != 0 && ok && MisplacedSeparator(_src.AsSpan(TokStart, _off - TokStart)) is >= 0 and var at)
        {
            ErrorAt(at, "'_' must separate successive digits");
            ok = false;
        }
        Bad = !ok;
    }

    private static string BaseName(int @base) => @base switch { 2 => "binary", 8 => "octal", 10 => "decimal", _ => "hexadecimal" };

    // Offset of the first '_' that has no digit (or base prefix) before it or no digit after it, or -1.
    private static int MisplacedSeparator(ReadOnlySpan<byte> text)
    {
        bool hex = false, digitBefore = false;
        int i = 0;
        if (text.Length >= 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'o' or 'b')
        {
            hex = (text[1] | 0x20) == 'x';
            digitBefore = true;
            i = 2;
        }
        bool separatorBefore = false;
        for (; i < text.Length; i++)
        {
            int c = text[i];
            if (c == '_')
            {
                if (!digitBefore) return i;
                (digitBefore, separatorBefore) = (false, true);
            }
            else
            {
                digitBefore = IsDecimal(c) || hex && IsHex(c);
                if (!digitBefore && separatorBefore) return i - 1;
                separatorBefore = false;
            }
        }
        return separatorBefore ? text.Length - 1 : -1;
    }

    private void RuneLiteral()
    {
        bool ok = true;
        NextChar();
        for (int n = 0; ; n++)
        {
            if (_ch == '\'')
            {
                if (ok && n == 0) { Error("empty rune literal or unescaped '"); ok = false; }
                else if (ok && n != 1) { ErrorAt(0, "more than one character in rune literal"); ok = false; }
                NextChar();
                break;
            }
            if (_ch == '\\')
            {
                NextChar();
                if (!Escape('\'')) ok = false;
                continue;
            }
            if (_ch == '\n')
            {
                if (ok) { Error("newline in rune literal"); ok = false; }
                break;
            }
            if (_ch < 0)
            {
                if (ok) { ErrorAt(0, "rune literal not terminated"); ok = false; }
                break;
            }
            NextChar();
        }
        SetLiteral(LitKind.Rune, ok);
    }

    private void String()
    {
        bool ok = true;
        NextChar();
        while (true)
        {
            if (Take('"')) break;
            if (_ch == '\\')
            {
                NextChar();
                if (!Escape('"')) ok = false;
                continue;
            }
            if (_ch == '\n') { Error("newline in string"); ok = false; break; }
            if (_ch < 0) { ErrorAt(0, "string not terminated"); ok = false; break; }
            NextChar();
        }
        SetLiteral(LitKind.String, ok);
    }

    private void RawString()
    {
        bool ok = true;
        NextChar();
        while (!Take('`'))
        {
            if (_ch < 0) { ErrorAt(0, "string not terminated"); ok = false; break; }
            NextChar();
        }
        SetLiteral(LitKind.String, ok);     // carriage returns stay in the text; the value is without them
    }

    // The backslash has been read. At the end of file true: the caller reports the unterminated literal.
    private bool Escape(int quote)
    {
        int n;
        uint @base, max;
        switch (_ch)
        {
            case 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\':
                NextChar();
                return true;
            case >= '0' and <= '7': (n, @base, max) = (3, 8, 255); break;
            case 'x': NextChar(); (n, @base, max) = (2, 16, 255); break;
            case 'u': NextChar(); (n, @base, max) = (4, 16, 0x10ffff); break;
            case 'U': NextChar(); (n, @base, max) = (8, 16, 0x10ffff); break;
            default:
                if (Take(quote) || _ch < 0) return true;
                Error("unknown escape");
                return false;
        }
        uint x = 0;
        for (; n > 0; n--)
        {
            if (_ch < 0) return true;
            uint d = IsDecimal(_ch) ? (uint)_ch - '0' : IsHex(_ch) ? (uint)(_ch | 0x20) - 'a' + 10 : @base;
            if (d >= @base)
            {
                Error($"invalid character {Quoting.Rune(_ch)} in {BaseName((int)@base)} escape");
                return false;
            }
            x = x * @base + d;
            NextChar();
        }
        if (x > max && @base == 8)
        {
            Error($"octal escape value {x} > 255");
            return false;
        }
        if (x > max || x is >= 0xd800 and < 0xe000)
        {
            Error("escape is invalid Unicode code point " + Quoting.UnicodePoint((int)x));
            return false;
        }
        return true;
    }

    // ---------------------------------------------------------------- comments

    private bool Ahead(string text)
    {
        if (_src.Length - _off < text.Length) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (_src[_off + i] != text[i]) return false;
        }
        return true;
    }

    // _ch is the second slash. The newline stays, it may become a semicolon.
    private void LineComment()
    {
        NextChar();
        bool directive = Ahead("go:") || Ahead("line ");
        while (_ch >= 0 && _ch != '\n')
        {
            // Most bytes of std's files are comments: look for the next interesting byte, then go on the slow way.
            int skip = _src.AsSpan(_off).IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (skip > 1)
            {
                _off += skip - 1;
                _ch = _src[_off];
                _chw = 1;
            }
            NextChar();
        }
        if (directive) Directive(TokLine, TokCol, Encoding.UTF8.GetString(_src.AsSpan(TokStart, _off - TokStart)));
    }

    // The opening has been read.
    private void FullComment()
    {
        bool directive = Ahead("line ");
        while (_ch >= 0)
        {
            while (_ch == '*')
            {
                NextChar();
                if (Take('/'))
                {
                    if (directive) Directive(TokLine, TokCol, Encoding.UTF8.GetString(_src.AsSpan(TokStart, _off - TokStart)));
                    return;
                }
            }
            NextChar();
        }
        ErrorAt(0, "comment not terminated");
    }
}
