// Compiler directives: which exist, who may use them, and where they may stand.
using System;
using System.Collections.Generic;
using System.Text;

namespace GoClr.Syntax;

public static class Pragmas
{
    /// <summary>Directives with a meaning for gc's compiler; at a wrong place they are an error. All others are comments there.</summary>
    public static bool IsKnown(string verb) => verb == "go:build" || OfFunction(verb);

    private static bool OfFunction(string verb) => verb is "go:noescape" or "go:norace" or "go:nosplit" or "go:noinline" or "go:nocheckptr" or "go:systemstack"
        or "go:nowritebarrier" or "go:nowritebarrierrec" or "go:yeswritebarrierrec" or "go:cgo_unsafe_args" or "go:uintptrkeepalive" or "go:uintptrescapes" or "go:registerparams";

    /// <summary>The message for a directive that is wrong by itself, or null.</summary>
    internal static string? Check(Pragma p, bool std)
    {
        string verb = p.Verb;
        switch (verb)
        {
            case "go:linkname" or "go:linknamestd" when p.Text.Length > verb.Length:
                return p.Args.Length is 1 or 2 ? null : $"usage: //{verb} localname [linkname]";
            case "go:wasmimport" when p.Text.Length > verb.Length:
                return p.Args.Length == 2 ? null : "usage: //go:wasmimport importmodule importname";
            case "go:wasmexport" when p.Text.Length > verb.Length:
                return p.Args.Length == 1 ? null : "usage: //go:wasmexport exportname";
            case "go:embed":
                var patterns = EmbedPatterns(p, out string? error);
                return error ?? (patterns.Count == 0 ? "usage: //go:embed pattern..." : null);
        }
        if (std) return null;
        if (verb.StartsWith("go:cgo_", StringComparison.Ordinal) && verb != "go:cgo_import_dynamic") return $"//{p.Text} only allowed in cgo-generated code";
        if (verb is "go:systemstack" or "go:nowritebarrier" or "go:nowritebarrierrec" or "go:yeswritebarrierrec") return $"//{verb} only allowed in runtime";
        if (verb == "go:uintptrkeepalive") return $"//{verb} is only allowed in the standard library";
        return null;
    }

    /// <summary>The patterns of a //go:embed line: words, or Go strings in quotes or back quotes.</summary>
    public static List<string> EmbedPatterns(Pragma p, out string? error)
    {
        error = null;
        var list = new List<string>();
        string s = p.Text["go:embed".Length..].Trim();
        while (s != "")
        {
            int i;
            switch (s[0])
            {
                case '`':
                    i = s.IndexOf('`', 1);
                    if (i < 0) { error = "invalid quoted string in //go:embed: " + s; return list; }
                    list.Add(s[1..i]);
                    s = s[(i + 1)..];
                    break;
                case '"':
                    for (i = 1; i < s.Length && s[i] != '"'; i++)
                    {
                        if (s[i] == '\\') i++;
                    }
                    if (i >= s.Length) { error = "invalid quoted string in //go:embed: " + s; return list; }
                    string quoted = s[..(i + 1)];
                    if (Unquote(quoted) is not { } text) { error = "invalid quoted string in //go:embed: " + quoted; return list; }
                    list.Add(text);
                    s = s[(i + 1)..];
                    break;
                default:
                    for (i = 0; i < s.Length && !char.IsWhiteSpace(s[i]); i++) { }
                    list.Add(s[..i]);
                    s = s[i..];
                    break;
            }
            if (s != "" && !char.IsWhiteSpace(s[0])) { error = "invalid quoted string in //go:embed: " + s; return list; }
            s = s.Trim();
        }
        return list;
    }

    /// <summary>The value of a string literal (interpreted or raw) as text; null if it is not one or not valid UTF-8.</summary>
    public static string? Unquote(string literal)
    {
        if (literal.Length < 2 || literal[0] != literal[^1]) return null;
        if (literal[0] == '`') return literal[1..^1].Replace("\r", "", StringComparison.Ordinal);
        if (literal[0] != '"') return null;
        var bytes = new List<byte>();
        var utf8 = new UTF8Encoding(false, true);
        for (int i = 1; i < literal.Length - 1; i++)
        {
            char c = literal[i];
            if (c == '"') return null;
            if (c != '\\')
            {
                int n = char.IsHighSurrogate(c) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(literal.Substring(i, n)));
                i += n - 1;
                continue;
            }
            if (++i >= literal.Length - 1) return null;
            c = literal[i];
            int simple = "abfnrtv\\\"".IndexOf(c);
            if (simple >= 0)
            {
                bytes.Add((byte)"\a\b\f\n\r\t\v\\\""[simple]);
                continue;
            }
            int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '7' => 3, _ => 0 };
            if (digits == 0) return null;
            if (c is 'x' or 'u' or 'U') i++;
            if (i + digits > literal.Length - 1) return null;
            uint v;
            try { v = Convert.ToUInt32(literal.Substring(i, digits), digits == 3 ? 8 : 16); }
            catch (FormatException) { return null; }
            i += digits - 1;
            if (digits <= 3)
            {
                if (v > 255) return null;
                bytes.Add((byte)v);
            }
            else
            {
                if (!Rune.IsValid(v)) return null;
                bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(v).ToString()));
            }
        }
        try { return utf8.GetString(bytes.ToArray()); }
        catch (DecoderFallbackException) { return null; }
    }

    /// <summary>Reports directives at declarations that do not take them. gc does this after a package has checked without an error.</summary>
    public static void CheckPlacement(File file, Diagnostics diags)
    {
        bool embedImported = false;
        bool unsafeImported = false;
        foreach (var d in file.DeclList)
        {
            if (d is not ImportDecl { Path: { } path }) continue;
            embedImported |= Unquote(path.Value) == "embed";
            unsafeImported |= Unquote(path.Value) == "unsafe";
        }
        foreach (var p in file.Pragmas)
        {
            if (p.Pos.Line >= file.PkgName.Pos.Line) break;
            if (p.Verb == "go:embed") diags.Error(p.Pos, "misplaced go:embed directive");
            else if (OfFunction(p.Verb)) diags.Error(p.Pos, "misplaced compiler directive");
        }
        Walker.Inspect(file, n =>
        {
            if (n is not Decl { Pragmas: { } list } d) return true;
            foreach (var p in list)
            {
                if (p.Verb == "go:embed")
                {
                    if (d is not VarDecl v) diags.Error(p.Pos, "misplaced go:embed directive");
                    else if (!embedImported) diags.Error(p.Pos, "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)");
                    else if (v.NameList.Count > 1) diags.Error(p.Pos, "go:embed cannot apply to multiple vars");
                    else if (v.Values != null) diags.Error(p.Pos, "go:embed cannot apply to var with initializer");
                    else if (v.Type == null) diags.Error(p.Pos, "go:embed cannot apply to var without type");
                    else if (!file.DeclList.Contains(v)) diags.Error(p.Pos, "go:embed cannot apply to var inside func");
                }
                else if (d is not FuncDecl && IsKnown(p.Verb) || p.Verb == "go:build") diags.Error(p.Pos, "misplaced compiler directive");
            }
            return true;
        });
        if (unsafeImported) return;
        foreach (var p in file.Pragmas)
        {
            if (p.Verb is "go:linkname" or "go:linknamestd") diags.Error(p.Pos, $"//{p.Verb} only allowed in Go files that import \"unsafe\"");
        }
    }
}
