// Calls: numbers and types of arguments, variadic ones, what can be called.

package p

import "fmt"

func f0()                       {}
func f1(int)                    {}
func f2(a int, b string)        {}
func fv(a int, b ...string)     {}
func r2() (int, string)         { return 0, "" }
func r3() (int, int, int)       { return 0, 0, 0 }
func gen[T any](x T) T          { return x }
func gen2[K comparable, V int | string](k K, v ...V) (K, V) { panic(0) }
func mapf[T, U any](s []T, f func(T) U) []U { return nil }

type M struct{}

func (M) Val(int) int  { return 0 }
func (*M) Ptr()        {}
func (M) Gen[T any](x T) T { return x }

func _(i int, s string, sl []string, m M, fn func(int) (string, error), fi any) {
	f0(1) // ERROR "too many arguments in call to f0"
	f1() // ERROR "not enough arguments in call to f1"
	f1("s") // ERROR `cannot use "s" \(untyped string constant\) as int value in argument to f1`
	f1(1, 2) // ERROR "too many arguments in call to f1"
	f1(r2()) // ERROR "too many arguments in call to f1"
	f2(r2())
	f2(r3()) // ERROR "too many arguments in call to f2"
	f2(1, r2()) // ERROR "multiple-value r2\(\) \(value of type \(int, string\)\) in single-value context"
	f2(1) // ERROR "not enough arguments in call to f2"
	f2("a", 1) // ERROR `cannot use "a" \(untyped string constant\) as int value in argument to f2` "cannot use 1 \(untyped int constant\) as string value in argument to f2"
	fv() // ERROR "not enough arguments in call to fv"
	fv(1, 2) // ERROR "cannot use 2 \(untyped int constant\) as string value in argument to fv"
	fv(1, sl) // ERROR "cannot use sl \(variable of type \[\]string\) as string value in argument to fv"
	fv(1, sl...)
	fv(1, "a", sl...) // ERROR "too many arguments in call to fv"
	fv(r2())
	fv(sl...) // ERROR "not enough arguments in call to fv"
	f1(i...) // ERROR "cannot use \.\.\. in call to non-variadic f1"
	f2(r2()...) // ERROR "cannot use \.\.\. in call to non-variadic f2"
	f1(f0()) // ERROR "f0\(\) \(no value\) used as value"
	f1(nil) // ERROR "cannot use nil as int value in argument to f1"
	i() // ERROR "invalid operation: cannot call i \(variable of type int\): int is not a function"
	s.foo() // ERROR "s\.foo undefined \(type string has no field or method foo\)"
	m.Val() // ERROR "not enough arguments in call to m\.Val"
	m.Val("s") // ERROR `cannot use "s" \(untyped string constant\) as int value in argument to m\.Val`
	M.Val(1) // ERROR "not enough arguments in call to M\.Val"
	M.Val(m, 1)
	M.Ptr(m) // ERROR "invalid method expression M\.Ptr \(needs pointer receiver \(\*M\)\.Ptr\)"
	(*M).Ptr(m) // ERROR "cannot use m \(variable of struct type M\) as \*M value in argument to \(\*M\)\.Ptr"
	M{}.Ptr() // ERROR "cannot call pointer method Ptr on M"
	fi() // ERROR "invalid operation: cannot call fi \(variable of interface type any\): any is not a function"
	fn(1).x // ERROR "multiple-value fn\(1\) \(value of type \(string, error\)\) in single-value context"
	x, y := fn(1), 1 // ERROR "declared and not used: x" "declared and not used: y" "multiple-value fn\(1\) \(value of type \(string, error\)\) in single-value context"
	f0 // ERROR "f0 \(value of type func\(\)\) is not used"
	m.Val // ERROR "m\.Val \(value of type func\(int\) int\) is not used"
	r2()
	i // ERROR "i \(variable of type int\) is not used"
	-i // ERROR "-i \(value of type int\) is not used"
	f1 // ERROR "f1 \(value of type func\(int\)\) is not used"
	fmt.Println // ERROR "fmt\.Println \(value of type func\(a \.\.\.any\) \(n int, err error\)\) is not used"
	fmt.Printn("a") // ERROR "undefined: fmt\.Printn"
	fmt.println("a") // ERROR "undefined: fmt\.println \(but have Println\)"
	go f0 // ERROR "expression in go must be function call"
	defer f0 // ERROR "expression in defer must be function call"
	go int(1) // ERROR "go requires function call, not conversion int\(1\) \(constant 1 of type int\)"
	defer len(s) // ERROR "defer discards result of len\(s\) \(value of type int\)"
	defer append(sl, s) // ERROR "defer discards result of append\(sl, s\) \(value of type \[\]string\)"
	defer recover()
	go func() {} // ERROR "expression in go must be function call"
	defer (f0()) // ERROR "expression in defer must not be parenthesized"
	var e error = fmt.Errorf("x"), 1 // ERROR "declared and not used: e" "extra init expr 1"
}

func _(i int, s string, sl []string, m M) {
	gen() // ERROR "not enough arguments in call to gen"
	gen(nil) // ERROR "in call to gen, cannot infer T \(declared at calls\.go:13:10\)"
	gen[int]("s") // ERROR `cannot use "s" \(untyped string constant\) as int value in argument to gen\[int\]`
	gen[int, string](1) // ERROR "got 2 type arguments but want 1"
	gen2(1) // ERROR "in call to gen2, cannot infer V \(declared at calls\.go:14:25\)"
	gen2([]int{}, 1) // ERROR "\[\]int does not satisfy comparable"
	gen2(1, 1.5) // ERROR "float64 does not satisfy int \| string \(float64 missing in int \| string\)"
	gen2(1, 1, "s") // ERROR "in call to gen2, mismatched types untyped int and untyped string \(cannot infer V\)"
	gen2[int](1, 2)
	gen2[int, float64](1, 2) // ERROR "float64 does not satisfy int \| string \(float64 missing in int \| string\)"
	mapf(sl, gen)
	mapf(sl, func(int) int { return 0 }) // ERROR "in call to mapf, type func\(int\) int of func\(int\) int \{…\} does not match inferred type func\(string\) U for func\(T\) U"
	mapf(sl, func(s string) int { return 0 })
	mapf(sl, nil) // ERROR "in call to mapf, cannot infer U \(declared at calls\.go:15:14\)"
	var h func(int) string = gen // ERROR "declared and not used: h" "inferred type func\(x int\) int for func\(x T\) T does not match type func\(int\) string of h"
	var h2 func(int) int = gen // ERROR "declared and not used: h2"
	var h3 = gen // ERROR "declared and not used: h3" "cannot use generic function gen without instantiation"
	_ = gen // ERROR "cannot use generic function gen without instantiation"
	m.Gen(1)
	m.Gen[string](1) // ERROR "cannot use 1 \(untyped int constant\) as string value in argument to m\.Gen\[string\]"
	m.Gen[int, int](1) // ERROR "got 2 type arguments but want 1"
	_ = m.Gen // ERROR "cannot use generic function m\.Gen without instantiation"
	_ = m.Gen[int]
	M.Gen[int](m, "x") // ERROR `cannot use "x" \(untyped string constant\) as int value in argument to M\.Gen\[int\]`
	_ = []func(string) string{gen, gen[int]} // ERROR "cannot use gen\[int\] \(value of type func\(x int\) int\) as func\(string\) string value in array or slice literal"
}
