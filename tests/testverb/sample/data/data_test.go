package data

import (
	"os"
	"testing"
)

func TestData(t *testing.T) {
	b, err := os.ReadFile("testdata/greeting.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s, %s", b, os.Getenv("SAMPLE_NAME"))
}
