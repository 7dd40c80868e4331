package panicking

import "testing"

func TestBefore(t *testing.T) {}

func TestPanics(t *testing.T) {
	t.Log("about to panic")
	Must()
}

func TestAfter(t *testing.T) { t.Log("never run") }
