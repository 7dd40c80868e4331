package runtime

// What is left of a program that panics: printing the panics. The walk over the frames, deferred calls and recovery are the scheduler's.

// panicrec describes the i-th panic of the current goroutine, 0 being the first one. ok is false behind the last.
// flags: 1 recovered, 2 Goexit, 4 repanicked.
func panicrec(i int) (v any, flags int, ok bool)

// setpanicrec replaces the value of the i-th panic (its text has been computed) and ors flags.
func setpanicrec(i int, v any, flags int)

// dopanic prints the signal line if the innermost panic is a nil dereference, the goroutines, and exits with status 2.
func dopanic()

// panicmemSig notes that the panic that follows is a memory fault.
func panicmemSig()

// panicwrapNames returns package, type and method of the wrapper that called panicwrap.
func panicwrapNames() (pkg, typ, meth string)

// fatalpanic ends a program whose goroutine panics with nobody to recover.
func fatalpanic() {
	preprintpanics()
	printlock()
	printpanics()
	printunlock()
	dopanic()
}

// preprintpanics calls the Error and String methods of all values before anything is printed.
func preprintpanics() {
	defer func() {
		text := "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + typeString(efaceOf(&r)._type))
		}
	}()
	for i := 0; ; i++ {
		v, _, ok := panicrec(i)
		if !ok {
			return
		}
		if i > 0 {
			if w, f, _ := panicrec(i - 1); f&2 == 0 && *efaceOf(&w) == *efaceOf(&v) {
				setpanicrec(i-1, w, 4)
			}
		}
	}
}

func panicText(v any) any {
	switch v := v.(type) {
	case error:
		return v.Error()
	case stringer:
		return v.String()
	}
	return v
}

func printpanics() {
	skipped := false
	for i := 0; ; i++ {
		v, flags, ok := panicrec(i)
		if !ok {
			return
		}
		if flags&4 != 0 {
			// The next one carries the same value and says so.
			skipped = true
			if i > 0 {
				if _, f, _ := panicrec(i - 1); f&2 == 0 {
					print("\t")
				}
			}
			print("panic: ")
			printpanicval(panicText(v))
			if flags&1 != 0 {
				print(" [recovered, repanicked]\n")
			} else {
				print("\n")
			}
			continue
		}
		if skipped {
			skipped = false
			continue
		}
		if flags&2 != 0 {
			continue
		}
		if i > 0 {
			if _, f, _ := panicrec(i - 1); f&2 == 0 {
				print("\t")
			}
		}
		print("panic: ")
		printpanicval(panicText(v))
		if flags&1 != 0 {
			print(" [recovered]")
		}
		print("\n")
	}
}

// throw reports an inconsistency of the program or of this runtime that nobody can recover from, and exits with status 2.
func throw(s string)

// fatal is throw for mistakes of the program: the runtime's own frames are not shown.
func fatal(s string)
