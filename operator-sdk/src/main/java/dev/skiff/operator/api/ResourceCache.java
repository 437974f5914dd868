package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * What an informer knows: the newest state of every object that it has seen. Objects are shared by
 * all readers and must not be changed; copy with their {@code toBuilder} or {@code edit}.
 */
public interface ResourceCache<T extends HasMetadata> {

  /** An object by its place; the namespace is empty for cluster-scoped objects. */
  Optional<T> get(String namespace, String name);

  /** The object of a request. */
  default Optional<T> get(Request request) {
    return get(request.namespace(), request.name());
  }

  /** All objects, in no order. */
  List<T> list();

  /** All objects of a namespace, in no order. */
  List<T> list(String namespace);

  /**
   * Objects by a key of an index.
   *
   * @throws IllegalArgumentException if the informer has no such index
   */
  List<T> byIndex(String index, String key);
}
