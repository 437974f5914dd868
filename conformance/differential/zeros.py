"""Zeros in the place of what an example leaves out: which of them an object shows afterwards, is up to Go's types."""

import json

# What an example is asked with, one kind of zeros at a time: one that is refused must not hide the others.
_ZEROS = {"booleans": False, "texts": "", "numbers": 0, "lists": [], "maps": {}}
_KINDS = {"boolean": "booleans", "string": "texts", "integer": "numbers", "number": "numbers", "array": "lists"}
_KNOWN = {"apiVersion", "kind", "metadata", "status"}


class Zeros:
    """Knows the fields of all kinds from a server's OpenAPI documents."""

    def __init__(self, get):
        """`get` answers a path with the JSON that is there."""
        self._get = get
        self._roots = get("/openapi/v3")["paths"]
        self._schemas = {}

    def of_fields(self, group, version, kind, valid):
        """Patches of a valid object by the kind of zeros that they set, nothing where there are none."""
        schema = self._kind(group, version, kind)
        outside = {name: inner for name, inner in schema.get("properties", {}).items() if name not in _KNOWN}
        patches = {zeros: self._fields(outside, valid, zeros) for zeros in _ZEROS}
        return {zeros: patch for zeros, patch in patches.items() if patch}

    def of_status(self, group, version, kind):
        """A patch for each kind of zeros in the status."""
        status = self._resolved(self._kind(group, version, kind).get("properties", {}).get("status", {}))
        patches = {zeros: self._fields(status.get("properties", {}), {}, zeros) for zeros in _ZEROS}
        return {zeros: {"status": patch} for zeros, patch in patches.items() if patch}

    def _kind(self, group, version, kind):
        root = f"apis/{group}/{version}" if group else f"api/{version}"
        if root not in self._schemas:
            document = self._get(self._roots[root]["serverRelativeURL"]) if root in self._roots else {}
            self._schemas[root] = document.get("components", {}).get("schemas", {})
            # Documents agree on the definitions that they share.
            self._schemas[""] = self._schemas.get("", {}) | self._schemas[root]
        wanted = {"group": group, "version": version, "kind": kind}
        for schema in self._schemas[root].values():
            if wanted in schema.get("x-kubernetes-group-version-kind", []):
                return schema
        return {}

    def _resolved(self, schema):
        reference = schema.get("$ref") or next((one["$ref"] for one in schema.get("allOf", []) if "$ref" in one), None)
        return self._schemas[""].get(reference.rsplit("/", 1)[1], {}) if reference else schema

    def _fields(self, properties, present, zeros):
        patch = {}
        for name, schema in properties.items():
            schema = self._resolved(schema)
            value = present.get(name)
            if value is None:
                if self._zeros_of(schema) == zeros:
                    patch[name] = _ZEROS[zeros]
            elif isinstance(value, dict):
                inner = self._fields(schema.get("properties", {}), value, zeros)
                if inner:
                    patch[name] = inner
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                inner = self._fields(self._resolved(schema.get("items", {})).get("properties", {}), value[0], zeros)
                if inner:
                    patch[f"{name}[0]"] = inner
        return patch

    @staticmethod
    def _zeros_of(schema):
        if "additionalProperties" in schema:
            return "maps"
        return None if schema.get("format") in ("date-time", "int-or-string") else _KINDS.get(schema.get("type"))
