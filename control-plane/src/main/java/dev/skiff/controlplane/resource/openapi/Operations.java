package dev.skiff.controlplane.resource.openapi;

import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The paths at which a type is served, and what may be done there. */
final class Operations {
  private Operations() {}

  /**
   * Something that may be done at a path.
   *
   * @param method HTTP method, lower case
   * @param action OpenAPI's x-kubernetes-action: list, post, get, put, patch, delete ...
   * @param definition name of the definition of what is sent or given back; null for plain text
   */
  record Operation(String path, String method, String action, String verb, String definition) {
    boolean sendsObject() {
      return method.equals("post") || method.equals("put");
    }
  }

  static List<Operation> of(ResourceType type) {
    List<Operation> operations = new ArrayList<>();
    String root = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    String collection =
        root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
    String name = Components.name(type);
    if (type.namespaced() && type.verbs().contains("list")) {
      operations.add(
          new Operation(root + "/" + type.plural(), "get", "list", "list", name + "List"));
    }
    add(operations, type.verbs(), "list", collection, "get", "list", name + "List");
    add(operations, type.verbs(), "create", collection, "post", "post", name);
    add(
        operations,
        type.verbs(),
        "deletecollection",
        collection,
        "delete",
        "deletecollection",
        "io.k8s.apimachinery.pkg.apis.meta.v1.Status");
    object(operations, type.verbs(), collection + "/{name}", name);
    add(
        operations,
        type.verbs(),
        "delete",
        collection + "/{name}",
        "delete",
        "delete",
        "io.k8s.apimachinery.pkg.apis.meta.v1.Status");
    for (ResourceType.Subresource subresource : type.subresources()) {
      String path = collection + "/{name}/" + subresource.name();
      boolean own = subresource.kind().equals(type.kind());
      String definition = own ? name : Components.subresourceName(subresource);
      if (subresource.kind().endsWith("Options") || subresource.name().equals("log")) {
        definition = null;
      }
      object(operations, subresource.verbs(), path, definition);
      add(operations, subresource.verbs(), "create", path, "post", "post", definition);
    }
    return operations;
  }

  private static void object(
      List<Operation> operations, Set<String> verbs, String path, String definition) {
    add(operations, verbs, "get", path, "get", "get", definition);
    add(operations, verbs, "update", path, "put", "put", definition);
    add(operations, verbs, "patch", path, "patch", "patch", definition);
  }

  private static void add(
      List<Operation> operations,
      Set<String> verbs,
      String verb,
      String path,
      String method,
      String action,
      String definition) {
    if (verbs.contains(verb)) {
      operations.add(new Operation(path, method, action, verb, definition));
    }
  }
}
