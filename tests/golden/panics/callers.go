// Frames of inlined functions: Caller, Callers, CallersFrames, FuncForPC, debug.Stack, with callees in callees and in other packages.
package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

func where(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	return fmt.Sprint(filepath.Base(file), ":", line, " ", ok)
}

func inner(skip int) string { return where(skip + 1) }

func outer(skip int) string {
	s := inner(skip + 1)
	return s
}

func names(skip int) []string {
	pcs := make([]uintptr, 20)
	n := runtime.Callers(skip, pcs)
	frames := runtime.CallersFrames(pcs[:n])
	var list []string
	for {
		f, more := frames.Next()
		line := f.Line
		if strings.HasPrefix(f.Function, "runtime.") {
			line = 0
		}
		list = append(list, fmt.Sprint(f.Function, ":", line, " ", f.Func != nil || f.Function != "main.main"))
		if !more {
			break
		}
	}
	return list
}

func viaNames(skip int) []string { return names(skip) }

type T struct{ n int }

func (t T) get() []string   { return viaNames(0) }
func (t *T) ptr() []string  { return t.get() }
func gen[X any](x X) []string { return viaNames(1) }

func caller() string {
	pc, _, _, _ := runtime.Caller(1)
	return runtime.FuncForPC(pc).Name()
}

func named() string { return caller() }

func byName() string { return named() }

func stack() string {
	s := string(debug.Stack())
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if i := strings.IndexByte(l, '('); i > 0 && !strings.HasPrefix(l, "\t") {
			out = append(out, l[:strings.LastIndexByte(l, '(')])
		} else if strings.HasPrefix(l, "\t") && strings.Contains(l, ".go:") {
			l = l[strings.LastIndexByte(l, '/')+1:]
			if strings.HasPrefix(l, "callers.go") {
				out = append(out, strings.Fields(l)[0])
			}
		}
	}
	return strings.Join(out, "\n")
}

func viaStack() string { return stack() }

//go:noinline
func notInlined() string { return viaStack() }

func main() {
	for i := range 2 {
		fmt.Println(where(i), inner(i), outer(i))
	}
	for _, s := range viaNames(0) {
		fmt.Println(s)
	}
	t := &T{3}
	fmt.Println(t.get(), t.ptr())
	fmt.Println(gen(1), gen("x"))
	f := func() []string { return viaNames(1) }
	fmt.Println(f())
	fmt.Println(byName(), named(), caller())
	fmt.Println(notInlined())
	done := make(chan []string)
	go func() { done <- viaNames(0) }()
	fmt.Println(<-done)
}
