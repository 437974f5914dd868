package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;
import java.util.function.Predicate;

/** Filters that controllers often want. */
public final class EventFilters {
  private EventFilters() {}

  /** Drops updates that changed no more than status or metadata. */
  public static <T extends HasMetadata> Predicate<ResourceEvent<T>> generationChanged() {
    return event ->
        event.type() != ResourceEvent.Type.UPDATED
            || !Objects.equals(
                event.previous().getMetadata().getGeneration(),
                event.current().getMetadata().getGeneration())
            || event.current().getMetadata().getDeletionTimestamp() != null;
  }

  /** Drops updates that changed nothing, as a new list after a lost watch makes them. */
  public static <T extends HasMetadata> Predicate<ResourceEvent<T>> versionChanged() {
    return event ->
        event.type() != ResourceEvent.Type.UPDATED
            || !Objects.equals(
                event.previous().getMetadata().getResourceVersion(),
                event.current().getMetadata().getResourceVersion());
  }
}
