// Crc32 measures hash/crc32 (both common polynomials), hash/adler32 and hash/fnv.
package main

import (
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"hash/fnv"
)

func main() {
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i*i>>3 ^ i)
	}
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	a, b, c := uint32(0), uint32(0), uint32(0)
	for i := range 1500 {
		data[i] ^= byte(a)
		a = crc32.Update(a, crc32.IEEETable, data)
		b = crc32.Update(b, castagnoli, data)
	}
	for i := range 120 {
		data[i] ^= byte(c)
		c += adler32.Checksum(data)
	}
	f := fnv.New64a()
	for range 60 {
		f.Write(data)
	}
	for i := range 3_000_000 {
		a = crc32.Update(a, crc32.IEEETable, data[i&1023:i&1023+24])
	}
	fmt.Println(a, b, c, f.Sum64())
}
