package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.custom.CommunityApproval;
import dev.skiff.controlplane.resource.custom.DefinitionShape;
import dev.skiff.controlplane.resource.custom.DefinitionStatus;
import dev.skiff.controlplane.resource.validation.CustomResourceConversionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Definitions of custom resources: names, versions, the version that is stored. */
final class CustomResourceDefinitionBehaviour implements Behaviour {
  /** Holds a definition until all its objects are gone. */
  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private static final String BUNDLE = "/conversion/webhook/clientConfig/caBundle";
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
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin"
                + " soon");
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
      return;
    }
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode names = spec.path("names");
    String group = spec.path("group").asText("");
    String plural = names.path("plural").asText("");
    if (group.isEmpty()) {
      errors.required("spec.group");
    } else {
      List<String> wrong = Names.subdomain(group);
      if (!wrong.isEmpty()) {
        errors.invalid("spec.group", group, String.join(",", wrong));
      } else if (!group.contains(".")) {
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
    JsonNode before = old == null ? MissingNode.getInstance() : old.at("/spec/versions");
    DefinitionShape.check(spec.path("versions"), before, errors);
    // A definition without a spec was given no default.
    if (spec.has("conversion"))
      CustomResourceConversionRules.check(spec.path("conversion"), errors);
    DefinitionShape.names(names, errors);
    if (spec.path("preserveUnknownFields").asBoolean()) kept(spec, errors);
    approval(object, old, errors);
    storedVersions(object.path("status").path("storedVersions"), spec.path("versions"), errors);
  }

  /** Objects are never kept as they come, whatever was written before there were schemas. */
  private static void kept(JsonNode spec, FieldErrors errors) {
    String field = "spec.preserveUnknownFields";
    JsonNode kept = spec.path("preserveUnknownFields");
    errors.invalid(
        field,
        kept,
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
            + " spec.versions[*].schema instead");
    JsonNode strategy = spec.path("conversion").path("strategy");
    if (!strategy.asText("").equals("None")) {
      errors.invalid(
          "spec.conversion.strategy",
          strategy,
          "must be None if spec.preserveUnknownFields is true");
    }
    boolean defaults =
        spec.path("versions").findValues("default").stream().anyMatch(one -> !one.isNull());
    if (defaults) {
      errors.invalid(field, kept, "must be false in order to use defaults in the schema");
    }
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    String must = spec.at("/names/plural").asText("") + "." + spec.path("group").asText("");
    for (String field : List.of("name", "generateName")) {
      String name = object.path("metadata").path(field).asText("");
      if (name.isEmpty() || name.equals(must)) continue;
      errors.invalid("metadata." + field, name, "must be spec.names.plural+\".\"+spec.group");
    }
  }

  /** Versions in which there may be objects stay until these are written anew. */
  private static void storedVersions(JsonNode stored, JsonNode versions, FieldErrors errors) {
    String field = "status.storedVersions";
    if (stored.isEmpty()) {
      errors.invalid(field, stored, "must have at least one stored version");
      return;
    }
    Map<String, Integer> missing = new LinkedHashMap<>();
    for (int i = 0; i < stored.size(); i++) missing.put(stored.get(i).asText(""), i);
    Set<String> all = Set.copyOf(missing.keySet());
    for (JsonNode version : versions) {
      String name = version.path("name").asText("");
      missing.remove(name);
      if (version.path("storage").asBoolean() && !all.contains(name)) {
        errors.invalid(field, stored, "must have the storage version " + name);
      }
    }
    missing.forEach(
        (name, at) ->
            errors.invalid(
                field + "[" + at + "]",
                name,
                ("missing from spec.versions; %1$s was previously a storage version, and must"
                        + " remain in spec.versions until a storage migration ensures no data remains"
                        + " persisted in %1$s and removes %1$s from status.storedVersions")
                    .formatted(name)));
  }

  /** What was approved before, or was not, may stay so. */
  private static void approval(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!CommunityApproval.isNeeded(object)) return;
    CommunityApproval approval = CommunityApproval.of(object);
    if (old != null && CommunityApproval.of(old).state() == approval.state()) return;
    String field = "metadata.annotations[" + CommunityApproval.ANNOTATION + "]";
    switch (approval.state()) {
      case MISSING -> errors.required(field, approval.message());
      case INVALID -> {
        JsonNode annotations = object.at("/metadata/annotations");
        errors.invalid(field, annotations.path(CommunityApproval.ANNOTATION), approval.message());
      }
      case APPROVED, UNAPPROVED -> {}
    }
  }

  private static void versions(JsonNode versions, FieldErrors errors) {
    int stored = 0;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      String field = "spec.versions[" + i + "]";
      JsonNode version = versions.get(i);
      String name = version.path("name").asText("");
      String wrong = String.join(",", Names.label1035(name));
      if (!wrong.isEmpty()) {
        errors.invalid(field + ".name", name, wrong);
        // The first version is looked at once more, as the only one that definitions once had.
        if (i == 0 && !name.isEmpty()) errors.invalid("spec.version", name, wrong);
      }
      if (!names.add(name)) {
        errors.invalid("spec.versions", versions, "must contain unique version names");
      }
      if (version.path("storage").asBoolean()) stored++;
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      if (schema.isMissingNode()) {
        errors.required(field + ".schema.openAPIV3Schema");
      }
    }
    if (stored != 1) {
      errors.invalid(
          "spec.versions", versions, "must have exactly one version marked as storage version");
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    DefinitionShape.names(
        "status.acceptedNames", object.path("status").path("acceptedNames"), errors);
  }

  /** Until objects are served, they may become others. */
  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("spec");
    JsonNode before = old.path("spec");
    if (DefinitionStatus.established(old.path("status"))) {
      bundle(now.at(BUNDLE), before.at(BUNDLE), errors);
      immutable("spec.scope", now.path("scope"), before.path("scope"), errors);
      immutable("spec.names.kind", now.at("/names/kind"), before.at("/names/kind"), errors);
    }
    immutable("spec.group", now.path("group"), before.path("group"), errors);
    immutable("spec.names.plural", now.at("/names/plural"), before.at("/names/plural"), errors);
  }

  /** What was no bundle of certificates before may stay none. */
  private static void bundle(JsonNode now, JsonNode before, FieldErrors errors) {
    String wrong = problem(now);
    if (wrong.isEmpty() || !problem(before).isEmpty()) return;
    errors.invalid(
        "spec.conversion.webhookClientConfig.caBundle",
        now,
        "unable to load root certificates: " + wrong);
  }

  private static String problem(JsonNode bundle) {
    if (bundle.asText("").isEmpty()) return "";
    byte[] pem = Base64.getDecoder().decode(bundle.asText());
    return CertificateBundles.problem(new String(pem, StandardCharsets.ISO_8859_1));
  }

  private static void immutable(String field, JsonNode now, JsonNode before, FieldErrors errors) {
    if (!now.equals(before)) errors.invalid(field, now, "field is immutable");
  }
}
