// Consumer-side interfaces: who uses a thing says what it needs; any type with these methods fits.
package main

import (
	"fmt"
	"sort"
)

// store is what report needs, nothing more.
type store interface {
	Get(key string) (int, bool)
}

func report(s store, keys ...string) {
	for _, k := range keys {
		if v, ok := s.Get(k); ok {
			fmt.Println(k, v)
		} else {
			fmt.Println(k, "missing")
		}
	}
}

type memory map[string]int

func (m memory) Get(k string) (int, bool) { v, ok := m[k]; return v, ok }

type computed func(string) int

func (c computed) Get(k string) (int, bool) { return c(k), k != "" }

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	report(memory{"a": 1}, "a", "b")
	report(computed(func(k string) int { return len(k) }), "four", "")
	words := byLength{"ccc", "a", "bb"}
	sort.Sort(words)
	fmt.Println(words)
}
