// Statements.
using System;
using System.Collections.Generic;
using System.Linq;

namespace GoClr.TestRunner.Fuzz;

internal sealed partial class Generator
{
    private void Block(int depth)
    {
        int mark = _vars.Count;
        int n = depth == 0 ? _rnd.Next(5, 14) : _rnd.Next(1, 5);
        for (int i = 0; i < n && _budget > 0; i++)
        {
            _budget--;
            Statement(depth);
        }
        _vars.RemoveRange(mark, _vars.Count - mark);
    }

    private void Body(int depth, Action? first = null)
    {
        _indent++;
        int mark = _vars.Count;
        first?.Invoke();
        Block(depth + 1);
        _vars.RemoveRange(mark, _vars.Count - mark);
        _indent--;
    }

    private void Statement(int depth)
    {
        int kind = _rnd.Next(37);
        if (depth >= 4 && kind >= 12) kind = _rnd.Next(12);
        switch (kind)
        {
            case 0 or 1 or 2: Declare(); break;
            case 3 or 4 or 5 or 6: Assign(); break;
            case 7: OpAssign(); break;
            case 8: PrintSomething(); break;
            case 9: Container(); break;
            case 10: CallMany(); break;
            case 11: Method(); break;
            case 12 or 13 or 14 or 15: If(depth); break;
            case 16 or 17 or 18: ForCount(depth); break;
            case 19 or 20: ForRange(depth); break;
            case 21: ForCond(depth); break;
            case 22 or 23: Switch(depth); break;
            case 24: TypeSwitch(depth); break;
            case 25: Closure(depth); break;
            case 26: Recovered(depth); break;
            case 27: Channels(); break;
            case 28: Jump(depth); break;
            case 29: Goroutines(); break;
            case 30: Swap(); break;
            case 31: if (_loopDepth == 0) Defer(); else Assign(); break;
            case 32: Line($"if {Expr(_types.Bool, 2)} && fuel%7 == 3 {{ panic({Expr(_types.Any, 2)}) }}"); break;
            case 33: Iterator(depth); break;
            default: IndexLoop(depth); break;
        }
    }

    private void Declare()
    {
        var t = _types.Pick(_types.All);
        string x = Fresh("v");
        switch (_rnd.Next(4))
        {
            case 0: Line($"var {x} {t}"); break;
            case 1: Line($"var {x} {t} = {Expr(t, 3)}"); break;
            default: Line($"{x} := {Expr(t, 3)}"); break;
        }
        Line($"_ = {x}");
        _vars.Add(new Var(x, t));
    }

    private Var? Target(Func<GoType, bool>? want = null)
    {
        var c = _vars.Where(v => v.Assignable && (want == null || want(v.Type))).ToList();
        return c.Count == 0 ? null : c[_rnd.Next(c.Count)];
    }

    /// <summary>A place to store to, and its type.</summary>
    private (string Place, GoType Type)? Place()
    {
        var v = Target();
        if (v == null) return null;
        switch (v.Type.Kind)
        {
            case Kind.Slice when Chance(50): return ($"{v.Name}[{Index(2, $"len({v.Name})")}]", v.Type.Elem!);
            case Kind.Array when Chance(60): return ($"{v.Name}[{Index(2, v.Type.Len.ToString())}]", v.Type.Elem!);
            case Kind.Map when Chance(60): return ($"{v.Name}[{Expr(v.Type.Key!, 2)}]", v.Type.Elem!);
            case Kind.Struct when Chance(60):
            {
                var f = v.Type.Fields[_rnd.Next(v.Type.Fields.Count)];
                return ($"{v.Name}.{f.Name}", f.Type);
            }
            case Kind.Pointer when Chance(60):
            {
                var s = v.Type.Elem!;
                if (s.Fields.Count == 0 || Chance(30)) return ($"*{v.Name}", s);
                var f = s.Fields[_rnd.Next(s.Fields.Count)];
                return ($"{v.Name}.{f.Name}", f.Type);
            }
            default: return (v.Name, v.Type);
        }
    }

    private void Assign()
    {
        if (Place() is not { } p) { Declare(); return; }
        Line($"{p.Place} = {Expr(p.Type, 3)}");
    }

