// Sha256 measures crypto/sha256: long inputs, and many short ones.
package main

import (
	"crypto/sha256"
	"fmt"
)

func main() {
	long := make([]byte, 1<<20)
	for i := range long {
		long[i] = byte(i * 7)
	}
	var sum [32]byte
	for i := range 350 {
		long[i] ^= sum[0]
		sum = sha256.Sum256(long)
	}
	h := sha256.New()
	for range 1_200_000 {
		h.Reset()
		h.Write(sum[:])
		h.Sum(sum[:0])
	}
	fmt.Printf("%x\n", sum)
}
