// Unbuffered channel: send and receive meet; the sender knows that the value has been taken.
package main

import "fmt"

func main() {
	c := make(chan int)
	acknowledged := make(chan string)
	go func() {
		for v := range c {
			acknowledged <- fmt.Sprint("took ", v)
		}
		close(acknowledged)
	}()
	for i := range 3 {
		c <- i
		fmt.Println(<-acknowledged)
	}
	close(c)
	_, open := <-acknowledged
	fmt.Println("open:", open, "len:", len(c), "cap:", cap(c))
}
