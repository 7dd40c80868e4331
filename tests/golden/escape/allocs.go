package main

import (
	"fmt"
	"runtime"
	"sort"
	"strconv"
	"strings"
)

// Allocations per run, as testing.AllocsPerRun counts them.
func allocs(f func()) uint64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f()
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	for range 200 {
		f()
	}
	runtime.ReadMemStats(&b)
	return (b.Mallocs - a.Mallocs) / 200
}

var (
	sinkAny   any
	sinkInt   int
	sinkStr   string
	sinkBytes []byte
	bs        = []byte("hello")
	long      = []byte(strings.Repeat("x", 100))
	str       = "world"
	num       = 1000
	m         = map[string]int{"hello": 1}
)

//go:noinline
func useAny(a any) int {
	switch v := a.(type) {
	case int:
		return v
	case string:
		return len(v)
	case [3]int:
		return v[1]
	}
	return 0
}

//go:noinline
func useAnys(as ...any) int { return len(as) }

//go:noinline
func useInts(xs []int) int { return len(xs) }

//go:noinline
func useBytes(b []byte) int { return len(b) }

//go:noinline
func fill(b []byte) { b[0] = 'X' }

//go:noinline
func useStr(s string) int { return len(s) }

//go:noinline
func call(f func() int) int { return f() }

type T struct{ a, b, c int }

//go:noinline
func (t *T) sum() int { return t.a + t.b + t.c }

//go:noinline
func (t T) val() int { return t.a }

//go:noinline
func useMap(m map[string]int) int { m["a"]++; return len(m) }

//go:noinline
func each(n int, yield func(int) bool) {
	for i := 0; i < n && yield(i); i++ {
	}
}

//go:noinline
func walk(yield func(int) bool) {
	for i := 0; i < 3 && yield(i); i++ {
	}
}

type shape interface{ area() int }
type sq struct{ a, b int }

func (s sq) area() int { return s.a * s.b }

//go:noinline
func area(s shape) int { return s.area() }

