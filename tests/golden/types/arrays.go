// Arrays as values: copies on assignment, call, range and comparison; nested arrays, arrays of structs, zero length, as map keys and in interfaces.
package main

import "fmt"

type V [3]float64
type M [3]V

func (v V) add(w V) V {
	for i := range v {
		v[i] += w[i]
	}
	return v
}
func (m *M) set(i, j int, f float64) { m[i][j] = f }
func mod(a [5]int) [5]int            { a[2] = 42; return a }
func two() ([5]int, [1]string)       { return [5]int{4: 1}, [1]string{"one"} }

type T struct {
	a [4]int
	b [2][2]string
	c [0]int
}

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	b := a
	b[0] = 100
	c := mod(a)
	fmt.Println(a, b, c, a == b, a == [5]int{1, 2, 3, 4, 5}, a != c)
	for i, v := range a {
		a[4-i] = v * 10
	}
	fmt.Println(a)
	for i, v := range &a {
		a[4-i] = v + 1
	}
	fmt.Println(a)
	var m M
	m.set(1, 2, 3.5)
	n := m
	n[1][2]++
	fmt.Println(m, n, m == n, V{1, 2}.add(V{3, 4, 5}))
	t := T{b: [2][2]string{{"a", "b"}, {"c"}}}
	u := t
	u.b[1][1] = "d"
	fmt.Println(t, u, t == u, len(t.c), t.c == [0]int{})
	x, y := two()
	fmt.Println(x, y, y[0], [1]string{"one"} == y)
	k := map[[2]int]string{{1, 2}: "x", {3, 4}: "y"}
	k[[2]int{1, 2}] += "!"
	fmt.Println(k, k[[...]int{3, 4}])
	var i any = a
	a[0] = -1
	fmt.Println(i.([5]int)[0] != -1, i == any(a), i == any([5]int(i.([5]int))))
	p := &a
	q := *p
	p[1] = 7
	fmt.Println(q[1] == 7, len(p), cap(p), p[1:3])
	ptrs := [...]*int{&a[0], &q[0], nil, 5: &b[1]}
	*ptrs[0] = 11
	fmt.Println(len(ptrs), a[0], *ptrs[5], ptrs[2] == nil)
	f := func() [3]int { return [3]int{1, 2, 3} }
	fmt.Println(f()[1], len(f()), [...]string{2: "c", 0: "a"})
	arr := [3]func(int) int{func(x int) int { return x + 1 }, nil, func(x int) int { return x * x }}
	fmt.Println(arr[0](1), arr[1] == nil, arr[2](5))
	one := [1]int{5}
	one2 := one
	one2[0]++
	fmt.Println(one, one2, [1][1][1]int{{{3}}}[0][0][0])
	ch := make(chan [4]int, 2)
	z := [4]int{9, 8}
	ch <- z
	z[0] = 0
	fmt.Println(<-ch, z)
	e := [2]any{1, "x"}
	fmt.Println(e == [2]any{1, "x"}, e == [2]any{1, 2})
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(e == [2]any{1, []int{}}, [2]any{[]int{}, 1} == [2]any{[]int{}, 1})
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		j := 5
		a[j]++
	}()
	swap := [2]int{1, 2}
	swap[0], swap[1] = swap[1], swap[0]
	aa := [2][2]int{{1, 2}, {3, 4}}
	aa[0], aa[1] = aa[1], aa[0]
	fmt.Println(swap, aa)
}
