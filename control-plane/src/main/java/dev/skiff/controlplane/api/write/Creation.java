package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.convert.StoredVersions;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.behaviour.Reservation;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** Brings a decoded object into the store: identity, admission, validation, commit. */
@Singleton
public final class Creation {
  private static final int NAME_ATTEMPTS = 8;
  private final ObjectRules rules;
  private final AdmissionChain admission;
  private final StoredVersions versions;
  private final Store store;
  private final Reads reads;

  Creation(
      ObjectRules rules,
      AdmissionChain admission,
      StoredVersions versions,
      Store store,
      Reads reads) {
    this.rules = rules;
    this.admission = admission;
    this.versions = versions;
    this.store = store;
    this.reads = reads;
  }

  /**
   * Creates an object.
   *
   * @param asked what is asked for; {@code object} is in its version
   * @param object decoded and defaulted; changed on the way
   * @return what was stored; on a dry run what would have been, at revision 0
   * @throws StatusException if it is refused
   */
  public StoredObject create(ResourceCall asked, ObjectNode object, boolean dryRun) {
    ResourceCall call = asked.current();
    Conversion.toCurrent(asked.type(), object);
    ObjectNode metadata = ObjectMetadata.of(object);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    if (!metadata.path("resourceVersion").asText("").isEmpty()) {
      throw new StatusException(
          500, "", "resourceVersion should not be set on objects to be created", null);
    }
    ObjectMetadata.wipe(object);
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.CREATE,
            "",
            call.namespace(),
            metadata.path("name").asText(),
            object,
            null,
            dryRun);
    JsonNode owners = metadata.get("managedFields");
    admission.mutate(request);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    ObjectMetadata.keepValidManagedFields(object, owners, call.warnings()::add);
    boolean generated = ObjectMetadata.isGenerated(object);
    for (int attempt = 1; ; attempt++) {
      ObjectNode candidate = generated ? object.deepCopy() : object;
      ObjectMetadata.initialise(candidate);
      if (generated) rules.generateName(call.type(), candidate);
      try {
        return createOnce(call, asked.type(), request, candidate);
      } catch (StoreException.AlreadyExists taken) {
        if (generated && attempt < NAME_ATTEMPTS) continue;
        throw Statuses.alreadyExists(call.type(), candidate.at("/metadata/name").asText());
      }
    }
  }

  /** Whoever changes objects has seen it; its identity and who only look come now. */
  private StoredObject createOnce(
      ResourceCall call, ResourceType asked, AdmissionRequest request, ObjectNode object) {
    OptionalLong stored = OptionalLong.empty();
    try {
      rules.prepareForCreate(call.type(), object, call.warnings()::add);
      rules.validateCreate(asked, object, call.warnings()::add);
      admission.validate(request.about(object));
      StoredObject created = commit(call, object, request.dryRun());
      if (!request.dryRun()) stored = OptionalLong.of(created.revision());
      return created;
    } finally {
      request.outcome().settle(stored.orElseGet(Outcome::unstored));
    }
  }

  private StoredObject commit(ResourceCall call, ObjectNode object, boolean dryRun) {
    // A LimitRange without a name got one just now.
    Key key = call.key(call.namespace(), object.at("/metadata/name").asText());
    Reservation reservation = rules.reserve(call.type(), object, null);
    boolean stored = false;
    try {
      ObjectBytes bytes = ObjectBytes.of(versions.toStored(call.type(), object));
      if (dryRun) {
        if (reads.newest(key).isPresent()) throw new StoreException.AlreadyExists(key);
        return new StoredObject(key, bytes.unrevised(), 0, 0);
      }
      StoredObject created = store.create(key, bytes);
      stored = true;
      return created;
    } finally {
      if (stored) reservation.commit();
      else reservation.rollback();
    }
  }
}
