package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.ResourceType;

/** Webhooks may change what an object says, not of what type it is. */
final class PatchedType {
  private PatchedType() {}

  /**
   * Compares the type of an object before and after a patch.
   *
   * @throws StatusException in upstream's words if it is another one
   */
  static void require(ResourceType type, ObjectNode before, ObjectNode patched) {
    String kind = before.path("kind").asText();
    String apiVersion = before.path("apiVersion").asText();
    String newKind = patched.path("kind").asText();
    String newVersion = patched.path("apiVersion").asText();
    if (newKind.equals(kind) && newVersion.equals(apiVersion)) return;
    if (!type.custom()) {
      throw inconvertible(
          "converting (%s.%s) to (%s.%s): unknown conversion"
              .formatted(version(newVersion), newKind, internal(type), kind));
    }
    if (!newVersion.equals(apiVersion)) {
      throw inconvertible("request to convert CR from an invalid group/version: " + newVersion);
    }
    throw Statuses.invalid(
        type.group(),
        newKind,
        patched.path("metadata").path("name").asText(),
        "kind",
        "FieldValueInvalid",
        "Invalid value: \"" + newKind + "\": must be " + kind);
  }

  private static StatusException inconvertible(String message) {
    return new StatusException(500, "", message, null);
  }

  private static String version(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  /** The Go package of upstream's internal version. */
  private static String internal(ResourceType type) {
    String group = type.storageGroup();
    return group.isEmpty() ? "core" : group.split("\\.", 2)[0];
  }
}
