package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

const (
	mergePatch = "application/merge-patch+json"
	applyPatch = "application/apply-patch+yaml"
	plain      = "application/json"
)

// target is one server with the objects that a run makes in it.
type target struct {
	*client
	name      string
	processes processes
	namespace string
	run       string // makes names unique among runs
}

// scenario loads a target; what it returns is printed.
type scenario struct {
	name string
	load func(t *target, scale float64) *result
}

var scenarios = []scenario{
	{"create1", func(t *target, scale float64) *result {
		return parallel(int(500*scale), 1, func(_, i int) error { return t.create(0, t.configMaps(), configMap(t.named("a", i))) })
	}},
	{"create64", func(t *target, scale float64) *result {
		return parallel(int(6000*scale), 64, func(w, i int) error { return t.create(w, t.configMaps(), configMap(t.named("b", i))) })
	}},
	{"get64", func(t *target, scale float64) *result {
		objects := int(6000 * scale)
		return parallel(int(20000*scale), 64, func(w, i int) error {
			_, err := t.do(w, "GET", t.configMaps()+"/"+t.named("b", i%objects), "", nil, 200)
			return err
		})
	}},
	{"patch16", func(t *target, scale float64) *result { // each worker has an object of its own
		return parallel(int(4000*scale), 16, func(w, i int) error {
			_, err := t.do(w, "PATCH", t.configMaps()+"/"+t.named("b", w), mergePatch, fmt.Appendf(nil, `{"data":{"n":"%d"}}`, i), 200)
			return err
		})
	}},
	{"apply16", func(t *target, scale float64) *result {
		return parallel(int(3000*scale), 16, func(w, i int) error {
			name := t.named("s", i%300)
			_, err := t.do(w, "PATCH", t.configMaps()+"/"+name+"?fieldManager=bench&force=true", applyPatch,
				fmt.Appendf(nil, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"n":"%d"}}`, name, i), 200, 201)
			return err
		})
	}},
	{"pods64", func(t *target, scale float64) *result {
		return parallel(int(10000*scale), 64, func(w, i int) error { return t.create(w, t.pods(), pod(t.named("p", i))) })
	}},
	{"list", func(t *target, _ float64) *result {
		return parallel(10, 1, func(_, _ int) error {
			_, err := t.drain(0, t.pods())
			return err
		})
	}},
	{"page500", func(t *target, _ float64) *result {
		return parallel(3, 1, func(_, _ int) error { return t.pages(500) })
	}},
	{"lists32", func(t *target, _ float64) *result { // as 32 informers begin
		return parallel(32, 32, func(w, _ int) error {
			_, err := t.drain(w, t.pods()+"?resourceVersion=0")
			return err
		})
	}},
	{"watch1000", func(t *target, scale float64) *result { return watch(t, int(1000*scale), int(300*scale)) }},
	{"delete64", func(t *target, scale float64) *result {
		return parallel(int(1000*scale), 64, func(w, i int) error {
			_, err := t.do(w, "DELETE", t.configMaps()+"/"+t.named("b", i), "", nil, 200)
			return err
		})
	}},
}

func (t *target) configMaps() string { return "/api/v1/namespaces/" + t.namespace + "/configmaps" }

func (t *target) pods() string { return "/api/v1/namespaces/" + t.namespace + "/pods" }

func (t *target) named(prefix string, i int) string { return fmt.Sprintf("%s%s-%d", prefix, t.run, i) }

func (t *target) create(worker int, collection string, body []byte) error {
	_, err := t.do(worker, "POST", collection, plain, body, 201)
	return err
}

// pages reads all Pods, some at a time.
func (t *target) pages(limit int) error {
	for next := ""; ; {
		page, err := t.do(0, "GET", fmt.Sprintf("%s?limit=%d&continue=%s", t.pods(), limit, next), "", nil, 200)
		if err != nil {
			return err
		}
		// Only the list's head is read: decoding 500 Pods would measure this program.
		var list struct{ Metadata struct{ Continue string } }
		if next = ""; json.NewDecoder(strings.NewReader(listHead(page))).Decode(&list) == nil {
			next = list.Metadata.Continue
		}
		if next == "" {
			return nil
		}
	}
}

// listHead is a list without its items: metadata comes before them in every server's answer.
func listHead(list []byte) string {
	head, _, _ := strings.Cut(string(list[:min(len(list), 4096)]), `,"items":[`)
	return head + "}"
}

// prepare makes the namespace with what admission wants to find in it.
func (t *target) prepare(namespace, run string) error {
	t.namespace, t.run = namespace, run
	body := fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}`, namespace)
	if _, err := t.do(0, "POST", "/api/v1/namespaces", plain, body, 201, 409); err != nil {
		return err
	}
	account := []byte(`{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}`)
	_, err := t.do(0, "POST", "/api/v1/namespaces/"+namespace+"/serviceaccounts", plain, account, 201, 409)
	return err
}
