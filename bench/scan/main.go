// Scan measures bufio: lines and words by Scanner, runes by Reader, writes through Writer.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
)

func main() {
	var text bytes.Buffer
	w := bufio.NewWriter(&text)
	for i := range 400_000 {
		fmt.Fprintf(w, "line %d holds some words, naïve ones too: %x\n", i, i*i)
	}
	w.Flush()
	data := text.Bytes()
	lines, letters, words, runes := 0, 0, 0, 0
	for range 6 {
		s := bufio.NewScanner(bytes.NewReader(data))
		for s.Scan() {
			lines++
			letters += len(s.Text())
		}
	}
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Split(bufio.ScanWords)
	for s.Scan() {
		if strings.HasPrefix(s.Text(), "wor") {
			words++
		}
	}
	r := bufio.NewReader(bytes.NewReader(data))
	for {
		c, _, err := r.ReadRune()
		if err == io.EOF {
			break
		}
		if c > 127 {
			runes++
		}
	}
	h := fnv.New32a()
	out := bufio.NewWriter(h)
	r.Reset(bytes.NewReader(data))
	for {
		l, err := r.ReadString('\n')
		if err != nil {
			break
		}
		out.WriteString(strings.ToUpper(l[:8]))
		out.WriteByte('\n')
	}
	out.Flush()
	fmt.Println(lines, letters, words, runes, h.Sum32())
}
