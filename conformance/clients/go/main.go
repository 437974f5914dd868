// What a client in Go asks of an API server, over protocol buffers: typed clients, informers,
// leader election, lists in pages. Prints a line for each step; the first that fails ends it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	core "k8s.io/api/core/v1"
)

// One run against a server, in a namespace of its own.
type run struct {
	ctx       context.Context
	client    *kubernetes.Clientset
	encodings *encodings
	namespace string
}

func main() {
	kubeconfig := flag.String("kubeconfig", os.Getenv("KUBECONFIG"), "path of the kubeconfig")
	flag.Parse()
	if err := all(*kubeconfig); err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
}

func all(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.ContentType = protobuf
	config.AcceptContentTypes = protobuf + ",application/json"
	config.QPS, config.Burst = 1000, 1000
	encodings := &encodings{counts: map[string]int{}}
	config.Wrap(encodings.wrap)
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	r := &run{ctx: ctx, client: client, encodings: encodings, namespace: fmt.Sprintf("go-client-%d", time.Now().UnixNano())}

	namespace := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: r.namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, namespace, meta.CreateOptions{}); err != nil {
		return err
	}
	defer client.CoreV1().Namespaces().Delete(context.Background(), r.namespace, meta.DeleteOptions{})
	steps := []struct {
		name string
		do   func() error
	}{
		{"create, get, update, patch, delete", r.objects},
		{"errors", r.errors},
		{"every field of a Pod", r.pod},
		{"subresources and reviews", r.subresources},
		{"lists in pages", r.pages},
		{"informers", r.informers},
		{"metadata only", func() error { return r.metadata(kubeconfig) }},
		{"leader election", r.election},
		{"discovery", r.discovery},
	}
	for _, step := range steps {
		start := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Printf("ok  %-40s %v\n", step.name, time.Since(start).Round(time.Millisecond))
	}
	return encodings.check()
}

func expect(what string, is, wanted any) error {
	if fmt.Sprint(is) != fmt.Sprint(wanted) {
		return fmt.Errorf("%s is %v, not %v", what, is, wanted)
	}
	return nil
}

func first(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

func contains(text, part string) error {
	if !strings.Contains(text, part) {
		return fmt.Errorf("%q does not contain %q", text, part)
	}
	return nil
}
