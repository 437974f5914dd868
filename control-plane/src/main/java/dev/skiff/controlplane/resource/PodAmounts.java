package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What the containers of a Pod request together, or are limited to; without its overhead. */
public final class PodAmounts {
  private PodAmounts() {}

  /**
   * All containers together, or what one init container needs beside its sidecars, whichever is
   * more.
   *
   * @param spec of a Pod
   * @param field {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> of(JsonNode spec, String field) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonNode container : spec.path("containers")) add(running, container, field);
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonNode container : spec.path("initContainers")) {
      Map<String, Quantity> together = sidecars;
      if (container.path("restartPolicy").asText("").equals("Always")) {
        add(running, container, field);
      } else {
        together = new TreeMap<>(sidecars);
      }
      add(together, container, field);
      together.forEach((name, amount) -> starting.merge(name, amount, PodAmounts::more));
    }
    starting.forEach((name, amount) -> running.merge(name, amount, PodAmounts::more));
    return running;
  }

  private static void add(Map<String, Quantity> sum, JsonNode container, String field) {
    for (var amount : container.path("resources").path(field).properties()) {
      Quantity own = Quantity.parse(amount.getValue().asText());
      sum.merge(
          amount.getKey(),
          own,
          (one, other) -> new Quantity(one.value().add(other.value()), one.form()));
    }
  }

  private static Quantity more(Quantity one, Quantity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
