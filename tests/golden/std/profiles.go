// Profiles hold what happened: sizes and counts of sampled objects, waits, contended unlocks, processor time, goroutines with labels.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

type thing [1024]byte

var sink []*thing

func allocThings(n int) {
	for range n {
		sink = append(sink, new(thing))
	}
}

//go:noinline
func warmUp(n int) {
	for range n {
		sink = append(sink, new(thing))
	}
}

func has(stack []uintptr, name string) bool {
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		if f.Function == name {
			return true
		}
		if !more {
			return false
		}
	}
}

func memory(name string, size int64) (inUse, all int64) {
	runtime.GC()
	recs := make([]runtime.MemProfileRecord, 10000)
	n, ok := runtime.MemProfile(recs, true)
	if !ok {
		panic("too many records")
	}
	for _, r := range recs[:n] {
		if has(r.Stack(), name) && r.AllocObjects > 0 && r.AllocBytes/r.AllocObjects == size {
			inUse += r.InUseObjects()
			all += r.AllocObjects
		}
	}
	return
}

func main() {
	runtime.MemProfileRate = 1
	warmUp(100) // what was set aside under the old rate is used up
	allocThings(1000)
	in, all := memory("main.allocThings", 1024)
	fmt.Println("every object:", in > 950 && in <= 1000, in == all) // some may be charged to the caller
	sink = nil
	in, all = memory("main.allocThings", 1024)
	fmt.Println("freed:", in <= 1, all > 950)
	runtime.MemProfileRate = 0
	allocThings(1000)
	_, all = memory("main.allocThings", 1024)
	fmt.Println("none:", all <= 1010) // under gc the sample that was drawn before may still come
	runtime.MemProfileRate = 64 << 10
	sink = nil
	for range 20 {
		allocThings(10000)
		sink = nil
	}
	_, n := memory("main.allocThings", 1024)
	n -= all
	fmt.Println("about one of 64 is sampled:", n > 2500 && n < 3800)

	runtime.SetBlockProfileRate(1)
	c := make(chan int)
	go waiter(c)
	time.Sleep(50 * time.Millisecond)
	c <- 1
	<-c
	runtime.SetBlockProfileRate(0)
	blocks := make([]runtime.BlockProfileRecord, 1000)
	k, _ := runtime.BlockProfile(blocks)
	for _, b := range blocks[:k] {
		if has(b.Stack(), "main.waiter") {
			fmt.Println("blocked:", b.Count, b.Cycles > 1e5)
		}
	}

	runtime.SetMutexProfileFraction(1)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { holder(&mu) })
	}
	wg.Wait()
	runtime.SetMutexProfileFraction(0)
	k, _ = runtime.MutexProfile(blocks)
	contended := false
	for _, b := range blocks[:k] {
		contended = contended || has(b.Stack(), "main.holder") && b.Cycles > 1e6
	}
	fmt.Println("contended:", contended)

	stop := make(chan bool)
	pprof.Do(context.Background(), pprof.Labels("who", "sleeper"), func(context.Context) { go sleeper(stop) })
	time.Sleep(5 * time.Millisecond)
	var text bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&text, 1)
	fmt.Println("goroutine:", strings.Contains(text.String(), "main.sleeper"), strings.Contains(text.String(), `"who":"sleeper"`))
	close(stop)

	var cpu bytes.Buffer
	if err := pprof.StartCPUProfile(&cpu); err != nil {
		fmt.Println(err)
	}
	x := burn(300 * time.Millisecond)
	pprof.StopCPUProfile()
	fmt.Println("cpu profile:", cpu.Len() > 100, x != 0)
	if len(os.Args) > 1 {
		os.WriteFile(os.Args[1]+"/cpu", cpu.Bytes(), 0o666)
		for _, name := range []string{"heap", "allocs", "block", "mutex", "goroutine"} {
			f, _ := os.Create(os.Args[1] + "/" + name)
			pprof.Lookup(name).WriteTo(f, 0)
			f.Close()
		}
	}
}

func waiter(c chan int) {
	<-c
	c <- 2
}

func holder(mu *sync.Mutex) {
	for range 3 {
		mu.Lock()
		time.Sleep(time.Millisecond)
		mu.Unlock()
	}
}

func sleeper(stop chan bool) { <-stop }

func burn(d time.Duration) (x uint32) {
	for start := time.Now(); time.Since(start) < d; {
		x = inner(x | 1)
	}
	return
}

func inner(x uint32) uint32 {
	for range 200000 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
	}
	return x
}
