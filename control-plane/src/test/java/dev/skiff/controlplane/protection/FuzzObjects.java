package dev.skiff.controlplane.protection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Objects that have the form of their type, and make no sense: they get as far as the rules. */
final class FuzzObjects {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 9;

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A_b!",
          "-",
          "*",
          "..",
          "../a",
          "a/b",
          "a=b",
          "0",
          "-1",
          "1",
          "65536",
          "100m",
          "1Gi",
          "1e400",
          "-0",
          ".5",
          "\u00fc\u0000",
          "x".repeat(300),
          "http",
          "TCP",
          "SCTP",
          "Always",
          "Never",
          "OnFailure",
          "RollingUpdate",
          "In",
          "NotIn",
          "Exists",
          "DoesNotExist",
          "Equal",
          "ClusterIP",
          "NodePort",
          "LoadBalancer",
          "ExternalName",
          "None",
          "Default",
          "Strict",
          "10.0.0.1",
          "10.0.0.0/8",
          "10.0.0.0/99",
          "::1",
          "fe80::/10",
          "256.0.0.1",
          "1.2.3",
          "kubernetes.io/x",
          "example.com/y",
          "metadata.name",
          "status.podIP",
          "$(X)",
          "* * * * *",
          "@hourly",
          "TZ=X * * * * *",
          "99 99 * * *",
          "apps/v1",
          "v1",
          "Pod",
          "pods",
          "pods/status",
          "{\"a\":",
          "null",
          "%d",
          "true",
          "1/0 == 1",
          "object.",
          "object.a.b.c",
          "has(",
          "object.spec.replicas > 'a'",
          "'x'.matches('(((')",
          "[1,2].map(x, y)",
          ".spec.a[?(@.b)]",
          "size(object) > 99999999999999999999",
          "{.metadata.name}",
          "https://a:b",
          "file:///x");

  private static final List<Long> NUMBERS =
      List.of(
          0L, 1L, -1L, 2L, 80L, 65535L, 65536L, 1L << 31, -(1L << 31), Long.MAX_VALUE, 3600L, 101L);

  private static final List<String> TIMES =
      List.of("2024-01-01T00:00:00Z", "2024-01-01", "9999-12-31T23:59:60Z", "", "now", "0");

  private static final List<String> QUANTITIES =
      List.of(
          "1", "-1", "abc", "", "1e999999999", "0.0000000001", "1Gi", "1GI", "9".repeat(60), "+");

  private final Random random;

  FuzzObjects(Random random) {
    this.random = random;
  }

  /** An object of a type. */
  ObjectNode of(ResourceType type, String name) {
    ObjectNode object =
        value(type.schema(), 0) instanceof ObjectNode made ? made : JSON.objectNode();
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata =
        object.get("metadata") instanceof ObjectNode made && random.nextInt(3) == 0
            ? made
            : object.putObject("metadata");
    metadata.remove(List.of("namespace", "resourceVersion", "managedFields"));
    metadata.put("name", name);
    return object;
  }

  /** The part of an object that a field holds; null if it has none. */
  JsonNode part(ResourceType type, String field) {
    Schema schema = type.schema().properties().get(field);
    return schema == null ? null : value(schema, 1);
  }

  private JsonNode value(Schema schema, int depth) {
    if (random.nextInt(60) == 0) return JSON.nullNode();
    return switch (schema.type()) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string" -> text(schema.format());
      case "integer" -> JSON.numberNode(pick(NUMBERS));
      case "number" -> JSON.numberNode(random.nextGaussian() * 1e9);
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      default -> any(schema, depth);
    };
  }

  private ObjectNode object(Schema schema, int depth) {
    ObjectNode object = JSON.objectNode();
    if (depth > DEEPEST) return object;
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      boolean wanted = schema.required().contains(field.getKey()) && random.nextInt(12) > 0;
      int chance = depth < 2 ? 2 : 3 + depth / 2;
      if (wanted || random.nextInt(chance) == 0) {
        object.set(field.getKey(), value(field.getValue(), depth + 1));
      }
    }
    if (schema.additionalProperties() != null) {
      for (int i = random.nextInt(3); i > 0; i--) {
        object.set(pick(TEXTS), value(schema.additionalProperties(), depth + 1));
      }
    }
    return object;
  }

  private ArrayNode array(Schema schema, int depth) {
    ArrayNode array = JSON.arrayNode();
    if (depth > DEEPEST || schema.items() == null) return array;
    for (int i = random.nextInt(3); i > 0; i--) array.add(value(schema.items(), depth + 1));
    return array;
  }

  private JsonNode text(String format) {
    return switch (format) {
      case "date-time" -> JSON.textNode(pick(TIMES));
      case "quantity" -> JSON.textNode(pick(QUANTITIES));
      default -> JSON.textNode(pick(TEXTS));
    };
  }

  private JsonNode any(Schema schema, int depth) {
    if (schema.format().equals("quantity")) {
      return random.nextBoolean() ? text("quantity") : JSON.numberNode(pick(NUMBERS));
    }
    return switch (random.nextInt(4)) {
      case 0 -> JSON.numberNode(pick(NUMBERS));
      case 1 -> schema.format().isEmpty() ? object(schema, depth + 1) : JSON.textNode("50%");
      default -> JSON.textNode(pick(TEXTS));
    };
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
