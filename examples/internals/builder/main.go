// strings.Builder against concatenation: the same text, far fewer allocations.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func allocations(f func() string) (string, uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := f()
	runtime.ReadMemStats(&after)
	return s, after.Mallocs - before.Mallocs
}

func main() {
	const n = 2000
	plus, a := allocations(func() string {
		s := ""
		for range n {
			s += "x"
		}
		return s
	})
	built, b := allocations(func() string {
		var sb strings.Builder
		for range n {
			sb.WriteString("x")
		}
		return sb.String()
	})
	grown, c := allocations(func() string {
		var sb strings.Builder
		sb.Grow(n)
		for range n {
			sb.WriteString("x")
		}
		return sb.String()
	})
	fmt.Println("same text:", plus == built && built == grown, len(plus))
	fmt.Println("concatenation allocates each time:", a >= n-2)
	fmt.Println("the builder doubles:", b < 40)
	fmt.Println("with Grow fewer still:", c < b)
}
