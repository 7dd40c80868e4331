package runtime

// Run-time errors: the values that failed checks panic with. Texts are gc's.

import (
	"internal/abi"
	"unsafe"
)

// Error identifies a run time error.
type Error interface {
	error
	// RuntimeError marks the type; it does nothing.
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *_type
	concrete      *_type
	asserted      *_type
	missingMethod string // one method needed by the interface, missing from concrete
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	inter := "interface"
	if e._interface != nil {
		inter = typeString(e._interface)
	}
	as := typeString(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + inter + " is nil, not " + as
	}
	cs := typeString(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + cs + " is not " + as + ": missing method " + e.missingMethod
	}
	msg := "interface conversion: " + inter + " is " + cs + ", not " + as
	if cs == as {
		if typePkgPath(e.concrete) != typePkgPath(e.asserted) {
			msg += " (types from different packages)"
		} else {
			msg += " (types from different scopes)"
		}
	}
	return msg
}

// An errorString is a run-time error with a text of its own.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// A plainError is printed without the prefix "runtime error: ".
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// An errorAddressString is a memory fault with its address.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) Addr() uintptr { return e.addr }

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable, so that nobody can compare with a literal
}

func (*PanicNilError) Error() string { return "runtime error: panic called with nil argument" }
func (*PanicNilError) RuntimeError() {}

var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
	shiftError    = error(errorString("negative shift amount"))
	memoryError   = error(errorString("invalid memory address or nil pointer dereference"))
)

// A boundsError is a failed index or slice operation. code is one of the bounds… constants below.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

// The compiler's numbers of failed checks (GoClr.Abi.PanicKind).
const (
	kindIndex        = 3
	kindSliceAlen    = 5
	kindSliceAcap    = 7
	kindSliceB       = 9
	kindSlice3Alen   = 11
	kindSlice3Acap   = 13
	kindSlice3B      = 15
	kindSlice3C      = 17
	kindSliceConvert = 19
)

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	b := make([]byte, 0, 100)
	b = append(b, "runtime error: "...)
	negative := e.signed && e.x < 0
	x := func() {
		if e.signed {
			b = appendInt(b, e.x)
		} else {
			b = appendUint(b, uint64(e.x))
		}
	}
	y := func() { b = appendInt(b, int64(e.y)) }
	switch e.code {
	case kindIndex:
		b = append(b, "index out of range ["...)
		x()
		b = append(b, ']')
		if !negative {
			b = append(b, " with length "...)
			y()
		}
	case kindSliceConvert:
		b = append(b, "cannot convert slice with length "...)
		x()
		b = append(b, " to array or pointer to array with length "...)
		y()
	default:
		b = append(b, "slice bounds out of range ["...)
		switch e.code {
		case kindSliceAlen, kindSliceAcap:
			b = append(b, ':')
			x()
			b = append(b, ']')
		case kindSlice3Alen, kindSlice3Acap:
			b = append(b, "::"...)
			x()
			b = append(b, ']')
		case kindSliceB:
			x()
			b = append(b, ':')
			if !negative {
				y()
			}
			b = append(b, ']')
		case kindSlice3B:
			b = append(b, ':')
			x()
			b = append(b, ':')
			if !negative {
				y()
			}
			b = append(b, ']')
		case kindSlice3C:
			x()
			b = append(b, ':')
			if !negative {
				y()
			}
			b = append(b, ":]"...)
		}
		if !negative {
			switch e.code {
			case kindSliceAlen, kindSlice3Alen:
				b = append(b, " with length "...)
				y()
			case kindSliceAcap, kindSlice3Acap:
				b = append(b, " with capacity "...)
				y()
			}
		}
	}
	return string(b)
}

func appendUint(b []byte, v uint64) []byte {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + v%10)
		if v < 10 {
			return append(b, buf[i:]...)
		}
		v /= 10
	}
}

func appendInt(b []byte, v int64) []byte {
	if v < 0 {
		return appendUint(append(b, '-'), -uint64(v))
	}
	return appendUint(b, uint64(v))
}

