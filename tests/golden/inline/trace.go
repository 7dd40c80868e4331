// A panic in a function inlined in a closure inlined in a method: the traceback shows each of them where it stands.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

type tab struct{ rows [][]int }

func at(s []int, i int) int { return s[i] }

func (t *tab) get(r, c int) int {
	row := t.rows[r]
	return at(
		row,
		c)
}

func each(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

func (t *tab) sum(n int) (s int) {
	each(n, func(i int) {
		s += t.get(i, 0)
		s += t.get(0, i)
	})
	return
}

func where() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var b strings.Builder
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Fprintf(&b, "%s:%d ", f.Function, f.Line)
		}
		if !more {
			return b.String()
		}
	}
}

func inDefer(t *tab, n int) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v at %s", e, where())
		}
	}()
	fmt.Println(t.sum(n))
	return nil
}

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func main() {
	t := &tab{[][]int{{1, 2, 3}, {4}}}
	fmt.Println(inDefer(t, 2))
	fmt.Println(inDefer(t, 3))
	if len(os.Args) > 1 {
		return
	}
	defer fmt.Println("deferred")
	check(t.sum(1) == 2, "one")
	check(t.sum(2) == 1, "two")
}
