package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What many kinds' cells are made of. */
final class Cells {
  static final String NONE = "<none>";

  private Cells() {}

  /** A kind's cells in the order of its columns: texts, numbers and booleans. */
  @FunctionalInterface
  interface Maker {
    List<Object> cells(JsonNode object, Instant now);
  }

  static String name(JsonNode object) {
    return text(object, "/metadata/name");
  }

  static String age(JsonNode object, Instant now) {
    return HumanDuration.since(text(object, "/metadata/creationTimestamp"), now);
  }

  /** The text at a pointer, empty if there is none. */
  static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText("");
  }

  /** The text at a pointer, {@code <none>} if there is none. */
  static String orNone(JsonNode object, String pointer) {
    return orNone(text(object, pointer));
  }

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  static long number(JsonNode object, String pointer) {
    return object.at(pointer).asLong();
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static String joined(JsonNode array, String field) {
    return each(array)
        .map(element -> field.isEmpty() ? element.asText() : element.path(field).asText(""))
        .collect(Collectors.joining(","));
  }

  static String containers(JsonNode podSpec) {
    return joined(podSpec.path("containers"), "name");
  }

  static String images(JsonNode podSpec) {
    return joined(podSpec.path("containers"), "image");
  }

  /** A map as {@code a=b,c=d}, {@code <none>} if it is empty. */
  static String labels(JsonNode map) {
    List<String> pairs = new ArrayList<>();
    map.properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue().asText()));
    pairs.sort(null);
    return orNone(String.join(",", pairs));
  }

  /** A label selector as kubectl takes it, {@code <none>} if it is empty. */
  static String selector(JsonNode selector) {
    return orNone(terms(selector));
  }

  /** A label selector as Go writes it, where upstream shows one so. */
  static String goSelector(JsonNode selector) {
    List<String> labels = new ArrayList<>();
    for (var label : selector.path("matchLabels").properties()) {
      labels.add(label.getKey() + ": " + label.getValue().asText() + ",");
    }
    labels.sort(null);
    StringBuilder expressions = new StringBuilder();
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = text(expression, "/key");
      String operator = text(expression, "/operator");
      String values = joined(expression.path("values"), "").replace(',', ' ');
      expressions.append(
          "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
              .formatted(key, operator, values));
    }
    return "&LabelSelector{MatchLabels:map[string]string{%s},MatchExpressions:[]LabelSelectorRequirement{%s},}"
        .formatted(String.join("", labels), expressions);
  }

  /** The terms of a label selector as kubectl takes them, by their keys. */
  static String terms(JsonNode selector) {
    record Term(String key, String text) {}
    List<Term> terms = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(e -> terms.add(new Term(e.getKey(), e.getKey() + "=" + e.getValue().asText())));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      String values =
          each(expression.path("values"))
              .map(JsonNode::asText)
              .sorted()
              .collect(Collectors.joining(","));
      String text =
          switch (expression.path("operator").asText()) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "Exists" -> key;
            default -> "!" + key;
          };
      terms.add(new Term(key, text));
    }
    terms.sort(Comparator.comparing(Term::key));
    return terms.stream().map(Term::text).collect(Collectors.joining(","));
  }
}
