// Reporting errors. Texts are interpolated strings; MessageText formats types, objects, operands and expressions in them as gc does:
// types with packages named relative to the package being checked, expressions shortened.
//
//     Error(e, $"cannot use {x} as {T} value in {context}");
//
// Several lines (an error with details at other positions) are built with ErrorBuilder.
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

[InterpolatedStringHandler]
internal readonly struct MessageText(int literalLength, int formattedCount, Checker? check)
{
    private readonly StringBuilder _b = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string s) => _b.Append(s);
    public void AppendFormatted(string? s) => _b.Append(s);
    public void AppendFormatted(char c) => _b.Append(c);
    public void AppendFormatted(int v) => _b.Append(v);
    public void AppendFormatted(long v) => _b.Append(v);
    public void AppendFormatted(BigInteger v) => _b.Append(v.ToString());
    public void AppendFormatted(Pos p) => _b.Append(p.ToString());
    public void AppendFormatted(Type? t) => _b.Append(t == null ? "<nil>" : TypeString.Of(t, Qualifier));
    public void AppendFormatted(Obj? o) => _b.Append(o == null ? "<nil>" : ObjectString.Of(o, Qualifier));
    public void AppendFormatted(Expr? e) => _b.Append(e == null ? "<nil>" : Printer.ExprString(e));
    public void AppendFormatted(Operand x) => _b.Append(Checker.OperandString(check, x));
    public void AppendFormatted(MessageText m) => _b.Append(m._b);
    public void AppendFormatted(Term t)
    {
        // gc names packages in terms by path.
        if (t.Tilde) _b.Append('~');
        _b.Append(TypeString.Of(t.Type, p => p.IsProgram ? "main" : p.Path));
    }

    /// <summary>[a, b]</summary>
    public void AppendFormatted<T>(List<T> list)
    {
        _b.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) _b.Append(", ");
            switch (list[i])
            {
                case Type t: AppendFormatted(t); break;
                case Expr e: AppendFormatted(e); break;
                case Operand x: AppendFormatted(x); break;
                default: _b.Append(list[i]); break;
            }
        }
        _b.Append(']');
    }

    private System.Func<Package, string>? Qualifier => check == null ? null : check.Qualifier;
    public override string ToString() => _b.ToString();
}

/// <summary>An error in the making: the first line gives the position, the others follow, indented, with theirs.</summary>
internal sealed class ErrorBuilder(Checker check)
{
    private readonly List<(Pos Pos, string Text)> _lines = [];
    internal bool Soft;
    internal bool IsEmpty => _lines.Count == 0;
    /// <summary>Position of the first line.</summary>
    internal Pos Pos => _lines[0].Pos;
    internal string Message
    {
        get
        {
            var b = new StringBuilder(_lines[0].Text);
            for (int i = 1; i < _lines.Count; i++)
            {
                b.Append("\n\t");
                if (_lines[i].Pos.IsKnown) b.Append(_lines[i].Pos.ToString()).Append(": ");
                b.Append(_lines[i].Text);
            }
            return b.ToString();
        }
    }
    internal Checker Check => check;

    internal ErrorBuilder Add(Pos at, string text)
    {
        _lines.Add((at, text));
        return this;
    }

    internal ErrorBuilder Add(Node at, string text) => Add(Extent.StartPos(at), text);
    internal ErrorBuilder Add(Operand at, string text) => Add(at.Expr == null ? default : Extent.StartPos(at.Expr), text);

    internal ErrorBuilder AddAltDecl(Obj obj) => obj.Pos.IsKnown ? Add(obj.Pos, $"other declaration of {obj.Name}") : this;

    internal void Report()
    {
        if (_lines.Count == 0) return;
        check.Report(_lines[0].Pos, Message, _lines[0].Text, Soft);
        _lines.Clear();
    }
}

public sealed partial class Checker
{
    internal const string InvalidArg = "invalid argument: ";
    internal const string InvalidOp = "invalid operation: ";

