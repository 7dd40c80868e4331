// Closed and nil channels: a closed one yields zero values for ever, a nil one never answers.
package main

import "fmt"

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what+":", r)
		}
	}()
	f()
}

func main() {
	c := make(chan int, 3)
	c <- 1
	close(c)
	for range 3 {
		v, ok := <-c
		fmt.Println(v, ok)
	}
	try("send on closed", func() { c <- 1 })
	try("close of closed", func() { close(c) })
	try("close of nil", func() { var n chan int; close(n) })

	var never chan int
	select {
	case <-never:
		fmt.Println("impossible")
	case never <- 1:
		fmt.Println("impossible")
	default:
		fmt.Println("a nil channel is never ready")
	}
}
