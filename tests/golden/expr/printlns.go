// The print and println builtins for every kind of value; they write to standard error.
package main

import "fmt"

type S string
type E int

func (E) Error() string { return "not called" }

func main() {
	println()
	println(1, -1, uint8(200), int64(-1<<63), uint64(1<<64-1), 'x', true, false)
	println(1.0, 0.1, -1e100, float32(0.1), 1e-300*1e-300, 123456789.0)
	println(1+2i, complex64(-1i), "str", S("named"), nil == any(nil))
	print("a", 1, "b", 2.5, "\n")
	print("no newline ", uintptr(5), "\n")
	const big = 1 << 40
	println(big, 'a'+1, 7/2, 1e3, E(4))
	var f float64
	println(1/f, -1/f, f/f, len("abc"))
	fmt.Println("done")
}
