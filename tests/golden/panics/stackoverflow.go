// Endless recursion ends in Go's stack overflow, which recover does not stop, and exit status 2.
package main

import (
	"fmt"
	"runtime/debug"
)

type T struct{ a [10]int }

func (t *T) f(n int) int {
	u := T{}
	return u.g(n+1) + t.a[n%10]
}
func (t *T) g(n int) int { return t.f(n) + 1 }

func main() {
	defer func() { fmt.Println("never", recover()) }()
	debug.SetMaxStack(1 << 22)
	fmt.Println("start")
	var t T
	t.f(0)
}
