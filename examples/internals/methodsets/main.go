// Method sets: a pointer has the methods of both receivers, a value only its own.
package main

import "fmt"

type counter struct{ n int }

func (c counter) Value() int { return c.n }
func (c *counter) Inc()      { c.n++ }

type valuer interface{ Value() int }
type incer interface {
	valuer
	Inc()
}

func main() {
	c := counter{}
	c.Inc() // (&c).Inc()
	var v valuer = c
	var i incer = &c
	i.Inc()
	fmt.Println(v.Value(), i.Value()) // v holds a copy
	_, ok := any(c).(incer)
	fmt.Println("counter is an incer:", ok)
	f := c.Value // bound now
	g := (*counter).Inc
	g(&c)
	fmt.Println(f(), c.Value(), counter.Value(c))
}
