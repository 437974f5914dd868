package dev.skiff.controlplane.informer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Objects in a map, for any thread; followers are told at once, on the caller's thread. */
public final class FakeClusterState implements ClusterState {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, ObjectNode>> objects = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<Event>>> followers = new HashMap<>();

  /** Creates or replaces an object; single quotes stand for double ones. */
  public FakeClusterState put(String resource, String json) {
    ObjectNode object = json(json);
    ObjectNode old = all(resource).put(key(object), object);
    tell(resource, old == null ? Change.Type.ADDED : Change.Type.MODIFIED, object);
    return this;
  }

  public void delete(String resource, String namespace, String name) {
    ObjectNode gone = all(resource).remove(namespace + "/" + name);
    tell(resource, Change.Type.DELETED, gone);
  }

  /** Parses JSON in which single quotes stand for double ones. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  @Override
  public Optional<ObjectNode> get(String resource, String namespace, String name) {
    return Optional.ofNullable(all(resource).get(namespace + "/" + name));
  }

  @Override
  public Optional<ObjectNode> newest(String resource, String namespace, String name) {
    return get(resource, namespace, name);
  }

  @Override
  public List<ObjectNode> list(String resource, String namespace) {
    return all(resource).entrySet().stream()
        .filter(each -> namespace.isEmpty() || each.getKey().startsWith(namespace + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public AutoCloseable follow(String resource, Predicate<Key> wanted, Consumer<Event> consumer) {
    Consumer<Event> selective =
        event -> {
          var metadata = event.object().path("metadata");
          String namespace = metadata.path("namespace").asText();
          Key key = new Key(resource, namespace, metadata.path("name").asText());
          if (wanted.test(key)) consumer.accept(event);
        };
    all(resource).values().forEach(each -> selective.accept(new Event(Change.Type.ADDED, each)));
    followers.computeIfAbsent(resource, name -> new ArrayList<>()).add(selective);
    return () -> followers.get(resource).remove(selective);
  }

  private void tell(String resource, Change.Type type, ObjectNode object) {
    followers.getOrDefault(resource, List.of()).forEach(f -> f.accept(new Event(type, object)));
  }

  private Map<String, ObjectNode> all(String resource) {
    return objects.computeIfAbsent(resource, name -> new ConcurrentSkipListMap<>());
  }

  private static String key(ObjectNode object) {
    return object.path("metadata").path("namespace").asText()
        + "/"
        + object.path("metadata").path("name").asText();
  }
}
