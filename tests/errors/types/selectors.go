// Selectors: fields and methods, missing, ambiguous, unexported, through pointers and interfaces.

package p

import (
	"os"
	"strings"
	"time"
)

type A struct{ X, Dup int }
type B struct{ Y, Dup int }
type C struct {
	A
	*B
	Name string
	priv int
}

func (C) Val()  {}
func (*C) Ptr() {}

type I interface{ Val() }
type PI *I
type PC *C

func _(c C, pc *C, ppc **C, i I, pi *I, q PC, e error, b strings.Builder, t time.Time) {
	c.Dup = 1 // ERROR "ambiguous selector c\.Dup"
	c.x = 1 // ERROR "c\.x undefined \(type C has no field or method x, but does have field X\)"
	c.name = "" // ERROR "c\.name undefined \(type C has no field or method name, but does have field Name\)"
	c.Foo() // ERROR "c\.Foo undefined \(type C has no field or method Foo\)"
	c.val() // ERROR "c\.val undefined \(type C has no field or method val, but does have method Val\)"
	c.A.Y = 1 // ERROR "c\.A\.Y undefined \(type A has no field or method Y\)"
	ppc.Name = "" // ERROR "ppc\.Name undefined \(type \*\*C has no field or method Name\)"
	ppc.Val() // ERROR "ppc\.Val undefined \(type \*\*C has no field or method Val\)"
	pi.Val() // ERROR "pi\.Val undefined \(type \*I is pointer to interface, not interface\)"
	i.Ptr() // ERROR "i\.Ptr undefined \(type I has no field or method Ptr\)"
	i.val() // ERROR "i\.val undefined \(type I has no field or method val, but does have method Val\)"
	q.Val() // ERROR "q\.Val undefined \(type PC has no field or method Val\)"
	q.Name = ""
	e.Err() // ERROR "e\.Err undefined \(type error has no field or method Err\)"
	e.error() // ERROR "e\.error undefined \(type error has no field or method error, but does have method Error\)"
	b.buf = nil // ERROR "b\.buf undefined \(cannot refer to unexported field buf\)"
	b.Buf = nil // ERROR "b\.Buf undefined \(type strings\.Builder has no field or method Buf, but does have unexported field buf\)"
	b.writeString("") // ERROR "b\.writeString undefined \(type strings\.Builder has no field or method writeString, but does have method WriteString\)"
	t.wall = 1 // ERROR "t\.wall undefined \(cannot refer to unexported field wall\)"
	t.Foo() // ERROR "t\.Foo undefined \(type time\.Time has no field or method Foo\)"
	os.Foo() // ERROR "undefined: os\.Foo"
	os.exit(1) // ERROR "undefined: os\.exit \(but have Exit\)"
	os.EXIT(1) // ERROR "undefined: os\.EXIT \(but have Exit\)"
	strings.Builder.Len() // ERROR "invalid method expression strings\.Builder\.Len \(needs pointer receiver \(\*strings\.Builder\)\.Len\)"
	strings.Builder.String(b) // ERROR "invalid method expression strings\.Builder\.String \(needs pointer receiver \(\*strings\.Builder\)\.String\)"
	C.Name = "" // ERROR "operand for field selector Name must be value of type C"
	C.priv // ERROR "operand for field selector priv must be value of type C"
	C{}.Ptr() // ERROR "cannot call pointer method Ptr on C"
	(C).Ptr(c) // ERROR "invalid method expression C\.Ptr \(needs pointer receiver \(\*C\)\.Ptr\)"
	(*C).Val(c) // ERROR "cannot use c \(variable of struct type C\) as \*C value in argument to \(\*C\)\.Val"
	os.Args.x // ERROR "os\.Args\.x undefined \(type \[\]string has no field or method x\)"
	os // ERROR "use of package os not in selector"
	os.x.y // ERROR "undefined: os\.x"
	c.Val.x // ERROR "c\.Val\.x undefined \(type func\(\) has no field or method x\)"
	nil.x // ERROR "nil\.x undefined \(type untyped nil has no field or method x\)"
	(1).x // ERROR "\(1\)\.x undefined \(type untyped int has no field or method x\)"
	"s".len // ERROR `"s"\.len undefined \(type untyped string has no field or method len\)`
	func() {}.x // ERROR "func\(\) \{\}\.x undefined \(type func\(\) has no field or method x\)"
	c._ // ERROR "c\._ undefined \(type C has no field or method _\)"
	os._ // ERROR "undefined: os\._"
	x.y // ERROR "undefined: x"
	c.Name.
		foo() // ERROR "c\.Name\.foo undefined \(type string has no field or method foo\)"
}
