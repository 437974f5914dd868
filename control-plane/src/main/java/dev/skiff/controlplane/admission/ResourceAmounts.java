package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What containers and Pods request, or are limited to. */
public final class ResourceAmounts {
  private ResourceAmounts() {}

  /**
   * @param field {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> of(JsonNode container, String field) {
    Map<String, Quantity> amounts = new TreeMap<>();
    for (var each : container.path("resources").path(field).properties()) {
      amounts.put(each.getKey(), Quantity.parse(each.getValue().asText()));
    }
    return amounts;
  }

  /** Whether a Pod says as a whole what it needs (KEP-2837). */
  public static boolean statesItself(JsonNode spec) {
    for (String field : List.of("requests", "limits")) {
      for (String name : of(spec, field).keySet()) {
        if (ofWholePod(name)) return true;
      }
    }
    return false;
  }

  private static boolean ofWholePod(String name) {
    return name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-");
  }

  /**
   * All containers together, or what one init container needs beside its sidecars, whichever is
   * more, or what the Pod says as a whole; and the overhead.
   */
  public static Map<String, Quantity> ofPod(JsonNode spec, String field) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonNode container : spec.path("containers")) add(running, of(container, field));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonNode container : spec.path("initContainers")) {
      Map<String, Quantity> own = of(container, field);
      if (container.path("restartPolicy").asText().equals("Always")) {
        add(running, own);
        add(sidecars, own);
        sidecars.forEach((name, amount) -> starting.merge(name, amount, Quantity::max));
      } else {
        Map<String, Quantity> together = new TreeMap<>(sidecars);
        add(together, own);
        together.forEach((name, amount) -> starting.merge(name, amount, Quantity::max));
      }
    }
    starting.forEach((name, amount) -> running.merge(name, amount, Quantity::max));
    of(spec, field)
        .forEach(
            (name, amount) -> {
              if (ofWholePod(name)) running.put(name, amount);
            });
    for (var each : spec.path("overhead").properties()) {
      Quantity amount = Quantity.parse(each.getValue().asText());
      if (field.equals("requests") || running.containsKey(each.getKey())) {
        running.merge(each.getKey(), amount, Quantity::plus);
      }
    }
    return running;
  }

  private static void add(Map<String, Quantity> sum, Map<String, Quantity> amounts) {
    amounts.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
  }
}
