package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is accepted in a Pod or a template of one, but does not do what it seems to say. */
final class PodWarnings {
  private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
  private static final Map<String, String> ANNOTATIONS = new LinkedHashMap<>();

  static {
    ANNOTATIONS.put(
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead");
    ANNOTATIONS.put(
        "security.alpha.kubernetes.io/sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead");
    ANNOTATIONS.put(
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead");
  }

  private final String prefix;
  private final JsonNode spec;
  private final JsonNode annotations;
  private final List<String> found;

  private PodWarnings(String prefix, JsonNode pod, List<String> found) {
    this.prefix = prefix;
    this.spec = pod.path("spec");
    this.annotations = pod.path("metadata").path("annotations");
    this.found = found;
  }

  /**
   * Looks at a Pod or a template.
   *
   * @param path of the template; empty for a Pod
   * @param found takes the warnings, in upstream's order
   */
  static void check(String path, JsonNode pod, List<String> found) {
    new PodWarnings(path.isEmpty() ? "" : path + ".", pod, found).check();
  }

  private void check() {
    placement();
    ANNOTATIONS.forEach(
        (annotation, message) -> {
          if (annotations.has(annotation)) annotation(annotation, message);
        });
    new VolumeWarnings(found).check(prefix + "spec.volumes", spec.path("volumes"));
    names("hostAliases", "ip");
    names("imagePullSecrets", "name");
    JsonNode secrets = spec.path("imagePullSecrets");
    for (int i = 0; i < secrets.size(); i++) {
      if (!secrets.get(i).path("name").asText("").isEmpty()) continue;
      found.add(prefix + "spec.imagePullSecrets[" + i + "].name: invalid empty name \"\"");
    }
    AmountWarnings.bytes(
        prefix + "spec.overhead", spec.path("overhead"), ContainerWarnings.IN_BYTES, found);
    if (annotations.has(SECCOMP) && !spec.path("securityContext").has("seccompProfile")) {
      annotation(SECCOMP, "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
    new ContainerWarnings(prefix, spec, found).check(annotations);
    if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
      found.add(
          prefix
              + "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and"
              + " will be treated as 1");
    }
    affinity("podAffinity");
    affinity("podAntiAffinity");
    AddressWarnings.ips(
        prefix + "spec.dnsConfig.nameservers", spec.path("dnsConfig").path("nameservers"), found);
    JsonNode aliases = spec.path("hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      String address = aliases.get(i).path("ip").asText("");
      AddressWarnings.ip(prefix + "spec.hostAliases[" + i + "].ip", address, found);
    }
  }

  private void placement() {
    NodeLabels.selector(prefix + "spec.nodeSelector", spec.path("nodeSelector"), true, found);
    JsonNode affinity = spec.path("affinity").path("nodeAffinity");
    String at = prefix + "spec.affinity.nodeAffinity.";
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    JsonNode terms = affinity.path(required).path("nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      String path = at + required + ".nodeSelectorTerms[" + i + "]";
      NodeLabels.term(path, terms.get(i), false, found);
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    for (int i = 0; i < affinity.path(preferred).size(); i++) {
      JsonNode term = affinity.path(preferred).get(i).path("preference");
      NodeLabels.term(at + preferred + "[" + i + "].preference", term, true, found);
    }
    JsonNode constraints = spec.path("topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      String path = prefix + "spec.topologySpreadConstraints[" + i + "]";
      String key = constraints.get(i).path("topologyKey").asText("");
      String message = NodeLabels.deprecation(key);
      if (message != null) found.add(path + ".topologyKey: " + key + " is " + message);
      withoutSelector(path, constraints.get(i));
    }
  }

  private void withoutSelector(String path, JsonNode term) {
    if (term.has("labelSelector")) return;
    found.add(path + ".labelSelector: a null labelSelector results in matching no pod");
  }

  private void annotation(String name, String message) {
    found.add(prefix + "metadata.annotations[" + name + "]: " + message);
  }

  private void names(String list, String key) {
    Set<String> seen = new HashSet<>();
    JsonNode items = spec.path(list);
    for (int i = 0; i < items.size(); i++) {
      String value = items.get(i).path(key).asText("");
      if (seen.add(value)) continue;
      found.add(
          "%sspec.%s[%d].%s: duplicate %s %s"
              .formatted(prefix, list, i, key, key, GoText.quote(value)));
    }
  }

  private void affinity(String kind) {
    JsonNode affinity = spec.path("affinity").path(kind);
    String at = prefix + "spec.affinity." + kind + ".";
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    for (int i = 0; i < affinity.path(required).size(); i++) {
      withoutSelector(at + required + "[" + i + "]", affinity.path(required).get(i));
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    for (int i = 0; i < affinity.path(preferred).size(); i++) {
      JsonNode term = affinity.path(preferred).get(i).path("podAffinityTerm");
      withoutSelector(at + preferred + "[" + i + "].podAffinityTerm", term);
    }
  }
}
