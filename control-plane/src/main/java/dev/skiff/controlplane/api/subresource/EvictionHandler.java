package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.request.LabelSelector;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.write.AdmissionRequests;
import dev.skiff.controlplane.api.write.Deletion;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.SubresourceBodies;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code pods/eviction}: deletes a Pod if the disruption budgets allow it. */
@Singleton
final class EvictionHandler implements Subresources.Handler {
  private static final String BUDGETS = "poddisruptionbudgets.policy";
  private static final Set<String> ENDED_OR_WAITING = Set.of("Succeeded", "Failed", "Pending");

  private final SubresourceBodies bodies;
  private final Reads reads;
  private final Deletion deletion;
  private final Modification modification;
  private final AdmissionChain admission;
  private final FieldOwnership ownership;
  private final ResourceType budgetType;

  EvictionHandler(
      SubresourceBodies bodies,
      Reads reads,
      Deletion deletion,
      Modification modification,
      AdmissionChain admission,
      FieldOwnership ownership,
      ResourceRegistry registry) {
    this.bodies = bodies;
    this.admission = admission;
    this.ownership = ownership;
    this.reads = reads;
    this.deletion = deletion;
    this.modification = modification;
    this.budgetType = registry.stored("policy", "poddisruptionbudgets").orElseThrow();
  }

  @Override
  public List<String> names() {
    return List.of("pods/eviction");
  }

  @Override
  public ApiResponse handle(ResourceCall call) {
    WriteOptions write = WriteOptions.of(call.request(), "CreateOptions");
    ObjectNode eviction = bodies.read(call, write.fieldValidation());
    String name = eviction.at("/metadata/name").asText("");
    if (!name.equals(call.name())) {
      throw Statuses.badRequest("name in URL does not match name in Eviction object");
    }
    if (write.dryRun()) eviction.withObject("/deleteOptions").putArray("dryRun").add("All");
    DeleteOptions options = DeleteOptions.of(eviction.path("deleteOptions"));
    CachedObject pod =
        reads.newest(call.key()).orElseThrow(() -> Statuses.notFound(call.type(), call.name()));
    admit(call, eviction, options.dryRun());
    if (needsBudget(ObjectBytes.parse(pod.json()))) takeFromBudget(call, pod, options.dryRun());
    modification.modifyAdmitted(
        call,
        call.key(),
        "status",
        options.dryRun(),
        existing -> {
          Deletion.checkPreconditions(call.type(), existing, options);
          return withCondition(existing);
        });
    deletion.deleteAdmitted(call.type(), call.key(), options);
    byte[] success = Answers.bytes(Statuses.success(null).put("code", 201));
    return Answers.of(201, call.format().encoding(), success, call.warnings());
  }

  /** Says in the Pod's status why it ends. */
  private static ObjectNode withCondition(ObjectNode existing) {
    ObjectNode pod = existing.deepCopy();
    ArrayNode conditions = pod.withObjectProperty("status").withArrayProperty("conditions");
    for (JsonNode condition : conditions) {
      boolean said = condition.path("type").asText().equals("DisruptionTarget");
      if (said && condition.path("status").asText().equals("True")) return pod;
    }
    conditions
        .addObject()
        .put("type", "DisruptionTarget")
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", ObjectMetadata.now().toString())
        .put("reason", "EvictionByEvictionAPI")
        .put("message", "Eviction API: evicting");
    return pod;
  }

  private void admit(ResourceCall call, ObjectNode eviction, boolean dryRun) {
    ObjectMetadata.of(eviction).put("name", call.name()).put("namespace", call.namespace());
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.CREATE,
            "eviction",
            call.namespace(),
            call.name(),
            eviction,
            null,
            dryRun);
    admission.mutate(request);
    admission.validate(request);
  }

  /** Pods that do not run, or are on their way out, disrupt nobody. */
  private static boolean needsBudget(ObjectNode pod) {
    return !ENDED_OR_WAITING.contains(pod.at("/status/phase").asText())
        && !pod.path("metadata").has("deletionTimestamp");
  }

  private void takeFromBudget(ResourceCall call, CachedObject pod, boolean dryRun) {
    List<CachedObject> budgets = new ArrayList<>();
    for (CachedObject budget : reads.snapshot(BUDGETS, -1).objects(call.namespace(), null)) {
      LabelSelector selector =
          LabelSelector.of(ObjectBytes.parse(budget.json()).at("/spec/selector"));
      if (selector != null && selector.matches(pod.labels())) budgets.add(budget);
    }
    if (budgets.isEmpty()) return;
    if (budgets.size() > 1) {
      throw new StatusException(
          500,
          "",
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.",
          null);
    }
    ResourceCall ofBudget =
        new ResourceCall(call.request(), call.info(), budgetType, OutputFormat.JSON);
    ObjectNode budget = ObjectBytes.parse(budgets.getFirst().json());
    if (UnhealthyPods.mayGo(ObjectBytes.parse(pod.json()), budget)) return;
    modification.modify(
        ofBudget,
        budgets.getFirst().key(),
        "status",
        dryRun,
        existing -> withDisruption(existing, call.name()));
  }

  private ObjectNode withDisruption(ObjectNode existing, String pod) {
    ObjectNode budget = existing.deepCopy();
    ObjectNode status = budget.withObjectProperty("status");
    long observed = status.path("observedGeneration").asLong();
    if (observed < budget.at("/metadata/generation").asLong()) {
      throw Statuses.tooManyRequests(
          "Cannot evict pod as it would violate the pod's disruption budget.", 10);
    }
    int allowed = status.path("disruptionsAllowed").asInt();
    if (allowed <= 0) throw violated(budget, status);
    status.put("disruptionsAllowed", allowed - 1);
    status.withObjectProperty("disruptedPods").put(pod, ObjectMetadata.now().toString());
    if (allowed == 1) exhausted(budget, status);
    ownership.updatedByServer(budgetType, existing, budget);
    return budget;
  }

  /** Says that the budget allows no more. */
  private static void exhausted(ObjectNode budget, ObjectNode status) {
    ArrayNode conditions = status.withArrayProperty("conditions");
    JsonNode before = MissingNode.getInstance();
    for (int i = conditions.size() - 1; i >= 0; i--) {
      if (conditions.get(i).path("type").asText("").equals("DisruptionAllowed")) {
        before = conditions.remove(i);
      }
    }
    boolean said = before.path("status").asText("").equals("False");
    conditions
        .addObject()
        .put("type", "DisruptionAllowed")
        .put("status", "False")
        .put("observedGeneration", budget.at("/metadata/generation").asLong())
        .put(
            "lastTransitionTime",
            said ? before.path("lastTransitionTime").asText() : ObjectMetadata.now().toString())
        .put("reason", "InsufficientPods")
        .put("message", "");
  }

  private static StatusException violated(ObjectNode budget, ObjectNode status) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "DisruptionBudget")
        .put(
            "message",
            "The disruption budget "
                + budget.at("/metadata/name").asText()
                + " needs "
                + status.path("desiredHealthy").asInt()
                + " healthy pods and has "
                + status.path("currentHealthy").asInt()
                + " currently");
    return new StatusException(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        details);
  }
}
