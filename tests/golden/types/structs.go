// Structs: small, large, nested, zero size, blank fields, comparison, conversion, anonymous, as map keys, pass and return, embedding.
package main

import (
	"fmt"
	"unsafe"
)

type Small struct{ a int8 }
type Two struct {
	p *int
	n int
}
type Big struct {
	id   int
	name string
	tags []string
	in   Inner
	f    func() int
	_    int
}
type Inner struct {
	x, y float32
	z    [3]uint8
}
type Empty struct{}
type Mixed struct {
	a bool
	b int64
	c uint8
	d string
	e any
	_ [3]byte
	f complex64
}
type Key struct {
	s string
	i any
	f float64
}

func (b Big) with(n int) Big                       { b.id = n; b.in.z[1] = uint8(n); return b }
func (b *Big) inc() *Big                           { b.id++; return b }
func pass(s Small, t Two, b Big) (Big, Two, Small) { return b, t, s }
func empty(e Empty, n int, _ Empty) (Empty, int)   { return e, n }

type Base struct{ id int }

func (b Base) ID() int    { return b.id }
func (b *Base) Set(n int) { b.id = n }

type Mid struct {
	*Base
	name string
}
type Top struct {
	Mid
	Inner
	Empty
	extra int
}

func main() {
	n := 5
	b := Big{id: 1, name: "n", in: Inner{x: 1, z: [3]uint8{1, 2, 3}}, f: func() int { return n }}
	c := b.with(9)
	b.inc().inc()
	fmt.Println(b.id, c.id, b.in, c.in, c.f(), b.in == c.in)
	b2, t2, s2 := pass(Small{-3}, Two{&n, 8}, c)
	fmt.Println(b2.id, *t2.p, t2.n, s2)
	e, k := empty(Empty{}, 3, struct{}{})
	fmt.Println(e, k, e == Empty{}, unsafe.Sizeof(e))
	m1 := Mixed{true, -1, 2, "d", 1.5, [3]byte{1}, 1i}
	m2 := m1
	m2.c = 2
	fmt.Println(m1 == m2, m1, unsafe.Sizeof(m1), unsafe.Offsetof(m1.f))
	m2.e = "other"
	fmt.Println(m1 == m2, m1 != m2)
	func() {
		defer func() { fmt.Println(recover()) }()
		m1.e, m2.e = []int{1}, []int{1}
		fmt.Println(m1 == m2)
	}()
	keys := map[Key]int{{"a", 1, 0}: 1, {"a", "1", 0}: 2, {"b", nil, 1.5}: 3}
	keys[Key{"a", 1, 0}] += 10
	fmt.Println(keys[Key{"a", 1, 0}], keys[Key{"a", "1", 0}], keys[Key{s: "b", f: 1.5}], len(keys))
	func() {
		defer func() { fmt.Println(recover()) }()
		keys[Key{i: map[int]int{}}] = 1
	}()
	anon := struct {
		X, Y int
		Tag  string `json:"t"`
	}{1, 2, "t"}
	type named struct {
		X, Y int
		Tag  string
	}
	nm := named(anon)
	nm.X = 7
	fmt.Printf("%v %+v %#v %T\n", nm, anon, nm, anon)
	t := Top{Mid: Mid{&Base{1}, "mid"}, extra: 4}
	t.Set(33)
	u := t
	u.Set(44)
	u.x = 2.5
	u.Mid.name = "u"
	fmt.Println(t.ID(), u.id, t.x, u.Inner.x, t.name, u.name, u.z)
	f := t.ID
	t.Base.id = 100
	g := (*Base).Set
	g(t.Base, 101)
	h := Top.ID
	fmt.Println(f(), t.ID(), h(u), Base.ID(*t.Base))
	ps := []*Big{{id: 1}, {id: 2}}
	for _, p := range ps {
		p.inc().in.y = float32(p.id)
	}
	fmt.Println(ps[0].id, ps[1].in)
	ms := map[string]Big{"x": {id: 3}}
	v := ms["x"]
	v.id = 4
	fmt.Println(ms["x"].id, v.id, ms["none"].name == "", ms["x"].in.z)
	arr := [3]Big{1: {name: "arr"}}
	arr[2] = arr[1].with(6)
	for _, a := range arr {
		a.id++
		fmt.Print(a.id, a.name, " ")
	}
	fmt.Println(arr[2].id)
	pb := &arr[2]
	cp := *pb
	pb.in.x = 9
	*pb, arr[0] = arr[0], *pb
	fmt.Println(cp.in.x, arr[0].in.x, arr[2].id)
	var np *Top
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(np.Mid.name)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var z Top
		fmt.Println(z.ID())
	}()
	type node struct {
		val         int
		left, right *node
	}
	root := &node{1, &node{2, nil, nil}, &node{val: 3}}
	sum := 0
	var walk func(*node)
	walk = func(n *node) {
		if n != nil {
			walk(n.left)
			sum += n.val
			walk(n.right)
		}
	}
	walk(root)
	fmt.Println(sum, struct{ a, b int }{1, 2} == struct{ a, b int }{1, 2})
	_, _, _ = fmt.Sprint(unsafe.Sizeof(Big{})), unsafe.Alignof(m1), b
	x := struct {
		a [2]struct{ s string }
		Small
	}{Small: Small{4}}
	x.a[1].s = "deep"
	y := x
	y.a[1].s += "er"
	fmt.Println(x, y, x == y)
}
