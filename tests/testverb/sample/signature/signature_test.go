package signature

import "testing"

func TestWrong(t *testing.B) {}
