// Floating point: rounding to float32, NaN comparisons, infinities, signed zero, conversions to integers, constants.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func id[T any](x T) T { return x }

func main() {
	zero := id(0.0)
	nan, inf, neg := zero/zero, 1/zero, -1/zero
	nz := id(math.Copysign(0, -1))
	fmt.Println(nan, inf, neg, nz, 1/nz, -zero, 1/(-zero), zero == nz)
	fmt.Println(nan == nan, nan != nan, nan < 1, nan > 1, nan <= 1, nan >= 1, !(nan < 1), !(nan >= 1))
	if !(nan < 0) {
		fmt.Println("not less")
	}
	if nan >= 0 || nan < 0 {
		fmt.Println("wrong")
	}
	for _, f := range []float64{0, 0.5, -0.5, 1.9, -1.9, 2147483647.5, -2147483648.9, 1e15 + 0.3, 255.9, 65535.2} {
		fmt.Println(f, int64(f), int(f), int32(int64(f)), uint8(int64(f)), uint32(int64(f)), float32(f))
	}
	fmt.Println(uint64(id(9.3e18)), uint64(id(1.8446744073709550e19)), uint32(id(4294967295.0)), uint16(id(65535.9)), int8(id(-128.9)))
	fmt.Println(float64(id(uint64(1<<64-1))), float32(id(uint64(1<<63+1<<39))), float32(id(uint64(1<<24+1))), float64(id(uint64(1<<53+1))), float32(id(int64(-1<<63))))
	f := id(float32(0.1))
	g := id(float32(0.2))
	fmt.Println(f+g, float64(f)+float64(g), float64(f+g), f*g, f/g, f-g, f == 0.1, float64(f) == 0.1)
	acc := float32(0)
	for i := range 1000 {
		acc += float32(i) * 0.1
	}
	fmt.Println(acc)
	x := id(float32(16777216))
	fmt.Println(x+1, x+1 == x, x*x, x*x*x*x*x*x, float32(id(1e300)), float32(id(1e-50)))
	fmt.Println(math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.SmallestNonzeroFloat32)/2)
	for _, v := range []float64{nan, inf, neg, nz, 2.5, -2.5, 3.5, 0.49999999999999994, 1e300} {
		fmt.Println(v, math.Floor(v), math.Ceil(v), math.Trunc(v), math.Round(v), math.RoundToEven(v), math.Sqrt(v), math.Abs(v), math.Signbit(v), math.IsNaN(v), math.IsInf(v, 0))
	}
	fmt.Println(math.Max(nan, 1), math.Min(nz, 0), math.Max(nz, 0), max(nan, 1), min(1, nan), max(nz, 0), min(0, nz), max(1, 2.5, -3), min(3, 2, 1))
	fmt.Println(math.Mod(-7, 3), math.Mod(7, inf), math.Remainder(7, 4), math.FMA(2, 3, 4), math.Hypot(3, 4), math.Pow(2, 0.5), math.Pow(-8, 1.0/3))
	fmt.Printf("%x %x\n", math.Float64bits(nan)&^(1<<63), math.Float32bits(float32(inf)))
	fmt.Println(math.Sin(1), math.Cos(1e10), math.Tan(2), math.Exp(1), math.Log(10), math.Log2(8), math.Log1p(1e-10), math.Atan2(-1, -1), math.Gamma(5), math.Cbrt(27), math.Erf(0.5))
	fr, ex := math.Frexp(10)
	ip, fp := math.Modf(-3.25)
	fmt.Println(fr, ex, ip, fp, math.Ldexp(0.5, 4), math.Nextafter(1, 2), math.Nextafter32(1, 0))
	fmt.Println(0.1+0.2, id(0.1)+id(0.2), 1/3.0, float32(1)/3, 1e100, 1e21, 1e20, 123456789.0, 1e-5, 1e-4)
	const c = 1.0 / 3
	fmt.Println(c*3 == 1, float32(c)*3, c == id(1.0)/3)
	m := map[float64]int{nan: 1, 0: 2}
	m[nan] = 3
	m[nz] = 4
	_, ok := m[nan]
	fmt.Println(len(m), m[0], ok)
	var s float64
	for i := 1; i <= 100; i++ {
		s += 1 / float64(i*i)
	}
	fmt.Println(s, math.Sqrt(6*s))
}
