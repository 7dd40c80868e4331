// Iterators whose loops disappear: every way out of the body, defers, panics, iterators that misbehave, loops in loops.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

type list struct {
	v    int
	next *list
}

func (l *list) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; l != nil; l = l.next {
			if !yield(l.v) {
				return
			}
		}
	}
}

func count(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, fmt.Sprint("#", i)) {
				return
			}
		}
	}
}

func filter[T any](s iter.Seq[T], ok func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if ok(v) && !yield(v) {
				return
			}
		}
	}
}

func mapped[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		s(func(v T) bool { return yield(f(v)) })
	}
}

func none(func() bool)          {}
func deaf(yield func() bool)    { yield(); yield() }
func once(yield func(int) bool) { yield(41) }

func sum(l *list) (n int) {
	for v := range l.all() {
		n += v
	}
	return
}

func find(l *list, x int) (int, bool) {
	i := 0
	for v := range l.all() {
		if v == x {
			return i, true
		}
		i++
	}
	return -1, false
}

func loops(l *list) string {
	s := ""
outer:
	for i, t := range count(5) {
		for v := range l.all() {
			switch {
			case v == 2 && i == 1:
				continue outer
			case v == 3 && i == 2:
				break outer
			case v == 1:
				continue
			}
			s += fmt.Sprint(i, t, v, " ")
		}
		s += "| "
	}
	return s
}

func deferring(l *list) {
	for v := range l.all() {
		defer fmt.Println("deferred", v)
		if v == 2 {
			fmt.Println("leaving")
			return
		}
	}
}

func misuse() {
	defer func() { fmt.Println("recovered:", recover()) }()
	for range deaf {
		break
	}
}

func bodyPanics(l *list) (got int) {
	defer func() { fmt.Println("recovered:", recover(), got) }()
	for v := range l.all() {
		got = v
		if v == 2 {
			panic("body")
		}
	}
	return
}

func swallow(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

func swallowed() {
	defer func() { fmt.Println("recovered:", recover()) }()
	for range swallow {
		panic("lost")
	}
	fmt.Println("not reached")
}

func jump(l *list) string {
	n := 0
again:
	for v := range l.all() {
		n++
		if v == 2 && n < 6 {
			goto again
		}
	}
	return fmt.Sprint(n)
}

func multi(l *list) (a int, b string, c []int, err error) {
	for i, s := range count(4) {
		for v := range l.all() {
			if v*i == 6 {
				return v, s, []int{i, v}, fmt.Errorf("found %d", v)
			}
		}
	}
	return
}

func main() {
	l := &list{1, &list{2, &list{3, nil}}}
	fmt.Println(sum(l), sum(nil))
	fmt.Println(find(l, 3))
	fmt.Println(find(l, 4))
	fmt.Println(loops(l))
	deferring(l)
	misuse()
	bodyPanics(l)
	swallowed()
	fmt.Println(jump(l))
	fmt.Println(multi(l))
	for range none {
		fmt.Println("never")
	}
	for v := range once {
		fmt.Println(v)
	}
	for v := range mapped(filter(l.all(), func(v int) bool { return v != 2 }), func(v int) string { return fmt.Sprint("<", v, ">") }) {
		fmt.Print(v, " ")
	}
	fmt.Println(slices.Collect(l.all()), slices.Sorted(maps.Keys(map[string]int{"b": 1, "a": 2})))
	var fs []func() int
	for v := range l.all() {
		fs = append(fs, func() int { v *= 10; return v })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	c := make(chan int)
	go func() {
		for v := range l.all() {
			c <- v
		}
		close(c)
	}()
	for v := range filter(func(yield func(int) bool) {
		for v := range c {
			if !yield(v) {
				return
			}
		}
	}, func(v int) bool { return v != 1 }) {
		fmt.Print(v, ";")
	}
	fmt.Println()
	next, stop := iter.Pull(l.all())
	fmt.Println(next())
	stop()
	fmt.Println(next())
}
