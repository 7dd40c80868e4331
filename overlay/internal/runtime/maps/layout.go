package maps

// The runtime's natives (Memory/Map*.cs) read and write this memory. A Go tree with another layout stops the making of the std image here:
// offsets that differ make a constant overflow. The runtime's unit tests compare these numbers with the structures in C#.

import (
	"internal/abi"
	"unsafe"
)

const (
	_ = uint8((unsafe.Offsetof(Map{}.used) - 0) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.seed) - 8) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.dirPtr) - 16) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.dirLen) - 24) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.globalDepth) - 32) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.globalShift) - 33) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.writing) - 34) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.tombstonePossible) - 35) * 256)
	_ = uint8((unsafe.Offsetof(Map{}.clearSeq) - 40) * 256)

	_ = uint8((unsafe.Offsetof(table{}.used) - 0) * 256)
	_ = uint8((unsafe.Offsetof(table{}.capacity) - 2) * 256)
	_ = uint8((unsafe.Offsetof(table{}.growthLeft) - 4) * 256)
	_ = uint8((unsafe.Offsetof(table{}.localDepth) - 6) * 256)
	_ = uint8((unsafe.Offsetof(table{}.index) - 8) * 256)
	_ = uint8((unsafe.Offsetof(table{}.groups) - 16) * 256)
	_ = uint8((unsafe.Offsetof(groupsReference{}.data) - 0) * 256)
	_ = uint8((unsafe.Offsetof(groupsReference{}.lengthMask) - 8) * 256)
	_ = uint8((unsafe.Sizeof(groupReference{}) - 8) * 256)

	_ = uint8((unsafe.Offsetof(Iter{}.key) - 0) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.elem) - 8) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.typ) - 16) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.m) - 24) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.entryOffset) - 32) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.dirOffset) - 40) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.clearSeq) - 48) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.globalDepth) - 56) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.dirIdx) - 64) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.tab) - 72) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.group) - 80) * 256)
	_ = uint8((unsafe.Offsetof(Iter{}.entryIdx) - 88) * 256)

	_ = uint8((unsafe.Offsetof(abi.MapType{}.Key) - 48) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.Elem) - 56) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.Hasher) - 72) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.GroupSize) - 80) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.KeysOff) - 88) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.KeyStride) - 96) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.ElemsOff) - 104) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.ElemStride) - 112) * 256)
	_ = uint8((unsafe.Offsetof(abi.MapType{}.Flags) - 128) * 256)

	// Numbers that the natives rely on, each as a difference from its value there.
	_ = uint8((abi.MapGroupSlots - 8) * 256)
	_ = uint8((abi.MapIndirectKey - 4) * 256)
	_ = uint8((abi.MapIndirectElem - 8) * 256)
	_ = uint8((uint(ctrlEmpty) - 0x80) * 256)
	_ = uint8((uint(ctrlDeleted) - 0xfe) * 256)
)
