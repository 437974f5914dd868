package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Annotations of Pods that named seccomp profiles before there were fields for that. */
final class SeccompAnnotations {
  static final String POD = "seccomp.security.alpha.kubernetes.io/pod";

  /** What goes before the name of a container. */
  static final String CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

  private static final String LOCAL = "localhost/";
  private static final Set<String> KNOWN =
      Set.of("runtime/default", "docker/default", "unconfined");

  private SeccompAnnotations() {}

  /**
   * Checks them.
   *
   * @param field path of the annotations, as upstream's messages have it
   */
  static void check(String field, JsonNode annotations, FieldErrors errors) {
    for (var annotation : annotations.properties()) {
      String key = annotation.getKey();
      String profile = annotation.getValue().asText("");
      if (!key.equals(POD) && !key.startsWith(CONTAINER) || KNOWN.contains(profile)) continue;
      String at = field + "." + key;
      if (!profile.startsWith(LOCAL)) {
        errors.invalid(at, profile, "must be a valid seccomp profile");
        continue;
      }
      String path = profile.substring(LOCAL.length());
      if (path.startsWith("/")) errors.invalid(at, path, "must be a relative path");
      if (List.of(path.split("/")).contains("..")) {
        errors.invalid(at, path, "must not contain '..'");
      }
    }
  }
}
