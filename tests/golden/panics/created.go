// "created by" names the function with the go statement and its line, whatever the goroutine runs.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

type server struct{ stop chan bool }

func (s *server) loop(n int) { <-s.stop }

func block(c chan bool) { <-c }

type iface interface{ loop(int) }

func start(s *server) {
	go s.loop(1)
	f := func() { <-s.stop }
	go f()
	var i iface = s
	go i.loop(
		2)
	for range 2 {
		go func() {
			go block(s.stop)
			<-s.stop
		}()
	}
	m := s.loop
	go m(3)
}

var global = make(chan bool)

func init() {
	go block(global)
}

func gen[T any](c chan T) {
	go func() { <-c }()
}

func main() {
	s := &server{make(chan bool)}
	start(s)
	gen(s.stop)
	gen(make(chan string))
	time.Sleep(20 * time.Millisecond)
	buf := make([]byte, 1<<20)
	all := string(buf[:runtime.Stack(buf, true)])
	count := map[string]int{}
	var order []string
	for _, g := range strings.Split(all, "\n\n") {
		i := strings.Index(g, "created by ")
		if i < 0 || !strings.Contains(g, "main.") {
			continue
		}
		lines := strings.Split(g[i:], "\n")
		if !strings.HasPrefix(lines[0], "created by main.") {
			continue
		}
		who, _, _ := strings.Cut(lines[0], " in goroutine")
		at, _, _ := strings.Cut(lines[1], " +0x")
		at = at[strings.LastIndexByte(at, '/')+1:]
		key := who + " " + at
		if count[key]++; count[key] == 1 {
			order = append(order, key)
		}
	}
	for line := range 100 {
		for _, k := range order {
			if strings.HasSuffix(k, fmt.Sprint(".go:", line)) {
				fmt.Println(k, count[k])
			}
		}
	}
	go func() {
		panic("out")
	}()
	<-s.stop
	os.Exit(1)
}
