// Select fairness: among ready cases each is chosen with equal probability, so none starves.
package main

import "fmt"

func main() {
	const rounds = 30000
	a, b, c := make(chan int, rounds), make(chan int, rounds), make(chan int, rounds)
	for range rounds {
		a <- 0
		b <- 1
		c <- 2
	}
	var hits [3]int
	for range rounds {
		select {
		case i := <-a:
			hits[i]++
		case i := <-b:
			hits[i]++
		case i := <-c:
			hits[i]++
		}
	}
	fair := true
	for _, n := range hits {
		fair = fair && n > rounds/3-1000 && n < rounds/3+1000
	}
	fmt.Println("each about a third:", fair)
}
