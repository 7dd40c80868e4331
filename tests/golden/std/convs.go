// strconv, sort, slices, maps, cmp, unicode, bytes, bits, rand with a fixed seed, container, hash, encoding, path.
package main

import (
	"bytes"
	"cmp"
	"container/heap"
	"container/list"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math"
	"math/bits"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

type H []int

func (h H) Len() int           { return len(h) }
func (h H) Less(i, j int) bool { return h[i] < h[j] }
func (h H) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *H) Push(x any)        { *h = append(*h, x.(int)) }
func (h *H) Pop() any          { o := *h; x := o[len(o)-1]; *h = o[:len(o)-1]; return x }

type person struct {
	name string
	age  int
}

func main() {
	for _, s := range []string{"0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "abc", "", "0x1f", "1_000", "+5", "1e3"} {
		i, err := strconv.ParseInt(s, 0, 64)
		u, err2 := strconv.ParseUint(s, 10, 8)
		f, err3 := strconv.ParseFloat(s, 64)
		fmt.Println(s, i, err, u, err2, f, err3)
	}
	for _, f := range []float64{0.1, 1.0 / 3, 1e23, 5e-324, math.MaxFloat64, 123456789.125, -0.000001, 2.5e10, 1e21, 100} {
		fmt.Println(strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'e', 3, 64), strconv.FormatFloat(f, 'f', 2, 64), strconv.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'b', -1, 64))
	}
	fmt.Println(strconv.Quote("a\t\x00é\u200b\xff"), strconv.QuoteToASCII("世"), strconv.Itoa(-45), strconv.FormatInt(-255, 36), strconv.AppendBool(nil, true))
	fmt.Println(strconv.Unquote(`"a\nb\x41"`))
	fmt.Println(strconv.ParseBool("maybe"))
	fmt.Println(strconv.Atoi("12a"))
	ps := []person{{"a", 30}, {"b", 20}, {"c", 30}, {"d", 20}, {"e", 25}}
	sort.SliceStable(ps, func(i, j int) bool { return ps[i].age < ps[j].age })
	fmt.Println(ps)
	slices.SortFunc(ps, func(a, b person) int { return cmp.Or(-cmp.Compare(a.age, b.age), strings.Compare(a.name, b.name)) })
	fmt.Println(ps)
	r := rand.New(rand.NewPCG(1, 2))
	xs := make([]int, 1000)
	for i := range xs {
		xs[i] = r.IntN(10000)
	}
	fmt.Println(xs[:5], r.Float64(), r.Perm(5), r.Uint64())
	ys := slices.Clone(xs)
	sort.Ints(xs)
	slices.Sort(ys)
	fmt.Println(slices.Equal(xs, ys), sort.SearchInts(xs, 5000), slices.IsSorted(xs), slices.Max(xs), slices.Index(xs, xs[3]))
	idx, found := slices.BinarySearch(xs, xs[77])
	fmt.Println(idx <= 77, found, slices.Compact([]int{1, 1, 2, 2, 1}), slices.Insert([]int{1, 2}, 1, 9, 8), slices.Delete([]int{1, 2, 3, 4}, 1, 3), slices.Contains([]string{"a"}, "a") == true)
	h := &H{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 1)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	l.InsertAfter(5, l.Front())
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println()
	fmt.Println(bits.LeadingZeros64(1), bits.TrailingZeros32(8), bits.OnesCount(255), bits.Reverse8(1), bits.RotateLeft32(1, 31), bits.Len(1023), bits.ReverseBytes32(0x01020304))
	hi, lo := bits.Mul64(1<<63, 6)
	q, rem := bits.Div64(1, 5, 7)
	s, c := bits.Add64(math.MaxUint64, 1, 1)
	fmt.Println(hi, lo, q, rem, s, c)
	fmt.Println(hex.EncodeToString(md5.New().Sum(nil)), fmt.Sprintf("%x", sha256.Sum256([]byte("go"))), crc32.ChecksumIEEE([]byte("go")))
	f := fnv.New64a()
	f.Write([]byte("hello"))
	fmt.Println(f.Sum64(), base64.StdEncoding.EncodeToString([]byte("go?>")), base64.RawURLEncoding.EncodeToString([]byte{255, 254}))
	buf := binary.LittleEndian.AppendUint32(nil, 0xdeadbeef)
	buf = binary.AppendUvarint(buf, 300)
	fmt.Println(buf, binary.BigEndian.Uint16(buf), bytes.Contains(buf, []byte{0xad}), bytes.ToUpper([]byte("a")), bytes.Fields([]byte(" a b ")))
	fmt.Println(unicode.IsUpper('É'), unicode.ToLower('Σ'), unicode.Is(unicode.Han, '世'), unicode.IsSpace('\u2003'), utf16.Encode([]rune("😀")))
	fmt.Println(filepath.Join("a", "../b", "c"), filepath.Base("/x/y.go"), filepath.Ext("y.tar.gz"), filepath.Clean("/a/./b//.."))
	m, err := filepath.Match("*.go", "x.go")
	fmt.Println(m, err)
}
