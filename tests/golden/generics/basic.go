// Generics: constraints, inference, generic types with methods, aliases with parameters, local types, recursion, zero values, embedding, method values.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"sort"
	"strings"
)

type Number interface {
	~int | ~int8 | ~int64 | ~float32 | ~float64
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}
func Map[T, U any](xs []T, f func(T) U) []U {
	r := make([]U, 0, len(xs))
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}
func Reduce[T, A any](xs []T, a A, f func(A, T) A) A {
	for _, x := range xs {
		a = f(a, x)
	}
	return a
}
func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	r := make([]K, 0, len(m))
	for k := range m {
		r = append(r, k)
	}
	sort.Slice(r, func(i, j int) bool { return r[i] < r[j] })
	return r
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) *Stack[T] { s.items = append(s.items, x); return s }
func (s *Stack[T]) Pop() (x T, err error) {
	if len(s.items) == 0 {
		return x, errors.New("empty")
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return
}
func (s Stack[T]) Each(f func(int, T)) {
	for i, x := range s.items {
		f(i, x)
	}
}

type List[K cmp.Ordered, V any] struct {
	head *node[K, V]
	n    int
}
type node[K cmp.Ordered, V any] struct {
	k    K
	v    V
	next *node[K, V]
}

func (l *List[K, V]) Put(k K, v V) {
	p := &l.head
	for *p != nil && (*p).k < k {
		p = &(*p).next
	}
	if *p != nil && (*p).k == k {
		(*p).v = v
		return
	}
	*p = &node[K, V]{k, v, *p}
	l.n++
}
func (l *List[K, V]) String() string {
	var sb strings.Builder
	for n := l.head; n != nil; n = n.next {
		fmt.Fprintf(&sb, "%v=%v ", n.k, n.v)
	}
	return sb.String()
}

type Pair[A, B any] struct {
	First  A
	Second B
}
type IntPair[B any] = Pair[int, B]
type Set[T comparable] = map[T]struct{}
type Fn[T any] func(T) T

func (f Fn[T]) Apply(n int, x T) T {
	for range n {
		x = f(x)
	}
	return x
}

type Stringish interface {
	~string
	Len() int
}
type MyS string

func (m MyS) Len() int { return len(m) }
func TotalLen[S Stringish](xs ...S) (n int) {
	for _, x := range xs {
		n += x.Len() + len(x)
	}
	return
}

type Setter[T any] interface {
	*T
	Set(string)
}
type Conf struct{ v string }

func (c *Conf) Set(s string) { c.v = "<" + s + ">" }
func Parse[T any, P Setter[T]](ss []string) []T {
	r := make([]T, len(ss))
	for i, s := range ss {
		P(&r[i]).Set(s)
	}
	return r
}
func Zero[T any]() (z T)           { return }
func TypeName[T any]() string      { var z T; return fmt.Sprintf("%T", z) }
func Ptr[T any](x T) *T            { return &x }
func Is[T any](x any) bool         { _, ok := x.(T); return ok }
func Eq[T comparable](a, b T) bool { return a == b }
func Kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice of T"
	case fmt.Stringer:
		return "stringer"
	}
	return "other"
}

type Tree[T interface{ Less(T) bool }] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) Insert(v T) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if v.Less(t.v) {
		t.l = t.l.Insert(v)
	} else {
		t.r = t.r.Insert(v)
	}
	return t
}
func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.l.Walk(f)
		f(t.v)
		t.r.Walk(f)
	}
}

type Num int

func (a Num) Less(b Num) bool { return a < b }

type Emb[T any] struct {
	Stack[T]
	*Pair[T, string]
}

func nest[T any](n int, x T) string {
	if n == 0 {
		return fmt.Sprintf("%T", x)
	}
	return nest(n-1, x)
}
func conv[To, From ~int | ~uint8 | ~float64](f From) To { return To(f) }
func local[T any](x T) any {
	type loc struct{ v T }
	return loc{x}
}
func chans[T any](xs ...T) <-chan T {
	c := make(chan T, len(xs))
	for _, x := range xs {
		c <- x
	}
	close(c)
	return c
}
func bytesum[T ~string | ~[]byte](x T) (n int) {
	for i := range len(x) {
		n += int(x[i])
	}
	return n + len(x[1:])
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[int8](100, 100), Sum[float32]())
	fmt.Println(Map([]int{1, 2}, func(i int) string { return strings.Repeat("x", i) }), Reduce([]string{"a", "b"}, 0, func(n int, s string) int { return n*10 + int(s[0]) }))
	fmt.Println(Keys(map[string]int{"z": 1, "a": 2}), Keys(map[MyS]bool{"q": true}))
	s := new(Stack[Pair[string, int]])
	s.Push(Pair[string, int]{"a", 1}).Push(Pair[string, int]{"b", 2})
	s.Each(func(i int, p Pair[string, int]) { fmt.Print(i, p, " ") })
	fmt.Println(s.Pop())
	s.Pop()
	fmt.Println(s.Pop())
	var l List[string, float64]
	l.Put("m", 1)
	l.Put("b", 2.5)
	l.Put("m", 3)
	fmt.Println(&l, l.n)
	ip := IntPair[string]{1, "one"}
	fmt.Printf("%v %T %+v\n", ip, ip, Set[int]{1: {}})
	fmt.Println(Fn[int](func(i int) int { return i * 2 }).Apply(10, 1), TotalLen[MyS]("ab", "c"))
	fmt.Println(Parse[Conf]([]string{"x", "y"}))
	fmt.Println(Zero[*int]() == nil, Zero[string]() == "", Zero[[3]int](), Zero[error]() == nil, TypeName[map[string][]int](), TypeName[Pair[int, List[string, bool]]](), TypeName[error]())
	fmt.Println(*Ptr(3), *Ptr("s"), Is[int](3), Is[error](3), Is[fmt.Stringer](&l), Eq(1, 1), Eq[any](1, "1"), Eq("a", "a"), Eq(Pair[int, string]{1, "x"}, Pair[int, string]{1, "x"}))
	fmt.Println(Kind(1), Kind("s"), Kind(&l), Kind(2.5), Kind[any](1))
	var t *Tree[Num]
	for _, n := range []Num{5, 2, 8, 1} {
		t = t.Insert(n)
	}
	t.Walk(func(n Num) { fmt.Print(n, " ") })
	e := Emb[int]{Pair: &Pair[int, string]{7, "seven"}}
	e.Push(1).Push(2)
	fmt.Println(e.items, e.First, e.Second)
	fmt.Println(nest(3, []string{}), conv[uint8](300), conv[int](2.9), conv[float64](uint8(7)))
	fmt.Printf("%T %T %v %v\n", local(1), local("s"), local(1) == local(1), local(1) == local(int8(1)))
	for x := range chans(1, 2, 3) {
		fmt.Print(x, " ")
	}
	fmt.Println(bytesum("abc"), bytesum([]byte{1, 2}))
	push := e.Push
	push(9)
	m := (*Stack[int]).Pop
	fmt.Println(m(&e.Stack))
	f := Map[int, int]
	fmt.Println(f([]int{3}, func(i int) int { return i * i }), len(fmt.Sprint(Zero[struct{}]())))
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = Eq[any]([]int{}, []int{})
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var x any = Pair[int, string]{}
		_ = x.(Pair[int, int])
	}()
}
