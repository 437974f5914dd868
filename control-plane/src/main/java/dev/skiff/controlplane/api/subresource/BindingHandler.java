package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.write.AdmissionRequests;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.SubresourceBodies;
import dev.skiff.controlplane.api.write.WriteOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code pods/binding}: gives a Pod its node. The scheduler's only write. */
@Singleton
final class BindingHandler implements Subresources.Handler {
  private final SubresourceBodies bodies;
  private final Modification modification;
  private final AdmissionChain admission;

  BindingHandler(SubresourceBodies bodies, Modification modification, AdmissionChain admission) {
    this.bodies = bodies;
    this.modification = modification;
    this.admission = admission;
  }

  @Override
  public List<String> names() {
    return List.of("pods/binding");
  }

  @Override
  public ApiResponse handle(ResourceCall call) {
    WriteOptions options = WriteOptions.of(call.request(), "CreateOptions");
    ObjectNode binding = bodies.read(call, options.fieldValidation());
    if (!binding.at("/metadata/name").asText("").equals(call.name())) {
      throw Statuses.badRequest("name in URL does not match name in Binding object");
    }
    String kind = binding.at("/target/kind").asText("");
    String node = binding.at("/target/name").asText("");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      throw refuse(
          call,
          "target.kind",
          "FieldValueNotSupported",
          "Unsupported value: \"" + kind + "\": supported values: \"Node\", \"<empty>\"");
    }
    if (node.isEmpty()) {
      throw refuse(call, "target.name", "FieldValueRequired", "Required value");
    }
    ObjectMetadata.of(binding).put("name", call.name()).put("namespace", call.namespace());
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.CREATE,
            "binding",
            call.namespace(),
            call.name(),
            binding,
            null,
            options.dryRun());
    admission.mutate(request);
    admission.validate(request);
    modification.modifyAdmitted(
        call,
        call.key(),
        "binding",
        options.dryRun(),
        existing -> bound(call, existing, binding, binding.at("/target/name").asText()));
    byte[] success = Answers.bytes(Statuses.success(null).put("code", 201));
    return Answers.of(201, call.format().encoding(), success, call.warnings());
  }

  private static ObjectNode bound(
      ResourceCall call, ObjectNode existing, ObjectNode binding, String node) {
    if (existing.path("metadata").has("deletionTimestamp")) {
      throw conflict(
          call, "pod " + call.name() + " is being deleted, cannot be assigned to a host");
    }
    String present = existing.at("/spec/nodeName").asText("");
    if (!present.isEmpty()) {
      throw conflict(
          call, "pod " + call.name() + " is already assigned to node \"" + present + "\"");
    }
    if (!existing.at("/spec/schedulingGates").isEmpty()) {
      throw conflict(call, "pod " + call.name() + " has non-empty .spec.schedulingGates");
    }
    ObjectNode pod = existing.deepCopy();
    pod.withObjectProperty("spec").put("nodeName", node);
    JsonNode annotations = binding.at("/metadata/annotations");
    if (annotations instanceof ObjectNode added && !added.isEmpty()) {
      ObjectMetadata.of(pod).withObjectProperty("annotations").setAll(added);
    }
    JsonNode labels = binding.at("/metadata/labels");
    if (labels instanceof ObjectNode added && !added.isEmpty()) {
      ObjectMetadata.of(pod).withObjectProperty("labels").setAll(added);
    }
    setScheduled(pod.withObjectProperty("status"));
    // The scheduler may name the Pod it has seen.
    String uid = binding.at("/metadata/uid").asText("");
    if (!uid.isEmpty()) ObjectMetadata.of(pod).put("uid", uid);
    String version = binding.at("/metadata/resourceVersion").asText("");
    if (!version.isEmpty()) ObjectMetadata.of(pod).put("resourceVersion", version);
    return pod;
  }

  private static void setScheduled(ObjectNode status) {
    ArrayNode conditions = status.withArrayProperty("conditions");
    for (int i = conditions.size() - 1; i >= 0; i--) {
      if (conditions.get(i).path("type").asText().equals("PodScheduled")) conditions.remove(i);
    }
    conditions
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", ObjectMetadata.now().toString());
  }

  private static RuntimeException conflict(ResourceCall call, String why) {
    return Statuses.conflict("pods/binding", "", call.name(), why);
  }

  private static RuntimeException refuse(
      ResourceCall call, String field, String reason, String problem) {
    return Statuses.invalid("", "Binding", call.name(), field, reason, problem);
  }
}