    private void OpAssign()
    {
        if (Place() is not { } p || p.Type.Kind is not (Kind.Int or Kind.Float or Kind.String)) { Assign(); return; }
        if (p.Type.Kind == Kind.String)
        {
            Line($"{p.Place} += {Expr(p.Type, 2)}");
            Line($"{p.Place} = cut({p.Place})");
            return;
        }
        if (p.Type.Kind == Kind.Int && Chance(30)) { Line($"{p.Place}{(Chance(50) ? "++" : "--")}"); return; }
        string[] ops = p.Type.Kind == Kind.Int ? ["+", "-", "*", "&", "|", "^", "&^", "/", "%"] : ["+", "-", "*", "/"];
        string op = ops[_rnd.Next(ops.Length)];
        Line(p.Type.Kind == Kind.Int && Chance(20) ? $"{p.Place} {(Chance(50) ? "<<" : ">>")}= {Nonconst(Unsigned(), 1)} % 70" : $"{p.Place} {op}= {Nonconst(p.Type, 2)}");
    }

    private void Swap()
    {
        var a = Target();
        if (a == null) { Declare(); return; }
        var same = _vars.Where(v => v.Assignable && Same(v.Type, a.Type)).ToList();
        var b = same[_rnd.Next(same.Count)];
        Line($"{a.Name}, {b.Name} = {b.Name}, {Expr(a.Type, 2)}");
    }

    private void PrintSomething()
    {
        var v = Target(t => t.IsPrintable);
        if (v == null) { Declare(); return; }
        Line($"p(\"{_current!.Name} {v.Name}\", {v.Name})");
    }

    private void Container()
    {
        var v = Target(t => t.Kind is Kind.Slice or Kind.Map);
        if (v == null) { Declare(); return; }
        if (v.Type.Kind == Kind.Slice)
        {
            switch (_rnd.Next(5))
            {
                case 0: Line($"if len({v.Name}) < 20 {{ {v.Name} = append({v.Name}, {Expr(v.Type.Elem!, 2)}) }}"); break;
                case 1: Line($"if len({v.Name}) < 12 {{ {v.Name} = append({v.Name}, {v.Name}...) }}"); break;
                case 2: Line($"copy({v.Name}, {Expr(v.Type, 2)})"); break;
                case 3: Line($"clear({v.Name})"); break;
                default: Line($"if n := len({v.Name}); n > 1 {{ {v.Name} = {v.Name}[1:n-n/3] }}"); break;
            }
            return;
        }
        switch (_rnd.Next(4))
        {
            case 0: Line($"delete({v.Name}, {Expr(v.Type.Key!, 2)})"); break;
            case 1: Line($"if len({v.Name}) > 12 {{ clear({v.Name}) }}"); break;
            case 2:
                if (v.Type.Elem!.IsPrintable) Line($"if x, ok := {v.Name}[{Expr(v.Type.Key!, 2)}]; ok {{ p(\"found\", x) }}");
                else Line($"if _, ok := {v.Name}[{Expr(v.Type.Key!, 2)}]; ok {{ p(\"found\", ok) }}");
                break;
            default: Line($"p(\"fold\", fold({v.Name}, func(k {v.Type.Key}, e {v.Type.Elem}) int {{ return len(fmt.Sprint(k)) }}))"); break;
        }
    }

    private void CallMany()
    {
        var many = _funcs.Where(f => f.Results.Count > 1).ToList();
        if (many.Count == 0 || _loopDepth > 1) { Assign(); return; }
        var f = many[_rnd.Next(many.Count)];
        var names = f.Results.Select(_ => Fresh("v")).ToList();
        Line($"{string.Join(", ", names)} := {f.Name}({string.Join(", ", f.Params.Select(t => Expr(t, 2)))})");
        for (int i = 0; i < names.Count; i++)
        {
            Line($"_ = {names[i]}");
            _vars.Add(new Var(names[i], f.Results[i]));
        }
    }

