// sync.Map: readers need no lock; LoadOrStore and CompareAndSwap decide races.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var m sync.Map
	var wg sync.WaitGroup
	var mu sync.Mutex
	stored := 0
	for range 8 {
		wg.Go(func() {
			for k := range 100 {
				if _, loaded := m.LoadOrStore(k, k*k); !loaded {
					mu.Lock()
					stored++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("each key stored once:", stored)
	fmt.Println(m.CompareAndSwap(7, 49, "seven"), m.CompareAndSwap(7, 49, "again"))
	v, ok := m.Load(7)
	fmt.Println(v, ok)
	m.Delete(7)
	_, ok = m.Load(7)
	n := 0
	m.Range(func(k, v any) bool { n++; return true })
	fmt.Println(ok, n)
}
