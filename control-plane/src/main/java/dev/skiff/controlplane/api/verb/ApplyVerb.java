package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.patch.ApplyPatch;
import dev.skiff.controlplane.api.write.CreateAuthorization;
import dev.skiff.controlplane.api.write.Creation;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.function.BinaryOperator;

/**
 * Server-side apply: brings an object, or one of its subresources, into the state that a client
 * describes, as far as it describes it. Creates the object if it is not there.
 */
@Singleton
final class ApplyVerb {
  private static final int ATTEMPTS = 5;
  private final ObjectRules rules;
  private final FieldOwnership ownership;
  private final CreateAuthorization createAuthorization;
  private final Modification modification;
  private final Creation creation;
  private final Reads reads;

  ApplyVerb(
      ObjectRules rules,
      FieldOwnership ownership,
      CreateAuthorization createAuthorization,
      Modification modification,
      Creation creation,
      Reads reads) {
    this.rules = rules;
    this.ownership = ownership;
    this.createAuthorization = createAuthorization;
    this.modification = modification;
    this.creation = creation;
    this.reads = reads;
  }

  /** Answers an apply; {@code part} as in {@link PatchVerb#handle}. */
  ApiResponse handle(ResourceCall call, BinaryOperator<ObjectNode> part) {
    WriteOptions options = WriteOptions.ofPatch(call.request(), true);
    ApplyPatch patch = ApplyPatch.of(call.request());
    boolean own = call.info().subresource().isEmpty();
    for (int attempt = 1; ; attempt++) {
      boolean create = own && reads.newest(call.key()).isEmpty();
      try {
        return create
            ? answer(call, 201, create(call, patch, options))
            : answer(call, 200, change(call, patch, options, part));
      } catch (StatusException refusal) {
        // Somebody else has created or deleted the object in the meantime.
        String lost = create ? "AlreadyExists" : "NotFound";
        boolean retry = own && refusal.reason().equals(lost) && attempt < ATTEMPTS;
        if (!retry) throw refusal;
      }
    }
  }

  private StoredObject create(ResourceCall call, ApplyPatch patch, WriteOptions options) {
    ObjectNode object = applied(call, patch, options, null);
    if (!patch.uid().isEmpty()) {
      throw Statuses.conflict(
          call.type(),
          call.name(),
          "uid mismatch: the provided object specified uid "
              + patch.uid()
              + ", and no existing object was found");
    }
    createAuthorization.require(call);
    ObjectMetadata.of(object).remove("resourceVersion");
    return creation.create(call, object, options.dryRun());
  }

  private StoredObject change(
      ResourceCall call, ApplyPatch patch, WriteOptions options, BinaryOperator<ObjectNode> part) {
    return modification.modify(
        call,
        call.key(),
        call.info().subresource(),
        options.dryRun(),
        existing -> {
          ObjectNode wanted = applied(call, patch, options, existing);
          ObjectNode updated = part.apply(existing, wanted);
          JsonNode owners = wanted.path("metadata").get("managedFields");
          ObjectMetadata.setManagedFields(updated, owners);
          return updated;
        });
  }

  private ObjectNode applied(
      ResourceCall call, ApplyPatch patch, WriteOptions options, ObjectNode existing) {
    ObjectNode result =
        patch.apply(ownership.of(call), existing, call.type().apiVersion(), call.type().kind());
    patch.reportDuplicates(options.fieldValidation(), call.warnings()::add);
    JsonNode owners = ObjectMetadata.of(result).remove("managedFields");
    ObjectNode object = rules.conformApplied(call.type(), result);
    ObjectMetadata.setManagedFields(object, owners);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    if (existing == null && !patch.named()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + call.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    UpdateVerb.matchName(call, object);
    if (existing != null) PatchVerb.matchUid(call, existing, object);
    return object;
  }

  private static ApiResponse answer(ResourceCall call, int status, StoredObject stored) {
    byte[] json = call.view().single(stored.json(), stored.revision(), true);
    return Answers.of(status, call.format().encoding(), json, call.warnings());
  }
}