    private Dictionary<string, HashSet<string>>? _pkgPathMap;
    private HashSet<Package>? _seenPkgs;

    internal void Error(Pos at, string text) => Report(at, text, text, false);
    internal void Error(Node at, string text) => Report(Extent.StartPos(at), text, text, false);
    internal void Error(Operand at, string text) => Report(PosOf(at), text, text, false);
    internal void Error(Pos at, [InterpolatedStringHandlerArgument("")] MessageText text) => Error(at, text.ToString());
    internal void Error(Node at, [InterpolatedStringHandlerArgument("")] MessageText text) => Error(at, text.ToString());
    internal void Error(Operand at, [InterpolatedStringHandlerArgument("")] MessageText text) => Error(at, text.ToString());
    internal void SoftError(Pos at, string text) => Report(at, text, text, true);
    internal void SoftError(Node at, string text) => Report(Extent.StartPos(at), text, text, true);
    internal void SoftError(Operand at, string text) => Report(PosOf(at), text, text, true);
    internal void SoftError(Pos at, [InterpolatedStringHandlerArgument("")] MessageText text) => SoftError(at, text.ToString());
    internal void SoftError(Node at, [InterpolatedStringHandlerArgument("")] MessageText text) => SoftError(at, text.ToString());
    internal void SoftError(Operand at, [InterpolatedStringHandlerArgument("")] MessageText text) => SoftError(at, text.ToString());

    internal ErrorBuilder NewError() => new(this);

    /// <summary>The text with types and so on formatted relative to this package.</summary>
    internal string Sprintf([InterpolatedStringHandlerArgument("")] MessageText text) => text.ToString();
    internal static string Sprintf(Checker? check, [InterpolatedStringHandlerArgument("check")] MessageText text) => text.ToString();

    private static Pos PosOf(Operand x) => x.Expr == null ? default : Extent.StartPos(x.Expr);

    internal void Report(Pos pos, string text, string firstLine, bool soft)
    {
        // An operand or type that is invalid was reported where it became so; the message would add nothing.
        if (HasError && (firstLine.IndexOf("invalid operand", System.StringComparison.Ordinal) > 0 || firstLine.IndexOf("invalid type", System.StringComparison.Ordinal) > 0)) return;
        if (Env.ErrPos.IsKnown) pos = Env.ErrPos;
        HasError = true;
        if (text.EndsWith(" or later", System.StringComparison.Ordinal) && text.Contains(" requires go1.")) text += VersionHint(pos);
        _diags.Error(pos, text, soft);
    }

    /// <summary>Where the language version comes from that is too old.</summary>
    private string VersionHint(Pos pos)
    {
        foreach (var (file, _) in _checkedFiles)
        {
            if (file.Source != pos.File || file.Source == null) continue;
            if ((file.GoVersion ?? file.Source.GoVersion) is { Length: > 0 } v) return $" (file declares //go:build {v})";
        }
        return $" (-lang was set to {Conf.GoVersion}; check go.mod)";
    }

    /// <summary>How a package is named in messages: not at all if it is this one, by path if several imports share the name.</summary>
    internal string Qualifier(Package pkg)
    {
        if (pkg == Pkg) return "";
        if (_pkgPathMap == null)
        {
            _pkgPathMap = [];
            _seenPkgs = [];
            MarkImports(Pkg);
        }
        return _pkgPathMap.TryGetValue(pkg.Name, out var paths) && paths.Count > 1 ? "\"" + pkg.Path + "\"" : pkg.Name;
    }

    private void MarkImports(Package pkg)
    {
        if (!_seenPkgs!.Add(pkg)) return;
        if (!_pkgPathMap!.TryGetValue(pkg.Name, out var paths)) _pkgPathMap[pkg.Name] = paths = [];
        paths.Add(pkg.Path);
        foreach (var imp in pkg.Imports) MarkImports(imp);
    }
}
