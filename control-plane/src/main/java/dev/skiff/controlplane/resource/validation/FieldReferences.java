package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** References to fields of the Pod itself, in variables and in files. */
final class FieldReferences {
  /** What a variable may show. */
  static final List<String> OF_VARIABLES =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /** What a file may show. */
  static final List<String> OF_FILES =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  /** Fields that have labels, though not everything may show each of them. */
  private static final Set<String> LABELS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private static final Set<String> MAPS = Set.of("metadata.annotations", "metadata.labels");

  private FieldReferences() {}

  /**
   * Checks a {@code fieldRef}.
   *
   * @param at where it is
   * @param fields that may be named there
   */
  static void check(String at, JsonNode reference, List<String> fields, FieldErrors errors) {
    String field = at + ".fieldPath";
    String path = reference.path("fieldPath").asText("");
    String version = reference.path("apiVersion").asText("v1");
    if (path.isEmpty()) {
      errors.required(field);
      return;
    }
    if (!version.equals("v1")) {
      cannotConvert(field, path, "unsupported pod version: " + version, errors);
      return;
    }
    int key = path.endsWith("']") ? path.substring(0, path.length() - 2).indexOf("['") : -1;
    if (key > 0) {
      keyed(at, path, key, errors);
    } else if (!LABELS.contains(path)) {
      cannotConvert(field, path, "field label not supported: " + path, errors);
    } else if (!fields.contains(path)) {
      errors.unsupported(field, path, fields);
    }
  }

  private static void keyed(String at, String path, int key, FieldErrors errors) {
    String map = path.substring(0, key);
    if (!MAPS.contains(map)) {
      cannotConvert(
          at + ".fieldPath", path, "field label does not support subscript: " + path, errors);
      return;
    }
    String written = path.substring(key + 2, path.length() - 2);
    boolean caseless = map.equals("metadata.annotations");
    String name = caseless ? written.toLowerCase(Locale.ROOT) : written;
    Names.qualified(name).forEach(wrong -> errors.invalid(at, name, wrong));
  }

  private static void cannotConvert(String field, String path, String why, FieldErrors errors) {
    errors.invalid(field, path, "error converting fieldPath: " + why);
  }
}
