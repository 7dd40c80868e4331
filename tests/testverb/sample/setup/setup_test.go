package setup

import (
	"testing"

	"example.com/sample/nowhere"
)

func TestF(t *testing.T) { nowhere.F() }
