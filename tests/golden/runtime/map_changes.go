// Maps against a list of what they should hold: insertion, deletion, growth and iteration in turn, with keys and elements of every kind of layout.
package main

import "fmt"

type big [20]int // an element too large to lie in the map

type wide [17]int64 // a key too large to lie in the map

type pair struct {
	p *int
	s string
}

func check[K comparable, V any](name string, key func(int) K, val func(int) V, same func(V, int) bool) {
	const n = 3000
	m := map[K]V{}
	in := make([]int, n) // 0: not in the map, else the number its value was made from
	seed := uint32(1)
	next := func() int {
		seed = seed*1664525 + 1013904223
		return int(seed >> 8)
	}
	bad := 0
	for step := range 12 {
		for range n {
			i := next() % (n / (step%3 + 1))
			if next()%(step%4+2) != 0 {
				in[i] = next()%1000 + 1
				m[key(i)] = val(in[i])
			} else {
				delete(m, key(i))
				in[i] = 0
			}
		}
		live := 0
		for i, v := range in {
			got, ok := m[key(i)]
			if ok != (v != 0) || ok && !same(got, v) {
				bad++
			}
			if v != 0 {
				live++
			}
		}
		seen := 0
		for k, v := range m {
			seen++
			if w, ok := m[k]; !ok || fmt.Sprint(w) != fmt.Sprint(v) {
				bad++
			}
		}
		if live != len(m) || seen != live {
			bad++
		}
	}
	// Changes during an iteration: what is deleted before its turn does not come, nothing comes twice.
	gone, twice := 0, 0
	came := map[string]bool{}
	extra := 0
	for k := range m {
		s := fmt.Sprint(k)
		if came[s] {
			twice++
		}
		came[s] = true
		if _, ok := m[k]; !ok {
			gone++
		}
		for j := range 3 {
			delete(m, key((extra*7+j)%n))
		}
		if extra < 4000 {
			m[key(n+extra)] = val(1)
		}
		extra++
	}
	for k := range m {
		delete(m, k)
	}
	fmt.Println(name, bad, gone, twice, len(m))
	m[key(1)] = val(5)
	fmt.Println(len(m), same(m[key(1)], 5))
}

func main() {
	ints := make([]int, 10000)
	num := func(v, i int) bool { return v == i }
	id := func(i int) int { return i }
	check("int", id, id, num)
	check("int32", func(i int) int32 { return int32(i * 77) }, id, num)
	check("uint8 elements", id, func(i int) uint8 { return uint8(i) }, func(v uint8, i int) bool { return v == uint8(i) })
	check("string", func(i int) string { return fmt.Sprint("key", i) }, func(i int) string { return fmt.Sprint(i) }, func(v string, i int) bool { return v == fmt.Sprint(i) })
	check("pointer", func(i int) *int { return &ints[i] }, func(i int) *int { return &ints[i] }, func(v *int, i int) bool { return v == &ints[i] })
	check("float64", func(i int) float64 { return float64(i) / 3 }, id, num)
	check("interface", func(i int) any {
		if i%2 == 0 {
			return i
		}
		return fmt.Sprint(i)
	}, func(i int) pair { return pair{&ints[i], "x"} }, func(v pair, i int) bool { return v.p == &ints[i] })
	check("struct", func(i int) pair { return pair{&ints[i], fmt.Sprint(i)} }, id, num)
	check("large element", id, func(i int) big { return big{i} }, func(v big, i int) bool { return v[0] == i })
	check("large key", func(i int) wide { return wide{3: int64(i)} }, func(i int) big { return big{i} }, func(v big, i int) bool { return v[0] == i })
	check("no element", id, func(int) struct{} { return struct{}{} }, func(struct{}, int) bool { return true })
}
