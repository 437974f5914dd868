package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;

/** Webhooks may change what an object says and its version, not of what kind it is. */
final class PatchedType {
  private PatchedType() {}

  /**
   * The type of an object after a patch: the one that it had, or another version of it.
   *
   * @param type before
   * @throws StatusException in upstream's words if it is another one
   */
  static ResourceType of(
      ResourceRegistry registry, ResourceType type, ObjectNode before, ObjectNode patched) {
    String kind = before.path("kind").asText();
    String apiVersion = before.path("apiVersion").asText();
    String newKind = patched.path("kind").asText();
    String newVersion = patched.path("apiVersion").asText();
    if (newKind.equals(kind) && newVersion.equals(apiVersion)) return type;
    if (newKind.equals(kind) && kind.equals(type.kind())) {
      String version = version(newVersion);
      String group = newVersion.substring(0, Math.max(0, newVersion.indexOf('/')));
      ResourceType other = registry.findKind(group, version, kind).orElse(null);
      if (other != null && other.storageResource().equals(type.storageResource())) return other;
    }
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
