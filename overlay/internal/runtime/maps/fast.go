package maps

// Assignments to maps with keys of 4 or 8 bytes or strings: the runtime does the frequent cases (a key that is there, a slot that is free)
// and returns nil for the others (a nil map, growth, a concurrent writer), which then go the general way.

import (
	"internal/abi"
	"unsafe"
)

//go:noescape
func assign32(typ *abi.MapType, m *Map, key uint32) unsafe.Pointer

//go:noescape
func assign64(typ *abi.MapType, m *Map, key uint64) unsafe.Pointer

func assignStr(typ *abi.MapType, m *Map, key string) unsafe.Pointer

//go:linkname runtime_mapassign_fast32 runtime.mapassign_fast32
func runtime_mapassign_fast32(typ *abi.MapType, m *Map, key uint32) unsafe.Pointer {
	if e := assign32(typ, m, key); e != nil {
		return e
	}
	return assignSlow32(typ, m, key)
}

//go:linkname runtime_mapassign_fast64 runtime.mapassign_fast64
func runtime_mapassign_fast64(typ *abi.MapType, m *Map, key uint64) unsafe.Pointer {
	if e := assign64(typ, m, key); e != nil {
		return e
	}
	return assignSlow64(typ, m, key)
}

//go:linkname runtime_mapassign_faststr runtime.mapassign_faststr
func runtime_mapassign_faststr(typ *abi.MapType, m *Map, key string) unsafe.Pointer {
	if e := assignStr(typ, m, key); e != nil {
		return e
	}
	return assignSlowStr(typ, m, key)
}

// The general function copies the key: its address may be that of a local variable.

//go:noinline
func assignSlow32(typ *abi.MapType, m *Map, key uint32) unsafe.Pointer {
	return runtime_mapassign(typ, m, abi.NoEscape(unsafe.Pointer(&key)))
}

//go:noinline
func assignSlow64(typ *abi.MapType, m *Map, key uint64) unsafe.Pointer {
	return runtime_mapassign(typ, m, abi.NoEscape(unsafe.Pointer(&key)))
}

//go:noinline
func assignSlowStr(typ *abi.MapType, m *Map, key string) unsafe.Pointer {
	return runtime_mapassign(typ, m, abi.NoEscape(unsafe.Pointer(&key)))
}
