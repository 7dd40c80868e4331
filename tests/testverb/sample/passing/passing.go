// Package passing has tests that pass, in every form that go test knows.
package passing

// Add returns a + b.
func Add(a, b int) int { return a + b }

// Sign returns -1, 0 or 1.
func Sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func unreached(n int) int {
	if n > 10 {
		return n * 2
	}
	return n
}
