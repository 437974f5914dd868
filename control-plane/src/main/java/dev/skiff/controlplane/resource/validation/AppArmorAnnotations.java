package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** Annotations of Pods that named AppArmor profiles before there were fields for that. */
public final class AppArmorAnnotations {
  /** What goes before the name of a container. */
  public static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";

  static final String RUNTIME_DEFAULT = "runtime/default";
  static final String UNCONFINED = "unconfined";
  static final String LOCAL = "localhost/";
  private static final Set<String> KNOWN = Set.of("", RUNTIME_DEFAULT, UNCONFINED);
  private static final int LONGEST = 4095;

  private AppArmorAnnotations() {}

  /**
   * The field that says the same.
   *
   * @param annotation value of the annotation
   * @return none if no valid field does
   */
  public static Optional<ObjectNode> field(String annotation) {
    ObjectNode profile = JsonNodeFactory.instance.objectNode();
    if (annotation.equals(UNCONFINED)) return Optional.of(profile.put("type", "Unconfined"));
    if (annotation.equals(RUNTIME_DEFAULT)) {
      return Optional.of(profile.put("type", "RuntimeDefault"));
    }
    if (!annotation.startsWith(LOCAL)) return Optional.empty();
    String name = annotation.substring(LOCAL.length());
    boolean valid = !name.isEmpty() && name.equals(name.strip()) && name.length() <= LONGEST;
    return valid
        ? Optional.of(profile.put("type", "Localhost").put("localhostProfile", name))
        : Optional.empty();
  }

  /**
   * Checks them.
   *
   * @param field path of the annotations, as upstream's messages have it
   * @param spec the Pod's
   */
  static void check(String field, JsonNode annotations, JsonNode spec, FieldErrors errors) {
    for (var annotation : annotations.properties()) {
      if (!annotation.getKey().startsWith(PREFIX)) continue;
      String at = field + "[" + annotation.getKey() + "]";
      String container = annotation.getKey().substring(PREFIX.length());
      String profile = annotation.getValue().asText("");
      if (!has(spec, container)) errors.invalid(at, container, "container not found");
      if (!KNOWN.contains(profile) && !profile.startsWith(LOCAL)) {
        errors.invalid(at, profile, "invalid AppArmor profile name: " + GoText.quote(profile));
      }
    }
  }

  private static boolean has(JsonNode spec, String container) {
    for (String list : PodAnnotationRules.CONTAINERS) {
      for (JsonNode one : spec.path(list)) {
        if (one.path("name").asText("").equals(container)) return true;
      }
    }
    return false;
  }
}
