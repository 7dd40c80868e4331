// Closures: capture by reference and by value, loop variables of every form of for, recursion, captured parameters and results, nesting.
package main

import "fmt"

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}
func named() (r int, f func() int) {
	defer func() { r *= 2 }()
	f = func() int { r++; return r }
	r = 5
	return r + 1, f
}
func param(x int, s []int) func() int { return func() int { x += len(s); s = append(s, x); return x } }

type Big struct{ a [10]int }

func big(b Big, c *Big) (func(), func() int) {
	return func() { b.a[3]++; c.a[3] += 10 }, func() int { return b.a[3]*1000 + c.a[3] }
}

func main() {
	f, reset := counter()
	f()
	f()
	reset()
	fmt.Println(f())
	r, g := named()
	fmt.Println(r, g(), g())
	p := param(1, []int{0})
	fmt.Println(p(), p(), p())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
		i := i * 100
		fs = append(fs, func() int { i++; return i })
	}
	for i, v := range []string{"a", "b"} {
		fs = append(fs, func() int { return i + len(v) + int(v[0]) })
	}
	for i := range 3 {
		defer func() { fmt.Print("d", i, " ") }()
		fs = append(fs, func() int { return i })
	}
	for c := range "héy" {
		fs = append(fs, func() int { return c })
	}
	for i := 0; i < 6; i++ {
		inc := func() { i++ }
		inc()
		fs = append(fs, func() int { return i })
		if i == 3 {
			continue
		}
	}
	var old int
	for old = 0; old < 2; old++ {
		fs = append(fs, func() int { return old })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15))
	var b Big
	mod, get := big(b, &b)
	mod()
	mod()
	fmt.Println(get(), b.a[3])
	x, y := 1, "s"
	func() {
		x := x + 1
		func() {
			x++
			y += "!"
			func(z int) { x += z; y += fmt.Sprint(x) }(10)
		}()
		fmt.Println(x)
	}()
	fmt.Println(x, y)
	compose := func(fs ...func(int) int) func(int) int {
		return func(x int) int {
			for _, f := range fs {
				x = f(x)
			}
			return x
		}
	}
	add := func(n int) func(int) int { return func(x int) int { return x + n } }
	fmt.Println(compose(add(1), add(2), func(x int) int { return x * x })(4))
	var ptrs []*int
	for i := 0; i < 3; i++ {
		ptrs = append(ptrs, &i)
	}
	fmt.Println(*ptrs[0], *ptrs[1], *ptrs[2])
	m := map[string]func(){}
	cnt := [3]int{}
	for i, k := range []string{"x", "y", "z"} {
		m[k] = func() { cnt[i]++ }
	}
	m["x"]()
	m["z"]()
	m["z"]()
	fmt.Println(cnt)
	s := []int{1, 2, 3}
	add2 := func() { s = append(s, len(s)); s[0]++ }
	add2()
	add2()
	fmt.Println(s)
	var i interface{ Get() int } = get2(func() int { return x * 7 })
	x = 6
	fmt.Println(i.Get())
	fmt.Println(func() (a, b int) { a, b = 1, 2; return b, a }())
	type T struct {
		f func(*T) int
		n int
	}
	t := &T{n: 5}
	t.f = func(t *T) int {
		t.n--
		if t.n > 0 {
			return t.f(t) + 1
		}
		return 0
	}
	fmt.Println(t.f(t))
}

type get2 func() int

func (g get2) Get() int { return g() }
