// text/template, regexp, time formatting and arithmetic, bufio, io, errors, tabwriter, csv, xml, url, flag, log.
package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/url"
	"os"
	"regexp"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
)

type Item struct {
	Name string
	Qty  int
	Tags []string
	M    map[string]int
}

func (i Item) Total(p int) int       { return i.Qty * p }
func (i *Item) Err() (string, error) { return "", errors.New("boom") }

type X struct {
	XMLName xml.Name `xml:"x"`
	ID      int      `xml:"id,attr"`
	Items   []string `xml:"list>item"`
	Text    string   `xml:",chardata"`
}

func main() {
	t := template.Must(template.New("t").Funcs(template.FuncMap{"up": strings.ToUpper}).Parse(`{{define "sub"}}[{{.}}]{{end -}}
{{range $i, $e := .}}{{if $i}}, {{end}}{{$e.Name | up | printf "%-5s"}}:{{.Qty}}{{with .Tags}} tags={{range .}}{{template "sub" .}}{{else}}none{{end}}{{end}} {{.Total 3}} {{len .M}} {{index .M "k"}} {{if and (gt .Qty 1) (ne .Name "z")}}many{{else if eq .Qty 1}}one{{else}}zero{{end}}{{end}}
`))
	items := []*Item{{"ab", 2, []string{"x", "<y>"}, map[string]int{"k": 9}}, {"cd", 1, nil, nil}, {"z", 0, []string{}, nil}}
	fmt.Println(t.Execute(os.Stdout, items))
	fmt.Println(template.Must(template.New("e").Parse("{{.Err}}")).Execute(io.Discard, items[0]))
	fmt.Println(template.Must(template.New("e").Parse("{{.Nope}}")).Execute(io.Discard, items[0]))
	_, err := template.New("bad").Parse("{{if}}")
	fmt.Println(err)

	re := regexp.MustCompile(`(?i)(\w+)@(\w+)\.(com|org)`)
	s := "Mail bob@example.com or ANN@Site.ORG now"
	fmt.Println(re.FindAllString(s, -1), re.FindStringSubmatchIndex(s), re.ReplaceAllString(s, "<$2:$1>"), re.MatchString("none"))
	fmt.Println(regexp.MustCompile(`a+?b*|(?P<n>c)`).FindAllStringSubmatch("aabbc", -1), regexp.MustCompile(`,\s*`).Split("a, b,c", -1), regexp.QuoteMeta("a.b*"))
	_, err = regexp.Compile("a(b")
	fmt.Println(err)

	tm := time.Date(2023, time.December, 31, 23, 59, 58, 123456789, time.UTC)
	for _, l := range []string{time.RFC3339Nano, time.Kitchen, time.ANSIC, "2006-01-02T15:04:05.000", "Jan _2 06 03:04PM MST", time.RFC1123Z} {
		fmt.Println(tm.Format(l))
	}
	y, w := tm.ISOWeek()
	fmt.Println(tm.Add(2*time.Second+time.Millisecond), tm.AddDate(0, 2, 0).Format(time.DateOnly), tm.YearDay(), y, w, tm.Weekday(), tm.Unix(), tm.Truncate(time.Hour).Format(time.TimeOnly))
	p, err := time.Parse(time.RFC3339, "2024-02-30T00:00:00Z")
	fmt.Println(p, err)
	p, err = time.Parse("2006-01-02 15:04 -0700", "2024-02-29 10:30 +0200")
	fmt.Println(p.UTC(), err, p.Sub(tm), tm.Before(p))
	d, err := time.ParseDuration("1h15m30.918s")
	fmt.Println(d, err, d.Round(time.Minute), d.Hours(), time.Duration(1500)*time.Microsecond, time.Duration(0), time.FixedZone("X", 3600))

	sc := bufio.NewScanner(strings.NewReader("one two\nthree"))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(sc.Text(), "|")
	}
	br := bufio.NewReader(strings.NewReader("line1\nline2"))
	for {
		l, err := br.ReadString('\n')
		fmt.Printf("%q %v;", l, err)
		if err != nil {
			break
		}
	}
	fmt.Println()
	pr, pw := io.Pipe()
	go func() { fmt.Fprint(pw, "through pipe"); pw.CloseWithError(io.ErrUnexpectedEOF) }()
	b, err := io.ReadAll(io.TeeReader(io.LimitReader(pr, 7), os.Stdout))
	fmt.Println(len(b), err)
	var buf bytes.Buffer
	io.Copy(&buf, io.MultiReader(strings.NewReader("a"), strings.NewReader("b")))
	fmt.Println(buf.String())
	tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, '.', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(tw, "a\tbbb\tc")
	fmt.Fprintln(tw, "aaaa\tb\tccccc")
	tw.Flush()
	rec, err := csv.NewReader(strings.NewReader("a,\"b \"\"q\"\"\",c\n1,2\n")).ReadAll()
	fmt.Println(rec, err)
	xb, err := xml.Marshal(X{ID: 3, Items: []string{"p", "<q>"}, Text: "t"})
	var x X
	fmt.Println(string(xb), err, xml.Unmarshal(xb, &x), x.Items, x.ID)
	u, err := url.Parse("https://u:p@host:80/a%20b?q=1&q=2&z=%26#frag")
	fmt.Println(u.Host, u.Path, u.Query()["q"], u.Query().Encode(), u.User, u.Fragment, err)
	fset := flag.NewFlagSet("x", flag.ContinueOnError)
	fset.SetOutput(os.Stdout)
	n := fset.Int("n", 3, "number `count`")
	fmt.Println(fset.Parse([]string{"-n=7", "rest"}), *n, fset.Args(), fset.Parse([]string{"-bad"}))
	lg := log.New(os.Stdout, "pre: ", log.Lmsgprefix|log.Lshortfile)
	lg.Println("logged", 1)
	e1 := fmt.Errorf("open: %w", fs.ErrNotExist)
	_, e2 := os.Open("/nonexistent/file")
	var pe *fs.PathError
	fmt.Println(errors.Is(e1, os.ErrNotExist), errors.As(e2, &pe), e2, errors.Is(e2, fs.ErrNotExist), errors.Join(e1, nil, io.EOF))
}
