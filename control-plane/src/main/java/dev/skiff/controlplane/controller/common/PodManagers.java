package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whom a Pod's change concerns. */
public final class PodManagers {
  private PodManagers() {}

  /**
   * The Pod's managing object if it is of this kind, or for a Pod that nobody manages all objects
   * that might adopt it.
   *
   * @param inNamespace the objects of the Pod's namespace that may adopt Pods
   * @param selector an object's selector
   */
  public static <T extends HasMetadata> List<Request> of(
      Pod pod, String kind, Stream<T> inNamespace, Function<T, LabelSelector> selector) {
    var manager = Owners.controllerOf(pod);
    if (manager.isPresent()) {
      return manager.get().getKind().equals(kind)
          ? List.of(new Request(Request.namespaceOf(pod), manager.get().getName()))
          : List.of();
    }
    return inNamespace
        .filter(object -> Selectors.matches(selector.apply(object), pod.getMetadata().getLabels()))
        .map(Request::of)
        .toList();
  }
}
