// Integer arithmetic at the edges of every width: wrap, division, remainder, shifts, conversions.
package main

import "fmt"

//go:noinline
func id[T any](x T) T { return x }

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~uintptr
}

func edges[T integer](name string, vals ...T) {
	for _, x := range vals {
		for _, y := range vals {
			q, r := T(0), T(0)
			if y != 0 {
				q, r = x/y, x%y
			}
			fmt.Println(name, x, y, "+", x+y, "-", x-y, "*", x*y, "/", q, r, x&y, x|y, x^y, x&^y, -x, ^x, x < y, x <= y, x == y)
		}
		for _, s := range []uint{0, 1, 7, 8, 15, 31, 32, 33, 63, 64, 65, 200} {
			fmt.Print(" ", x<<s, ">", x>>s)
		}
		fmt.Println()
		fmt.Println(int8(x), int16(x), int32(x), int64(x), uint8(x), uint16(x), uint32(x), uint64(x), float32(x), float64(x))
	}
}

func main() {
	edges[int8]("int8", -128, -1, 0, 1, 127)
	edges[int16]("int16", -32768, -1, 0, 3, 32767)
	edges[int32]("int32", -1<<31, -1, 0, 7, 1<<31-1)
	edges[int64]("int64", -1<<63, -1, 0, 10, 1<<63-1)
	edges[int]("int", -1<<63, -5, 0, 3, 1<<63-1)
	edges[uint8]("uint8", 0, 1, 128, 255)
	edges[uint16]("uint16", 0, 1, 1<<15, 65535)
	edges[uint32]("uint32", 0, 1, 1<<31, 1<<32-1)
	edges[uint64]("uint64", 0, 1, 1<<63, 1<<64-1)
	edges[uintptr]("uintptr", 0, 5, 1<<64-1)

	x8 := id(int8(-128))
	x8--
	fmt.Println(x8, x8+1, -x8, x8/id(int8(-1)))
	u8 := id(uint8(250))
	u8 += 10
	fmt.Println(u8, u8-5, u8<<1>>1, (u8<<7)>>7)
	i32 := id(int32(-1 << 31))
	fmt.Println(i32/-1, i32%-1, i32*i32, i32>>31, uint32(i32)>>31, i32-1)
	i64 := id(int64(-1 << 63))
	fmt.Println(i64/id(int64(-1)), i64%id(int64(-1)), i64/2, i64/-2, i64%7, i64/10, uint64(i64)/10, uint64(i64)%1000)
	for _, d := range []int{1, 2, 3, 5, 7, 8, 10, 1000, -1, -2, -3, -8} {
		for _, n := range []int{-17, -8, -1, 0, 1, 8, 17, 1<<62 + 1} {
			fmt.Print(n/d, ",", n%d, " ")
		}
		fmt.Println()
	}
	for n := int8(-9); n < 10; n += 3 {
		fmt.Print(n/4, n%4, n/3, n%3, n/-4, n>>1, uint8(n)/10, uint8(n)%16, " ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println(recover()) }()
		s := id(-1)
		fmt.Println(1 << s)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		z := id(uint8(0))
		fmt.Println(1 / z)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		z := id(int64(0))
		fmt.Println(1 % z)
	}()
	var sh uint8 = 70
	fmt.Println(id(1)<<sh, id(-1)>>sh, id(uint64(1<<63))>>sh, id(int32(-5))>>sh, id(1)<<id(uint64(1<<40)))
	const big = 1 << 100
	fmt.Println(big>>98, uint64(big>>37), 'a'+1, 7/2*2.0, 1<<3.0)
	var w uint16 = 0xabcd
	fmt.Println(int8(w), uint8(w), int32(int8(w)), uint32(int8(w)), uint64(int16(w)), int64(uint16(w)))
	fmt.Println(-7>>1, -7/2, uint32(1)<<31>>31, ^0, ^uint8(3), 5&^3, -5&0xf)
}
