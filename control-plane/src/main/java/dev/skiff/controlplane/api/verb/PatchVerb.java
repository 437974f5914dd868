package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.patch.ApplyPatch;
import dev.skiff.controlplane.api.patch.Patch;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.function.BinaryOperator;

/** Changes parts of an object or of one of its subresources that have the object's own form. */
@Singleton
public final class PatchVerb {
  private final ObjectRules rules;
  private final FieldOwnership ownership;
  private final Modification modification;
  private final ApplyVerb apply;

  PatchVerb(
      ObjectRules rules, FieldOwnership ownership, Modification modification, ApplyVerb apply) {
    this.rules = rules;
    this.ownership = ownership;
    this.modification = modification;
    this.apply = apply;
  }

  /** Answers a patch. */
  public ApiResponse handle(ResourceCall call) {
    return handle(call, (existing, wanted) -> wanted);
  }

  /**
   * Answers a patch of a part of an object.
   *
   * @param part puts the new state together from the existing one, to be left as it is, and the
   *     wanted one
   */
  public ApiResponse handle(ResourceCall call, BinaryOperator<ObjectNode> part) {
    if (ApplyPatch.is(call.request())) return apply.handle(call, part);
    Patch patch = Patch.of(call.request(), call.type());
    WriteOptions options = WriteOptions.ofPatch(call.request(), false);
    StoredObject stored =
        modification.modify(
            call,
            call.key(),
            call.info().subresource(),
            options.dryRun(),
            existing -> {
              ObjectNode updated = part.apply(existing, patched(call, patch, options, existing));
              ownership.updated(call, existing, updated);
              return updated;
            });
    byte[] json = call.view().single(stored.json(), stored.revision(), true);
    return Answers.of(200, call.format().encoding(), json, call.warnings());
  }

  private ObjectNode patched(
      ResourceCall call, Patch patch, WriteOptions options, ObjectNode existing) {
    ObjectNode result = patch.apply(existing);
    JsonNode owners = existing.path("metadata").get("managedFields");
    boolean untouched =
        owners != null && owners.equals(result.path("metadata").get("managedFields"));
    // What is known to be right, and large, is not checked again.
    if (untouched) ((ObjectNode) result.get("metadata")).remove("managedFields");
    FieldValidation validation = options.fieldValidation();
    if (!patch.duplicates().isEmpty()) {
      if (validation == FieldValidation.WARN) patch.duplicates().forEach(call.warnings()::add);
      if (validation == FieldValidation.STRICT) {
        if (untouched) ObjectMetadata.setManagedFields(result, owners);
        String why = "strict decoding error: " + String.join(", ", patch.duplicates());
        throw patch.refusal(PatchedText.of(call.type(), existing, result), why);
      }
    }
    ObjectNode object =
        rules.conform(
            call.type(),
            result,
            validation,
            call.warnings()::add,
            why -> {
              if (untouched) ObjectMetadata.setManagedFields(result, owners);
              return patch.refusal(PatchedText.of(call.type(), existing, result), why);
            });
    if (untouched) ObjectMetadata.setManagedFields(object, owners);
    JsonNode given = result.path("metadata").path("managedFields");
    // An empty list, which asks to forget all owners, is more than none.
    if (given.isArray() && given.isEmpty()) ObjectMetadata.of(object).set("managedFields", given);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    UpdateVerb.matchName(call, object);
    matchUid(call, existing, object);
    return object;
  }

  /**
   * A patch that names another object's uid is invalid, unlike an update, where it is a conflict.
   */
  static void matchUid(ResourceCall call, ObjectNode existing, ObjectNode object) {
    JsonNode uid = object.path("metadata").path("uid");
    if (uid.asText("").isEmpty() || uid.equals(existing.path("metadata").get("uid"))) return;
    FieldErrors errors = new FieldErrors();
    errors.invalid("metadata.uid", uid, "field is immutable");
    // Two of upstream's checks find it.
    errors.invalid("metadata.uid", uid, "field is immutable");
    errors.throwIfAny(call.type().storageGroup(), call.type().kind(), call.name());
  }
}
