// Unary and binary operations, comparisons, index and slice expressions, assertions.

package p

type S struct{ f func() }
type I interface{ M() }
type J interface{ N() }
type T1 int

func (T1) M() {}

func _(i int, u uint, f float64, s string, b bool, p *int, pp **int, sl []int, m map[string]int, fn func(), st S, arr [3]int, pa *[3]int, ch chan int, ro <-chan int, so chan<- int, e error, x any, ii I, jj J, t1 T1) {
	_ = i + u // ERROR "invalid operation: i \+ u \(mismatched types int and uint\)"
	_ = i + f // ERROR "invalid operation: i \+ f \(mismatched types int and float64\)"
	_ = i + 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = i + "s" // ERROR `invalid operation: i \+ "s" \(mismatched types int and untyped string\)`
	_ = s + 's' // ERROR "invalid operation: s \+ 's' \(mismatched types string and untyped rune\)"
	_ = s - s // ERROR "invalid operation: operator - not defined on s \(variable of type string\)"
	_ = b + b // ERROR "invalid operation: operator \+ not defined on b \(variable of type bool\)"
	_ = f % f // ERROR "invalid operation: operator % not defined on f \(variable of type float64\)"
	_ = i & f // ERROR "invalid operation: i & f \(mismatched types int and float64\)"
	_ = i && b // ERROR "invalid operation: i && b \(mismatched types int and bool\)"
	_ = !i // ERROR "invalid operation: operator ! not defined on i \(variable of type int\)"
	_ = -s // ERROR "invalid operation: operator - not defined on s \(variable of type string\)"
	_ = ^f // ERROR "invalid operation: operator \^ not defined on f \(variable of type float64\)"
	_ = +b // ERROR "invalid operation: operator \+ not defined on b \(variable of type bool\)"
	_ = &1 // ERROR "invalid operation: cannot take address of 1 \(untyped int constant\)"
	_ = &i
	_ = &fn() // ERROR "fn\(\) \(no value\) used as value"
	_ = &S{}
	_ = *i // ERROR "invalid operation: cannot indirect i \(variable of type int\)"
	_ = *p + **pp
	_ = *nil // ERROR "invalid operation: cannot indirect nil"
	_ = ~i // ERROR "cannot use ~ outside of interface or type constraint \(use \^ for bitwise complement\)"
	_ = ~f // ERROR "cannot use ~ outside of interface or type constraint"
	_ = <-i // ERROR "invalid operation: cannot receive from non-channel int i \(variable of type int\)"
	_ = <-so // ERROR "invalid operation: cannot receive from send-only channel chan<- int so \(variable of type chan<- int\)"
	_ = sl == sl // ERROR "invalid operation: sl == sl \(slice can only be compared to nil\)"
	_ = m == m // ERROR "invalid operation: m == m \(map can only be compared to nil\)"
	_ = fn == fn // ERROR "invalid operation: fn == fn \(func can only be compared to nil\)"
	_ = fn == nil
	_ = st == st // ERROR "invalid operation: st == st \(struct containing func\(\) cannot be compared\)"
	_ = sl == nil
	_ = arr == arr
	_ = arr == [2]int{} // ERROR "invalid operation: arr == \[2\]int\{\} \(mismatched types \[3\]int and \[2\]int\)"
	_ = nil == nil // ERROR "invalid operation: nil == nil \(operator == not defined on untyped nil\)"
	_ = i == nil // ERROR "invalid operation: i == nil \(mismatched types int and untyped nil\)"
	_ = p < p // ERROR "invalid operation: p < p \(operator < not defined on pointer\)"
	_ = b < b // ERROR "invalid operation: b < b \(operator < not defined on bool\)"
	_ = x < x // ERROR "invalid operation: x < x \(operator < not defined on interface\)"
	_ = x == sl // ERROR "invalid operation: x == sl \(slice can only be compared to nil\)"
	_ = x == 1
	_ = e == 1 // ERROR "invalid operation: e == 1 \(mismatched types error and untyped int\)"
	_ = ii == jj // ERROR "invalid operation: ii == jj \(mismatched types I and J\)"
	_ = ii == t1
	_ = jj == t1 // ERROR "invalid operation: jj == t1 \(mismatched types J and T1\)"
	_ = i == s // ERROR "invalid operation: i == s \(mismatched types int and string\)"
	_ = ch == ro
	_ = ro == so // ERROR "invalid operation: ro == so \(mismatched types <-chan int and chan<- int\)"
	_ = s[1.5] // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = s["a"] // ERROR `cannot convert "a" \(untyped string constant\) to type int`
	_ = s[-1] // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = sl[1<<70] // ERROR "1 << 70 \(untyped int constant 1180591620717411303424\) overflows int"
	_ = arr[3] // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
	_ = pa[5] // ERROR "invalid argument: index 5 out of bounds \[0:3\]"
	_ = m[1] // ERROR "cannot use 1 \(untyped int constant\) as string value in map index"
	_ = i[0] // ERROR "cannot index i \(variable of type int\)"
	_ = p[0] // ERROR "cannot index p \(variable of type \*int\)"
	_ = x[0] // ERROR "cannot index x \(variable of interface type any\)"
	_ = s[2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = sl[:2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = s[0:1:2] // ERROR "invalid operation: 3-index slice of string"
	_ = arr[0:4] // ERROR "invalid argument: index 4 out of bounds \[0:4\]"
	_ = [3]int{}[:] // ERROR "cannot slice unaddressable value \[3\]int\{\} \(value of type \[3\]int\)"
	_ = m[:] // ERROR "cannot slice m \(variable of type map\[string\]int\)"
	_ = i[:] // ERROR "cannot slice i \(variable of type int\)"
	_ = sl["a":] // ERROR `cannot convert "a" \(untyped string constant\) to type int`
	_ = "abc"[3] // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
	_ = "abc"[:4] // ERROR "invalid argument: index 4 out of bounds \[0:4\]"
	_ = x.(int)
	_ = i.(int) // ERROR "invalid operation: i \(variable of type int\) is not an interface"
	_ = ii.(T1)
	_ = jj.(T1) // ERROR "impossible type assertion: jj\.\(T1\)"
	_ = ii.(J)
	_ = ii.(*T1)
	_ = x.(foo) // ERROR "undefined: foo"
	_ = x.(type) // ERROR "invalid syntax tree: use of \.\(type\) outside type switch"
	_ = i << f // ERROR "invalid operation: shift count f \(variable of type float64\) must be integer"
	_ = i << s // ERROR "invalid operation: shift count s \(variable of type string\) must be integer"
	_ = f << 1 // ERROR "invalid operation: shifted operand f \(variable of type float64\) must be integer"
	_ = 1 << 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to uint"
	_ = i << -5 // ERROR "invalid operation: negative shift count -5 \(untyped int constant\)"
	i <- 1 // ERROR "invalid operation: cannot send to non-channel int i \(variable of type int\)"
	ro <- 1 // ERROR "invalid operation: cannot send to receive-only channel <-chan int ro \(variable of type <-chan int\)"
	ch <- "s" // ERROR `cannot use "s" \(untyped string constant\) as int value in send`
	ch <- nil // ERROR "cannot use nil as int value in send"
	_ = _ // ERROR "cannot use _ as value or type"
	_ = int // ERROR "int \(type\) is not an expression"
	_ = i + int // ERROR "int \(type\) is not an expression"
	_ = len + 1 // ERROR "len \(built-in\) must be called"
	_ = undefinedName + 1 // ERROR "undefined: undefinedName"
	_ = (fn()) // ERROR "\(fn\(\)\) \(no value\) used as value"
	_ = []int // ERROR "\[\]int \(type\) is not an expression"
}

func _[T any, N ~int | ~float64, A [2]int | [3]int, C ~chan int | ~chan<- int](t T, n N, a A, c C) {
	_ = t == t // ERROR "invalid operation: t == t \(incomparable types in type set\)"
	_ = t < t // ERROR "invalid operation: t < t \(type parameter T cannot use operator <\)"
	_ = n + n
	_ = n % n // ERROR "invalid operation: operator % not defined on n \(variable of type N constrained by ~int \| ~float64\)"
	_ = n + 1.5 // ERROR "cannot convert 1\.5 \(untyped float constant\) to type N"
	_ = n << 1 // ERROR "invalid operation: shifted operand n \(variable of type N constrained by ~int \| ~float64\) must be integer"
	_ = a[2] // ERROR "invalid argument: index 2 out of bounds \[0:2\]"
	_ = a[1]
	_ = a[:] // ERROR "cannot slice a \(variable of type A constrained by \[2\]int \| \[3\]int\): \[2\]int and \[3\]int have different underlying types"
	_ = t.(int) // ERROR "invalid operation: cannot use type assertion on type parameter value t \(variable of type T constrained by any\)"
	_ = <-c // ERROR "invalid operation: cannot receive from c \(variable of type C constrained by ~chan int \| ~chan<- int\): send-only channel chan<- int"
	c <- 1
	_ = *t // ERROR "invalid operation: cannot indirect t \(variable of type T constrained by any\)"
	_ = t() // ERROR "invalid operation: cannot call t \(variable of type T constrained by any\): no specific type"
	_ = n == t // ERROR "invalid operation: n == t \(mismatched types N and T\)"
}
