// Embedding: fields and methods are promoted by depth; the outer one hides, equal depth is ambiguous.
package main

import (
	"fmt"
	"strings"
)

type logger struct {
	prefix string
	lines  []string
}

func (l *logger) Log(s string) { l.lines = append(l.lines, l.prefix+s) }
func (l *logger) Name() string { return "logger" }

type base struct{ id int }

func (b base) Name() string { return fmt.Sprint("base ", b.id) }
func (b base) ID() int      { return b.id }

type server struct {
	*logger
	base
	addr string
}

func (s server) Name() string { return "server " + s.addr } // both embedded Names are hidden

type identified interface{ ID() int }

func main() {
	s := server{&logger{prefix: "> "}, base{5}, ":80"}
	s.Log("started")
	s.Log("ready")
	fmt.Println(s.Name(), s.logger.Name(), s.base.Name())
	fmt.Println(s.id, s.ID(), strings.Join(s.lines, "; "))
	var i identified = s
	fmt.Println(i.ID())
}
