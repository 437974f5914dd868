package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

const protobuf = "application/vnd.kubernetes.protobuf"

// Counts the content types of answers to requests for resources: that it is protocol buffers which
// are tested here.
type encodings struct {
	lock   sync.Mutex
	counts map[string]int
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (e *encodings) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(request)
		resource := strings.HasPrefix(request.URL.Path, "/api")
		if err == nil && resource && strings.HasPrefix(request.Header.Get("Accept"), protobuf) {
			e.lock.Lock()
			defer e.lock.Unlock()
			e.counts[response.Header.Get("Content-Type")]++
		}
		return response, err
	})
}

func (e *encodings) check() error {
	e.lock.Lock()
	defer e.lock.Unlock()
	total := 0
	for contentType, count := range e.counts {
		if contentType != protobuf && contentType != protobuf+";stream=watch" {
			return fmt.Errorf("%d answers came as %q: %v", count, contentType, e.counts)
		}
		total += count
	}
	if e.counts[protobuf+";stream=watch"] == 0 {
		return fmt.Errorf("no watch came as protocol buffers: %v", e.counts)
	}
	fmt.Printf("ok  %d answers, all of them protocol buffers\n", total)
	return nil
}
