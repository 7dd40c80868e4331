package runtime

// The exported face of the heap and the collector.

import (
	"internal/abi"
	"unsafe"
)

// GC runs a garbage collection and blocks the caller until it is complete.
func GC()

// A MemStats records statistics about the memory allocator. Field meanings are those of package runtime's documentation.
type MemStats struct {
	Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees                                                  uint64
	HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects                               uint64
	StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys, BuckHashSys, GCSys, OtherSys uint64
	NextGC, LastGC, PauseTotalNs                                                                     uint64
	PauseNs, PauseEnd                                                                                [256]uint64
	NumGC, NumForcedGC                                                                               uint32
	GCCPUFraction                                                                                    float64
	EnableGC, DebugGC                                                                                bool
	BySize                                                                                           [61]struct {
		Size           uint32
		Mallocs, Frees uint64
	}
}

// ReadMemStats fills m.
func ReadMemStats(m *MemStats)

// SetFinalizer sets the finalizer of obj: a function to be called some time after obj becomes unreachable; nil clears it.
func SetFinalizer(obj any, finalizer any) {
	e := efaceOf(&obj)
	if e._type == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if e._type.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + typeString(e._type) + ", not pointer")
	}
	if e.data == nil {
		throw("nil elem type!")
	}
	f := efaceOf(&finalizer)
	if f._type == nil {
		setfinalizer(e.data, nil)
		return
	}
	if f._type.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + typeString(f._type) + ", not a function")
	}
	ft := (*abi.FuncType)(unsafe.Pointer(f._type))
	if ft.IsVariadic() {
		throw("runtime.SetFinalizer: cannot pass " + typeString(e._type) + " to finalizer " + typeString(f._type) + " because dotdotdot")
	}
	if ft.InCount != 1 {
		throw("runtime.SetFinalizer: cannot pass " + typeString(e._type) + " to finalizer " + typeString(f._type))
	}
	if finqStart() {
		newsystemproc(finq)
	}
	fn := f.data
	arg := e.data
	et := e._type
	in := ft.InSlice()[0]
	rooms := memoryResults(ft)
	switch {
	case in == et, in.Kind() == abi.Pointer && (in.Uncommon() == nil || et.Uncommon() == nil) && in.Elem() == et.Elem():
		setfinalizer(arg, func(p unsafe.Pointer) { callFinalizer(fn, rooms, p) })
	case in.Kind() == abi.Interface:
		if it := (*interfacetype)(unsafe.Pointer(in)); len(it.Methods) == 0 {
			setfinalizer(arg, func(p unsafe.Pointer) { callFinalizer2(fn, rooms, unsafe.Pointer(et), p) })
		} else {
			setfinalizer(arg, func(p unsafe.Pointer) { callFinalizer2(fn, rooms, unsafe.Pointer(assertE2I(it, et)), p) })
		}
	default:
		throw("runtime.SetFinalizer: cannot pass " + typeString(e._type) + " to finalizer " + typeString(f._type))
	}
}

// memoryResults lists the results of ft that its functions write to memory: for each they take a pointer before their parameters.
func memoryResults(ft *abi.FuncType) (rooms []*_type) {
	words := 0
	for _, t := range ft.OutSlice() {
		n := scalars(t)
		if words += max(n, 0); words > 32 {
			throw("goclr: unsupported: finalizer with more than 32 words of results")
		}
		if n < 0 {
			rooms = append(rooms, t)
		}
	}
	if len(rooms) > 3 {
		throw("goclr: unsupported: finalizer with more than three large results")
	}
	return rooms
}

// scalars is the number of scalars as which a value of type t travels; negative: it lies in memory.
func scalars(t *_type) int {
	n := 0
	switch t.Kind() {
	case abi.String, abi.Interface, abi.Complex64, abi.Complex128:
		return 2
	case abi.Slice:
		return 3
	case abi.Array:
		at := (*abi.ArrayType)(unsafe.Pointer(t))
		if at.Len == 0 {
			return 0
		}
		if n = scalars(at.Elem); at.Len > 1 && n != 0 {
			return -1
		}
	case abi.Struct:
		for _, f := range (*abi.StructType)(unsafe.Pointer(t)).Fields {
			k := scalars(f.Typ)
			if k < 0 {
				return -1
			}
			n += k
		}
	default:
		return 1
	}
	if n > 2 {
		return -1
	}
	return n
}

func room(t *_type) unsafe.Pointer { return newobject(t) }

func callFinalizer(fn unsafe.Pointer, rooms []*_type, p unsafe.Pointer) {
	f := unsafe.Pointer(&fn)
	switch len(rooms) {
	case 0:
		(*(*func(p unsafe.Pointer))(f))(p)
	case 1:
		(*(*func(a, p unsafe.Pointer))(f))(room(rooms[0]), p)
	case 2:
		(*(*func(a, b, p unsafe.Pointer))(f))(room(rooms[0]), room(rooms[1]), p)
	case 3:
		(*(*func(a, b, c, p unsafe.Pointer))(f))(room(rooms[0]), room(rooms[1]), room(rooms[2]), p)
	}
}

