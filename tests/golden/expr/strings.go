// Strings, runes, bytes: indexing, slicing, range over invalid UTF-8, conversions, comparison, concatenation, switch on strings.
package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type S string
type B []byte
type R []rune

func kind(s string) int {
	switch s {
	case "a", "b":
		return 1
	case "abc":
		return 2
	case "abd", "xyz", "hello":
		return 3
	case "":
		return 4
	case "long enough string", "and another one":
		return 5
	}
	return 0
}

func main() {
	s := "a\xffé世\U0001F600\xed\xa0\x80z\x00"
	for i, r := range s {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println(len(s), utf8.RuneCountInString(s), utf8.ValidString(s))
	for i := range s {
		fmt.Print(i, " ")
	}
	fmt.Println()
	fmt.Printf("%q %x %+q %U\n", s, s, s, []rune(s))
	fmt.Println([]byte("héllo"), []rune("héllo"), string([]rune{104, 0x10ffff, 0x110000, -1, 0xd800}), string([]byte{65, 200}))
	fmt.Println(string(rune(65)), string(rune(0x4e16)), string(rune(-5)) == "\uFFFD", S("x")+"y", string(B("by")), []byte(S("q")), string(R{'r', 'ü'}))
	b := []byte("mutable")
	t := string(b)
	b[0] = 'M'
	fmt.Println(t, string(b), strings.ToUpper(t)[1:3], t[2:], t[:2], t[3:3] == "", s[1], s[len(s)-1])
	fmt.Println("a" < "b", "a" < "aa", "" < "a", "b" > "abc", "é" > "z", "x" == "x"[0:1], "ab" <= "ab", "ab" >= "b")
	for _, k := range []string{"a", "b", "c", "abc", "abd", "xyz", "hello", "", "long enough string", "and another one", "long enough strinG"} {
		fmt.Print(kind(k))
	}
	fmt.Println()
	x := ""
	for i := 0; i < 5; i++ {
		x += string(rune('a'+i)) + "-" + x
	}
	fmt.Println(x, len(x))
	m := map[string]int{"k": 1}
	key := []byte("k")
	m[string(key)]++
	fmt.Println(m[string(key)], string(key) == "k", "<"+string(key)+">")
	for i, c := range []byte("xyz") {
		fmt.Print(i, c, " ")
	}
	for i, c := range []rune("añ") {
		fmt.Print(i, c, " ")
	}
	fmt.Println()
	n := copy(b, "CO")
	b = append(b, "…tail"...)
	fmt.Println(n, string(b))
	raw := `a\n
b`
	fmt.Println(len(raw), raw, "\a\b\f\v\\\"\x41\101\u00e9"[4:])
	func() {
		defer func() { fmt.Println(recover()) }()
		i := len(s)
		_ = s[i]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := 3
		_ = "abc"[i:2]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := -1
		_ = s[i:]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := uint64(1 << 63)
		_ = s[:i]
	}()
	var sb strings.Builder
	for i := range 3 {
		fmt.Fprintf(&sb, "%d,", i)
	}
	sb.WriteByte('x')
	sb.WriteRune('世')
	fmt.Println(sb.String(), sb.Len())
	fmt.Println(strings.Fields("  a b\tc\n"), strings.Split("a,b,c", ","), strings.SplitN("a,b,c", ",", 2), strings.Repeat("ab", 3), strings.Replace("aaaa", "a", "b", 2), strings.Index("chicken", "ken"), strings.LastIndex("go gopher", "go"), strings.TrimLeft("xxyx", "x"), strings.Title("foo bar"), strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "banana"), strings.EqualFold("Straße", "STRAßE"), strings.Count("cheese", "e"), strings.Count("abc", ""))
	before, after, ok := strings.Cut("k=v=w", "=")
	fmt.Println(before, after, ok, strings.NewReplacer("a", "1", "b", "2").Replace("abc"), strings.ContainsAny("x", "xyz"), strings.Compare("a", "b"))
	for part := range strings.SplitSeq("p-q-r", "-") {
		fmt.Print(part, ";")
	}
	fmt.Println(len("\xe4\xb8"), []rune("\xe4\xb8"), strings.ToValidUTF8("a\xe4b", "?"), string([]byte(nil)) == "")
}
