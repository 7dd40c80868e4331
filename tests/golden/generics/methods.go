// Generic methods (methods with type parameters of their own), generic aliases, constraint type inference, self-referential constraints, generic interfaces.
package main

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
)

type Box[T any] struct{ v T }

func (b Box[T]) Map[U any](f func(T) U) Box[U] { return Box[U]{f(b.v)} }
func (b *Box[T]) Set(v T) *Box[T]              { b.v = v; return b }
func (b Box[T]) Pair[U any](u U) (T, U)        { return b.v, u }

type Plain struct{ n int }

func (p Plain) Conv[T ~int | ~float64](x T) T        { return x * T(p.n) }
func (p *Plain) Add[T interface{ Value() int }](x T) { p.n += x.Value() }

type V int

func (v V) Value() int { return int(v) }

type Seq[T any] func(yield func(T) bool)

func (s Seq[T]) Filter(f func(T) bool) Seq[T] {
	return func(yield func(T) bool) {
		for x := range s {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}
func (s Seq[T]) Map[U any](f func(T) U) Seq[U] {
	return func(yield func(U) bool) {
		for x := range s {
			if !yield(f(x)) {
				return
			}
		}
	}
}
func From[T any](xs ...T) Seq[T] { return Seq[T](slices.Values(xs)) }

type Container[E any] interface {
	Len() int
	At(int) E
}
type Arr[E any] []E

func (a Arr[E]) Len() int               { return len(a) }
func (a Arr[E]) At(i int) E             { return a[i] }
func Last[C Container[E], E any](c C) E { return c.At(c.Len() - 1) }

type Vec[T any] = []T
type Dict[V any] = map[string]V
type Graph[N comparable] struct{ edges map[N]Vec[N] }

func (g *Graph[N]) Edge(a, b N) {
	if g.edges == nil {
		g.edges = map[N]Vec[N]{}
	}
	g.edges[a] = append(g.edges[a], b)
}
func (g *Graph[N]) Walk(from N) iter.Seq[N] {
	return func(yield func(N) bool) {
		seen := map[N]bool{}
		var dfs func(N) bool
		dfs = func(n N) bool {
			if seen[n] {
				return true
			}
			seen[n] = true
			if !yield(n) {
				return false
			}
			for _, m := range g.edges[n] {
				if !dfs(m) {
					return false
				}
			}
			return true
		}
		dfs(from)
	}
}

type Cloner[T any] interface{ Clone() T }
type Doc struct{ s string }

func (d Doc) Clone() Doc { return Doc{d.s + "'"} }
func CloneAll[T Cloner[T]](xs []T) []T {
	r := slices.Clone(xs)
	for i := range r {
		r[i] = r[i].Clone()
	}
	return r
}

func main() {
	b := Box[int]{21}
	fmt.Println(b.Map(func(i int) string { return strconv.Itoa(i * 2) }), b.Map(func(i int) float64 { return float64(i) / 2 }).v)
	fmt.Println(b.Set(5).Pair("x"))
	p := Plain{3}
	p.Add(V(4))
	fmt.Println(p.Conv(2.5), p.Conv(10), p.n)
	f := p.Conv[int]
	g := Plain.Conv[float64]
	fmt.Println(f(2), g(p, 0.5), Box[string].Map[int](Box[string]{"abc"}, func(s string) int { return len(s) }))
	fmt.Println(slices.Collect(iter.Seq[string](From(1, 2, 3, 4).Filter(func(i int) bool { return i%2 == 0 }).Map(func(i int) string { return fmt.Sprint("n", i) }))))
	fmt.Println(Last(Arr[string]{"a", "z"}), Last[Arr[int], int](Arr[int]{1, 2}))
	var gr Graph[string]
	gr.Edge("a", "b")
	gr.Edge("a", "c")
	gr.Edge("b", "a")
	for n := range gr.Walk("a") {
		fmt.Print(n, " ")
	}
	fmt.Println(Dict[Vec[int]]{"k": {1, 2}}, CloneAll([]Doc{{"d"}}))
}
