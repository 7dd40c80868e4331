package panicking

// Must panics.
func Must() { panic("must not") }
