// Instances with local types, with every layout as argument, dictionaries through closures, defer and go in generic functions, embedded type parameters in structs.
package main

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

type W[T any] struct {
	pre byte
	v   T
	pos byte
}

func size[T any]() (uintptr, uintptr) { var w W[T]; return unsafe.Sizeof(w), unsafe.Offsetof(w.pos) }
func roundtrip[T comparable](x T) (ok bool) {
	w := W[T]{1, x, 2}
	p := &w
	ch := make(chan T, 1)
	ch <- p.v
	var a any = <-ch
	m := map[T]int{x: 1}
	m[a.(T)]++
	arr := [2]T{1: x}
	sl := append([]T(nil), arr[:]...)
	f := func() T { return sl[1] }
	defer func() { ok = ok && p.v == x && m[f()] == 2 }()
	return reflect.DeepEqual(a, any(f())) && w.v == x
}
func swap[A, B any](a A, b B) (B, A) { return b, a }
func par[T any](n int, f func(int) T) []T {
	r := make([]T, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r[i] = f(i)
		}()
	}
	wg.Wait()
	return r
}
func safe[T any](f func() T) (r T, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v", e)
		}
	}()
	return f(), nil
}

type Num interface {
	~int | ~uint8 | ~float64 | ~complex128
}

func ops[T Num](a, b T) (T, T, T, bool) { return a + b, a*b - a, a / b, a == b }
func less[T ~int | ~string | ~float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

type big struct {
	a [20]int
	s string
}

func main() {
	type loc struct {
		a int
		b string
	}
	type tiny struct{ a, b uint8 }
	fmt.Println(size[bool]())
	fmt.Println(size[string]())
	fmt.Println(size[big]())
	fmt.Println(size[struct{}]())
	fmt.Println(size[complex64]())
	fmt.Println(size[[3]int16]())
	fmt.Println(roundtrip(1), roundtrip("s"), roundtrip(loc{1, "x"}), roundtrip(tiny{1, 2}), roundtrip(2.5), roundtrip(struct{}{}), roundtrip(big{s: "b"}), roundtrip([2]string{"a"}), roundtrip(1+2i), roundtrip(new(int)), roundtrip[any]("iface"), roundtrip(int8(-1)), roundtrip(uint16(65535)), roundtrip(float32(.1)))
	fmt.Println(swap(loc{1, "l"}, []int{2}))
	fmt.Println(swap(big{s: "x"}, tiny{3, 4}))
	fmt.Println(par(4, func(i int) loc { return loc{i, fmt.Sprint(i)} }))
	fmt.Println(safe(func() int { var a []int; return a[3] }))
	fmt.Println(safe(func() loc { return loc{9, "ok"} }))
	fmt.Println(ops(7, 2))
	fmt.Println(ops[uint8](250, 7))
	fmt.Println(ops(1.5, 0.5))
	fmt.Println(ops(1+1i, 1-1i))
	fmt.Println(less(1, 2), less("b", "a"), less(0.5, 0.5))
	{
		type loc string
		fmt.Printf("%T %v\n", W[loc]{}, roundtrip(loc("inner")))
	}
	fmt.Printf("%T %T\n", W[loc]{}, W[W[tiny]]{})
	_, err := safe(func() (z loc) { var p *loc; return *p })
	fmt.Println(err)
}
