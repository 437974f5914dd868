package dev.skiff.controlplane.cache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads labels, uid and selectable fields out of an object's bytes in one pass, without building a
 * tree: whatever no selector asks about is skipped.
 */
public final class FieldPaths {
  /** What upstream's selectors see where the JSON leaves a field out: Go's zero value as text. */
  private static final Map<String, String> ABSENT =
      Map.of(
          "spec.unschedulable", "false",
          "spec.hostNetwork", "false",
          "status.replicas", "0",
          "status.successful", "0");

  /** Selector names that are not the path of their value. */
  private static final Map<String, String> ALIASES = Map.of("source", "source.component");

  /** What a selector sees where its own field is empty: newer Events name their source there. */
  private static final Map<String, String> SUBSTITUTES = Map.of("source", "reportingComponent");

  private final Collection<String> names;
  private final Node root = new Node();

  /**
   * @param names selectable fields such as {@code spec.nodeName}; a leading dot is allowed
   */
  public FieldPaths(Collection<String> names) {
    this.names = names.stream().map(FieldPaths::withoutDot).toList();
    root.descend("metadata.uid").name = "metadata.uid";
    root.descend("metadata.labels").labels = true;
    for (String name : this.names) root.descend(ALIASES.getOrDefault(name, name)).name = name;
  }

  /** A committed state with what selectors ask about it. */
  public CachedObject read(StoredObject stored) {
    try {
      return UntrustedJson.read(stored.json(), parser -> read(parser, stored));
    } catch (IOException e) {
      throw new UncheckedIOException(stored.key() + " is not JSON", e);
    }
  }

  private CachedObject read(JsonParser parser, StoredObject stored) throws IOException {
    Map<String, String> labels = new HashMap<>();
    Map<String, String> fields = new HashMap<>();
    for (String name : names) fields.put(name, ABSENT.getOrDefault(name, ""));
    if (parser.nextToken() == JsonToken.START_OBJECT) readObject(parser, root, labels, fields);
    SUBSTITUTES.forEach(
        (name, substitute) -> {
          if (fields.getOrDefault(name, "-").isEmpty()) fields.put(name, fields.get(substitute));
        });
    String uid = fields.remove("metadata.uid");
    fields.put("metadata.name", stored.key().name());
    fields.put("metadata.namespace", stored.key().namespace());
    return new CachedObject(stored, uid == null ? "" : uid, Map.copyOf(labels), Map.copyOf(fields));
  }

  boolean sameNames(Collection<String> others) {
    return names.equals(others.stream().map(FieldPaths::withoutDot).toList());
  }

  private static String withoutDot(String name) {
    return name.startsWith(".") ? name.substring(1) : name;
  }

  private static void readObject(
      JsonParser parser, Node node, Map<String, String> labels, Map<String, String> fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Node child = node.children.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (child == null || value == JsonToken.START_ARRAY) {
        parser.skipChildren();
      } else if (value == JsonToken.START_OBJECT) {
        if (child.labels) readLabels(parser, labels);
        else readObject(parser, child, labels, fields);
      } else if (child.name != null && value != JsonToken.VALUE_NULL) {
        fields.put(child.name, parser.getText());
      }
    }
  }

  private static void readLabels(JsonParser parser, Map<String, String> labels) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String label = parser.currentName();
      if (parser.nextToken().isScalarValue()) labels.put(label, parser.getText());
      else parser.skipChildren();
    }
  }

  /** A step of a path. */
  private static final class Node {
    final Map<String, Node> children = new HashMap<>();
    String name;
    boolean labels;

    Node descend(String path) {
      Node node = this;
      for (String step : path.split("\\.")) {
        node = node.children.computeIfAbsent(step, ignored -> new Node());
      }
      return node;
    }
  }
}
