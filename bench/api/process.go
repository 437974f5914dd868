package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// processes are those that make up one server: their costs are added.
type processes []int

// rss is the resident memory in MB (2^20 bytes).
func (p processes) rss() (total float64) {
	for _, pid := range p {
		statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			continue
		}
		pages, _ := strconv.Atoi(strings.Fields(string(statm))[1])
		total += float64(pages*os.Getpagesize()) / (1 << 20)
	}
	return total
}

// cpu is the processor time used so far.
func (p processes) cpu() (total time.Duration) {
	for _, pid := range p {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, field := range fields[11:13] {
			ticks, _ := strconv.Atoi(field)
			total += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return total
}

// peak runs f and returns the largest resident memory that was seen meanwhile, in MB.
func (p processes) peak(f func()) float64 {
	var done atomic.Bool
	highest := make(chan float64)
	go func() {
		seen := p.rss()
		for !done.Load() {
			time.Sleep(20 * time.Millisecond)
			seen = max(seen, p.rss())
		}
		highest <- seen
	}()
	f()
	done.Store(true)
	return <-highest
}
