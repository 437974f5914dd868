"""Takes out of answers what may differ between two correct servers: names, uids, times, revisions."""

import json
import re

import openapi
import protobuf

HEADERS = ("content-type", "warning", "retry-after", "allow", "location", "cache-control", "www-authenticate")
# Of documents that clients keep.
KEPT_HEADERS = ("etag", "vary", "expires", "last-modified", "accept-ranges", "content-encoding")

_TEXT = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uid>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"\b10\.96\.\d+\.\d+\b"), "<clusterIP>"),
    (re.compile(r"(resource version is|resource version|resourceVersion|current):? ?\(?\"?\d{2,}"), r"\1 <revision>"),
    (re.compile(r"(ResourceVersion in (?:record|object meta)\W+)\d+"), r"\1<revision>"),
    (re.compile(r"(\\+\"resourceVersion\\+\":\\+\")\d+"), r"\1<revision>"),
    (re.compile(r"\?hash=[0-9A-F]{128}"), "?hash=<of the content>"),
    (re.compile(r"^\"[0-9A-F]{128}\"$"), "<of the content>"),
    (re.compile(r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d (GMT|UTC)$"), r"<time> \1"),
    (re.compile(r"\"continue\":\"[^\"]{8,}\""), '"continue":"<continue>"'),
    (re.compile(r"(?m)^(\s*resourceVersion): \"\d+\"$"), r"\1: <revision>"),
    (re.compile(r"(generated-|kube-api-access-|\bA_)[bcdfghjklmnpqrstvwxz2456789]{5}\b"), r"\1<random>"),
    (re.compile(r"(a{40,})[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])"), r"\1<random>"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), "<server>"),
    (re.compile(r"X509SHA256=[0-9a-f]{64}"), "X509SHA256=<certificate>"),
]
_BY_FIELD = {
    "resourceVersion": (re.compile(r"\d{1,}"), "<revision>"),
    "continue": (re.compile(r".{8,}"), "<continue>"),
    "nodePort": (re.compile(r"3[0-2]\d{3}"), "<nodePort>"),
    "healthCheckNodePort": (re.compile(r"3[0-2]\d{3}"), "<nodePort>"),
}
# A YAML list of managedFields: lines that begin with "- " or are further in than the key.
_MANAGED_FIELDS = re.compile(r"(?m)^( *)managedFields:\n(?:\1- .*\n|\1  .*\n)*")
_AGE = re.compile(r"\d+(ms|s|m\d*s?)|<invalid>")
_TOKEN = re.compile(r"ey[\w-]+\.[\w-]+\.[\w-]+")


_EMBEDDED = re.compile(r' value: (?="?[{\[])')


def text(value):
    for pattern, replacement in _TEXT:
        value = pattern.sub(replacement, value)
    return _TOKEN.sub("<token>", _embedded(value))


def _embedded(value):
    """Objects inside a message, their fields sorted: the order of fields means nothing in JSON."""
    parts = []
    start = 0
    for found in _EMBEDDED.finditer(value):
        if found.end() < start:
            continue
        try:
            document, end = json.JSONDecoder().raw_decode(value, found.end())
            quoted = isinstance(document, str)
            value_of = _as_in_api(json.loads(document) if quoted else document)
            plain = json.dumps(value_of, sort_keys=True, separators=(",", ":"))
        except ValueError:
            continue
        parts += [value[start : found.end()], json.dumps(plain) if quoted else plain]
        start = end
    return "".join(parts) + value[start:]


def _as_in_api(value):
    """Without the case of fields' names, which Go's have in their own way, and without empty fields, which Go's structs have."""
    if isinstance(value, list):
        return [_as_in_api(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    fields = {key.lower(): _as_in_api(inner) for key, inner in value.items()}
    return {key: inner for key, inner in fields.items() if inner not in (None, "", [], {}, 0, False)}


def _value(value, name):
    if isinstance(value, dict):
        return {text(key): _value(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, "") for inner in value]
    if name in _BY_FIELD and value not in ("", "0", 0):
        pattern, replacement = _BY_FIELD[name]
        if pattern.fullmatch(str(value)):
            return replacement
    if isinstance(value, str):
        return text(value)
    return value


def _ages(document):
    if isinstance(document, dict) and document.get("kind") == "Table":
        for row in document.get("rows") or []:
            row["cells"] = ["<age>" if isinstance(c, str) and _AGE.fullmatch(c) else c for c in row.get("cells", [])]
    for event in document if isinstance(document, list) else [document]:
        if isinstance(event, dict) and "object" in event:
            _ages(event["object"])


def response(answer):
    """What is compared: a document with status, headers and body."""
    compared = HEADERS + KEPT_HEADERS if "etag" in answer.headers else HEADERS
    headers = {name: [text(one) for one in answer.headers[name]] for name in compared if name in answer.headers}
    body = answer.json()
    if isinstance(body, dict) and body.get("kind") == "Status":
        _in_order(body)
    if isinstance(body, dict) and body.get("kind") == "SelfSubjectRulesReview":
        for rules in ("resourceRules", "nonResourceRules"):
            (body.get("status", {}).get(rules) or []).sort(key=lambda rule: json.dumps(rule, sort_keys=True))
    if body is not None and not isinstance(body, (str, int, float)):
        _conditions(body)
        _ages(body)
        layout = _layout(answer.body)
        return {"status": answer.status, "headers": headers, "layout": layout, "body": _value(body, "")}
    if "proto-openapi" in "".join(headers.get("content-type", [])):
        return {"status": answer.status, "headers": headers, "body": openapi.message(answer.body, text)}
    if "protobuf" in "".join(headers.get("content-type", [])):
        return {"status": answer.status, "headers": headers, "body": _protobuf(answer.body)}
    plain = _MANAGED_FIELDS.sub("", text(answer.body.decode("utf-8", "replace")))
    return {"status": answer.status, "headers": headers, "body": plain}


def _conditions(body):
    """Which controller writes a definition's status first, and so the order of its conditions, is a matter of time."""
    for document in body if isinstance(body, list) else [body]:
        document = document.get("object", document) if isinstance(document, dict) else {}
        if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
            ((document.get("status") or {}).get("conditions") or []).sort(key=lambda one: one.get("type", ""))


def _layout(body):
    """How JSON is laid out: in lines or not, with a newline at its end or without."""
    return ("lines" if body[:2] in (b"{\n", b"[\n") else "compact") + (", newline" if body.endswith(b"\n") else "")


def _protobuf(body):
    """The message, or those of a watch."""
    try:
        if body.startswith(b"k8s\0"):
            return protobuf.message(body[4:], text)
        return protobuf.frames(body, text)
    except protobuf.Malformed:
        return text(body.decode("latin-1"))


def _in_order(status):
    """Several causes come in the order in which a server happens to look; each once, sorted."""
    causes = (status.get("details") or {}).get("causes") or []
    lines = sorted({f"{cause.get('field')}: {cause.get('message')}" for cause in causes if cause.get("field")})
    head, found, _ = status.get("message", "").partition(" is invalid: [")
    if found and len(lines) > 1:
        status["message"] = head + " is invalid: " + "; ".join(lines)
        causes.clear()
    elif len(lines) == 1:
        del causes[1:]


def short(value, most=400):
    shown = value if isinstance(value, str) else json.dumps(value)
    return shown if len(shown) <= most else shown[:most] + " …"
