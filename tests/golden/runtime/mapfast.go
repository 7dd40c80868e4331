package main

// Maps of the kinds with fast functions against a plain model, under random assignment, update, deletion, clearing and lookup.

import (
	"fmt"
	"runtime"
	"strings"
)

type rng uint64

func (r *rng) next(n int) int {
	*r ^= *r << 13
	*r ^= *r >> 7
	*r ^= *r << 17
	return int(uint64(*r) % uint64(n))
}

type box struct {
	n    int
	next *box
}

func check[K comparable, V comparable](name string, keys []K, val func(int) V, ops int) {
	r := rng(88172645463325252)
	m := make(map[K]V)
	want := make([]V, len(keys))
	have := make([]bool, len(keys))
	count := 0
	var zero V
	bad := 0
	for op := range ops {
		span := len(keys)
		if op/2000%2 == 0 {
			span = min(span, 9) // stays small for a while: one group
		}
		i := r.next(span)
		switch k := r.next(20); {
		case k < 8:
			v := val(r.next(1000))
			if !have[i] {
				count++
			}
			m[keys[i]], want[i], have[i] = v, v, true
		case k < 13:
			if have[i] {
				count--
			}
			delete(m, keys[i])
			want[i], have[i] = zero, false
		case k < 16:
			if got := m[keys[i]]; got != want[i] {
				bad++
			}
		case k < 19:
			got, ok := m[keys[i]]
			if got != want[i] || ok != have[i] {
				bad++
			}
		default:
			if len(m) != count {
				bad++
			}
			if r.next(400) == 0 {
				runtime.GC()
			}
			if r.next(300) == 0 {
				if r.next(2) == 0 {
					m = make(map[K]V)
				} else {
					clear(m)
				}
				clear(want)
				clear(have)
				count = 0
			}
		}
	}
	n := 0
	for k, v := range m {
		n++
		found := false
		for i := range keys {
			if keys[i] == k {
				found = have[i] && want[i] == v
				break
			}
		}
		if !found {
			bad++
		}
	}
	for i := range keys {
		if got, ok := m[keys[i]]; got != want[i] || ok != have[i] {
			bad++
		}
	}
	fmt.Println(name, n == count, bad)
}

func made[K any](n int, f func(int) K) []K {
	s := make([]K, n)
	for i := range s {
		s[i] = f(i)
	}
	return s
}

type pair struct{ a, b int16 }
type big [128]byte

func main() {
	num := func(i int) int { return i + 1 }
	boxes := made(1000, func(i int) *box { return &box{i, &box{i, nil}} })
	ptr := func(i int) *box { return boxes[i] }
	str := func(i int) string { return fmt.Sprint("value ", i) }
	check("int", made(3000, func(i int) int { return i*7919 - 1000 }), num, 60000)
	check("uint64", made(300, func(i int) uint64 { return uint64(i) << 50 }), ptr, 60000)
	check("int32", made(3000, func(i int) int32 { return int32(i*7919 - 90000) }), str, 60000)
	check("uint32", made(20, func(i int) uint32 { return ^uint32(i) }), func(i int) bool { return i&1 != 0 }, 60000)
	check("pair", made(500, func(i int) pair { return pair{int16(-i), int16(i)} }), func(i int) big { return big{0: byte(i), 127: 1} }, 30000)
	check("string", made(2000, func(i int) string { return fmt.Sprint("k", i*31) }), num, 60000)
	check("short", made(200, func(i int) string { return "abcdefghijklmnopqrstuvwxyz"[:i%26] + string(rune('0'+i/26)) }), ptr, 60000)
	check("long", made(40, func(i int) string { return strings.Repeat("x", 60+i%3*4) + fmt.Sprint(i) + strings.Repeat("y", 20) }), str, 60000)
	check("bool elem", made(2000, func(i int) int64 { return int64(i) }), func(int) struct{} { return struct{}{} }, 60000)
	check("pointer", boxes, func(i int) int32 { return int32(i) }, 60000)

	// A nil map, and the address of an element inside an assignment.
	var none map[string]int
	v, ok := none["x"]
	fmt.Println(none["x"], v, ok, len(none))
	func() {
		defer func() { fmt.Println(recover()) }()
		none["x"] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var m map[int32][]int
		m[1] = append(m[1], 2)
	}()
	words := map[string][]int{}
	for i, w := range strings.Fields("a b a c a b d e f g h i j k l a") {
		words[w] = append(words[w], i)
	}
	fmt.Println(words)
	// The key's memory: an assignment keeps the newer string, which must stay alive.
	m := map[string]int{}
	for i := range 2000 {
		m[strings.Clone(fmt.Sprint("key", i%50))] += i
		if i%500 == 0 {
			runtime.GC()
		}
	}
	sum := 0
	for k, v := range m {
		sum += v * len(k)
	}
	fmt.Println(len(m), sum)
}
