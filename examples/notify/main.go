// Notify is the core of a notification service: alerts come in, a bounded pool of workers renders them, and each channel
// (mail, sms, push) has a sender of its own behind a small interface. It drives itself with -alerts N and prints what it measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	alerts := flag.Int("alerts", 200_000, "number of alerts to send")
	workers := flag.Int("workers", 16, "size of the worker pool")
	flag.Parse()
	if *alerts < 1 || *workers < 1 {
		fmt.Fprintln(os.Stderr, "notify: -alerts and -workers must be positive")
		os.Exit(2)
	}

	service := NewService(*workers, map[string]Sender{
		"mail": &mailSender{},
		"sms":  &flakySender{every: 97},
		"push": SenderFunc(func(ctx context.Context, m *Message) error { return nil }),
	})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	start := time.Now()
	service.Start(ctx)
	channels := [...]string{"mail", "sms", "push"}
	for i := range *alerts {
		a := Alert{ID: i, Channel: channels[i%len(channels)], Severity: Severity(i % 3), Born: time.Now()}
		if err := service.Submit(ctx, a); err != nil {
			fmt.Fprintln(os.Stderr, "notify:", err)
			os.Exit(1)
		}
	}
	peak := runtime.NumGoroutine()
	service.Close()
	took := time.Since(start)

	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	c := &service.Counters
	fmt.Printf("alerts      %d sent, %d failed, %d retries\n", c.Sent.Load(), c.Failed.Load(), c.Retries.Load())
	fmt.Printf("rate        %.0f alerts/s\n", float64(*alerts)/took.Seconds())
	p50, p95, p99, worst := service.Percentiles()
	fmt.Printf("latency     p50 %v  p95 %v  p99 %v  max %v\n", p50, p95, p99, worst)
	fmt.Printf("goroutines  %d while running, %d now\n", peak, runtime.NumGoroutine())
	fmt.Printf("gc          %d cycles\n", mem.NumGC)
	if c.Sent.Load()+c.Failed.Load() != int64(*alerts) {
		fmt.Fprintln(os.Stderr, "notify: alerts were lost")
		os.Exit(1)
	}
}

// Severity says how urgent an alert is.
type Severity int

const (
	Info Severity = iota
	Warning
	Critical
)

func (s Severity) String() string { return [...]string{"info", "warning", "critical"}[s] }

// Alert is what comes in.
type Alert struct {
	ID       int
	Channel  string
	Severity Severity
	Born     time.Time
}

// Message is a rendered alert. Its body is a pooled buffer, valid only during Send.
type Message struct {
	Alert Alert
	Body  []byte
}

// Sender delivers messages of one channel.
type Sender interface {
	Send(ctx context.Context, m *Message) error
}

// SenderFunc makes a function a Sender.
type SenderFunc func(ctx context.Context, m *Message) error

func (f SenderFunc) Send(ctx context.Context, m *Message) error { return f(ctx, m) }

var errBusy = errors.New("gateway busy")

// mailSender counts bytes as a mail server would take them.
type mailSender struct{ bytes atomic.Int64 }

func (s *mailSender) Send(ctx context.Context, m *Message) error {
	s.bytes.Add(int64(len(m.Body)))
	return nil
}

// flakySender fails the first try of every n-th message.
type flakySender struct {
	every int
	mu    sync.Mutex
	seen  map[int]bool
}

func (s *flakySender) Send(ctx context.Context, m *Message) error {
	if m.Alert.ID%s.every != 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = make(map[int]bool)
	}
	if s.seen[m.Alert.ID] {
		delete(s.seen, m.Alert.ID)
		return nil
	}
	s.seen[m.Alert.ID] = true
	return fmt.Errorf("sms %d: %w", m.Alert.ID, errBusy)
}
