package dev.skiff.controlplane.store;

import java.util.Objects;

/**
 * Where an object is stored: its resource, namespace and name. The version of the API plays no
 * part.
 *
 * @param resource group resource in the form {@code deployments.apps}, or {@code pods} for the core
 *     group
 * @param namespace the namespace, empty for cluster-scoped objects; never null
 * @param name the object's name
 */
public record Key(String resource, String namespace, String name) implements Comparable<Key> {
  public Key {
    Objects.requireNonNull(resource);
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
  }

  /** Orders as lists are ordered: by resource, then namespace, then name, byte by byte. */
  @Override
  public int compareTo(Key other) {
    int order = resource.compareTo(other.resource);
    if (order == 0) order = namespace.compareTo(other.namespace);
    return order == 0 ? name.compareTo(other.name) : order;
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? resource + "/" + name : resource + "/" + namespace + "/" + name;
  }
}
