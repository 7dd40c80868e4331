// Pingpongbuffered measures a switch between two goroutines over buffered channels.
package main

import "fmt"

func main() {
	ping, pong := make(chan int, 1), make(chan int, 1)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	sum := 0
	for range 2_000_000 {
		ping <- sum
		sum = <-pong
	}
	close(ping)
	<-pong
	fmt.Println(sum)
}
