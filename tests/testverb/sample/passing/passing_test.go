package passing

import (
	"fmt"
	"testing"
)

func TestAdd(t *testing.T) {
	if got := Add(1, 2); got != 3 {
		t.Errorf("Add(1, 2) = %d", got)
	}
}

func TestSign(t *testing.T) {
	for _, c := range []struct{ n, want int }{{-5, -1}, {0, 0}, {7, 1}} {
		t.Run(fmt.Sprint(c.n), func(t *testing.T) {
			t.Logf("Sign(%d)", c.n)
			if got := Sign(c.n); got != c.want {
				t.Fatalf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestSkipped(t *testing.T) {
	t.Skip("not today")
}

func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	t.Log("long")
}

func TestCleanup(t *testing.T) {
	t.Cleanup(func() { t.Log("cleaned up") })
	t.Log("before")
}

func BenchmarkAdd(b *testing.B) {
	for i := 0; i < b.N; i++ {
		Add(i, i)
	}
}

func BenchmarkLoop(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Sign(b.N)
	}
}
