package runtime

// Profiles. The runtime counts by call stack (Prof/Profiles.cs); here the counts become the records of this package and of runtime/pprof.

import (
	"internal/profilerecord"
	"unsafe"
)

const (
	profMemory = iota
	profBlock
	profMutex

	maxProfStack = 128
)

// profCount is the number of call stacks of a kind.
func profCount(kind int) int

// profGet reads one: object size, allocations, frees; or 0, events, nanoseconds. It returns the depth of the stack.
func profGet(kind, i int, rec *[3]int64, pcs []uintptr) int

func profMemRate(p *int)
func profSetBlockRate(ns int)
func profSetMutexRate(n int)
func profSetCPURate(hz int) bool
func profCPUSize() (words, tags int, on bool)
func profCPURead(data []uint64, tags []unsafe.Pointer)

// goroutineStacks fills stride pcs and a label per goroutine, the caller's first, as far as there is room; it returns the number of goroutines.
func goroutineStacks(pcs []uintptr, stride int, labels []unsafe.Pointer) int

// MemProfileRate controls the fraction of allocations that are recorded in the memory profile: on average one for as many bytes. 1 records all, 0 none.
var MemProfileRate int = 512 * 1024

func init() { profMemRate(&MemProfileRate) }

// A StackRecord describes a single execution stack.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack returns the pcs of the record.
func (r *StackRecord) Stack() []uintptr { return trimStack(r.Stack0[:]) }

func trimStack(s []uintptr) []uintptr {
	for i, v := range s {
		if v == 0 {
			return s[:i]
		}
	}
	return s
}

// A MemProfileRecord describes the live objects allocated by one call sequence.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes returns the number of bytes in use.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the number of objects in use.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the pcs of the record.
func (r *MemProfileRecord) Stack() []uintptr { return trimStack(r.Stack0[:]) }

// BlockProfileRecord describes blocking events of one call sequence.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// profVisit calls f with each record of a kind.
func profVisit(kind int, f func(rec *[3]int64, stack []uintptr)) {
	var pcs [maxProfStack]uintptr
	for i := range profCount(kind) {
		var rec [3]int64
		n := profGet(kind, i, &rec, pcs[:])
		f(&rec, pcs[:min(n, len(pcs))])
	}
}

func inUse(rec *[3]int64, zeroToo bool) bool { return zeroToo || rec[1] != rec[2] }

// memRecords counts the records of the memory profile and, if they fit, hands them to put.
func memRecords(room int, inuseZero bool, put func(i int, rec *[3]int64, stack []uintptr)) (n int, ok bool) {
	profVisit(profMemory, func(rec *[3]int64, _ []uintptr) {
		if inUse(rec, inuseZero) {
			n++
		}
	})
	if n > room {
		return n, false
	}
	n = 0
	profVisit(profMemory, func(rec *[3]int64, stack []uintptr) {
		if inUse(rec, inuseZero) && n < room {
			put(n, rec, stack)
			n++
		}
	})
	return n, true
}

// MemProfile returns a profile of memory allocated and freed per allocation site.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return memRecords(len(p), inuseZero, func(i int, rec *[3]int64, stack []uintptr) {
		r := MemProfileRecord{AllocBytes: rec[0] * rec[1], FreeBytes: rec[0] * rec[2], AllocObjects: rec[1], FreeObjects: rec[2]}
		copy(r.Stack0[:], stack)
		p[i] = r
	})
}

//go:linkname pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return memRecords(len(p), inuseZero, func(i int, rec *[3]int64, stack []uintptr) {
		p[i] = profilerecord.MemProfileRecord{ObjectSize: rec[0], AllocObjects: rec[1], FreeObjects: rec[2], Stack: append([]uintptr(nil), stack...)}
	})
}

func blockRecords(kind, room int, put func(i int, rec *[3]int64, stack []uintptr)) (n int, ok bool) {
	if n = profCount(kind); n > room {
		return n, false
	}
	n = 0
	profVisit(kind, func(rec *[3]int64, stack []uintptr) {
		if n < room {
			put(n, rec, stack)
			n++
		}
	})
	return n, true
}

func blockProfile(kind int, p []BlockProfileRecord) (n int, ok bool) {
	return blockRecords(kind, len(p), func(i int, rec *[3]int64, stack []uintptr) {
		r := BlockProfileRecord{Count: rec[1], Cycles: rec[2]}
		copy(r.Stack0[:], stack)
		p[i] = r
	})
}

func blockProfileInternal(kind int, p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockRecords(kind, len(p), func(i int, rec *[3]int64, stack []uintptr) {
		p[i] = profilerecord.BlockProfileRecord{Count: rec[1], Cycles: rec[2], Stack: append([]uintptr(nil), stack...)}
	})
}

// BlockProfile returns where goroutines have waited, and how long.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(profBlock, p) }

// MutexProfile returns where mutexes were released that others waited for.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(profMutex, p) }

//go:linkname pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(profBlock, p)
}

//go:linkname pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(profMutex, p)
}

// SetBlockProfileRate sets the number of nanoseconds of waiting for which one event is recorded on average; 0 turns the profile off.
func SetBlockProfileRate(rate int) { profSetBlockRate(max(rate, 0)) }

var mutexProfileFraction int

// SetMutexProfileFraction records one of rate contended releases on average; 0 turns the profile off, a negative rate only asks. It returns the rate before.
func SetMutexProfileFraction(rate int) int {
	old := mutexProfileFraction
	if rate >= 0 {
		mutexProfileFraction = rate
		profSetMutexRate(rate)
	}
	return old
}

// ThreadCreateProfile returns the thread creation profile. Threads are the runtime's own affair here: none has a Go stack that made it.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) { return 0, true }

// goroutineRecords hands the stack and the labels of each goroutine to put, if there are at most room of them.
func goroutineRecords(room, depth int, put func(i int, stack []uintptr, label unsafe.Pointer)) (n int, ok bool) {
	if n = NumGoroutine(); n > room {
		return n, false
	}
	pcs := make([]uintptr, room*depth)
	labels := make([]unsafe.Pointer, room)
	if n = goroutineStacks(pcs, depth, labels); n > room {
		return n, false
	}
	for i := range n {
		put(i, trimStack(pcs[i*depth:(i+1)*depth]), labels[i])
	}
	return n, true
}

// GoroutineProfile returns the stacks of all goroutines.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	return goroutineRecords(len(p), 32, func(i int, stack []uintptr, _ unsafe.Pointer) {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], stack)
	})
}

//go:linkname pprof_goroutineProfileWithLabels
func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return goroutineRecords(len(p), maxProfStack, func(i int, stack []uintptr, label unsafe.Pointer) {
		p[i].Stack = append([]uintptr(nil), stack...)
		if labels != nil {
			labels[i] = label
		}
	})
}

//go:linkname pprof_goroutineLeakProfileWithLabels
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int { return 0 }

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC() { GC() }

// SetCPUProfileRate sets the CPU profiling rate to hz samples per second of processor time; 0 turns profiling off.
func SetCPUProfileRate(hz int) {
	if !profSetCPURate(hz) {
		print("runtime: cannot set CPU profile rate until previous profile has finished.\n")
	}
}

// CPUProfile panics: it was removed from Go.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	words, n, on := profCPUSize()
	if words == 0 {
		return nil, nil, !on
	}
	data, tags = make([]uint64, words), make([]unsafe.Pointer, n)
	profCPURead(data, tags)
	return data, tags, false
}

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1e9 }

//go:linkname pprof_fpunwindExpand
func pprof_fpunwindExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, maxProfStack) }
