// What -gcflags=-m prints about escape analysis, in gc's words and order: component by component, what functions do with their parameters,
// then variables, then the objects made in the bodies as they come. Pinned objects count as what gc makes of them.
using System.Collections.Generic;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

internal sealed class EscapeReport(CheckedPackage info)
{
    private readonly List<string> _lines = [], _early = [];
    /// <summary>What is known before the analysis proper comes first.</summary>
    internal List<string> Lines => [.. _early, .. _lines];
    private readonly NodeText _text = new(info);
    /// <summary>Closures are numbered within their function.</summary>
    private readonly Dictionary<Node, string> _names = new(ReferenceEqualityComparer.Instance);

    private void Say(Pos pos, string text) => _lines.Add(Line(pos, text));
    private static string Line(Pos pos, string text) => $"{pos.RelName}:{pos.RelLine}:{pos.RelCol}: {text}";

    // ---------------------------------------------------------------- functions

    private string NameOf(Body b)
    {
        if (b.Node is FuncDecl d) return FuncName(d);
        if (_names.TryGetValue(b.Node, out var name)) return name;
        if (b.Parent == null) return "init";
        string outer = NameOf(b.Parent);
        return outer + ".func1";
    }

    internal static string FuncName(FuncDecl d)
    {
        if (d.Recv == null) return d.Name.Value;
        var t = Parser.Unparen(d.Recv.Type);
        bool ptr = false;
        if (t is Operation { Op: Operator.Mul, Y: null } star) { ptr = true; t = Parser.Unparen(star.X); }
        if (t is IndexExpr x) t = x.X;
        string name = t is Name n ? n.Value : Printer.ExprString(t);
        return ptr ? $"(*{name}).{d.Name.Value}" : $"{name}.{d.Name.Value}";
    }

    internal void SelfAssignment(Body b, AssignStmt a) => Say(a.Pos, $"{NameOf(b)} ignoring self-assignment in {_text.Of(First(a.Lhs))} = {_text.Of(First(a.Rhs!))}");

    internal void Devirtualized(CallExpr c, SelectorExpr method, Type to) => _early.Add(Line(c.Pos, $"devirtualizing {_text.Of(method)} to {_text.OfType(to)}"));

    private static Expr First(Expr e) => e is ListExpr l ? l.ElemList[0] : e;

    // ---------------------------------------------------------------- parameters

    internal void Params(FuncDecl d, Body b, FuncTag tag)
    {
        // Instances of generic functions may be made in several packages: nothing is said about their parameters.
        if (d.TParamList.Count > 0 || d.Recv != null && IsGenericReceiver(d.Recv)) return;
        int k = 0;
        if (d.Recv != null) Param(d, d.Recv, b.Params[k], tag.Params[k++], b.Results);
        foreach (var f in d.Type.ParamList) Param(d, f, b.Params[k], tag.Params[k++], b.Results);
    }

    private static bool IsGenericReceiver(Field recv)
    {
        var t = Parser.Unparen(recv.Type);
        if (t is Operation { Op: Operator.Mul, Y: null } star) t = Parser.Unparen(star.X);
        return t is IndexExpr;
    }

    internal void Params(FuncLit f, Body b)
    {
        for (int i = 0; i < f.Type.ParamList.Count; i++)
        {
            var leaks = b.Params[i].Leaks ?? new Leaks();
            leaks.Optimize();
            Param(null, f.Type.ParamList[i], b.Params[i], leaks, b.Results);
        }
    }

