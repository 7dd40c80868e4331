// Methods of a reflect.Type as func values.
package main

import (
	"fmt"
	"reflect"
)

type T struct{ s string }

func (t T) Direct(n int)   { fmt.Println("direct", t.s, n) }
func (t *T) PDirect(n int) { fmt.Println("pdirect", t.s, n) }

type U uintptr

func (u U) M(n int) { fmt.Println("U", u, n) }

type S struct{ a, b, c, d int }

func (s S) M(n int) (int, S) { fmt.Println("S", s, n); return n, s }

func main() {
	t := T{"t"}
	reflect.TypeOf(t).Method(0).Func.Call([]reflect.Value{reflect.ValueOf(t), reflect.ValueOf(5)})
	reflect.TypeOf(t).Method(0).Func.Interface().(func(T, int))(t, 6)
	reflect.TypeOf(&t).Method(1).Func.Interface().(func(*T, int))(&t, 7)
	reflect.TypeOf(&t).Method(0).Func.Interface().(func(*T, int))(&t, 8)
	reflect.TypeOf(U(3)).Method(0).Func.Interface().(func(U, int))(U(4), 9)
	fmt.Println(reflect.TypeOf(S{}).Method(0).Func.Interface().(func(S, int) (int, S))(S{1, 2, 3, 4}, 10))
	fmt.Println(reflect.TypeOf(S{}).Method(0).Func.Call([]reflect.Value{reflect.ValueOf(S{5, 6, 7, 8}), reflect.ValueOf(11)}))
}
