package main

import (
	"os"
	"testing"
)

func TestGreeting(t *testing.T) {
	if greeting() != "hello" {
		t.Fatal(greeting())
	}
}

func TestOutput(t *testing.T) {
	old := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	main()
	os.Stdout = old
	w.Close()
	b := make([]byte, 20)
	n, _ := r.Read(b)
	if string(b[:n]) != "hello\n" {
		t.Fatalf("%q", b[:n])
	}
}
