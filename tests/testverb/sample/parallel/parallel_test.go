package parallel

import (
	"sync"
	"testing"
)

// The two wait for each other: they pass only if they run at the same time.
var meet sync.WaitGroup

func init() { meet.Add(2) }

func TestA(t *testing.T) {
	t.Parallel()
	meet.Done()
	meet.Wait()
}

func TestB(t *testing.T) {
	t.Parallel()
	meet.Done()
	meet.Wait()
}

func TestSequential(t *testing.T) { t.Log("runs first") }
