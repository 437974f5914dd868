package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lists and watches one resource, and shares what it learns. It reconnects where it was, and lists
 * anew when the server has forgotten that place (410 Gone). There is no resync.
 */
public interface Informer<T extends HasMetadata> {

  /** What is known. Empty before the first list. */
  ResourceCache<T> cache();

  /**
   * Calls back for every change, in order, on the informer's thread; must not block for long.
   * Objects that are known already are reported as added first.
   */
  void addHandler(Consumer<ResourceEvent<T>> handler);

  /**
   * Keeps an index. Adding the same name again changes nothing.
   *
   * @param name of the index
   * @param keys an object's keys; called once per state of an object
   */
  void addIndex(String name, Function<T, Collection<String>> keys);

  /** True once the first list is in the cache and its handlers have been called. */
  boolean synced();

  /** Blocks until {@link #synced}. */
  void awaitSynced() throws InterruptedException;
}
