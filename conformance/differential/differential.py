"""Sends the corpus to two API servers and prints what differs; see README.md."""

import argparse
import concurrent.futures
import io
import json
import re
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import compare
import corpus
import normalise
import openapi
import resources
from server import Request, Server

HERE = Path(__file__).parent
QUICK = {"pods", "configmaps", "namespaces", "deployments.apps", "services", "nodes", "jobs.batch",
         "roles.rbac.authorization.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
         "horizontalpodautoscalers.autoscaling", "storageclasses.storage.k8s.io"}
SLOW = 20


class Run:
    """Sends sequences to both servers, several at a time."""

    def __init__(self, options):
        self._options = options
        self._local = threading.local()
        self._prefix = f"d{int(time.time()) % 100000:x}"

    def servers(self):
        if not hasattr(self._local, "servers"):
            o = self._options
            self._local.servers = [
                Server("upstream", o.upstream, *o.upstream_certificate.split(",")),
                Server("skiff", o.skiff, *o.skiff_certificate.split(",")),
            ]
        return self._local.servers

    def sequence(self, number, sequence):
        """Results of one sequence: (title, request, upstream's answer, Skiff's answer), normalised."""
        namespace = f"{self._prefix}-{number}"
        results = []
        started = time.time()
        state = [self._variables(sequence, namespace) for _ in range(2)]
        created = [[], []]
        for server in self.servers():
            _prepare(server, namespace)
        for step in sequence.steps:
            answers = []
            for i, server in enumerate(self.servers()):
                request = step.request(state[i])
                answer = server.send(request)
                _remember(answer, state[i])
                state[i]["bytes"] = answer.body
                if request.method in ("POST", "PUT", "PATCH") and answer.status == 201:
                    created[i].append(_path_of(request, answer))
                answers.append(answer)
            normal = [normalise.response(answer) for answer in answers]
            results.append((f"{sequence.title} > {step.title}", request, namespace, *normal))
        for i, server in enumerate(self.servers()):
            for path in reversed([path for path in created[i] if path]):
                server.send(Request("clean up", "DELETE", path + "?propagationPolicy=Background&gracePeriodSeconds=0"))
        if time.time() - started > SLOW:
            print(f"slow: {sequence.title} took {time.time() - started:.0f} s", file=sys.stderr)
        return results

    @staticmethod
    def _variables(sequence, namespace):
        variables = {"ns": namespace, "name": f"x-{namespace}", "long": "x" * 60_000}
        if sequence.resource:
            variables |= sequence.resource.variables(namespace, f"x-{namespace}")
        variables |= sequence.extra
        if "variant" in sequence.extra:
            valid = json.loads(variables["valid"])
            patch = json.loads(sequence.extra["variant"].replace("{ns}", namespace))
            variables["variant"] = json.dumps(corpus.merge(valid, patch))
        return variables


def _prepare(server, namespace):
    metadata = {"metadata": {"name": namespace}}
    for path, body in (
        ("/api/v1/namespaces", metadata),
        (f"/api/v1/namespaces/{namespace}/serviceaccounts", {"metadata": {"name": "default"}}),
    ):
        headers = {"Content-Type": "application/json"}
        server.send(Request("prepare", "POST", path, headers, json.dumps(body).encode()))


def _remember(answer, variables):
    """Values of the last answer that later requests use."""
    if "etag" in answer.headers:
        variables["etag"] = answer.headers["etag"][0].strip('"')
    document = answer.json()
    if not isinstance(document, dict) or not isinstance(document.get("metadata"), dict):
        return
    metadata = document["metadata"]
    for variable, name in (("rv", "resourceVersion"), ("uid", "uid"), ("continue", "continue")):
        if metadata.get(name):
            variables[variable] = metadata[name]
            variables.setdefault("first" + variable, metadata[name])


def _path_of(request, answer):
    """Where a created object of cluster scope is; objects in namespaces are left to the server's end."""
    if "/namespaces/" in request.path or "dryRun" in request.path:
        return None
    document = answer.json()
    name = (document or {}).get("metadata", {}).get("name")
    path = request.path.split("?")[0]
    return f"{path}/{name}" if request.method == "POST" and name else path


class Explained:
    """Differences that have a reason, and how often each was met."""

    def __init__(self, file):
        self._entries = json.loads(file.read_text())
        self.counts = defaultdict(int)

    def reason(self, title, difference):
        for entry in self._entries:
            if (
                re.search(entry.get("request", ""), title)
                and re.search(entry.get("path", ""), difference.path)
                and re.search(entry.get("upstream", ""), _text(difference.upstream))
                and re.search(entry.get("skiff", ""), _text(difference.skiff))
            ):
                self.counts[entry["reason"]] += 1
                return entry["reason"]
        return None


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)


