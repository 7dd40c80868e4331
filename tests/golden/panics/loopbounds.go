// Every index a loop may drop the check of is checked where the loop's condition does not imply it.
package main

import (
	"fmt"
	"math"
)

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	fmt.Println(name, f())
}

//go:noinline
func up(s []int, from, to, step, off int) (sum int) {
	for i := from; i < to; i += step {
		sum += s[i+off]
	}
	return
}

//go:noinline
func upToLen(s []int, from, off int) (sum int) {
	for i := from; i < len(s); i++ {
		sum += s[i+off]
	}
	return
}

//go:noinline
func next(s []int) (sum int) {
	for i := 0; i < len(s)-1; i++ {
		sum += s[i+1] - s[i]
	}
	return
}

//go:noinline
func nextTooFar(s []int) (sum int) {
	for i := 0; i < len(s); i++ {
		sum += s[i+1] - s[i]
	}
	return
}

//go:noinline
func previous(s []int, from int) (sum int) {
	for i := from; i < len(s); i++ {
		sum += s[i-1]
	}
	return
}

//go:noinline
func down(s []int, from, off int) (sum int) {
	for i := from; i >= 0; i-- {
		sum += s[i+off]
	}
	return
}

//go:noinline
func downLen(s []int) (sum int) {
	for i := len(s) - 1; i >= 0; i-- {
		sum += s[i]
	}
	return
}

//go:noinline
func downTooFar(s []int) (sum int) {
	for i := len(s); i >= 0; i-- {
		sum += s[i]
	}
	return
}

//go:noinline
func shrinking(s []int) (sum int) {
	for i := 0; i < len(s); i++ {
		if s[i] == 3 {
			s = s[:2]
		}
		sum += s[i]
	}
	return
}

//go:noinline
func replaced(s, t []int) (sum int) {
	for i := range s {
		sum += t[i]
		if i == 1 {
			t = t[:2]
		}
	}
	return
}

//go:noinline
func wrapping(s []int, to int) (n int) {
	for i := math.MaxInt - 2; i < to; i += 2 {
		n += s[i&3]
		if n > 20 || i < 0 {
			return s[i&7]
		}
	}
	return n
}

//go:noinline
func twoEnds(s []int, j int) (n int) {
	for i := 0; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
		n++
	}
	return
}

//go:noinline
func small(s []int, b byte, i8 int8, u uint) int {
	var t [256]int
	t[b] = 1
	return t[b] + s[b&7] + s[u%8] + s[i8]
}

//go:noinline
func minimum(s []int, n int) (sum int) {
	for i := 0; i < min(n, len(s)); i++ {
		sum += s[i]
	}
	return sum + s[min(n, len(s))-1]
}

//go:noinline
func unsigned(s []int, n uint) (sum int) {
	for i := uint(0); i <= n; i++ {
		sum += s[i]
	}
	return
}

//go:noinline
func conditions(s []int, i, j int) int {
	if i >= 0 && i < j {
		if j <= len(s) {
			return s[i] + s[j-1]
		}
		return s[i]
	}
	if i < len(s) {
		return s[i]
	}
	return -1
}

func main() {
	s := []int{1, 2, 3, 4, 5, 6, 7, 8}
	for _, a := range [][4]int{{0, 8, 1, 0}, {0, 9, 1, 0}, {-1, 8, 1, 0}, {0, 8, 3, 0}, {0, 8, 1, 1}, {0, 7, 1, 1}, {1, 9, 1, -1}, {0, 8, 1, -1}, {4, math.MaxInt, 3, -4}} {
		try(fmt.Sprint("up", a), func() int { return up(s, a[0], a[1], a[2], a[3]) })
	}
	for _, a := range [][2]int{{0, 0}, {0, 1}, {-1, 1}, {-2, 1}, {1, -1}, {0, -1}} {
		try(fmt.Sprint("upToLen", a), func() int { return upToLen(s, a[0], a[1]) })
	}
	try("next", func() int { return next(s) })
	try("next of none", func() int { return next(nil) })
	try("nextTooFar", func() int { return nextTooFar(s) })
	try("previous 1", func() int { return previous(s, 1) })
	try("previous 0", func() int { return previous(s, 0) })
	for _, a := range [][2]int{{7, 0}, {8, 0}, {7, 1}, {6, 1}, {7, -1}, {-1, 0}} {
		try(fmt.Sprint("down", a), func() int { return down(s, a[0], a[1]) })
	}
	try("downLen", func() int { return downLen(s) })
	try("downLen of none", func() int { return downLen(nil) })
	try("downTooFar", func() int { return downTooFar(s) })
	try("shrinking", func() int { return shrinking([]int{1, 2, 3, 4}) })
	try("replaced", func() int { return replaced(s, s) })
	try("wrapping", func() int { return wrapping(s, math.MaxInt) })
	for _, j := range []int{0, 1, 7, 8, -1} {
		try(fmt.Sprint("twoEnds ", j), func() int { return twoEnds(s, j) })
	}
	try("small 255 1 17", func() int { return small(s, 255, 1, 17) })
	try("small 0 -1 0", func() int { return small(s, 0, -1, 0) })
	try("small 0 8 0", func() int { return small(s, 0, 8, 0) })
	for _, n := range []int{0, 1, 8, 9, -1} {
		try(fmt.Sprint("minimum ", n), func() int { return minimum(s, n) })
	}
	try("unsigned 7", func() int { return unsigned(s, 7) })
	try("unsigned 8", func() int { return unsigned(s, 8) })
	for _, a := range [][2]int{{0, 8}, {7, 8}, {8, 9}, {0, 9}, {-1, 3}, {3, -1}, {3, math.MinInt}, {9, 0}} {
		try(fmt.Sprint("conditions", a), func() int { return conditions(s, a[0], a[1]) })
	}
}
