// testing/synctest: a bubble's clock moves when all of its goroutines are durably blocked; Wait waits for that.
package main

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var tests []testing.InternalTest

func run(name string, f func(t *testing.T)) {
	tests = append(tests, testing.InternalTest{Name: name, F: func(t *testing.T) { synctest.Test(t, f) }})
}

func main() {
	real := time.Now()
	run("clock", func(t *testing.T) {
		start := time.Now()
		fmt.Println(start.UTC())
		go func() {
			time.Sleep(3 * time.Hour)
			fmt.Println("three hours", time.Since(start))
		}()
		time.Sleep(24 * time.Hour)
		fmt.Println("a day", time.Since(start))
	})
	run("wait", func(t *testing.T) {
		done := 0
		ch := make(chan int)
		for range 10 {
			go func() { <-ch; done++ }()
		}
		synctest.Wait()
		for range 10 {
			ch <- 1
			synctest.Wait()
		}
		fmt.Println("done", done)
	})
	run("timers", func(t *testing.T) {
		start := time.Now()
		tm := time.NewTimer(0)
		select {
		case at := <-tm.C:
			fmt.Println("at once", at.Equal(start))
		default:
			fmt.Println("not yet")
		}
		tick := time.NewTicker(time.Second)
		for range 3 {
			at := <-tick.C
			fmt.Println("tick", at.Sub(start))
		}
		tick.Stop()
		fired := false
		time.AfterFunc(time.Minute, func() { fired = true })
		time.Sleep(time.Minute)
		synctest.Wait()
		fmt.Println("fired", fired)
		late := time.NewTimer(time.Second)
		want := time.Now().Add(time.Second)
		time.Sleep(2 * time.Second)
		fmt.Println("stopped unread:", late.Stop(), len(late.C))
		late.Reset(time.Second)
		fmt.Println("reset:", (<-late.C).Sub(want))
	})
	run("context", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		time.Sleep(5*time.Second - 1)
		synctest.Wait()
		fmt.Println("before:", ctx.Err())
		time.Sleep(1)
		synctest.Wait()
		fmt.Println("after:", ctx.Err())
	})
	run("sync", func(t *testing.T) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		n := 0
		for range 5 {
			wg.Go(func() {
				mu.Lock()
				for n == 0 {
					cond.Wait()
				}
				mu.Unlock()
			})
		}
		time.Sleep(time.Second)
		mu.Lock()
		n = 1
		cond.Broadcast()
		mu.Unlock()
		wg.Wait()
		fmt.Println("all through")
	})
	run("coroutines", func(t *testing.T) {
		seq := func(yield func(time.Time) bool) {
			for yield(time.Now()) {
				time.Sleep(time.Second)
			}
		}
		next, stop := iter.Pull(seq)
		defer stop()
		a, _ := next()
		b, _ := next()
		fmt.Println("pulled", b.Sub(a))
	})
	tests = append(tests, testing.InternalTest{Name: "end", F: func(t *testing.T) { fmt.Println("in real time:", time.Since(real) < 30*time.Second) }})
	testing.Main(func(pat, str string) (bool, error) { return true, nil }, tests, nil, nil)
}
