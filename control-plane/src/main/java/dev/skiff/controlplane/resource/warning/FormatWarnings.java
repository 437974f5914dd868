package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.custom.format.StringFormats;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Formats of texts in schemas of custom resources that nobody checks. */
final class FormatWarnings {
  private FormatWarnings() {}

  static void check(JsonNode definition, JsonNode old, List<String> found) {
    Set<String> unknown = formats(definition);
    if (old != null) unknown.removeAll(formats(old));
    unknown.forEach(format -> found.add("unrecognized format " + GoText.quote(format)));
  }

  private static Set<String> formats(JsonNode definition) {
    Set<String> formats = new LinkedHashSet<>();
    for (JsonNode version : definition.path("spec").path("versions")) {
      collect(version.path("schema").path("openAPIV3Schema"), formats);
    }
    return formats;
  }

  private static void collect(JsonNode schema, Set<String> formats) {
    String format = schema.path("format").asText("");
    boolean text = schema.path("type").asText("").equals("string");
    if (text && !format.isEmpty() && StringFormats.of(format) == null) formats.add(format);
    for (String list : List.of("allOf", "anyOf", "oneOf")) {
      schema.path(list).forEach(branch -> collect(branch, formats));
    }
    for (String map : List.of("properties", "patternProperties")) {
      schema.path(map).forEach(member -> collect(member, formats));
    }
    for (String one : List.of("items", "not", "additionalProperties")) {
      if (schema.path(one).isObject()) collect(schema.path(one), formats);
    }
  }
}
