// Predeclared functions and those of package unsafe.

package p

import "unsafe"

type L struct {
	a int8
	b int64
	E
	*P
}
type E struct{ c int }
type P struct{ d int }

func (L) m() {}

func _(i int, s string, sl []int, bs []byte, m map[string]int, arr [3]int, ch chan int, ro <-chan int, so chan<- int, f float64, c complex128, p *int, x any, l L, fn func()) {
	_ = len() // ERROR "invalid operation: not enough arguments for len\(\) \(expected 1, found 0\)"
	_ = len(1) // ERROR "invalid argument: 1 \(untyped int constant\) for built-in len"
	_ = len(sl, sl) // ERROR "invalid operation: too many arguments for len\(sl, sl\) \(expected 1, found 2\)"
	_ = len(p) // ERROR "invalid argument: p \(variable of type \*int\) for built-in len"
	_ = cap(m) // ERROR "invalid argument: m \(variable of type map\[string\]int\) for built-in cap"
	_ = cap(s) // ERROR "invalid argument: s \(variable of type string\) for built-in cap"
	_ = len(sl...) // ERROR "invalid operation: invalid use of \.\.\. with built-in len"
	len(s) // ERROR "len\(s\) \(value of type int\) is not used"
	_ = append() // ERROR "invalid operation: not enough arguments for append\(\) \(expected 1, found 0\)"
	_ = append(i) // ERROR "invalid append: argument must be a slice; have i \(variable of type int\)"
	_ = append(nil) // ERROR "invalid append: argument must be a slice; have untyped nil"
	_ = append(sl, "s") // ERROR `cannot use "s" \(untyped string constant\) as int value in argument to append`
	_ = append(sl, sl) // ERROR "cannot use sl \(variable of type \[\]int\) as int value in argument to append"
	_ = append(bs, s) // ERROR "cannot use s \(variable of type string\) as byte value in argument to append"
	_ = append(bs, s...)
	_ = append(sl, s...) // ERROR "cannot use s \(variable of type string\) as \[\]int value in argument to append"
	_ = append(sl, 1, sl...) // ERROR "too many arguments in call to append"
	append(sl, 1) // ERROR "append\(sl, 1\) \(value of type \[\]int\) is not used"
	_ = append(arr, 1) // ERROR "invalid append: argument must be a slice; have arr \(variable of type \[3\]int\)"
	copy(sl) // ERROR "invalid operation: not enough arguments for copy\(sl\) \(expected 2, found 1\)"
	copy(sl, s) // ERROR "invalid copy: arguments sl \(variable of type \[\]int\) and s \(variable of type string\) have different element types int and byte"
	copy(bs, s)
	copy(arr, sl) // ERROR "invalid copy: argument must be a slice; have arr \(variable of type \[3\]int\)"
	copy(nil, sl) // ERROR "invalid copy: argument must be a slice; have untyped nil"
	copy(bs, nil) // ERROR "invalid copy: argument must be a slice; have untyped nil"
	delete(m) // ERROR "invalid operation: not enough arguments for delete\(m\) \(expected 2, found 1\)"
	delete(m, 1) // ERROR "cannot use 1 \(untyped int constant\) as string value in argument to delete"
	delete(sl, 1) // ERROR "invalid argument: sl \(variable of type \[\]int\) is not a map"
	delete(m, "a", "b") // ERROR `invalid operation: too many arguments for delete\(m, "a", "b"\) \(expected 2, found 3\)`
	close(i) // ERROR "invalid operation: cannot close non-channel i \(variable of type int\)"
	close(ro) // ERROR "invalid operation: cannot close receive-only channel ro \(variable of type <-chan int\)"
	close(so)
	clear(i) // ERROR "invalid argument: cannot clear i \(variable of type int\): argument must be \(or constrained by\) map or slice"
	clear(arr) // ERROR "invalid argument: cannot clear arr \(variable of type \[3\]int\): argument must be \(or constrained by\) map or slice"
	clear(m)
	_ = make() // ERROR "invalid operation: not enough arguments for make\(\) \(expected 1, found 0\)"
	_ = make(int) // ERROR "invalid argument: cannot make int: type must be slice, map, or channel"
	_ = make([]int) // ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	_ = make([]int, -1) // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = make([]int, 1.5) // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = make([]int, "s") // ERROR `cannot convert "s" \(untyped string constant\) to type int`
	_ = make([]int, 2, 1) // ERROR "invalid argument: length and capacity swapped"
	_ = make([]int, 1, 2, 3) // ERROR "invalid operation: make\(\[\]int, 1, 2, 3\) expects 2 or 3 arguments; found 4"
	_ = make(map[string]int, 1, 2) // ERROR "invalid operation: make\(map\[string\]int, 1, 2\) expects 1 or 2 arguments; found 3"
	_ = make(chan int, 1<<70) // ERROR "1 << 70 \(untyped int constant 1180591620717411303424\) overflows int"
	_ = make(1) // ERROR "1 is not a type"
	_ = make([3]int, 1) // ERROR "invalid argument: cannot make \[3\]int: type must be slice, map, or channel"
	make([]int, 1) // ERROR "make\(\[\]int, 1\) \(value of type \[\]int\) is not used"
	_ = new() // ERROR "invalid operation: not enough arguments for new\(\) \(expected 1, found 0\)"
	_ = new(int, 1) // ERROR "invalid operation: too many arguments for new\(int, 1\) \(expected 1, found 2\)"
	_ = new(nil) // ERROR "use of untyped nil in argument to new"
	_ = new(1 << 70) // ERROR "cannot use 1 << 70 \(untyped int constant 1180591620717411303424\) as int value in argument to new \(overflows\)"
	_ = new(fn()) // ERROR "fn\(\) \(no value\) used as value or type"
	_ = new(len) // ERROR "len \(built-in\) must be called"
	new(int) // ERROR "new\(int\) \(value of type \*int\) is not used"
	_ = min() // ERROR "invalid operation: not enough arguments for min\(\) \(expected 1, found 0\)"
	_ = min(1, "a") // ERROR `invalid argument: mismatched types untyped int \(previous argument\) and untyped string \(type of "a"\)`
	_ = min(i, f) // ERROR "invalid argument: mismatched types int \(previous argument\) and float64 \(type of f\)"
	_ = max(c, c) // ERROR "invalid argument: c \(variable of type complex128\) cannot be ordered"
	_ = max(x, x) // ERROR "invalid argument: x \(variable of interface type any\) cannot be ordered"
	_ = min(i, 1.5) // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = complex(1, "s") // ERROR `invalid operation: complex\(1, "s"\) \(mismatched types untyped float and untyped string\)`
	_ = complex(f, i) // ERROR "invalid operation: complex\(f, i\) \(mismatched types float64 and int\)"
	_ = complex(float32(1), f) // ERROR "invalid operation: complex\(float32\(1\), f\) \(mismatched types float32 and float64\)"
	_ = real(f) // ERROR "invalid argument: argument has type float64, expected complex type"
	_ = imag("s") // ERROR "invalid argument: argument has type untyped string, expected complex type"
	_ = real(1)
	panic() // ERROR "invalid operation: not enough arguments for panic\(\) \(expected 1, found 0\)"
	panic(1, 2) // ERROR "invalid operation: too many arguments for panic\(1, 2\) \(expected 1, found 2\)"
	panic(nil)
	print(len) // ERROR "len \(built-in\) must be called"
	println(nil) // ERROR "use of untyped nil in argument to built-in println"
	println(fn()) // ERROR "fn\(\) \(no value\) used as value"
	recover(1) // ERROR "invalid operation: too many arguments for recover\(1\) \(expected 0, found 1\)"
	_ = recover // ERROR "recover \(built-in\) must be called"
	len = nil // ERROR "len \(built-in\) must be called"
	_ = unsafe.Sizeof() // ERROR "invalid operation: not enough arguments for unsafe\.Sizeof\(\) \(expected 1, found 0\)"
	_ = unsafe.Sizeof(int) // ERROR "int \(type\) is not an expression"
	_ = unsafe.Sizeof(nil) // ERROR "use of untyped nil in argument to unsafe\.Sizeof"
	_ = unsafe.Alignof(1, 2) // ERROR "invalid operation: too many arguments for unsafe\.Alignof\(1, 2\) \(expected 1, found 2\)"
	_ = unsafe.Offsetof(l) // ERROR "invalid argument: l is not a selector expression"
	_ = unsafe.Offsetof(l.a)
	_ = unsafe.Offsetof(l.c)
	_ = unsafe.Offsetof(l.d) // ERROR "invalid argument: field d is embedded via a pointer in L"
	_ = unsafe.Offsetof(l.m) // ERROR "invalid argument: l\.m is a method value"
	_ = unsafe.Offsetof(l.zz) // ERROR "invalid argument: L has no single field zz"
	_ = unsafe.Slice(i, 1) // ERROR "invalid argument: i \(variable of type int\) is not a pointer"
	_ = unsafe.Slice(p, "s") // ERROR `cannot convert "s" \(untyped string constant\) to type int`
	_ = unsafe.Slice(p, -1) // ERROR "invalid argument: length -1 \(constant of type int\) must not be negative"
	_ = unsafe.SliceData(i) // ERROR "invalid argument: i \(variable of type int\) is not a slice"
	_ = unsafe.String(p, 1) // ERROR "cannot use p \(variable of type \*int\) as \*byte value in argument to unsafe\.String"
	_ = unsafe.StringData(i) // ERROR "cannot use i \(variable of type int\) as string value in argument to unsafe\.StringData"
	_ = unsafe.Add(p, 1) // ERROR "cannot use p \(variable of type \*int\) as unsafe\.Pointer value in argument to unsafe\.Add"
	_ = unsafe.Add(unsafe.Pointer(p), 1.5) // ERROR "1\.5 \(untyped float constant\) truncated to int"
	unsafe.Sizeof(i) // ERROR "unsafe\.Sizeof\(i\) \(constant 8 of type uintptr\) is not used"
}

func _[T any, F ~float32 | ~float64, S ~[]int | ~map[int]int](t T, f F, s S) {
	_ = len(t) // ERROR "invalid argument: t \(variable of type T constrained by any\) for built-in len"
	_ = len(s)
	_ = cap(s) // ERROR "invalid argument: s \(variable of type S constrained by ~\[\]int \| ~map\[int\]int\) for built-in cap"
	_ = complex(f, f) // ERROR "f \(variable of type F constrained by ~float32 \| ~float64\) not supported as argument to built-in complex for go1\.18 \(see go\.dev/issue/50937\)"
	_ = make(S, 1) // ERROR "invalid argument: cannot make S: \[\]int and map\[int\]int have different underlying types"
	_ = make(T) // ERROR "invalid argument: cannot make T: no specific type"
	clear(s)
	clear(t) // ERROR "invalid argument: cannot clear t \(variable of type T constrained by any\): argument must be \(or constrained by\) map or slice"
	const a = unsafe.Sizeof(t) // ERROR "unsafe\.Sizeof\(t\) \(value of type uintptr\) is not constant"
	_ = new(t)
	_ = min(t, t) // ERROR "invalid argument: t \(variable of type T constrained by any\) cannot be ordered"
	_ = max(f, 1)
}
