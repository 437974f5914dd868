package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.patch.ApplyPatch;
import dev.skiff.controlplane.api.patch.Patch;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.write.AdmissionRequests;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.SubresourceBodies;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.resource.managedfields.ScaleFields;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /scale}: the replicas of any resource that has them, in the form of autoscaling/v1. */
@Singleton
final class ScaleHandler implements Subresources.Handler {
  private final SubresourceBodies bodies;
  private final Reads reads;
  private final FieldOwnership ownership;
  private final Modification modification;
  private final AdmissionChain admission;
  private final ScalePaths paths;

  ScaleHandler(
      SubresourceBodies bodies,
      Reads reads,
      FieldOwnership ownership,
      Modification modification,
      AdmissionChain admission,
      ScalePaths paths) {
    this.bodies = bodies;
    this.admission = admission;
    this.reads = reads;
    this.ownership = ownership;
    this.modification = modification;
    this.paths = paths;
  }

  @Override
  public List<String> names() {
    return List.of("scale");
  }

  @Override
  public ApiResponse handle(ResourceCall asked) {
    // There is one form of Scales, whatever the version of what they belong to.
    ResourceCall call = asked.current();
    return switch (call.info().verb()) {
      case "get" ->
          answer(
              call,
              reads
                  .newest(call.key())
                  .orElseThrow(() -> Statuses.notFound(call.type(), call.name()))
                  .stored());
      case "update" -> {
        WriteOptions options = WriteOptions.of(call.request(), "UpdateOptions");
        ObjectNode wanted = bodies.read(call, options.fieldValidation());
        matchName(call, wanted);
        yield change(call, options, scale -> noted(call, scale, wanted.deepCopy()));
      }
      case "patch" -> patch(call);
      default -> throw Statuses.methodNotAllowed();
    };
  }

  private ApiResponse patch(ResourceCall call) {
    boolean apply = ApplyPatch.is(call.request());
    WriteOptions options = WriteOptions.ofPatch(call.request(), apply);
    if (apply) {
      ApplyPatch patch = ApplyPatch.of(call.request());
      return change(
          call,
          options,
          scale -> {
            ObjectNode applied =
                patch.apply(ownership.ofScale(), scale, Scale.API_VERSION, Scale.KIND);
            patch.reportDuplicates(options.fieldValidation(), call.warnings()::add);
            return applied;
          });
    }
    Patch patch = Patch.of(call.request(), call.type());
    return change(call, options, scale -> noted(call, scale, patch.apply(scale)));
  }

  private ObjectNode noted(ResourceCall call, ObjectNode scale, ObjectNode wanted) {
    ownership.ofScale().updated(scale, wanted, FieldOwnership.managerOf(call.request()));
    return wanted;
  }

  private ApiResponse change(
      ResourceCall call, WriteOptions options, UnaryOperator<ObjectNode> change) {
    StoredObject stored =
        modification.modifyAdmitted(
            call,
            call.key(),
            "scale",
            options.dryRun(),
            existing -> changed(call, existing, options.dryRun(), change));
    return answer(call, stored);
  }

  private ObjectNode changed(
      ResourceCall call, ObjectNode existing, boolean dryRun, UnaryOperator<ObjectNode> change) {
    ScalePaths.Paths where = paths.of(call.type());
    ScaleFields fields =
        new ScaleFields(
            existing.path("metadata").get("managedFields"),
            call.type().apiVersion(),
            where.specReplicas().substring(1).split("/"));
    ObjectNode scale = Scale.of(existing, where);
    ObjectMetadata.setManagedFields(scale, fields.toScale());
    ObjectNode wanted = change.apply(scale);
    admit(call, wanted, Scale.of(existing, where), dryRun);
    ObjectNode updated = withReplicas(call, existing, wanted, where);
    JsonNode owners = wanted.path("metadata").get("managedFields");
    ObjectMetadata.setManagedFields(updated, fields.toObject(owners));
    return updated;
  }

  /** What is admitted is the Scale, whatever it belongs to. */
  private void admit(ResourceCall call, ObjectNode wanted, ObjectNode present, boolean dryRun) {
    wanted.put("kind", Scale.KIND).put("apiVersion", Scale.API_VERSION);
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.UPDATE,
            "scale",
            call.namespace(),
            call.name(),
            wanted,
            present,
            dryRun);
    admission.mutate(request);
    admission.validate(request);
  }

  private static ObjectNode withReplicas(
      ResourceCall call, ObjectNode existing, ObjectNode scale, ScalePaths.Paths where) {
    JsonNode replicas = scale.at("/spec/replicas");
    if (!replicas.isMissingNode() && !replicas.canConvertToInt()) {
      throw Statuses.badRequest(
          "Scale in version \"v1\" cannot be handled as a Scale: "
              + "spec.replicas must be an integer");
    }
    if (replicas.asInt() < 0) {
      throw Statuses.invalid(
          "autoscaling",
          "Scale",
          call.name(),
          "spec.replicas",
          "FieldValueInvalid",
          "Invalid value: " + replicas + ": must be greater than or equal to 0");
    }
    ObjectNode updated = existing.deepCopy();
    Scale.setReplicas(updated, where, replicas.asInt());
    JsonNode version = scale.at("/metadata/resourceVersion");
    if (!version.asText("").isEmpty()) {
      updated.withObjectProperty("metadata").set("resourceVersion", version);
    }
    return updated;
  }

  private ApiResponse answer(ResourceCall call, StoredObject stored) {
    ObjectNode object = Conversion.to(call.type(), ObjectBytes.parse(stored.json()));
    ObjectNode scale = Scale.of(object, paths.of(call.type()));
    boolean table = call.format().view() == OutputFormat.View.TABLE;
    byte[] answer = Answers.bytes(table ? ScaleTable.of(scale) : scale);
    return Answers.of(200, call.format().encoding(), answer, call.warnings());
  }

  private static void matchName(ResourceCall call, ObjectNode wanted) {
    String name = wanted.at("/metadata/name").asText("");
    if (name.isEmpty() || name.equals(call.name())) return;
    throw Statuses.badRequest(
        "the name of the object ("
            + name
            + ") does not match the name on the URL ("
            + call.name()
            + ")");
  }
}
