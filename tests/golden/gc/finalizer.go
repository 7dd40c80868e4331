package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unique"
	"weak"
)

type node struct {
	next *node
	id   int
	pad  [5]int
}

// wait gives finalizers and cleanups their chance.
func wait(what string, done func() bool) {
	for i := 0; i < 200; i++ {
		runtime.GC()
		if done() {
			fmt.Println(what, "ok")
			return
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println(what, "did not happen")
}

//go:noinline
func finalizers(n int, ran *atomic.Int64) {
	for i := 0; i < n; i++ {
		x := &node{id: i, next: &node{id: -i}}
		runtime.SetFinalizer(x, func(x *node) {
			if x.next.id == -x.id { // what it points to is still there
				ran.Add(1)
			}
		})
	}
}

//go:noinline
func cleanups(n int, ran *atomic.Int64) {
	for i := 0; i < n; i++ {
		x := &node{id: i}
		c := runtime.AddCleanup(x, func(d int) { ran.Add(int64(d)) }, 1)
		if i%2 == 0 {
			c.Stop()
		}
	}
}

var kept *node

//go:noinline
func resurrect() {
	x := &node{id: 42}
	runtime.SetFinalizer(x, func(x *node) { kept = x })
}

//go:noinline
func makeWeak() (weak.Pointer[node], weak.Pointer[node], *node) {
	a, b := &node{id: 1}, &node{id: 2}
	wa, wa2 := weak.Make(a), weak.Make(a)
	fmt.Println("same weak pointer:", wa == wa2, wa == weak.Make(b))
	return wa, weak.Make(b), b
}

type big struct{ a, b [100]string }

//go:noinline
func uniq() unique.Handle[string] {
	s := fmt.Sprint("uni", "que", 7)
	return unique.Make(s)
}

func main() {
	var ran atomic.Int64
	finalizers(50, &ran)
	wait("finalizers", func() bool { return ran.Load() == 50 })

	var cleaned atomic.Int64
	cleanups(50, &cleaned)
	wait("cleanups", func() bool { return cleaned.Load() == 25 })

	resurrect()
	wait("resurrection", func() bool { return kept != nil })
	fmt.Println("resurrected", kept.id)

	wa, wb, b := makeWeak()
	wait("weak cleared", func() bool { return wa.Value() == nil })
	fmt.Println("weak alive:", wb.Value() == b, b.id)
	runtime.KeepAlive(b)

	h1, h2 := uniq(), unique.Make("unique7")
	runtime.GC()
	fmt.Println("unique:", h1 == h2, h1.Value())

	var pool sync.Pool
	pool.Put(&big{})
	runtime.GC()
	runtime.GC()
	runtime.GC()
	fmt.Println("pool emptied:", pool.Get() == nil)

	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	s := make([][]byte, 100)
	for i := range s {
		s[i] = make([]byte, 10000)
	}
	runtime.ReadMemStats(&m1)
	fmt.Println("mallocs:", m1.Mallocs-m0.Mallocs >= 100 && m1.Mallocs-m0.Mallocs < 130, "bytes:", m1.TotalAlloc-m0.TotalAlloc > 1_000_000)
	fmt.Println("collected:", m1.NumGC >= 5, m1.NumForcedGC >= 5, len(s))
}
