// sync: Mutex, RWMutex, Once and OnceFunc, Cond, Pool, Map, WaitGroup.Go, errors of misuse, context, timers.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

type key struct{}

func main() {
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	of := sync.OnceValues(func() (int, error) { fmt.Println("computed"); return 3, errors.New("e") })
	fmt.Println(of())
	fmt.Println(of())
	pf := sync.OnceFunc(func() { panic("once panic") })
	try(pf)
	try(pf)
	var rw sync.RWMutex
	var wg sync.WaitGroup
	shared := 0
	var reads atomic.Int32
	for i := range 20 {
		wg.Go(func() {
			if i%5 == 0 {
				rw.Lock()
				shared++
				rw.Unlock()
			} else {
				rw.RLock()
				_ = shared
				reads.Add(1)
				rw.RUnlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(shared, reads.Load(), rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	queue := []int{}
	got := 0
	for range 3 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			for len(queue) == 0 {
				cond.Wait()
			}
			got += queue[0]
			queue = queue[1:]
		})
	}
	for i := range 3 {
		mu.Lock()
		queue = append(queue, i+1)
		mu.Unlock()
		cond.Signal()
	}
	cond.Broadcast()
	wg.Wait()
	fmt.Println(got, len(queue))
	var m sync.Map
	m.Store("a", 1)
	v, loaded := m.LoadOrStore("a", 2)
	_, l2 := m.LoadOrStore("b", 3)
	fmt.Println(v, loaded, l2, m.CompareAndSwap("a", 1, 10))
	n := 0
	m.Range(func(k, v any) bool { n += v.(int); return true })
	_, ok := m.LoadAndDelete("a")
	_, ok2 := m.Load("a")
	fmt.Println(n, ok, ok2)
	pool := sync.Pool{New: func() any { return new([10]int) }}
	x := pool.Get().(*[10]int)
	x[1] = 4
	pool.Put(x)
	fmt.Println(len(pool.Get().(*[10]int)))
	try(func() { var w sync.WaitGroup; w.Done() })

	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "val"))
	child, cancel2 := context.WithTimeout(ctx, time.Hour)
	defer cancel2()
	stop := context.AfterFunc(child, func() { fmt.Println("after func") })
	fmt.Println(child.Value(key{}), child.Err(), stop())
	cancel()
	<-child.Done()
	fmt.Println(child.Err(), ctx.Err() == context.Canceled, context.Cause(child))
	short, c3 := context.WithTimeout(context.Background(), 3*time.Millisecond)
	defer c3()
	<-short.Done()
	fmt.Println(short.Err(), errors.Is(short.Err(), context.DeadlineExceeded))
	cc, cf := context.WithCancelCause(context.Background())
	cf(errors.New("my cause"))
	fmt.Println(cc.Err(), context.Cause(cc), cc)

	start := time.Now()
	tk := time.NewTicker(2 * time.Millisecond)
	for range 3 {
		<-tk.C
	}
	tk.Stop()
	fmt.Println(time.Since(start) >= 6*time.Millisecond, time.Since(start) < 5*time.Second)
	t := time.AfterFunc(time.Hour, func() {})
	fmt.Println(t.Stop(), t.Stop(), t.Reset(time.Hour), t.Stop())
	done := make(chan int)
	time.AfterFunc(time.Millisecond, func() { done <- 1 })
	fmt.Println(<-done)
	order := make(chan int, 3)
	for _, d := range []int{30, 10, 20} {
		go func() { time.Sleep(time.Duration(d) * time.Millisecond * 12); order <- d }()
	}
	fmt.Println(<-order, <-order, <-order)
}
