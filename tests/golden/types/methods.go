// Method values and expressions, promoted methods through pointers and interfaces, methods of every kind of named type, receivers that are copied.
package main

import "fmt"

type N int

func (n N) Get() int      { return int(n) }
func (n *N) Inc(d int) *N { *n += N(d); return n }

type A struct {
	v [4]int
	n N
}

func (a A) Sum(x ...int) (s int) {
	for _, v := range append(x, a.v[:]...) {
		s += v
	}
	a.v[0] = 1000
	return
}
func (a *A) Put(i, v int) { a.v[i] = v }

type Em struct {
	*A
	N
}
type If interface{ Sum(...int) int }
type Deep struct {
	Em
	If2
}
type If2 interface{ Other() string }
type O string

func (o O) Other() string { return "other " + string(o) }

type F func(int) int

func (f F) Twice(x int) int { return f(f(x)) }

type L struct {
	next *L
	v    int
}

func (l *L) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.Len()
}

type Ch chan int

func (c Ch) Send(x int) Ch { c <- x; return c }

type Pair[T any] struct{ a, b T }

func (p Pair[T]) Swap() Pair[T]    { return Pair[T]{p.b, p.a} }
func (p *Pair[T]) Set(f func(T) T) { p.a, p.b = f(p.a), f(p.b) }

//go:noinline
func nilA() If { return (*A)(nil) }

func main() {
	n := N(3)
	get, inc := n.Get, n.Inc
	n = 10
	inc(5).Inc(1)
	fmt.Println(get(), n, N.Get(n), (*N).Get(&n), *(*N).Inc(&n, 2))
	a := A{v: [4]int{1, 2, 3, 4}}
	sum, put := a.Sum, a.Put
	put(0, 50)
	fmt.Println(sum(), a.Sum(1, 2), A.Sum(a), (*A).Sum(&a, 7), a.v)
	d := Deep{Em{&a, 6}, O("o")}
	d.Put(1, 70)
	d.Inc(4)
	fmt.Println(d.Sum(), d.Get(), d.Em.N, d.Other(), a.v[1])
	dp := &d
	f1, f2, f3 := dp.Sum, dp.Other, (*Deep).Inc
	f3(dp, 1)
	var i If = dp
	var j If = d
	fmt.Println(f1(), f2(), dp.Get(), i.Sum(1), j.Sum(2), If.Sum(j, 3))
	h := i.Sum
	a.v[2] = 0
	fmt.Println(h(), F(func(x int) int { return x * 3 }).Twice(2))
	fmt.Println((&L{&L{nil, 1}, 2}).Len(), (*L)(nil).Len())
	c := make(Ch, 3)
	c.Send(1).Send(2)
	fmt.Println(<-c, <-c)
	p := Pair[string]{"x", "y"}
	ps := p.Set
	ps(func(s string) string { return s + "!" })
	fmt.Println(p.Swap(), Pair[int].Swap(Pair[int]{1, 2}))
	func() {
		defer func() { fmt.Println(recover()) }()
		var ap *A
		f := ap.Sum
		fmt.Println("unreachable", f)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var i If
		f := i.Sum
		fmt.Println("unreachable", f)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := nilA()
		i.Sum()
	}()
	fs := []func(...int) int{}
	for k := range 3 {
		x := A{v: [4]int{k}}
		fs = append(fs, x.Sum)
	}
	for _, f := range fs {
		fmt.Print(f(10), " ")
	}
	m := map[string]func(N) int{"get": N.Get}
	fmt.Println(m["get"](99))
	defer a.Put(0, 1)
	defer fmt.Println(a.v, A.Sum(a))
	go n.Inc(1)
	g := (*Pair[int]).Set
	pi := &Pair[int]{1, 2}
	g(pi, func(i int) int { return -i })
	fmt.Println(*pi)
}
