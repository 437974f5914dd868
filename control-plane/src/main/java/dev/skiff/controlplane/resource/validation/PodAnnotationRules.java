package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Annotations that mean something in a Pod or in a template of one. */
public final class PodAnnotationRules {
  static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");

  /** Of Pods that stand for one that a node has by itself. */
  public static final String MIRROR = "kubernetes.io/config.mirror";

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private PodAnnotationRules() {}

  /**
   * Checks annotations.
   *
   * @param field path of the annotations, as upstream's messages have it
   * @param spec the Pod's
   */
  public static void check(String field, JsonNode annotations, JsonNode spec, FieldErrors errors) {
    if (annotations.has(MIRROR) && spec.path("nodeName").asText("").isEmpty()) {
      errors.invalid(
          field + "[" + MIRROR + "]",
          annotations.path(MIRROR),
          "must set spec.nodeName if mirror pod annotation is set");
    }
    TolerationsAnnotation.check(field, annotations, errors);
    if (annotations.has(DELETION_COST) && !cost(annotations.path(DELETION_COST).asText(""))) {
      errors.invalid(
          field + "[" + DELETION_COST + "]",
          annotations.path(DELETION_COST),
          "must be a 32bit integer");
    }
    SeccompAnnotations.check(field, annotations, errors);
    AppArmorAnnotations.check(field, annotations, spec, errors);
  }

  private static boolean cost(String text) {
    if (!text.matches("0|-?[1-9]\\d*|-0\\d*")) return false;
    try {
      Integer.parseInt(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** Checks that an update of a Pod leaves alone what its containers were started with. */
  public static void checkUpdate(JsonNode now, JsonNode before, FieldErrors errors) {
    for (var annotation : before.properties()) {
      if (annotation.getValue().equals(now.get(annotation.getKey()))) continue;
      forbid(annotation.getKey(), "may not remove or update", errors);
    }
    for (var annotation : now.properties()) {
      if (!before.has(annotation.getKey())) forbid(annotation.getKey(), "may not add", errors);
    }
  }

  private static void forbid(String key, String what, FieldErrors errors) {
    String field = "metadata.annotations[" + key + "]";
    if (key.startsWith(AppArmorAnnotations.PREFIX)) {
      errors.forbidden(field, what + " AppArmor annotations");
    }
    if (key.equals(MIRROR)) errors.forbidden(field, what + " mirror pod annotation");
  }

  /**
   * Checks that annotations say of profiles what the fields say, where there are both.
   *
   * @param path where the specification is
   */
  public static void checkFields(
      String path, JsonNode annotations, JsonNode spec, FieldErrors errors) {
    ProfileMatch seccomp =
        new ProfileMatch(
            "seccomp", Set.of("runtime/default", "docker/default"), "seccompProfile", errors);
    JsonNode ofPod = spec.path("securityContext");
    seccomp.check(path, annotations.path(SeccompAnnotations.POD), ofPod.path("seccompProfile"));
    boolean windows = spec.path("os").path("name").asText("").equals("windows");
    ProfileMatch appArmor =
        new ProfileMatch(
            "apparmor", Set.of(AppArmorAnnotations.RUNTIME_DEFAULT), "appArmorProfile", errors);
    for (String list : CONTAINERS) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        JsonNode container = spec.path(list).get(i);
        String at = path + "." + list + "[" + i + "]";
        String name = container.path("name").asText("");
        JsonNode own = container.path("securityContext");
        seccomp.check(
            at, annotations.path(SeccompAnnotations.CONTAINER + name), own.path("seccompProfile"));
        if (windows) continue;
        JsonNode profile = own.path("appArmorProfile");
        appArmor.check(
            at,
            annotations.path(AppArmorAnnotations.PREFIX + name),
            profile.isObject() ? profile : ofPod.path("appArmorProfile"));
      }
    }
  }

  /**
   * How an annotation says what a field says.
   *
   * @param what messages call it
   * @param runtimeDefault words for the profile of the container runtime
   * @param field of the security context
   */
  private record ProfileMatch(
      String what, Set<String> runtimeDefault, String field, FieldErrors errors) {
    void check(String owner, JsonNode annotation, JsonNode profile) {
      if (!annotation.isTextual() || !profile.isObject()) return;
      String at = owner + ".securityContext." + field;
      String written = annotation.textValue();
      boolean local = written.startsWith(AppArmorAnnotations.LOCAL);
      boolean same =
          switch (profile.path("type").asText("")) {
            case "Unconfined" -> written.equals(AppArmorAnnotations.UNCONFINED);
            case "RuntimeDefault" -> runtimeDefault.contains(written);
            case "Localhost" -> local;
            default -> true;
          };
      if (!same) {
        errors.forbidden(at + ".type", what + " type in annotation and field must match");
      } else if (profile.path("type").asText("").equals("Localhost")
          && !written
              .substring(AppArmorAnnotations.LOCAL.length())
              .equals(profile.path("localhostProfile").asText(null))) {
        errors.forbidden(
            at + ".localhostProfile", what + " profile in annotation and field must match");
      }
    }
  }
}
