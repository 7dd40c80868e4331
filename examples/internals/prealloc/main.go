// Slices: append grows by rule; a known capacity avoids the copies. Slices of one array share it.
package main

import "fmt"

// Package variables: their arrays live on the heap and grow by size classes.
var (
	s []int
	t []byte
)

func main() {
	grown := 0
	for i := range 1000 {
		if c := cap(s); c == len(s) {
			grown++
		}
		s = append(s, i)
	}
	p := make([]int, 0, 1000)
	start := &p[:1][0]
	for i := range 1000 {
		p = append(p, i)
	}
	fmt.Println("grown", grown, "times; pre-allocated stayed in place:", start == &p[0])
	var caps []int

	for range 10 {
		t = append(t[:cap(t)], 1)
		caps = append(caps, cap(t))
	}
	fmt.Println(caps)
	a := [5]int{1, 2, 3, 4, 5}
	x, y := a[1:3], a[1:3:3]
	x = append(x, 99) // writes into a
	y = append(y, 77) // has no room: a copy
	fmt.Println(a, x, y, len(x), cap(x), cap(a[2:]))
}
