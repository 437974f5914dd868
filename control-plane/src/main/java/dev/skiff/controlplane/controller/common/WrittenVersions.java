package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a controller last wrote of each object. Until its cache shows that, or something newer, it
 * would decide by what it has changed itself.
 */
public final class WrittenVersions {
  private final Map<Request, Long> newest = new ConcurrentHashMap<>();

  /** Something was written; the object is as the API server answered. */
  public void note(HasMetadata object) {
    newest.put(Request.of(object), version(object));
  }

  /** Whether something newer was written than a cached object; an event will come. */
  public boolean overtakes(HasMetadata cached) {
    Long written = newest.get(Request.of(cached));
    return written != null && written > version(cached);
  }

  /** The object is gone, or nothing more will be written. */
  public void forget(Request request) {
    newest.remove(request);
  }

  /** Resource versions of one kind are numbers that grow (KEP-5504). */
  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
