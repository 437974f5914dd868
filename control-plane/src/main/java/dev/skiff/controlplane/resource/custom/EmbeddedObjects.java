package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Whole objects inside of others ({@code x-kubernetes-embedded-resource}): what they are, and their
 * metadata.
 */
final class EmbeddedObjects {
  private EmbeddedObjects() {}

  /** Checks those in a whole object, which is none of them itself. */
  static void checkInside(Schema schema, ObjectNode object, FieldErrors errors) {
    if (isAny(schema)) fields("", schema, object, errors);
  }

  /** Checks a value and those in it. */
  static void check(Schema schema, JsonNode value, FieldErrors errors) {
    if (isAny(schema)) value("", schema, value, errors);
  }

  private static boolean isAny(Schema schema) {
    return schema.derived(Any.class, of -> new Any(has(of))).there;
  }

  private record Any(boolean there) {}

  private static boolean has(Schema schema) {
    if (schema.embeddedResource()) return true;
    Predicate<Schema> own = of -> of != null && of.definition() == null && has(of);
    return schema.properties().values().stream().anyMatch(own)
        || own.test(schema.items())
        || own.test(schema.additionalProperties());
  }

  private static void value(String path, Schema schema, JsonNode value, FieldErrors errors) {
    if (value.isArray() && schema.items() != null) {
      for (int i = 0; i < value.size(); i++) {
        value(path + "[" + i + "]", schema.items(), value.get(i), errors);
      }
    }
    if (!(value instanceof ObjectNode object)) return;
    if (schema.embeddedResource()) whole(path, object, errors);
    fields(path, schema, object, errors);
  }

  private static void fields(String path, Schema schema, ObjectNode object, FieldErrors errors) {
    for (var field : object.properties()) {
      String name = field.getKey();
      Schema declared = schema.properties().get(name);
      if (declared != null && declared.definition() != null) continue;
      if (declared != null) value(child(path, name), declared, field.getValue(), errors);
      else if (schema.additionalProperties() != null) {
        String at = path + "[" + name + "]";
        value(at, schema.additionalProperties(), field.getValue(), errors);
      }
    }
  }

  private static void whole(String path, ObjectNode object, FieldErrors errors) {
    for (String name : List.of("apiVersion", "kind")) {
      JsonNode value = object.path(name);
      String field = child(path, name);
      if (value.isMissingNode()) errors.required(field);
      else if (!value.isTextual()) errors.invalid(field, value, "must be a string");
      else ofKind(name, value.textValue()).forEach(one -> errors.invalid(field, value, one));
    }
    if (object.get("metadata") instanceof ObjectNode metadata) {
      MetadataRules.ofEmbedded(child(path, "metadata"), metadata, errors);
    }
  }

  /** What is wrong with an API version or a kind; nothing with any other field. */
  static List<String> ofKind(String name, String value) {
    boolean version = name.equals("apiVersion");
    if (!version && !name.equals("kind")) return List.of();
    if (value.isEmpty()) return List.of("must not be empty");
    if (version) {
      boolean good = value.chars().filter(c -> c == '/').count() <= 1;
      return good ? List.of() : List.of("unexpected GroupVersion string: " + value);
    }
    List<String> wrong = Names.label1035(value.toLowerCase(Locale.ROOT));
    return wrong.isEmpty()
        ? List.of()
        : List.of("may have mixed case, but should otherwise match: " + String.join(",", wrong));
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
