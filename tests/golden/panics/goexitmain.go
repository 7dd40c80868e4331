// Goexit of the main goroutine: others go on, then deadlock.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	c := make(chan int)
	go func() {
		fmt.Println("other", <-c)
	}()
	defer func() { c <- 1 }()
	runtime.Goexit()
}
