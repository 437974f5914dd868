package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/**
 * What holds for a resize of a Pod (KEP-1287): CPU and memory of its containers change and nothing
 * else, and its quality of service stays.
 *
 * @param now the Pod that is asked for; what a resize cannot change at all is as it was
 * @param old the Pod as it is
 */
record PodResize(ObjectNode now, ObjectNode old, FieldErrors errors) {
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> AMOUNTS = List.of("requests", "limits");

  void check() {
    JsonNode known = old.at("/status/qosClass");
    String before =
        known.asText("").isEmpty() ? QualityOfService.of(old.path("spec")) : known.asText();
    if (!before.equals(QualityOfService.of(now.path("spec")))) {
      errors.invalid(
          "spec", known.asText(""), "Pod QOS Class may not change as a result of resizing");
    }
    if (!nodeResizes()) {
      errors.forbidden("spec", "Pod running on node without support for resize");
    }
    if (ofWholePod(now) || ofWholePod(old)) {
      errors.forbidden(
          PodParts.WHOLE,
          "resize of pods with pod-level resources is forbidden when"
              + " InPlacePodLevelResourcesVerticalScalingEnabled feature gate is disabled");
      return;
    }
    if (!same("containers") | !same("initContainers")) return;
    each("initContainers");
    each("containers");
  }

  /** Nodes that resize say what their running containers have. */
  private boolean nodeResizes() {
    for (JsonNode container : old.at("/status/containerStatuses")) {
      if (container.path("state").has("running")) return container.has("resources");
    }
    return true;
  }

  private static boolean ofWholePod(ObjectNode pod) {
    JsonNode resources = pod.at("/spec/resources");
    return !resources.path("requests").isEmpty() || !resources.path("limits").isEmpty();
  }

  /** Whether the containers are the same ones in the same order. */
  private boolean same(String list) {
    JsonNode containers = now.path("spec").path(list);
    JsonNode before = old.path("spec").path(list);
    if (containers.size() != before.size()) {
      errors.forbidden("spec." + list, list + " may not be added or removed on resize");
      return false;
    }
    boolean same = true;
    for (int i = 0; i < before.size(); i++) {
      if (containers.get(i).path("name").equals(before.get(i).path("name"))) continue;
      errors.forbidden(
          "spec." + list + "[" + i + "].name", list + " may not be renamed or reordered on resize");
      same = false;
    }
    return same;
  }

  private void each(String list) {
    boolean init = list.equals("initContainers");
    JsonNode before = old.path("spec").path(list);
    for (int i = 0; i < before.size(); i++) {
      JsonNode was = before.get(i);
      JsonNode is = now.path("spec").path(list).get(i);
      if (init && !was.path("restartPolicy").asText("").equals("Always")) {
        if (!is.equals(was)) {
          errors.forbidden("spec", "resources for non-sidecar init containers are immutable");
        }
        continue;
      }
      for (String amounts : AMOUNTS) {
        if (!removed(is.path("resources").path(amounts), was.path("resources").path(amounts)))
          continue;
        errors.forbidden(
            "spec." + list + "[" + i + "].resources." + amounts,
            "resource " + amounts + " cannot be removed");
      }
      // Whoever has claims cannot be resized at all.
      if (!rest(is).equals(rest(was)) || !was.path("resources").path("claims").isEmpty()) {
        errors.forbidden(
            "spec",
            "only cpu and memory resources"
                + (init ? " for sidecar containers" : "")
                + " are mutable");
      }
    }
  }

  private static boolean removed(JsonNode now, JsonNode before) {
    for (var amount : before.properties()) if (!now.has(amount.getKey())) return true;
    return false;
  }

  /** A container without what may change. */
  private static ObjectNode rest(JsonNode container) {
    ObjectNode rest = container.deepCopy();
    ObjectNode resources = rest.withObjectProperty("resources");
    resources.remove("claims");
    for (String amounts : AMOUNTS) resources.withObjectProperty(amounts).remove(RESIZABLE);
    return rest;
  }
}
