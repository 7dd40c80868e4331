package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"sync"
)

type node struct {
	left, right *node
	val         int
	name        string
}

func (n *node) insert(v int) *node {
	if n == nil {
		return &node{val: v}
	}
	if v < n.val {
		n.left = n.left.insert(v)
	} else {
		n.right = n.right.insert(v)
	}
	return n
}

func (n *node) walk(f func(*node)) {
	if n == nil {
		return
	}
	n.left.walk(f)
	f(n)
	n.right.walk(f)
}

type stack[T any] struct{ items []T }

type server struct {
	mu    sync.Mutex
	conns map[string]io.Writer
	log   func(string, ...any)
}

func newServer(log func(string, ...any)) *server {
	return &server{conns: make(map[string]io.Writer), log: log}
}

func (s *server) add(name string, w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[name] = w
	s.log("added %s", name)
}

func (s *server) broadcast(msg []byte) (n int, err error) {
	for name, w := range s.conns {
		if _, err = w.Write(msg); err != nil {
			return n, fmt.Errorf("%s: %w", name, err)
		}
		n++
	}
	return
}

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 0 }
}

func total(xs []int) (sum int) {
	add := func(x int) { sum += x }
	for _, x := range xs {
		add(x)
	}
	return
}

func words(s string) []string {
	fs := strings.Fields(s)
	sort.Slice(fs, func(i, j int) bool { return fs[i] < fs[j] })
	return fs
}

func buffer() string {
	var b bytes.Buffer
	b.WriteString("x")
	fmt.Fprintf(&b, "%d", 3)
	return b.String()
}

func builder(n int) string {
	var sb strings.Builder
	for i := 0; i < n; i++ {
		sb.WriteByte(byte('a' + i))
	}
	return sb.String()
}

func matrix(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}

func local() int {
	var grid [8][8]int
	p := &grid[3]
	q := p[:]
	m := map[int]int{1: 2}
	tmp := []int{1, 2, 3}
	t := node{val: 1}
	r := &t
	return q[0] + m[1] + tmp[2] + r.val + len(grid)
}

func spawn(n int) {
	var wg sync.WaitGroup
	results := make(chan int, n)
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			results <- id * i
		}(i)
	}
	wg.Wait()
	close(results)
	for r := range results {
		fmt.Fprintln(os.Stderr, r)
	}
}

func recovers(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	f()
	return nil
}

type shape interface {
	area() float64
}
type sq struct{ a float64 }
type circ struct{ r, x, y float64 }

func (s sq) area() float64    { return s.a * s.a }
func (c *circ) area() float64 { return c.r * c.r * 3 }

func areas(ss ...shape) (t float64) {
	for _, s := range ss {
		t += s.area()
	}
	return
}

func find(m map[string]*node, key []byte) (*node, bool) {
	n, ok := m[string(key)]
	return n, ok
}

func swap(p, q **node)                     { *p, *q = *q, *p }
func pair(p *node, s string) (x any, y string) { return p, s[1:] }

func main() {
	var root *node
	for _, v := range []int{3, 1, 2} {
		root = root.insert(v)
	}
	root.walk(func(n *node) { fmt.Print(n.val, " ") })
	s := newServer(func(f string, a ...any) { fmt.Printf(f, a...) })
	s.add("stdout", os.Stdout)
	if _, err := s.broadcast([]byte("hi")); err != nil {
		panic(err)
	}
	next, reset := counter()
	next()
	reset()
	fmt.Println(total([]int{1, 2}), words("b a"), buffer(), builder(3), len(matrix(3)), local())
	spawn(2)
	fmt.Println(recovers(func() { panic("x") }), areas(sq{2}, &circ{r: 1}))
	n, ok := find(map[string]*node{"a": root}, []byte("a"))
	fmt.Println(n.val, ok)
	a, b := root.left, root.right
	swap(&a, &b)
	x, y := pair(a, "xyz")
	fmt.Println(x, y)
	st := stack[int]{items: []int{1}}
	fmt.Println(len(st.items))
}
