package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.managedfields.FieldManager;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The part of an object's metadata that the API server owns. */
public final class ObjectMetadata {
  private static final int MAXIMUM_BASE = 58;
  private static final int SUFFIX = 5;
  // No vowels and nothing that reads like one: no words come out by accident.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<String> SYSTEM_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "namespace",
          "generateName");

  private ObjectMetadata() {}

  /** The metadata of an object, created if it has none. */
  public static ObjectNode of(ObjectNode object) {
    return object.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  /**
   * Gives an object the namespace of the request, or refuses another one.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if they differ
   */
  public static void matchNamespace(ResourceType type, ObjectNode object, String namespace) {
    ObjectNode metadata = of(object);
    if (!type.namespaced()) {
      metadata.remove("namespace");
      return;
    }
    String own = metadata.path("namespace").asText("");
    if (own.isEmpty()) {
      metadata.put("namespace", namespace);
    } else if (!own.equals(namespace)) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /** Takes out of a new object what a client has no say in. */
  public static void wipe(ObjectNode object) {
    of(object)
        .remove(
            List.of(
                "uid",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "selfLink"));
  }

  /** Gives a new object its identity; what the client says about it does not count. */
  public static void initialise(ObjectNode object) {
    ObjectNode metadata = of(object);
    wipe(object);
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now().toString());
  }

  /** Whether the name is to be generated. */
  public static boolean isGenerated(ObjectNode object) {
    ObjectNode metadata = of(object);
    return metadata.path("name").asText("").isEmpty()
        && !metadata.path("generateName").asText("").isEmpty();
  }

  /** Makes a name out of generateName. */
  public static void generateName(ObjectNode object) {
    ObjectNode metadata = of(object);
    String base = metadata.path("generateName").asText();
    StringBuilder name =
        new StringBuilder(base.substring(0, Math.min(base.length(), MAXIMUM_BASE)));
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    metadata.put("name", name.toString());
  }

  /** Puts back what an update cannot change. */
  public static void keepSystemFields(ObjectNode updated, ObjectNode existing) {
    ObjectNode metadata = of(updated);
    JsonNode before = existing.path("metadata");
    metadata.remove("selfLink");
    for (String field : SYSTEM_FIELDS) {
      JsonNode value = before.get(field);
      if (value == null) metadata.remove(field);
      else metadata.set(field, value);
    }
  }

  /**
   * Sets the owners of an object's fields.
   *
   * @param managedFields null for none
   */
  public static void setManagedFields(ObjectNode object, JsonNode managedFields) {
    if (managedFields == null) of(object).remove("managedFields");
    else of(object).set("managedFields", managedFields);
  }

  /**
   * Puts the owners of an object's fields back if admission has spoilt them.
   *
   * @param before what they were before admission; may be null
   * @param warnings is told of it
   */
  static void keepValidManagedFields(
      ObjectNode object, JsonNode before, Consumer<String> warnings) {
    JsonNode after = object.path("metadata").get("managedFields");
    if (after == before) return;
    FieldManager.problem(after)
        .ifPresent(
            problem -> {
              setManagedFields(object, before);
              warnings.accept(
                  ".metadata.managedFields was in an invalid state after admission; this could be"
                      + " caused by an outdated mutating admission controller; please fix your"
                      + " requests: "
                      + problem);
            });
  }

  /** Whether an object is on its way out and nothing holds it any more. */
  public static boolean mayVanish(ResourceType type, ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.has("deletionTimestamp")
        && metadata.path("deletionGracePeriodSeconds").asLong() == 0
        && !isHeld(type, object);
  }

  /** Whether finalizers hold an object; namespaces have some in their spec, too. */
  static boolean isHeld(ResourceType type, ObjectNode object) {
    if (!object.at("/metadata/finalizers").isEmpty()) return true;
    return type.groupResource().equals("namespaces") && !object.at("/spec/finalizers").isEmpty();
  }

  /** Now, in the precision of Kubernetes' times: seconds. */
  public static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
