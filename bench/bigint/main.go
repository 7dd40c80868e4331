// Bigint measures math/big: digits of pi, a large factorial, powers modulo a prime, decimal conversion.
package main

import (
	"fmt"
	"math/big"
)

func pi(digits int) string {
	q, r, t, k, n := big.NewInt(1), big.NewInt(0), big.NewInt(1), big.NewInt(1), big.NewInt(3)
	a, b := new(big.Int), new(big.Int)
	out := make([]byte, 0, digits)
	l := int64(3)
	for len(out) < digits {
		a.Mul(q, big.NewInt(4))
		a.Add(a, r).Sub(a, t)
		if a.Cmp(b.Mul(n, t)) < 0 {
			out = append(out, byte('0'+n.Int64()))
			nr := new(big.Int).Mul(big.NewInt(10), new(big.Int).Sub(r, b))
			a.Mul(q, big.NewInt(3)).Add(a, r).Mul(a, big.NewInt(10)).Div(a, t)
			n = new(big.Int).Sub(a, b.Mul(n, big.NewInt(10)))
			q.Mul(q, big.NewInt(10))
			r = nr
			continue
		}
		nr := new(big.Int).Mul(a.Add(a.Mul(q, big.NewInt(2)), r), big.NewInt(l))
		nn := new(big.Int).Mul(q, new(big.Int).Add(new(big.Int).Mul(big.NewInt(7), k), big.NewInt(2)))
		nn.Add(nn, b.Mul(r, big.NewInt(l))).Div(nn, b.Mul(t, big.NewInt(l)))
		q.Mul(q, k)
		t.Mul(t, big.NewInt(l))
		l += 2
		k.Add(k, big.NewInt(1))
		n = nn
		r = nr
	}
	return string(out)
}

func main() {
	d := pi(2600)
	f := new(big.Int).MulRange(1, 40_000)
	s := f.String()
	p, _ := new(big.Int).SetString("170141183460469231731687303715884105727", 10)
	p.Mul(p, p).Add(p, big.NewInt(12))
	x := big.NewInt(3)
	for range 6000 {
		x.Exp(x, p, new(big.Int).Sub(p, big.NewInt(1)))
	}
	y, _ := new(big.Int).SetString(s, 10)
	fmt.Println(d[:20], d[len(d)-20:], len(s), s[:20], y.Cmp(f), x)
}
