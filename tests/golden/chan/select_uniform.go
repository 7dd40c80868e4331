// Of several ready cases each is taken equally often: receives, sends, closed channels, with cases that are never ready in between.
package main

import "fmt"

func main() {
	const turns = 60_000
	full, closed, room := make(chan int, 1), make(chan int), make(chan int, 1)
	var none chan int
	empty := make(chan int)
	close(closed)
	full <- 1
	var n [3]int
	for range turns {
		select {
		case <-none:
		case v := <-full:
			n[0]++
			full <- v
		case <-empty:
		case <-closed:
			n[1]++
		case none <- 1:
		case room <- 1:
			n[2]++
			<-room
		}
	}
	for i := range n {
		fmt.Println(i, n[i] > turns/3-turns/30 && n[i] < turns/3+turns/30)
	}
}
