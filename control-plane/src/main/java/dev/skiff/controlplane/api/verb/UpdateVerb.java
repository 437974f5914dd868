package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.write.CreateAuthorization;
import dev.skiff.controlplane.api.write.Creation;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.UpdateRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.function.BinaryOperator;

/** Replaces an object or one of its subresources that have the object's own form. */
@Singleton
public final class UpdateVerb {
  private final ObjectRules rules;
  private final FieldOwnership ownership;
  private final CreateAuthorization createAuthorization;
  private final Modification modification;
  private final Creation creation;
  private final Reads reads;

  UpdateVerb(
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

  /** Answers an update. */
  public ApiResponse handle(ResourceCall call) {
    return handle(call, (existing, wanted) -> wanted);
  }

  /**
   * Answers an update of a part of an object.
   *
   * @param part puts the new state together from the existing one, to be left as it is, and the
   *     wanted one
   */
  public ApiResponse handle(ResourceCall call, BinaryOperator<ObjectNode> part) {
    WriteOptions options = WriteOptions.of(call.request(), "UpdateOptions");
    ObjectNode wanted =
        rules.decode(call.type(), call.request(), options.fieldValidation(), call.warnings()::add);
    ObjectMetadata.matchNamespace(call.type(), wanted, call.namespace());
    matchName(call, wanted);
    boolean own = call.info().subresource().isEmpty();
    if (own && UpdateRules.createsOnUpdate(call.type()) && reads.newest(call.key()).isEmpty()) {
      createAuthorization.require(call);
      ObjectNode created = wanted.deepCopy();
      ownership.created(call, created);
      ObjectMetadata.of(created).remove("resourceVersion");
      try {
        return answer(call, 201, creation.create(call, created, options.dryRun()));
      } catch (StatusException refused) {
        // If somebody else was faster it is there now, and can be updated.
        if (!refused.reason().equals("AlreadyExists")) throw refused;
      }
    }
    boolean unconditional = wanted.at("/metadata/resourceVersion").asText("").isEmpty();
    return answer(
        call,
        200,
        modification.modify(
            call,
            call.key(),
            call.info().subresource(),
            options.dryRun(),
            existing -> {
              Modification.matchUid(call, existing, wanted);
              if (unconditional && !UpdateRules.unconditional(call.type())) {
                throw Statuses.invalid(
                    call.type().group(),
                    call.type().plural(),
                    call.name(),
                    "metadata.resourceVersion",
                    "FieldValueInvalid",
                    "Invalid value: 0: must be specified for an update");
              }
              ObjectNode updated = part.apply(existing, wanted.deepCopy());
              ownership.updated(call, existing, updated);
              return updated;
            }));
  }

  static void matchName(ResourceCall call, ObjectNode wanted) {
    ObjectNode metadata = ObjectMetadata.of(wanted);
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + call.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!name.equals(call.name())) {
      throw Statuses.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + call.name()
              + ")");
    }
  }

  private static ApiResponse answer(ResourceCall call, int status, StoredObject stored) {
    byte[] json = call.view().single(stored.json(), stored.revision(), true);
    return Answers.of(status, call.format().encoding(), json, call.warnings());
  }
}
