// Evaluation order: calls, receives, index and map operands, assignments, composite literals.
package main

import "fmt"

var trace []string

func t(s string) int          { trace = append(trace, s); return len(trace) }
func b(s string, v bool) bool { trace = append(trace, s); return v }
func flush(what string)       { fmt.Println(what, trace); trace = nil }

type T struct{ a, b, c int }

func (x T) m(s string, n int) T { trace = append(trace, s); return x }
func get(s string) *T           { trace = append(trace, s); return &T{} }
func sl(s string) []int         { trace = append(trace, s); return make([]int, 100) }
func mp(s string) map[int]int   { trace = append(trace, s); return map[int]int{} }
func two(s string) (int, int)   { trace = append(trace, s); return 1, 2 }

func main() {
	_ = T{c: t("c"), a: t("a"), b: t("b")}
	flush("keyed")
	_ = []int{3: t("x"), 1: t("y"), t("z")}
	flush("array keys")
	_ = map[int]int{t("k1"): t("v1"), t("k2"): t("v2")}
	flush("map literal")
	sl("s")[t("i")] = t("v")
	flush("index assign")
	sl("s1")[t("i1")], mp("m")[t("i2")] = t("v1"), t("v2")
	flush("tuple assign")
	get("p").a, sl("s")[t("i")] = two("two")
	flush("two")
	T{}.m("m1", t("a1")).m("m2", t("a2")).m("m3", t("a3"))
	flush("chain")
	_ = b("l", false) && b("r", true) || b("o", true) && b("q", false)
	flush("logic")
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	fmt.Println(<-ch*10+<-ch, t("after"))
	flush("recv")
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	a[0], a[0] = 1, 2
	fmt.Println(a)
	x := []int{1, 2, 3}
	for i, x[i] = range x {
		_ = i
	}
	fmt.Println(i, x)
	i = 2
	x, i = []int{7, 8}, x[i]
	fmt.Println(x, i)
	m := map[string]int{}
	m["a"], m["b"] = m["b"]+1, len(m)
	fmt.Println(m)
	var p *T
	func() {
		defer func() { fmt.Println(recover()); flush("nil target") }()
		p.a, x[t("i")-1] = t("v"), t("w")
	}()
	func() {
		defer func() { fmt.Println(recover()); flush("nil map") }()
		var m map[int]int
		m[t("key")] = t("val")
	}()
	func() {
		defer func() { fmt.Println(recover()); flush("div") }()
		z := 0
		x[t("i")-1] = t("n") / z
	}()
	x[0] += t("op")
	mp("mm")[t("k")] += t("v")
	flush("op assign")
	sl("inc")[t("k")]++
	flush("inc")
	switch t("tag") {
	case t("c1") + 100:
	case t("c2") - 2:
	case t("c3"):
	}
	flush("switch")
	y := 1
	f := func() int { y = 10; return 1 }
	arr := [3]int{y, f(), y}
	fmt.Println(arr[1], y)
	defer fmt.Println("deferred", t("d1"), get("d2").m("d3", t("d4")).a)
	flush("defer args")
	go func(int, int) {}(t("g1"), t("g2"))
	flush("go args")
}
