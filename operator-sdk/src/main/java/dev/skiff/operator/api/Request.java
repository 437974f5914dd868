package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * What a reconciler is asked to look at: an object's place, never its content, so that any number
 * of changes in between make one request.
 *
 * @param namespace empty for cluster-scoped objects; never null
 * @param name the object's name
 */
public record Request(String namespace, String name) {
  public Request {
    Objects.requireNonNull(namespace);
    Objects.requireNonNull(name);
  }

  /** The request for an object. */
  public static Request of(HasMetadata object) {
    return new Request(namespaceOf(object), object.getMetadata().getName());
  }

  /** An object's namespace, empty for cluster-scoped objects. */
  public static String namespaceOf(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return namespace == null ? "" : namespace;
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
