// The templates of goclr list -f, executed by Go's own text/template. Standard input: a request, then the values, all JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/template"

	"goclr/list/load"
)

type request struct {
	Template string
	OfModule bool
	Context  *load.Context
	Modules  map[string]*load.ModulePublic
}

// output remembers how the last value ended: each has a line of its own.
type output struct {
	w    *bufio.Writer
	last byte
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if n > 0 {
		o.last = p[n-1]
	}
	return n, err
}

func fail(o *output, err error) {
	o.w.Flush()
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	out := &output{bufio.NewWriter(os.Stdout), '\n'}
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	var req request
	if err := in.Decode(&req); err != nil {
		fail(out, err)
	}
	t, err := template.New("main").Funcs(template.FuncMap{
		"join":    strings.Join,
		"context": func() *load.Context { return req.Context },
		"module":  func(path string) *load.ModulePublic { return req.Modules[path] },
	}).Parse(req.Template)
	if err != nil {
		fail(out, err)
	}
	for {
		var x any = new(load.PackagePublic)
		if req.OfModule {
			x = new(load.ModulePublic)
		}
		if err := in.Decode(x); err == io.EOF {
			break
		} else if err != nil {
			fail(out, err)
		}
		if err := t.Execute(out, x); err != nil {
			fail(out, err)
		}
		if out.last != '\n' {
			out.Write([]byte{'\n'})
		}
	}
	out.w.Flush()
}
