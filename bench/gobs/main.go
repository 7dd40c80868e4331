// Gobs measures encoding/gob: structs, slices, maps and interfaces, both ways.
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }
type Box struct{ W, H float64 }

func (s Square) Area() float64 { return s.Side * s.Side }
func (b Box) Area() float64    { return b.W * b.H }

type Record struct {
	ID     int64
	Name   string
	Scores []float64
	Attr   map[string]int
	Shape  Shape
	Next   *Record
}

func main() {
	gob.Register(Square{})
	gob.Register(Box{})
	var records []Record
	for i := range 300 {
		r := Record{ID: int64(i) << 20, Name: fmt.Sprint("record ", i), Attr: map[string]int{"a": i}, Shape: Square{float64(i)}}
		if i%2 == 0 {
			r.Shape = Box{1, float64(i)}
			r.Next = &Record{ID: 1, Name: "next"}
		}
		for k := range i % 20 {
			r.Scores = append(r.Scores, float64(k)*1.5)
		}
		records = append(records, r)
	}
	var buf bytes.Buffer
	enc, dec := gob.NewEncoder(&buf), gob.NewDecoder(&buf)
	total, area := 0, 0.0
	for range 800 {
		if err := enc.Encode(records); err != nil {
			panic(err)
		}
		total += buf.Len()
		var back []Record
		if err := dec.Decode(&back); err != nil {
			panic(err)
		}
		for _, r := range back {
			area += r.Shape.Area() + float64(len(r.Scores)+r.Attr["a"])
		}
	}
	fmt.Println(total > 0, area)
}
