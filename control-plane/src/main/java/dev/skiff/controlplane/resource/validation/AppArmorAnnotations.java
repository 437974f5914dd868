package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Annotations of Pods that named AppArmor profiles before there were fields for that. */
public final class AppArmorAnnotations {
  private static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
  private static final Set<String> KNOWN = Set.of("", "runtime/default", "unconfined");

  private AppArmorAnnotations() {}

  /**
   * @param spec the Pod's
   */
  public static void check(JsonNode annotations, JsonNode spec, FieldErrors errors) {
    for (var annotation : annotations.properties()) {
      if (!annotation.getKey().startsWith(PREFIX)) continue;
      String field = "metadata.annotations[" + annotation.getKey() + "]";
      String container = annotation.getKey().substring(PREFIX.length());
      String profile = annotation.getValue().asText("");
      if (!has(spec, container)) errors.invalid(field, container, "container not found");
      if (!KNOWN.contains(profile) && !profile.startsWith("localhost/")) {
        errors.invalid(field, profile, "invalid AppArmor profile name: " + GoText.quote(profile));
      }
    }
  }

  private static boolean has(JsonNode spec, String container) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode one : spec.path(list)) {
        if (one.path("name").asText("").equals(container)) return true;
      }
    }
    return false;
  }
}
