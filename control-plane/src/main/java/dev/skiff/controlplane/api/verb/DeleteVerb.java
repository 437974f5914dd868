package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.write.Deletion;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;

/** Deletes one object. */
@Singleton
public final class DeleteVerb {
  private final Deletion deletion;

  DeleteVerb(Deletion deletion) {
    this.deletion = deletion;
  }

  /** Answers a delete. */
  public ApiResponse handle(ResourceCall call) {
    DeleteOptions options = DeleteOptions.of(call.request());
    Deletion.Outcome outcome = deletion.delete(call, call.key(), options);
    StoredObject object = outcome.object();
    boolean object200 = !outcome.gone() || call.type().answersDeletionWithObject();
    byte[] json =
        object200
            ? call.view().single(object.json(), object.revision(), true)
            : Answers.bytes(success(call.type(), object));
    boolean accepted = !outcome.gone() && Boolean.FALSE.equals(options.orphanDependents());
    return Answers.of(accepted ? 202 : 200, call.format().encoding(), json, call.warnings());
  }

  private static ObjectNode success(ResourceType type, StoredObject object) {
    ObjectNode details = Statuses.details(object.key().name(), type.group(), type.plural());
    details.put("uid", ObjectBytes.parse(object.json()).at("/metadata/uid").asText());
    return Statuses.success(details);
  }
}
