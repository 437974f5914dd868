package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** What holds for the metadata of every object. */
public final class MetadataRules {
  private static final int ANNOTATIONS_LIMIT = 256 * 1024;
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");
  private static final List<String> IMMUTABLE =
      List.of("namespace", "uid", "creationTimestamp", "deletionTimestamp");

  private static final Set<String> OF_TEMPLATES = Set.of("labels", "annotations");

  private MetadataRules() {}

  /**
   * Checks metadata of a new or changed object.
   *
   * @param nameRule what is wrong with a name, or with a prefix of names
   * @param strictFinalizers whether finalizers must have a domain or be Kubernetes' own; not so for
   *     custom resources and their definitions
   */
  public static void check(
      ObjectNode object,
      boolean namespaced,
      BiFunction<String, Boolean, List<String>> nameRule,
      boolean strictFinalizers,
      FieldErrors errors) {
    JsonNode metadata = object.path("metadata");
    name(metadata, nameRule, errors);
    String namespace = metadata.path("namespace").asText("");
    if (namespaced && namespace.isEmpty()) errors.required("metadata.namespace");
    if (namespaced && !namespace.isEmpty()) {
      Names.label(namespace).forEach(one -> errors.invalid("metadata.namespace", namespace, one));
    }
    labels("metadata.labels", metadata.path("labels"), errors);
    annotations("metadata.annotations", metadata.path("annotations"), errors);
    ownerReferences(metadata.path("ownerReferences"), errors);
    finalizers(metadata.path("finalizers"), strictFinalizers, errors);
  }

  private static void name(
      JsonNode metadata, BiFunction<String, Boolean, List<String>> rule, FieldErrors errors) {
    String name = metadata.path("name").asText("");
    String prefix = metadata.path("generateName").asText("");
    if (!prefix.isEmpty()) {
      rule.apply(prefix, true).forEach(one -> errors.invalid("metadata.generateName", prefix, one));
    }
    if (name.isEmpty()) {
      errors.required("metadata.name", "name or generateName is required");
    } else {
      rule.apply(name, false).forEach(one -> errors.invalid("metadata.name", name, one));
    }
  }

  /** Checks a map of labels, wherever it is. */
  public static void labels(String field, JsonNode labels, FieldErrors errors) {
    for (var label : labels.properties()) {
      String key = label.getKey();
      String value = label.getValue().asText("");
      Names.qualified(key).forEach(one -> errors.invalid(field, key, one));
      Names.labelValue(value).forEach(one -> errors.invalid(field, value, one));
    }
  }

  /** Checks a map of annotations, wherever it is. */
  public static void annotations(String field, JsonNode annotations, FieldErrors errors) {
    long size = 0;
    for (var annotation : annotations.properties()) {
      String key = annotation.getKey();
      Names.qualified(key.toLowerCase()).forEach(one -> errors.invalid(field, key, one));
      size += key.getBytes(StandardCharsets.UTF_8).length;
      size += annotation.getValue().asText("").getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > ANNOTATIONS_LIMIT) errors.tooLong(field, ANNOTATIONS_LIMIT);
  }

  /** Checks the metadata of an object inside of another, which need not have a name. */
  public static void ofEmbedded(String field, ObjectNode metadata, FieldErrors errors) {
    ObjectNode named = metadata.deepCopy();
    if (named.path("name").asText("").isEmpty()) named.put("name", "fakename");
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("metadata", named);
    FieldErrors found = new FieldErrors();
    boolean namespaced = !named.path("namespace").asText("").isEmpty();
    check(object, namespaced, (name, prefix) -> Names.pathSegment(name), false, found);
    for (FieldError one : found.all()) {
      String at = field + one.field().substring("metadata".length());
      errors.add(new FieldError(one.type(), at, one.value(), one.detail()));
    }
  }

  /** Checks the metadata of a template, which is not more than labels and annotations. */
  public static void ofTemplate(String field, JsonNode metadata, FieldErrors errors) {
    labels(field + ".labels", metadata.path("labels"), errors);
    annotations(field + ".annotations", metadata.path("annotations"), errors);
    for (var entry : metadata.properties()) {
      if (OF_TEMPLATES.contains(entry.getKey()) || FieldCheck.absent(entry.getValue())) continue;
      // Upstream makes the name of the field from that in Go.
      String name = entry.getKey().equals("uid") ? "uID" : entry.getKey();
      errors.forbidden(field + "." + name, "cannot be set");
    }
  }

  private static void ownerReferences(JsonNode references, FieldErrors errors) {
    String controller = null;
    for (JsonNode reference : references) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (reference.path(field).asText("").isEmpty()) {
          String what =
              field.equals("apiVersion") ? "version must not be empty" : "must not be empty";
          errors.invalid("metadata.ownerReferences." + field, "", what);
        }
      }
      if (reference.path("kind").asText().equals("Event")
          && reference.path("apiVersion").asText().equals("v1")) {
        errors.invalid(
            "metadata.ownerReferences",
            reference,
            "/v1, Kind=Event is disallowed from being an owner");
      }
      if (!reference.path("controller").asBoolean()) continue;
      String owner = reference.path("kind").asText() + "/" + reference.path("name").asText();
      if (controller != null) {
        errors.invalid(
            "metadata.ownerReferences",
            references,
            "Only one reference can have Controller set to true. Found \"true\" in references for "
                + controller
                + " and "
                + owner);
      }
      controller = owner;
    }
  }

  private static void finalizers(JsonNode finalizers, boolean strict, FieldErrors errors) {
    for (JsonNode finalizer : finalizers) {
      Names.qualified(finalizer.asText())
          .forEach(one -> errors.invalid("metadata.finalizers", finalizer, one));
    }
    for (int i = 0; strict && i < finalizers.size(); i++) {
      String finalizer = finalizers.get(i).asText();
      if (!finalizer.contains("/") && !STANDARD_FINALIZERS.contains(finalizer)) {
        errors.invalid(
            "metadata.finalizers[" + i + "]",
            finalizer,
            "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  /** Checks a finalizer that needs a domain unless it is one of Kubernetes' own. */
  public static void finalizer(String field, String finalizer, FieldErrors errors) {
    Names.qualified(finalizer).forEach(one -> errors.invalid(field, finalizer, one));
    if (!finalizer.contains("/") && !STANDARD_FINALIZERS.contains(finalizer)) {
      errors.invalid(
          field, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  /** Checks what of the metadata may change. */
  public static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("metadata");
    JsonNode before = old.path("metadata");
    if (!now.path("name").equals(before.path("name"))) {
      errors.invalid("metadata.name", now.path("name"), "field is immutable");
    }
    for (String field : IMMUTABLE) {
      JsonNode value = now.path(field);
      if (!value.isMissingNode() && !value.equals(before.path(field))) {
        errors.invalid("metadata." + field, value, "field is immutable");
      }
    }
    if (before.has("deletionTimestamp")) {
      for (JsonNode finalizer : now.path("finalizers")) {
        boolean known = false;
        for (JsonNode present : before.path("finalizers")) known |= present.equals(finalizer);
        if (!known) {
          errors.forbidden(
              "metadata.finalizers",
              "no new finalizers can be added if the object is being deleted, found new finalizers"
                  + " []string{\""
                  + finalizer.asText()
                  + "\"}");
        }
      }
    }
  }
}
