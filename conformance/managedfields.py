"""Compares ownership of fields between upstream's API server and Skiff; see managedfields.sh."""
import base64, http.client, json, ssl, subprocess, sys, tempfile, time

APPLY, MERGE, JSON = "application/apply-patch+yaml", "application/merge-patch+json", "application/json"
EXTENSIONS = ("x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
              "x-kubernetes-patch-merge-key", "x-kubernetes-patch-strategy")


CONTROLLERS = ("kube-", "fabric8", "unknown")


class Server:
    def __init__(self, kubeconfig):
        config = json.loads(subprocess.check_output(
            ["kubectl", "config", "view", "--raw", "--kubeconfig", kubeconfig, "-o", "json"]))
        self.host = config["clusters"][0]["cluster"]["server"].split("//")[1]
        user = config["users"][0]["user"]
        self.context = ssl._create_unverified_context()
        with tempfile.TemporaryDirectory() as folder:
            for name in ("certificate", "key"):
                with open(f"{folder}/{name}", "wb") as out:
                    out.write(base64.b64decode(user[f"client-{name}-data"]))
            self.context.load_cert_chain(f"{folder}/certificate", f"{folder}/key")
        self.connection = http.client.HTTPSConnection(self.host, context=self.context, timeout=60)

    def ask(self, method, path, body=None, kind=JSON):
        if body is not None and not isinstance(body, str):
            body = json.dumps(body)
        self.connection.request(method, path, body,
                                {"User-Agent": "probe/1", "Accept": JSON, "Content-Type": kind})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, text


def merging(server):
    """Every extension about merging, by definition and field."""
    found = {}
    for path in server.ask("GET", "/openapi/v3")[1]["paths"].values():
        schemas = server.ask("GET", path["serverRelativeURL"])[1].get("components", {}).get("schemas", {})
        for name, schema in schemas.items():
            own = {key: schema[key] for key in EXTENSIONS if key in schema}
            found[name] = {"": own} if own else {}
            for field, value in schema.get("properties", {}).items():
                of = {key: value[key] for key in EXTENSIONS if key in value}
                if of:
                    found[name][field] = of
    return found


def compare_openapi(peer, skiff):
    theirs, ours, differences = merging(peer), merging(skiff), 0
    for name in sorted(set(theirs) & set(ours)):
        for field in sorted(set(theirs[name]) | set(ours[name])):
            left, right = theirs[name].get(field), ours[name].get(field)
            if left != right:
                differences += 1
                print(f"openapi {name} {field or '.'}\n  upstream {left}\n  skiff    {right}")
    print(f"openapi: {len(set(theirs) & set(ours))} definitions, {differences} differences")
    return differences


def owners(answer):
    status, body = answer
    if status == 422:
        return status, "invalid: validation has tests of its own"
    if not isinstance(body, dict) or body.get("kind") == "Status":
        if isinstance(body, dict) and "causes" in body.get("details", {}):
            body["details"]["causes"].sort(key=json.dumps)
        return status, body
    # Skiff's own controllers run beside it; upstream's server stands alone.
    entries = [entry for entry in body.get("metadata", {}).get("managedFields") or []
               if not entry["manager"].startswith(CONTROLLERS)]
    for entry in entries:
        if "time" in entry:
            entry["time"] = "T"
    spec = {key: value for key, value in body.items() if key not in ("metadata", "status")}
    return status, sorted(entries, key=lambda e: json.dumps(e, sort_keys=True)), spec


def flat(owned):
    return json.dumps(owned, sort_keys=True, indent=1)


def compare_requests(peer, skiff):
    from managedfields_requests import R as requests
    differences = 0
    for request in requests:
        method, path, body = request["method"], request["path"], request.get("body")
        if method == "WAIT":
            for server in (peer, skiff):
                while server.ask("GET", path)[0] != 200:
                    time.sleep(0.2)
            continue
        kind = {"apply": APPLY, "merge": MERGE}.get(request.get("type"), request.get("type", JSON))
        left, right = (owners(server.ask(method, path, body, kind)) for server in (peer, skiff))
        if not request.get("spec"):
            left, right = left[:2], right[:2]
        if request.get("silent") or flat(left) == flat(right):
            continue
        differences += 1
        print(f"{request.get('about', '')}: {method} {path}")
        shown, other = flat(left).splitlines(), flat(right).splitlines()
        print("\n".join(f"  upstream {line}" for line in shown if line not in other))
        print("\n".join(f"  skiff    {line}" for line in other if line not in shown))
    print(f"requests: {len(requests)}, {differences} differences")
    return differences


if __name__ == "__main__":
    servers = [Server(path) for path in sys.argv[1:3]]
    sys.exit(1 if compare_openapi(*servers) + compare_requests(*servers) else 0)
