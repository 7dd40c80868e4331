// Implementing interfaces: missing methods and why, embedded interfaces, assertions, comparisons.

package p

import (
	"fmt"
	"io"
)

type R interface{ Read(p []byte) (int, error) }
type RW interface {
	io.Reader
	io.Writer
}
type D1 interface {
	io.Reader
	Read(p []byte) (int, error)
}
type D2 interface {
	io.Reader
	interface{ Read() } // ERROR `duplicate method Read`
}
type D3 interface {
	m()
	m() // ERROR `duplicate method m`
}
type D4 interface{ _() } // ERROR `methods must have a unique non-blank name`
type D5 interface{ *int; m() }

type V struct{}

func (V) Read(p []byte) (int, error) { return 0, nil }

type Pt struct{}

func (*Pt) Read(p []byte) (int, error) { return 0, nil }

type Low struct{}

func (Low) read(p []byte) (int, error) { return 0, nil }

type Sig struct{}

func (Sig) Read(p string) (int, error) { return 0, nil }

type Fld struct{ Read int }
type E1 struct{ V; *Pt }
type E2 struct{ V }
type E3 struct{ *Pt }
type E4 struct{ io.Reader }
type PP **V
type E5 struct{ PP } // ERROR `embedded field type cannot be a pointer`
type E6 struct{ *io.Reader } // ERROR `embedded field type cannot be a pointer to an interface`
type E7 struct{ V; V } // ERROR `V redeclared`
type PV *V
type E8 struct{ PV } // ERROR `embedded field type cannot be a pointer`

var (
	_ R = V{}
	_ R = &V{}
	_ R = Pt{} // ERROR `cannot use Pt\{\} \(value of struct type Pt\) as R value in variable declaration: Pt does not implement R \(method Read has pointer receiver\)`
	_ R = &Pt{}
	_ R = Low{} // ERROR `cannot use Low\{\} \(value of struct type Low\) as R value in variable declaration: Low does not implement R \(missing method Read\)`
	_ R = Sig{} // ERROR `cannot use Sig\{\} \(value of struct type Sig\) as R value in variable declaration: Sig does not implement R \(wrong type for method Read\)`
	_ R = Fld{} // ERROR `cannot use Fld\{\} \(value of struct type Fld\) as R value in variable declaration: Fld does not implement R \(Fld\.Read is a field, not a method\)`
	_ R = E1{} // ERROR `cannot use E1\{\} \(value of struct type E1\) as R value in variable declaration: E1 does not implement R \(ambiguous selector E1\.Read\)`
	_ R = E2{}
	_ R = E3{}
	_ R = E4{}
	_ R = PV(nil) // ERROR `cannot use PV\(nil\) \(value of pointer type PV\) as R value in variable declaration: PV does not implement R \(missing method Read\)`
	_ R = 1 // ERROR `cannot use 1 \(constant of type int\) as R value in variable declaration: int does not implement R \(missing method Read\)`
	_ R = nil
	_ RW = V{} // ERROR `cannot use V\{\} \(value of struct type V\) as RW value in variable declaration: V does not implement RW \(missing method Write\)`
	_ RW = R(nil) // ERROR `cannot use R\(nil\) \(value of interface type R\) as RW value in variable declaration: R does not implement RW \(missing method Write\)`
	_ io.Reader = R(nil)
	_ R = new(R) // ERROR `cannot use new\(R\) \(value of type \*R\) as R value in variable declaration: \*R does not implement R \(type \*R is pointer to interface, not interface\)`
	_ error = fmt.Errorf // ERROR `cannot use fmt\.Errorf \(value of type func\(format string, a \.\.\.any\) \(err error\)\) as error value in variable declaration: func\(format string, a \.\.\.any\) \(err error\) does not implement error \(missing method Error\)`
	_ fmt.Stringer = V{} // ERROR `cannot use V\{\} \(value of struct type V\) as fmt\.Stringer value in variable declaration: V does not implement fmt\.Stringer \(missing method String\)`
)

func assert(r R, x any, v V) {
	_ = r.(V)
	_ = r.(Pt) // ERROR `impossible type assertion: r\.\(Pt\)`
	_ = r.(*Pt)
	_ = r.(RW)
	_ = r.(int) // ERROR `impossible type assertion: r\.\(int\)`
	_ = v.(R) // ERROR `invalid operation: v \(variable of struct type V\) is not an interface`
	_ = x.(int)
	_ = r == v
	_ = r == Pt{} // ERROR `invalid operation: r == Pt\{\} \(mismatched types R and Pt\)`
	_ = x == []int{} // ERROR `invalid operation: x == \[\]int\{\} \(slice can only be compared to nil\)`
	_ = x == func() {} // ERROR `invalid operation: x == func\(\) \{\} \(func can only be compared to nil\)`
	_ = r == x
	_ = r == fmt.Stringer(nil) // ERROR `invalid operation: r == fmt\.Stringer\(nil\) \(mismatched types R and fmt\.Stringer\)`
	switch r.(type) {
	case V:
	case Low: // ERROR `impossible type switch case: Low`
	case *Pt, V: // ERROR `duplicate case V in type switch`
	case nil, nil: // ERROR `duplicate case nil in type switch`
	}
	r.Close() // ERROR `r\.Close undefined \(type R has no field or method Close\)`
	r.read(nil) // ERROR `r\.read undefined \(type R has no field or method read, but does have method Read\)`
	(&r).Read(nil) // ERROR `\(&r\)\.Read undefined \(type \*R is pointer to interface, not interface\)`
	x.Foo() // ERROR `x\.Foo undefined \(type any has no field or method Foo\)`
	v.Reed(nil) // ERROR `v\.Reed undefined \(type V has no field or method Reed\)`
	E1{}.Read(nil) // ERROR `ambiguous selector E1\{\}\.Read`
	V.Read(nil) // ERROR `not enough arguments in call to V\.Read`
	V.Read(v, nil)
	(*Pt).Read(nil, nil)
	Pt.Read(Pt{}, nil) // ERROR `invalid method expression Pt\.Read \(needs pointer receiver \(\*Pt\)\.Read\)`
}
