// A select with a default takes it only if no case is ready at one moment: a token that is always in one of two channels is never missed.
package main

import "fmt"

func main() {
	const turns = 100_000
	a, b := make(chan int, 2), make(chan int, 2)
	a <- 1
	done := make(chan bool)
	go func() {
		for range turns {
			b <- 1
			<-a
			a <- 1
			<-b
		}
		close(done)
	}()
	missed := 0
	for looking := true; looking; {
		select {
		case v := <-a:
			a <- v
		case v := <-b:
			b <- v
		default:
			missed++
		}
		select {
		case <-done:
			looking = false
		default:
		}
	}
	fmt.Println("missed", missed)
}
