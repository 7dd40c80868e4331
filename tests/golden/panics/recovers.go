// recover() sees the panic only in the function that was deferred itself, however it was named: through wrappers, func values, interfaces, reflect.
package main

import (
	"fmt"
	"reflect"
)

func helper(s string) { fmt.Println(s, recover()) }

func plain(s string) { helper(s) }
func noargs()        { helper("noargs") }

type T struct{ s string }

func (t T) Deep()    { helper(t.s) }
func (t *T) PDeep()  { helper(t.s) }
func (t T) Direct()  { fmt.Println("direct", t.s, recover()) }
func (t *T) PDirect() { fmt.Println("direct", t.s, recover()) }

type I interface {
	Deep()
	Direct()
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, "outer", recover()) }()
	f()
}

func main() {
	try("static args", func() { defer plain("x"); panic(1) })
	try("static", func() { defer noargs(); panic(2) })
	v := plain
	try("value args", func() { defer v("y"); panic(3) })
	w := noargs
	try("value", func() { defer w(); panic(4) })
	t := T{"t"}
	try("method", func() { defer t.Deep(); panic(5) })
	try("pmethod", func() { defer t.PDeep(); panic(6) })
	var i I = t
	try("iface", func() { defer i.Deep(); panic(7) })
	i = &t
	try("iface ptr", func() { defer i.Deep(); panic(8) })
	mv := t.Deep
	try("method value", func() { defer mv(); panic(9) })
	me := T.Deep
	try("method expr", func() { defer me(t); panic(10) })
	try("direct", func() { defer t.Direct(); panic(11) })
	try("pdirect", func() { defer t.PDirect(); panic(12) })
	try("iface direct", func() { defer i.Direct(); panic(13) })
	mv = t.Direct
	try("method value direct", func() { defer mv(); panic(14) })
	me = T.Direct
	try("method expr direct", func() { defer me(t); panic(15) })
	try("direct helper", func() { defer helper("d"); panic(16) })
	h := helper
	try("direct helper value", func() { defer h("d"); panic(17) })
	try("closure", func() { defer func() { plain("c") }(); panic(18) })
	try("closure args", func() { defer func(s string) { helper(s) }("c"); panic(19) })
	for range 2 {
		try("reflect deep", func() { defer reflect.ValueOf(t).Method(0).Interface().(func())(); panic(20) })
	}
	try("reflect direct", func() { defer reflect.ValueOf(t).MethodByName("Direct").Interface().(func())(); panic(21) })
	try("reflect pdirect", func() { defer reflect.ValueOf(&t).MethodByName("PDirect").Interface().(func())(); panic(22) })
	try("reflect pdeep", func() { defer reflect.ValueOf(&t).MethodByName("PDeep").Interface().(func())(); panic(23) })
	try("makefunc", func() {
		f := reflect.MakeFunc(reflect.TypeOf(noargs), func(a []reflect.Value) []reflect.Value { fmt.Println("made", recover()); return nil })
		defer f.Interface().(func())()
		panic(24)
	})
	try("call", func() { defer reflect.ValueOf(helper).Call([]reflect.Value{reflect.ValueOf("called")}); panic(25) })
	try("type method", func() {
		f := reflect.TypeOf(t).Method(1).Func.Interface().(func(T))
		defer f(t)
		panic(26)
	})
}
