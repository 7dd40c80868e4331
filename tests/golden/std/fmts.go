// fmt: verbs, flags, widths, types, errors of use, Formatter, GoStringer, scanning.
package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
)

type P struct {
	X, Y int
	name string
}
type G struct{ v int }
type F struct{}
type E struct{ P }
type L []P
type M map[string]P
type Nest struct {
	A *P
	B []any
	C map[int]string
	D func()
	E error
	F chan int
	G [2]bool
	H any
}

func (g G) GoString() string { return "G!" }
func (g *G) String() string  { return fmt.Sprint("ptr", g.v) }
func (F) Format(s fmt.State, c rune) {
	w, ok := s.Width()
	p, ok2 := s.Precision()
	fmt.Fprintf(s, "<%c %d %v %d %v %v>", c, w, ok, p, ok2, s.Flag('#'))
}

type Pan struct{ n *int }

func (p Pan) String() string { return fmt.Sprint(*p.n) }

func main() {
	p := P{1, -2, "n"}
	for _, v := range []any{p, &p, L{p}, M{"k": p}, E{p}, []string{"a", "b"}, []byte("hi"), [3]byte{1, 2, 3}, map[int]bool{2: true, 1: false}, nil, errors.New("e"), 3.0, 1e21, float32(2.5), 'x', true, "s", 2 + 3i, G{1}, &G{2}, F{}, struct{}{}, []any{1, nil, "x"}, int8(-5), uint8(200), uintptr(255)} {
		fmt.Printf("%v|%+v|%#v|%T|%s|%d|%q|%x\n", v, v, v, v, v, v, v, v)
	}
	fmt.Printf("%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%O|%b|%c|%U|%#U|%q\n", 42, 42, 42, 42, 42, 255, 255, 255, 8, 8, 8, 5, 0x4e16, 0x4e16, 0x4e16, 'x')
	fmt.Printf("%8.3f|%-8.2f|%+.1e|%g|%G|%08.2f|% .3f|%x|%6.f|%.0f|%b\n", math.Pi, math.Pi, 12345.678, 1e-7, 1e20, -3.14159, 2.0, 1.5, 2.5, 0.5, 1.0)
	fmt.Printf("%10s|%-10s|%.2s|%q|%#q|%+q|%x|% x|%X|%010s|%.3q\n", "hi", "hi", "hello", "a\"b", "raw`", "é", "hex", "hex", "hex", "z", "longer")
	fmt.Printf("%t|%8t|%p|%v|%s\n", true, false, nil, nil, nil)
	fmt.Printf("%*d|%-*d|%.*f|%[2]d %[1]d|%[3]*.[2]*[1]f\n", 5, 1, 5, 2, 2, 3.14159)
	fmt.Printf("%d %s\n", "str", 5)
	fmt.Printf("%d\n")
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("x\n", 1, "a")
	fmt.Printf("%!|%z|%[9]d|%[x]d|%-", 1)
	fmt.Println()
	fmt.Printf("%v %v\n", Pan{nil}, (*Pan)(nil))
	fmt.Printf("%6.2f%%|%+v|%v\n", 99.5, struct {
		A any
		B *int
	}{}, [][]int{{1}, nil})
	n := Nest{A: &p, B: []any{1, "x"}, C: map[int]string{1: "a"}, G: [2]bool{true}}
	fmt.Printf("%v\n%+v\n", n.B, n.C)
	fmt.Printf("%#v %#v %#v %#v\n", n.B, n.C, n.E, n.D == nil)
	fmt.Printf("%#v %#v %#v %#v %#v\n", 1.0, "q`", []byte{1}, [2]string{}, map[string]any{"k": nil})
	fmt.Printf("%x %X %#x % x %d\n", []byte("abc"), "xyz", []byte{1, 171}, []byte{1, 2}, []byte{1, 2})
	fmt.Printf("%05d|%+05d|%-05d|%x|%X\n", -42, 42, 42, -255, -1)
	fmt.Printf("%e %E %.3g %g %g %g\n", 1234.5678, 0.00012, 1234567.0, 1e6, 1e5, 100000000.0)
	fmt.Printf("%v %v %v %6.1f %+v\n", math.Inf(1), math.NaN(), -math.Inf(1), math.Inf(-1), math.Inf(1))
	fmt.Printf("%v %.2f %+g\n", 1+2i, complex(1.555, -2), 3i)
	fmt.Printf("%t %v\n", 1, struct{ e any }{"in"})
	fmt.Printf("%w %v\n", errors.New("w"), fmt.Errorf("a %w b %w", errors.New("1"), os.ErrNotExist))
	fmt.Printf("%q %q %v\n", []string{"a b", "c"}, 'ü', []error{errors.New("x"), nil})
	fmt.Printf("%s|%v|%d\n", []any{"a", 1, nil}, [2]any{}, &[]int{1})
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0, nil, 'x'), fmt.Sprintln("x", 1))
	var a, b int
	var s string
	var f float64
	c, err := fmt.Sscanf("12-ab 3.5 0x1f", "%d-%s %g %v", &a, &s, &f, &b)
	fmt.Println(c, err, a, s, f, b)
	c, err = fmt.Sscan("7 eight", &a, &b)
	fmt.Println(c, err, a)
	r := strings.NewReader("1 2\n3 x")
	for {
		var k int
		if _, err := fmt.Fscan(r, &k); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Print(k, ",")
	}
	fmt.Fprint(os.Stdout, fmt.Append([]byte("app"), 1, "x"), "\n")
}
