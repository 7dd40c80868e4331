// An unhashable key, uncaught.
package main

type k struct {
	n int
	f any
}

func main() {
	m := map[any]int{k{1, "x"}: 1}
	println(m[k{1, "x"}])
	m[k{1, func() {}}] = 2
}
