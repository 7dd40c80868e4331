// errors.Is and As: errors form a tree by wrapping; Is looks for a value, As for a type.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

var errLimit = errors.New("limit reached")

type opError struct {
	op  string
	err error
}

func (e *opError) Error() string { return e.op + ": " + e.err.Error() }
func (e *opError) Unwrap() error { return e.err }

func main() {
	err := fmt.Errorf("request 7: %w", &opError{"write", errLimit})
	fmt.Println(err)
	fmt.Println(errors.Is(err, errLimit), errors.Is(err, errors.New("limit reached")))
	var op *opError
	fmt.Println(errors.As(err, &op), op.op)
	both := errors.Join(err, fs.ErrNotExist)
	fmt.Println(errors.Is(both, errLimit), errors.Is(both, os.ErrNotExist))
	_, err = os.Open("/no/such/file")
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Path, errors.Is(err, fs.ErrNotExist))
}
