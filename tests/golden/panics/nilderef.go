// Nil dereference in a method called through an embedded pointer: message, signal line, trace.
package main

type A struct {
	x [3]int
	y int
}
type B struct{ *A }

func (a *A) get() int { return a.y }

func main() {
	var b B
	println("start")
	println(b.get())
}
