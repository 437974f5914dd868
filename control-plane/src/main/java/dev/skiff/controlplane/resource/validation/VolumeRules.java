package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What holds for the volumes of a Pod. */
final class VolumeRules {
  private final String path;
  private final FieldErrors errors;
  private final VolumeSourceRules sources;
  private final ProjectionRules projections;

  VolumeRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
    this.sources = new VolumeSourceRules(errors);
    this.projections = new ProjectionRules(errors);
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
      switch (entry.getKey()) {
        case "secret", "configMap" -> projections.keys(source, entry.getValue().path("items"));
        case "downwardAPI" -> projections.downward(source, entry.getValue().path("items"));
        case "emptyDir" -> emptyDir(source, entry.getValue());
        case "projected" -> projections.check(source, entry.getValue().path("sources"));
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
}