func main() {
	show := func(name string, f func()) { fmt.Println(name, allocs(f)) }
	show("box int", func() { sinkInt = useAny(num) })
	show("box kept", func() { sinkAny = num })
	show("box small", func() { sinkAny = num & 127 })
	show("box byte", func() { sinkAny = byte(num) })
	show("box const", func() { sinkAny = 12345 })
	show("box zero size", func() { sinkAny = struct{}{} })
	show("box array", func() { sinkInt = useAny([3]int{num, 2, 3}) })
	show("box args", func() { sinkInt = useAnys(num, str, bs) })
	show("box iface", func() { sinkInt = area(sq{num, 2}) })
	show("compare iface", func() { var a any = num; sinkInt = len(fmt.Sprint(a == any(str))[:0]) })
	show("m[string(b)]", func() { sinkInt = m[string(bs)] })
	show("m[string(b)] ok", func() { _, ok := m[string(bs)]; _ = ok })
	show("string(b) ==", func() {
		if string(bs) == str {
			sinkInt++
		}
	})
	show("switch string(b)", func() {
		switch string(long) {
		case "a", "b":
			sinkInt++
		}
	})
	show("range []byte(s)", func() {
		for _, c := range []byte(sinkStr + str) {
			sinkInt += int(c)
		}
	})
	show("string(b) short", func() { sinkInt = useStr(string(bs)) })
	show("string(b) long", func() { sinkInt = useStr(string(long)) })
	show("string(b) kept", func() { sinkStr = string(bs) })
	show("[]byte(s) read", func() { sinkInt = useBytes([]byte(str)) })
	show("[]byte(s) written", func() { fill([]byte(str)) })
	show("[]byte(s) kept", func() { sinkBytes = []byte(str) })
	show("[]rune(s)", func() { sinkInt = len([]rune(str)) + cap([]rune(str)[:1]) })
	show("concat", func() { sinkInt = useStr(str + "-" + str) })
	show("concat string(b)", func() { sinkStr = "<" + string(bs) + ">" })
	show("concat kept", func() { sinkStr = str + "x" })
	show("rune", func() { sinkInt = useStr(string(rune(num))) })
	show("make const", func() { sinkInt = useInts(make([]int, 10)) })
	show("make small", func() { sinkInt = useBytes(make([]byte, num/100)) })
	show("make large", func() { sinkInt = useBytes(make([]byte, num)) })
	show("make kept", func() { sinkBytes = make([]byte, 8) })
	show("slice literal", func() { sinkInt = useInts([]int{1, num, 3}) })
	show("new", func() { p := new(T); p.a = num; sinkInt = p.sum() })
	show("&T{}", func() { p := &T{num, 2, 3}; sinkInt = p.sum() })
	show("method value", func() { t := T{num, 2, 3}; sinkInt = call(t.sum) + call(t.val) })
	show("closure", func() { x := num; sinkInt = call(func() int { x++; return x }) })
	show("map literal", func() { sinkInt = useMap(map[string]int{"a": 1, "b": 2}) })
	show("map make", func() { mm := make(map[int]string); mm[1] = str; mm[2] = "b"; sinkInt = len(mm) })
	show("map make 8", func() { mm := make(map[int]T, 8); mm[num] = T{}; sinkInt = len(mm) })
	show("range func", func() {
		for i := range walk {
			sinkInt += i
		}
	})
	show("range func return", func() {
		f := func() int {
			for i := range walk {
				if i == 1 {
					return i
				}
			}
			return 0
		}
		sinkInt = f()
	})
	show("callback", func() { n := 0; each(3, func(i int) bool { n += i; return true }); sinkInt = n })
	show("defer", func() { x := num; defer func() { sinkInt = x }() })
	show("defer args", func() { defer useStr(str) })
	show("panic recover", func() {
		defer func() { sinkAny = recover() }()
		panic("x")
	})
	show("Itoa small", func() { sinkInt = len(strconv.Itoa(num & 63)) })
	show("Itoa", func() { sinkStr = strconv.Itoa(num) })
	show("AppendInt", func() { var b [32]byte; sinkInt = len(strconv.AppendInt(b[:0], int64(num), 10)) })
	show("ParseInt", func() { n, _ := strconv.ParseInt("123", 10, 64); sinkInt = int(n) })
	show("Builder", func() {
		var sb strings.Builder
		sb.Grow(16)
		sb.WriteString(str)
		sb.WriteByte('x')
		sinkStr = sb.String()
	})
	show("Sprintf", func() { sinkStr = fmt.Sprintf("%d %s", num, str) })
	show("Split", func() { sinkInt = len(strings.Split("a,b,c", ",")) })
	show("Fields", func() { sinkInt = len(strings.Fields("a b c")) })
	show("Replace", func() { sinkStr = strings.Replace("abc", "b", "x", 1) })
	show("ToUpper", func() { sinkStr = strings.ToUpper("abc") })
	show("Join", func() { sinkStr = strings.Join([]string{"a", "b", str}, "-") })
	show("sort.Ints", func() { xs := [...]int{3, 1, 2}; sort.Ints(xs[:]) })
	show("append", func() {
		var xs []int
		for i := range 10 {
			xs = append(xs, i)
		}
		sinkInt = useInts(xs)
	})
}

func caps() (s string) {
	var a []int
	for i := range 6 {
		a = append(a, i)
		s += fmt.Sprint(cap(a), " ")
	}
	var b []string
	for range 3 {
		b = append(b, "x")
		s += fmt.Sprint(cap(b), " ")
	}
	for range 2 {
		var c []byte
		c = append(c, 'a', 'b')
		s += fmt.Sprint(cap(c), " ")
	}
	p := new(int)
	d := []*int{}
	d = append(d, p)
	s += fmt.Sprint(cap(d), " ", len(d), d[0] == p, " ")
	e := []byte("abc")
	e = append(e, "defg"...)
	e[0] = 'X'
	s += fmt.Sprint(string(e), len(e), cap(e))
	return s
}

func init() { fmt.Println(caps()) }
