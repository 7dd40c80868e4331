// Conversions between types, of constants and of type parameters.

package p

import "unsafe"

type I int
type S1 struct{ a int }
type S2 struct{ a int `tag` }
type S3 struct{ b int }
type E interface{ M() }

func _(i int, f float64, s string, c complex128, b []byte, p *int, u uintptr, up unsafe.Pointer, e E, sl []int, s1 S1, s2 S2, fn func()) {
	_ = string(f) // ERROR "cannot convert f \(variable of type float64\) to type string"
	_ = string(sl) // ERROR "cannot convert sl \(variable of type \[\]int\) to type string"
	_ = []byte(i) // ERROR "cannot convert i \(variable of type int\) to type \[\]byte"
	_ = []rune(b) // ERROR "cannot convert b \(variable of type \[\]byte\) to type \[\]rune"
	_ = int(s) // ERROR "cannot convert s \(variable of type string\) to type int"
	_ = int("1") // ERROR `cannot convert "1" \(untyped string constant\) to type int`
	_ = float64(c) // ERROR "cannot convert c \(variable of type complex128\) to type float64"
	_ = complex128(f) // ERROR "cannot convert f \(variable of type float64\) to type complex128"
	_ = bool(1) // ERROR "cannot convert 1 \(untyped int constant\) to type bool"
	_ = int(true) // ERROR "cannot convert true \(untyped bool constant\) to type int"
	_ = *int(p) // ERROR "cannot convert p \(variable of type \*int\) to type int"
	_ = (*string)(p) // ERROR "cannot convert p \(variable of type \*int\) to type \*string"
	_ = (*string)(up)
	_ = unsafe.Pointer(i) // ERROR "cannot convert i \(variable of type int\) to type unsafe\.Pointer"
	_ = unsafe.Pointer(u)
	_ = S2(s1)
	_ = S3(s1) // ERROR "cannot convert s1 \(variable of struct type S1\) to type S3"
	_ = E(i) // ERROR "cannot convert i \(variable of type int\) to type E: int does not implement E \(missing method M\)"
	_ = E(&s1) // ERROR "cannot convert &s1 \(value of type \*S1\) to type E: \*S1 does not implement E \(missing method M\)"
	_ = I(e) // ERROR "cannot convert e \(variable of interface type E\) to type I"
	_ = [2]int(sl)
	_ = [2]string(sl) // ERROR "cannot convert sl \(variable of type \[\]int\) to type \[2\]string"
	_ = (*[2]string)(sl) // ERROR "cannot convert sl \(variable of type \[\]int\) to type \*\[2\]string"
	_ = func(int)(fn) // ERROR "func\(int\) fn \(type\) is not an expression" "fn \(parameter\) is not a type"
	_ = chan int(nil)
	_ = int(nil) // ERROR "cannot convert nil to type int"
	_ = int() // ERROR "missing argument in conversion to int"
	_ = int(1, 2) // ERROR "too many arguments in conversion to int"
	_ = []int(sl...) // ERROR "invalid use of \.\.\. in conversion to \[\]int"
	_ = interface{ ~int }(1) // ERROR "cannot use interface interface\{~int\} in conversion \(contains specific type constraints or is comparable\)"
	_ = struct{}(nil) // ERROR "cannot convert nil to type struct\{\}"
}

func _[T ~int | ~string, U ~[]byte, W any](t T, u U, w W) {
	_ = T(1.5) // ERROR "cannot convert 1\.5 \(untyped float value\) to type T: cannot convert 1\.5 \(untyped float constant\) to type int \(in T\)"
	_ = T("s") // ERROR `cannot convert "s" \(untyped string value\) to type T: cannot convert "s" \(untyped string constant\) to type int \(in T\)`
	_ = T(65)
	_ = int(t) // ERROR "cannot convert t \(variable of type T constrained by ~int \| ~string\) to type int: cannot convert string \(in T\) to type int"
	_ = string(u)
	_ = U("abc")
	_ = U(t) // ERROR "cannot convert t \(variable of type T constrained by ~int \| ~string\) to type U: cannot convert int \(in T\) to type \[\]byte \(in U\)"
	_ = W(1) // ERROR "cannot convert 1 \(untyped int value\) to type W: W does not contain specific types"
	_ = int(w) // ERROR "cannot convert w \(variable of type W constrained by any\) to type int"
	_ = W(nil) // ERROR "cannot convert nil to type W"
	_ = [3]byte(u)
}
