// Expressions of a wanted type.
using System;
using System.Collections.Generic;
using System.Linq;

namespace GoClr.TestRunner.Fuzz;

internal sealed partial class Generator
{
    /// <summary>An expression of type <paramref name="t"/>, never a constant one unless it is a plain literal in a place where any is right.</summary>
    private string Expr(GoType t, int depth)
    {
        if (depth <= 0 || Chance(15)) return Leaf(t);
        var calls = _funcs.Where(f => f.Results.Count == 1 && Same(f.Results[0], t)).ToList();
        if (calls.Count > 0 && Chance(12))
        {
            var f = calls[_rnd.Next(calls.Count)];
            return $"{f.Name}({string.Join(", ", f.Params.Select(a => Expr(a, depth - 2)))})";
        }
        if (Chance(6)) return Access(t, depth) ?? Leaf(t);
        if (Chance(4)) return $"(Pair[{t}, int]{{{Expr(t, depth - 1)}, {Expr(_types.Int, depth - 2)}}}).Swap().b";
        if (Chance(4)) return $"func() {t} {{ return {InClosure(() => Expr(t, depth - 1))} }}()";
        switch (t.Kind)
        {
            case Kind.Int: return IntExpr(t, depth);
            case Kind.Float: return FloatExpr(t, depth);
            case Kind.Complex:
                return _rnd.Next(4) switch
                {
                    0 => $"{t}(complex({Expr(_types.Float64, depth - 1)}, {Expr(_types.Float64, depth - 2)}))",
                    1 => $"({Nonconst(t, depth - 1)} * {Expr(t, depth - 1)})",
                    _ => $"({Nonconst(t, depth - 1)} {(Chance(50) ? "+" : "-")} {Expr(t, depth - 1)})",
                };
            case Kind.String: return StringExpr(t, depth);
            case Kind.Bool: return BoolExpr(t, depth);
            case Kind.Any:
            {
                var held = _types.Pick(_types.All);
                return held.IsPrintable && !held.MayHoldItself ? $"any({Expr(held, depth - 1)})" : Leaf(t);
            }
            case Kind.Iface: return $"{t}({Expr(_types.Pick(t.Implementers), depth - 1)})";
            case Kind.Slice:
                return _rnd.Next(5) switch
                {
                    0 when Same(t.Elem!, s_byte) => $"[]uint8({Expr(_types.String, depth - 1)})",
                    1 => $"append({Expr(t, depth - 1)}[:0:0], {Expr(t.Elem!, depth - 1)}, {Expr(t.Elem!, depth - 2)})",
                    2 => SliceOfSlice(t, depth),
                    _ => Composite(t, depth),
                };
            case Kind.Array or Kind.Struct or Kind.Map: return Composite(t, depth);
            case Kind.Pointer:
                return Chance(50) ? $"&{Composite(t.Elem!, depth - 1)}" : Leaf(t);
            case Kind.Func: return FuncLiteral(t, depth);
            default: return Leaf(t);
        }
    }

    private static readonly GoType s_byte = new() { Name = "uint8", Kind = Kind.Int, Bits = 8 };

    private static bool Same(GoType a, GoType b) => a.Name == b.Name;

    private string Nonconst(GoType t, int depth)
    {
        var v = Vars(t);
        if (v.Count > 0 && Chance(60)) return v[_rnd.Next(v.Count)].Name;
        return (Chance(70) ? "id(" : "pick(") + Expr(t, depth) + ")";
    }

    private List<Var> Vars(GoType t) => _vars.Where(v => Same(v.Type, t)).ToList();

    private string Leaf(GoType t)
    {
        var v = Vars(t);
        if (v.Count > 0 && Chance(75)) return v[_rnd.Next(v.Count)].Name;
        switch (t.Kind)
        {
            case Kind.Int or Kind.Float or Kind.Complex or Kind.String or Kind.Bool: return $"pick({_types.Constant(t)})";
            case Kind.Any: return _rnd.Next(3) switch { 0 => "any(nil)", 1 => $"any({_types.Constant(_types.Pick(_types.Basic))})", _ => "any(\"s\")" };
            case Kind.Iface:
            {
                var basic = t.Implementers.Where(i => i.Kind is not Kind.Struct).ToList();
                return basic.Count > 0 && Chance(85) ? $"{t}({_types.Constant(basic[_rnd.Next(basic.Count)])})" : $"{t}(nil)";
            }
            case Kind.Struct: return $"{t}{{}}";
            case Kind.Array: return $"{t}{{}}";
            case Kind.Slice or Kind.Map: return Chance(80) ? $"{t}{{}}" : $"{t}(nil)";
            case Kind.Pointer: return Chance(75) ? $"new({t.Elem})" : $"({t})(nil)";
            case Kind.Func: return FuncLiteral(t, 1);
            default: throw new InvalidOperationException("no leaf of " + t);
        }
    }

