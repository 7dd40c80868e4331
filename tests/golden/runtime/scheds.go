// Scheduling: endless loops are preempted, Gosched alternates, LockOSThread, many goroutines, GOMAXPROCS, runtime information, Caller.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var sink atomic.Int64

func where() string {
	_, file, line, ok := runtime.Caller(1)
	return fmt.Sprint(file[strings.LastIndex(file, "/")+1:], ":", line, ok)
}
func names(skip int) []string {
	pc := make([]uintptr, 10)
	n := runtime.Callers(skip, pc)
	frames := runtime.CallersFrames(pc[:n])
	var r []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			r = append(r, fmt.Sprint(f.Function, ":", f.Line))
		}
		if !more {
			return r
		}
	}
}

type T struct{}

func (T) M() []string       { return names(1) }
func (*T) PM() []string     { return func() []string { return T{}.M() }() }
func G[X any](x X) []string { return names(1) }

func main() {
	runtime.GOMAXPROCS(1)
	stop := false
	var flag atomic.Bool
	go func() {
		for !flag.Load() {
		}
		sink.Add(1)
	}()
	go func() {
		for i := 0; i < 1<<62; i++ {
			if flag.Load() {
				return
			}
		}
	}()
	time.Sleep(20 * time.Millisecond)
	flag.Store(true)
	for sink.Load() == 0 {
		runtime.Gosched()
	}
	fmt.Println("preempted", stop)
	var order []int
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 3 {
				order = append(order, i)
				runtime.Gosched()
			}
		}()
	}
	wg.Wait()
	fmt.Println(len(order))
	runtime.GOMAXPROCS(4)
	var n atomic.Int64
	for i := range 20000 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if i%100 == 0 {
				time.Sleep(time.Millisecond)
			}
			n.Add(int64(i))
		}()
	}
	wg.Wait()
	fmt.Println(n.Load(), runtime.GOMAXPROCS(0))
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		time.Sleep(time.Millisecond)
		done <- runtime.NumGoroutine()
	}()
	fmt.Println(<-done >= 2)
	fmt.Println(where(), runtime.GOOS, runtime.GOARCH, runtime.Compiler, strings.HasPrefix(runtime.Version(), "go1.27"))
	fmt.Println(T{}.M(), (&T{}).PM(), G(1))
	f := runtime.FuncForPC(func() uintptr { pc, _, _, _ := runtime.Caller(0); return pc }())
	fmt.Println(f.Name())
	st := string(debug.Stack())
	fmt.Println(strings.HasPrefix(st, "goroutine 1 [running]:\n"), strings.Contains(st, "main.main()"))
	defer func() {
		recover()
		fmt.Println(names(1))
	}()
	func() {
		var p *int
		*p = 1
	}()
}
