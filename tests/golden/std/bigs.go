// math/big: integers, rationals, floats; factorials, powers, gcd, division in all signs, parsing, modular arithmetic.
package main

import (
	"fmt"
	"math/big"
)

func main() {
	f := big.NewInt(1)
	for i := int64(1); i <= 60; i++ {
		f.Mul(f, big.NewInt(i))
	}
	fmt.Println(f, f.BitLen(), f.Text(36))
	g, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	for _, d := range []int64{7, -7, 1 << 40, -1} {
		b := big.NewInt(d)
		q, r := new(big.Int).QuoRem(g, b, new(big.Int))
		q2, m := new(big.Int).DivMod(g, b, new(big.Int))
		fmt.Println(q, r, q2, m)
	}
	big1 := new(big.Int).Exp(big.NewInt(3), big.NewInt(1000), nil)
	big2 := new(big.Int).Exp(big.NewInt(7), big.NewInt(800), nil)
	p := new(big.Int).Mul(big1, big2)
	q, r := new(big.Int).QuoRem(p, big2, new(big.Int))
	fmt.Println(q.Cmp(big1), r, p.String()[:30], len(p.String()))
	fmt.Println(new(big.Int).GCD(nil, nil, big.NewInt(48), big.NewInt(180)), new(big.Int).ModInverse(big.NewInt(3), big.NewInt(11)), new(big.Int).Exp(big.NewInt(2), big.NewInt(1000), big.NewInt(1000007)), new(big.Int).Sqrt(p).BitLen(), big.NewInt(97).ProbablyPrime(10))
	fmt.Println(new(big.Int).Lsh(big.NewInt(-5), 70), new(big.Int).Rsh(big.NewInt(-5), 1), new(big.Int).And(g, big.NewInt(0xff)), new(big.Int).Not(big.NewInt(5)), new(big.Int).Xor(g, f).Sign())
	a, b := big.NewRat(1, 3), big.NewRat(-5, 6)
	fmt.Println(new(big.Rat).Add(a, b), new(big.Rat).Mul(a, b), new(big.Rat).Quo(a, b), a.Cmp(b), a.FloatString(5))
	x, _, err := big.ParseFloat("1.5e100", 10, 200, big.ToNearestEven)
	fmt.Println(x.Text('g', 30), err, new(big.Float).SetPrec(100).Quo(big.NewFloat(1), big.NewFloat(3)), new(big.Float).Sqrt(big.NewFloat(2)))
	_, ok := new(big.Int).SetString("12x", 10)
	fmt.Printf("%v %x %s %+d %20d|\n", ok, g, big.NewInt(5), big.NewInt(5), big.NewInt(-42))
	fa, fb := big.NewInt(0), big.NewInt(1)
	for range 300 {
		fa.Add(fa, fb)
		fa, fb = fb, fa
	}
	fmt.Println(fa)
	func() {
		defer func() { fmt.Println(recover()) }()
		new(big.Int).Div(f, new(big.Int))
	}()
}
