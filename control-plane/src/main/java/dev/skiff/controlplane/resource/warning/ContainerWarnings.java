package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Containers of a Pod: annotations in the place of fields, amounts, variables, ports. */
final class ContainerWarnings {
  private static final List<String> LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");
  private static final String SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
  static final List<String> IN_BYTES = List.of("memory", "ephemeral-storage");

  private record Port(String path, JsonNode port) {
    String text(String field) {
      return port.path(field).asText("");
    }

    int number(String field) {
      return port.path(field).asInt();
    }
  }

  private final String prefix;
  private final JsonNode spec;
  private final List<String> found;

  /**
   * @param prefix where the Pod is: empty, or the path of a template with a dot
   */
  ContainerWarnings(String prefix, JsonNode spec, List<String> found) {
    this.prefix = prefix;
    this.spec = spec;
    this.found = found;
  }

  void check(JsonNode annotations) {
    each(
        (path, container) -> {
          annotations(container, annotations);
          JsonNode resources = container.path("resources");
          for (String name : IN_BYTES) {
            for (String kind : List.of("limits", "requests")) {
              String at = path + ".resources." + kind;
              AmountWarnings.bytes(at, resources.path(kind), List.of(name), found);
            }
          }
          variables(path, container.path("env"));
        });
    ports();
  }

  private void each(BiConsumer<String, JsonNode> action) {
    for (String list : LISTS) {
      JsonNode containers = spec.path(list);
      for (int i = 0; i < containers.size(); i++) {
        action.accept(prefix + "spec." + list + "[" + i + "]", containers.get(i));
      }
    }
  }

  private void annotations(JsonNode container, JsonNode annotations) {
    String name = container.path("name").asText("");
    JsonNode context = container.path("securityContext");
    if (annotations.has(SECCOMP + name) && !context.has("seccompProfile")) {
      found.add(
          "%smetadata.annotations[%s]: non-functional in v1.27+; use the \"seccompProfile\" field instead"
              .formatted(prefix, SECCOMP + name));
    }
    // A Pod's annotation was turned into a field already.
    if (!prefix.isEmpty()) AppArmorWarnings.container(prefix, spec, container, annotations, found);
  }

  private void variables(String path, JsonNode variables) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      JsonNode variable = variables.get(i);
      String name = variable.path("name").asText("");
      if (names.add(name)) continue;
      String reference = "$(" + name + ")";
      String value = variable.path("value").asText("");
      boolean extended = value.contains(reference) && !value.equals(reference);
      if (extended && !variable.has("valueFrom")) continue;
      found.add(
          "%s.env[%d]: hides previous definition of %s, which may be dropped when using apply"
              .formatted(path, i, GoText.quote(name)));
    }
  }

  private void ports() {
    Map<String, List<Port>> byNumber = new HashMap<>();
    Map<String, String> byName = new HashMap<>();
    List<String> names = new ArrayList<>();
    each(
        (path, container) -> {
          JsonNode ports = container.path("ports");
          for (int i = 0; i < ports.size(); i++) {
            Port port = new Port(path + ".ports[" + i + "]", ports.get(i));
            String key = port.number("containerPort") + "/" + port.text("protocol");
            List<Port> others = byNumber.computeIfAbsent(key, k -> new ArrayList<>());
            hostAddress(port);
            for (Port other : others) overlap(port, other);
            others.add(port);
            name(port, byName, names);
          }
        });
    found.addAll(names);
  }

  private void hostAddress(Port port) {
    if (port.text("hostIP").isEmpty() || port.number("hostPort") != 0) return;
    found.add(
        "%s: hostIP set without hostPort: {Name:%s HostPort:0 ContainerPort:%d Protocol:%s HostIP:%s}"
            .formatted(
                port.path(),
                port.text("name"),
                port.number("containerPort"),
                port.text("protocol"),
                port.text("hostIP")));
  }

  private void overlap(Port port, Port other) {
    boolean sameAddress = port.text("hostIP").equals(other.text("hostIP"));
    boolean sameHostPort = port.number("hostPort") == other.number("hostPort");
    boolean oneAnywhere = port.text("hostIP").isEmpty() != other.text("hostIP").isEmpty();
    String kind = null;
    if (sameAddress && sameHostPort) kind = "duplicate";
    else if (port.number("hostPort") == 0 || other.number("hostPort") == 0) kind = "overlapping";
    else if (sameHostPort && oneAnywhere) kind = "dangerously ambiguous";
    if (kind == null) return;
    found.add("%s: %s port definition with %s".formatted(port.path(), kind, other.path()));
  }

  private static void name(Port port, Map<String, String> byName, List<String> names) {
    String name = port.text("name");
    if (name.isEmpty()) return;
    String other = byName.putIfAbsent(name, port.path());
    if (other == null) return;
    names.add(
        "%s: duplicate port name %s with %s, services and probes that select ports by name will use %s"
            .formatted(port.path(), GoText.quote(name), other, other));
  }
}
