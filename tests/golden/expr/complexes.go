// Complex numbers: arithmetic, division with infinities and zero, comparison, parts, conversion, printing, map keys.
package main

import (
	"fmt"
	"math"
	"math/cmplx"
)

//go:noinline
func id[T any](x T) T { return x }

type C complex64

func pair(c complex128) (complex128, error, complex64) { return -c, nil, complex64(c) }

func main() {
	a, b := id(3+4i), id(complex(1, -2))
	fmt.Println(a+b, a-b, a*b, a/b, -a, a == b, a != b, real(a), imag(b))
	c := id(complex64(1 + 2i))
	d := c * c
	c += 2
	c *= 1i
	fmt.Println(c, d, c/d, real(c), imag(d), C(c)+1)
	z := id(0i)
	fmt.Println(a/z, z/z, -a/z, complex(math.Inf(1), 0)*complex(0, 1), a/complex(math.Inf(1), 0))
	nan := complex(math.NaN(), 0)
	fmt.Println(nan == nan, nan != nan, complex(0, math.Copysign(0, -1)) == 0)
	fmt.Println(cmplx.Abs(a), cmplx.Sqrt(-1), cmplx.Exp(1i*math.Pi), cmplx.Phase(-1), cmplx.Pow(2i, 2))
	var arr [3]complex128
	for i := range arr {
		arr[i] = complex(float64(i), float64(-i))
	}
	s := struct {
		x complex64
		y complex128
	}{1i, 2}
	p := &s
	p.x *= p.x
	p.y -= 3i
	fmt.Println(arr, s, *p)
	m := map[complex128]string{1i: "i", 1: "one"}
	m[complex(0, 1)] += "!"
	fmt.Println(m[1i], m[1], len(m))
	var i any = a
	_, ok := i.(complex64)
	fmt.Println(i == any(3+4i), ok, i.(complex128))
	x, e, y := pair(a)
	fmt.Println(x, e, y)
	const k = (1 + 2i) * (1 - 2i)
	fmt.Println(k, int(k), real(k), 'a'+0i)
	fmt.Printf("%v %.2f %g %e %T %T\n", a, b, c, d, a, c)
	ch := make(chan complex128, 1)
	ch <- a * a
	fmt.Println(<-ch)
	println(a, c)
}
