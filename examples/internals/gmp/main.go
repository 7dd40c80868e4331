// Goroutine states and G, M, P: goroutines wait for different reasons while others run; GOMAXPROCS bounds how many run at once.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	fmt.Println("Ps at least one:", runtime.GOMAXPROCS(0) >= 1)
	before := runtime.NumGoroutine()
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	for range 1000 {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate // waiting: neither an M nor a P is held
		})
	}
	ready.Wait()
	fmt.Println("goroutines waiting:", runtime.NumGoroutine()-before)
	close(gate) // all become runnable at once
	done.Wait()
	for runtime.NumGoroutine() > before {
		runtime.Gosched()
	}
	fmt.Println("goroutines left:", runtime.NumGoroutine()-before)
}
