// Interp measures the loop of a byte code interpreter: a large switch, a stack in a slice, calls through a table.
package main

import "fmt"

type op byte

const (
	push op = iota
	load
	store
	add
	sub
	mul
	mod
	less
	jump
	jumpIfNot
	call
	halt
)

type instr struct {
	op  op
	arg int
}

type vm struct {
	code  []instr
	stack []int
	vars  [8]int
	funcs []func(*vm)
	steps int
}

func (m *vm) push(v int) { m.stack = append(m.stack, v) }

func (m *vm) pop() int {
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

func (m *vm) run() {
	pc := 0
	for {
		in := m.code[pc]
		pc++
		m.steps++
		switch in.op {
		case push:
			m.push(in.arg)
		case load:
			m.push(m.vars[in.arg])
		case store:
			m.vars[in.arg] = m.pop()
		case add:
			b, a := m.pop(), m.pop()
			m.push(a + b)
		case sub:
			b, a := m.pop(), m.pop()
			m.push(a - b)
		case mul:
			b, a := m.pop(), m.pop()
			m.push(a * b)
		case mod:
			b, a := m.pop(), m.pop()
			m.push(a % b)
		case less:
			b, a := m.pop(), m.pop()
			if a < b {
				m.push(1)
			} else {
				m.push(0)
			}
		case jump:
			pc = in.arg
		case jumpIfNot:
			if m.pop() == 0 {
				pc = in.arg
			}
		case call:
			m.funcs[in.arg](m)
		case halt:
			return
		}
	}
}

func main() {
	m := &vm{
		code: []instr{
			{push, 0}, {store, 0}, {push, 1}, {store, 1},
			{load, 0}, {push, 10_000_000}, {less, 0}, {jumpIfNot, 22},
			{load, 1}, {push, 31}, {mul, 0}, {load, 0}, {add, 0}, {push, 1_000_003}, {mod, 0}, {store, 1},
			{call, 0},
			{load, 0}, {push, 1}, {add, 0}, {store, 0}, {jump, 4},
			{halt, 0},
		},
		funcs: []func(*vm){func(m *vm) { m.vars[2] ^= m.vars[1] }},
	}
	m.run()
	fmt.Println(m.vars, m.steps)
}
