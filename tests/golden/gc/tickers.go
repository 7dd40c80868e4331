// Tickers and timers that nobody can reach any more are collected, armed or not; those that somebody waits for go on.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func objects() int64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapObjects)
}

//go:noinline
func abandon(n int) {
	for range n {
		time.NewTicker(time.Hour)
		time.NewTimer(time.Hour)
		time.After(time.Hour)
		time.NewTicker(time.Hour).Stop()
	}
}

func main() {
	kept := time.NewTicker(time.Millisecond)
	var channels []<-chan time.Time
	for range 10 {
		channels = append(channels, time.After(20*time.Millisecond))
	}
	done := make(chan bool)
	go func() {
		<-time.After(30 * time.Millisecond) // only the waiting goroutine knows this timer
		done <- true
	}()
	before := objects()
	abandon(10000)
	fmt.Println("collected:", objects()-before < 1000)
	for range 5 {
		<-kept.C
	}
	for _, c := range channels {
		<-c
	}
	fmt.Println("the others fire:", <-done)
	fired := make(chan bool)
	func() { time.AfterFunc(5*time.Millisecond, func() { fired <- true }) }()
	runtime.GC()
	fmt.Println("functions are called:", <-fired)
}
