package runtime

// runtime/metrics: the figures come from the runtime's counters, one number a name; histograms are built here.

import "unsafe"

type metricValue struct {
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}

type metricSample struct {
	name  string
	value metricValue
}

type metricHistogram struct {
	counts  []uint64
	buckets []float64
}

const (
	metricKindBad = iota
	metricKindUint64
	metricKindFloat64
	metricKindHistogram
)

// metricRead returns the kind of a metric and, of scalars, its bits. kind bad: no such metric.
func metricRead(name string) (kind int, bits uint64)

// metricBucket returns bucket i of a histogram: its lower bound and count; ok false: no such bucket, lower is the end of the last one.
func metricBucket(name string, i int) (lower float64, count uint64, ok bool)

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, len int, cap int) {
	for i := range unsafe.Slice((*metricSample)(samples), len) {
		s := (*metricSample)(unsafe.Add(samples, uintptr(i)*unsafe.Sizeof(metricSample{})))
		kind, bits := metricRead(s.name)
		s.value = metricValue{kind: kind, scalar: bits}
		switch {
		case kind == metricKindHistogram:
			h := &metricHistogram{}
			for k := 0; ; k++ {
				lower, count, ok := metricBucket(s.name, k)
				h.buckets = append(h.buckets, lower)
				if !ok {
					break
				}
				h.counts = append(h.counts, count)
			}
			s.value.pointer = unsafe.Pointer(h)
		case kind == metricKindBad:
			metricsLock()
			var read func() uint64
			for _, m := range godebugMetrics {
				if m.name == s.name {
					read = m.read
				}
			}
			metricsUnlock()
			if read != nil {
				s.value = metricValue{kind: metricKindUint64, scalar: read()}
			} else if hasPrefix(s.name, "/godebug/non-default-behavior/") {
				s.value = metricValue{kind: metricKindUint64}
			}
		}
	}
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }
