// Constants and iota, typed and untyped, big values, shadowing, init order of package variables, several init functions.
package main

import (
	"fmt"
	"math"
	"time"
)

const (
	A = iota
	B
	_
	D, D2 = iota, iota * 10
	E, E2
	F = "s"
	G
	H = iota + 0.5
)

type Weekday uint8

const (
	Sun Weekday = iota + 1
	Mon
	Tue
	wrap = Tue + 250
)

func (d Weekday) String() string { return [...]string{"?", "Sun", "Mon", "Tue"}[d%4] }

const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)
const (
	huge         = 1 << 500
	small        = huge >> 498
	third        = 1.0 / 3
	mask         = ^uint32(0) << 0
	r            = 'x' + 1
	c            = 2i * 2i
	str          = "con" + "cat"
	ln           = len(str)
	cmp          = huge > 1e100 && str < "d"
	dur          = 2*time.Second + 500*time.Millisecond
	maxU  uint64 = math.MaxUint64
	neg          = -5 % 3
	shift        = 1.0 << 3
	big          = math.MaxFloat64 / 1e300
)

var (
	a    = b + 1
	b    = f("b", c1)
	c1   = func() int { return f("c", d) }()
	d    = 3
	x, y = g()
	arr  = [...]int{f("arr", 1), z}
	z    = f("z", 2)
	_    = f("blank", 0)
	m    = map[string]func() int{"q": func() int { return a }}
	p    = &q
	q    = struct{ n *int }{&d}
)

func f(s string, n int) int { fmt.Print(s, n, " "); return n * 2 }
func g() (int, string)      { fmt.Print("g", z, " "); return z, "y" }
func init()                 { fmt.Println("init1", a, b); a = 100 }
func init()                 { fmt.Println("init2", a) }

func main() {
	fmt.Println(A, B, D, D2, E, E2, F, G, H)
	fmt.Println(Sun, Mon, Tue, wrap, uint8(wrap), KB, MB, GB)
	fmt.Println(small, third, mask, r, c, str, ln, cmp, dur, maxU, neg, shift, big)
	fmt.Println(x, y, arr, z, m["q"](), *p.n)
	const A = "shadow"
	{
		const A = A + "ed"
		fmt.Println(A)
	}
	fmt.Printf("%T %T %T %T %T %v\n", r, third, c, shift, Mon, string(rune(r)))
	var f32 float32 = third
	var i8 int8 = -128
	fmt.Println(f32 == third, i8, math.MinInt64, uint32(math.MaxUint32), math.Pi, float32(math.Pi), 5/2, 5/2.0, 5.0/2, 1/3.0*3 == 1)
	const (
		one = 1
		two
	)
	fmt.Println(one, two, len([two + 2]int{}), len([10]string{}), cap([3]int{}), 0b101, 0o17, 0x1p-2, 1_000_000, 'a', '\'', "\u4e16")
}
