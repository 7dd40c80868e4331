// An uncaught panic with an error that has fields, from a method, with deferred output before it.
package main

import "fmt"

type E struct {
	code int
	msg  string
}

func (e *E) Error() string { return fmt.Sprintf("E%d: %s", e.code, e.msg) }

type S struct{ n int }

func (s *S) fail(n int) {
	defer fmt.Println("deferred", n)
	if n == 0 {
		panic(&E{7, "custom\nsecond line"})
	}
	s.fail(n - 1)
}

func main() {
	(&S{}).fail(2)
}
