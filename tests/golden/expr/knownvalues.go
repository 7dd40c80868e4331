// What a variable or a place in memory held before is not taken for what it holds after a store, a call or another way through the function.
package main

import "fmt"

type pair struct{ a, b int }

var global pair

//go:noinline
func aliased(p, q *pair) int {
	x := p.a
	q.a = 7
	return x*100 + p.a
}

//go:noinline
func beside(p *pair) int {
	x := p.a
	p.b = 9
	return x*100 + p.a
}

//go:noinline
func element(s []int, i, j int) int {
	x := s[i]
	s[j] = 50
	return x*100 + s[i]
}

//go:noinline
func setGlobal() { global.a++ }

//go:noinline
func overCall() int {
	x := global.a
	setGlobal()
	return x*100 + global.a
}

//go:noinline
func narrow(p *[8]byte, i int) int {
	p[i] = 200
	x := int(int8(p[i]))
	return x*1000 + int(p[i])
}

//go:noinline
func swap(n int) (int, int) {
	a, b := 1, 2
	for range n {
		a, b = b, a+b
	}
	return a, b
}

//go:noinline
func copies(n int) int {
	old := n
	for i := 0; i < 3; i++ {
		n = n*2 + old
		if n > 20 {
			old = n
		}
	}
	return n*1000 + old
}

//go:noinline
func oneWay(x int, c bool) int {
	y := x
	z := y * 2
	if c {
		x = 100
		y = 7
	}
	return z + y + x
}

//go:noinline
func named(n int) (r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("recovered with r = %d", r)
		}
	}()
	r = 1
	if n > 0 {
		r = 2
		_ = []int{}[n]
	}
	r = 3
	return r, nil
}

//go:noinline
func bounds(x uint64) string {
	switch {
	case x == 1<<63:
		return "top bit"
	case x > 1<<63:
		return "above"
	case x == 1<<63-1:
		return "below"
	}
	return "small"
}

//go:noinline
func local() int {
	a := pair{1, 2}
	p := &a
	x := a.a
	p.a = 5
	b := a
	p.b = 6
	return x*1000 + a.a*100 + b.b*10 + a.b
}

func main() {
	p, q := &pair{1, 2}, &pair{3, 4}
	fmt.Println(aliased(p, q), aliased(p, p), beside(p))
	s := []int{1, 2, 3}
	fmt.Println(element(s, 0, 1), element(s, 2, 2))
	fmt.Println(overCall(), overCall())
	fmt.Println(narrow(new([8]byte), 3))
	fmt.Println(swap(10))
	fmt.Println(copies(1), copies(9))
	fmt.Println(oneWay(5, false), oneWay(5, true))
	fmt.Println(named(0))
	fmt.Println(named(1))
	for _, x := range []uint64{0, 1<<63 - 1, 1 << 63, 1<<63 + 1, 1<<64 - 1} {
		fmt.Print(bounds(x), " ")
	}
	fmt.Println(local())
}

//go:noinline
func counts(s []int8, f func(int8) bool) (a, b, c, d int) {
	for _, x := range s {
		if x > 3 {
			a++
		}
		if x <= 3 {
			b--
		}
		if f(x) {
			c++
		}
		if x == 0 || x == 7 {
			d++
		}
	}
	return
}

func init() {
	fmt.Println(counts([]int8{0, 3, 4, 7, -1, 100}, func(x int8) bool { return x&1 == 1 }))
}
