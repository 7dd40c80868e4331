package runtime

import (
	"internal/abi"
	"unsafe"
)

type _type = abi.Type
type itab = abi.ITab
type maptype = abi.MapType
type slicetype = abi.SliceType
type interfacetype = abi.InterfaceType

// In our images a NameOff or TypeOff is an address; negative ones belong to types that reflect made.
func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
func resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

func nameOf(t *_type, off abi.NameOff) abi.Name {
	return abi.Name{Bytes: (*byte)(resolveNameOff(unsafe.Pointer(t), int32(off)))}
}

// typeString is the type as messages show it: "main.T", "map[string]int".
func typeString(t *_type) string {
	s := nameOf(t, t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return s[1:]
	}
	return s
}

// typePkgPath is the import path of the package that declares t, "" for types without a name.
func typePkgPath(t *_type) string {
	if u := t.Uncommon(); u != nil {
		return nameOf(t, u.PkgPath).Name()
	}
	switch t.Kind() {
	case abi.Struct:
		return (*abi.StructType)(unsafe.Pointer(t)).PkgPath.Name()
	case abi.Interface:
		return (*interfacetype)(unsafe.Pointer(t)).PkgPath.Name()
	}
	return ""
}

//go:linkname maps_typeString internal/runtime/maps.typeString
func maps_typeString(t *abi.Type) string { return typeString(t) }
