// Spawn measures starting, running and ending a million goroutines.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var sum atomic.Int64
	for range 10 {
		var wg sync.WaitGroup
		for i := range 100_000 {
			wg.Add(1)
			go func() {
				sum.Add(int64(i))
				wg.Done()
			}()
		}
		wg.Wait()
	}
	fmt.Println(sum.Load())
}
