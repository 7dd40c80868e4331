// Buffered channel: the ring decouples both sides until it is full or empty.
package main

import "fmt"

func main() {
	c := make(chan string, 2)
	c <- "a"
	c <- "b"
	fmt.Println(len(c), cap(c))
	select {
	case c <- "c":
		fmt.Println("sent")
	default:
		fmt.Println("full")
	}
	fmt.Println(<-c, <-c)
	select {
	case v := <-c:
		fmt.Println("got", v)
	default:
		fmt.Println("empty")
	}
}
