package dev.skiff.operator.runtime;

import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Objects by place and by index. Written by one informer's thread, read by many. */
final class IndexedCache<T extends HasMetadata> implements ResourceCache<T> {
  private static final String NAMESPACE = "namespace";

  private final Map<Request, T> objects = new ConcurrentHashMap<>();
  private final Map<String, Index<T>> indices = new ConcurrentHashMap<>();

  IndexedCache() {
    addIndex(NAMESPACE, object -> List.of(Request.namespaceOf(object)));
  }

  synchronized void addIndex(String name, Function<T, Collection<String>> keys) {
    if (indices.containsKey(name)) return;
    Index<T> index = new Index<>(keys, new ConcurrentHashMap<>());
    objects.forEach((place, object) -> index.add(place, object));
    indices.put(name, index);
  }

  /** Puts a state and returns the one before, or null. */
  synchronized T put(T object) {
    Request place = Request.of(object);
    T previous = objects.put(place, object);
    for (Index<T> index : indices.values()) {
      if (previous != null) index.remove(place, previous);
      index.add(place, object);
    }
    return previous;
  }

  /** Removes an object and returns its last state, or null. */
  synchronized T remove(Request place) {
    T previous = objects.remove(place);
    if (previous != null) indices.values().forEach(index -> index.remove(place, previous));
    return previous;
  }

  /** The places of all objects, as they are now. */
  Set<Request> places() {
    return Set.copyOf(objects.keySet());
  }

  @Override
  public Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(objects.get(new Request(namespace, name)));
  }

  @Override
  public List<T> list() {
    return List.copyOf(objects.values());
  }

  @Override
  public List<T> list(String namespace) {
    return byIndex(NAMESPACE, namespace);
  }

  @Override
  public synchronized List<T> byIndex(String name, String key) {
    Index<T> index = indices.get(name);
    if (index == null) throw new IllegalArgumentException("no index named " + name);
    Map<Request, T> found = index.entries.get(key);
    return found == null ? List.of() : List.copyOf(found.values());
  }

  private record Index<T extends HasMetadata>(
      Function<T, Collection<String>> keys, Map<String, Map<Request, T>> entries) {

    private void add(Request place, T object) {
      for (String key : keys.apply(object)) {
        entries.computeIfAbsent(key, ignored -> new HashMap<>()).put(place, object);
      }
    }

    private void remove(Request place, T object) {
      for (String key : keys.apply(object)) {
        Map<Request, T> found = entries.get(key);
        if (found == null) continue;
        found.remove(place);
        if (found.isEmpty()) entries.remove(key);
      }
    }
  }
}
