// Constants: overflow, truncation, shifts, division by zero, malformed conversions.

package p

const (
	big  = 1 << 600 // ERROR "constant shift overflow"
	big2 = (1 << 500) * (1 << 500) // ERROR "constant multiplication overflow"
	big3 = 1<<511 + 1<<511 // ERROR "constant addition overflow"
	huge = 1e1000000000 * 1e1000000000 // ERROR "malformed constant: 1e1000000000"
	neg  = 1 << -1 // ERROR "invalid operation: negative shift count -1 \(untyped int constant\)"
	far  = 1 << 10000 // ERROR "invalid operation: invalid shift count 10000 \(untyped int constant\)"
	fs   = 1.5 << 2 // ERROR "invalid operation: shifted operand 1\.5 \(untyped float constant\) must be integer"
	zero = 1 / 0 // ERROR "invalid operation: division by zero"
	fz   = 1.0 / 0.0 // ERROR "invalid operation: division by zero"
	cz   = 1i / 0i // ERROR "invalid operation: division by zero"
	mod  = 5 % 0 // ERROR "invalid operation: division by zero"
	fmod = 5.5 % 2 // ERROR "invalid operation: operator % not defined on 5\.5 \(untyped float constant\)"
	not  = ^1.5 // ERROR "invalid operation: operator \^ not defined on 1\.5 \(untyped float constant\)"
	str  = -"a" // ERROR `invalid operation: operator - not defined on "a" \(untyped string constant\)`
	cat  = "a" + 1 // ERROR `invalid operation: "a" \+ 1 \(mismatched types untyped string and untyped int\)`
	cmp  = "a" < 1 // ERROR `invalid operation: "a" < 1 \(mismatched types untyped string and untyped int\)`
	log  = 1 && true // ERROR "invalid operation: 1 && true \(mismatched types untyped int and untyped bool\)"
	f    = g() // ERROR "g\(\) \(value of type int\) is not constant"
	n    = nil // ERROR "nil is not constant"
)

func g() int { return 0 }

const (
	b1 byte    = 256 // ERROR "cannot use 256 \(untyped int constant\) as byte value in constant declaration \(overflows\)"
	b2         = byte(256) // ERROR "constant 256 overflows byte"
	b3         = byte(-1) // ERROR "constant -1 overflows byte"
	b4         = byte(255) + 1 // ERROR "byte\(255\) \+ 1 \(constant 256 of type byte\) overflows byte"
	b5         = int8(-128) / -1 // ERROR "int8\(-128\) / -1 \(constant 128 of type int8\) overflows int8"
	b6         = -int8(-128) // ERROR "-int8\(-128\) \(constant 128 of type int8\) overflows int8"
	b7         = ^uint8(0) + 1 // ERROR "\^uint8\(0\) \+ 1 \(constant 256 of type uint8\) overflows uint8"
	i1 int     = 1.5 // ERROR "cannot use 1\.5 \(untyped float constant\) as int value in constant declaration \(truncated\)"
	i2         = int(1.5) // ERROR "cannot convert 1\.5 \(untyped float constant\) to type int"
	i3         = int(1e100) // ERROR "cannot convert 1e100 \(untyped float constant 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\) to type int"
	i4 int64   = 1 << 63 // ERROR "cannot use 1 << 63 \(untyped int constant 9223372036854775808\) as int64 value in constant declaration \(overflows\)"
	i5 uint    = -1 // ERROR "cannot use -1 \(untyped int constant\) as uint value in constant declaration \(overflows\)"
	i6 int     = 'a' * 1e20 // ERROR "cannot use 'a' \* 1e20 \(untyped float constant 9\.7e\+21\) as int value in constant declaration \(truncated\)"
	f1 float32 = 1e39 // ERROR "cannot use 1e39 \(untyped float constant 1e\+39\) as float32 value in constant declaration \(overflows\)"
	f2         = float64(1e400) // ERROR "cannot convert 1e400 \(untyped float constant 1e\+400\) to type float64"
	f3 float32 = "x" // ERROR `cannot use "x" \(untyped string constant\) as float32 value in constant declaration`
	c1         = int(1 + 2i) // ERROR "cannot convert 1 \+ 2i \(untyped complex constant \(1 \+ 2i\)\) to type int"
	c2         = complex64(1e39) // ERROR "cannot convert 1e39 \(untyped float constant 1e\+39\) to type complex64"
	s1         = string(1.5) // ERROR "cannot convert 1\.5 \(untyped float constant\) to type string"
	s2 string  = 65 // ERROR "cannot use 65 \(untyped int constant\) as string value in constant declaration"
	o1         = []int(1) // ERROR "cannot convert 1 \(untyped int constant\) to type \[\]int"
	o2 []int   = nil // ERROR "invalid constant type \[\]int"
	o3 error   = nil // ERROR "invalid constant type error"
)

var (
	x int
	v1 = uint8(300) // ERROR "constant 300 overflows uint8"
	v2 = x / 0 // ERROR "invalid operation: division by zero"
	v3 = 1.5 + x // ERROR "1\.5 \(untyped float constant\) truncated to int"
	v4 = x + 1e20 // ERROR "1e20 \(untyped float constant 1e\+20\) truncated to int"
	v5 = 1.0 << x // ERROR "invalid operation: shifted operand 1\.0 \(type float64\) must be integer"
	v6 float64 = 1 << x // ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer"
	v7 = "abc"[5] // ERROR "invalid argument: index 5 out of bounds \[0:3\]"
	v8 = x << -1 // ERROR "invalid operation: negative shift count -1 \(untyped int constant\)"
	v9 = x << 1.5 // ERROR "1\.5 \(untyped float constant\) truncated to uint"
	va = x << 1e3
	vb = 1.5 << x // ERROR "invalid operation: shifted operand 1\.5 \(untyped float constant\) must be integer"
	vc uint8 = 255 + 1 // ERROR "cannot use 255 \+ 1 \(untyped int constant 256\) as uint8 value in variable declaration \(overflows\)"
	vd = len("abc") << 62 << 4 // ERROR `len\("abc"\) << 62 \(constant 13835058055282163712 of type int\) overflows int`
	ve = 1 << x == 1.5 // ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer"
	vf = make([]int, 1.0<<x)
	vg = uint8(1)<<8 + 1<<8 // ERROR "uint8\(1\) << 8 \(constant 256 of type uint8\) overflows uint8"
)
