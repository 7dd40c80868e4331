package bubble

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		time.Sleep(time.Hour)
		if d := time.Since(start); d != time.Hour {
			t.Fatalf("slept %v", d)
		}
	})
}

func TestAllocs(t *testing.T) {
	var sink *[100]int
	if n := testing.AllocsPerRun(100, func() { sink = new([100]int) }); n != 1 {
		t.Errorf("%v allocations", n)
	}
	_ = sink
}
