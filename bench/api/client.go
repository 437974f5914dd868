package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// connections is how many HTTP/2 connections the workers of one server share.
const connections = 8

// client speaks JSON with one API server, as the user of a kubeconfig.
type client struct {
	server string
	http   []*http.Client
}

// newClient reads a kubeconfig that embeds its certificates.
func newClient(kubeconfig string) (*client, error) {
	read := func(path string) ([]byte, error) {
		out, err := exec.Command("kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "--minify",
			"-o", "jsonpath={"+path+"}").Output()
		if err != nil || !strings.HasSuffix(path, "-data") {
			return out, err
		}
		return base64.StdEncoding.DecodeString(string(out))
	}
	var values [4][]byte
	for i, path := range []string{".clusters[0].cluster.server", ".clusters[0].cluster.certificate-authority-data",
		".users[0].user.client-certificate-data", ".users[0].user.client-key-data"} {
		value, err := read(path)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", path, kubeconfig, err)
		}
		values[i] = value
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(values[1])
	pair, err := tls.X509KeyPair(values[2], values[3])
	if err != nil {
		return nil, err
	}
	c := &client{server: string(values[0])}
	for range connections {
		c.http = append(c.http, &http.Client{Transport: &http.Transport{
			TLSClientConfig:    &tls.Config{RootCAs: authorities, Certificates: []tls.Certificate{pair}},
			ForceAttemptHTTP2:  true,
			DisableCompression: true,
		}})
	}
	return c, nil
}

// open sends a request on the connection of a worker; the caller closes the answer's body.
func (c *client) open(ctx context.Context, worker int, method, path, contentType string, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return c.http[worker%connections].Do(request)
}

// do sends a request, reads the whole answer, and fails unless its status is one of those expected.
func (c *client) do(worker int, method, path, contentType string, body []byte, expected ...int) ([]byte, error) {
	response, err := c.open(context.Background(), worker, method, path, contentType, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer bytes.Buffer
	if response.ContentLength > 0 {
		answer.Grow(int(response.ContentLength))
	}
	if _, err := io.Copy(&answer, response.Body); err != nil {
		return nil, err
	}
	if !slices.Contains(expected, response.StatusCode) {
		return nil, fmt.Errorf("%s %s: %d %.200s", method, path, response.StatusCode, answer.Bytes())
	}
	return answer.Bytes(), nil
}

// drain sends a GET and counts the bytes of the answer without keeping them.
func (c *client) drain(worker int, path string) (int64, error) {
	response, err := c.open(context.Background(), worker, http.MethodGet, path, "", nil)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("GET %s: %d", path, response.StatusCode)
	}
	return io.Copy(io.Discard, response.Body)
}

// must ends the program with a message: what cannot be set up cannot be measured.
func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
