"""Makes classes of the differences between OpenAPI documents: thousands of leaves differ for a few reasons."""

import re

import compare

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
