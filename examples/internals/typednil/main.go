// Interface values: a pair of type and data. A nil pointer in an interface is not a nil interface.
package main

import (
	"errors"
	"fmt"
)

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.code) }

func wrong(fail bool) error {
	var f *failure
	if fail {
		f = &failure{7}
	}
	return f // never a nil error
}

func right(fail bool) error {
	if fail {
		return &failure{7}
	}
	return nil
}

func main() {
	fmt.Println(wrong(true), wrong(false) == nil)
	fmt.Println(right(true), right(false) == nil)
	err := wrong(false)
	fmt.Printf("%T %t\n", err, err.(*failure) == nil)
	var x, y any = 1, 1
	fmt.Println(x == y, x == any(int64(1)), any(nil) == nil)
	var target *failure
	fmt.Println(errors.As(right(true), &target), target.code)
}