    /// <summary>A literal all of constants, which a compiler can lay out as data.</summary>
    private string Literal(GoType t, int depth)
    {
        switch (t.Kind)
        {
            case Kind.Int or Kind.Float or Kind.Complex or Kind.String or Kind.Bool: return _types.Constant(t);
            case Kind.Any: return $"any({_types.Constant(_types.Pick(_types.Basic))})";
            case Kind.Iface: return Leaf(t);
            case Kind.Pointer: return depth > 0 ? $"&{Literal(t.Elem!, depth - 1)}" : "nil";
            case Kind.Func: return FuncLiteral(t, 2);
            case Kind.Struct: return $"{t}{{{string.Join(", ", t.Fields.Select(f => $"{f.Name}: {Literal(f.Type, depth - 1)}"))}}}";
            case Kind.Array or Kind.Slice:
            {
                int n = depth <= 0 ? 0 : t.Kind == Kind.Array ? _rnd.Next(t.Len + 1) : _rnd.Next(5);
                return $"{t}{{{string.Join(", ", Enumerable.Range(0, n).Select(_ => Literal(t.Elem!, depth - 1)))}}}";
            }
            case Kind.Map: return depth <= 0 ? $"{t}{{}}" : $"{t}{{{Literal(t.Key!, 1)}: {Literal(t.Elem!, depth - 1)}}}";
            default: throw new InvalidOperationException("no literal of " + t);
        }
    }

    private string InClosure(Func<string> make)
    {
        _closureDepth++;
        try { return make(); }
        finally { _closureDepth--; }
    }

    private string FuncLiteral(GoType t, int depth)
    {
        int mark = _vars.Count;
        var names = t.Params.Select(p => (Fresh("q"), p)).ToList();
        foreach (var (n, p) in names) _vars.Add(new Var(n, p));
        // A function value may come to call itself.
        string z = Fresh("z"), body = InClosure(() => Expr(t.Result!, depth - 1));
        _vars.RemoveRange(mark, _vars.Count - mark);
        return $"func({string.Join(", ", names.Select(x => $"{x.Item1} {x.p}"))}) ({z} {t.Result}) {{ if burn() {{ {z} = {body} }}; return }}";
    }

    private string IntExpr(GoType t, int depth)
    {
        switch (_rnd.Next(19))
        {
            case 0: return $"({Nonconst(t, depth - 1)} / {Expr(t, depth - 1)})";
            case 1: return $"({Nonconst(t, depth - 1)} % {Expr(t, depth - 1)})";
            case 2: return $"({Nonconst(t, depth - 1)} / {t}({_rnd.Next(1, 100)}))";
            case 3: return $"({Nonconst(t, depth - 1)} % {t}({_rnd.Next(1, 100)}))";
            case 4: return $"({Nonconst(t, depth - 1)} << ({Nonconst(Unsigned(), depth - 1)} % {_rnd.Next(1, 80)}))";
            case 5: return $"({Nonconst(t, depth - 1)} >> ({Nonconst(Unsigned(), depth - 1)} % {_rnd.Next(1, 80)}))";
            case 6: return $"({Nonconst(t, depth - 1)} {(Chance(50) ? "<<" : ">>")} {(Chance(75) ? _rnd.Next(0, 70).ToString() : $"({Nonconst(_types.Pick(_types.Ints), depth - 1)} % 67)")})";
            case 7: return $"(-{Nonconst(t, depth - 1)})";
            case 8: return $"(^{Nonconst(t, depth - 1)})";
            case 9:
            {
                var from = _types.Pick(_types.Ints);
                return $"{t}({Nonconst(from, depth - 1)})";
            }
            case 10: return $"{t}({Nonconst(_types.Float64, depth - 1)})";
            case 11: return $"{t}(len({Expr(Sized(), depth - 1)}))";
            case 12: return $"sum[{t}]({Expr(t, depth - 1)}, {Expr(t, depth - 2)})";
            case 13: return $"{(Chance(50) ? "min" : "max")}({Nonconst(t, depth - 1)}, {Expr(t, depth - 1)})";
            case 14 when Same(t, _types.Int) && !_inWeight: return $"{Expr(_types.Weigher!, depth - 1)}.Weight({Expr(_types.Int, depth - 2)})";
            case 15 when Same(t, s_byte):
            {
                string s = Nonconst(_types.String, depth - 1);
                return $"{s}[{Index(depth - 1, "len(" + s + ")")}]";
            }
            default:
            {
                string[] ops = ["+", "-", "*", "&", "|", "^", "&^"];
                return $"({Nonconst(t, depth - 1)} {ops[_rnd.Next(ops.Length)]} {Expr(t, depth - 1)})";
            }
        }
    }

