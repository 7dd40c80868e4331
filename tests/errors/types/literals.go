// Composite and function literals.

package p

import "time"

type E struct{ X, Y int }
type P struct{ Z int }
type S struct {
	A int
	b string
	E
	*P
}

var (
	_ = S{1} // ERROR "too few values in struct literal of type S"
	_ = S{1, "", E{}, nil, 5} // ERROR "too many values in struct literal of type S"
	_ = S{A: 1, A: 2} // ERROR "duplicate field name A in struct literal"
	_ = S{A: 1, 2} // ERROR "mixture of field:value and value elements in struct literal"
	_ = S{1, b: ""} // ERROR "mixture of field:value and value elements in struct literal" "too few values in struct literal of type S"
	_ = S{C: 1} // ERROR "unknown field C in struct literal of type S"
	_ = S{a: 1} // ERROR "unknown field a in struct literal of type S, but does have A"
	_ = S{B: ""} // ERROR "unknown field B in struct literal of type S, but does have b"
	_ = S{A: "s"} // ERROR `cannot use "s" \(untyped string constant\) as int value in struct literal`
	_ = S{X: 1, Y: 2}
	_ = S{X: 1, E: E{}} // ERROR "cannot specify embedded field E and enclosed promoted field X"
	_ = S{E: E{}, Y: 1} // ERROR "cannot specify promoted field Y and enclosing embedded field E"
	_ = S{X: 1, X: 2} // ERROR "duplicate field name X in struct literal"
	_ = S{Z: 1} // ERROR "invalid implicit pointer indirection to reach Z"
	_ = S{"A": 1} // ERROR `invalid field name "A" in struct literal`
	_ = &S{}
	_ = time.Time{1, 2, nil} // ERROR "implicit assignment to unexported field wall in struct literal of type time\.Time" "implicit assignment to unexported field ext in struct literal of type time\.Time" "implicit assignment to unexported field loc in struct literal of type time\.Time"
	_ = time.Time{wall: 1} // ERROR "cannot refer to unexported field wall in struct literal of type time\.Time"
	_ = time.Month{} // ERROR "invalid composite literal type time\.Month"
	_ = [2]int{1, 2, 3} // ERROR "index 2 is out of bounds \(>= 2\)"
	_ = [...]int{5: 1, 2, 5: 3} // ERROR "duplicate index 5 in array or slice literal"
	_ = [3]int{3: 1} // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
	_ = []int{-1: 1} // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = []int{"a": 1} // ERROR `cannot convert "a" \(untyped string constant\) to type int`
	_ = []int{x: 1} // ERROR "index x must be integer constant"
	_ = []string{1, "a", nil} // ERROR "cannot use 1 \(untyped int constant\) as string value in array or slice literal" "cannot use nil as string value in array or slice literal"
	_ = [...]int{}
	_ = map[string]int{"a": 1, "b": 2, "a": 3} // ERROR `duplicate key "a" in map literal`
	_ = map[int]int{1, 2} // ERROR "missing key in map literal"
	_ = map[any]int{1: 1, 1.0: 2, "a": 1, 1: 3} // ERROR "duplicate key 1 in map literal"
	_ = map[E]int{{1, 2}: 1, {X: 1}: 2}
	_ = map[float64]int{1: 1, 1.0: 2} // ERROR "duplicate key 1 in map literal"
	_ = map[string]int{1: 1, "x": "y"} // ERROR "cannot use 1 \(untyped int constant\) as string value in map literal" `cannot use "y" \(untyped string constant\) as int value in map literal`
	_ = map[[]int]int{} // ERROR "invalid map key type \[\]int"
	_ = []E{{1, 2}, {1}, 3} // ERROR "too few values in struct literal of type E" "cannot use 3 \(untyped int constant\) as E value in array or slice literal"
	_ = []*E{{1, 2}, &E{}, {Z: 1}} // ERROR "unknown field Z in struct literal of type E"
	_ = [][]int{{1}, {"a"}} // ERROR `cannot use "a" \(untyped string constant\) as int value in array or slice literal`
	_ = int{} // ERROR "invalid composite literal type int"
	_ = foo{1} // ERROR "undefined: foo"
	_ = func() int {} // ERROR "missing return"
	_ = func() int { return "s" } // ERROR `cannot use "s" \(untyped string constant\) as int value in return statement`
	_ = func(x int) { y := 1 } // ERROR "declared and not used: y"
	_ = struct{ a int }{b: 1} // ERROR "unknown field b in struct literal of type struct\{a int\}"
)

var x = 1

func _[T ~struct{ A int }, U any, V ~[]int]() {
	_ = T{A: 1}
	_ = T{1}
	_ = U{} // ERROR "invalid composite literal type U \(no common underlying type\)"
	_ = V{1, "a"} // ERROR `cannot use "a" \(untyped string constant\) as int value in array or slice literal`
}
