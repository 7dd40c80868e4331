package testmain

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var word = flag.String("word", "none", "a flag of the test's own")

func TestMain(m *testing.M) {
	flag.Parse()
	fmt.Println("set up, word", *word)
	code := m.Run()
	fmt.Println("tear down", code)
	os.Exit(code)
}

func TestWord(t *testing.T) {
	if *word == "bad" {
		t.Fatal("bad word")
	}
}
