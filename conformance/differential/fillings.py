"""Values for the fields that an example leaves out, of all fields at once: nobody can think of every rule about every field."""

# What an example is filled with, one after another: a value that is refused for all must not hide the others.
_ZEROS = {"booleans": False, "texts": "", "numbers": 0, "lists": [], "maps": {}}
_VALUES = {
    "true": {"booleans": True},
    "odd texts": {"texts": "A b/"},
    "names": {"texts": "a"},
    "negative": {"numbers": -1},
    "one": {"numbers": 1},
    "large": {"numbers": 2147483647},
    "empty objects": {"objects": {}},
    "lists of one": {"lists": None},
    "odd keys": {"maps": {"A b/": "A b/"}},
} | {zeros: {zeros: value} for zeros, value in _ZEROS.items()}
_KINDS = {"boolean": "booleans", "string": "texts", "integer": "numbers", "number": "numbers", "array": "lists"}
_KNOWN = {"apiVersion", "kind", "metadata", "status"}


class Fillings:
    """Knows the fields of all kinds from a server's OpenAPI documents."""

    def __init__(self, get):
        """`get` answers a path with the JSON that is there."""
        self._get = get
        self._roots = get("/openapi/v3")["paths"]
        self._documents = {}
        self._definitions = {}

    def of_fields(self, group, version, kind, valid):
        """Patches of a valid object by what they fill it with; no empty ones."""
        schema = self._kind(group, version, kind)
        outside = {name: inner for name, inner in schema.get("properties", {}).items() if name not in _KNOWN}
        return self._patches(outside, valid)

    def of_status(self, group, version, kind):
        """Patches that fill the status."""
        status = self._resolved(self._kind(group, version, kind).get("properties", {}).get("status", {}))
        return {name: {"status": patch} for name, patch in self._patches(status.get("properties", {}), {}).items()}

    def _patches(self, properties, present):
        patches = {name: self._fields(properties, present, values) for name, values in _VALUES.items()}
        return {name: patch for name, patch in patches.items() if patch}

    def _kind(self, group, version, kind):
        root = f"apis/{group}/{version}" if group else f"api/{version}"
        if root not in self._documents:
            document = self._get(self._roots[root]["serverRelativeURL"]) if root in self._roots else {}
            self._documents[root] = document.get("components", {}).get("schemas", {})
            # Documents agree on the definitions that they share.
            self._definitions |= self._documents[root]
        wanted = {"group": group, "version": version, "kind": kind}
        for schema in self._documents[root].values():
            if wanted in schema.get("x-kubernetes-group-version-kind", []):
                return schema
        return {}

    def _resolved(self, schema):
        reference = schema.get("$ref") or next((one["$ref"] for one in schema.get("allOf", []) if "$ref" in one), None)
        return self._definitions.get(reference.rsplit("/", 1)[1], {}) if reference else schema

    def _fields(self, properties, present, values):
        patch = {}
        for name, schema in properties.items():
            schema = self._resolved(schema)
            value = present.get(name)
            if value is None:
                kind = self._kind_of(schema)
                if kind in values:
                    patch[name] = self._element(schema) if values[kind] is None else values[kind]
            elif isinstance(value, dict):
                inner = self._fields(schema.get("properties", {}), value, values)
                if inner:
                    patch[name] = inner
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                inner = self._fields(self._resolved(schema.get("items", {})).get("properties", {}), value[0], values)
                if inner:
                    patch[f"{name}[0]"] = inner
        return patch

    def _element(self, schema):
        """A list of one element that says nothing."""
        items = self._resolved(schema.get("items", {}))
        kind = self._kind_of(items)
        return [_ZEROS.get(kind, {})] if kind else []

    @staticmethod
    def _kind_of(schema):
        if "additionalProperties" in schema:
            return "maps"
        if schema.get("properties"):
            return "objects"
        return None if schema.get("format") in ("date-time", "int-or-string") else _KINDS.get(schema.get("type"))
