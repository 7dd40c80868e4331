// unsafe: sizes and offsets, pointer arithmetic, String and Slice, reinterpretation, uintptr round trips, atomic access.
package main

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

type S struct {
	a bool
	b int16
	c float64
	d []int
	e string
	f any
	g [3]byte
	h complex64
	i struct{}
}

func main() {
	var s S
	fmt.Println(unsafe.Sizeof(s), unsafe.Alignof(s.h), unsafe.Offsetof(s.b), unsafe.Offsetof(s.d), unsafe.Offsetof(s.g), unsafe.Offsetof(s.h), unsafe.Offsetof(s.i))
	arr := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&arr[0])
	*(*int32)(unsafe.Add(p, 8)) = 30
	*(*int32)(unsafe.Pointer(uintptr(p) + unsafe.Sizeof(arr[0]))) = 20
	fmt.Println(arr, *(*int64)(p), *(*[2]int64)(p))
	f := 1.5
	fmt.Printf("%#x\n", *(*uint64)(unsafe.Pointer(&f)))
	b := []byte("hello")
	str := unsafe.String(&b[0], len(b))
	b[0] = 'J'
	fmt.Println(str, unsafe.Slice(unsafe.StringData("abc"), 3), unsafe.SliceData(b) == &b[0])
	sl := unsafe.Slice((*int16)(unsafe.Pointer(&arr)), 8)
	sl[1] = 1
	fmt.Println(arr[0], len(sl), cap(sl))
	type hdr struct {
		p        unsafe.Pointer
		len, cap int
	}
	x := make([]int, 3, 10)
	h := (*hdr)(unsafe.Pointer(&x))
	h.len = 7
	fmt.Println(len(x), h.cap)
	var i any = 42
	type eface struct{ t, d unsafe.Pointer }
	fmt.Println(*(*int)((*eface)(unsafe.Pointer(&i)).d))
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.Slice(&arr[0], n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var q *int
		n := 1
		_ = unsafe.Slice(q, n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.String(&b[0], n)
	}()
	var q *int
	fmt.Println(unsafe.Slice(q, 0) == nil)
	var a32 int32
	var a64 atomic.Int64
	var ap atomic.Pointer[S]
	atomic.AddInt32(&a32, -5)
	fmt.Println(a64.Add(10), a64.CompareAndSwap(10, 20), a64.Swap(3), a64.Load(), a32, atomic.CompareAndSwapInt32(&a32, -5, 1), a32)
	fmt.Println(ap.Load() == nil, ap.CompareAndSwap(nil, &s), ap.Load() == &s, a64.Or(12), a64.And(6), a64.Load())
	var v atomic.Value
	v.Store("x")
	fmt.Println(v.Load(), v.Swap("y"), v.CompareAndSwap("y", "z"), v.Load())
	const c = unsafe.Sizeof(uintptr(0)) * 2
	var z [c]byte
	fmt.Println(len(z), uintptr(unsafe.Pointer(&z))%1 == 0)
	u := uintptr(unsafe.Pointer(&s))
	fmt.Println((*S)(unsafe.Pointer(u)) == &s)
}
