// Declarations: names, arity, receivers, methods, local ones, language rules on them.

package p

import (
	"fmt" // ERROR `"fmt" imported and not used`
	"os"
	str "strings"
	_ "sort"
)

const a, b = 1 // ERROR `missing init expr for b`
const c // ERROR `missing init expr for c`
const d, e = 1, 2, 3 // ERROR `extra init expr 3`
const f int // ERROR `missing init expr for f`
const (
	g0 = iota
	g1
	g2, g3 // ERROR `missing init expr for g3`
)
const h []int = nil // ERROR `invalid constant type \[\]int`
const i = g4 // ERROR `undefined: g4`
const big int8 = 1 << g5 // ERROR `cannot use 1 << g5 \(untyped int constant 512\) as int8 value in constant declaration \(overflows\)`
const g5 = 9

var v1, v2 = 1 // ERROR `assignment mismatch: 2 variables but 1 value`
var v3, v4 int = 1, 2, 3 // ERROR `extra init expr 3`
var v5 = v6 // ERROR `initialization cycle for v5`
var v6 = v5
var v8 = undefinedName // ERROR `undefined: undefinedName`
var v9 str // ERROR `str \(package name\) is not a type`
var v10 v1 // ERROR `v1 \(package-level variable\) is not a type`

func dup() {}
func dup() {} // ERROR `dup redeclared in this block`

var fmt = 1 // ERROR `fmt already declared through import of package fmt \("fmt"\)`

func init() int { return 0 } // ERROR `func init must have no arguments and no return values`
func init(x int) {} // ERROR `func init must have no arguments and no return values`

var init = 1 // ERROR `cannot declare init - must be func`

type T struct {
	x int
	x string // ERROR `x redeclared`
	y, _, _ int
}

func (T) m()  {}
func (*T) m() {} // ERROR `method T\.m already declared at decls\.go:[0-9:]+`
func (T) y()  {} // ERROR `field and method with the same name y`
func (T) _()  {}
func (t T) t() { t.m() }

func (int) m1()        {} // ERROR `cannot define new methods on non-local type int`
func ([]int) m2()      {} // ERROR `invalid receiver type \[\]int`
func (**T) m3()        {} // ERROR `invalid receiver type \*\*T`
func (os.File) m4()    {} // ERROR `cannot define new methods on non-local type os\.File`
func (undefinedType) m5() {} // ERROR `undefined: undefinedType`
func (P) m6()          {} // ERROR `invalid receiver type P \(pointer or interface type\)`
func (I) m7()          {} // ERROR `invalid receiver type I \(pointer or interface type\)`
func (A) m8()          {}
func (*B) m9()         {} // ERROR `invalid receiver type \*B`

type P *T
type I interface{ m() }
type A = T
type B = *T

func params(a int, a string) (b int, c, b bool) { return } // ERROR `a redeclared in this block` `b redeclared in this block` `result parameter b not in scope at return`
func variadic(a int, b ...int) {}
func result() (a []int) { return }

func local() {
	const c1 = iota
	const (
		c2 = iota + 1
		c3
		c4 = len(str.Repeat("x", 2)) // ERROR `len\(str\.Repeat\("x", 2\)\) \(value of type int\) is not constant`
	)
	var x int // ERROR `declared and not used: x`
	var x string // ERROR `x redeclared in this block`
	var y, z = 1 // ERROR `assignment mismatch: 2 variables but 1 value`
	type L struct{ *L }
	type M struct{ M } // ERROR `invalid recursive type: M refers to itself`
	type N = N // ERROR `invalid recursive type: N refers to itself`
	x := 1 // ERROR `no new variables on left side of :=`
	for x := range c1 { // ERROR `declared and not used: x`
	}
	var arr [c3]int
	var arr2 [x]int // ERROR `declared and not used: arr2` `invalid array length x`
	var arr3 [-1]int // ERROR `invalid array length -1 \(untyped int constant\)`
	var arr4 [1 << 70]int // ERROR `invalid array length 1 << 70 \(untyped int constant 1180591620717411303424\)`
	var arr5 [1.5]int // ERROR `declared and not used: arr5` `array length 1\.5 \(untyped float constant\) must be integer`
	var arr6 ["a"]int // ERROR `declared and not used: arr6` `array length "a" \(untyped string constant\) must be integer`
	var arr7 [...]int // ERROR `declared and not used: arr7` `invalid use of \[\.\.\.\] array \(outside a composite literal\)`
	_ = [...]int{5: 1, 2}
	_, _, _, _, _ = arr, y, z, arr3, arr4
	_ = iota // ERROR `cannot use iota outside constant declaration`
}
