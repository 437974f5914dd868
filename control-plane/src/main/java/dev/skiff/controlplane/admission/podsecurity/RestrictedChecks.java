package dev.skiff.controlplane.admission.podsecurity;

import static dev.skiff.controlplane.admission.podsecurity.PodView.containers;
import static dev.skiff.controlplane.admission.podsecurity.PodView.plural;
import static dev.skiff.controlplane.admission.podsecurity.PodView.quoted;
import static dev.skiff.controlplane.admission.podsecurity.PodView.securityContext;
import static dev.skiff.controlplane.admission.podsecurity.PodView.setters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The controls that the level "restricted" adds to those of "baseline". */
final class RestrictedChecks {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedChecks() {}

  static Violation privilegeEscalation(PodView pod) {
    List<String> names =
        pod.names(each -> securityContext(each).path("allowPrivilegeEscalation").asBoolean(true));
    return names.isEmpty()
        ? null
        : new Violation(
            "allowPrivilegeEscalation != false",
            containers(names) + " must set securityContext.allowPrivilegeEscalation=false");
  }

  static Violation capabilities(PodView pod) {
    List<String> details = new ArrayList<>();
    List<String> keeping = pod.names(each -> !dropsAll(each));
    if (!keeping.isEmpty()) {
      details.add(containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    Set<String> added = new TreeSet<>();
    List<String> adding =
        pod.names(each -> BaselineChecks.adds(each, Set.of("NET_BIND_SERVICE"), added));
    if (!adding.isEmpty()) details.add(BaselineChecks.mustNotAdd(adding, added));
    return details.isEmpty()
        ? null
        : new Violation("unrestricted capabilities", String.join("; ", details));
  }

  private static boolean dropsAll(JsonNode container) {
    for (JsonNode each : securityContext(container).path("capabilities").path("drop")) {
      if (each.asText().equals("ALL")) return true;
    }
    return false;
  }

  static Violation volumes(PodView pod) {
    List<String> names = new ArrayList<>();
    Set<String> types = new TreeSet<>();
    for (JsonNode volume : pod.spec().path("volumes")) {
      for (var field : volume.properties()) {
        if (field.getKey().equals("name") || VOLUMES.contains(field.getKey())) continue;
        names.add(volume.path("name").asText());
        types.add(field.getKey());
      }
    }
    if (names.isEmpty()) return null;
    return new Violation(
        "restricted volume types",
        "%s %s %s restricted volume %s %s"
            .formatted(
                plural("volume", names.size()),
                quoted(names),
                names.size() == 1 ? "uses" : "use",
                plural("type", types.size()),
                quoted(types)));
  }

  static Violation nonRoot(PodView pod) {
    JsonNode ofPod = pod.securityContext().path("runAsNonRoot");
    boolean podRefuses = ofPod.isBoolean() && !ofPod.asBoolean();
    List<String> refusing =
        pod.names(
            each -> {
              JsonNode value = securityContext(each).path("runAsNonRoot");
              return value.isBoolean() && !value.asBoolean();
            });
    String title = "runAsNonRoot != true";
    if (podRefuses || !refusing.isEmpty()) {
      return new Violation(
          title,
          setters(podRefuses, refusing) + " must not set securityContext.runAsNonRoot=false");
    }
    if (ofPod.asBoolean()) return null;
    List<String> silent =
        pod.names(each -> !securityContext(each).path("runAsNonRoot").isBoolean());
    return silent.isEmpty()
        ? null
        : new Violation(
            title, "pod or " + containers(silent) + " must set securityContext.runAsNonRoot=true");
  }

  static Violation user(PodView pod) {
    boolean podSets = isRoot(pod.securityContext());
    List<String> names = pod.names(each -> isRoot(securityContext(each)));
    if (!podSets && names.isEmpty()) return null;
    return new Violation("runAsUser=0", setters(podSets, names) + " must not set runAsUser=0");
  }

  private static boolean isRoot(JsonNode context) {
    JsonNode user = context.path("runAsUser");
    return user.isNumber() && user.asLong() == 0;
  }

  static Violation seccomp(PodView pod) {
    Violation unconfined = BaselineChecks.seccomp(pod);
    if (unconfined != null || set(pod.securityContext())) return unconfined;
    List<String> silent = pod.names(each -> !set(securityContext(each)));
    return silent.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            "pod or "
                + containers(silent)
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\"");
  }

  private static boolean set(JsonNode context) {
    return !context.path("seccompProfile").path("type").asText().isEmpty();
  }
}
