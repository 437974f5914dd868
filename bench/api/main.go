// api loads Kubernetes API servers over HTTPS and prints a table of ratios: each scenario runs on one server after the
// other, so that all of them see the same hour of the same machine. Only the standard library, so that the client costs
// as little as possible. Point it at loopback only.
//
//	api -server upstream=admin.kubeconfig:PID,PID -server skiff=admin.kubeconfig:PID
//
// The last server is the one that is compared with the others, the first of which the goals are about.
package main

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	var targets []*target
	flag.Func("server", "NAME=KUBECONFIG:PID,PID... (again for each server)", func(value string) error {
		t, err := parseTarget(value)
		targets = append(targets, t)
		return err
	})
	only := flag.String("run", "", "scenarios, comma separated (all if empty); gets, patches and deletes need create64, lists pods64")
	warmUp := flag.Int("warm-up", 5, "rounds of half the load before, which are not counted: a JVM compiles for minutes")
	scale := flag.Float64("scale", 1, "times the usual number of requests, objects and watchers")
	file := flag.String("database", "", "the last server's SQLite file: instead of all else, objects are updated and its size is printed")
	updates := flag.Int("updates", 1_000_000, "how often, with -database")
	flag.Parse()

	chosen := scenarios
	if *only != "" {
		names := strings.Split(*only, ",")
		chosen = slices.DeleteFunc(slices.Clone(scenarios), func(s scenario) bool { return !slices.Contains(names, s.name) })
	}
	run := strconv.FormatInt(time.Now().Unix(), 36)
	if *file != "" {
		t := targets[len(targets)-1]
		must(t.prepare("bench-"+run, run))
		watchSize(t, *file, *updates)
		return
	}
	for round := range *warmUp {
		for _, t := range targets {
			warm(t, chosen, fmt.Sprintf("warm-up-%d", round), run, *scale/2)
		}
	}
	results := map[string]map[string]*result{}
	for _, s := range chosen {
		results[s.name] = map[string]*result{}
		for _, t := range targets {
			must(t.prepare("bench-"+run, run))
			r := measured(t, s, *scale)
			results[s.name][t.name] = r
			fmt.Printf("%-10s %-14s %s\n", s.name, t.name, r)
		}
	}
	printTable(targets, results)
}

// warm runs all of the load once in a namespace of its own and deletes it, so that lists keep their size.
func warm(t *target, chosen []scenario, namespace, run string, scale float64) {
	must(t.prepare(namespace, run))
	for _, s := range chosen {
		s.load(t, scale)
	}
	for _, collection := range []string{t.pods(), t.configMaps()} {
		_, err := t.do(0, "DELETE", collection+"?gracePeriodSeconds=0", "", nil, 200)
		must(err)
	}
}

func measured(t *target, s scenario, scale float64) (r *result) {
	before, cpu := t.processes.rss(), t.processes.cpu()
	peak := t.processes.peak(func() { r = s.load(t, scale) })
	r.before, r.peak, r.after = before, peak, t.processes.rss()
	r.cpu = t.processes.cpu() - cpu
	return r
}

func parseTarget(value string) (*target, error) {
	name, rest, named := strings.Cut(value, "=")
	kubeconfig, pids, listed := strings.Cut(rest, ":")
	if !named || !listed {
		return nil, fmt.Errorf("want NAME=KUBECONFIG:PID,PID, not %q", value)
	}
	t := &target{name: name}
	for pid := range strings.SplitSeq(pids, ",") {
		number, err := strconv.Atoi(pid)
		if err != nil {
			return nil, err
		}
		t.processes = append(t.processes, number)
	}
	var err error
	t.client, err = newClient(kubeconfig)
	return t, err
}
