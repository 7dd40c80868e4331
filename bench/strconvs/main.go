// Strconvs measures strconv: integers and floats, both ways, and quoting.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	seed := uint64(99)
	next := func() uint64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return seed >> 11
	}
	buf := make([]byte, 0, 64)
	sum := uint64(0)
	for i := range 3_000_000 {
		buf = strconv.AppendInt(buf[:0], int64(next())>>(i&31), 10)
		n, err := strconv.ParseInt(string(buf), 10, 64)
		if err != nil {
			panic(err)
		}
		sum += uint64(n)
	}
	for i := range 1_000_000 {
		f := float64(next()) / float64(i+1)
		buf = strconv.AppendFloat(buf[:0], f, 'g', -1, 64)
		g, err := strconv.ParseFloat(string(buf), 64)
		if err != nil || g != f {
			panic(string(buf))
		}
		sum += uint64(len(buf))
		buf = strconv.AppendFloat(buf[:0], f, 'f', 3, 64)
		sum += uint64(buf[0])
	}
	for i := range 400_000 {
		q := strconv.Quote("line " + strconv.Itoa(i) + "\tnaïve \"quote\"\n")
		u, err := strconv.Unquote(q)
		if err != nil {
			panic(err)
		}
		sum += uint64(len(q) * len(u))
	}
	fmt.Println(sum)
}
