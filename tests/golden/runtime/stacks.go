// Deep recursion, growing stacks with pointers into them, mutual recursion, large frames, deep recursion in goroutines and with defers.
package main

import "fmt"

type node struct {
	next *node
	v    int
}

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + depth(n-1)
}
func chain(n int, prev *node) int {
	me := node{prev, n}
	if n == 0 {
		s := 0
		for p := &me; p != nil; p = p.next {
			s += p.v
		}
		return s
	}
	return chain(n-1, &me)
}
func large(n int) (s int) {
	var a [64]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		s = large(n - 1)
	}
	for _, v := range a {
		s += v
	}
	return s % 1000003
}
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
func defers(n int, log *int) {
	defer func() { *log += n }()
	if n > 0 {
		defers(n-1, log)
	} else {
		panic("deep")
	}
}
func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}
func strs(n int, s string) (string, int, []byte) {
	if n == 0 {
		return s, len(s), []byte(s)
	}
	a, b, c := strs(n-1, s)
	return a, b + 1, c
}
func iface(n int, f interface{ F(int) int }) int { return f.F(n) }

type R struct{ k int }

func (r R) F(n int) int {
	if n == 0 {
		return r.k
	}
	return iface(n-1, r) + 1
}

func main() {
	fmt.Println(depth(100000), chain(10000, nil), large(5000), even(100001))
	func() {
		log := 0
		defer func() { fmt.Println(recover(), log) }()
		defers(10000, &log)
	}()
	fmt.Println(ack(2, 300))
	a, b, c := strs(20000, "str")
	fmt.Println(a, b, c, iface(50000, R{3}))
	ch := make(chan int)
	for i := range 10 {
		go func() { ch <- depth(10000*(i+1)) + chain(1000, nil) }()
	}
	s := 0
	for range 10 {
		s += <-ch
	}
	fmt.Println(s)
	var f func(int) int
	f = func(n int) int {
		x := n
		p := &x
		if n == 0 {
			return 0
		}
		r := f(n - 1)
		return r + *p
	}
	fmt.Println(f(50000))
}
