// Stack growth: a goroutine starts small; deep recursion grows its stack, and pointers to locals stay right.
package main

import "fmt"

type node struct {
	up    *node
	depth int
}

func descend(n *node, left int) int {
	if left == 0 {
		sum := 0
		for ; n != nil; n = n.up {
			sum += n.depth
		}
		return sum
	}
	here := node{up: n, depth: left} // lives in this frame, pointed to from the next
	return descend(&here, left-1)
}

func main() {
	c := make(chan int)
	go func() { c <- descend(nil, 100_000) }()
	fmt.Println(<-c)
	const many = 1000
	for range many {
		go func() { c <- descend(nil, 100) }()
	}
	total := 0
	for range many {
		total += <-c
	}
	fmt.Println(total)
}
