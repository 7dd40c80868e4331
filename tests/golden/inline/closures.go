// Closures given to small helpers: captured values and variables, closures in loops, closures of closures, and those that stay func values.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
)

func each[T any](s []T, f func(int, T)) {
	for i, v := range s {
		f(i, v)
	}
}

func fold[T, A any](s []T, a A, f func(A, T) A) A {
	for _, v := range s {
		a = f(a, v)
	}
	return a
}

func twice(f func()) { f(); f() }

func pick(c bool, f, g func() int) int {
	if c {
		return f()
	}
	return g()
}

func compose(f, g func(int) int) func(int) int { return func(x int) int { return g(f(x)) } }

func counter() (inc func() int, get func() int) {
	n := 0
	inc = func() int { n++; return n }
	get = func() int { return n }
	return
}

type big struct{ a, b, c, d int }

func withBig(f func(big) big, x big) big { return f(x) }

func try(f func() error) (err error) {
	if err = f(); err != nil {
		err = fmt.Errorf("try: %w", err)
	}
	return
}

func maybe(f func(int) int, x int) int {
	if f == nil {
		return x
	}
	return f(x)
}

var kept []func() int

func keep(f func() int) int {
	kept = append(kept, f)
	return f()
}

func small8(f func(int8, uint16) uint8) uint8 { return f(-3, 65535) }

func main() {
	s := []int{3, 1, 2}
	sum := 0
	each(s, func(i, v int) { sum += i * v })
	fmt.Println(sum)
	fmt.Println(fold(s, "", func(a string, v int) string { return a + fmt.Sprint(v) }))
	fmt.Println(fold(s, 1.5, func(a float64, v int) float64 { return a * float64(v) }))

	n := 1
	twice(func() { n *= 3; twice(func() { n++ }) })
	fmt.Println(n)

	x := 7
	fmt.Println(pick(x > 5, func() int { x = 8; return x }, func() int { x = 9; return x }), x)
	fmt.Println(compose(func(a int) int { return a + x }, func(a int) int { return a * 2 })(1))

	inc, get := counter()
	inc()
	inc()
	fmt.Println(get(), inc(), get())

	b := big{1, 2, 3, 4}
	r := withBig(func(v big) big { v.a += b.d; b.c = 9; return v }, b)
	fmt.Println(r, b)

	e := errors.New("no")
	fmt.Println(try(func() error { return e }), errors.Is(try(func() error { return e }), e), try(func() error { return nil }))
	fmt.Println(maybe(nil, 4), maybe(func(v int) int { return v * x }, 4))

	for i := range 3 {
		fmt.Print(keep(func() int { i++; return i }), " ")
	}
	for _, f := range kept {
		fmt.Print(f(), " ")
	}
	fmt.Println()

	v8 := int8(127)
	fmt.Println(small8(func(a int8, c uint16) uint8 { v8 += a - 125; c++; return uint8(c) + uint8(v8) }), v8)

	fmt.Println(slices.IndexFunc(s, func(v int) bool { return v == n || v == 2 }), slices.ContainsFunc(s, func(v int) bool { return v > x }))
	slices.SortFunc(s, func(a, c int) int { return cmp.Compare(c, a) })
	fmt.Println(s, sort.Search(100, func(i int) bool { return i*i >= 50 }))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'l' {
			sum++
			return -1
		}
		return r + 1
	}, "hello"), strings.IndexFunc("abc1", func(r rune) bool { return r < 'a' }), sum)

	var once sync.Once
	for range 3 {
		once.Do(func() { sum += 1000; fmt.Println("once", sum) })
	}
	ov := sync.OnceValue(func() int { sum++; return sum })
	fmt.Println(ov(), ov())

	// A closure variable that is assigned again is called as what it is at that time.
	f := func() string { return "first" }
	g := f
	f = func() string { return "second " + g() }
	fmt.Println(f(), g())
	var rec func(int) int
	rec = func(k int) int {
		if k == 0 {
			return 0
		}
		return k + rec(k-1)
	}
	fmt.Println(rec(10))
	func() {
		defer func() { fmt.Println("recovered", recover(), n) }()
		twice(func() {
			if n++; n > 17 {
				panic(n)
			}
		})
		twice(func() { n += 10; panic("again") })
	}()
}
