package runtime

import "unsafe"

// complex128div divides by the method of R. L. Smith (Communications of the ACM 5, 1962), which avoids overflow of the squares; infinities
// and zeros that come out as NaN are put right as C99 annex G says.
func complex128div(n, m complex128) complex128 {
	a, b, c, d := real(n), imag(n), real(m), imag(m)
	var e, f float64
	if fabs(c) >= fabs(d) {
		r := d / c
		den := c + r*d
		e, f = (a+b*r)/den, (b-a*r)/den
	} else {
		r := c / d
		den := d + r*c
		e, f = (a*r+b)/den, (b*r-a)/den
	}
	if e == e || f == f {
		return complex(e, f)
	}
	inf := float64frombits(0x7ff0000000000000)
	isInf := func(x float64) bool { return x == inf || x == -inf }
	finite := func(x float64) bool { return x-x == 0 }
	// 1 for an infinity, 0 for what is finite, with the sign kept.
	unit := func(x float64) float64 {
		if isInf(x) {
			return signed(1, x)
		}
		return signed(0, x)
	}
	switch {
	case m == 0 && (a == a || b == b):
		e, f = signed(inf, c)*a, signed(inf, c)*b
	case (isInf(a) || isInf(b)) && finite(c) && finite(d):
		a, b = unit(a), unit(b)
		e, f = inf*(a*c+b*d), inf*(b*c-a*d)
	case (isInf(c) || isInf(d)) && finite(a) && finite(b):
		c, d = unit(c), unit(d)
		e, f = 0*(a*c+b*d), 0*(b*c-a*d)
	}
	return complex(e, f)
}

func fabs(x float64) float64 { return float64frombits(float64bits(x) &^ (1 << 63)) }

// signed is x with the sign of s.
func signed(x, s float64) float64 {
	return float64frombits(float64bits(x)&^(1<<63) | float64bits(s)&(1<<63))
}

func float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

func float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }
