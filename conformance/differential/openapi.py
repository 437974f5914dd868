"""Makes classes of the differences between OpenAPI documents: thousands of leaves differ for a few reasons."""

import json
import re

import compare
import protobuf

_METHODS = "get|put|post|delete|patch|head|options|parameters"
_KEYWORDS = (
    "properties|description|type|required|format|default|enum|items|additionalProperties|allOf|oneOf|anyOf|not|title|nullable|x-[a-z-]+"
)
_CLASSES = [
    (re.compile(rf"^(body\.paths)\..*?(\.(?:{_METHODS})\b|$)"), r"\1.*\2"),
    (re.compile(rf"^(body(?:\.components)?\.(?:definitions|schemas))\.[\w.-]+?(\.(?:{_KEYWORDS})\b|$)"), r"\1.*\2"),
    (re.compile(rf"(\.properties)\.[\w$-]+?(?=\.(?:{_KEYWORDS})\b|\.properties|$)"), r"\1.*"),
    (re.compile(r"(\.content)\.[^ ]+?(?=\.schema|$)"), r"\1.*"),
    (re.compile(r"^(body\.parameters)\.[\w-]+"), r"\1.*"),
    (re.compile(r"\[\d+\]"), "[*]"),
    (re.compile(r"(parameters)\[[\w-]+\]"), r"\1[*]"),
]


def concerns(title):
    return title.startswith("OpenAPI")


def classified(difference):
    """The difference without the names of what differs, and without values that differ from place to place."""
    path = difference.path
    for pattern, general in _CLASSES:
        path = pattern.sub(general, path)
    return compare.Difference(path, _kind(difference.upstream), _kind(difference.skiff))


def _kind(value):
    if value == compare.ABSENT:
        return value
    if isinstance(value, str):
        return value if len(value) < 30 and "/" not in value and " " not in value else "<a text>"
    if isinstance(value, (dict, list)):
        return f"<{type(value).__name__}>"
    return value


def message(data, text):
    """A document in protocol buffers: the order of fields and of the members of maps means nothing."""
    return _canonical(protobuf.message(data, text))


def _canonical(value):
    if isinstance(value, list):
        return sorted((_canonical(inner) for inner in value), key=lambda inner: json.dumps(inner, sort_keys=True))
    return _any(value) if isinstance(value, str) else value


def _any(value):
    """What may be any value is YAML, and JSON is YAML: both as JSON. Only what extensions hold is understood."""
    try:
        return json.dumps(json.loads(value), sort_keys=True)
    except ValueError:
        pass
    lines = value[:-1].split("\n")
    if not value.endswith("\n"):
        return value
    if all(re.fullmatch(r"- [\w.-]+", line) for line in lines):
        return json.dumps([_scalar(line[2:]) for line in lines])
    pairs = [re.fullmatch(r"(- |  )?([\w.-]+): ?(.*)", line) for line in lines]
    if all(pairs):
        items, listed = [], pairs[0][1] == "- "
        for pair in pairs:
            if pair[1] == "- " or not items:
                items.append({})
            items[-1][pair[2]] = _scalar(pair[3])
        return json.dumps(items if listed else items[0], sort_keys=True)
    return json.dumps(_scalar(lines[0])) if len(lines) == 1 else value


def _scalar(text):
    if text in ("true", "false"):
        return text == "true"
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text.strip('"')
