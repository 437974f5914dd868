package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Change;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** A change as watchers see it. All watchers share one instance, and with it the encoded events. */
public final class CachedChange {
  private final Change.Type type;
  private final CachedObject object;
  private final CachedObject previous;
  private final ConcurrentMap<String, byte[]> encodings = new ConcurrentHashMap<>(2);

  /**
   * @param type what happened
   * @param object the state after the change; for a deletion the last state, carrying the revision
   *     of the deletion
   * @param previous the state before, null for ADDED
   */
  public CachedChange(Change.Type type, CachedObject object, CachedObject previous) {
    this.type = type;
    this.object = object;
    this.previous = previous;
  }

  public Change.Type type() {
    return type;
  }

  public CachedObject object() {
    return object;
  }

  /** The state before the change, with its labels and fields; null for ADDED. */
  public CachedObject previous() {
    return previous;
  }

  public long revision() {
    return object.revision();
  }

  /**
   * The event's bytes, encoded by the first watcher that asks and shared with all others.
   *
   * @param encoding names everything that the bytes depend on: event type, API version, media type
   * @param encoder called at most once per encoding
   */
  public byte[] encoded(String encoding, Function<CachedChange, byte[]> encoder) {
    byte[] bytes = encodings.get(encoding);
    return bytes != null
        ? bytes
        : encodings.computeIfAbsent(encoding, ignored -> encoder.apply(this));
  }
}
