package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes an object out of the store, or marks it as deleted where finalizers or a grace period hold
 * it.
 */
@Singleton
public final class Deletion {
  /**
   * Kinds that end in steps: upstream checks their preconditions itself, and names the resource.
   */
  private static final Set<String> OWN_WORDS =
      Set.of("namespaces", "customresourcedefinitions.apiextensions.k8s.io");

  private final ObjectRules rules;
  private final AdmissionChain admission;
  private final Store store;
  private final Reads reads;

  Deletion(ObjectRules rules, AdmissionChain admission, Store store, Reads reads) {
    this.rules = rules;
    this.admission = admission;
    this.store = store;
    this.reads = reads;
  }

  /**
   * What became of an object.
   *
   * @param object its last or present state
   * @param gone false if it is only marked
   */
  public record Outcome(StoredObject object, boolean gone) {}

  /**
   * Deletes an object.
   *
   * @throws dev.skiff.controlplane.api.StatusException 404 if it is not there, 409 if a
   *     precondition fails, whatever admission says
   */
  public Outcome delete(ResourceCall call, Key key, DeleteOptions options) {
    if (options.forType(call.type()) != options && call.type().kind().equals("Job")) {
      call.warnings().add(DeleteOptions.ORPHANS_JOBS);
    }
    boolean dryRun = options.dryRun();
    return delete(
        call.type(),
        key,
        options,
        (current, object) -> admit(call.current(), current, object, dryRun));
  }

  /** As {@link #delete} for what was admitted already, such as an Eviction, or need not be. */
  public Outcome deleteAdmitted(ResourceType type, Key key, DeleteOptions options) {
    return delete(type, key, options, (current, object) -> {});
  }

  private Outcome delete(
      ResourceType type,
      Key key,
      DeleteOptions given,
      BiConsumer<StoredObject, ObjectNode> admission) {
    DeleteOptions options = given.forType(type);
    Contention contention = new Contention();
    while (true) {
      StoredObject current =
          reads
              .newest(key)
              .map(CachedObject::stored)
              .orElseThrow(() -> Statuses.notFound(type, key.name()));
      try {
        return deleteOnce(type.current(), current, options, admission);
      } catch (StoreException.Conflict changed) {
        if (!contention.again()) throw Statuses.modified(type, key.name());
      } catch (StoreException.NotFound gone) {
        throw Statuses.notFound(type, key.name());
      }
    }
  }

  private Outcome deleteOnce(
      ResourceType type,
      StoredObject current,
      DeleteOptions options,
      BiConsumer<StoredObject, ObjectNode> admission) {
    ObjectNode object = ObjectBytes.parse(current.json());
    checkPreconditions(type, object, options);
    admission.accept(current, object);
    rules.prepareForDelete(type, object);
    DeletionMark mark = DeletionMark.of(type, object, options);
    return switch (mark) {
      case PENDING -> new Outcome(current, false);
      case IMMEDIATE -> {
        if (options.dryRun()) {
          byte[] json = ObjectBytes.of(object).at(current.revision());
          yield new Outcome(
              new StoredObject(current.key(), json, current.createRevision(), current.revision()),
              true);
        }
        StoredObject last = store.delete(current.key(), current.revision(), ObjectBytes.of(object));
        rules.deleted(type, object);
        yield new Outcome(last, true);
      }
      case MARKED -> {
        ObjectBytes bytes = ObjectBytes.of(object);
        if (!options.dryRun()) {
          yield new Outcome(store.update(current.key(), current.revision(), bytes), false);
        }
        byte[] json = bytes.at(current.revision());
        yield new Outcome(
            new StoredObject(current.key(), json, current.createRevision(), current.revision()),
            false);
      }
    };
  }

  private void admit(ResourceCall call, StoredObject current, ObjectNode object, boolean dryRun) {
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.DELETE,
            "",
            current.key().namespace(),
            current.key().name(),
            null,
            Conversion.to(call.type(), object.deepCopy()),
            dryRun);
    admission.mutate(request);
    admission.validate(request);
  }

  /**
   * Checks that it is the object that is meant.
   *
   * @throws dev.skiff.controlplane.api.StatusException 409 if it is not
   */
  public static void checkPreconditions(
      ResourceType type, ObjectNode object, DeleteOptions options) {
    String uid = object.at("/metadata/uid").asText();
    String version = object.at("/metadata/resourceVersion").asText();
    check(type, object, "UID", options.uid(), uid, "deleted and then recreated");
    check(type, object, "ResourceVersion", options.resourceVersion(), version, "modified");
  }

  private static void check(
      ResourceType type,
      ObjectNode object,
      String what,
      String wanted,
      String actual,
      String happened) {
    if (wanted.isEmpty() || wanted.equals(actual)) return;
    String name = object.at("/metadata/name").asText();
    if (OWN_WORDS.contains(type.groupResource())) {
      throw Statuses.conflict(
          type,
          name,
          "Precondition failed: %s in precondition: %s, %s in object meta: %s"
              .formatted(what, wanted, what, actual));
    }
    // Upstream names the kind here, not the resource.
    throw Statuses.conflict(
        type.kind(),
        type.storageGroup(),
        name,
        ("the %s in the precondition (%s) does not match the %s in record (%s)."
                + " The object might have been %s")
            .formatted(what, wanted, what, actual, happened));
  }
}
