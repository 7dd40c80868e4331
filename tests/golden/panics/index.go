// Index out of range through several functions and a closure: the trace.
package main

import "fmt"

//go:noinline
func at(s []int, i int) int { return s[i] }

//go:noinline
func apply(f func(int) int, n int) int { return f(n) + 1 }

type T struct{ s []int }

//go:noinline
func (t T) m(i int) int {
	return apply(func(k int) int {
		return at(t.s, k)
	}, i)
}

func main() {
	t := T{[]int{1, 2, 3}}
	fmt.Println(t.m(2))
	fmt.Println(t.m(5))
}
