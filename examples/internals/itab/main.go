// itab and type assertion: the pair (interface, concrete type) decides; a failed assertion explains itself.
package main

import (
	"fmt"
	"io"
	"strings"
)

type silent struct{}

func (silent) Read(p []byte) (int, error) { return 0, io.EOF }

func describe(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case fmt.Stringer:
		return "Stringer " + v.String()
	case io.Reader:
		return fmt.Sprintf("Reader %T", v)
	case int, int64:
		return fmt.Sprint("integer ", v)
	case func() string:
		return "func " + v()
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func main() {
	var b strings.Builder
	b.WriteString("built")
	for _, x := range []any{nil, &b, silent{}, 3, int64(4), func() string { return "called" }, []int{1}} {
		fmt.Println(describe(x))
	}
	var r io.Reader = silent{}
	_, ok := r.(io.Writer)
	fmt.Println("silent is a Writer:", ok)
	defer func() { fmt.Println(recover()) }()
	_ = r.(io.Writer)
}
