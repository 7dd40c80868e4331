// Panics measures a panic through three frames and its recovery.
package main

import "fmt"

func inner(n int) int {
	if n%2 == 0 {
		panic(n)
	}
	return n
}

func middle(n int) int { return inner(n) + 1 }

func try(n int) (result int) {
	defer func() {
		if r := recover(); r != nil {
			result = r.(int) * 2
		}
	}()
	return middle(n)
}

func main() {
	sum := 0
	for i := range 5_000_000 {
		sum += try(i)
	}
	fmt.Println(sum)
}
