// Fib measures calls: recursion without memory.
package main

import "fmt"

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	sum := 0
	for i := 36; i < 40; i++ {
		sum += fib(i)
	}
	fmt.Println(sum)
}
