// An uncaught panic with values of types of one's own that are no errors; nested and recovered panics in the message.
package main

type M string
type N float64

func main() {
	defer func() {
		defer func() {
			recover()
			panic(N(1.5))
		}()
		panic("second")
	}()
	panic(M("named\nstring"))
}
