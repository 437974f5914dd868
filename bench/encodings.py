#!/usr/bin/env python3
"""Lists of many Pods in JSON and in protocol buffers.

  bench/encodings.py KUBECONFIG [PODS]     default: 10000 Pods, made in a namespace of its own

Prints bytes and the median of five lists for each encoding. Needs kubectl to read the kubeconfig.
"""
import base64, http.client, json, ssl, statistics, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlparse

NAMESPACE = "bench-encodings"
ENCODINGS = {
    "JSON": "application/json",
    "protocol buffers": "application/vnd.kubernetes.protobuf",
    "metadata, protocol buffers":
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
}


class Server:
    """A keep-alive connection; one for each thread."""

    def __init__(self, kubeconfig):
        view = subprocess.check_output(
            ["kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "-o", "json"])
        config = json.loads(view)
        self.address = urlparse(config["clusters"][0]["cluster"]["server"])
        self.tls = ssl.create_default_context(cadata=base64.b64decode(
            config["clusters"][0]["cluster"]["certificate-authority-data"]).decode())
        user = config["users"][0]["user"]
        with tempfile.NamedTemporaryFile() as pem:
            for part in "client-certificate-data", "client-key-data":
                pem.write(base64.b64decode(user[part]) + b"\n")
            pem.flush()
            self.tls.load_cert_chain(pem.name)

    def connection(self):
        return http.client.HTTPSConnection(
            self.address.hostname, self.address.port, context=self.tls)


def call(connection, method, path, body=None, accept="application/json"):
    connection.request(method, path, body, {"Accept": accept, "Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    if response.status >= 300 and response.status not in (404, 409):
        raise SystemExit(f"{method} {path}: {response.status} {content[:300]}")
    return response.status, content


def pod(number):
    container = {
        "name": "c", "image": "registry.skiff.local/web:1",
        "env": [{"name": f"VARIABLE_{i}", "value": f"value {i}"} for i in range(5)],
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
        "ports": [{"containerPort": 8080}],
    }
    return json.dumps({
        "metadata": {"name": f"pod-{number:05}", "labels": {"app": "web", "n": str(number)}},
        "spec": {"automountServiceAccountToken": False, "nodeSelector": {"no": "node"},
                 "containers": [container]},
    })


def create(server, count):
    connection = server.connection()
    call(connection, "POST", "/api/v1/namespaces", json.dumps({"metadata": {"name": NAMESPACE}}))
    account = json.dumps({"metadata": {"name": "default"}})
    call(connection, "POST", f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts", account)

    def some(numbers):
        own = server.connection()
        for number in numbers:
            call(own, "POST", f"/api/v1/namespaces/{NAMESPACE}/pods", pod(number))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(some, [range(first, count, 16) for first in range(16)]))


def main():
    server = Server(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    create(server, count)
    connection = server.connection()
    print(f"{'list of ' + str(count) + ' Pods':30} {'MB':>8} {'ms':>8}")
    for name, accept in ENCODINGS.items():
        times = []
        for _ in range(8):
            start = time.monotonic()
            _, content = call(
                connection, "GET", f"/api/v1/namespaces/{NAMESPACE}/pods", accept=accept)
            times.append((time.monotonic() - start) * 1000)
        print(f"{name:30} {len(content) / 1e6:8.1f} {statistics.median(times[3:]):8.0f}")
    call(connection, "DELETE", f"/api/v1/namespaces/{NAMESPACE}")


main()
