// Sieve measures byte stores with a stride and a counting scan.
package main

import "fmt"

func sieve(flags []bool) int {
	clear(flags)
	n := len(flags)
	for p := 2; p*p < n; p++ {
		if flags[p] {
			continue
		}
		for q := p * p; q < n; q += p {
			flags[q] = true
		}
	}
	count := 0
	for i := 2; i < n; i++ {
		if !flags[i] {
			count++
		}
	}
	return count
}

func main() {
	flags := make([]bool, 200_000)
	sum := 0
	for range 1500 {
		sum += sieve(flags)
	}
	fmt.Println(sum)
}
