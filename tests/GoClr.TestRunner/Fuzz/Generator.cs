// Random well-typed Go programs. A program is one package with an exported Run that prints what it computes; everything in it is determined by the
// seed and by the language: no addresses, no map order, no time, no scheduling.
//
// Every loop burns fuel from a counter of the package, functions call only functions made before them, and strings and slices are cut where they
// grow, so every program ends soon. Run-time panics are welcome: each call from Run is recovered and its message printed.
// Operands are made variable (through id or pick) wherever a constant expression could be refused at compile time.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace GoClr.TestRunner.Fuzz;

internal sealed partial class Generator
{
    private sealed record Var(string Name, GoType Type, bool Assignable = true);
    private sealed record Fn(string Name, List<GoType> Params, List<GoType> Results);

    private readonly Random _rnd;
    private readonly TypePool _types;
    private readonly StringBuilder _out = new();
    private readonly List<Var> _vars = [];
    private readonly List<Fn> _funcs = [];
    private bool _inWeight;
    private int _names, _indent, _loopDepth, _budget, _closureDepth;
    private Fn? _current;
    private readonly List<string> _labels = [];

    private Generator(int seed)
    {
        _rnd = new Random(seed);
        _types = new TypePool(_rnd);
    }

    /// <summary>Source text of package <paramref name="package"/>.</summary>
    public static string Package(int seed, string package) => new Generator(seed).Make(package);

    private bool Chance(int percent) => _rnd.Next(100) < percent;
    private string Fresh(string prefix) => prefix + _names++;
    private void Line(string s) => _out.Append('\t', _indent).Append(s).Append('\n');

    private string Make(string package)
    {
        _out.Append($$"""
            // Generated: see the generator of the test runner.
            package {{package}}

            import (
            	"errors"
            	"fmt"
            	"io"
            	"sort"
            	"strings"
            	"sync"
            )

            var (
            	w     io.Writer
            	fuel  int
            	lines int
            	_     = errors.Is
            	_     = sort.Ints
            	_     = strings.Repeat
            	_     sync.Mutex
            )

            func p(tag string, v any) {
            	if lines++; lines < 4000 {
            		fmt.Fprintf(w, "%s %v\n", tag, v)
            	}
            }

            func initial[T any](f func() T) (x T) {
            	defer func() { recover() }()
            	fuel = 500
            	return f()
            }

            func burn() bool { fuel--; return fuel > 0 }

            //go:noinline
            func id[T any](x T) T { return x }

            func pick[T any](x T) T { return x }

            // A call, because the language leaves open whether a failing assertion comes before a failing index beside it.
            func assert[T any](x any) T { return x.(T) }

            func cut[T ~string](s T) T {
            	if len(s) > 40 {
            		return s[:40]
            	}
            	return s
            }

            type integer interface {
            	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
            }

            func sum[T integer](xs ...T) (s T) {
            	for i, x := range xs {
            		s = s*31 + x ^ T(i)
            	}
            	return
            }

            func fold[K comparable, V any](m map[K]V, f func(K, V) int) (s int) {
            	for k, v := range m {
            		s += f(k, v)
            	}
            	return
            }

            func seq[T any](xs []T) func(func(int, T) bool) {
            	return func(yield func(int, T) bool) {
            		for i, x := range xs {
            			if !yield(i, x) {
            				return
            			}
            		}
            	}
            }

            type Pair[A, B any] struct {
            	a A
            	b B
            }

            func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.b, p.a} }

            type Stack[T any] struct{ xs []T }

            func (s *Stack[T]) Push(x T) {
            	if len(s.xs) < 16 {
            		s.xs = append(s.xs, x)
            	}
            }

            func (s *Stack[T]) Pop() (x T, ok bool) {
            	if len(s.xs) == 0 {
            		return x, false
            	}
            	x = s.xs[len(s.xs)-1]
            	s.xs = s.xs[:len(s.xs)-1]
            	return x, true
            }

            func try(tag string, f func()) {
            	defer func() {
            		if r := recover(); r != nil {
            			if e, ok := r.(error); ok {
            				p(tag+" error", e.Error())
            			} else {
            				p(tag+" panic", r)
            			}
            		}
            	}()
            	fuel = 3000
            	f()
            }

            {{_types.Decls}}
            """);
        Methods();
        Globals();
        int n = _rnd.Next(6, 12);
        for (int i = 0; i < n; i++) Function(i);
        Run();
        return _out.ToString();
    }