    private void Method()
    {
        if (Chance(25))
        {
            var e = _types.Pick(_types.All);
            string s = Fresh("s"), x = Fresh("v");
            Line($"var {s} Stack[{e}]");
            Line($"{s}.Push({Expr(e, 2)})");
            Line($"{s}.Push({Expr(e, 2)})");
            Line($"{x}, ok{x} := {s}.Pop()");
            Line($"_ = {x}");
            Line($"p(\"stack\", ok{x})");
            _vars.Add(new Var(x, e));
            return;
        }
        var v = Target(t => t.Kind == Kind.Struct && t.HasMethods);
        if (v == null) { Assign(); return; }
        if (Chance(50)) Line($"{v.Name} = {v.Name}.Set({Expr(v.Type.Params[0], 2)})");
        else
        {
            string m = Fresh("m");
            Line($"{m} := {v.Name}.Set");
            Line($"{m}({Expr(v.Type.Params[0], 2)})");
        }
    }

    private void If(int depth)
    {
        Line($"if {Expr(_types.Bool, 3)} {{");
        Body(depth);
        if (Chance(20))
        {
            Line($"}} else if {Expr(_types.Bool, 2)} {{");
            Body(depth);
        }
        if (Chance(50))
        {
            Line("} else {");
            Body(depth);
        }
        Line("}");
    }

    private void Loop(string head, int depth, Action? first = null)
    {
        Line(head + " {");
        _loopDepth++;
        Body(depth, () =>
        {
            Line("if !burn() { break }");
            first?.Invoke();
            if (Chance(15)) Line($"if {Expr(_types.Bool, 2)} {{ {(Chance(50) ? "break" : "continue")} }}");
        });
        _loopDepth--;
        Line("}");
    }

    private void ForCount(int depth)
    {
        string i = Fresh("i");
        var t = Chance(70) ? _types.Int : _types.Pick(_types.Ints);
        int n = _rnd.Next(1, 12);
        string head = _rnd.Next(4) switch
        {
            0 => $"for {i} := range {t}({n})",
            1 => $"for {i} := {t}({n}); {i} > 0; {i}--",
            2 => $"for {i} := {t}(0); {i} < {t}({n}); {i} += {_rnd.Next(1, 4)}",
            _ => $"for {i} := {t}(0); {i} < {t}({n}); {i}++",
        };
        Loop(head, depth, () =>
        {
            Line($"_ = {i}");
            _vars.Add(new Var(i, t, Assignable: Chance(10)));
        });
    }

    private void ForRange(int depth)
    {
        string k = Fresh("k"), x = Fresh("e");
        var v = Target(t => t.Kind is Kind.Slice or Kind.Array or Kind.String);
        if (v == null) { ForCount(depth); return; }
        var rune = new GoType { Name = "int32", Kind = Kind.Int, Bits = 32, Signed = true };
        var e = v.Type.Kind == Kind.String ? rune : v.Type.Elem!;
        // By value: what the body does to the variable must not show in the loop but through a slice's array.
        Loop($"for {k}, {x} := range {v.Name}", depth, () =>
        {
            Line($"_, _ = {k}, {x}");
            _vars.Add(new Var(k, _types.Int));
            _vars.Add(new Var(x, e));
        });
    }

    private void Iterator(int depth)
    {
        var v = Target(t => t.Kind == Kind.Slice);
        if (v == null) { ForCount(depth); return; }
        string k = Fresh("k"), x = Fresh("e");
        Loop($"for {k}, {x} := range seq({v.Name})", depth, () =>
        {
            Line($"_, _ = {k}, {x}");
            _vars.Add(new Var(k, _types.Int));
            _vars.Add(new Var(x, v.Type.Elem!));
            if (_closureDepth == 0 && Chance(30)) Line($"if {Expr(_types.Bool, 2)} {{ {Return()} }}");
        });
    }

