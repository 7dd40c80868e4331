// A nil check is dropped only where a check of the same pointer, or a condition, stands before it on every way.
package main

import "fmt"

type node struct {
	pad  [4]int
	next *node
	val  int
}

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	fmt.Println(name, f())
}

//go:noinline
func afterBranch(p *node, c bool) int {
	n := 0
	if c {
		n = p.val
	}
	return n + p.pad[1]
}

//go:noinline
func reassigned(p *node) int {
	n := p.val
	p = p.next
	return n + p.val
}

//go:noinline
func list(p *node) (n int) {
	for p != nil {
		n += p.val
		p = p.next
	}
	return n + p.val
}

//go:noinline
func inner(p *node) *int { return &p.val }

//go:noinline
func changed(pp **node, f func()) int {
	n := (*pp).val
	f()
	return n + (*pp).val
}

//go:noinline
func either(p, q *node) int {
	r := p
	if p == nil {
		r = q
	}
	return r.val
}

func main() {
	p := &node{val: 1, next: &node{val: 2}}
	try("afterBranch", func() int { return afterBranch(p, true) })
	try("afterBranch nil", func() int { return afterBranch(nil, false) })
	try("afterBranch nil read", func() int { return afterBranch(nil, true) })
	try("reassigned", func() int { return reassigned(p) })
	try("reassigned last", func() int { return reassigned(p.next) })
	try("list", func() int { return list(p) })
	try("inner", func() int { return *inner(p) })
	try("inner nil", func() int { return *inner(nil) })
	q := p
	try("changed", func() int { return changed(&q, func() {}) })
	try("changed to nil", func() int { return changed(&q, func() { q = nil }) })
	try("either", func() int { return either(nil, p) })
	try("either nil", func() int { return either(nil, nil) })
}
