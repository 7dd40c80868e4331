// Strings measures building, searching, splitting and comparing text.
package main

import (
	"fmt"
	"strings"
)

func main() {
	sum := 0
	for round := range 240 {
		var b strings.Builder
		for i := range 20_000 {
			b.WriteString("item")
			b.WriteByte(byte('0' + i%10))
			b.WriteByte(' ')
		}
		text := b.String()
		for _, word := range strings.Fields(text) {
			if word == "item7" {
				sum++
			}
		}
		sum += strings.Count(text, "m3") + strings.LastIndex(text, "item1")
		sum += len(strings.ReplaceAll(text, "item", "thing")) + len(strings.ToUpper(text))
		joined := ""
		for i := range 1500 {
			joined += string(rune('a' + (i+round)%26))
		}
		for i, r := range joined {
			sum += i ^ int(r)
		}
	}
	fmt.Println(sum)
}
