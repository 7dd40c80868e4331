// Garbage: linked structures, maps of pointers, interior pointers, closures, channels under repeated collection; MemStats moves.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"weak"
)

type T struct {
	l, r *T
	s    string
	b    []byte
}

func tree(n int) *T {
	if n == 0 {
		return &T{s: strings.Repeat("x", 3), b: make([]byte, 10)}
	}
	return &T{l: tree(n - 1), r: tree(n - 1), s: fmt.Sprint(n)}
}
func (t *T) sum() int {
	if t == nil {
		return 0
	}
	return t.l.sum() + t.r.sum() + len(t.s) + len(t.b)
}

func main() {
	keep := tree(10)
	inner := &keep.l.r.b
	m := map[int]*T{}
	ch := make(chan *T, 50)
	var fs []func() int
	for i := range 200 {
		m[i%20] = tree(5)
		if i%4 == 0 {
			t := tree(3)
			fs = append(fs, func() int { return t.sum() })
			ch <- t
		}
		if i%50 == 0 {
			runtime.GC()
		}
	}
	s := 0
	for _, t := range m {
		s += t.sum()
	}
	for _, f := range fs {
		s += f() + (<-ch).sum()
	}
	fmt.Println(keep.sum(), s, len(*inner))
	elem := func() *int { a := make([]int, 1000); a[500] = 7; return &a[500] }()
	sub := func() string { return strings.Repeat("abc", 1000)[1500:1503] }()
	for range 5 {
		runtime.GC()
		_ = tree(8)
	}
	fmt.Println(*elem, sub)
	var ms, ms2 runtime.MemStats
	runtime.ReadMemStats(&ms)
	for range 1000 {
		_ = make([]byte, 5000)
	}
	x := make([][]byte, 100)
	for i := range x {
		x[i] = make([]byte, 5000)
	}
	runtime.ReadMemStats(&ms2)
	fmt.Println(ms2.TotalAlloc > ms.TotalAlloc, ms2.Mallocs-ms.Mallocs >= 100, ms2.NumGC >= 9, ms2.HeapAlloc > 0, len(x))
	w := weak.Make(keep)
	fmt.Println(w.Value() == keep)
	runtime.KeepAlive(keep)
	keep = nil
	inner = nil
	runtime.GC()
	runtime.GC()
	fmt.Println(w.Value() == nil)
	done := make(chan string, 1)
	func() {
		p := &T{s: "cleanup me"}
		runtime.AddCleanup(p, func(s string) { done <- s }, "cleaned")
	}()
	runtime.GC()
	fmt.Println(<-done)
	runtime.SetFinalizer(&T{s: "fin"}, func(t *T) { done <- t.s })
	runtime.GC()
	fmt.Println(<-done)
	all := make(chan int)
	for g := range 8 {
		go func() {
			n := 0
			for i := range 50 {
				n += tree(i%6).sum() + g - g
			}
			all <- n
		}()
	}
	for range 8 {
		fmt.Print(<-all, " ")
	}
	fmt.Println()
}
