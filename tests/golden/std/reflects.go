// reflect: kinds, fields, tags, methods, calls, setting, making of types and values, maps, channels, DeepEqual, panics.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
)

type In struct{ A, b int }
type S struct {
	In
	Name string `k:"v" json:"name"`
	P    *S
	F    func(int, ...string) (bool, error)
	M    map[string][]int
	C    <-chan int
	I    fmt.Stringer
	Arr  [3]uint8
	priv complex64
}
type I interface {
	Get(int) string
	Set(x, y int)
}
type T struct{ n int }
type G[A any, B comparable] struct {
	a A
	b B
}

func (t T) Get(i int) string            { return fmt.Sprint("T", t.n+i) }
func (t *T) Set(x, y int)               { t.n = x*10 + y }
func (t T) Var(p string, xs ...int) int { return len(p) + len(xs)*100 }
func (t T) String() string              { return "T!" }

func try(f func()) {
	defer func() { fmt.Println("panic:", recover()) }()
	f()
}

func main() {
	t := reflect.TypeOf(S{})
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Type.Kind(), f.Offset, f.Anonymous, f.IsExported(), f.Tag.Get("k"), f.Index)
	}
	f, _ := t.FieldByName("A")
	fmt.Println(f.Index, t.Size(), t.Comparable(), t.PkgPath(), t.Name(), t.String(), reflect.TypeFor[G[int, S2]]())
	for _, x := range []any{1, "s", 2.5, []int{}, map[string]int{}, &T{}, T{}, func(int) {}, make(chan int), [2]bool{}, struct{ X int }{}, errors.New("e"), uintptr(1), complex64(1), int8(1)} {
		v := reflect.ValueOf(x)
		fmt.Print(v.Kind(), " ", v.Type(), " ", v.Type().NumMethod(), " ", v.Type().Comparable(), "; ")
	}
	fmt.Println()
	pt := reflect.TypeOf(&T{})
	for i := range pt.NumMethod() {
		m := pt.Method(i)
		fmt.Println(m.Name, m.Type, m.Index)
	}
	it := reflect.TypeFor[I]()
	fmt.Println(pt.Implements(it), reflect.TypeOf(T{}).Implements(it), it.Method(1).Type, pt.Elem().ConvertibleTo(reflect.TypeOf(In{})))
	x := &T{4}
	v := reflect.ValueOf(x)
	fmt.Println(v.MethodByName("Get").Call([]reflect.Value{reflect.ValueOf(3)})[0], v.MethodByName("Nope").IsValid())
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(7), reflect.ValueOf(8)})
	fmt.Println(x.n, v.MethodByName("Var").Call([]reflect.Value{reflect.ValueOf("ab"), reflect.ValueOf(1), reflect.ValueOf(2)})[0].Int(), v.Elem().MethodByName("Var").CallSlice([]reflect.Value{reflect.ValueOf("ab"), reflect.ValueOf([]int{1})})[0])
	get := v.MethodByName("Get").Interface().(func(int) string)
	fmt.Println(get(1))
	s := S{Name: "n"}
	sv := reflect.ValueOf(&s).Elem()
	sv.FieldByName("Name").SetString("changed")
	sv.Field(0).Field(0).SetInt(9)
	sv.FieldByName("M").Set(reflect.MakeMap(sv.FieldByName("M").Type()))
	sv.FieldByName("M").SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf([]int{1, 2}))
	sv.FieldByName("Arr").Index(1).SetUint(7)
	sv.FieldByName("I").Set(reflect.ValueOf(T{1}))
	sv.FieldByName("P").Set(reflect.New(t))
	s.P.Name = "inner"
	fmt.Println(s.Name, s.A, s.M, s.Arr, s.I, s.P.Name, sv.FieldByName("priv").CanSet(), sv.Field(1).CanAddr(), reflect.ValueOf(s).Field(1).CanSet())
	try(func() { reflect.ValueOf(s).Field(1).SetString("x") })
	try(func() { sv.FieldByName("priv").SetComplex(1) })
	try(func() { reflect.ValueOf(1).Len() })
	try(func() { reflect.ValueOf(x).MethodByName("Get").Call(nil) })
	try(func() { sv.Field(1).Set(reflect.ValueOf(1)) })
	try(func() { reflect.Value{}.Type() })
	try(func() { var n *T; reflect.ValueOf(n).MethodByName("Get").Call([]reflect.Value{reflect.ValueOf(1)}) })
	swap := reflect.MakeFunc(reflect.TypeOf(func(int, string) (string, int) { return "", 0 }), func(a []reflect.Value) []reflect.Value { return []reflect.Value{a[1], a[0]} })
	fmt.Println(swap.Interface().(func(int, string) (string, int))(5, "five"))
	big := reflect.MakeFunc(reflect.TypeOf(func(a [3]int, f float64, s []string, g float32, e error) (float64, [3]int, error) { return 0, a, nil }), func(a []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(a[1].Float() + a[3].Float()), a[0], reflect.Zero(reflect.TypeFor[error]())}
	}).Interface().(func([3]int, float64, []string, float32, error) (float64, [3]int, error))
	fmt.Println(big([3]int{1, 2, 3}, 1.5, nil, 2.5, nil))
	sl := reflect.MakeSlice(reflect.TypeOf([]string{}), 1, 4)
	sl = reflect.Append(sl, reflect.ValueOf("z"))
	sl.Index(0).SetString("first")
	fmt.Println(sl, sl.Len(), sl.Cap(), sl.Slice(1, 2), reflect.SliceOf(t), reflect.MapOf(reflect.TypeOf(""), pt), reflect.PointerTo(it), reflect.ChanOf(reflect.RecvDir, t), reflect.ArrayOf(3, reflect.TypeOf(1)), reflect.FuncOf([]reflect.Type{t}, nil, false))
	st := reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeOf(1), Tag: `a:"b"`}, {Name: "Y", Type: reflect.TypeOf("")}})
	sv2 := reflect.New(st).Elem()
	sv2.Field(0).SetInt(3)
	sv2.Field(1).SetString("y")
	fmt.Printf("%v %+v %T %v\n", sv2, sv2, sv2.Interface(), sv2.Interface() == struct {
		X int `a:"b"`
		Y string
	}{3, "y"})
	mv := reflect.ValueOf(map[string]int{"b": 2, "a": 1})
	keys := mv.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	fmt.Println(keys, mv.MapIndex(keys[0]), mv.MapIndex(reflect.ValueOf("zz")).IsValid())
	n := 0
	for it := mv.MapRange(); it.Next(); {
		n += int(it.Value().Int()) * len(it.Key().String())
	}
	ch := reflect.MakeChan(reflect.TypeOf(make(chan int)), 1)
	ch.Send(reflect.ValueOf(6))
	r, ok := ch.Recv()
	i, _, _ := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}, {Dir: reflect.SelectDefault}})
	fmt.Println(n, r, ok, i)
	fmt.Println(reflect.DeepEqual(s, s), reflect.DeepEqual([]int{1}, []int{1}), reflect.DeepEqual(map[string]any{"a": []int{1}}, map[string]any{"a": []int{1}}), reflect.DeepEqual([]int(nil), []int{}), reflect.DeepEqual(x, &T{78}))
	fmt.Println(reflect.ValueOf(65).Convert(reflect.TypeOf("")), reflect.ValueOf(3.9).Convert(reflect.TypeOf(1)), reflect.ValueOf("hi").Convert(reflect.TypeOf([]byte{})), reflect.Zero(t).Field(1).IsZero(), reflect.Indirect(v).Type(), reflect.ValueOf((*int)(nil)).IsNil())
	fmt.Println(reflect.ValueOf(strings.ToUpper).Call([]reflect.Value{reflect.ValueOf("up")})[0], reflect.TypeOf(G[string, int]{}), reflect.TypeOf(try).NumIn(), reflect.VisibleFields(t)[1].Name)
	for i := range reflect.ValueOf([]int{5, 6}).Seq() {
		fmt.Print(i, " ")
	}
	a := any(&s)
	e := reflect.ValueOf(&a).Elem()
	fmt.Println(e.Kind(), e.Elem().Kind(), e.Elem().Elem().Field(1))
	sw := reflect.Swapper([]string{"a"})
	sw(0, 0)
}

type S2 struct{}
