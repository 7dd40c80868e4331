// Type parameters: constraints, instances, generic types, aliases and methods.

package p

import "cmp"

type Number interface{ ~int | ~float64 }
type Stringer interface{ String() string }
type MyInt int
type MyStr string

func (MyStr) String() string { return "" }

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Swap() Pair[V, K]  { panic(0) } // ERROR `V does not satisfy comparable`
func (p *Pair[A, _]) First() A          { return p.Key }
func (p Pair[X]) Bad()                  {} // ERROR `receiver declares 1 type parameter, but receiver base type declares 2`
func (p Pair[K, V]) Gen[T any](T) T     { panic(0) }
func (p Pair[int, string]) Shadow(int)  {}
func (p Pair[[]int, V]) NotName()       {} // ERROR `receiver type parameter \[\]int must be an identifier`
func (p Pair) None()                    {} // ERROR `cannot use generic type Pair\[K comparable, V any\] without instantiation`

type List[T any] []T
type Alias[T any] = List[T]
type AliasInt = List[int]

func (Alias[T]) no1()  {} // ERROR `cannot define new methods on generic alias type Alias\[T any\]`
func (AliasInt) no2()  {} // ERROR `cannot define new methods on instantiated type List\[int\]`

type Bad1[T] struct{} // ERROR `undefined array length T or missing type constraint`
type Bad2[T int, U T] struct{} // ERROR `cannot use a type parameter as constraint`
type Bad3[T any] T // ERROR `cannot use a type parameter as RHS in type declaration`
type Bad4[T any] = T // ERROR `cannot use type parameter declared in alias declaration as RHS`
type Bad5[T *int,] struct{}
type Bad6[T interface{ int | T }] struct{} // ERROR `term cannot be a type parameter`

func sum[T Number](xs ...T) T { var s T; for _, x := range xs { s += x }; return s }
func show[T Stringer](x T) string { return x.String() }
func maxOf[T cmp.Ordered](a, b T) T { if a > b { return a }; return b }
func conv[T, U any](x T) U { panic(0) }
func onlyPtr[T any, P interface{ *T; Set(string) }](s string) T { var t T; P(&t).Set(s); return t }

type S struct{}

func (*S) Set(string) {}

var (
	_ Pair[string, int]
	_ Pair[[]int, int] // ERROR `\[\]int does not satisfy comparable`
	_ Pair[string] // ERROR `not enough type arguments for type Pair: have 1, want 2`
	_ Pair[string, int, int] // ERROR `too many type arguments for type Pair: have 3, want 2`
	_ Pair // ERROR `cannot use generic type Pair\[K comparable, V any\] without instantiation`
	_ int[string] // ERROR `invalid operation: int\[string\] \(int is not a generic type\)`
	_ List[List[List[int]]]
	_ Alias[int]
	_ Alias[int, int] // ERROR `too many type arguments for type Alias: have 2, want 1`
	_ = sum(1, 2.5)
	_ = sum(MyInt(1), 2)
	_ = sum("a") // ERROR `string does not satisfy Number \(string missing in ~int \| ~float64\)`
	_ = sum[string]("a") // ERROR `string does not satisfy Number \(string missing in ~int \| ~float64\)`
	_ = sum(1, "a") // ERROR `in call to sum, mismatched types untyped int and untyped string \(cannot infer T\)`
	_ = show(MyStr(""))
	_ = show(MyInt(0)) // ERROR `in call to show, T \(type MyInt\) does not satisfy Stringer \(missing method String\)`
	_ = show[Stringer](nil)
	_ = maxOf(1, 'a')
	_ = maxOf("a", 1) // ERROR `in call to maxOf, mismatched types untyped string and untyped int \(cannot infer T\)`
	_ = maxOf([]int{}, nil) // ERROR `\[\]int does not satisfy cmp\.Ordered \(\[\]int missing in ~int \| ~int8 \| ~int16 \| ~int32 \| ~int64 \| ~uint \| ~uint8 \| ~uint16 \| ~uint32 \| ~uint64 \| ~uintptr \| ~float32 \| ~float64 \| ~string\)`
	_ = conv[int](1) // ERROR `in call to conv\[int\], cannot infer U \(declared at generics\.go:[0-9:]+\)`
	_ = conv[int, string](1)
	_ = conv[int, string, bool](1) // ERROR `got 3 type arguments but want 2`
	_ = onlyPtr[S]("x")
	_ = onlyPtr[int]("x") // ERROR `\*int does not satisfy interface\{Set\(string\); \*int\} \(missing method Set\)`
	_ func(int, int) int = maxOf
	_ func(int, string) int = maxOf // ERROR `inferred type func\(a int, b int\) int for func\(a T, b T\) T does not match type func\(int, string\) int of _`
	_ = maxOf // ERROR `cannot use generic function maxOf without instantiation`
	_ = Pair[string, int].Swap
	_ = Pair[string, int]{}.Gen(1)
	_ = Pair[string, int]{}.Gen[string]("")
	_ = Pair[string, int]{}.Gen[string](1) // ERROR `cannot use 1 \(untyped int constant\) as string value in argument to Pair\[string, int\]\{\}\.Gen\[string\]`
	_ = Pair[string, int].Gen[bool]
	_ Number // ERROR `cannot use type Number outside a type constraint: interface contains type constraints`
	_ comparable // ERROR `cannot use type comparable outside a type constraint: interface is \(or embeds\) comparable`
	_ interface{ int } // ERROR `cannot use type interface\{int\} outside a type constraint: interface contains type constraints`
	_ []Number // ERROR `cannot use type Number outside a type constraint: interface contains type constraints`
	_ interface{ ~int | string; m() } // ERROR `cannot use type interface\{m\(\); ~int \| string\} outside a type constraint: interface contains type constraints`
)

