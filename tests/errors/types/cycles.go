// Types, constants, variables and functions that refer to themselves.

package p

import "unsafe"

type T1 T1 // ERROR `invalid recursive type: T1 refers to itself`
type T2 T3 // ERROR `invalid recursive type T2`
type T3 T2
type T4 = T4 // ERROR `invalid recursive type: T4 refers to itself`
type T5 = *T5 // ERROR `invalid recursive type: T5 refers to itself`
type T6 struct{ f T6 } // ERROR `invalid recursive type: T6 refers to itself`
type T7 struct{ f [2]T8 } // ERROR `invalid recursive type T7`
type T8 struct{ f T7 }
type T9 struct{ f *T9 }
type T10 []T10
type T11 map[string]T11
type T12 func(T12) T12
type T13 interface{ T13 } // ERROR `invalid recursive type: T13 refers to itself`
type T14 interface{ m() T14 }
type T15 [len(T16{})]int // ERROR `invalid recursive type T15`
type T16 [unsafe.Sizeof(T15{})]int
type T17 [unsafe.Sizeof(x17)]int // ERROR `invalid recursive type T17`

var x17 T17

type G1[P any] struct{ f G1[P] } // ERROR `invalid recursive type: G1\[P\] refers to itself`
type G2[P any] struct{ f *G2[P] }
type G3[P any] struct{ f P }
type G4 struct{ f G3[G4] } // ERROR `invalid recursive type G4`
type G5[P any] struct{ f G6[P] } // ERROR `invalid recursive type G6\[P\]`
type G6[P any] struct{ f [1]G5[P] }
type G7[P G7[P]] interface{ m(P) }
type G8[P interface{ ~[]P }] struct{}
type G9[P any] G9[P] // ERROR `invalid recursive type: G9\[P\] refers to itself`

const c1 = c2 // ERROR `initialization cycle for c1`
const c2 = c1
const c3 = c3 // ERROR `initialization cycle: c3 refers to itself`
const c4 = len([c4]int{}) // ERROR `initialization cycle: c4 refers to itself`

var v1 = v1 // ERROR `initialization cycle: v1 refers to itself`
var v2 = f2() // ERROR `initialization cycle for v2`
var v3 = func() int { return v4 }() // ERROR `initialization cycle for v3`
var v4 = v3
var v5, v6 = f5() // ERROR `initialization cycle for v5` `initialization cycle for v6`
var v7 = &v7 // ERROR `initialization cycle: v7 refers to itself`
var v8 = T9{}.m // ERROR `initialization cycle for v8`

func f2() int        { return v2 }
func f5() (int, int) { return v6, v5 }
func (T9) m()        { _ = v8 }

func f6() { f7() }
func f7() { f6() }

var v9 = a.b // ERROR `initialization cycle for v9`
var a = struct{ b int }{c}
var c = g()

func g() int { return h() }
func h() int { return v9 }

type E1 interface{ E2 } // ERROR `invalid recursive type E1`
type E2 interface{ E3 }
type E3 interface{ E1 }
type U1 interface{ int | U2 } // ERROR `invalid recursive type U1`
type U2 interface{ string | U1 }

func inf[T any](n int) {
	if n > 0 {
		inf[*T](n - 1)
	}
}
