package main

import "fmt"

//go:noinline
func id[T any](x T) T { return x }

func pick[T any](x T) T { return x }

var g2 []int

func F9() int {
	fmt.Println("F9 called")
	return 1
}

//go:noinline
func F3(a []int, b int) int { return b }

func try(f func()) {
	defer func() { fmt.Println("recovered", recover()) }()
	f()
}

var m map[string]int

type pair struct{ a, b int }

var s = "abc"

func grow() int {
	s += "d"
	g2 = append(g2, 1)
	flag = !flag
	return len(s)
}

var (
	flag bool
	box  any = 1
)

// What is read before a call of the same statement and what after it: gc holds the results of len, slices, assertions, conversions to slices,
// && and || in temporaries in source order; loads, indexing and arithmetic come after the calls.
func main() {
	fmt.Println(len(s), grow(), len(s), s, cap(g2[:0:0]), s[:1], grow(), s[len(s)-1:])
	fmt.Println(len(g2), len(g2[1:]), grow(), len(g2), flag, flag && len(s) > 0, grow(), flag || s == "")
	fmt.Println(min(len(s), 100), max(s, "a"), grow(), s, string([]byte(s)), grow(), string([]rune(s)))
	try(func() { fmt.Println(box.(string), grow()) })
	try(func() { fmt.Println(pair{box.(int), grow()}, box.(pair), grow()) })
	try(func() { x := pair{len(s), grow()}; y := []int{len(s), grow(), len(s)}; fmt.Println(x, y) })
	try(func() { fmt.Println(make([]int, len(s)-100), grow()) })
	fmt.Println(s)
	try(func() { fmt.Println(F3(g2[id(pick(int(88))):], F9())) })
	try(func() { fmt.Println(F3(g2[id(88):], F9())) })
	try(func() { fmt.Println(F3(g2[len(m)+88:], F9())) })
	try(func() { x := F3(g2[id(pick(int(88))):], F9()); fmt.Println(x) })
	try(func() { y := []int{1}; x := F3([]int{y[id(5)]}, F9()); fmt.Println(x) })
	try(func() { y := []int{1}; x := F3([]int{y[len(m)+5]}, F9()); fmt.Println(x) })
	try(func() { y := [][]int{{1}}; x := F3(y[id(5)], F9()); fmt.Println(x) })
	try(func() { y := [][]int{{1}}; x := F3(y[len(m)+5], F9()); fmt.Println(x) })
	try(func() { var y *[]int; x := F3(*y, F9()); fmt.Println(x) })
	try(func() { x := F3(id(g2)[id(8):], F9()); fmt.Println(x) })
}
