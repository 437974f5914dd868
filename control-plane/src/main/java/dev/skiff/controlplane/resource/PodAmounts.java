package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What containers and Pods request, or are limited to, by resource. */
public final class PodAmounts {
  private static final List<String> FIELDS = List.of("requests", "limits");

  private PodAmounts() {}

  /**
   * The containers of a Pod together, without its overhead: all that run, or what one init
   * container needs beside its sidecars, whichever is more.
   *
   * @param spec of a Pod
   * @param field {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> of(JsonNode spec, String field) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonNode container : spec.path("containers")) add(running, ofOne(container, field));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonNode container : spec.path("initContainers")) {
      Map<String, Quantity> own = ofOne(container, field);
      Map<String, Quantity> together = sidecars;
      if (container.path("restartPolicy").asText("").equals("Always")) add(running, own);
      else together = new TreeMap<>(sidecars);
      add(together, own);
      together.forEach((name, amount) -> starting.merge(name, amount, Quantity::max));
    }
    starting.forEach((name, amount) -> running.merge(name, amount, Quantity::max));
    return running;
  }

  /**
   * One container, or a Pod as a whole (KEP-2837).
   *
   * @param holder of {@code resources}
   */
  public static Map<String, Quantity> ofOne(JsonNode holder, String field) {
    return parsed(holder.path("resources").path(field));
  }

  /** A Pod: its containers, or what it says as a whole; and its overhead. */
  public static Map<String, Quantity> ofPod(JsonNode spec, String field) {
    Map<String, Quantity> sum = of(spec, field);
    ofOne(spec, field)
        .forEach(
            (name, amount) -> {
              if (ofWholePod(name)) sum.put(name, amount);
            });
    parsed(spec.path("overhead"))
        .forEach(
            (name, amount) -> {
              if (field.equals("requests") || sum.containsKey(name)) {
                sum.merge(name, amount, Quantity::plus);
              }
            });
    return sum;
  }

  /** Whether a Pod says as a whole what it needs. */
  public static boolean statesItself(JsonNode spec) {
    return FIELDS.stream()
        .flatMap(field -> ofOne(spec, field).keySet().stream())
        .anyMatch(PodAmounts::ofWholePod);
  }

  private static boolean ofWholePod(String name) {
    return name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-");
  }

  private static Map<String, Quantity> parsed(JsonNode amounts) {
    Map<String, Quantity> parsed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      parsed.put(amount.getKey(), Quantity.parse(amount.getValue().asText()));
    }
    return parsed;
  }

  private static void add(Map<String, Quantity> sum, Map<String, Quantity> amounts) {
    amounts.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
  }
}