def report(results, explained, out):
    """Prints the differences, grouped by what differs; the number of unexplained ones, a summary, and the steps that differ."""
    groups = defaultdict(list)
    requests = set()
    differing = set()
    for title, request, namespace, upstream, skiff in results:
        requests.add(title)
        found = compare.differences(upstream, skiff)
        if found and found[0].path == "status":
            # The bodies of an answer and of a refusal have nothing in common.
            found = [compare.Difference("status", _outcome(upstream), _outcome(skiff))]
        elif any(one.path == "body.message" for one in found):
            # The details say the same again.
            found = [one for one in found if not one.path.startswith("body.details.causes")]
        for difference in found:
            if explained.reason(title, difference):
                continue
            differing.add(title)
            anonymous = lambda v: _shown(v).replace("x-" + namespace, "{name}").replace(namespace, "{ns}")
            shown = openapi.classified(difference) if openapi.concerns(title) else difference
            key = (shown.path, anonymous(shown.upstream), anonymous(shown.skiff))
            groups[key].append((title, request, anonymous(difference.path)))
    for (path, upstream, skiff), where in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"\n{len(where)} x {path}\n    upstream: {upstream}\n    skiff:    {skiff}", file=out)
        for title, request, whole in where[:4]:
            print(f"      {title}: {request.method} {request.path}" + (f" {whole}" if whole != path else ""), file=out)
    total = sum(len(where) for where in groups.values())
    print(f"\nExplained differences:", file=out)
    for reason, count in sorted(explained.counts.items()):
        print(f"  {count:5} {reason}", file=out)
    summary = (
        f"{len(results)} requests; {total} unexplained differences in {len(differing)} requests, "
        f"{len(groups)} distinct; {sum(explained.counts.values())} explained"
    )
    print("\n" + summary, file=out)
    return total, summary, differing


def _shown(value):
    """As in a report: other things than texts are marked as JSON."""
    return normalise.short(value) if isinstance(value, str) else "JSON " + normalise.short(value)


def _outcome(answer):
    body = answer["body"]
    message = body.get("message", "<an object>") if isinstance(body, dict) else normalise.short(body)
    return f"{answer['status']} {message}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--upstream-certificate", required=True, help="certificate,key")
    parser.add_argument("--skiff", required=True)
    parser.add_argument("--skiff-certificate", required=True, help="certificate,key")
    parser.add_argument("--quick", action="store_true", help="templates over a few resources only")
    parser.add_argument("--only", default="", help="sequences whose title matches this expression")
    parser.add_argument("--report", type=Path, help="also write the report here")
    parser.add_argument("--explained", type=Path, default=HERE / "explained.json")
    parser.add_argument("--at-most", type=int, default=0, help="unexplained differences that are known")
    parser.add_argument("--dump", action="store_true", help="print every request with both answers")
    options = parser.parse_args()

    run = Run(options)
    examples = {}
    for file in sorted((HERE / "examples").glob("*.json")):
        examples |= json.loads(file.read_text())
    served = resources.discover(run.servers()[0], lambda m, p: Request("", m, p), examples)
    sequences = []
    for file in sorted((HERE / "corpus").glob("*.http")):
        sequences += corpus.read(file, served, QUICK)
    if options.quick:
        sequences = [one for one in sequences if one.quick]
    sequences = [one for one in sequences if re.search(options.only, one.title)]

    started = time.time()
    results = []
    alone = [one for one in sequences if one.alone]
    sequences = [one for one in sequences if not one.alone]
    for number, sequence in enumerate(alone):
        results += run.sequence(f"a{number}", sequence)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for part in pool.map(run.sequence, range(len(sequences)), sequences):
            results += part
    if options.dump:
        for title, request, _, upstream, skiff in results:
            print(f"--- {title}: {request.method} {request.path}\n{request.body}\nU {json.dumps(upstream)}\nS {json.dumps(skiff)}")
    # What differs is asked again, one sequence at a time: what a controller writes may have come to one server only.
    for attempt in range(2):
        _, _, differing = report(results, Explained(options.explained), io.StringIO())
        again = [one for one in alone + sequences if any(title.startswith(one.title + " > ") for title in differing)]
        for number, sequence in enumerate(again):
            print(f"again: {sequence.title}")
            results = [one for one in results if not one[0].startswith(sequence.title + " > ")]
            results += run.sequence(f"r{attempt}-{number}", sequence)
    text = io.StringIO()
    total, summary, _ = report(results, Explained(options.explained), text)
    if options.report:
        options.report.write_text(text.getvalue())
    failed = total > options.at_most
    print(text.getvalue() if failed or not options.report else summary)
    print(f"{len(alone) + len(sequences)} sequences in {time.time() - started:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
