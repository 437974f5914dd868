"""What the Python client asks of an API server. Prints a line for each step; the first that fails ends it."""

import base64
import sys
import threading
import time

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.stream import stream

IMAGE = "registry.skiff.local/busybox:1"


def expect(what, found, wanted):
    if found != wanted:
        raise AssertionError(f"{what} is {found!r}, not {wanted!r}")


def refused(status, reason, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except ApiException as refusal:
        expect("status", refusal.status, status)
        body = refusal.body if isinstance(refusal.body, str) else refusal.body.decode()
        if reason not in body:
            raise AssertionError(f"{reason!r} is not in {body!r}")
        return
    raise AssertionError(f"not refused: {arguments}")


def config_map(name, **data):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name), data=data)


def objects(api, namespace):
    created = api.create_namespaced_config_map(namespace, config_map("one", a='ü"\\\n'))
    expect("data", api.read_namespaced_config_map("one", namespace).data, {"a": 'ü"\\\n'})
    created.data["b"] = "2"
    updated = api.replace_namespaced_config_map("one", namespace, created)
    expect("updated", updated.data["b"], "2")
    refused(409, "the object has been modified", api.replace_namespaced_config_map, "one", namespace, created)
    refused(409, "AlreadyExists", api.create_namespaced_config_map, namespace, config_map("one"))
    refused(422, "metadata.name", api.create_namespaced_config_map, namespace, config_map("No"))
    api.delete_namespaced_config_map("one", namespace)
    refused(404, 'configmaps \\"one\\" not found', api.read_namespaced_config_map, "one", namespace)


def patches(api, namespace):
    api.create_namespaced_config_map(namespace, config_map("patched", a="1"))
    merged = api.patch_namespaced_config_map("patched", namespace, {"data": {"a": None, "b": "2"}})
    expect("merged", merged.data, {"b": "2"})
    changes = [{"op": "add", "path": "/data/c", "value": "3"}]
    expect("JSON patch", api.patch_namespaced_config_map("patched", namespace, changes).data, {"b": "2", "c": "3"})
    dry = api.patch_namespaced_config_map("patched", namespace, {"data": {"d": "4"}}, dry_run="All")
    expect("dry run", dry.data["d"], "4")
    expect("after the dry run", "d" in api.read_namespaced_config_map("patched", namespace).data, False)


def pages(api, namespace):
    for number in range(7):
        api.create_namespaced_config_map(namespace, config_map(f"page-{number}"))
    names, token = [], None
    while token != "":
        page = api.list_namespaced_config_map(namespace, limit=3, _continue=token)
        names += [item.metadata.name for item in page.items]
        token = page.metadata._continue or ""
    expect("names", [name for name in names if name.startswith("page-")], [f"page-{n}" for n in range(7)])


def watches(api, namespace):
    revision = api.list_namespaced_secret(namespace).metadata.resource_version

    def change():
        secret = client.V1Secret(metadata=client.V1ObjectMeta(name="watched"), string_data={"a": "1"})
        api.create_namespaced_secret(namespace, secret)
        api.patch_namespaced_secret("watched", namespace, {"stringData": {"a": "2"}})
        api.delete_namespaced_secret("watched", namespace)

    thread = threading.Thread(target=change)
    thread.start()
    seen = []
    watching = watch.Watch()
    for event in watching.stream(
        api.list_namespaced_secret,
        namespace,
        resource_version=revision,
        field_selector="metadata.name=watched",
        timeout_seconds=20,
    ):
        seen.append((event["type"], base64.b64decode(event["object"].data["a"]).decode()))
        if event["type"] == "DELETED":
            watching.stop()
    thread.join()
    expect("events", seen, [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")])


def dynamic_client(api, namespace):
    definitions = client.ApiextensionsV1Api(api.api_client)
    group = f"python-{int(time.time())}.skiff.dev"
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer", "default": 1}}}},
    }
    definitions.create_custom_resource_definition(
        {
            "metadata": {"name": f"kites.{group}"},
            "spec": {
                "group": group,
                "scope": "Namespaced",
                "names": {"kind": "Kite", "plural": "kites"},
                "versions": [
                    {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
                ],
            },
        }
    )
    try:
        for event in watch.Watch().stream(definitions.list_custom_resource_definition, timeout_seconds=20):
            found = event["object"]
            conditions = {c.type: c.status for c in (found.status.conditions or [])} if found.status else {}
            if found.metadata.name == f"kites.{group}" and conditions.get("Established") == "True":
                break
        kites = dynamic.DynamicClient(api.api_client).resources.get(api_version=f"{group}/v1", kind="Kite")
        body = {"apiVersion": f"{group}/v1", "kind": "Kite", "metadata": {"name": "red"}, "spec": {}}
        expect("default", kites.create(body=body, namespace=namespace).spec.size, 1)
        body["spec"]["size"] = 5
        applied = kites.server_side_apply(body=body, namespace=namespace, field_manager="python", force_conflicts=True)
        expect("applied", applied.spec.size, 5)
        patch = {"spec": {"size": 6}}
        kind = "application/merge-patch+json"
        expect("patched", kites.patch(name="red", namespace=namespace, body=patch, content_type=kind).spec.size, 6)
        expect("list", [kite.metadata.name for kite in kites.get(namespace=namespace).items], ["red"])
        refused(422, "spec.size", kites.patch, name="red", namespace=namespace, body={"spec": {"size": "big"}}, content_type=kind)
        kites.delete(name="red", namespace=namespace)
    finally:
        definitions.delete_custom_resource_definition(f"kites.{group}")


def workloads(api, namespace):
    apps = client.AppsV1Api(api.api_client)
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": IMAGE}]},
            },
        },
    }
    utils.create_from_dict(api.api_client, manifest, namespace=namespace)
    container = {"name": "web", "env": [{"name": "A", "value": "1"}]}
    patched = apps.patch_namespaced_deployment(
        "web", namespace, {"spec": {"template": {"spec": {"containers": [container]}}}}
    )
    expect("image", patched.spec.template.spec.containers[0].image, IMAGE)
    scale = apps.read_namespaced_deployment_scale("web", namespace)
    scale.spec.replicas = 0
    scale.metadata.resource_version = None  # the Deployment's controller writes it, too
    apps.replace_namespaced_deployment_scale("web", namespace, scale)
    apps.delete_namespaced_deployment("web", namespace, propagation_policy="Foreground")


