// FuncForPC of func values: functions, methods, literals, instances, functions of the library, method values.
package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

type T struct{ n int }

func (t T) Get() int   { return t.n }
func (t *T) Set(n int) { t.n = n }

func plain() {}

func gen[X any](x X) X { return x }

func show(f any) {
	fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
	file, line := fn.FileLine(fn.Entry())
	fmt.Println(fn.Name(), filepath.Base(file), line)
}

func main() {
	show(plain)
	show(T.Get)
	show((*T).Set)
	show(func() {})
	show(gen[int])
	show(strings.ToUpper)
	show(T{}.Get)
}
