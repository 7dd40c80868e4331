package failing

import (
	"fmt"
	"testing"
)

func TestPasses(t *testing.T) {}

func TestError(t *testing.T) {
	t.Error("first")
	t.Errorf("second: %d", Half(3))
}

func TestFatal(t *testing.T) {
	helper(t)
	t.Log("not reached")
}

func helper(t *testing.T) {
	t.Helper()
	t.Fatal("fatal\nin two lines")
}

func TestSub(t *testing.T) {
	t.Run("good", func(t *testing.T) { t.Log("fine") })
	t.Run("bad", func(t *testing.T) {
		t.Run("inner", func(t *testing.T) { t.Fail() })
		t.Log("after inner")
	})
	t.Run("skipped", func(t *testing.T) { t.SkipNow() })
}

func TestPrints(t *testing.T) {
	fmt.Println("printed by the test")
	t.Fail()
}

func ExampleHalf() {
	fmt.Println(Half(9))
	// Output: 4.5
}
