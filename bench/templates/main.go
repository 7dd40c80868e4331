// Templates measures text/template: ranges, conditions, pipelines, method calls through reflection.
package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"text/template"
)

type Row struct {
	ID    int
	Name  string
	Tags  []string
	Price float64
}

func (r Row) Upper() string { return strings.ToUpper(r.Name) }

const page = `{{define "row"}}<tr class="{{if .Tags}}tagged{{else}}plain{{end}}"><td>{{.ID}}</td><td>{{.Upper | printf "%-12s"}}</td>
{{- range $i, $t := .Tags}}{{if $i}}, {{end}}{{$t}}{{end}} {{printf "%.2f" .Price}}{{if gt .Price 50.0}} expensive{{end}}</tr>
{{end -}}
<h1>{{.Title}}</h1>
{{range .Rows}}{{template "row" .}}{{else}}none{{end}}{{len .Rows}} rows`

func main() {
	t := template.Must(template.New("page").Parse(page))
	var rows []Row
	for i := range 100 {
		r := Row{ID: i, Name: fmt.Sprint("item", i), Price: float64(i) * 1.25}
		for k := range i % 4 {
			r.Tags = append(r.Tags, fmt.Sprint("t", k))
		}
		rows = append(rows, r)
	}
	var out bytes.Buffer
	sum, n := uint32(0), 0
	for i := range 800 {
		out.Reset()
		err := t.Execute(&out, map[string]any{"Title": i, "Rows": rows})
		if err != nil {
			panic(err)
		}
		sum = crc32.Update(sum, crc32.IEEETable, out.Bytes())
		n += out.Len()
	}
	fmt.Println(sum, n)
}
