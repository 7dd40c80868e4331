// Embedding and promotion: depth, shadowing, through pointers and interfaces, method sets, generic embedding, overriding, struct literals.
package main

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"sync"
)

type Animal interface{ Sound() string }
type Base struct {
	Name string
	n    int
}

func (b Base) Sound() string    { return b.Name + "?" }
func (b *Base) Rename(s string) { b.Name = s }
func (b Base) Self() string     { return b.Sound() }

type Dog struct {
	Base
	Age int
}

func (d Dog) Sound() string { return d.Name + " woof" }

type Puppy struct {
	*Dog
	Age string
}
type Log struct {
	sync.Mutex
	bytes.Buffer
	lines int
}

func (l *Log) Printf(f string, a ...any) {
	l.Lock()
	defer l.Unlock()
	l.lines++
	fmt.Fprintf(l, f, a...)
}

type rev struct{ sort.Interface }

func (r rev) Less(i, j int) bool { return r.Interface.Less(j, i) }

type RW struct {
	io.Reader
	io.Writer
	n int
}
type A struct{ X, Y int }
type B struct{ X, Z int }
type AB struct {
	A
	*B
	Y string
}
type Deep1 struct{ Deep2 }
type Deep2 struct{ *Deep3 }
type Deep3 struct{ deep4 }
type deep4 struct{ v [5]int }

func (d *deep4) Set(i, v int) { d.v[i] = v }
func (d deep4) Sum() (s int) {
	for _, v := range d.v {
		s += v
	}
	return
}

type Num int

func (n Num) Double() Num { return n * 2 }

type WithNum struct {
	Num
	fmt.Stringer
}
type Rec struct {
	*Rec
	id int
}

func (r *Rec) ID() int { return r.id }

func main() {
	d := Dog{Base{"rex", 1}, 3}
	p := Puppy{&d, "young"}
	p.Rename("max")
	fmt.Println(d.Sound(), p.Sound(), d.Self(), p.Base.Sound(), p.Age, p.Dog.Age, p.n)
	for _, a := range []Animal{d, &d, p, &p, d.Base, p.Dog} {
		fmt.Print(a.Sound(), ";")
	}
	fmt.Println()
	var l Log
	l.Printf("a%d ", 1)
	l.Printf("b%d", 2)
	fmt.Println(l.String(), l.lines, l.Len())
	s := []int{3, 1, 2}
	sort.Sort(rev{sort.IntSlice(s)})
	fmt.Println(s)
	var out bytes.Buffer
	rw := RW{bytes.NewReader([]byte("data")), &out, 0}
	io.Copy(rw, rw)
	fmt.Println(out.String())
	ab := AB{A: A{1, 2}, B: &B{3, 4}, Y: "y"}
	fmt.Println(ab.A.X, ab.B.X, ab.Y, ab.A.Y, ab.Z)
	var deep Deep1 = Deep1{Deep2{new(Deep3)}}
	deep.Set(2, 5)
	set := deep.Set
	set(3, 6)
	fmt.Println(deep.Sum(), Deep1.Sum(deep), deep.v, deep.Deep3.deep4.v[3])
	var iface interface {
		Set(int, int)
		Sum() int
	} = deep
	iface.Set(0, 100)
	fmt.Println(deep.Sum(), iface.Sum())
	w := WithNum{Num: 4}
	fmt.Println(w.Double(), w.Num+1)
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = w.String()
	}()
	r := &Rec{&Rec{&Rec{nil, 3}, 2}, 1}
	fmt.Println(r.ID(), r.Rec.ID(), r.Rec.Rec.id)
	func() {
		defer func() { fmt.Println(recover()) }()
		var pp Puppy
		pp.Rename("x")
	}()
	local := struct {
		Base
		io.Writer
	}{Base: Base{Name: "anon"}}
	f := local.Self
	local.Rename("changed")
	fmt.Println(f(), local.Self(), local.Writer == nil)
}
