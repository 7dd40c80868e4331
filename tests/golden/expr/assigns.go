// Assignments: op-assign on every kind of operand, swaps, blank, multiple results, comma-ok in all forms, shadowing, large values, aliasing.
package main

import "fmt"

type Big struct {
	a [8]int
	s string
}
type T struct {
	i8  int8
	u16 uint16
	f   float32
	c   complex64
	s   string
	arr [4]uint8
	m   map[string]float64
	sl  []Big
	p   *T
	bit uint8
}

func three() (int, string, Big)          { return 1, "two", Big{s: "three"} }
func pass(i int, s string, b Big) string { return fmt.Sprint(i, s, b.s) }
func swapb(a, b Big) (Big, Big)          { return b, a }
func pt() *T                             { calls++; return &glob }

var glob T
var calls int

func main() {
	t := T{i8: 127, u16: 65535, m: map[string]float64{}, sl: make([]Big, 2)}
	t.i8++
	t.u16 += 2
	t.f += 0.1
	t.f *= 3
	t.c += 1i
	t.c *= t.c
	t.s += "a"
	t.s += t.s + "b"
	t.arr[1] -= 1
	t.arr[2] |= 0x81
	t.arr[2] <<= 1
	t.arr[3] ^= 0xff
	t.arr[3] &^= 0x0f
	t.arr[3] >>= 4
	t.m["x"] += 1.5
	t.m["x"] *= 2
	t.m["y"]--
	t.sl[1].a[3] += 7
	t.sl[1].a[3] %= 4
	t.sl[0], t.sl[1] = t.sl[1], t.sl[0]
	t.p = &t
	t.p.p.p.i8 -= 1
	t.bit |= 1 << 7
	t.bit >>= 3
	fmt.Println(t.i8, t.u16, t.f, t.c, t.s, t.arr, t.m, t.sl[0].a[3], t.sl[1].a[3], t.bit)
	pt().i8 += 3
	pt().arr[pt().i8]++
	fmt.Println(glob.i8, glob.arr, calls)
	fmt.Println(pass(three()))
	a, b, c := three()
	_, b, _ = three()
	fmt.Println(a, b, c.s)
	x, y := Big{s: "x"}, Big{s: "y"}
	x, y = y, x
	fmt.Println(x.s, y.s)
	x, y = swapb(x, y)
	fmt.Println(x.s, y.s)
	px := &x
	*px, y = y, *px
	fmt.Println(x.s, y.s)
	x.a[0], x.a[1], x.a[2] = 1, x.a[0]+5, len(x.s)
	fmt.Println(x.a)
	i, arr := 0, [3]int{10, 20, 30}
	i, arr[i], arr[i+1] = 2, arr[i+1], arr[i]
	fmt.Println(i, arr)
	s := []int{1, 2, 3}
	s2 := s
	s, s[0] = []int{9, 9}, 5
	fmt.Println(s, s2)
	m := map[string]int{"k": 1}
	v, ok := m["k"]
	_, ok2 := m["z"]
	var e any = v
	n, ok3 := e.(int)
	_, ok4 := e.(string)
	ch := make(chan int, 1)
	ch <- 4
	r, ok5 := <-ch
	fmt.Println(v, ok, ok2, n, ok3, ok4, r, ok5)
	if v, err := fmt.Sprint("in"), error(nil); err == nil {
		v := v + "ner"
		fmt.Println(v)
	}
	{
		a, d := a+1, 2
		a, d = d, a
		fmt.Println(a, d)
	}
	var p, q *int = new(int), new(int)
	*p, *q = 1, 2
	p, *p, q, *q = q, 5, p, 6
	fmt.Println(*p, *q)
	var fn [2]func() string
	for i := range fn {
		fn[i], fn[1-i] = func() string { return fmt.Sprint(i) }, fn[i]
	}
	fmt.Println(fn[0] == nil, fn[1]())
	type node struct {
		next *node
		v    int
	}
	var head *node
	for i := range 4 {
		head = &node{head, i}
	}
	var prev *node
	for head != nil {
		head.next, prev, head = prev, head, head.next
	}
	for ; prev != nil; prev = prev.next {
		fmt.Print(prev.v, " ")
	}
	fmt.Println()
	var z struct{ a, b, c struct{ x, y int } }
	z.a.x, z.b.y = 1, 2
	z.c = z.a
	z.a, z.b = z.b, z.a
	fmt.Println(z)
	ar2 := [2][2]Big{}
	ar2[1][0].a[7] = 3
	ar2[0] = ar2[1]
	ar2[1][0].a[7]++
	fmt.Println(ar2[0][0].a[7], ar2[1][0].a[7])
	const big = 1 << 62
	u := uint64(big)
	u <<= 1
	u |= u >> 63
	k := 70
	w := int32(1)
	w <<= k
	fmt.Println(u, w)
}
