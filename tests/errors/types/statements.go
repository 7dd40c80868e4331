// Statements: conditions, switches, select, loops, returns, unused variables and results.

package p

type I interface{ M() }
type T int

func (T) M() {}

func r0()                      { return 1 } // ERROR "too many return values"
func r1() int                  { return } // ERROR "not enough return values"
func r2() (int, string)        { return 1 } // ERROR "not enough return values"
func r3() (int, string)        { return 1, 2, 3 } // ERROR "too many return values"
func r4() (int, string)        { return "a", 1 } // ERROR `cannot use "a" \(untyped string constant\) as int value in return statement` "cannot use 1 \(untyped int constant\) as string value in return statement"
func r5() (x int, err error)   { return }
func r6() (x int, err error) {
	if x := 1; x > 0 {
		return // ERROR "result parameter x not in scope at return"
	}
	return 1, nil
}
func r7() (int, string) { return r2() }
func r8() int           { return r2() } // ERROR "too many return values"
func r9() int {
	for {
		break
	}
} // ERROR "missing return"
func ra() int {
	for {
	}
}
func rb(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic(0)
	}
}
func rc(x int) int {
	switch x {
	case 1:
		return 1
	}
} // ERROR "missing return"
func rd(x int) int {
L:
	for {
		for {
			break L
		}
	}
} // ERROR "missing return"
func re(x bool) int {
	if x {
		return 1
	} else {
		goto X
	}
X:
	return 2
}
func rf(c chan int) int {
	select {
	case <-c:
		return 1
	}
}

