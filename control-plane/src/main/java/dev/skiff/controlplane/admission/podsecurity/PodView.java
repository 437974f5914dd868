package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A Pod as the checks see it.
 *
 * @param metadata of the Pod, or of the template that makes it
 * @param containers init, ordinary and ephemeral containers, in this order
 */
record PodView(JsonNode metadata, JsonNode spec, List<JsonNode> containers) {

  static PodView of(JsonNode metadata, JsonNode spec) {
    List<JsonNode> containers = new ArrayList<>();
    for (String field : List.of("initContainers", "containers", "ephemeralContainers")) {
      spec.path(field).forEach(containers::add);
    }
    return new PodView(metadata, spec, containers);
  }

  boolean windows() {
    return spec.path("os").path("name").asText().equals("windows");
  }

  boolean inUserNamespace() {
    JsonNode hostUsers = spec.path("hostUsers");
    return hostUsers.isBoolean() && !hostUsers.asBoolean();
  }

  JsonNode securityContext() {
    return spec.path("securityContext");
  }

  static JsonNode securityContext(JsonNode container) {
    return container.path("securityContext");
  }

  /** The names of the containers that are so. */
  List<String> names(Predicate<JsonNode> so) {
    return containers.stream().filter(so).map(each -> each.path("name").asText()).toList();
  }

  /** {@code container "a"} or {@code containers "a", "b"}. */
  static String containers(List<String> names) {
    return plural("container", names.size()) + " " + quoted(names);
  }

  /** Who sets something: the Pod, containers, or both. */
  static String setters(boolean pod, List<String> names) {
    if (names.isEmpty()) return "pod";
    return pod ? "pod and " + containers(names) : containers(names);
  }

  static String plural(String word, int count) {
    return count == 1 ? word : word + "s";
  }

  static String quoted(Collection<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
  }
}