type WithGen interface{ Gen(any) any }
type HasGen interface{ Gen(int) int }

var _ HasGen = Pair[string, int]{} // ERROR `cannot use Pair\[string, int\]\{\} \(value of struct type Pair\[string, int\]\) as HasGen value in variable declaration: Pair\[string, int\] does not implement HasGen \(wrong type for method Gen\)`

type U1 interface{ int | int } // ERROR `overlapping terms int and int`
type U2 interface{ ~int | MyInt } // ERROR `overlapping terms main\.MyInt and ~int`
type U3 interface{ ~MyInt } // ERROR `invalid use of ~ \(underlying type of MyInt is int\)`
type U4 interface{ Stringer | int } // ERROR `cannot use main\.Stringer in union \(main\.Stringer contains methods\)`
type U5 interface{ comparable | int } // ERROR `cannot use comparable in union`
type U6 interface{ ~Stringer } // ERROR `invalid use of ~ \(Stringer is an interface\)`
type U7 interface{ int; string }

func u7[T U7](T) {}

func _() { u7(1) } // ERROR `cannot satisfy U7 \(empty type set\)`

func body[T any, N Number, F interface{ f() }, S ~[]int | ~string, C chan int | <-chan int](t T, n N, f F, s S, c C) {
	_ = t == t // ERROR `invalid operation: t == t \(incomparable types in type set\)`
	_ = n + 1
	_ = n + 1.5 // ERROR `cannot convert 1\.5 \(untyped float constant\) to type N`
	_ = n << 1 // ERROR `invalid operation: shifted operand n \(variable of type N constrained by Number\) must be integer`
	_ = t.foo // ERROR `t\.foo undefined \(type T has no field or method foo\)`
	f.f()
	f.g() // ERROR `f\.g undefined \(type F has no field or method g\)`
	_ = s[0] // ERROR `cannot index s \(variable of type S constrained by ~\[\]int \| ~string\)`
	_ = len(s)
	s[0] = 1 // ERROR `cannot index s \(variable of type S constrained by ~\[\]int \| ~string\)`
	for range s { // ERROR `cannot range over s \(variable of type S constrained by ~\[\]int \| ~string\): \[\]int and string have different underlying types`
	}
	<-c
	c <- 1 // ERROR `invalid operation: cannot send to c \(variable of type C constrained by chan int \| <-chan int\): receive-only channel <-chan int`
	var _ T = nil // ERROR `cannot use nil as T value in variable declaration`
	switch any(t).(type) {
	case N:
	case int, int: // ERROR `duplicate case int in type switch`
	}
	switch t.(type) { // ERROR `cannot use type switch on type parameter value t \(variable of type T constrained by any\)`
	}
	type local struct{ t T }
	_ = local{t}
	_ = N(s) // ERROR `cannot convert s \(variable of type S constrained by ~\[\]int \| ~string\) to type N: cannot convert \[\]int \(in S\) to type int \(in N\)`
	_ = int(n)
	_ = T(n) // ERROR `cannot convert n \(variable of type N constrained by Number\) to type T`
	_ = [n]int{} // ERROR `invalid array length n`
	_ = map[T]int{} // ERROR `invalid map key type T \(missing comparable constraint\)`
}
