package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// watch makes objects, 20 a second, before many watchers; latencies are from before a create to its
// event's arrival at each of them.
func watch(t *target, watchers, events int) *result {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r := &result{}
	var failures atomic.Int64
	fail := func(err error) {
		if failures.Add(1) == 1 {
			r.failure = err
		}
	}
	answer, err := t.do(0, "GET", t.configMaps()+"?limit=1", "", nil, 200)
	must(err)
	var list struct {
		Metadata struct{ ResourceVersion string }
	}
	must(json.Unmarshal(answer, &list))
	path := t.configMaps() + "?watch=1&resourceVersion=" + list.Metadata.ResourceVersion
	mark := []byte(`"name":"w` + t.run + `-`)
	sent := make([]atomic.Int64, events)
	arrived := make([][]time.Duration, watchers)
	var open, over sync.WaitGroup
	open.Add(watchers)
	for w := range watchers {
		over.Go(func() {
			response, err := t.open(ctx, w, "GET", path, "", nil)
			open.Done()
			if err != nil {
				fail(err)
				return
			}
			defer response.Body.Close()
			lines := bufio.NewReaderSize(response.Body, 4096)
			for len(arrived[w]) < events {
				line, err := eventLine(lines)
				if err != nil {
					fail(err)
					return
				}
				if _, rest, ours := bytes.Cut(line, mark); ours {
					number, _, _ := bytes.Cut(rest, []byte{'"'})
					i, _ := strconv.Atoi(string(number))
					arrived[w] = append(arrived[w], time.Duration(time.Now().UnixNano()-sent[i].Load()))
				}
			}
		})
	}
	open.Wait()
	time.Sleep(time.Second)
	start := time.Now()
	for i := range events {
		sent[i].Store(time.Now().UnixNano())
		if err := t.create(0, t.configMaps(), configMap(fmt.Sprintf("w%s-%d", t.run, i))); err != nil {
			fail(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	over.Wait()
	r.wall = time.Since(start)
	r.failures = failures.Load()
	r.latencies = slices.Concat(arrived...)
	slices.Sort(r.latencies)
	return r
}

// eventLine is the beginning of the next line; what does not fit the buffer is skipped.
func eventLine(lines *bufio.Reader) ([]byte, error) {
	line, err := lines.ReadSlice('\n')
	if err != bufio.ErrBufferFull {
		return line, err
	}
	line = slices.Clone(line)
	for err == bufio.ErrBufferFull {
		_, err = lines.ReadSlice('\n')
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return line, err
}
