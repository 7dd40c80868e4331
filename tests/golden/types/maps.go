// Maps of all kinds of keys and values: growth, deletion during iteration, NaN keys, clear, nested, nil maps, panics, interface keys.
package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

type K struct {
	a int
	b string
}
type E struct{}
type Stringer interface{ String() string }
type ST int

func (s ST) String() string { return fmt.Sprint("ST", int(s)) }

func fill[T comparable](name string, f func(int) T) {
	m := map[T]int{}
	for i := range 200 {
		m[f(i)] = i
	}
	miss := 0
	for i := range 200 {
		if m[f(i)] != i {
			miss++
		}
	}
	for i := 0; i < 200; i += 3 {
		delete(m, f(i))
	}
	sum := 0
	for _, v := range m {
		sum += v
	}
	n := 0
	for k := range m {
		delete(m, k)
		n++
	}
	fmt.Println(name, miss, sum, n, len(m))
}

func main() {
	fill("int", func(i int) int { return i * 7 })
	fill("int8", func(i int) int16 { return int16(-i) })
	fill("uint32", func(i int) uint32 { return uint32(i) << 20 })
	fill("uint64", func(i int) uint64 { return uint64(i) << 55 })
	fill("string", func(i int) string { return fmt.Sprint("key", i) })
	fill("struct", func(i int) K { return K{i, fmt.Sprint(i % 10)} })
	fill("float", func(i int) float64 { return float64(i) / 3 })
	fill("complex", func(i int) complex64 { return complex(float32(i), 1) })
	fill("array", func(i int) [3]int16 { return [3]int16{int16(i), 2} })
	fill("bigarray", func(i int) [50]int { return [50]int{49: i} })
	fill("any", func(i int) any {
		switch i % 4 {
		case 0:
			return i
		case 1:
			return fmt.Sprint(i)
		case 2:
			return K{i, ""}
		}
		return float32(i)
	})
	fill("iface", func(i int) Stringer { return ST(i) })
	ptrs := make([]int, 200)
	fill("ptr", func(i int) *int { return &ptrs[i] })
	fill("chan", func() func(int) chan int {
		cs := make([]chan int, 200)
		for i := range cs {
			cs[i] = make(chan int)
		}
		return func(i int) chan int { return cs[i] }
	}())
	bm := map[bool]string{true: "t"}
	bm[false] = "f"
	em := map[E]int{{}: 1}
	em[E{}]++
	fmt.Println(bm, em, len(em))

	nan := map[float64]int{}
	for i := range 10 {
		nan[math.NaN()] = i
	}
	s := 0
	for k, v := range nan {
		s += v
		delete(nan, k)
	}
	fmt.Println(len(nan), s)
	clear(nan)
	fmt.Println(len(nan))

	m := map[int]int{}
	for i := range 1000 {
		m[i] = i
	}
	seen := map[int]bool{}
	for k := range m {
		if seen[k] {
			fmt.Println("twice", k)
		}
		seen[k] = true
		delete(m, (k+500)%1000)
		if len(m) < 2000 && k < 100 {
			m[k+10000] = 1
		}
	}
	fmt.Println(len(seen) >= 500)
	big := map[string][]K{}
	for i := range 50 {
		k := fmt.Sprint(i % 5)
		big[k] = append(big[k], K{i, k})
	}
	for _, k := range slices.Sorted(maps.Keys(big)) {
		fmt.Print(k, len(big[k]), big[k][9], " ")
	}
	fmt.Println()
	lv := map[int][20]int{}
	x := lv[3]
	x[4] = 7
	lv[3] = x
	fmt.Println(lv[3][4], lv[9][4], len(lv))
	nested := map[string]map[string]int{"a": {"x": 1}}
	nested["a"]["y"]++
	nested["a"]["x"] *= 5
	v, ok := nested["zz"]["q"]
	fmt.Println(nested, v, ok)
	var nm map[string]int
	_, ok = nm["x"]
	delete(nm, "x")
	for range nm {
		fmt.Println("never")
	}
	fmt.Println(nm["q"], ok, len(nm), nm == nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		nm["a"] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		am := map[any]int{}
		am[func() {}] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = map[any]int{1: 1}[[]int{1}]
	}()
	fm := map[string]func(int) int{"dbl": func(i int) int { return 2 * i }}
	fmt.Println(fm["dbl"](4), fm["none"] == nil)
	c := maps.Clone(bm)
	c[true] = "T"
	fmt.Println(bm, c, maps.Equal(bm, c))
	w := map[ST]*K{1: {1, "p"}}
	w[1].a++
	fmt.Println(w[1].a, *w[1])
	z := make(map[int32]struct{}, 100)
	for i := range int32(300) {
		z[i%150] = struct{}{}
	}
	fmt.Println(len(z))
	if v, ok := z[3]; ok {
		fmt.Println(v)
	}
	a, b := map[int]int{1: 2}, map[int]int{}
	for k, b[k] = range a {
	}
	fmt.Println(b)
}

var k int
