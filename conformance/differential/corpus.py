"""Reads *.http corpus files and expands their templates; README.md describes the form."""

import json
import re
from dataclasses import dataclass, field

from server import Request

_VARIABLE = re.compile(r"\{([a-z]+)\}")
_PLAIN = {"namespaced", "cluster", "each", "always", "alone"}
# Templates that are expanded over the variants of an example, and where these are.
_VARIANTS = {"variants": "invalid", "updates": "updates", "fillings": "fillings", "statuses": "statuses"}


@dataclass
class Step:
    """One request of a sequence, with variables that are not filled in yet."""

    title: str
    method: str
    path: str
    headers: dict
    body: list
    events: int = 0

    def request(self, variables):
        fill = lambda text: _VARIABLE.sub(lambda found: str(variables.get(found[1], found[0])), text)
        headers = {"Accept": "application/json"} | {name: fill(value) for name, value in self.headers.items()}
        body = None
        if self.body:
            headers.setdefault("Content-Type", "application/json")
            whole = self.body == ["{bytes}"]
            body = variables["bytes"] if whole else _merged([fill(line) for line in self.body]).encode()
        path = fill(self.path)
        asked = re.search(r"timeoutSeconds=(\d+)", path)
        patience = max(1.5, int(asked[1]) + 0.5) if asked else 1.5
        return Request(self.title, self.method, path, headers, body, self.events, patience)


@dataclass
class Sequence:
    """Requests that are sent in order, in a namespace of their own."""

    title: str
    steps: list
    resource: object = None
    extra: dict = field(default_factory=dict)
    quick: bool = True
    alone: bool = False


def _merged(lines):
    """Lines that begin with '+ ' are JSON merge patches of what stands before them."""
    while lines and not lines[-1].strip():
        lines.pop()
    patches = [line[2:] for line in lines if line.startswith("+ ")]
    text = "\n".join(line for line in lines if not line.startswith("+ "))
    if not patches:
        return text
    document = json.loads(text)
    for patch in patches:
        document = merge(document, json.loads(patch))
    return json.dumps(document)


def merge(document, patch):
    """RFC 7396, for objects; a key such as "containers[0]" goes into a list."""
    if not isinstance(patch, dict):
        return patch
    document = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        index = re.fullmatch(r"(.+)\[(\d+)\]", key)
        if index:
            items = list(document.get(index[1], []))
            items[int(index[2])] = merge(items[int(index[2])], value)
            document[index[1]] = items
        elif value is None:
            document.pop(key, None)
        else:
            document[key] = merge(document.get(key), value)
    return document


def read(file, resources, quick_resources):
    """All sequences of a file, templates expanded over the resources that they name."""
    sequences = []
    for block in re.split(r"(?m)^=== ", file.read_text())[1:]:
        head, _, rest = block.partition("\n")
        title, _, conditions = (part.strip() for part in head.partition(" : "))
        steps = [_step(part) for part in re.split(r"(?m)^### ", rest)[1:]]
        words = conditions.split()
        if "each" not in words:
            sequences.append(Sequence(title, steps, alone="alone" in words))
            continue
        for resource in resources:
            if _matches(resource, words):
                quick = "always" in words or resource.id in quick_resources
                sequences += _of_resource(title, steps, resource, words, quick)
    return sequences


def _of_resource(title, steps, resource, words, quick):
    name = f"{title} {resource.id}/{resource.version}"
    kind = next((_VARIANTS[word] for word in words if word in _VARIANTS), None)
    if kind is None:
        return [Sequence(name, steps, resource, quick=quick, alone="alone" in words)]
    return [
        Sequence(f"{name}: {variant}", steps, resource, {"variant": json.dumps(patch)}, quick)
        for variant, patch in resource.example.get(kind, {}).items()
    ]


def _matches(resource, words):
    for word in words:
        if word.startswith("/"):
            fits = word[1:] in resource.subresources
        elif word == "namespaced":
            fits = resource.namespaced
        elif word == "cluster":
            fits = not resource.namespaced
        elif word == "first":
            fits = resource.first
        elif word.startswith("!"):
            fits = word[1:] not in resource.verbs and word[1:] != resource.id
        elif word in _PLAIN or word in _VARIANTS:
            fits = True
        else:
            fits = word in resource.verbs
        if not fits:
            return False
    return True


def _step(text):
    title, _, rest = text.partition("\n")
    head, _, body = rest.partition("\n\n")
    lines = [line for line in head.splitlines() if line and not line.startswith("#")]
    method, path = lines[0].split(" ", 1)
    headers = dict(line.split(": ", 1) for line in lines[1:])
    events = 0
    if method == "WATCH":
        count, path = path.split(" ", 1)
        method, events = "GET", int(count)
    body_lines = [line for line in body.splitlines() if not line.startswith("# ")]
    while body_lines and not body_lines[-1].strip():
        body_lines.pop()
    return Step(title.strip(), method, path.strip(), headers, body_lines, events)
