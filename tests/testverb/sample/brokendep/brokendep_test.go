package brokendep

import "testing"

func TestF(t *testing.T) { F() }
