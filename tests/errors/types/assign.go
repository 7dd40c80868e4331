// Assignments, declarations, and what may stand on their left-hand side.

package p

type T struct{ x int }

func two() (int, string)  { return 0, "" }
func none()               {}
func one() error          { return nil }

const k = 1

var (
	a, b = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	c, d = two(), 1 // ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	e    = two() // ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	h, i = none() // ERROR "none\(\) \(no value\) used as value"
	j    = none() // ERROR "none\(\) \(no value\) used as value"
	l, m, n = two() // ERROR "assignment mismatch: 3 variables but two returns 2 values"
	o, q int = two() // ERROR "cannot use 2nd function result \(value of type string\) as int value in multiple assignment"
	r    = nil // ERROR "use of untyped nil in variable declaration"
	s    int = nil // ERROR "cannot use nil as int value in variable declaration"
	t    int = "s" // ERROR `cannot use "s" \(untyped string constant\) as int value in variable declaration`
	u    error = T{} // ERROR "cannot use T\{\} \(value of struct type T\) as error value in variable declaration: T does not implement error \(missing method Error\)"
	w, z = 1, 2, 3 // ERROR "extra init expr 3"
)

func _(p *int, mm map[string]T, str string, fn func(), arr [3]int) {
	var x int
	x = two() // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	x, y := two(), 1 // ERROR "declared and not used: y" "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	x, x := 1, 2 // ERROR "x repeated on left side of :="
	x, _ := 1, 2 // ERROR "no new variables on left side of :="
	_ = nil // ERROR "use of untyped nil in assignment to _ identifier"
	_, _ = nil, 1 // ERROR "use of untyped nil in multiple assignment"
	k = 2 // ERROR "cannot assign to k \(neither addressable nor a map index expression\)"
	none = nil // ERROR "cannot assign to none \(neither addressable nor a map index expression\)"
	two() = 1 // ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	str[0] = 'a' // ERROR "cannot assign to str\[0\] \(neither addressable nor a map index expression\)"
	mm["a"].x = 1 // ERROR `cannot assign to struct field mm\["a"\]\.x in map`
	T{}.x = 1 // ERROR "cannot assign to T\{\}\.x \(neither addressable nor a map index expression\)"
	arr[0], x = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	x, y = two(), two() // ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context"
	x, y = 1, 2, 3 // ERROR "assignment mismatch: 2 variables but 3 values"
	x, y = one() // ERROR "assignment mismatch: 2 variables but one returns 1 value"
	v, ok := mm["a"], 1 // ERROR "declared and not used: v" "declared and not used: ok"
	v, ok = mm["a"] // ERROR "cannot use ok value of \(comma, ok\) expression \(untyped bool value\) as int value in multiple assignment"
	v, ok, z := mm["a"] // ERROR "declared and not used: z" "assignment mismatch: 3 variables but 1 value"
	x += "s" // ERROR `invalid operation: x \+= "s" \(mismatched types int and untyped string\)`
	str -= "s" // ERROR "invalid operation: operator - not defined on str \(variable of type string\)"
	x++
	str++ // ERROR "invalid operation: str\+\+ \(non-numeric type string\)"
	*p++
	nil = 1 // ERROR "cannot assign to nil \(neither addressable nor a map index expression\)"
	x = 1.5 // ERROR "cannot use 1\.5 \(untyped float constant\) as int value in assignment \(truncated\)"
	x = 1 << 70 // ERROR "cannot use 1 << 70 \(untyped int constant 1180591620717411303424\) as int value in assignment \(overflows\)"
	(x) = 1
	(x), y2 := 1, 2 // ERROR "non-name \(x\) on left side of :=" "declared and not used: y2"
	T.x = 1 // ERROR "operand for field selector x must be value of type T"
	x.y := 1 // ERROR "non-name x\.y on left side of :=" "x\.y undefined \(type int has no field or method y\)"
	fn = func(int) {} // ERROR "cannot use func\(int\) \{\} \(value of type func\(int\)\) as func\(\) value in assignment"
	_ += 1 // ERROR "cannot use _ as value or type"
	undefined1 = 2 // ERROR "undefined: undefined1"
	undefined2 := undefined3 // ERROR "declared and not used: undefined2" "undefined: undefined3"
	var q1, q2 = 1 // ERROR "declared and not used: q1" "declared and not used: q2" "assignment mismatch: 2 variables but 1 value"
	var q3, q4 int = 1, 2, 3 // ERROR "declared and not used: q3" "declared and not used: q4" "extra init expr 3"
	var e1 = one // ERROR "declared and not used: e1"
	e1 = two // ERROR "cannot use two \(value of type func\(\) \(int, string\)\) as func\(\) error value in assignment"
}
