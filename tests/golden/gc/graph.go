package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// Structures of all kinds, built and dropped while collections run all the time: contents must survive.

type tree struct {
	left, right *tree
	name        string
	val         any
	m           map[string]*tree
	f           func() int
	ch          chan *tree
	arr         [3]*tree
	sl          []*tree
	iface       fmt.Stringer
}

func (t *tree) String() string { return t.name }

func build(depth, seed int) *tree {
	if depth == 0 {
		return nil
	}
	t := &tree{name: fmt.Sprintf("n%d-%d", depth, seed)}
	t.left = build(depth-1, seed*2)
	t.right = build(depth-1, seed*2+1)
	switch seed % 5 {
	case 0:
		t.val = seed * 1000
	case 1:
		t.val = []string{t.name, "x"}
	case 2:
		t.val = map[int]string{seed: t.name}
	case 3:
		t.val = &t.name
	case 4:
		t.val = [2]string{t.name, "y"}
	}
	t.m = map[string]*tree{t.name: t.left, "self": t}
	n := len(t.name)
	t.f = func() int { return n + seed }
	t.ch = make(chan *tree, 2)
	t.ch <- t.left
	t.ch <- t
	t.arr[depth%3] = t.right
	t.sl = append(t.sl, t.left, t.right, t)
	t.iface = t
	return t
}

func check(t *tree, depth, seed int) int {
	if t == nil {
		return 0
	}
	name := fmt.Sprintf("n%d-%d", depth, seed)
	bad := func(what string) { panic(what + " of " + name + " is damaged: " + t.name) }
	if t.name != name || t.iface.String() != name {
		bad("name")
	}
	switch v := t.val.(type) {
	case int:
		if v != seed*1000 {
			bad("int")
		}
	case []string:
		if v[0] != name || v[1] != "x" {
			bad("slice")
		}
	case map[int]string:
		if v[seed] != name {
			bad("map value")
		}
	case *string:
		if *v != name {
			bad("pointer")
		}
	case [2]string:
		if v[0] != name {
			bad("array")
		}
	default:
		bad("interface")
	}
	if t.m[name] != t.left || t.m["self"] != t || len(t.m) != 2 {
		bad("map")
	}
	if t.f() != len(name)+seed {
		bad("closure")
	}
	a, b := <-t.ch, <-t.ch
	if a != t.left || b != t {
		bad("channel")
	}
	t.ch <- a
	t.ch <- b
	if t.arr[depth%3] != t.right || t.sl[0] != t.left || t.sl[2] != t {
		bad("aggregate")
	}
	return 1 + check(t.left, depth-1, seed*2) + check(t.right, depth-1, seed*2+1)
}

func garbage(n int) int {
	var sb strings.Builder
	m := map[string][]int{}
	for i := 0; i < n; i++ {
		k := fmt.Sprint("k", i%100)
		m[k] = append(m[k], i)
		sb.WriteString(k)
		if i%50 == 0 {
			sb.Reset()
			_ = make([]*tree, 5000)
		}
	}
	return len(m)
}

func worker(id int, res chan<- int) {
	sum := 0
	var keep [4]*tree
	for i := 0; i < 12; i++ {
		k := i % len(keep)
		if keep[k] != nil {
			sum += check(keep[k], 7, id*100+i-len(keep))
		}
		keep[k] = build(7, id*100+i)
		garbage(400)
		if i%4 == 0 {
			runtime.GC()
		}
	}
	for k := range keep {
		i := 8 + k
		sum += check(keep[k], 7, id*100+i)
	}
	res <- sum
}

func main() {
	debug.SetGCPercent(20)
	res := make(chan int)
	for i := 0; i < 6; i++ {
		go worker(i, res)
	}
	total := 0
	for i := 0; i < 6; i++ {
		total += <-res
	}
	fmt.Println("nodes checked:", total)
	fmt.Println("old percent:", debug.SetGCPercent(100))
	fmt.Println("limit:", debug.SetMemoryLimit(-1) > 1<<60)
}
