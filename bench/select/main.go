// Select measures select over several channels with two producers.
package main

import "fmt"

func produce(c chan<- int, n int, done chan<- bool) {
	for i := range n {
		c <- i
	}
	done <- true
}

func main() {
	const n = 1_000_000
	a, b := make(chan int), make(chan int, 16)
	done := make(chan bool)
	go produce(a, n, done)
	go produce(b, n, done)
	sum := 0
	for left := 2; left > 0; {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += 2 * v
		case <-done:
			left--
		}
	}
	for range len(b) {
		sum += 2 * <-b
	}
	fmt.Println(sum)
}