func _(i int, s string, b bool, x any, ii I, ch chan int, so chan<- int, f func(), sl []int, arr [2]int) {
	if i { // ERROR "non-boolean condition in if statement"
	}
	if i = 1; b {
	}
	if f() { // ERROR "f\(\) \(no value\) used as value"
	}
	if nil { // ERROR "non-boolean condition in if statement"
	}
	for i { // ERROR "non-boolean condition in for statement"
	}
	for i := 0; s; i++ { // ERROR "non-boolean condition in for statement"
	}
	switch i {
	case 1, 2, 1: // ERROR "duplicate case 1 \(constant of type int\) in expression switch"
	case "a": // ERROR `cannot convert "a" \(untyped string constant\) to type int`
	case 1.5: // ERROR "1\.5 \(untyped float constant\) truncated to int"
	case nil: // ERROR "cannot convert nil to type int"
	case s: // ERROR "invalid case s in switch on i \(mismatched types string and int\)"
	}
	switch {
	case b, i, true: // ERROR "invalid case i in switch on true \(mismatched types int and bool\)"
	case 1: // ERROR "cannot convert 1 \(untyped int constant\) to type bool"
	}
	switch s {
	case "a", "b", "a": // ERROR `duplicate case "a" \(constant of type string\) in expression switch`
	}
	switch 1.5 {
	case 1.5, 3 / 2.0: // ERROR "duplicate case 3 / 2\.0 \(constant 1\.5 of type float64\) in expression switch"
	}
	switch f {
	case nil:
	}
	switch sl {
	case sl: // ERROR "invalid case sl in switch on sl \(slice can only be compared to nil\)"
	}
	switch nil { // ERROR "use of untyped nil in switch expression"
	}
	switch f() { // ERROR "f\(\) \(no value\) used as value"
	}
	switch x {
	case 1, "a", 1, sl: // ERROR "duplicate case 1 \(constant of type int\) in expression switch" "invalid case sl in switch on x \(slice can only be compared to nil\)"
	}
	switch y := x.(type) { // ERROR "y declared and not used"
	}
	switch y := x.(type) {
	case int:
	case string, int: // ERROR "duplicate case int in type switch"
		_ = y
	case nil, nil: // ERROR "duplicate case nil in type switch"
	case foo: // ERROR "undefined: foo"
	case 1: // ERROR "1 is not a type"
	}
	switch x.(type) {
	case int:
	default:
	default: // ERROR "multiple defaults \(first at statements\.go:126:2\)"
	}
	switch i.(type) { // ERROR "i \(variable of type int\) is not an interface"
	}
	switch ii.(type) {
	case T:
	case *T, string: // ERROR "impossible type switch case: string"
	case I, error:
	}
	switch _ := x.(type) { // ERROR "no new variable on left side of :="
	}
	select {
	case i: // ERROR "select case must be send or receive \(possibly with assignment\)"
	case ch <- "a": // ERROR `cannot use "a" \(untyped string constant\) as int value in send`
	case i := <-so: // ERROR "declared and not used: i" "invalid operation: cannot receive from send-only channel chan<- int so \(variable of type chan<- int\)"
	case s = <-ch: // ERROR "cannot use <-ch \(comma, ok expression of type int\) as string value in assignment"
	case x, ok := <-ch: // ERROR "declared and not used: x" "declared and not used: ok"
	case i, b = <-ch:
	case f(): // ERROR "select case must be send or receive \(possibly with assignment\)"
	}
	for i := range 10 { // ERROR "declared and not used: i"
	}
	for i, j := range 10 { // ERROR "declared and not used: i" "range over 10 \(untyped int constant\) permits only one iteration variable"
	}
	for i := range 1.5 { // ERROR "cannot range over 1\.5 \(untyped float constant\)"
	}
	for i, j, k := range sl { // ERROR "declared and not used: i" "declared and not used: j" "range clause permits at most two iteration variables"
	}
	for i := range f { // ERROR "cannot range over f \(variable of type func\(\)\): func must be func\(yield func\(\.\.\.\) bool\): wrong argument count"
	}
	for range so { // ERROR "cannot range over so \(variable of type chan<- int\): receive from send-only channel chan<- int"
	}
	for a, b := range ch { // ERROR "declared and not used: a" "range over ch \(variable of type chan int\) permits only one iteration variable"
	}
	for s = range sl { // ERROR "cannot use s \(value of type int\) as string value in assignment"
	}
	for i, s = range "abc" { // ERROR "cannot use s \(value of type rune\) as string value in assignment"
	}
	for i := range i {
		_ = i
	}
	for _, _ = range sl {
	}
	for _ := range sl { // ERROR "no new variables on left side of :="
	}
	for range func(func()) {} { // ERROR "cannot range over func\(func\(\)\) \{\} \(value of type func\(func\(\)\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func does not return bool"
	}
	for range func(yield func() bool) {} {
	}
	for a := range func(yield func() bool) {} { // ERROR "range over func\(yield func\(\) bool\) \{\} \(value of type func\(yield func\(\) bool\)\) permits no iteration variables"
	}
	for a, b := range func(yield func(int, string) bool) {} { // ERROR "declared and not used: a" "declared and not used: b"
	}
	for range func(yield func(int, int, int) bool) {} { // ERROR "cannot range over func\(yield func\(int, int, int\) bool\) \{\} \(value of type func\(yield func\(int, int, int\) bool\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func has too many parameters"
	}
	for range func(yield func(int)) {} { // ERROR "cannot range over func\(yield func\(int\)\) \{\} \(value of type func\(yield func\(int\)\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func does not return bool"
	}
	for range func(yield func(int) bool) int { return 0 } { // ERROR "cannot range over func\(yield func\(int\) bool\) int \{…\} \(value of type func\(yield func\(int\) bool\) int\): func must be func\(yield func\(\.\.\.\) bool\): unexpected results"
	}
	for range x { // ERROR "cannot range over x \(variable of interface type any\)"
	}
	for range nil { // ERROR "cannot range over nil"
	}
	var u8 uint8 // ERROR "declared and not used: u8"
	for u8 = range 300 { // ERROR "cannot use 300 \(untyped int constant\) as uint8 value in range clause \(overflows\)"
	}
	for range 1 << 70 { // ERROR "cannot use 1 << 70 \(untyped int constant 1180591620717411303424\) as int value in range clause \(overflows\)"
	}
	var unused1 int // ERROR "declared and not used: unused1"
	unused2, used := 1, 2 // ERROR "declared and not used: unused2"
	_ = used
	var unused3 = func() { unused1 = 1 } // ERROR "declared and not used: unused3"
	const unused4 = 1
	type unused5 int
	var arr2 [2]int
	arr2[0] = 1
	var st struct{ a int }
	st.a = 1
	func() { var inner int }() // ERROR "declared and not used: inner"
	i == 1 // ERROR "i == 1 \(untyped bool value\) is not used"
	"s" // ERROR `"s" \(untyped string constant\) is not used`
	nil // ERROR "nil is not used"
	struct{}{} // ERROR "struct\{\}\{\} \(value of type struct\{\}\) is not used"
	ch // ERROR "ch \(variable of type chan int\) is not used"
	<-ch
	<-so // ERROR "invalid operation: cannot receive from send-only channel chan<- int so \(variable of type chan<- int\)"
	func() {} // ERROR "func\(\) \{\} \(value of type func\(\)\) is not used"
	i.x // ERROR "i\.x undefined \(type int has no field or method x\)"
	*p // ERROR "undefined: p"
	x.(int) // ERROR "x\.\(int\) \(comma, ok expression of type int\) is not used"
	sl[0] // ERROR "sl\[0\] \(variable of type int\) is not used"
}
