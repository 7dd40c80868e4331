// Conversions among named types, functions, channels, struct tags, constants to interfaces, string and slice conversions, implicit ones in calls and returns.
package main

import (
	"fmt"
	"io"
	"strings"
)

type A int
type B A
type St1 struct {
	X int `a:"1"`
	Y string
}
type St2 struct {
	X int `b:"2"`
	Y string
}
type Fn func(int) string
type HF interface{ Do(int) string }
type Ch chan int
type Sl []byte
type Ptr *int
type MyByte byte
type MyBytes []MyByte
type Rd struct{ *strings.Reader }

func (f Fn) Do(i int) string { return f(i) }
func use(h HF) string        { return h.Do(4) }
func ro(c <-chan int) int    { return <-c }
func retIface(b bool) (io.Reader, any, error) {
	if b {
		return strings.NewReader("x"), A(3), nil
	}
	return nil, nil, io.EOF
}
func many(xs ...any) int { return len(xs) }

func main() {
	var a A = 300
	b := B(a)
	fmt.Println(a, b, int8(b), A(b)+1, float32(a)/7, A(2.0), uint8(a&0xff))
	s1 := St1{1, "y"}
	s2 := St2(s1)
	p := (*St2)(&s1)
	p.X = 9
	fmt.Println(s2, s1, *p)
	f := Fn(func(i int) string { return strings.Repeat("z", i) })
	fmt.Println(use(f), HF(f).Do(2))
	c := make(Ch, 2)
	c <- 5
	fmt.Println(ro(c), (<-chan int)(c) != nil)
	n := 3
	pp := Ptr(&n)
	*pp = 4
	fmt.Println(n, *(*int)(pp))
	sl := Sl("bytes")
	str := string(sl)
	mb := MyBytes("named")
	fmt.Println(str, string(mb), []MyByte("q")[0], string(Sl(nil)) == "", strings.ToUpper(string(sl[1:3])))
	r, x, e := retIface(true)
	_, ok := r.(io.Seeker)
	fmt.Println(ok, x, e, x.(A)+1)
	r, x, e = retIface(false)
	fmt.Println(r == nil, x == nil, e)
	var rd io.Reader = Rd{strings.NewReader("embedded")}
	data, _ := io.ReadAll(rd)
	fmt.Println(string(data), rd.(io.ByteReader) != nil)
	fmt.Println(many(), many(1, "a", nil), many([]any{1, 2}...), many([]any{1, 2}), many([]int{1, 2}))
	var i8 int8 = -1
	var i any = i8
	fmt.Println(uint8(i8), uint16(i8), uint16(uint8(i8)), uint64(i8), int64(uint8(i8)), uint32(int16(i8)), i.(int8))
	var u32 uint32 = 1<<31 + 5
	fmt.Println(int32(u32), int64(u32), int64(int32(u32)), float64(u32), float32(u32), uint64(u32)<<1, int(u32)*2)
	var f64 = 3.99
	fmt.Println(int(f64), int(-f64), uint8(f64), A(f64), float32(f64), float64(float32(f64)) == f64)
	var e1, e2 any = struct{ A int }{1}, struct{ A int }{1}
	fmt.Println(e1 == e2, e1.(struct{ A int }).A)
	const k = 'a'
	var rn rune = k
	fmt.Println(string(rn), k, rn+1, []byte{k, 'b'}, "x"+string(rn))
	arr := [3]int([]int{1, 2, 3})
	ap := (*[2]int)(arr[:])
	ap[0] = 10
	fmt.Println(arr, *ap)
	var ifn interface{ Do(int) string } = f
	_, isF := ifn.(Fn)
	fmt.Println(isF)
}
