package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.convert.StoredVersions;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.behaviour.Reservation;
import dev.skiff.controlplane.resource.managedfields.FieldManager;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Changes an object in the store: read, change, admit, validate, commit on the revision that was
 * read; again from the start if somebody else was faster and the client named no revision.
 */
@Singleton
public final class Modification {
  private final ObjectRules rules;
  private final AdmissionChain admission;
  private final StoredVersions versions;
  private final Store store;
  private final Reads reads;

  Modification(
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
   * Changes an object.
   *
   * @param subresource whose rules apply; empty for the object itself
   * @param change gets the present state in the version of the call, to be left as it is, and gives
   *     the wanted one; a resourceVersion or uid in that must be the present one
   * @return the state that is stored now; on a dry run what it would be, at the present revision
   * @throws dev.skiff.controlplane.api.StatusException if it is refused
   */
  public StoredObject modify(
      ResourceCall call,
      Key key,
      String subresource,
      boolean dryRun,
      UnaryOperator<ObjectNode> change) {
    return modify(call, key, subresource, dryRun, change, true);
  }

  /**
   * As {@link #modify} for what was admitted already, in the form that the client sent: a Binding
   * and not the Pod.
   */
  public StoredObject modifyAdmitted(
      ResourceCall call,
      Key key,
      String subresource,
      boolean dryRun,
      UnaryOperator<ObjectNode> change) {
    return modify(call, key, subresource, dryRun, change, false);
  }

  private StoredObject modify(
      ResourceCall call,
      Key key,
      String subresource,
      boolean dryRun,
      UnaryOperator<ObjectNode> change,
      boolean admit) {
    Contention contention = new Contention();
    while (true) {
      StoredObject current =
          reads
              .newest(key)
              .map(CachedObject::stored)
              .orElseThrow(() -> Statuses.notFound(call.type(), key.name()));
      try {
        return modifyOnce(call, current, subresource, dryRun, change, admit);
      } catch (StoreException.Conflict changed) {
        if (!contention.again()) throw Statuses.modified(call.type(), key.name());
      } catch (StoreException.NotFound gone) {
        throw Statuses.notFound(call.type(), key.name());
      }
    }
  }

  private StoredObject modifyOnce(
      ResourceCall asked,
      StoredObject current,
      String subresource,
      boolean dryRun,
      UnaryOperator<ObjectNode> change,
      boolean admit) {
    ObjectNode existing = Conversion.to(asked.type(), ObjectBytes.parse(current.json()));
    ObjectNode updated = change.apply(existing);
    checkPreconditions(asked, current, existing, updated);
    ResourceCall call = asked.current();
    if (call != asked) {
      Conversion.toCurrent(asked.type(), updated);
      existing = Conversion.to(call.type(), ObjectBytes.parse(current.json()));
    }
    ObjectMetadata.keepSystemFields(updated, existing);
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.UPDATE,
            subresource,
            call.namespace(),
            current.key().name(),
            updated,
            existing,
            dryRun);
    OptionalLong stored = OptionalLong.empty();
    try {
      StoredObject result =
          admitted(asked, call, current, subresource, request, updated, existing, admit);
      if (!dryRun) stored = OptionalLong.of(result.revision());
      return result;
    } finally {
      request.outcome().settle(stored.orElseGet(Outcome::unstored));
    }
  }

  private StoredObject admitted(
      ResourceCall asked,
      ResourceCall call,
      StoredObject current,
      String subresource,
      AdmissionRequest request,
      ObjectNode updated,
      ObjectNode existing,
      boolean admit) {
    if (admit) {
      JsonNode owners = updated.path("metadata").get("managedFields");
      admission.mutate(request);
      ObjectMetadata.keepValidManagedFields(updated, owners, call.warnings()::add);
    }
    rules.prepareForUpdate(call.type(), subresource, updated, existing);
    rules.validateUpdate(asked.type(), subresource, updated, existing, call.warnings()::add);
    if (admit) admission.validate(request);
    ObjectMetadata.of(updated).set("resourceVersion", existing.at("/metadata/resourceVersion"));
    boolean unchanged = unchanged(existing, updated);
    if (unchanged && versions.isStored(call.type(), current.json())) return current;
    return commit(call, current, existing, updated, request.dryRun());
  }

  /** A change that is nothing but a later time in managedFields is none. */
  private static boolean unchanged(ObjectNode existing, ObjectNode updated) {
    JsonNode before = existing.path("metadata").get("managedFields");
    JsonNode after = updated.path("metadata").get("managedFields");
    if (!FieldManager.differInTimeOnly(before, after)) {
      boolean owners = before == after || (before != null && before.equals(after));
      return owners && JsonEquality.equal(updated, existing);
    }
    ObjectMetadata.setManagedFields(updated, before);
    if (JsonEquality.equal(updated, existing)) return true;
    ObjectMetadata.setManagedFields(updated, after);
    return false;
  }

  private StoredObject commit(
      ResourceCall call,
      StoredObject current,
      ObjectNode existing,
      ObjectNode updated,
      boolean dryRun) {
    Reservation reservation = rules.reserve(call.type(), updated, existing);
    boolean stored = false;
    try {
      ObjectBytes bytes = ObjectBytes.of(versions.toStored(call.type(), updated));
      if (dryRun) return unchangedRevision(current, bytes);
      if (!ObjectMetadata.mayVanish(call.type(), updated)) {
        StoredObject result = store.update(current.key(), current.revision(), bytes);
        stored = true;
        return result;
      }
      store.delete(current.key(), current.revision(), bytes);
      stored = true;
      rules.deleted(call.type(), updated);
      return unchangedRevision(current, bytes);
    } finally {
      if (stored) reservation.commit();
      else reservation.rollback();
    }
  }

  private static StoredObject unchangedRevision(StoredObject current, ObjectBytes bytes) {
    byte[] json = bytes.at(current.revision());
    return new StoredObject(current.key(), json, current.createRevision(), current.revision());
  }

  private static void checkPreconditions(
      ResourceCall call, StoredObject current, ObjectNode existing, ObjectNode updated) {
    String name = current.key().name();
    String version = updated.at("/metadata/resourceVersion").asText("");
    if (!version.isEmpty() && !version.equals(existing.at("/metadata/resourceVersion").asText())) {
      throw Statuses.modified(call.type(), name);
    }
    matchUid(call, existing, updated);
  }

  /**
   * Refuses a state that names another object's uid.
   *
   * @throws dev.skiff.controlplane.api.StatusException 409
   */
  public static void matchUid(ResourceCall call, ObjectNode existing, ObjectNode wanted) {
    String uid = wanted.at("/metadata/uid").asText("");
    String present = existing.at("/metadata/uid").asText("");
    if (!uid.isEmpty() && !uid.equals(present)) {
      throw Statuses.conflict(
          call.type(),
          call.name(),
          "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + present);
    }
  }
}