// callFinalizer2 calls a finalizer whose parameter is an interface: two words.
func callFinalizer2(fn unsafe.Pointer, rooms []*_type, t, p unsafe.Pointer) {
	f := unsafe.Pointer(&fn)
	switch len(rooms) {
	case 0:
		(*(*func(t, p unsafe.Pointer))(f))(t, p)
	case 1:
		(*(*func(a, t, p unsafe.Pointer))(f))(room(rooms[0]), t, p)
	case 2:
		(*(*func(a, b, t, p unsafe.Pointer))(f))(room(rooms[0]), room(rooms[1]), t, p)
	case 3:
		(*(*func(a, b, c, t, p unsafe.Pointer))(f))(room(rooms[0]), room(rooms[1]), room(rooms[2]), t, p)
	}
}

func assertE2I(inter *interfacetype, t *_type) *itab

// finq runs finalizers and cleanups, one after the other, on a goroutine of the runtime's own. The first SetFinalizer or AddCleanup starts it.
func finq() {
	for {
		fn, arg, kind := finqTake()
		if fn == nil {
			finqWait()
			continue
		}
		if kind == 0 {
			(*(*func(unsafe.Pointer))(unsafe.Pointer(&fn)))(arg)
		} else {
			(*(*func())(unsafe.Pointer(&fn)))()
		}
	}
}

// blockUntilEmptyCleanupQueue waits until no cleanup is queued any more, at most timeout nanoseconds; tests of std ask for it.
func blockUntilEmptyCleanupQueue(timeout int64) bool {
	for start := nanotime(); nanotime()-start < timeout; Gosched() {
		_, queued := metricRead("/gc/cleanups/queued:cleanups")
		_, run := metricRead("/gc/cleanups/executed:cleanups")
		if queued != run {
			continue
		}
		for range 10 { // the last one was taken, and may still be running
			Gosched()
		}
		return true
	}
	return false
}

//go:linkname unique_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyCleanupQueue(timeout)
}

//go:linkname sync_test_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyCleanupQueue(timeout)
}

// finqStart reports, to one caller only, that finq has to be started.
func finqStart() bool

// newsystemproc starts a goroutine that belongs to the runtime: NumGoroutine does not count it.
func newsystemproc(fn func())

// finqTake takes the next queued function, nil: none. kind 0: a finalizer, called with arg; 1: a cleanup.
func finqTake() (fn, arg unsafe.Pointer, kind int)

// finqWait parks until something is queued.
func finqWait()

// setfinalizer registers f to be called with p, once, when p has become unreachable. nil removes it.
func setfinalizer(p unsafe.Pointer, f func(unsafe.Pointer))

// addCleanup registers f to be called after the object that p points into has become unreachable.
func addCleanup(p unsafe.Pointer, f func()) (id uint64)

// removeCleanup cancels a cleanup of the object at p.
func removeCleanup(p uintptr, id uint64)

// Cleanup is a handle to a registered cleanup.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup attaches a cleanup function to ptr: some time after ptr is no longer reachable, cleanup(arg) runs in a goroutine of its own.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic(plainError("runtime.AddCleanup: ptr is nil"))
	}
	p := unsafe.Pointer(ptr)
	a := any(arg)
	if e := efaceOf(&a); e._type != nil && e._type.Kind() == abi.Pointer && e.data == p {
		panic(plainError("runtime.AddCleanup: ptr is equal to arg, cleanup will never run"))
	}
	if finqStart() {
		newsystemproc(finq)
	}
	id := addCleanup(p, func() { cleanup(arg) })
	if id == 0 {
		panic(plainError("runtime.AddCleanup: ptr not in allocated block"))
	}
	return Cleanup{id, uintptr(p)}
}

// Stop cancels the cleanup if it has not been queued yet.
func (c Cleanup) Stop() {
	if c.id != 0 {
		removeCleanup(c.ptr, c.id)
	}
}

// A Pinner is a set of objects that stay where they are. Our objects never move: a Pinner only keeps them alive.
type Pinner struct {
	refs []unsafe.Pointer
}

// Pin keeps a Go object alive until Unpin.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e._type == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	switch e._type.Kind() {
	case abi.Pointer, abi.UnsafePointer:
	default:
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeString(e._type)))
	}
	if p.refs == nil {
		pinners = append(pinners, p)
	}
	p.refs = append(p.refs, e.data)
}

// Unpin releases all objects of the Pinner.
func (p *Pinner) Unpin() {
	p.refs = nil
	for i, q := range pinners {
		if q == p {
			pinners[i] = pinners[len(pinners)-1]
			pinners[len(pinners)-1] = nil
			pinners = pinners[:len(pinners)-1]
			return
		}
	}
}

var pinners []*Pinner

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return modinfo() }

//go:linkname debug_WriteHeapDump runtime/debug.WriteHeapDump
func debug_WriteHeapDump(fd uintptr) { throw("goclr: unsupported: runtime/debug.WriteHeapDump") }

//go:linkname debug_SetTraceback runtime/debug.SetTraceback
func debug_SetTraceback(level string) {}

//go:linkname debug_setPanicOnFault runtime/debug.setPanicOnFault
func debug_setPanicOnFault(on bool) bool {
	old := panicOnFault
	panicOnFault = on
	return old
}

var panicOnFault bool

//go:linkname debug_setMaxThreads runtime/debug.setMaxThreads
func debug_setMaxThreads(n int) int {
	old := maxThreads
	maxThreads = n
	return old
}

var maxThreads = 10000

//go:linkname setCrashFD
func setCrashFD(fd uintptr) uintptr { return ^uintptr(0) }

//go:linkname boring_registerCache crypto/internal/boring/bcache.registerCache
func boring_registerCache(p unsafe.Pointer) {}
