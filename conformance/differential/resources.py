"""The resources that both servers serve, from live discovery, with an example object for each."""

import json
from dataclasses import dataclass

from fillings import Fillings


@dataclass
class Resource:
    """One resource in one version; `example` is what examples/ says of it, or empty;
    `first` marks one resource of each group version."""

    group: str
    version: str
    name: str
    kind: str
    namespaced: bool
    verbs: list
    subresources: list
    example: dict
    first: bool

    @property
    def group_version(self):
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def id(self):
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def root(self):
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"

    def variables(self, namespace, name):
        """What templates may use; see README.md."""
        inside = f"/namespaces/{namespace}" if self.namespaced else ""
        collection = f"{self.root}{inside}/{self.name}"
        valid = json.loads(json.dumps(self.example.get("valid", {})).replace("{ns}", namespace).replace("{name}", name))
        if self.example.get("name"):
            name = self.example["name"].replace("{ns}", namespace)
        document = {"apiVersion": self.group_version, "kind": self.kind, "metadata": {"name": name}}
        document["metadata"].update(valid.pop("metadata", {}))
        document.update(valid)
        document["metadata"].setdefault("labels", {})["differential"] = namespace
        return {
            "collection": collection,
            "item": f"{collection}/{name}",
            "all": f"{self.root}/{self.name}",
            "root": self.root,
            "valid": json.dumps(document),
            "change": json.dumps(self.example.get("change", {})),
            "immutable": json.dumps(self.example.get("immutable", {})),
            "name": name,
            "resource": self.name,
            "group": self.group,
            "version": self.version,
            "kind": self.kind,
            "gv": self.group_version,
        }


def discover(server, request, examples):
    """Asks the server for all its resources."""
    get = lambda path: server.send(request("GET", path)).json()
    fillings = Fillings(get)
    group_versions = [("", "v1")]
    for group in get("/apis")["groups"]:
        group_versions += [(group["name"], version["version"]) for version in group["versions"]]
    found = []
    for group, version in group_versions:
        root = f"/apis/{group}/{version}" if group else f"/api/{version}"
        entries = get(root)["resources"]
        first = True
        for entry in entries:
            if "/" in entry["name"]:
                continue
            key = f"{group}/{version}/{entry['name']}"
            example = dict(examples.get(key, {}))
            if "valid" in example:
                example["fillings"] = fillings.of_fields(group, version, entry["kind"], example["valid"])
                example["statuses"] = fillings.of_status(group, version, entry["kind"])
            parts = [e["name"].split("/", 1)[1] for e in entries if e["name"].startswith(entry["name"] + "/")]
            found.append(
                Resource(
                    group, version, entry["name"], entry["kind"], entry["namespaced"], entry["verbs"], parts,
                    example, first,
                )
            )
            first = False
    return found
