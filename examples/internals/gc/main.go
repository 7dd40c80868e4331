// The collector: the live heap stays bounded while far more is allocated; GOGC decides how often it runs.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func cycles(percent int) uint32 {
	debug.SetGCPercent(percent)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 200 {
		grow(14)
	}
	runtime.ReadMemStats(&after)
	return after.NumGC - before.NumGC
}

func main() {
	kept := grow(16)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("live heap between 2 and 8 MB:", m.HeapAlloc > 2<<20 && m.HeapAlloc < 8<<20)
	often, rarely := cycles(50), cycles(800)
	fmt.Println("a smaller GOGC collects more often:", often > rarely && rarely > 0)
	runtime.ReadMemStats(&m)
	fmt.Println("allocated far more than live:", m.TotalAlloc > 8*m.HeapAlloc)
	fmt.Println("nodes kept:", kept.count())
}