def identity(api, namespace):
    accounts = client.V1ServiceAccount(metadata=client.V1ObjectMeta(name="robot"))
    api.create_namespaced_service_account(namespace, accounts)
    request = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=600))
    token = api.create_namespaced_service_account_token("robot", namespace, request).status.token
    known = api.api_client.configuration
    robot = client.Configuration(host=known.host, api_key={"authorization": f"Bearer {token}"})
    robot.ssl_ca_cert = known.ssl_ca_cert
    with client.ApiClient(robot) as connection:
        own = client.AuthenticationV1Api(connection).create_self_subject_review(client.V1SelfSubjectReview())
        expect("name", own.status.user_info.username, f"system:serviceaccount:{namespace}:robot")
        refused(403, "cannot list resource", client.CoreV1Api(connection).list_namespaced_secret, namespace)


def pods(api, namespace):
    command = ["sh", "-c", "echo hello; trap 'exit 0' TERM; sleep 600 & wait"]
    container = {"name": "main", "image": IMAGE, "command": command}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 1}
    api.create_namespaced_pod(namespace, {"metadata": {"name": "box"}, "spec": spec})
    watching = watch.Watch()
    for event in watching.stream(
        api.list_namespaced_pod, namespace, field_selector="metadata.name=box", timeout_seconds=60
    ):
        if event["object"].status.phase == "Running":
            watching.stop()
    lines = []
    following = watch.Watch()
    for line in following.stream(api.read_namespaced_pod_log, "box", namespace):
        lines.append(line)
        following.stop()
    expect("log", lines, ["hello"])
    execute = api.connect_get_namespaced_pod_exec
    streams = {"stdin": False, "stdout": True, "stderr": True, "tty": False}
    said = stream(execute, "box", namespace, command=["echo", "said"], **streams)
    expect("exec", said, "said\n")
    shell = stream(
        execute, "box", namespace, command=["sh"], stdin=True, stdout=True, stderr=True, tty=False, _preload_content=False
    )
    shell.write_stdin("echo $((6 * 7)); echo oops >&2; exit 3\n")
    expect("output", shell.readline_stdout(timeout=10), "42")
    expect("errors", shell.readline_stderr(timeout=10), "oops")
    shell.run_forever(timeout=10)
    expect("code", shell.returncode, 3)
    api.delete_namespaced_pod("box", namespace)


def main(kubeconfig, *options):
    config.load_kube_config(kubeconfig)
    api = client.CoreV1Api()
    namespace = f"python-client-{int(time.time())}"
    api.create_namespace({"metadata": {"name": namespace}})
    steps = [objects, patches, pages, watches, dynamic_client, workloads, identity]
    if "--pods" in options:
        steps.append(pods)
    try:
        accounts = watch.Watch()
        only = {"field_selector": "metadata.name=default", "timeout_seconds": 20}
        for _ in accounts.stream(api.list_namespaced_service_account, namespace, **only):
            accounts.stop()
        for step in steps:
            start = time.monotonic()
            step(api, namespace)
            print(f"ok  {step.__name__:20} {time.monotonic() - start:.2f} s", flush=True)
    finally:
        api.delete_namespace(namespace)


main(*sys.argv[1:])
