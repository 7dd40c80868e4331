// A slice error in a method called through an interface from a generic function and a closure, with deferred functions on the stack.
package main

import "fmt"

type I interface{ Do(n int) []int }
type T struct{ s []int }

func (t *T) Do(n int) []int {
	defer func() { fmt.Println("deferred in Do") }()
	return t.s[1:n]
}

//go:noinline
func call[X I](x X, n int) int {
	return len(x.Do(n))
}

func main() {
	t := &T{make([]int, 3, 5)}
	fmt.Println(call(t, 5))
	func() {
		fmt.Println(call[I](t, 6))
	}()
}