    /// <summary>Loops over indices as people write them: what an optimiser takes for proof that an index is in bounds, and what only looks like it.</summary>
    private void IndexLoop(int depth)
    {
        var v = Target(t => t.Kind is Kind.Slice or Kind.Array or Kind.String);
        if (v == null) { ForCount(depth); return; }
        var e = v.Type.Kind == Kind.String ? s_byte : v.Type.Elem!;
        string i = Fresh("i"), n = $"len({v.Name})";
        string head = _rnd.Next(9) switch
        {
            0 => $"for {i} := 0; {i} < {n}; {i}++",
            1 => $"for {i} := {n} - 1; {i} >= 0; {i}--",
            2 => $"for {i} := 1; {i} < {n}; {i}++",
            3 => $"for {i} := 0; {i} < {n}-1; {i}++",
            4 => $"for {i} := 0; {i} <= {n}-2; {i} += 2",
            5 => $"for {i} := range {n}",
            6 => $"for {i} := range {v.Name}",
            7 => $"for {i} := {Nonconst(_types.Int, 1)} % 5; {i} < {n}; {i} += {_rnd.Next(1, 4)}",
            _ => $"for {i} := 0; {i} != {n}; {i}++",
        };
        string At(int d) => $"{v.Name}[{i}{(d < 0 ? d.ToString() : d > 0 ? "+" + d : "")}]";
        Loop(head, depth, () =>
        {
            string x = Fresh("e");
            Line($"{x} := {At(Chance(70) ? 0 : _rnd.Next(-1, 3))}");
            Line($"_ = {x}");
            _vars.Add(new Var(i, _types.Int, false));
            _vars.Add(new Var(x, e));
            if (v.Type.Kind != Kind.String && Chance(60)) Line($"{At(Chance(60) ? 0 : _rnd.Next(-1, 3))} = {Expr(e, 2)}");
            if (v.Type.Kind == Kind.Slice && Chance(25)) Line($"if {Expr(_types.Bool, 2)} && {n} > 0 {{ {v.Name} = {v.Name}[:{n}-1] }}");
            if (Chance(30)) Line($"if {i} > 0 && {i}+1 < {n} {{ p(\"window\", len({v.Name}[{i}-1:{i}+1])) }}");
        });
    }

    private void ForCond(int depth) => Loop($"for {Expr(_types.Bool, 2)}", depth);

    private string Return() => "return " + string.Join(", ", _current!.Results.Select(t => Expr(t, 1)));

    private void Switch(int depth)
    {
        var t = _types.Pick(_types.Basic);
        if (t.Kind is not (Kind.Int or Kind.String)) t = _types.Int;
        int n = _rnd.Next(2, 12);
        var seen = new HashSet<string>();
        Line($"switch {Nonconst(t, 2)}{(t.Kind == Kind.Int && Chance(60) ? $" % {t}({_rnd.Next(2, 13)})" : "")} {{");
        for (int i = 0; i < n; i++)
        {
            string c = t.Kind == Kind.Int && Chance(80) ? $"{t}({i})" : _types.Constant(t);
            // 5 and uint8(5) are one constant; so are two spellings of a string. Equal texts are equal constants here.
            if (!seen.Add(c)) continue;
            Line($"case {c}:");
            Body(depth);
            if (Chance(10) && i + 1 < n)
            {
                Line("\tfallthrough");
                string last = t.Kind == Kind.Int ? $"{t}({_rnd.Next(20, 100)})" : $"{t}(\"after{i}\")";
                if (seen.Add(last)) { Line($"case {last}:"); }
                else { Line("default:"); Line("}"); return; }
            }
        }
        if (Chance(60))
        {
            Line("default:");
            Body(depth);
        }
        Line("}");
    }

    private void TypeSwitch(int depth)
    {
        string x = Fresh("x");
        Line($"switch {x} := {Expr(_types.Any, 3)}.(type) {{");
        var seen = new HashSet<string>();
        for (int i = _rnd.Next(2, 6); i > 0; i--)
        {
            var t = _types.Pick(_types.All);
            if (t.Kind == Kind.Any || !seen.Add(t.Name)) continue;
            Line($"case {t}:");
            Body(depth, () =>
            {
                Line($"_ = {x}");
                _vars.Add(new Var(x, t));
            });
        }
        Line("case nil:");
        Line($"\tp(\"nil case\", {x} == nil)");
        Line("default:");
        Line($"\tp(\"other\", fmt.Sprintf(\"%T\", {x}))");
        Line("}");
    }

    private void Closure(int depth)
    {
        var t = _types.Pick(_types.Basic);
        string f = Fresh("f"), a = Fresh("q");
        Line($"{f} := func({a} {t}) {t} {{");
        var labels = _labels.ToList();
        _labels.Clear();
        int loops = _loopDepth;
        _loopDepth = Math.Max(1, loops);
        _closureDepth++;
        Body(depth, () => _vars.Add(new Var(a, t)));
        _indent++;
        Line($"return {Expr(t, 2)}");
        _indent--;
        _closureDepth--;
        _loopDepth = loops;
        _labels.AddRange(labels);
        Line("}");
        Line($"p(\"closure\", {f}({Expr(t, 2)}))");
        if (Chance(40)) Line($"p(\"closure\", {f}({Expr(t, 2)}))");
    }

