package runtime

// Callers, frames and functions. A pc is a number of ours: function id and state, so that it names a line without code addresses.

import (
	"internal/goarch"
	"internal/goos"
	"unsafe"
)

// Compiler is the name of the toolchain whose language this is.
const Compiler = "gc"

// GOOS is the running program's operating system target.
const GOOS string = goos.GOOS

// GOARCH is the running program's architecture target.
const GOARCH string = goarch.GOARCH

var (
	buildVersion  = "${GOVERSION}" // filled in when the file is read
	defaultGOROOT = "${GOROOT}"
)

// modinfo returns what the linker stored about the program's build, between two marks of 16 bytes; "" if nothing.
func modinfo() string

// defaultGodebug returns the settings that go.mod and //go:debug lines make: one line of modinfo.
func defaultGodebug() string {
	const key = "\nbuild\tDefaultGODEBUG="
	text := modinfo()
	for i := 0; i+len(key) <= len(text); i++ {
		if text[i] != '\n' || text[i:i+len(key)] != key {
			continue
		}
		text = text[i+len(key):]
		for j := 0; j < len(text); j++ {
			if text[j] == '\n' {
				return text[:j]
			}
		}
	}
	return ""
}

// Version returns the Go version whose language and library this program was built with.
func Version() string { return buildVersion }

// GOROOT returns the root of the Go tree: the environment's, else that of the build.
func GOROOT() string {
	if s := gogetenv("GOROOT"); s != "" {
		return s
	}
	return defaultGOROOT
}

// callers fills pcs with the stack of the calling goroutine, skipping skip frames (0: the caller of callers).
func callers(skip int, pcs []uintptr) int

// pcInfo describes a pc. start is the line of the func keyword, entry a pc of the function.
func pcInfo(pc uintptr) (name, file string, line, start int, entry uintptr)

// Caller reports file and line of a function invocation on the calling goroutine's stack; 0 is the caller of Caller.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callers(skip+1, pcs[:]) < 1 {
		return
	}
	_, file, line, _, _ = pcInfo(pcs[0])
	return pcs[0], file, line, true
}

// Callers fills pcs with the return pcs of the calling goroutine's stack; 0 is Callers itself, 1 its caller.
func Callers(skip int, pcs []uintptr) int {
	if len(pcs) == 0 {
		return 0
	}
	if skip > 0 {
		return callers(skip, pcs)
	}
	pcs[0] = callersPC()
	return 1 + callers(1, pcs[1:])
}

// callersPC is a pc of Callers.
func callersPC() uintptr

// Frames translates pcs to function, file and line.
type Frames struct {
	pcs []uintptr
}

// Frame is the information about one call. PC is a pc of the call: one less than the return pc.
type Frame struct {
	PC        uintptr
	Func      *Func
	Function  string
	File      string
	Line      int
	startLine int
	Entry     uintptr
}

// CallersFrames takes a slice of pcs from Callers.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next call and whether there are more.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.pcs) > 0 {
		pc := ci.pcs[0]
		ci.pcs = ci.pcs[1:]
		name, file, line, start, entry := pcInfo(pc)
		if name == "" {
			continue
		}
		fn := FuncForPC(pc)
		if fn != nil && funcIsInlined(unsafe.Pointer(fn)) {
			fn = nil
		}
		return Frame{PC: pc - 1, Func: fn, Function: name, File: file, Line: line, startLine: start, Entry: entry}, len(ci.pcs) > 0
	}
	return Frame{}, false
}

// A Func represents a function of the running program. The pointer is a record of the image, never dereferenced by Go code.
type Func struct {
	opaque struct{}
}

// funcRecord returns the record of the function that contains pc, nil if there is none; for code of an inlined function that function's.
// The address of a function's code is a pc of it too.
func funcRecord(pc uintptr) unsafe.Pointer

func funcIsInlined(rec unsafe.Pointer) bool

func funcName(rec unsafe.Pointer) string

// funcEntry is a pc that stands for the whole function.
func funcEntry(rec unsafe.Pointer) uintptr

// FuncForPC returns the function that contains pc, or nil.
func FuncForPC(pc uintptr) *Func { return (*Func)(funcRecord(pc)) }

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return funcName(unsafe.Pointer(f))
}

// Entry returns the pc of the function.
func (f *Func) Entry() uintptr { return funcEntry(unsafe.Pointer(f)) }

// FileLine returns file and line of the code at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	_, file, line, _, _ = pcInfo(pc)
	return file, line
}

// Stack writes a traceback of the calling goroutine, or of all of them, into buf and returns the number of bytes.
func Stack(buf []byte, all bool) int { return stackText(buf, all) }

func stackText(buf []byte, all bool) int

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }
