package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * A Pod's quality of service: Guaranteed if every container's requests equal its limits for CPU and
 * memory, BestEffort if none asks for either, else Burstable.
 */
public final class QualityOfService {
  private QualityOfService() {}

  /**
   * @param spec a PodSpec with its defaults
   */
  public static String of(JsonNode spec) {
    if (spec.path("resources").isObject()) return of(List.of(spec));
    List<JsonNode> containers = new ArrayList<>();
    spec.path("containers").forEach(containers::add);
    spec.path("initContainers").forEach(containers::add);
    return of(containers);
  }

  /** By the containers' own resources, or by those of a Pod as a whole. */
  private static String of(List<JsonNode> all) {
    boolean anything = false;
    boolean guaranteed = true;
    for (JsonNode one : all) {
      JsonNode resources = one.path("resources");
      for (String resource : List.of("cpu", "memory")) {
        Quantity request = amount(resources.path("requests").path(resource));
        Quantity limit = amount(resources.path("limits").path(resource));
        anything |= request.value().signum() > 0 || limit.value().signum() > 0;
        guaranteed &= limit.value().signum() > 0 && request.compareTo(limit) == 0;
      }
    }
    if (!anything) return "BestEffort";
    return guaranteed ? "Guaranteed" : "Burstable";
  }

  private static Quantity amount(JsonNode value) {
    return Quantity.parse(value.asText("0"));
  }
}
