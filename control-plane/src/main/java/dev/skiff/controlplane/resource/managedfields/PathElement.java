package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One step of a path into an object: a field, or an element of a list by its keys, its value or its
 * position. Written as FieldsV1 prescribes: {@code f:name}, {@code k:{"name":"x"}}, {@code v:"x"},
 * {@code i:0}. Elements are ordered as upstream orders them: fields, keys, values, positions.
 */
public final class PathElement implements Comparable<PathElement> {

  private enum Kind {
    FIELD("f:"),
    KEY("k:"),
    VALUE("v:"),
    INDEX("i:");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private final Kind kind;
  private final String text;
  // For keys an object with sorted fields; for fields and positions null.
  private final JsonNode value;

  private PathElement(Kind kind, String text, JsonNode value) {
    this.kind = kind;
    this.text = text;
    this.value = value;
  }

  /** A field of an object or an entry of a map. */
  public static PathElement field(String name) {
    return new PathElement(Kind.FIELD, name, null);
  }

  /**
   * The element of a list that has these values in its key fields.
   *
   * @param keys values by field
   */
  public static PathElement key(TreeMap<String, JsonNode> keys) {
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    sorted.setAll(keys);
    return new PathElement(Kind.KEY, json(sorted), sorted);
  }

  /** The element of a set that is this scalar. */
  public static PathElement value(JsonNode scalar) {
    return new PathElement(Kind.VALUE, json(scalar), scalar);
  }

  private static PathElement index(String position) {
    return new PathElement(Kind.INDEX, position, null);
  }

  /**
   * Reads an element.
   *
   * @return empty for a kind of element that nobody knows; these are ignored
   * @throws IllegalArgumentException if it is malformed
   */
  static Optional<PathElement> parse(String serialized) {
    if (serialized.length() < 2) {
      throw new IllegalArgumentException("key must be 2 characters long:");
    }
    if (serialized.charAt(1) != ':') {
      throw new IllegalArgumentException("missing colon: " + serialized);
    }
    String content = serialized.substring(2);
    return switch (serialized.charAt(0)) {
      case 'f' -> Optional.of(field(content));
      case 'k' -> Optional.of(keyOf(content));
      case 'v' -> Optional.of(value(read(content)));
      case 'i' -> {
        Integer.parseInt(content);
        yield Optional.of(index(content));
      }
      default -> Optional.empty();
    };
  }

  private static PathElement keyOf(String content) {
    TreeMap<String, JsonNode> keys = new TreeMap<>();
    if (!(read(content) instanceof ObjectNode object)) {
      throw new IllegalArgumentException("not an object: " + content);
    }
    object.properties().forEach(field -> keys.put(field.getKey(), field.getValue()));
    return key(keys);
  }

  boolean isField() {
    return kind == Kind.FIELD;
  }

  boolean isKey() {
    return kind == Kind.KEY;
  }

  /** The name of a field. */
  String fieldName() {
    return text;
  }

  /** As FieldsV1 writes it. */
  String serialized() {
    return kind.prefix.concat(text);
  }

  @Override
  public int compareTo(PathElement other) {
    if (kind != other.kind) return kind.compareTo(other.kind);
    return switch (kind) {
      case FIELD -> text.compareTo(other.text);
      case KEY -> text.equals(other.text) ? 0 : compareKeys(other);
      case VALUE -> text.equals(other.text) ? 0 : compareScalars(value, other.value);
      case INDEX -> Integer.compare(Integer.parseInt(text), Integer.parseInt(other.text));
    };
  }

  private int compareKeys(PathElement other) {
    Iterator<Map.Entry<String, JsonNode>> mine = value.fields();
    Iterator<Map.Entry<String, JsonNode>> others = other.value.fields();
    while (mine.hasNext() && others.hasNext()) {
      Map.Entry<String, JsonNode> left = mine.next();
      Map.Entry<String, JsonNode> right = others.next();
      int names = left.getKey().compareTo(right.getKey());
      if (names != 0) return names;
      int values = compareScalars(left.getValue(), right.getValue());
      if (values != 0) return values;
    }
    return Boolean.compare(mine.hasNext(), others.hasNext());
  }

  private static int compareScalars(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    int types = Integer.compare(rank(left), rank(right));
    return types != 0 ? types : left.asText().compareTo(right.asText());
  }

  private static int rank(JsonNode scalar) {
    return scalar.isNumber() ? 0 : scalar.isTextual() ? 1 : scalar.isBoolean() ? 2 : 3;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathElement element && compareTo(element) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + text.hashCode();
  }

  /** As messages to users write it: {@code .spec}, {@code [name="x"]}, {@code [="x"]}. */
  @Override
  public String toString() {
    return switch (kind) {
      case FIELD -> "." + text;
      case INDEX -> "[" + text + "]";
      case VALUE -> "[=" + quoted(value) + "]";
      case KEY -> {
        StringBuilder keys = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          keys.append(keys.isEmpty() ? "[" : ",").append(field.getKey()).append('=');
          keys.append(quoted(field.getValue()));
        }
        yield keys.append(']').toString();
      }
    };
  }

  private static String quoted(JsonNode scalar) {
    return scalar.isTextual() ? json(scalar) : GoNotation.scalar(scalar);
  }

  private static JsonNode read(String content) {
    try {
      return UntrustedJson.tree(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static String json(JsonNode node) {
    if (node.isTextual()) {
      return "\""
          + new String(JsonStringEncoder.getInstance().quoteAsString(node.textValue()))
          + "\"";
    }
    return node.toString();
  }
}
