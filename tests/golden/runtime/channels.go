// Goroutines and channels: pipelines, fan-in, sieve, semaphores, close semantics, nil channels, len and cap, ranges, large elements, panics, directions.
package main

import (
	"fmt"
	"sort"
	"sync"
)

func gen(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 2; i < n; i++ {
			c <- i
		}
	}()
	return c
}
func filter(in <-chan int, p int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for x := range in {
			if x%p != 0 {
				out <- x
			}
		}
	}()
	return out
}

type big struct {
	a [30]int
	s string
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	c := gen(100)
	for {
		p, ok := <-c
		if !ok {
			break
		}
		fmt.Print(p, " ")
		c = filter(c, p)
	}
	fmt.Println()
	work, res := make(chan int, 5), make(chan [2]int)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for x := range work {
				res <- [2]int{x, x * x * (w - w + 1)}
			}
		}()
	}
	go func() {
		for i := range 50 {
			work <- i
		}
		close(work)
		wg.Wait()
		close(res)
	}()
	var all []int
	for r := range res {
		all = append(all, r[1]-r[0])
	}
	sort.Ints(all)
	fmt.Println(len(all), all[:5], all[49])
	b := make(chan string, 3)
	b <- "x"
	b <- "y"
	fmt.Println(len(b), cap(b), len((chan int)(nil)), cap(make(chan int)))
	close(b)
	for s := range b {
		fmt.Print(s, " ")
	}
	v, ok := <-b
	fmt.Printf("%q %v\n", v, ok)
	try(func() { close(b) })
	try(func() { b <- "z" })
	try(func() { var n chan int; close(n) })
	try(func() { n := -1; _ = make(chan int, n) })
	bc := make(chan big)
	go func() {
		x := big{s: "big"}
		x.a[29] = 7
		bc <- x
		x.a[29] = 8
		close(bc)
	}()
	y := <-bc
	z, ok := <-bc
	fmt.Println(y.a[29], y.s, z.s == "", ok)
	ec := make(chan struct{})
	go func() { ec <- struct{}{} }()
	fmt.Println(<-ec)
	cc := make(chan chan int, 1)
	ret := make(chan int)
	cc <- ret
	go func() { (<-cc) <- 5 }()
	fmt.Println(<-ret)
	var mu sync.Mutex
	n := 0
	for range 100 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(n)
	left := make(chan int)
	first := left
	for range 2000 {
		right := make(chan int)
		go func(l, r chan int) { l <- 1 + <-r }(left, right)
		left = right
	}
	go func() { left <- 0 }()
	fmt.Println(<-first)
	panicked := make(chan any)
	unb := make(chan int)
	go func() {
		defer func() { panicked <- recover() }()
		unb <- 1
	}()
	for i := 0; i < 1000; i++ {
		if i == 999 {
			close(unb)
		}
	}
	fmt.Println(<-panicked)
	fc := make(chan func() int, 2)
	for i := range 2 {
		fc <- func() int { return i * 11 }
	}
	fmt.Println((<-fc)(), (<-fc)())
	var s chan<- int = make(chan int, 1)
	s <- 3
	var d1, d2 any = s, s
	fmt.Println(d1 == d2, fmt.Sprintf("%T", s))
}
