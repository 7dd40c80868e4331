// Slicessort measures the generic sort: slices.Sort of ints, floats and strings, slices.SortFunc of structs, binary searches.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

type item struct {
	key, value int
}

func main() {
	seed := uint64(1)
	next := func() uint64 {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return seed
	}
	sum := uint64(0)
	for range 4 {
		ints := make([]int, 400_000)
		floats := make([]float64, 200_000)
		words := make([]string, 60_000)
		items := make([]item, 200_000)
		for i := range ints {
			ints[i] = int(next() >> 20)
		}
		for i := range floats {
			floats[i] = float64(next()>>11) / 1e6
		}
		for i := range words {
			words[i] = strconv.FormatUint(next()>>30, 36)
		}
		for i := range items {
			items[i] = item{int(next() % 5000), i}
		}
		slices.Sort(ints)
		slices.Sort(floats)
		slices.Sort(words)
		slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
		for i := 0; i < len(words); i += 100 {
			sum = sum*31 + uint64(ints[i]) + uint64(floats[i]) + uint64(words[i][0]) + uint64(items[i].value)
		}
		for i := range 100_000 {
			at, _ := slices.BinarySearch(ints, int(next()>>20))
			sum += uint64(at ^ i)
		}
	}
	fmt.Println(sum)
}
