package runtime

// Program start, goroutine control, and the exported face of the scheduler. The scheduler itself is native.

import (
	"internal/cpu"
	"internal/runtime/exithook"
	"internal/runtime/maps"
	"unsafe"
)

// nextInit fills in the code pointers of the next package in initialisation order and returns its initialiser (nil: it has none).
func nextInit() (init func(), more bool)

// mainFunc returns main.main.
func mainFunc() func()

// exit ends the process (in a host: the runtime).
func exit(code int32)

// main is what the first goroutine runs.
func main() {
	cpu.Initialize(gogetenv("GODEBUG"))
	maps.AlgInit()
	setZeroVal(unsafe.Pointer(&zeroVal))
	parseGodebug()
	maps_errNilAssign = plainError("assignment to entry in nil map")
	exithook.Gosched = Gosched
	exithook.Goid = goid
	exithook.Throw = throw
	for {
		init, more := nextInit()
		if !more {
			break
		}
		if init != nil {
			init()
		}
	}
	initsDone()
	mainFunc()()
	// A goroutine that is panicking right now gets to print: the process must not exit under it.
	waitPanicking()
	exithook.Run(0)
	exit(0)
}

// initsDone tells the scheduler that main.main starts: from here on finalizers may run.
func initsDone()

// waitPanicking returns if no other goroutine is running deferred calls for a panic, else waits for the process to end.
func waitPanicking()

func goid() uint64

// Gosched yields the processor, allowing other goroutines to run.
func Gosched()

// Goexit terminates the goroutine that calls it after running all its deferred calls.
func Goexit()

// GOMAXPROCS sets the number of Ps and returns the previous setting. n < 1 does not change it.
func GOMAXPROCS(n int) int { return gomaxprocs(n) }

func gomaxprocs(n int) int

// SetDefaultGOMAXPROCS sets the number of Ps to what it would be without the environment variable.
func SetDefaultGOMAXPROCS() { gomaxprocs(NumCPU()) }

// NumCPU returns the number of logical CPUs usable by the process.
func NumCPU() int

// NumGoroutine returns the number of goroutines that exist.
func NumGoroutine() int

// NumCgoCall returns 0: there is no cgo.
func NumCgoCall() int64 { return 0 }

// LockOSThread wires the calling goroutine to its thread.
func LockOSThread()

// UnlockOSThread undoes one LockOSThread.
func UnlockOSThread()

// Breakpoint does nothing: debuggers of the host set their own.
func Breakpoint() {}

// KeepAlive marks its argument as reachable up to here.
//
//go:noinline
func KeepAlive(x any) {}

// SetCgoTraceback has no effect without cgo.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

// ---- environment and arguments

// argv and envv return the i-th string given at start; ok is false behind the last.
func argv(i int) (s string, ok bool)
func envv(i int) (s string, ok bool)

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	var list []string
	for i := 0; ; i++ {
		s, ok := argv(i)
		if !ok {
			return list
		}
		list = append(list, s)
	}
}

//go:linkname os_runtime_launcher os.runtime_launcher
func os_runtime_launcher() string {
	s, _ := argv(-1)
	return s
}

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string {
	var list []string
	for i := 0; ; i++ {
		s, ok := envv(i)
		if !ok {
			return list
		}
		list = append(list, s)
	}
}

func gogetenv(key string) string {
	for i := 0; ; i++ {
		s, ok := envv(i)
		if !ok {
			return ""
		}
		if len(s) > len(key) && s[len(key)] == '=' && s[:len(key)] == key {
			return s[len(key)+1:]
		}
	}
}

//go:linkname os_runtime_beforeExit os.runtime_beforeExit
func os_runtime_beforeExit(code int) { exithook.Run(code) }

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { exit(int32(code)) }

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return 4096 }

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(k, v string) {
	if k == "GODEBUG" {
		godebugEnv = v
		godebugNotify()
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(k string) {
	if k == "GODEBUG" {
		godebugEnv = ""
		godebugNotify()
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) { syscall_runtimeUnsetenv("GODEBUG") }

// ---- GODEBUG

var (
	godebugEnv    string
	godebugUpdate func(string, string)
)

func parseGodebug() { godebugEnv = gogetenv("GODEBUG") }

func godebugNotify() {
	if godebugUpdate != nil {
		godebugUpdate(defaultGodebug(), godebugEnv)
	}
}

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	godebugNotify()
}

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	metricsLock()
	godebugMetrics = append(godebugMetrics, godebugMetric{name, read})
	metricsUnlock()
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {}

type godebugMetric struct {
	name string
	read func() uint64
}

var (
	godebugMetrics []godebugMetric
	metricsBusy    uint32
)

// ---- randomness

// rand returns a random number from the P's generator.
func rand() uint64

func bootstrapRand() uint64 { return rand() }

//go:linkname randn
func randn(n uint32) uint32 { return uint32((uint64(uint32(rand())) * uint64(n)) >> 32) }

//go:linkname cheaprand
func cheaprand() uint32 { return uint32(rand()) }

//go:linkname fastrand
func fastrand() uint32 { return uint32(rand()) }

//go:linkname fastrand64
func fastrand64() uint64 { return rand() }

//go:linkname fastrandn
func fastrandn(n uint32) uint32 { return randn(n) }

// ---- finalizers' goroutine

// runFinalizer calls one finalizer or cleanup: fn is the function as a value without arguments.
func runFinalizer(fn func()) { fn() }

// timerCall runs the function of an expired timer on a goroutine of its own stack.
func timerCall(f func(any, uintptr, int64), arg any, seq uintptr, delta int64) { f(arg, seq, delta) }
