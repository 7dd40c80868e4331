// Values of every kind in one chain of panics, as an uncaught panic prints them.
package main

import (
	"errors"
	"fmt"
)

type S string
type I int
type F float32
type C complex128
type B bool
type Err struct{}
type Str struct{}

func (Err) Error() string  { return "Err!" }
func (Str) String() string { return "Str!" }

var vals = []any{1, int8(-1), uint64(1 << 63), "text\nmore", S("named"), I(3), F(1.5), C(1i), B(true), 2.5, 1 + 2i, true, 'x', byte(1), uintptr(7), Err{}, Str{}, fmt.Errorf("wrapped %w", Err{}), float32(0.1), errors.New("multi\nline"), nil}

func next(i int) {
	if i+1 < len(vals) {
		defer next(i + 1)
	}
	panic(vals[i])
}

func main() {
	defer func() {
		e := recover()
		fmt.Println(e)
		defer next(0)
		panic("first")
	}()
	panic("zeroth")
}
