package main

import (
	"fmt"
	"reflect"
)

type T struct{}

func (T) A() int            { return 1 }
func (T) M[E any](e E) E    { return e }
func (T) Z(s string) string { return s }

func main() {
	t := reflect.TypeOf(T{})
	for i := range t.NumMethod() {
		fmt.Println(t.Method(i).Name, t.Method(i).Type)
	}
	fmt.Println(T{}.M("generic"))
}
