// Range over functions: break, continue, labels, return, defer, goto, nesting, panics through the iterator, misuse, pulls.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("<end>")
		for i := range n {
			if !yield(i) {
				fmt.Print("<stop>")
				return
			}
		}
	}
}
func pairs(s ...string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}
func none(n int) func(func() bool) {
	return func(yield func() bool) {
		for n > 0 && yield() {
			n--
		}
	}
}

type Tree[T any] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}
func (t *Tree[T]) push(yield func(T) bool) bool {
	return t == nil || t.l.push(yield) && yield(t.v) && t.r.push(yield)
}

func find(n int) (r int, s string) {
	defer func() { s += "!" }()
	for i := range count(10) {
		for j, v := range pairs("a", "b", "c") {
			if i*3+j == n {
				return i, v
			}
		}
	}
	return -1, "none"
}
func labels() {
outer:
	for i := range count(5) {
		for j := range count(5) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case i == 2:
				break outer
			case j == 2:
				break
			case j > 2:
				goto next
			}
			fmt.Print(i, j, " ")
		}
	next:
		fmt.Print("next ")
	}
	fmt.Println()
}
func defers() {
	for i := range count(3) {
		defer fmt.Print("defer", i, " ")
		defer func() { fmt.Print("lit", i, " ") }()
	}
	fmt.Print("body ")
}
func panics() (err any) {
	defer func() { err = recover() }()
	for i := range count(3) {
		if i == 1 {
			panic("in body")
		}
	}
	return nil
}
func bad1() (err any) {
	defer func() { err = recover() }()
	for i := range func(yield func(int) bool) { yield(1); yield(2); yield(3) } {
		if i == 2 {
			break
		}
	}
	return nil
}
func bad2() (err any) {
	defer func() { err = recover() }()
	var saved func(int) bool
	for range func(yield func(int) bool) { saved = yield } {
	}
	saved(1)
	return nil
}
func bad3() (err any) {
	defer func() { err = recover() }()
	for range func(yield func(int) bool) {
		defer func() { recover() }()
		yield(1)
	} {
		panic("swallowed")
	}
	return nil
}
func recovering() {
	defer fmt.Println("recovering done")
	for i := range count(3) {
		func() {
			defer func() { fmt.Print(recover(), " ") }()
			panic(i)
		}()
	}
}
func addr() []*int {
	var r []*int
	for i := range count(3) {
		i *= 10
		r = append(r, &i)
	}
	return r
}

func main() {
	var x int
	for x = range count(3) {
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	for i, s := range pairs("x", "y") {
		fmt.Print(i, s, " ")
	}
	n := 0
	for range none(4) {
		n++
		if n == 3 {
			continue
		}
		fmt.Print(n)
	}
	fmt.Println()
	t := &Tree[string]{&Tree[string]{nil, nil, "a"}, &Tree[string]{&Tree[string]{nil, nil, "c"}, nil, "d"}, "b"}
	for s := range t.All() {
		fmt.Print(s)
		if s == "c" {
			break
		}
	}
	fmt.Println(slices.Collect(t.All()))
	fmt.Println(find(4))
	fmt.Println(find(100))
	labels()
	defers()
	fmt.Println()
	fmt.Println(panics())
	fmt.Println(bad1())
	fmt.Println(bad2())
	fmt.Println(bad3())
	recovering()
	for _, p := range addr() {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	next, stop := iter.Pull(t.All())
	a, ok := next()
	b, ok2 := next()
	stop()
	c, ok3 := next()
	fmt.Println(a, ok, b, ok2, c, ok3)
	next2, stop2 := iter.Pull2(pairs("p", "q"))
	defer stop2()
	for {
		i, s, ok := next2()
		fmt.Print(i, s, ok, " ")
		if !ok {
			break
		}
	}
	fmt.Println()
	m := map[string]int{"one": 1, "two": 2, "three": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Sorted(maps.Values(m)))
	sum := 0
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		for _, v := range slices.Backward(c) {
			sum = sum*10 + v
		}
	}
	fmt.Println(sum)
	func() {
		defer func() { fmt.Println("pull:", recover()) }()
		next, stop := iter.Pull(func(yield func(int) bool) { yield(1); panic("iter panic") })
		defer stop()
		fmt.Println(next())
		fmt.Println(next())
	}()
	f := func() (res []int) {
		for i := range count(4) {
			res = append(res, i)
			if i == 2 {
				return
			}
		}
		return nil
	}
	fmt.Println(f())
}
