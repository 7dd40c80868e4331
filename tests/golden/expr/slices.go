// Slices: growth, three-index, aliasing, copy overlap, nil against empty, conversion to arrays, panics.
package main

import "fmt"

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panic:", e)
		}
	}()
	f()
}

var escapes any

type P struct {
	n    int
	s    string
	next *P
}

func variadic(pre string, xs ...int) (int, bool) {
	if len(xs) > 0 {
		xs[0] = 99
	}
	return len(xs), xs == nil
}

func main() {
	var s []int
	fmt.Println(s == nil, len(s), cap(s), append(s) == nil, append(s, s...) == nil, []int{} == nil)
	last := -1
	escapes = &s
	for i := range 3000 {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	a := [...]int{0, 1, 2, 3, 4, 5, 6, 7}
	x := a[2:4]
	y := a[2:4:4]
	x = append(x, 100)
	y = append(y, 200)
	y[0] = -2
	fmt.Println(a, x, y, len(x), cap(x), len(y), cap(y), cap(a[3:5:6]), cap(a[8:]), cap(x[:0]))
	copy(a[1:], a[:])
	fmt.Println(a)
	copy(a[:], a[3:])
	fmt.Println(a, copy(a[:2], []int{7, 7, 7}), copy(a[:], []int(nil)))
	st := []P{{1, "a", nil}, {n: 2}}
	st = append(st, P{3, "c", &st[0]}, st[0])
	st[0].n = 50
	fmt.Println(st[2].next.n, st[3].n, len(st), st[1].s == "")
	z := make([]struct{}, 5, 10)
	z = append(z, struct{}{})
	fmt.Println(len(z), cap(z), z[:8])
	arr := [4]int(x[:cap(x)][:4])
	pa := (*[2]int)(x)
	pa[1] = 77
	fmt.Println(arr, *pa, x[1], (*[0]int)(nil) == nil, (*[0]int)(s[:0]) != nil)
	try(func() { _ = [4]int(x[:3]) })
	try(func() { _ = (*[10]int)(x) })
	n := len(x)
	try(func() { _ = x[n] })
	try(func() { _ = x[:cap(x)+1] })
	try(func() { i, j := 3, 2; _ = x[i:j] })
	try(func() { i := 5; _ = x[1 : 2 : i+10] })
	try(func() { i, j := 4, 3; _ = x[1:i:j] })
	try(func() { i, j := 4, 3; _ = x[i:j:j] })
	try(func() { i := -1; _ = make([]int, i) })
	try(func() { i := 3; _ = make([]int, i, i-1) })
	try(func() { i := 1 << 62; _ = make([]int, i) })
	try(func() {
		var p *[4]int
		i := 2
		fmt.Println(len(p))
		for i := range p {
			fmt.Print(i)
		}
		fmt.Println(p[i])
	})
	try(func() { var p *[4]int; _ = p[:]; fmt.Println("nil array slice", len(p[0:0])) })
	xs := []int{1, 2}
	fmt.Println(variadic(""))
	fmt.Println(variadic("", xs...))
	fmt.Println(variadic("", nil...))
	fmt.Println(xs)
	mat := make([][]float64, 3)
	for i := range mat {
		mat[i] = make([]float64, 3)
		for j := range mat[i] {
			mat[i][j] = float64(i * j)
		}
	}
	mat[1], mat[2] = mat[2], mat[1]
	fmt.Println(mat)
	bs := append([]byte("abc"), "def"...)
	bs = append(bs[:1], bs[2:]...)
	fmt.Println(string(bs), cap(append([]byte(nil), make([]byte, 33)...)), cap(append([]string(nil), "a", "b", "c")))
	q := []int{1, 2, 3, 4, 5}
	for i, v := range q {
		if i == 0 {
			q = append(q[:1], q[2:]...)
		}
		fmt.Print(v, " ")
	}
	fmt.Println(q)
	clear(q)
	clear(st)
	fmt.Println(q, st[0] == P{}, len(st))
	type big [40]int
	bg := make([]big, 2)
	bg[1][3] = 5
	bg = append(bg, bg[1])
	bg[1][3] = 6
	for _, v := range bg {
		v[3]++
		fmt.Print(v[3], " ")
	}
	fmt.Println(bg[2][3])
	grow := append(make([]int, 0, 3), 1)
	g1, g2 := append(grow, 2), append(grow, 3)
	fmt.Println(g1, g2, min(len(g1), 7), max(cap(g2), 1))
	var nested [][][]string
	nested = append(nested, [][]string{{"x"}, nil, {}})
	fmt.Printf("%q %v\n", nested, nested[0][1] == nil)
}
