package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.custom.DefinitionRules;
import dev.skiff.controlplane.resource.validation.CustomResourceConversionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Definitions of custom resources: names, versions, the version that is stored. */
final class CustomResourceDefinitionBehaviour implements Behaviour {
  /** Holds a definition until all its objects are gone. */
  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private static final List<String> SCOPES = List.of("Cluster", "Namespaced");

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode status = object.putObject("status");
    ObjectNode names = status.putObject("acceptedNames");
    names.put("plural", "").put("kind", "");
    status.putNull("conditions");
    recordStoredVersion(object);
  }

  /** From now on the definition waits until its objects are gone. */
  @Override
  public void prepareForDelete(ObjectNode object) {
    if (object.path("metadata").has("deletionTimestamp")) return;
    ArrayNode finalizers = object.withObject("/metadata").withArray("/finalizers");
    for (JsonNode finalizer : finalizers) {
      if (finalizer.asText().equals(CLEANUP)) return;
    }
    finalizers.add(CLEANUP);
    JsonNode present = object.path("status").path("conditions");
    ArrayNode conditions =
        present.isArray()
            ? (ArrayNode) present
            : object.withObject("/status").putArray("conditions");
    conditions
        .addObject()
        .put("type", "Terminating")
        .put("status", "True")
        .put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("reason", "InstanceDeletionPending")
        .put(
            "message",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    recordStoredVersion(object);
  }

  private static void recordStoredVersion(ObjectNode object) {
    for (JsonNode version : object.path("spec").path("versions")) {
      if (!version.path("storage").asBoolean()) continue;
      ArrayNode stored = object.withObject("/status").withArray("/storedVersions");
      boolean known = false;
      for (JsonNode one : stored) known |= one.equals(version.path("name"));
      if (!known) stored.add(version.path("name").asText());
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode names = spec.path("names");
    String group = spec.path("group").asText("");
    String name = object.path("metadata").path("name").asText("");
    String plural = names.path("plural").asText("");
    if (!name.equals(plural + "." + group)) {
      errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
    }
    if (group.isEmpty()) {
      errors.required("spec.group");
    } else {
      Names.subdomain(group).forEach(one -> errors.invalid("spec.group", group, one));
      if (!group.contains(".")) {
        errors.invalid("spec.group", group, "should be a domain with at least one dot");
      }
    }
    String scope = spec.path("scope").asText("");
    if (scope.isEmpty()) {
      errors.required("spec.scope");
    } else if (!SCOPES.contains(scope)) {
      errors.unsupported("spec.scope", scope, SCOPES);
    }
    versions(spec.path("versions"), errors);
    if (errors.isEmpty()) DefinitionRules.check(spec.path("versions"), errors);
    CustomResourceConversionRules.check(spec.path("conversion"), errors);
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(field).asText("").isEmpty()) errors.required("spec.names." + field);
    }
    if (!plural.isEmpty()) {
      Names.label1035(plural).forEach(one -> errors.invalid("spec.names.plural", plural, one));
    }
    if (object.path("status").path("storedVersions").isEmpty()) {
      errors.invalid(
          "status.storedVersions",
          object.path("status").path("storedVersions"),
          "must have at least one stored version");
    }
  }

  private static void versions(JsonNode versions, FieldErrors errors) {
    int stored = 0;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      String field = "spec.versions[" + i + "]";
      JsonNode version = versions.get(i);
      String name = version.path("name").asText("");
      Names.label1035(name).forEach(one -> errors.invalid(field + ".name", name, one));
      if (!names.add(name)) {
        errors.invalid("spec.versions", versions, "must contain unique version names");
      }
      if (version.path("storage").asBoolean()) stored++;
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      if (schema.isMissingNode()) {
        errors.required(field + ".schema.openAPIV3Schema");
      } else if (!schema.path("type").asText("").equals("object")) {
        errors.invalid(
            field + ".schema.openAPIV3Schema.type",
            schema.path("type").asText(""),
            "must be object at the root");
      }
    }
    if (stored != 1) {
      errors.invalid(
          "spec.versions", versions, "must have exactly one version marked as storage version");
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    for (String field : List.of("group", "scope")) {
      immutable(
          "spec." + field, object.path("spec").path(field), old.path("spec").path(field), errors);
    }
    for (String field : List.of("plural", "kind")) {
      immutable(
          "spec.names." + field,
          object.path("spec").path("names").path(field),
          old.path("spec").path("names").path(field),
          errors);
    }
  }

  private static void immutable(String field, JsonNode now, JsonNode before, FieldErrors errors) {
    if (!now.equals(before)) errors.invalid(field, now, "field is immutable");
  }
}
