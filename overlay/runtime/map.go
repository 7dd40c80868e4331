package runtime

// Maps are internal/runtime/maps. Here are only the functions that compiled code and reflect call by the runtime's names.

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

const maxAlloc = 1 << 48

// zeroVal is what an access of a missing key points to. Larger values have a zero of their own (mapaccess1_fat).
var zeroVal [abi.ZeroValSize]byte

// setZeroVal tells the runtime's lookups where it is.
func setZeroVal(p unsafe.Pointer)

//go:linkname maps_errNilAssign internal/runtime/maps.errNilAssign
var maps_errNilAssign error // set by main: the variable is that of the other package

func makemap64(t *abi.MapType, hint int64, m *maps.Map) *maps.Map {
	if int64(int(hint)) != hint {
		hint = 0
	}
	return makemap(t, int(hint), m)
}

func makemap_small() *maps.Map { return maps.NewEmptyMap() }

func makemap(t *abi.MapType, hint int, m *maps.Map) *maps.Map {
	if hint < 0 {
		hint = 0
	}
	return maps.NewMap(t, uintptr(hint), m, maxAlloc)
}

//go:linkname runtime_mapaccess1 runtime.mapaccess1
func runtime_mapaccess1(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer

//go:linkname runtime_mapaccess2 runtime.mapaccess2
func runtime_mapaccess2(t *abi.MapType, m *maps.Map, key unsafe.Pointer) (unsafe.Pointer, bool)

//go:linkname runtime_mapassign runtime.mapassign
func runtime_mapassign(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer

//go:linkname runtime_mapaccess2_faststr runtime.mapaccess2_faststr
func runtime_mapaccess2_faststr(t *abi.MapType, m *maps.Map, key string) (unsafe.Pointer, bool)

//go:linkname runtime_mapassign_faststr runtime.mapassign_faststr
func runtime_mapassign_faststr(t *abi.MapType, m *maps.Map, key string) unsafe.Pointer

//go:linkname runtime_mapdelete_faststr runtime.mapdelete_faststr
func runtime_mapdelete_faststr(t *abi.MapType, m *maps.Map, key string)

func mapaccess1_fat(t *abi.MapType, m *maps.Map, key, zero unsafe.Pointer) unsafe.Pointer {
	if e, ok := runtime_mapaccess2(t, m, key); ok {
		return e
	}
	return zero
}

func mapaccess2_fat(t *abi.MapType, m *maps.Map, key, zero unsafe.Pointer) (unsafe.Pointer, bool) {
	if e, ok := runtime_mapaccess2(t, m, key); ok {
		return e, true
	}
	return zero, false
}

func mapdelete(t *abi.MapType, m *maps.Map, key unsafe.Pointer) { m.Delete(t, key) }
func mapclear(t *abi.MapType, m *maps.Map)                      { m.Clear(t) }

func mapIterStart(t *abi.MapType, m *maps.Map, it *maps.Iter) {
	it.Init(t, m)
	it.Next()
}

// iterNext makes the frequent step: within a table that is still part of the map.
//
//go:noescape
func iterNext(it *maps.Iter) bool

func mapIterNext(it *maps.Iter) {
	if !iterNext(it) {
		it.Next()
	}
}

func mapclone2(t *abi.MapType, src *maps.Map) *maps.Map { return src.Clone(t) }

//go:linkname mapclone maps.clone
func mapclone(m any) any {
	e := efaceOf(&m)
	e.data = unsafe.Pointer(mapclone2((*abi.MapType)(unsafe.Pointer(e._type)), (*maps.Map)(e.data)))
	return m
}

//go:linkname reflect_makemap reflect.makemap
func reflect_makemap(t *abi.MapType, cap int) *maps.Map { return makemap(t, cap, nil) }

//go:linkname reflect_mapaccess reflect.mapaccess
func reflect_mapaccess(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer {
	if e, ok := runtime_mapaccess2(t, m, key); ok {
		return e
	}
	return nil
}

//go:linkname reflect_mapaccess_faststr reflect.mapaccess_faststr
func reflect_mapaccess_faststr(t *abi.MapType, m *maps.Map, key string) unsafe.Pointer {
	if e, ok := runtime_mapaccess2_faststr(t, m, key); ok {
		return e
	}
	return nil
}

//go:linkname reflect_mapassign0 reflect.mapassign0
func reflect_mapassign0(t *abi.MapType, m *maps.Map, key, elem unsafe.Pointer) {
	typedmemmove(t.Elem, runtime_mapassign(t, m, key), elem)
}

//go:linkname reflect_mapassign_faststr0 reflect.mapassign_faststr0
func reflect_mapassign_faststr0(t *abi.MapType, m *maps.Map, key string, elem unsafe.Pointer) {
	typedmemmove(t.Elem, runtime_mapassign_faststr(t, m, key), elem)
}

//go:linkname reflect_mapdelete reflect.mapdelete
func reflect_mapdelete(t *abi.MapType, m *maps.Map, key unsafe.Pointer) { m.Delete(t, key) }

//go:linkname reflect_mapdelete_faststr reflect.mapdelete_faststr
func reflect_mapdelete_faststr(t *abi.MapType, m *maps.Map, key string) {
	runtime_mapdelete_faststr(t, m, key)
}

//go:linkname reflect_maplen reflect.maplen
func reflect_maplen(m *maps.Map) int {
	if m == nil {
		return 0
	}
	return int(m.Used())
}

//go:linkname reflectlite_maplen internal/reflectlite.maplen
func reflectlite_maplen(m *maps.Map) int { return reflect_maplen(m) }

//go:linkname reflect_mapclear reflect.mapclear
func reflect_mapclear(t *abi.MapType, m *maps.Map) { m.Clear(t) }

//go:linkname maps_fatal internal/runtime/maps.fatal
func maps_fatal(s string) { fatal(s) }

//go:linkname maps_rand internal/runtime/maps.rand
func maps_rand() uint64 { return rand() }

//go:linkname maps_newarray internal/runtime/maps.newarray
func maps_newarray(t *abi.Type, n int) unsafe.Pointer { return newarray(t, n) }

//go:linkname maps_newobject internal/runtime/maps.newobject
func maps_newobject(t *abi.Type) unsafe.Pointer { return newobject(t) }

//go:linkname maps_typedmemmove internal/runtime/maps.typedmemmove
func maps_typedmemmove(t *abi.Type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname maps_typedmemclr internal/runtime/maps.typedmemclr
func maps_typedmemclr(t *abi.Type, p unsafe.Pointer) { typedmemclr(t, p) }

func newobject(t *_type) unsafe.Pointer
func newarray(t *_type, n int) unsafe.Pointer
func typedmemmove(t *_type, dst, src unsafe.Pointer)
func typedmemclr(t *_type, p unsafe.Pointer)
