package main

import (
	"bytes"
	"fmt"
	"io"
)

type reader interface {
	io.Reader
	io.ByteReader
}

func f(r io.Reader) reader {
	if rr, ok := r.(reader); ok {
		return rr
	}
	return nil
}

func g(r reader) io.ByteReader { return r }

func main() {
	r := f(bytes.NewReader([]byte("abc")))
	b, err := g(r).ReadByte()
	fmt.Println(b, err)
}
