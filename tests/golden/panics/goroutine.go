// An uncaught panic in another goroutine ends the process with status 2 and names who created it.
package main

import "time"

type T struct{}

func (T) work(n int) {
	if n > 0 {
		var m map[string]int
		m["k"] = n
	}
}

func main() {
	go T{}.work(1)
	time.Sleep(10 * time.Second)
	println("unreachable")
}
