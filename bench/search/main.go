// Search measures string search: Index, Contains, Count, Replace, Fields, EqualFold, and bytes alike.
package main

import (
	"bytes"
	"fmt"
	"strings"
)

func main() {
	var b strings.Builder
	words := strings.Fields("lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore")
	seed := uint32(3)
	for range 60_000 {
		seed = seed*1664525 + 1013904223
		b.WriteString(words[int(seed>>16)%len(words)])
		b.WriteByte(" \n,."[seed>>28&3])
	}
	text := b.String() + "needle at the very end"
	raw := []byte(text)
	sum := 0
	for i := range 200 {
		sum += strings.Index(text, "needle")
		sum += strings.Index(text, "a rather long needle that is nowhere to be found in this text")
		sum += strings.LastIndex(text, "zq")
		sum += strings.Count(text, "dolor")
		sum += strings.Count(text, "e")
		sum += bytes.IndexByte(raw, '!')
		sum += strings.IndexAny(text, "XYZ")
		if strings.Contains(text, words[i%15]+"!") {
			sum++
		}
	}
	for range 10 {
		sum += len(strings.ReplaceAll(text, "sit", "stand"))
		sum += len(strings.Fields(text))
		sum += len(bytes.Split(raw, []byte(", ")))
		sum += len(strings.ToUpper(text))
		for _, w := range strings.Split(text, " ") {
			if strings.EqualFold(w, "TEMPOR") || strings.HasSuffix(w, "elit") {
				sum++
			}
		}
	}
	fmt.Println(sum)
}
