// Generics: constraints with type sets, inference, a generic container.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Number is satisfied by all types whose underlying type is one of these.
type Number interface {
	~int | ~int64 | ~float64
}

func Sum[T Number](xs ...T) (total T) {
	for _, x := range xs {
		total += x
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

// Stack is a last-in first-out container.
type Stack[T any] struct{ items []T }

var errEmpty = errors.New("stack is empty")

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (T, error) {
	var zero T
	if len(s.items) == 0 {
		return zero, errEmpty
	}
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, nil
}

func (s *Stack[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, x := range slices.Backward(s.items) {
			if !yield(i, x) {
				return
			}
		}
	}
}

type celsius float64

func Max[T cmp.Ordered](a T, rest ...T) T {
	for _, x := range rest {
		a = max(a, x)
	}
	return a
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2.5), Sum(celsius(20), 1.5))
	fmt.Println(Map([]int{1, 2, 3}, func(i int) string { return fmt.Sprint("#", i) }))
	var s Stack[string]
	for _, w := range []string{"a", "b", "c"} {
		s.Push(w)
	}
	for i, w := range s.All() {
		fmt.Print(i, w, " ")
	}
	fmt.Println()
	for range 4 {
		fmt.Println(s.Pop())
	}
	fmt.Println(Max(3, 9, 4), Max("pear", "apple"))
	fmt.Printf("%T %T\n", s, Sum[celsius])
}
