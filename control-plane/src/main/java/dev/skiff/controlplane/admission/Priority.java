package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;

/** Turns a Pod's priority class into its priority; there is only one default class. */
@Singleton
public final class Priority implements AdmissionPlugin {
  private static final String CLASSES = "priorityclasses.scheduling.k8s.io";

  private final ClusterState state;

  Priority(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (Pods.created(request)) resolve(request);
    if (Pods.updated(request)) keep(request);
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean write =
        request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    if (!write || !request.type().groupResource().equals(CLASSES)) return;
    if (!request.object().path("globalDefault").asBoolean()) return;
    ObjectNode present = defaultClass();
    if (present == null || name(present).equals(name(request.object()))) return;
    throw Refusal.forbidden(
        request,
        "PriorityClass %s is already marked as default. Only one default can exist"
            .formatted(name(present)));
  }

  private void resolve(AdmissionRequest request) {
    ObjectNode spec = Pods.spec(request);
    String wanted = spec.path("priorityClassName").asText();
    ObjectNode found = wanted.isEmpty() ? defaultClass() : find(request, wanted);
    if (found != null && wanted.isEmpty()) spec.put("priorityClassName", name(found));
    int priority = found == null ? 0 : found.path("value").asInt();
    String policy = found == null ? "" : found.path("preemptionPolicy").asText();
    if (policy.isEmpty()) policy = "PreemptLowerPriority";
    if (spec.hasNonNull("priority") && spec.path("priority").asInt() != priority) {
      throw Refusal.forbidden(
          request,
          "the integer value of priority (%d) must not be provided in pod spec; priority admission controller computed %d from the given PriorityClass name"
              .formatted(spec.path("priority").asInt(), priority));
    }
    String given = spec.path("preemptionPolicy").asText(policy);
    if (!given.equals(policy)) {
      throw Refusal.forbidden(
          request,
          "the string value of PreemptionPolicy (%s) must not be provided in pod spec; priority admission controller computed %s from the given PriorityClass name"
              .formatted(given, policy));
    }
    spec.put("priority", priority).put("preemptionPolicy", policy);
  }

  /** Clients that do not know these fields must not drop them. */
  private static void keep(AdmissionRequest request) {
    ObjectNode spec = Pods.spec(request);
    JsonNode old = request.oldObject().path("spec");
    for (String field : new String[] {"priority", "preemptionPolicy"}) {
      if (!spec.hasNonNull(field) && old.hasNonNull(field)) spec.set(field, old.get(field));
    }
  }

  private ObjectNode find(AdmissionRequest request, String name) {
    return state
        .get(CLASSES, "", name)
        .orElseThrow(
            () ->
                Refusal.forbidden(
                    request, "no PriorityClass with name %s was found".formatted(name)));
  }

  /** Of several, the one with the lowest value; null if there is none. */
  private ObjectNode defaultClass() {
    ObjectNode lowest = null;
    for (ObjectNode each : state.list(CLASSES, "")) {
      if (!each.path("globalDefault").asBoolean()) continue;
      if (lowest == null || each.path("value").asInt() < lowest.path("value").asInt())
        lowest = each;
    }
    return lowest;
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }
}
