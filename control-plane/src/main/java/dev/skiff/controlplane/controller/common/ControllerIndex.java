package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.stream.Stream;

/** An index of objects by their managing controller, so that nobody searches a namespace. */
public final class ControllerIndex {
  private static final String NAME = "controller";
  private static final String ORPHAN = "orphan/";

  private ControllerIndex() {}

  /** Adds the index to an informer. */
  public static <T extends HasMetadata> ResourceCache<T> on(Informer<T> informer) {
    informer.addIndex(NAME, object -> List.of(key(object)));
    return informer.cache();
  }

  /** Objects that a controller manages. */
  public static <T extends HasMetadata> List<T> controlledBy(
      ResourceCache<T> cache, HasMetadata owner) {
    return cache.byIndex(NAME, owner.getMetadata().getUid());
  }

  /** Objects that a controller manages and those that nobody manages in its namespace. */
  public static <T extends HasMetadata> List<T> candidates(
      ResourceCache<T> cache, HasMetadata owner) {
    return Stream.concat(
            controlledBy(cache, owner).stream(),
            cache.byIndex(NAME, ORPHAN + Request.namespaceOf(owner)).stream())
        .toList();
  }

  private static String key(HasMetadata object) {
    return Owners.controllerOf(object)
        .map(OwnerReference::getUid)
        .orElse(ORPHAN + Request.namespaceOf(object));
  }
}
