package abi

// What gc's compiler does for these two by itself. The escape analysis reads it off the bodies: v escapes.

func EscapeNonString[T any](v T) { Escape(v) }

func EscapeToResultNonString[T any](v T) T {
	Escape(v)
	return v
}