    private GoType Unsigned()
    {
        var u = _types.Ints.Where(t => !t.Signed).ToList();
        return u[_rnd.Next(u.Count)];
    }

    private GoType Sized()
    {
        var s = _types.All.Where(t => t.Kind is Kind.String or Kind.Slice or Kind.Map).ToList();
        return s[_rnd.Next(s.Count)];
    }

    /// <summary>An index, mostly within the length; sometimes not, which panics.</summary>
    private string Index(int depth, string length)
    {
        if (Chance(8)) return Nonconst(_types.Int, depth - 1);
        return $"int(uint({Nonconst(_types.Int, depth - 1)}) % uint(max(1, {length})))";
    }

    private string FloatExpr(GoType t, int depth) => _rnd.Next(8) switch
    {
        0 => $"{t}({Nonconst(_types.Pick(_types.Ints), depth - 1)})",
        1 => $"(-{Nonconst(t, depth - 1)})",
        2 => $"({Nonconst(t, depth - 1)} / {Expr(t, depth - 1)})",
        3 when Same(t, _types.Float64) => $"real({Nonconst(_types.Basic.First(b => b.Kind == Kind.Complex), depth - 1)})",
        4 => $"{t}({Nonconst(_types.Float64, depth - 1)})",
        5 => $"max({Nonconst(t, depth - 1)}, {Expr(t, depth - 1)})",
        _ => $"({Nonconst(t, depth - 1)} {"+-*"[_rnd.Next(3)]} {Expr(t, depth - 1)})",
    };

    private string StringExpr(GoType t, int depth)
    {
        switch (_rnd.Next(9))
        {
            case 0:
            {
                string s = Nonconst(t, depth - 1);
                return $"{s}[{Index(depth - 1, $"len({s})")}:]";
            }
            case 1:
            {
                string s = Nonconst(t, depth - 1);
                return $"{s}[:{Index(depth - 1, $"len({s})")}]";
            }
            case 2: return $"{t}([]uint8({Nonconst(_types.String, depth - 1)}))";
            case 3: return $"{t}([]rune({Nonconst(_types.String, depth - 1)}))";
            case 4: return $"{t}(rune({Nonconst(_types.Int, depth - 1)}))";
            case 5 when !Same(t, _types.String): return $"{t}({Nonconst(_types.String, depth - 1)})";
            case 6 when Same(t, _types.String):
            {
                var x = _types.Pick(_types.All);
                return x.IsPrintable ? $"cut(fmt.Sprint({Expr(x, depth - 1)}))" : Leaf(t);
            }
            case 7: return $"min({Nonconst(t, depth - 1)}, {Expr(t, depth - 1)})";
            default: return $"cut({Nonconst(t, depth - 1)} + {Expr(t, depth - 1)})";
        }
    }

