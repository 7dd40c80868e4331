// Quicksort measures swaps, compares and recursion over subslices.
package main

import "fmt"

func quicksort(a []int) {
	for len(a) > 12 {
		pivot := a[len(a)/2]
		i, j := 0, len(a)-1
		for i <= j {
			for a[i] < pivot {
				i++
			}
			for a[j] > pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		if j < len(a)-i {
			quicksort(a[:j+1])
			a = a[i:]
		} else {
			quicksort(a[i:])
			a = a[:j+1]
		}
	}
	for i := 1; i < len(a); i++ {
		x := a[i]
		j := i
		for ; j > 0 && a[j-1] > x; j-- {
			a[j] = a[j-1]
		}
		a[j] = x
	}
}

func main() {
	a := make([]int, 1_000_000)
	sum := 0
	for round := range 6 {
		x := uint32(round + 1)
		for i := range a {
			x = x*1664525 + 1013904223
			a[i] = int(x >> 8)
		}
		quicksort(a)
		for i := 1; i < len(a); i++ {
			if a[i-1] > a[i] {
				panic("not sorted")
			}
		}
		sum += a[len(a)/3]
	}
	fmt.Println(sum)
}
