package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Makes {@code autoscaling/v1} Scales of objects. */
final class Scale {
  static final String KIND = "Scale";
  static final String API_VERSION = "autoscaling/v1";

  private Scale() {}

  static ObjectNode of(ObjectNode object, ScalePaths.Paths paths) {
    ObjectNode scale = JsonNodeFactory.instance.objectNode();
    scale.put("kind", KIND).put("apiVersion", API_VERSION);
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = object.path("metadata").get(field);
      if (value != null) metadata.set(field, value);
    }
    ObjectNode spec = scale.putObject("spec");
    int wanted = object.at(paths.specReplicas()).asInt();
    if (wanted != 0) spec.put("replicas", wanted);
    ObjectNode status = scale.putObject("status");
    status.put("replicas", object.at(paths.statusReplicas()).asInt());
    if (!paths.selector().isEmpty()) {
      String selector = selector(object.at(paths.selector()));
      if (!selector.isEmpty()) status.put("selector", selector);
    }
    return scale;
  }

  static void setReplicas(ObjectNode object, ScalePaths.Paths paths, int replicas) {
    int last = paths.specReplicas().lastIndexOf('/');
    object
        .withObject(paths.specReplicas().substring(0, last))
        .put(paths.specReplicas().substring(last + 1), replicas);
  }

  /** A selector in its text form; custom resources have it as text already. */
  private static String selector(JsonNode selector) {
    if (selector.isTextual()) return selector.asText();
    List<String> terms = new ArrayList<>();
    boolean labelSelector = selector.has("matchLabels") || selector.has("matchExpressions");
    JsonNode labels = labelSelector ? selector.path("matchLabels") : selector;
    labels
        .properties()
        .forEach(label -> terms.add(label.getKey() + "=" + label.getValue().asText()));
    for (JsonNode expression : selector.path("matchExpressions")) terms.add(term(expression));
    terms.sort(null);
    return String.join(",", terms);
  }

  private static String term(JsonNode expression) {
    String key = expression.path("key").asText();
    TreeSet<String> values = new TreeSet<>();
    expression.path("values").forEach(value -> values.add(value.asText()));
    String list = "(" + String.join(",", values) + ")";
    return switch (expression.path("operator").asText()) {
      case "In" -> key + " in " + list;
      case "NotIn" -> key + " notin " + list;
      case "Exists" -> key;
      default -> "!" + key;
    };
  }
}
