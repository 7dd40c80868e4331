// Fannkuch measures short loops over small slices of ints.
package main

import "fmt"

func fannkuch(n int) (checksum, maxFlips int) {
	perm, first, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range first {
		first[i] = i
	}
	r, sign := n, 1
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(perm, first)
		flips := 0
		for k := perm[0]; k != 0; k = perm[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				perm[i], perm[j] = perm[j], perm[i]
			}
			flips++
		}
		maxFlips = max(maxFlips, flips)
		checksum += sign * flips
		sign = -sign
		for {
			if r == n {
				return checksum, maxFlips
			}
			p := first[0]
			for i := 0; i < r; i++ {
				first[i] = first[i+1]
			}
			first[r] = p
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
	}
}

func main() {
	var checksum, flips int
	for range 3 {
		checksum, flips = fannkuch(10)
	}
	fmt.Println(checksum, flips)
}
