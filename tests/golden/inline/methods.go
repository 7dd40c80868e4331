// Calls whose callee is known: method values and expressions, interfaces that hold a known type, embedding, nil receivers, recursion.
package main

import (
	"fmt"
	"io"
	"strings"
)

type shape interface {
	area() int
	name() string
}

type sq struct{ n int }
type rect struct{ w, h, extra int }
type named struct {
	shape
	label string
}
type num int
type fn func(int) int

func (s sq) area() int       { return s.n * s.n }
func (s sq) name() string    { return "sq" }
func (r *rect) area() int    { return r.w * r.h }
func (r *rect) name() string { return "rect" }
func (n named) name() string { return n.label + n.shape.name() }
func (n num) area() int      { return int(n) }
func (n num) name() string   { return fmt.Sprint("num", int(n)) }
func (f fn) area() int       { return f(3) }
func (f fn) name() string    { return "fn" }

func show(s shape) string { return fmt.Sprint(s.name(), s.area()) }

func call(f func() int) int { return f() }

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

type upper struct{ r io.Reader }

func (u upper) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	copy(p, strings.ToUpper(string(p[:n])))
	return n, err
}

func read(r io.Reader) string {
	b, err := io.ReadAll(r)
	return fmt.Sprint(string(b), err)
}

type node struct{ l, r *node }

func (n *node) depth() int {
	if n == nil {
		return 0
	}
	return 1 + max(n.l.depth(), n.r.depth())
}

//go:noinline
func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var s shape = sq{3}
	fmt.Println(s.area(), s.name())
	s = &rect{2, 5, 0}
	fmt.Println(s.area(), s.name())
	s = named{num(4), "my"}
	fmt.Println(s.area(), s.name())
	fmt.Println(show(sq{2}), show(&rect{1, 2, 3}), show(num(9)), show(fn(func(x int) int { return x * 7 })), show(named{sq{1}, "a"}))
	q := sq{6}
	m := q.area
	q.n = 1
	fmt.Println(call(m), call(q.area), sq.area(q), (*rect).area(&rect{3, 3, 3}))
	e := shape.area
	fmt.Println(e(q), call(shape(num(5)).area))
	fmt.Println(even(10), odd(7), even(7), fib(15))
	fmt.Println(read(upper{strings.NewReader("abc")}))
	fmt.Println((&node{&node{nil, &node{}}, nil}).depth())
	var nr *rect
	var ns shape
	var np *sq
	try(func() { nr.area() })
	try(func() { ns.area() })
	try(func() { s = np; s.area() })
	try(func() { f := np.area; f() })
	try(func() { named{}.area() })
	any1 := any(q)
	if sh, ok := any1.(shape); ok {
		fmt.Println(sh.area(), sh == shape(sq{1}))
	}
}
