// A panic recovered and raised again with the same value, and one in a deferred function.
package main

import "errors"

func main() {
	defer func() { panic(errors.New("from defer")) }()
	defer func() {
		e := recover()
		panic(e)
	}()
	panic("original")
}
