package main

import "fmt"

// row is one line of the table: a measure of a scenario, and the ratio to the peer that is asked for.
type row struct {
	scenario, what, unit string
	value                func(*result) float64
	goal, aim            float64 // times the peer's; of 'less is better' rows the most that is allowed
	less                 bool
	absolute             bool // goal is not a ratio but the most allowed
}

var rows = []row{
	{scenario: "create1", what: "creates, 1 client", unit: "/s", value: (*result).perSecond, goal: 2, aim: 3},
	{scenario: "create64", what: "creates, 64 clients", unit: "/s", value: (*result).perSecond, goal: 2, aim: 3},
	{scenario: "get64", what: "gets, 64 clients", unit: "/s", value: (*result).perSecond, goal: 2, aim: 3},
	{scenario: "patch16", what: "merge patches, 16 clients", unit: "/s", value: (*result).perSecond, goal: 2, aim: 3},
	{scenario: "apply16", what: "server-side applies, 16 clients", unit: "/s", value: (*result).perSecond, goal: 1.5, aim: 2},
	{scenario: "pods64", what: "Pod creates, 64 clients", unit: "/s", value: (*result).perSecond, goal: 2, aim: 3},
	{scenario: "list", what: "list of 10,000 Pods", unit: "ms", value: (*result).mean, goal: 1. / 4, aim: 1. / 8, less: true},
	{scenario: "page500", what: "the same in pages of 500", unit: "ms", value: (*result).mean, less: true},
	{scenario: "lists32", what: "32 such lists at once", unit: "ms", value: func(r *result) float64 { return milliseconds(r.wall) }, goal: 1. / 6, aim: 1. / 12, less: true},
	{scenario: "lists32", what: "RSS they add, peak", unit: "MB", value: func(r *result) float64 { return r.peak - r.before }, goal: 100, aim: 100, less: true, absolute: true},
	{scenario: "watch1000", what: "event to 1,000 watchers, p50", unit: "ms", value: func(r *result) float64 { return r.percentile(.5) }, less: true},
	{scenario: "watch1000", what: "event to 1,000 watchers, p99", unit: "ms", value: func(r *result) float64 { return r.percentile(.99) }, goal: 1. / 2, aim: 1. / 2, less: true},
	{scenario: "delete64", what: "deletes, 64 clients", unit: "/s", value: (*result).perSecond},
	{scenario: "delete64", what: "RSS after all of it", unit: "MB", value: func(r *result) float64 { return r.after }, goal: 1. / 3, aim: 1. / 3, less: true},
}

// printTable compares the last target with each of the others.
func printTable(targets []*target, results map[string]map[string]*result) {
	ours := targets[len(targets)-1]
	peers := targets[:len(targets)-1]
	fmt.Print("\n| |")
	for _, t := range targets {
		fmt.Printf(" %s |", t.name)
	}
	for _, peer := range peers {
		fmt.Printf(" to %s |", peer.name)
	}
	fmt.Print(" asked for | |")
	for _, peer := range peers {
		fmt.Printf(" CPU to %s |", peer.name)
	}
	fmt.Print("\n|---|")
	for range len(targets) + 2*len(peers) + 2 {
		fmt.Print("---|")
	}
	fmt.Println()
	for _, row := range rows {
		found := results[row.scenario]
		if found[ours.name] == nil {
			continue
		}
		fmt.Printf("| %s |", row.what)
		for _, t := range targets {
			fmt.Printf(" %s %s |", figure(row.value(found[t.name])), row.unit)
		}
		for _, peer := range peers {
			fmt.Printf(" %.2f |", row.value(found[ours.name])/row.value(found[peer.name]))
		}
		verdict := ""
		if len(peers) > 0 {
			verdict = row.verdict(row.value(found[ours.name]), row.value(found[peers[0].name]))
		}
		fmt.Printf(" %s | %s |", row.asked(), verdict)
		for _, peer := range peers {
			// Processor time of the servers alone: other work on the machine hardly changes it.
			fmt.Printf(" %.2f |", found[ours.name].cpu.Seconds()/found[peer.name].cpu.Seconds())
		}
		fmt.Println()
	}
}

func figure(value float64) string {
	if value < 100 {
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.0f", value)
}

func (r row) asked() string {
	switch {
	case r.goal == 0:
		return "–"
	case r.absolute:
		return fmt.Sprintf("≤ %.0f %s", r.goal, r.unit)
	case r.less && r.aim != r.goal:
		return fmt.Sprintf("≤ 1/%.0f (aim 1/%.0f)", 1/r.goal, 1/r.aim)
	case r.less:
		return fmt.Sprintf("≤ 1/%.0f", 1/r.goal)
	default:
		return fmt.Sprintf("≥ %g (aim %g)", r.goal, r.aim)
	}
}

// verdict holds our value against the first peer's.
func (r row) verdict(ours, peer float64) string {
	reached := func(asked float64) bool {
		switch {
		case r.absolute:
			return ours <= asked
		case r.less:
			return ours <= asked*peer
		default:
			return ours >= asked*peer
		}
	}
	switch {
	case r.goal == 0:
		return ""
	case !reached(r.goal):
		return "**missed**"
	case r.aim != r.goal && reached(r.aim):
		return "aim reached"
	default:
		return "met"
	}
}
