// Happens-before: a mutex, a channel and an atomic each order what one goroutine wrote before what another reads.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	counter := 0
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				mu.Lock()
				counter++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("mutex:", counter)

	message := ""
	done := make(chan struct{})
	go func() {
		message = "written before close"
		close(done)
	}()
	<-done
	fmt.Println("channel:", message)

	var data int
	var ready atomic.Bool
	go func() {
		data = 42
		ready.Store(true)
	}()
	for !ready.Load() {
	}
	fmt.Println("atomic:", data)
}
