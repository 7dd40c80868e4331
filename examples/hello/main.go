// Hello: the smallest program that uses the standard library.
package main

import "fmt"

func main() {
	fmt.Println("Hello, 世界")
}
