#!/usr/bin/env python3
"""Measures a cluster as a client sees it, and what its processes cost. Works with any cluster; needs only Python.

  bench/cluster.py KUBECONFIG pods COUNT IMAGE             single Pods, one after another: create -> Running, Ready
  bench/cluster.py KUBECONFIG services COUNT BACKEND PORT  COUNT Services with two endpoints each (BACKEND: addresses of
                                                           two Pods, comma between), then one more at a time: create ->
                                                           first accepted connection, from this machine
  bench/cluster.py KUBECONFIG processes SECONDS NAME...    RSS and CPU of the processes whose command line has a NAME
"""
import base64, http.client, json, os, re, socket, ssl, statistics, sys, tempfile, time


class Client:
    """A connection to the API server with the kubeconfig's client certificate."""

    def __init__(self, kubeconfig):
        text = open(kubeconfig).read()
        field = lambda name: re.search(name + r':\s*"?([^\s"]+)', text).group(1)
        self.context = ssl.create_default_context(cadata=base64.b64decode(field("certificate-authority-data")).decode())
        with tempfile.NamedTemporaryFile() as pem:
            pem.write(base64.b64decode(field("client-certificate-data")) + b"\n" + base64.b64decode(field("client-key-data")))
            pem.flush()
            self.context.load_cert_chain(pem.name)
        self.host = field("server").split("//")[1].rstrip("/")
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPSConnection(self.host, context=self.context, timeout=120)

    def call(self, method, path, body=None):
        data = json.dumps(body) if body is not None else None
        self.connection.request(method, path, data, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            sys.exit(f"{method} {path}: {response.status} {answer[:300]!r}")
        return json.loads(answer)

    def watch(self, path):
        connection = self.connect()
        connection.request("GET", path)
        for line in connection.getresponse():
            yield json.loads(line)["object"]


def summary(seconds):
    ms = [1000 * s for s in seconds]
    return f"median {statistics.median(ms):6.0f} ms   min {min(ms):6.0f}   max {max(ms):6.0f}   n={len(ms)}"


def pods(client, count, image):
    path, running, ready = "/api/v1/namespaces/default/pods", [], []
    for i in range(count):
        name = f"bench-{os.getpid()}-{i}"
        version = client.call("GET", path + "?limit=1")["metadata"]["resourceVersion"]
        start, seen_running = time.time(), None
        client.call("POST", path, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {
            "terminationGracePeriodSeconds": 0,
            "containers": [{"name": "c", "image": image, "command": ["sleep", "3600"]}]}})
        for pod in client.watch(f"{path}?watch=1&resourceVersion={version}&fieldSelector=metadata.name%3D{name}"):
            status = pod.get("status", {})
            if seen_running is None and status.get("phase") == "Running":
                seen_running = time.time() - start
            if any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions", [])):
                ready.append(time.time() - start)
                running.append(seen_running)
                break
        client.call("DELETE", f"{path}/{name}?gracePeriodSeconds=0")
        time.sleep(1)
    print("Pod create to Running  ", summary(running))
    print("Pod create to Ready    ", summary(ready))


def accepted(address, limit=60):
    end = time.time() + limit
    while time.time() < end:
        s = socket.socket()
        s.settimeout(0.03)
        try:
            s.connect((address, 80))
            return time.time()
        except OSError:
            time.sleep(0.001)
        finally:
            s.close()
    sys.exit(f"{address} does not answer after {limit} s")


def services(client, count, backends, port):
    namespace = f"bench-{os.getpid()}"
    address = lambda i: f"10.96.{128 + i // 250}.{1 + i % 250}"
    service = lambda i: {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"s{i}"},
                         "spec": {"clusterIP": address(i), "ports": [{"port": 80, "targetPort": port}]}}
    endpoints = lambda i: {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                           "metadata": {"name": f"s{i}", "labels": {"kubernetes.io/service-name": f"s{i}"}},
                           "ports": [{"name": "", "port": port, "protocol": "TCP"}],
                           "endpoints": [{"addresses": [b], "conditions": {"ready": True}} for b in backends]}
    slices = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
    client.call("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    start = time.time()
    for i in range(count):
        client.call("POST", slices, endpoints(i))
        client.call("POST", f"/api/v1/namespaces/{namespace}/services", service(i))
    created = time.time()
    last = accepted(address(count - 1))
    print(f"{count} Services: created in {created - start:.2f} s; the last answers {1000 * max(0, last - created):.0f} ms after that")
    latencies = []
    for i in range(count, count + 10):
        client.call("POST", slices, endpoints(i))
        time.sleep(0.5)
        start = time.time()
        client.call("POST", f"/api/v1/namespaces/{namespace}/services", service(i))
        latencies.append(accepted(address(i)) - start)
    print("one Service more       ", summary(latencies))
    client.call("DELETE", "/api/v1/namespaces/" + namespace)


def measure(names):
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = open(f"/proc/{pid}/cmdline").read().replace("\0", " ")
            name = next((n for n in names if n in command and int(pid) != os.getpid()), None)
            if name is None:
                continue
            stat = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
            memory = dict(line.split(":") for line in open(f"/proc/{pid}/smaps_rollup").read().splitlines()[1:])
            kb = lambda key: int(memory[key].split()[0]) / 1024
            found[pid] = (name, (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), kb("Rss"), kb("Pss"), kb("Anonymous"))
        except (OSError, KeyError):
            pass
    return found


def processes(seconds, names):
    before, start = measure(names), time.time()
    time.sleep(seconds)
    after, took = measure(names), time.time() - start
    print(f"{'process':24} {'pid':>8} {'RSS MB':>8} {'PSS MB':>8} {'anon MB':>8} {'CPU % of a core':>16}")
    for pid, (name, cpu, rss, pss, anonymous) in sorted(after.items(), key=lambda item: item[1][0]):
        used = 100 * (cpu - before[pid][1]) / took if pid in before else 0
        print(f"{name:24} {pid:>8} {rss:8.1f} {pss:8.1f} {anonymous:8.1f} {used:16.2f}")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    kubeconfig, command, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    if command == "pods":
        pods(Client(kubeconfig), int(arguments[0]), arguments[1])
    elif command == "services":
        services(Client(kubeconfig), int(arguments[0]), arguments[1].split(","), int(arguments[2]))
    elif command == "processes":
        processes(float(arguments[0]), arguments[1:])
    else:
        sys.exit(__doc__)
