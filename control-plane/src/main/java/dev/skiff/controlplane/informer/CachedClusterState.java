package dev.skiff.controlplane.informer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.store.Key;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads from the watch cache, and remembers the trees that were asked for. */
@Singleton
final class CachedClusterState implements ClusterState {
  private static final int REMEMBERED = 4096;

  /** What seems absent may just have been created; so look again when the cache has caught up. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final WatchCache cache;
  private final Map<Key, Parsed> trees = new ConcurrentHashMap<>();

  CachedClusterState(WatchCache cache) {
    this.cache = cache;
  }

  @Override
  public Optional<ObjectNode> get(String resource, String namespace, String name) {
    Key key = new Key(resource, namespace, name);
    Optional<CachedObject> found = cache.get(key);
    if (found.isEmpty() && cache.awaitCurrent(PATIENCE)) found = cache.get(key);
    return found.map(this::tree);
  }

  @Override
  public Optional<ObjectNode> newest(String resource, String namespace, String name) {
    if (!cache.awaitCurrent(PATIENCE)) {
      throw Statuses.unavailable("the watch cache lags behind the store");
    }
    return get(resource, namespace, name);
  }

  @Override
  public List<ObjectNode> list(String resource, String namespace) {
    List<ObjectNode> found = new ArrayList<>();
    for (CachedObject each : cache.snapshot(resource).objects(namespace, null)) {
      found.add(tree(each));
    }
    return found;
  }

  @Override
  public AutoCloseable follow(String resource, Predicate<Key> wanted, Consumer<Event> consumer) {
    return new CacheFollower(cache, resource, wanted, consumer).start();
  }

  private ObjectNode tree(CachedObject object) {
    Parsed known = trees.get(object.key());
    if (known != null && known.revision == object.revision()) return known.tree;
    ObjectNode tree = parse(object);
    if (trees.size() >= REMEMBERED) trees.clear();
    trees.put(object.key(), new Parsed(object.revision(), tree));
    return tree;
  }

  static ObjectNode parse(CachedObject object) {
    try {
      return (ObjectNode) UntrustedJson.tree(object.json());
    } catch (IOException corrupt) {
      throw new UncheckedIOException(object.key() + " is not JSON", corrupt);
    }
  }

  private record Parsed(long revision, ObjectNode tree) {}
}
