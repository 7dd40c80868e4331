// Map order: iteration starts at random; printing sorts. Deleting during iteration is allowed.
package main

import (
	"fmt"
	"maps"
	"slices"
)

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}
	orders := map[string]bool{}
	for range 200 {
		order := ""
		for k := range m {
			order += k
		}
		orders[order] = true
	}
	fmt.Println("several orders seen:", len(orders) > 1)
	fmt.Println(m)
	fmt.Println(slices.Sorted(maps.Keys(m)))
	for k, v := range m {
		if v%2 == 0 {
			delete(m, k)
		}
	}
	fmt.Println(m, len(m))
	sum := 0
	for _, v := range m {
		sum += v
	}
	fmt.Println(sum)
}
