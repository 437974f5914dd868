package dev.skiff.controlplane.resource.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.PodAmounts;
import java.util.Set;

/** What a Pod as a whole requests, where it says only some of it (KEP-2837). */
final class PodResourceDefaults {
  private static final Set<String> SHARED = Set.of("cpu", "memory");
  private static final String HUGE = "hugepages-";

  private PodResourceDefaults() {}

  /**
   * @param resources the Pod's own, changed in place
   */
  static void apply(JsonNode spec, ObjectNode resources) {
    if (!resources.path("limits").isEmpty() || !resources.path("requests").isEmpty()) {
      PodAmounts.of(spec, "limits")
          .forEach(
              (name, amount) -> {
                if (!name.startsWith(HUGE) || resources.path("requests").has(name)) return;
                ObjectNode limits = resources.withObjectProperty("limits");
                if (!limits.has(name)) limits.put(name, amount.toString());
              });
    }
    if (!(resources.get("limits") instanceof ObjectNode limits) || limits.isEmpty()) return;
    ObjectNode requests = resources.withObjectProperty("requests");
    PodAmounts.of(spec, "requests")
        .forEach(
            (name, amount) -> {
              if (SHARED.contains(name) && !requests.has(name))
                requests.put(name, amount.toString());
            });
    for (var limit : limits.properties()) {
      String name = limit.getKey();
      boolean known = SHARED.contains(name) || name.startsWith(HUGE);
      if (known && !requests.has(name)) requests.set(name, limit.getValue());
    }
    if (requests.isEmpty()) resources.remove("requests");
  }
}
