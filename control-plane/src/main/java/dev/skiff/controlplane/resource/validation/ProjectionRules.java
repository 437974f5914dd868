package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for the files that volumes of several sources have, and for those of each source. */
final class ProjectionRules {
  private static final List<String> KEYED = List.of("secret", "configMap");
  private static final int HIGHEST_MODE = 0777;
  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final long SHORTEST_TOKEN = 600;
  private static final long LONGEST_TOKEN = 1L << 32;

  private final FieldErrors errors;

  ProjectionRules(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * Sources that share one volume, and so must not have the same files.
   *
   * @param volume where the projected volume is
   */
  void check(String volume, JsonNode sources) {
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      JsonNode source = sources.get(i);
      String at = volume + ".sources[" + i + "]";
      for (String kind : KEYED) {
        JsonNode object = source.path(kind);
        if (!object.isObject()) continue;
        String name = object.path("name").asText("");
        if (name.isEmpty()) errors.required(at + "." + kind + ".name");
        keys(at + "." + kind, object.path("items"));
        for (JsonNode item : object.path("items")) taken(volume, item, name, paths);
      }
      JsonNode downward = source.path("downwardAPI").path("items");
      downward(at + ".downwardAPI", downward);
      for (JsonNode item : downward) taken(volume, item, item.path("path").asText(""), paths);
      token(volume, at, source.path("serviceAccountToken"));
      if (source.size() > 1) {
        errors.forbidden(at, "may not specify more than 1 volume type per source");
      }
    }
  }

  private void taken(String volume, JsonNode item, String shown, Set<String> paths) {
    String path = item.path("path").asText("");
    if (path.isEmpty() || paths.add(path)) return;
    errors.invalid(volume, shown, "conflicting duplicate paths");
  }

  /** Upstream looks for the path of a token beside the sources. */
  private void token(String volume, String at, JsonNode token) {
    if (!token.isObject()) return;
    JsonNode seconds = token.path("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong() < SHORTEST_TOKEN) {
      errors.invalid(
          at + ".serviceAccountToken.expirationSeconds",
          seconds,
          "may not specify a duration less than 10 minutes");
    }
    if (seconds.asLong() > LONGEST_TOKEN) {
      errors.invalid(
          at + ".serviceAccountToken.expirationSeconds",
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    String path = token.path("path").asText("");
    if (path.isEmpty()) errors.required(volume + ".path");
    local(volume + ".path", path);
  }

  /** Keys of a Secret or ConfigMap that become files. */
  void keys(String source, JsonNode items) {
    for (int i = 0; i < items.size(); i++) {
      String field = source + ".items[" + i + "]";
      JsonNode item = items.get(i);
      String path = item.path("path").asText("");
      if (item.path("key").asText("").isEmpty()) errors.required(field + ".key");
      if (path.isEmpty()) errors.required(field + ".path");
      local(field + ".path", path);
      mode(field + ".mode", item.path("mode"));
    }
  }

  /** Permissions of files. */
  void mode(String field, JsonNode mode) {
    if (!mode.isNumber() || mode.asLong() >= 0 && mode.asLong() <= HIGHEST_MODE) return;
    errors.invalid(field, mode, MODE);
  }

  /** What of the Pod itself becomes files; upstream does not say which of them is wrong. */
  void downward(String source, JsonNode items) {
    for (JsonNode item : items) {
      String path = item.path("path").asText("");
      if (path.isEmpty()) errors.required(source + ".path");
      local(source + ".path", path);
      JsonNode field = item.path("fieldRef");
      JsonNode resource = item.path("resourceFieldRef");
      if (field.isObject()) {
        FieldReferences.check(source + ".fieldRef", field, FieldReferences.OF_FILES, errors);
        if (resource.isObject()) {
          errors.invalid(
              source,
              "resource",
              "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
      } else if (resource.isObject()) {
        ResourceFields.check(source + ".resourceFieldRef", resource, true, errors);
      } else {
        errors.required(source, "one of fieldRef and resourceFieldRef is required");
      }
      mode(source + ".mode", item.path("mode"));
    }
  }

  private void local(String field, String path) {
    for (String wrong : wrong(path)) errors.invalid(field, path, wrong);
  }

  /** A file is below the volume's root, and not among those that the node's agent keeps there. */
  private static List<String> wrong(String path) {
    List<String> wrong = new ArrayList<>();
    if (path.startsWith("/")) wrong.add("must be a relative path");
    if (List.of(path.split("/", -1)).contains("..")) wrong.add("must not contain '..'");
    if (path.startsWith("..") && !path.startsWith("../")) wrong.add("must not start with '..'");
    return wrong;
  }
}
