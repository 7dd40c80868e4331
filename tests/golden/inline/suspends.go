// Suspension inside of inlined bodies: channels, locks, Gosched, growth of the stack, collections, with locals of caller and callee live across.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

type box struct {
	mu sync.Mutex
	n  int
	c  chan int
}

func (b *box) add(d int) int {
	b.mu.Lock()
	b.n += d
	r := b.n
	b.mu.Unlock()
	return r
}

func (b *box) send(v int)        { b.c <- v }
func (b *box) recv() (int, bool) { v, ok := <-b.c; return v, ok }

func yield(s string, n int) string {
	runtime.Gosched()
	return s + fmt.Sprint(n)
}

func pair(a, b string) (string, string) {
	runtime.Gosched()
	return b, a
}

// deep grows the stack from within whatever it is inlined into.
func deep(n int, s []string) int {
	var pad [40]int
	pad[n%40] = n
	if n == 0 {
		return len(s)
	}
	return deep(n-1, s) + pad[n%40] - n
}

func viaDeep(p *int, s []string) int {
	x := *p
	*p = deep(2000, s)
	return x + *p
}

func locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	f()
	mu.Unlock()
}

func garbage(s string) []byte {
	b := []byte(s)
	runtime.GC()
	return append(b, '!')
}

type point struct{ x, y, z int }

func moved(p point, by int) point {
	p.x += by
	runtime.Gosched()
	p.z -= by
	return p
}

func each(n int, f func(int) string) (out []string) {
	for i := range n {
		out = append(out, f(i))
	}
	return
}

func main() {
	b := &box{c: make(chan int)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range 100 {
				b.add(i + k&1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(b.add(0))

	go func() {
		for i := range 5 {
			b.send(i * i)
		}
		close(b.c)
	}()
	total := 0
	for {
		v, ok := b.recv()
		if !ok {
			break
		}
		total += v
	}
	fmt.Println(total)

	s := "a"
	for i := range 3 {
		s = yield(s, i)
		x, y := pair(s, "z")
		s = x + y
	}
	fmt.Println(s)

	local, words := 5, []string{"p", "q"}
	fmt.Println(viaDeep(&local, words), local, words)

	var mu sync.Mutex
	n := 0
	var at atomic.Int32
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 50 {
				locked(&mu, func() { n++; runtime.Gosched(); n++ })
				at.Add(1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(n, at.Load())

	fmt.Println(string(garbage("keep")), string(garbage(strings.Repeat("x", 3))))
	p := moved(moved(point{1, 2, 3}, 10), 5)
	fmt.Println(p)

	out := each(4, func(i int) string {
		q := point{i, i, i}
		runtime.Gosched()
		q = moved(q, i)
		return fmt.Sprint(q.x, q.z, len(words))
	})
	fmt.Println(out)

	done := make(chan string)
	go func() {
		defer func() { done <- fmt.Sprint(recover(), " ", n) }()
		locked(&mu, func() { n = -1; runtime.Gosched(); var m map[string]int; m["x"] = n })
	}()
	fmt.Println(<-done)
	sel := func(a, b chan int) string {
		select {
		case v := <-a:
			return fmt.Sprint("a", v)
		case v := <-b:
			return fmt.Sprint("b", v)
		}
	}
	ca, cb := make(chan int), make(chan int)
	go func() { ca <- 1; cb <- 2 }()
	fmt.Println(sel(ca, cb), sel(ca, cb))
}
