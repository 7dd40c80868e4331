// sync.Pool: objects survive one collection in the victim cache and are gone after the second.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

type buffer struct{ b []byte }

func main() {
	runtime.GOMAXPROCS(1)  // each P has a pool of its own
	debug.SetGCPercent(-1) // only explicit collections
	made := 0
	p := sync.Pool{New: func() any { made++; return new(buffer) }}

	x := p.Get().(*buffer)
	x.b = append(x.b, "kept"...)
	p.Put(x)
	fmt.Printf("same object: %q, made %d\n", p.Get().(*buffer).b, made)

	p.Put(x)
	runtime.GC()
	y := p.Get().(*buffer)
	fmt.Println("after one collection, the same:", y == x)

	p.Put(y)
	runtime.GC()
	runtime.GC()
	z := p.Get().(*buffer)
	fmt.Println("after two collections, a new one:", len(z.b) == 0, "made", made)
}
