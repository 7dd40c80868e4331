package fuzzing

import "testing"

func FuzzReverse(f *testing.F) {
	f.Add("hello")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if got := Reverse(Reverse(s)); got != s {
			t.Errorf("twice reversed %q is %q", s, got)
		}
	})
}

func FuzzSeed(f *testing.F) {
	f.Add(1, []byte("x"))
	f.Fuzz(func(t *testing.T, n int, b []byte) {
		if n == 1000 {
			t.Errorf("seed from testdata: %d %q", n, b)
		}
	})
}
