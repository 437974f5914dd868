"""Reads protocol buffers without their types, so that two answers can be compared."""

import re

_TIMES = range(1_600_000_000, 2_200_000_000)
_REVISION = re.compile(r"\d{2,}")


class Malformed(Exception):
    """These bytes are no message."""


def message(data, text):
    """The fields of a message in their order, as [number, value]; `text` normalises texts."""
    fields = []
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if number == 0:
            raise Malformed
        if wire == 0:
            value, at = _varint(data, at)
            value = "<time>" if value in _TIMES else value
        elif wire in (1, 5):
            end = at + (8 if wire == 1 else 4)
            value, at = data[at:end].hex(), end
        elif wire == 2:
            length, at = _varint(data, at)
            if at + length > len(data):
                raise Malformed
            value, at = _content(data[at : at + length], text), at + length
        else:
            raise Malformed
        if at > len(data):
            raise Malformed
        fields.append([number, value])
    return fields


def frames(data, text):
    """The messages of a watch, each behind its length in four bytes."""
    found = []
    at = 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        found.append(message(data[at + 4 : at + 4 + length], text))
        at += 4 + length
    return found


def _content(data, text):
    """A text, a message, or bytes: what it looks like."""
    if data.startswith(b"k8s\0"):
        return message(data[4:], text)
    try:
        plain = data.decode()
        if all(c.isprintable() for c in plain):
            return "<revision>" if _REVISION.fullmatch(plain) else text(plain)
    except UnicodeDecodeError:
        pass
    try:
        return message(data, text)
    except Malformed:
        return text(data.decode("latin-1"))


def _varint(data, at):
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise Malformed
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
