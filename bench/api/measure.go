package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// result is what one scenario took on one server.
type result struct {
	wall      time.Duration
	latencies []time.Duration // sorted
	failures  int64
	failure   error // the first
	cpu       time.Duration
	before    float64 // RSS, MB
	peak      float64
	after     float64
}

func (r *result) perSecond() float64 { return float64(len(r.latencies)) / r.wall.Seconds() }

func (r *result) mean() float64 { return milliseconds(r.wall) / float64(max(1, len(r.latencies))) }

// percentile is in milliseconds; p is from 0 to 1.
func (r *result) percentile(p float64) float64 {
	if len(r.latencies) == 0 {
		return 0
	}
	return milliseconds(r.latencies[int(p*float64(len(r.latencies)-1))])
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (r *result) String() string {
	text := fmt.Sprintf("%9.1f/s  p50 %8.2f ms  p99 %8.2f ms  wall %8.0f ms  cpu %5.1f s  RSS %4.0f MB (peak %4.0f)", r.perSecond(),
		r.percentile(.5), r.percentile(.99), milliseconds(r.wall), r.cpu.Seconds(), r.after, r.peak)
	if r.failures > 0 {
		text += fmt.Sprintf("  %d FAILED: %v", r.failures, r.failure)
	}
	return text
}

// parallel calls do for each number below n, on some workers.
func parallel(n, workers int, do func(worker, i int) error) *result {
	r := &result{}
	var next, failures atomic.Int64
	var first sync.Once
	var all sync.WaitGroup
	taken := make([][]time.Duration, workers)
	start := time.Now()
	for worker := range workers {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				began := time.Now()
				if err := do(worker, i); err != nil {
					failures.Add(1)
					first.Do(func() { r.failure = err })
				}
				taken[worker] = append(taken[worker], time.Since(began))
			}
		})
	}
	all.Wait()
	r.wall = time.Since(start)
	r.failures = failures.Load()
	r.latencies = slices.Concat(taken...)
	slices.Sort(r.latencies)
	return r
}
