package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.request.LabelSelector;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the parameter objects with which a policy is evaluated. */
@Singleton
final class Parameters {
  private final ClusterState state;
  private final ResourceRegistry registry;

  Parameters(ClusterState state, ResourceRegistry registry) {
    this.state = state;
    this.registry = registry;
  }

  /** A policy or binding that asks for parameters that cannot be looked for. */
  static final class Misconfigured extends Exception {
    Misconfigured(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The type of a policy's parameters.
   *
   * @throws Misconfigured if it is not served
   */
  ResourceType type(JsonNode paramKind) throws Misconfigured {
    String apiVersion = paramKind.path("apiVersion").asText();
    String kind = paramKind.path("kind").asText();
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    Optional<ResourceType> type = registry.findKind(group, apiVersion.substring(slash + 1), kind);
    return type.orElseThrow(
        () ->
            new Misconfigured(
                "failed to find resource referenced by paramKind: '%s/%s, Kind=%s'"
                    .formatted(group, apiVersion.substring(slash + 1), kind)));
  }

  /**
   * The parameters of a binding: one null if it has none; nothing if none are there and that is
   * allowed.
   *
   * @param type of the parameters; null if the policy has none
   * @param namespace of the request; may be empty
   * @throws Misconfigured if they cannot be had
   */
  List<ObjectNode> find(ResourceType type, JsonNode ref, String namespace) throws Misconfigured {
    if (type == null || !ref.isObject()) return Collections.singletonList(null);
    String in = namespace(type, ref.path("namespace").asText(""), namespace);
    List<ObjectNode> found = new ArrayList<>();
    String name = ref.path("name").asText("");
    if (!name.isEmpty()) {
      state.get(type.storageResource(), in, name).ifPresent(found::add);
    } else {
      LabelSelector selector = LabelSelector.of(ref.get("selector"));
      for (ObjectNode each : state.list(type.storageResource(), in)) {
        if (selector == null || selector.matches(labels(each))) found.add(each);
      }
    }
    if (found.isEmpty() && ref.path("parameterNotFoundAction").asText().equals("Deny")) {
      throw new Misconfigured(
          "no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return found.stream().map(each -> versioned(type, each)).toList();
  }

  private static String namespace(ResourceType type, String wanted, String ofRequest)
      throws Misconfigured {
    if (!type.namespaced()) {
      if (wanted.isEmpty()) return "";
      throw new Misconfigured(
          "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
    }
    if (!wanted.isEmpty()) return wanted;
    if (!ofRequest.isEmpty()) return ofRequest;
    throw new Misconfigured(
        "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
  }

  private static ObjectNode versioned(ResourceType type, ObjectNode object) {
    boolean same = object.path("apiVersion").asText().equals(type.apiVersion());
    return same ? object : Conversion.to(type, object.deepCopy());
  }

  private static Map<String, String> labels(ObjectNode object) {
    Map<String, String> labels = new HashMap<>();
    object
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
