package runtime

// testing/synctest's bubbles, as far as they are written in Go: what can panic, and the loop of the goroutine that called Run. The scheduler's side is
// Runtime/Sched/Synctest.cs.

import "unsafe"

func synctestEnter() bool
func synctestIdle()
func synctestAdvance() bool
func synctestStuck() int
func synctestLeave()
func synctestWaitBegin() int
func synctestWait()
func synctestWaitEnd()
func synctestBubble() uintptr
func synctestHold(bubble uintptr)
func synctestDrop(bubble uintptr)
func synctestJoin(bubble uintptr)
func synctestId() uint64
func synctestAssociation(p unsafe.Pointer, bubble uint64, add bool) int
func synctestDissociate(p unsafe.Pointer)

// A synctestDeadlockError is what Run panics with when goroutines of the bubble can never go on.
type synctestDeadlockError struct {
	reason string
	bubble uint64
}

func (e synctestDeadlockError) Error() string { return e.reason }

// A bubbleHandle is what Acquire gives out.
type bubbleHandle struct{ bubble uintptr }

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return synctestBubble() != 0 }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if !synctestEnter() {
		panic("synctest.Run called from within a synctest bubble")
	}
	defer synctestLeave()
	go f()
	for {
		synctestIdle()
		if !synctestAdvance() {
			break
		}
	}
	switch synctestStuck() {
	case 1:
		panic(synctestDeadlockError{"deadlock: all goroutines in bubble are blocked", synctestId()})
	case 2:
		panic(synctestDeadlockError{"deadlock: main bubble goroutine has exited but blocked goroutines remain", synctestId()})
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	switch synctestWaitBegin() {
	case 1:
		panic("goroutine is not in a bubble")
	case 2:
		panic("wait already in progress")
	}
	synctestWait()
	synctestWaitEnd()
}

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	b := synctestBubble()
	if b == 0 {
		return nil
	}
	synctestHold(b)
	return &bubbleHandle{b}
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(b any) { synctestDrop(b.(*bubbleHandle).bubble) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(b any, f func()) {
	if synctestBubble() != 0 {
		panic("goroutine is already bubbled")
	}
	synctestJoin(b.(*bubbleHandle).bubble)
	defer synctestJoin(0)
	f()
}

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return synctestAssociation(p, synctestId(), true) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { synctestDissociate(p) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool {
	return synctestAssociation(p, synctestId(), false) == 1
}
