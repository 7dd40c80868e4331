package main

import (
	"errors"
	"fmt"
	"os"
)

type T struct{ a, b int }
type I interface{ M() }

func (t *T) M()  {}
func (t T) V(p *int) *int { return p }

var sink any
var g = &T{}
var gs = []int{1, 2}
var gf = func(x *int) *int { return x }

//go:noinline
func leak(p *int) { sink = p }

//go:noinline
func content(p **int) { sink = *p }

//go:noinline
func res(p *T, q *int) (*T, *int) { return p, q }

//go:noinline
func none(p *int, s string, f func(int) int) int { return *p + f(1) }

type E int

func main() {
	x := 5
	fmt.Println(x)
	y := 6
	leak(&y)
	var e E = 7
	fmt.Println(e, "hello", 3, 'x', 2.5, E(3), errors.New("x"))
	t := &T{1, 2}
	t.M()
	m := map[string]int{"a": 1}
	m["b"] = 2
	s := make([]int, 3)
	n := len(os.Args)
	s2 := make([]int, n, n+1)
	_ = append(s, s2...)
	b := []byte("hello" + os.Args[0])
	str := string(b)
	fmt.Println(str+"y", any(x), []byte(str))
	f := func() int { return x + y }
	_ = f()
	mv := t.M
	mv()
	var i I = t
	i.M()
	go func() { x++ }()
	defer fmt.Println("done", n)
	for i := range 3 {
		defer func() { fmt.Println(i) }()
	}
	ch := make(chan *int, 1)
	z := 1
	ch <- &z
	var arr [3]int
	sl := arr[:]
	_ = sl
	pp := new(int)
	content(&pp)
	fmt.Println(none(&n, "x", func(k int) int { return k }))
	fmt.Println(res(t, pp))
	var a any = *t
	fmt.Println(a == T{3, 4}, struct{ x int }{1}, [2]any{1, 2}, interface{}(nil))
	if x := a; x == 5 {
		return
	}
	panic(fmt.Sprintf("%d", len(str)))
}

func (t *T) Set(o *T) *T { t.a = o.a; return t }

type B struct{ buf []byte }

func (b *B) cut(n int) { b.buf = b.buf[n:] }
func gen[X any](x X) any { return x }
func use() { sink = gen(5) }
func vari(xs ...*int) {}
func usev() { q := 1; vari(&q, new(int)) }
func lits() []*T { return []*T{{1, 2}, {3, 4}} }
func named(p *T) (r *T, err error) { r = p; return }
