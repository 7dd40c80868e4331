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

// Deletions likewise: false means that nothing has changed.

//go:noescape
func delete32(typ *abi.MapType, m *Map, key uint32) bool

//go:noescape
func delete64(typ *abi.MapType, m *Map, key uint64) bool

//go:noescape
func deleteStr(typ *abi.MapType, m *Map, key string) bool

//go:linkname runtime_mapdelete_fast32 runtime.mapdelete_fast32
func runtime_mapdelete_fast32(typ *abi.MapType, m *Map, key uint32) {
	if !delete32(typ, m, key) {
		deleteSlow32(typ, m, key)
	}
}

//go:linkname runtime_mapdelete_fast64 runtime.mapdelete_fast64
func runtime_mapdelete_fast64(typ *abi.MapType, m *Map, key uint64) {
	if !delete64(typ, m, key) {
		deleteSlow64(typ, m, key)
	}
}

//go:linkname runtime_mapdelete_faststr runtime.mapdelete_faststr
func runtime_mapdelete_faststr(typ *abi.MapType, m *Map, key string) {
	if !deleteStr(typ, m, key) {
		deleteSlowStr(typ, m, key)
	}
}

//go:noinline
func deleteSlow32(typ *abi.MapType, m *Map, key uint32) {
	m.Delete(typ, abi.NoEscape(unsafe.Pointer(&key)))
}

//go:noinline
func deleteSlow64(typ *abi.MapType, m *Map, key uint64) {
	m.Delete(typ, abi.NoEscape(unsafe.Pointer(&key)))
}

//go:noinline
func deleteSlowStr(typ *abi.MapType, m *Map, key string) {
	m.Delete(typ, abi.NoEscape(unsafe.Pointer(&key)))
}

// moveTable puts every element of old into left or, if its hash has the bit mask, into right.
func moveTable(old *table, typ *abi.MapType, seed uintptr, left, right *table, mask uintptr)

func (t *table) split(typ *abi.MapType, m *Map) {
	depth := t.localDepth + 1
	left, right := newTable(typ, maxTableCapacity, -1, depth), newTable(typ, maxTableCapacity, -1, depth)
	moveTable(t, typ, m.seed, left, right, localDepthMask(depth))
	m.installTableSplit(t, left, right)
	t.index = -1
}

func (t *table) grow(typ *abi.MapType, m *Map, newCapacity uint16) {
	larger := newTable(typ, uint64(newCapacity), t.index, t.localDepth)
	if t.capacity > 0 {
		moveTable(t, typ, m.seed, larger, larger, 0)
	}
	m.replaceTable(larger)
	t.index = -1
}
