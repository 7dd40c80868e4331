// defer and recover in all forms: loops, named results, nested panics, re-panic, Goexit, recover in the wrong place, arguments, methods, nil functions.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
)

func loop() {
	for i := range 4 {
		if i == 2 {
			continue
		}
		defer fmt.Print("loop", i, " ")
	}
}
func named() (n int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("recovered: %v", e)
			n++
		}
	}()
	n = 41
	var m map[string]int
	m["x"] = 1
	return 0, nil
}
func override() (s string) {
	defer func() { s += "+d1" }()
	defer func() { s += "+d2" }()
	return "ret"
}
func unnamed() int {
	x := 1
	defer func() { x = 100 }()
	return x
}
func helper() any { return recover() }
func wrong() {
	defer func() { fmt.Println("outer got", recover()) }()
	defer func() { func() { fmt.Println("nested recover:", recover()) }() }()
	defer func() { fmt.Println("helper:", helper()) }()
	defer fmt.Println("args", recover())
	panic("w")
}
func direct() {
	defer func() { fmt.Println("then", recover()) }()
	defer recover()
	panic("direct")
}
func direct2() {
	defer func() { fmt.Println("then", recover()) }()
	defer helper()
	panic("helper recovers")
}
func repanic() {
	defer func() { fmt.Println("last", recover(), recover()) }()
	defer func() {
		e := recover()
		fmt.Println("first", e)
		panic(fmt.Sprint(e, "2"))
	}()
	panic("one")
}
func nested() {
	defer func() { fmt.Println("outermost", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("in defer")
	}()
	panic("outer")
}
func replaced() {
	defer func() { fmt.Println("got", recover()) }()
	defer func() { panic("second") }()
	panic("first")
}
func twice() {
	defer fmt.Println("end of twice")
	func() {
		defer func() { recover() }()
		panic(1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		panic(2)
	}()
	fmt.Println("continues")
}

type T struct{ n int }

func (t T) val()      { fmt.Println("val", t.n) }
func (t *T) ptr()     { fmt.Println("ptr", t.n, recover()) }
func (t *T) rec() any { return recover() }

type R interface{ ptr() }

func methods() {
	t := T{1}
	defer t.val()
	defer t.ptr()
	var r R = &t
	defer r.ptr()
	t.n = 2
	panic("m")
}
func nilfunc() {
	defer func() { fmt.Println(recover()) }()
	var f func()
	defer f()
	fmt.Println("before")
}
func goexit() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { fmt.Println("goexit recover", recover()) }()
		func() {
			defer fmt.Println("inner deferred")
			runtime.Goexit()
		}()
		fmt.Println("not reached")
	}()
	wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { fmt.Println("recovered in goexit:", recover()) }()
		defer func() { panic("in goexit") }()
		runtime.Goexit()
	}()
	wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { recover(); fmt.Println("still exits") }()
		defer runtime.Goexit()
		panic("aborted by goexit")
	}()
	wg.Wait()
}
func cond(b bool, n int) (r []int) {
	if b {
		defer func() { r = append(r, -1) }()
	}
	for i := 0; i < n; i++ {
		defer func(k int) { r = append(r, k, i) }(i * 10)
	}
	if n > 2 {
		return []int{7}
	}
	return nil
}
func deep(n int) {
	defer func() {
		if n%3 == 0 {
			if e := recover(); e != nil {
				fmt.Print("r", n, e, " ")
				if n > 0 {
					panic(n)
				}
			}
		}
	}()
	if n == 10 {
		panic("bottom")
	}
	deep(n + 1)
}
func runtimeErr() {
	defer func() {
		e := recover()
		var re runtime.Error
		fmt.Println(errors.As(e.(error), &re), e)
	}()
	var p *T
	p.n = 1
}
func nilPanic() {
	defer func() {
		e := recover()
		_, ok := e.(*runtime.PanicNilError)
		fmt.Println(e, ok)
	}()
	panic(nil)
}
func recoverReturns() (x int) {
	defer func() {
		if recover() != nil {
			x = x*10 + 1
		}
	}()
	x = 5
	func() { x = 7; panic("p") }()
	return 9
}
func gotoDefer() {
	i := 0
again:
	defer fmt.Print("g", i, " ")
	i++
	if i < 3 {
		goto again
	}
}
func many() {
	for i := range 1000 {
		defer func() {
			if i%250 == 0 {
				fmt.Print(i, " ")
			}
		}()
	}
}

func main() {
	loop()
	fmt.Println()
	fmt.Println(named())
	fmt.Println(override(), unnamed())
	wrong()
	direct()
	direct2()
	repanic()
	nested()
	replaced()
	twice()
	methods()
	nilfunc()
	goexit()
	fmt.Println(cond(true, 0), cond(false, 2), cond(true, 3))
	deep(0)
	fmt.Println()
	runtimeErr()
	nilPanic()
	fmt.Println(recoverReturns())
	gotoDefer()
	many()
	fmt.Println()
	fmt.Println(recover())
	for i := range 3 {
		func() {
			defer func() {
				if e := recover(); e != nil {
					fmt.Println("loop", e)
				}
			}()
			if i == 1 {
				panic(errors.New("err1"))
			}
		}()
	}
	defer func() {
		fmt.Println("exit")
		defer os.Exit(3)
		panic("not printed")
	}()
}
