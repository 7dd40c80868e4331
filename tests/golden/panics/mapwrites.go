// Concurrent map writes are detected; the fatal error cannot be recovered.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	runtime.GOMAXPROCS(4) // with one P there may be nothing to detect: map operations are not interrupted
	defer func() { fmt.Println("never", recover()) }()
	m := map[int]int{}
	for range 4 {
		go func() {
			defer func() { fmt.Println("never", recover()) }()
			for i := 0; ; i++ {
				m[i%100] = i
			}
		}()
	}
	select {}
}
