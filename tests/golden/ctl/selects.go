// select in all forms: default, nil channels, closed channels, send and receive, evaluation order, loops with timeouts, single case, empty with others running.
package main

import (
	"fmt"
	"time"
)

func ev(s string, c chan int) chan int { fmt.Print(s, " "); return c }
func val(s string, n int) int          { fmt.Print(s, " "); return n }

func main() {
	a, b := make(chan int), make(chan int, 1)
	select {
	case v := <-a:
		fmt.Println("a", v)
	default:
		fmt.Println("default")
	}
	select {
	case b <- 1:
		fmt.Println("sent")
	default:
		fmt.Println("full")
	}
	select {
	case b <- 2:
		fmt.Println("sent")
	default:
		fmt.Println("full")
	}
	var n chan int
	select {
	case <-n:
	case n <- 1:
	case v, ok := <-b:
		fmt.Println(v, ok)
	}
	close(b)
	select {
	case v, ok := <-b:
		fmt.Println(v, ok)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		select {
		case b <- 1:
		case <-n:
		}
	}()
	select {
	case ev("c1", n) <- val("v1", 1):
	case <-ev("c2", a):
	case ev("c3", a) <- val("v3", 3):
	default:
		fmt.Println("order")
	}
	go func() { a <- 42 }()
	arr := [3]int{}
	i := 0
	select {
	case arr[val("idx", 1)] = <-a:
		i++
	}
	fmt.Println(arr, i)
	m := map[string]int{}
	go func() { a <- 7 }()
	var ok bool
	select {
	case m["k"], ok = <-a:
	case <-n:
	}
	fmt.Println(m, ok)
	done := make(chan struct{})
	out := make(chan string)
	go func() {
		defer close(done)
		for s := range out {
			fmt.Print(s, " ")
		}
		fmt.Println()
	}()
	for i := range 3 {
		select {
		case out <- fmt.Sprint("m", i):
		case <-time.After(10 * time.Second):
			fmt.Println("timeout")
		}
	}
	close(out)
	<-done
	t := time.NewTimer(5 * time.Millisecond)
	select {
	case <-t.C:
		fmt.Println("timer")
	case <-n:
	}
	counts := [2]int{}
	x, y := make(chan int, 1000), make(chan int, 1000)
	for i := range 1000 {
		x <- i
		y <- i
	}
	for range 1000 {
		select {
		case <-x:
			counts[0]++
		case <-y:
			counts[1]++
		}
	}
	fmt.Println(counts[0]+counts[1], counts[0] > 300, counts[1] > 300)
	ping, pong := make(chan int), make(chan int)
	go func() {
		for {
			select {
			case v := <-ping:
				pong <- v + 1
			case <-n:
			}
		}
	}()
	s := 0
	for i := range 100 {
		select {
		case ping <- i:
		}
		select {
		case v := <-pong:
			s += v
		case <-time.After(time.Minute):
		}
	}
	fmt.Println(s)
	big := make(chan [100]int, 1)
	var z [100]int
	z[99] = 5
	select {
	case big <- z:
	default:
	}
	select {
	case w := <-big:
		fmt.Println(w[99])
	}
	go func() {
		time.Sleep(5 * time.Millisecond)
		fmt.Println("bye")
		var e chan error
		select {
		case e <- nil:
		default:
		}
		panicOrExit(done)
	}()
	<-wait
}

var wait = make(chan int)

func panicOrExit(<-chan struct{}) { close(wait) }
