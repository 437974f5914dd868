package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for a claim of a volume, wherever its specification is. */
public final class ClaimSpecRules {
  private static final List<String> MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private ClaimSpecRules() {}

  /** The template of a claim that is made for a Pod; what is not there passes. */
  static void template(String field, JsonNode template, FieldErrors errors) {
    if (!template.isObject()) return;
    MetadataRules.ofTemplate(field + ".metadata", template.path("metadata"), errors);
    check(field + ".spec", template.path("spec"), errors);
  }

  /**
   * @param field where the specification is
   */
  public static void check(String field, JsonNode spec, FieldErrors errors) {
    if (spec.path("accessModes").isEmpty()) {
      errors.required(field + ".accessModes", "at least 1 access mode is required");
    }
    accessModes(field + ".accessModes", spec.path("accessModes"), errors);
    JsonNode storage = spec.path("resources").path("requests").path("storage");
    if (storage.isMissingNode()) {
      errors.required(field + ".resources[storage]");
    } else if (Quantity.parse(storage.asText()).value().signum() <= 0) {
      errors.invalid(field + ".resources[storage]", storage, "must be greater than zero");
    }
    dataSource(field + ".dataSource", spec.path("dataSource"), errors);
    dataSource(field + ".dataSourceRef", spec.path("dataSourceRef"), errors);
    JsonNode source = spec.path("dataSource");
    JsonNode reference = spec.path("dataSourceRef");
    if (!source.isObject() || !reference.isObject()) return;
    boolean elsewhere = !reference.path("namespace").asText("").isEmpty();
    if (!elsewhere && source.equals(reference)) return;
    // Upstream shows a path there, which has nothing to show.
    errors.invalid(
        field,
        JsonNodeFactory.instance.objectNode(),
        elsewhere
            ? "may not be specified when dataSourceRef.namespace is specified"
            : "must match dataSourceRef");
  }

  /** How a volume may be used; what is for one Pod only is for nothing else. */
  public static void accessModes(String field, JsonNode modes, FieldErrors errors) {
    Set<String> used = new HashSet<>();
    for (JsonNode mode : modes) {
      String text = mode.asText("");
      if (MODES.contains(text)) used.add(text);
      else errors.unsupported(field, text, MODES);
    }
    if (used.contains("ReadWriteOncePod") && used.size() > 1) {
      errors.forbidden(field, "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void dataSource(String field, JsonNode source, FieldErrors errors) {
    if (!source.isObject()) return;
    String kind = source.path("kind").asText("");
    if (source.path("name").asText("").isEmpty()) errors.required(field + ".name");
    if (kind.isEmpty()) errors.required(field + ".kind");
    String group = source.path("apiGroup").asText("");
    if (!group.isEmpty()) {
      Names.subdomain(group).forEach(wrong -> errors.invalid(field + ".apiGroup", group, wrong));
    } else if (!kind.equals("PersistentVolumeClaim")) {
      errors.invalid(
          field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    String namespace = source.path("namespace").asText("");
    if (namespace.isEmpty()) return;
    Names.label(namespace).forEach(wrong -> errors.invalid(field + ".namespace", namespace, wrong));
  }
}
