// The head of a Go file as far as loading needs it: package name and imports, read without parsing the rest.
// Messages are those of go/parser, because that is what `go` prints before it compiles anything.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Build.Load;

/// <summary>An import as written. Line and Col are those of the spec (the local name if there is one).</summary>
public sealed record ImportSpec(string? LocalName, string Path, int Line, int Col);

public sealed class SourceHeader
{
    public string PackageName { get; private set; } = "";
    public List<ImportSpec> Imports { get; } = [];
    /// <summary>The first mistake, or null.</summary>
    public string? Error { get; private set; }
    public int ErrorLine { get; private set; }
    public int ErrorCol { get; private set; }
    /// <summary>`go` prints this one with the whole path of the file.</summary>
    public bool ErrorHasFullPath { get; private set; }

    private readonly byte[] _src;
    private int _off, _line = 1, _lineStart;
    private bool _nlsemi;

    // The token: "" at the end, ";" with _text "\n" for a newline, else its first character or the whole word.
    private enum Kind { End, Word, Str, Number, Semi, Newline, Other, Unfinished }
    private Kind _kind;
    private string _text = "";
    private int _tokLine, _tokCol;

    private SourceHeader(byte[] src) => _src = src;

    public static SourceHeader Read(byte[] src)
    {
        var h = new SourceHeader(src);
        h.Parse();
        return h;
    }

    private void Fail(string text) => Fail(text, _tokLine, _tokCol);

    private void Fail(string text, int line, int col)
    {
        if (Error != null) return;
        (Error, ErrorLine, ErrorCol) = (text, line, col);
    }

    private string Found() => _kind switch
    {
        Kind.End => "'EOF'",
        Kind.Newline => "newline",
        Kind.Str or Kind.Number => _text,
        Kind.Word => IsKeyword(_text) ? $"'{_text}'" : _text,
        _ => $"'{_text}'",
    };

    private static bool IsKeyword(string s)
    {
        for (var t = Token.Break; t <= Token.Var; t++)
        {
            if (t.Text() == s) return true;
        }
        return false;
    }

    private void Parse()
    {
        if (_src.AsSpan().StartsWith("\uFEFF"u8)) _off = 3;
        Next();
        if (_kind != Kind.Word || _text != "package")
        {
            Fail("expected 'package', found " + Found());
            return;
        }
        Next();
        if (_kind != Kind.Word || IsKeyword(_text))
        {
            Fail("expected 'IDENT', found " + Found());
            return;
        }
        PackageName = _text;
        Next();
        if (_kind is not (Kind.Semi or Kind.Newline or Kind.Unfinished) && !(_kind == Kind.Word && _text[0] == 'i')) return;      // the compiler complains
        if (!Semi()) return;
        while (Error == null && _kind == Kind.Word && _text == "import")
        {
            Next();
            if (_kind == Kind.Other && _text == "(")
            {
                Next();
                while (Error == null && !(_kind == Kind.Other && _text == ")"))
                {
                    if (_kind == Kind.End)
                    {
                        Fail("expected ')', found 'EOF'");
                        return;
                    }
                    Spec();
                    if (Error == null && !(_kind == Kind.Other && _text == ")") && !Semi()) return;
                }
                if (Error != null) return;
                Next();
            }
            else Spec();
            if (Error != null) return;
            if (_kind is Kind.Semi or Kind.Newline) Next();
            else return;            // the compiler complains
        }
    }

    private bool Semi()
    {
        if (_kind is Kind.Semi or Kind.Newline)
        {
            Next();
            return true;
        }
        if (_kind == Kind.End) return true;
        Fail("expected ';', found " + Found());
        return false;
    }

    private void Spec()
    {
        int line = _tokLine, col = _tokCol;
        string? name = null;
        if (_kind == Kind.Word && !IsKeyword(_text) || _kind == Kind.Other && _text == ".")
        {
            name = _text;
            Next();
        }
        if (_kind == Kind.Unfinished) return;
        if (_kind != Kind.Str)
        {
            Fail(_kind is Kind.Semi or Kind.Newline or Kind.End || _kind == Kind.Other ? "missing import path" : "import path must be a string");
            return;
        }
        string? path = Pragmas.Unquote(_text);
        if (path == null) Fail("unknown escape sequence", line, _tokCol + BadEscape(_text));
        else if (!ValidPath(path))
        {
            Fail("invalid import path: " + path, line, col);
            ErrorHasFullPath = true;
        }
        else Imports.Add(new ImportSpec(name, path, line, col));
        Next();
    }