    // func (T) Weight(int) int for every type an interface may hold.
    private void Methods()
    {
        foreach (var t in _types.Weigher!.Implementers)
        {
            _vars.Clear();
            _vars.Add(new Var("r", t));
            _vars.Add(new Var("n", _types.Int));
            _out.Append($"func (r {t}) Weight(n int) int {{\n");
            _indent = 1;
            _inWeight = true;
            Line($"return {Expr(_types.Int, 3)}");
            _inWeight = false;
            _indent = 0;
            _out.Append("}\n\n");
        }
        foreach (var s in _types.Structs)
        {
            var f = s.Fields[_rnd.Next(s.Fields.Count)];
            _vars.Clear();
            _vars.Add(new Var("r." + f.Name, f.Type));
            _vars.Add(new Var("x", f.Type));
            _out.Append($"func (r *{s}) Set(x {f.Type}) {s} {{\n\told := *r\n\tr.{f.Name} = {Expr(f.Type, 2)}\n\treturn old\n}}\n\n");
            s.Params = [f.Type];
        }
        _vars.Clear();
    }

    private readonly List<Var> _globals = [];

    private void Globals()
    {
        int n = _rnd.Next(3, 8);
        for (int i = 0; i < n; i++)
        {
            var t = _types.Pick(_types.All);
            _out.Append($"var g{i} {t} = {(Chance(50) ? Literal(t, 3) : $"initial(func() {t} {{ return {Expr(t, 2)} }})")}\n\n");
            // Later initialisers may use earlier globals: the order of initialisation is the compiler's business.
            _globals.Add(new Var("g" + i, t));
            _vars.Add(_globals[^1]);
        }
    }

    private void Function(int i)
    {
        var fn = new Fn("F" + i, [.. Enumerable.Range(0, _rnd.Next(0, 4)).Select(_ => _types.Pick(_types.All))], [.. Enumerable.Range(0, _rnd.Next(1, 4)).Select(_ => _types.Pick(_types.All))]);
        _vars.Clear();
        _vars.AddRange(_globals);
        for (int k = 0; k < fn.Params.Count; k++) _vars.Add(new Var("a" + k, fn.Params[k]));
        for (int k = 0; k < fn.Results.Count; k++) _vars.Add(new Var("r" + k, fn.Results[k]));
        _out.Append($"func {fn.Name}({string.Join(", ", fn.Params.Select((t, k) => $"a{k} {t}"))}) ({string.Join(", ", fn.Results.Select((t, k) => $"r{k} {t}"))}) {{\n");
        _current = fn;
        _budget = _rnd.Next(15, 50);
        _indent = 1;
        Line("if !burn() { return }");
        if (Chance(25)) Defer();
        Block(0);
        Line("return " + (Chance(50) ? "" : string.Join(", ", fn.Results.Select(t => Expr(t, 2)))));
        _indent = 0;
        _out.Append("}\n\n");
        _funcs.Add(fn);
    }

    private void Run()
    {
        _vars.Clear();
        _vars.AddRange(_globals);
        _out.Append("// Run prints what the program computes.\nfunc Run(out io.Writer) {\n\tw = out\n");
        _indent = 1;
        foreach (var fn in _funcs)
        {
            for (int k = 0; k < 3; k++)
            {
                Line($"try(\"{fn.Name}#{k}\", func() {{");
                _indent++;
                string args = string.Join(", ", fn.Params.Select(t => Expr(t, 1)));
                Line($"{string.Join(", ", fn.Results.Select((_, j) => "x" + j))} := {fn.Name}({args})");
                for (int j = 0; j < fn.Results.Count; j++) Print("x" + j, fn.Results[j], $"{fn.Name}#{k}.{j}");
                _indent--;
                Line("})");
            }
        }
        foreach (var g in _globals)
        {
            Line("try(\"globals\", func() {");
            _indent++;
            Print(g.Name, g.Type, g.Name);
            _indent--;
            Line("})");
        }
        _indent = 0;
        _out.Append("}\n");
    }

    /// <summary>Prints a value of any type as far as it has a text of its own.</summary>
    private void Print(string x, GoType t, string tag)
    {
        if (t.IsPrintable) { Line($"p(\"{tag}\", {x})"); return; }
        switch (t.Kind)
        {
            case Kind.Pointer:
                Line($"if {x} == nil {{ p(\"{tag}\", \"nil\") }} else {{");
                _indent++;
                if (t.Elem!.IsPrintable) Line($"p(\"{tag}\", *{x})");
                _indent--;
                Line("}");
                break;
            case Kind.Struct:
                foreach (var f in t.Fields) Print($"{x}.{f.Name}", f.Type, tag + "." + f.Name);
                break;
            case Kind.Slice or Kind.Array or Kind.Map:
                Line($"p(\"{tag}\", len({x}))");
                break;
            case Kind.Func:
                Line($"p(\"{tag}\", {x} == nil)");
                break;
            default:
                Line($"_ = {x}");
                break;
        }
    }
}
