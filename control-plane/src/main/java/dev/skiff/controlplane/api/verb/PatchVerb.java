package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.patch.Patch;
import dev.skiff.controlplane.api.write.Modification;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.function.BinaryOperator;

/** Changes parts of an object or of one of its subresources that have the object's own form. */
@Singleton
public final class PatchVerb {
  private final ObjectRules rules;
  private final Modification modification;

  PatchVerb(ObjectRules rules, Modification modification) {
    this.rules = rules;
    this.modification = modification;
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
    Patch patch = Patch.of(call.request(), call.type());
    WriteOptions options = WriteOptions.of(call.request(), "PatchOptions");
    StoredObject stored =
        modification.modify(
            call,
            call.key(),
            call.info().subresource(),
            options.dryRun(),
            existing -> part.apply(existing, patched(call, patch, options, existing)));
    byte[] json = call.view().single(stored.json(), stored.revision(), true);
    return Answers.of(200, call.format().encoding(), json, call.warnings());
  }

  private ObjectNode patched(
      ResourceCall call, Patch patch, WriteOptions options, ObjectNode existing) {
    ObjectNode result = patch.apply(existing);
    ObjectNode object =
        rules.conform(call.type(), result, options.fieldValidation(), call.warnings()::add);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    UpdateVerb.matchName(call, object);
    return object;
  }
}