    private void Defer()
    {
        var r = Target();
        if (r == null) return;
        Line("defer func() {");
        _indent++;
        if (Chance(40)) Line("if r := recover(); r != nil { if e, ok := r.(error); ok { p(\"recovered\", e.Error()) } else { p(\"recovered\", r) } }");
        _closureDepth++;
        Assign();
        PrintSomething();
        _closureDepth--;
        _indent--;
        Line("}()");
        if (Chance(30)) Line($"defer p(\"deferred\", {Expr(_types.Int, 2)})");
    }

    private void Recovered(int depth)
    {
        Line("func() {");
        _indent++;
        Line("defer func() {");
        Line("\tif r := recover(); r != nil { if e, ok := r.(error); ok { p(\"inner\", e.Error()) } else { p(\"inner\", r) } }");
        Line("}()");
        _indent--;
        var labels = _labels.ToList();
        _labels.Clear();
        int loops = _loopDepth;
        _closureDepth++;
        Body(depth);
        _closureDepth--;
        _loopDepth = loops;
        _labels.AddRange(labels);
        Line("}()");
    }

    private void Channels()
    {
        var t = _types.Pick(_types.Basic);
        string c = Fresh("c"), d = Fresh("c");
        Line($"{c}, {d} := make(chan {t}, 2), make(chan {t}, 1)");
        Line($"{c} <- {Expr(t, 2)}");
        if (Chance(50)) Line($"close({d})");
        Line($"for range {_rnd.Next(1, 4)} {{");
        _indent++;
        // One case is ready at a time, or the choice would be chance.
        Line("select {");
        Line($"case x, ok := <-{c}:");
        Line($"\tp(\"select\", x); _ = ok; {c} = nil");
        Line("default:");
        Line($"\tp(\"default\", len({d}))");
        Line("}");
        _indent--;
        Line("}");
        Line($"func() {{ defer func() {{ if r := recover(); r != nil {{ p(\"send\", fmt.Sprint(r)) }} }}(); select {{ case {d} <- {Expr(t, 1)}: p(\"sent\", len({d})); default: p(\"full\", cap({d})) }} }}()");
    }

    private void Goroutines()
    {
        if (_loopDepth > 0) { Assign(); return; }
        var t = _types.Pick(_types.Basic);
        string c = Fresh("c"), s = Fresh("s"), g = Fresh("wg");
        int n = _rnd.Next(2, 6);
        string start = Expr(t, 2);
        Line($"{c}, {s} := make([]{t}, {n}), {start}");
        Line($"var {g} sync.WaitGroup");
        Line($"for i := range {n} {{ {g}.Go(func() {{ defer func() {{ recover() }}(); {c}[i] = {s}; if i%2 == 1 {{ {c}[i] = {_types.Constant(t)} }} }}) }}");
        Line($"{g}.Wait()");
        Line($"p(\"goroutines\", {c})");
    }

    private void Jump(int depth)
    {
        string l = Fresh("L"), i = Fresh("i");
        if (Chance(50))
        {
            // A labelled loop left and continued from within an inner one.
            Line($"{l}:");
            _labels.Add(l);
            Loop($"for {i} := range {_rnd.Next(2, 6)}", depth, () =>
            {
                _vars.Add(new Var(i, _types.Int, false));
                string j = Fresh("j");
                Line($"for {j} := range {_rnd.Next(2, 5)} {{ if !burn() {{ break {l} }}; if {Expr(_types.Bool, 2)} {{ continue {l} }}; if {j}+{i} == 5 {{ break {l} }} }}");
            });
            _labels.Remove(l);
            return;
        }
        // A loop by goto; no variable may be declared between label and goto.
        string n = Fresh("n");
        Line($"{n} := 0");
        Line($"{l}:");
        Line($"if {n}++; {n} < {_rnd.Next(2, 6)} && burn() {{");
        Body(Math.Max(depth, 3));
        Line($"\tgoto {l}");
        Line("}");
    }
}
