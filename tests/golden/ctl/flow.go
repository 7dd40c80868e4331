// goto, labels, switch with fallthrough, type switches, break out of select and switch, for in all forms.
package main

import (
	"errors"
	"fmt"
)

type T struct{}
type I interface{ M() }

func (T) M()  {}
func (*P) M() {}

type P struct{ n int }
type E struct{ error }

func ts(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("int-ish %v", v)
	case string:
		return "string " + v[:1]
	case []int:
		return fmt.Sprint("slice ", len(v))
	case *P:
		return fmt.Sprint("P ", v.n)
	case I:
		v.M()
		return fmt.Sprintf("I %T", v)
	case error:
		return "error " + v.Error()
	case func(int) int:
		return fmt.Sprint("func ", v(2))
	case map[string]bool, chan int:
		return fmt.Sprintf("%T", v)
	case struct{ X int }:
		return fmt.Sprint("anon ", v.X)
	case bool:
		if v {
			break
		}
		return "false"
	case [2]int:
		return fmt.Sprint(v[1])
	case interface{ Unwrap() error }:
		return "unwrap"
	default:
		return fmt.Sprintf("default %T", v)
	}
	return "after"
}

func sw(n int) (s string) {
	switch x := n * 2; {
	case x > 100:
		s += "big "
		fallthrough
	case x > 50:
		s += "mid "
		fallthrough
	default:
		s += "def "
	case x == 2:
		s += "two "
		if n == 1 {
			break
		}
		s += "never"
	case x == 4:
	}
	return s
}
func dense(n int) int {
	switch n {
	case 0:
		return 10
	case 1, 2, 3:
		return 11
	case 4:
		return 12
	case 5:
		return 13
	case 6:
		return 14
	case 7:
		return 15
	case 8, 20, 30, 1000000:
		return 16
	case -5:
		return 17
	}
	return -1
}
func f() int { fmt.Print("f"); return 3 }

func main() {
	for _, x := range []any{nil, 1, int64(2), "str", []int{1}, &P{3}, T{}, errors.New("e"), func(x int) int { return x * 2 }, map[string]bool{}, make(chan int), struct{ X int }{4}, true, false, [2]int{1, 2}, E{errors.New("q")}, 1.5, (*P)(nil) == nil, int8(1)} {
		fmt.Print(ts(x), "; ")
	}
	fmt.Println()
	for _, n := range []int{60, 30, 1, 2, 3} {
		fmt.Print(sw(n), "; ")
	}
	for n := -6; n < 10; n++ {
		fmt.Print(dense(n), " ")
	}
	fmt.Println(dense(20), dense(1000000), dense(31))
	i := 0
loop:
	if i < 3 {
		fmt.Print(i)
		i++
		goto loop
	}
	{
		goto end
	}
end:
	fmt.Println()
outer:
	for i := 0; ; i++ {
		for j := 0; j < 5; j++ {
			switch {
			case j == 2:
				continue outer
			case i == 3:
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	switch f() {
	case 1, 2:
		fmt.Println("no")
	case 3:
		fmt.Println("three")
	}
	switch {
	}
	switch f(); {
	default:
		fmt.Println("d")
	}
	switch x := any(5).(type) {
	default:
		fmt.Println("only default", x)
	}
	ch := make(chan int, 1)
L:
	for n := 0; ; n++ {
		select {
		case ch <- n:
		case v := <-ch:
			fmt.Print("v", v, " ")
			if v > 2 {
				break L
			}
			break
		}
	}
	fmt.Println()
	x := 10
	for x > 5 {
		x -= 2
		if x == 8 {
			continue
		}
		fmt.Print(x, " ")
	}
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fmt.Print(i, j, " ")
	}
	for range 2 {
		fmt.Print(".")
	}
	var n8 uint8 = 3
	for i := range n8 {
		fmt.Printf("%T%d ", i, i)
	}
	for i := range -1 {
		fmt.Print("never", i)
	}
	fmt.Println()
block:
	for {
		if x < 100 {
			break block
		}
		fmt.Println("never")
	}
	n := 0
	for {
		n++
		if n%2 == 0 {
			continue
		}
		if n > 7 {
			break
		}
		fmt.Print(n)
	}
	switch x := 5; x {
	case 5.0:
		fmt.Println(" five")
	}
	var e any = "k"
	switch e {
	case 1:
		fmt.Println("1")
	case "k":
		fmt.Println("any k")
	}
	if a, b := 1, 2; a > b {
		fmt.Println("gt")
	} else if c := a + b; c == 3 {
		fmt.Println("c", c, a, b)
	} else {
		fmt.Println(c)
	}
	goto done
done:
}
