// Finalizers may have results of any size; they are dropped.
package main

import (
	"fmt"
	"runtime"
	"time"
)

type big [40]int
type pair struct {
	a, b string
	c    []int
}

type node struct {
	n    int
	next *node
}

type stringer interface{ String() string }

func (n *node) String() string { return fmt.Sprint("node ", n.n) }

var got [5]int

func plain(n *node)                        { got[0]++ }
func large(n *node) (r big)                { r[39] = n.n; got[1]++; return }
func three(n *node) (a big, s string, p pair, z error) {
	a[0], s, p.c = n.n, "s", []int{n.n}
	got[2]++
	return
}
func iface(x stringer) (big, pair) {
	if len(x.String()) < 6 {
		panic(x.String())
	}
	got[3]++
	return big{}, pair{}
}
func empty(x any) (small struct{ p *node }, r big) {
	got[4]++
	return struct{ p *node }{x.(*node)}, big{}
}

//go:noinline
func make100() {
	for i := range 100 {
		runtime.SetFinalizer(&node{n: i}, plain)
		runtime.SetFinalizer(&node{n: i}, large)
		runtime.SetFinalizer(&node{n: i}, three)
		runtime.SetFinalizer(&node{n: i}, iface)
		runtime.SetFinalizer(&node{n: i}, empty)
	}
}

func main() {
	make100()
	for range 100 {
		runtime.GC()
		time.Sleep(time.Millisecond)
		done := true
		for _, n := range got {
			done = done && n >= 90
		}
		if done {
			fmt.Println("all kinds ran")
			return
		}
	}
	fmt.Println(got)
}