    // Offset of the character behind the first backslash that begins no escape sequence.
    private static int BadEscape(string literal)
    {
        for (int i = 1; i + 1 < literal.Length; i++)
        {
            if (literal[i] != '\\') continue;
            if (!"abfnrtv\\\"xuU01234567".Contains(literal[i + 1])) return i + 1;
            i++;
        }
        return 0;
    }

    private static bool ValidPath(string s)
    {
        foreach (var r in s.EnumerateRunes())
        {
            if (!Quoting.IsPrint(r.Value) || r.Value == ' ' || r.Value < 0x80 && "!\"#$%&'()*,:;<=>?[\\]^{|}`".Contains((char)r.Value) || r.Value == 0xfffd) return false;
        }
        return s != "";
    }

    private void Next()
    {
        bool nlsemi = _nlsemi;
        _nlsemi = false;
        while (true)
        {
            if (_off >= _src.Length)
            {
                (_kind, _text) = nlsemi ? (Kind.Newline, "\n") : (Kind.End, "");
                if (nlsemi) _kind = Kind.End;
                Mark();
                return;
            }
            byte b = _src[_off];
            if (b == '\n')
            {
                Mark();
                _off++;
                _line++;
                _lineStart = _off;
                if (!nlsemi) continue;
                (_kind, _text) = (Kind.Newline, "\n");
                return;
            }
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                _off++;
                continue;
            }
            if (b == '/' && _off + 1 < _src.Length && _src[_off + 1] == '/')
            {
                int end = _src.AsSpan(_off).IndexOf((byte)'\n');
                _off = end < 0 ? _src.Length : _off + end;
                continue;
            }
            if (b == '/' && _off + 1 < _src.Length && _src[_off + 1] == '*')
            {
                Mark();
                int end = _src.AsSpan(_off + 2).IndexOf("*/"u8);
                if (end < 0)
                {
                    Fail("comment not terminated");
                    _off = _src.Length;
                    _kind = Kind.Unfinished;
                    return;
                }
                int close = _off + 2 + end + 2;
                bool lines = false;
                for (int i = _off; i < close; i++)
                {
                    if (_src[i] != '\n') continue;
                    lines = true;
                    _line++;
                    _lineStart = i + 1;
                }
                _off = close;
                if (!lines || !nlsemi) continue;
                (_kind, _text) = (Kind.Newline, "\n");
                return;
            }
            break;
        }

        Mark();
        int start = _off;
        byte c = _src[_off];
        if (c is (byte)'"' or (byte)'`' or (byte)'\'')
        {
            for (_off++; _off < _src.Length && _src[_off] != c; _off++)
            {
                if (c != '`' && _src[_off] == '\\') _off++;
                else if (_src[_off] == '\n')
                {
                    if (c != '`') break;
                    _line++;
                    _lineStart = _off + 1;
                }
            }
            if (_off >= _src.Length || _src[_off] != c)
            {
                Fail(c switch { (byte)'"' => "string literal not terminated", (byte)'`' => "raw string literal not terminated", _ => "rune literal not terminated" });
                _off = Math.Min(_off, _src.Length);
                _kind = Kind.Unfinished;
                return;
            }
            _off++;
            _kind = c == '\'' ? Kind.Number : Kind.Str;
            _nlsemi = true;
        }
        else if (IsWord(c))
        {
            while (_off < _src.Length && IsWord(_src[_off])) _off++;
            _kind = c is >= (byte)'0' and <= (byte)'9' ? Kind.Number : Kind.Word;
            _nlsemi = true;
        }
        else
        {
            _off++;
            _kind = c == ';' ? Kind.Semi : Kind.Other;
            _nlsemi = c == ')';
        }
        _text = Encoding.UTF8.GetString(_src.AsSpan(start, _off - start));
        if (_kind == Kind.Word && IsKeyword(_text)) _nlsemi = false;
    }

    // A newline at the very end begins no line: the end of the file then lies behind it, on its line.
    private void Mark()
    {
        (_tokLine, _tokCol) = (_line, _off - _lineStart + 1);
        if (_off < _src.Length || _lineStart < _src.Length || _off == 0) return;
        _tokLine--;
        _tokCol = _off - (_off > 1 ? _src.AsSpan(0, _off - 1).LastIndexOf((byte)'\n') + 1 : 0) + 1;
    }

    private static bool IsWord(byte b) => b is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or >= 0x80;
}
