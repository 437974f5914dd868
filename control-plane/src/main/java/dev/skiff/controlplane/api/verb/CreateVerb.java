package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.write.Creation;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;

/** Creates an object. */
@Singleton
public final class CreateVerb {
  private final ObjectRules rules;
  private final FieldOwnership ownership;
  private final Creation creation;

  CreateVerb(ObjectRules rules, FieldOwnership ownership, Creation creation) {
    this.rules = rules;
    this.ownership = ownership;
    this.creation = creation;
  }

  /** Answers a create. */
  public ApiResponse handle(ResourceCall call) {
    WriteOptions options = WriteOptions.of(call.request(), "CreateOptions");
    ObjectNode object =
        rules.decode(call.type(), call.request(), options.fieldValidation(), call.warnings()::add);
    ObjectMetadata.wipe(object);
    ownership.created(call, object);
    StoredObject created = creation.create(call, object, options.dryRun());
    byte[] json = call.view().single(created.json(), created.revision(), true);
    return Answers.of(201, call.format().encoding(), json, call.warnings());
  }
}
