package nilmap

import "testing"

func TestNilMap(t *testing.T) {
	var m map[string]int
	t.Run("sub", func(t *testing.T) { m["x"] = 1 })
}
