// A failed type assertion uncaught: missing method.
package main

import "fmt"

type Walker interface {
	Walk()
	Run(int) error
}
type Dog struct{}

func (*Dog) Walk()         {}
func (*Dog) Run(int) error { return nil }

func main() {
	var a any = Dog{}
	defer fmt.Println("deferred runs")
	w := a.(Walker)
	w.Walk()
}
