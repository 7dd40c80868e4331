package main

import "fmt"

type node struct {
	v    int
	next *node
}

// A variable of a loop carries objects from one iteration to the next.
func chain(n int) int {
	i := 0
	sum := 0
	for p := (&node{v: 1}); i < n; p = (&node{v: i, next: p}) {
		i++
		if i == n {
			for q := p; q != nil; q = q.next {
				sum = sum*10 + q.v
			}
		}
	}
	return sum
}

func shared(n int) (s string) {
	var keep []*int
	for p, i := new(int), 0; i < n; p, i = new(int), i+1 {
		*p = i
		pp := &p
		keep = append(keep, *pp)
	}
	for _, p := range keep {
		s += fmt.Sprint(*p, " ")
	}
	return s
}

func labels() (s string) {
	var keep [4]*int
	i := 0
again:
	x := i * i
	keep[i] = &x
	i++
	if i < 4 {
		goto again
	}
	for _, p := range keep {
		s += fmt.Sprint(*p, " ")
	}
	return s
}

func captures() (s string) {
	x := 1
	x = 2
	f := func() int { return x }
	y := 3
	g := func() int { return y }
	y = 4
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
		i++
	}
	s = fmt.Sprint(f(), g())
	for _, f := range fs {
		s += fmt.Sprint(" ", f())
	}
	return s
}

func results() (r int, s string) {
	f := func() { r++ }
	defer func() { f(); s = fmt.Sprint("r=", r) }()
	return 41, ""
}

type T struct{ a, b, c, d int }

func (t T) sum() int         { return t.a + t.b + t.c + t.d }
func (t *T) add(n int)       { t.a += n }
func apply(f func() int) int { return f() }

func methods() (s string) {
	t := T{1, 2, 3, 4}
	f := t.sum
	t.a = 100
	g := t.sum
	h := t.add
	h(1)
	s = fmt.Sprint(f(), " ", g(), " ", t.a, " ", apply(t.sum))
	return s
}

type shape interface{ area() int }
type square struct{ a int }
type rect struct {
	a, b int
	p    *int
}

func (s square) area() int { return s.a * s.a }
func (r rect) area() int   { return r.a * r.b * *r.p }

func boxes() (s string) {
	k := 2
	var sh shape
	for i := range 3 {
		sh = square{i + 1}
		s += fmt.Sprint(sh.area(), " ")
		sh = rect{i, i + 1, &k}
		s += fmt.Sprint(sh.area(), " ")
		k++
	}
	var a, b any = rect{1, 2, &k}, rect{1, 2, &k}
	s += fmt.Sprint(a == b, a == any(rect{1, 3, &k}), a == rect{1, 2, &k})
	switch v := a.(type) {
	case rect:
		*v.p = 77
	}
	return s + fmt.Sprint(" ", k)
}

// Boxes of one site in several iterations that live on.
func boxesKept() (s string) {
	var keep any
	for i := range 3 {
		x := [2]int{i, i}
		var a any = x
		if i == 1 {
			keep = a
		}
	}
	return fmt.Sprint(keep)
}

func deep(n int, f func(int) int) int {
	var pad [40]int
	pad[n%40] = n
	if n == 0 {
		return f(1)
	}
	return deep(n-1, func(k int) int { return f(k) + pad[n%40] })
}

func main() {
	fmt.Println(chain(5))
	fmt.Println(shared(4))
	fmt.Println(labels())
	fmt.Println(captures())
	fmt.Println(results())
	fmt.Println(methods())
	fmt.Println(boxes())
	fmt.Println(boxesKept())
	fmt.Println(deep(3000, func(k int) int { return k }))
}
