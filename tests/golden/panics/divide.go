// Integer division by zero in an inlined function, uncaught after a recovered one.
package main

import "fmt"

func div(a, b int) int { return a / b }

func safe(a, b int) (r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(error)
		}
	}()
	return div(a, b), nil
}

func main() {
	fmt.Println(safe(6, 3))
	fmt.Println(safe(6, 0))
	z := 0
	fmt.Println(div(1, z))
}