    private void Param(FuncDecl? d, Field f, Location p, Leaks leaks, Location[] results)
    {
        bool blank = f.Name is null or { Value: "_" };
        string name = f.Name?.Value ?? "";
        var pos = f.Name?.Pos ?? f.Pos;
        var t = p.Type;
        if (d is { Body: null })
        {
            if (t?.Underlying is Basic { Kind: BasicKind.Uintptr }) { Say(pos, $"assuming {name} is unsafe uintptr"); return; }
            if (blank || t != null && !EscapeAnalysis.HasPointers(t)) return;
            Say(pos, leaks[Leaks.Heap] >= 0 ? $"leaking param: {name}" : $"{name} does not escape");
            return;
        }
        if (blank || t != null && !EscapeAnalysis.HasPointers(t) || p.Escapes) return;
        bool said = false;
        if (leaks[Leaks.Heap] is var heap and >= 0)
        {
            Say(pos, heap == 0 ? $"leaking param: {name}" : $"leaking param content: {name}");
            said = true;
        }
        for (int i = 0; i < Leaks.NumResults; i++)
        {
            if (leaks[Leaks.Result0 + i] is not (var level and >= 0)) continue;
            string result = i < results.Length && results[i].Var is { Name: not ("" or "_") } v ? v.Name : "~r" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Say(pos, $"leaking param: {name} to result {result} level={level}");
            said = true;
        }
        if (!said) Say(pos, $"{name} does not escape");
    }

    // ---------------------------------------------------------------- variables and objects

    internal void Locations(List<Body> bodies, List<Location> all)
    {
        foreach (var b in bodies)
        {
            foreach (var l in all) { if (l.Var != null && ReferenceEquals(l.Body, b) && l.Escapes) Say(l.At ?? l.Var.Pos, "moved to heap: " + l.Var.Name); }
        }
        foreach (var l in all) { if (l.Site != null && l.Var == null) Object(l); }
    }

    private void Object(Location l)
    {
        string verdict = l.Escapes ? "escapes to heap" : "does not escape";
        switch (l.Kind)
        {
            case SiteKind.Args: Say(l.Site!.Pos, "... argument " + verdict); break;
            case SiteKind.Append: Say(l.Site!.Pos, "append " + verdict); break;
            case SiteKind.Pointer:
            {
                var c = (CompositeLit)l.Site!;
                string text = _text.CompositeText(c);
                Say(l.At ?? c.Pos, (text.StartsWith('&') ? text : "&" + text) + " " + verdict);
                break;
            }
            case SiteKind.Box when l.Site is CallExpr c && l.Explicit: Say(Operand(c), $"{_text.ConversionText(c)} {verdict}"); break;
            case SiteKind.Box: Say(l.Site!.Pos, $"{BoxText((Expr)l.Site!, l)} {verdict}"); break;
            case SiteKind.Text when l.Site is CallExpr c:
                Say(Operand(c), $"{_text.ConversionText(c)} {verdict}");
                if (!l.Mutates && info.Types[c.Index].Type?.Underlying is SliceT { Elem: { } elem } && TypeOps.Unalias(elem).Underlying is Basic { Kind: BasicKind.Uint8 }) Say(Operand(c), "zero-copy string->[]byte conversion");
                break;
            case SiteKind.Text when l.Site is Expr o: Say(o.Pos, $"{_text.Of(o)} {verdict}"); break;
            case SiteKind.Method: Say(l.Site!.Pos, $"{_text.Of((Expr)l.Site!)} {verdict}"); break;
            case SiteKind.Object when l.Site is FuncLit or ForStmt: Say(l.Site.Pos, "func literal " + verdict); break;
            case SiteKind.Object when l.Site is CompositeLit c: Say(c.Pos, $"{_text.CompositeText(c)} {verdict}"); break;
            case SiteKind.Object when l.Site is CallExpr { ArgList.Count: > 1 } make && l.Constant is { } size: Say(make.Pos, $"{_text.MakeText(make, size)} {verdict}"); break;
            case SiteKind.Object when l.Site is Expr e: Say(e.Pos, $"{_text.Of(e)} {verdict}"); break;
        }
    }

    private static Pos Operand(CallExpr c) => Parser.Unparen(c.ArgList[0]).Pos;

    /// <summary>A boxed operand; a variable that is constant shows its value.</summary>
    private string BoxText(Expr e, Location l) => l.Constant is { } v ? _text.Constant(v, info.Types[e.Index].Type) : _text.Of(e);
}
