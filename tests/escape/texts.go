package main

import "fmt"

var sink any

type S struct{ f func(x int) (int, error); m map[string][]*S; c chan<- int }
type G[T any] struct{ v T }

//go:noinline
func f(a []interface{}, b []any) {}

func main() {
	f([]interface{}{1}, []any{2})
	sink = []interface{}{1, "x"}
	sink = func(a int, b ...string) {}
	sink = struct{ a, b int; c string `tag` }{}
	sink = &S{}
	sink = &G[int]{}
	sink = G[map[string]G[string]]{}
	sink = []func(x int) (int, error){}
	sink = []chan<- int{}
	sink = []interface{ M(int) string; error }{}
	sink = [...]byte{1, 2}
	sink = []rune("abc")
	sink = [2]uint8{}
	n := 5
	sink = make([]int, n)
	sink = make(map[string]int, n)
	sink = make(chan int, n)
	sink = new(struct{ x int })
	sink = -n
	sink = n*2 + 1
	sink = (n + 1) * 2
	sink = !(n == 3)
	sink = float64(n)
	sink = "x" + fmt.Sprint(n) + "y"
	s := fmt.Sprint(1)
	s += "z"
	sink = s[1:2]
	sink = s[1]
	sink = []byte(s)[n]
	sink = string(rune(n))
	type L struct{}
	sink = L{}
	sink = 1.5e10
	sink = 1 << 40
	sink = 2i
	sink = true
	sink = "long string long string long string long string long string long string long string long string "
	sink = 'a'
	sink = byte(3)
	sink = fmt.Stringer(nil)
	sink = *(&n)
	var arr [4]int
	sink = arr
	sink = arr[n]
	sink = len(arr)
	sink = len(s)
	var e error
	sink = e
	sink = sink.(int)
	x, ok := sink.(string)
	sink = x
	sink = ok
	p := &arr
	sink = p[1]
	sink = (*p)[2:]
	for i := range 3 {
		sink = i
	}
	for k, v := range map[string]int{} {
		sink = k
		sink = v
	}
	switch y := sink.(type) {
	case int:
		sink = y
	}
	const c = 7
	sink = c
	sink = int8(c)
	sink = min(n, 3)
	sink = complex(1, float64(n))
	sink = fmt.Sprintf
	sink = S.String
}
func (s S) String() string { return "" }