// The functions below are called by the scheduler on top of the frames of the function whose check failed.

func goPanicNil()    { panicmemSig(); panic(memoryError) }
func goPanicNilValue() { panic(new(PanicNilError)) }
func goPanicMem()    { panicmemSig(); panic(memoryError) }
func goPanicDivide() { panic(divideError) }
func goPanicShift()  { panic(shiftError) }

func goPanicBounds(kind int, x int64, signed bool, y int) {
	panic(boundsError{x: x, signed: signed, y: y, code: uint8(kind)})
}

func goPanicMakeSliceLen() { panic(errorString("makeslice: len out of range")) }
func goPanicMakeSliceCap() { panic(errorString("makeslice: cap out of range")) }

func goPanicSliceConvert(x int, y int) {
	panic(boundsError{x: int64(x), signed: true, y: y, code: kindSliceConvert})
}

// goPanicString panics for a C# native: kind 0 is a run-time error ("runtime error: text"), kind 1 a plain one.
func goPanicString(kind int, text string) {
	if kind == 0 {
		panic(errorString(text))
	}
	panic(plainError(text))
}

func goPanicTypeAssert(iface, concrete, asserted *_type, missing string) {
	panic(&TypeAssertionError{iface, concrete, asserted, missing})
}

type stringer interface{ String() string }

// printpanicval prints an argument of panic: basic types by value, everything else as (type, address).
func printpanicval(v any) {
	switch v := v.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case complex64:
		print(v)
	case complex128:
		print(v)
	case string:
		printindented(v)
	default:
		printNamedValue(v)
	}
}

// printindented keeps a multi-line value apart from the traceback: each newline is followed by a tab.
func printindented(s string) {
	for {
		i := 0
		for i < len(s) && s[i] != '\n' {
			i++
		}
		if i == len(s) {
			break
		}
		i++
		print(s[:i], "\t")
		s = s[i:]
	}
	print(s)
}

func printNamedValue(i any) {
	e := efaceOf(&i)
	name := typeString(e._type)
	switch e._type.Kind() {
	case abi.String:
		print(name, `("`)
		printindented(*(*string)(e.data))
		print(`")`)
	case abi.Bool:
		print(name, "(", *(*bool)(e.data), ")")
	case abi.Int:
		print(name, "(", *(*int)(e.data), ")")
	case abi.Int8:
		print(name, "(", *(*int8)(e.data), ")")
	case abi.Int16:
		print(name, "(", *(*int16)(e.data), ")")
	case abi.Int32:
		print(name, "(", *(*int32)(e.data), ")")
	case abi.Int64:
		print(name, "(", *(*int64)(e.data), ")")
	case abi.Uint:
		print(name, "(", *(*uint)(e.data), ")")
	case abi.Uint8:
		print(name, "(", *(*uint8)(e.data), ")")
	case abi.Uint16:
		print(name, "(", *(*uint16)(e.data), ")")
	case abi.Uint32:
		print(name, "(", *(*uint32)(e.data), ")")
	case abi.Uint64:
		print(name, "(", *(*uint64)(e.data), ")")
	case abi.Uintptr:
		print(name, "(", *(*uintptr)(e.data), ")")
	case abi.Float32:
		print(name, "(", *(*float32)(e.data), ")")
	case abi.Float64:
		print(name, "(", *(*float64)(e.data), ")")
	case abi.Complex64:
		print(name, *(*complex64)(e.data))
	case abi.Complex128:
		print(name, *(*complex128)(e.data))
	default:
		print("(", name, ") ", e.data)
	}
}

// panicwrap is called by a wrapper that would have to copy a value through a nil pointer: (*T).Method where Method is T's.
func panicwrap() {
	pkg, typ, meth := panicwrapNames()
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}

// panicnil turns panic(nil) into a *PanicNilError unless the program asked for the old behaviour.
func nilPanicValue() any { return new(PanicNilError) }

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

func efaceOf(p *any) *eface { return (*eface)(unsafe.Pointer(p)) }
