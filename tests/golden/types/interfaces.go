// Interfaces: typed nil, embedding, conversions, assertion failures and their texts, comparison, method sets, pointer-shaped values.
package main

import (
	"errors"
	"fmt"
	"io"
)

type Shape interface {
	Area() float64
	Name() string
}
type Namer interface{ Name() string }
type Both interface {
	Shape
	fmt.Stringer
}
type Sq struct{ s float64 }
type Big struct {
	a, b, c int
	n       string
}
type Fn func() string
type Mp map[string]int
type Ptr struct{ p *int }
type I int
type unexp struct{}

func (s Sq) Area() float64    { return s.s * s.s }
func (s Sq) Name() string     { return "sq" }
func (b *Big) Area() float64  { return float64(b.a + b.b + b.c) }
func (b *Big) Name() string   { return b.n }
func (b *Big) String() string { return "Big:" + b.n }
func (f Fn) Name() string     { return f() }
func (m Mp) Name() string     { return fmt.Sprint("mp", len(m)) }
func (p Ptr) Name() string    { return fmt.Sprint("ptr", *p.p) }
func (i I) Name() string      { return fmt.Sprint("I", int(i)) }
func (unexp) hidden()         {}

type MyErr struct{ code int }

func (e *MyErr) Error() string { return fmt.Sprintf("myerr %d", e.code) }

func mayFail(f bool) error {
	var e *MyErr
	if f {
		e = &MyErr{3}
	}
	return e
}

func try(f func()) {
	defer func() {
		e := recover()
		re, ok := e.(interface{ RuntimeError() })
		fmt.Println(e, ok && re != nil)
	}()
	f()
}

func main() {
	n := 5
	for _, x := range []Namer{Sq{2}, &Sq{3}, &Big{n: "b"}, Fn(func() string { return "fn" }), Mp{"a": 1}, Ptr{&n}, I(1000), I(3), nil} {
		if x == nil {
			fmt.Println("nil")
			continue
		}
		s, ok := x.(Shape)
		b, ok2 := x.(Both)
		fmt.Print(x.Name(), " ", ok, ok2, " ")
		if ok {
			fmt.Print(s.Area(), " ")
		}
		if ok2 {
			fmt.Print(b.String(), " ", b)
		}
		fmt.Printf(" %T\n", x)
	}
	e := mayFail(false)
	fmt.Println(e == nil, mayFail(true), e.(*MyErr) == nil)
	var sh Shape
	var any0 any
	try(func() { sh.Name() })
	try(func() { _ = sh.(*Big) })
	try(func() { _ = any0.(int) })
	try(func() { any0 = "s"; _ = any0.(int) })
	try(func() { _ = any0.(Shape) })
	try(func() {
		any0 = unexp{}
		_ = any0.(interface {
			hidden()
			Other()
		})
	})
	try(func() { sh = Sq{1}; _ = sh.(*Big) })
	try(func() { _ = sh.(Both) })
	try(func() { any0 = Big{}; _ = any0.(Shape) })
	try(func() { any0 = &n; _ = any0.(*string) })
	try(func() { any0 = io.EOF; _ = any0.(fmt.Stringer) })
	try(func() { var b *Big; sh = b; sh.Area() })
	try(func() { var s *Sq; sh = s; sh.Area() })
	try(func() { var a, b any = []int{}, []int{}; _ = a == b })
	try(func() { var a any = func() {}; _ = a == a })
	try(func() { type S struct{ f []int }; var a any = S{}; _ = a == any(S{}) })
	var x, y any = 1, 1.0
	fmt.Println(x == y, x == any(1), any(int8(1)) == any(int16(1)), any(nil) == nil, any(Sq{1}) == any(Sq{1}), any("a"+fmt.Sprint(1)) == any("a1"))
	var nm Namer = I(7)
	fmt.Println(nm == I(7), nm == Namer(I(8)), any(nm) == any(I(7)), nm != nil, x == 1, y == 1.0)
	var st struct {
		Namer
		x int
	}
	st.Namer = Sq{4}
	fmt.Println(st.Name(), st.Namer.(Shape).Area())
	var as Namer = st
	fmt.Println(as.Name(), as == Namer(st))
	m := map[Namer]int{I(1): 1, Sq{1}: 2, Ptr{&n}: 3}
	fmt.Println(m[I(1)], m[Sq{1}], m[Ptr{&n}], m[I(2)])
	w := fmt.Errorf("wrap: %w", mayFail(true))
	var me *MyErr
	fmt.Println(errors.As(w, &me), me.code, errors.Unwrap(w) == error(me), errors.Is(w, me))
	f := nm.Name
	nm = I(8)
	g := Namer.Name
	fmt.Println(f(), g(nm), (*Big).Area(&Big{a: 1, b: 2}))
	if v, ok := any0.(error); !ok {
		fmt.Println(v == nil, ok)
	}
	var small any = byte(200)
	var zero any = 0
	var flag any = true
	var str any = ""
	fmt.Println(small, zero, flag, str == "", [2]any{1, nil}, small.(byte)+100)
	arr := any([1]*int{&n})
	*arr.([1]*int)[0]++
	fmt.Println(n, any(struct{ p *int }{&n}).(struct{ p *int }).p == &n)
}
