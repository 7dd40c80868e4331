// Struct types, selectors through embedded fields, sizes.

package p

import (
	"sync"
	"unsafe"
)

type A struct{ x, y int }
type B struct{ x, z int }
type C struct {
	A
	*B
	w int
}
type D struct {
	C
	x string
}
type E struct {
	int
	string
	*float64
	sync.Mutex
	unsafe.Pointer // ERROR `embedded field type cannot be unsafe\.Pointer`
	error
	int // ERROR `int redeclared`
}
type F struct {
	a int `json:"a"`
	b int "raw"
	c, d int `k:"v"`
}
type G struct{ f func() }

func sel(c C, d D, p *D, pp **D) {
	_ = c.x // ERROR `ambiguous selector c\.x`
	_ = c.y
	_ = c.z
	_ = c.w
	_ = d.x
	_ = d.C.x // ERROR `ambiguous selector d\.C\.x`
	_ = d.A.x
	_ = p.y
	_ = pp.y // ERROR `pp\.y undefined \(type \*\*D has no field or method y\)`
	_ = (*pp).y
	_ = d.q // ERROR `d\.q undefined \(type D has no field or method q\)`
	_ = d.Y // ERROR `d\.Y undefined \(type D has no field or method Y, but does have field y\)`
	_ = d.Mutex // ERROR `d\.Mutex undefined \(type D has no field or method Mutex\)`
	d.int = 1 // ERROR `d\.int undefined \(type D has no field or method int\)`
	var m sync.Mutex
	m.state = 1 // ERROR `m\.state undefined \(type "sync"\.Mutex has no field or method state\)`
	m.lock() // ERROR `m\.lock undefined \(type "sync"\.Mutex has no field or method lock, but does have method Lock\)`
	_ = m.Foo // ERROR `m\.Foo undefined \(type "sync"\.Mutex has no field or method Foo\)`
	_ = A{1} // ERROR `too few values in struct literal of type A`
	_ = A{1, 2, 3} // ERROR `too many values in struct literal of type A`
	_ = A{x: 1, 2} // ERROR `mixture of field:value and value elements in struct literal`
	_ = A{q: 1} // ERROR `unknown field q in struct literal of type A`
	_ = A{x: 1, x: 2} // ERROR `duplicate field name x in struct literal`
	_ = C{A: A{}, x: 1} // ERROR `unknown field x in struct literal of type C`
	_ = sync.Mutex{1, 2} // ERROR `implicit assignment to unexported field _ in struct literal of type "sync"\.Mutex` `implicit assignment to unexported field mu in struct literal of type "sync"\.Mutex`
	_ = D{C{}, "s"}
	_ = struct{ a int }{a: "s"} // ERROR `cannot use "s" \(untyped string constant\) as int value in struct literal`
}

const (
	s1 = unsafe.Sizeof(A{})
	s2 = unsafe.Offsetof(A{}.y)
	s3 = unsafe.Offsetof(C{}.y)
	s4 = unsafe.Offsetof(C{}.z) // ERROR `invalid argument: field z is embedded via a pointer in C`
	s5 = unsafe.Alignof(byte(0))
	s6 = unsafe.Offsetof(s1) // ERROR `invalid argument: s1 is not a selector expression`
	s7 = unsafe.Sizeof(sel)
)

var (
	_ [s1]int = [16]int{}
	_ [s2]int = [8]int{}
	_ [s3]int = [8]int{}
	_ [s5]int = [2]int{} // ERROR `cannot use \[2\]int\{\} \(value of type \[2\]int\) as \[1\]int value in variable declaration`
	_ [unsafe.Sizeof(struct { a byte; b int64; c [0]int }{})]int = [24]int{}
	_ [unsafe.Sizeof(struct { a byte; b struct{} }{})]int = [2]int{}
)
