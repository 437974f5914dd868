package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.PodAmounts;
import dev.skiff.controlplane.resource.Quantity;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives containers the requests and limits of the namespace's LimitRanges, and keeps its bounds.
 */
@Singleton
public final class LimitRanger implements AdmissionPlugin {
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";
  private static final List<String> CONTAINERS = List.of("containers", "initContainers");

  private final ClusterState state;

  LimitRanger(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!concernsPod(request)) return;
    for (ObjectNode range : state.list("limitranges", request.namespace())) {
      for (JsonNode limit : range.path("spec").path("limits")) {
        if (limit.path("type").asText().equals("Container")) applyDefaults(request, limit);
      }
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean claim =
        request.subresource().isEmpty()
            && request.type().groupResource().equals("persistentvolumeclaims")
            && request.operation() != Operation.DELETE
            && !ending(request);
    if (!claim && !concernsPod(request)) return;
    for (ObjectNode range : state.list("limitranges", request.namespace())) {
      Set<String> problems = new LinkedHashSet<>();
      for (JsonNode limit : range.path("spec").path("limits")) {
        if (claim) claim(request, limit, problems);
        else pod(request, limit, problems);
      }
      if (problems.isEmpty()) continue;
      String all = String.join(", ", problems);
      throw Refusal.forbidden(request, problems.size() == 1 ? all : "[" + all + "]");
    }
  }

  /** New Pods, and those whose resources change while they run (KEP-1287). */
  private static boolean concernsPod(AdmissionRequest request) {
    boolean resized =
        request.operation() == Operation.UPDATE
            && request.subresource().equals("resize")
            && request.type().groupResource().equals("pods");
    return Pods.created(request) || resized && !ending(request);
  }

  private static boolean ending(AdmissionRequest request) {
    return request.oldObject() != null
        && request.oldObject().path("metadata").hasNonNull("deletionTimestamp");
  }

  private static void applyDefaults(AdmissionRequest request, JsonNode limit) {
    List<String> set = new ArrayList<>();
    for (String field : CONTAINERS) {
      String what = field.equals("containers") ? "container" : "init container";
      for (JsonNode each : Pods.spec(request).path(field)) {
        ObjectNode container = (ObjectNode) each;
        fill(container, "requests", limit.path("defaultRequest"), "request for " + what, set);
        fill(container, "limits", limit.path("default"), "limit for " + what, set);
      }
    }
    if (set.isEmpty()) return;
    ObjectNode annotations = request.object().withObject("/metadata/annotations");
    annotations.put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", set));
  }

  private static void fill(
      ObjectNode container, String field, JsonNode defaults, String word, List<String> set) {
    TreeSet<String> added = new TreeSet<>();
    for (var each : defaults.properties()) {
      ObjectNode amounts = container.withObject("/resources").withObject("/" + field);
      if (amounts.has(each.getKey())) continue;
      amounts.set(each.getKey(), each.getValue());
      added.add(each.getKey());
    }
    if (added.isEmpty()) return;
    set.add("%s %s %s".formatted(String.join(", ", added), word, container.path("name").asText()));
  }

  private static void pod(AdmissionRequest request, JsonNode limit, Set<String> problems) {
    JsonNode spec = Pods.spec(request);
    String type = limit.path("type").asText();
    if (type.equals("Container")) {
      for (String field : CONTAINERS) {
        for (JsonNode container : spec.path(field)) {
          LimitBounds.check(
              limit,
              PodAmounts.ofOne(container, "requests"),
              PodAmounts.ofOne(container, "limits"),
              problems);
        }
      }
    } else if (type.equals("Pod")) {
      LimitBounds.check(
          limit, PodAmounts.ofPod(spec, "requests"), PodAmounts.ofPod(spec, "limits"), problems);
    }
  }

  private static void claim(AdmissionRequest request, JsonNode limit, Set<String> problems) {
    if (!limit.path("type").asText().equals("PersistentVolumeClaim")) return;
    JsonNode storage =
        request.object().path("spec").path("resources").path("requests").path("storage");
    if (!storage.isTextual()) return;
    LimitBounds.checkRequest(limit, "storage", Quantity.parse(storage.asText()), problems);
  }
}
