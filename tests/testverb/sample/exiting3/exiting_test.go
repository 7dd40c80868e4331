package exiting3

import (
	"os"
	"testing"
)

func TestExitThree(t *testing.T) { os.Exit(3) }
