// Deadlock with main in a WaitGroup and another goroutine in a select without cases.
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		select {}
	}()
	wg.Wait()
}
