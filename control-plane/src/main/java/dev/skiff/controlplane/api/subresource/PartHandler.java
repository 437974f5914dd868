package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.verb.GetVerb;
import dev.skiff.controlplane.api.verb.PatchVerb;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.verb.UpdateVerb;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Subresources that have their object's form, and change one part of it and nothing else. */
@Singleton
final class PartHandler implements Subresources.Handler {
  private static final Map<String, BinaryOperator<ObjectNode>> PARTS =
      Map.of(
          "namespaces/finalize",
          (existing, wanted) ->
              withMetadata(withField(existing, wanted, "spec", "finalizers"), wanted),
          "certificatesigningrequests.certificates.k8s.io/approval",
          PartHandler::withConditions,
          "pods/ephemeralcontainers",
          (existing, wanted) -> withField(existing, wanted, "spec", "ephemeralContainers"),
          "pods/resize",
          PartHandler::withResources);

  private final GetVerb get;
  private final UpdateVerb update;
  private final PatchVerb patch;

  PartHandler(GetVerb get, UpdateVerb update, PatchVerb patch) {
    this.get = get;
    this.update = update;
    this.patch = patch;
  }

  @Override
  public Iterable<String> names() {
    return PARTS.keySet();
  }

  @Override
  public ApiResponse handle(ResourceCall call) {
    BinaryOperator<ObjectNode> part =
        PARTS.get(call.type().current().groupResource() + "/" + call.info().subresource());
    return switch (call.info().verb()) {
      case "get" -> get.handle(call);
      case "update" -> update.handle(call, part);
      case "patch" -> patch.handle(call, part);
      default -> throw Statuses.methodNotAllowed();
    };
  }

  private static ObjectNode withField(
      ObjectNode existing, ObjectNode wanted, String parent, String field) {
    ObjectNode result = withRevisionOf(wanted, existing);
    JsonNode value = wanted.path(parent).get(field);
    ObjectNode target = result.withObjectProperty(parent);
    if (value == null) target.remove(field);
    else target.set(field, value);
    return result;
  }

  /** Labels and annotations may change with the part. */
  private static ObjectNode withMetadata(ObjectNode result, ObjectNode wanted) {
    result.set("metadata", wanted.path("metadata"));
    return result;
  }

  /** Conditions get the time at which they are first seen. */
  private static ObjectNode withConditions(ObjectNode existing, ObjectNode wanted) {
    ObjectNode result = withMetadata(withField(existing, wanted, "status", "conditions"), wanted);
    for (JsonNode condition : result.at("/status/conditions")) {
      if (!(condition instanceof ObjectNode changed)) continue;
      String now = ObjectMetadata.now().toString();
      if (!changed.hasNonNull("lastUpdateTime")) changed.put("lastUpdateTime", now);
      if (changed.hasNonNull("lastTransitionTime")) continue;
      changed.put("lastTransitionTime", transition(existing, condition).orElse(now));
    }
    return result;
  }

  private static Optional<String> transition(ObjectNode existing, JsonNode condition) {
    for (JsonNode before : existing.at("/status/conditions")) {
      boolean same =
          before.path("type").equals(condition.path("type"))
              && before.path("status").equals(condition.path("status"));
      if (same && before.hasNonNull("lastTransitionTime")) {
        return Optional.of(before.path("lastTransitionTime").asText());
      }
    }
    return Optional.empty();
  }

  /** Other containers are left as they are asked for: they will be refused. */
  private static ObjectNode withResources(ObjectNode existing, ObjectNode wanted) {
    ObjectNode result = withRevisionOf(wanted, existing);
    for (String list : new String[] {"containers", "initContainers"}) {
      JsonNode others = wanted.path("spec").path(list);
      JsonNode containers = result.path("spec").path(list);
      if (containers.size() != others.size()) return wanted;
      if (!names(containers).equals(names(others))) {
        result.withObject("/spec").set(list, others);
        continue;
      }
      for (int i = 0; i < containers.size(); i++) {
        for (String field : new String[] {"resources", "resizePolicy"}) {
          JsonNode value = others.get(i).get(field);
          if (value == null) ((ObjectNode) containers.get(i)).remove(field);
          else ((ObjectNode) containers.get(i)).set(field, value);
        }
      }
    }
    return result;
  }

  private static List<String> names(JsonNode containers) {
    List<String> names = new ArrayList<>();
    for (JsonNode container : containers) names.add(container.path("name").asText(""));
    return names;
  }

  /** The existing state, carrying the revision and uid that the client expects. */
  private static ObjectNode withRevisionOf(ObjectNode wanted, ObjectNode existing) {
    ObjectNode result = existing.deepCopy();
    ObjectNode metadata = ObjectMetadata.of(result);
    for (String field : new String[] {"resourceVersion", "uid"}) {
      JsonNode value = wanted.path("metadata").get(field);
      if (value != null) metadata.set(field, value);
    }
    return result;
  }
}
