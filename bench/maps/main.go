// Maps measures insertion, lookup, iteration and deletion with integer and string keys.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	sum := 0
	for range 4 {
		m := make(map[int]int)
		for i := range 400_000 {
			m[i*7919]++
		}
		for i := range 800_000 {
			sum += m[i*7919]
		}
		for k, v := range m {
			sum += k & v
		}
		for i := range 200_000 {
			delete(m, i*7919)
		}
		sum += len(m)
	}
	names := make([]string, 50_000)
	for i := range names {
		names[i] = "key" + strconv.Itoa(i*31)
	}
	counts := make(map[string]int)
	for range 12 {
		for _, name := range names {
			counts[name]++
		}
	}
	for _, name := range names {
		sum += counts[name]
	}
	fmt.Println(sum, len(counts))
}
