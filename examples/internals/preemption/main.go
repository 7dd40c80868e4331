// Preemption: with a single P a loop without calls must not keep others from running.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	var stop atomic.Bool
	turns := 0
	finished := make(chan bool)
	go func() {
		for !stop.Load() { // no call, no channel: only preemption gets in
			turns++
		}
		finished <- true
	}()
	time.Sleep(20 * time.Millisecond) // needs the P back to return
	stop.Store(true)
	<-finished
	fmt.Println("the loop was interrupted and stopped:", turns > 0)

	go func() {
		for {
		}
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("main goes on beside an endless loop")
}
