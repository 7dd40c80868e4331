package reflect

// Calls through reflection. Compiled code passes arguments as scalars, so who calls a function of a type known only at run time, or is called
// as one, needs a thunk per lowered signature. The runtime makes and keeps them; here we hand it what it needs: the function type behind a frame.

import (
	"internal/abi"
	"internal/goarch"
	"sync"
	"unsafe"
)

// frameInfo is the frame type that funcLayout makes, with what the runtime's call thunks read behind it. plan is theirs.
type frameInfo struct {
	abi.Type
	ftyp *funcType
	rcvr *abi.Type
	plan uintptr
}

func funcLayout(t *funcType, rcvr *abi.Type) (frametype *abi.Type, framePool *sync.Pool, abid abiDesc) {
	if t.Kind() != abi.Func {
		panic("reflect: funcLayout of non-func type " + stringFor(&t.Type))
	}
	if rcvr != nil && rcvr.Kind() == abi.Interface {
		panic("reflect: funcLayout with interface receiver " + stringFor(rcvr))
	}
	key := layoutKey{t, rcvr}
	if lt, ok := layoutCache.Load(key); ok {
		lt := lt.(layoutType)
		return lt.t, lt.framePool, lt.abid
	}
	abid = newAbiDesc(t, rcvr)
	f := &frameInfo{ftyp: t, rcvr: rcvr}
	f.Align_ = goarch.PtrSize
	f.Size_ = align(abid.retOffset+abid.ret.stackBytes, goarch.PtrSize)
	f.PtrBytes = uintptr(abid.stackPtrs.n) * goarch.PtrSize
	if abid.stackPtrs.n > 0 {
		f.GCData = &abid.stackPtrs.data[0]
	}
	name := "funcargs(" + stringFor(&t.Type) + ")"
	if rcvr != nil {
		name = "methodargs(" + stringFor(rcvr) + ")(" + stringFor(&t.Type) + ")"
	}
	f.Str = resolveReflectName(newName(name, "", false, false))
	pool := &sync.Pool{New: func() any { return unsafe_New(&f.Type) }}
	lt, _ := layoutCache.LoadOrStore(key, layoutType{t: &f.Type, framePool: pool, abid: abid})
	made := lt.(layoutType)
	return made.t, made.framePool, made.abid
}

// makeFuncCode returns the code pointer of the thunk for function values of the frame's type: it stores its arguments into a new frame and calls
// target (callReflectFrame or callMethodFrame) with the context and the frame. kind tells the runtime what the function value stands for.
func makeFuncCode(frametype *abi.Type, target func(ctxt, frame unsafe.Pointer), kind int) uintptr

const (
	kindFunc = iota
	kindMethodValue
)

func callReflectFrame(ctxt, frame unsafe.Pointer) {
	var valid bool
	var regs abi.RegArgs
	callReflect((*makeFuncImpl)(ctxt), frame, &valid, &regs)
}

func callMethodFrame(ctxt, frame unsafe.Pointer) {
	var valid bool
	var regs abi.RegArgs
	callMethod((*methodValue)(ctxt), frame, &valid, &regs)
}

// The thunk finds the frame type in argLen, which is otherwise unused; the type is never freed, layoutCache holds it.

// MakeFunc returns a new function of the given type that wraps fn.
func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	t := typ.common()
	typ = toType(t)
	if typ.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	ftyp := (*funcType)(unsafe.Pointer(t))
	frametype, _, abid := funcLayout(ftyp, nil)
	impl := &makeFuncImpl{
		makeFuncCtxt: makeFuncCtxt{
			fn:     makeFuncCode(frametype, callReflectFrame, kindFunc),
			stack:  abid.stackPtrs,
			argLen: uintptr(unsafe.Pointer(frametype)),
		},
		ftyp: ftyp,
		fn:   fn,
	}
	return Value{t, unsafe.Pointer(impl), flag(Func)}
}

func makeMethodValue(op string, v Value) Value {
	if v.flag&flagMethod == 0 {
		panic("reflect: internal error: invalid use of makeMethodValue")
	}
	fl := v.flag & (flagRO | flagAddr | flagIndir)
	fl |= flag(v.typ().Kind())
	rcvr := Value{v.typ(), v.ptr, fl}
	ftyp := (*funcType)(unsafe.Pointer(v.Type().(*rtype)))
	frametype, _, abid := funcLayout(ftyp, nil)
	fv := &methodValue{
		makeFuncCtxt: makeFuncCtxt{
			fn:     makeFuncCode(frametype, callMethodFrame, kindMethodValue),
			stack:  abid.stackPtrs,
			argLen: uintptr(unsafe.Pointer(frametype)),
		},
		method: int(v.flag) >> flagMethodShift,
		rcvr:   rcvr,
	}
	// A method that can't be called panics here rather than at the call.
	methodReceiver(op, fv.rcvr, fv.method)
	return Value{ftyp.Common(), unsafe.Pointer(fv), v.flag&flagRO | flag(Func)}
}

// methodValueCallCodePtr is what Pointer reports for method values: one number for all of them, as under gc.
func methodValueCallCodePtr() uintptr { return uintptr(unsafe.Pointer(&methodValueMark)) }

var methodValueMark byte

// A method's code takes its receiver first and no context, so a function value for it needs a thunk: methodFunc is such a value.
type methodFunc struct {
	thunk uintptr
	code  unsafe.Pointer
}

func methodFuncCode(frametype *abi.Type, receiver uintptr) uintptr

// Method returns the i'th exported method of t, in the order of their names.
func (t *rtype) Method(i int) (m Method) {
	if t.Kind() == Interface {
		return (*interfaceType)(unsafe.Pointer(t)).Method(i)
	}
	methods := t.exportedMethods()
	if i < 0 || i >= len(methods) {
		panic("reflect: Method index out of range")
	}
	p := methods[i]
	sig := (*funcType)(unsafe.Pointer(t.typeOff(p.Mtyp)))
	params, results := []Type{t}, []Type(nil)
	for _, p := range sig.InSlice() {
		params = append(params, toRType(p))
	}
	for _, r := range sig.OutSlice() {
		results = append(results, toRType(r))
	}
	typ := FuncOf(params, results, sig.IsVariadic()).(*rtype)
	frametype, _, _ := funcLayout((*funcType)(unsafe.Pointer(typ)), nil)
	m = Method{Name: t.nameOff(p.Name).Name(), Type: typ, Index: i}
	if thunk := methodFuncCode(frametype, t.t.Size_); thunk != 0 {
		m.Func = Value{&typ.t, unsafe.Pointer(&methodFunc{thunk, t.textOff(p.Tfn)}), flag(Func)}
	} else {
		m.Func = MakeFunc(typ, func(args []Value) []Value {
			method := args[0].Method(i)
			if sig.IsVariadic() {
				return method.CallSlice(args[1:])
			}
			return method.Call(args[1:])
		})
	}
	return m
}
