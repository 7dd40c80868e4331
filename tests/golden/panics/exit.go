// os.Exit with a code from inside deferred functions and goroutines; deferred functions do not run.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("not printed")
	done := make(chan bool)
	go func() {
		defer fmt.Println("neither")
		fmt.Fprintln(os.Stderr, "to stderr")
		fmt.Println("exiting")
		os.Exit(42)
	}()
	<-done
}
