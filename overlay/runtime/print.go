package runtime

// print and println: to standard error, unbuffered, under one lock that may be taken again by its holder.

import (
	"internal/strconv"
	"unsafe"
)

func printlock()
func printunlock()

// write writes n bytes at p to fd and returns their number or a negative errno.
func write(fd uintptr, p unsafe.Pointer, n int32) int32

func gwrite(b []byte) {
	if len(b) > 0 {
		write(2, unsafe.Pointer(unsafe.SliceData(b)), int32(len(b)))
	}
}

func printsp() { printstring(" ") }
func printnl() { printstring("\n") }

func printbool(v bool) {
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}

func printfloat64(v float64) {
	var buf [24]byte
	gwrite(strconv.AppendFloat(buf[:0], v, 'g', -1, 64))
}

func printfloat32(v float32) {
	var buf [16]byte
	gwrite(strconv.AppendFloat(buf[:0], float64(v), 'g', -1, 32))
}

func printcomplex128(c complex128) {
	var buf [52]byte
	gwrite(strconv.AppendComplex(buf[:0], c, 'g', -1, 128))
}

func printcomplex64(c complex64) {
	var buf [36]byte
	gwrite(strconv.AppendComplex(buf[:0], complex128(c), 'g', -1, 64))
}

func printuint(v uint64) {
	var buf [20]byte
	gwrite(appendUint(buf[:0], v))
}

func printint(v int64) {
	var buf [20]byte
	gwrite(appendInt(buf[:0], v))
}

func printhex(v uint64) {
	const digits = "0123456789abcdef"
	var buf [18]byte
	i := len(buf)
	for {
		i--
		buf[i] = digits[v%16]
		if v < 16 {
			break
		}
		v /= 16
	}
	i--
	buf[i] = 'x'
	i--
	buf[i] = '0'
	gwrite(buf[i:])
}

func printpointer(p unsafe.Pointer) { printhex(uint64(uintptr(p))) }
func printuintptr(p uintptr)        { printuint(uint64(p)) }

func printstring(s string) {
	if len(s) > 0 {
		write(2, unsafe.Pointer(unsafe.StringData(s)), int32(len(s)))
	}
}

// printquoted prints s as a Go string literal with escapes for what is not printable.
func printquoted(s string) {
	printlock()
	printstring(`"`)
	for i, r := range s {
		switch {
		case r == '\n':
			printstring(`\n`)
		case r == '\r':
			printstring(`\r`)
		case r == '\t':
			printstring(`\t`)
		case r == '\\' || r == '"':
			printstring(`\`)
			printstring(s[i : i+1])
		case r >= ' ' && r < 0x7f:
			printstring(s[i : i+1])
		case r < ' ' || r == 0x7f:
			printstring(`\x`)
			const digits = "0123456789abcdef"
			b := [2]byte{digits[r>>4&15], digits[r&15]}
			gwrite(b[:])
		default:
			const digits = "0123456789abcdef"
			if r > 0xffff {
				printstring(`\U`)
				b := [8]byte{}
				for k := range b {
					b[k] = digits[r>>(28-4*uint(k))&15]
				}
				gwrite(b[:])
			} else {
				printstring(`\u`)
				b := [4]byte{}
				for k := range b {
					b[k] = digits[r>>(12-4*uint(k))&15]
				}
				gwrite(b[:])
			}
		}
	}
	printstring(`"`)
	printunlock()
}

func printslice(s []byte) {
	printlock()
	printstring("[")
	printint(int64(len(s)))
	printstring("/")
	printint(int64(cap(s)))
	printstring("]")
	printpointer(unsafe.Pointer(unsafe.SliceData(s)))
	printunlock()
}

func printeface(e eface) {
	printlock()
	printstring("(")
	printpointer(unsafe.Pointer(e._type))
	printstring(",")
	printpointer(e.data)
	printstring(")")
	printunlock()
}

func printiface(i iface) {
	printlock()
	printstring("(")
	printpointer(unsafe.Pointer(i.tab))
	printstring(",")
	printpointer(i.data)
	printstring(")")
	printunlock()
}
