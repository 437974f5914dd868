"""Finds what differs between two normalised answers."""

from dataclasses import dataclass

ABSENT = "<absent>"


@dataclass(frozen=True)
class Difference:
    """One leaf that is not the same; `path` as in body.metadata.labels[0]."""

    path: str
    upstream: object
    skiff: object


def differences(upstream, skiff):
    """All differences of two documents, a whole missing branch being one."""
    found = []
    _walk("", upstream, skiff, found)
    return found


def _walk(path, left, right, found):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in list(left) + [key for key in right if key not in left]:
            inner = f"{path}.{key}" if path else key
            _walk(inner, left.get(key, ABSENT), right.get(key, ABSENT), found)
    elif isinstance(left, list) and isinstance(right, list):
        if _texts(left) and _texts(right):
            _members(path, dict.fromkeys(left, "there"), dict.fromkeys(right, "there"), found)
            return
        left, right = _named(left), _named(right)
        if isinstance(left, dict) and isinstance(right, dict):
            _members(path, left, right, found)
            return
        if isinstance(left, dict):
            left = list(left.values())
        if isinstance(right, dict):
            right = list(right.values())
        for i in range(max(len(left), len(right))):
            _walk(
                f"{path}[{i}]",
                left[i] if i < len(left) else ABSENT,
                right[i] if i < len(right) else ABSENT,
                found,
            )
    elif left != right or isinstance(left, bool) != isinstance(right, bool):
        found.append(Difference(path, left, right))


def _members(path, left, right, found):
    for key in list(left) + [key for key in right if key not in left]:
        _walk(f"{path}[{key}]", left.get(key, ABSENT), right.get(key, ABSENT), found)
    common = [key for key in left if key in right]
    if common != [key for key in right if key in left]:
        found.append(Difference(path + " order", common, [key for key in right if key in left]))


def _texts(items):
    """Whether a list is one of several distinct texts: these are compared as members."""
    return len(items) > 1 and all(isinstance(item, str) for item in items) and len(set(items)) == len(items)


def _named(items):
    """A list of objects with distinct names, as a map by name; other lists as they are."""
    names = [item.get("name") for item in items if isinstance(item, dict)]
    if len(items) > 1 and len(names) == len(items) and all(names) and len(set(names)) == len(names):
        return dict(zip(names, items))
    return items
