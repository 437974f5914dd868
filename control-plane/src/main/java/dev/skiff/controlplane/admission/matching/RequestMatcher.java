package dev.skiff.controlplane.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.LabelSelector;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which webhooks and policies a request concerns. */
@Singleton
public final class RequestMatcher {
  /** Nobody locks himself out of mending a webhook or a policy. */
  private static final Set<String> EXEMPT =
      Set.of(
          "mutatingwebhookconfigurations",
          "validatingwebhookconfigurations",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings");

  private final ClusterState state;
  private final ResourceRegistry registry;

  RequestMatcher(ClusterState state, ResourceRegistry registry) {
    this.state = state;
    this.registry = registry;
  }

  /** Whether no webhook and no policy may see a request. */
  public static boolean exempt(AdmissionRequest request) {
    return request.type().group().equals("admissionregistration.k8s.io")
        && EXEMPT.contains(request.type().plural());
  }

  /**
   * The type in the version that the criteria ask for, if they want the request.
   *
   * @throws dev.skiff.controlplane.api.StatusException 404 if a selector asks for a namespace that
   *     is not there
   */
  public Optional<ResourceType> match(Criteria criteria, AdmissionRequest request) {
    if (!objectSelected(criteria.objectSelector(), request)) return Optional.empty();
    if (ruled(criteria.excluded(), criteria.equivalent(), request) != null) return Optional.empty();
    ResourceType type =
        criteria.rules().isEmpty()
            ? request.type()
            : ruled(criteria.rules(), criteria.equivalent(), request);
    if (type == null || !namespaceSelected(criteria.namespaceSelector(), request)) {
      return Optional.empty();
    }
    return Optional.of(type);
  }

  /** The type in the version that a rule names; null if none wants it. */
  private ResourceType ruled(List<Rule> rules, boolean equivalent, AdmissionRequest request) {
    ResourceType own = request.type();
    for (Rule rule : rules) {
      if (rule.matches(request, own.group(), own.version(), own.plural())) return own;
    }
    if (!equivalent || rules.isEmpty()) return null;
    List<ResourceType> others =
        registry.all().stream()
            .filter(type -> type.storageResource().equals(own.storageResource()))
            .filter(type -> !type.apiVersion().equals(own.apiVersion()))
            .toList();
    for (Rule rule : rules) {
      for (ResourceType other : others) {
        if (rule.matches(request, other.group(), other.version(), other.plural())) return other;
      }
    }
    return null;
  }

  private boolean namespaceSelected(LabelSelector selector, AdmissionRequest request) {
    boolean namespace = request.type().groupResource().equals("namespaces");
    if (request.namespace().isEmpty() && !namespace) return true;
    if (selector.isEmpty()) return true;
    boolean own = namespace && request.subresource().isEmpty() && request.object() != null;
    if (own && request.operation() != Operation.DELETE) {
      return selector.matches(labels(request.object()));
    }
    String name = namespace ? request.name() : request.namespace();
    ObjectNode found =
        state
            .get("namespaces", "", name)
            .orElseThrow(() -> Statuses.notFound("", "namespaces", name));
    return selector.matches(labels(found));
  }

  private static boolean objectSelected(LabelSelector selector, AdmissionRequest request) {
    return selector.isEmpty()
        || selected(selector, request.object())
        || selected(selector, request.oldObject());
  }

  private static boolean selected(LabelSelector selector, ObjectNode object) {
    return object != null && object.has("metadata") && selector.matches(labels(object));
  }

  private static Map<String, String> labels(JsonNode object) {
    Map<String, String> labels = new HashMap<>();
    object
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
