package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Counters are updated by all workers.
type Counters struct {
	Sent, Failed, Retries atomic.Int64
}

// Service is a bounded pool of workers in front of one sender goroutine per channel.
type Service struct {
	Counters Counters

	workers int
	senders map[string]Sender
	in      chan Alert
	out     map[string]chan *Message
	bodies  sync.Pool
	pool    sync.WaitGroup
	outPool sync.WaitGroup

	mu        sync.Mutex
	latencies []time.Duration
}

// NewService makes a service; Start runs it.
func NewService(workers int, senders map[string]Sender) *Service {
	s := &Service{workers: workers, senders: senders, in: make(chan Alert, 256), out: make(map[string]chan *Message)}
	s.bodies.New = func() any { return &Message{Body: make([]byte, 0, 256)} }
	for name := range senders {
		s.out[name] = make(chan *Message, 64)
	}
	return s
}

// Start starts the workers and the senders.
func (s *Service) Start(ctx context.Context) {
	for range s.workers {
		s.pool.Go(func() { s.work(ctx) })
	}
	for name, sender := range s.senders {
		s.outPool.Go(func() { s.deliver(ctx, sender, s.out[name]) })
	}
}

// Submit hands an alert to the pool; it blocks while the pool is full.
func (s *Service) Submit(ctx context.Context, a Alert) error {
	select {
	case s.in <- a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close waits until everything that was submitted is delivered.
func (s *Service) Close() {
	close(s.in)
	s.pool.Wait()
	for _, c := range s.out {
		close(c)
	}
	s.outPool.Wait()
}

// work renders alerts and passes them to their channel's sender.
func (s *Service) work(ctx context.Context) {
	for a := range s.in {
		m := s.bodies.Get().(*Message)
		m.Alert = a
		m.Body = render(m.Body[:0], &a)
		out, ok := s.out[a.Channel]
		if !ok {
			s.Counters.Failed.Add(1)
			s.bodies.Put(m)
			continue
		}
		select {
		case out <- m:
		case <-ctx.Done():
			s.Counters.Failed.Add(1)
		}
	}
}

// deliver sends the messages of one channel, retrying with back-off.
func (s *Service) deliver(ctx context.Context, sender Sender, in <-chan *Message) {
	latencies := make([]time.Duration, 0, 1024)
	for m := range in {
		if err := s.send(ctx, sender, m); err != nil {
			s.Counters.Failed.Add(1)
		} else {
			s.Counters.Sent.Add(1)
		}
		latencies = append(latencies, time.Since(m.Alert.Born))
		s.bodies.Put(m)
	}
	s.mu.Lock()
	s.latencies = append(s.latencies, latencies...)
	s.mu.Unlock()
}

// send tries up to four times; only a busy gateway is worth another try.
func (s *Service) send(ctx context.Context, sender Sender, m *Message) error {
	backoff := 50 * time.Microsecond
	for try := 1; ; try++ {
		err := sender.Send(ctx, m)
		if err == nil || !errors.Is(err, errBusy) {
			return err
		}
		if try == 4 {
			return fmt.Errorf("giving up after %d tries: %w", try, err)
		}
		s.Counters.Retries.Add(1)
		select {
		case <-time.After(backoff):
			backoff *= 2
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Percentiles reports the latency from submission to delivery.
func (s *Service) Percentiles() (p50, p95, p99, worst time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.latencies) == 0 {
		return
	}
	slices.Sort(s.latencies)
	at := func(p float64) time.Duration {
		return s.latencies[int(p*float64(len(s.latencies)-1))].Round(time.Microsecond)
	}
	return at(0.50), at(0.95), at(0.99), at(1)
}

// render appends the text of an alert to b.
func render(b []byte, a *Alert) []byte {
	b = append(b, "["...)
	b = append(b, a.Severity.String()...)
	b = append(b, "] alert "...)
	b = strconv.AppendInt(b, int64(a.ID), 10)
	b = append(b, " via "...)
	return append(b, a.Channel...)
}
