package main

import (
	"fmt"
	"os"
	"time"
)

// watchSize changes 100 objects again and again and prints how large the store's file gets beside what the objects take.
func watchSize(t *target, file string, updates int) {
	const objects, writers, rounds = 100, 32, 20
	for i := range objects {
		must(t.create(0, t.configMaps(), configMap(t.named("u", i))))
	}
	fmt.Printf("%9s  %8s  %10s  %10s  %10s\n", "updates", "/s", "live kB", "file kB", "WAL kB")
	start := time.Now()
	for round := range rounds {
		r := parallel(updates/rounds, writers, func(w, i int) error {
			// A writer keeps to its own objects, so that no write is done twice.
			object := (w + writers*(i/writers%(objects/writers)))
			body := fmt.Appendf(nil, `{"data":{"n":"%d-%d"}}`, round, i)
			_, err := t.do(w, "PATCH", t.configMaps()+"/"+t.named("u", object), mergePatch, body, 200)
			return err
		})
		must(r.failure)
		live, err := t.drain(0, t.configMaps())
		must(err)
		done := (round + 1) * (updates / rounds)
		fmt.Printf("%9d  %8.0f  %10d  %10d  %10d\n", done, float64(done)/time.Since(start).Seconds(), live/1000,
			fileSize(file)/1000, fileSize(file+"-wal")/1000)
	}
}

func fileSize(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}