    private string BoolExpr(GoType t, int depth)
    {
        string conv = Same(t, _types.Bool) ? "" : t.Name;
        switch (_rnd.Next(8))
        {
            case 0: return $"(!{Nonconst(t, depth - 1)})";
            case 1: return $"({Nonconst(t, depth - 1)} && {Expr(t, depth - 1)})";
            case 2: return $"({Nonconst(t, depth - 1)} || {Expr(t, depth - 1)})";
            case 3 or 4:
            {
                var c = _types.Pick(_types.All);
                if (!c.IsComparable) c = _types.Int;
                return $"{conv}({Nonconst(c, depth - 1)} {(Chance(50) ? "==" : "!=")} {Paren(Expr(c, depth - 1))})";
            }
            case 5:
            {
                var a = _types.Pick(_types.All);
                if (a.Kind is Kind.Any or Kind.Iface || !a.IsPrintable) a = _types.Int;
                return $"func() {t} {{ _, ok := {InClosure(() => Expr(_types.Any, depth - 1))}.({a}); return {t}(ok) }}()";
            }
            default:
            {
                var o = _types.Pick(_types.Basic);
                if (!o.IsOrdered) o = _types.Int;
                string[] ops = ["<", "<=", ">", ">=", "==", "!="];
                return $"{conv}({Nonconst(o, depth - 1)} {ops[_rnd.Next(ops.Length)]} {Expr(o, depth - 1)})";
            }
        }
    }

    // A composite literal within a condition needs parentheses; they never hurt.
    private static string Paren(string x) => $"({x})";

    private string Composite(GoType t, int depth)
    {
        switch (t.Kind)
        {
            case Kind.Struct:
                if (Chance(15)) return $"{t}{{}}";
                if (Chance(40)) return $"{t}{{{string.Join(", ", t.Fields.Select(f => Expr(f.Type, depth - 1)))}}}";
                return $"{t}{{{string.Join(", ", t.Fields.Where(_ => Chance(70)).Select(f => $"{f.Name}: {Expr(f.Type, depth - 1)}"))}}}";
            case Kind.Array:
                return $"{t}{{{string.Join(", ", Enumerable.Range(0, _rnd.Next(t.Len + 1)).Select(_ => Expr(t.Elem!, depth - 1)))}}}";
            case Kind.Slice:
                return $"{t}{{{string.Join(", ", Enumerable.Range(0, _rnd.Next(5)).Select(_ => Expr(t.Elem!, depth - 1)))}}}";
            case Kind.Map:
            {
                // One constant key at most: two might be equal, which is refused.
                int n = _rnd.Next(3);
                return $"{t}{{{string.Join(", ", Enumerable.Range(0, n).Select(_ => $"id({Expr(t.Key!, depth - 1)}): {Expr(t.Elem!, depth - 1)}"))}}}";
            }
            default: return Leaf(t);
        }
    }

    private string SliceOfSlice(GoType t, int depth)
    {
        var vars = Vars(t);
        if (vars.Count == 0) return Composite(t, depth);
        string s = vars[_rnd.Next(vars.Count)].Name;
        string lo = Index(depth - 1, $"len({s})");
        return _rnd.Next(3) switch { 0 => $"{s}[{lo}:]", 1 => $"{s}[:{lo}]", _ => $"{s}[min({lo}, len({s})):len({s}):cap({s})]" };
    }

    /// <summary>Something of type t out of a variable of another type: an element, a field, a call of a function value.</summary>
    private string? Access(GoType t, int depth)
    {
        var found = new List<string>();
        foreach (var v in _vars)
        {
            switch (v.Type.Kind)
            {
                case Kind.Slice when Same(v.Type.Elem!, t): found.Add($"{v.Name}[{Index(depth - 1, $"len({v.Name})")}]"); break;
                case Kind.Array when Same(v.Type.Elem!, t): found.Add($"{v.Name}[{Index(depth - 1, v.Type.Len.ToString())}]"); break;
                case Kind.Map when Same(v.Type.Elem!, t): found.Add($"{v.Name}[{Expr(v.Type.Key!, depth - 2)}]"); break;
                case Kind.Struct:
                    foreach (var f in v.Type.Fields) { if (Same(f.Type, t)) found.Add($"{v.Name}.{f.Name}"); }
                    break;
                case Kind.Pointer:
                    if (Same(v.Type.Elem!, t)) found.Add($"*{v.Name}");
                    foreach (var f in v.Type.Elem!.Fields) { if (Same(f.Type, t)) found.Add($"{v.Name}.{f.Name}"); }
                    break;
                case Kind.Func when Same(v.Type.Result!, t):
                    found.Add($"{v.Name}({string.Join(", ", v.Type.Params.Select(p => Expr(p, depth - 2)))})");
                    break;
                case Kind.Any when t.Kind is not (Kind.Any or Kind.Iface) && Chance(20): found.Add($"assert[{t}]({v.Name})"); break;
            }
        }
        return found.Count == 0 ? null : found[_rnd.Next(found.Count)];
    }
}
