package passing_test

import (
	"fmt"
	"testing"

	"example.com/sample/passing"
)

func TestExternal(t *testing.T) {
	if passing.Add(2, 2) != 4 {
		t.Fail()
	}
}

func ExampleAdd() {
	fmt.Println(passing.Add(20, 22))
	// Output: 42
}

func ExampleSign() {
	for _, n := range []int{3, -3, 0} {
		fmt.Println(passing.Sign(n))
	}
	// Unordered output:
	// 0
	// -1
	// 1
}

func ExampleSign_notRun() {
	panic("an example without output is compiled only")
}
