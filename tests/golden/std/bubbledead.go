// A bubble in which nothing can ever happen again: Run panics, with the reason.
package main

import (
	"fmt"
	"testing"
	"testing/synctest"
)

func main() {
	testing.Main(func(pat, str string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "deadlock", F: func(t *testing.T) {
		defer func() { fmt.Println("recovered:", recover()) }()
		synctest.Test(t, func(t *testing.T) {
			var ch chan int
			go func() { ch <- 1 }()
			<-make(chan int)
		})
	}}}, nil, nil)
}
