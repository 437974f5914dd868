package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The Pods that are in a namespace when it becomes stricter. */
final class PresentPods {
  private static final int MOST = 3000;
  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

  private PresentPods() {}

  /** Which of the Pods would be refused by now; not all are looked at if there are very many. */
  static List<String> warnings(String namespace, List<ObjectNode> pods, LevelVersion enforce) {
    long begin = System.nanoTime();
    int checked = 0;
    Map<String, TreeSet<String>> names = new TreeMap<>();
    for (ObjectNode pod : oneOfEachOwnerFirst(pods)) {
      if (checked == MOST || System.nanoTime() - begin > MOST_NANOS) break;
      checked++;
      PodView view = PodView.of(pod.path("metadata"), pod.path("spec"));
      String violated =
          Standards.violations(enforce, view).stream()
              .map(Violation::title)
              .collect(Collectors.joining(", "));
      if (violated.isEmpty()) continue;
      String name = pod.path("metadata").path("name").asText();
      names.computeIfAbsent(violated, key -> new TreeSet<>()).add(name);
    }
    List<String> warnings = new ArrayList<>();
    if (checked < pods.size()) {
      warnings.add(
          "new PodSecurity enforce level only checked against the first %d of %d existing pods"
              .formatted(checked, pods.size()));
    }
    if (names.isEmpty()) return warnings;
    warnings.add(
        "existing pods in namespace \"%s\" violate the new PodSecurity enforce level \"%s\""
            .formatted(namespace, enforce));
    names.entrySet().stream()
        .map(each -> who(each.getValue()) + ": " + each.getKey())
        .sorted()
        .forEach(warnings::add);
    return warnings;
  }

  private static String who(TreeSet<String> names) {
    String first = names.getFirst();
    return switch (names.size()) {
      case 1 -> first;
      case 2 -> first + " (and 1 other pod)";
      default -> "%s (and %d other pods)".formatted(first, names.size() - 1);
    };
  }

  /** Pods of one owner are alike. */
  private static List<ObjectNode> oneOfEachOwnerFirst(List<ObjectNode> pods) {
    List<ObjectNode> first = new ArrayList<>();
    List<ObjectNode> later = new ArrayList<>();
    Set<String> owners = new HashSet<>();
    for (ObjectNode pod : pods) {
      String owner = controller(pod);
      (owner.isEmpty() || owners.add(owner) ? first : later).add(pod);
    }
    first.addAll(later);
    return first;
  }

  private static String controller(JsonNode pod) {
    for (JsonNode owner : pod.at("/metadata/ownerReferences")) {
      if (owner.path("controller").asBoolean()) return owner.path("uid").asText();
    }
    return "";
  }
}
