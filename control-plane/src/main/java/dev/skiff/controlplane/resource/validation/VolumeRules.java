package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for the volumes of a Pod. */
final class VolumeRules {
  private static final List<String> DOWNWARD =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private final String path;
  private final FieldErrors errors;
  private final VolumeSourceRules sources;

  VolumeRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
    this.sources = new VolumeSourceRules(errors);
  }

  /** Gives the volumes that are valid, by name. */
  Map<String, JsonNode> check(JsonNode volumes) {
    Map<String, JsonNode> valid = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      JsonNode volume = volumes.get(i);
      String field = path + "[" + i + "]";
      String name = volume.path("name").asText("");
      int before = errors.all().size();
      if (name.isEmpty()) {
        errors.required(field + ".name");
      } else {
        Names.label(name).forEach(one -> errors.invalid(field + ".name", name, one));
        if (!names.add(name)) errors.duplicate(field + ".name", name);
      }
      source(field, volume);
      if (errors.all().size() == before) valid.put(name, volume);
    }
    return valid;
  }

  private void source(String field, JsonNode volume) {
    int found = 0;
    for (var entry : volume.properties()) {
      if (entry.getKey().equals("name")) continue;
      String source = field + "." + entry.getKey();
      if (found++ > 0) {
        errors.forbidden(source, "may not specify more than 1 volume type");
        continue;
      }
      sources.check(field, entry.getKey(), entry.getValue());
      items(source, entry.getValue().path("items"));
      switch (entry.getKey()) {
        case "downwardAPI" -> downward(source, entry.getValue().path("items"));
        case "emptyDir" -> emptyDir(source, entry.getValue());
        case "projected" -> projected(source, entry.getValue().path("sources"));
        case "ephemeral" ->
            ClaimSpecRules.template(
                source + ".volumeClaimTemplate",
                entry.getValue().path("volumeClaimTemplate"),
                errors);
        default -> {}
      }
    }
    if (found == 0) errors.required(field, "must specify a volume type");
  }

  private void emptyDir(String source, JsonNode emptyDir) {
    String limit = emptyDir.path("sizeLimit").asText("");
    if (!limit.isEmpty() && Quantity.parse(limit).value().signum() < 0) {
      errors.forbidden(source + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
    }
  }

  private void projected(String source, JsonNode sources) {
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      for (var one : sources.get(i).properties()) {
        items(source + ".sources[" + i + "]." + one.getKey(), one.getValue().path("items"));
        for (JsonNode item : one.getValue().path("items")) {
          String path = item.path("path").asText("");
          if (path.isEmpty() || paths.add(path)) continue;
          boolean named = !one.getKey().equals("downwardAPI");
          errors.invalid(
              source,
              named ? one.getValue().path("name").asText("") : path,
              "conflicting duplicate paths");
        }
      }
      JsonNode token = sources.get(i).path("serviceAccountToken");
      if (token.isObject() && token.path("path").asText("").isEmpty()) {
        errors.required(source + ".path");
      }
      downward(
          source + ".sources[" + i + "].downwardAPI",
          sources.get(i).path("downwardAPI").path("items"));
    }
  }

  private void downward(String source, JsonNode items) {
    for (JsonNode item : items) {
      String path = item.path("fieldRef").path("fieldPath").asText("");
      boolean keyed = path.matches("metadata\\.(labels|annotations)\\['.+'\\]");
      if (!item.has("fieldRef") && !item.has("resourceFieldRef")) {
        errors.required(source, "one of fieldRef and resourceFieldRef is required");
      } else if (item.has("fieldRef") && !keyed && !DOWNWARD.contains(path)) {
        errors.unsupported(source + ".fieldRef.fieldPath", path, DOWNWARD);
      }
      if (item.has("resourceFieldRef")) {
        ResourceFields.check(
            source + ".resourceFieldRef", item.path("resourceFieldRef"), true, errors);
      }
    }
  }

  private void items(String source, JsonNode items) {
    for (int i = 0; i < items.size(); i++) {
      String field = source + ".items[" + i + "]";
      JsonNode item = items.get(i);
      boolean keyed = source.endsWith(".secret") || source.endsWith(".configMap");
      if (keyed && item.path("key").asText("").isEmpty()) errors.required(field + ".key");
      String target = item.path("path").asText("");
      if (target.isEmpty()) {
        errors.required(field + ".path");
      } else if (target.startsWith("/")) {
        errors.invalid(field + ".path", target, "must be a relative path");
      } else if (List.of(target.split("/")).contains("..")) {
        errors.invalid(field + ".path", target, "must not contain '..'");
      }
    }
  }
}
